#include "backend/x64/plan.h"

#include <algorithm>

namespace jitwright::backend::x64 {

uint32_t fixed_operand_count(const Operation& operation) {
  return leaves_trace(operation.opcode) ? static_cast<uint32_t>(arity(operation.opcode)) : operation.operand_count;
}

bool is_overflow(Opcode opcode) { return opcode >= Opcode::int_sadd_overflows && opcode <= Opcode::int_umul_overflows; }
bool is_comparison(Opcode opcode) {
  return (opcode >= Opcode::int_eq && opcode <= Opcode::int_uge) || (opcode >= Opcode::float_eq && opcode <= Opcode::float_unordered);
}
bool is_knowledge(Opcode opcode) {
  return opcode == Opcode::assume || opcode == Opcode::assume_value || opcode == Opcode::assume_box || opcode == Opcode::assume_field ||
         opcode == Opcode::assume_not_null || opcode == Opcode::debug_merge_point;
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
      bool same = operation.opcode == Opcode::int_zero_extend || (operation.opcode == Opcode::ptr_add && operation.immediate == 0);
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

void Plan::defer_conditions() {
  for (uint32_t index = 0; index < trace.size(); ++index) {
    const Operation& operation = trace[index];
    bool condition = is_comparison(operation.opcode) ||
                     (is_overflow(operation.opcode) && operation.opcode != Opcode::int_umul_overflows);
    bool mask = operation.opcode == Opcode::int_and;
    if (!condition && !mask) continue;
    if (real_count_[index] != 1 || fail_count_[index] != 0) continue;
    uint32_t user = user_[index];
    const Operation& consumer = trace[user];
    bool tests = consumer.opcode == Opcode::guard_true || consumer.opcode == Opcode::guard_false;
    if (condition && consumer.opcode == Opcode::select && resolve(trace.operands(consumer)[0]) == Operand::value(index)) tests = true;
    if (mask && (consumer.opcode == Opcode::int_eq || consumer.opcode == Opcode::int_ne)) {
      auto operands = trace.operands(consumer);
      bool with_zero = resolve(operands[0]) == Operand::value(index) && operands[1].is_constant() && trace.constant(operands[1]).bits == 0;
      tests = with_zero;
    }
    if (!tests || user - index > deferral_distance) continue;
    bool interrupted = false;
    for (uint32_t between = index + 1; between < user; ++between) {
      interrupted |= calls_[between] || trace[between].opcode == Opcode::label;
    }
    if (interrupted) continue;
    deferred[index] = 1;
    if (is_overflow(operation.opcode) && is_guard(consumer.opcode)) fuse_overflow(index, user);
  }
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
  if (first_use_[value] == nil) ++live_count(value);
  else if (uses_[first_use_[value]].position == position) return;
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
      if (operand.is_value()) last_use[operand.index()] = std::max(last_use[operand.index()], position);
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
