#include "trace/evaluate_inline.h"

namespace jitwright::trace {

uint64_t evaluate(Opcode opcode, Type type, uint64_t a, uint64_t b, uint64_t c, int64_t immediate, uint16_t scale) {
  return evaluate_inline(opcode, type, a, b, c, immediate, scale);
}

bool may_evaluate(Opcode opcode, Type type, uint64_t a, uint64_t b) {
  bool wide = type != Type::i32;
  switch (opcode) {
    case Opcode::int_sdiv:
    case Opcode::int_srem:
      if (b == 0) return false;
      return wide ? !(b == ~uint64_t{0} && a == uint64_t{1} << 63) : !(b == 0xffffffff && a == 0x80000000);
    case Opcode::int_udiv:
    case Opcode::int_urem: return b != 0;
    case Opcode::int_shl:
    case Opcode::int_lshr:
    case Opcode::int_ashr: return b < (wide ? 64u : 32u);
    case Opcode::float_to_int: {
      double value = std::bit_cast<double>(a);
      return wide ? value >= -0x1p63 && value < 0x1p63 : value > -2147483649.0 && value < 2147483648.0;
    }
    default: return true;
  }
}

}  // namespace jitwright::trace
