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
#include "diagnostics.h"
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

bool ends_program(const LandingPadInst& pad) {
  return any_of(*pad.getParent(), [](const Instruction& instruction) {
    auto* call = dyn_cast<CallInst>(&instruction);
    return call && call->getCalledFunction() && call->getCalledFunction()->getName() == "__clang_call_terminate";
  });
}

bool is_portal(Function& function) {
  return any_of(instructions(function), [](Instruction& instruction) { return as_cut(instruction) != nullptr; });
}

bool has_invoke(const Function& function) {
  return any_of(instructions(function), [](const Instruction& instruction) { return isa<InvokeInst>(instruction); });
}

/// Traces know no unwinding: an exception leaves compiled code without running anything in it. That noexcept ends the program is left out; a
/// portal's destructors are too, with a warning; other functions that run destructors are called.
void drop_landing_pads(Function& function) {
  bool portal = is_portal(function), warned = false;
  std::vector<InvokeInst*> dropped;
  for (Instruction& instruction : instructions(function)) {
    auto* invoke = dyn_cast<InvokeInst>(&instruction);
    if (!invoke) continue;
    bool cleans_up = invoke->getLandingPadInst()->getNumClauses() == 0;
    bool harmless = invoke->doesNotThrow() || ends_program(*invoke->getLandingPadInst());
    if (!harmless && !(portal && cleans_up)) continue;
    dropped.push_back(invoke);
    if (harmless || warned) continue;
    warned = true;
    report_warning(*invoke, "destructors of the portal do not run when an exception leaves compiled code; remedy: mark what is called here noexcept, "
                            "or move the object with the destructor into a function of its own");
  }
  for (InvokeInst* invoke : dropped) changeToCall(invoke);
  if (!dropped.empty()) removeUnreachableBlocks(function);
}

void prepare(Function& function, const Hints& hints) {
  function.removeFnAttr(Attribute::OptimizeNone);
  function.removeFnAttr(Attribute::OptimizeForSize);
  const FunctionHints& hint = hints[&function];
  bool portal = is_portal(function);
  // A loop stays in its own function: the caller would be refused for it, and a cold one would hide in small hot functions.
  bool stays = hint.stays_call() || portal || has_loop(function) || has_invoke(function) || calls_marker(function, Marker::look_inside_iff);
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

/// What a call may touch and whether it throws, as far as LLVM can tell from definitions.
void infer_attributes(Module& clone) {
  Analyses analyses;
  ModulePassManager passes;
  passes.addPass(createModuleToPostOrderCGSCCPassAdaptor(PostOrderFunctionAttrsPass()));
  passes.run(clone, analyses.modules);
}

void drop_unused(Module& clone) {
  Analyses analyses;
  ModulePassManager passes;
  passes.addPass(GlobalDCEPass());
  passes.run(clone, analyses.modules);
}

}  // namespace

void simplify_clone(Module& clone, const Hints& hints) {
  // Annotation tables would keep every function alive; the caller has read them.
  for (const char* table : {"llvm.global.annotations", "llvm.compiler.used"}) {
    if (GlobalVariable* global = clone.getNamedGlobal(table)) global->eraseFromParent();
  }
  if (any_of(clone, has_invoke)) infer_attributes(clone);  // what throws
  for (Function& function : clone) {
    if (function.isDeclaration()) continue;
    drop_landing_pads(function);
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
  infer_attributes(clone);
  drop_unused(clone);
}

}  // namespace jitwright::translator
