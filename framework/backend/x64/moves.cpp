// Parallel moves: values change places all at once, at labels, jumps and calls.
//
// A move is made when nobody still reads its destination. When only cycles are left, one source goes through a scratch register:
//   rax → rcx, rcx → rax:   r11 = rax; rax = rcx; rcx = r11
// The float scratch carries memory-to-memory moves, so that a cycle's value may rest in the other. Constants come last.
#include "backend/x64/compiler.h"

namespace jitwright::backend::x64 {

void Compiler::emit_move(const Move& m) {
  bool to_register = m.to.kind == Location::Kind::in_register;
  x86::Mem memory = m.outgoing ? x86::qword_ptr(x86::rsp, m.to.offset) : frame(m.to.offset);
  if (m.constant) {
    if (to_register) return load_constant(m.to.reg, m.bits);
    auto immediate = static_cast<int64_t>(m.bits);
    if (immediate == static_cast<int32_t>(immediate)) {
      a_.mov(memory, immediate);
    } else {
      load_scratch(m.bits);
      a_.mov(memory, x86::r11);
    }
    return;
  }
  bool from_register = m.from.kind == Location::Kind::in_register;
  if (to_register && from_register) return move(m.to.reg, m.from.reg);
  if (to_register) return load_frame(m.to.reg, m.from.offset);
  Register carrier = m.from.reg;
  if (!from_register) {
    carrier = float_scratch;
    load_frame(carrier, m.from.offset);
  }
  if (is_xmm(carrier))
    cpu_.avx ? a_.vmovsd(memory, vector(carrier)) : a_.movsd(memory, vector(carrier));
  else
    a_.mov(memory, general(carrier));
}

void Compiler::emit_moves(std::vector<Move>& moves) {
  auto reads = [](const Move& m, const Location& place) {
    if (m.constant || m.from.kind != place.kind) return false;
    return place.kind == Location::Kind::in_register ? m.from.reg == place.reg : m.from.offset == place.offset;
  };
  auto pending = moves.begin();  // [begin, pending) are the constants, [pending, end) the moves left
  for (auto m = moves.begin(); m != moves.end(); ++m) {
    if (m->constant) std::swap(*m, *pending++);
  }
  std::vector<Move> left;
  for (auto m = pending; m != moves.end(); ++m) {
    if (m->outgoing || !reads(*m, m->to)) left.push_back(*m);
  }
  while (!left.empty()) {
    bool progress = false;
    for (size_t i = 0; i < left.size();) {
      bool blocked = false;
      for (size_t j = 0; j < left.size() && !blocked && !left[i].outgoing; ++j) blocked = j != i && reads(left[j], left[i].to);
      if (blocked) {
        ++i;
        continue;
      }
      emit_move(left[i]);
      left[i] = left.back();
      left.pop_back();
      progress = true;
    }
    if (progress || left.empty()) continue;
    bool memory_to_memory = false;
    for (const Move& m : left) {
      memory_to_memory |= m.to.kind == Location::Kind::in_frame && m.from.kind == Location::Kind::in_frame;
    }
    Location place = left.front().from;
    bool vector_rest = place.kind == Location::Kind::in_register && is_xmm(place.reg) && !memory_to_memory;
    Location rest = Location::in(vector_rest ? float_scratch : scratch);
    emit_move({rest, place});
    for (Move& m : left) {
      if (reads(m, place)) m.from = rest;
    }
  }
  for (auto m = moves.begin(); m != pending; ++m) emit_move(*m);
}

}  // namespace jitwright::backend::x64
