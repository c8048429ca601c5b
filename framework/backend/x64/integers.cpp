// Integer operations, comparisons and conditions.
#include "backend/x64/compiler.h"

#include <bit>

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

void Compiler::emit_binary(InstId instruction, bool commutative) {
  bool wide = current_->type != Type::i32;
  Operand a = operand(0), b = operand(1);
  if (commutative && (a.is_constant() || (!dying_register(a) && dying_register(b)))) std::swap(a, b);
  Source first = use_any(a, wide), second = use_any(b, wide);
  bool both_same = first.kind == Source::Kind::reg && second.kind == Source::Kind::reg && first.reg == second.reg;
  RegisterSet forbidden = second.kind == Source::Kind::reg && !both_same ? bit(second.reg) : 0;
  Register to = define(dying_register(a), forbidden);
  load_source(to, first);
  emit(instruction, to, both_same ? Source{Source::Kind::reg, to} : second, wide);
}

void Compiler::emit_add() {
  bool subtract = current_->opcode == Opcode::int_sub;
  bool wide = current_->type != Type::i32;
  Operand a = operand(0), b = operand(1);
  if (!subtract && a.is_constant()) std::swap(a, b);
  if (plan_.sets_flags[current_index_] || a.is_constant() || (subtract && !b.is_constant())) {
    return emit_binary(subtract ? Id::kIdSub : Id::kIdAdd, !subtract);
  }
  Source first = use_any(a, wide), second = use_any(b, wide);
  if (!subtract && first.kind == Source::Kind::frame && second.kind == Source::Kind::reg) std::swap(first, second);
  bool immediate = second.kind == Source::Kind::immediate, registers = second.kind == Source::Kind::reg;
  RegisterSet reusable = dying_register(a) | dying_register(b), forbidden = subtract && registers ? bit(second.reg) : 0;
  Register to = define(reusable & ~forbidden, forbidden);
  InstId instruction = subtract ? Id::kIdSub : Id::kIdAdd;
  if (registers && to == second.reg) return emit(instruction, to, first, wide);
  if (first.kind == Source::Kind::reg && to != first.reg && (registers ? !subtract : immediate)) {
    int64_t displacement = subtract ? -second.immediate : second.immediate;
    if (registers) {
      a_.lea(general(to, wide), x86::ptr(general(first.reg), general(second.reg)));
      return;
    }
    if (displacement == static_cast<int32_t>(displacement)) {
      a_.lea(general(to, wide), x86::ptr(general(first.reg), static_cast<int32_t>(displacement)));
      return;
    }
  }
  load_source(to, first);
  emit(instruction, to, second, wide);
}

void Compiler::emit_multiply() {
  bool wide = current_->type != Type::i32;
  Operand a = operand(0), b = operand(1);
  if (a.is_constant()) std::swap(a, b);
  if (!b.is_constant() || a.is_constant()) return emit_binary(Id::kIdImul, true);
  uint64_t bits = constant_bits(b);
  if (!plan_.sets_flags[current_index_] && std::has_single_bit(bits)) {
    Source source = use_any(a, wide);
    Register to = define(dying_register(a));
    load_source(to, source);
    int shift = std::countr_zero(bits);
    if (shift) a_.shl(general(to, wide), shift);
    else if (!wide) a_.mov(general(to, false), general(to, false));
    return;
  }
  Source factor = use_any(b, wide);
  if (factor.kind != Source::Kind::immediate) {
    Source source = use_any(a, wide);
    Register to = define(dying_register(a));
    load_source(to, source);
    return emit(Id::kIdImul, to, factor, wide);
  }
  Source source = use_any(a, wide);
  Register to = define(dying_register(a));
  if (source.kind == Source::Kind::frame) a_.imul(general(to, wide), frame(source.offset, wide ? 8 : 4), imm(factor.immediate));
  else a_.imul(general(to, wide), general(source.reg, wide), imm(factor.immediate));
}

void Compiler::emit_shift() {
  bool wide = current_->type != Type::i32;
  Operand a = operand(0), b = operand(1);
  Opcode opcode = current_->opcode;
  InstId by_count = opcode == Opcode::int_shl ? Id::kIdShl : opcode == Opcode::int_lshr ? Id::kIdShr : Id::kIdSar;
  if (b.is_constant()) {
    Source source = use_any(a, wide);
    Register to = define(dying_register(a));
    load_source(to, source);
    a_.emit(by_count, general(to, wide), imm(constant_bits(b) & (wide ? 63 : 31)));
    return;
  }
  if (cpu_.bmi2) {
    InstId instruction = opcode == Opcode::int_shl ? Id::kIdShlx : opcode == Opcode::int_lshr ? Id::kIdShrx : Id::kIdSarx;
    Register from = use(a), count = use(b);
    Register to = define(dying_register(a) | dying_register(b));
    a_.emit(instruction, general(to, wide), general(from, wide), general(count, wide));
    return;
  }
  Register count = use(b);
  Source source = use_any(a, wide);
  Register work = scratch;  // a constant is there already
  load_source(work, source);
  scratch_changes();
  if (count != rcx) {
    if (occupied_ & bit(rcx)) {
      // Whoever is there may be this operation's own operand, already copied.
      locked_ &= ~bit(rcx);
      if (dies(Operand::value(owner_[rcx]))) values_[owner_[rcx]].reg = no_register, occupied_ &= ~bit(rcx);
      else vacate(rcx, bit(count));
    }
    forget_constants(bit(rcx));
    a_.mov(x86::rcx, general(count));
  }
  a_.emit(by_count, general(work, wide), x86::cl);
  locked_ |= bit(rcx);
  Register to = define(0);
  move(to, work);
}

/// Empties a register that an instruction writes by itself; values that die here just go.
void Compiler::take_product_registers(Register reg) {
  if (occupied_ & bit(reg)) {
    uint32_t value = owner_[reg];
    if (dies(Operand::value(value))) {
      values_[value].reg = no_register;
      occupied_ &= ~bit(reg);
    } else {
      vacate(reg, bit(rax) | bit(rdx));
    }
  }
  forget_constants(bit(reg));
  lock(reg);
}

/// Division by 2^k, k > 0. Signed division rounds towards zero, so negative dividends get 2^k - 1 added first.
void Compiler::emit_divide_by_power(unsigned k) {
  bool wide = current_->type != Type::i32;
  Opcode opcode = current_->opcode;
  bool remainder = opcode == Opcode::int_srem || opcode == Opcode::int_urem;
  int width = wide ? 64 : 32;
  Operand a = operand(0);
  Register from = use(a);
  Source mask{Source::Kind::immediate};
  mask.immediate = static_cast<int64_t>((uint64_t{1} << k) - 1);
  bool big = remainder && mask.immediate != static_cast<int32_t>(mask.immediate);
  if (big) {
    mask = {Source::Kind::reg, temporary(false)};
    load_constant(mask.reg, (uint64_t{1} << k) - 1);
  }
  if (opcode == Opcode::int_udiv || opcode == Opcode::int_urem) {
    Register to = define(dying_register(a));
    move(to, from);
    if (remainder) emit(Id::kIdAnd, to, mask, wide);
    else a_.shr(general(to, wide), k);
    return;
  }
  Register bias = temporary(false);
  a_.mov(general(bias, wide), general(from, wide));
  if (k > 1) a_.sar(general(bias, wide), width - 1);
  a_.shr(general(bias, wide), width - static_cast<int>(k));
  Register to = define(dying_register(a), bit(bias));
  move(to, from);
  a_.add(general(to, wide), general(bias, wide));
  if (!remainder) {
    a_.sar(general(to, wide), k);
    return;
  }
  emit(Id::kIdAnd, to, mask, wide);
  a_.sub(general(to, wide), general(bias, wide));
}

void Compiler::emit_divide() {
  bool wide = current_->type != Type::i32;
  Opcode opcode = current_->opcode;
  bool is_signed = opcode == Opcode::int_sdiv || opcode == Opcode::int_srem;
  bool product = opcode == Opcode::int_umulh || opcode == Opcode::int_umul_overflows;
  bool low = opcode == Opcode::int_sdiv || opcode == Opcode::int_udiv || opcode == Opcode::int_umul_overflows;
  Operand a = operand(0), b = operand(1);
  if (!product && b.is_constant() && a.is_value()) {
    uint64_t bits = constant_bits(b);
    bool positive = !is_signed || bits >> (wide ? 63 : 31) == 0;
    if (positive && bits > 1 && std::has_single_bit(bits)) return emit_divide_by_power(static_cast<unsigned>(std::countr_zero(bits)));
  }
  Source divisor = use_any(b, wide);
  if (divisor.kind == Source::Kind::immediate) divisor = {Source::Kind::reg, use(b)};
  if (divisor.kind == Source::Kind::reg && (divisor.reg == rax || divisor.reg == rdx)) {
    Register copy = take_scratch();
    move(copy, divisor.reg);
    divisor.reg = copy;
  }
  Source dividend;
  if (a.is_value()) dividend = use_any(a, wide);
  locked_ &= ~(bit(rax) | bit(rdx));
  take_product_registers(rax);
  take_product_registers(rdx);
  if (a.is_constant()) load_constant(rax, constant_bits(a));
  else load_source(rax, dividend);
  if (product) {
  } else if (!is_signed) {
    a_.xor_(x86::edx, x86::edx);
  } else if (wide) {
    a_.cqo();
  } else {
    a_.cdq();
  }
  InstId instruction = product ? Id::kIdMul : is_signed ? Id::kIdIdiv : Id::kIdDiv;
  if (divisor.kind == Source::Kind::frame) a_.emit(instruction, frame(divisor.offset, wide ? 8 : 4));
  else a_.emit(instruction, general(divisor.reg, wide));
  if (opcode == Opcode::int_umul_overflows) {
    a_.seto(x86::al);
    a_.movzx(x86::eax, x86::al);
  }
  Register result = low ? rax : rdx;
  if (plan_.used(current_index_)) bind(current_index_, result);
}

/// umulh and umul_overflows.
void Compiler::emit_high_multiply() {
  if (current_->type != Type::i32) return emit_divide();
  Operand a = operand(0), b = operand(1);
  Source first = use_any(a), second = use_any(b);
  bool both_same = first.kind == Source::Kind::reg && second.kind == Source::Kind::reg && first.reg == second.reg;
  Register to = define(dying_register(a), second.kind == Source::Kind::reg && !both_same ? bit(second.reg) : 0);
  load_source(to, first);
  emit(Id::kIdImul, to, both_same ? Source{Source::Kind::reg, to} : second, true);
  a_.shr(general(to), 32);
  if (current_->opcode == Opcode::int_umulh) return;
  a_.setne(x86::gpb(to));
  a_.movzx(general(to, false), x86::gpb(to));
}

void Compiler::emit_unary_integer() {
  bool wide = current_->type != Type::i32;
  Operand a = operand(0);
  Opcode opcode = current_->opcode;
  if (opcode == Opcode::int_bswap) {
    Source source = use_any(a, wide);
    Register to = define(dying_register(a));
    load_source(to, source);
    a_.bswap(general(to, wide));
    return;
  }
  Register from = use(a);
  if (opcode == Opcode::int_popcount) {
    if (!cpu_.popcnt) return fail("int_popcount needs a processor with popcnt");
    Register to = define(dying_register(a));
    a_.popcnt(general(to, wide), general(from, wide));
    return;
  }
  bool leading = opcode == Opcode::int_clz;
  if (leading ? cpu_.lzcnt : cpu_.bmi1) {
    Register to = define(dying_register(a));
    a_.emit(leading ? Id::kIdLzcnt : Id::kIdTzcnt, general(to, wide), general(from, wide));
    return;
  }
  // bsr and bsf leave their destination undefined for 0.
  Register none = temporary(false);
  int width = wide ? 64 : 32;
  load_constant(none, static_cast<uint64_t>(leading ? -1 : width));
  Register to = define(dying_register(a), bit(none));
  a_.emit(leading ? Id::kIdBsr : Id::kIdBsf, general(to, wide), general(from, wide));
  a_.cmovz(general(to, wide), general(none, wide));
  if (leading) {
    a_.neg(general(to, wide));
    a_.add(general(to, wide), width - 1);
  }
}

void Compiler::emit_extension() {
  Operand a = operand(0);
  bool wide = current_->type != Type::i32;
  int64_t bits = current_->opcode == Opcode::int_truncate ? 32 : current_->immediate;
  if (current_->opcode == Opcode::int_truncate) wide = false;
  Source source = use_any(a);
  if (source.kind == Source::Kind::immediate) source = {Source::Kind::reg, use(a)};
  Register to = define(dying_register(a));
  x86::Gp target = general(to, wide);
  bool in_frame = source.kind == Source::Kind::frame;
  if (bits == 32 && !wide) {
    in_frame ? a_.mov(target, frame(source.offset, 4)) : a_.mov(target, general(source.reg, false));
  } else if (bits == 32) {
    in_frame ? a_.movsxd(target, frame(source.offset, 4)) : a_.movsxd(target, general(source.reg, false));
  } else if (in_frame) {
    a_.movsx(target, frame(source.offset, static_cast<uint32_t>(bits / 8)));
  } else {
    bits == 8 ? a_.movsx(target, x86::Gp(x86::gpb(source.reg))) : a_.movsx(target, x86::Gp(x86::gpw(source.reg)));
  }
}

void Compiler::emit_pointer_add() {
  Operand base = operand(0);
  bool item = current_->opcode == Opcode::ptr_add_item;
  x86::Mem place = item ? item_address(base, operand(1), current_->scale, current_->immediate, 8) : address(base, current_->immediate, 8);
  RegisterSet reusable = dying_register(base) | (item ? dying_register(operand(1)) : 0);
  Register to = define(reusable);
  bool plain = !place.hasIndex() && place.hasBaseReg() && place.baseId() == to;
  if (plain) a_.add(general(to), place.offsetLo32());
  else a_.lea(general(to), place);
}

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
    if (mask.opcode != Opcode::load && mask.opcode != Opcode::load_item) {  // a truth value against 0
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
  if (in_memory(first) && in_memory(second)) {
    if (first.kind == Source::Kind::frame) first = {Source::Kind::reg, use(a)};
    else second = {Source::Kind::reg, use(b)};
  }
  if (first.kind == Source::Kind::immediate) first = {Source::Kind::reg, use(a)};
  bool immediate = second.kind == Source::Kind::immediate;
  if (in_memory(first)) {
    x86::Mem memory = first.kind == Source::Kind::frame ? frame(first.offset, wide ? 8 : 4) : first.memory;
    if (!immediate) a_.cmp(memory, general(second.reg, wide));
    else a_.cmp(memory, imm(memory.size() == 1 ? static_cast<int8_t>(second.immediate) : memory.size() == 2 ? static_cast<int16_t>(second.immediate) : second.immediate));
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
  if (flags.parity == Flags::Parity::and_ordered) flags.parity = Flags::Parity::or_unordered;
  else if (flags.parity == Flags::Parity::or_unordered) flags.parity = Flags::Parity::and_ordered;
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
  if (source.kind == Source::Kind::frame) a_.cmp(frame(source.offset, wide ? 8 : 4), 0);
  else a_.test(general(source.reg, wide), general(source.reg, wide));
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
    a_.bind(take);
    load_source(to, yes_source);
    a_.bind(skip);
    return;
  }
  auto conditional_move = [&](CondCode code) {
    if (yes_source.kind == Source::Kind::frame) a_.cmov(code, general(to), frame(yes_source.offset));
    else a_.cmov(code, general(to), general(yes_source.reg));
  };
  conditional_move(flags.code);
  if (flags.parity == Flags::Parity::or_unordered) conditional_move(CondCode::kP);
}

}  // namespace jitwright::backend::x64
