/// Owns code.replace() and the numbers of co_flags.
#pragma once

#include "objects/object.h"

namespace python {

struct Tuple;

/// co_flags for the flags of a CodeSpec.
uint32_t code_flag_bits(uint32_t flags);

/// code.replace(**changes). Limit: what the instructions depend on (names, variables, their numbers) may be given as it is only.
Value code_replace(const Value* arguments, uint32_t count, Tuple* names);

}  // namespace python
