/// Owns memoryview.
/// Invariants: `storage` is the heap object that `data` points into; memory that a bytearray or array has left behind by growing
/// stays as it was. Limit: growing an object with views of it is not an error; the views keep the memory as it was then.
#pragma once

#include "objects/buffer.h"

namespace python {

struct MemoryView : Object {
  ValueField object;  // what the program made the view of; null once released
  jitwright::Field<Object*> storage;
  uint8_t* data;  // the first item
  char format;
  bool read_only, shown_with_prefix;
  uint32_t item_size, dimensions;
  int64_t layout[];  // `dimensions` lengths, then as many strides in bytes
};

/// A view of anything bytes-like; null with TypeError.
Value make_memory_view(Value object);
/// A view of memory that `object` shows in another way than as a buffer of its own.
Value make_memory_view_of(Value object, const Buffer& buffer);
/// The view behind the value, not released; null, without an error, if it is none.
MemoryView* as_memory_view(Value v);
/// Whether the items lie one after the other.
bool is_contiguous(const MemoryView* view);
uint64_t view_bytes(const MemoryView* view);
void trace_memory_view(void* object, jitwright::Tracer& tracer);
void define_memory_view_type();
Value construct_memory_view(Type* type, const Value* arguments, uint32_t count, Tuple* names);

}  // namespace python
