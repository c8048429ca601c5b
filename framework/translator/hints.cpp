#include "hints.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringSwitch.h>
#include <llvm/Analysis/CFG.h>
#include <llvm/Analysis/ValueTracking.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>

namespace jitwright::translator {

using namespace llvm;

namespace {

std::string string_constant(const Value* value) {
  auto* global = dyn_cast<GlobalVariable>(value->stripPointerCasts());
  if (!global || !global->hasInitializer()) return {};
  auto* data = dyn_cast<ConstantDataArray>(global->getInitializer());
  return data && data->isCString() ? data->getAsCString().str() : std::string();
}

const ConstantArray* function_annotations(const Module& module) {
  const GlobalVariable* table = module.getNamedGlobal("llvm.global.annotations");
  return table && table->hasInitializer() ? dyn_cast<ConstantArray>(table->getInitializer()) : nullptr;
}

void add_hint(FunctionHints& hints, StringRef text) {
  if (!text.consume_front("jw.")) return;
  if (text == "elidable")
    hints.elidable = true;
  else if (text == "loop_invariant")
    hints.loop_invariant = true;
  else if (text == "dont_look_inside")
    hints.dont_look_inside = true;
  else if (text == "unroll_safe")
    hints.unroll_safe = true;
  else if (text == "allocator")
    hints.allocator = true;
  else if (text == "deallocator")
    hints.deallocator = true;
  else if (text == "readonly")
    hints.readonly = true;
  else if (text == "no_heap_effect")
    hints.no_heap_effect = true;
  else if (text.consume_front("box:"))
    hints.role = BoxRole::box, hints.family = text.str();
  else if (text.consume_front("unbox:"))
    hints.role = BoxRole::unbox, hints.family = text.str();
  else if (text.consume_front("is_box:"))
    hints.role = BoxRole::is_box, hints.family = text.str();
}

}  // namespace

Marker marker_of(const Instruction& instruction) {
  auto* call = dyn_cast<CallBase>(&instruction);
  const Function* callee = call ? call->getCalledFunction() : nullptr;
  if (!callee) return Marker::none;
  StringRef name = callee->getName();
  if (!name.consume_front("jw_marker_")) return Marker::none;
  return StringSwitch<Marker>(name)
      .Case("merge_point", Marker::merge_point)
      .Case("can_enter_jit", Marker::can_enter_jit)
      .Case("promote", Marker::promote)
      .Case("is_constant", Marker::is_constant)
      .Case("is_virtual", Marker::is_virtual)
      .Case("in_jit", Marker::in_jit)
      .Case("observed", Marker::observed)
      .Case("assert_green", Marker::assert_green)
      .Case("assume", Marker::assume)
      .Case("assume_idle", Marker::assume_idle)
      .Case("record_exact", Marker::record_exact)
      .Case("look_inside_iff", Marker::look_inside_iff)
      .Case("conditional_call", Marker::conditional_call)
      .Default(Marker::none);
}

bool calls_marker(const Function& function, Marker marker) {
  return any_of(instructions(function), [&](const Instruction& instruction) { return marker_of(instruction) == marker; });
}

bool is_cut_function(const Function& function) { return function.getName().starts_with(cut_prefix); }

CallBase* as_cut(Instruction& instruction) {
  auto* call = dyn_cast<CallBase>(&instruction);
  const Function* callee = call ? call->getCalledFunction() : nullptr;
  return callee && is_cut_function(*callee) ? call : nullptr;
}

bool has_loop(const Function& function) {
  SmallVector<std::pair<const BasicBlock*, const BasicBlock*>, 4> edges;
  FindFunctionBackedges(function, edges);
  return !edges.empty();
}

Hints::Hints(const Module& module) {
  const ConstantArray* table = function_annotations(module);
  if (!table) return;
  for (const Use& entry : table->operands()) {
    auto* fields = dyn_cast<ConstantStruct>(entry);
    auto* function = fields ? dyn_cast<Function>(fields->getOperand(0)->stripPointerCasts()) : nullptr;
    if (function) add_hint(hints_[function], string_constant(fields->getOperand(1)));
  }
}

const FunctionHints& Hints::operator[](const Function* function) const {
  static const FunctionHints nothing;
  auto position = hints_.find(function);
  return position == hints_.end() ? nothing : position->second;
}

layout::CallEffect Hints::effect(const Function* function, const CallBase& call) const {
  using layout::CallEffect;
  const FunctionHints& hints = (*this)[function];
  if (hints.allocator) return CallEffect::allocator;
  if (hints.deallocator) return CallEffect::deallocator;
  if (hints.elidable || hints.role != BoxRole::none) return CallEffect::elidable;
  if (hints.loop_invariant) return CallEffect::loop_invariant;
  if (hints.no_heap_effect) return CallEffect::none;
  if (hints.readonly) return CallEffect::readonly;
  bool returns = call.hasFnAttr(Attribute::WillReturn) && call.doesNotThrow();
  // An address may belong to the thread (__errno_location): not foldable.
  bool foldable = returns && !call.getType()->isPointerTy();
  // Traces look into what has jitcode, but never into an elidable function: that is the author's choice, or for what is opaque
  // anyway.
  bool opaque = !function || function->isDeclaration() || (has_loop(*function) && !hints.unroll_safe);
  if (call.doesNotAccessMemory()) return foldable && opaque ? CallEffect::elidable : CallEffect::none;
  if (call.onlyAccessesInaccessibleMemory()) return CallEffect::none;
  if (call.onlyReadsMemory()) return CallEffect::readonly;
  return CallEffect::any;
}

void describe_markers(Module& module) {
  for (Function& function : module) {
    if (!function.getName().starts_with("jw_marker_")) continue;
    function.setDoesNotThrow();
    function.addFnAttr(Attribute::WillReturn);
    StringRef name = function.getName();
    if (name == "jw_marker_merge_point") {
      function.addFnAttr(Attribute::NoDuplicate);
      function.addFnAttr(Attribute::NoMerge);
    } else if (name == "jw_marker_promote" || name == "jw_marker_in_jit") {
      function.setMemoryEffects(MemoryEffects::none());
    } else if (name != "jw_marker_can_enter_jit" && name != "jw_marker_conditional_call") {
      function.setMemoryEffects(MemoryEffects::inaccessibleMemOnly());
    }
  }
}

std::string field_annotation(const Value& value) {
  auto* intrinsic = dyn_cast<IntrinsicInst>(&value);
  if (!intrinsic || intrinsic->getIntrinsicID() != Intrinsic::ptr_annotation) return {};
  std::string text = string_constant(intrinsic->getArgOperand(1));
  return StringRef(text).starts_with("jw.") ? text : std::string();
}

void remove_annotations(Function& function, bool only_locals) {
  for (Instruction& instruction : make_early_inc_range(instructions(function))) {
    auto* intrinsic = dyn_cast<IntrinsicInst>(&instruction);
    if (!intrinsic) continue;
    if (intrinsic->getIntrinsicID() == Intrinsic::var_annotation) {
      if (StringRef(string_constant(intrinsic->getArgOperand(1))).starts_with("jw.")) intrinsic->eraseFromParent();
    } else if (!field_annotation(*intrinsic).empty()) {
      if (only_locals && !isa<AllocaInst>(getUnderlyingObject(intrinsic->getArgOperand(0)))) continue;
      intrinsic->replaceAllUsesWith(intrinsic->getArgOperand(0));
      intrinsic->eraseFromParent();
    }
  }
}

void remove_function_annotations(Module& module) {
  const ConstantArray* table = function_annotations(module);
  if (!table) return;
  std::vector<Constant*> kept;
  for (const Use& entry : table->operands()) {
    auto* fields = dyn_cast<ConstantStruct>(entry);
    if (!fields || !StringRef(string_constant(fields->getOperand(1))).starts_with("jw.")) kept.push_back(cast<Constant>(entry));
  }
  if (kept.size() == table->getNumOperands()) return;
  GlobalVariable* old = module.getNamedGlobal("llvm.global.annotations");
  if (!kept.empty()) {
    ArrayType* type = ArrayType::get(table->getType()->getElementType(), kept.size());
    auto* replacement =
        new GlobalVariable(module, type, old->isConstant(), old->getLinkage(), ConstantArray::get(type, kept), "");
    replacement->setSection(old->getSection());
    replacement->takeName(old);
  }
  old->eraseFromParent();
}

}  // namespace jitwright::translator
