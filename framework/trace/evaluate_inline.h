// evaluate() in full, for interpreters whose instructions know their opcode when they are compiled.
#pragma once

#include <bit>
#include <cmath>

#include "trace/evaluate.h"

namespace jitwright::trace {

namespace detail {

struct Integers {
  uint64_t a, b;
  bool wide;

  int64_t signed_a() const { return wide ? static_cast<int64_t>(a) : static_cast<int32_t>(a); }
  int64_t signed_b() const { return wide ? static_cast<int64_t>(b) : static_cast<int32_t>(b); }
  unsigned width() const { return wide ? 64 : 32; }
  uint64_t fit(uint64_t value) const { return wide ? value : static_cast<uint32_t>(value); }
};

template <class Narrow, class Wide>
[[gnu::always_inline]] inline bool overflows(Opcode opcode, Wide a, Wide b) {
  Wide result = opcode == Opcode::int_sadd_overflows || opcode == Opcode::int_uadd_overflows   ? a + b
                : opcode == Opcode::int_ssub_overflows || opcode == Opcode::int_usub_overflows ? a - b
                                                                                               : a * b;
  return static_cast<Wide>(static_cast<Narrow>(result)) != result;
}

[[gnu::always_inline]] inline uint64_t evaluate_integer(Opcode opcode, Integers i) {
  switch (opcode) {
    case Opcode::int_add: return i.fit(i.a + i.b);
    case Opcode::int_sub: return i.fit(i.a - i.b);
    case Opcode::int_mul: return i.fit(i.a * i.b);
    case Opcode::int_sdiv:
      if (i.b == 0) return 0;
      if (i.signed_b() == -1) return i.fit(0 - i.a);
      return i.fit(static_cast<uint64_t>(i.signed_a() / i.signed_b()));
    case Opcode::int_udiv: return i.b == 0 ? 0 : i.fit(i.a / i.b);
    case Opcode::int_srem:
      if (i.b == 0 || i.signed_b() == -1) return 0;
      return i.fit(static_cast<uint64_t>(i.signed_a() % i.signed_b()));
    case Opcode::int_urem: return i.b == 0 ? 0 : i.fit(i.a % i.b);
    case Opcode::int_and: return i.a & i.b;
    case Opcode::int_or: return i.a | i.b;
    case Opcode::int_xor: return i.a ^ i.b;
    case Opcode::int_shl: return i.b >= i.width() ? 0 : i.fit(i.a << i.b);
    case Opcode::int_lshr: return i.b >= i.width() ? 0 : i.a >> i.b;
    case Opcode::int_ashr: return i.b >= i.width() ? 0 : i.fit(static_cast<uint64_t>(i.signed_a() >> i.b));
    case Opcode::int_sadd_overflows:
    case Opcode::int_ssub_overflows:
    case Opcode::int_smul_overflows:
      return i.wide ? overflows<int64_t, __int128>(opcode, i.signed_a(), i.signed_b())
                    : overflows<int32_t, __int128>(opcode, i.signed_a(), i.signed_b());
    case Opcode::int_uadd_overflows:
    case Opcode::int_usub_overflows:
    case Opcode::int_umul_overflows:
      return i.wide ? overflows<uint64_t, unsigned __int128>(opcode, i.a, i.b)
                    : overflows<uint32_t, unsigned __int128>(opcode, i.a, i.b);
    case Opcode::int_umulh: return static_cast<uint64_t>((static_cast<unsigned __int128>(i.a) * i.b) >> i.width());
    case Opcode::int_eq: return i.a == i.b;
    case Opcode::int_ne: return i.a != i.b;
    case Opcode::int_slt: return i.signed_a() < i.signed_b();
    case Opcode::int_sle: return i.signed_a() <= i.signed_b();
    case Opcode::int_sgt: return i.signed_a() > i.signed_b();
    case Opcode::int_sge: return i.signed_a() >= i.signed_b();
    case Opcode::int_ult: return i.a < i.b;
    case Opcode::int_ule: return i.a <= i.b;
    case Opcode::int_ugt: return i.a > i.b;
    case Opcode::int_uge: return i.a >= i.b;
    case Opcode::int_popcount: return static_cast<uint64_t>(std::popcount(i.a));
    case Opcode::int_clz: return static_cast<uint64_t>(std::countl_zero(i.a)) - (64 - i.width());
    case Opcode::int_ctz: return i.a == 0 ? i.width() : static_cast<uint64_t>(std::countr_zero(i.a));
    case Opcode::int_bswap: return i.wide ? __builtin_bswap64(i.a) : __builtin_bswap32(static_cast<uint32_t>(i.a));
    default: CHECK(false, "an integer operation"); return 0;
  }
}

template <class F, class Bits>
[[gnu::always_inline]] inline uint64_t evaluate_float(Opcode opcode, uint64_t a_bits, uint64_t b_bits) {
  constexpr Bits sign = Bits{1} << (sizeof(Bits) * 8 - 1);
  F a = std::bit_cast<F>(static_cast<Bits>(a_bits)), b = std::bit_cast<F>(static_cast<Bits>(b_bits));
  auto bits = [](F value) -> uint64_t { return std::bit_cast<Bits>(value); };
  switch (opcode) {
    case Opcode::float_add: return bits(a + b);
    case Opcode::float_sub: return bits(a - b);
    case Opcode::float_mul: return bits(a * b);
    case Opcode::float_div: return bits(a / b);
    case Opcode::float_neg: return static_cast<Bits>(a_bits) ^ sign;
    case Opcode::float_abs: return static_cast<Bits>(a_bits) & static_cast<Bits>(~sign);
    case Opcode::float_sqrt: return bits(std::sqrt(a));
    case Opcode::float_floor: return bits(std::floor(a));
    case Opcode::float_ceil: return bits(std::ceil(a));
    case Opcode::float_trunc: return bits(std::trunc(a));
    case Opcode::float_eq: return a == b;
    case Opcode::float_ne: return !(a == b);
    case Opcode::float_lt: return a < b;
    case Opcode::float_le: return a <= b;
    case Opcode::float_gt: return a > b;
    case Opcode::float_ge: return a >= b;
    case Opcode::float_unordered: return std::isnan(a) || std::isnan(b);
    default: CHECK(false, "a float operation"); return 0;
  }
}

inline uint64_t float_to_int(Type type, double value) {
  if (type == Type::i32) {
    if (!(value > -2147483649.0 && value < 2147483648.0)) return 0x80000000u;  // what the hardware gives
    return static_cast<uint32_t>(static_cast<int32_t>(value));
  }
  if (!(value >= -0x1p63 && value < 0x1p63)) return uint64_t{1} << 63;
  return static_cast<uint64_t>(static_cast<int64_t>(value));
}

inline uint64_t sign_extend(Type type, uint64_t a, int64_t low_bits) {
  unsigned shift = 64 - static_cast<unsigned>(low_bits);
  auto extended = static_cast<uint64_t>(static_cast<int64_t>(a << shift) >> shift);
  return type == Type::i32 ? static_cast<uint32_t>(extended) : extended;
}

}  // namespace detail

[[gnu::always_inline]] inline uint64_t evaluate_inline(Opcode opcode, Type type, uint64_t a, uint64_t b, uint64_t c, int64_t immediate, uint16_t scale) {
  switch (opcode) {
    case Opcode::int_sign_extend: return detail::sign_extend(type, a, immediate);
    case Opcode::int_truncate: return static_cast<uint32_t>(a);
    case Opcode::int_zero_extend: return static_cast<uint32_t>(a);
    case Opcode::int_to_float:
      return std::bit_cast<uint64_t>(type == Type::i32 ? static_cast<double>(static_cast<int32_t>(a))
                                                       : static_cast<double>(static_cast<int64_t>(a)));
    case Opcode::uint_to_float:
      return std::bit_cast<uint64_t>(type == Type::i32 ? static_cast<double>(static_cast<uint32_t>(a)) : static_cast<double>(a));
    case Opcode::float_to_int: return detail::float_to_int(type, std::bit_cast<double>(a));
    case Opcode::float_extend:
      return std::bit_cast<uint64_t>(static_cast<double>(std::bit_cast<float>(static_cast<uint32_t>(a))));
    case Opcode::float_truncate: return std::bit_cast<uint32_t>(static_cast<float>(std::bit_cast<double>(a)));
    case Opcode::float_to_bits:
    case Opcode::bits_to_float: return type == Type::f32 ? static_cast<uint32_t>(a) : a;
    case Opcode::select: return a != 0 ? b : c;
    case Opcode::ptr_add: return a + static_cast<uint64_t>(immediate);
    case Opcode::ptr_add_item: return a + b * scale + static_cast<uint64_t>(immediate);
    default: break;
  }
  if (opcode >= Opcode::float_add && opcode <= Opcode::float_unordered) {
    return type == Type::f32 ? detail::evaluate_float<float, uint32_t>(opcode, a, b) : detail::evaluate_float<double, uint64_t>(opcode, a, b);
  }
  return detail::evaluate_integer(opcode, {a, b, type != Type::i32});
}

}  // namespace jitwright::trace
