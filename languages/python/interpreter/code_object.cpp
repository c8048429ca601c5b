#include "interpreter/code_object.h"

#include "interpreter/code.h"
#include "interpreter/code_replace.h"
#include "objects/builtin.h"
#include "objects/errors.h"
#include "objects/function.h"
#include "objects/integer.h"
#include "objects/list.h"
#include "objects/operations.h"

namespace python {

namespace {

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

}  // namespace

Str* code_name(const Code* code) { return code->name; }

void define_code_type() {
  static const GetSetDefinition code_attributes[] = {
      {"co_name", code_plain_name},           {"co_qualname", code_qualname},
      {"co_filename", code_filename},   {"co_firstlineno", code_first_line},
      {"co_argcount", code_argument_count}, {"co_posonlyargcount", code_positional_only_count},
      {"co_kwonlyargcount", code_keyword_only_count}, {"co_nlocals", code_local_count},
      {"co_names", code_names},         {"co_freevars", code_free_names},
      {"co_consts", code_constants},    {"co_varnames", code_variable_names},
      {"co_flags", code_flag_value},     {"co_cellvars", code_cell_names},
  };
  define_attributes(builtin_type(Kind::code), code_attributes);
  static const BuiltinDefinition code_methods[] = {entry("__repr__", code_repr), entry("replace", code_replace, 1),
                                                   entry("co_positions", code_positions), entry("co_lines", code_lines)};
  define(builtin_type(Kind::code), code_methods);
}

}  // namespace python
