#include "copy_region.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SetVector.h>
#include <llvm/IR/CFG.h>
#include <llvm/IR/Instructions.h>
#include <llvm/Transforms/Utils/BasicBlockUtils.h>
#include <llvm/Transforms/Utils/Cloning.h>
#include <llvm/Transforms/Utils/SSAUpdater.h>

namespace jitwright::translator {

using namespace llvm;

std::vector<BasicBlock*> reachable(const std::vector<BasicBlock*>& starts, const BasicBlock* barrier) {
  SetVector<BasicBlock*> seen(starts.begin(), starts.end());
  for (size_t i = 0; i < seen.size(); ++i) {
    for (BasicBlock* successor : successors(seen[i])) {
      if (successor != barrier) seen.insert(successor);
    }
  }
  return std::vector<BasicBlock*>(seen.begin(), seen.end());
}

namespace {

void remove_all_from(PHINode& phi, function_ref<bool(BasicBlock*)> unwanted) {
  for (unsigned i = phi.getNumIncomingValues(); i-- > 0;) {
    if (unwanted(phi.getIncomingBlock(i))) phi.removeIncomingValue(i, false);
  }
}

/// Values of the region reach the copy when an entering edge starts inside the region: every use gets the definition that reaches
/// it.
void repair(const std::vector<BasicBlock*>& region, ValueToValueMapTy& map) {
  for (BasicBlock* block : region) {
    for (Instruction& instruction : *block) {
      if (instruction.getType()->isVoidTy()) continue;
      auto* copy = cast<Instruction>(map[&instruction]);
      SmallVector<Use*, 16> uses;
      for (Instruction* value : {&instruction, copy}) {
        for (Use& use : value->uses()) {
          auto* user = cast<Instruction>(use.getUser());
          BasicBlock* at = isa<PHINode>(user) ? cast<PHINode>(user)->getIncomingBlock(use) : user->getParent();
          if (at != value->getParent()) uses.push_back(&use);
        }
      }
      if (uses.empty()) continue;
      SSAUpdater updater;
      updater.Initialize(instruction.getType(), instruction.getName());
      updater.AddAvailableValue(instruction.getParent(), &instruction);
      updater.AddAvailableValue(copy->getParent(), copy);
      for (Use* use : uses) updater.RewriteUse(*use);
    }
  }
}

}  // namespace

std::vector<BasicBlock*> copy_region(const std::vector<BasicBlock*>& region, const std::vector<Edge>& entries) {
  SmallPtrSet<BasicBlock*, 32> members(region.begin(), region.end());
  auto enters = [&](BasicBlock* from, BasicBlock* to) { return is_contained(entries, Edge{from, to}); };
  ValueToValueMapTy map;
  SmallVector<BasicBlock*, 16> copies;
  for (BasicBlock* block : region) {
    BasicBlock* copy = CloneBasicBlock(block, map, ".jw", block->getParent());
    map[block] = copy;
    copies.push_back(copy);
  }
  for (auto [block, copy] : zip(region, copies)) {
    // Entering edges move to the copy; edges from inside belong to both; all others stay.
    for (PHINode& phi : make_early_inc_range(copy->phis())) {
      remove_all_from(phi, [&, block = block](BasicBlock* from) { return !members.contains(from) && !enters(from, block); });
    }
    for (PHINode& phi : make_early_inc_range(block->phis())) {
      remove_all_from(phi, [&, block = block](BasicBlock* from) { return enters(from, block); });
    }
  }
  remapInstructionsInBlocks(copies, map);
  bool nested = false;
  for (auto& [from, to] : entries) {
    nested |= members.contains(from);
    from->getTerminator()->replaceSuccessorWith(to, cast<BasicBlock>(map[to]));
  }
  if (nested) repair(region, map);
  return std::vector<BasicBlock*>(copies.begin(), copies.end());
}

}  // namespace jitwright::translator
