/// Owns float: values are never on the heap. Text follows CPython: shortest digits that read back equal.
#pragma once

#include <string>
#include <string_view>

#include "objects/object.h"

namespace python {

/// The float behind a float or an instance of a subclass; false if it is neither.
bool as_exact_float(Value v, double* out);
/// float(v) as math functions do it: floats, ints, __float__, __index__; false with TypeError "must be real number, not T".
bool to_double(Value v, double* out);

Value float_floor_divide(double a, double b);
Value float_modulo(double a, double b);
/// The same without boxing; b is not 0.
double float_mod(double a, double b);
double float_floor_div(double a, double b);
/// Null with ZeroDivisionError; complex for a negative base with a fraction.
Value float_power(double a, double b);
int64_t float_hash(double x);
Value float_round(double x, int64_t digits);

/// repr(x).
std::string float_repr(double x);
Str* float_to_str(double x);
/// printf-like conversion `code` of "eEfFgG%r" as the format mini-language has it; alternate keeps the point.
std::string float_format(double x, char code, int precision, bool alternate);
/// Surrounding blanks, underscores, inf and nan allowed. False if malformed.
bool float_parse(std::string_view text, double* out);

Value construct_float(Type* type, const Value* arguments, uint32_t count, Tuple* names);

struct Complex : Object {
  JW_IMMUTABLE double real, imaginary;
};
Value complex_value(double real, double imaginary);

}  // namespace python
