#include "lower_portal.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SetVector.h>
#include <llvm/IR/CFG.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/Module.h>
#include <llvm/Transforms/Utils/BasicBlockUtils.h>
#include <llvm/Transforms/Utils/Cloning.h>
#include <llvm/Transforms/Utils/Local.h>
#include <llvm/Transforms/Utils/ModuleUtils.h>
#include <llvm/Transforms/Utils/SSAUpdater.h>

#include <jitwright/runtime.h>

#include "cut_merge_point.h"
#include "diagnostics.h"
#include "hints.h"

namespace jitwright::translator {

using namespace llvm;

namespace {

class PortalLowering {
 public:
  explicit PortalLowering(const Portal& portal)
      : portal_(portal),
        function_(*portal.function),
        module_(*function_.getParent()),
        context_(module_.getContext()),
        word_(Type::getInt64Ty(context_)),
        pointer_(PointerType::get(context_, 0)),
        cut_(portal.cut),
        lives_(cast<StructType>(cut_->getType())) {}

  Function* run() {
    move_body();
    make_resume();
    make_record();
    make_entry();
    copy_entering_paths();
    make_check();
    replace_cut();
    removeUnreachableBlocks(*implementation_);
    return resume_;
  }

 private:
  void move_body() {
    std::vector<Type*> parameters(function_.getFunctionType()->params());
    parameters.push_back(pointer_);
    auto* type = FunctionType::get(function_.getReturnType(), parameters, false);
    implementation_ = Function::Create(type, GlobalValue::InternalLinkage, function_.getAddressSpace(), function_.getName() + ".jw_impl", &module_);
    implementation_->setCallingConv(function_.getCallingConv());
    implementation_->setDSOLocal(true);
    AttributeList attributes = function_.getAttributes();
    // The resume function has no arguments to pass: nothing may be promised of them.
    for (unsigned i = 0; i < function_.arg_size(); ++i) {
      for (Attribute::AttrKind kind : {Attribute::NoUndef, Attribute::NonNull, Attribute::Dereferenceable, Attribute::DereferenceableOrNull,
                                       Attribute::Alignment, Attribute::Returned, Attribute::NoAlias, Attribute::Range}) {
        attributes = attributes.removeParamAttribute(context_, i, kind);
      }
    }
    implementation_->setAttributes(attributes);
    implementation_->removeFnAttr(Attribute::AlwaysInline);
    implementation_->removeFnAttr(Attribute::InlineHint);
    implementation_->copyMetadata(&function_, 0);
    function_.clearMetadata();
    if (function_.hasPersonalityFn()) {
      implementation_->setPersonalityFn(function_.getPersonalityFn());
      function_.setPersonalityFn(nullptr);
    }
    std::vector<std::pair<BasicBlock*, BlockAddress*>> labels;
    for (BasicBlock& block : function_) {
      if (BlockAddress* label = BlockAddress::lookup(&block)) labels.push_back({&block, label});
    }
    implementation_->splice(implementation_->begin(), &function_);
    for (unsigned i = 0; i < function_.arg_size(); ++i) {
      function_.getArg(i)->replaceAllUsesWith(implementation_->getArg(i));
      implementation_->getArg(i)->takeName(function_.getArg(i));
    }
    for (auto& [block, label] : labels) {
      label->replaceAllUsesWith(BlockAddress::get(implementation_, block));
      label->destroyConstant();
    }
    // The wrapper.
    IRBuilder<> builder(BasicBlock::Create(context_, "", &function_));
    std::vector<Value*> arguments;
    for (Argument& argument : function_.args()) arguments.push_back(&argument);
    arguments.push_back(ConstantPointerNull::get(cast<PointerType>(pointer_)));
    return_call(builder, arguments);
    function_.removeFnAttr(Attribute::NoInline);
    function_.removeFnAttr(Attribute::OptimizeNone);
  }

  CallInst* call_implementation(IRBuilder<>& builder, ArrayRef<Value*> arguments) {
    CallInst* call = builder.CreateCall(implementation_, arguments);
    call->setCallingConv(implementation_->getCallingConv());
    AttributeList attributes;
    AttributeList source = implementation_->getAttributes();
    for (unsigned i = 0; i < function_.arg_size(); ++i) {
      for (Attribute::AttrKind kind : {Attribute::ZExt, Attribute::SExt}) {
        if (source.hasParamAttr(i, kind)) attributes = attributes.addParamAttribute(context_, i, kind);
      }
      if (source.hasParamAttr(i, Attribute::StructRet))
        attributes = attributes.addParamAttribute(context_, ArrayRef<unsigned>{i}, source.getParamAttr(i, Attribute::StructRet));
    }
    for (Attribute::AttrKind kind : {Attribute::ZExt, Attribute::SExt}) {
      if (source.hasRetAttr(kind)) attributes = attributes.addRetAttribute(context_, kind);
    }
    call->setAttributes(attributes);
    return call;
  }

  void return_call(IRBuilder<>& builder, ArrayRef<Value*> arguments) {
    CallInst* call = call_implementation(builder, arguments);
    call->setTailCall();
    if (call->getType()->isVoidTy()) builder.CreateRetVoid();
    else builder.CreateRet(call);
  }

  Value* word_address(IRBuilder<>& builder, Value* buffer, unsigned index) {
    return builder.CreateConstInBoundsGEP1_64(word_, buffer, index);
  }

  Value* load_word(IRBuilder<>& builder, Type* type, Value* buffer, unsigned index) {
    Value* address = word_address(builder, buffer, index);
    if (!type->isIntegerTy() || type == word_) return builder.CreateLoad(type, address);
    return builder.CreateTrunc(builder.CreateLoad(word_, address), type);
  }

  void store_word(IRBuilder<>& builder, Value* value, Value* buffer, unsigned index) {
    Type* type = value->getType();
    if (type->isFloatTy()) value = builder.CreateBitCast(value, builder.getInt32Ty());
    if (value->getType()->isIntegerTy()) value = builder.CreateZExtOrTrunc(value, word_);
    builder.CreateStore(value, word_address(builder, buffer, index));
  }

  void make_resume() {
    resume_ = Function::Create(FunctionType::get(Type::getVoidTy(context_), {pointer_}, false), GlobalValue::InternalLinkage,
                               function_.getName() + ".jw_resume", module_);
    resume_->setUWTableKind(UWTableKind::Default);
    IRBuilder<> builder(BasicBlock::Create(context_, "", resume_));
    std::vector<Value*> arguments;
    for (Argument& argument : function_.args()) arguments.push_back(PoisonValue::get(argument.getType()));
    arguments.push_back(resume_->getArg(0));
    CallInst* call = call_implementation(builder, arguments);
    Type* type = call->getType();
    if (isa<StructType>(type)) {
      for (unsigned i = 0; i < type->getStructNumElements(); ++i) store_word(builder, builder.CreateExtractValue(call, i), resume_->getArg(0), i);
    } else if (!type->isVoidTy()) {
      store_word(builder, call, resume_->getArg(0), 0);
    }
    builder.CreateRetVoid();
  }

  void make_record() {
    std::string name = readable_name(function_);
    Constant* text = ConstantDataArray::getString(context_, name);
    auto* text_global = new GlobalVariable(module_, text->getType(), true, GlobalValue::PrivateLinkage, text, "");
    Type* number = Type::getInt32Ty(context_);
    auto* type = StructType::get(context_, {pointer_, pointer_, pointer_, pointer_, number, number});
    auto* driver = dyn_cast<Constant>(cut_->getArgOperand(0));
    Constant* fields[] = {&function_, driver ? driver : ConstantPointerNull::get(cast<PointerType>(pointer_)), text_global, resume_,
                          ConstantInt::get(number, portal_.greens), ConstantInt::get(number, lives_->getNumElements())};
    record_ = new GlobalVariable(module_, type, true, GlobalValue::InternalLinkage, ConstantStruct::get(type, fields),
                                 function_.getName() + ".jw_portal");
  }

  /// A new entry that goes to the merge point if there is a buffer. Stack slots must dominate both ways.
  void make_entry() {
    BasicBlock* body = &implementation_->getEntryBlock();
    BasicBlock* entry = BasicBlock::Create(context_, "", implementation_, body);
    for (Instruction& instruction : make_early_inc_range(*body)) {
      auto* local = dyn_cast<AllocaInst>(&instruction);
      if (local && isa<Constant>(local->getArraySize())) local->moveBefore(*entry, entry->end());
    }
    IRBuilder<> builder(entry);
    unsigned words = std::max(lives_->getNumElements(), 2u);
    buffer_ = builder.CreateAlloca(ArrayType::get(word_, words));
    resuming_ = BasicBlock::Create(context_, "jw.resume", implementation_);
    Value* given = implementation_->getArg(implementation_->arg_size() - 1);
    builder.CreateCondBr(builder.CreateIsNull(given), body, resuming_, MDBuilder(context_).createBranchWeights(2000, 1));
    IRBuilder<> loads(resuming_);
    for (unsigned k = 0; k < lives_->getNumElements(); ++k) resumed_.push_back(load_word(loads, lives_->getElementType(k), given, k));
    loads.CreateBr(cut_->getParent());
  }

  /// Clones all that lies between the markers and the merge point; the copies end in the check.
  void copy_entering_paths() {
    std::vector<CallInst*> markers;
    for (Instruction& instruction : instructions(*implementation_)) {
      if (marker_of(instruction) == Marker::can_enter_jit && isa<CallInst>(instruction)) markers.push_back(cast<CallInst>(&instruction));
    }
    BasicBlock* head = cut_->getParent();
    head_predecessor_ = head->getSinglePredecessor();
    if (!head_predecessor_) {
      for (BasicBlock* predecessor : predecessors(head)) {
        if (predecessor != resuming_) head_predecessor_ = predecessor;
      }
    }
    std::vector<std::pair<BasicBlock*, BasicBlock*>> entries;  // edges that leave a marker
    for (CallInst* marker : markers) {
      BasicBlock* before = marker->getParent();
      BasicBlock* after = SplitBlock(before, marker);
      if (head_predecessor_ == before) head_predecessor_ = after;
      marker->eraseFromParent();
      entries.push_back({before, after});
    }
    for (auto& [before, after] : entries) before = after->getSinglePredecessor();
    SetVector<BasicBlock*> region;
    for (auto& [before, after] : entries) region.insert(after);
    for (size_t i = 0; i < region.size(); ++i) {
      for (BasicBlock* successor : successors(region[i])) {
        if (successor != head) region.insert(successor);
      }
    }
    check_ = BasicBlock::Create(context_, "jw.check", implementation_);
    check_cut_ = cast<CallInst>(cut_->clone());
    check_cut_->insertInto(check_, check_->end());
    if (!region.contains(head_predecessor_)) return;  // the markers lead nowhere

    ValueToValueMapTy map;
    SmallVector<BasicBlock*, 16> copies;
    for (BasicBlock* block : region) {
      BasicBlock* copy = CloneBasicBlock(block, map, ".jw", implementation_);
      map[block] = copy;
      copies.push_back(copy);
    }
    for (BasicBlock* copy : copies) {
      for (PHINode& phi : make_early_inc_range(copy->phis())) {
        for (unsigned i = phi.getNumIncomingValues(); i-- > 0;) {
          if (!region.contains(phi.getIncomingBlock(i))) phi.removeIncomingValue(i, false);
        }
      }
    }
    remapInstructionsInBlocks(copies, map);
    RemapInstruction(check_cut_, map, RF_NoModuleLevelChanges | RF_IgnoreMissingLocals);
    cast<BasicBlock>(map[head_predecessor_])->getTerminator()->replaceSuccessorWith(head, check_);
    bool nested = false;
    for (auto& [before, after] : entries) {
      nested |= region.contains(before);
      before->getTerminator()->replaceSuccessorWith(after, cast<BasicBlock>(map[after]));
    }
    if (nested) repair(region, map);
  }

  /// A marker that lies after another one makes values of the original region reach the copies.
  void repair(const SetVector<BasicBlock*>& region, ValueToValueMapTy& map) {
    for (BasicBlock* block : region) {
      for (Instruction& instruction : *block) {
        if (instruction.getType()->isVoidTy()) continue;
        auto* copy = cast<Instruction>(map[&instruction]);
        SmallVector<Use*, 16> uses;
        for (Instruction* value : {&instruction, copy}) {
          for (Use& use : value->uses()) {
            auto* user = cast<Instruction>(use.getUser());
            BasicBlock* at = isa<PHINode>(user) ? cast<PHINode>(user)->getIncomingBlock(use) : user->getParent();
            if (at != value->getParent()) uses.push_back(&use);
          }
        }
        if (uses.empty()) continue;
        SSAUpdater updater;
        updater.Initialize(instruction.getType(), instruction.getName());
        updater.AddAvailableValue(instruction.getParent(), &instruction);
        updater.AddAvailableValue(copy->getParent(), copy);
        for (Use* use : uses) updater.RewriteUse(*use);
      }
    }
  }

  /// Cheap and good enough: neighbouring positions get different slots.
  Value* hash_of_greens(IRBuilder<>& builder) {
    Value* hash = nullptr;
    for (unsigned k = 0; k < portal_.greens; ++k) {
      Value* green = check_cut_->getArgOperand(k + 1);
      Type* type = green->getType();
      if (type->isPointerTy()) green = builder.CreateLShr(builder.CreatePtrToInt(green, word_), 4);
      else if (type->isDoubleTy()) green = builder.CreateBitCast(green, word_);
      else if (type->isFloatTy()) green = builder.CreateBitCast(green, builder.getInt32Ty());
      green = builder.CreateZExtOrTrunc(green, builder.getInt32Ty());
      hash = hash ? builder.CreateAdd(hash, green) : green;
      hash = builder.CreateMul(hash, builder.getInt32(0x9E3779B1));
    }
    static_assert((jw_counter_count & (jw_counter_count - 1)) == 0);
    return builder.CreateZExt(builder.CreateLShr(hash, 32 - Log2_32(jw_counter_count)), word_);
  }

  /// The thread's counter. Its address comes from an assembly statement, because passes would hoist the thread's base out of the
  /// dispatch loop and keep it in a register.
  Value* counter_address(IRBuilder<>& builder, Value* slot) {
    auto* type = FunctionType::get(word_, false);
    Value* offset = builder.CreateCall(type, InlineAsm::get(type, "movq jw_counters@GOTTPOFF(%rip), $0", "=r", true));
    Value* address = builder.CreateAdd(offset, builder.CreateShl(slot, 2));
    return builder.CreateIntToPtr(address, PointerType::get(context_, 257));
  }

  void make_check() {
    BasicBlock* head = cut_->getParent();
    BasicBlock* cold = BasicBlock::Create(context_, "jw.hot_loop", implementation_);
    BasicBlock* leave = BasicBlock::Create(context_, "jw.leave", implementation_);
    reload_ = BasicBlock::Create(context_, "jw.reload", implementation_);
    IRBuilder<> builder(check_);
    builder.SetCurrentDebugLocation(cut_->getDebugLoc());
    Value* slot = hash_of_greens(builder);
    Value* address = counter_address(builder, slot);
    Value* count = builder.CreateSub(builder.CreateLoad(builder.getInt32Ty(), address), builder.getInt32(1));
    builder.CreateStore(count, address);
    builder.CreateCondBr(builder.CreateICmpSLT(count, builder.getInt32(0)), cold, head, MDBuilder(context_).createBranchWeights(1, 100000));

    builder.SetInsertPoint(cold);
    for (unsigned k = 0; k < lives_->getNumElements(); ++k) store_word(builder, check_cut_->getArgOperand(k + 1), buffer_, k);
    FunctionCallee enter = module_.getOrInsertFunction("jw_enter", word_, pointer_, pointer_, word_);
    CallInst* call = builder.CreateCall(enter, {record_, buffer_, slot});
    call->addFnAttr(Attribute::Cold);
    builder.CreateCondBr(builder.CreateIsNull(call), reload_, leave);

    builder.SetInsertPoint(leave);
    Type* type = implementation_->getReturnType();
    if (type->isVoidTy()) {
      builder.CreateRetVoid();
    } else if (isa<StructType>(type)) {
      Value* result = PoisonValue::get(type);
      for (unsigned i = 0; i < type->getStructNumElements(); ++i)
        result = builder.CreateInsertValue(result, load_word(builder, type->getStructElementType(i), buffer_, i), i);
      builder.CreateRet(result);
    } else {
      builder.CreateRet(load_word(builder, type, buffer_, 0));
    }

    builder.SetInsertPoint(reload_);
    for (unsigned k = 0; k < lives_->getNumElements(); ++k) reloaded_.push_back(load_word(builder, lives_->getElementType(k), buffer_, k));
    builder.CreateBr(head);
  }

  /// Does the live value keep its value as long as the native activation runs? `phi` merges it at the head.
  bool is_invariant(PHINode& phi, const Value* reloaded) {
    SmallPtrSet<Value*, 16> seen{&phi};
    SmallVector<PHINode*, 16> work{&phi};
    Value* only = nullptr;
    while (!work.empty()) {
      PHINode* current = work.pop_back_val();
      for (unsigned i = 0; i < current->getNumIncomingValues(); ++i) {
        Value* value = current->getIncomingValue(i);
        if (value == reloaded || current->getIncomingBlock(i) == resuming_ || !seen.insert(value).second) continue;
        if (auto* inner = dyn_cast<PHINode>(value)) {
          work.push_back(inner);
        } else {
          auto* instruction = dyn_cast<Instruction>(value);
          bool computed_again = instruction && !isa<AllocaInst>(instruction) && after_head_.contains(instruction->getParent());
          if (computed_again || (only && only != value)) return false;
          only = value;
        }
      }
    }
    return true;
  }

  void replace_cut() {
    BasicBlock* head = cut_->getParent();
    std::vector<PHINode*> phis;
    for (unsigned k = 0; k < lives_->getNumElements(); ++k) {
      PHINode* phi = PHINode::Create(lives_->getElementType(k), 4, "", head->begin());
      for (BasicBlock* predecessor : predecessors(head)) {
        Value* value = predecessor == resuming_ ? resumed_[k]
                       : predecessor == reload_ ? reloaded_[k]
                       : predecessor == check_  ? check_cut_->getArgOperand(k + 1)
                                                : cut_->getArgOperand(k + 1);
        phi->addIncoming(value, predecessor);
      }
      phis.push_back(phi);
    }
    for (User* user : make_early_inc_range(cut_->users())) {
      auto* extract = cast<ExtractValueInst>(user);
      extract->replaceAllUsesWith(phis[extract->getIndices()[0]]);
      extract->eraseFromParent();
    }
    check_cut_->eraseFromParent();
    Function* cut_function = cut_->getCalledFunction();
    cut_->eraseFromParent();
    if (cut_function->use_empty()) cut_function->eraseFromParent();
    after_head_.insert(head);
    for (size_t i = 0; i < after_head_.size(); ++i) {
      for (BasicBlock* successor : successors(after_head_[i])) after_head_.insert(successor);
    }
    // What the native activation never changes need not come back from the buffer: it stays a loop invariant for later passes.
    for (unsigned k = 0; k < phis.size(); ++k) {
      int from_reload = phis[k]->getBasicBlockIndex(reload_), from_check = phis[k]->getBasicBlockIndex(check_);
      if (from_reload < 0 || from_check < 0) continue;
      if (portal_.live_is_local[k] || is_invariant(*phis[k], reloaded_[k])) phis[k]->setIncomingValue(static_cast<unsigned>(from_reload), phis[k]->getIncomingValue(static_cast<unsigned>(from_check)));
    }
    drop_lifetimes_of_live_locals();
  }

  /// A local whose address may also come from a buffer has no lifetime that markers could describe.
  void drop_lifetimes_of_live_locals() {
    for (Instruction& instruction : make_early_inc_range(instructions(*implementation_))) {
      auto* intrinsic = dyn_cast<IntrinsicInst>(&instruction);
      if (!intrinsic || !intrinsic->isLifetimeStartOrEnd()) continue;
      auto* local = dyn_cast<AllocaInst>(intrinsic->getArgOperand(1));
      bool merged = local && any_of(local->users(), [](User* user) { return isa<PHINode>(user); });
      if (!local || merged) intrinsic->eraseFromParent();
    }
  }

  const Portal& portal_;
  Function& function_;
  Module& module_;
  LLVMContext& context_;
  Type* word_;
  Type* pointer_;
  CallInst* cut_;
  StructType* lives_;
  Function* implementation_ = nullptr;
  Function* resume_ = nullptr;
  GlobalVariable* record_ = nullptr;
  AllocaInst* buffer_ = nullptr;
  BasicBlock* head_predecessor_ = nullptr;
  BasicBlock* resuming_ = nullptr;
  BasicBlock* check_ = nullptr;
  BasicBlock* reload_ = nullptr;
  CallInst* check_cut_ = nullptr;
  std::vector<Value*> resumed_, reloaded_;
  SetVector<BasicBlock*> after_head_;  ///< blocks that run after the merge point
};

}  // namespace

Function* lower_portal(const Portal& portal) { return PortalLowering(portal).run(); }

}  // namespace jitwright::translator
