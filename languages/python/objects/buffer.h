/// Owns what Python calls the buffer protocol: the memory of bytes-like objects as a range of bytes.
#pragma once

#include <string_view>

#include "objects/object.h"

namespace python {

struct Buffer {
  uint8_t* data;
  uint64_t length;  // in bytes
  bool read_only;
  char format = 'B';          // of the items, as in struct
  Object* storage = nullptr;  // the object that the memory belongs to
};

/// The memory of bytes, bytearray and the like; false, without an error, for anything else. Valid until the object changes its
/// size.
bool get_buffer(Value v, Buffer* out);
/// The same for writing: TypeError naming `function` (null: "argument must be ...") if it cannot be written to.
bool get_writable_buffer(Value v, Buffer* out, const char* function = nullptr, int argument = 0);
/// The same for reading, as text of bytes: TypeError "a bytes-like object is required, not 'T'".
bool get_bytes(Value v, std::string_view* out);

}  // namespace python
