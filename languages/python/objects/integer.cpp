/// int: arithmetic beyond 49 bits. Numbers in int64 stay in machine words; larger ones go through GMP on the objects' own limbs.
#include "objects/integer.h"

#include <gmp.h>

#include <cmath>
#include <cstdlib>

#include "objects/errors.h"
#include "objects/floating.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type.h"

namespace python {

static_assert(sizeof(mp_limb_t) == 8 && GMP_NAIL_BITS == 0);

namespace {

/// A read-only GMP number on an exact int.
struct Operand {
  explicit Operand(Value v) {
    if (is_int64(v)) {
      int64_t x = int64_of(v);
      limb = x < 0 ? 0 - static_cast<uint64_t>(x) : static_cast<uint64_t>(x);
      mpz_roinit_n(z, &limb, x < 0 ? -1 : x > 0);
    } else {
      Integer* integer = as<Integer>(v);
      mpz_roinit_n(z, reinterpret_cast<const mp_limb_t*>(integer->limbs), integer->limb_count);
    }
  }
  Operand(const Operand&) = delete;
  mp_limb_t limb;
  mpz_t z;
};

/// Where results are made: kept between operations so that GMP rarely allocates.
struct Scratch {
  Scratch() { mpz_init2(z, 1024); }
  mpz_t z;
};
mpz_ptr scratch(int which) {
  static Scratch numbers[3];
  mpz_ptr z = numbers[which].z;
  if (z->_mp_alloc > 1 << 16) mpz_realloc2(z, 1024);
  return z;
}

using Double = unsigned __int128;

/// The magnitude of an int of at most two limbs; false for larger ones.
bool two_limbs(Value v, Double* magnitude, bool* negative) {
  if (is_int64(v)) {
    int64_t x = int64_of(v);
    *negative = x < 0;
    *magnitude = x < 0 ? 0 - static_cast<uint64_t>(x) : static_cast<uint64_t>(x);
    return true;
  }
  const Integer* integer = as<Integer>(v);
  int32_t count = integer->limb_count;
  *negative = count < 0;
  if (count > 2 || count < -2) return false;
  *magnitude = integer->limbs[0];
  if (count == 2 || count == -2) *magnitude |= static_cast<Double>(integer->limbs[1]) << 64;
  return true;
}
/// The same for one limb.
bool one_limb(Value v, uint64_t* magnitude, bool* negative) {
  Double wide;
  if (!two_limbs(v, &wide, negative) || wide >> 64) return false;
  *magnitude = static_cast<uint64_t>(wide);
  return true;
}
Value from_double(Double magnitude, bool negative) {
  uint64_t low = static_cast<uint64_t>(magnitude), high = static_cast<uint64_t>(magnitude >> 64);
  if (!high && low <= uint64_t{INT64_MAX} + negative) return int_value(static_cast<int64_t>(negative ? 0 - low : low));
  int32_t count = high ? 2 : 1;
  Integer* integer = make<Integer>(Kind::integer, static_cast<size_t>(count) * 8);
  integer->limb_count = negative ? -count : count;
  integer->limbs[0] = low;
  if (high) integer->limbs[1] = high;
  return ref(integer);
}
/// Sum of two numbers with signs; null, without an error, if it has three limbs.
Value add_two_limbs(Double x, bool x_negative, Double y, bool y_negative) {
  if (x_negative != y_negative) return x >= y ? from_double(x - y, x_negative) : from_double(y - x, y_negative);
  Double sum = x + y;
  return sum >= x ? from_double(sum, x_negative) : null_value;
}

Value from_mpz(mpz_srcptr z) { return make_huge(reinterpret_cast<const uint64_t*>(mpz_limbs_read(z)), z->_mp_size); }

}  // namespace

Value make_huge(const uint64_t* limbs, int64_t signed_count) {
  int64_t count = signed_count < 0 ? -signed_count : signed_count;
  while (count > 0 && limbs[count - 1] == 0) count--;
  bool negative = signed_count < 0;
  if (count == 0) return small_int_value(0);
  if (count == 1) {
    if (!negative && limbs[0] <= INT64_MAX) return int_value(static_cast<int64_t>(limbs[0]));
    if (negative && limbs[0] <= uint64_t{1} << 63) return int_value(static_cast<int64_t>(0 - limbs[0]));
  }
  constexpr int64_t many_limbs = 32;
  const size_t bytes = static_cast<size_t>(count) * 8;
  Integer* integer = count < many_limbs ? make<Integer>(Kind::integer, bytes) : make_unzeroed<Integer>(Kind::integer, bytes);
  integer->limb_count = static_cast<int32_t>(negative ? -count : count);
  __builtin_memcpy(integer->limbs, limbs, static_cast<size_t>(count) * 8);
  return ref(integer);
}

Value int_value_unsigned(uint64_t x) { return x <= INT64_MAX ? int_value(static_cast<int64_t>(x)) : make_huge(&x, 1); }

Value as_exact_int(Value v) {
  if (is_int(v)) return v;
  if (is_boolean(v)) return small_int_value(v == true_value());
  return native_part(v, Kind::integer);
}

// ---- arithmetic ----
//
// Traces look into what machine words can do; the rest of each operation is a call.

JW_DONT_LOOK_INSIDE static Value add_huge(Value a, Value b) {
  Double m, n;
  bool m_negative, n_negative;
  if (two_limbs(a, &m, &m_negative) && two_limbs(b, &n, &n_negative)) {
    if (Value sum = add_two_limbs(m, m_negative, n, n_negative)) return sum;
  }
  Operand x(a), y(b);
  mpz_ptr z = scratch(0);
  mpz_add(z, x.z, y.z);
  return from_mpz(z);
}
Value int_add(Value a, Value b) {
  int64_t sum;
  if (is_int64(a) && is_int64(b) && !__builtin_add_overflow(int64_of(a), int64_of(b), &sum)) return int_value(sum);
  return add_huge(a, b);
}

JW_DONT_LOOK_INSIDE static Value subtract_huge(Value a, Value b) {
  Double m, n;
  bool m_negative, n_negative;
  if (two_limbs(a, &m, &m_negative) && two_limbs(b, &n, &n_negative)) {
    if (Value difference = add_two_limbs(m, m_negative, n, !n_negative)) return difference;
  }
  Operand x(a), y(b);
  mpz_ptr z = scratch(0);
  mpz_sub(z, x.z, y.z);
  return from_mpz(z);
}
Value int_subtract(Value a, Value b) {
  int64_t difference;
  if (is_int64(a) && is_int64(b) && !__builtin_sub_overflow(int64_of(a), int64_of(b), &difference)) return int_value(difference);
  return subtract_huge(a, b);
}

JW_DONT_LOOK_INSIDE static Value multiply_huge(Value a, Value b) {
  uint64_t m, n;
  bool m_negative, n_negative;
  if (one_limb(a, &m, &m_negative) && one_limb(b, &n, &n_negative)) {
    return from_double(static_cast<Double>(m) * n, m_negative != n_negative);
  }
  Operand x(a), y(b);
  mpz_ptr z = scratch(0);
  mpz_mul(z, x.z, y.z);
  return from_mpz(z);
}
Value int_multiply(Value a, Value b) {
  if (is_int64(a) && is_int64(b)) {
    int64_t product;
    if (!__builtin_mul_overflow(int64_of(a), int64_of(b), &product)) return int_value(product);
  }
  return multiply_huge(a, b);
}

JW_DONT_LOOK_INSIDE static Value floor_divide_huge(Value a, Value b) {
  Operand x(a), y(b);
  mpz_ptr z = scratch(0);
  mpz_fdiv_q(z, x.z, y.z);
  return from_mpz(z);
}
Value int_floor_divide(Value a, Value b) {
  if (int_sign(b) == 0) return raise_zero_division("integer division or modulo by zero");
  if (is_int64(a) && is_int64(b)) {
    int64_t x = int64_of(a), y = int64_of(b);
    if (y > 0) return int_value(floor_quotient(x, y));
    if (!(x == INT64_MIN && y == -1)) {
      int64_t quotient = x / y;
      if ((x ^ y) < 0 && quotient * y != x) quotient--;
      return int_value(quotient);
    }
  }
  return floor_divide_huge(a, b);
}

JW_DONT_LOOK_INSIDE static Value modulo_huge(Value a, Value b) {
  Double m, n;
  bool m_negative, n_negative;
  if (two_limbs(a, &m, &m_negative) && two_limbs(b, &n, &n_negative) && !m_negative && !n_negative)
    return from_double(m % n, false);
  Operand x(a), y(b);
  mpz_ptr z = scratch(0);
  mpz_fdiv_r(z, x.z, y.z);
  return from_mpz(z);
}
Value int_modulo(Value a, Value b) {
  if (int_sign(b) == 0) return raise_zero_division("integer modulo by zero");
  if (is_int64(a) && is_int64(b)) {
    int64_t y = int64_of(b);
    if (y > 0) return int_value(floor_rest(int64_of(a), y));
    int64_t rest = y == -1 ? 0 : int64_of(a) % y;
    if (rest != 0 && (rest ^ y) < 0) rest += y;
    return int_value(rest);
  }
  return modulo_huge(a, b);
}

Value int_divmod(Value a, Value b) {
  if (is_int64(a) && is_int64(b)) {
    Value quotient = int_floor_divide(a, b);
    if (!quotient) return quotient;
    Value rest = int_modulo(a, b);
    return ref(make_pair(quotient, rest));
  }
  if (int_sign(b) == 0) return raise_zero_division("integer division or modulo by zero");
  Operand x(a), y(b);
  mpz_fdiv_qr(scratch(0), scratch(1), x.z, y.z);
  Value quotient = from_mpz(scratch(0));
  Value rest = from_mpz(scratch(1));
  return ref(make_pair(quotient, rest));
}

Value int_true_divide(Value a, Value b) {
  if (int_sign(b) == 0) return raise_zero_division("division by zero");
  constexpr int64_t exact = int64_t{1} << 53;
  if (is_int64(a) && is_int64(b)) {
    int64_t x = int64_of(a), y = int64_of(b);
    if (x <= exact && x >= -exact && y <= exact && y >= -exact)
      return float_value(static_cast<double>(x) / static_cast<double>(y));
  }
  if (int_sign(a) == 0) return float_value(int_sign(b) < 0 ? -0.0 : 0.0);
  // Correctly rounded: a quotient of 55 bits or more with a sticky last bit, rounded by the conversion below.
  Operand x(a), y(b);
  int64_t shift = static_cast<int64_t>(mpz_sizeinbase(x.z, 2)) - static_cast<int64_t>(mpz_sizeinbase(y.z, 2)) - 66;
  mpz_ptr n = scratch(0);
  mpz_ptr d = scratch(1);
  mpz_ptr rest = scratch(2);
  mpz_abs(n, x.z);
  mpz_abs(d, y.z);
  if (shift < 0)
    mpz_mul_2exp(n, n, static_cast<mp_bitcnt_t>(-shift));
  else
    mpz_mul_2exp(d, d, static_cast<mp_bitcnt_t>(shift));
  mpz_tdiv_qr(n, rest, n, d);
  if (mpz_sgn(rest)) mpz_setbit(n, 0);
  if (int_sign(a) * int_sign(b) < 0) mpz_neg(n, n);
  // A subnormal result must be rounded once only: drop what will not fit, with the sticky bit, first.
  int64_t bits = static_cast<int64_t>(mpz_sizeinbase(n, 2));
  int64_t drop = -1074 - shift;
  if (bits + shift < -1021 + 53 && drop > 2) {
    mp_bitcnt_t k = static_cast<mp_bitcnt_t>(drop - 2);
    bool sticky = mpz_scan1(n, 0) < k;
    mpz_tdiv_q_2exp(n, n, k);
    if (sticky) mpz_setbit(n, 0);
    shift += drop - 2;
  }
  Value quotient = int_to_float(from_mpz(n));
  if (!quotient) return quotient;
  double result = std::ldexp(float_of(quotient), static_cast<int>(shift < -100000 ? -100000 : shift > 100000 ? 100000 : shift));
  if (std::isinf(result)) return raise_overflow_error("integer division result too large for a float");
  return float_value(result);
}

Value int_power(Value a, Value b, Value modulus) {
  if (modulus) {
    if (int_sign(modulus) == 0) return raise_value_error("pow() 3rd argument cannot be 0");
    Operand base(a), exponent(b), m(modulus);
    mpz_ptr z = scratch(0);
    if (int_sign(b) < 0) {
      mpz_ptr inverse = scratch(1);
      if (!mpz_invert(inverse, base.z, m.z)) {
        return raise_value_error("base is not invertible for the given modulus");
      }
      mpz_ptr positive = scratch(2);
      mpz_neg(positive, exponent.z);
      mpz_powm(z, inverse, positive, m.z);
    } else {
      mpz_powm(z, base.z, exponent.z, m.z);
    }
    if (mpz_sgn(z) && int_sign(modulus) < 0) mpz_add(z, z, m.z);
    return from_mpz(z);
  }
  if (int_sign(b) < 0) {
    Value x = int_to_float(a), y = int_to_float(b);
    if (!x || !y) return null_value;
    if (float_of(x) == 0) return raise_zero_division("0.0 cannot be raised to a negative power");
    return float_power(float_of(x), float_of(y));
  }
  if (!is_int64(b)) {
    if (is_int64(a) && int64_of(a) >= -1 && int64_of(a) <= 1) {
      int64_t x = int64_of(a);
      bool odd = (as<Integer>(b)->limbs[0] & 1) != 0;
      return small_int_value(x == -1 ? (odd ? -1 : 1) : x);
    }
    return raise_memory_error();
  }
  uint64_t exponent = static_cast<uint64_t>(int64_of(b));
  if (is_int64(a)) {
    int64_t result = 1, square = int64_of(a);
    uint64_t e = exponent;
    bool fits = true;
    while (e && fits) {
      if (e & 1) fits = !__builtin_mul_overflow(result, square, &result);
      e >>= 1;
      if (e && fits) fits = !__builtin_mul_overflow(square, square, &square);
    }
    if (fits) return int_value(result);
  }
  if (static_cast<double>(exponent) * static_cast<double>(int_bit_length(a)) > 4e10) return raise_memory_error();
  if (!has_room_for(exponent * static_cast<uint64_t>(int_bit_length(a)) / 8 * 2)) return null_value;
  Operand base(a);
  mpz_ptr z = scratch(0);
  mpz_pow_ui(z, base.z, exponent);
  return from_mpz(z);
}

JW_DONT_LOOK_INSIDE static Value shift_huge_left(Value a, int64_t count) {
  Double m;
  bool negative;
  if (count < 128 && two_limbs(a, &m, &negative) && m << count >> count == m) return from_double(m << count, negative);
  if (!has_room_for(static_cast<uint64_t>(count) / 8 * 2)) return null_value;
  Operand x(a);
  mpz_ptr z = scratch(0);
  mpz_mul_2exp(z, x.z, static_cast<mp_bitcnt_t>(count));
  return from_mpz(z);
}
Value int_left_shift(Value a, Value b) {
  if (int_sign(b) < 0) return raise_value_error("negative shift count");
  if (int_sign(a) == 0) return a;
  if (!is_int64(b) || int64_of(b) > int64_t{1} << 36) {
    return is_int64(b) ? raise_memory_error() : raise_overflow_error("too many digits in integer");
  }
  int64_t count = int64_of(b);
  if (is_int64(a) && count < 63) {
    int64_t x = int64_of(a), shifted = static_cast<int64_t>(static_cast<uint64_t>(x) << count);
    if (shifted >> count == x) return int_value(shifted);
  }
  return shift_huge_left(a, count);
}

JW_DONT_LOOK_INSIDE static Value shift_huge_right(Value a, int64_t count) {
  Double m;
  bool negative;
  if (count < 128 && two_limbs(a, &m, &negative)) {
    return negative ? from_double(((m - 1) >> count) + 1, true) : from_double(m >> count, false);  // rounds down
  }
  Operand x(a);
  mpz_ptr z = scratch(0);
  mpz_fdiv_q_2exp(z, x.z, static_cast<mp_bitcnt_t>(count));
  return from_mpz(z);
}
Value int_right_shift(Value a, Value b) {
  if (int_sign(b) < 0) return raise_value_error("negative shift count");
  if (!is_int64(b)) return small_int_value(int_sign(a) < 0 ? -1 : 0);
  int64_t count = int64_of(b);
  if (is_int64(a)) return int_value(int64_of(a) >> (count > 63 ? 63 : count));
  return shift_huge_right(a, count);
}

JW_DONT_LOOK_INSIDE static Value and_huge(Value a, Value b) {
  Double m, n;
  bool m_negative, n_negative;
  if (two_limbs(a, &m, &m_negative) && two_limbs(b, &n, &n_negative) && !m_negative && !n_negative)
    return from_double(m & n, false);
  Operand x(a), y(b);
  mpz_and(scratch(0), x.z, y.z);
  return from_mpz(scratch(0));
}
Value int_and(Value a, Value b) {
  if (is_int64(a) && is_int64(b)) return int_value(int64_of(a) & int64_of(b));
  return and_huge(a, b);
}
JW_DONT_LOOK_INSIDE static Value or_huge(Value a, Value b) {
  Double m, n;
  bool m_negative, n_negative;
  if (two_limbs(a, &m, &m_negative) && two_limbs(b, &n, &n_negative) && !m_negative && !n_negative)
    return from_double(m | n, false);
  Operand x(a), y(b);
  mpz_ior(scratch(0), x.z, y.z);
  return from_mpz(scratch(0));
}
Value int_or(Value a, Value b) {
  if (is_int64(a) && is_int64(b)) return int_value(int64_of(a) | int64_of(b));
  return or_huge(a, b);
}
JW_DONT_LOOK_INSIDE static Value xor_huge(Value a, Value b) {
  Double m, n;
  bool m_negative, n_negative;
  if (two_limbs(a, &m, &m_negative) && two_limbs(b, &n, &n_negative) && !m_negative && !n_negative)
    return from_double(m ^ n, false);
  Operand x(a), y(b);
  mpz_xor(scratch(0), x.z, y.z);
  return from_mpz(scratch(0));
}
Value int_xor(Value a, Value b) {
  if (is_int64(a) && is_int64(b)) return int_value(int64_of(a) ^ int64_of(b));
  return xor_huge(a, b);
}
Value int_negate(Value a) { return int_subtract(small_int_value(0), a); }
Value int_invert(Value a) { return int_subtract(small_int_value(-1), a); }
Value int_absolute(Value a) { return int_sign(a) < 0 ? int_negate(a) : a; }

int int_sign(Value a) {
  if (is_int64(a)) return int64_of(a) < 0 ? -1 : int64_of(a) > 0;
  return as<Integer>(a)->limb_count < 0 ? -1 : 1;
}
JW_DONT_LOOK_INSIDE static int compare_huge(Value a, Value b) {
  Operand x(a), y(b);
  int order = mpz_cmp(x.z, y.z);
  return order < 0 ? -1 : order > 0;
}
int int_compare(Value a, Value b) {
  if (is_int64(a) && is_int64(b)) return int64_of(a) < int64_of(b) ? -1 : int64_of(a) > int64_of(b);
  return compare_huge(a, b);
}
bool int_equal(Value a, Value b) { return a == b || (!is_small_int(a) && !is_small_int(b) && int_compare(a, b) == 0); }

// As CPython: the value modulo 2^61 - 1, with the sign; -1 becomes -2.
int64_t int_hash(Value a) {
  constexpr uint64_t modulus = (uint64_t{1} << 61) - 1;
  int64_t h;
  if (is_int64(a)) {
    int64_t x = int64_of(a);
    uint64_t magnitude = x < 0 ? 0 - static_cast<uint64_t>(x) : static_cast<uint64_t>(x);
    h = static_cast<int64_t>(magnitude % modulus);
    if (x < 0) h = -h;
  } else {
    Operand x(a);
    h = static_cast<int64_t>(mpz_fdiv_ui(x.z->_mp_size < 0 ? (mpz_neg(scratch(0), x.z), scratch(0)) : x.z, modulus));
    if (int_sign(a) < 0) h = -h;
  }
  return h == -1 ? -2 : h;
}

int64_t int_bit_length(Value a) {
  if (int_sign(a) == 0) return 0;
  Operand x(a);
  return static_cast<int64_t>(mpz_sizeinbase(x.z, 2));
}

Value int_to_float(Value a) {
  if (is_int64(a)) return float_value(static_cast<double>(int64_of(a)));
  // Nearest-even: keep 64 bits and a sticky bit; the hardware rounds those.
  Operand x(a);
  int64_t shift = static_cast<int64_t>(mpz_sizeinbase(x.z, 2)) - 64;
  uint64_t top;
  if (shift > 0) {
    mpz_ptr z = scratch(2);
    mpz_tdiv_q_2exp(z, x.z, static_cast<mp_bitcnt_t>(shift));
    top = mpz_getlimbn(z, 0);
    if (mpz_scan1(x.z, 0) < static_cast<mp_bitcnt_t>(shift)) top |= 1;
  } else {
    top = mpz_getlimbn(x.z, 0);
    shift = 0;
  }
  double result = std::ldexp(static_cast<double>(top), static_cast<int>(shift > 100000 ? 100000 : shift));
  if (std::isinf(result)) return raise_overflow_error("int too large to convert to float");
  return float_value(int_sign(a) < 0 ? -result : result);
}

int int_compare_float(Value a, double b) {
  if (std::isinf(b)) return b > 0 ? -1 : 1;
  Operand x(a);
  int order = mpz_cmp_d(x.z, b);
  return order < 0 ? -1 : order > 0;
}

Value int_from_float(double x) {
  if (x > -9.2e18 && x < 9.2e18) return int_value(static_cast<int64_t>(x));
  mpz_set_d(scratch(0), x);
  return from_mpz(scratch(0));
}

Value int_square_root(Value a) {
  Operand x(a);
  mpz_sqrt(scratch(0), x.z);
  return from_mpz(scratch(0));
}
Value int_gcd(Value a, Value b) {
  Operand x(a), y(b);
  mpz_gcd(scratch(0), x.z, y.z);
  return from_mpz(scratch(0));
}
Value int_factorial(int64_t n) {
  mpz_fac_ui(scratch(0), static_cast<unsigned long>(n));
  return from_mpz(scratch(0));
}

// ---- text ----

Str* int_to_str(Value a, int base) {
  if (is_int64(a)) {
    int64_t x = int64_of(a);
    char text[72];
    char* end = text + sizeof text;
    char* p = end;
    if (base == 10) {
      p = write_decimal(x, end);
    } else {
      uint64_t magnitude = x < 0 ? 0 - static_cast<uint64_t>(x) : static_cast<uint64_t>(x);
      do *--p = "0123456789abcdefghijklmnopqrstuvwxyz"[magnitude % static_cast<uint64_t>(base)];
      while (magnitude /= static_cast<uint64_t>(base));
      if (x < 0) *--p = '-';
    }
    uint64_t length = static_cast<uint64_t>(end - p);
    if (length == 1) return vm.characters[static_cast<uint8_t>(*p)];
    Str* s = make_str_blank(length, 1, true);
    copy_bytes(s->characters, p, length);
    return s;
  }
  Operand x(a);
  bool power_of_two = (base & (base - 1)) == 0;
  size_t digits = mpz_sizeinbase(x.z, base);
  if (!power_of_two && vm.int_digits_limit && digits > static_cast<size_t>(vm.int_digits_limit) + 1) {
    raise_value_error(
        "Exceeds the limit (%s digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit",
        vm.int_digits_limit);
    return nullptr;
  }
  std::string text(digits + 2, '\0');
  mpz_get_str(text.data(), base, x.z);
  text.resize(__builtin_strlen(text.c_str()));
  size_t count = text.size() - (text[0] == '-');
  if (!power_of_two && vm.int_digits_limit && count > static_cast<size_t>(vm.int_digits_limit)) {
    raise_value_error(
        "Exceeds the limit (%s digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit",
        vm.int_digits_limit);
    return nullptr;
  }
  return make_str(text);
}

Value int_from_digits(std::string_view digits, int base) {
  bool negative = !digits.empty() && digits[0] == '-';
  if (negative) digits.remove_prefix(1);
  if (digits.empty()) return null_value;
  uint64_t value = 0;
  bool overflow = false;
  for (char c : digits) {
    int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'z' ? c - 'a' + 10 : c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 99;
    if (digit >= base) return null_value;
    overflow |= __builtin_mul_overflow(value, static_cast<uint64_t>(base), &value) ||
                __builtin_add_overflow(value, static_cast<uint64_t>(digit), &value);
  }
  if (!overflow && value <= INT64_MAX) return int_value(negative ? -static_cast<int64_t>(value) : static_cast<int64_t>(value));
  std::string text(digits);
  mpz_ptr z = scratch(0);
  if (mpz_set_str(z, text.c_str(), base) != 0) return null_value;
  if (negative) mpz_neg(z, z);
  return from_mpz(z);
}

Value int_parse(Value source, std::string_view text, int base) {
  auto fail = [&] { return raise_value_error("invalid literal for int() with base %s: %R", base, source); };
  int shown_base = base;
  std::string_view s = text;
  auto is_blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f); };
  while (!s.empty() && is_blank(s.front())) s.remove_prefix(1);
  while (!s.empty() && is_blank(s.back())) s.remove_suffix(1);
  bool negative = false;
  if (!s.empty() && (s[0] == '+' || s[0] == '-')) {
    negative = s[0] == '-';
    s.remove_prefix(1);
  }
  bool prefixed = false;
  if (s.size() >= 2 && s[0] == '0') {
    char letter = static_cast<char>(s[1] | 0x20);
    int implied = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
    if (implied && (base == 0 || base == implied)) {
      base = implied;
      s.remove_prefix(2);
      prefixed = true;
    }
  }
  if (base == 0) {
    base = 10;
    if (s.size() > 1 && s[0] == '0') {
      for (char c : s) {
        if (c != '0' && c != '_') return base = shown_base, fail();
      }
    }
  }
  std::string digits;
  if (negative) digits += '-';
  bool last_digit = prefixed;
  for (char c : s) {
    if (c == '_') {
      if (!last_digit) return base = shown_base, fail();
      last_digit = false;
    } else if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      digits += c;
      last_digit = true;
    } else {
      return base = shown_base, fail();
    }
  }
  size_t count = digits.size() - negative;
  if (!last_digit || count == 0) return base = shown_base, fail();
  if ((base & (base - 1)) != 0 && vm.int_digits_limit && count > static_cast<size_t>(vm.int_digits_limit)) {
    return raise_value_error(
        "Exceeds the limit (%s digits) for integer string conversion: value has %s digits; use "
        "sys.set_int_max_str_digits() to increase the limit",
        vm.int_digits_limit, count);
  }
  Value result = int_from_digits(digits, base);
  if (!result) return base = shown_base, fail();
  return result;
}

/// For int.to_bytes: the magnitude's bytes, least significant first, at most `size`; false if it does not fit.
bool int_export_bytes(Value a, uint8_t* out, size_t size) {
  Operand x(a);
  size_t needed = (mpz_sizeinbase(x.z, 2) + 7) / 8;
  __builtin_memset(out, 0, size);
  if (mpz_sgn(x.z) == 0) return true;
  if (needed > size) return false;
  mpz_export(out, nullptr, -1, 1, 0, 0, x.z);
  return true;
}
Value int_import_bytes(const uint8_t* bytes, size_t size) {
  mpz_import(scratch(0), size, -1, 1, 0, 0, bytes);
  return from_mpz(scratch(0));
}
int64_t int_bit_count(Value a) {
  Operand x(a);
  mpz_abs(scratch(0), x.z);
  return static_cast<int64_t>(mpz_popcount(scratch(0)));
}

}  // namespace python
