// One decoded instruction as a list of parts: what printing, verifying, liveness and tests walk over. The interpreter decodes on
// its own.
#pragma once

#include <cstdint>
#include <vector>

#include "jitcode/function.h"

namespace jitwright::jitcode {

/// One unit (or pair of units) of an instruction. Kinds are the letters of opcodes.def, and for variable instructions:
///   r  result register, 0xffff for none        n  count of what follows
///   m  register of a merge point's live value, used and defined
struct Part {
  char kind;
  int64_t value;
};

struct Parts {
  Opcode opcode{};
  uint8_t type = 0;
  uint32_t pc = 0, size = 0;
  std::vector<Part> parts;
};

/// Fills `out` from the instruction at `pc`. False if the opcode is unknown or the code ends inside the instruction.
bool read_parts(const Function& function, uint32_t pc, Parts& out);

/// True where execution never goes on at the next instruction.
bool is_terminator(Opcode opcode);
bool is_call(Opcode opcode);
/// True for instructions where a recorder may record a guard: they need a `before` liveness entry.
bool may_guard(const Parts& instruction, const Module& module);

/// Calls `visit(pc)` for each instruction that may follow: jump targets, and the next one unless the instruction is a terminator.
template <class Visit>
void for_each_successor(const Parts& instruction, Visit visit) {
  for (const Part& part : instruction.parts) {
    if (part.kind == 'j') visit(static_cast<uint32_t>(part.value));
  }
  if (!is_terminator(instruction.opcode)) visit(instruction.pc + instruction.size);
}

}  // namespace jitwright::jitcode
