/// What traced frames report, to whom, and what trace functions may change.
#include "interpreter/calls.h"
#include "interpreter/generator.h"
#include "interpreter/steps.h"
#include "interpreter/tracing.h"
#include "objects/exception.h"

namespace python {

Tracing tracing;

namespace {

const char* const event_names[] = {"call", "line", "return", "exception", "opcode", "c_call", "c_return", "c_exception"};
Value event_name(TraceEvent event) { return ref(intern(event_names[static_cast<uint32_t>(event)])); }

bool is_native_function(Value callee) {
  if (!is_ref(callee)) return false;
  Kind kind = kind_of(object_of(callee));
  return kind == Kind::builtin_function || kind == Kind::method_descriptor || kind == Kind::bound_builtin_method;
}

/// The function in C++ that the instruction at `pc` calls; null if it calls none.
Value native_callee(Frame* frame, const Instruction* pc) {
  switch (pc->op) {
    case Opcode::call:
    case Opcode::call_kw:
    case Opcode::call_ex:
    case Opcode::call_method:
    case Opcode::call_method_kw: break;
    default: return null_value;
  }
  Value callee = frame->registers[pc->b];
  return is_native_function(callee) ? callee : null_value;
}

/// Calls a trace or profile function; null with its error pending, to which the frame is added.
Value tell(Activation& activation, Value function, TraceEvent event, Value argument) {
  FrameObject* object = object_of(activation);
  if (object->locals.get()) refresh_locals(object);
  TraceEvent event_before = tracing.event;
  tracing.event = event;
  tracing.callbacks++;
  tracing_changed();
  Value arguments[] = {ref(object), event_name(event), argument};
  Value result = call_keywords_slow(activation.frame, function, arguments, 3, nullptr);
  tracing.callbacks--;
  tracing.event = event_before;
  tracing_changed();
  if (object->locals.get()) write_back_locals(object);
  return result;
}

/// Tells the trace function: the frame's own, or the thread's for calls.
bool tell_trace(Activation& activation, TraceEvent event, Value argument) {
  Value function = event == TraceEvent::call ? tracing.trace : Value(object_of(activation)->trace);
  if (!function) return true;
  Value result = tell(activation, function, event, argument);
  if (!result) {
    set_trace_function(null_value);
    activation.object->trace = null_value;
    return false;
  }
  if (!is_none(result)) activation.object->trace = result;
  return true;
}
bool tell_profile(Activation& activation, TraceEvent event, Value argument) {
  if (tracing.hook) {
    tracing.hook(tracing.hook_context, event, activation.code, argument);
    return true;
  }
  if (!tracing.profile || tell(activation, tracing.profile, event, argument)) return true;
  set_profile_function(null_value);
  return false;
}
bool profiles() { return tracing.profile || tracing.hook; }

/// Takes the error on its way out of the way of a trace function, and brings it back unless another one came.
class AsideError {
 public:
  AsideError() : error_(vm.exception) { vm.exception = null_value; }
  ~AsideError() {
    if (!vm.exception) vm.exception = error_;
  }
  Value error() const { return error_; }

 private:
  Value error_;
};

/// What leads from one statement to the next belongs to neither.
bool is_between_lines(Opcode op) {
  return op == Opcode::jump_back || op == Opcode::jump || op == Opcode::push_handled || op == Opcode::pop_handled || op == Opcode::reraise;
}

/// Whether a line event is due before `pc`: the line is another one, or the program jumped back.
bool begins_line(const Activation& activation, const Instruction* pc) {
  int32_t line = position_of(activation.code, index_of_instruction(activation.code, pc)).line;
  if (line <= 0) return false;
  if (!activation.previous) return true;
  if (position_of(activation.code, index_of_instruction(activation.code, activation.previous)).line != line) return true;
  return pc <= activation.previous && pc->op != Opcode::send && pc->op != Opcode::yield_delegate &&
         !find_comprehension(activation.code, index_of_instruction(activation.code, pc));
}

/// The generator whose end with a result ended the loop that `pc` comes after, if it did: its StopIteration is an event.
Generator* ended_generator(const Activation& activation, const Instruction* pc) {
  const Instruction* loop = activation.previous;
  if (!loop || loop->op != Opcode::for_iter || pc != activation.code->instructions + loop->c) return nullptr;
  Value iterator = activation.frame->registers[loop->b];
  if (!iterator || !has_kind(iterator, Kind::generator)) return nullptr;
  Generator* generator = as<Generator>(iterator);
  return generator->state == GeneratorState::finished && generator->result.get() && !is_none(generator->result) ? generator : nullptr;
}
Value stop_information(Generator* generator) {
  Value error = make_exception(exception_type(ExceptionKind::stop_iteration), make_tuple_1(generator->result));
  Value information[] = {ref(type_of(error)), error, none()};
  return ref(make_tuple_of(information, 3));
}

}  // namespace

void visit_tracing(jitwright::Tracer& tracer, const Tracing& t) {
  for (Value v : {t.trace, t.profile, t.hook_owner, t.handed_over}) visit(tracer, v);
  visit(tracer, ref(t.outer));
}
void register_tracing() {
  jitwright::Heap::current().add_root([](void*, jitwright::Tracer& tracer) { visit_tracing(tracer, tracing); }, &tracing);
}

void tracing_changed() {
  tracing.active = (tracing.trace || tracing.profile || tracing.hook) && tracing.callbacks == 0;
  restore_depth_limit();
}

static void start_tracing() {
  link_frames();
  tracing_changed();
  if (!tracing.trace && !tracing.profile && !tracing.hook) tracing.outer = nullptr;
}
void set_trace_function(Value function) {
  tracing.trace = function;
  start_tracing();
}
void set_profile_function(Value function) {
  tracing.hook = nullptr;
  tracing.hook_owner = null_value;
  tracing.profile = function;
  start_tracing();
}
void set_profile_hook(ProfileHook hook, void* context, Value owner) {
  tracing.profile = null_value;
  tracing.hook = hook;
  tracing.hook_context = context;
  tracing.hook_owner = owner;
  start_tracing();
}

Value call_traced(Value function, const Value* arguments, uint32_t count) {
  uint32_t callbacks = tracing.callbacks;
  tracing.callbacks = 0;
  tracing_changed();
  Value result = call(function, arguments, count);
  tracing.callbacks = callbacks;
  tracing_changed();
  return result;
}

bool report_call(Activation& activation) {
  if (tracing.trace && tracing.active && !tell_trace(activation, TraceEvent::call, none())) return false;
  if (profiles() && tracing.active && !tell_profile(activation, TraceEvent::call, none())) return false;
  activation.entered = true;
  return true;
}

const Instruction* report_step(Activation& activation, const Instruction* pc) {
  if (is_between_lines(pc->op)) return pc;
  Value callee = activation.callee;
  activation.callee = null_value;
  if (!tracing.active) {
    activation.previous = pc;
    return pc;
  }
  if (profiles()) {
    if (callee) {
      activation.frame->pc = activation.previous;  // the line of the call
      if (!tell_profile(activation, TraceEvent::native_return, callee)) return nullptr;
      activation.frame->pc = pc;
    }
    callee = native_callee(activation.frame, pc);
    if (callee) {
      if (!tell_profile(activation, TraceEvent::native_call, callee)) return nullptr;
      activation.callee = callee;
    }
  }
  FrameObject* object = activation.object;
  if (tracing.trace && object && object->trace.get()) {
    Generator* ended = ended_generator(activation, pc);
    if (ended) {
      activation.frame->pc = activation.previous;
      if (!tell_trace(activation, TraceEvent::exception, stop_information(ended))) return nullptr;
      activation.frame->pc = pc;
    }
    if (!object->no_lines && begins_line(activation, pc) && !tell_trace(activation, TraceEvent::line, none())) return nullptr;
    if (object->opcodes && !tell_trace(activation, TraceEvent::opcode, none())) return nullptr;
    pc = activation.frame->pc;  // a trace function may have jumped
  }
  activation.previous = pc;
  return pc;
}

void report_exception(Activation& activation) {
  Value callee = activation.callee;
  activation.callee = null_value;
  if (!tracing.active) return;
  AsideError aside;
  if (callee && profiles() && !tell_profile(activation, TraceEvent::native_error, callee)) return;
  if (!tracing.trace) return;
  Value error = aside.error(), traceback = exception_field(error, exception_traceback);
  Value information[] = {ref(type_of(error)), error, none_if_null(traceback)};
  tell_trace(activation, TraceEvent::exception, ref(make_tuple_of(information, 3)));
}

Value report_return(Activation& activation, Value result) {
  if (tracing.active) {
    AsideError aside;
    Value argument = result ? result : none();
    bool fine = !tracing.trace || tell_trace(activation, TraceEvent::leave, argument);
    if (fine && tracing.active && profiles()) fine = tell_profile(activation, TraceEvent::leave, argument);
    if (!fine) {
      result = null_value;
      if (activation.frame->generator) activation.frame->generator->state = GeneratorState::running;  // it does not go on after that
    }
  }
  return result;
}

}  // namespace python
