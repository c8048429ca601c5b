// Access classes of loads and stores, taken from the source's own address computations while these are still there.
//
// Invariants: a class is pinned as metadata on the raw function (`jw.class`, survives on accesses nobody rewrites) and becomes
// the access's TBAA tag in the clone, because passes keep, merge and generalise TBAA tags: `any` > scalar type > field. One
// memory location has one field class wherever it is accessed: the innermost struct that is more than a wrapper of one scalar.
#pragma once

#include "layout/access_class.h"

namespace llvm {
class Function;
class Instruction;
}  // namespace llvm

namespace jitwright::translator {

/// Notes the class of each access whose address computation names a field. On raw functions that will be simplified before they
/// are cloned.
void pin_access_classes(llvm::Function& function);
/// Removes what pin_access_classes left.
void unpin_access_classes(llvm::Function& function);

/// Makes every TBAA tag of the function one of ours, from pins, address computations and the tag that is there. Run again after
/// each inlining: more of the address computation is visible then.
void tag_accesses(llvm::Function& function);

/// Turns copies of small structs between memory into loads and stores of their fields, which can be classified.
void split_struct_copies(llvm::Function& function);

/// The class of a load or store whose function went through tag_accesses.
layout::AccessClass access_class_of(const llvm::Instruction& instruction);

/// Does this load or store access a JW_QUASI_IMMUTABLE field? On raw functions, before their annotations go.
bool is_quasi_immutable(const llvm::Instruction& instruction);

constexpr const char* vtable_scalar = "vtable pointer";

}  // namespace jitwright::translator
