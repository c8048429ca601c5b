// Stores to quasi-immutable fields in native code: an inline filter, and a cold call that invalidates what relied on the field.
#pragma once

namespace llvm {
class Function;
}

namespace jitwright::translator {

/// Before annotations are removed. Warns where a field's address goes where its stores cannot be seen.
void watch_quasi_immutable_stores(llvm::Function& function);

}  // namespace jitwright::translator
