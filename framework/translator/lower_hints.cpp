#include "lower_hints.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Module.h>
#include <llvm/Transforms/Utils/BasicBlockUtils.h>
#include <llvm/Transforms/Utils/Local.h>

#include "access_classes.h"
#include "hints.h"
#include "quasi_immutable.h"

namespace jitwright::translator {

using namespace llvm;

namespace {

/// `if (condition) function(arguments…)`.
void lower_conditional_call(CallBase& marker) {
  Value* callee = marker.getArgOperand(1)->stripPointerCasts();
  std::vector<Value*> arguments(marker.arg_begin() + 2, marker.arg_end());
  IRBuilder<> builder(&marker);
  Value* condition = builder.CreateICmpNE(marker.getArgOperand(0), builder.getInt32(0));
  Instruction* then = SplitBlockAndInsertIfThen(condition, &marker, false);
  builder.SetInsertPoint(then);
  builder.SetCurrentDebugLocation(marker.getDebugLoc());
  std::vector<Type*> types;
  for (Value* argument : arguments) types.push_back(argument->getType());
  FunctionType* type = FunctionType::get(builder.getVoidTy(), types, false);
  auto* function = dyn_cast<Function>(callee);
  if (function && function->arg_size() == arguments.size()) {
    type = function->getFunctionType();
    for (unsigned i = 0; i < arguments.size(); ++i) {
      Type* wanted = type->getParamType(i);
      if (arguments[i]->getType() == wanted) continue;
      if (wanted->isPointerTy())
        arguments[i] = builder.CreateIntToPtr(arguments[i], wanted);
      else if (wanted->isIntegerTy() && arguments[i]->getType()->isIntegerTy())
        arguments[i] = builder.CreateTruncOrBitCast(arguments[i], wanted);
      else
        arguments[i] = builder.CreateBitCast(arguments[i], wanted);
    }
  }
  CallInst* call = builder.CreateCall(type, callee, arguments);
  if (function) {
    call->setCallingConv(function->getCallingConv());
    for (unsigned i = 0; i < arguments.size() && i < function->arg_size(); ++i) {
      for (Attribute::AttrKind kind : {Attribute::ZExt, Attribute::SExt}) {
        if (function->hasParamAttribute(i, kind)) call->addParamAttr(i, kind);
      }
    }
  }
}

void lower_marker(CallBase& call, Marker marker) {
  if (marker == Marker::promote)
    call.replaceAllUsesWith(call.getArgOperand(0));
  else if (marker == Marker::conditional_call)
    lower_conditional_call(call);
  else if (!call.getType()->isVoidTy())
    call.replaceAllUsesWith(Constant::getNullValue(call.getType()));
  // The address of a driver or a condition without use must not stay behind at -O0.
  SmallVector<WeakTrackingVH, 4> operands;
  for (Use& argument : call.args()) {
    if (isa<Instruction>(argument.get())) operands.push_back(argument.get());
  }
  call.eraseFromParent();
  RecursivelyDeleteTriviallyDeadInstructionsPermissive(operands);
}

}  // namespace

void lower_hints(Module& module) {
  for (Function& function : module) {
    if (function.isDeclaration()) continue;
    std::vector<CallBase*> markers;
    for (Instruction& instruction : instructions(function)) {
      if (marker_of(instruction) != Marker::none) markers.push_back(cast<CallBase>(&instruction));
    }
    for (CallBase*& marker : markers) {
      if (auto* invoke = dyn_cast<InvokeInst>(marker)) marker = changeToCall(invoke);
      lower_marker(*marker, marker_of(*marker));
    }
    watch_quasi_immutable_stores(function);
    remove_annotations(function, false);
    unpin_access_classes(function);
  }
  remove_function_annotations(module);
  for (Function& function : make_early_inc_range(module)) {
    if (function.isDeclaration() && function.use_empty() && function.getName().starts_with("jw_marker_"))
      function.eraseFromParent();
  }
}

}  // namespace jitwright::translator
