#include "resume/snapshot.h"

namespace jitwright::resume {

SnapshotId Snapshots::add(const jitcode::Function* function, uint32_t pc, bool across, SnapshotId parent,
                          std::span<const Operand> operands) {
  SnapshotFrame frame{.function = function, .pc = pc, .across = across, .parent = parent};
  frame.first_operand = static_cast<uint32_t>(operands_.size());
  frame.operand_count = static_cast<uint32_t>(operands.size());
  operands_.insert(operands_.end(), operands.begin(), operands.end());
  frames_.push_back(frame);
  return static_cast<SnapshotId>(frames_.size() - 1);
}

void Snapshots::clear() {
  frames_.clear();
  operands_.clear();
}

}  // namespace jitwright::resume
