#include "interpreter/frame_object.h"

#include "interpreter/calls.h"
#include "interpreter/code_object.h"
#include "interpreter/generator.h"
#include "interpreter/tracing.h"
#include "objects/builtin.h"
#include "objects/integer.h"
#include "objects/list.h"
#include "objects/operations.h"

namespace python {

namespace {

bool has_own_locals(const Frame* frame) { return !frame->names && (frame->code->flags & code_function); }

/// Calls function(name, value or null, cell or null, register index) for each variable of a function's frame.
template <class Function>
void each_local(Frame* frame, Function function) {
  Code* code = frame->code;
  const CodeSpec& spec = **code->spec;
  auto show = [&](Str* name, Value value, int32_t index) {
    Cell* cell = value && has_kind(value, Kind::cell) ? as<Cell>(value) : nullptr;
    function(name, cell ? Value(cell->value) : value, cell, index);
  };
  for (size_t i = 0; i < spec.register_names.size(); i++) {
    if (!spec.register_names[i].empty() && spec.register_names[i][0] != '.')
      show(as<Str>(code->register_names->items[i]), frame->registers[i], static_cast<int32_t>(i));
  }
  if (!frame->closure) return;
  for (size_t i = 0; i < spec.free_names.size(); i++) show(as<Str>(code->free_names->items[i]), frame->closure->items[i], -1);
}

}  // namespace

Value locals_of(Frame* frame) {
  if (frame->names) return frame->names;
  if (!has_own_locals(frame)) return ref(frame->code->globals.get());
  Dict* dict = make_dict();
  each_local(frame, [&](Str* name, Value value, Cell*, int32_t) {
    if (value) dict_set_str(dict, name, value);
  });
  return ref(dict);
}

void refresh_locals(FrameObject* object) {
  Frame* frame = object->activation->frame;
  if (!object->locals.get()) object->locals = locals_of(frame);
  else if (has_own_locals(frame)) {
    Dict* dict = as_dict(object->locals);
    each_local(frame, [&](Str* name, Value value, Cell*, int32_t) {
      if (value) dict_set_str(dict, name, value);
      else dict_delete_str(dict, name);
    });
  }
}

/// A name the trace function removed keeps its value: code does not ask whether a variable that was bound is.
void write_back_locals(FrameObject* object) {
  Frame* frame = object->activation->frame;
  if (!has_own_locals(frame)) return;
  Dict* dict = as_dict(object->locals);
  each_local(frame, [&](Str* name, Value before, Cell* cell, int32_t index) {
    Value value = dict_get_str(dict, name);
    if (!value || value == before) return;
    if (cell) cell->value = value;
    else if (index >= 0) frame->registers[index] = value;
  });
}

namespace {

FrameObject* find_outer(Frame* frame) {
  for (FrameObject* object = tracing.outer; object; object = object->next_outer) {
    if (object->origin == frame && (!object->code.get() || object->code == frame->code)) return object;
  }
  return nullptr;
}
void add_outer(FrameObject* object) {
  object->next_outer = tracing.outer;
  tracing.outer = object;
}
/// Takes the object of `frame` out of the list; null if there is none.
FrameObject* take_outer(Frame* frame) {
  FrameObject* found = find_outer(frame);
  if (!found) return nullptr;
  if (tracing.outer == found) tracing.outer = found->next_outer;
  for (FrameObject* object = tracing.outer; object; object = object->next_outer) {
    if (object->next_outer == found) object->next_outer = found->next_outer.get();
  }
  found->next_outer = nullptr;
  return found;
}

}  // namespace

void take_object(Activation& activation) {
  if (find_outer(activation.frame)) object_of(activation);
}
void forget_outer(Frame* frame) { take_outer(frame); }

FrameObject* object_of(Activation& activation) {
  if (activation.object) return activation.object;
  FrameObject* object = take_outer(activation.frame);
  if (!object) {
    object = make<FrameObject>(Kind::frame);
    object->code = activation.code;
    object->generator = activation.frame->generator;
    object->origin = activation.frame;
  }
  object->locals = null_value;
  object->activation = &activation;
  activation.object = object;
  return object;
}

void freeze(Activation& activation) {
  FrameObject* object = activation.object;
  if (!object) return;
  Frame* frame = activation.frame;
  int32_t index = index_of_instruction(activation.code, frame->pc);
  object->pc = index;
  object->line = activation.entered ? line_of(activation.code, index) : activation.code->first_line;
  refresh_locals(object);
  if (activation.outer && frame->caller == activation.outer->frame) object->back = object_of(*activation.outer);
  object->activation = nullptr;
  activation.object = nullptr;
  if (frame->generator && frame->generator->state == GeneratorState::suspended && tracing.trace) add_outer(object);
  else object->origin = nullptr;
}

static FrameObject* picture_of(Callers callers) {
  Frame* frame = callers.frame();
  if (!frame) return nullptr;
  for (Activation* activation = tracing.activations; activation; activation = activation->outer) {
    if (activation->frame == frame) return object_of(*activation);
  }
  callers.go_on();
  FrameObject* back = picture_of(callers);
  FrameObject* picture = find_outer(frame);
  if (!picture) {
    picture = make<FrameObject>(Kind::frame);
    picture->origin = frame;
    if (tracing.trace) add_outer(picture);  // it is the same object whenever someone asks
  }
  Code* code = frame->code;
  int32_t index = frame->pc ? index_of_instruction(code, frame->pc) : 0;
  picture->code = code;
  picture->pc = index;
  picture->line = line_of(code, index);
  picture->back = back;
  picture->locals = locals_of(frame);
  picture->generator = frame->generator;
  return picture;
}

FrameObject* picture_of(Frame* frame) { return picture_of(Callers(frame)); }
FrameObject* picture_of_caller(Frame* frame, int64_t depth) {
  Callers callers(frame);
  for (; callers.frame() && depth > 0; depth--) {
    Callers last = callers;
    callers.go_on();
    if (!callers.frame() && callers.incomplete()) return picture_of(last);
  }
  return picture_of(callers);
}

void trace_frame(void* object, jitwright::Tracer& tracer) {
  FrameObject* frame = static_cast<FrameObject*>(object);
  visit(tracer, frame->code);
  visit(tracer, frame->back);
  visit(tracer, frame->locals);
  visit(tracer, frame->generator);
  visit(tracer, frame->trace);
  visit(tracer, frame->next_outer);
}

namespace {

Activation* activation_of(Value v) { return as<FrameObject>(v)->activation; }
int32_t index_in(const Activation* activation) { return index_of_instruction(activation->code, activation->frame->pc); }

Value frame_code(Value v) { return ref(as<FrameObject>(v)->code.get()); }
Value frame_line(Value v) {
  Activation* activation = activation_of(v);
  if (!activation) return int_value(as<FrameObject>(v)->line);
  if (!activation->entered) {
    if (!activation->previous) return int_value(activation->code->first_line);
    return int_value(line_of(activation->code, index_of_instruction(activation->code, activation->previous)));
  }
  return int_value(line_of(activation->code, index_in(activation)));
}
bool set_frame_line(Value v, Value line) { return jump_to_line(as<FrameObject>(v), line); }
Value frame_back(Value v) {
  Activation* activation = activation_of(v);
  if (!activation) return none_if_null(ref(as<FrameObject>(v)->back.get()));
  Callers callers(activation->frame);
  callers.go_on();
  return none_if_null(ref(picture_of(callers)));
}
Value frame_locals(Value v) {
  if (activation_of(v)) refresh_locals(as<FrameObject>(v));
  return as<FrameObject>(v)->locals;
}
Value frame_globals(Value v) { return ref(as<FrameObject>(v)->code->globals.get()); }
Value frame_builtins(Value self) {
  Dict* builtins = builtins_of(as<FrameObject>(self)->code->globals);
  return builtins ? ref(builtins) : none();
}
Value frame_lasti(Value v) {
  Activation* activation = activation_of(v);
  return int_value((activation ? index_in(activation) : as<FrameObject>(v)->pc) * bytes_per_instruction);
}

/// A frame that runs outside the traced loop is to go over to it.
bool set_frame_trace(Value v, Value function) {
  FrameObject* object = as<FrameObject>(v);
  object->trace = function && !is_none(function) ? function : null_value;
  if (!object->activation && object->origin && object->trace.get() && !find_outer(object->origin)) {
    add_outer(object);
    request_interrupt(interrupted_by_tracing);
  }
  return true;
}
Value frame_trace(Value v) { return none_if_null(as<FrameObject>(v)->trace); }
bool set_frame_flag(Value flag, bool* out) {
  if (!flag) {
    raise_type_error("cannot delete attribute");
    return false;
  }
  if (flag != true_value() && flag != false_value()) {
    raise_type_error("attribute value type must be bool");
    return false;
  }
  *out = flag == true_value();
  return true;
}
Value frame_trace_lines(Value v) { return boolean(!as<FrameObject>(v)->no_lines); }
bool set_frame_trace_lines(Value v, Value flag) {
  bool lines;
  if (!set_frame_flag(flag, &lines)) return false;
  as<FrameObject>(v)->no_lines = !lines;
  return true;
}
Value frame_trace_opcodes(Value v) { return boolean(as<FrameObject>(v)->opcodes); }
bool set_frame_trace_opcodes(Value v, Value flag) { return set_frame_flag(flag, &as<FrameObject>(v)->opcodes); }

Value traceback_line(Value v) { return int_value(as<Traceback>(v)->line); }
Value traceback_lasti(Value v) { return int_value(as<Traceback>(v)->pc * bytes_per_instruction); }
Value traceback_next(Value v) { return none_if_null(ref(as<Traceback>(v)->next.get())); }
bool set_traceback_next(Value v, Value next) {
  if (!next || (!is_none(next) && !has_kind(next, Kind::traceback))) {
    raise_type_error(next ? "expected traceback object or None, got '%T'" : "can't delete tb_next attribute", none_if_null(next));
    return false;
  }
  Traceback* chain = is_none(next) ? nullptr : as<Traceback>(next);
  for (Traceback* entry = chain; entry; entry = entry->next) {
    if (ref(entry) != v) continue;
    raise_value_error("traceback loop detected");
    return false;
  }
  as<Traceback>(v)->next = chain;
  return true;
}
Value traceback_frame(Value v) {
  Traceback* traceback = as<Traceback>(v);
  if (traceback->frame.get()) return traceback->frame;
  FrameObject* frame = make<FrameObject>(Kind::frame);
  frame->code = traceback->code;
  frame->pc = traceback->pc;
  frame->line = traceback->line;
  frame->locals = ref(make_dict());
  traceback->frame = ref(frame);
  return ref(frame);
}

/// frame.clear(): a suspended generator is closed; of other frames only finished ones can be cleared.
Value frame_clear(Value v) {
  Generator* generator = as<FrameObject>(v)->generator;
  if (!generator) return none();
  if (generator->state == GeneratorState::running) return raise_runtime_error("cannot clear an executing frame");
  return generator_close(generator) ? none() : null_value;
}
Value frame_repr(Value v) {
  FrameObject* frame = as<FrameObject>(v);
  char address[32];
  snprintf(address, sizeof address, "0x%llx", static_cast<unsigned long long>(v.bits));
  return ref(text_format("<frame at %s, file '%s', line %s, code %s>", address, frame->code->filename.get(), frame->line, frame->code->name.get()));
}

}  // namespace

Value construct_traceback(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value v[4];
  if (!parse_arguments("TracebackType", "tb_next tb_frame tb_lasti tb_lineno", 4, arguments, count, names, v)) return null_value;
  if (!is_none(v[0]) && !has_kind(v[0], Kind::traceback)) return raise_type_error("expected traceback object or None, got '%T'", v[0]);
  if (!has_kind(v[1], Kind::frame)) return raise_type_error("TracebackType() argument 'tb_frame' must be frame, not %T", v[1]);
  int64_t last = 0, line = 0;
  if (!clamped_index(v[2], &last) || !clamped_index(v[3], &line)) return null_value;
  last /= bytes_per_instruction;
  Traceback* traceback = make<Traceback>(Kind::traceback);
  Code* code = as<FrameObject>(v[1])->code;
  bool inside = last >= 0 && static_cast<size_t>(last) < spec_of(code).positions.size();
  traceback->pc = inside ? static_cast<int32_t>(last) : as<FrameObject>(v[1])->pc;
  traceback->line = static_cast<int32_t>(line);
  traceback->code.initialise(code);
  traceback->frame.initialise(v[1]);
  if (!is_none(v[0])) traceback->next.initialise(as<Traceback>(v[0]));
  return ref(traceback);
}

static Value traceback_dir(Value) {
  List* names = make_list();
  for (const char* name : {"tb_frame", "tb_next", "tb_lasti", "tb_lineno"}) list_append(names, ref(intern(std::string_view(name))));
  return ref(names);
}

void define_code_types() {
  start_generators();
  define_code_type();
  static const GetSetDefinition frame_attributes[] = {
      {"f_code", frame_code},
      {"f_lineno", frame_line, set_frame_line},
      {"f_back", frame_back},
      {"f_locals", frame_locals},
      {"f_globals", frame_globals},
      {"f_builtins", frame_builtins},
      {"f_lasti", frame_lasti},
      {"f_trace", frame_trace, set_frame_trace},
      {"f_trace_lines", frame_trace_lines, set_frame_trace_lines},
      {"f_trace_opcodes", frame_trace_opcodes, set_frame_trace_opcodes},
  };
  static const BuiltinDefinition traceback_methods[] = {entry("__dir__", traceback_dir)};
  define(builtin_type(Kind::traceback), traceback_methods);
  static const GetSetDefinition traceback_attributes[] = {
      {"tb_lineno", traceback_line}, {"tb_lasti", traceback_lasti}, {"tb_next", traceback_next, set_traceback_next}, {"tb_frame", traceback_frame},
  };
  define_attributes(builtin_type(Kind::frame), frame_attributes);
  define_attributes(builtin_type(Kind::traceback), traceback_attributes);
  static const BuiltinDefinition frame_methods[] = {entry("__repr__", frame_repr), entry("clear", frame_clear)};
  define(builtin_type(Kind::frame), frame_methods);
}

}  // namespace python
