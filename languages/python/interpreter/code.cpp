#include "interpreter/code.h"

#include "bytecode/serialize.h"
#include "interpreter/frame.h"
#include "objects/bytes.h"
#include "objects/floating.h"
#include "objects/integer.h"
#include "objects/module.h"
#include "objects/set.h"
#include "objects/vm.h"

namespace python {

namespace {

Tuple* names_tuple(const std::vector<std::string>& names) {
  if (names.empty()) return vm.empty_tuple;
  Tuple* tuple = make_tuple(names.size());
  for (size_t i = 0; i < names.size(); i++) tuple->items[i] = ref(intern(names[i]));
  return tuple;
}

bool looks_like_name(const std::string& text) {
  for (char c : text) {
    if (!(c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) return false;
  }
  return true;
}

Code* allocate_code(const std::shared_ptr<const CodeSpec>* spec) {
  const CodeSpec& s = **spec;
  Code* code = make<Code>(Kind::code, count_of_names(s) * sizeof(NameCells));
  code->spec = spec;
  code->flags = s.flags;
  code->plain_parameters = -1;
  code->positional_only_count = s.positional_only_count;
  code->positional_count = s.positional_count;
  code->keyword_only_count = s.keyword_only_count;
  code->parameter_count = s.parameter_count;
  code->local_count = s.local_count;
  code->register_count = s.register_count;
  code->frame_size = static_cast<uint32_t>((sizeof(Frame) + static_cast<size_t>(s.register_count) * sizeof(Value) + 63) & ~size_t{63});
  code->first_line = s.first_line;
  code->constants = vm.empty_tuple;
  return code;
}

/// From now on the code can run; before, no call takes a short way to it.
void open_calls(Code* code) {
  const CodeSpec& s = **code->spec;
  bool plain = !(s.flags & (code_varargs | code_varkeywords | code_generator | code_coroutine | code_async_generator)) &&
               s.keyword_only_count == 0;
  code->plain_parameters = plain ? s.positional_count : -1;
  code->simple_call = (s.flags & code_function) && !(s.flags & (code_generator | code_coroutine | code_async_generator));
  code->instructions = s.instructions.data();
}

/// The same code, not bound to globals.
Code* copy_code(Code* code) {
  Code* copy = allocate_code(code->spec);
  copy->name = code->name;
  copy->qualname = code->qualname;
  copy->filename = code->filename;
  if (!code->instructions) return copy;
  copy->constants = code->constants;
  copy->names = code->names;
  copy->register_names = code->register_names;
  copy->free_names = code->free_names;
  open_calls(copy);
  return copy;
}

}  // namespace

Value value_of_constant(const Constant& constant) {
  using Kind = Constant::Kind;
  switch (constant.kind) {
    case Kind::none: return none();
    case Kind::boolean: return boolean(constant.integer != 0);
    case Kind::ellipsis: return ellipsis();
    case Kind::integer: return int_value(constant.integer);
    case Kind::big_integer: {
      std::string_view text = constant.text;
      bool negative = !text.empty() && text[0] == '-';
      std::string_view magnitude = negative ? text.substr(1) : text;
      if (magnitude.substr(0, 2) == "0x") {
        Value value = int_from_digits(magnitude.substr(2), 16);
        return negative ? int_negate(value) : value;
      }
      return int_from_digits(text, 10);
    }
    case Kind::floating: return float_value(constant.floating);
    case Kind::complex: return complex_value(constant.real, constant.floating);
    case Kind::str: return ref(looks_like_name(constant.text) ? intern(constant.text) : make_str(constant.text));
    case Kind::bytes: return ref(make_bytes(constant.text));
    case Kind::tuple:
    case Kind::frozenset: {
      Tuple* tuple = constant.items.empty() ? vm.empty_tuple : make_tuple(constant.items.size());
      for (size_t i = 0; i < constant.items.size(); i++) tuple->items[i] = value_of_constant(constant.items[i]);
      if (constant.kind == Kind::tuple) return ref(tuple);
      return ref(set_from(ref(tuple), python::Kind::frozenset));
    }
    case Kind::code: return ref(make_code(constant.code));
  }
  return none();
}

Code* make_code(const std::shared_ptr<const CodeSpec>& shared) {
  const CodeSpec& s = *shared;
  if (mentions_frames(s)) link_frames();
  Code* code = allocate_code(new std::shared_ptr<const CodeSpec>(shared));
  code->name = intern(s.name);
  code->qualname = intern(s.qualname);
  code->filename = intern(s.filename);
  if (!s.file) load_code(code);
  return code;
}

void load_code(Code* code) {
  if (code->instructions) return;
  const CodeSpec& s = **code->spec;
  complete(s);
  if (!s.constants.empty()) {
    Tuple* constants = make_tuple(s.constants.size());
    code->constants = constants;
    for (size_t i = 0; i < s.constants.size(); i++) constants->items[i] = value_of_constant(s.constants[i]);
  }
  code->names = names_tuple(s.names);
  code->register_names = names_tuple(s.register_names);
  code->free_names = names_tuple(s.free_names);
  open_calls(code);
}

Code* loaded_code(Code* code) {
  load_code(code);
  return code;
}

Value docstring_of(Code* code) { return code->flags & code_has_docstring ? loaded_code(code)->constants->items[0].get() : none(); }

Code* bind_code(Code* code, Dict* globals) {
  if (code->globals.get() == globals) return code;
  if (!code->globals.get()) {
    ensure_cells(globals);
    code->globals = globals;
    return code;
  }
  Code* copy = copy_code(code);
  ensure_cells(globals);
  copy->globals = globals;
  return copy;
}

GlobalCell* make_module_cell(Code* code, uint32_t index) {
  NameCells& cells = code->cells[index];
  cells.module = global_cell(code->globals, name_at(code, static_cast<int32_t>(index)));
  return cells.module;
}

Dict* builtins_of(Dict* globals) {
  Value given = dict_get_str(globals, vm.names.__builtins__);
  if (!given) return vm.builtins;
  if (Value module = native_part(given, Kind::module)) return as<Module>(module)->dict;
  Dict* dict = as_dict(given);
  if (dict) ensure_cells(dict);
  return dict;
}

GlobalCell* make_builtin_cell(Code* code, uint32_t index) {
  NameCells& cells = code->cells[index];
  Dict* builtins = builtins_of(code->globals);
  cells.builtin = global_cell(builtins ? builtins : make_namespace(), name_at(code, static_cast<int32_t>(index)));
  return cells.builtin;
}

const HandlerRange* find_handler(const Code* code, int32_t index) {
  for (const HandlerRange& range : (*code->spec)->handlers) {
    if (index >= range.start && index < range.end) return &range;
  }
  return nullptr;
}

const ComprehensionRange* find_comprehension(const Code* code, int32_t index) {
  for (const ComprehensionRange& range : (*code->spec)->comprehensions) {
    if (index >= range.start && index < range.end) return &range;
  }
  return nullptr;
}

Code* comprehension_code(Code* code, ComprehensionKind kind) {
  static const char* const names[] = {"<listcomp>", "<setcomp>", "<dictcomp>"};
  if (!code->comprehensions.get()) code->comprehensions = make_tuple(std::size(names));
  uint32_t index = static_cast<uint32_t>(kind);
  Value made = code->comprehensions->items[index];
  if (made) return as<Code>(made);
  Code* copy = copy_code(code);
  copy->name = intern(names[index]);
  const char* separator = code->flags & code_function ? ".<locals>." : "";
  copy->qualname = intern(code->flags & code_function ? to_utf8(code->qualname) + separator + names[index] : names[index]);
  copy->globals = code->globals;
  code->comprehensions->items[index] = ref(copy);
  return copy;
}

void trace_code(void* object, jitwright::Tracer& tracer) {
  Code* code = static_cast<Code*>(object);
  visit(tracer, code->constants);
  visit(tracer, code->names);
  visit(tracer, code->register_names);
  visit(tracer, code->free_names);
  visit(tracer, code->globals);
  visit(tracer, code->name);
  visit(tracer, code->qualname);
  visit(tracer, code->filename);
  visit(tracer, code->comprehensions);
  if (!code->spec) return;
  for (size_t i = 0; i < count_of_names(**code->spec); i++) {
    visit(tracer, code->cells[i].module);
    visit(tracer, code->cells[i].builtin);
  }
}

}  // namespace python
