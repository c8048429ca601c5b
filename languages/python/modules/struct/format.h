/// Owns struct formats: reading them, and moving single values between Python and memory.
#pragma once

#include <string_view>

#include "objects/bytes.h"
#include "objects/object.h"

namespace python {

/// One item of a format: `count` values of `size` bytes each one after the other (for s and p one value of `count` bytes).
struct StructItem {
  char code;
  bool big_endian, native;
  uint8_t size;
  uint64_t offset, count;
};

/// kind struct_format: a compiled format, and what the program sees as Struct.
struct StructFormat : Object {
  JW_IMMUTABLE jitwright::Field<Str*> text;
  JW_IMMUTABLE jitwright::Field<Bytes*> items;  // StructItem each
  JW_IMMUTABLE uint64_t item_count, value_count, size;
};

inline const StructItem* items_of(const StructFormat* format) { return reinterpret_cast<const StructItem*>(format->items->data); }

/// Null with an error pending.
StructFormat* compile_struct_format(Value text);
void trace_struct_format(void* object, jitwright::Tracer& tracer);

/// The value in memory; null with an error pending.
Value unpack_item(const StructItem& item, const uint8_t* from);
/// False with an error pending.
bool pack_item(const StructItem& item, Value value, uint8_t* to);

/// The exception class struct.error.
Type* struct_error_type();
template <class... A>
Value raise_struct_error(const char* format, A... arguments);

/// A float in 16 bits; false if it is too large.
bool pack_half(double x, uint16_t* out);
double unpack_half(uint16_t bits);

}  // namespace python

#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/tuple.h"

namespace python {
template <class... A>
Value raise_struct_error(const char* format, A... arguments) {
  return raise_value(make_exception(struct_error_type(), make_tuple_1(ref(text_format(format, arguments...)))));
}
}  // namespace python
