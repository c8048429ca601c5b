/// Owns bytes and bytearray.
#pragma once

#include <string>
#include <string_view>

#include "objects/object.h"

namespace python {

struct Bytes : Object {
  JW_IMMUTABLE uint64_t length;
  uint64_t hash;  // 0: not computed
  JW_IMMUTABLE uint8_t data[];
};

struct ByteItems : Object {
  uint64_t capacity;
  uint8_t data[];
};

struct ByteArray : Object {
  uint64_t length;
  jitwright::Field<Object*> items;  // Bytes used as storage, or null
};

Bytes* make_bytes(const void* data, uint64_t length);
inline Bytes* make_bytes(std::string_view text) { return make_bytes(text.data(), text.size()); }
Value make_bytearray(std::string_view content);

/// The content of bytes, bytearray or a subclass; false for anything else. Valid until the object changes.
bool bytes_view(Value v, std::string_view* out);

Value construct_bytes(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_bytearray(Type* type, const Value* arguments, uint32_t count, Tuple* names);
/// Two hexadecimal digits a byte; `separator` (null: none; a str or bytes of length 1) after each `group` bytes, counted from the
/// right, or from the left if negative (null: 1). False with an error pending.
bool hex_digits(std::string_view content, Value separator, Value group, std::string* out);
Str* bytes_repr(std::string_view content);

}  // namespace python
