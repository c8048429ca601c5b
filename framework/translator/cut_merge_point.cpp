#include "cut_merge_point.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SetVector.h>
#include <llvm/Analysis/CFG.h>
#include <llvm/Analysis/StackLifetime.h>
#include <llvm/IR/CFG.h>
#include <llvm/IR/DebugInfo.h>
#include <llvm/IR/Dominators.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Transforms/Scalar/ADCE.h>
#include <llvm/Transforms/Scalar/JumpThreading.h>
#include <llvm/Transforms/Scalar/SROA.h>
#include <llvm/Transforms/Scalar/SimplifyCFG.h>
#include <llvm/Transforms/Utils/BasicBlockUtils.h>
#include <llvm/Transforms/Utils/Cloning.h>
#include <llvm/Transforms/Utils/Local.h>
#include <llvm/Transforms/Utils/PromoteMemToReg.h>

#include "access_classes.h"
#include "analyses.h"
#include "diagnostics.h"
#include "hints.h"

namespace jitwright::translator {

using namespace llvm;

namespace {

constexpr unsigned largest_inlined_helper = 400;  // instructions of a callee that is inlined to keep a local in registers

std::vector<CallInst*> find_markers(Function& function, Marker marker) {
  std::vector<CallInst*> result;
  for (Instruction& instruction : instructions(function)) {
    if (marker_of(instruction) == marker && isa<CallInst>(instruction)) result.push_back(cast<CallInst>(&instruction));
  }
  return result;
}

/// Markers inside try blocks are invokes of functions that never throw.
void turn_marker_invokes_into_calls(Function& function) {
  std::vector<InvokeInst*> invokes;
  for (Instruction& instruction : instructions(function)) {
    if (marker_of(instruction) != Marker::none && isa<InvokeInst>(instruction)) invokes.push_back(cast<InvokeInst>(&instruction));
  }
  for (InvokeInst* invoke : invokes) changeToCall(invoke);
}

/// Brings locals into registers and drops the front end's helper slots, which would look live at the merge point.
void simplify(Function& function) {
  Analyses analyses;
  SimplifyCFGOptions plain =
      SimplifyCFGOptions().needCanonicalLoops(false).speculateBlocks(false).convertSwitchRangeToICmp(false);
  bool has_cleanup_slot = any_of(function.getEntryBlock(), [](Instruction& instruction) {
    return isa<AllocaInst>(instruction) && instruction.getName().starts_with("cleanup.dest");
  });
  FunctionPassManager passes;
  passes.addPass(SROAPass(SROAOptions::ModifyCFG));
  passes.addPass(SimplifyCFGPass(plain));
  // Names of values are dropped in release builds of clang, so the slot may go unnoticed; a switch on a phi of constants is its
  // mark.
  if (has_cleanup_slot || function.getContext().shouldDiscardValueNames()) {
    passes.addPass(JumpThreadingPass());
    passes.addPass(SimplifyCFGPass(plain));
  }
  passes.addPass(ADCEPass());
  passes.run(function, analyses.functions);
}

/// Calls that take the address of a local; inlining them may free the local from memory.
SetVector<CallBase*> calls_taking(AllocaInst& local) {
  SetVector<CallBase*> calls;
  SmallPtrSet<Value*, 16> seen;
  SmallVector<Value*, 8> work{&local};
  while (!work.empty()) {
    Value* value = work.pop_back_val();
    if (!seen.insert(value).second) continue;
    for (User* user : value->users()) {
      if (isa<GetElementPtrInst>(user) || isa<PHINode>(user) || isa<SelectInst>(user))
        work.push_back(user);
      else if (auto* call = dyn_cast<CallBase>(user); call && !isa<IntrinsicInst>(call))
        calls.insert(call);
      else if (auto* store = dyn_cast<StoreInst>(user); store && store->getValueOperand() == value) {
        // A closure captures the address: calls on the closure are what to inline.
        if (auto* closure = dyn_cast<AllocaInst>(store->getPointerOperand()->stripInBoundsOffsets())) work.push_back(closure);
      }
    }
  }
  return calls;
}

bool worth_inlining(const CallBase& call, const Function& into) {
  const Function* callee = call.getCalledFunction();
  if (!callee || callee->isDeclaration() || callee == &into || callee->hasFnAttribute(Attribute::NoInline)) return false;
  if (callee->hasFnAttribute(Attribute::AlwaysInline)) return true;
  if (has_loop(*callee)) return false;
  return callee->hasLocalLinkage() || callee->hasLinkOnceODRLinkage() ? callee->getInstructionCount() <= largest_inlined_helper
                                                                      : false;
}

/// Inlines what holds locals in memory until nothing changes.
void free_locals(Function& function) {
  for (int round = 0; round < 6; ++round) {
    remove_annotations(function, true);
    simplify(function);
    SetVector<CallBase*> calls;
    for (Instruction& instruction : instructions(function)) {
      auto* local = dyn_cast<AllocaInst>(&instruction);
      if (!local) continue;
      for (CallBase* call : calls_taking(*local)) {
        if (worth_inlining(*call, function)) calls.insert(call);
      }
    }
    bool changed = false;
    for (CallBase* call : calls) {
      InlineFunctionInfo info;
      changed |= InlineFunction(*call, info).isSuccess();
    }
    if (!changed) break;
    pin_access_classes(function);
  }
}

/// Is `value` read after the merge point, on a path that does not define it again? `head` starts with the merge point.
bool live_after(Value& value, const BasicBlock& definition, const BasicBlock& head, const Instruction& marker) {
  SmallPtrSet<const BasicBlock*, 32> seen;
  SmallVector<const BasicBlock*, 32> work;
  auto live_in = [&](const BasicBlock* block) {
    if (block != &definition && seen.insert(block).second) work.push_back(block);
  };
  for (const Use& use : value.uses()) {
    auto* user = cast<Instruction>(use.getUser());
    if (user == &marker) continue;
    if (auto* phi = dyn_cast<PHINode>(user))
      live_in(phi->getIncomingBlock(use));
    else
      live_in(user->getParent());
  }
  if (&definition == &head) return false;
  while (!work.empty()) {
    const BasicBlock* block = work.pop_back_val();
    if (block == &head) return true;
    for (const BasicBlock* predecessor : predecessors(block)) live_in(predecessor);
  }
  return false;
}

std::string debug_name(Value& value) {
  SmallVector<DbgValueInst*, 2> intrinsics;
  SmallVector<DbgVariableRecord*, 2> records;
  findDbgValues(intrinsics, &value, &records);
  if (!records.empty()) return records.back()->getVariable()->getName().str();
  if (!intrinsics.empty()) return intrinsics.back()->getVariable()->getName().str();
  for (DbgVariableRecord* record : findDVRDeclares(&value)) return record->getVariable()->getName().str();
  if (auto* argument = dyn_cast<Argument>(&value)) return argument->getName().str();
  return value.hasName() ? value.getName().str() : std::string();
}

/// A green that is passed to the marker widened is the value itself.
Value* underlying_green(Value* green) {
  while (isa<ZExtInst, SExtInst, FPExtInst>(green)) green = cast<CastInst>(green)->getOperand(0);
  return green;
}

bool can_be_live(Type* type) {
  if (auto* integer = dyn_cast<IntegerType>(type)) return integer->getBitWidth() <= 64;
  return type->isPointerTy() || type->isDoubleTy() || type->isFloatTy();
}

/// Splits aggregates that live across the merge point (results of calls in two registers) into their elements.
void split_live_aggregates(Function& function) {
  for (Instruction& instruction : make_early_inc_range(instructions(function))) {
    auto* structure = dyn_cast<StructType>(instruction.getType());
    if (!structure || isa<PHINode>(instruction) || instruction.isTerminator()) continue;
    SmallVector<ExtractValueInst*, 4> uses;
    for (User* user : instruction.users()) {
      auto* extract = dyn_cast<ExtractValueInst>(user);
      if (extract && extract->getNumIndices() == 1 && extract->getParent() != instruction.getParent()) uses.push_back(extract);
    }
    for (ExtractValueInst* use : uses) use->moveBefore(instruction.getNextNode());
  }
}

class Cutter {
 public:
  Cutter(Function& function, Portal& portal) : function_(function), portal_(portal) {}

  bool run() {
    if (!check_markers()) return false;
    turn_marker_invokes_into_calls(function_);
    pin_access_classes(function_);
    free_locals(function_);
    std::vector<CallInst*> markers = find_markers(function_, Marker::merge_point);
    if (markers.size() != 1) {
      report_error(function_, "the merge point cannot be reached; remove it or the code that makes it unreachable");
      return false;
    }
    marker_ = markers[0];
    split_live_aggregates(function_);
    head_ = SplitBlock(marker_->getParent(), marker_);
    if (!check_entries() || !find_lives()) return false;
    cut();
    return true;
  }

 private:
  bool check_markers() {
    std::vector<CallInst*> markers = find_markers(function_, Marker::merge_point);
    for (Instruction& instruction : instructions(function_)) {
      if (auto* invoke = dyn_cast<InvokeInst>(&instruction); invoke && marker_of(*invoke) == Marker::merge_point) return true;
    }
    if (markers.size() > 1) {
      report_error(*markers[1],
                   "a second JW_MERGE_POINT; a portal has one merge point: let all paths go through one dispatch point");
      return false;
    }
    if (function_.isVarArg()) {
      report_error(*markers[0], "JW_MERGE_POINT in a function with variable arguments; pass a va_list or an array instead");
      return false;
    }
    for (Instruction& instruction : instructions(function_)) {
      auto* call = dyn_cast<CallInst>(&instruction);
      if (!call || !call->isMustTailCall()) continue;
      report_error(*call,
                   "a musttail call in a function with JW_MERGE_POINT: each guest instruction would be an activation of its own, and no loop would "
                   "close; remedy: dispatch by a switch or a computed goto in one function");
      return false;
    }
    for (Argument& argument : function_.args()) {
      if (!argument.hasByValAttr() && can_be_live(argument.getType())) continue;
      report_error(*markers[0], "the portal takes a parameter that does not fit registers; pass a pointer or a reference to it");
      return false;
    }
    return true;
  }

  bool check_entries() {
    for (CallInst* entry : find_markers(function_, Marker::can_enter_jit)) {
      if (isPotentiallyReachable(entry, marker_)) continue;
      report_error(*entry, "no JW_MERGE_POINT can be reached from this JW_CAN_ENTER_JIT; it must come before the next dispatch");
      return false;
    }
    return true;
  }

  bool find_lives() {
    for (unsigned i = 1; i < marker_->arg_size(); ++i) {
      Value* green = underlying_green(marker_->getArgOperand(i));
      if (!can_be_live(green->getType())) {
        report_error(*marker_, "green " + std::to_string(i) + " is not an integer, pointer or floating-point number");
        return false;
      }
      lives_.push_back(green);
    }
    portal_.greens = static_cast<unsigned>(lives_.size());
    if (portal_.greens == 0) {
      report_error(*marker_, "JW_MERGE_POINT without greens; name the values that say where the guest program is");
      return false;
    }
    SmallVector<const AllocaInst*, 8> locals;
    for (Instruction& instruction : function_.getEntryBlock()) {
      if (auto* local = dyn_cast<AllocaInst>(&instruction)) locals.push_back(local);
    }
    StackLifetime lifetime(function_, locals, StackLifetime::LivenessType::May);
    lifetime.run();
    SmallVector<Value*, 32> candidates;
    for (Argument& argument : function_.args()) candidates.push_back(&argument);
    for (Instruction& instruction : instructions(function_)) candidates.push_back(&instruction);
    for (Value* value : candidates) {
      if (value->getType()->isVoidTy() || is_contained(lives_, value)) continue;
      // A local of one iteration: native code keeps its stack slot, jitcode makes a new one after each merge point.
      if (auto* local = dyn_cast<AllocaInst>(value);
          local && is_contained(locals, local) && !lifetime.isAliveAfter(local, marker_))
        continue;
      auto* instruction = dyn_cast<Instruction>(value);
      const BasicBlock& definition = instruction ? *instruction->getParent() : function_.getEntryBlock();
      if (!live_after(*value, definition, *head_, *marker_)) continue;
      if (!can_be_live(value->getType())) {
        report_error(*marker_,
                     "a value that lives across the merge point has no register type (a token, vector, or wide integer)");
        return false;
      }
      lives_.push_back(value);
    }
    for (Value* value : lives_) {
      portal_.live_names.push_back(debug_name(*value));
      portal_.live_is_local.push_back(isa<AllocaInst>(value));
    }
    return true;
  }

  CallInst* make_cut() {
    Module& module = *function_.getParent();
    SmallVector<Value*, 32> arguments{marker_->getArgOperand(0)};
    SmallVector<Type*, 32> types;
    for (Value* value : lives_) {
      arguments.push_back(value);
      types.push_back(value->getType());
    }
    SmallVector<Type*, 32> parameters{arguments[0]->getType()};
    parameters.append(types);
    auto* type = FunctionType::get(StructType::get(module.getContext(), types), parameters, false);
    auto* callee = Function::Create(type, GlobalValue::ExternalLinkage, cut_prefix + function_.getName(), module);
    callee->addFnAttr(Attribute::NoDuplicate);
    callee->addFnAttr(Attribute::NoMerge);
    callee->setDoesNotThrow();
    CallInst* call = IRBuilder<>(marker_).CreateCall(callee, arguments);
    call->setDebugLoc(marker_->getDebugLoc());
    return call;
  }

  /// Each live value goes through a stack slot that the cut writes again; promotion then places the phis.
  void cut() {
    CallInst* call = make_cut();
    std::vector<AllocaInst*> slots;
    SmallPtrSet<Value*, 16> done;
    for (unsigned k = 0; k < lives_.size(); ++k) {
      if (!isa<Constant>(lives_[k]) && done.insert(lives_[k]).second) slots.push_back(reroute(*lives_[k], *call, k));
    }
    marker_->eraseFromParent();
    DominatorTree dominators(function_);
    PromoteMemToReg(slots, dominators);
    portal_.function = &function_;
    portal_.cut = call;
  }

  AllocaInst* reroute(Value& value, CallInst& call, unsigned index) {
    BasicBlock& entry = function_.getEntryBlock();
    auto* slot = new AllocaInst(value.getType(), 0, "", entry.getFirstInsertionPt());
    SmallVector<Use*, 16> uses;
    for (Use& use : value.uses()) {
      if (use.getUser() != &call && use.getUser() != marker_) uses.push_back(&use);
    }
    DenseMap<BasicBlock*, Value*> phi_loads;  // entries of one predecessor must agree
    for (Use* use : uses) {
      auto* user = cast<Instruction>(use->getUser());
      if (auto* phi = dyn_cast<PHINode>(user)) {
        BasicBlock* from = phi->getIncomingBlock(*use);
        Value*& load = phi_loads[from];
        if (!load) load = new LoadInst(value.getType(), slot, "", from->getTerminator()->getIterator());
        use->set(load);
      } else {
        use->set(new LoadInst(value.getType(), slot, "", user->getIterator()));
      }
    }
    call.setArgOperand(index + 1, new LoadInst(value.getType(), slot, "", call.getIterator()));
    for (unsigned other = 0; other < lives_.size(); ++other) {
      if (lives_[other] == &value) call.setArgOperand(other + 1, call.getArgOperand(index + 1));
    }
    BasicBlock::iterator after = std::next(slot->getIterator());
    if (auto* instruction = dyn_cast<Instruction>(&value)) {
      std::optional<BasicBlock::iterator> position = instruction->getInsertionPointAfterDef();
      after = position ? *position : SplitEdge(instruction->getParent(), cast<InvokeInst>(instruction)->getNormalDest())->begin();
    }
    new StoreInst(&value, slot, after);
    IRBuilder<> builder(call.getNextNode());
    builder.SetCurrentDebugLocation(call.getDebugLoc());
    builder.CreateStore(builder.CreateExtractValue(&call, index), slot);
    return slot;
  }

  Function& function_;
  Portal& portal_;
  CallInst* marker_ = nullptr;
  BasicBlock* head_ = nullptr;
  SmallVector<Value*, 32> lives_;
};

}  // namespace

bool has_merge_point(const Function& function) { return calls_marker(function, Marker::merge_point); }

bool cut_merge_point(Function& function, Portal& portal) { return Cutter(function, portal).run(); }

}  // namespace jitwright::translator
