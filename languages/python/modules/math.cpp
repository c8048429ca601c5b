/// The module math.
#include <cerrno>
#include <cmath>
#include <limits>
#include <vector>

#include "modules/modules.h"
#include "objects/errors.h"
#include "objects/floating.h"
#include "objects/integer.h"
#include "objects/operations.h"

namespace python {

namespace {

Value domain_error() { return raise_value_error("math domain error"); }
Value range_error() { return raise_overflow_error("math range error"); }

/// The argument as a double: the inline path for floats and small ints.
inline bool number(Value v, double* out) {
  if (is_float(v)) {
    *out = float_of(v);
    return true;
  }
  if (is_small_int(v)) {
    *out = static_cast<double>(small_int(v));
    return true;
  }
  return to_double(v, out);
}

/// NaN from a number is a domain error, infinity from a finite one a range error (or, for `singular`, a domain error).
Value checked(double x, double result, bool singular = false) {
  if (std::isnan(result) && !std::isnan(x)) return domain_error();
  if (std::isinf(result) && std::isfinite(x)) return singular ? domain_error() : range_error();
  return float_value(result);
}

#define UNARY(name, expression, singular)        \
  Value math_##name(Value v) {                   \
    double x;                                    \
    if (!number(v, &x)) return null_value;       \
    return checked(x, expression, singular);     \
  }
UNARY(sin, sin(x), false)
UNARY(cos, cos(x), false)
UNARY(tan, tan(x), false)
UNARY(asin, asin(x), false)
UNARY(acos, acos(x), false)
UNARY(atan, atan(x), false)
UNARY(sinh, sinh(x), false)
UNARY(cosh, cosh(x), false)
UNARY(tanh, tanh(x), false)
UNARY(asinh, asinh(x), false)
UNARY(acosh, acosh(x), false)
UNARY(atanh, atanh(x), true)
UNARY(exp, exp(x), false)
UNARY(exp2, exp2(x), false)
UNARY(expm1, expm1(x), false)
UNARY(log1p, log1p(x), true)
UNARY(cbrt, cbrt(x), false)
UNARY(erf, erf(x), false)
UNARY(erfc, erfc(x), false)
UNARY(fabs, fabs(x), false)
UNARY(degrees, x * (180.0 / M_PI), false)
UNARY(radians, x * (M_PI / 180.0), false)
#undef UNARY

Value math_sqrt(Value v) {
  double x;
  if (!number(v, &x)) return null_value;
  if (x < 0) return domain_error();
  return float_value(sqrt(x));
}

Value math_gamma(Value v) {
  double x;
  if (!number(v, &x)) return null_value;
  if (x == 0 || (x < 0 && (std::isinf(x) || x == floor(x)))) return domain_error();
  return checked(x, tgamma(x));
}
Value math_lgamma(Value v) {
  double x;
  if (!number(v, &x)) return null_value;
  if (x <= 0 && x == floor(x) && std::isfinite(x)) return domain_error();
  return checked(x, lgamma(x));
}

/// The logarithm of a positive int of any size, else of the float.
bool logarithm(Value v, double (*f)(double), double per_bit, double* out) {
  double x;
  if (Value exact = is_float(v) ? null_value : as_exact_int(v)) {
    if (int_sign(exact) <= 0) {
      domain_error();
      return false;
    }
    int64_t bits = int_bit_length(exact);
    if (bits > 1000) {
      // The number as a fraction below 1 and a power of two; one more bit keeps the rounding right.
      int64_t shift = bits - 64;
      Value high = int_to_float(int_or(int_right_shift(exact, int_value(shift)), small_int_value(1)));
      *out = f(std::ldexp(float_of(high), -64)) + static_cast<double>(bits) * per_bit;
      return true;
    }
  }
  if (!number(v, &x)) return false;
  if (x <= 0) {
    domain_error();
    return false;
  }
  *out = f(x);
  return true;
}
Value math_log(const Value* arguments, uint32_t count) {
  if (count == 0 || count > 2) return raise_type_error("math.log requires 1 to 2 arguments");
  Value v = arguments[0], base = count > 1 ? arguments[1] : null_value;
  double x, b;
  if (!logarithm(v, log, M_LN2, &x)) return null_value;
  if (!base) return float_value(x);
  if (!logarithm(base, log, M_LN2, &b)) return null_value;
  if (b == 0) return raise_zero_division("float division by zero");
  return float_value(x / b);
}
Value math_log2(Value v) {
  double x;
  return logarithm(v, log2, 1, &x) ? float_value(x) : null_value;
}
Value math_log10(Value v) {
  double x;
  return logarithm(v, log10, 0.30102999566398119521, &x) ? float_value(x) : null_value;
}

Value math_atan2(Value a, Value b) {
  double y, x;
  if (!number(a, &y) || !number(b, &x)) return null_value;
  return float_value(atan2(y, x));
}
Value math_pow(Value a, Value b) {
  double x, y;
  if (!number(a, &x) || !number(b, &y)) return null_value;
  double result = pow(x, y);
  if (std::isnan(result) && !std::isnan(x) && !std::isnan(y)) return domain_error();
  if (std::isinf(result) && std::isfinite(x) && std::isfinite(y)) return x == 0 ? domain_error() : range_error();
  return float_value(result);
}
Value math_fmod(Value a, Value b) {
  double x, y;
  if (!number(a, &x) || !number(b, &y)) return null_value;
  if ((std::isinf(x) && !std::isnan(y)) || (y == 0 && !std::isnan(x))) return domain_error();
  return float_value(fmod(x, y));
}
Value math_remainder(Value a, Value b) {
  double x, y;
  if (!number(a, &x) || !number(b, &y)) return null_value;
  if ((std::isinf(x) && !std::isnan(y)) || (y == 0 && !std::isnan(x))) return domain_error();
  return float_value(remainder(x, y));
}
Value math_copysign(Value a, Value b) {
  double x, y;
  if (!number(a, &x) || !number(b, &y)) return null_value;
  return float_value(copysign(x, y));
}
Value math_nextafter(Value a, Value b) {
  double x, y;
  if (!number(a, &x) || !number(b, &y)) return null_value;
  return float_value(nextafter(x, y));
}
Value math_ldexp(Value a, Value b) {
  double x;
  int64_t exponent;
  if (!number(a, &x)) return null_value;
  if (!as_exact_int(b)) return raise_type_error("Expected an int as second argument to ldexp.");
  if (!clamped_index(b, &exponent)) return null_value;
  double result = ldexp(x, static_cast<int>(exponent > 100000 ? 100000 : exponent < -100000 ? -100000 : exponent));
  return checked(x, result);
}
Value math_frexp(Value v) {
  double x;
  if (!number(v, &x)) return null_value;
  int exponent = 0;
  double mantissa = std::isfinite(x) ? frexp(x, &exponent) : x;
  return ref(make_pair(float_value(mantissa), int_value(exponent)));
}
Value math_modf(Value v) {
  double x, whole;
  if (!number(v, &x)) return null_value;
  double fraction = modf(x, &whole);
  return ref(make_pair(float_value(fraction), float_value(whole)));
}
Value math_ulp(Value v) {
  double x;
  if (!number(v, &x)) return null_value;
  if (!std::isfinite(x)) return float_value(fabs(x));
  x = fabs(x);
  double up = nextafter(x, INFINITY);
  return float_value(std::isinf(up) ? x - nextafter(x, -INFINITY) : up - x);
}

Value rounded(Value v, double (*f)(double), Str* special) {
  if (is_float(v)) {
    double x = f(float_of(v));
    if (std::isnan(x)) return raise_value_error("cannot convert float NaN to integer");
    if (std::isinf(x)) return raise_overflow_error("cannot convert float infinity to integer");
    if (x >= -1e14 && x <= 1e14) return small_int_value(static_cast<int64_t>(x));
    return int_from_float(x);
  }
  if (is_int(v)) return v;
  bool found = false;
  Value result = call_special(v, special, nullptr, 0, &found);
  if (result || vm.exception) return result;
  if (special == vm.names.__trunc__) return raise_type_error("type %T doesn't define __trunc__ method", v);
  double x;
  if (!to_double(v, &x)) return null_value;
  return rounded(float_value(x), f, special);
}
Value math_floor(Value v) { return rounded(v, floor, vm.names.__floor__); }
Value math_ceil(Value v) { return rounded(v, ceil, vm.names.__ceil__); }
Value math_trunc(Value v) { return rounded(v, trunc, vm.names.__trunc__); }

#define TEST(name, expression)             \
  Value math_##name(Value v) {             \
    double x;                              \
    if (!number(v, &x)) return null_value; \
    return boolean(expression);            \
  }
TEST(isnan, std::isnan(x))
TEST(isinf, std::isinf(x))
TEST(isfinite, std::isfinite(x))
#undef TEST

Value math_isclose(const Value* arguments, uint32_t count, Tuple* names) {
  Value v[4];
  if (!parse_arguments("isclose", "a b * rel_tol abs_tol", 2, arguments, count, names, v)) return null_value;
  double a, b, relative = 1e-9, absolute = 0;
  if (!number(v[0], &a) || !number(v[1], &b) || (v[2] && !number(v[2], &relative)) || (v[3] && !number(v[3], &absolute))) return null_value;
  if (relative < 0 || absolute < 0) return raise_value_error("tolerances must be non-negative");
  if (a == b) return true_value();
  if (std::isinf(a) || std::isinf(b)) return false_value();
  double difference = fabs(b - a);
  return boolean(difference <= fabs(relative * b) || difference <= fabs(relative * a) || difference <= absolute);
}

Value math_factorial(Value v) {
  Value n = index_of(v);
  if (!n) return null_value;
  if (int_sign(n) < 0) return raise_value_error("factorial() not defined for negative values");
  if (!is_small_int(n)) return raise_overflow_error("factorial() argument should not exceed 9223372036854775807");
  return int_factorial(small_int(n));
}
Value math_gcd(const Value* arguments, uint32_t count) {
  Value result = small_int_value(0);
  for (uint32_t i = 0; i < count; i++) {
    Value n = index_of(arguments[i]);
    if (!n) return null_value;
    result = int_gcd(result, n);
  }
  return result;
}
Value math_lcm(const Value* arguments, uint32_t count) {
  Value result = small_int_value(1);
  for (uint32_t i = 0; i < count; i++) {
    Value n = index_of(arguments[i]);
    if (!n) return null_value;
    if (int_sign(n) == 0) return small_int_value(0);
    result = int_absolute(int_multiply(int_floor_divide(result, int_gcd(result, n)), n));
  }
  return result;
}
Value math_isqrt(Value v) {
  Value n = index_of(v);
  if (!n) return null_value;
  if (int_sign(n) < 0) return raise_value_error("isqrt() argument must be nonnegative");
  return int_square_root(n);
}
Value math_comb(Value a, Value b) {
  Value n = index_of(a), k = n ? index_of(b) : null_value;
  if (!k) return null_value;
  if (int_sign(n) < 0) return raise_value_error("n must be a non-negative integer");
  if (int_sign(k) < 0) return raise_value_error("k must be a non-negative integer");
  if (int_compare(k, n) > 0) return small_int_value(0);
  Value other = int_subtract(n, k);
  if (int_compare(other, k) < 0) k = other;
  if (!is_small_int(k)) return raise_overflow_error("min(n - k, k) must not exceed 9223372036854775807");
  Value result = small_int_value(1);
  for (int64_t i = 0; i < small_int(k); i++) {
    result = int_floor_divide(int_multiply(result, int_subtract(n, int_value(i))), int_value(i + 1));
  }
  return result;
}
Value math_perm(Value a, Value b) {
  Value n = index_of(a);
  if (!n) return null_value;
  if (!b || is_none(b)) return math_factorial(n);
  Value k = index_of(b);
  if (!k) return null_value;
  if (int_sign(n) < 0) return raise_value_error("n must be a non-negative integer");
  if (int_sign(k) < 0) return raise_value_error("k must be a non-negative integer");
  if (int_compare(k, n) > 0) return small_int_value(0);
  Value result = small_int_value(1);
  if (!is_small_int(k)) return raise_overflow_error("k must not exceed 9223372036854775807");
  for (int64_t i = 0; i < small_int(k); i++) result = int_multiply(result, int_subtract(n, int_value(i)));
  return result;
}

/// Exact summation by Shewchuk's non-overlapping partials.
Value math_fsum(Value iterable) {
  Value iterator = iterate(iterable);
  if (!iterator) return null_value;
  std::vector<double> partials;
  double special = 0;
  bool has_special = false, overflowed = false;
  while (Value item = next(iterator)) {
    double x;
    if (!number(item, &x)) return null_value;
    double original = x;
    size_t used = 0;
    for (double y : partials) {
      if (fabs(x) < fabs(y)) std::swap(x, y);
      double high = x + y, low = y - (high - x);
      if (low != 0) partials[used++] = low;
      x = high;
    }
    partials.resize(used);
    if (!std::isfinite(x)) {
      if (std::isfinite(original)) overflowed = true;
      special += original;
      has_special = true;
      partials.clear();
    } else {
      partials.push_back(x);
    }
  }
  if (vm.exception) return null_value;
  if (overflowed) return raise_overflow_error("intermediate overflow in fsum");
  if (has_special) return std::isnan(special) ? raise_value_error("-inf + inf in fsum") : float_value(special);
  double high = 0;
  size_t n = partials.size();
  if (n > 0) {
    high = partials[--n];
    double low = 0;
    while (n > 0) {
      double x = high, y = partials[--n];
      high = x + y;
      low = y - (high - x);
      if (low != 0) break;
    }
    // Half-way cases round to even over all partials.
    if (n > 0 && ((low < 0 && partials[n - 1] < 0) || (low > 0 && partials[n - 1] > 0))) {
      double y = low * 2, x = high + y;
      if (y == x - high) high = x;
    }
  }
  return float_value(high);
}

Value math_prod(const Value* arguments, uint32_t count, Tuple* names) {
  Value v[2];
  if (!parse_arguments("prod", "iterable / * start", 1, arguments, count, names, v)) return null_value;
  Value iterator = iterate(v[0]);
  if (!iterator) return null_value;
  Value result = v[1] ? v[1] : small_int_value(1);
  while (Value item = next(iterator)) {
    result = multiply(result, item);
    if (!result) return null_value;
  }
  return vm.exception ? null_value : result;
}

/// The square root of the sum of squares, scaled by the largest.
double length_of(const std::vector<double>& coordinates) {
  double largest = 0;
  bool nan = false;
  for (double x : coordinates) {
    if (std::isnan(x)) nan = true;
    if (fabs(x) > largest) largest = fabs(x);
  }
  if (std::isinf(largest)) return largest;
  if (nan) return NAN;
  if (largest == 0) return 0;
  if (coordinates.size() == 2) return hypot(coordinates[0], coordinates[1]);
  double sum = 0, correction = 0;
  for (double x : coordinates) {
    double scaled = x / largest, square = scaled * scaled, next_sum = sum + square;
    correction += fabs(sum) >= square ? (sum - next_sum) + square : (square - next_sum) + sum;
    sum = next_sum;
  }
  return largest * sqrt(sum + correction);
}
Value math_hypot(const Value* arguments, uint32_t count) {
  std::vector<double> coordinates(count);
  for (uint32_t i = 0; i < count; i++) {
    if (!number(arguments[i], &coordinates[i])) return null_value;
  }
  return float_value(length_of(coordinates));
}
Value math_dist(Value p, Value q) {
  Tuple *a = tuple_from(p), *b = a ? tuple_from(q) : nullptr;
  if (!b) return null_value;
  if (a->length != b->length) return raise_value_error("both points must have the same number of dimensions");
  std::vector<double> coordinates(a->length);
  for (uint64_t i = 0; i < a->length; i++) {
    double x, y;
    if (!number(a->items[i], &x) || !number(b->items[i], &y)) return null_value;
    coordinates[i] = x - y;
  }
  return float_value(length_of(coordinates));
}

}  // namespace

void fill_math(Module* module) {
  static const BuiltinDefinition functions[] = {
      entry("sin", math_sin), entry("cos", math_cos), entry("tan", math_tan), entry("asin", math_asin), entry("acos", math_acos),
      entry("atan", math_atan), entry("sinh", math_sinh), entry("cosh", math_cosh), entry("tanh", math_tanh), entry("asinh", math_asinh),
      entry("acosh", math_acosh), entry("atanh", math_atanh), entry("exp", math_exp), entry("exp2", math_exp2), entry("expm1", math_expm1),
      entry("log1p", math_log1p), entry("cbrt", math_cbrt), entry("erf", math_erf), entry("erfc", math_erfc), entry("fabs", math_fabs),
      entry("degrees", math_degrees), entry("radians", math_radians), entry("sqrt", math_sqrt), entry("gamma", math_gamma),
      entry("lgamma", math_lgamma), entry("log", math_log), entry("log2", math_log2), entry("log10", math_log10),
      entry("atan2", math_atan2), entry("pow", math_pow), entry("fmod", math_fmod), entry("remainder", math_remainder),
      entry("copysign", math_copysign), entry("nextafter", math_nextafter), entry("ldexp", math_ldexp), entry("frexp", math_frexp),
      entry("modf", math_modf), entry("ulp", math_ulp), entry("floor", math_floor), entry("ceil", math_ceil), entry("trunc", math_trunc),
      entry("isnan", math_isnan), entry("isinf", math_isinf), entry("isfinite", math_isfinite), entry("isclose", math_isclose),
      entry("factorial", math_factorial), entry("gcd", math_gcd), entry("lcm", math_lcm), entry("isqrt", math_isqrt), entry("comb", math_comb),
      entry("perm", math_perm, 1), entry("fsum", math_fsum), entry("prod", math_prod), entry("hypot", math_hypot), entry("dist", math_dist),
  };
  define(module, functions);
  set_member(module, "pi", float_value(M_PI));
  set_member(module, "e", float_value(M_E));
  set_member(module, "tau", float_value(2 * M_PI));
  set_member(module, "inf", float_value(INFINITY));
  set_member(module, "nan", float_value(NAN));
}

}  // namespace python
