// Native code that jitcode needs around calls: trampolines (call a function with arguments from an array), and thunks (functions
// with a plain signature in place of what jitcode cannot express: a variadic call, an intrinsic, a thread-local address, wide
// arithmetic).
#pragma once

#include <map>
#include <optional>
#include <string>

#include "layout/call.h"

namespace llvm {
class CallBase;
class Function;
class GlobalVariable;
class Instruction;
class Module;
class Type;
}  // namespace llvm

namespace jitwright::translator {

class ImageBuilder;

/// The ABI type of a scalar, or nothing. Extension attributes are the caller's to add.
std::optional<layout::AbiType> abi_type(const llvm::Type& type);

/// The signature of a call site, or nothing if jitcode cannot make the call (variadic, byval, wide types, foreign conventions).
std::optional<layout::Signature> signature_of(const llvm::CallBase& call);
/// The same for a function's definition.
std::optional<layout::Signature> signature_of(const llvm::Function& function);

class Trampolines {
 public:
  explicit Trampolines(ImageBuilder& image) : image_(image) {}

  /// `void trampoline(const void* function, const uint64_t* arguments, uint64_t* results)` for calls of this signature. One in
  /// the program.
  llvm::Function* trampoline(const layout::Signature& signature);

  /// A function of the original module that computes `instruction` from its non-constant operands, in order. Null if it cannot be
  /// made.
  llvm::Function* thunk(const llvm::Instruction& instruction);
  /// A function without parameters that returns the address of a thread-local variable of the original module.
  llvm::Function* thread_local_address(llvm::GlobalVariable& variable);

 private:
  ImageBuilder& image_;
  std::map<std::string, llvm::Function*> trampolines_, thunks_;
};

}  // namespace jitwright::translator
