// What is known about a trace before the first instruction is emitted: which values are the same register image, which operations
// need no code of their own, and where each value is used.
//
// Positions are 1-based indices into `order`. Values are operation indices.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "trace/trace.h"

namespace jitwright::backend::x64 {

using trace::Opcode;
using trace::Operand;
using trace::Operation;
using trace::Trace;
using trace::Type;

constexpr uint32_t nil = 0xffffffff;

/// Fixed operands of an operation: all but a guard's fail arguments.
inline uint32_t fixed_operand_count(const Operation& operation) {
  constexpr auto fixed = [](std::string_view name, int arguments, std::string_view effect_class) {
    return static_cast<int8_t>(effect_class == "guard" || name == "exit_trace" ? arguments : -1);
  };
  static constexpr int8_t counts[] = {
#define PURE(...) -1,
#include "layout/pure_operations.def"
#undef PURE
#define OPERATION(name, arguments, result, effect_class, ...) fixed(#name, arguments, #effect_class),
#include "trace/operations.def"
#undef OPERATION
  };
  int count = counts[static_cast<unsigned>(operation.opcode)];
  return count < 0 ? operation.operand_count : static_cast<uint32_t>(count);
}
bool is_comparison(Opcode opcode);
bool is_overflow(Opcode opcode);
inline bool is_knowledge(Opcode opcode) {
  return opcode == Opcode::assume || opcode == Opcode::assume_value || opcode == Opcode::assume_box ||
         opcode == Opcode::assume_field || opcode == Opcode::assume_apart || opcode == Opcode::assume_not_null || opcode == Opcode::debug_merge_point;
}

struct Plan {
  explicit Plan(const Trace& trace) : trace(trace) {}
  /// `known`: what the first operations (a bridge's inputs) are known to be; an operand stands for itself. `calls`, by operation:
  /// it clobbers the caller-saved registers (conditional calls and inline allocations save them off the main path).
  void make(std::vector<Operand> known, std::vector<uint8_t> calls);

  Operand resolve(Operand operand) const { return operand.is_value() ? alias[operand.index()] : operand; }
  /// Next position after `position` at which the value is needed in a register; nil if none.
  uint32_t next_use(uint32_t value, uint32_t position);
  bool used(uint32_t value) const { return last_use[value] != 0; }
  bool crosses_call(uint32_t value, uint32_t position) const { return next_call[position + 1] < last_use[value]; }

  const Trace& trace;
  std::vector<uint32_t> order;    ///< order[position - 1] = operation
  std::vector<Operand> alias;     ///< by operation
  std::vector<uint8_t> deferred;  ///< by operation: emitted by its only user (conditions, what they load)
  std::vector<uint8_t> dead;
  std::vector<uint32_t> flags_from;                    ///< by guard: the arithmetic just before whose flags it tests; nil
  std::vector<uint8_t> sets_flags;                     ///< by operation: a guard tests its flags
  std::vector<uint32_t> last_use;                      ///< by value: last position, fail arguments included; 0: none
  std::vector<uint32_t> next_call;                     ///< by position: first call at or after it; nil
  uint32_t general_pressure = 0, vector_pressure = 0;  ///< most values needed later at one position after the last label
  uint32_t last_label = 0;                             ///< position; 0: none

 private:
  struct Use {
    uint32_t position, next;
  };
  void find_aliases(std::vector<Operand>& known);
  void defer_conditions();
  bool known_at_exits(uint32_t value) const;
  uint32_t place_of_user(uint32_t value) const;
  bool reaches_user(uint32_t value, bool through_stores) const;
  bool tests_condition(uint32_t value) const;
  bool compares_with_zero(uint32_t value) const;
  bool negates_truth(uint32_t value) const;
  bool compares_truth_with_zero(uint32_t value) const;
  bool compares_in_memory(uint32_t value) const;
  void fuse_overflow(uint32_t check, uint32_t guard);
  void find_uses();
  void add_use(Operand operand, uint32_t position);
  uint32_t& live_count(uint32_t value);

  std::vector<uint8_t> calls_;
  uint32_t general_live_ = 0, vector_live_ = 0;
  std::vector<Use> uses_;
  std::vector<uint32_t> first_use_;
  std::vector<uint16_t> real_count_, fail_count_;
  std::vector<uint32_t> user_;
};

}  // namespace jitwright::backend::x64
