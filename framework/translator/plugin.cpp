// Registers the translator with clang: -fpass-plugin=JitwrightPlugin.so.
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Passes/PassPlugin.h>

#include "translate.h"

namespace {

class TranslatorPass : public llvm::PassInfoMixin<TranslatorPass> {
 public:
  llvm::PreservedAnalyses run(llvm::Module& module, llvm::ModuleAnalysisManager&) {
    jitwright::translator::translate(module);
    return llvm::PreservedAnalyses::none();
  }
  static bool isRequired() { return true; }
};

void register_callbacks(llvm::PassBuilder& builder) {
  // At the start: address computations still name struct types, and nothing has been inlined.
  builder.registerPipelineStartEPCallback(
      [](llvm::ModulePassManager& passes, llvm::OptimizationLevel) { passes.addPass(TranslatorPass()); });
}

}  // namespace

extern "C" __attribute__((visibility("default"))) llvm::PassPluginLibraryInfo llvmGetPassPluginInfo() {
  return {LLVM_PLUGIN_API_VERSION, "jitwright", "1", register_callbacks};
}
