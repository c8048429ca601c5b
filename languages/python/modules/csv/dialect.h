/// Owns the dialects of _csv: objects with the settings of a reader or writer.
#pragma once

#include "modules/modules.h"
#include "objects/errors.h"

namespace python {

enum class CsvQuoting : uint8_t { minimal, all, non_numeric, none };

/// What a dialect object says, read once for each use.
struct CsvDialect {
  uint32_t delimiter, quote, escape;  // 0: not set
  CsvQuoting quoting;
  bool double_quote, skip_initial_space, strict;
  Str* line_terminator;
};

/// The names of the parameters, as parse_arguments wants them.
inline constexpr char csv_parameters[] =
    "dialect delimiter doublequote escapechar lineterminator quotechar quoting skipinitialspace strict";
inline constexpr uint32_t csv_parameter_count = 9;

/// A dialect object out of these values (null: not given); null with an error pending.
Value make_csv_dialect(const Value* given);
/// The same from (dialect, keywords...): what reader, writer and register_dialect take after their first argument.
Value csv_dialect_argument(const char* function, const Value* arguments, uint32_t count, Tuple* names);
CsvDialect read_csv_dialect(Value dialect);

void define_csv_dialects(Module* module);

Type* csv_error_type();
template <class... A>
Value raise_csv_error(const char* format, A... arguments);

}  // namespace python

#include "objects/exception.h"
#include "objects/tuple.h"

namespace python {
template <class... A>
Value raise_csv_error(const char* format, A... arguments) {
  return raise_value(make_exception(csv_error_type(), make_tuple_1(ref(text_format(format, arguments...)))));
}
}  // namespace python
