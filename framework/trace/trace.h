// A trace: linear SSA. An operation makes at most one value, named by the operation's index.
//
// Invariants (checked by verify()): operands are constants or earlier operations with a result; inputs stand first; a label's
// parameters follow it, and no other value passes it, so that bridges can enter there; the last operation is jump, finish or
// exit_trace and no other ends the trace; every guard carries a snapshot (recorded traces) or resume data (optimised traces).
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "layout/access_class.h"
#include "layout/call.h"
#include "support/check.h"
#include "support/numbering.h"
#include "support/result.h"

namespace jitwright::trace {

using layout::MemoryType;
using layout::Type;

enum class Opcode : uint8_t {
#define PURE(name, ...) name,
#include "layout/pure_operations.def"
#undef PURE
#define OPERATION(name, ...) name,
#include "trace/operations.def"
#undef OPERATION
};
constexpr unsigned pure_operation_count = 0
#define PURE(...) +1
#include "layout/pure_operations.def"
#undef PURE
    ;
constexpr unsigned opcode_count = pure_operation_count
#define OPERATION(...) +1
#include "trace/operations.def"
#undef OPERATION
    ;
constexpr bool is_pure(Opcode opcode) { return static_cast<unsigned>(opcode) < pure_operation_count; }
bool is_guard(Opcode opcode);
const char* name(Opcode opcode);
/// Fixed operand count; -1 for variable.
int arity(Opcode opcode);
/// Type of the result of `opcode` with operation type `type`; none if it has no result.
inline Type result_type(Opcode opcode, Type type) {
  enum Result : uint8_t { none, i32, i64, f32, f64, ptr, same };
  constexpr Result results[] = {
#define PURE(name, arity, result, ...) Result::result,
#include "layout/pure_operations.def"
#undef PURE
#define OPERATION(name, arity, result, ...) Result::result,
#include "trace/operations.def"
#undef OPERATION
  };
  constexpr Type types[] = {Type::none, Type::i32, Type::i64, Type::f32, Type::f64, Type::ptr};
  Result result = results[static_cast<unsigned>(opcode)];
  return result == same ? type : types[result];
}

/// A value or a constant. Values are operation indices.
class Operand {
 public:
  constexpr Operand() = default;
  static constexpr Operand value(uint32_t operation) { return Operand(operation); }
  static constexpr Operand constant(uint32_t index) { return Operand(index | constant_bit); }
  constexpr bool is_constant() const { return valid() && (bits_ & constant_bit); }
  constexpr bool is_value() const { return !(bits_ & constant_bit); }
  constexpr bool valid() const { return bits_ != none; }
  constexpr uint32_t index() const { return bits_ & ~constant_bit; }
  constexpr uint32_t bits() const { return bits_; }
  friend constexpr bool operator==(Operand, Operand) = default;

 private:
  explicit constexpr Operand(uint32_t bits) : bits_(bits) {}
  static constexpr uint32_t constant_bit = 0x80000000, none = 0xffffffff;
  uint32_t bits_ = none;
};

enum class SnapshotId : uint32_t { none = 0xffffffff };
enum class ResumeId : uint32_t { none = 0xffffffff };

struct Operation {
  Opcode opcode;
  Type type = Type::none;                       ///< see the tables
  MemoryType memory_type = MemoryType::i64;     ///< loads and stores
  uint16_t scale = 0;                           ///< item operations
  uint16_t operand_count = 0;
  uint32_t first_operand = 0;                   ///< in Trace's operand pool
  ResumeId resume = ResumeId::none;             ///< guards of optimised traces; their fail arguments are the extra operands
  int64_t immediate = 0;
  uint32_t descriptor = 0;                      ///< access class, call descriptor, box family or target token, by opcode
  SnapshotId snapshot = SnapshotId::none;       ///< guards of recorded traces; of their last jump: the state at the merge point, for guards on the way into the target
};
static_assert(sizeof(Operation) == 32);

struct Constant {
  uint64_t bits = 0;
  Type type = Type::i64;
};

class Trace {
 public:
  Operand add_constant(uint64_t bits, Type type);
  /// Appends and returns the operation's value (valid as an operand only if it has a result).
  Operand append(const Operation& operation, std::span<const Operand> operands) {
    auto index = static_cast<uint32_t>(operations_.size());
    Operation& appended = operations_.emplace_back(operation);
    appended.operand_count = checked_count(operands.size());
    appended.first_operand = append_to_pool(operands);
    return Operand::value(index);
  }
  Operand append(const Operation& operation, std::initializer_list<Operand> operands) {
    return append(operation, std::span<const Operand>(operands.begin(), operands.size()));
  }
  Operand pure(Opcode opcode, Type type, std::initializer_list<Operand> operands, int64_t immediate = 0, uint16_t scale = 0) {
    return append({.opcode = opcode, .type = type, .scale = scale, .immediate = immediate}, operands);
  }

  /// For about so many operations.
  void reserve(size_t operations);
  size_t size() const { return operations_.size(); }
  const Operation& operator[](uint32_t index) const { return operations_[index]; }
  Operation& operator[](uint32_t index) { return operations_[index]; }
  std::span<const Operand> operands(const Operation& operation) const {
    return {operand_pool_.data() + operation.first_operand, operation.operand_count};
  }
  std::span<Operand> operands(const Operation& operation) {
    return {operand_pool_.data() + operation.first_operand, operation.operand_count};
  }
  /// What a load gave while it was recorded. Other runs may see something else: it says what is likely.
  void note_seen(Operand value, uint64_t word) { seen_.emplace_back(value.index(), word); }
  std::optional<uint64_t> seen(Operand value) const;
  void set_operands(uint32_t index, std::span<const Operand> operands);
  const Constant& constant(Operand operand) const { return constants_[operand.index()]; }
  std::span<const Constant> constants() const { return constants_; }
  Type type_of(Operand operand) const {
    if (operand.is_constant()) return constants_[operand.index()].type;
    if (!operand.valid()) return Type::none;
    const Operation& operation = operations_[operand.index()];
    return result_type(operation.opcode, operation.type);
  }
  uint32_t input_count() const;
  /// Memory, about.
  size_t bytes() const {
    return operations_.size() * sizeof(Operation) + operand_pool_.size() * sizeof(Operand) + constants_.size() * (sizeof(Constant) + 32) +
           seen_.size() * sizeof(seen_[0]);
  }
  /// Drops everything from operation `index` on (recording undone).
  void truncate(uint32_t index);
  void clear();

 private:
  [[noreturn]] static void too_many_operands();
  static uint16_t checked_count(size_t operands) {
    if (operands > 0xffff) too_many_operands();
    return static_cast<uint16_t>(operands);
  }
  /// Where they are; they may be a part of the pool itself, which does not move here.
  uint32_t append_to_pool(std::span<const Operand> operands) {
    size_t first = operand_pool_.size();
    if (operand_pool_.capacity() - first < operands.size()) return append_to_full_pool(operands);
    if (operands.size() > 4)
      operand_pool_.insert(operand_pool_.end(), operands.begin(), operands.end());
    else  // as most have; inserting a range takes ten times as long
      for (Operand operand : operands) operand_pool_.push_back(operand);
    return static_cast<uint32_t>(first);
  }
  uint32_t append_to_full_pool(std::span<const Operand> operands);

  std::vector<Operation> operations_;
  std::vector<Operand> operand_pool_;
  std::vector<Constant> constants_;
  std::vector<std::pair<uint32_t, uint64_t>> seen_;  ///< by operation, in order
  support::Numbering constant_numbers_;
};

/// The first broken invariant, or empty.
std::string verify(const Trace& trace);

/// Names for descriptors in the text form; all optional.
struct Names {
  const layout::AccessClasses* access_classes = nullptr;
  std::vector<std::string> calls, families;
};
/// Text form: `%7 = int_add i64 %3, 42` … ; parse() is its inverse (names not found in `names` are added to it).
std::string print(const Trace& trace, const Names& names);
struct ParseContext {
  layout::AccessClasses access_classes;
  std::vector<layout::CallDescriptor> calls;
  std::vector<layout::BoxFamily> families;
};
support::Result<Trace> parse(const std::string& text, ParseContext& context);

}  // namespace jitwright::trace
