/// Owns int: small ints live in the Value, everything else in an Integer object.
/// Invariants: an Integer's value does not fit in 49 bits; it is held as an int64 (limb_count 0) whenever it fits in one, else as
/// sign and magnitude in GMP limbs, least significant first, the highest not zero. Integers never change.
#pragma once

#include <string_view>

#include "objects/object.h"

namespace python {

struct Integer : Object {
  JW_IMMUTABLE int64_t wide;        // the value if limb_count is 0
  JW_IMMUTABLE int32_t limb_count;  // negative: a negative number
  JW_IMMUTABLE uint64_t limbs[];
};

JW_DONT_LOOK_INSIDE Value make_huge(const uint64_t* limbs, int64_t signed_count);

inline Value make_wide(int64_t x) {
  Integer* integer = make<Integer>(Kind::integer);
  integer->wide = x;
  return ref(integer);
}

/// An int of any int64.
inline Value int_value(int64_t x) { return fits_small_int(x) ? small_int_value(x) : make_wide(x); }
Value int_value_unsigned(uint64_t x);

/// An exact int (not bool, not a subclass).
inline bool is_int(Value v) { return is_small_int(v) || has_kind(v, Kind::integer); }
/// An int that int64 holds; sets nothing.
inline bool is_int64(Value v) { return is_small_int(v) || (has_kind(v, Kind::integer) && as<Integer>(v)->limb_count == 0); }
/// Its value.
inline int64_t int64_of(Value v) { return is_small_int(v) ? small_int(v) : as<Integer>(v)->wide; }

/// The exact int behind an int, a bool or an instance of a subclass of int; null (no error) for anything else.
Value as_exact_int(Value v);

/// int by __index__: the exact int, or null with TypeError "'T' object cannot be interpreted as an integer".
Value index_of(Value v);
/// index_of in int64, clamped on overflow (as slices do). False with an error pending.
bool clamped_index(Value v, int64_t* out);
/// index_of in int64; IndexError "cannot fit 'int' into an index-sized integer" (or OverflowError of `kind`) if it does not fit.
bool index_in_range(Value v, int64_t* out, const char* message = nullptr);

/// A power of two that a trace knows as a constant.
inline bool is_constant_power_of_two(int64_t y) { return jw::is_constant(y) && (y & (y - 1)) == 0; }
JW_ELIDABLE inline int64_t logarithm_of(int64_t power_of_two) { return __builtin_ctzll(static_cast<uint64_t>(power_of_two)); }
/// x // y and x % y for y > 0, without a branch on the sign of x.
inline int64_t floor_quotient(int64_t x, int64_t y) {
  if (is_constant_power_of_two(y)) return x >> logarithm_of(y);
  int64_t sign = x >> 63;
  return ((x ^ sign) / y) ^ sign;
}
inline int64_t floor_rest(int64_t x, int64_t y) {
  if (is_constant_power_of_two(y)) return x & (y - 1);
  int64_t rest = x % y;
  return rest + (rest >> 63 & y);
}

// -- arithmetic on exact ints of any size --
Value int_add(Value a, Value b);
Value int_subtract(Value a, Value b);
Value int_multiply(Value a, Value b);
/// Null with ZeroDivisionError.
Value int_floor_divide(Value a, Value b);
Value int_modulo(Value a, Value b);
Value int_divmod(Value a, Value b);
Value int_true_divide(Value a, Value b);
/// int, or float for a negative exponent; `modulus` may be null.
Value int_power(Value a, Value b, Value modulus);
Value int_left_shift(Value a, Value b);
Value int_right_shift(Value a, Value b);
Value int_and(Value a, Value b);
Value int_or(Value a, Value b);
Value int_xor(Value a, Value b);
Value int_negate(Value a);
Value int_invert(Value a);
Value int_absolute(Value a);
/// -1, 0, 1.
int int_compare(Value a, Value b);
int int_sign(Value a);
bool int_equal(Value a, Value b);
int64_t int_hash(Value a);
int64_t int_bit_length(Value a);
/// Nearest float; null with OverflowError "int too large to convert to float".
Value int_to_float(Value a);
/// -1, 0, 1 as an exact comparison of an int with a finite or infinite float (not NaN).
int int_compare_float(Value a, double b);
/// Truncates a finite float.
Value int_from_float(double x);

/// Digits in `base` 2..36, lower case, with '-'. Null with ValueError beyond the limit on decimal digits (4300).
Str* int_to_str(Value a, int base = 10);
/// Literal of digits as in Python source without prefix and underscores; base 2..36, '-' allowed. Null Value if malformed (no
/// error).
Value int_from_digits(std::string_view digits, int base);
/// int(text, base) with the rules of the builtin; ValueError as CPython.
Value int_parse(Value source, std::string_view text, int base);
/// The integer square root, gcd: for math.
Value int_square_root(Value a);
Value int_gcd(Value a, Value b);
Value int_factorial(int64_t n);
/// The magnitude of an exact int in `size` bytes, least significant first; false if it does not fit.
bool int_export_bytes(Value a, uint8_t* out, size_t size);
Value int_import_bytes(const uint8_t* bytes, size_t size);

/// The builtin constructor.
Value construct_int(Type* type, const Value* arguments, uint32_t count, Tuple* names);

}  // namespace python
