#include "backend/x64/plan.h"

#include <algorithm>

namespace jitwright::backend::x64 {

bool is_overflow(Opcode opcode) { return opcode >= Opcode::int_sadd_overflows && opcode <= Opcode::int_umul_overflows; }
bool is_comparison(Opcode opcode) {
  return (opcode >= Opcode::int_eq && opcode <= Opcode::int_uge) ||
         (opcode >= Opcode::float_eq && opcode <= Opcode::float_unordered);
}
namespace {

/// Operations without effect: left out when nobody uses them.
bool is_removable(Opcode opcode) {
  return is_pure(opcode) || opcode == Opcode::load || opcode == Opcode::load_item || opcode == Opcode::local ||
         opcode == Opcode::second_result || opcode == Opcode::input || opcode == Opcode::parameter;
}

Opcode arithmetic_of(Opcode overflow) {
  switch (overflow) {
    case Opcode::int_sadd_overflows:
    case Opcode::int_uadd_overflows: return Opcode::int_add;
    case Opcode::int_ssub_overflows:
    case Opcode::int_usub_overflows: return Opcode::int_sub;
    default: return Opcode::int_mul;
  }
}

constexpr uint32_t deferral_distance = 8;

}  // namespace

void Plan::make(std::vector<Operand> known, std::vector<uint8_t> calls) {
  calls_ = std::move(calls);
  size_t count = trace.size();
  order.resize(count);
  for (uint32_t i = 0; i < count; ++i) order[i] = i;
  deferred.assign(count, 0);
  dead.assign(count, 0);
  sets_flags.assign(count, 0);
  flags_from.assign(count, nil);
  find_aliases(known);
  defer_conditions();
  find_uses();
}

void Plan::find_aliases(std::vector<Operand>& known) {
  size_t count = trace.size();
  alias = std::move(known);
  alias.reserve(count);
  real_count_.assign(count, 0);
  fail_count_.assign(count, 0);
  user_.assign(count, nil);
  for (uint32_t index = 0; index < count; ++index) {
    const Operation& operation = trace[index];
    auto operands = trace.operands(operation);
    if (index >= alias.size()) {
      bool same =
          operation.opcode == Opcode::int_zero_extend || (operation.opcode == Opcode::ptr_add && operation.immediate == 0);
      alias.push_back(same ? resolve(operands[0]) : Operand::value(index));
    }
    if (is_knowledge(operation.opcode)) continue;
    uint32_t fixed = fixed_operand_count(operation);
    for (uint32_t i = 0; i < operands.size(); ++i) {
      Operand operand = resolve(operands[i]);
      if (!operand.is_value()) continue;
      auto& uses = i < fixed ? real_count_[operand.index()] : fail_count_[operand.index()];
      if (uses < 0xffff) ++uses;
      if (i < fixed) user_[operand.index()] = index;
    }
  }
}

/// Backwards, so that a condition's own place is known when its operands ask for it.
void Plan::defer_conditions() {
  for (auto index = static_cast<uint32_t>(trace.size()); index-- > 0;) {
    if (real_count_[index] != 1 || !known_at_exits(index)) continue;
    const Operation& operation = trace[index];
    bool overflow = is_overflow(operation.opcode) && operation.opcode != Opcode::int_umul_overflows;
    bool suits = false;
    if (overflow || is_comparison(operation.opcode))
      suits = tests_condition(index);
    else if (operation.opcode == Opcode::int_xor)
      suits = negates_truth(index) && tests_condition(index);
    else if (operation.opcode == Opcode::int_and)
      suits = tests_condition(index) || compares_with_zero(index);
    else if (operation.opcode == Opcode::load || operation.opcode == Opcode::load_item || operation.opcode == Opcode::load_volatile)
      suits = compares_in_memory(index);
    if (!suits) continue;
    deferred[index] = 1;
    if (overflow && is_guard(trace[user_[index]].opcode)) fuse_overflow(index, user_[index]);
  }
}

/// No exit needs the value, or only that of its own guard, where it is what made the guard fail: 0 for guard_true, and for
/// guard_false 1 if it is a truth value.
bool Plan::known_at_exits(uint32_t value) const {
  if (fail_count_[value] == 0) return true;
  const Operation& user = trace[user_[value]];
  bool truth = is_comparison(trace[value].opcode) || is_overflow(trace[value].opcode) || negates_truth(value);
  if (user.opcode != Opcode::guard_true && !(user.opcode == Opcode::guard_false && truth)) return false;
  uint32_t here = 0;
  for (Operand argument : trace.operands(user).subspan(1)) here += resolve(argument) == Operand::value(value);
  return here == fail_count_[value];
}

/// Where the value's only user is emitted.
uint32_t Plan::place_of_user(uint32_t value) const {
  uint32_t user = user_[value];
  while (deferred[user]) user = user_[user];
  return user;
}

bool Plan::reaches_user(uint32_t value, bool through_stores) const {
  uint32_t user = place_of_user(value);
  if (user - value > deferral_distance) return false;
  for (uint32_t between = value + 1; between < user; ++between) {
    Opcode opcode = trace[between].opcode;
    if (calls_[between] || opcode == Opcode::label) return false;
    bool writes = opcode == Opcode::store || opcode == Opcode::store_item || opcode == Opcode::store_volatile ||
                  opcode == Opcode::call || opcode == Opcode::conditional_call || opcode == Opcode::copy_memory ||
                  opcode == Opcode::fill_memory;
    if (writes && !through_stores) return false;
  }
  return true;
}

/// The user is a guard, or a select, that can test the processor's flags.
bool Plan::tests_condition(uint32_t value) const {
  const Operation& user = trace[user_[value]];
  bool guard = user.opcode == Opcode::guard_true || user.opcode == Opcode::guard_false;
  bool select = user.opcode == Opcode::select && trace[value].opcode != Opcode::int_and &&
                resolve(trace.operands(user)[0]) == Operand::value(value);
  // Another condition that only turns this one round.
  bool negation = deferred[user_[value]] && trace[value].opcode != Opcode::int_and && trace[value].opcode != Opcode::int_xor &&
                  (negates_truth(user_[value]) || compares_truth_with_zero(user_[value]));
  return (guard || select || negation) && reaches_user(value, true);
}

/// `comparison ^ 1`
bool Plan::negates_truth(uint32_t value) const {
  const Operation& operation = trace[value];
  if (operation.opcode != Opcode::int_xor) return false;
  auto operands = trace.operands(operation);
  Operand truth = resolve(operands[0]);
  return truth.is_value() && is_comparison(trace[truth.index()].opcode) && operands[1].is_constant() &&
         trace.constant(operands[1]).bits == 1;
}

/// `comparison == 0` or `comparison != 0`
bool Plan::compares_truth_with_zero(uint32_t value) const {
  const Operation& operation = trace[value];
  if (operation.opcode != Opcode::int_eq && operation.opcode != Opcode::int_ne) return false;
  auto operands = trace.operands(operation);
  Operand truth = resolve(operands[0]);
  return truth.is_value() && is_comparison(trace[truth.index()].opcode) && operands[1].is_constant() &&
         trace.constant(operands[1]).bits == 0;
}

bool Plan::compares_with_zero(uint32_t value) const {
  const Operation& user = trace[user_[value]];
  if (user.opcode != Opcode::int_eq && user.opcode != Opcode::int_ne) return false;
  auto operands = trace.operands(user);
  return resolve(operands[0]) == Operand::value(value) && operands[1].is_constant() && trace.constant(operands[1]).bits == 0 &&
         reaches_user(value, true);
}

/// The user is a comparison, or a guard, that can take the loaded value from memory.
bool Plan::compares_in_memory(uint32_t value) const {
  const Operation& load = trace[value];
  const Operation& user = trace[user_[value]];
  uint32_t size = layout::size_of(load.memory_type);
  if (layout::is_float(load.type) || !reaches_user(value, false)) return false;
  if (user.opcode == Opcode::guard_true || user.opcode == Opcode::guard_false) return true;
  bool equality = user.opcode == Opcode::guard_value || user.opcode == Opcode::int_eq || user.opcode == Opcode::int_ne;
  bool ordering = user.opcode >= Opcode::int_slt && user.opcode <= Opcode::int_uge;
  if (!equality && !ordering) return false;
  auto operands = trace.operands(user);
  Operand other = resolve(operands[0]) == Operand::value(value) ? resolve(operands[1]) : resolve(operands[0]);
  if (other == Operand::value(value) || (other.is_value() && deferred[other.index()])) return false;
  if (size < 4) {
    return equality && other == operands[1] && other.is_constant() && trace.constant(other).bits >> (8 * size) == 0;
  }
  Type type = user.opcode == Opcode::guard_value ? trace.type_of(operands[1]) : user.type;
  return (size == 8) == (type != Type::i32);
}

/// Moves the addition with the same operands to just before the guard, so that the guard tests its flags.
void Plan::fuse_overflow(uint32_t check, uint32_t guard) {
  const Operation& overflow = trace[check];
  auto operands = trace.operands(overflow);
  uint32_t first = check > 4 ? check - 4 : 0, end = std::min<uint32_t>(guard + 6, static_cast<uint32_t>(trace.size()));
  for (uint32_t index = first; index < end; ++index) {
    const Operation& operation = trace[index];
    if (operation.opcode != arithmetic_of(overflow.opcode) || sets_flags[index]) continue;
    if ((operation.type == Type::i32) != (overflow.type == Type::i32)) continue;
    auto own = trace.operands(operation);
    bool commutes = operation.opcode != Opcode::int_sub;
    bool equal = (resolve(own[0]) == resolve(operands[0]) && resolve(own[1]) == resolve(operands[1])) ||
                 (commutes && resolve(own[0]) == resolve(operands[1]) && resolve(own[1]) == resolve(operands[0]));
    if (!equal) continue;
    bool movable = true;
    uint32_t low = std::min(index, guard), high = std::max(index, guard);
    for (uint32_t between = low + 1; between < high; ++between) {
      movable &= trace[between].opcode != Opcode::label;
      if (index > guard) continue;
      for (Operand operand : trace.operands(trace[between])) movable &= resolve(operand) != Operand::value(index);
    }
    if (!movable) continue;
    auto at = std::find(order.begin(), order.end(), index);
    order.erase(at);
    order.insert(std::find(order.begin(), order.end(), guard), index);
    sets_flags[index] = 1;
    flags_from[guard] = index;
    return;
  }
}

void Plan::add_use(Operand operand, uint32_t position) {
  operand = resolve(operand);
  if (!operand.is_value()) return;
  uint32_t value = operand.index();
  if (deferred[value]) {
    for (Operand inner : trace.operands(trace[value])) add_use(inner, position);
    return;
  }
  last_use[value] = std::max(last_use[value], position);
  if (first_use_[value] == nil)
    ++live_count(value);
  else if (uses_[first_use_[value]].position == position)
    return;
  uses_.push_back({position, first_use_[value]});
  first_use_[value] = static_cast<uint32_t>(uses_.size() - 1);
}

uint32_t& Plan::live_count(uint32_t value) {
  return layout::is_float(trace.type_of(Operand::value(value))) ? vector_live_ : general_live_;
}

void Plan::find_uses() {
  size_t count = trace.size();
  last_use.assign(count, 0);
  first_use_.assign(count, nil);
  uses_.reserve(2 * count);
  next_call.assign(count + 3, nil);
  for (auto position = static_cast<uint32_t>(count); position > 0; --position) {
    uint32_t index = order[position - 1];
    const Operation& operation = trace[index];
    next_call[position] = calls_[index] ? position : next_call[position + 1];
    if (operation.opcode == Opcode::label && last_label == 0) last_label = position;
    if (first_use_[index] != nil) --live_count(index);
    if (alias[index] != Operand::value(index) || (is_removable(operation.opcode) && !last_use[index] && !deferred[index])) {
      dead[index] = 1;
      continue;
    }
    if (deferred[index] || is_knowledge(operation.opcode)) continue;
    auto operands = trace.operands(operation);
    uint32_t fixed = fixed_operand_count(operation);
    for (Operand argument : operands.subspan(fixed)) {
      Operand operand = resolve(argument);
      if (operand.is_value() && !deferred[operand.index()])
        last_use[operand.index()] = std::max(last_use[operand.index()], position);
    }
    uint32_t arithmetic = flags_from[index];
    if (arithmetic != nil && last_use[arithmetic]) continue;  // the guard needs its flags only
    if (arithmetic != nil) {
      flags_from[index] = nil;
      sets_flags[arithmetic] = 0;
    }
    for (Operand operand : operands.first(fixed)) add_use(operand, position);
    if (last_label == 0) {
      general_pressure = std::max(general_pressure, general_live_);
      vector_pressure = std::max(vector_pressure, vector_live_);
    }
  }
}

uint32_t Plan::next_use(uint32_t value, uint32_t position) {
  uint32_t& use = first_use_[value];
  while (use != nil && uses_[use].position <= position) use = uses_[use].next;
  return use == nil ? nil : uses_[use].position;
}

}  // namespace jitwright::backend::x64
