// The state of emitting one function, shared by the emit_*.cpp files. Included by these sources only, so it may name LLVM.
//
// Invariants: an LLVM value of n scalars has n consecutive registers; integers are kept zero-extended to their class (32 or 64
// bits); values that only change their LLVM type share the registers of their operand.
#pragma once

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/DenseSet.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Operator.h>

#include "emit_jitcode.h"
#include "virtual_code.h"

namespace jitwright::translator {

using jitcode::Opcode;

/// A memory operand: base + index * scale + offset.
struct Address {
  llvm::Value* base = nullptr;
  llvm::Value* index = nullptr;  ///< null: none; else i64
  uint32_t scale = 0;
  int64_t offset = 0;
};

class FunctionEmitter {
 public:
  FunctionEmitter(const EmitContext& context, llvm::Function& clone, llvm::Function& original, const Portal* portal);

  Emitted run(bool has_loop);

 private:
  // emit_jitcode.cpp: blocks and control flow
  bool emit_header(jitcode::Function& out);
  void emit_block(llvm::BasicBlock& block, llvm::BasicBlock* next);
  void emit(llvm::Instruction& instruction, llvm::BasicBlock* next);
  void emit_stubs();
  void emit_branch(llvm::BranchInst& branch, llvm::BasicBlock* next);
  void emit_cases(llvm::Instruction& terminator, Operand value, layout::Type type,
                  const llvm::SmallVectorImpl<std::pair<Operand, llvm::BasicBlock*>>& cases, llvm::BasicBlock* otherwise);
  void emit_switch(llvm::SwitchInst& instruction);
  void emit_indirect_branch(llvm::IndirectBrInst& branch);
  void emit_return(llvm::ReturnInst& instruction);
  void emit_edge(llvm::BasicBlock& from, llvm::BasicBlock& to);
  void jump_to(llvm::BasicBlock& block, llvm::BasicBlock* next);
  void emit_local(llvm::AllocaInst& local);
  Label label_of(llvm::BasicBlock& block);

  // emit_values.cpp: operands, constants, addresses, memory
  Operand operand(llvm::Value* value, unsigned component = 0);
  Operand constant(llvm::Constant* value, unsigned component);
  Operand symbol(llvm::GlobalValue& clone_global, int64_t offset);
  Register define(llvm::Value& value);
  void alias(llvm::Value& value, llvm::Value* same);
  void set_registers(llvm::Value& value, Register first) { registers_[&value] = first; }
  Address address_of(llvm::Value* pointer);
  void find_needed_addresses();
  void find_started_locals();
  void emit_address(llvm::GetElementPtrInst& instruction);
  void add_offset(Register destination, Operand base, int64_t offset);
  Operand plain_address(const Address& address);
  void emit_load(llvm::LoadInst& load);
  void emit_store(llvm::StoreInst& store);
  void emit_load_scalar(llvm::Instruction& access, llvm::Type* type, Register destination, Address address, bool is_volatile);
  void emit_store_scalar(llvm::Instruction& access, llvm::Type* type, Operand value, Address address, bool is_volatile);
  void emit_aggregate(llvm::Instruction& instruction);

  // emit_arithmetic.cpp
  void emit_binary(llvm::BinaryOperator& instruction);
  void emit_integer_binary(llvm::Instruction::BinaryOps operation, Register destination, Operand a, Operand b, unsigned bits);
  void emit_compare(llvm::CmpInst& compare);
  void emit_cast(llvm::CastInst& cast);
  void emit_select(llvm::SelectInst& select);
  bool is_part_of_high_product(llvm::Instruction& instruction);
  bool emit_part_of_product(llvm::TruncInst& truncation);
  void emit_integer_cast(llvm::CastInst& cast, unsigned from, unsigned to);
  void emit_float_cast(llvm::CastInst& cast);
  void zero_extend(Register destination, Operand value, unsigned from, unsigned to);
  void truncate(Register destination, Operand value, unsigned from, unsigned to);
  void sign_extend(Register destination, Operand value, unsigned from, unsigned to);
  /// `value` of `bits` bits as a signed number of its class.
  Operand as_signed(Operand value, unsigned bits);
  void mask(Register destination, Operand value, unsigned bits);
  void pure(Opcode opcode, layout::Type type, Register destination, std::initializer_list<Operand> operands);
  Operand pure(Opcode opcode, layout::Type type, std::initializer_list<Operand> operands);

  // emit_calls.cpp
  void emit_call(llvm::CallBase& call);
  void emit_marker(llvm::CallBase& call);
  void emit_merge_point(llvm::CallBase& cut);
  void emit_conditional_call(llvm::CallBase& call);
  void emit_box(llvm::CallBase& call, const llvm::Function& callee);
  void emit_thunk(llvm::Instruction& instruction, layout::CallEffect effect, const std::string& name);
  bool emit_intrinsic(llvm::IntrinsicInst& intrinsic);
  bool emit_integer_intrinsic(llvm::IntrinsicInst& intrinsic);
  bool emit_float_intrinsic(llvm::IntrinsicInst& intrinsic);
  void emit_results(llvm::Instruction& instruction, const layout::Signature& signature);

  void refuse(const llvm::Instruction* at, std::string reason, std::string remedy);
  bool refused() const { return !refusal_.reason.empty(); }

  const EmitContext& context_;
  ImageBuilder& image_;
  llvm::Function& function_;
  llvm::Function& original_;
  const Portal* portal_;
  const llvm::DataLayout& layout_;
  VirtualCode code_;
  llvm::DenseMap<const llvm::Value*, Register> registers_;
  llvm::DenseMap<const llvm::BasicBlock*, Label> labels_;
  struct Stub {
    Label label;
    llvm::BasicBlock *from, *to;
  };
  std::vector<Stub> stubs_;
  llvm::DenseSet<const llvm::Value*> needed_addresses_;
  llvm::DenseSet<const llvm::Value*> started_locals_;  ///< made at their lifetime markers
  uint32_t local_bytes_ = 0;
  std::unique_ptr<jitcode::PortalInfo> portal_info_;
  Refusal refusal_;
  const llvm::Instruction* current_ = nullptr;
};

// Types, in emit_values.cpp.

/// Number of scalars in `type`; 0 if jitcode cannot hold it.
unsigned component_count(llvm::Type* type);
llvm::Type* component_type(llvm::Type* type, unsigned component);
/// The register type of a scalar; none if jitcode cannot hold it.
layout::Type register_type(const llvm::Type* type);
/// Width of an integer or pointer type.
unsigned integer_width(const llvm::Type* type);
inline layout::Type class_of(unsigned bits) { return bits <= 32 ? layout::Type::i32 : layout::Type::i64; }
inline unsigned class_width(unsigned bits) { return bits <= 32 ? 32 : 64; }

}  // namespace jitwright::translator
