/// Errors on their way through frames: handlers, traceback entries, with statements, interrupts.
#include "interpreter/steps.h"
#include "interpreter/tracing.h"

namespace python {

/// Entries for the comprehensions around instruction `index` that have no frame; the instruction that stands for their call.
JW_DONT_LOOK_INSIDE static int32_t add_comprehension_entries(Code* code, int32_t index) {
  while (const ComprehensionRange* range = find_comprehension(code, index)) {
    add_traceback(vm.exception, comprehension_code(code, range->kind), index, line_of(code, index), null_value);
    index = range->caller;
  }
  return index;
}

bool note_error(Code* code, const Instruction* pc) {
  int32_t index = index_of_instruction(code, pc);
  // A bare raise goes on with the traceback there is; without an exception to raise its error is a new one.
  bool again = pc->op == Opcode::reraise || (pc->op == Opcode::raise_current && !is_none(exception_field(vm.exception, exception_traceback)));
  if (!again) {
    int32_t place = find_comprehension(code, index) ? add_comprehension_entries(code, index) : index;
    add_traceback(vm.exception, code, place, line_of(code, place), null_value);
  }
  return !again;
}

const Instruction* go_to_handler(Frame* frame, Code* code, const Instruction* pc) {
  const HandlerRange* handler = find_handler(code, index_of_instruction(code, pc));
  if (!handler) return nullptr;
  frame->registers[handler->reg] = take_error();
  return code->instructions + handler->handler;
}

const Instruction* unwind(Frame* frame, Code* code, const Instruction* pc) {
  if (!vm.exception) {
    if (tracing.handing_over) return continue_traced(frame, code, pc);
    raise_error(ExceptionKind::system_error, "error return without exception set");
  }
  note_error(code, pc);
  return go_to_handler(frame, code, pc);
}

Value raise_current() {
  if (!vm.handled) return raise_runtime_error("No active exception to reraise");
  vm.exception = vm.handled;
  return null_value;
}

Value exit_with_error(Value exit, Value exception) {
  return call_3(exit, ref(type_of(exception)), exception, exception_field(exception, exception_traceback));
}

bool match_group(Frame* frame, int32_t first, Value matcher) {
  Value rest = frame->registers[first + 1];
  Value match = match_exception_group(&rest, matcher);
  if (!match) return false;
  frame->registers[first] = match;
  frame->registers[first + 1] = rest;
  return true;
}

bool enter_with(Frame* frame, int32_t first, Value manager, Str* enter_name, Str* exit_name) {
  bool asynchronous = enter_name == vm.names.__aenter__;
  const char* kind = asynchronous ? "asynchronous context manager" : "context manager";
  if (!lookup_special(manager, enter_name)) {
    raise_type_error("'%T' object does not support the %s protocol", manager, kind);
    return false;
  }
  if (!lookup_special(manager, exit_name)) {
    raise_type_error("'%T' object does not support the %s protocol (missed %s method)", manager, kind, exit_name);
    return false;
  }
  Value exit = get_attr(manager, exit_name);
  if (!exit) return false;
  bool found = false;
  Value entered = call_special(manager, enter_name, &manager, 0, &found);
  if (!entered) return false;
  frame->registers[first] = exit;
  frame->registers[first + 1] = entered;
  return true;
}

}  // namespace python
