// Cuts a portal's SSA form at its merge point, before the module is cloned, so that jitcode and native code share one list of
// live values.
//
// Afterwards the merge point is one call `%lives = call {T…} @jw.cut.N(ptr driver, T…)` at the head of its block; each later use
// of a value from before it reads an element of %lives. Passes cannot carry a value across it.
#pragma once

#include <string>
#include <vector>

namespace llvm {
class CallInst;
class Function;
}  // namespace llvm

namespace jitwright::translator {

struct Portal {
  llvm::Function* function = nullptr;   ///< the original
  llvm::CallInst* cut = nullptr;        ///< in the original; argument 0 is the driver, then the lives
  unsigned greens = 0;                  ///< the first lives
  std::vector<std::string> live_names;  ///< from debug information, or empty
  std::vector<bool> live_is_local;      ///< the live value is the address of a local of the native frame
};

/// True if the function has a merge point or is wrongly marked with one; used before cutting.
bool has_merge_point(const llvm::Function& function);

/// Cuts `function`. False after an error was reported; the function is then as good as without hints.
bool cut_merge_point(llvm::Function& function, Portal& portal);

}  // namespace jitwright::translator
