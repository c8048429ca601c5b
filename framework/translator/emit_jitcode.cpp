#include "emit_jitcode.h"

#include <llvm/ADT/PostOrderIterator.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/IR/CFG.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Dominators.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Module.h>

#include "call_trampolines.h"
#include "cut_merge_point.h"
#include "diagnostics.h"
#include "function_emitter.h"
#include "hints.h"
#include "image_builder.h"

namespace jitwright::translator {

using namespace llvm;

Emitted emit_jitcode(const EmitContext& context, Function& clone, Function& original, const Portal* portal, bool has_loop) {
  return FunctionEmitter(context, clone, original, portal).run(has_loop);
}

FunctionEmitter::FunctionEmitter(const EmitContext& context, Function& clone, Function& original, const Portal* portal)
    : context_(context),
      image_(context.image),
      function_(clone),
      original_(original),
      portal_(portal),
      layout_(original.getParent()->getDataLayout()) {}

void FunctionEmitter::refuse(const Instruction* at, std::string reason, std::string remedy) {
  if (!refused()) refusal_ = {at, std::move(reason), std::move(remedy)};
}

Emitted FunctionEmitter::run(bool has_loop) {
  Emitted result;
  auto out = std::make_unique<jitcode::Function>();
  out->has_loop = has_loop;
  if (emit_header(*out)) {
    find_needed_addresses();
    if (portal_) find_started_locals();
    ReversePostOrderTraversal<Function*> order(&function_);
    std::vector<BasicBlock*> blocks(order.begin(), order.end());
    for (BasicBlock* block : blocks) {
      for (PHINode& phi : block->phis()) define(phi);
    }
    for (size_t i = 0; i < blocks.size() && !refused(); ++i)
      emit_block(*blocks[i], i + 1 < blocks.size() ? blocks[i + 1] : nullptr);
    emit_stubs();
  }
  if (!refused()) {
    out->local_bytes = local_bytes_;
    out->portal = std::move(portal_info_);
    out->module = &image_.module;
    if (!code_.finish(*out, static_cast<uint32_t>(function_.arg_size())))
      refuse(nullptr, "it needs more than 65000 registers and constants", "split the function");
  }
  if (!refused()) {
    jitcode::compute_liveness(*out, image_.module);
    std::string broken = jitcode::verify(*out, image_.module);
    if (!broken.empty()) refuse(nullptr, "internal error, the jitcode is not valid: " + broken, "please report it");
  }
  if (refused())
    result.refusal = std::move(refusal_);
  else
    result.function = std::move(out);
  return result;
}

bool FunctionEmitter::emit_header(jitcode::Function& out) {
  out.name = readable_name(original_);
  std::optional<layout::Signature> signature = signature_of(function_);
  if (!signature) {
    refuse(nullptr, "its parameters or result do not fit registers",
           "pass structs by reference or in at most two registers, and no variable arguments");
    return false;
  }
  out.signature = *signature;
  out.symbol = image_.symbol(original_);
  for (Argument& argument : function_.args()) define(argument);
  return true;
}

Label FunctionEmitter::label_of(BasicBlock& block) {
  auto [position, added] = labels_.try_emplace(&block, Label{});
  if (added) position->second = code_.new_label();
  return position->second;
}

void FunctionEmitter::emit_block(BasicBlock& block, BasicBlock* next) {
  code_.bind(label_of(block));
  for (Instruction& instruction : block) {
    if (instruction.isDebugOrPseudoInst()) continue;
    if (const DILocation* location = instruction.getDebugLoc()) {
      // Hints are wrappers in jit.h: the author's line is where they are used.
      while (location->getInlinedAt() && location->getFilename().ends_with("jitwright/jit.h"))
        location = location->getInlinedAt();
      if (location->getLine() > 0) code_.at(image_.file(location->getFilename().str()), location->getLine());
    }
    current_ = &instruction;
    emit(instruction, next);
    if (refused()) return;
  }
}

void FunctionEmitter::emit(Instruction& instruction, BasicBlock* next) {
  if (auto* binary = dyn_cast<BinaryOperator>(&instruction)) return emit_binary(*binary);
  if (auto* cast = dyn_cast<CastInst>(&instruction)) return emit_cast(*cast);
  if (auto* compare = dyn_cast<CmpInst>(&instruction)) return emit_compare(*compare);
  switch (instruction.getOpcode()) {
    case Instruction::PHI: return;
    case Instruction::Br: return emit_branch(cast<BranchInst>(instruction), next);
    case Instruction::Switch: return emit_switch(cast<SwitchInst>(instruction));
    case Instruction::IndirectBr: return emit_indirect_branch(cast<IndirectBrInst>(instruction));
    case Instruction::Ret: return emit_return(cast<ReturnInst>(instruction));
    case Instruction::Unreachable: code_.begin(Opcode::unreachable); return;
    case Instruction::Alloca:
      if (started_locals_.count(&instruction) == 0) emit_local(cast<AllocaInst>(instruction));
      return;
    case Instruction::Load: return emit_load(cast<LoadInst>(instruction));
    case Instruction::Store: return emit_store(cast<StoreInst>(instruction));
    case Instruction::GetElementPtr: return emit_address(cast<GetElementPtrInst>(instruction));
    case Instruction::Select: return emit_select(cast<SelectInst>(instruction));
    case Instruction::FNeg:
      if (layout::Type type = register_type(instruction.getType()); layout::is_float(type))
        return pure(Opcode::float_neg, type, define(instruction), {operand(instruction.getOperand(0))});
      break;
    case Instruction::Freeze: return alias(instruction, instruction.getOperand(0));
    case Instruction::ExtractValue:
    case Instruction::InsertValue: return emit_aggregate(instruction);
    case Instruction::Call: return emit_call(cast<CallBase>(instruction));
    case Instruction::Invoke:
      if (cast<InvokeInst>(instruction).getLandingPadInst()->getNumClauses() == 0)
        return refuse(&instruction, "it runs destructors when an exception passes",
                      "mark what it calls noexcept, compile with -fno-exceptions, or mark it JW_DONT_LOOK_INSIDE");
      return refuse(&instruction, "it catches exceptions",
                    "move the try block into a function of its own marked JW_DONT_LOOK_INSIDE");
    case Instruction::AtomicRMW:
    case Instruction::AtomicCmpXchg:
    case Instruction::Fence:
      return refuse(&instruction, "it uses atomic operations", "move them into a function of its own marked JW_DONT_LOOK_INSIDE");
    default: break;
  }
  refuse(&instruction, std::string("jitcode has no '") + instruction.getOpcodeName() + "' for this type",
         "move the operation into a function marked JW_DONT_LOOK_INSIDE");
}

/// In a portal a local that lives within one guest instruction is made where its lifetime starts, not at each merge point.
void FunctionEmitter::find_started_locals() {
  DominatorTree dominators(function_);
  for (Instruction& instruction : function_.getEntryBlock()) {
    auto* local = dyn_cast<AllocaInst>(&instruction);
    if (!local) continue;
    SmallVector<Instruction*, 4> starts;
    for (User* user : local->users()) {
      auto* intrinsic = dyn_cast<IntrinsicInst>(user);
      if (intrinsic && intrinsic->getIntrinsicID() == Intrinsic::lifetime_start) starts.push_back(intrinsic);
    }
    bool covered = all_of(local->uses(), [&](Use& use) {
      auto* intrinsic = dyn_cast<IntrinsicInst>(use.getUser());
      if (intrinsic && intrinsic->isLifetimeStartOrEnd()) return true;
      return any_of(starts, [&](Instruction* start) { return dominators.dominates(start, use); });
    });
    if (covered && !starts.empty()) started_locals_.insert(local);
  }
}

void FunctionEmitter::emit_local(AllocaInst& local) {
  std::optional<TypeSize> size = local.getAllocationSize(layout_);
  if (!size || !local.isStaticAlloca() || local.getAlign().value() > 16 || size->getFixedValue() > (1u << 20))
    return refuse(&local, "it has a local of variable or very large size",
                  "allocate the memory elsewhere, or mark the function JW_DONT_LOOK_INSIDE");
  uint32_t bytes = (static_cast<uint32_t>(size->getFixedValue()) + 15) & ~15u;
  local_bytes_ += bytes;
  Register address = registers_.count(&local) ? registers_[&local] : define(local);
  code_.begin(Opcode::local, layout::Type::ptr).destination(address).immediate(static_cast<int32_t>(bytes));
}

void FunctionEmitter::jump_to(BasicBlock& block, BasicBlock* next) {
  if (&block != next) code_.begin(Opcode::jump).target(label_of(block));
}

void FunctionEmitter::emit_edge(BasicBlock& from, BasicBlock& to) {
  std::vector<VirtualCode::Move> moves;
  for (PHINode& phi : to.phis()) {
    Value* incoming = phi.getIncomingValueForBlock(&from);
    unsigned count = component_count(phi.getType());
    for (unsigned c = 0; c < count; ++c) moves.push_back({registers_[&phi] + c, operand(incoming, c)});
  }
  code_.parallel_moves(std::move(moves));
}

/// Edges with moves that are not fallen into stand behind everything else.
void FunctionEmitter::emit_stubs() {
  for (size_t i = 0; i < stubs_.size() && !refused(); ++i) {
    code_.bind(stubs_[i].label);
    emit_edge(*stubs_[i].from, *stubs_[i].to);
    code_.begin(Opcode::jump).target(label_of(*stubs_[i].to));
  }
}

void FunctionEmitter::emit_branch(BranchInst& branch, BasicBlock* next) {
  BasicBlock& here = *branch.getParent();
  BasicBlock& taken = *branch.getSuccessor(0);
  if (branch.isUnconditional()) {
    emit_edge(here, taken);
    return jump_to(taken, next);
  }
  BasicBlock& other = *branch.getSuccessor(1);
  bool other_has_moves = !other.phis().empty();
  Label otherwise = other_has_moves ? code_.new_label() : label_of(other);
  code_.begin(Opcode::branch_false).operand(operand(branch.getCondition())).target(otherwise);
  if (other_has_moves) stubs_.push_back({otherwise, &here, &other});
  emit_edge(here, taken);
  jump_to(taken, next);
}

void FunctionEmitter::emit_cases(Instruction& terminator, Operand value, layout::Type type,
                                 const SmallVectorImpl<std::pair<Operand, BasicBlock*>>& cases, BasicBlock* otherwise) {
  BasicBlock& here = *terminator.getParent();
  auto label_for = [&](BasicBlock* block) {
    if (block->phis().empty()) return label_of(*block);
    for (const Stub& stub : stubs_) {
      if (stub.to == block && stub.from == &here) return stub.label;
    }
    stubs_.push_back({code_.new_label(), &here, block});
    return stubs_.back().label;
  };
  std::optional<Label> nowhere;
  if (!otherwise) nowhere = code_.new_label();
  code_.begin(Opcode::switch_, type).operand(value).count(cases.size());
  for (auto& [constant, block] : cases) code_.operand(constant).target(label_for(block));
  code_.target(otherwise ? label_for(otherwise) : *nowhere);
  if (nowhere) {
    code_.bind(*nowhere);
    code_.begin(Opcode::unreachable);
  }
}

void FunctionEmitter::emit_switch(SwitchInst& instruction) {
  unsigned bits = integer_width(instruction.getCondition()->getType());
  if (bits > 64) return refuse(&instruction, "it switches on a wide integer", "use at most 64 bits");
  SmallVector<std::pair<Operand, BasicBlock*>, 32> cases;
  for (auto& entry : instruction.cases()) cases.push_back({constant(entry.getCaseValue(), 0), entry.getCaseSuccessor()});
  emit_cases(instruction, operand(instruction.getCondition()), class_of(bits), cases, instruction.getDefaultDest());
}

void FunctionEmitter::emit_indirect_branch(IndirectBrInst& branch) {
  SmallVector<std::pair<Operand, BasicBlock*>, 32> cases;
  SmallPtrSet<BasicBlock*, 32> seen;
  for (unsigned i = 0; i < branch.getNumDestinations(); ++i) {
    BasicBlock* block = branch.getDestination(i);
    if (!seen.insert(block).second) continue;
    BasicBlock* original = context_.original_block(block);
    if (!original) return refuse(&branch, "a computed goto has a target that optimisation removed", "please report it");
    cases.push_back({code_.constant({0, image_.block_symbol(*original)}), block});
  }
  emit_cases(branch, operand(branch.getAddress()), layout::Type::i64, cases, nullptr);
}

void FunctionEmitter::emit_return(ReturnInst& instruction) {
  Value* value = instruction.getReturnValue();
  unsigned count = value ? component_count(value->getType()) : 0;
  SmallVector<Operand, 2> results;
  for (unsigned c = 0; c < count; ++c) results.push_back(operand(value, c));
  code_.begin(Opcode::return_).count(count);
  for (Operand result : results) code_.operand(result);
}

}  // namespace jitwright::translator
