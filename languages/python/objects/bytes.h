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

/// Memory that changes: of a bytearray or an array.
struct ByteItems : Object {
  JW_IMMUTABLE uint64_t capacity;
  uint8_t data[];
};

struct ByteArray : Object {
  uint64_t length;                     // less than the capacity
  jitwright::Field<ByteItems*> items;  // never null; replaced when it gets too small
};

Bytes* make_bytes(const void* data, uint64_t length);
inline Bytes* make_bytes(std::string_view text) { return make_bytes(text.data(), text.size()); }
Value make_bytearray(std::string_view content);

/// Replaces `removed` bytes from `start` on.
void bytearray_splice(ByteArray* array, uint64_t start, uint64_t removed, std::string_view added);

/// The content of bytes, bytearray or a subclass; false for anything else. Valid until the object changes.
bool bytes_view(Value v, std::string_view* out);

/// Where `part` begins in `content` from `from` on, in linear time; npos if nowhere.
size_t find_bytes(std::string_view content, std::string_view part, size_t from);

Value construct_bytes(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_bytearray(Type* type, const Value* arguments, uint32_t count, Tuple* names);
/// Two hexadecimal digits a byte; `separator` (null: none; a str or bytes of length 1) after each `group` bytes, counted from the
/// right, or from the left if negative (null: 1). False with an error pending.
bool hex_digits(std::string_view content, Value separator, Value group, std::string* out);
/// As in source; bytearray escapes apostrophes between quotes of either kind.
Str* bytes_repr(std::string_view content, bool escape_apostrophe = false);

}  // namespace python
