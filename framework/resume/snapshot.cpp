#include "resume/snapshot.h"

#include <algorithm>

namespace jitwright::resume {

SnapshotId Snapshots::add(const jitcode::Function* function, uint32_t pc, bool across, SnapshotId parent,
                          std::span<const Operand> operands) {
  SnapshotId id = add(function, pc, across, parent, operands.size());
  std::ranges::copy(operands, this->operands(id).begin());
  return id;
}

void Snapshots::clear() {
  frames_.clear();
  operands_.clear();
}

}  // namespace jitwright::resume
