// Promotions that see many values: the bridges for them hang on the guard itself, each for its value, instead of one behind the other.
//
// A guard_value starts with one bridge, whose first guard asks for the next value, and so on. When a third one is wanted, the guard dispatches from then
// on: values are counted apart, and each gets a bridge of its own.
#include <algorithm>

#include "engine/engine.h"

namespace jitwright::engine {

namespace {
constexpr size_t longest_chain = 2;
}  // namespace

/// What the piece asks first of all: the value of a guard_value.
std::optional<uint64_t> Engine::first_question(const trace::Trace& trace) {
  for (uint32_t i = 0; i < trace.size(); i++) {
    if (!trace::is_guard(trace[i].opcode)) continue;
    trace::Operand expected = trace[i].opcode == trace::Opcode::guard_value ? trace.operands(trace[i])[1] : trace::Operand();
    if (expected.valid() && expected.is_constant()) return trace.constant(expected).bits;
    return std::nullopt;
  }
  return std::nullopt;
}

bool Engine::asks_for_its_value(const Piece& piece) { return piece.guard && piece.first_question == piece.value; }

/// The guard that the piece is one of several answers to failed at once. True if its guard dispatches now and nothing is to be compiled here.
bool Engine::dispatches_instead(Piece& piece, const backend::Guard& guard) {
  Piece* link = &piece;
  const backend::Guard* failed = &guard;
  std::vector<uint64_t> values;
  while (asks_for_its_value(*link) && failed == &link->code->guards.front()) {
    values.push_back(*link->value);
    failed = link->guard;
    link = link->parent;
    if (failed->dispatches) break;
  }
  if (values.empty()) return false;
  auto& start = const_cast<backend::Guard&>(*failed);
  if (start.dispatches) {  // it guessed: this value should leave there
    if (values.size() != 1) return false;
    const uint64_t value[] = {guard.failing_value};
    link->code->dispatch(start, value);
    return true;
  }
  if (values.size() < longest_chain || !link->code->can_dispatch(start)) return false;
  GuardState& state = *static_cast<GuardState*>(start.user);
  Piece* first = state.bridge;
  if (!first || first->invalid) return false;
  stats.dispatches++;
  link->code->dispatch(start, values);
  for (uint64_t value : values) state.cases[value].bridge = first;
  state.bridge = nullptr;
  return true;
}

/// Of a guard that dispatches each value counts for itself.
Attempts& Engine::attempts_of(const backend::Guard& guard, GuardState& state, uint64_t value) {
  return guard.dispatches ? state.cases[value].attempts : state.attempts;
}

Piece*& Engine::bridge_of(const backend::Guard& guard, GuardState& state, uint64_t value) {
  return guard.dispatches ? state.cases[value].bridge : state.bridge;
}

/// The bridge is gone for good.
void Engine::forget_bridge(const Piece& piece) {
  auto& state = *static_cast<GuardState*>(piece.guard->user);
  if (state.bridge == &piece) {
    state.bridge = nullptr;
    state.attempts = {};
  }
  for (auto& [value, each] : state.cases) {
    if (each.bridge == &piece) each = {};
  }
}

}  // namespace jitwright::engine
