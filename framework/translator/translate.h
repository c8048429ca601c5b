// The translator: one module in, the same module out with hints lowered and jitcode embedded.
#pragma once

namespace llvm {
class Module;
}

namespace jitwright::translator {

void translate(llvm::Module& module);

}  // namespace jitwright::translator
