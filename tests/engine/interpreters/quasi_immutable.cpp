// Globals that hardly ever change: loads of them cost nothing, and who changes one stops the loops that relied on it: from outside, from
// a call within the loop, from the loop itself, in an inlined function's bridge, and in an array.
//
// expect: outside: 1000000 3000000
// expect: in a call: 1400000
// expect: in the loop: 500000500000
// expect: an array: 2000000 7000000
// expect: once in a bridge: 1001000
// expect: of an object that the loop makes: 3000000
// expect statistics: invalidations +[1-9]
#include <cstdint>
#include <cstdio>

#include <jitwright/jit.h>

struct Cell {
  JW_QUASI_IMMUTABLE int64_t value;
};

struct Table {
  JW_QUASI_IMMUTABLE int64_t values[4];
};

enum Op : uint8_t { add_cell, add_entry, call_change, store_count, rarely_store, add_new, loop };

struct Instruction {
  JW_IMMUTABLE Op op;
  JW_IMMUTABLE Cell* cell;
  JW_IMMUTABLE Table* table;
  JW_IMMUTABLE int64_t index;
};

struct Code {
  JW_IMMUTABLE const Instruction* instructions;
};

JW_DONT_LOOK_INSIDE static void change_at(Cell* cell, int64_t count, int64_t when) {
  if (count == when) cell->value = 2;
}

JW_ALLOCATOR static void* make_cell(uint64_t size) {
  static uint64_t memory[64];
  static unsigned next;
  uint64_t* result = memory + 2 * (next++ % 32);
  for (uint64_t i = 0; i < size / 8; i++) result[i] = 0;
  return result;
}

[[maybe_unused]] static jw::Driver driver{"quasi_immutable"};

int64_t run(const Code* code, int64_t count) {
  int64_t sum = 0;
  uint32_t pc = 0;
  for (;;) {
    JW_MERGE_POINT(driver, pc, code);
    const Instruction& instruction = code->instructions[pc++];
    switch (instruction.op) {
      case add_cell: sum += instruction.cell->value; break;
      case add_entry: sum += instruction.table->values[instruction.index]; break;
      case call_change: change_at(instruction.cell, count, instruction.index); break;
      case store_count: instruction.cell->value = count; break;
      case rarely_store:
        if (count % 1000 == 0) instruction.cell->value = count == 500000 ? 2 : 1;
        break;
      case add_new: {
        Cell* cell = static_cast<Cell*>(make_cell(sizeof(Cell)));
        cell->value = 3;
        sum += cell->value;
        break;
      }
      case loop:
        if (--count == 0) return sum;
        pc = 0;
        JW_CAN_ENTER_JIT(driver, pc, code);
        break;
    }
  }
}

int main() {
  constexpr int64_t count = 1000000;
  auto print = [](const char* what, auto... sums) {
    std::printf("%s:", what);
    (std::printf(" %lld", static_cast<long long>(sums)), ...);
    std::printf("\n");
  };
  static Cell cell{1};
  static Table table{{0, 0, 2, 0}};
  {
    static const Instruction instructions[] = {{add_cell, &cell}, {loop}};
    static const Code code{instructions};
    int64_t first = run(&code, count);
    cell.value = 3;
    print("outside", first, run(&code, count));
  }
  {
    cell.value = 1;
    static const Instruction instructions[] = {{call_change, &cell, nullptr, 400000}, {add_cell, &cell}, {loop}};
    static const Code code{instructions};
    print("in a call", run(&code, count));
  }
  {
    static const Instruction instructions[] = {{store_count, &cell}, {add_cell, &cell}, {loop}};
    static const Code code{instructions};
    print("in the loop", run(&code, count));
  }
  {
    static const Instruction instructions[] = {{add_entry, nullptr, &table, 2}, {loop}};
    static const Code code{instructions};
    int64_t first = run(&code, count);
    table.values[1] = 5;
    table.values[2] = 7;
    print("an array", first, run(&code, count));
  }
  {
    cell.value = 1;
    static const Instruction instructions[] = {{rarely_store, &cell}, {add_cell, &cell}, {loop}};
    static const Code code{instructions};
    print("once in a bridge", run(&code, count));
  }
  {
    static const Instruction instructions[] = {{add_new}, {loop}};
    static const Code code{instructions};
    print("of an object that the loop makes", run(&code, count));
  }
}
