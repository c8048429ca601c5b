// KIND: native
// Portals of every shape: endless loop, loop with a condition, computed goto, local objects, locals whose address escapes.
#include <jitwright/jit.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

namespace {

enum Op : uint8_t { push, add, load, store, jump_less, call, halt };

// for (;;) { … }
[[maybe_unused]] jw::Driver endless_driver{"endless"};
int64_t endless(const uint8_t* code, int64_t limit) {
  uint32_t pc = 0;
  int sp = 0;
  int64_t stack[8], locals[4] = {0, limit, 0, 0};
  JW_CAN_ENTER_JIT(endless_driver, pc, code);
  for (;;) {
    JW_MERGE_POINT(endless_driver, pc, code);
    switch (code[pc++]) {
      case push: stack[sp++] = code[pc++]; break;
      case add: sp--; stack[sp - 1] += stack[sp]; break;
      case load: stack[sp++] = locals[code[pc++]]; break;
      case store: locals[code[pc++]] = stack[--sp]; break;
      case jump_less: {
        sp -= 2;
        uint32_t target = code[pc++];
        if (stack[sp] < stack[sp + 1]) {
          pc = target;
          JW_CAN_ENTER_JIT(endless_driver, pc, code);
        }
        break;
      }
      case call: locals[2] += limit > 3 ? endless(code, limit / 2) : 1; break;
      case halt: return locals[0] + locals[2] * 1000;
    }
  }
}

// while (condition) { … } with code after the loop; a float and a narrow green
[[maybe_unused]] jw::Driver condition_driver{"condition"};
double with_condition(const uint8_t* code, uint16_t start, float scale) {
  uint16_t pc = start;
  double total = 0;
  int left = 500;
  while (left-- > 0) {
    JW_MERGE_POINT(condition_driver, pc, code);
    uint8_t op = code[pc];
    total += op * scale;
    pc++;
    if (op == halt) {
      pc = start;
      JW_CAN_ENTER_JIT(condition_driver, pc, code);
      if (left < 100) break;
      continue;
    }
    if (total > 1e9) return -1;
  }
  return total + left;
}

// computed goto
[[maybe_unused]] jw::Driver goto_driver{"goto"};
uint64_t with_goto(const uint8_t* code, uint64_t rounds) {
  static const void* const labels[] = {&&do_push, &&do_add, &&do_load, &&do_store, &&do_jump, &&do_call, &&do_halt};
  uint32_t pc = 0;
  uint64_t accumulator = 1;
dispatch:
  JW_MERGE_POINT(goto_driver, pc, code);
  goto* labels[code[pc]];
do_push:
  accumulator += code[pc + 1];
  pc += 2;
  goto dispatch;
do_add:
  accumulator *= 3;
  pc++;
  goto dispatch;
do_load:
do_store:
  accumulator ^= pc;
  pc += 2;
  goto dispatch;
do_call:
  pc++;
  goto dispatch;
do_jump:
  if (--rounds > 0) {
    pc = 0;
    JW_CAN_ENTER_JIT(goto_driver, pc, code);
  } else {
    pc += 2;
  }
  goto dispatch;
do_halt:
  return accumulator;
}

// Objects with destructors around and inside the loop, a lambda, locals that stay in memory
struct Counter {
  int* live;
  explicit Counter(int* where) : live(where) { ++*live; }
  ~Counter() { --*live; }
};
__attribute__((noinline)) void bump(int64_t* x, int64_t by) { *x += by; }
struct Pair { int64_t first, second; };
[[maybe_unused]] jw::Driver objects_driver{"objects"};
Pair with_objects(const uint8_t* code, int rounds) {
  int live = 0;
  int64_t sum = 0, temporary_sum = 0;
  auto note = [&](int64_t x) { sum += x; };
  Counter outer(&live);
  uint32_t pc = 0;
  for (;;) {
    JW_MERGE_POINT(objects_driver, pc, code);
    switch (code[pc]) {
      case halt: {
        Counter inner(&live);
        if (--rounds == 0) return {sum + temporary_sum, live};
        pc = 0;
        JW_CAN_ENTER_JIT(objects_driver, pc, code);
        break;
      }
      case push: {
        int64_t temporary = 5;
        bump(&temporary, code[pc + 1]);
        temporary_sum += temporary;
        bump(&sum, 1);
        pc += 2;
        break;
      }
      case load:
      case store:
      case jump_less: note(pc); pc += 2; break;
      default: note(2); pc++; break;
    }
  }
}

// The merge point inside a try block, results by reference
int constant_positions = 0;  // how often a tracer knew; not printed
[[maybe_unused]] jw::Driver void_driver{"void"};
void without_result(const uint8_t* code, int64_t& out) {
  uint32_t pc = 0;
  int rounds = 20;
  for (;;) {
    JW_MERGE_POINT(void_driver, pc, code);
    out += jw::promote(code[pc]);
    if (jw::is_constant(pc)) ++constant_positions;
    jw::assert_green(pc);
    if (code[pc] == halt) {
      if (rounds-- == 0) return;
      pc = 0;
      JW_CAN_ENTER_JIT(void_driver, pc, code);
    } else {
      pc++;
    }
  }
}

const uint8_t program[] = {load, 0, push, 1, add, store, 0, call, load, 0, load, 1, jump_less, 0, halt};
const uint8_t linear[] = {push, 3, add, load, 0, store, 0, push, 4, jump_less, 0, halt};

}  // namespace

int main() {
  for (int i = 0; i < 3; ++i) {
    printf("%ld\n", (long)endless(program, 40 + i));
    printf("%g\n", with_condition(linear, 0, 0.5f + static_cast<float>(i)));
    printf("%lu\n", (unsigned long)with_goto(linear, 100 + (unsigned)i));
    Pair p = with_objects(linear, 50);
    printf("%ld %ld\n", (long)p.first, (long)p.second);
    int64_t out = 0;
    without_result(linear, out);
    printf("%ld\n", (long)out);
  }
}
