/// Row: a tuple of a row's values with the names of its columns.
#include "modules/sqlite/sqlite.h"

#include "modules/module_type.h"
#include "objects/list.h"
#include "objects/tuple.h"

namespace python::sqlite {

namespace {

enum RowField : uint32_t { row_values, row_description, row_field_count };

Value values_of(Value row) { return fields_of(row)->fields[row_values]; }
Tuple* description_of(Value row) { return as_tuple(fields_of(row)->fields[row_description]); }
Str* name_of(Value row, uint64_t column) { return as<Str>(as<Tuple>(description_of(row)->items[column])->items[0]); }

Value construct_row(Type*, const Value* arguments, uint32_t count, Tuple*) {
  if (count != 2) return raise_type_error("Row expected 2 arguments, got %s", count);
  Value cursor = native_part(arguments[0], Kind::native);
  if (!cursor || !is_instance(cursor, types.cursor)) return raise_type_error("Row() argument 1 must be sqlite3.Cursor, not %T", arguments[0]);
  if (!as_tuple(arguments[1])) return raise_type_error("Row() argument 2 must be tuple, not %T", arguments[1]);
  NativeObject* row = make_native(types.row, row_field_count);
  row->fields[row_values] = arguments[1];
  row->fields[row_description] = fields_of(cursor)->fields[cursor_description];
  return ref(row);
}

Value row_item(Value self, Value key) {
  Str* name = as_str(key);
  if (!name) {
    if (as_exact_int(key) || has_kind(key, Kind::slice)) return get_item(values_of(self), key);
    return raise_index_error("Index must be int or string");
  }
  std::string wanted = to_utf8(name);
  for (uint64_t i = 0; description_of(self) && i < description_of(self)->length; i++) {
    if (sqlite3_stricmp(to_utf8(name_of(self, i)).c_str(), wanted.c_str()) == 0) return as<Tuple>(values_of(self))->items[i];
  }
  return raise_index_error("No item with that key");
}
Value row_keys(Value self) {
  List* names = make_list();
  for (uint64_t i = 0; description_of(self) && i < description_of(self)->length; i++) list_append(names, ref(name_of(self, i)));
  return ref(names);
}
Value row_length(Value self) { return int_value(length(values_of(self))); }
Value row_iterator(Value self) { return iterate(values_of(self)); }
bool is_row(Value v) {
  Value native = native_part(v, Kind::native);
  return native && is_instance(native, types.row);
}
Value row_equal(Value self, Value other_v) {
  if (!is_row(other_v)) return not_implemented();
  Value other = native_part(other_v, Kind::native);
  int same = equal_truth(fields_of(self)->fields[row_description], fields_of(other)->fields[row_description]);
  if (same > 0) same = equal_truth(values_of(self), values_of(other));
  return same < 0 ? null_value : boolean(same);
}
Value row_hash(Value self) { return call_method(ref(make_pair(fields_of(self)->fields[row_description], values_of(self))), vm.names.__hash__, nullptr, 0); }

}  // namespace

void define_row(Module* module) {
  types.row = make_module_type(module, "Row", Kind::native, type_is_base, construct_row);
  static const BuiltinDefinition methods[] = {
      entry("__getitem__", row_item), entry("keys", row_keys), entry("__len__", row_length), entry("__iter__", row_iterator),
      entry("__eq__", row_equal),     entry("__hash__", row_hash),
  };
  define(types.row, methods);
}

}  // namespace python::sqlite
