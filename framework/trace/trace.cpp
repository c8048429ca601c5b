#include "trace/trace.h"

#include <algorithm>

namespace jitwright::trace {

namespace {

enum class Result : uint8_t { none, same, i32, i64, f32, f64, ptr };

struct OpcodeRow {
  const char* name;
  int8_t arity;
  Result result;
  bool guard;
};

constexpr bool is_guard_class(std::string_view effect_class) { return effect_class == "guard"; }

constexpr OpcodeRow rows[] = {
#define PURE(name, arity, result, ...) {#name, arity, Result::result, false},
#include "layout/pure_operations.def"
#undef PURE
#define OPERATION(name, arity, result, effect_class, ...) {#name, arity, Result::result, is_guard_class(#effect_class)},
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

Type result_type(Opcode opcode, Type type) {
  switch (row(opcode).result) {
    case Result::none: return Type::none;
    case Result::same: return type;
    case Result::i32: return Type::i32;
    case Result::i64: return Type::i64;
    case Result::f32: return Type::f32;
    case Result::f64: return Type::f64;
    case Result::ptr: return Type::ptr;
  }
  return Type::none;
}

Operand Trace::add_constant(uint64_t bits, Type type) {
  bits = canonical(bits, type);
  auto same = [&](uint32_t number) { return constants_[number].bits == bits && constants_[number].type == type; };
  uint32_t number = constant_numbers_.find_or_add(support::mix_hash(bits, static_cast<uint64_t>(type)), same);
  if (number == constants_.size()) constants_.push_back({bits, type});
  return Operand::constant(number);
}

Operand Trace::append(const Operation& operation, std::span<const Operand> operands) {
  auto index = static_cast<uint32_t>(operations_.size());
  operations_.push_back(operation);
  operations_.back().operand_count = 0;
  set_operands(index, operands);
  return Operand::value(index);
}

void Trace::set_operands(uint32_t index, std::span<const Operand> operands) {
  Operation& operation = operations_[index];
  if (operands.size() <= operation.operand_count) {
    std::copy(operands.begin(), operands.end(), operand_pool_.begin() + operation.first_operand);
  } else {
    // The operands may be a part of the pool itself.
    size_t first = operand_pool_.size();
    const Operand* pool = operand_pool_.data();
    bool own = operands.data() >= pool && operands.data() < pool + first;
    size_t own_offset = own ? static_cast<size_t>(operands.data() - pool) : 0;
    operand_pool_.resize(first + operands.size());
    const Operand* from = own ? operand_pool_.data() + own_offset : operands.data();
    std::copy(from, from + operands.size(), operand_pool_.begin() + static_cast<ptrdiff_t>(first));
    operation.first_operand = static_cast<uint32_t>(first);
  }
  operation.operand_count = static_cast<uint32_t>(operands.size());
}

Type Trace::type_of(Operand operand) const {
  if (operand.is_constant()) return constants_[operand.index()].type;
  if (!operand.valid()) return Type::none;
  const Operation& operation = operations_[operand.index()];
  return result_type(operation.opcode, operation.type);
}

uint32_t Trace::input_count() const {
  uint32_t count = 0;
  while (count < operations_.size() && operations_[count].opcode == Opcode::input) ++count;
  return count;
}

void Trace::truncate(uint32_t index) {
  if (index < operations_.size()) operations_.resize(index, Operation{.opcode = Opcode::input});
}

void Trace::clear() {
  operations_.clear();
  operand_pool_.clear();
  constants_.clear();
  constant_numbers_.clear();
}

}  // namespace jitwright::trace
