// Integer operations and address arithmetic.
#include "backend/x64/compiler.h"

#include <bit>

namespace jitwright::backend::x64 {

using namespace asmjit;
using Id = x86::Inst::Id;

void Compiler::emit_binary(InstId instruction, bool commutative) {
  bool wide = current_->type != Type::i32;
  Operand a = operand(0), b = operand(1);
  if (commutative && (a.is_constant() || (!dying_register(a) && dying_register(b)))) std::swap(a, b);
  Source first = use_any(a, wide), second = use_second(b, wide);
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
  Source first = use_any(a, wide), second = use_second(b, wide);
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
    if (shift)
      a_.shl(general(to, wide), shift);
    else if (!wide)
      a_.mov(general(to, false), general(to, false));
    return;
  }
  Source factor = use_second(b, wide);
  if (factor.kind != Source::Kind::immediate) {
    Source source = use_any(a, wide);
    Register to = define(dying_register(a));
    load_source(to, source);
    return emit(Id::kIdImul, to, factor, wide);
  }
  Source source = use_any(a, wide);
  Register to = define(dying_register(a));
  if (source.kind == Source::Kind::frame)
    a_.imul(general(to, wide), frame(source.offset, wide ? 8 : 4), imm(factor.immediate));
  else
    a_.imul(general(to, wide), general(source.reg, wide), imm(factor.immediate));
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
      if (dies(Operand::value(owner_[rcx])))
        values_[owner_[rcx]].reg = no_register, occupied_ &= ~bit(rcx);
      else
        vacate(rcx, bit(count));
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
    if (remainder)
      emit(Id::kIdAnd, to, mask, wide);
    else
      a_.shr(general(to, wide), k);
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
    if (positive && bits > 1 && std::has_single_bit(bits))
      return emit_divide_by_power(static_cast<unsigned>(std::countr_zero(bits)));
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
  if (a.is_constant())
    load_constant(rax, constant_bits(a));
  else
    load_source(rax, dividend);
  if (product) {
  } else if (!is_signed) {
    a_.xor_(x86::edx, x86::edx);
  } else if (wide) {
    a_.cqo();
  } else {
    a_.cdq();
  }
  InstId instruction = product ? Id::kIdMul : is_signed ? Id::kIdIdiv : Id::kIdDiv;
  if (divisor.kind == Source::Kind::frame)
    a_.emit(instruction, frame(divisor.offset, wide ? 8 : 4));
  else
    a_.emit(instruction, general(divisor.reg, wide));
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
  x86::Mem place =
      item ? item_address(base, operand(1), current_->scale, current_->immediate, 8) : address(base, current_->immediate, 8);
  RegisterSet reusable = dying_register(base) | (item ? dying_register(operand(1)) : 0);
  Register to = define(reusable);
  bool plain = !place.hasIndex() && place.hasBaseReg() && place.baseId() == to;
  if (plain)
    a_.add(general(to), place.offsetLo32());
  else
    a_.lea(general(to), place);
}

}  // namespace jitwright::backend::x64
