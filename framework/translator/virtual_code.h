// Jitcode with as many registers as the emitter likes. finish() gives them real ones and writes the units.
//
// Invariants: a register is defined before it is used on every path; labels are bound exactly once; parameters are registers 0,
// 1, …
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "jitcode/function.h"

namespace jitwright::translator {

using Register = uint32_t;
enum class Label : uint32_t {};

/// A register or a constant.
struct Operand {
  bool constant = false;
  uint32_t index = 0;
  friend bool operator==(const Operand&, const Operand&) = default;
};

class VirtualCode {
 public:
  /// Kinds are the letters of jitcode/instruction.h; 'a' holds a constant as ~number, 'j' a label until finish().
  struct Part {
    char kind;
    int64_t value;
  };
  struct Instruction {
    jitcode::Opcode opcode;
    uint8_t type;
    bool is_pair;  ///< its 'r' register and the one after it must be neighbours
    uint32_t first_part, part_count;
    uint32_t file, line;
  };

  Register new_register() { return register_count_++; }
  Operand constant(jitcode::Constant constant);
  Operand constant(uint64_t value) { return constant(jitcode::Constant{value, -1}); }
  static Operand reg(Register r) { return {false, r}; }
  uint32_t constant_count() const { return static_cast<uint32_t>(constants_.size()); }
  const jitcode::Constant& constant_at(uint32_t index) const { return constants_[index]; }

  Label new_label();
  void bind(Label label);

  /// Instructions from here on come from this line.
  void at(uint32_t file, uint32_t line) { file_ = file, line_ = line; }

  VirtualCode& begin(jitcode::Opcode opcode, uint8_t type = 0);
  VirtualCode& begin(jitcode::Opcode opcode, layout::Type type) { return begin(opcode, static_cast<uint8_t>(type)); }
  VirtualCode& destination(Register r) { return part('d', r); }
  VirtualCode& operand(Operand operand) {
    return part('a', operand.constant ? ~static_cast<int64_t>(operand.index) : operand.index);
  }
  VirtualCode& live(Register r) { return part('m', r); }
  VirtualCode& result(Register r) { return part('r', r); }
  /// Both results of a call; `second` must be `first` + 1 and fresh.
  VirtualCode& result_pair(Register first);
  VirtualCode& no_result() { return part('r', 0xffff'ffff); }
  VirtualCode& immediate(int32_t value) { return part('i', value); }
  VirtualCode& unsigned_16(uint32_t value) { return part('u', value); }
  VirtualCode& table_index(char kind, uint32_t index) { return part(kind, index); }
  VirtualCode& count(size_t n) { return part('n', static_cast<int64_t>(n)); }
  VirtualCode& target(Label label) { return part('j', static_cast<int64_t>(label)); }

  void move(Register destination, Operand source);
  /// All moves happen at once.
  struct Move {
    Register destination;
    Operand source;
  };
  void parallel_moves(std::vector<Move> moves);

  /// Fills code, constants, register_count and locations. False if registers and constants do not fit 16 bits.
  bool finish(jitcode::Function& out, uint32_t parameter_count);

  const std::vector<Instruction>& instructions() const { return instructions_; }
  const Part* parts(const Instruction& instruction) const { return &parts_[instruction.first_part]; }
  /// Index of the instruction a label stands at.
  uint32_t position(Label label) const { return labels_[static_cast<uint32_t>(label)]; }
  Register register_count() const { return register_count_; }

 private:
  VirtualCode& part(char kind, int64_t value);

  std::vector<Instruction> instructions_;
  std::vector<Part> parts_;
  std::vector<jitcode::Constant> constants_;
  std::map<std::pair<uint64_t, int32_t>, uint32_t> constant_numbers_;
  std::vector<uint32_t> labels_;
  Register register_count_ = 0;
  uint32_t file_ = 0, line_ = 0;
};

/// The real register of each virtual one (allocate_registers.cpp).
struct Allocation {
  std::vector<uint32_t> registers;
  uint32_t count = 0;
};
Allocation allocate_registers(const VirtualCode& code, uint32_t parameter_count);

}  // namespace jitwright::translator
