// Guards: dropped when what they check is known, else emitted with resume data; afterwards what they checked is known.
#include <algorithm>

#include "optimizer/walk.h"
#include "support/check.h"

namespace jitwright::optimizer {

int Walk::decided(Opcode opcode, V condition, V expected) {
  const Value& value = at(condition);
  if (opcode == Opcode::guard_value) {
    if (is_constant(condition)) return bits_of(condition) == bits_of(expected) ? -1 : 1;
    if (layout::is_float(value.type)) return 0;
    if (is_virtual(condition) || !value.bounds.contains(bits_of(expected), value.type)) return 1;
    return 0;
  }
  bool wants_true = opcode == Opcode::guard_true;
  if (is_virtual(condition)) return wants_true ? -1 : 1;
  if (value.bounds.umin > 0) return wants_true ? -1 : 1;
  if (value.bounds.umax == 0) return wants_true ? 1 : -1;
  return 0;
}

/// "Not an int", says this guard, and the next one on the same value "a float": asked here, the second says it all. Only where nothing happens in between,
/// so that failing early is failing all the same.
void Walk::strengthen(uint32_t guard_index) {
  Operand tested = recorded_.operands(recorded_[guard_index])[0];
  if (!shared_.enabled(Pass::guards) || !tested.is_value() || recorded_[tested.index()].opcode != Opcode::is_box) return;
  V condition = value_of(tested);
  Operand box = recorded_.operands(recorded_[tested.index()])[0];
  if (is_constant(condition) || !box.is_value()) return;
  constexpr uint32_t furthest = 24;
  Operand later;
  for (uint32_t i = guard_index + 1; i < recorded_.size() && i <= guard_index + furthest; i++) {
    const Operation& operation = recorded_[i];
    bool same_box = operation.opcode == Opcode::is_box && recorded_.operands(operation)[0] == box;
    if (same_box && !later.valid()) later = Operand::value(i);
    bool is_asked = operation.opcode == Opcode::guard_true && later.valid() && recorded_.operands(operation)[0] == later;
    if (is_asked) {
      V stronger = is_box(recorded_[later.index()].descriptor, value_of(box));
      if (is_constant(stronger)) return;
      guard(Opcode::guard_true, stronger, V::none, recorded_[guard_index].snapshot);
      V answer = is_box(recorded_[tested.index()].descriptor, value_of(box));
      if (is_constant(answer) && !is_constant(resolve(condition))) make_constant(resolve(condition), answer);
      return;
    }
    bool harmless = trace::is_pure(operation.opcode) || trace::is_guard(operation.opcode) || operation.opcode == Opcode::is_box ||
                    operation.opcode == Opcode::unbox || operation.opcode == Opcode::debug_merge_point;
    if (!harmless) return;
  }
}

/// "Not 3", says this guard, and soon the next one on the same value "7": asked here, the second says it all.
void Walk::strengthen_inequality(uint32_t guard_index) {
  const Operation& asked = recorded_[guard_index];
  Operand tested = recorded_.operands(asked)[0];
  if (!shared_.enabled(Pass::guards) || !tested.is_value() || is_constant(value_of(tested))) return;
  const Operation& comparison = recorded_[tested.index()];
  if (comparison.opcode != (asked.opcode == Opcode::guard_false ? Opcode::int_eq : Opcode::int_ne)) return;
  Operand value = recorded_.operands(comparison)[0], other = recorded_.operands(comparison)[1];
  if (!value.is_value() || !other.is_constant()) return;
  constexpr uint32_t furthest = 24;
  for (uint32_t i = guard_index + 1; i < recorded_.size() && i <= guard_index + furthest; i++) {
    const Operation& operation = recorded_[i];
    if (operation.opcode == Opcode::guard_value && recorded_.operands(operation)[0] == value) {
      V expected = value_of(recorded_.operands(operation)[1]);
      if (decided(Opcode::guard_value, value_of(value), expected) != 0) return;
      guard(Opcode::guard_value, value_of(value), expected, asked.snapshot);
      V answer = pure(comparison.opcode, comparison.type, value_of(value), value_of(other));
      if (is_constant(answer) && !is_constant(value_of(tested))) make_constant(value_of(tested), answer);
      return;
    }
    bool harmless = trace::is_pure(operation.opcode) || trace::is_guard(operation.opcode) || operation.opcode == Opcode::is_box ||
                    operation.opcode == Opcode::unbox || operation.opcode == Opcode::load || operation.opcode == Opcode::load_item ||
                    operation.opcode == Opcode::debug_merge_point;
    if (!harmless) return;
  }
}

/// The recorded operations compute the same number: from the same boxes, by the same steps.
bool Walk::same_number(Operand a, Operand b, int depth) {
  if (a == b) return true;
  if (!a.is_value() || !b.is_value() || depth == 0) return false;
  const Operation &left = recorded_[a.index()], &right = recorded_[b.index()];
  bool plain = left.opcode == Opcode::unbox || left.opcode == Opcode::int_add;
  if (!plain || left.opcode != right.opcode || left.type != right.type || left.descriptor != right.descriptor) return false;
  auto x = recorded_.operands(left), y = recorded_.operands(right);
  return std::ranges::equal(x, y, [&](Operand one, Operand other) { return same_number(one, other, depth - 1); });
}

/// `x < C`, says this guard, and soon another one `x + k < D`, with k > 0: asked here for both, the sum's guard is implied. The same downwards.
bool Walk::strengthen_limit(uint32_t guard_index) {
  if (!shared_.enabled(Pass::guards) || !shared_.enabled(Pass::integers)) return false;
  Operand tested = recorded_.operands(recorded_[guard_index])[0];
  if (!tested.is_value()) return false;
  const Operation& comparison = recorded_[tested.index()];
  bool below = comparison.opcode == Opcode::int_slt;
  if ((!below && comparison.opcode != Opcode::int_sgt) || comparison.type == Type::i32) return false;
  Operand number = recorded_.operands(comparison)[0], limit_operand = recorded_.operands(comparison)[1];
  V condition = value_of(tested);
  if (!number.is_value() || !limit_operand.is_constant() || is_constant(condition)) return false;
  auto constant_of = [&](Operand operand) { return static_cast<int64_t>(recorded_.constant(operand).bits); };
  const int64_t limit = constant_of(limit_operand);
  constexpr uint32_t furthest = 40;
  constexpr int64_t largest_step = int64_t{1} << 32;
  int64_t step = 0, stronger = limit;
  Operand sum, sum_test;
  for (uint32_t i = guard_index + 1; i < recorded_.size() && i <= guard_index + furthest; i++) {
    const Operation& operation = recorded_[i];
    auto operands = recorded_.operands(operation);
    if (operation.opcode == Opcode::int_add && operands[1].is_constant() && !sum.valid() && same_number(operands[0], number, 2)) {
      step = constant_of(operands[1]);
      if (step <= -largest_step || step >= largest_step || (step > 0) != below) return false;
      sum = Operand::value(i);
    } else if (operation.opcode == comparison.opcode && sum.valid() && operands[0] == sum && operands[1].is_constant()) {
      sum_test = Operand::value(i);
      stronger = below ? std::min(limit, constant_of(operands[1]) - step) : std::max(limit, constant_of(operands[1]) - step);
    } else if (operation.opcode == Opcode::guard_true && sum_test.valid() && operands[0] == sum_test) {
      break;
    }
    bool goes_on = trace::is_pure(operation.opcode) || trace::is_guard(operation.opcode) || operation.opcode == Opcode::box ||
                   operation.opcode == Opcode::unbox || operation.opcode == Opcode::is_box || operation.opcode == Opcode::store ||
                   operation.opcode == Opcode::store_item || operation.opcode == Opcode::debug_merge_point;
    if (!goes_on) return false;
    if (i == guard_index + furthest) return false;
  }
  if (!sum_test.valid() || stronger == limit) return false;
  V question = pure(comparison.opcode, Type::i64, value_of(number), constant(static_cast<uint64_t>(stronger), Type::i64));
  if (is_constant(question)) return false;
  guard(Opcode::guard_true, question, V::none, recorded_[guard_index].snapshot);
  if (!is_constant(resolve(condition))) make_constant(resolve(condition), constant(1, Type::i32));
  return true;
}

/// What holds where the guard fails: the condition's own value, and what that says about the numbers it compares. So a condition that
/// only its guard needs is never a value, and the bridge knows which way the branch goes.
void Walk::known_at_exit(Opcode opcode, V condition) {
  exit_values_.clear();
  exit_bounds_.clear();
  if (opcode == Opcode::guard_value || !is_boolean(condition) || !shared_.enabled(Pass::guards) || shared_.options.exits_at_will) return;
  bool holds = opcode == Opcode::guard_false;
  auto note = [&](V value, bool truth) {
    exit_values_.emplace_back(value, constant(truth, Type::i32));
    Value wider;
    wider.opcode = Opcode::int_zero_extend;
    wider.type = Type::i64;
    wider.operands[0] = value;
    for (Type type : {Type::i32, Type::i64}) {
      wider.operation_type = type;
      if (V extended = find_pure(wider); extended != V::none && !is_constant(extended)) exit_values_.emplace_back(extended, constant(truth, Type::i64));
    }
  };
  note(condition, holds);
  Value definition = at(condition);
  if (!is_comparison(definition.opcode)) return;
  if (V opposite = find_opposite(definition); opposite != V::none && !is_constant(opposite)) note(opposite, !holds);
  V a = resolve(definition.operands[0]), b = resolve(definition.operands[1]);
  Bounds left = at(a).bounds, right = at(b).bounds;
  if (!refine_comparison(holds ? definition.opcode : negated(definition.opcode), definition.operation_type, left, right)) return;
  exit_bounds_.emplace_back(a, left);
  exit_bounds_.emplace_back(b, right);
}

void Walk::guard(Opcode opcode, V condition, V expected, SnapshotId snapshot) {
  if (opcode == Opcode::guard_not_invalidated) {
    if (state_.invalidation_guarded) return;
  } else if (opcode != Opcode::exit_trace) {
    condition = resolve(condition);
    // A guard on the value of a comparison or a box asks about what it was made of.
    if (opcode == Opcode::guard_value && is_boolean(condition)) {
      bool is_true = bits_of(expected) == 1;
      if (!is_true && bits_of(expected) != 0) return contradiction("a truth value is said to be neither 0 nor 1");
      opcode = is_true ? Opcode::guard_true : Opcode::guard_false;
      expected = V::none;
    }
    if (opcode == Opcode::guard_value && is_virtual_box(condition)) {
      uint32_t family = at(condition).family;
      V payload = resolve(at(condition).payload);
      if (!is_constant(is_box(family, expected), 1)) {
        if (is_constant(is_box(family, expected), 0)) return contradiction("a box is said to be a constant that is none");
      } else if (!layout::is_float(at(payload).type)) {
        V unboxed = unbox(family, expected);
        if (is_constant(unboxed)) return guard(opcode, payload, unboxed, snapshot);
      }
    }
    // A small number is compared as it was before it was widened: the constant fits into the instruction.
    if (opcode == Opcode::guard_value && at(condition).opcode == Opcode::int_zero_extend && !is_constant(condition) && shared_.enabled(Pass::fold)) {
      V narrow = resolve(at(condition).operands[0]);
      if (at(narrow).type == Type::i32 && at(narrow).out.valid() && bits_of(expected) <= 0xffffffff)
        return guard(opcode, narrow, constant(bits_of(expected), Type::i32), snapshot);
    }
    if (opcode != Opcode::guard_value && is_comparison(at(condition).opcode) && shared_.enabled(Pass::fold)) {
      // The comparison that the author wrote is there already; its negation need not be computed.
      V opposite = find_opposite(at(condition));
      if (opposite != V::none && !is_constant(opposite) && at(opposite).out.valid() && index_of(opposite) < index_of(condition)) {
        condition = opposite;
        opcode = opcode == Opcode::guard_true ? Opcode::guard_false : Opcode::guard_true;
      }
    }
    int known = decided(opcode, condition, expected);
    if (known < 0) return;
    known_at_exit(opcode, condition);
    if (known > 0) return contradiction("a guard always fails");
  }
  flush_for_guard();
  std::vector<Operand> operands;
  if (condition != V::none) operands.push_back(operand(condition));
  if (expected != V::none) operands.push_back(operand(expected));
  for (Operand each : operands) {
    if (each.is_value()) note_use(each);
  }
  ResumeId resume = encode(snapshot, operands);
  exit_values_.clear();
  exit_bounds_.clear();
  out_.append({.opcode = opcode, .resume = resume}, operands);
  if (label_ && condition != V::none) {
    Opcode test = at(condition).opcode;
    bool ordered = opcode != Opcode::guard_value && is_comparison(test) && test != Opcode::int_eq && test != Opcode::int_ne;
    body_guards_.emplace_back(condition, ordered);
  }
  if (opcode == Opcode::guard_not_invalidated) state_.invalidation_guarded = true;
  else if (opcode != Opcode::exit_trace && shared_.enabled(Pass::guards)) learn_from_guard(opcode, condition, expected);
}

void Walk::learn_from_guard(Opcode opcode, V condition, V expected) {
  condition = resolve(condition);
  if (is_constant(condition)) return;
  switch (opcode) {
    case Opcode::guard_true: return assume_true(condition);
    case Opcode::guard_false: return assume_false(condition);
    default: {
      if (!layout::is_float(at(condition).type)) narrow(condition, Bounds::exactly(bits_of(expected), at(condition).type));
      if (!is_constant(resolve(condition))) make_constant(condition, expected);
    }
  }
}

}  // namespace jitwright::optimizer
