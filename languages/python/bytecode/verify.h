/// Owns the check that code keeps the promises of opcodes.def.
#pragma once

#include <string>

#include "bytecode/code.h"

namespace python {

/// Empty if `code` and the code in its constants is well formed: operands in range, jumps inside, only jump_back backwards, no
/// way to read a register that may be unset (locals are checked as unbound unless something proves otherwise). Else what is
/// wrong, and where.
std::string verify(const CodeSpec& code);

}  // namespace python
