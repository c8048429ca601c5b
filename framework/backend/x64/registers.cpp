// Register allocation: who is where, who has to go. The value with the furthest next use leaves; fail arguments are no uses.
#include "backend/x64/compiler.h"

#include <algorithm>

#include <bit>

namespace jitwright::backend::x64 {

Type Compiler::type_of(Operand operand) const {
  if (operand.is_constant() && operand.index() >= 0x40000000) return extra_types_[operand.index() - 0x40000000];
  return trace_.type_of(operand);
}

/// Constants of the trace, and above 0x40000000 those a bridge's inputs are known to be.
uint64_t Compiler::constant_bits(Operand operand) const {
  return operand.index() >= 0x40000000 ? extra_constants_[operand.index() - 0x40000000] : trace_.constant(operand).bits;
}

RegisterSet Compiler::dying_register(Operand operand) const {
  if (!dies(operand)) return 0;
  Register reg = values_[operand.index()].reg;
  return reg == no_register ? 0 : bit(reg);
}

Register Compiler::allocate(bool vector, uint32_t owner, RegisterSet forbidden, bool crosses_call) {
  RegisterSet all = (vector ? vector_registers : general_registers) & ~locked_ & ~forbidden;
  RegisterSet free = all & ~occupied_;
  if (!free) {
    Register victim = no_register;
    uint32_t furthest = 0;
    for (RegisterSet rest = all; rest; rest &= rest - 1) {
      auto reg = static_cast<Register>(std::countr_zero(rest));
      if (owner_[reg] == temporary_owner) continue;
      // Values already in the frame leave for nothing: prefer them among equals.
      uint32_t next = plan_.next_use(owner_[reg], position_);
      if (next != nil) next = 2 * next + (values_[owner_[reg]].frame ? 1 : 0);
      if (victim == no_register || next > furthest) {
        victim = reg;
        furthest = next;
      }
    }
    CHECK(victim != no_register, "an operation leaves registers to allocate");
    evict(victim);
    free = bit(victim);
  }
  if (free & ~constant_registers_) free &= ~constant_registers_;
  RegisterSet preferred = crosses_call ? free & callee_saved : free & ~callee_saved;
  if (preferred & ~hinted_)
    free = preferred & ~hinted_;
  else if (free & ~hinted_)
    free &= ~hinted_;
  else if (preferred)
    free = preferred;
  auto reg = static_cast<Register>(std::countr_zero(free));
  occupied_ |= bit(reg);
  forget_constants(bit(reg));
  callee_saved_used_ |= bit(reg) & callee_saved;
  owner_[reg] = owner;
  lock(reg);
  if (owner == temporary_owner)
    temporaries_ |= bit(reg);
  else if (owner != free_owner)
    values_[owner].reg = reg;
  return reg;
}

void Compiler::evict(Register reg) {
  uint32_t value = owner_[reg];
  ValueState& state = values_[value];
  if (!state.frame) {
    state.frame = allocate_slot();
    store_frame(state.frame, reg);
  }
  state.reg = no_register;
  owner_[reg] = free_owner;
  occupied_ &= ~bit(reg);
}

void Compiler::vacate(Register reg, RegisterSet forbidden) {
  if (!(occupied_ & bit(reg))) return;
  uint32_t value = owner_[reg];
  CHECK(value != temporary_owner, "fixed registers are taken before temporaries");
  bool crosses = plan_.crosses_call(value, position_);
  RegisterSet free = (is_xmm(reg) ? vector_registers : general_registers) & ~occupied_ & ~locked_ & ~forbidden & ~bit(reg);
  if (crosses && (free & callee_saved)) free &= callee_saved;
  if (!free || plan_.next_use(value, position_) == nil || values_[value].frame) return evict(reg);
  auto to = static_cast<Register>(std::countr_zero(free));
  move(to, reg);
  owner_[reg] = free_owner;
  occupied_ &= ~bit(reg);
  bind(value, to);
}

void Compiler::bind(uint32_t value, Register reg) {
  owner_[reg] = value;
  occupied_ |= bit(reg);
  forget_constants(bit(reg));
  callee_saved_used_ |= bit(reg) & callee_saved;
  values_[value].reg = reg;
}

void Compiler::unbind(uint32_t value) {
  ValueState& state = values_[value];
  if (state.reg != no_register) {
    occupied_ &= ~bit(state.reg);
    owner_[state.reg] = free_owner;
    state.reg = no_register;
  }
  if (state.frame) {
    free_slot(state.frame);
    state.frame = 0;
  }
}

void Compiler::release_if_dead(uint32_t value) {
  if (plan_.last_use[value] <= position_) unbind(value);
}

int32_t Compiler::allocate_slot() {
  uint32_t slot;
  if (!free_slots_.empty()) {
    slot = free_slots_.back();
    free_slots_.pop_back();
  } else {
    slot = static_cast<uint32_t>(slot_used_.size());
    slot_used_.push_back(0);
  }
  slot_used_[slot] = 1;
  return slot_offset(slot);
}

void Compiler::free_slot(int32_t offset) {
  uint32_t slot = slot_at(offset);
  slot_used_[slot] = 0;
  free_slots_.push_back(slot);
}

int32_t Compiler::allocate_frame_memory(int64_t bytes) {
  auto count = static_cast<uint32_t>((bytes + 15) / 16 * 2);
  auto first = static_cast<uint32_t>(slot_used_.size());
  if (slot_offset(first + count - 1) % 16 != 0) ++count;
  for (uint32_t i = 0; i < count; ++i) {
    slot_used_.push_back(1);
    code_->reserved_slots.push_back(first + i);
  }
  return slot_offset(first + count - 1);
}

/// In the code's constants.
int32_t Compiler::number_of_bits(uint64_t bits) {
  auto known = std::find(code_->constants.begin(), code_->constants.end(), bits);
  if (known == code_->constants.end()) known = code_->constants.insert(known, bits);
  return static_cast<int32_t>(known - code_->constants.begin());
}

int32_t Compiler::number_of_constant(Operand constant) {
  if (constant.index() >= constant_numbers_.size()) return number_of_bits(constant_bits(constant));  // of a bridge's inputs
  int32_t& number = constant_numbers_[constant.index()];
  if (number < 0) number = number_of_bits(constant_bits(constant));
  return number;
}

Location Compiler::location_of(Operand operand) {
  Location location;
  bool own_condition = operand.is_value() && plan_.deferred[operand.index()];
  if (operand.is_constant() || own_condition) {
    // A guard's own condition is known when the guard fails.
    int32_t number = own_condition ? number_of_bits(current_->opcode == Opcode::guard_false) : number_of_constant(operand);
    return {Location::Kind::constant, no_register, false, number};
  }
  const ValueState& state = values_[operand.index()];
  if (state.reg < 16) return Location::in(state.reg);  // an f32 is in none of these
  if (state.reg != no_register)
    location = Location::in(state.reg);
  else if (state.frame)
    location = Location::frame(state.frame);
  else
    CHECK(false, "a live value is somewhere");
  location.narrow = type_of(operand) == Type::f32;
  return location;
}

Register Compiler::define(RegisterSet reusable, RegisterSet forbidden) {
  uint32_t value = current_index_;
  bool vector = layout::is_float(result_type(current_->opcode, current_->type));
  reusable &= (vector ? vector_registers : general_registers) & ~forbidden;
  bool crosses = plan_.crosses_call(value, position_);
  Register hint = values_[value].hint;
  bool hint_fits = hint != no_register && is_xmm(hint) == vector && !(forbidden & bit(hint)) &&
                   ((reusable & bit(hint)) || !((occupied_ | locked_) & bit(hint)));
  Register chosen = no_register;
  RegisterSet free = (vector ? vector_registers : general_registers) & ~occupied_ & ~locked_ & ~forbidden & ~hinted_;
  // A register that waits for another value of the next iteration is left alone where a third operand costs nothing.
  if (vector && cpu_.avx && !hint_fits && (free & ~callee_saved)) reusable &= ~hinted_;
  if (hint_fits && !(crosses && !(bit(hint) & callee_saved)))
    chosen = hint;
  else if (crosses && !(reusable & callee_saved) && (free & callee_saved))
    chosen = static_cast<Register>(std::countr_zero(free & callee_saved));
  else if (reusable)
    chosen = static_cast<Register>(std::countr_zero(crosses && (reusable & callee_saved) ? reusable & callee_saved : reusable));
  if (chosen == no_register) return allocate(vector, value, forbidden, crosses);  // leaves resting constants alone if it can
  if (occupied_ & bit(chosen)) {
    uint32_t previous = owner_[chosen];
    values_[previous].reg = no_register;
  }
  bind(value, chosen);
  lock(chosen);
  return chosen;
}

Register Compiler::use(Operand operand) {
  if (operand.is_constant()) {
    uint64_t bits = constant_bits(operand);
    if (is_float(operand)) {
      Register reg = float_scratch_taken_ ? temporary(true) : float_scratch;
      if (reg == float_scratch) float_scratch_taken_ = true;
      load_constant(reg, bits, true);
      return reg;
    }
    return use_constant(bits, used_again(operand));
  }
  ValueState& state = values_[operand.index()];
  if (state.reg == no_register) {
    CHECK(state.frame, "a live value is somewhere");
    int32_t from = state.frame;
    Register reg = allocate(is_float(operand), operand.index(), 0, plan_.crosses_call(operand.index(), position_));
    load_frame(reg, from);
  }
  lock(state.reg);
  return state.reg;
}

bool Compiler::used_again(Operand constant) const {
  return constant.index() < constant_uses_.size() && constant_uses_[constant.index()] > 1;
}

Register Compiler::resting_place(uint64_t bits) const {
  for (RegisterSet rest = constant_registers_; rest; rest &= rest - 1) {
    auto reg = static_cast<Register>(std::countr_zero(rest));
    if (constant_in_[reg] == bits) return reg;
  }
  return no_register;
}

RegisterSet Compiler::registers_for_rest() const {
  return general_registers & (caller_saved | callee_saved_used_) & ~(occupied_ | locked_ | hinted_ | constant_registers_);
}

Register Compiler::use_constant(uint64_t bits, bool again) {
  if (Register reg = resting_place(bits); reg != no_register) {
    lock(reg);
    return reg;
  }
  bool in_scratch = scratch_constant_known_ && scratch_constant_ == bits && !scratch_taken_;
  bool wide = static_cast<int64_t>(bits) != static_cast<int32_t>(bits);
  RegisterSet free = registers_for_rest();
  if (again && wide && free && !in_scratch) {
    auto reg = static_cast<Register>(std::countr_zero(free));
    load_constant(reg, bits, true);
    constant_in_[reg] = bits;
    constant_registers_ |= bit(reg);
    lock(reg);
    return reg;
  }
  if (!scratch_taken_) {
    load_scratch(bits);
    scratch_taken_ = true;
    return scratch;
  }
  Register reg = temporary(false);
  load_constant(reg, bits, true);
  return reg;
}

Source Compiler::use_any(Operand operand, bool wide) {
  Source source;
  bool vector = is_float(operand);
  if (operand.is_constant()) {
    uint64_t bits = constant_bits(operand);
    if (vector) return pool_source(bits);
    int64_t immediate = wide ? static_cast<int64_t>(bits) : static_cast<int32_t>(bits);
    if (immediate == static_cast<int32_t>(immediate)) {
      source.kind = Source::Kind::immediate;
      source.immediate = immediate;
      return source;
    }
    source.reg = use(operand);
    return source;
  }
  const ValueState& state = values_[operand.index()];
  if (state.reg == no_register) {
    RegisterSet free = (vector ? vector_registers : general_registers) & ~occupied_ & ~locked_ & ~hinted_;
    uint32_t next = plan_.next_use(operand.index(), position_);
    bool only_jump = next == plan_.order.size() && trace_[plan_.order.back()].opcode == Opcode::jump;
    if (!free || next == nil || only_jump) {
      source.kind = Source::Kind::frame;
      source.offset = state.frame;
      return source;
    }
  }
  source.reg = use(operand);
  return source;
}

Source Compiler::use_second(Operand operand, bool wide) {
  if (operand.is_constant() && !is_float(operand) && wide) {
    uint64_t bits = constant_bits(operand);
    bool at_hand = resting_place(bits) != no_register || (scratch_constant_known_ && scratch_constant_ == bits && !scratch_taken_);
    bool worth_resting = used_again(operand) && registers_for_rest() != 0;
    if (static_cast<int64_t>(bits) != static_cast<int32_t>(bits) && !at_hand && !worth_resting) return pool_source(bits);
  }
  return use_any(operand, wide);
}

Source Compiler::compare_source(Operand operand, bool wide) {
  if (!operand.is_value() || !plan_.deferred[operand.index()]) return use_second(operand, wide);
  Source source;
  source.kind = Source::Kind::memory;
  source.memory = access_address(trace_[operand.index()]);
  return source;
}

Register Compiler::take_scratch() {
  if (scratch_taken_) return temporary(false);
  scratch_taken_ = true;
  scratch_changes();
  return scratch;
}

void Compiler::release_operands(uint32_t index) {
  for (Operand operand : trace_.operands(trace_[index])) {
    operand = plan_.resolve(operand);
    if (!operand.is_value()) continue;
    if (plan_.deferred[operand.index()])
      release_operands(operand.index());
    else
      release_if_dead(operand.index());
  }
}

void Compiler::end_operation(uint32_t index) {
  release_operands(index);
  if (values_[index].reg != no_register) release_if_dead(index);
  for (; temporaries_; temporaries_ &= temporaries_ - 1) {
    auto reg = static_cast<Register>(std::countr_zero(temporaries_));
    occupied_ &= ~bit(reg);
    owner_[reg] = free_owner;
  }
  locked_ = 0;
  scratch_taken_ = float_scratch_taken_ = false;
}

}  // namespace jitwright::backend::x64
