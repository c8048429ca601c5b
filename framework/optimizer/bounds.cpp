#include "optimizer/bounds.h"

#include <algorithm>
#include <bit>

namespace jitwright::optimizer {

namespace {

constexpr uint64_t low32 = 0xffffffff;

bool narrow(Type type) { return type == Type::i32; }
uint64_t mask_of(Type type) { return narrow(type) ? low32 : ~uint64_t{0}; }
int64_t least_signed(Type type) { return narrow(type) ? INT32_MIN : INT64_MIN; }
int64_t most_signed(Type type) { return narrow(type) ? INT32_MAX : INT64_MAX; }
int64_t as_signed(uint64_t bits, Type type) { return narrow(type) ? static_cast<int32_t>(bits) : static_cast<int64_t>(bits); }
uint64_t as_image(int64_t value, Type type) { return static_cast<uint64_t>(value) & mask_of(type); }
unsigned width_of(Type type) { return narrow(type) ? 32 : 64; }

/// All bits at and below the highest set bit.
uint64_t smear(uint64_t bits) { return bits == 0 ? 0 : ~uint64_t{0} >> std::countl_zero(bits); }

const Bounds& boolean() {
  static const Bounds bounds = Bounds::between(0, 1, Type::i32);
  return bounds;
}
Bounds truth(bool value) { return Bounds::exactly(value, Type::i32); }

/// Known bits of a sum of two partly known numbers and a known carry.
void add_bits(Bounds& result, const Bounds& a, uint64_t b_zeros, uint64_t b_ones, uint64_t carry, Type type) {
  uint64_t most = ~a.zeros + ~b_zeros + carry, least = a.ones + b_ones + carry;
  uint64_t carry_zero = ~(most ^ a.zeros ^ b_zeros), carry_one = least ^ a.ones ^ b_ones;
  uint64_t known = (a.zeros | a.ones) & (b_zeros | b_ones) & (carry_zero | carry_one) & mask_of(type);
  result.zeros |= ~most & known;
  result.ones |= least & known;
}

Bounds add(const Bounds& a, const Bounds& b, Type type) {
  Bounds result = Bounds::any(type);
  int64_t low, high;
  if (!__builtin_add_overflow(a.smin, b.smin, &low) && !__builtin_add_overflow(a.smax, b.smax, &high) && low >= least_signed(type) &&
      high <= most_signed(type)) {
    result.smin = low, result.smax = high;
  }
  // An interval that wraps as a whole stays an interval.
  unsigned __int128 ulow = static_cast<unsigned __int128>(a.umin) + b.umin, uhigh = static_cast<unsigned __int128>(a.umax) + b.umax;
  if (uhigh <= mask_of(type) || ulow > mask_of(type)) {
    result.umin = static_cast<uint64_t>(ulow) & mask_of(type), result.umax = static_cast<uint64_t>(uhigh) & mask_of(type);
  }
  add_bits(result, a, b.zeros, b.ones, 0, type);
  result.tighten(type);
  return result;
}

Bounds subtract(const Bounds& a, const Bounds& b, Type type) {
  Bounds result = Bounds::any(type);
  int64_t low, high;
  if (!__builtin_sub_overflow(a.smin, b.smax, &low) && !__builtin_sub_overflow(a.smax, b.smin, &high) && low >= least_signed(type) &&
      high <= most_signed(type)) {
    result.smin = low, result.smax = high;
  }
  if (a.umin >= b.umax || a.umax < b.umin) result.umin = (a.umin - b.umax) & mask_of(type), result.umax = (a.umax - b.umin) & mask_of(type);
  add_bits(result, a, b.ones & mask_of(type), b.zeros & mask_of(type), 1, type);
  result.tighten(type);
  return result;
}

Bounds multiply(const Bounds& a, const Bounds& b, Type type) {
  Bounds result = Bounds::any(type);
  __int128 corners[4] = {static_cast<__int128>(a.smin) * b.smin, static_cast<__int128>(a.smin) * b.smax,
                         static_cast<__int128>(a.smax) * b.smin, static_cast<__int128>(a.smax) * b.smax};
  __int128 low = *std::min_element(corners, corners + 4), high = *std::max_element(corners, corners + 4);
  if (low >= least_signed(type) && high <= most_signed(type)) result.smin = static_cast<int64_t>(low), result.smax = static_cast<int64_t>(high);
  unsigned __int128 umost = static_cast<unsigned __int128>(a.umax) * b.umax;
  if (umost <= mask_of(type)) result.umin = a.umin * b.umin, result.umax = static_cast<uint64_t>(umost);
  unsigned trailing = static_cast<unsigned>(std::countr_one(a.zeros) + std::countr_one(b.zeros));
  if (trailing > 0) result.zeros |= trailing >= width_of(type) ? mask_of(type) : (uint64_t{1} << trailing) - 1;
  result.tighten(type);
  return result;
}

Bounds bitwise(Opcode opcode, const Bounds& a, const Bounds& b, Type type) {
  Bounds result = Bounds::any(type);
  switch (opcode) {
    case Opcode::int_and:
      result.zeros |= a.zeros | b.zeros;
      result.ones |= a.ones & b.ones;
      result.umax = std::min({result.umax, a.umax, b.umax});
      break;
    case Opcode::int_or:
      result.zeros |= a.zeros & b.zeros;
      result.ones |= a.ones | b.ones;
      result.umin = std::max(a.umin, b.umin);
      result.umax = std::min(result.umax, smear(a.umax | b.umax));
      break;
    default:
      result.zeros |= (a.zeros & b.zeros) | (a.ones & b.ones);
      result.ones |= (a.zeros & b.ones) | (a.ones & b.zeros);
      result.umax = std::min(result.umax, smear(a.umax | b.umax));
      break;
  }
  result.tighten(type);
  return result;
}

Bounds shift(Opcode opcode, const Bounds& a, const Bounds& b, Type type) {
  Bounds result = Bounds::any(type);
  unsigned width = width_of(type);
  if (b.umin >= width) return result;
  unsigned by = static_cast<unsigned>(b.umin);
  if (!b.is_constant()) {
    if (opcode == Opcode::int_lshr) result.umax = a.umax >> by;
    if (opcode == Opcode::int_ashr) {
      result.smin = a.smin >= 0 ? 0 : a.smin;
      result.smax = a.smax >= 0 ? a.smax >> by : -1;
    }
    result.tighten(type);
    return result;
  }
  switch (opcode) {
    case Opcode::int_shl:
      result.zeros |= ((a.zeros << by) | ((uint64_t{1} << by) - 1)) & mask_of(type);
      result.ones |= (a.ones << by) & mask_of(type);
      if ((a.umax << by & mask_of(type)) >> by == a.umax) result.umin = a.umin << by, result.umax = a.umax << by;
      if (a.smin >= (least_signed(type) >> by) && a.smax <= (most_signed(type) >> by)) {
        result.smin = static_cast<int64_t>(static_cast<uint64_t>(a.smin) << by);
        result.smax = static_cast<int64_t>(static_cast<uint64_t>(a.smax) << by);
      }
      break;
    case Opcode::int_lshr:
      result.umin = a.umin >> by, result.umax = a.umax >> by;
      result.zeros |= (a.zeros >> by) | ~(mask_of(type) >> by);
      result.ones |= a.ones >> by;
      break;
    default:
      result.smin = a.smin >> by, result.smax = a.smax >> by;
      result.zeros |= as_image(as_signed(a.zeros, type) >> by, type);
      result.ones |= as_image(as_signed(a.ones, type) >> by, type);
      break;
  }
  result.tighten(type);
  return result;
}

Bounds divide(Opcode opcode, const Bounds& a, const Bounds& b, Type type) {
  Bounds result = Bounds::any(type);
  bool positive = b.smin > 0;
  switch (opcode) {
    case Opcode::int_udiv:
      if (b.umin > 0) result.umin = a.umin / b.umax, result.umax = a.umax / b.umin;
      break;
    case Opcode::int_urem:
      result.umax = a.umax;
      if (b.umin > 0) result.umax = std::min(result.umax, b.umax - 1);
      break;
    case Opcode::int_sdiv:
      if (positive) {
        result.smin = a.smin >= 0 ? a.smin / b.smax : a.smin / b.smin;
        result.smax = a.smax >= 0 ? a.smax / b.smin : a.smax / b.smax;
      }
      break;
    default:
      if (positive) result.smin = a.smin >= 0 ? 0 : -(b.smax - 1), result.smax = a.smax <= 0 ? 0 : b.smax - 1;
      if (a.smin >= 0) result.smin = std::max<int64_t>(result.smin, 0), result.smax = std::min(result.smax, a.smax);
      break;
  }
  result.tighten(type);
  return result;
}

Bounds overflow(Opcode opcode, const Bounds& a, const Bounds& b, Type type) {
  using Wide = __int128;
  bool is_signed = opcode == Opcode::int_sadd_overflows || opcode == Opcode::int_ssub_overflows || opcode == Opcode::int_smul_overflows;
  Wide a_low = is_signed ? static_cast<Wide>(a.smin) : static_cast<Wide>(a.umin), a_high = is_signed ? static_cast<Wide>(a.smax) : static_cast<Wide>(a.umax);
  Wide b_low = is_signed ? static_cast<Wide>(b.smin) : static_cast<Wide>(b.umin), b_high = is_signed ? static_cast<Wide>(b.smax) : static_cast<Wide>(b.umax);
  Wide low, high;
  switch (opcode) {
    case Opcode::int_sadd_overflows:
    case Opcode::int_uadd_overflows: low = a_low + b_low, high = a_high + b_high; break;
    case Opcode::int_ssub_overflows:
    case Opcode::int_usub_overflows: low = a_low - b_high, high = a_high - b_low; break;
    case Opcode::int_smul_overflows: {
      Wide corners[4] = {a_low * b_low, a_low * b_high, a_high * b_low, a_high * b_high};
      low = *std::min_element(corners, corners + 4), high = *std::max_element(corners, corners + 4);
      break;
    }
    default: {
      unsigned __int128 least = static_cast<unsigned __int128>(a.umin) * b.umin, most = static_cast<unsigned __int128>(a.umax) * b.umax;
      if (most <= mask_of(type)) return truth(false);
      return least > mask_of(type) ? truth(true) : boolean();
    }
  }
  Wide least = is_signed ? static_cast<Wide>(least_signed(type)) : 0;
  Wide most = is_signed ? static_cast<Wide>(most_signed(type)) : static_cast<Wide>(mask_of(type));
  if (low >= least && high <= most) return truth(false);
  return high < least || low > most ? truth(true) : boolean();
}

Bounds compare(Opcode opcode, const Bounds& a, const Bounds& b, Type type) {
  Bounds x = a, y = b;
  if (!refine_comparison(opcode, type, x, y)) return truth(false);
  x = a, y = b;
  if (!refine_comparison(negated(opcode), type, x, y)) return truth(true);
  return boolean();
}

Bounds sign_extend(const Bounds& a, Type a_type, Type type, unsigned bits) {
  int64_t most = static_cast<int64_t>((uint64_t{1} << (bits - 1)) - 1), least = -most - 1;
  Bounds result = Bounds::signed_between(least, most, type);
  // The operand's low bits count: only when it fits are its own bounds those of the result.
  if (a.umax <= static_cast<uint64_t>(most)) return Bounds::between(a.umin, a.umax, type);
  if (bits == width_of(a_type) || (a.smin >= least && a.smax <= most)) return Bounds::signed_between(std::max(a.smin, least), std::min(a.smax, most), type);
  return result;
}

}  // namespace

Bounds Bounds::any(Type type) {
  Bounds result;
  if (narrow(type)) {
    result.umax = low32;
    result.smin = INT32_MIN, result.smax = INT32_MAX;
    result.zeros = ~low32;
  }
  return result;
}

Bounds Bounds::exactly(uint64_t bits, Type type) {
  Bounds result;
  result.umin = result.umax = bits;
  result.smin = result.smax = as_signed(bits, type);
  result.ones = bits, result.zeros = ~bits;
  return result;
}

Bounds Bounds::between(uint64_t least, uint64_t most, Type type) {
  Bounds result = any(type);
  result.umin = least, result.umax = most;
  result.tighten(type);
  return result;
}

Bounds Bounds::signed_between(int64_t least, int64_t most, Type type) {
  Bounds result = any(type);
  result.smin = least, result.smax = most;
  result.tighten(type);
  return result;
}

bool Bounds::contains(uint64_t bits, Type type) const {
  int64_t value = as_signed(bits, type);
  return bits >= umin && bits <= umax && value >= smin && value <= smax && (bits & zeros) == 0 && (~bits & ones) == 0;
}

bool Bounds::covers(const Bounds& other) const {
  return other.umin >= umin && other.umax <= umax && other.smin >= smin && other.smax <= smax && (zeros & ~other.zeros) == 0 &&
         (ones & ~other.ones) == 0;
}

bool Bounds::tighten(Type type) {
  // Each form narrows the next; two rounds reach what further rounds would, but for single units.
  for (int round = 0; round < 2; round++) {
    const Bounds before = *this;
    umin = std::max(umin, ones);
    umax = std::min(umax, ~zeros);
    if (umin > umax || smin > smax || (zeros & ones)) return false;
    if (as_signed(umin, type) <= as_signed(umax, type)) {
      // The unsigned interval does not cross the sign.
      smin = std::max(smin, as_signed(umin, type));
      smax = std::min(smax, as_signed(umax, type));
    }
    if (smin > smax) return false;
    if ((smin >= 0) == (smax >= 0)) {
      umin = std::max(umin, as_image(smin, type));
      umax = std::min(umax, as_image(smax, type));
    }
    if (umin > umax) return false;
    uint64_t common = ~smear(umin ^ umax);
    ones |= umin & common;
    zeros |= ~umin & common;
    if (zeros & ones) return false;
    if (*this == before) break;
  }
  return true;
}

bool Bounds::intersect(const Bounds& other, Type type) {
  umin = std::max(umin, other.umin), umax = std::min(umax, other.umax);
  smin = std::max(smin, other.smin), smax = std::min(smax, other.smax);
  zeros |= other.zeros, ones |= other.ones;
  return tighten(type);
}

void Bounds::unite(const Bounds& other) {
  umin = std::min(umin, other.umin), umax = std::max(umax, other.umax);
  smin = std::min(smin, other.smin), smax = std::max(smax, other.smax);
  zeros &= other.zeros, ones &= other.ones;
}

bool is_comparison(Opcode opcode) { return opcode >= Opcode::int_eq && opcode <= Opcode::int_uge; }

Opcode negated(Opcode opcode) {
  switch (opcode) {
    case Opcode::int_eq: return Opcode::int_ne;
    case Opcode::int_ne: return Opcode::int_eq;
    case Opcode::int_slt: return Opcode::int_sge;
    case Opcode::int_sle: return Opcode::int_sgt;
    case Opcode::int_sgt: return Opcode::int_sle;
    case Opcode::int_sge: return Opcode::int_slt;
    case Opcode::int_ult: return Opcode::int_uge;
    case Opcode::int_ule: return Opcode::int_ugt;
    case Opcode::int_ugt: return Opcode::int_ule;
    default: return Opcode::int_ult;
  }
}

Opcode swapped(Opcode opcode) {
  switch (opcode) {
    case Opcode::int_slt: return Opcode::int_sgt;
    case Opcode::int_sle: return Opcode::int_sge;
    case Opcode::int_sgt: return Opcode::int_slt;
    case Opcode::int_sge: return Opcode::int_sle;
    case Opcode::int_ult: return Opcode::int_ugt;
    case Opcode::int_ule: return Opcode::int_uge;
    case Opcode::int_ugt: return Opcode::int_ult;
    case Opcode::int_uge: return Opcode::int_ule;
    default: return opcode;
  }
}

bool refine_comparison(Opcode opcode, Type type, Bounds& a, Bounds& b) {
  switch (opcode) {
    case Opcode::int_eq:
      if (!a.intersect(b, type)) return false;
      b = a;
      return true;
    case Opcode::int_ne: {
      if (a.is_constant() && b.is_constant()) return a.umin != b.umin;
      // A constant at an end of the other's interval shortens it.
      Bounds& wide = a.is_constant() ? b : a;
      const Bounds& point = a.is_constant() ? a : b;
      if (!point.is_constant()) return true;
      if (wide.umin == point.umin) wide.umin++;
      else if (wide.umax == point.umin) wide.umax--;
      if (wide.smin == point.smin) wide.smin++;
      else if (wide.smax == point.smin) wide.smax--;
      return wide.tighten(type);
    }
    case Opcode::int_slt:
      if (b.smax == least_signed(type) || a.smin == most_signed(type)) return false;
      a.smax = std::min(a.smax, b.smax - 1);
      b.smin = std::max(b.smin, a.smin + 1);
      break;
    case Opcode::int_sle:
      a.smax = std::min(a.smax, b.smax);
      b.smin = std::max(b.smin, a.smin);
      break;
    case Opcode::int_ult:
      if (b.umax == 0 || a.umin == mask_of(type)) return false;
      a.umax = std::min(a.umax, b.umax - 1);
      b.umin = std::max(b.umin, a.umin + 1);
      break;
    case Opcode::int_ule:
      a.umax = std::min(a.umax, b.umax);
      b.umin = std::max(b.umin, a.umin);
      break;
    default: return refine_comparison(swapped(opcode), type, b, a);
  }
  return a.tighten(type) && b.tighten(type);
}

Bounds loaded_bounds(MemoryType memory_type) {
  switch (memory_type) {
    case MemoryType::i8: {
      static const Bounds byte = Bounds::between(0, 0xff, Type::i32);
      return byte;
    }
    case MemoryType::i16: return Bounds::between(0, 0xffff, Type::i32);
    default: return Bounds::any(layout::register_type(memory_type));
  }
}

Bounds transfer(Opcode opcode, Type type, const Bounds& a, const Bounds& b, const Bounds& c, Type a_type, int64_t immediate, uint16_t scale) {
  switch (opcode) {
    case Opcode::int_add: return add(a, b, type);
    case Opcode::int_sub: return subtract(a, b, type);
    case Opcode::int_mul: return multiply(a, b, type);
    case Opcode::int_and:
    case Opcode::int_or:
    case Opcode::int_xor: return bitwise(opcode, a, b, type);
    case Opcode::int_shl:
    case Opcode::int_lshr:
    case Opcode::int_ashr: return shift(opcode, a, b, type);
    case Opcode::int_sdiv:
    case Opcode::int_udiv:
    case Opcode::int_srem:
    case Opcode::int_urem: return divide(opcode, a, b, type);
    case Opcode::int_sadd_overflows:
    case Opcode::int_ssub_overflows:
    case Opcode::int_smul_overflows:
    case Opcode::int_uadd_overflows:
    case Opcode::int_usub_overflows:
    case Opcode::int_umul_overflows: return overflow(opcode, a, b, type);
    case Opcode::int_popcount:
    case Opcode::int_clz:
    case Opcode::int_ctz: return Bounds::between(0, width_of(type), type);
    case Opcode::int_sign_extend: return sign_extend(a, a_type, type, static_cast<unsigned>(immediate));
    case Opcode::int_truncate: {
      Bounds result = Bounds::any(Type::i32);
      if (a.umax <= low32) result.umin = a.umin, result.umax = a.umax;
      if (a.smin >= INT32_MIN && a.smax <= INT32_MAX) result.smin = a.smin, result.smax = a.smax;
      result.zeros |= a.zeros & low32, result.ones |= a.ones & low32;
      result.tighten(Type::i32);
      return result;
    }
    case Opcode::int_zero_extend: {
      Bounds result = Bounds::between(a.umin, a.umax, Type::i64);
      result.zeros |= a.zeros, result.ones |= a.ones;
      result.tighten(Type::i64);
      return result;
    }
    case Opcode::select: {
      if (a.umin > 0) return b;
      if (a.umax == 0) return c;
      Bounds result = b;
      result.unite(c);
      return result;
    }
    case Opcode::ptr_add: return add(a, Bounds::exactly(static_cast<uint64_t>(immediate), Type::i64), Type::i64);
    case Opcode::float_to_bits: return type == Type::f32 ? Bounds::between(0, low32, Type::i64) : Bounds::any(Type::i64);
    default: break;
  }
  Type result = trace::result_type(opcode, type);
  if (is_comparison(opcode)) return compare(opcode, a, b, type);
  if (opcode >= Opcode::float_eq && opcode <= Opcode::float_unordered) return boolean();
  return Bounds::any(result);
}

}  // namespace jitwright::optimizer
