// One LLVM function of the clone → one jitcode function.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "jitcode/function.h"

namespace llvm {
class BasicBlock;
class Function;
class Instruction;
}  // namespace llvm

namespace jitwright::translator {

class Hints;
class ImageBuilder;
class Trampolines;
struct Portal;

/// Why a function gets no jitcode, and what its author can do about it.
struct Refusal {
  const llvm::Instruction* at = nullptr;  ///< in the clone; null: the whole function
  std::string reason, remedy;
};

struct EmitContext {
  ImageBuilder& image;
  Trampolines& trampolines;
  const Hints& hints;                                                        ///< of the clone
  std::function<bool(const llvm::Function&)> is_portal;                      ///< of clone functions
  std::function<llvm::BasicBlock*(const llvm::BasicBlock*)> original_block;  ///< null if there is none
};

struct Emitted {
  std::unique_ptr<jitcode::Function> function;  ///< null if refused
  Refusal refusal;
};

/// `clone` is the function to read, `original` the one whose address the jitcode gets; `portal` is null for others. `has_loop` is
/// recorded.
Emitted emit_jitcode(const EmitContext& context, llvm::Function& clone, llvm::Function& original, const Portal* portal,
                     bool has_loop);

}  // namespace jitwright::translator
