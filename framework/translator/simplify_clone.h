// Makes the cloned module good to trace: little inlining, registers instead of memory, plain control flow, classified accesses.
#pragma once

namespace llvm {
class Module;
}

namespace jitwright::translator {

class Hints;

/// `clone` is never compiled, only translated. Its function annotations are gone afterwards; `hints` must have been read before.
void simplify_clone(llvm::Module& clone, const Hints& hints);

}  // namespace jitwright::translator
