// Tutorial, step 4: the frame in registers.
#include <cinttypes>
#include <cstdint>
#include <cstdio>

#include <jitwright/jit.h>

enum Op : uint8_t { push, load, store, add, mul, less, jump, jump_if_false, halt };

struct Instruction {
  JW_IMMUTABLE Op op;
  JW_IMMUTABLE int64_t operand;
};

struct Code {
  JW_IMMUTABLE const Instruction* instructions;
};

struct Frame {
  JW_VIRTUALIZABLE int64_t depth;
  JW_VIRTUALIZABLE int64_t locals[4];
  JW_VIRTUALIZABLE int64_t stack[8];
};

static jw::Driver driver{"calc"};

int64_t run(const Code* code, Frame* frame) {
  uint32_t pc = 0;
  for (;;) {
    JW_MERGE_POINT(driver, pc, code);
    frame->depth = jw::promote(frame->depth);
    const Instruction& instruction = code->instructions[pc++];
    switch (instruction.op) {
      case push: frame->stack[frame->depth++] = instruction.operand; break;
      case load: frame->stack[frame->depth++] = frame->locals[instruction.operand]; break;
      case store: frame->locals[instruction.operand] = frame->stack[--frame->depth]; break;
      case add: {
        int64_t b = frame->stack[--frame->depth];
        frame->stack[frame->depth - 1] += b;
        break;
      }
      case mul: {
        int64_t b = frame->stack[--frame->depth];
        frame->stack[frame->depth - 1] *= b;
        break;
      }
      case less: {
        int64_t b = frame->stack[--frame->depth];
        frame->stack[frame->depth - 1] = frame->stack[frame->depth - 1] < b;
        break;
      }
      case jump: {
        bool backwards = instruction.operand < pc;
        pc = static_cast<uint32_t>(instruction.operand);
        if (backwards) JW_CAN_ENTER_JIT(driver, pc, code);
        break;
      }
      case jump_if_false:
        if (!frame->stack[--frame->depth]) pc = static_cast<uint32_t>(instruction.operand);
        break;
      case halt: return frame->locals[0];
    }
  }
}

int main() {
  // sum = 0; i = 0; while (i < 1000000) { sum += i * i; i += 1 }
  const Instruction program[] = {
      {load, 1}, {push, 1000000}, {less, 0}, {jump_if_false, 14},           // 0: i < 1000000
      {load, 0}, {load, 1}, {load, 1}, {mul, 0}, {add, 0}, {store, 0},      // 4: sum += i * i
      {load, 1}, {push, 1}, {add, 0}, {store, 1},                           // 10: i += 1
      {halt, 0}};
  Instruction code_with_loop[16];
  for (int i = 0; i < 14; i++) code_with_loop[i] = program[i];
  code_with_loop[3].operand = 15;
  code_with_loop[14] = {jump, 0};
  code_with_loop[15] = {halt, 0};
  Code code{code_with_loop};
  Frame frame{};
  std::printf("%" PRId64 "\n", run(&code, &frame));
}
