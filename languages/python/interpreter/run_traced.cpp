/// The interpreter's loop for frames that report events. It is never recorded nor entered from compiled code.
#include "interpreter/instruction_macros.h"
#include "interpreter/tracing.h"
#include "objects/exception.h"

#include <memory>
#include <vector>

namespace python {

// Loops go back to the portal when nobody traces any more.
#define JUMP_BACK                                  \
  pc = TARGET(pc->a);                              \
  if (vm.interrupted && deliver_interrupt()) goto error; \
  if (!tracing.active && !tracing.trace && !tracing.profile && !tracing.hook) { \
    *continuation = pc;                            \
    return null_value;                             \
  }                                                \
  continue;
#define LEAVE(result) return report_return(activation, result);
#define SUSPEND(value) return report_return(activation, value);

/// The result of the frame, which stays; null: an error is pending, or *continuation says where the portal goes on.
JW_DONT_LOOK_INSIDE static Value run_loop(Activation& activation, const Instruction* pc, const Instruction** continuation) {
  Frame* frame = activation.frame;
  Code* code = activation.code;
  for (;;) {
    frame->pc = pc;
    {
      const Instruction* next = report_step(activation, pc);
      if (!next) goto failed;
      pc = next;
    }
    uint32_t first_argument, argument_count;
    switch (pc->op) {
#include "interpreter/instruction_cases.h"
      default: __builtin_unreachable();
    }
  call:
    RESULT(call_registers(frame, R(pc->b), first_argument, argument_count))
  error:
    if (!vm.exception) raise_error(ExceptionKind::system_error, "error return without exception set");
    if (note_error(code, pc)) {
      if (tracing.trace) as<Traceback>(exception_field(vm.exception, exception_traceback))->frame = ref(object_of(activation));
      report_exception(activation);
    }
    goto handle;
  failed:
    note_error(code, pc);
  handle:
    pc = go_to_handler(frame, code, pc);
    if (!pc) return report_return(activation, null_value);
  }
}

namespace {

/// An instruction that returns register `index`, outside of all code: what the portal executes after a frame ended in the traced loop.
const Instruction* return_of(int32_t index) {
  static std::vector<std::unique_ptr<Instruction>> returns;
  while (returns.size() <= static_cast<size_t>(index)) {
    returns.push_back(std::make_unique<Instruction>());
    returns.back()->op = Opcode::return_value;
    returns.back()->a = static_cast<int32_t>(returns.size() - 1);
  }
  return returns[static_cast<size_t>(index)].get();
}

bool is_suspended(Frame* frame) { return frame->generator && frame->generator->state == GeneratorState::suspended; }

/// Whether `frame` was called by its caller's current instruction without any C++ between that would take a null result for an error.
bool is_called_directly(Frame* frame) {
  Frame* caller = frame->caller;
  if (!caller || frame->generator || !caller->pc) return false;
  if (tracing.activations && tracing.activations->frame == caller) return false;  // it is traced already
  switch (caller->pc->op) {
    case Opcode::call:
    case Opcode::call_kw:
    case Opcode::call_ex:
    case Opcode::call_method:
    case Opcode::call_method_kw: break;
    default: return false;
  }
  Value callee = caller->registers[caller->pc->b];
  if (has_kind(callee, Kind::bound_method)) callee = as<BoundMethod>(callee)->function;
  return has_kind(callee, Kind::function) && as<Function>(callee)->code.get() == frame->code;
}

/// Says that the caller of a frame that ended goes over to the traced loop, if it can: then the result is null.
Value hand_over_caller(Frame* frame, Value result) {
  if (!result || !tracing.active) return result;
  if (!is_called_directly(frame)) {
    if (tracing.outer) request_interrupt(interrupted_by_tracing);
    return result;
  }
  tracing.handing_over = true;
  tracing.handed_over = result;
  return null_value;
}

}  // namespace

Value run_traced(Frame* frame, Code* code, const Instruction* pc) {
  Activation activation{frame, code, tracing.activations};
  frame->pc = pc;
  if (!frame->caller && activation.outer) frame->caller = activation.outer->frame;  // called by way of C++
  if (pc != code->instructions) activation.previous = pc - 1;  // a generator goes on
  else if (!frame->generator) forget_outer(frame);
  tracing.activations = &activation;
  Value result = null_value;
  const Instruction* continuation = nullptr;
  if (report_call(activation)) result = run_loop(activation, pc, &continuation);
  else note_error(code, pc);
  freeze(activation);
  tracing.activations = activation.outer;
  if (continuation) return run(frame, code, continuation);
  result = hand_over_caller(frame, result);
  leave_frame(frame, code);
  return result;
}

const Instruction* continue_traced(Frame* frame, Code* code, const Instruction* pc) {
  tracing.handing_over = false;
  Value result = tracing.handed_over;
  tracing.handed_over = null_value;
  Activation activation{frame, code, tracing.activations};
  activation.entered = true;
  if (result) {
    frame->registers[pc->a] = result;
    activation.previous = pc++;
  } else {
    activation.previous = pc + 1;  // a jump back is an event even if it stays on its line
  }
  tracing.activations = &activation;
  take_object(activation);
  const Instruction* continuation = nullptr;
  result = run_loop(activation, pc, &continuation);
  freeze(activation);
  tracing.activations = activation.outer;
  if (continuation) return continuation;
  result = hand_over_caller(frame, result);
  if (!result) return nullptr;
  // What a suspended generator gives is written to this register when it goes on.
  int32_t index = is_suspended(frame) ? frame->pc->a : 0;
  frame->registers[index] = result;
  return return_of(index);
}

Value return_traced(Frame* frame, Value result) {
  if (!result || !tracing.active || !frame || (tracing.activations && tracing.activations->frame == frame)) return result;
  bool direct = frame->pc && (frame->pc->op == Opcode::call || frame->pc->op == Opcode::call_method);
  Value callee = direct ? frame->registers[frame->pc->b] : null_value;
  if (!callee || !(has_kind(callee, Kind::builtin_function))) {
    request_interrupt(interrupted_by_tracing);
    return result;
  }
  tracing.handing_over = true;
  tracing.handed_over = result;
  return null_value;
}

bool loop_interrupted() {
  if (deliver_interrupt()) return true;
  if (!(vm.interrupted & interrupted_by_tracing)) return false;
  __atomic_fetch_and(&vm.interrupted, ~interrupted_by_tracing, __ATOMIC_RELAXED);
  if (!tracing.active) return false;
  tracing.handing_over = true;
  tracing.handed_over = null_value;
  return true;
}

}  // namespace python
