// `object->field = value` becomes
//
//   if (jw_relied_on[address >> 3 & mask]) if (object->field != value) jw_field_changes(&object->field, size);
//   object->field = value;
//
// The call comes first: no trace that relied on the field goes on with it once the call returned, and no trace runs in between.
#include "quasi_immutable.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/Module.h>
#include <llvm/Transforms/Utils/BasicBlockUtils.h>

#include <jitwright/runtime.h>

#include "access_classes.h"
#include "diagnostics.h"
#include "hints.h"

namespace jitwright::translator {

using namespace llvm;

namespace {

constexpr const char* annotation = "jw.quasi_immutable";

FunctionCallee field_changes(Module& module) {
  LLVMContext& context = module.getContext();
  FunctionCallee callee = module.getOrInsertFunction("jw_field_changes", Type::getVoidTy(context), PointerType::get(context, 0),
                                                     Type::getInt64Ty(context));
  auto* function = cast<Function>(callee.getCallee());
  function->setDoesNotThrow();
  function->addFnAttr(Attribute::Cold);
  return callee;
}

Value* filter_byte(IRBuilder<>& builder, Value* address) {
  Module& module = *builder.GetInsertBlock()->getModule();
  auto* type = ArrayType::get(builder.getInt8Ty(), jw_filter_size);
  auto* filter = cast<GlobalVariable>(module.getOrInsertGlobal("jw_relied_on", type));
  if (filter->isDeclaration()) filter->setThreadLocalMode(GlobalValue::InitialExecTLSModel);
  static_assert((jw_filter_size & (jw_filter_size - 1)) == 0);
  Value* slot = builder.CreateAnd(builder.CreateLShr(builder.CreatePtrToInt(address, builder.getInt64Ty()), 3), jw_filter_size - 1);
  return builder.CreateLoad(builder.getInt8Ty(), builder.CreateGEP(type, builder.CreateThreadLocalAddress(filter), {builder.getInt64(0), slot}));
}

void watch(StoreInst& store) {
  const DataLayout& layout = store.getModule()->getDataLayout();
  Value* address = store.getPointerOperand();
  Value* value = store.getValueOperand();
  auto never = [&] { return MDBuilder(store.getContext()).createBranchWeights(1, 100000); };
  IRBuilder<> builder(&store);
  Value* relied_on = builder.CreateICmpNE(filter_byte(builder, address), builder.getInt8(0));
  Instruction* then = SplitBlockAndInsertIfThen(relied_on, &store, false, never());
  builder.SetInsertPoint(then);
  builder.SetCurrentDebugLocation(store.getDebugLoc());
  uint64_t size = layout.getTypeStoreSize(value->getType()).getFixedValue();
  if (value->getType()->isIntOrPtrTy()) {
    Value* old = builder.CreateAlignedLoad(value->getType(), address, store.getAlign());
    then = SplitBlockAndInsertIfThen(builder.CreateICmpNE(old, value), then, false);
    builder.SetInsertPoint(then);
  }
  builder.CreateCall(field_changes(*store.getModule()), {address, builder.getInt64(size)});
}

void watch(MemIntrinsic& block) {
  IRBuilder<> builder(&block);
  Value* size = builder.CreateZExtOrTrunc(block.getLength(), builder.getInt64Ty());
  builder.CreateCall(field_changes(*block.getModule()), {block.getRawDest(), size});
}

/// What is done with an address that a function was given: nothing but loads, as far as a short look can tell.
bool only_read(const Value& address, unsigned depth);

bool only_reads(const User* user, const Value& address, unsigned depth) {
  if (isa<LoadInst>(user) || isa<ICmpInst>(user)) return true;
  if (isa<GetElementPtrInst>(user)) return only_read(*user, depth);
  if (auto* store = dyn_cast<StoreInst>(user)) {  // into a local, as raw code does with parameters
    auto* local = dyn_cast<AllocaInst>(store->getPointerOperand());
    return local && store->getValueOperand() == &address && depth > 0 && all_of(local->users(), [&](const User* other) {
             return !isa<LoadInst>(other) || only_read(*other, depth - 1);
           });
  }
  if (auto* intrinsic = dyn_cast<IntrinsicInst>(user)) {
    auto* copy = dyn_cast<MemTransferInst>(intrinsic);
    if (copy) return copy->getRawDest() != &address;
    return intrinsic->isAssumeLikeIntrinsic() || (!field_annotation(*intrinsic).empty() && only_read(*intrinsic, depth));
  }
  auto* call = dyn_cast<CallBase>(user);
  const Function* callee = call ? call->getCalledFunction() : nullptr;
  if (!callee || depth == 0) return false;
  if (call->onlyReadsMemory()) return true;
  if (callee->isDeclaration()) return false;
  return all_of(call->args(), [&](const Use& use) {
    unsigned number = call->getArgOperandNo(&use);
    return use.get() != &address || (number < callee->arg_size() && only_read(*callee->getArg(number), depth - 1));
  });
}

bool only_read(const Value& address, unsigned depth) {
  return all_of(address.users(), [&](const User* user) { return only_reads(user, address, depth); });
}

/// Where the address of a field is used for anything but stores in sight and reading, a store may escape us.
void warn_of_uses(const Value& field) {
  for (const User* user : field.users()) {
    auto* store = dyn_cast<StoreInst>(user);
    if (store && store->getPointerOperand() == &field) continue;
    if (auto* block = dyn_cast<MemIntrinsic>(user); block && block->getRawDest() == &field) continue;
    if (isa<GetElementPtrInst>(user)) {
      warn_of_uses(*user);
      continue;
    }
    constexpr unsigned furthest = 4;
    if (only_reads(user, field, furthest)) continue;
    report_warning(*cast<Instruction>(user),
                   "the address of a JW_QUASI_IMMUTABLE field is passed on; a store through it would not be seen; remedy: assign "
                   "to the field by its name, or leave the hint out");
  }
}

bool is_field(Value* pointer) {
  for (;;) {
    if (auto* address = dyn_cast<GEPOperator>(pointer)) {
      pointer = address->getPointerOperand();
      continue;
    }
    auto* intrinsic = dyn_cast<IntrinsicInst>(pointer);
    if (!intrinsic || intrinsic->getIntrinsicID() != Intrinsic::ptr_annotation) return false;
    if (field_annotation(*intrinsic) == annotation) return true;
    pointer = intrinsic->getArgOperand(0);
  }
}

}  // namespace

void watch_quasi_immutable_stores(Function& function) {
  std::vector<StoreInst*> stores;
  std::vector<MemIntrinsic*> blocks;
  for (Instruction& instruction : instructions(function)) {
    if (field_annotation(instruction) == annotation) warn_of_uses(instruction);
    if (auto* store = dyn_cast<StoreInst>(&instruction)) {
      if (is_quasi_immutable(*store)) stores.push_back(store);
    } else if (auto* block = dyn_cast<MemIntrinsic>(&instruction)) {
      if (is_field(block->getRawDest())) blocks.push_back(block);
    }
  }
  for (StoreInst* store : stores) watch(*store);
  for (MemIntrinsic* block : blocks) watch(*block);
}

}  // namespace jitwright::translator
