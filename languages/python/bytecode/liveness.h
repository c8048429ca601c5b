/// Owns the answer to "which registers will still be read".
#pragma once

#include <vector>

#include "bytecode/code.h"

namespace python {

/// For each register whether something may read it after instruction `pc`, in its handlers included, before it is written again.
std::vector<bool> live_after(const CodeSpec& code, int32_t pc);
/// For each instruction the registers that may be read from there on before they are written.
using LiveRegisters = std::vector<std::vector<bool>>;
LiveRegisters live_before_each(const CodeSpec& code);

}  // namespace python
