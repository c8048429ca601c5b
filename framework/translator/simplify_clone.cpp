#include "simplify_clone.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/Analysis/InlineCost.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>
#include <llvm/Transforms/IPO/AlwaysInliner.h>
#include <llvm/Transforms/IPO/FunctionAttrs.h>
#include <llvm/Transforms/IPO/GlobalDCE.h>
#include <llvm/Transforms/IPO/Inliner.h>
#include <llvm/Transforms/InstCombine/InstCombine.h>
#include <llvm/Transforms/Scalar/ADCE.h>
#include <llvm/Transforms/Scalar/EarlyCSE.h>
#include <llvm/Transforms/Scalar/SROA.h>
#include <llvm/Transforms/Scalar/SimplifyCFG.h>
#include <llvm/Transforms/Utils/BasicBlockUtils.h>
#include <llvm/Transforms/Utils/Local.h>

#include "access_classes.h"
#include "analyses.h"
#include "hints.h"

namespace jitwright::translator {

using namespace llvm;

namespace {

constexpr int inline_threshold = 40;  // LLVM's cost units; a call is 25, an instruction 5

/// Branches stay branches: a select hides from the tracer which way the program went.
SimplifyCFGOptions plain_control_flow() {
  return SimplifyCFGOptions()
      .needCanonicalLoops(false)
      .speculateBlocks(false)
      .convertSwitchRangeToICmp(false)
      .convertSwitchToLookupTable(false)
      .hoistCommonInsts(false)
      .sinkCommonInsts(false);
}

bool only_cleans_up(const InvokeInst& invoke) {
  const LandingPadInst* pad = invoke.getLandingPadInst();
  if (pad->getNumClauses() == 0) return true;
  // noexcept: the pad catches all and ends the program.
  return any_of(*pad->getParent(), [](const Instruction& instruction) {
    auto* call = dyn_cast<CallInst>(&instruction);
    return call && call->getCalledFunction() && call->getCalledFunction()->getName() == "__clang_call_terminate";
  });
}

/// Traces know no unwinding. An exception that would only run destructors passes as if there were none.
void drop_cleanups(Function& function) {
  std::vector<InvokeInst*> invokes;
  for (Instruction& instruction : instructions(function)) {
    auto* invoke = dyn_cast<InvokeInst>(&instruction);
    if (invoke && only_cleans_up(*invoke)) invokes.push_back(invoke);
  }
  for (InvokeInst* invoke : invokes) changeToCall(invoke);
  if (!invokes.empty()) removeUnreachableBlocks(function);
}

void prepare(Function& function, const Hints& hints) {
  function.removeFnAttr(Attribute::OptimizeNone);
  function.removeFnAttr(Attribute::OptimizeForSize);
  const FunctionHints& hint = hints[&function];
  bool portal = any_of(instructions(function), [](Instruction& instruction) { return as_cut(instruction) != nullptr; });
  // A loop stays in its own function: the caller would be refused for it, and a cold one would hide in small hot functions.
  bool stays = hint.stays_call() || portal || has_loop(function) || calls_marker(function, Marker::look_inside_iff);
  if (function.hasFnAttribute(Attribute::AlwaysInline) && !stays) return;
  function.removeFnAttr(Attribute::AlwaysInline);
  function.removeFnAttr(Attribute::InlineHint);
  if (stays) function.addFnAttr(Attribute::NoInline);
  // -O0 marks everything noinline; such code is not there to be fast.
}

void to_registers(Module& clone) {
  Analyses analyses;
  FunctionPassManager passes;
  passes.addPass(SROAPass(SROAOptions::ModifyCFG));
  for (Function& function : clone) {
    if (function.isDeclaration()) continue;
    remove_annotations(function, true);
    passes.run(function, analyses.functions);
    tag_accesses(function);
  }
}

void inline_small_functions(Module& clone) {
  Analyses analyses;
  InlineParams parameters = getInlineParams(inline_threshold);
  parameters.HintThreshold = inline_threshold;
  parameters.HotCallSiteThreshold = inline_threshold;
  parameters.LocallyHotCallSiteThreshold = inline_threshold;
  ModulePassManager passes;
  passes.addPass(ModuleInlinerWrapperPass(parameters));
  passes.run(clone, analyses.modules);
}

void simplify(Module& clone) {
  Analyses analyses;
  FunctionPassManager passes;
  passes.addPass(SROAPass(SROAOptions::ModifyCFG));
  passes.addPass(EarlyCSEPass(true));
  passes.addPass(InstCombinePass());
  passes.addPass(SimplifyCFGPass(plain_control_flow()));
  passes.addPass(EarlyCSEPass(true));
  passes.addPass(InstCombinePass());
  passes.addPass(SimplifyCFGPass(plain_control_flow()));
  passes.addPass(ADCEPass());
  for (Function& function : clone) {
    if (!function.isDeclaration()) passes.run(function, analyses.functions);
  }
}

/// What a call may touch, as far as LLVM can tell from definitions.
void infer_effects(Module& clone) {
  Analyses analyses;
  ModulePassManager passes;
  passes.addPass(createModuleToPostOrderCGSCCPassAdaptor(PostOrderFunctionAttrsPass()));
  passes.addPass(GlobalDCEPass());
  passes.run(clone, analyses.modules);
}

}  // namespace

void simplify_clone(Module& clone, const Hints& hints) {
  // Annotation tables would keep every function alive; the caller has read them.
  for (const char* table : {"llvm.global.annotations", "llvm.compiler.used"}) {
    if (GlobalVariable* global = clone.getNamedGlobal(table)) global->eraseFromParent();
  }
  for (Function& function : clone) {
    if (function.isDeclaration()) continue;
    drop_cleanups(function);
    split_struct_copies(function);
    prepare(function, hints);
  }
  {
    Analyses analyses;
    ModulePassManager passes;
    passes.addPass(AlwaysInlinerPass(false));
    // Calls of hinted functions are inlined nowhere; constructors' and accessors' addresses are still raw in here.
    to_registers(clone);
    passes.run(clone, analyses.modules);
  }
  to_registers(clone);
  inline_small_functions(clone);
  to_registers(clone);
  // The classes stand in tags now; the annotations are in the way of simplification.
  for (Function& function : clone) remove_annotations(function, false);
  simplify(clone);
  infer_effects(clone);
}

}  // namespace jitwright::translator
