/// float: arithmetic with Python's rules, hashing, text.
#include "objects/floating.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "objects/errors.h"
#include "objects/integer.h"
#include "objects/operations.h"

namespace python {

bool as_exact_float(Value v, double* out) {
  if (!is_float(v)) {
    if (!has_kind(v, Kind::instance) || as<Instance>(v)->map->type->layout != Kind::floating) return false;
    v = as<Instance>(v)->slots[native_slot];
  }
  *out = float_of(v);
  return true;
}

bool to_double(Value v, double* out) {
  if (is_float(v)) {
    *out = float_of(v);
    return true;
  }
  if (is_small_int(v)) {
    *out = static_cast<double>(small_int(v));
    return true;
  }
  Value integer = as_exact_int(v);
  bool found;
  if (integer && !has_kind(v, Kind::instance)) {
    Value x = int_to_float(integer);
    if (!x) return false;
    *out = float_of(x);
    return true;
  }
  Value result = call_special(v, vm.names.__float__, nullptr, 0, &found);
  if (found) {
    if (!result) return false;
    if (as_exact_float(result, out)) return true;
    raise_type_error("%T.__float__ returned non-float (type %T)", v, result);
    return false;
  }
  if (!lookup_special(v, vm.names.__index__)) {
    raise_type_error("must be real number, not %T", v);
    return false;
  }
  integer = index_of(v);
  if (!integer) return false;
  Value x = int_to_float(integer);
  if (!x) return false;
  *out = float_of(x);
  return true;
}

double float_mod(double a, double b) {
  double rest = std::fmod(a, b);
  if (rest != 0) {
    if ((b < 0) != (rest < 0)) rest += b;
  } else {
    rest = std::copysign(0.0, b);
  }
  return rest;
}

double float_floor_div(double a, double b) {
  double rest = std::fmod(a, b), quotient = (a - rest) / b;
  if (rest != 0 && (b < 0) != (rest < 0)) quotient -= 1;
  if (quotient == 0) return std::copysign(0.0, a / b);
  double floored = std::floor(quotient);
  return quotient - floored > 0.5 ? floored + 1 : floored;
}

Value float_floor_divide(double a, double b) {
  if (b == 0) return raise_zero_division("float floor division by zero");
  return float_value(float_floor_div(a, b));
}
Value float_modulo(double a, double b) {
  if (b == 0) return raise_zero_division("float modulo");
  return float_value(float_mod(a, b));
}

Value float_power(double a, double b) {
  if (a == 0 && b < 0) return raise_zero_division("0.0 cannot be raised to a negative power");
  if (a < 0 && std::isfinite(a) && std::isfinite(b) && b != std::floor(b)) {
    double magnitude = std::pow(-a, b), angle = M_PI * b;
    return complex_value(magnitude * std::cos(angle), magnitude * std::sin(angle));
  }
  double result = std::pow(a, b);
  if (std::isinf(result) && std::isfinite(a) && std::isfinite(b)) {
    return raise_overflow_error("(34, 'Numerical result out of range')");
  }
  return float_value(result);
}

// As CPython: the value modulo 2^61 - 1, so that equal ints and floats hash alike.
int64_t float_hash(double x) {
  constexpr uint64_t modulus = (uint64_t{1} << 61) - 1;
  if (!std::isfinite(x)) return std::isnan(x) ? 0 : x > 0 ? 314159 : -314159;
  int exponent;
  double m = std::frexp(x, &exponent);
  bool negative = m < 0;
  if (negative) m = -m;
  uint64_t h = 0;
  while (m != 0) {
    h = (h << 28 & modulus) | h >> 33;
    m *= 268435456.0;
    exponent -= 28;
    uint64_t part = static_cast<uint64_t>(m);
    m -= static_cast<double>(part);
    h += part;
    if (h >= modulus) h -= modulus;
  }
  exponent = exponent >= 0 ? exponent % 61 : 60 - (-1 - exponent) % 61;
  h = (h << exponent & modulus) | h >> (61 - exponent);
  int64_t result = negative ? -static_cast<int64_t>(h) : static_cast<int64_t>(h);
  return result == -1 ? -2 : result;
}

Value float_round(double x, int64_t digits) {
  if (!std::isfinite(x) || digits > 323) return float_value(x);
  if (digits < -308) return float_value(std::copysign(0.0, x));
  if (digits < 0) {
    double scale = std::pow(10.0, static_cast<double>(-digits));
    double result = std::nearbyint(x / scale) * scale;
    if (std::isinf(result)) return raise_overflow_error("rounded value too large to represent");
    return float_value(result);
  }
  char text[800];
  std::snprintf(text, sizeof text, "%.*f", static_cast<int>(digits), x);
  return float_value(std::strtod(text, nullptr));
}

std::string float_repr(double x) {
  if (std::isnan(x)) return "nan";
  if (std::isinf(x)) return x > 0 ? "inf" : "-inf";
  char text[40];
  char* end = std::to_chars(text, text + sizeof text - 1, x, std::chars_format::scientific).ptr;
  *end = '\0';
  std::string digits;
  char* p = text;
  bool negative = *p == '-';
  if (negative) p++;
  for (; p < end && *p != 'e'; p++) {
    if (*p != '.') digits += *p;
  }
  int exponent = std::atoi(p + 1);
  std::string out = negative ? "-" : "";
  int count = static_cast<int>(digits.size());
  if (exponent >= -4 && exponent < 16) {
    if (exponent < 0) {
      out += "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
    } else if (exponent + 1 >= count) {
      out += digits + std::string(static_cast<size_t>(exponent + 1 - count), '0') + ".0";
    } else {
      out += digits.substr(0, static_cast<size_t>(exponent + 1)) + "." + digits.substr(static_cast<size_t>(exponent + 1));
    }
    return out;
  }
  out += digits[0];
  if (count > 1) out += "." + digits.substr(1);
  char tail[16];
  std::snprintf(tail, sizeof tail, "e%c%02d", exponent < 0 ? '-' : '+', std::abs(exponent));
  return out + tail;
}

Str* float_to_str(double x) { return make_str(float_repr(x)); }

std::string float_format(double x, char code, int precision, bool alternate) {
  bool upper = code >= 'A' && code <= 'Z';
  if (!std::isfinite(x)) {
    const char* text = std::isnan(x) ? (upper ? "NAN" : "nan") : x > 0 ? (upper ? "INF" : "inf") : (upper ? "-INF" : "-inf");
    return std::string(text) + (code == '%' ? "%" : "");
  }
  bool percent = code == '%';
  if (percent) {
    x *= 100;
    code = 'f';
  }
  if (code == 'r') return float_repr(x);
  char format[8] = {'%', alternate ? '#' : '.', alternate ? '.' : '*', alternate ? '*' : code, alternate ? code : '\0', '\0'};
  char small[128];
  int length = std::snprintf(small, sizeof small, format, precision, x);
  std::string out;
  if (length < static_cast<int>(sizeof small)) {
    out.assign(small, static_cast<size_t>(length));
  } else {
    out.resize(static_cast<size_t>(length) + 1);
    std::snprintf(out.data(), out.size(), format, precision, x);
    out.resize(static_cast<size_t>(length));
  }
  if (percent) out += '%';
  return out;
}

bool float_parse(std::string_view text, double* out) {
  auto is_blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f); };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  std::string digits;
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] != '_') {
      digits += text[i];
      continue;
    }
    auto is_digit = [&](size_t k) { return k < text.size() && text[k] >= '0' && text[k] <= '9'; };
    if (i == 0 || !is_digit(i - 1) || !is_digit(i + 1)) return false;
  }
  bool negative = false;
  size_t start = 0;
  if (!digits.empty() && (digits[0] == '+' || digits[0] == '-')) {
    negative = digits[0] == '-';
    start = 1;
  }
  if (start >= digits.size()) return false;
  std::string lower;
  for (size_t i = start; i < digits.size(); i++)
    lower += static_cast<char>(digits[i] >= 'A' && digits[i] <= 'Z' ? digits[i] | 0x20 : digits[i]);
  double value;
  if (lower == "inf" || lower == "infinity") {
    value = HUGE_VAL;
  } else if (lower == "nan") {
    value = NAN;
  } else {
    char first = lower[0];
    if (first != '.' && (first < '0' || first > '9')) return false;
    auto result = std::from_chars(lower.data(), lower.data() + lower.size(), value);
    if (result.ptr != lower.data() + lower.size()) return false;
    if (result.ec == std::errc::result_out_of_range)
      value = std::strtod(lower.c_str(), nullptr);
    else if (result.ec != std::errc())
      return false;
  }
  *out = negative ? -value : value;
  return true;
}

}  // namespace python
