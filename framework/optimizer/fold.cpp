// Pure operations: constants are folded, algebra simplifies, equal operations merge.
//
// Comparisons have one canonical form, so that a comparison and its opposite find each other: constants stand on the right, `<=`
// and `>=` with a constant become `<` and `>`, `>` and `>=` of two values are turned round.
#include <bit>

#include "optimizer/walk.h"
#include "trace/evaluate.h"

namespace jitwright::optimizer {

namespace {

uint64_t mask_of(Type type) { return type == Type::i32 ? 0xffffffff : ~uint64_t{0}; }
unsigned width_of(Type type) { return type == Type::i32 ? 32 : 64; }

bool is_commutative(Opcode opcode) {
  switch (opcode) {
    case Opcode::int_add:
    case Opcode::int_mul:
    case Opcode::int_and:
    case Opcode::int_or:
    case Opcode::int_xor:
    case Opcode::int_eq:
    case Opcode::int_ne:
    case Opcode::int_sadd_overflows:
    case Opcode::int_smul_overflows:
    case Opcode::int_uadd_overflows:
    case Opcode::int_umul_overflows:
    case Opcode::int_umulh: return true;
    default: return false;
  }
}

Type normal(Type type) { return type == Type::ptr ? Type::i64 : type; }

}  // namespace

// ---- Common subexpressions ------------------------------------------------------------------------------------------------

uint64_t Walk::hash_definition(const Value& value) const {
  uint64_t hash = static_cast<uint64_t>(value.opcode) * 0x9e3779b97f4a7c15u + static_cast<uint64_t>(normal(value.operation_type));
  auto mix = [&](uint64_t word) { hash = (hash ^ word) * 0x9e3779b97f4a7c15u, hash ^= hash >> 29; };
  for (V each : value.operands) mix(index_of(each));
  mix(static_cast<uint64_t>(value.immediate));
  mix(uint64_t{value.descriptor} << 16 | value.scale);
  return hash;
}

bool Walk::same_definition(const Value& a, const Value& b) const {
  return a.opcode == b.opcode && a.operands == b.operands && a.immediate == b.immediate && a.scale == b.scale && a.descriptor == b.descriptor &&
         normal(a.operation_type) == normal(b.operation_type);
}

V Walk::find_pure(const Value& definition) {
  size_t mask = state_.pure_table.size() - 1;
  for (size_t slot = hash_definition(definition) & mask; state_.pure_table[slot] != V::none; slot = (slot + 1) & mask) {
    V found = state_.pure_table[slot];
    if (same_definition(at(found), definition)) {
      activate(found);
      return resolve(found);
    }
  }
  return V::none;
}

void Walk::remember_pure(V value) {
  std::vector<V>& table = state_.pure_table;
  if (++state_.pure_count * 2 > table.size()) {
    std::vector<V> old(table.size() * 2, V::none);
    old.swap(table);
    state_.pure_count = 1;
    for (V each : old) {
      if (each != V::none) remember_pure(each);
    }
  }
  size_t mask = table.size() - 1;
  size_t slot = hash_definition(at(value)) & mask;
  while (table[slot] != V::none) slot = (slot + 1) & mask;
  table[slot] = value;
}

/// The comparison that holds exactly when this one does not, in its canonical form, if it was computed.
V Walk::find_opposite(Value definition) {
  Type type = definition.operation_type;
  uint64_t mask = mask_of(type);
  V b = resolve(definition.operands[1]);
  definition.opcode = negated(definition.opcode);
  definition.bounds = Bounds{};
  bool less_equal = definition.opcode == Opcode::int_sle || definition.opcode == Opcode::int_ule;
  bool greater_equal = definition.opcode == Opcode::int_sge || definition.opcode == Opcode::int_uge;
  bool is_signed = definition.opcode == Opcode::int_sle || definition.opcode == Opcode::int_sge;
  if (is_constant(b) && less_equal) {
    if (bits_of(b) == (is_signed ? mask >> 1 : mask)) return V::none;
    definition.opcode = is_signed ? Opcode::int_slt : Opcode::int_ult;
    definition.operands[1] = constant((bits_of(b) + 1) & mask, type);
  } else if (is_constant(b) && greater_equal) {
    if (bits_of(b) == (is_signed ? (mask >> 1) + 1 : 0)) return V::none;
    definition.opcode = is_signed ? Opcode::int_sgt : Opcode::int_ugt;
    definition.operands[1] = constant((bits_of(b) - 1) & mask, type);
  } else if (!is_constant(b) && (greater_equal || definition.opcode == Opcode::int_sgt || definition.opcode == Opcode::int_ugt)) {
    definition.opcode = swapped(definition.opcode);
    std::swap(definition.operands[0], definition.operands[1]);
  }
  return find_pure(definition);
}

V Walk::unemitted(const Value& definition) {
  state_.values.push_back(definition);
  return static_cast<V>(state_.values.size() - 1);
}

V Walk::pure(Opcode opcode, Type type, V a, V b, V c, int64_t immediate, uint16_t scale) {
  a = resolve(a);
  if (b != V::none) b = resolve(b);
  if (c != V::none) c = resolve(c);
  bool folds = shared_.enabled(Pass::fold);
  if (folds && b != V::none && is_commutative(opcode)) {
    bool exchange = is_constant(a) ? !is_constant(b) : !is_constant(b) && index_of(b) < index_of(a);
    if (exchange) std::swap(a, b);
  }
  Type result_type = trace::result_type(opcode, type);
  if (folds) {
    if (V folded = fold(opcode, type, a, b, c, immediate, scale); folded != V::none) return resolve(folded);
  }
  Value definition;
  definition.opcode = opcode;
  definition.type = result_type;
  definition.operation_type = type;
  definition.operands = {a, b, c};
  definition.immediate = immediate;
  definition.scale = scale;
  if (folds) {
    if (V known = find_pure(definition); known != V::none) return known;
    if (is_comparison(opcode)) {
      // Its opposite may have been decided by a guard.
      V known = find_opposite(definition);
      if (known != V::none && is_constant(known)) return constant(bits_of(known) == 0, Type::i32);
    }
  }
  Bounds bounds = Bounds::any(result_type);
  if (shared_.enabled(Pass::integers) && !layout::is_float(result_type)) {
    Bounds none;
    bounds = transfer(opcode, type, at(a).bounds, b == V::none ? none : at(b).bounds, c == V::none ? none : at(c).bounds, at(a).type, immediate, scale);
    if (opcode == Opcode::ptr_add_item) bounds = Bounds::any(Type::ptr);
    if (bounds.is_constant() && folds) return constant(bounds.umin, result_type);
  }
  definition.bounds = bounds;
  if (opcode == Opcode::ptr_add && is_virtual(a)) {
    return unemitted(definition);
  }
  Operation operation{.opcode = opcode, .type = type, .scale = scale, .immediate = immediate};
  if (c != V::none) definition.out = emit(operation, {a, b, c});
  else if (b != V::none) definition.out = emit(operation, {a, b});
  else definition.out = emit(operation, {a});
  V value = unemitted(definition);
  if (folds) remember_pure(value);
  return value;
}

// ---- Rules ----------------------------------------------------------------------------------------------------------------

V Walk::negation(V value) {
  value = resolve(value);
  if (is_constant(value)) return constant(bits_of(value) == 0, Type::i32);
  Value definition = at(value);
  if (is_comparison(definition.opcode)) return pure(negated(definition.opcode), definition.operation_type, definition.operands[0], definition.operands[1]);
  if (definition.opcode == Opcode::int_xor && is_constant(resolve(definition.operands[1]), 1)) return resolve(definition.operands[0]);
  return V::none;
}

V Walk::fold(Opcode opcode, Type type, V a, V b, V c, int64_t immediate, uint16_t scale) {
  Type result_type = trace::result_type(opcode, type);
  bool constants = is_constant(a) && (b == V::none || is_constant(b)) && (c == V::none || is_constant(c));
  if (constants) {
    uint64_t x = bits_of(a), y = b == V::none ? 0 : bits_of(b), z = c == V::none ? 0 : bits_of(c);
    if (trace::may_evaluate(opcode, type, x, y)) return constant(trace::evaluate(opcode, type, x, y, z, immediate, scale), result_type);
    return V::none;
  }
  if (is_comparison(opcode)) return fold_comparison(opcode, type, a, b);
  switch (opcode) {
    case Opcode::select:
      if (b == c) return b;
      if (is_constant(a)) return bits_of(a) ? b : c;
      if (at(a).bounds.umin > 0) return b;
      if (is_boolean(a) && type == Type::i32 && is_constant(b, 1) && is_constant(c, 0)) return a;
      if (is_boolean(a) && type == Type::i32 && is_constant(b, 0) && is_constant(c, 1)) return negation(a);
      return V::none;
    case Opcode::ptr_add: {
      if (immediate == 0) return a;
      Value base = at(a);
      if (base.opcode == Opcode::ptr_add) return pure(Opcode::ptr_add, Type::ptr, base.operands[0], V::none, V::none, base.immediate + immediate);
      if (base.opcode == Opcode::int_add && base.type != Type::i32 && is_constant(resolve(base.operands[1]))) {
        return pure(Opcode::ptr_add, Type::ptr, base.operands[0], V::none, V::none, static_cast<int64_t>(bits_of(resolve(base.operands[1]))) + immediate);
      }
      if (base.opcode == Opcode::ptr_add_item) {
        return pure(Opcode::ptr_add_item, Type::ptr, base.operands[0], base.operands[1], V::none, base.immediate + immediate, base.scale);
      }
      return V::none;
    }
    case Opcode::ptr_add_item: {
      if (is_constant(b)) return pure(Opcode::ptr_add, Type::ptr, a, V::none, V::none, static_cast<int64_t>(bits_of(b)) * scale + immediate);
      Value base = at(a), item = at(b);
      if (item.opcode == Opcode::int_add && item.type != Type::i32 && is_constant(resolve(item.operands[1]))) {
        int64_t more = static_cast<int64_t>(bits_of(resolve(item.operands[1])) * scale);
        return pure(Opcode::ptr_add_item, Type::ptr, a, item.operands[0], V::none, immediate + more, scale);
      }
      if (base.opcode == Opcode::ptr_add) return pure(Opcode::ptr_add_item, Type::ptr, base.operands[0], b, V::none, immediate + base.immediate, scale);
      return V::none;
    }
    case Opcode::float_eq:
    case Opcode::float_ne: {
      // Only 0 converts to a zero.
      const Value& converted = at(a);
      bool with_zero = is_constant(b) && type == Type::f64 && (bits_of(b) << 1) == 0;
      if (!with_zero || converted.opcode != Opcode::int_to_float) return V::none;
      V integer = resolve(converted.operands[0]);
      return pure(opcode == Opcode::float_eq ? Opcode::int_eq : Opcode::int_ne, at(integer).type, integer, constant(0, at(integer).type));
    }
    case Opcode::float_neg: {
      const Value& inner = at(a);
      return inner.opcode == Opcode::float_neg ? resolve(inner.operands[0]) : V::none;
    }
    case Opcode::float_mul:
      // Exact for every value; a signalling NaN would only become quiet.
      if (type == Type::f64 && is_constant(b, 0x3ff0000000000000)) return a;
      if (type == Type::f64 && is_constant(a, 0x3ff0000000000000)) return b;
      return V::none;
    case Opcode::int_sign_extend:
    case Opcode::int_truncate:
    case Opcode::int_zero_extend:
    case Opcode::float_to_bits:
    case Opcode::bits_to_float: return fold_conversion(opcode, type, a, immediate);
    default: break;
  }
  if (opcode <= Opcode::int_umulh && b != V::none) return fold_integer(opcode, type, a, b);
  return V::none;
}

V Walk::fold_integer(Opcode opcode, Type type, V a, V b) {
  uint64_t mask = mask_of(type);
  bool with_constant = is_constant(b);
  uint64_t k = with_constant ? bits_of(b) : 0;
  Value left = at(a), right = at(b);
  auto left_operand = [&](int i) { return resolve(left.operands[static_cast<size_t>(i)]); };
  auto right_operand = [&](int i) { return resolve(right.operands[static_cast<size_t>(i)]); };
  bool left_with_constant = left.operands[1] != V::none && is_constant(left_operand(1));
  uint64_t left_k = left_with_constant ? bits_of(left_operand(1)) : 0;
  bool same_width = (left.type == Type::i32) == (type == Type::i32);
  auto number = [&](uint64_t bits) { return constant(bits & mask, type); };
  auto chain = [&](Opcode inner, uint64_t combined) { return pure(inner, type, left_operand(0), number(combined)); };
  switch (opcode) {
    case Opcode::int_add:
      if (with_constant && k == 0) return a;
      if (with_constant && type != Type::i32 && (is_virtual(a) || left.opcode == Opcode::ptr_add)) {
        return pure(Opcode::ptr_add, Type::ptr, a, V::none, V::none, static_cast<int64_t>(k));
      }
      if (with_constant && left.opcode == Opcode::int_add && left_with_constant && same_width) return chain(Opcode::int_add, left_k + k);
      if (left.opcode == Opcode::int_sub && same_width && left_operand(1) == b) return left_operand(0);
      if (right.opcode == Opcode::int_sub && right.operands[1] != V::none && right_operand(1) == a) return right_operand(0);
      return V::none;
    case Opcode::int_sub: {
      if (a == b) return number(0);
      if (with_constant) return pure(Opcode::int_add, type, a, number(0 - k));
      if (left.opcode == Opcode::int_add && same_width) {
        if (left_operand(1) == b) return left_operand(0);
        if (left_operand(0) == b) return left_operand(1);
      }
      // Distance of two addresses in one object.
      auto offset_of = [&](const Value& value, V self, V& base) {
        base = self;
        if (value.opcode != Opcode::ptr_add) return int64_t{0};
        base = resolve(value.operands[0]);
        return value.immediate;
      };
      if (type != Type::i32) {
        V left_base, right_base;
        int64_t from = offset_of(left, a, left_base), to = offset_of(right, b, right_base);
        if (left_base == right_base) return number(static_cast<uint64_t>(from - to));
      }
      return V::none;
    }
    case Opcode::int_mul:
      if (with_constant && k == 0) return number(0);
      if (with_constant && k == 1) return a;
      if (with_constant && std::has_single_bit(k)) return pure(Opcode::int_shl, type, a, number(static_cast<uint64_t>(std::countr_zero(k))));
      return V::none;
    case Opcode::int_and:
      if (a == b) return a;
      if (!with_constant) return V::none;
      if (k == 0) return number(0);
      if ((~left.bounds.zeros & mask & ~k) == 0) return a;
      if (left.opcode == Opcode::int_and && left_with_constant) return chain(Opcode::int_and, left_k & k);
      if (left.opcode == Opcode::int_or && left_with_constant && (left_k & k) == 0) return chain(Opcode::int_and, k);
      return V::none;
    case Opcode::int_or:
      if (a == b) return a;
      if (!with_constant) return V::none;
      if ((k & ~left.bounds.ones) == 0) return a;
      if (k == mask) return number(mask);
      if (left.opcode == Opcode::int_or && left_with_constant) return chain(Opcode::int_or, left_k | k);
      return V::none;
    case Opcode::int_xor:
      if (a == b) return number(0);
      if (!with_constant) return V::none;
      if (k == 0) return a;
      if (k == 1 && type == Type::i32 && is_boolean(a)) {
        if (V opposite = negation(a); opposite != V::none) return opposite;
      }
      if (left.opcode == Opcode::int_xor && left_with_constant) return chain(Opcode::int_xor, left_k ^ k);
      return V::none;
    case Opcode::int_shl:
    case Opcode::int_lshr:
    case Opcode::int_ashr: {
      if (!with_constant || k >= width_of(type)) return V::none;
      if (k == 0) return a;
      unsigned by = static_cast<unsigned>(k);
      bool pair = left_with_constant && left_k < width_of(type) && same_width;
      if (opcode == Opcode::int_shl && pair) {
        if (left.opcode == Opcode::int_lshr && left_k == k) return chain(Opcode::int_and, mask >> by << by);
        if (left.opcode == Opcode::int_shl) return left_k + k < width_of(type) ? chain(Opcode::int_shl, left_k + k) : number(0);
      }
      if (opcode == Opcode::int_lshr && pair) {
        if (left.opcode == Opcode::int_shl && left_k == k) return chain(Opcode::int_and, mask >> by);
        if (left.opcode == Opcode::int_lshr) return left_k + k < width_of(type) ? chain(Opcode::int_lshr, left_k + k) : number(0);
      }
      if (opcode == Opcode::int_ashr) {
        if (pair && left.opcode == Opcode::int_shl && left_k == k) {
          // Sign extension of the low bits.
          unsigned bits = width_of(type) - by;
          Bounds fits = Bounds::signed_between(-(int64_t{1} << (bits - 1)), (int64_t{1} << (bits - 1)) - 1, type);
          const Bounds& known = at(left_operand(0)).bounds;
          if (known.smin >= fits.smin && known.smax <= fits.smax) return left_operand(0);
          if (bits == 8 || bits == 16 || bits == 32) return pure(Opcode::int_sign_extend, type, left_operand(0), V::none, V::none, bits);
        }
        if (left.bounds.smin >= 0) return pure(Opcode::int_lshr, type, a, b);
      }
      return V::none;
    }
    case Opcode::int_sdiv:
      if (with_constant && k == 1) return a;
      if (with_constant && std::has_single_bit(k) && left.bounds.smin >= 0 && k <= mask >> 1) {
        return pure(Opcode::int_lshr, type, a, number(static_cast<uint64_t>(std::countr_zero(k))));
      }
      return V::none;
    case Opcode::int_udiv:
      if (with_constant && std::has_single_bit(k)) return pure(Opcode::int_lshr, type, a, number(static_cast<uint64_t>(std::countr_zero(k))));
      return V::none;
    case Opcode::int_srem:
      if (with_constant && std::has_single_bit(k) && left.bounds.smin >= 0 && k <= mask >> 1) return pure(Opcode::int_and, type, a, number(k - 1));
      return V::none;
    case Opcode::int_urem:
      if (with_constant && std::has_single_bit(k)) return pure(Opcode::int_and, type, a, number(k - 1));
      return V::none;
    default: return V::none;
  }
}

V Walk::fold_comparison(Opcode opcode, Type type, V a, V b) {
  bool equality = opcode == Opcode::int_eq || opcode == Opcode::int_ne;
  auto truth = [&](bool value) { return constant(value, Type::i32); };
  if (a == b) {
    bool holds = opcode == Opcode::int_eq || opcode == Opcode::int_sle || opcode == Opcode::int_sge || opcode == Opcode::int_ule || opcode == Opcode::int_uge;
    return truth(holds);
  }
  if (is_constant(a) && !is_constant(b)) return pure(swapped(opcode), type, b, a);
  uint64_t mask = mask_of(type);
  if (is_constant(b)) {
    uint64_t k = bits_of(b);
    uint64_t most_signed = mask >> 1, least_signed = most_signed + 1;
    switch (opcode) {
      case Opcode::int_sle:
        if (k == most_signed) return truth(true);
        return pure(Opcode::int_slt, type, a, constant((k + 1) & mask, type));
      case Opcode::int_sge:
        if (k == least_signed) return truth(true);
        return pure(Opcode::int_sgt, type, a, constant((k - 1) & mask, type));
      case Opcode::int_ule:
        if (k == mask) return truth(true);
        return pure(Opcode::int_ult, type, a, constant(k + 1, type));
      case Opcode::int_uge:
        if (k == 0) return truth(true);
        return pure(Opcode::int_ugt, type, a, constant(k - 1, type));
      case Opcode::int_ult:
        if (k == 1) return pure(Opcode::int_eq, type, a, constant(0, type));
        break;
      case Opcode::int_ugt:
        if (k == 0) return pure(Opcode::int_ne, type, a, constant(0, type));
        break;
      default: break;
    }
  } else if (opcode == Opcode::int_sgt || opcode == Opcode::int_sge || opcode == Opcode::int_ugt || opcode == Opcode::int_uge) {
    return pure(swapped(opcode), type, b, a);
  }
  if (opcode == Opcode::int_ult && at(a).bounds.smin >= 0 && !is_constant(b) && is_below(a, b)) return truth(true);
  if (!equality) return V::none;

  // Addresses: an object that this trace made is no other value that existed before, and two of them differ.
  Value left = at(a), right = at(b);
  V left_base = left.opcode == Opcode::ptr_add ? resolve(left.operands[0]) : a;
  V right_base = right.opcode == Opcode::ptr_add ? resolve(right.operands[0]) : b;
  if (left_base == right_base && (left_base != a || right_base != b)) {
    int64_t from = left_base != a ? left.immediate : 0, to = right_base != b ? right.immediate : 0;
    return truth((from == to) == (opcode == Opcode::int_eq));
  }
  if (left_base == a && right_base == b && (is_virtual(a) || is_virtual(b))) return truth(opcode == Opcode::int_ne);

  // Boxes: their payloads decide, as far as these are compared bit by bit.
  if (left.family != no_family && !is_constant(a)) {
    uint32_t family = left.family;
    if (V other = is_constant(b) || right.family != no_family ? is_box(family, b) : V::none; other != V::none && is_constant(other)) {
      if (bits_of(other) == 0) return truth(opcode == Opcode::int_ne);
      V x = unbox(family, a), y = unbox(family, b);
      if (!layout::is_float(at(x).type)) return pure(opcode, at(x).type, x, y);
    }
  }

  if (!is_constant(b)) return V::none;
  uint64_t k = bits_of(b);
  V inner = left.operands[0] == V::none ? V::none : resolve(left.operands[0]);
  V second = left.operands[1] == V::none ? V::none : resolve(left.operands[1]);
  if (type == Type::i32 && is_boolean(a) && k <= 1) {
    bool wants_one = (opcode == Opcode::int_eq) == (k == 1);
    if (wants_one) return a;
    if (V opposite = negation(a); opposite != V::none) return opposite;
    // One form for "not": int_eq with 0.
    if (k == 1) return pure(Opcode::int_eq, type, a, constant(0, type));
    return V::none;
  }
  switch (left.opcode) {
    case Opcode::int_add:
      if (is_constant(second)) return pure(opcode, type, inner, constant((k - bits_of(second)) & mask, type));
      break;
    case Opcode::int_sub:
    case Opcode::int_xor:
      if (k == 0) return pure(opcode, type, inner, second);
      if (left.opcode == Opcode::int_xor && is_constant(second)) return pure(opcode, type, inner, constant((k ^ bits_of(second)) & mask, type));
      break;
    case Opcode::int_zero_extend:
      if (k > 0xffffffff) return truth(opcode == Opcode::int_ne);
      return pure(opcode, Type::i32, inner, constant(k, Type::i32));
    default: break;
  }
  return V::none;
}

V Walk::fold_conversion(Opcode opcode, Type type, V a, int64_t immediate) {
  Value left = at(a);
  V inner = left.operands[0] == V::none ? V::none : resolve(left.operands[0]);
  V second = left.operands[1] == V::none ? V::none : resolve(left.operands[1]);
  switch (opcode) {
    case Opcode::int_zero_extend:
      if (left.opcode == Opcode::int_truncate && at(inner).bounds.umax <= 0xffffffff) return inner;
      return V::none;
    case Opcode::int_truncate:
      if (left.opcode == Opcode::int_zero_extend) return inner;
      if (left.opcode == Opcode::int_sign_extend && left.immediate == 32 && at(inner).type == Type::i32) return inner;
      if (left.opcode == Opcode::int_and && is_constant(second) && (bits_of(second) & 0xffffffff) == 0xffffffff) {
        return pure(Opcode::int_truncate, type, inner);
      }
      return V::none;
    case Opcode::int_sign_extend: {
      int64_t most = static_cast<int64_t>((uint64_t{1} << (immediate - 1)) - 1), least = -most - 1;
      bool wide_in = left.type != Type::i32, wide_out = type != Type::i32;
      if (wide_in == wide_out && left.bounds.smin >= least && left.bounds.smax <= most) return a;
      if (!wide_in && wide_out && left.bounds.umax <= static_cast<uint64_t>(most)) return pure(Opcode::int_zero_extend, Type::i64, a);
      if (left.opcode == Opcode::int_zero_extend) return pure(Opcode::int_sign_extend, type, inner, V::none, V::none, immediate);
      if (left.opcode == Opcode::int_truncate && wide_out) return pure(Opcode::int_sign_extend, type, inner, V::none, V::none, immediate);
      return V::none;
    }
    case Opcode::float_to_bits:
      if (left.opcode == Opcode::bits_to_float && type == Type::f64) return inner;
      return V::none;
    default:
      if (left.opcode == Opcode::float_to_bits && type == Type::f64 && left.operation_type == Type::f64) return inner;
      return V::none;
  }
}

}  // namespace jitwright::optimizer
