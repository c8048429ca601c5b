// Guards and exits, labels and jumps, finish.
#include "backend/x64/compiler.h"

#include <algorithm>
#include <bit>

namespace jitwright::backend::x64 {

using namespace asmjit;
using Id = x86::Inst::Id;

uint32_t Compiler::add_exit() {
  Guard& guard = code_->guards.emplace_back();
  guard.resume = current_->resume;
  uint32_t fail_arguments = current_->operand_count - fixed_operand_count(*current_);
  if (fail_arguments > UINT16_MAX) fail("a guard has too many fail arguments");
  guard.fail_argument_count = static_cast<uint16_t>(fail_arguments);
  guard.owner = request_.owner;
  guard.operation = current_index_;
  code_->exits.emplace_back();
  return static_cast<uint32_t>(code_->exits.size() - 1);
}

void Compiler::record_fail_arguments() {
  exit_locations_.clear();
  for (Operand argument : trace_.operands(*current_).subspan(fixed_operand_count(*current_)))
    exit_locations_.push_back(location_of(plan_.resolve(argument)));
  locations_.add(exit_locations_);
}

/// The bytes behind guard_not_invalidated may become a jump: nothing leads into them, no call returns there, and no jump that is patched lies there.
void Compiler::keep_room_for_jump() {
  while (a_.offset() < room_end_) a_.nop();
}

/// Where jumps within the piece lead to.
void Compiler::bind_here(const Label& label) {
  keep_room_for_jump();
  a_.bind(label);
}

void Compiler::jump_to_exit(CondCode code, uint32_t exit) {
  keep_room_for_jump();
  if (request_.disassemble) {
    constexpr const char* names[] = {"o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"};
    logger_.logf("j%s exit %u\n", names[static_cast<unsigned>(code)], exit);
  }
  auto& jumps = code_->exits[exit].jumps;
  jumps[jumps[0] ? 1 : 0] = emit_raw({0x0f, static_cast<uint8_t>(0x80 | static_cast<unsigned>(code)), 0, 0, 0, 0});
}

/// Where a dispatch node finds what a guard compared: registers hold at the exit what they held at the guard, but for the scratch register.
ComparedValue Compiler::compared_value(const Source& source, bool wide) {
  ComparedValue result;
  result.size = wide ? 8 : 4;
  if (source.kind == Source::Kind::reg && source.reg != scratch && source.reg < 16) {
    result.kind = ComparedValue::Kind::in_register;
    result.reg = source.reg;
  } else if (source.kind == Source::Kind::frame) {
    result.kind = ComparedValue::Kind::in_frame;
    result.offset = source.offset;
  } else if (source.kind == Source::Kind::memory) {
    const x86::Mem& memory = source.memory;
    bool plain = memory.hasBaseReg() && !memory.hasBaseLabel() && memory.baseId() < 16 && memory.baseType() == RegType::kX86_Gpq && memory.baseId() != scratch;
    if (!plain || (memory.hasIndex() && memory.indexId() == scratch)) return result;
    result.kind = ComparedValue::Kind::in_memory;
    result.size = static_cast<uint8_t>(memory.size());
    result.reg = static_cast<Register>(memory.baseId());
    if (memory.hasIndex()) result.index = static_cast<Register>(memory.indexId());
    result.shift = static_cast<uint8_t>(memory.shift());
    result.offset = memory.offsetLo32();
  }
  return result;
}

void Compiler::emit_guard() {
  Flags flags;
  ComparedValue compared;
  bool exit_if = false;  // leave if the condition holds, or if it does not
  Opcode opcode = current_->opcode;
  if (opcode == Opcode::guard_not_invalidated) {
    keep_room_for_jump();
    code_->invalidation_points.emplace_back(static_cast<uint32_t>(a_.offset()), add_exit());
    record_fail_arguments();
    room_end_ = a_.offset() + jump_size;
    return;
  }
  if (opcode == Opcode::guard_value) {
    Operand value = operand(0), expected = operand(1);
    bool wide = type_of(expected) != Type::i32 && type_of(expected) != Type::f32;
    uint64_t bits = constant_bits(expected);
    Source source;
    if (is_float(value)) {  // bits count, not the number: the trace goes on with exactly this constant
      source.reg = take_scratch();
      Register from = use(value);
      if (wide)
        move(source.reg, from);
      else
        cpu_.avx ? a_.vmovd(general(source.reg, false), vector(from)) : a_.movd(general(source.reg, false), vector(from));
    } else {
      source = compare_source(value, wide);
    }
    Source other{Source::Kind::immediate};
    other.immediate = wide ? static_cast<int64_t>(bits) : static_cast<int32_t>(bits);
    if (other.immediate != static_cast<int32_t>(other.immediate)) {
      other = is_float(value) ? pool_source(bits) : use_second(expected, true);
    }
    if (!is_float(value)) compared = compared_value(source, wide);
    emit_compare_sources(value, source, expected, other, wide);
    flags.code = CondCode::kNE;
    exit_if = true;
  } else {
    exit_if = opcode == Opcode::guard_false;
    uint32_t arithmetic = plan_.flags_from[current_index_];
    if (arithmetic != nil) {
      CHECK(flags_of_ == arithmetic, "the arithmetic stands just before its guard");
      Opcode check = trace_[operand(0).index()].opcode;
      flags.code = check == Opcode::int_uadd_overflows || check == Opcode::int_usub_overflows ? CondCode::kC : CondCode::kO;
    } else {
      flags = emit_flags(operand(0));
    }
  }
  uint32_t exit = add_exit();
  record_fail_arguments();
  code_->exits[exit].compared = compared;
  if (!exit_if) flags = negated(flags);
  if (flags.parity == Flags::Parity::and_ordered) {
    Label stay = a_.newLabel();
    a_.short_().jp(stay);
    jump_to_exit(flags.code, exit);
    bind_here(stay);
    return;
  }
  jump_to_exit(flags.code, exit);
  if (flags.parity == Flags::Parity::or_unordered) jump_to_exit(CondCode::kP, exit);
}

void Compiler::emit_exit_trace() {
  uint32_t exit = add_exit();
  record_fail_arguments();
  keep_room_for_jump();
  code_->exits[exit].jumps[0] = emit_raw({0xe9, 0, 0, 0, 0});
}

// ---- labels -------------------------------------------------------------------------------------------------------------------

/// Registers go to the parameters that are used first; one that lives across a call needs a callee-saved one. Where the loop is
/// too full, those that never change give way: they rest in the frame and are read from there.
void Compiler::choose_parameter_locations(uint32_t label_operation, OwnLabel& label) {
  const Operation& operation = trace_[label_operation];
  auto operands = trace_.operands(operation);
  label.parameters.assign(operands.size(), Location());
  const Operation& last = trace_[static_cast<uint32_t>(trace_.size()) - 1];
  bool is_loop = last.opcode == Opcode::jump && last.immediate == operation.immediate &&
                 (last.descriptor == 0xffffffff || last.descriptor == request_.self_token);
  struct Candidate {
    uint32_t number, next_use;
    bool vector, crosses, invariant;
  };
  std::vector<Candidate> candidates;
  for (uint32_t i = 0; i < operands.size(); ++i) {
    uint32_t parameter = label_operation + 1 + i;
    if (!plan_.used(parameter)) continue;
    bool invariant = is_loop && plan_.resolve(trace_.operands(last)[i]) == Operand::value(parameter);
    candidates.push_back({i, plan_.next_use(parameter, position_ + static_cast<uint32_t>(operands.size())),
                          layout::is_float(trace_[parameter].type), plan_.crosses_call(parameter, position_), invariant});
    // An invariant's only use may be the jump itself.
    if (invariant && candidates.back().next_use == plan_.order.size()) candidates.back().next_use = nil;
  }
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return a.next_use != b.next_use ? a.next_use < b.next_use : a.number < b.number;
  });
  uint32_t general_excess = plan_.general_pressure > 12 ? plan_.general_pressure - 12 : 0;
  uint32_t vector_excess = plan_.vector_pressure > 14 ? plan_.vector_pressure - 14 : 0;
  bool crowded = candidates.size() + 2 > static_cast<size_t>(std::popcount(general_registers));
  for (auto candidate = candidates.rbegin(); is_loop && candidate != candidates.rend(); ++candidate) {
    uint32_t& excess = candidate->vector ? vector_excess : general_excess;
    bool unused = candidate->next_use == nil;
    // A constant that only exits need takes a register where there are enough: clearing one is cheaper than a store.
    bool constant_again = unused && crowded && trace_.operands(last)[candidate->number].is_constant();
    if (!candidate->invariant && !constant_again) continue;
    if (!unused && !excess) continue;
    if (!unused) --excess;
    label.parameters[candidate->number].kind = Location::Kind::in_frame;
  }
  RegisterSet taken = 0;
  auto allowed = [&](const Candidate& candidate) {
    if (candidate.crosses) return candidate.vector ? RegisterSet{0} : callee_saved & ~taken;
    return (candidate.vector ? vector_registers : general_registers) & ~taken;
  };
  auto choose = [&](const Candidate& candidate, Register reg) {
    label.parameters[candidate.number] = Location::in(reg);
    taken |= bit(reg);
  };
  for (const Candidate& candidate : candidates) {  // stay where the value is
    Operand operand = plan_.resolve(operands[candidate.number]);
    if (label.parameters[candidate.number].kind != Location::Kind::none || !operand.is_value()) continue;
    Register reg = values_[operand.index()].reg;
    if (reg != no_register && (allowed(candidate) & bit(reg))) choose(candidate, reg);
  }
  for (const Candidate& candidate : candidates) {
    if (label.parameters[candidate.number].kind != Location::Kind::none) continue;
    RegisterSet free = allowed(candidate);
    if (!candidate.crosses && (free & ~callee_saved)) free &= ~callee_saved;
    if (free)
      choose(candidate, static_cast<Register>(std::countr_zero(free)));
    else
      label.parameters[candidate.number].kind = Location::Kind::in_frame;
  }
  std::vector<int32_t> claimed;
  for (const Candidate& candidate : candidates) {
    Location& location = label.parameters[candidate.number];
    if (location.kind != Location::Kind::in_frame) continue;
    Operand operand = plan_.resolve(operands[candidate.number]);
    int32_t frame = operand.is_value() ? values_[operand.index()].frame : 0;
    if (frame && std::find(claimed.begin(), claimed.end(), frame) == claimed.end()) {
      claimed.push_back(frame);
      values_[operand.index()].frame = 0;  // the slot is the parameter's now
      // Other parameters may read the same value: keep a record of it for the moves.
      label_slot_sources_.push_back({operand.index(), frame});
    } else {
      frame = allocate_slot();
    }
    location.offset = frame;
  }
}

void Compiler::emit_label() {
  OwnLabel& label = labels_[current_->immediate];
  auto operands = trace_.operands(*current_);
  label.operation = current_index_;
  label_slot_sources_.clear();
  std::vector<Location> from;
  for (Operand argument : operands) {
    Operand resolved = plan_.resolve(argument);
    Location location;
    if (resolved.is_value()) {
      const ValueState& state = values_[resolved.index()];
      if (state.reg != no_register)
        location = Location::in(state.reg);
      else if (state.frame)
        location = Location::frame(state.frame);
    }
    from.push_back(location);
  }
  choose_parameter_locations(current_index_, label);
  std::vector<Move> moves;
  for (uint32_t i = 0; i < operands.size(); ++i) {
    const Location& to = label.parameters[i];
    if (to.kind == Location::Kind::none) continue;
    Operand resolved = plan_.resolve(operands[i]);
    if (resolved.is_constant()) {
      moves.push_back({to, {}, true, false, constant_bits(resolved)});
      continue;
    }
    bool there = false;
    for (auto [value, frame] : label_slot_sources_) there |= value == resolved.index() && to == Location::frame(frame);
    if (!there) moves.push_back({to, from[i]});
  }
  emit_moves(moves);
  for (Operand argument : operands) {
    Operand resolved = plan_.resolve(argument);
    if (resolved.is_value()) unbind(resolved.index());
  }
  if (occupied_) return fail("a value lives across a label without being its parameter");
  for (uint32_t i = 0; i < operands.size(); ++i) {
    const Location& location = label.parameters[i];
    uint32_t parameter = current_index_ + 1 + i;
    if (location.kind == Location::Kind::in_register) bind(parameter, location.reg);
    if (location.kind == Location::Kind::in_frame) values_[parameter].frame = location.offset;
  }
  scratch_changes();
  constant_registers_ = 0;
  keep_room_for_jump();
  a_.align(AlignMode::kCode, 16);
  label.label = a_.newLabel();
  a_.bind(label.label);
  set_jump_hints();
}

// ---- jumps --------------------------------------------------------------------------------------------------------------------

Compiler::OwnLabel* Compiler::own_label(const Operation& jump) {
  if (jump.descriptor != 0xffffffff && jump.descriptor != request_.self_token) return nullptr;
  auto found = labels_.find(jump.immediate);
  return found == labels_.end() || !found->second.label.isValid() ? nullptr : &found->second;
}

const LabelRecord* Compiler::foreign_label(const Operation& jump) {
  bool own = jump.descriptor == 0xffffffff || jump.descriptor == request_.self_token;
  if (own && !root_) return nullptr;
  TargetRecord& target = own ? root_->labels() : shared_->target(jump.descriptor);
  auto found = target.labels.find(jump.immediate);
  return found == target.labels.end() ? nullptr : &found->second;
}

/// The values the closing jump carries should be computed where the jump's target wants them.
void Compiler::set_jump_hints() {
  const Operation& jump = trace_[static_cast<uint32_t>(trace_.size()) - 1];
  if (jump.opcode != Opcode::jump) return;
  bool own_number = false;
  if (jump.descriptor == 0xffffffff || jump.descriptor == request_.self_token) {
    for (uint32_t i = 0; i < trace_.size() && !own_number; ++i) {
      own_number = trace_[i].opcode == Opcode::label && trace_[i].immediate == jump.immediate;
    }
  }
  if (OwnLabel* label = own_label(jump)) return hint_operands(trace_.operands(jump), label->parameters);
  if (own_number) return;  // the label comes later and sets them
  if (const LabelRecord* label = foreign_label(jump)) hint_operands(trace_.operands(jump), label->parameters);
}

void Compiler::hint_operands(std::span<const Operand> operands, const std::vector<Location>& to) {
  hinted_ = 0;
  for (uint32_t i = 0; i < operands.size() && i < to.size(); ++i) {
    Operand value = plan_.resolve(operands[i]);
    if (!value.is_value() || to[i].kind != Location::Kind::in_register) continue;
    if (values_[value.index()].reg == to[i].reg) continue;
    values_[value.index()].hint = to[i].reg;
    hinted_ |= bit(to[i].reg);
  }
}

void Compiler::emit_jump_moves(std::span<const Operand> operands, const std::vector<Location>& to) {
  std::vector<Move> moves;
  for (uint32_t i = 0; i < operands.size(); ++i) {
    if (to[i].kind == Location::Kind::none) continue;
    Operand value = plan_.resolve(operands[i]);
    if (value.is_constant()) {
      moves.push_back({to[i], {}, true, false, constant_bits(value)});
      continue;
    }
    const ValueState& state = values_[value.index()];
    if (to[i].kind == Location::Kind::in_frame && state.frame == to[i].offset) continue;
    Location from = state.reg != no_register ? Location::in(state.reg) : Location::frame(state.frame);
    moves.push_back({to[i], from});
  }
  emit_moves(moves);
}

void Compiler::emit_jump() {
  auto operands = trace_.operands(*current_);
  if (OwnLabel* label = own_label(*current_)) {
    emit_jump_moves(operands, label->parameters);
    a_.jmp(label->label);
    return;
  }
  const LabelRecord* label = foreign_label(*current_);
  if (!label) return fail("the jump's target is not compiled");
  if (label->parameters.size() != operands.size()) return fail("the jump's target takes other arguments");
  least_frame_size_ = std::max(least_frame_size_, label->frame_size);
  save_registers(label->saved & ~callee_saved_used_);
  emit_jump_moves(operands, label->parameters);
  restore_registers(callee_saved_used_ & ~label->saved);
  a_.lea(x86::rsp, x86::ptr(x86::rbp, -static_cast<int32_t>(label->frame_size)));
  a_.jmp(imm(label->address));
}

void Compiler::emit_finish() {
  auto operands = trace_.operands(*current_);
  std::vector<Move> moves;
  for (uint32_t i = 0; i < operands.size(); ++i) {
    Operand value = plan_.resolve(operands[i]);
    Register to = static_cast<Register>(is_float(value) ? xmm0 + i : i == 0 ? rax : rdx);
    if (value.is_constant()) {
      moves.push_back({Location::in(to), {}, true, false, constant_bits(value)});
    } else {
      const ValueState& state = values_[value.index()];
      moves.push_back({Location::in(to), state.reg != no_register ? Location::in(state.reg) : Location::frame(state.frame)});
    }
  }
  emit_moves(moves);
  Label leave = a_.newLabel(), to_buffer = a_.newLabel();
  a_.cmp(frame(buffer_offset), 0);
  a_.short_().jne(to_buffer);
  bind_here(leave);
  restore_registers(callee_saved_used_);
  a_.leave();
  a_.ret();
  bind_here(to_buffer);
  a_.mov(x86::r11, frame(buffer_offset));
  for (uint32_t i = 0; i < operands.size(); ++i) {
    Operand value = plan_.resolve(operands[i]);
    x86::Mem place = x86::qword_ptr(x86::r11, static_cast<int32_t>(8 * i));
    if (type_of(value) == Type::f32) {
      cpu_.avx ? a_.vmovd(x86::ecx, vector(static_cast<Register>(xmm0 + i)))
               : a_.movd(x86::ecx, vector(static_cast<Register>(xmm0 + i)));
      a_.mov(place, x86::rcx);
    } else if (is_float(value)) {
      cpu_.avx ? a_.vmovsd(place, vector(static_cast<Register>(xmm0 + i)))
               : a_.movsd(place, vector(static_cast<Register>(xmm0 + i)));
    } else {
      a_.mov(place, general(i == 0 ? rax : rdx));
    }
  }
  a_.mov(x86::eax, static_cast<int>(ExitAction::portal_returned));
  a_.jmp(leave);
}

void Compiler::save_registers(RegisterSet registers) {
  for (unsigned i = 0; i < std::size(saved_registers); ++i) {
    if (registers & bit(saved_registers[i])) a_.mov(frame(saved_offset(i)), general(saved_registers[i]));
  }
}

void Compiler::restore_registers(RegisterSet registers) {
  for (unsigned i = 0; i < std::size(saved_registers); ++i) {
    if (registers & bit(saved_registers[i])) a_.mov(general(saved_registers[i]), frame(saved_offset(i)));
  }
}

}  // namespace jitwright::backend::x64
