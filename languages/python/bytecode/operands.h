/// Owns which registers an instruction reads and writes, runs of consecutive ones included.
#pragma once

#include "bytecode/opcode.h"

namespace python {

struct RegisterRun {
  int32_t first, count;
};
struct RegisterEffects {
  RegisterRun reads[6], writes[6];
  int read_count = 0, write_count = 0;
};
/// What `instruction` reads before it writes, and what it writes when it goes on to the next one.
RegisterEffects register_effects(const Instruction& instruction);

/// Whether the next instruction is never reached from this one without a jump.
bool never_goes_on(Opcode op);

}  // namespace python
