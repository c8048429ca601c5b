// The tables of one object file's jitcode while functions are being emitted: symbols, access classes, calls, box families, files.
//
// Emission reads the clone; everything that reaches the image is named by globals of the original module.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "jitcode/function.h"

namespace llvm {
class BasicBlock;
class Constant;
class Function;
class GlobalValue;
class Module;
}  // namespace llvm

namespace jitwright::translator {

class ImageBuilder {
 public:
  /// `originals` maps the clone's globals to the original module's.
  ImageBuilder(llvm::Module& original, std::unordered_map<const llvm::GlobalValue*, llvm::GlobalValue*> originals);

  /// The original of a clone's global; made if a pass invented it. Null if that is not possible.
  llvm::GlobalValue* original_of(const llvm::GlobalValue& clone);

  int32_t symbol(llvm::GlobalValue& original);
  /// The address of a block of an original function, for computed gotos.
  int32_t block_symbol(llvm::BasicBlock& block);

  uint32_t access_class(const layout::AccessClass& access_class);
  /// `trampoline`: an original function, or null.
  uint32_t call(const layout::CallDescriptor& descriptor, llvm::Function* trampoline);
  uint32_t family(const std::string& name);
  uint32_t file(const std::string& name);
  /// True while all table indices fit their 16 bits.
  bool tables_fit() const;

  jitcode::Module module;
  llvm::Module& original() { return original_; }

  /// One address for each of module.symbols, to be read when all lowering is done.
  std::vector<llvm::Constant*> symbol_addresses() const;

 private:
  struct Symbol {
    llvm::GlobalValue* global = nullptr;
    llvm::BasicBlock* block = nullptr;
  };
  int32_t add_symbol(const void* key, Symbol symbol, std::string name);

  llvm::Module& original_;
  std::unordered_map<const llvm::GlobalValue*, llvm::GlobalValue*> originals_;
  std::unordered_map<const void*, int32_t> symbol_numbers_;
  std::vector<Symbol> symbols_;
  std::map<std::string, uint32_t> classes_, calls_, families_, files_;
};

}  // namespace jitwright::translator
