// Node splitting: gives some of a region's entering edges a copy of the region of their own.
#pragma once

#include <utility>
#include <vector>

namespace llvm {
class BasicBlock;
class Function;
}  // namespace llvm

namespace jitwright::translator {

using Edge = std::pair<llvm::BasicBlock*, llvm::BasicBlock*>;

/// Blocks reachable from `starts` without entering `barrier`, `starts` included.
std::vector<llvm::BasicBlock*> reachable(const std::vector<llvm::BasicBlock*>& starts, const llvm::BasicBlock* barrier);

/// Copies the blocks of `region` and redirects the edges `entries` (which lead into it) to the copy. `region` must be closed
/// under successors but for one block outside, the head, and values of the region may only be used inside it. Returns the copies,
/// in the region's order.
std::vector<llvm::BasicBlock*> copy_region(const std::vector<llvm::BasicBlock*>& region, const std::vector<Edge>& entries);

}  // namespace jitwright::translator
