#include "trace/trace.h"

#include <algorithm>

namespace jitwright::trace {

namespace {

struct OpcodeRow {
  const char* name;
  int8_t arity;
  bool guard;
};

constexpr bool is_guard_class(std::string_view effect_class) { return effect_class == "guard"; }

constexpr OpcodeRow rows[] = {
#define PURE(name, arity, result, ...) {#name, arity, false},
#include "layout/pure_operations.def"
#undef PURE
#define OPERATION(name, arity, result, effect_class, ...) {#name, arity, is_guard_class(#effect_class)},
#include "trace/operations.def"
#undef OPERATION
};

const OpcodeRow& row(Opcode opcode) { return rows[static_cast<unsigned>(opcode)]; }

uint64_t canonical(uint64_t bits, Type type) {
  return type == Type::i32 || type == Type::f32 ? static_cast<uint32_t>(bits) : bits;
}

}  // namespace

bool is_guard(Opcode opcode) { return row(opcode).guard; }
const char* name(Opcode opcode) { return row(opcode).name; }
int arity(Opcode opcode) { return row(opcode).arity; }

Operand Trace::add_constant(uint64_t bits, Type type) {
  bits = canonical(bits, type);
  auto same = [&](uint32_t number) { return constants_[number].bits == bits && constants_[number].type == type; };
  uint32_t number = constant_numbers_.find_or_add(support::mix_hash(bits, static_cast<uint64_t>(type)), same);
  if (number == constants_.size()) constants_.push_back({bits, type});
  return Operand::constant(number);
}

void Trace::reserve(size_t operations) {
  operations_.reserve(operations);
  operand_pool_.reserve(2 * operations);
  constants_.reserve(operations / 4);
  constant_numbers_.reserve(operations / 4);
}

void Trace::too_many_operands() {
  CHECK(false, "an operation has at most 65535 operands");
  __builtin_unreachable();
}

uint32_t Trace::append_to_full_pool(std::span<const Operand> operands) {
  std::vector<Operand> copy(operands.begin(), operands.end());
  operand_pool_.reserve(std::max(2 * operand_pool_.capacity(), operand_pool_.size() + operands.size() + 64));
  return append_to_pool(copy);
}

void Trace::set_operands(uint32_t index, std::span<const Operand> operands) {
  Operation& operation = operations_[index];
  if (operands.size() <= operation.operand_count)
    std::copy(operands.begin(), operands.end(), operand_pool_.begin() + operation.first_operand);
  else
    operation.first_operand = append_to_pool(operands);
  operation.operand_count = checked_count(operands.size());
}

uint32_t Trace::input_count() const {
  uint32_t count = 0;
  while (count < operations_.size() && operations_[count].opcode == Opcode::input) ++count;
  return count;
}

std::optional<uint64_t> Trace::seen(Operand value) const {
  if (!value.is_value()) return std::nullopt;
  auto found = std::ranges::lower_bound(seen_, value.index(), {}, &std::pair<uint32_t, uint64_t>::first);
  return found != seen_.end() && found->first == value.index() ? std::optional(found->second) : std::nullopt;
}

void Trace::truncate(uint32_t index) {
  if (index < operations_.size()) operations_.resize(index, Operation{.opcode = Opcode::input});
  while (!seen_.empty() && seen_.back().first >= index) seen_.pop_back();
}

void Trace::clear() {
  operations_.clear();
  operand_pool_.clear();
  constants_.clear();
  seen_.clear();
  constant_numbers_.clear();
}

}  // namespace jitwright::trace
