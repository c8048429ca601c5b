/// Owns single numbers in memory, in the machine's own format: what arrays and memory views hold, by the codes of struct.
#pragma once

#include "objects/object.h"

namespace python {

/// The size of an item: 0 for an unknown code. 'u' is a character of four bytes.
uint32_t element_size(char code);

/// The item at `from` (not for 'u').
Value load_element(char code, const uint8_t* from);

enum class ElementStore : uint8_t { stored, wrong_type, too_small, too_large, error };
/// Stores a value; wrong_type and the like leave the error to the caller, `error` is pending (the program's __index__ raised).
ElementStore store_element(char code, Value v, uint8_t* to);

}  // namespace python
