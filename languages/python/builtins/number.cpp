/// Builtins about numbers and characters.
#include <cmath>

#include "builtins/builtins.h"
#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/floating.h"
#include "objects/integer.h"
#include "objects/operations.h"

namespace python {

namespace {

Value builtin_abs(Value v) {
  if (is_small_int(v)) return int_value(small_int(v) < 0 ? -small_int(v) : small_int(v));
  if (is_float(v)) return float_value(fabs(float_of(v)));
  if (is_int(v) || is_boolean(v)) return int_absolute(as_exact_int(v));
  bool found = false;
  Value result = call_special(v, vm.names.__abs__, nullptr, 0, &found);
  return result || vm.exception ? result : raise_type_error("bad operand type for abs(): '%T'", v);
}

Value builtin_divmod(Value a, Value b) {
  if ((is_int(a) || is_boolean(a)) && (is_int(b) || is_boolean(b))) return int_divmod(as_exact_int(a), as_exact_int(b));
  double x, y;
  if ((is_float(a) || is_float(b)) && (is_float(a) || is_int(a)) && (is_float(b) || is_int(b)) && to_double(a, &x) && to_double(b, &y)) {
    if (y == 0) return raise_zero_division("float divmod()");
    return ref(make_pair(float_value(float_floor_div(x, y)), float_value(float_mod(x, y))));
  }
  if (vm.exception) return null_value;
  bool found = false;
  Value result = call_special(a, vm.names.__divmod__, &b, 1, &found);
  if (!result && vm.exception) return null_value;
  if (result && result != not_implemented()) return result;
  result = call_special(b, vm.names.__rdivmod__, &a, 1, &found);
  if (!result && vm.exception) return null_value;
  if (result && result != not_implemented()) return result;
  return raise_type_error("unsupported operand type(s) for divmod(): '%T' and '%T'", a, b);
}

Value builtin_pow(Value base, Value exponent, Value modulus) {
  if (!modulus || is_none(modulus)) return power(base, exponent);
  Value a = as_exact_int(base), b = as_exact_int(exponent), m = as_exact_int(modulus);
  // A class derived from int may have a __pow__ of its own.
  bool plain = !has_kind(base, Kind::instance);
  if (a && b && m && plain) return int_power(a, b, m);
  bool found = false;
  Value arguments[] = {exponent, modulus};
  auto is_number = [](Value v) { return as_exact_int(v) || is_float(v); };
  if (plain && is_number(base) && is_number(exponent) && is_number(modulus))
    return raise_type_error("pow() 3rd argument not allowed unless all arguments are integers");
  Value result = call_special(base, vm.names.__pow__, arguments, 2, &found);
  if (vm.exception || (result && result != not_implemented())) return result;
  return raise_type_error("unsupported operand type(s) for ** or pow(): '%T', '%T', '%T'", base, exponent, modulus);
}

Value builtin_round(Value v, Value digits) {
  bool whole = !digits || is_none(digits);
  if (is_float(v)) {
    double x = float_of(v);
    if (!whole) {
      int64_t n;
      return clamped_index(digits, &n) ? float_round(x, n) : null_value;
    }
    if (std::isnan(x)) return raise_value_error("cannot convert float NaN to integer");
    if (std::isinf(x)) return raise_overflow_error("cannot convert float infinity to integer");
    return int_from_float(nearbyint(x));
  }
  if (is_small_int(v) && whole) return v;
  bool found = false;
  Value result = call_special(v, vm.names.__round__, &digits, whole ? 0 : 1, &found);
  return result || vm.exception ? result : raise_type_error("type %T doesn't define __round__ method", v);
}

Value in_base(Value v, int base, const char* prefix) {
  Value n = index_of(v);
  if (!n) return null_value;
  Str* digits = int_to_str(int_absolute(n), base);
  return digits ? ref(text_format("%s%s%s", int_sign(n) < 0 ? "-" : "", prefix, digits)) : null_value;
}
Value builtin_hex(Value v) { return in_base(v, 16, "0x"); }
Value builtin_oct(Value v) { return in_base(v, 8, "0o"); }
Value builtin_bin(Value v) { return in_base(v, 2, "0b"); }

Value builtin_chr(Value v) {
  int64_t c;
  if (!index_in_range(v, &c)) return null_value;
  if (c < 0 || c > 0x10FFFF) return raise_value_error("chr() arg not in range(0x110000)");
  return ref(make_str_of_char(static_cast<uint32_t>(c)));
}
Value builtin_ord(Value v) {
  Str* s = as_str(v);
  if (s) {
    if (s->length == 1) return small_int_value(char_at(s, 0));
    return raise_type_error("ord() expected a character, but string of length %s found", static_cast<int64_t>(s->length));
  }
  std::string_view bytes;
  if (bytes_view(v, &bytes)) {
    if (bytes.size() == 1) return small_int_value(static_cast<uint8_t>(bytes[0]));
    return raise_type_error("ord() expected a character, but string of length %s found", static_cast<int64_t>(bytes.size()));
  }
  return raise_type_error("ord() expected string of length 1, but %T found", v);
}

}  // namespace

void define_number_functions() {
  static const BuiltinDefinition functions[] = {
      entry("abs", builtin_abs), entry("divmod", builtin_divmod), entry("pow", builtin_pow, 2, "base exp mod"),
      entry("round", builtin_round, 1, "number ndigits"), entry("hex", builtin_hex), entry("oct", builtin_oct),
      entry("bin", builtin_bin), entry("chr", builtin_chr), entry("ord", builtin_ord),
  };
  define_builtins(functions);
}

}  // namespace python
