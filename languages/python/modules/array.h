/// Owns the layout of array.array.
#pragma once

#include "objects/bytes.h"

namespace python {

/// kind array: `length` counts bytes.
struct Array : ByteArray {
  JW_IMMUTABLE char code;  // as in struct; 'u': characters
  JW_IMMUTABLE uint32_t item_size;
};

}  // namespace python
