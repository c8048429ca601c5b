/// frame.f_lineno = line: the next instruction is the first of another line, if what that line relies on is there.
#include <algorithm>

#include "bytecode/liveness.h"
#include "interpreter/steps.h"
#include "interpreter/tracing.h"
#include "objects/integer.h"

namespace python {

namespace {

int32_t line_at(const CodeSpec& spec, size_t index) { return spec.positions[index].line; }
bool starts_line(const CodeSpec& spec, size_t index) { return line_at(spec, index) > 0 && (index == 0 || line_at(spec, index - 1) != line_at(spec, index)); }

/// The first line with code that is not before `line`; 0 if there is none.
int32_t next_line_with_code(const CodeSpec& spec, int64_t line) {
  int32_t found = 0;
  for (size_t i = 0; i < spec.positions.size(); i++) {
    if (starts_line(spec, i) && line_at(spec, i) >= line && (!found || line_at(spec, i) < found)) found = line_at(spec, i);
  }
  return found;
}

/// Why control cannot go from `from` to `to`, where other temporaries are read; null if it can.
const char* obstacle(const Code* code, const CodeSpec& spec, const LiveRegisters& live, size_t from, size_t to) {
  for (int32_t i = code->local_count; i < code->register_count; i++) {
    size_t reg = static_cast<size_t>(i);
    if (!live[to][reg] || live[from][reg]) continue;
    for (size_t k = 0; k < spec.positions.size(); k++) {  // what the register is for
      const Instruction& in = spec.instructions[k];
      if (in.op == Opcode::for_iter && in.b == i) return "can't jump into the body of a for loop";
      if (in.op == Opcode::push_handled && (in.a == i || in.b == i)) return "can't jump into an 'except' block as there's no exception";
    }
    return "can't jump into the middle of a block";
  }
  return nullptr;
}

/// Exceptions being handled at `from` but not at `to` are handled no more.
void leave_handlers(Frame* frame, Code* code, const CodeSpec& spec, const LiveRegisters& live, size_t from, size_t to) {
  int32_t outermost = -1;
  for (size_t k = 0; k < spec.positions.size(); k++) {
    const Instruction& in = spec.instructions[k];
    if (in.op != Opcode::pop_handled) continue;
    size_t reg = static_cast<size_t>(in.a);
    if (live[from][reg] && !live[to][reg] && (outermost < 0 || in.a < outermost)) outermost = in.a;
  }
  if (outermost >= 0) pop_handled(frame, code, frame->registers[outermost]);
}

bool refuse(const char* why) {
  raise_value_error(why);
  return false;
}

}  // namespace

bool jump_to_line(FrameObject* object, Value value) {
  if (!value) {
    raise_error(ExceptionKind::attribute_error, "cannot delete attribute");
    return false;
  }
  Activation* activation = object->activation;
  if (!is_int(value)) return refuse("lineno must be an integer");
  int64_t line;
  if (!index_in_range(value, &line)) return false;
  if (!activation || !object->trace.get() || tracing.callbacks == 0) return refuse("f_lineno can only be set by a trace function");
  if (tracing.event == TraceEvent::call) return refuse("can't jump from the 'call' trace event of a new frame");
  if (tracing.event != TraceEvent::line) return refuse("can only jump from a 'line' trace event");
  Frame* frame = activation->frame;
  Code* code = activation->code;
  const CodeSpec& spec = spec_of(code);
  if (line < code->first_line) {
    raise_value_error("line %s comes before the current code block", line);
    return false;
  }
  int32_t target = next_line_with_code(spec, line);
  if (!target) {
    raise_value_error("line %s comes after the current code block", line);
    return false;
  }
  LiveRegisters live = live_before_each(spec);
  size_t from = static_cast<size_t>(index_of_instruction(code, frame->pc));
  const char* why = nullptr;
  for (size_t to = 0; to < spec.positions.size(); to++) {
    if (line_at(spec, to) != target || !starts_line(spec, to)) continue;
    const char* here = obstacle(code, spec, live, from, to);
    if (here) {
      why = here;
      continue;
    }
    leave_handlers(frame, code, spec, live, from, to);
    for (int32_t i = 0; i < code->local_count; i++) {  // code does not ask whether a variable is bound where it must be
      if (live[to][static_cast<size_t>(i)] && !frame->registers[i]) frame->registers[i] = none();
    }
    frame->pc = code->instructions + to;
    return true;
  }
  return refuse(why);
}

}  // namespace python
