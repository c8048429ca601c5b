/// The methods of float and complex.
#include <cmath>
#include <cstring>
#include <cstdlib>

#include "objects/builtin.h"
#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/floating.h"
#include "objects/format.h"
#include "objects/operations.h"
#include "objects/types.h"

namespace python {

Value compare_builtin(Comparison op, Value a, Value b);
std::string numeric_text(Str* s);

namespace {

double self_float(Value self) {
  double x = 0;
  as_exact_float(self, &x);
  return x;
}

/// An operand: float, int, bool or instance of a subclass. 1, 0 (not a number), -1 with an error pending.
int operand(Value v, double* out) {
  if (as_exact_float(v, out)) return 1;
  Value integer = as_exact_int(v);
  if (!integer) return 0;
  Value x = int_to_float(integer);
  if (!x) return -1;
  *out = float_of(x);
  return 1;
}

Value plus(double a, double b) { return float_value(a + b); }
Value minus(double a, double b) { return float_value(a - b); }
Value times(double a, double b) { return float_value(a * b); }
Value quotient(double a, double b) { return b == 0 ? raise_zero_division("float division by zero") : float_value(a / b); }
Value divmod(double a, double b) {
  if (b == 0) return raise_zero_division("float divmod()");
  return ref(make_pair(float_value(float_floor_div(a, b)), float_value(float_mod(a, b))));
}

template <Value (*operation)(double, double)>
Value binary(Value self, Value other) {
  double b;
  int good = operand(other, &b);
  return good > 0 ? operation(self_float(self), b) : good ? null_value : not_implemented();
}
template <Value (*operation)(double, double)>
Value reflected(Value self, Value other) {
  double a;
  int good = operand(other, &a);
  return good > 0 ? operation(a, self_float(self)) : good ? null_value : not_implemented();
}
Value pow_method(Value self, Value other, Value modulus) {
  if (modulus && !is_none(modulus)) return raise_type_error("pow() 3rd argument not allowed unless all arguments are integers");
  return binary<float_power>(self, other);
}
Value rpow_method(Value self, Value other, Value) { return reflected<float_power>(self, other); }
template <Comparison op>
Value comparison(Value self, Value other) {
  double x;
  Value b = as_exact_float(other, &x) ? float_value(x) : as_exact_int(other);
  return b ? compare_builtin(op, float_value(self_float(self)), b) : not_implemented();
}

Value float_repr_method(Value self) { return ref(float_to_str(self_float(self))); }
Value float_hash_method(Value self) { return int_value(float_hash(self_float(self))); }
Value float_bool(Value self) { return boolean(self_float(self) != 0); }
Value float_neg(Value self) { return float_value(-self_float(self)); }
Value float_pos(Value self) { return float_value(self_float(self)); }
Value float_abs(Value self) { return float_value(std::fabs(self_float(self))); }
Value float_float(Value self) { return float_value(self_float(self)); }

Value to_int(double x) {
  if (std::isnan(x)) return raise_value_error("cannot convert float NaN to integer");
  if (std::isinf(x)) return raise_overflow_error("cannot convert float infinity to integer");
  return int_from_float(x);
}
Value float_trunc(Value self) { return to_int(self_float(self)); }
Value float_floor(Value self) { return to_int(std::floor(self_float(self))); }
Value float_ceil(Value self) { return to_int(std::ceil(self_float(self))); }
Value float_round_method(Value self, Value digits) {
  double x = self_float(self);
  if (!digits || is_none(digits)) return to_int(std::nearbyint(x));
  int64_t n;
  if (!clamped_index(digits, &n)) return null_value;
  return float_round(x, n);
}
Value float_format_method(Value self, Value spec) {
  Str* text = as_str(spec);
  if (!text) return raise_type_error("__format__() argument must be str, not %T", spec);
  return text->length ? format_float(self_float(self), text) : to_str(self);
}
Value is_integer(Value self) {
  double x = self_float(self);
  return boolean(std::isfinite(x) && std::floor(x) == x);
}
Value as_integer_ratio(Value self) {
  double x = self_float(self);
  if (std::isnan(x)) return raise_value_error("cannot convert NaN to integer ratio");
  if (std::isinf(x)) return raise_overflow_error("cannot convert Infinity to integer ratio");
  int exponent;
  double fraction = std::frexp(x, &exponent);
  for (int i = 0; i < 300 && fraction != std::floor(fraction); i++) {
    fraction *= 2;
    exponent--;
  }
  Value numerator = int_from_float(fraction), denominator = small_int_value(1);
  if (exponent > 0)
    numerator = int_left_shift(numerator, int_value(exponent));
  else
    denominator = int_left_shift(denominator, int_value(-exponent));
  return ref(make_pair(numerator, denominator));
}
Value hex(Value self) {
  double x = self_float(self);
  if (!std::isfinite(x)) return to_repr(float_value(x));
  if (x == 0) return ref(make_str(std::signbit(x) ? "-0x0.0p+0" : "0x0.0p+0"));
  int exponent;
  double fraction = std::frexp(std::fabs(x), &exponent);
  int shift = exponent < -1021 ? -1021 - exponent : 0;  // subnormals keep the least exponent
  fraction = std::ldexp(fraction, 1 - shift);
  exponent = exponent - 1 + shift;
  uint64_t bits = static_cast<uint64_t>(std::ldexp(fraction, 52));
  char text[64];
  std::snprintf(text, sizeof text, "%s0x%llx.%013llxp%+d", x < 0 ? "-" : "", static_cast<unsigned long long>(bits >> 52),
                static_cast<unsigned long long>(bits & ((uint64_t{1} << 52) - 1)), exponent);
  return ref(make_str(text));
}
Value from_hex(Value cls, Value text) {
  Str* s = as_str(text);
  if (!s) return raise_type_error("fromhex() argument must be str, not %T", text);
  std::string digits = to_utf8(s);
  while (!digits.empty() && digits.back() == ' ') digits.pop_back();
  size_t start = digits.find_first_not_of(' ');
  digits = start == std::string::npos ? "" : digits.substr(start);
  std::string body = digits;
  bool negative = !body.empty() && body[0] == '-';
  if (!body.empty() && (body[0] == '-' || body[0] == '+')) body.erase(0, 1);
  double parsed;
  char* end;
  if (float_parse(body, &parsed) && !std::isfinite(parsed)) return float_value(negative ? -parsed : parsed);
  if (body.compare(0, 2, "0x") != 0 && body.compare(0, 2, "0X") != 0) body = "0x" + body;
  parsed = std::strtod(body.c_str(), &end);
  if (*end || body.size() < 3) return raise_value_error("invalid hexadecimal floating-point string");
  if (std::isinf(parsed)) return raise_overflow_error("hexadecimal value too large to represent as a float");
  return cls == ref(builtin_type(Kind::floating)) ? float_value(negative ? -parsed : parsed)
                                                  : call_1(cls, float_value(negative ? -parsed : parsed));
}
Value get_format(Value, Value which) {
  Str* s = as_str(which);
  if (!s) return raise_type_error("__getformat__() argument must be str, not %T", which);
  if (str_equals(s, "double") || str_equals(s, "float")) return ref(intern("IEEE, little-endian"));
  return raise_value_error("__getformat__() argument 1 must be 'double' or 'float'");
}
Value get_new_args(Value self) { return ref(make_tuple_1(float_value(self_float(self)))); }

const BuiltinDefinition methods[] = {
    entry("__add__", binary<plus>),
    entry("__radd__", reflected<plus>),
    entry("__sub__", binary<minus>),
    entry("__rsub__", reflected<minus>),
    entry("__mul__", binary<times>),
    entry("__rmul__", reflected<times>),
    entry("__truediv__", binary<quotient>),
    entry("__rtruediv__", reflected<quotient>),
    entry("__floordiv__", binary<float_floor_divide>),
    entry("__rfloordiv__", reflected<float_floor_divide>),
    entry("__mod__", binary<float_modulo>),
    entry("__rmod__", reflected<float_modulo>),
    entry("__divmod__", binary<divmod>),
    entry("__rdivmod__", reflected<divmod>),
    entry("__pow__", pow_method, 2),
    entry("__rpow__", rpow_method, 2),
    entry("__lt__", comparison<Comparison::less>),
    entry("__le__", comparison<Comparison::less_equal>),
    entry("__eq__", comparison<Comparison::equal>),
    entry("__ne__", comparison<Comparison::not_equal>),
    entry("__gt__", comparison<Comparison::greater>),
    entry("__ge__", comparison<Comparison::greater_equal>),
    entry("__repr__", float_repr_method),
    entry("__hash__", float_hash_method),
    entry("__bool__", float_bool),
    entry("__neg__", float_neg),
    entry("__pos__", float_pos),
    entry("__abs__", float_abs),
    entry("__float__", float_float),
    entry("__int__", float_trunc),
    entry("__trunc__", float_trunc),
    entry("__floor__", float_floor),
    entry("__ceil__", float_ceil),
    entry("__round__", float_round_method, 1),
    entry("__format__", float_format_method, 2, nullptr, builtin_raw_self),
    entry("is_integer", is_integer),
    entry("as_integer_ratio", as_integer_ratio),
    entry("conjugate", float_float),
    entry("hex", hex),
    entry("fromhex", from_hex, 2, nullptr, builtin_class_method),
    entry("__getformat__", get_format, 2, nullptr, builtin_class_method),
    entry("__getnewargs__", get_new_args),
};
Value get_real(Value self) { return float_value(self_float(self)); }
Value get_imaginary(Value) { return float_value(0); }
const GetSetDefinition attributes[] = {{"real", get_real}, {"imag", get_imaginary}};

// ---- complex ----

struct Pair {
  double real, imaginary;
};

int complex_operand(Value v, Pair* out) {
  if (Value native = native_part(v, Kind::complex)) {
    *out = {as<Complex>(native)->real, as<Complex>(native)->imaginary};
    return 1;
  }
  out->imaginary = 0;
  return operand(v, &out->real);
}
Value make(Pair p) { return complex_value(p.real, p.imaginary); }
Value complex_plus(Pair a, Pair b) { return make({a.real + b.real, a.imaginary + b.imaginary}); }
Value complex_minus(Pair a, Pair b) { return make({a.real - b.real, a.imaginary - b.imaginary}); }
Value complex_times(Pair a, Pair b) {
  return make({a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real});
}
Value complex_quotient(Pair a, Pair b) {
  // Smith's method: scale by the larger part of the divisor.
  if (b.real == 0 && b.imaginary == 0) return raise_zero_division("complex division by zero");
  if (std::fabs(b.real) >= std::fabs(b.imaginary)) {
    double ratio = b.imaginary / b.real, denominator = b.real + b.imaginary * ratio;
    return make({(a.real + a.imaginary * ratio) / denominator, (a.imaginary - a.real * ratio) / denominator});
  }
  double ratio = b.real / b.imaginary, denominator = b.real * ratio + b.imaginary;
  return make({(a.real * ratio + a.imaginary) / denominator, (a.imaginary * ratio - a.real) / denominator});
}
Value complex_raised(Pair a, Pair b) {
  if (b.real == 0 && b.imaginary == 0) return make({1, 0});
  if (a.real == 0 && a.imaginary == 0) {
    if (b.imaginary != 0 || b.real < 0) return raise_zero_division("0.0 to a negative or complex power");
    return make({0, 0});
  }
  if (b.imaginary == 0 && b.real == std::floor(b.real) && std::fabs(b.real) <= 100) {
    Pair result{1, 0}, square = a;
    auto multiply = [](Pair x, Pair y) {
      return Pair{x.real * y.real - x.imaginary * y.imaginary, x.real * y.imaginary + x.imaginary * y.real};
    };
    for (int n = static_cast<int>(std::fabs(b.real)); n; n >>= 1) {
      if (n & 1) result = multiply(result, square);
      square = multiply(square, square);
    }
    return b.real < 0 ? complex_quotient({1, 0}, result) : make(result);
  }
  double magnitude = std::hypot(a.real, a.imaginary), angle = std::atan2(a.imaginary, a.real);
  double length = std::pow(magnitude, b.real), turned = angle * b.real;
  if (b.imaginary != 0) {
    length /= std::exp(angle * b.imaginary);
    turned += b.imaginary * std::log(magnitude);
  }
  return make({length * std::cos(turned), length * std::sin(turned)});
}
template <Value (*operation)(Pair, Pair)>
Value complex_binary(Value self, Value other) {
  Pair a, b;
  complex_operand(self, &a);
  int good = complex_operand(other, &b);
  return good > 0 ? operation(a, b) : good ? null_value : not_implemented();
}
template <Value (*operation)(Pair, Pair)>
Value complex_reflected(Value self, Value other) {
  Pair a, b;
  complex_operand(self, &b);
  int good = complex_operand(other, &a);
  return good > 0 ? operation(a, b) : good ? null_value : not_implemented();
}
Value complex_pow(Value self, Value other, Value modulus) {
  if (modulus && !is_none(modulus)) return raise_value_error("complex modulo");
  return complex_binary<complex_raised>(self, other);
}
Value complex_new_arguments(Value self) {
  return ref(make_pair(float_value(as<Complex>(self)->real), float_value(as<Complex>(self)->imaginary)));
}
Value complex_rpow(Value self, Value other, Value) { return complex_reflected<complex_raised>(self, other); }

std::string part_text(double x) {
  std::string text = float_repr(x);
  if (text.size() > 2 && text.compare(text.size() - 2, 2, ".0") == 0) text.resize(text.size() - 2);
  return text;
}
std::string complex_text(Complex* z) {
  std::string imaginary = part_text(z->imaginary) + "j";
  if (z->real == 0 && !std::signbit(z->real)) return imaginary;
  std::string sign = imaginary[0] == '-' ? "" : "+";
  return "(" + part_text(z->real) + sign + imaginary + ")";
}
Value complex_repr(Value self) { return ref(make_str(complex_text(as<Complex>(self)))); }
Value complex_eq(Value self, Value other) {
  Pair a, b;
  complex_operand(self, &a);
  int good = complex_operand(other, &b);
  if (good <= 0) return good ? null_value : not_implemented();
  return boolean(a.real == b.real && a.imaginary == b.imaginary);
}
Value complex_ne(Value self, Value other) {
  Value equal = complex_eq(self, other);
  return equal && equal != not_implemented() ? boolean(equal != true_value()) : equal;
}
Value complex_hash(Value self) {
  uint64_t h = static_cast<uint64_t>(float_hash(as<Complex>(self)->real)) +
               1000003u * static_cast<uint64_t>(float_hash(as<Complex>(self)->imaginary));
  return int_value(h == UINT64_MAX ? -2 : static_cast<int64_t>(h));
}
Value complex_bool(Value self) { return boolean(as<Complex>(self)->real != 0 || as<Complex>(self)->imaginary != 0); }
Value complex_neg(Value self) { return complex_value(-as<Complex>(self)->real, -as<Complex>(self)->imaginary); }
Value complex_pos(Value self) { return self; }
Value complex_abs(Value self) { return float_value(std::hypot(as<Complex>(self)->real, as<Complex>(self)->imaginary)); }
Value complex_conjugate(Value self) { return complex_value(as<Complex>(self)->real, -as<Complex>(self)->imaginary); }
Value complex_real(Value self) { return float_value(as<Complex>(self)->real); }
Value complex_imaginary(Value self) { return float_value(as<Complex>(self)->imaginary); }
Value complex_format(Value self, Value spec) {
  Str* text = as_str(spec);
  if (!text) return raise_type_error("__format__() argument must be str, not %T", spec);
  if (text->length == 0) return to_str(self);
  // The specification taken apart: alignment and width are for the whole, the rest for each part.
  uint64_t i = 0, length = text->length;
  auto at = [&](uint64_t place) { return place < length ? char_at(text, place) : 0; };
  auto is_align = [](uint32_t c) { return c == '<' || c == '>' || c == '=' || c == '^'; };
  uint32_t fill = ' ', align = '>';
  if (is_align(at(1)))
    fill = at(0), align = at(1), i = 2;
  else if (is_align(at(0)))
    align = at(0), i = 1;
  std::string sign, part;
  if (at(i) == '+' || at(i) == '-' || at(i) == ' ') sign = static_cast<char>(at(i++));
  if (at(i) == 'z') part += static_cast<char>(at(i++));
  if (at(i) == '#') part += static_cast<char>(at(i++));
  if (at(i) == '0') return raise_value_error("Zero padding is not allowed in complex format specifier");
  int64_t width = 0;
  for (; at(i) >= '0' && at(i) <= '9' && width < 1'000'000'000; i++) width = width * 10 + (at(i) - '0');
  if (at(i) == ',' || at(i) == '_') part += static_cast<char>(at(i++));
  bool precise = at(i) == '.';
  if (precise) part += static_cast<char>(at(i++));
  while (at(i) >= '0' && at(i) <= '9') part += static_cast<char>(at(i++));
  if (i + 1 < length) return raise_value_error("Invalid format specifier");
  uint32_t code = at(i);
  if (code && (code >= 128 || !std::strchr("eEfFgGn", static_cast<int>(code)))) {
    return raise_value_error("Unknown format code '%s' for object of type 'complex'", make_str_of_char(code));
  }
  if (align == '=') return raise_value_error("'=' alignment flag is not allowed in complex format specifier");
  Complex* z = as<Complex>(self);
  bool plain = code == 0, only_imaginary = plain && z->real == 0 && !std::signbit(z->real);
  auto shown = [&](double x, const std::string& with_sign) {
    if (plain && !precise && part.empty()) {
      std::string digits = float_repr(x);
      if (digits.size() > 2 && digits.compare(digits.size() - 2, 2, ".0") == 0) digits.resize(digits.size() - 2);
      return ref(make_str((std::signbit(x) && !std::isnan(x)) || with_sign == "-" || with_sign.empty() ? digits : with_sign + digits));
    }
    return format_float(x, make_str(with_sign + part + (plain ? 'g' : static_cast<char>(code))));
  };
  Value real = only_imaginary ? ref(vm.empty_str) : shown(z->real, sign);
  Value imaginary = real ? shown(z->imaginary, only_imaginary ? sign : "+") : null_value;
  if (!imaginary) return null_value;
  bool parentheses = plain && !only_imaginary;
  Str* whole = text_format(parentheses ? "(%S%Sj)" : "%S%Sj", real, imaginary);
  int64_t missing = width - static_cast<int64_t>(whole->length);
  if (missing <= 0) return ref(whole);
  int64_t left = align == '<' ? 0 : align == '^' ? missing / 2 : missing;
  StrBuilder out;
  out.append_repeated(fill, left);
  out.append(whole);
  out.append_repeated(fill, missing - left);
  return ref(out.finish());
}

const BuiltinDefinition complex_methods[] = {
    entry("__add__", complex_binary<complex_plus>),
    entry("__radd__", complex_reflected<complex_plus>),
    entry("__sub__", complex_binary<complex_minus>),
    entry("__rsub__", complex_reflected<complex_minus>),
    entry("__mul__", complex_binary<complex_times>),
    entry("__rmul__", complex_reflected<complex_times>),
    entry("__truediv__", complex_binary<complex_quotient>),
    entry("__rtruediv__", complex_reflected<complex_quotient>),
    entry("__pow__", complex_pow, 2),
    entry("__rpow__", complex_rpow, 2),
    entry("__eq__", complex_eq),
    entry("__ne__", complex_ne),
    entry("__repr__", complex_repr),
    entry("__hash__", complex_hash),
    entry("__getnewargs__", complex_new_arguments),
    entry("__bool__", complex_bool),
    entry("__neg__", complex_neg),
    entry("__pos__", complex_pos),
    entry("__abs__", complex_abs),
    entry("__complex__", complex_pos),
    entry("__format__", complex_format),
    entry("conjugate", complex_conjugate),
};
const GetSetDefinition complex_attributes[] = {{"real", complex_real}, {"imag", complex_imaginary}};

bool parse_complex(std::string text, Pair* out) {
  size_t start = text.find_first_not_of(" \t\n");
  if (start == std::string::npos) return false;
  text = text.substr(start, text.find_last_not_of(" \t\n") - start + 1);
  if (text.size() > 2 && text.front() == '(' && text.back() == ')') {
    text = text.substr(1, text.size() - 2);
    start = text.find_first_not_of(" \t\n");
    if (start == std::string::npos) return false;
    text = text.substr(start, text.find_last_not_of(" \t\n") - start + 1);
  }
  out->real = out->imaginary = 0;
  if (text.back() != 'j' && text.back() != 'J') return float_parse(text, &out->real);
  text.pop_back();
  // The imaginary part starts at the last sign that is not an exponent's.
  size_t split = 0;
  for (size_t i = text.size(); i-- > 1;) {
    if ((text[i] == '+' || text[i] == '-') && text[i - 1] != 'e' && text[i - 1] != 'E') {
      split = i;
      break;
    }
  }
  if (split && !float_parse(text.substr(0, split), &out->real)) return false;
  std::string imaginary = text.substr(split);
  if (imaginary.empty() || imaginary == "+")
    out->imaginary = 1;
  else if (imaginary == "-")
    out->imaginary = -1;
  else
    return float_parse(imaginary, &out->imaginary);
  return true;
}

}  // namespace

Value complex_value(double real, double imaginary) {
  Complex* z = make<Complex>(Kind::complex);
  z->real = real;
  z->imaginary = imaginary;
  return ref(z);
}

Value construct_complex(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value given[2];
  if (!parse_arguments("complex", "real imag", 0, arguments, count, names, given)) return null_value;
  Pair z{0, 0}, w{0, 0};
  if (!given[0]) given[0] = small_int_value(0);
  if (Str* text = as_str(given[0])) {
    if (given[1]) return raise_type_error("complex() can't take second arg if first is a string");
    if (!parse_complex(numeric_text(text), &z)) return raise_value_error("complex() arg is a malformed string");
    return make(z);
  }
  if (!given[1] && has_kind(given[0], Kind::complex)) return given[0];
  int good = complex_operand(given[0], &z);
  if (good == 0) {
    bool found;
    Value result = call_special(given[0], vm.names.complex_method, nullptr, 0, &found);
    if (found) {
      if (!result) return null_value;
      if (!native_part(result, Kind::complex)) return raise_type_error("__complex__ returned non-complex (type %T)", result);
      complex_operand(result, &z);
    } else if (!to_double(given[0], &z.real)) {
      if (clear_error(ExceptionKind::type_error))
        return raise_type_error("complex() first argument must be a string or a number, not '%T'", given[0]);
      return null_value;
    }
  } else if (good < 0) {
    return null_value;
  }
  if (given[1]) {
    if (as_str(given[1])) return raise_type_error("complex() second arg can't be a string");
    good = complex_operand(given[1], &w);
    if (good == 0 && !to_double(given[1], &w.real)) {
      if (clear_error(ExceptionKind::type_error)) raise_type_error("complex() second argument must be a number, not '%T'", given[1]);
      return null_value;
    }
    if (good < 0) return null_value;
  }
  // Parts that are not there are not added: they would change the sign of zeros.
  bool first_complex = bool(native_part(given[0], Kind::complex)) || z.imaginary != 0;
  bool second_complex = given[1] && native_part(given[1], Kind::complex);
  if (!given[1]) return make(z);
  return make({second_complex ? z.real - w.imaginary : z.real, first_complex ? w.real + z.imaginary : w.real});
}

Value construct_float(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (names) return raise_type_error("float() takes no keyword arguments");
  if (count == 0) return float_value(0);
  if (count > 1) return raise_type_error("float expected at most 1 argument, got %s", count);
  Value x = arguments[0];
  if (is_float(x)) return x;
  double result;
  Str* text = as_str(x);
  std::string_view bytes;
  if (text || bytes_view(x, &bytes)) {
    if (!float_parse(text ? numeric_text(text) : std::string(bytes), &result))
      return raise_value_error("could not convert string to float: %R", x);
    return float_value(result);
  }
  if (to_double(x, &result)) return float_value(result);
  if (!lookup_special(x, vm.names.__float__) && clear_error(ExceptionKind::type_error)) {
    return raise_type_error("float() argument must be a string or a real number, not '%T'", x);
  }
  return null_value;
}

void define_float_type() {
  define(builtin_type(Kind::floating), methods);
  define_attributes(builtin_type(Kind::floating), attributes);
}

void define_complex_type() {
  define(builtin_type(Kind::complex), complex_methods);
  define_attributes(builtin_type(Kind::complex), complex_attributes);
}

}  // namespace python
