/// Owns the answer to "which registers will still be read".
#pragma once

#include <vector>

#include "bytecode/code.h"

namespace python {

/// For each register whether something may read it after instruction `pc`, in its handlers included, before it is written again.
std::vector<bool> live_after(const CodeSpec& code, int32_t pc);

}  // namespace python
