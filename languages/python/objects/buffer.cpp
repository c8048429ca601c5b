#include "objects/buffer.h"

#include "modules/array.h"
#include "modules/os/mmap.h"
#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/memory_view.h"
#include "objects/operations.h"
#include "objects/type.h"

namespace python {

bool get_buffer(Value v, Buffer* out) {
  if (Value native = native_part(v, Kind::bytes)) {
    *out = {as<Bytes>(native)->data, as<Bytes>(native)->length, true, 'B', object_of(native)};
    return true;
  }
  if (Value native = native_part(v, Kind::bytearray)) {
    ByteArray* array = as<ByteArray>(native);
    *out = {array->items->data, array->length, false, 'B', array->items.get()};
    return true;
  }
  if (Value native = native_part(v, Kind::array)) {
    Array* array = as<Array>(native);
    *out = {array->items->data, array->length, false, array->code, array->items.get()};
    return true;
  }
  if (MemoryView* view = as_memory_view(v)) {
    if (is_contiguous(view)) {
      *out = {view->data, view_bytes(view), view->read_only, view->format, view->storage.get()};
      return true;
    }
    // Items that lie apart are read from a copy.
    Value copy = call_method(v, intern("tobytes"), nullptr, 0);
    if (!copy) return false;
    *out = {as<Bytes>(copy)->data, as<Bytes>(copy)->length, true, view->format, object_of(copy)};
    return true;
  }
  return get_mapped_buffer(v, out);
}

bool get_writable_buffer(Value v, Buffer* out, const char* function, int argument) {
  if (get_buffer(v, out) && !out->read_only) return true;
  if (function)
    raise_type_error("%s() argument %s must be read-write bytes-like object, not %T", function, argument, v);
  else
    raise_type_error("argument must be read-write bytes-like object, not %T", v);
  return false;
}

bool get_bytes(Value v, std::string_view* out) {
  Buffer buffer;
  if (!get_buffer(v, &buffer)) {
    raise_type_error("a bytes-like object is required, not '%T'", v);
    return false;
  }
  *out = {reinterpret_cast<const char*>(buffer.data), buffer.length};
  return true;
}

}  // namespace python
