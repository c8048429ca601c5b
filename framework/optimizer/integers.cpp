// Bounds of values, and what a condition that holds says about the values it was computed from.
#include <algorithm>

#include "optimizer/walk.h"

namespace jitwright::optimizer {

namespace {
constexpr int propagation_depth = 4;
}

void Walk::make_constant(V value, V constant_value) {
  value = resolve(value), constant_value = resolve(constant_value);
  if (value == constant_value) return;
  if (is_constant(value)) return contradiction("two different constants are said to be equal");
  if (!at(value).out.valid()) return;  // a virtual object or box: its own form says more
  becomes_something_else(value);
  at(value).forward = constant_value;
  if (V object = at(value).field_of; object != V::none) at(resolve(object)).has_news = true;
  if (at(value).type != Type::i32 || !shared_.enabled(Pass::fold)) return;
  // A truth value often goes on as a wider integer, computed before the guard.
  Value wider;
  wider.opcode = Opcode::int_zero_extend;
  wider.type = wider.operation_type = Type::i64;
  wider.operands[0] = value;
  for (Type type : {Type::i32, Type::i64}) {
    wider.operation_type = type;
    V extended = find_pure(wider);
    if (extended != V::none && !is_constant(extended)) make_constant(extended, constant(bits_of(constant_value), Type::i64));
  }
}

void Walk::narrow(V value, const Bounds& bounds) {
  value = resolve(value);
  Type type = at(value).type;
  if (!shared_.enabled(Pass::integers) || layout::is_float(type)) return;
  if (is_constant(value)) {
    if (!bounds.contains(bits_of(value), type)) contradiction("a constant lies outside its bounds");
    return;
  }
  Bounds narrowed = at(value).bounds;
  if (!narrowed.intersect(bounds, type)) return contradiction("no integer is within the bounds");
  if (narrowed == at(value).bounds) return;
  at(value).bounds = narrowed;
  at(value).has_news = true;
  bounds_changed(value, propagation_depth);
  if (narrowed.is_constant()) make_constant(value, constant(narrowed.umin, type));
}

/// What narrower bounds of a value say about the operand it was computed from.
void Walk::bounds_changed(V value, int depth) {
  if (depth == 0 || failed_) return;
  Value definition = at(value);
  if (definition.operands[0] == V::none) return;
  V a = resolve(definition.operands[0]);
  V b = definition.operands[1] == V::none ? V::none : resolve(definition.operands[1]);
  if (is_constant(a) || layout::is_float(at(a).type)) return;
  const Bounds& known = definition.bounds;
  Type type = at(a).type;
  Bounds implied = Bounds::any(type);
  switch (definition.opcode) {
    case Opcode::int_add:
      if (!is_constant(b)) return;
      implied = transfer(Opcode::int_sub, definition.type, known, at(b).bounds, {}, definition.type, 0, 0);
      break;
    case Opcode::ptr_add:
      implied = transfer(Opcode::ptr_add, Type::ptr, known, {}, {}, type, -definition.immediate, 0);
      break;
    case Opcode::int_zero_extend: implied = Bounds::between(known.umin, known.umax & 0xffffffff, Type::i32); break;
    case Opcode::int_sign_extend:
      if (type != Type::i32 || definition.immediate != 32 || definition.type == Type::i32) return;
      implied = Bounds::signed_between(known.smin, known.smax, Type::i32);
      break;
    case Opcode::int_and:
      if (!is_constant(b)) return;
      implied.ones |= known.ones;
      implied.zeros |= known.zeros & bits_of(b);
      break;
    case Opcode::int_lshr: {
      if (!is_constant(b)) return;
      unsigned by = static_cast<unsigned>(bits_of(b));
      unsigned width = type == Type::i32 ? 32 : 64;
      if (by == 0 || by >= width) return;
      implied.umin = known.umin << by;
      implied.umax = (known.umax << by) | ((uint64_t{1} << by) - 1);
      break;
    }
    default: return;
  }
  Bounds narrowed = at(a).bounds;
  if (!narrowed.intersect(implied, type)) return contradiction("no integer is within the bounds");
  if (narrowed == at(a).bounds) return;
  at(a).bounds = narrowed;
  at(a).has_news = true;
  bounds_changed(a, depth - 1);
  if (narrowed.is_constant()) make_constant(a, constant(narrowed.umin, type));
}

void Walk::assume_true(V condition) {
  condition = resolve(condition);
  if (is_constant(condition)) {
    if (bits_of(condition) == 0) contradiction("a false condition is said to hold");
    return;
  }
  Value definition = at(condition);
  if (!definition.out.valid()) return;  // objects are not null; boxes stay what they are
  V a = definition.operands[0] == V::none ? V::none : resolve(definition.operands[0]);
  V b = definition.operands[1] == V::none ? V::none : resolve(definition.operands[1]);
  bool boolean = is_boolean(condition);
  if (is_comparison(definition.opcode)) {
    Bounds left = at(a).bounds, right = at(b).bounds;
    if (!refine_comparison(definition.opcode, definition.operation_type, left, right)) return contradiction("a comparison that cannot hold is said to hold");
    if (definition.opcode == Opcode::int_eq && is_constant(b)) make_constant(a, b);
    else if (definition.opcode == Opcode::int_eq && is_constant(a)) make_constant(b, a);
    else narrow(a, left), narrow(b, right);
    if (definition.opcode == Opcode::int_slt && !is_constant(b)) state_.orders.emplace_back(a, b);
  } else if (definition.opcode == Opcode::is_box) {
    become_box(a, definition.descriptor);
  } else if (definition.opcode == Opcode::int_and && is_boolean(a) && is_boolean(b)) {
    assume_true(a), assume_true(b);
  } else if (definition.opcode == Opcode::int_xor && is_boolean(a) && is_constant(b, 1)) {
    assume_false(a);
  } else if (definition.opcode == Opcode::int_zero_extend) {
    assume_true(a);
  }
  if (boolean) {
    make_constant(condition, constant(1, Type::i32));
  } else if (shared_.enabled(Pass::integers)) {
    Bounds positive = Bounds::any(definition.type);
    positive.umin = 1;
    narrow(condition, positive);
  }
}

/// A product that does not overflow lies between the products of what its factors are bound by.
void Walk::product_is_exact(Value check, V a, V b) {
  if (check.operation_type == Type::i32) return;
  check.opcode = Opcode::int_mul;
  check.type = check.operation_type;
  V product = find_pure(check);
  if (product == V::none) return;
  __int128 corners[] = {__int128{at(a).bounds.smin} * at(b).bounds.smin, __int128{at(a).bounds.smin} * at(b).bounds.smax,
                        __int128{at(a).bounds.smax} * at(b).bounds.smin, __int128{at(a).bounds.smax} * at(b).bounds.smax};
  auto [least, most] = std::ranges::minmax(corners);
  auto within = [](__int128 bound) { return static_cast<int64_t>(std::clamp<__int128>(bound, INT64_MIN, INT64_MAX)); };
  narrow(product, Bounds::signed_between(within(least), within(most), check.type));
}

void Walk::assume_false(V condition) {
  condition = resolve(condition);
  if (is_constant(condition)) {
    if (bits_of(condition) != 0) contradiction("a true condition is said not to hold");
    return;
  }
  Value definition = at(condition);
  if (!definition.out.valid()) return;
  V a = definition.operands[0] == V::none ? V::none : resolve(definition.operands[0]);
  V b = definition.operands[1] == V::none ? V::none : resolve(definition.operands[1]);
  if (is_comparison(definition.opcode)) {
    Opcode opposite = negated(definition.opcode);
    Bounds left = at(a).bounds, right = at(b).bounds;
    if (!refine_comparison(opposite, definition.operation_type, left, right)) return contradiction("a comparison that must hold is said not to hold");
    if (opposite == Opcode::int_eq && is_constant(b)) make_constant(a, b);
    else if (opposite == Opcode::int_eq && is_constant(a)) make_constant(b, a);
    else narrow(a, left), narrow(b, right);
    if (definition.opcode == Opcode::int_sle && !is_constant(a)) state_.orders.emplace_back(b, a);
  } else if (definition.opcode == Opcode::int_smul_overflows) {
    product_is_exact(definition, a, b);
  } else if (definition.opcode == Opcode::is_box) {
    if (definition.descriptor < 32) at(a).not_families |= uint32_t{1} << definition.descriptor;
  } else if (definition.opcode == Opcode::int_or) {
    assume_false(a), assume_false(b);
  } else if (definition.opcode == Opcode::int_xor && is_boolean(a) && is_constant(b, 1)) {
    assume_true(a);
  } else if (definition.opcode == Opcode::int_zero_extend) {
    assume_false(a);
  }
  make_constant(condition, constant(0, definition.type));
}

}  // namespace jitwright::optimizer
