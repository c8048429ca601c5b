// Where a value is: a register, a word of the frame, or a constant. Registers are numbered through: 0-15 general, 16-31 vector.
#pragma once

#include <cstdint>

namespace jitwright::backend::x64 {

using Register = uint8_t;
using RegisterSet = uint32_t;
constexpr Register no_register = 0xff;
constexpr RegisterSet bit(Register reg) { return RegisterSet{1} << reg; }
constexpr bool is_xmm(Register reg) { return reg >= 16; }

enum : Register { rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15, xmm0, xmm1, xmm15 = 31 };

/// Never hold values: the one for constants and addresses, the other for memory-to-memory moves and float temporaries.
constexpr Register scratch = r11, float_scratch = xmm15;
constexpr RegisterSet general_registers = 0xffff & ~(bit(rsp) | bit(rbp) | bit(scratch));
constexpr RegisterSet vector_registers = 0xffff0000 & ~bit(float_scratch);
constexpr RegisterSet callee_saved = bit(rbx) | bit(r12) | bit(r13) | bit(r14) | bit(r15);
constexpr RegisterSet caller_saved = (general_registers | vector_registers) & ~callee_saved;

struct Location {
  enum class Kind : uint8_t { none, in_register, in_frame, constant } kind = Kind::none;
  Register reg = no_register;
  bool narrow = false;  ///< only the low 32 bits count (f32)
  int32_t offset = 0;   ///< in_frame: from rbp; constant: index into the code's constants

  static Location in(Register reg) { return {Kind::in_register, reg, false, 0}; }
  static Location frame(int32_t offset) { return {Kind::in_frame, no_register, false, offset}; }
  friend bool operator==(const Location&, const Location&) = default;
};

}  // namespace jitwright::backend::x64
