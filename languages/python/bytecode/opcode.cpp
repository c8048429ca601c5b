#include "bytecode/opcode.h"

namespace python {

const OpcodeInfo& opcode_info(Opcode opcode) {
  static constexpr OpcodeInfo table[] = {
#define OPCODE(name, a, b, c, d, meaning) {#name, {#a[0], #b[0], #c[0], #d[0]}, meaning},
#include "bytecode/opcodes.def"
#undef OPCODE
  };
  return table[static_cast<int>(opcode)];
}

}  // namespace python
