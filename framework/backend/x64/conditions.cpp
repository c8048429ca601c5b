// Comparisons, truth values, and what tests them: flags wherever possible, a register where the value itself is needed.
#include "backend/x64/compiler.h"

namespace jitwright::backend::x64 {

using namespace asmjit;
using Id = x86::Inst::Id;

namespace {

CondCode condition_of(Opcode opcode) {
  switch (opcode) {
    case Opcode::int_eq: return CondCode::kE;
    case Opcode::int_ne: return CondCode::kNE;
    case Opcode::int_slt: return CondCode::kL;
    case Opcode::int_sle: return CondCode::kLE;
    case Opcode::int_sgt: return CondCode::kG;
    case Opcode::int_sge: return CondCode::kGE;
    case Opcode::int_ult: return CondCode::kB;
    case Opcode::int_ule: return CondCode::kBE;
    case Opcode::int_ugt: return CondCode::kA;
    default: return CondCode::kAE;
  }
}

}  // namespace

void Compiler::emit_test(Operand a, Operand b, bool wide) {
  if (a.is_constant()) std::swap(a, b);
  Register first = use(a);
  if (b.is_constant()) {
    uint64_t bits = constant_bits(b);
    if (bits <= 0x7f) {
      a_.test(x86::gpb(first), static_cast<int>(bits));
      return;
    }
    if (bits <= 0x7fffffff || !wide) {
      a_.test(general(first, false), imm(static_cast<int32_t>(bits)));
      return;
    }
  }
  Source second = use_any(b, wide);
  switch (second.kind) {
    case Source::Kind::immediate: a_.test(general(first, wide), imm(second.immediate)); break;
    case Source::Kind::frame: a_.test(frame(second.offset, wide ? 8 : 4), general(first, wide)); break;
    default: a_.test(general(first, wide), general(second.reg, wide)); break;
  }
}

Flags Compiler::emit_compare(uint32_t comparison) {
  const Operation& operation = trace_[comparison];
  if (operation.opcode >= Opcode::float_eq) return emit_float_compare(comparison);
  bool wide = operation.type != Type::i32;
  CondCode code = condition_of(operation.opcode);
  Operand a = plan_.resolve(trace_.operands(operation)[0]), b = plan_.resolve(trace_.operands(operation)[1]);
  if (a.is_value() && plan_.deferred[a.index()]) {
    const Operation& mask = trace_[a.index()];
    if (mask.opcode == Opcode::int_and) {
      auto masked = trace_.operands(mask);
      emit_test(plan_.resolve(masked[0]), plan_.resolve(masked[1]), mask.type != Type::i32);
      return {code};
    }
    if (mask.opcode != Opcode::load && mask.opcode != Opcode::load_item && mask.opcode != Opcode::load_volatile) {  // a truth value against 0
      Flags flags = emit_flags(a);
      return code == CondCode::kE ? negated(flags) : flags;
    }
  }
  if (a.is_constant() && !b.is_constant()) {
    std::swap(a, b);
    code = x86::reverseCond(code);
  }
  Source second = compare_source(b, wide);
  Source first = compare_source(a, wide);
  emit_compare_sources(a, first, b, second, wide);
  return {code};
}

/// cmp: one of the two at most is in memory.
void Compiler::emit_compare_sources(Operand a, Source first, Operand b, Source second, bool wide) {
  auto in_memory = [](const Source& source) { return source.kind == Source::Kind::frame || source.kind == Source::Kind::memory; };
  if (in_memory(first) && second.kind == Source::Kind::pool) second = {Source::Kind::reg, use(b)};
  if (in_memory(first) && in_memory(second)) {
    if (first.kind == Source::Kind::frame)
      first = {Source::Kind::reg, use(a)};
    else
      second = {Source::Kind::reg, use(b)};
  }
  if (first.kind == Source::Kind::immediate || first.kind == Source::Kind::pool) first = {Source::Kind::reg, use(a)};
  bool immediate = second.kind == Source::Kind::immediate;
  if (in_memory(first)) {
    x86::Mem memory = first.kind == Source::Kind::frame ? frame(first.offset, wide ? 8 : 4) : first.memory;
    if (!immediate)
      a_.cmp(memory, general(second.reg, wide));
    else
      a_.cmp(memory, imm(memory.size() == 1   ? static_cast<int8_t>(second.immediate)
                         : memory.size() == 2 ? static_cast<int16_t>(second.immediate)
                                              : second.immediate));
  } else if (immediate && second.immediate == 0) {
    a_.test(general(first.reg, wide), general(first.reg, wide));
  } else {
    emit(Id::kIdCmp, first.reg, second, wide);
  }
}

/// The flags of an addition, subtraction or multiplication whose result nobody needs.
Flags Compiler::emit_overflow(uint32_t check) {
  const Operation& operation = trace_[check];
  bool wide = operation.type != Type::i32;
  InstId instruction = Id::kIdImul;
  CondCode code = CondCode::kO;
  switch (operation.opcode) {
    case Opcode::int_uadd_overflows: code = CondCode::kC; [[fallthrough]];
    case Opcode::int_sadd_overflows: instruction = Id::kIdAdd; break;
    case Opcode::int_usub_overflows: code = CondCode::kC; [[fallthrough]];
    case Opcode::int_ssub_overflows: instruction = Id::kIdSub; break;
    default: break;
  }
  Operand a = plan_.resolve(trace_.operands(operation)[0]), b = plan_.resolve(trace_.operands(operation)[1]);
  Source second = use_any(b, wide), first = use_any(a, wide);
  Register work = take_scratch();
  load_source(work, first);
  if (instruction == Id::kIdImul && second.kind == Source::Kind::immediate) {
    a_.imul(general(work, wide), general(work, wide), imm(second.immediate));
  } else {
    emit(instruction, work, second, wide);
  }
  return {code};
}

Flags Compiler::negated(Flags flags) {
  flags.code = x86::negateCond(flags.code);
  if (flags.parity == Flags::Parity::and_ordered)
    flags.parity = Flags::Parity::or_unordered;
  else if (flags.parity == Flags::Parity::or_unordered)
    flags.parity = Flags::Parity::and_ordered;
  return flags;
}

Flags Compiler::emit_flags(Operand condition) {
  if (condition.is_value() && plan_.deferred[condition.index()]) {
    const Operation& operation = trace_[condition.index()];
    if (operation.opcode == Opcode::int_xor) return negated(emit_flags(plan_.resolve(trace_.operands(operation)[0])));
    if (is_overflow(operation.opcode)) return emit_overflow(condition.index());
    if (is_comparison(operation.opcode)) return emit_compare(condition.index());
    if (operation.opcode != Opcode::int_and) {
      a_.cmp(access_address(operation), 0);
      return {CondCode::kNE};
    }
    auto masked = trace_.operands(operation);
    emit_test(plan_.resolve(masked[0]), plan_.resolve(masked[1]), operation.type != Type::i32);
    return {CondCode::kNE};
  }
  bool wide = type_of(condition) != Type::i32;
  Source source = use_any(condition, wide);
  if (source.kind == Source::Kind::immediate) source = {Source::Kind::reg, use(condition)};
  if (source.kind == Source::Kind::frame)
    a_.cmp(frame(source.offset, wide ? 8 : 4), 0);
  else
    a_.test(general(source.reg, wide), general(source.reg, wide));
  return {CondCode::kNE};
}

void Compiler::emit_set() {
  Flags flags = is_overflow(current_->opcode) ? emit_overflow(current_index_) : emit_compare(current_index_);
  RegisterSet reusable = 0;
  for (Operand argument : trace_.operands(*current_)) {
    Operand resolved = plan_.resolve(argument);
    if (!is_float(resolved) && !(resolved.is_value() && plan_.deferred[resolved.index()])) reusable |= dying_register(resolved);
  }
  Register to = define(reusable);
  a_.set(flags.code, x86::gpb(to));
  if (flags.parity != Flags::Parity::ignored) {
    scratch_changes();
    bool both = flags.parity == Flags::Parity::and_ordered;
    a_.set(both ? CondCode::kNP : CondCode::kP, x86::r11b);
    both ? a_.and_(x86::gpb(to), x86::r11b) : a_.or_(x86::gpb(to), x86::r11b);
  }
  a_.movzx(general(to, false), x86::gpb(to));
}

void Compiler::emit_select() {
  Operand yes = operand(1), no = operand(2);
  bool vector_values = layout::is_float(current_->type);
  auto source_of = [&](Operand value) {
    if (vector_values) return Source{Source::Kind::reg, use(value)};
    Source source = use_any(value);
    if (source.kind == Source::Kind::immediate) source = {Source::Kind::reg, use(value)};
    return source;
  };
  Source yes_source = source_of(yes), no_source = source_of(no);
  Flags flags = emit_flags(operand(0));
  bool swap = flags.parity == Flags::Parity::and_ordered;
  if (flags.parity == Flags::Parity::ignored) swap = dying_register(yes) && !dying_register(no);
  if (swap) {
    std::swap(yes, no);
    std::swap(yes_source, no_source);
    flags = negated(flags);
  }
  bool same = yes_source.kind == Source::Kind::reg && no_source.kind == Source::Kind::reg && yes_source.reg == no_source.reg;
  Register to = define(dying_register(no), yes_source.kind == Source::Kind::reg && !same ? bit(yes_source.reg) : 0);
  load_source(to, no_source);
  if (same) return;
  if (vector_values) {
    Label take = a_.newLabel(), skip = a_.newLabel();
    if (flags.parity == Flags::Parity::or_unordered) a_.short_().jp(take);
    a_.short_().j(x86::negateCond(flags.code), skip);
    bind_here(take);
    load_source(to, yes_source);
    bind_here(skip);
    return;
  }
  auto conditional_move = [&](CondCode code) {
    if (yes_source.kind == Source::Kind::frame)
      a_.cmov(code, general(to), frame(yes_source.offset));
    else
      a_.cmov(code, general(to), general(yes_source.reg));
  };
  conditional_move(flags.code);
  if (flags.parity == Flags::Parity::or_unordered) conditional_move(CondCode::kP);
}

}  // namespace jitwright::backend::x64
