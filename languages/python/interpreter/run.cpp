/// The interpreter's loop: the portal of the JIT. Each case reads its operands, calls one inline function, stores the result.
#include <cstdio>

#include "interpreter/instruction_macros.h"
#include "interpreter/tracing.h"

namespace python {

namespace {

void describe(const uint64_t* greens, char* text, size_t size) {
  const Instruction* pc = reinterpret_cast<const Instruction*>(greens[0]);
  const Code* code = reinterpret_cast<const Code*>(greens[1]);
  const CodeSpec& spec = **code->spec;
  size_t slash = spec.filename.rfind('/');
  std::string_view opcode = opcode_info(pc->op).name;
  if (pc < code->instructions || pc >= code->instructions + spec.positions.size()) {  // what a traced frame ends with
    snprintf(text, size, "end of %s", spec.qualname.c_str());
    return;
  }
  snprintf(text, size, "%s:%d in %s, %.*s", spec.filename.c_str() + (slash == std::string::npos ? 0 : slash + 1),
           line_of(code, index_of_instruction(code, pc)), spec.qualname.c_str(), static_cast<int>(opcode.size()), opcode.data());
}

[[maybe_unused]] jitwright::Driver driver{"python", describe};

/// Clear the registers from `first` on: a trace then need not carry them around its loop. Native code leaves them.
JW_UNROLL_SAFE inline void forget_registers(Frame* frame, int32_t first, int32_t count) {
  for (int32_t i = first; i < count; i++) frame->registers[i] = null_value;
}

}  // namespace

// The native loop leaves what the registers hold; a trace need not carry around its loop what nothing reads.
#define JUMP_BACK                                                      \
  if (jw::in_jit()) {                                                  \
    forget_registers(frame, pc->b, code->register_count);              \
    frame->pc = nullptr;  /* of no interest until the next call */     \
  }                                                                    \
  pc = TARGET(pc->a);                                                  \
  if (vm.interrupted) [[unlikely]] {                                   \
    if (loop_interrupted()) goto error;                                \
  }                                                                    \
  JW_CAN_ENTER_JIT(driver, pc, code);                                  \
  continue;
#define LEAVE(result)       \
  leave_frame(frame, code); \
  return result;
#define SUSPEND(value) return value;

Value run(Frame* frame, Code* code, const Instruction* pc) {
  JW_CAN_ENTER_JIT(driver, pc, code);
  for (;;) {
    JW_MERGE_POINT(driver, pc, code);
    uint32_t first_argument, argument_count;
    switch (pc->op) {
#include "interpreter/instruction_cases.h"
      default: __builtin_unreachable();
    }
  call:
    frame->pc = pc;
    RESULT(call_registers(frame, R(pc->b), first_argument, argument_count))
  error:
    pc = unwind(frame, code, pc);
    if (!pc) {
      leave_frame(frame, code);
      return null_value;
    }
  }
}

}  // namespace python
