// Float operations and conversions.
#include "backend/x64/compiler.h"

namespace jitwright::backend::x64 {

using namespace asmjit;
using Id = x86::Inst::Id;

namespace {

struct Instructions {
  InstId vex64, legacy64, vex32, legacy32;
};

Instructions instructions_of(Opcode opcode) {
  switch (opcode) {
    case Opcode::float_add: return {Id::kIdVaddsd, Id::kIdAddsd, Id::kIdVaddss, Id::kIdAddss};
    case Opcode::float_sub: return {Id::kIdVsubsd, Id::kIdSubsd, Id::kIdVsubss, Id::kIdSubss};
    case Opcode::float_mul: return {Id::kIdVmulsd, Id::kIdMulsd, Id::kIdVmulss, Id::kIdMulss};
    case Opcode::float_div: return {Id::kIdVdivsd, Id::kIdDivsd, Id::kIdVdivss, Id::kIdDivss};
    case Opcode::float_neg: return {Id::kIdVxorps, Id::kIdXorps, Id::kIdVxorps, Id::kIdXorps};
    default: return {Id::kIdVandps, Id::kIdAndps, Id::kIdVandps, Id::kIdAndps};
  }
}

}  // namespace

void Compiler::emit_float_operation() {
  Opcode opcode = current_->opcode;
  bool wide = current_->type == Type::f64;
  Operand a = operand(0);
  if (opcode == Opcode::float_sqrt || (opcode >= Opcode::float_floor && opcode <= Opcode::float_trunc)) {
    Register from = use(a);
    Register to = define(dying_register(a));
    if (opcode == Opcode::float_sqrt) {
      if (cpu_.avx)
        a_.emit(wide ? Id::kIdVsqrtsd : Id::kIdVsqrtss, vector(to), vector(from), vector(from));
      else
        a_.emit(wide ? Id::kIdSqrtsd : Id::kIdSqrtss, vector(to), vector(from));
      return;
    }
    if (!cpu_.sse4_1) return fail("rounding needs a processor with SSE4.1");
    int mode = opcode == Opcode::float_floor ? 9 : opcode == Opcode::float_ceil ? 10 : 11;
    if (cpu_.avx)
      a_.emit(wide ? Id::kIdVroundsd : Id::kIdVroundss, vector(to), vector(from), vector(from), imm(mode));
    else
      a_.emit(wide ? Id::kIdRoundsd : Id::kIdRoundss, vector(to), vector(from), imm(mode));
    return;
  }
  Instructions instructions = instructions_of(opcode);
  InstId vex = wide ? instructions.vex64 : instructions.vex32, legacy = wide ? instructions.legacy64 : instructions.legacy32;
  bool sign = opcode == Opcode::float_neg || opcode == Opcode::float_abs;
  Operand b = sign ? Operand() : operand(1);
  bool commutative = opcode == Opcode::float_add || opcode == Opcode::float_mul;
  if (commutative && (a.is_constant() || (!dying_register(a) && dying_register(b)))) std::swap(a, b);
  Register first = use(a);
  Source second;
  if (sign) {
    uint64_t mask = wide ? uint64_t{1} << 63 : 0x8000000080000000;
    second = pool_source(opcode == Opcode::float_neg ? mask : ~mask, true);
  } else {
    second = use_any(b);
  }
  RegisterSet reusable = dying_register(a), forbidden = 0;
  bool register_second = second.kind == Source::Kind::reg && second.reg != first;
  if (cpu_.avx && !sign)
    reusable |= dying_register(b);
  else if (register_second)
    forbidden = bit(second.reg);
  emit_float(vex, legacy, define(reusable, forbidden), first, second);
}

/// ucomisd sets carry for "less" and for "unordered", so only "above" conditions are false on NaN: less-than swaps its operands.
Flags Compiler::emit_float_compare(uint32_t comparison) {
  const Operation& operation = trace_[comparison];
  Operand a = plan_.resolve(trace_.operands(operation)[0]), b = plan_.resolve(trace_.operands(operation)[1]);
  if (operation.opcode == Opcode::float_lt || operation.opcode == Opcode::float_le) std::swap(a, b);
  Register first = use(a);
  Source second = use_any(b);
  bool wide = operation.type == Type::f64;
  InstId instruction = cpu_.avx ? (wide ? Id::kIdVucomisd : Id::kIdVucomiss) : (wide ? Id::kIdUcomisd : Id::kIdUcomiss);
  if (second.kind == Source::Kind::reg)
    a_.emit(instruction, vector(first), vector(second.reg));
  else if (second.kind == Source::Kind::frame)
    a_.emit(instruction, vector(first), frame(second.offset, wide ? 8 : 4));
  else
    a_.emit(instruction, vector(first), x86::ptr(second.label, 0, wide ? 8 : 4));
  switch (operation.opcode) {
    case Opcode::float_eq: return {CondCode::kE, Flags::Parity::and_ordered};
    case Opcode::float_ne: return {CondCode::kNE, Flags::Parity::or_unordered};
    case Opcode::float_lt:
    case Opcode::float_gt: return {CondCode::kA};
    case Opcode::float_le:
    case Opcode::float_ge: return {CondCode::kAE};
    default: return {CondCode::kP};
  }
}

void Compiler::emit_conversion() {
  Operand a = operand(0);
  bool narrow = current_->type == Type::i32;
  switch (current_->opcode) {
    case Opcode::int_to_float:
    case Opcode::uint_to_float: {
      bool is_unsigned = current_->opcode == Opcode::uint_to_float;
      Register from = use(a);
      Register to = define(0);
      // The instruction keeps the upper half of its destination: cut the dependency.
      load_constant(to, 0);
      auto convert = [&](x86::Gp source) {
        cpu_.avx ? a_.vcvtsi2sd(vector(to), vector(to), source) : a_.cvtsi2sd(vector(to), source);
      };
      if (!is_unsigned || narrow) return convert(general(from, !narrow || is_unsigned));
      Label negative = a_.newLabel(), done = a_.newLabel();
      Register half = temporary(false), low = temporary(false);
      a_.test(general(from), general(from));
      a_.short_().js(negative);
      convert(general(from));
      a_.short_().jmp(done);
      bind_here(negative);
      a_.mov(general(half), general(from));
      a_.mov(general(low, false), general(from, false));
      a_.shr(general(half), 1);
      a_.and_(general(low, false), 1);
      a_.or_(general(half), general(low));
      convert(general(half));
      cpu_.avx ? a_.vaddsd(vector(to), vector(to), vector(to)) : a_.addsd(vector(to), vector(to));
      bind_here(done);
      return;
    }
    case Opcode::float_to_int: {
      Register from = use(a);
      Register to = define(0);
      cpu_.avx ? a_.vcvttsd2si(general(to, !narrow), vector(from)) : a_.cvttsd2si(general(to, !narrow), vector(from));
      return;
    }
    case Opcode::float_extend:
    case Opcode::float_truncate: {
      Register from = use(a);
      Register to = define(dying_register(a));
      bool extend = current_->opcode == Opcode::float_extend;
      if (cpu_.avx)
        a_.emit(extend ? Id::kIdVcvtss2sd : Id::kIdVcvtsd2ss, vector(to), vector(from), vector(from));
      else
        a_.emit(extend ? Id::kIdCvtss2sd : Id::kIdCvtsd2ss, vector(to), vector(from));
      return;
    }
    case Opcode::float_to_bits: {
      Register from = use(a);
      Register to = define(0);
      if (current_->type == Type::f64)
        move(to, from);
      else
        cpu_.avx ? a_.vmovd(general(to, false), vector(from)) : a_.movd(general(to, false), vector(from));
      return;
    }
    default: {  // bits_to_float
      Register from = use(a);
      move(define(0), from);
      return;
    }
  }
}

}  // namespace jitwright::backend::x64
