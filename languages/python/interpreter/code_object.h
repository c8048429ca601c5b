/// Owns what guest code sees of code objects.
#pragma once

#include <cstdint>

namespace python {

/// Guests count two bytes for each instruction, as CPython's have.
inline constexpr int32_t bytes_per_instruction = 2;

/// Adds the attributes and methods of code objects to their type.
void define_code_type();

}  // namespace python
