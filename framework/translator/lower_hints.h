// Makes the markers that stay in native code nothing: native code is what the compiler would have made without hints.
#pragma once

namespace llvm {
class Module;
}

namespace jitwright::translator {

/// Removes every marker call and every annotation of ours from the module. Portals must have been lowered before.
void lower_hints(llvm::Module& module);

}  // namespace jitwright::translator
