/// timedelta's operators. Products and quotients are those of whole microseconds, rounded half to even.
#include <cmath>

#include "modules/datetime/timedelta.h"
#include "objects/floating.h"

namespace python::datetime {

bool to_wide(Value exact, Wide* out) {
  if (is_int64(exact)) {
    *out = int64_of(exact);
    return true;
  }
  uint8_t bytes[16] = {};
  if (!int_export_bytes(exact, bytes, 15)) return false;
  std::memcpy(out, bytes, sizeof *out);
  if (int_sign(exact) < 0) *out = -*out;
  return true;
}

JW_DONT_LOOK_INSIDE Value delta_of_microseconds(Wide microseconds) {
  constexpr int64_t per_day = seconds_per_day * microseconds_per_second;
  if (microseconds == static_cast<int64_t>(microseconds)) {
    int64_t word = static_cast<int64_t>(microseconds);
    return make_delta(floor_quotient(word, per_day), 0, floor_rest(word, per_day));
  }
  Wide days = microseconds / per_day;
  if (days != static_cast<int32_t>(days)) return raise_overflow_error("Python int too large to convert to C int");
  return make_delta(static_cast<int64_t>(days), 0, static_cast<int64_t>(microseconds % per_day));
}

double total_seconds(const TimeDelta* delta) {
  int64_t seconds = delta->days * seconds_per_day + delta->seconds;
  int64_t total = 0;
  constexpr int64_t exact = int64_t{1} << 53;  // so far, a double is exact and its quotient the nearest
  if (!__builtin_mul_overflow(seconds, microseconds_per_second, &total) &&
      !__builtin_add_overflow(total, delta->microseconds, &total) && total <= exact && total >= -exact) {
    return static_cast<double>(total) / 1e6;
  }
  // A long double holds all 67 bits of no such number, but an int does.
  Value number =
      int_add(int_multiply(int_value(seconds), small_int_value(microseconds_per_second)), small_int_value(delta->microseconds));
  return float_of(int_true_divide(number, small_int_value(microseconds_per_second)));
}

namespace {

TimeDelta* self_delta(Value self) { return as<TimeDelta>(self); }

Wide microseconds_of(const TimeDelta* delta) {
  return Wide{delta->days * seconds_per_day + delta->seconds} * microseconds_per_second + delta->microseconds;
}

Value int_of(Wide x) {
  if (x == static_cast<int64_t>(x)) return int_value(static_cast<int64_t>(x));
  Wide magnitude = x < 0 ? -x : x;
  uint8_t bytes[16];
  std::memcpy(bytes, &magnitude, sizeof bytes);
  Value made = int_import_bytes(bytes, sizeof bytes);
  return x < 0 ? int_negate(made) : made;
}

/// `b` is not 0.
Wide floor_divide_wide(Wide a, Wide b) {
  Wide quotient = a / b;
  return a % b != 0 && ((a % b < 0) != (b < 0)) ? quotient - 1 : quotient;
}
Wide nearest_quotient(Wide a, Wide b) {
  if (b < 0) a = -a, b = -b;
  Wide quotient = floor_divide_wide(a, b), rest = a - quotient * b;
  Wide other = b - rest;
  return quotient + (rest > other || (rest == other && (quotient & 1)));
}

Value raise_zero(const char* what = "integer division or modulo by zero") { return raise_zero_division(what); }
Value raise_too_large() { return raise_overflow_error("Python int too large to convert to C int"); }

/// A float as mantissa * 2^exponent, the mantissa odd or 0. False with the error that float.as_integer_ratio() raises.
bool split_float(double x, int64_t* mantissa, int* exponent) {
  if (std::isnan(x)) return raise_value_error("cannot convert NaN to integer ratio"), false;
  if (std::isinf(x)) return raise_overflow_error("cannot convert Infinity to integer ratio"), false;
  *mantissa = static_cast<int64_t>(std::ldexp(std::frexp(x, exponent), 53));
  *exponent -= 53;
  if (*mantissa == 0) {
    *exponent = 0;
    return true;
  }
  int zeros = __builtin_ctzll(static_cast<uint64_t>(*mantissa));
  *mantissa >>= zeros;
  *exponent += zeros;
  return true;
}

/// `x * 2^bits`; false if that takes more than 126 bits.
bool shift_left(Wide x, int bits, Wide* out) {
  Wide magnitude = x < 0 ? -x : x;
  if (x != 0 && (bits > 126 || magnitude >> (126 - bits) != 0)) return false;
  *out = x == 0 ? 0 : x * (Wide{1} << bits);
  return true;
}

JW_DONT_LOOK_INSIDE Value multiply_by_float(const TimeDelta* delta, double x) {
  int64_t mantissa;
  int exponent;
  if (!split_float(x, &mantissa, &exponent)) return null_value;
  Wide product = microseconds_of(delta) * mantissa;
  if (exponent >= 0) return shift_left(product, exponent, &product) ? delta_of_microseconds(product) : raise_too_large();
  return delta_of_microseconds(exponent < -126 ? 0 : nearest_quotient(product, Wide{1} << -exponent));
}
JW_DONT_LOOK_INSIDE Value divide_by_float(const TimeDelta* delta, double x) {
  int64_t mantissa;
  int exponent;
  if (!split_float(x, &mantissa, &exponent)) return null_value;
  if (mantissa == 0) return raise_zero();
  Wide above = microseconds_of(delta), below = mantissa;
  if (exponent < 0 && !shift_left(above, -exponent, &above)) return raise_too_large();
  if (exponent > 0 && !shift_left(below, exponent, &below)) return delta_of_microseconds(0);  // larger than any timedelta
  return delta_of_microseconds(nearest_quotient(above, below));
}
JW_DONT_LOOK_INSIDE Value multiply_by_int(const TimeDelta* delta, Value factor) {
  Wide wide, product;
  if (is_zero(delta)) return delta_of_microseconds(0);
  if (!to_wide(factor, &wide) || __builtin_mul_overflow(microseconds_of(delta), wide, &product)) return raise_too_large();
  return delta_of_microseconds(product);
}
/// `nearest` or rounded down.
JW_DONT_LOOK_INSIDE Value divide_by_int(const TimeDelta* delta, Value divisor, bool nearest) {
  if (int_sign(divisor) == 0) return raise_zero();
  Wide wide, total = microseconds_of(delta);
  if (!to_wide(divisor, &wide))
    return delta_of_microseconds(nearest || total == 0 || (total < 0) == (int_sign(divisor) < 0) ? 0 : -1);
  return delta_of_microseconds(nearest ? nearest_quotient(total, wide) : floor_divide_wide(total, wide));
}

Value add(Value self, Value other) {
  TimeDelta *a = self_delta(self), *b = as_delta(other);
  if (!b) return not_implemented();
  return make_delta(int64_t{a->days} + b->days, a->seconds + b->seconds, a->microseconds + b->microseconds);
}
Value subtract(Value self, Value other) {
  TimeDelta* b = as_delta(other);
  return b ? subtract_deltas(self_delta(self), b) : not_implemented();
}
Value subtract_from(Value self, Value other) {
  TimeDelta* a = as_delta(other);
  return a ? subtract_deltas(a, self_delta(self)) : not_implemented();
}
Value negative(Value self) {
  TimeDelta* delta = self_delta(self);
  return make_delta(-int64_t{delta->days}, -delta->seconds, -delta->microseconds);
}
Value unchanged(Value self) {
  TimeDelta* delta = self_delta(self);
  return make_delta(delta->days, delta->seconds, delta->microseconds);
}
Value absolute(Value self) { return self_delta(self)->days < 0 ? negative(self) : unchanged(self); }

Value multiply(Value self, Value other) {
  double x;
  if (Value factor = as_exact_int(other)) return multiply_by_int(self_delta(self), factor);
  return as_exact_float(other, &x) ? multiply_by_float(self_delta(self), x) : not_implemented();
}

JW_DONT_LOOK_INSIDE Value true_quotient(const TimeDelta* a, const TimeDelta* b) {
  if (is_zero(b)) return raise_zero("division by zero");
  return int_true_divide(int_of(microseconds_of(a)), int_of(microseconds_of(b)));
}
Value true_divide(Value self, Value other) {
  double x;
  TimeDelta* a = self_delta(self);
  if (TimeDelta* b = as_delta(other)) return true_quotient(a, b);
  if (Value divisor = as_exact_int(other)) return divide_by_int(a, divisor, true);
  return as_exact_float(other, &x) ? divide_by_float(a, x) : not_implemented();
}
Value true_divide_into(Value self, Value other) {
  TimeDelta* a = as_delta(other);
  return a ? true_quotient(a, self_delta(self)) : not_implemented();
}

JW_DONT_LOOK_INSIDE Value floor_of(const TimeDelta* a, const TimeDelta* b) {
  return is_zero(b) ? raise_zero() : int_of(floor_divide_wide(microseconds_of(a), microseconds_of(b)));
}
JW_DONT_LOOK_INSIDE Value rest_of(const TimeDelta* a, const TimeDelta* b) {
  if (is_zero(b)) return raise_zero("integer modulo by zero");
  Wide x = microseconds_of(a), y = microseconds_of(b);
  return delta_of_microseconds(x - floor_divide_wide(x, y) * y);
}
JW_DONT_LOOK_INSIDE Value both_of(const TimeDelta* a, const TimeDelta* b) {
  if (is_zero(b)) return raise_zero();
  Value quotient = floor_of(a, b);
  return ref(make_pair(quotient, rest_of(a, b)));
}

Value floor_divide(Value self, Value other) {
  if (TimeDelta* b = as_delta(other)) return floor_of(self_delta(self), b);
  Value divisor = as_exact_int(other);
  return divisor ? divide_by_int(self_delta(self), divisor, false) : not_implemented();
}
/// An operator on two of them, and the reflected one.
template <Value (*operation)(const TimeDelta*, const TimeDelta*)>
Value with_other(Value self, Value other) {
  TimeDelta* b = as_delta(other);
  return b ? operation(self_delta(self), b) : not_implemented();
}
template <Value (*operation)(const TimeDelta*, const TimeDelta*)>
Value from_other(Value self, Value other) {
  TimeDelta* a = as_delta(other);
  return a ? operation(a, self_delta(self)) : not_implemented();
}

Value total_seconds_method(Value self) { return float_value(total_seconds(self_delta(self))); }

}  // namespace

void define_delta_arithmetic(Type* type) {
  static const BuiltinDefinition methods[] = {entry("__add__", add),
                                              entry("__radd__", add),
                                              entry("__sub__", subtract),
                                              entry("__rsub__", subtract_from),
                                              entry("__neg__", negative),
                                              entry("__pos__", unchanged),
                                              entry("__abs__", absolute),
                                              entry("__mul__", multiply),
                                              entry("__rmul__", multiply),
                                              entry("__truediv__", true_divide),
                                              entry("__rtruediv__", true_divide_into),
                                              entry("__floordiv__", floor_divide),
                                              entry("__rfloordiv__", from_other<floor_of>),
                                              entry("__mod__", with_other<rest_of>),
                                              entry("__rmod__", from_other<rest_of>),
                                              entry("__divmod__", with_other<both_of>),
                                              entry("__rdivmod__", from_other<both_of>),
                                              entry("total_seconds", total_seconds_method)};
  define(type, methods);
}

}  // namespace python::datetime
