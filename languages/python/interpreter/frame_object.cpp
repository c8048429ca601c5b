#include "interpreter/frame_object.h"

#include "interpreter/calls.h"
#include "interpreter/code_replace.h"
#include "interpreter/generator.h"
#include "objects/builtin.h"
#include "objects/integer.h"
#include "objects/list.h"
#include "objects/operations.h"

namespace python {

Value locals_of(Frame* frame) {
  Code* code = frame->code;
  if (frame->names) return frame->names;
  if (!(code->flags & code_function)) return ref(code->globals.get());
  Dict* dict = make_dict();
  const CodeSpec& spec = **code->spec;
  auto add = [&](Str* name, Value value) {
    if (value && has_kind(value, Kind::cell)) value = as<Cell>(value)->value;
    if (value) dict_set_str(dict, name, value);
  };
  for (size_t i = 0; i < spec.register_names.size(); i++) {
    if (!spec.register_names[i].empty() && spec.register_names[i][0] != '.') add(as<Str>(code->register_names->items[i]), frame->registers[i]);
  }
  if (frame->closure) {
    for (size_t i = 0; i < spec.free_names.size(); i++) add(as<Str>(code->free_names->items[i]), frame->closure->items[i]);
  }
  return ref(dict);
}

static FrameObject* picture_of(Callers callers) {
  Frame* frame = callers.frame();
  if (!frame) return nullptr;
  callers.go_on();
  FrameObject* back = picture_of(callers);
  FrameObject* picture = make<FrameObject>(Kind::frame);
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
}

namespace {

Value frame_code(Value v) { return ref(as<FrameObject>(v)->code.get()); }
Value frame_line(Value v) { return int_value(as<FrameObject>(v)->line); }
Value frame_back(Value v) { return none_if_null(ref(as<FrameObject>(v)->back.get())); }
Value frame_locals(Value v) { return as<FrameObject>(v)->locals; }
Value frame_globals(Value v) { return ref(as<FrameObject>(v)->code->globals.get()); }
Value frame_builtins(Value self) {
  Dict* builtins = builtins_of(as<FrameObject>(self)->code->globals);
  return builtins ? ref(builtins) : none();
}
/// Guests count two bytes for each instruction, as CPython's have.
constexpr int32_t bytes_per_instruction = 2;
Value frame_lasti(Value v) { return int_value(as<FrameObject>(v)->pc * bytes_per_instruction); }
Value frame_trace(Value) { return none(); }

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

Code* code_of(Value v) { return as<Code>(v); }
Value code_plain_name(Value v) { return ref(code_of(v)->name.get()); }
Value code_qualname(Value v) { return ref(code_of(v)->qualname.get()); }
Value code_filename(Value v) { return ref(code_of(v)->filename.get()); }
Value code_first_line(Value v) { return int_value(code_of(v)->first_line); }
Value code_argument_count(Value v) { return int_value(code_of(v)->positional_count); }
Value code_positional_only_count(Value v) { return int_value(code_of(v)->positional_only_count); }
Value code_keyword_only_count(Value v) { return int_value(code_of(v)->keyword_only_count); }
Value code_local_count(Value v) { return int_value(code_of(v)->local_count); }
Value code_names(Value v) { return ref(loaded_code(code_of(v))->names.get()); }
Value code_free_names(Value v) { return ref(loaded_code(code_of(v))->free_names.get()); }
Value code_constants(Value v) { return ref(loaded_code(code_of(v))->constants.get()); }
Value code_variable_names(Value v) { return ref(loaded_code(code_of(v))->register_names.get()); }
Value code_flag_value(Value v) { return int_value(code_flag_bits(code_of(v)->flags)); }
Value code_cell_names(Value v) {
  Code* code = code_of(v);
  const std::vector<int32_t>& cells = spec_of(code).cell_registers;
  if (cells.empty()) return ref(vm.empty_tuple);
  Tuple* names = make_tuple(cells.size());
  for (size_t i = 0; i < cells.size(); i++) names->items[i] = code->register_names->items[cells[i]];
  return ref(names);
}
Value number_or_none(int32_t n, int32_t least) { return n >= least ? int_value(n) : none(); }
/// For each instruction its line, last line, column and last column.
Value code_positions(Value v) {
  const auto& positions = spec_of(code_of(v)).positions;
  List* list = make_list(positions.size());
  for (const Position& p : positions) {
    bool known = p.line > 0;
    Value place[] = {number_or_none(p.line, 1), number_or_none(p.end_line, 1), known ? number_or_none(p.column, 0) : none(),
                     known ? number_or_none(p.end_column, 0) : none()};
    list_append(list, ref(make_tuple_of(place, 4)));
  }
  return iterate(ref(list));
}
/// Runs of instructions of one line: start, end, line.
Value code_lines(Value v) {
  const auto& positions = spec_of(code_of(v)).positions;
  List* list = make_list();
  for (size_t start = 0; start < positions.size();) {
    size_t end = start + 1;
    while (end < positions.size() && positions[end].line == positions[start].line) end++;
    Value run[] = {int_value(static_cast<int64_t>(start) * bytes_per_instruction), int_value(static_cast<int64_t>(end) * bytes_per_instruction),
                   number_or_none(positions[start].line, 1)};
    list_append(list, ref(make_tuple_of(run, 3)));
    start = end;
  }
  return iterate(ref(list));
}
Value code_repr(Value v) {
  char address[32];
  snprintf(address, sizeof address, "0x%llx", static_cast<unsigned long long>(v.bits));
  Code* code = code_of(v);
  return ref(text_format("<code object %s at %s, file \"%s\", line %s>", code->name.get(), address, code->filename.get(), code->first_line));
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

Str* code_name(const Code* code) { return code->name; }

void define_code_types() {
  start_generators();
  static const GetSetDefinition frame_attributes[] = {
      {"f_code", frame_code},       {"f_lineno", frame_line},       {"f_back", frame_back},   {"f_locals", frame_locals},
      {"f_globals", frame_globals}, {"f_builtins", frame_builtins}, {"f_lasti", frame_lasti}, {"f_trace", frame_trace},
  };
  static const BuiltinDefinition traceback_methods[] = {entry("__dir__", traceback_dir)};
  define(builtin_type(Kind::traceback), traceback_methods);
  static const GetSetDefinition traceback_attributes[] = {
      {"tb_lineno", traceback_line}, {"tb_lasti", traceback_lasti}, {"tb_next", traceback_next, set_traceback_next}, {"tb_frame", traceback_frame},
  };
  static const GetSetDefinition code_attributes[] = {
      {"co_name", code_plain_name},           {"co_qualname", code_qualname},
      {"co_filename", code_filename},   {"co_firstlineno", code_first_line},
      {"co_argcount", code_argument_count}, {"co_posonlyargcount", code_positional_only_count},
      {"co_kwonlyargcount", code_keyword_only_count}, {"co_nlocals", code_local_count},
      {"co_names", code_names},         {"co_freevars", code_free_names},
      {"co_consts", code_constants},    {"co_varnames", code_variable_names},
      {"co_flags", code_flag_value},     {"co_cellvars", code_cell_names},
  };
  define_attributes(builtin_type(Kind::frame), frame_attributes);
  define_attributes(builtin_type(Kind::traceback), traceback_attributes);
  define_attributes(builtin_type(Kind::code), code_attributes);
  static const BuiltinDefinition code_methods[] = {entry("__repr__", code_repr), entry("replace", code_replace, 1),
                                                   entry("co_positions", code_positions), entry("co_lines", code_lines)};
  define(builtin_type(Kind::code), code_methods);
  static const BuiltinDefinition frame_methods[] = {entry("__repr__", frame_repr), entry("clear", frame_clear)};
  define(builtin_type(Kind::frame), frame_methods);
}

}  // namespace python
