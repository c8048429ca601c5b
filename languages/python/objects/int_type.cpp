/// The methods of int and bool.
#include "objects/builtin.h"
#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/floating.h"
#include "objects/format.h"
#include "objects/integer.h"
#include "objects/operations.h"
#include "objects/types.h"

namespace python {

int64_t int_bit_count(Value a);
Value compare_builtin(Comparison op, Value a, Value b);
std::string numeric_text(Str* s);

namespace {

/// Self as an exact int: methods get ints, bools and native parts.
Value self_int(Value self) { return as_exact_int(self); }

template <Value (*operation)(Value, Value)>
Value binary(Value self, Value other) {
  Value b = as_exact_int(other);
  return b ? operation(self_int(self), b) : not_implemented();
}
template <Value (*operation)(Value, Value)>
Value reflected(Value self, Value other) {
  Value a = as_exact_int(other);
  return a ? operation(a, self_int(self)) : not_implemented();
}
Value int_pow(Value self, Value exponent, Value modulus) {
  Value e = as_exact_int(exponent);
  if (!e) return not_implemented();
  if (!modulus || is_none(modulus)) return int_power(self_int(self), e, null_value);
  Value m = as_exact_int(modulus);
  return m ? int_power(self_int(self), e, m) : not_implemented();
}
Value int_rpow(Value self, Value base, Value) {
  Value a = as_exact_int(base);
  return a ? int_power(a, self_int(self), null_value) : not_implemented();
}
template <Comparison op>
Value comparison(Value self, Value other) {
  Value b = as_exact_int(other);
  return b ? compare_builtin(op, self_int(self), b) : not_implemented();
}

Value int_repr(Value self) {
  Str* text = int_to_str(self_int(self));
  return ref(text);
}
Value int_hash_method(Value self) { return int_value(int_hash(self_int(self))); }
Value int_bool(Value self) { return boolean(int_sign(self_int(self)) != 0); }
Value int_neg(Value self) { return int_negate(self_int(self)); }
Value int_pos(Value self) { return self_int(self); }
Value int_abs(Value self) { return int_absolute(self_int(self)); }
Value int_inverted(Value self) { return int_invert(self_int(self)); }
Value int_int(Value self) { return self_int(self); }
Value int_float(Value self) { return int_to_float(self_int(self)); }
Value int_format(Value self, Value spec) {
  Str* text = as_str(spec);
  if (!text) return raise_type_error("__format__() argument must be str, not %T", spec);
  if (text->length == 0) return to_str(self);
  return format_int(self_int(self), text);
}
Value int_round(Value self, Value digits) {
  Value x = self_int(self);
  if (!digits || is_none(digits)) return x;
  int64_t n;
  Value d = index_of(digits);
  if (!d) return null_value;
  n = is_int64(d) ? int64_of(d) : 0;
  if (int_sign(d) >= 0) return x;
  // Half to even at 10 ** -n.
  Value unit = int_power(small_int_value(10), int_value(-n), null_value);
  if (!unit) return null_value;
  Value pair = int_divmod(x, unit);
  if (!pair) return null_value;
  Value quotient = as<Tuple>(pair)->items[0], rest = as<Tuple>(pair)->items[1];
  int order = int_compare(int_multiply(rest, small_int_value(2)), unit);
  bool odd = int_sign(int_and(quotient, small_int_value(1))) != 0;
  if (order > 0 || (order == 0 && odd)) quotient = int_add(quotient, small_int_value(1));
  return int_multiply(quotient, unit);
}
Value bit_length(Value self) { return int_value(int_bit_length(self_int(self))); }
Value bit_count(Value self) { return int_value(int_bit_count(self_int(self))); }
Value conjugate(Value self) { return self_int(self); }
Value as_integer_ratio(Value self) { return ref(make_pair(self_int(self), small_int_value(1))); }
Value get_new_args(Value self) { return ref(make_tuple_1(self_int(self))); }

bool read_order(Value order, bool* big) {
  Str* text = order ? as_str(order) : nullptr;
  *big = true;
  if (!order) return true;
  if (text && str_equals(text, "big")) return true;
  *big = false;
  if (text && str_equals(text, "little")) return true;
  raise_value_error("byteorder must be either 'little' or 'big'");
  return false;
}

Value to_bytes(Value self, Value length, Value order, Value is_signed) {
  int64_t size = 1;
  bool big;
  if (length && !index_in_range(length, &size)) return null_value;
  if (size < 0) return raise_value_error("length argument must be non-negative");
  if (!read_order(order, &big)) return null_value;
  int with_sign = is_signed ? truth(is_signed) : 0;
  if (with_sign < 0) return null_value;
  Value x = self_int(self);
  bool negative = int_sign(x) < 0;
  if (negative && !with_sign) return raise_overflow_error("can't convert negative int to unsigned");
  Value magnitude = x;
  if (with_sign) {
    // Two's complement: reduce modulo 2 ** bits after checking the range.
    Value limit = int_left_shift(small_int_value(1), int_value(size * 8 - (size > 0)));
    bool fits = size > 0 && int_compare(x, limit) < 0 && int_compare(x, int_negate(limit)) >= 0;
    if (!fits && !(size == 0 && int_sign(x) == 0)) return raise_overflow_error("int too big to convert");
    if (negative) magnitude = int_add(x, int_left_shift(small_int_value(1), int_value(size * 8)));
  }
  std::string bytes(static_cast<size_t>(size), '\0');
  if (!int_export_bytes(magnitude, reinterpret_cast<uint8_t*>(bytes.data()), bytes.size())) {
    return raise_overflow_error("int too big to convert");
  }
  if (big) {
    for (size_t i = 0, k = bytes.size(); i + 1 < k; i++) std::swap(bytes[i], bytes[--k]);
  }
  return ref(make_bytes(bytes));
}

Value from_bytes(Value cls, Value source, Value order, Value is_signed) {
  bool big;
  if (!read_order(order, &big)) return null_value;
  int with_sign = is_signed ? truth(is_signed) : 0;
  if (with_sign < 0) return null_value;
  std::string_view view;
  if (!bytes_view(source, &view)) {
    Value bytes = call_1(ref(builtin_type(Kind::bytes)), source);
    if (!bytes) return null_value;
    bytes_view(bytes, &view);
  }
  std::string bytes(view);
  if (big) {
    for (size_t i = 0, k = bytes.size(); i + 1 < k; i++) std::swap(bytes[i], bytes[--k]);
  }
  Value result = int_import_bytes(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  if (with_sign && !bytes.empty() && (bytes.back() & 0x80)) {
    result = int_subtract(result, int_left_shift(small_int_value(1), int_value(static_cast<int64_t>(bytes.size()) * 8)));
  }
  return cls == ref(builtin_type(Kind::integer)) ? result : call_1(cls, result);
}

const BuiltinDefinition methods[] = {
    entry("__add__", binary<int_add>),
    entry("__radd__", reflected<int_add>),
    entry("__sub__", binary<int_subtract>),
    entry("__rsub__", reflected<int_subtract>),
    entry("__mul__", binary<int_multiply>),
    entry("__rmul__", reflected<int_multiply>),
    entry("__truediv__", binary<int_true_divide>),
    entry("__rtruediv__", reflected<int_true_divide>),
    entry("__floordiv__", binary<int_floor_divide>),
    entry("__rfloordiv__", reflected<int_floor_divide>),
    entry("__mod__", binary<int_modulo>),
    entry("__rmod__", reflected<int_modulo>),
    entry("__divmod__", binary<int_divmod>),
    entry("__rdivmod__", reflected<int_divmod>),
    entry("__pow__", int_pow, 2),
    entry("__rpow__", int_rpow, 2),
    entry("__lshift__", binary<int_left_shift>),
    entry("__rlshift__", reflected<int_left_shift>),
    entry("__rshift__", binary<int_right_shift>),
    entry("__rrshift__", reflected<int_right_shift>),
    entry("__and__", binary<int_and>),
    entry("__rand__", reflected<int_and>),
    entry("__or__", binary<int_or>),
    entry("__ror__", reflected<int_or>),
    entry("__xor__", binary<int_xor>),
    entry("__rxor__", reflected<int_xor>),
    entry("__lt__", comparison<Comparison::less>),
    entry("__le__", comparison<Comparison::less_equal>),
    entry("__eq__", comparison<Comparison::equal>),
    entry("__ne__", comparison<Comparison::not_equal>),
    entry("__gt__", comparison<Comparison::greater>),
    entry("__ge__", comparison<Comparison::greater_equal>),
    entry("__repr__", int_repr),
    entry("__hash__", int_hash_method),
    entry("__bool__", int_bool),
    entry("__neg__", int_neg),
    entry("__pos__", int_pos),
    entry("__abs__", int_abs),
    entry("__invert__", int_inverted),
    entry("__int__", int_int),
    entry("__index__", int_int),
    entry("__trunc__", int_int),
    entry("__floor__", int_int),
    entry("__ceil__", int_int),
    entry("__float__", int_float),
    entry("__format__", int_format, 2, nullptr, builtin_raw_self),
    entry("__round__", int_round, 1),
    entry("bit_length", bit_length),
    entry("bit_count", bit_count),
    entry("conjugate", conjugate),
    entry("as_integer_ratio", as_integer_ratio),
    entry("__getnewargs__", get_new_args),
    entry("to_bytes", to_bytes, 1, "length byteorder * signed"),
    entry("from_bytes", from_bytes, 2, "bytes byteorder * signed", builtin_class_method),
};

Value get_real(Value self) { return self_int(self); }
Value get_imaginary(Value) { return small_int_value(0); }
Value get_denominator(Value) { return small_int_value(1); }
const GetSetDefinition attributes[] = {
    {"real", get_real}, {"imag", get_imaginary}, {"numerator", get_real}, {"denominator", get_denominator}};

// ---- bool ----

Value bool_repr(Value self) { return ref(intern(self == true_value() ? "True" : "False")); }
template <int64_t (*operation)(int64_t, int64_t), Value (*general)(Value, Value)>
Value bool_binary(Value self, Value other) {
  if (is_boolean(self) && is_boolean(other)) return boolean(operation(self == true_value(), other == true_value()));
  Value b = as_exact_int(other);
  return b ? general(self_int(self), b) : not_implemented();
}
int64_t and_bits(int64_t a, int64_t b) { return a & b; }
int64_t or_bits(int64_t a, int64_t b) { return a | b; }
int64_t xor_bits(int64_t a, int64_t b) { return a ^ b; }

const BuiltinDefinition bool_methods[] = {
    entry("__repr__", bool_repr),
    entry("__and__", bool_binary<and_bits, int_and>),
    entry("__rand__", bool_binary<and_bits, int_and>),
    entry("__or__", bool_binary<or_bits, int_or>),
    entry("__ror__", bool_binary<or_bits, int_or>),
    entry("__xor__", bool_binary<xor_bits, int_xor>),
    entry("__rxor__", bool_binary<xor_bits, int_xor>),
};

}  // namespace

Value construct_int(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value given[2];
  if (!parse_arguments("int", "x / base", 0, arguments, count, names, given)) return null_value;
  Value x = given[0], base = given[1];
  if (!x) {
    if (base) return raise_type_error("int() missing string argument");
    return small_int_value(0);
  }
  if (!base) {
    if (is_int(x)) return x;
    if (is_float(x)) {
      double d = float_of(x);
      if (d != d) return raise_value_error("cannot convert float NaN to integer");
      if (d - d != 0) return raise_overflow_error("cannot convert float infinity to integer");
      return int_from_float(d);
    }
    if (Str* text = as_str(x)) return int_parse(x, numeric_text(text), 10);
    std::string_view bytes;
    if (bytes_view(x, &bytes)) return int_parse(x, bytes, 10);
    bool found;
    Value result = call_special(x, vm.names.__int__, nullptr, 0, &found);
    if (found) {
      if (!result) return null_value;
      Value exact = as_exact_int(result);
      return exact ? exact : raise_type_error("__int__ returned non-int (type %T)", result);
    }
    if (lookup_special(x, vm.names.__index__)) return index_of(x);
    result = call_special(x, vm.names.__trunc__, nullptr, 0, &found);
    if (found) return result ? index_of(result) : null_value;
    return raise_type_error("int() argument must be a string, a bytes-like object or a real number, not '%T'", x);
  }
  int64_t radix;
  if (!clamped_index(base, &radix)) return null_value;
  if (radix != 0 && (radix < 2 || radix > 36)) return raise_value_error("int() base must be >= 2 and <= 36, or 0");
  if (Str* text = as_str(x)) return int_parse(x, numeric_text(text), static_cast<int>(radix));
  std::string_view bytes;
  if (bytes_view(x, &bytes)) return int_parse(x, bytes, static_cast<int>(radix));
  return raise_type_error("int() can't convert non-string with explicit base");
}

Value construct_bool(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (names) return raise_type_error("bool() takes no keyword arguments");
  if (count == 0) return false_value();
  if (count > 1) return raise_type_error("bool expected at most 1 argument, got %s", count);
  int value = truth(arguments[0]);
  return value < 0 ? null_value : boolean(value);
}

void define_int_type() {
  define(builtin_type(Kind::integer), methods);
  define_attributes(builtin_type(Kind::integer), attributes);
  define(builtin_type(Kind::boolean), bool_methods);
}

}  // namespace python
