/// The binary and unary operators in full: numbers of all kinds, sequences, special methods with reflection.
#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/floating.h"
#include "objects/format.h"
#include "objects/operations.h"
#include "objects/set.h"

namespace python {

namespace {

struct Operator {
  const char* symbol;
  const char* in_place_symbol;
  Str* const* method;
  Str* const* reflected;
  Str* const* in_place;
};
const Operator operators[] = {
#define BINARY(name, symbol, in_place_symbol, method, reflected, in_place) \
  {symbol, in_place_symbol, &vm.names.method, &vm.names.reflected, &vm.names.in_place},
#include "objects/operators.def"
#undef BINARY
};

/// int or bool, exactly: an operand of int arithmetic.
bool is_integral(Value v) { return is_int(v) || is_boolean(v); }
Value exact(Value v) { return is_boolean(v) ? small_int_value(v == true_value()) : v; }

Value integer_operation(BinaryOperator op, Value a, Value b) {
  switch (op) {
    case BinaryOperator::add: return int_add(a, b);
    case BinaryOperator::subtract: return int_subtract(a, b);
    case BinaryOperator::multiply: return int_multiply(a, b);
    case BinaryOperator::true_divide: return int_true_divide(a, b);
    case BinaryOperator::floor_divide: return int_floor_divide(a, b);
    case BinaryOperator::modulo: return int_modulo(a, b);
    case BinaryOperator::power: return int_power(a, b, null_value);
    case BinaryOperator::left_shift: return int_left_shift(a, b);
    case BinaryOperator::right_shift: return int_right_shift(a, b);
    case BinaryOperator::bit_and: return int_and(a, b);
    case BinaryOperator::bit_or: return int_or(a, b);
    case BinaryOperator::bit_xor: return int_xor(a, b);
    default: return not_implemented();
  }
}

[[gnu::always_inline]] inline Value float_operation(BinaryOperator op, double x, double y) {
  switch (op) {
    case BinaryOperator::add: return float_value(x + y);
    case BinaryOperator::subtract: return float_value(x - y);
    case BinaryOperator::multiply: return float_value(x * y);
    case BinaryOperator::true_divide: return y == 0 ? raise_zero_division("float division by zero") : float_value(x / y);
    case BinaryOperator::floor_divide: return float_floor_divide(x, y);
    case BinaryOperator::modulo: return float_modulo(x, y);
    case BinaryOperator::power: return float_power(x, y);
    default: return not_implemented();
  }
}

/// A float, int or bool as a double. The value is one of these; false with OverflowError.
bool number_to_double(Value v, double* out) {
  if (is_float(v)) {
    *out = float_of(v);
    return true;
  }
  if (is_small_int(v)) {
    *out = static_cast<double>(small_int(v));
    return true;
  }
  Value x = int_to_float(exact(v));
  if (!x) return false;
  *out = float_of(x);
  return true;
}

Value mixed_float_operation(BinaryOperator op, Value a, Value b) {
  double x, y;
  if (!number_to_double(a, &x) || !number_to_double(b, &y)) return null_value;
  return float_operation(op, x, y);
}

bool is_sequence(Value v) {
  for (Kind kind : {Kind::str, Kind::list, Kind::tuple, Kind::bytes, Kind::bytearray}) {
    if (native_part(v, kind)) return true;
  }
  return false;
}

JW_DONT_LOOK_INSIDE Value raise_unsupported(BinaryOperator op, Value a, Value b, bool in_place) {
  if (op == BinaryOperator::add && is_sequence(a)) {
    const char* name = native_part(a, Kind::str)     ? "str"
                       : native_part(a, Kind::list)  ? "list"
                       : native_part(a, Kind::tuple) ? "tuple"
                                                     : nullptr;
    if (name) return raise_type_error("can only concatenate %s (not \"%T\") to %s", name, b, name);
    return raise_type_error("can't concat %T to %T", b, a);
  }
  if (op == BinaryOperator::multiply && (is_sequence(a) || is_sequence(b))) {
    return raise_type_error("can't multiply sequence by non-int of type '%T'", is_sequence(a) ? b : a);
  }
  const Operator& row = operators[static_cast<uint32_t>(op)];
  return raise_type_error("unsupported operand type(s) for %s: '%T' and '%T'", in_place ? row.in_place_symbol : row.symbol, a, b);
}

/// `function` is what a class has under a special method's name.
Value call_operator(Value function, Value a, Value b) {
  if (has_kind(function, Kind::function) || has_kind(function, Kind::method_descriptor)) return call_2(function, a, b);
  Value bound = descriptor_get(function, a, type_of(a));
  return bound ? call_1(bound, b) : null_value;
}

/// a.__op__(b) and b.__rop__(a) by the rules of reflection; NotImplemented if neither knows.
Value dispatch(const Operator& row, Value a, Value b) {
  Type* left = type_of(a);
  Type* right = type_of(b);
  Value forward = lookup(left, *row.method);
  Value backward = left == right ? null_value : lookup(right, *row.reflected);
  if (backward && forward && is_subtype(right, left) && lookup(left, *row.reflected) != backward) {
    Value result = call_operator(backward, b, a);
    if (result != not_implemented()) return result;
    backward = null_value;
  }
  if (forward) {
    Value result = call_operator(forward, a, b);
    if (result != not_implemented()) return result;
  }
  if (backward) return call_operator(backward, b, a);
  return not_implemented();
}

/// What the exact builtin types do themselves; NotImplemented for everything else.
Value builtin_operation(BinaryOperator op, Value a, Value b) {
  if (is_integral(a)) {
    if (is_integral(b)) {
      if (is_boolean(a) && is_boolean(b)) {
        bool x = a == true_value(), y = b == true_value();
        if (op == BinaryOperator::bit_and) return boolean(x & y);
        if (op == BinaryOperator::bit_or) return boolean(x | y);
        if (op == BinaryOperator::bit_xor) return boolean(x ^ y);
      }
      return integer_operation(op, exact(a), exact(b));
    }
    if (is_float(b)) return mixed_float_operation(op, a, b);
    if (op == BinaryOperator::multiply && is_small_int(a) && is_ref(b)) return builtin_operation(op, b, a);
    return not_implemented();
  }
  if (is_float(a)) return is_float(b) || is_integral(b) ? mixed_float_operation(op, a, b) : not_implemented();
  Kind kind = kind_of(object_of(a));
  if (op == BinaryOperator::add) {
    if (!has_kind(b, kind)) return not_implemented();
    switch (kind) {
      case Kind::str: return ref(str_concat(as<Str>(a), as<Str>(b)));
      case Kind::list: return list_concat(as<List>(a), as<List>(b));
      default: return not_implemented();
    }
  }
  if (op == BinaryOperator::multiply && is_small_int(b)) {
    switch (kind) {
      case Kind::str: return str_repeat(as<Str>(a), small_int(b));
      case Kind::list: return list_repeat(as<List>(a), small_int(b));
      default: return not_implemented();
    }
  }
  if (op == BinaryOperator::modulo && kind == Kind::str) return format_percent(as<Str>(a), b);
  return not_implemented();
}

}  // namespace

Value binary_general(BinaryOperator op, Value a, Value b, bool in_place) {
  const Operator& row = operators[static_cast<uint32_t>(op)];
  if (in_place && is_ref(a)) {
    if (op == BinaryOperator::add && is_list(a)) return list_extend(as<List>(a), b) ? a : null_value;
    Value function = lookup(type_of(a), *row.in_place);
    if (function) {
      Value result = call_operator(function, a, b);
      if (result != not_implemented()) return result;
    }
  }
  Value result = builtin_operation(op, a, b);
  if (result != not_implemented()) return result;
  result = dispatch(row, a, b);
  if (result != not_implemented()) return result;
  return raise_unsupported(op, a, b, in_place);
}

/// A float and a small int, in either order: the mixture that numeric programs are full of.
static inline bool is_mixed_pair(Value a, Value b) { return is_float(a) ? is_small_int(b) : is_small_int(a) && is_float(b); }
static inline double double_of(Value v) { return is_float(v) ? float_of(v) : static_cast<double>(small_int(v)); }

#define BINARY(name, symbol, in_place_symbol, method, reflected, in_place)              \
  Value name##_general(Value a, Value b) {                                              \
    if (is_mixed_pair(a, b)) {                                                          \
      Value result = float_operation(BinaryOperator::name, double_of(a), double_of(b)); \
      if (result != not_implemented()) return result;                                   \
    }                                                                                   \
    return binary_general(BinaryOperator::name, a, b);                                  \
  }                                                                                     \
  Value inplace_##name##_general(Value a, Value b) { return binary_general(BinaryOperator::name, a, b, true); }
#include "objects/operators.def"
#undef BINARY

namespace {

Value unary(Value a, Str* method, const char* symbol) {
  bool found;
  Value result = call_special(a, method, nullptr, 0, &found);
  if (!found) return raise_type_error("bad operand type for unary %s: '%T'", symbol, a);
  return result;
}

}  // namespace

Value negate_general(Value a) {
  if (is_integral(a)) return int_negate(exact(a));
  return unary(a, vm.names.__neg__, "-");
}
Value positive(Value a) {
  if (is_float(a)) return a;
  if (is_integral(a)) return exact(a);
  return unary(a, vm.names.__pos__, "+");
}
Value invert(Value a) {
  if (is_small_int(a)) return small_int_value(~small_int(a));
  if (is_integral(a)) return int_invert(exact(a));
  return unary(a, vm.names.__invert__, "~");
}

Value index_of(Value v) {
  if (Value integer = as_exact_int(v)) return integer;
  bool found;
  Value result = call_special(v, vm.names.__index__, nullptr, 0, &found);
  if (!found) return raise_type_error("'%T' object cannot be interpreted as an integer", v);
  if (!result) return null_value;
  Value integer = as_exact_int(result);
  if (!integer) return raise_type_error("__index__ returned non-int (type %T)", result);
  return integer;
}

bool clamped_index(Value v, int64_t* out) {
  Value integer = index_of(v);
  if (!integer) return false;
  *out = is_int64(integer) ? int64_of(integer) : int_sign(integer) < 0 ? INT64_MIN : INT64_MAX;
  return true;
}

bool index_in_range(Value v, int64_t* out, const char* message) {
  Value integer = index_of(v);
  if (!integer) return false;
  if (is_int64(integer)) {
    *out = int64_of(integer);
    return true;
  }
  if (message)
    raise_overflow_error(message);
  else
    raise_index_error("cannot fit '%T' into an index-sized integer", v);
  return false;
}

}  // namespace python
