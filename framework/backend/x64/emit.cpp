// Instructions on our operands.
#include "backend/x64/compiler.h"

namespace jitwright::backend::x64 {

using namespace asmjit;

void Compiler::move(Register to, Register from) {
  if (to == from) return;
  if (to == scratch) scratch_changes();
  if (!is_xmm(to) && !is_xmm(from))
    a_.mov(general(to), general(from));
  else if (is_xmm(to) && is_xmm(from))
    cpu_.avx ? a_.vmovaps(vector(to), vector(from)) : a_.movaps(vector(to), vector(from));
  else if (is_xmm(to))
    cpu_.avx ? a_.vmovq(vector(to), general(from)) : a_.movq(vector(to), general(from));
  else
    cpu_.avx ? a_.vmovq(general(to), vector(from)) : a_.movq(general(to), vector(from));
}

void Compiler::load_scratch(uint64_t bits) {
  if (scratch_constant_known_ && scratch_constant_ == bits) return;
  load_constant(scratch, bits, true);
  scratch_constant_known_ = true;
  scratch_constant_ = bits;
}

void Compiler::load_constant(Register to, uint64_t bits, bool keep_flags) {
  if (is_xmm(to)) {
    if (bits == 0)
      cpu_.avx ? a_.vxorps(vector(to), vector(to), vector(to)) : a_.xorps(vector(to), vector(to));
    else
      cpu_.avx ? a_.vmovsd(vector(to), x86::qword_ptr(pool(bits))) : a_.movsd(vector(to), x86::qword_ptr(pool(bits)));
    return;
  }
  if (to == scratch) scratch_changes();
  if (bits == 0 && !keep_flags)
    a_.xor_(general(to, false), general(to, false));
  else if (bits <= 0xffffffff)
    a_.mov(general(to, false), bits);
  else if (in_reach(bits))
    a_.lea(general(to), x86::ptr_rel(bits));
  else
    a_.mov(general(to), static_cast<int64_t>(bits));
}

void Compiler::load_frame(Register to, int32_t offset) {
  if (to == scratch) scratch_changes();
  if (is_xmm(to))
    cpu_.avx ? a_.vmovsd(vector(to), frame(offset)) : a_.movsd(vector(to), frame(offset));
  else
    a_.mov(general(to), frame(offset));
}

void Compiler::store_frame(int32_t offset, Register from) {
  if (is_xmm(from))
    cpu_.avx ? a_.vmovsd(frame(offset), vector(from)) : a_.movsd(frame(offset), vector(from));
  else
    a_.mov(frame(offset), general(from));
}

/// Loads without touching the flags.
void Compiler::load_source(Register to, const Source& source) {
  switch (source.kind) {
    case Source::Kind::reg: return move(to, source.reg);
    case Source::Kind::frame: return load_frame(to, source.offset);
    case Source::Kind::immediate: return load_constant(to, static_cast<uint64_t>(source.immediate), true);
    case Source::Kind::pool:
      if (!is_xmm(to)) return a_.mov(general(to), x86::qword_ptr(source.label)), void();
      cpu_.avx ? a_.vmovsd(vector(to), x86::qword_ptr(source.label)) : a_.movsd(vector(to), x86::qword_ptr(source.label));
      return;
    case Source::Kind::memory: return a_.mov(general(to), source.memory), void();
  }
}

void Compiler::emit(InstId instruction, Register to, const Source& source, bool wide) {
  x86::Gp target = general(to, wide);
  switch (source.kind) {
    case Source::Kind::reg: a_.emit(instruction, target, general(source.reg, wide)); break;
    case Source::Kind::frame: a_.emit(instruction, target, frame(source.offset, wide ? 8 : 4)); break;
    case Source::Kind::immediate: a_.emit(instruction, target, imm(source.immediate)); break;
    case Source::Kind::pool: a_.emit(instruction, target, x86::ptr(source.label, 0, wide ? 8 : 4)); break;
    case Source::Kind::memory: a_.emit(instruction, target, source.memory); break;
  }
}

/// `to` = a op b. Without AVX, `to` may equal b only if it equals a as well.
void Compiler::emit_float(InstId vex, InstId legacy, Register to, Register a, const Source& b) {
  asmjit::Operand second = vector(float_scratch);
  if (b.kind == Source::Kind::reg) second = vector(b.reg);
  if (b.kind == Source::Kind::frame) second = frame(b.offset, 0);
  if (b.kind == Source::Kind::pool) second = x86::ptr(b.label);
  if (cpu_.avx) {
    a_.emit(vex, vector(to), vector(a), second);
    return;
  }
  move(to, a);
  a_.emit(legacy, vector(to), second);
}

Label Compiler::pool(uint64_t bits, bool as_mask) {
  auto [position, added] = (as_mask ? pool_masks_ : pool_words_).try_emplace(bits);
  if (added) position->second = a_.newLabel();
  return position->second;
}

Source Compiler::pool_source(uint64_t bits, bool as_mask) {
  Source source;
  source.kind = Source::Kind::pool;
  source.label = pool(bits, as_mask);
  return source;
}

}  // namespace jitwright::backend::x64
