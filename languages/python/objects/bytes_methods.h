/// Owns what the methods of bytes and bytearray share. Self is a native bytes or bytearray.
#pragma once

#include "objects/buffer.h"
#include "objects/builtin.h"
#include "objects/bytes.h"

namespace python {

inline bool is_bytearray(Value self) { return has_kind(self, Kind::bytearray); }
inline std::string_view bytes_content(Value self) {
  std::string_view content;
  bytes_view(self, &content);
  return content;
}
/// A result of self's type.
inline Value bytes_like(Value self, std::string_view content) {
  return is_bytearray(self) ? make_bytearray(content) : ref(make_bytes(content));
}
/// An int in range(256); false with an error pending.
bool byte_argument(Value v, uint8_t* out);
/// What bytes(v) holds, for assignments to slices and extend; false with an error pending.
bool bytes_from(Value v, std::string* out);

void define_bytes_search(Type* type);
void define_bytes_case(Type* type);
void define_bytearray_changes(Type* type);
/// `bytes % arguments`.
Value format_bytes(Value self, Value arguments);

}  // namespace python
