// Snapshots: the interpreter's frames at a guard of a recorded trace. Frames below the top are shared between guards.
//
// A frame's operands stand in the order of the function's liveness list at (pc, across): the top frame is resumed by executing the
// instruction at pc again (across = false); a parent frame waits in the call at pc (across = true).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "jitcode/function.h"
#include "trace/trace.h"

namespace jitwright::resume {

using trace::Operand;
using trace::SnapshotId;

struct SnapshotFrame {
  const jitcode::Function* function = nullptr;
  uint32_t pc = 0;
  bool across = false;
  SnapshotId parent = SnapshotId::none;
  uint32_t first_operand = 0, operand_count = 0;
};

class Snapshots {
 public:
  SnapshotId add(const jitcode::Function* function, uint32_t pc, bool across, SnapshotId parent, std::span<const Operand> operands);
  /// For the operands to be written to `operands(id)`.
  SnapshotId add(const jitcode::Function* function, uint32_t pc, bool across, SnapshotId parent, size_t operand_count) {
    auto first = static_cast<uint32_t>(operands_.size());
    operands_.resize(first + operand_count);
    frames_.push_back({function, pc, across, parent, first, static_cast<uint32_t>(operand_count)});
    return static_cast<SnapshotId>(frames_.size() - 1);
  }
  std::span<Operand> operands(SnapshotId id) {
    const SnapshotFrame& frame = (*this)[id];
    return {operands_.data() + frame.first_operand, frame.operand_count};
  }
  const SnapshotFrame& operator[](SnapshotId id) const { return frames_[static_cast<uint32_t>(id)]; }
  std::span<const Operand> operands(const SnapshotFrame& frame) const {
    return {operands_.data() + frame.first_operand, frame.operand_count};
  }
  size_t size() const { return frames_.size(); }
  size_t bytes() const { return frames_.size() * sizeof(SnapshotFrame) + operands_.size() * sizeof(Operand); }
  void clear();

 private:
  std::vector<SnapshotFrame> frames_;
  std::vector<Operand> operands_;
};

}  // namespace jitwright::resume
