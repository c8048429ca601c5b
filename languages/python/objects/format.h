/// Owns formatting: the format-spec mini-language, `%` on str, str.format.
#pragma once

#include <string_view>

#include "objects/object.h"
#include "objects/str.h"

namespace python {

/// format(value, spec) for exact builtin values; `spec` is UTF-8. Null with an error pending.
Value format_int(Value value, Str* spec);
Value format_float(double value, Str* spec);
Value format_str(Str* value, Str* spec);
/// `format % arguments`.
Value format_percent(Str* format, Value arguments);
/// str.format and str.format_map.
Value format_method(Str* format, const Value* arguments, uint32_t count, Tuple* names, Value mapping);

}  // namespace python
