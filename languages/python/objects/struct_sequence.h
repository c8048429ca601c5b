/// Owns struct sequences: tuples whose items also have names, such as sys.version_info, os.stat_result and time.struct_time.
/// Fields behind the visible ones are attributes only. A field named "" has no name.
#pragma once

#include "objects/type.h"

namespace python {

inline constexpr size_t maximum_struct_fields = 32;

/// The class `module`.`name`; `visible` of the `count` fields are items. `fields` outlives the class. Null with an error pending.
Type* make_struct_sequence_type(const char* module, const char* name, const char* const* fields, size_t count, size_t visible);
template <size_t n>
Type* make_struct_sequence_type(const char* module, const char* name, const char* const (&fields)[n], size_t visible = n) {
  return make_struct_sequence_type(module, name, fields, n, visible);
}

/// An instance; `values` for every field, hidden ones too.
Value make_struct_sequence(Type* type, const Value* values);

}  // namespace python
