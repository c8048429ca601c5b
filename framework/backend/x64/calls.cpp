// Calls: of C functions, of compiled code, off the main path, and allocation without a call.
//
// Values that live across a call leave the caller-saved registers; fresh values that will are put into callee-saved ones from the
// start (Compiler::define). Compiled code takes integers in rdi rsi rdx rcx r8 r9 rax r10 and floats in xmm0-7, the rest on the
// stack, and leaves its results in rax or xmm0, rdx or xmm1.
#include "backend/x64/compiler.h"

#include <bit>
#include <cstring>

namespace jitwright::backend::x64 {

using namespace asmjit;
using layout::AbiType;

namespace {

constexpr Register argument_registers[] = {rdi, rsi, rdx, rcx, r8, r9, rax, r10};
constexpr uint32_t native_integer_registers = 6, compiled_integer_registers = 8, float_registers = 8;
constexpr uint64_t largest_copy = 32, largest_fill = 64;

AbiType abi_type(Type type) {
  switch (type) {
    case Type::i32: return AbiType::i32;
    case Type::f32: return AbiType::f32;
    case Type::f64: return AbiType::f64;
    case Type::none: return AbiType::none;
    default: return AbiType::i64;
  }
}

bool is_float_argument(AbiType type) { return layout::is_float(layout::register_type(type)); }

}  // namespace

bool Compiler::is_call(uint32_t index) const {
  const Operation& operation = trace_[index];
  auto operands = trace_.operands(operation);
  auto small = [&](uint64_t largest) { return operands[2].is_constant() && constant_bits(operands[2]) <= largest; };
  switch (operation.opcode) {
    case Opcode::call: return !inline_allocator(operation);
    case Opcode::call_assembler: return true;
    case Opcode::copy_memory: return !small(largest_copy);
    case Opcode::fill_memory: return !(small(largest_fill) && operands[1].is_constant());
    default: return false;
  }
}

const InlineAllocator* Compiler::inline_allocator(const Operation& operation) const {
  auto operands = trace_.operands(operation);
  if (operands.size() < 2 || !operands[0].is_constant() || !operands.back().is_constant()) return nullptr;
  for (const InlineAllocator& allocator : shared_->backend->inline_allocators) {
    auto between = reinterpret_cast<intptr_t>(allocator.limit) - reinterpret_cast<intptr_t>(allocator.cursor);
    if (reinterpret_cast<uint64_t>(allocator.function) == constant_bits(operands[0]) &&
        constant_bits(operands.back()) <= allocator.largest && between == static_cast<int32_t>(between)) {
      return &allocator;
    }
  }
  return nullptr;
}

std::vector<Move> Compiler::argument_moves(std::span<const Operand> arguments, std::span<const AbiType> parameters,
                                           bool compiled) {
  std::vector<Move> moves;
  moves.reserve(arguments.size());
  uint32_t integers = 0, floats = 0, on_stack = 0;
  uint32_t integer_registers = compiled ? compiled_integer_registers : native_integer_registers;
  for (size_t i = 0; i < arguments.size(); ++i) {
    Operand argument = plan_.resolve(arguments[i]);
    bool vector = i < parameters.size() ? is_float_argument(parameters[i]) : is_float(argument);
    Move move;
    if (vector && floats < float_registers) {
      move.to = Location::in(static_cast<Register>(xmm0 + floats++));
    } else if (!vector && integers < integer_registers) {
      move.to = Location::in(argument_registers[integers++]);
    } else {
      move.to = Location::frame(static_cast<int32_t>(8 * on_stack++));
      move.outgoing = true;
    }
    if (argument.is_constant()) {
      move.constant = true;
      move.bits = constant_bits(argument);
    } else {
      const ValueState& state = values_[argument.index()];
      move.from = state.reg != no_register ? Location::in(state.reg) : Location::frame(state.frame);
    }
    moves.push_back(move);
  }
  outgoing_bytes_ = std::max(outgoing_bytes_, 8 * on_stack);
  return moves;
}

/// s8 and s16 arguments are sign-extended by the caller.
void Compiler::canonicalise_arguments(std::span<const AbiType> parameters) {
  uint32_t integers = 0, floats = 0, on_stack = 0;
  for (AbiType type : parameters) {
    if (is_float_argument(type)) {
      if (floats < float_registers)
        ++floats;
      else
        ++on_stack;
      continue;
    }
    bool in_register = integers < native_integer_registers;
    Register reg = in_register ? argument_registers[integers++] : scratch;
    auto offset = static_cast<int32_t>(8 * (in_register ? 0 : on_stack++));
    if (type != AbiType::s8 && type != AbiType::s16) continue;
    if (!in_register) a_.mov(x86::r11, x86::ptr(x86::rsp, offset));
    scratch_changes();
    if (type == AbiType::s8)
      a_.movsx(general(reg, false), x86::Gp(x86::gpb(reg)));
    else
      a_.movsx(general(reg, false), x86::Gp(x86::gpw(reg)));
    if (!in_register) a_.mov(x86::ptr(x86::rsp, offset), x86::r11);
  }
}

void Compiler::canonicalise_result(Register reg, AbiType type) {
  switch (type) {
    case AbiType::i1:
    case AbiType::i8:
    case AbiType::s8: a_.movzx(general(reg, false), x86::Gp(x86::gpb(reg))); break;
    case AbiType::i16:
    case AbiType::s16: a_.movzx(general(reg, false), x86::Gp(x86::gpw(reg))); break;
    case AbiType::i32: a_.mov(general(reg, false), general(reg, false)); break;
    default: break;
  }
}

void Compiler::save_around_call() {
  for (RegisterSet rest = occupied_ & caller_saved; rest; rest &= rest - 1) {
    auto reg = static_cast<Register>(std::countr_zero(rest));
    uint32_t value = owner_[reg];
    if (plan_.last_use[value] > position_) vacate(reg, caller_saved);
  }
}

void Compiler::emit_call_to(const Source& callee) {
  keep_room_for_jump();
  if (callee.kind == Source::Kind::immediate && in_reach(static_cast<uint64_t>(callee.immediate))) {
    a_.call(imm(callee.immediate));
  } else if (callee.kind == Source::Kind::immediate) {
    load_scratch(static_cast<uint64_t>(callee.immediate));
    a_.call(x86::r11);
  } else {
    a_.call(x86::rax);
  }
  scratch_changes();
}

namespace {
constexpr Register callee_register = rax;
}

void Compiler::emit_call() {
  if (const InlineAllocator* allocator = inline_allocator(*current_)) return emit_inline_allocation(*allocator);
  const layout::CallDescriptor& descriptor = (*request_.calls)[current_->descriptor];
  auto operands = trace_.operands(*current_);
  std::vector<Move> moves = argument_moves(operands.subspan(1), descriptor.signature.parameters, false);
  Source callee{Source::Kind::immediate};
  Operand function = operand(0);
  if (function.is_constant()) {
    callee.immediate = static_cast<int64_t>(constant_bits(function));
  } else {
    callee = {Source::Kind::reg, callee_register};
    const ValueState& state = values_[function.index()];
    moves.push_back(
        {Location::in(callee_register), state.reg != no_register ? Location::in(state.reg) : Location::frame(state.frame)});
  }
  save_around_call();
  emit_moves(moves);
  canonicalise_arguments(descriptor.signature.parameters);
  emit_call_to(callee);
  bind_call_results(false, descriptor.signature.result, descriptor.signature.second_result);
}

void Compiler::emit_call_assembler() {
  auto operands = trace_.operands(*current_);
  std::vector<Move> moves = argument_moves(operands, {}, true);
  save_around_call();
  emit_moves(moves);
  bool own = current_->descriptor == request_.self_token || current_->descriptor == 0xffffffff;
  if (own && !root_) {
    keep_room_for_jump();
    a_.call(compiled_entry_);
  } else {
    // Through a cell: the callee may be compiled again.
    TargetRecord& target = own ? root_->labels() : shared_->target(current_->descriptor);
    auto cell = reinterpret_cast<uint64_t>(&target.entry);
    if (!in_reach(cell)) load_scratch(cell);
    keep_room_for_jump();
    a_.call(in_reach(cell) ? x86::ptr_rel(cell, 8) : x86::qword_ptr(x86::r11));
  }
  scratch_changes();
  uint32_t next = position_ < plan_.order.size() ? plan_.order[position_] : nil;
  Type second = next != nil && trace_[next].opcode == Opcode::second_result ? trace_[next].type : Type::none;
  bind_call_results(true, abi_type(current_->type), abi_type(second));
}

void Compiler::bind_call_results(bool compiled, AbiType first, AbiType second) {
  for (RegisterSet rest = occupied_ & caller_saved; rest; rest &= rest - 1) {
    auto reg = static_cast<Register>(std::countr_zero(rest));
    values_[owner_[reg]].reg = no_register;
    owner_[reg] = free_owner;
  }
  occupied_ &= ~caller_saved;
  forget_constants(caller_saved);
  Register first_register = is_float_argument(first) ? xmm0 : rax;
  Register second_register = is_float_argument(second) ? xmm1 : rdx;
  if (!compiled && is_float_argument(first) != is_float_argument(second))
    second_register = is_float_argument(second) ? xmm0 : rax;
  auto bind_result = [&](uint32_t value, Register reg, AbiType type) {
    canonicalise_result(reg, type);
    RegisterSet better = general_registers & callee_saved & ~occupied_;
    Register hint = values_[value].hint;
    if (!is_xmm(reg) && better && plan_.crosses_call(value, position_)) {
      auto to = static_cast<Register>(
          hint != no_register && (better & bit(hint)) ? hint : std::countr_zero(better & ~hinted_ ? better & ~hinted_ : better));
      move(to, reg);
      reg = to;
    }
    bind(value, reg);
  };
  uint32_t next = position_ < plan_.order.size() ? plan_.order[position_] : nil;
  bool has_second = next != nil && trace_[next].opcode == Opcode::second_result && plan_.used(next);
  // The first result's register is taken while the second one is placed.
  bool has_first = plan_.used(current_index_) && first != AbiType::none;
  if (has_first) bind_result(current_index_, first_register, first);
  if (has_second) bind_result(next, second_register, second);
}

void Compiler::emit_memory_call(uint64_t function) {
  std::vector<Move> moves = argument_moves(trace_.operands(*current_), {}, false);
  save_around_call();
  emit_moves(moves);
  Source callee{Source::Kind::immediate};
  callee.immediate = static_cast<int64_t>(function);
  emit_call_to(callee);
  bind_call_results(false, AbiType::none, AbiType::none);
}

/// A call on a path that is rarely taken: it saves what is live itself, so that the main path need not.
Compiler::ColdCall& Compiler::cold_call(std::vector<Move> arguments, std::vector<AbiType> parameters, Register result) {
  ColdCall call{.entry = a_.newLabel(), .back = a_.newLabel()};
  call.arguments = std::move(arguments);
  call.parameters = std::move(parameters);
  call.result = result;
  std::vector<int32_t> borrowed;
  for (RegisterSet rest = occupied_ & caller_saved; rest; rest &= rest - 1) {
    auto reg = static_cast<Register>(std::countr_zero(rest));
    if (reg == result || owner_[reg] == temporary_owner) continue;
    int32_t slot = values_[owner_[reg]].frame;
    if (!slot) {
      slot = allocate_slot();
      borrowed.push_back(slot);
    }
    call.saved.emplace_back(reg, slot);
  }
  for (int32_t slot : borrowed) free_slot(slot);
  for (RegisterSet rest = constant_registers_ & caller_saved; rest; rest &= rest - 1) {
    auto reg = static_cast<Register>(std::countr_zero(rest));
    call.constants.emplace_back(reg, constant_in_[reg]);
  }
  cold_calls_.push_back(std::move(call));
  return cold_calls_.back();
}

void Compiler::emit_cold_call(ColdCall& call) {
  a_.bind(call.entry);
  scratch_changes();
  for (auto [reg, slot] : call.saved) store_frame(slot, reg);
  emit_moves(call.arguments);
  canonicalise_arguments(call.parameters);
  emit_call_to(call.callee);
  if (call.result != no_register) move(call.result, rax);
  for (auto [reg, slot] : call.saved) load_frame(reg, slot);
  for (auto [reg, bits] : call.constants) load_constant(reg, bits, true);
  a_.jmp(call.back);
}

void Compiler::emit_inline_allocation(const InlineAllocator& allocator) {
  const layout::CallDescriptor& descriptor = (*request_.calls)[current_->descriptor];
  auto operands = trace_.operands(*current_);
  uint64_t size = (constant_bits(operands.back()) + allocator.alignment - 1) / allocator.alignment * allocator.alignment;
  auto to_limit =
      static_cast<int32_t>(reinterpret_cast<intptr_t>(allocator.limit) - reinterpret_cast<intptr_t>(allocator.cursor));
  for (Operand argument : operands.subspan(1)) {
    argument = plan_.resolve(argument);
    if (argument.is_value() && values_[argument.index()].reg != no_register) lock(values_[argument.index()].reg);
  }
  Register to = define(0);
  std::vector<Move> moves = argument_moves(operands.subspan(1), descriptor.signature.parameters, false);
  ColdCall& cold = cold_call(std::move(moves), descriptor.signature.parameters, to);
  cold.callee.kind = Source::Kind::immediate;
  cold.callee.immediate = static_cast<int64_t>(constant_bits(operands[0]));
  Label back = cold.back;
  auto cursor_address = reinterpret_cast<uint64_t>(allocator.cursor), limit_address = reinterpret_cast<uint64_t>(allocator.limit);
  bool near = in_reach(cursor_address) && in_reach(limit_address);
  if (!near) load_scratch(cursor_address);
  x86::Mem cursor = near ? x86::ptr_rel(cursor_address, 8) : x86::qword_ptr(x86::r11);
  x86::Mem limit = near ? x86::ptr_rel(limit_address, 8) : x86::qword_ptr(x86::r11, to_limit);
  bool spare = (general_registers & ~occupied_ & ~locked_) != 0;
  Register end = spare ? temporary(false) : to;
  a_.mov(general(to), cursor);
  if (spare)
    a_.lea(general(end), x86::ptr(general(to), static_cast<int32_t>(size)));
  else
    a_.add(general(end), size);
  a_.cmp(general(end), limit);
  a_.ja(cold.entry);
  a_.mov(cursor, general(end));
  if (!spare) a_.sub(general(to), size);
  if (allocator.size_field >= 0) {
    a_.mov(x86::dword_ptr(general(to), allocator.size_field), static_cast<uint32_t>(size / allocator.alignment));
  }
  bind_here(back);
  scratch_changes();
}

void Compiler::emit_conditional_call() {
  const layout::CallDescriptor& descriptor = (*request_.calls)[current_->descriptor];
  auto operands = trace_.operands(*current_);
  Flags flags = emit_flags(operand(0));
  std::vector<Move> moves = argument_moves(operands.subspan(2), descriptor.signature.parameters, false);
  Operand function = operand(1);
  Source callee{Source::Kind::immediate};
  if (function.is_constant()) {
    callee.immediate = static_cast<int64_t>(constant_bits(function));
  } else {
    callee = {Source::Kind::reg, callee_register};
    const ValueState& state = values_[function.index()];
    moves.push_back(
        {Location::in(callee_register), state.reg != no_register ? Location::in(state.reg) : Location::frame(state.frame)});
  }
  ColdCall& cold = cold_call(std::move(moves), descriptor.signature.parameters, no_register);
  cold.callee = callee;
  a_.j(flags.code, cold.entry);
  bind_here(cold.back);
  scratch_changes();
}

}  // namespace jitwright::backend::x64
