#include "lower_portal.h"

#include <map>

#include <llvm/ADT/STLExtras.h>
#include <llvm/IR/CFG.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/Module.h>
#include <llvm/Transforms/Utils/BasicBlockUtils.h>
#include <llvm/Transforms/Utils/Local.h>
#include <llvm/Transforms/Utils/ModuleUtils.h>

#include <jitwright/runtime.h>

#include "copy_region.h"
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
    find_invariants();
    find_aligned();
    move_body();
    make_resume();
    make_record();
    note_lives();
    make_entry();
    give_entry_its_own_path();
    add_checks();
    removeUnreachableBlocks(*implementation_);
    replace_cut();
    return resume_;
  }

 private:
  /// Does the live value keep its value as long as the native activation runs? What the loop passes on must be what the cut gave.
  bool is_invariant(unsigned live, ArrayRef<BasicBlock*> inside) {
    SmallPtrSet<Value*, 16> seen;
    SmallVector<Value*, 16> work{cut_->getArgOperand(live + 1)};
    Value* only = nullptr;
    while (!work.empty()) {
      Value* value = work.pop_back_val();
      if (!seen.insert(value).second) continue;
      if (auto* phi = dyn_cast<PHINode>(value)) {
        work.append(phi->value_op_begin(), phi->value_op_end());
        continue;
      }
      auto* extract = dyn_cast<ExtractValueInst>(value);
      if (extract && extract->getAggregateOperand() == cut_ && extract->getIndices()[0] == live) continue;
      auto* instruction = dyn_cast<Instruction>(value);
      bool computed_again = instruction && !isa<AllocaInst>(instruction) && is_contained(inside, instruction->getParent());
      if (computed_again || (only && only != value)) return false;
      only = value;
    }
    return true;
  }

  void find_invariants() {
    std::vector<BasicBlock*> inside = reachable({head()}, nullptr);
    for (unsigned k = 0; k < lives_->getNumElements(); ++k)
      invariant_.push_back(portal_.live_is_local[k] || is_invariant(k, inside));
  }

  /// Live pointers that something is read from which starts at multiples of a counter's size.
  void find_aligned() {
    constexpr uint64_t wanted = sizeof(int32_t);
    aligned_.resize(lives_->getNumElements());
    for (BasicBlock& block : function_) {
      for (Instruction& instruction : block) {
        auto* load = dyn_cast<LoadInst>(&instruction);
        if (!load || load->getAlign().value() < wanted) continue;
        APInt offset(64, 0);
        Value* base = load->getPointerOperand();
        for (auto* hint = dyn_cast<IntrinsicInst>(base); hint && hint->getIntrinsicID() == Intrinsic::ptr_annotation; hint = dyn_cast<IntrinsicInst>(base))
          base = hint->getArgOperand(0);
        auto* live = dyn_cast<ExtractValueInst>(base->stripAndAccumulateConstantOffsets(module_.getDataLayout(), offset, false));
        if (live && live->getAggregateOperand() == cut_ && offset.urem(wanted) == 0) aligned_[live->getIndices()[0]] = true;
      }
    }
  }

  void move_body() {
    std::vector<Type*> parameters(function_.getFunctionType()->params());
    parameters.push_back(pointer_);
    auto* type = FunctionType::get(function_.getReturnType(), parameters, false);
    implementation_ = Function::Create(type, GlobalValue::InternalLinkage, function_.getAddressSpace(),
                                       function_.getName() + ".jw_impl", &module_);
    implementation_->setCallingConv(function_.getCallingConv());
    implementation_->setDSOLocal(true);
    AttributeList attributes = function_.getAttributes();
    // The resume function has no arguments to pass: nothing may be promised of them.
    for (unsigned i = 0; i < function_.arg_size(); ++i) {
      for (Attribute::AttrKind kind :
           {Attribute::NoUndef, Attribute::NonNull, Attribute::Dereferenceable, Attribute::DereferenceableOrNull,
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
    if (call->getType()->isVoidTy())
      builder.CreateRetVoid();
    else
      builder.CreateRet(call);
  }

  Value* word_address(IRBuilder<>& builder, Value* buffer, unsigned index) {
    return builder.CreateConstInBoundsGEP1_64(word_, buffer, index);
  }

  /// `alone`: other loads must not be merged with this one, which would move the buffer's address into hot code.
  Value* load_word(IRBuilder<>& builder, Type* type, Value* buffer, unsigned index, bool alone = false) {
    Value* address = word_address(builder, buffer, index);
    if (!type->isIntegerTy() || type == word_) return builder.CreateLoad(type, address, alone);
    return builder.CreateTrunc(builder.CreateLoad(word_, address, alone), type);
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
      for (unsigned i = 0; i < type->getStructNumElements(); ++i)
        store_word(builder, builder.CreateExtractValue(call, i), resume_->getArg(0), i);
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
    Constant* fields[] = {&function_,
                          driver ? driver : ConstantPointerNull::get(cast<PointerType>(pointer_)),
                          text_global,
                          resume_,
                          ConstantInt::get(number, portal_.greens),
                          ConstantInt::get(number, lives_->getNumElements())};
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
    for (unsigned k = 0; k < lives_->getNumElements(); ++k)
      resumed_.push_back(load_word(loads, lives_->getElementType(k), given, k));
    loads.CreateBr(cut_->getParent());
  }

  BasicBlock* head() { return cut_->getParent(); }

  /// Notes in the predecessor of the head what it passes for each live value. Copies of the block have copies of the note.
  void note_lives() { cut_->clone()->insertBefore(head()->getSinglePredecessor()->getTerminator()); }
  CallInst* note_in(BasicBlock& block) {
    for (Instruction& instruction : reverse(block)) {
      if (&instruction != cut_ && as_cut(instruction)) return cast<CallInst>(&instruction);
    }
    return nullptr;
  }

  /// The way from the function's entry to the head must not share blocks with the dispatch loop: the resume path enters at the
  /// head, and a loop with two entries is one that later passes leave alone.
  void give_entry_its_own_path() {
    std::vector<BasicBlock*> inside = reachable({head()}, nullptr);
    std::vector<BasicBlock*> outside = reachable({&implementation_->getEntryBlock()}, head());
    std::vector<BasicBlock*> shared;
    for (BasicBlock* block : outside) {
      if (is_contained(inside, block)) shared.push_back(block);
    }
    std::vector<Edge> entries;
    for (BasicBlock* block : outside) {
      if (is_contained(shared, block)) continue;
      for (BasicBlock* successor : successors(block)) {
        if (is_contained(shared, successor) && !is_contained(entries, Edge{block, successor}))
          entries.push_back({block, successor});
      }
    }
    if (!entries.empty()) copy_region(shared, entries);
  }

  void add_checks() {
    std::vector<BasicBlock*> inside = reachable({head()}, nullptr);
    std::vector<CallInst*> at_entry, in_loop;
    for (Instruction& instruction : instructions(*implementation_)) {
      if (marker_of(instruction) != Marker::can_enter_jit || !isa<CallInst>(instruction)) continue;
      (is_contained(inside, instruction.getParent()) ? in_loop : at_entry).push_back(cast<CallInst>(&instruction));
    }
    add_check(at_entry, jw_at_portal_entry);
    add_check(in_loop, 0);
  }

  /// Copies all that lies between the markers and the head; the copy ends in a check.
  void add_check(const std::vector<CallInst*>& markers, uint64_t flags) {
    if (markers.empty()) return;
    std::vector<BasicBlock*> starts;
    for (CallInst* marker : markers) {
      starts.push_back(SplitBlock(marker->getParent(), marker));
      marker->eraseFromParent();
    }
    std::vector<Edge> entries;
    for (BasicBlock* start : starts) entries.push_back({start->getSinglePredecessor(), start});
    for (BasicBlock* copy : copy_region(reachable(starts, head()), entries)) {
      if (is_contained(successors(copy), head())) make_check(*copy, flags);
    }
  }

  /// The same value, but nothing computed from it moves out of the loop.
  static Value* hidden(IRBuilder<>& builder, Value* value) {
    auto* type = FunctionType::get(value->getType(), {value->getType()}, false);
    return builder.CreateCall(type, InlineAsm::get(type, "", "=r,0", true), {value});
  }

  /// Where the greens' counter is, in bytes. Cheap and good enough: neighbouring positions get different counters. If a pointer says where in the guest
  /// code the loop is, what never changes while the portal runs (the code itself) adds nothing.
  Value* counter_offset(IRBuilder<>& builder, CallInst& note) {
    static_assert(jw_counter_count * sizeof(int32_t) == 1 << 16);
    SmallVector<unsigned, 4> tell;
    bool pointer_tells = false;
    for (unsigned k = 0; k < portal_.greens; ++k) pointer_tells |= !invariant_[k] && lives_->getElementType(k)->isPointerTy();
    for (unsigned k = 0; k < portal_.greens; ++k) {
      if (!pointer_tells || !invariant_[k]) tell.push_back(k);
    }
    if (tell.size() == 1 && aligned_[tell[0]]) {
      Value* position = builder.CreatePtrToInt(hidden(builder, note.getArgOperand(tell[0] + 1)), word_);
      return builder.CreateZExt(builder.CreateTrunc(position, builder.getInt16Ty()), word_);
    }
    Value* hash = nullptr;
    for (unsigned k : tell) {
      Value* green = note.getArgOperand(k + 1);
      Type* type = green->getType();
      if (type->isPointerTy()) green = hidden(builder, green);
      if (type->isPointerTy())
        green = builder.CreateLShr(builder.CreatePtrToInt(green, word_), tell.size() == 1 ? 0 : 4);
      else if (type->isDoubleTy())
        green = builder.CreateBitCast(green, word_);
      else if (type->isFloatTy())
        green = builder.CreateBitCast(green, builder.getInt32Ty());
      green = builder.CreateZExtOrTrunc(green, builder.getInt32Ty());
      hash = hash ? builder.CreateAdd(builder.CreateMul(hash, builder.getInt32(5)), green) : green;
    }
    hash = builder.CreateAnd(hash, builder.getInt32(jw_counter_count - 1));
    return builder.CreateZExt(builder.CreateShl(hash, 2), word_);
  }

  /// Counts the thread's counter down; true if it falls below zero. In assembly, because passes would hoist the thread's base out of the dispatch loop and
  /// keep it in a register.
  Value* count_down(IRBuilder<>& builder, Value* offset) {
    // Link-time optimisation does not look into assembly.
    auto* counters = dyn_cast<GlobalVariable>(
        module_.getOrInsertGlobal("jw_counters", ArrayType::get(builder.getInt32Ty(), jw_counter_count)));
    if (counters && counters->isDeclaration()) {
      counters->setThreadLocalMode(GlobalValue::InitialExecTLSModel);
      appendToCompilerUsed(module_, {counters});
    }
    // In an executable the distance to the thread's base is known when it is linked.
    bool is_executable = module_.getPIELevel() != PIELevel::Default || module_.getPICLevel() == PICLevel::NotPIC;
    Type* flag = builder.getInt32Ty();
    if (is_executable) {
      auto* type = FunctionType::get(flag, {word_}, false);
      auto* count = InlineAsm::get(type, "decl %fs:jw_counters@TPOFF($1)", "={@ccs},r,~{memory},~{dirflag},~{fpsr},~{flags}", true);
      return builder.CreateIsNotNull(builder.CreateCall(type, count, {offset}));
    }
    auto* type = FunctionType::get(StructType::get(flag, word_), {word_}, false);
    auto* count = InlineAsm::get(type, "movq jw_counters@GOTTPOFF(%rip), $1\n\tdecl %fs:($1,$2)",
                                 "={@ccs},=&r,r,~{memory},~{dirflag},~{fpsr},~{flags}", true);
    return builder.CreateIsNotNull(builder.CreateExtractValue(builder.CreateCall(type, count, {offset}), 0));
  }

  /// `int64_t cold(buffer, slot)`: calls jw_enter. Saves all registers itself, so that the dispatch loop does not see a call.
  Function* cold_call() {
    if (cold_call_) return cold_call_;
    cold_call_ = Function::Create(FunctionType::get(word_, {pointer_, word_}, false), GlobalValue::InternalLinkage,
                                  function_.getName() + ".jw_cold", module_);
    cold_call_->setCallingConv(CallingConv::PreserveMost);
    cold_call_->addFnAttr(Attribute::Cold);
    cold_call_->addFnAttr(Attribute::NoInline);
    cold_call_->setUWTableKind(UWTableKind::Default);
    IRBuilder<> builder(BasicBlock::Create(context_, "", cold_call_));
    FunctionCallee enter = module_.getOrInsertFunction("jw_enter", word_, pointer_, pointer_, word_);
    builder.CreateRet(builder.CreateCall(enter, {record_, cold_call_->getArg(0), cold_call_->getArg(1)}));
    return cold_call_;
  }

  /// `path` leads from a marker to the head: the counter is tested in between.
  void make_check(BasicBlock& path, uint64_t flags) {
    CallInst& note = *note_in(path);
    BasicBlock* check = BasicBlock::Create(context_, "jw.check", implementation_);
    BasicBlock* cold = BasicBlock::Create(context_, "jw.hot_loop", implementation_);
    BasicBlock* leave = BasicBlock::Create(context_, "jw.leave", implementation_);
    BasicBlock* reload = BasicBlock::Create(context_, "jw.reload", implementation_);
    path.getTerminator()->replaceSuccessorWith(head(), check);
    IRBuilder<> builder(check);
    builder.SetCurrentDebugLocation(cut_->getDebugLoc());
    Value* slot = counter_offset(builder, note);
    builder.CreateCondBr(count_down(builder, slot), cold, head(), MDBuilder(context_).createBranchWeights(1, 100000));

    builder.SetInsertPoint(cold);
    for (unsigned k = 0; k < lives_->getNumElements(); ++k) store_word(builder, note.getArgOperand(k + 1), buffer_, k);
    CallInst* call = builder.CreateCall(cold_call(), {buffer_, builder.CreateOr(slot, builder.getInt64(flags))});
    call->setCallingConv(CallingConv::PreserveMost);
    call->addFnAttr(Attribute::Cold);
    builder.CreateCondBr(builder.CreateIsNull(call), reload, leave);

    builder.SetInsertPoint(leave);
    Type* type = implementation_->getReturnType();
    if (type->isVoidTy()) {
      builder.CreateRetVoid();
    } else if (isa<StructType>(type)) {
      Value* result = PoisonValue::get(type);
      for (unsigned i = 0; i < type->getStructNumElements(); ++i)
        result = builder.CreateInsertValue(result, load_word(builder, type->getStructElementType(i), buffer_, i, true), i);
      builder.CreateRet(result);
    } else {
      builder.CreateRet(load_word(builder, type, buffer_, 0, true));
    }

    builder.SetInsertPoint(reload);
    std::vector<Value*> values;
    for (unsigned k = 0; k < lives_->getNumElements(); ++k)
      values.push_back(load_word(builder, lives_->getElementType(k), buffer_, k, true));
    builder.CreateBr(head());
    incoming_[check] = values_of(note);
    incoming_[reload] = values;
    reloads_[reload] = check;
  }

  std::vector<Value*> values_of(CallInst& note) { return std::vector<Value*>(note.arg_begin() + 1, note.arg_end()); }

  /// The cut becomes phis: one block joins all ways round the loop, so that the loop keeps the shape it has without hints.
  void replace_cut() {
    BasicBlock* target = head();
    inside_ = reachable({target}, nullptr);
    incoming_[resuming_] = resumed_;
    SmallVector<BasicBlock*, 8> sources(predecessors(target)), back;
    std::vector<CallInst*> notes;
    for (BasicBlock* source : sources) {
      if (!incoming_.count(source)) incoming_[source] = values_of(*note_in(*source));
      if (is_contained(inside_, source)) back.push_back(source);
    }
    for (BasicBlock& block : *implementation_) {
      if (CallInst* note = note_in(block)) notes.push_back(note);
    }
    BasicBlock* latch = nullptr;
    if (back.size() > 1) {
      latch = BasicBlock::Create(context_, "jw.latch", implementation_);
      for (BasicBlock* source : back) source->getTerminator()->replaceSuccessorWith(target, latch);
      BranchInst::Create(target, latch)->setDebugLoc(cut_->getDebugLoc());
    }
    std::vector<PHINode*> phis, joins;
    for (unsigned k = 0; k < lives_->getNumElements(); ++k) {
      PHINode* phi = PHINode::Create(lives_->getElementType(k), 4, "", target->begin());
      PHINode* join = latch ? PHINode::Create(lives_->getElementType(k), 4, "", latch->begin()) : nullptr;
      for (BasicBlock* source : sources)
        (latch && is_contained(back, source) ? join : phi)->addIncoming(incoming_[source][k], source);
      if (join) phi->addIncoming(join, latch);
      phis.push_back(phi);
      joins.push_back(join);
    }
    for (User* user : make_early_inc_range(cut_->users())) {
      auto* extract = cast<ExtractValueInst>(user);
      extract->replaceAllUsesWith(phis[extract->getIndices()[0]]);
      extract->eraseFromParent();
    }
    // What the native activation never changes need not come back from the buffer: it stays a loop invariant for later passes.
    for (unsigned k = 0; k < phis.size(); ++k) {
      if (!invariant_[k]) continue;
      for (auto& [reload, check] : reloads_) {
        for (PHINode* phi : {phis[k], joins[k]}) {
          int from_reload = phi ? phi->getBasicBlockIndex(reload) : -1, from_check = phi ? phi->getBasicBlockIndex(check) : -1;
          if (from_reload >= 0 && from_check >= 0)
            phi->setIncomingValue(static_cast<unsigned>(from_reload), phi->getIncomingValue(static_cast<unsigned>(from_check)));
        }
      }
    }
    for (auto& [reload, check] : reloads_) {
      for (Instruction& instruction : make_early_inc_range(*reload)) {
        if (isa<LoadInst>(instruction) && instruction.use_empty()) instruction.eraseFromParent();
      }
    }
    for (CallInst* note : notes) note->eraseFromParent();
    Function* cut_function = cut_->getCalledFunction();
    cut_->eraseFromParent();
    if (cut_function->use_empty()) cut_function->eraseFromParent();
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
  BasicBlock* resuming_ = nullptr;
  Function* cold_call_ = nullptr;
  std::vector<Value*> resumed_;
  std::vector<bool> invariant_, aligned_;                ///< by live value
  std::map<BasicBlock*, std::vector<Value*>> incoming_;  ///< what predecessors of the head pass for the lives
  std::map<BasicBlock*, BasicBlock*> reloads_;           ///< reload block → its check
  std::vector<BasicBlock*> inside_;                      ///< blocks that run after the merge point
};

}  // namespace

Function* lower_portal(const Portal& portal) { return PortalLowering(portal).run(); }

}  // namespace jitwright::translator
