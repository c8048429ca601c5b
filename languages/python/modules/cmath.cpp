/// The module cmath. The C library has the special values of C99's Annex G, which are CPython's; what is left is to say which of
/// them are errors.
#include <cmath>
#include <complex>

#include "modules/modules.h"
#include "objects/errors.h"
#include "objects/floating.h"
#include "objects/operations.h"

namespace python {

namespace {

using Number = std::complex<double>;

/// The argument as a complex number; false with TypeError.
bool number(Value v, Number* out) {
  Value native = native_part(v, Kind::complex);
  if (!native && is_ref(v) && !as_exact_int(v)) {
    bool found;
    Value made = call_special(v, intern("__complex__"), nullptr, 0, &found);
    if (found && !made) return false;
    if (found) {
      native = native_part(made, Kind::complex);
      if (!native) {
        raise_type_error("__complex__ returned non-complex (type %T)", made);
        return false;
      }
    }
  }
  if (native) {
    *out = {as<Complex>(native)->real, as<Complex>(native)->imaginary};
    return true;
  }
  double x;
  if (!to_double(v, &x)) return false;
  *out = {x, 0};
  return true;
}

Value domain_error() { return raise_value_error("math domain error"); }
bool finite(Number z) { return std::isfinite(z.real()) && std::isfinite(z.imag()); }

/// A result, or the overflow that it shows.
Value checked(Number z, Number result) {
  if (finite(z) && (std::isinf(result.real()) || std::isinf(result.imag()))) return raise_overflow_error("math range error");
  return complex_value(result.real(), result.imag());
}

bool never(Number) { return false; }
bool is_zero(Number z) { return z == 0.0; }
bool is_unit(Number z) { return z.imag() == 0 && std::fabs(z.real()) == 1; }
bool is_imaginary_unit(Number z) { return z.real() == 0 && std::fabs(z.imag()) == 1; }
bool turns_without_end(Number z) { return std::isinf(z.imag()) && !std::isnan(z.real()); }
bool exp_fails(Number z) { return std::isinf(z.imag()) && (std::isfinite(z.real()) || z.real() > 0); }
bool tanh_fails(Number z) { return std::isinf(z.imag()) && std::isfinite(z.real()); }
Number turned(Number z) { return {-z.imag(), z.real()}; }
bool sin_fails(Number z) { return turns_without_end(turned(z)); }
bool tan_fails(Number z) { return tanh_fails(turned(z)); }

Number natural_log(Number z) { return std::log(z); }
Number decimal_log(Number z) {
  Number l = std::log(z);
  return {l.real() / M_LN10, l.imag() / M_LN10};
}

template <Number (*f)(const Number&), bool (*fails)(Number)>
Value function(Value v) {
  Number z;
  if (!number(v, &z)) return null_value;
  return fails(z) ? domain_error() : checked(z, f(z));
}
#define LIBRARY(name) \
  Number c_##name(const Number& z) { return std::name(z); }
LIBRARY(sqrt)
LIBRARY(exp)
LIBRARY(sin)
LIBRARY(cos)
LIBRARY(tan)
LIBRARY(sinh)
LIBRARY(cosh)
LIBRARY(tanh)
LIBRARY(asin)
LIBRARY(acos)
LIBRARY(atan)
LIBRARY(asinh)
LIBRARY(acosh)
LIBRARY(atanh)
#undef LIBRARY

Value log_function(Value v, Value base) {
  Number z, b;
  if (!number(v, &z)) return null_value;
  if (is_zero(z)) return domain_error();
  if (!base) return checked(z, natural_log(z));
  if (!number(base, &b)) return null_value;
  if (is_zero(b)) return domain_error();
  return true_divide(checked(z, natural_log(z)), checked(b, natural_log(b)));
}
Value log10_function(Value v) {
  Number z;
  if (!number(v, &z)) return null_value;
  return is_zero(z) ? domain_error() : checked(z, decimal_log(z));
}

Value phase_function(Value v) {
  Number z;
  return number(v, &z) ? float_value(std::arg(z)) : null_value;
}
Value polar_function(Value v) {
  Number z;
  if (!number(v, &z)) return null_value;
  double length = std::abs(z);
  if (std::isinf(length) && finite(z)) return raise_overflow_error("math range error");
  return ref(make_pair(float_value(length), float_value(std::arg(z))));
}
Value rect_function(Value length, Value angle) {
  double r, phi;
  if (!to_double(length, &r) || !to_double(angle, &phi)) return null_value;
  if (std::isinf(phi) && r != 0 && !std::isnan(r)) return domain_error();
  if (phi == 0) return complex_value(r, std::isfinite(r) ? r * phi : phi);
  if (std::isinf(r) && std::isfinite(phi))
    return complex_value(std::copysign(INFINITY, r * std::cos(phi)), std::copysign(INFINITY, r * std::sin(phi)));
  if (r == 0 && !std::isfinite(phi)) return complex_value(0, 0);
  return complex_value(r * std::cos(phi), r * std::sin(phi));
}

bool is_nan(Number z) { return std::isnan(z.real()) || std::isnan(z.imag()); }
bool is_infinite(Number z) { return std::isinf(z.real()) || std::isinf(z.imag()); }
template <bool (*test)(Number)>
Value predicate(Value v) {
  Number z;
  return number(v, &z) ? boolean(test(z)) : null_value;
}

Value isclose_function(const Value* arguments, uint32_t count, Tuple* names) {
  Value given[4];
  if (!parse_arguments("isclose", "a b * rel_tol abs_tol", 2, arguments, count, names, given)) return null_value;
  Number a, b;
  double relative = 1e-9, absolute = 0;
  if (!number(given[0], &a) || !number(given[1], &b) || (given[2] && !to_double(given[2], &relative)) ||
      (given[3] && !to_double(given[3], &absolute))) {
    return null_value;
  }
  if (relative < 0 || absolute < 0) return raise_value_error("tolerances must be non-negative");
  if (a == b) return true_value();
  if (is_infinite(a) || is_infinite(b)) return false_value();
  double difference = std::abs(a - b);
  return boolean(difference <= relative * std::abs(b) || difference <= relative * std::abs(a) || difference <= absolute);
}

}  // namespace

void fill_cmath(Module* module) {
  static const BuiltinDefinition functions[] = {
      entry("sqrt", function<c_sqrt, never>),
      entry("exp", function<c_exp, exp_fails>),
      entry("log", log_function, 1),
      entry("log10", log10_function),
      entry("sin", function<c_sin, sin_fails>),
      entry("cos", function<c_cos, sin_fails>),
      entry("tan", function<c_tan, tan_fails>),
      entry("sinh", function<c_sinh, turns_without_end>),
      entry("cosh", function<c_cosh, turns_without_end>),
      entry("tanh", function<c_tanh, tanh_fails>),
      entry("asin", function<c_asin, never>),
      entry("acos", function<c_acos, never>),
      entry("atan", function<c_atan, is_imaginary_unit>),
      entry("asinh", function<c_asinh, never>),
      entry("acosh", function<c_acosh, never>),
      entry("atanh", function<c_atanh, is_unit>),
      entry("phase", phase_function),
      entry("polar", polar_function),
      entry("rect", rect_function),
      entry("isnan", predicate<is_nan>),
      entry("isinf", predicate<is_infinite>),
      entry("isfinite", predicate<finite>),
      entry("isclose", isclose_function),
  };
  define(module, functions);
  set_member(module, "pi", float_value(M_PI));
  set_member(module, "e", float_value(M_E));
  set_member(module, "tau", float_value(2 * M_PI));
  set_member(module, "inf", float_value(INFINITY));
  set_member(module, "nan", float_value(__builtin_nan("")));
  set_member(module, "infj", complex_value(0, INFINITY));
  set_member(module, "nanj", complex_value(0, __builtin_nan("")));
}

}  // namespace python
