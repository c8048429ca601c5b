// Questions asked once, at the end of the preamble, so that the loop need not ask others in each iteration. What the recording saw
// says which are worth asking; whoever enters the loop from elsewhere asks them too, as they are part of the label's state.
//
//   limits    for `i < n` and `i <u length` in the loop, with n and length from memory and n <= length when recorded: `n <= length`;
//             then the second is implied in each iteration (no checks of an index that counts up to an end)
//   numbers   for what is computed with: that numbers which the iteration leaves as they are are small, and the ends of those that count up,
//             if they were when recorded; then sums and products do not overflow
#include "optimizer/walk.h"

namespace jitwright::optimizer {

namespace {
/// Sums and products of two such numbers have plenty of room.
constexpr uint64_t small_number = uint64_t{1} << 22;
/// More than so many questions cost more than they save.
constexpr int most_questions = 8;

bool computes(Opcode opcode) {
  return opcode == Opcode::int_add || opcode == Opcode::int_sub || opcode == Opcode::int_mul || opcode == Opcode::int_smul_overflows;
}
}  // namespace

/// Where a recorded plain access goes; no base: it is none.
Address Walk::recorded_field(const Operation& load) {
  auto operands = recorded_.operands(load);
  auto access_class = static_cast<AccessClassId>(load.descriptor);
  if (load.opcode == Opcode::load) return address(value_of(operands[0]), V::none, 0, load.immediate, load.memory_type, access_class);
  if (load.opcode != Opcode::load_item || !operands[1].is_constant()) return {};
  return address(value_of(operands[0]), value_of(operands[1]), load.scale, load.immediate, load.memory_type, access_class);
}

/// What a recorded load, or the payload of one, was when it was recorded.
std::optional<uint64_t> Walk::seen(Operand recorded) {
  if (!recorded.is_value()) return std::nullopt;
  const Operation& operation = recorded_[recorded.index()];
  if (operation.opcode != Opcode::unbox) return recorded_.seen(recorded);
  std::optional<uint64_t> box = seen(recorded_.operands(operation)[0]);
  uint64_t payload = 0;
  if (!box || !evaluate_template(shared_.context.box_templates[operation.descriptor].unbox, *box, payload)) return std::nullopt;
  return payload;
}

/// The field that the operation loaded holds the same value at the end of the iteration.
bool Walk::is_unchanged(Operand loaded) {
  if (!loaded.is_value()) return false;
  Address field = recorded_field(recorded_[loaded.index()]);
  if (field.base == V::none) return false;
  HeapEntry* entry = find_entry(field);
  return entry && resolve(entry->value) == value_of(loaded);
}

void Walk::ask_ahead(SnapshotId snapshot) {
  bool possible = snapshot != SnapshotId::none && shared_.enabled(Pass::ask_ahead) && shared_.enabled(Pass::integers) &&
                  shared_.enabled(Pass::guards) && shared_.enabled(Pass::fold);
  if (!possible) return;
  int questions = 0;
  auto ask = [&](V condition) {
    if (is_constant(condition) || decided(Opcode::guard_true, condition, V::none) != 0 || questions == most_questions) return;
    questions++;
    guard(Opcode::guard_true, condition, V::none, snapshot);
  };
  auto ask_small = [&](V number) {
    if (!is_constant(number) && at(number).bounds.umax >= small_number) ask(pure(Opcode::int_ult, Type::i64, number, constant(small_number, Type::i64)));
  };
  struct Limit {
    V number, limit;
    uint64_t seen;
  };
  std::vector<Limit> ends;
  for (uint32_t i = 0; i < recorded_.size() && !failed_; i++) {
    const Operation& operation = recorded_[i];
    auto operands = recorded_.operands(operation);
    if (operation.opcode == Opcode::guard_true && operands[0].is_value()) {
      const Operation& comparison = recorded_[operands[0].index()];
      if (comparison.opcode != Opcode::int_slt && comparison.opcode != Opcode::int_ult) continue;
      Operand number = recorded_.operands(comparison)[0], limit = recorded_.operands(comparison)[1];
      std::optional<uint64_t> observed = seen(limit);
      if (!observed || is_constant(value_of(limit))) continue;
      if (comparison.opcode == Opcode::int_slt) {
        ends.push_back({value_of(number), value_of(limit), *observed});
        continue;
      }
      for (const Limit& end : ends) {
        bool holds = end.number == value_of(number) && end.limit != value_of(limit) && static_cast<int64_t>(end.seen) <= static_cast<int64_t>(*observed);
        if (holds) ask(pure(Opcode::int_sle, Type::i64, end.limit, value_of(limit)));
      }
    } else if (computes(operation.opcode) && operation.type == Type::i64 && operands[0].is_value() && operands[1].is_value()) {
      for (Operand operand : {operands[0], operands[1]}) {
        const Operation& definition = recorded_[operand.index()];
        bool stays = definition.opcode == Opcode::unbox && is_unchanged(recorded_.operands(definition)[0]);
        if (stays && seen(operand).value_or(small_number) < small_number) ask_small(value_of(operand));
        for (const Limit& end : ends) {
          if (end.number == value_of(operand) && end.seen < small_number) ask_small(end.limit);
        }
      }
    }
  }
}

/// `a < end` was asked in this iteration, and `end <= limit` before the loop.
bool Walk::is_below(V a, V limit) {
  for (auto [number, end] : state_.orders) {
    if (resolve(number) != a) continue;
    Value question;
    question.opcode = Opcode::int_sle;
    question.type = Type::i32;
    question.operation_type = Type::i64;
    question.operands = {resolve(end), limit, V::none};
    V answer = find_pure(question);
    if (answer != V::none && is_constant(answer, 1)) return true;
  }
  return false;
}

}  // namespace jitwright::optimizer
