#include "objects/memory_view.h"

#include <cstring>

#include "objects/bytes.h"
#include "objects/element.h"
#include "objects/errors.h"
#include "objects/operations.h"
#include "objects/range.h"

namespace python {

namespace {

int64_t* shape_of(MemoryView* view) { return view->layout; }
int64_t* strides_of(MemoryView* view) { return view->layout + view->dimensions; }

MemoryView* new_view(uint32_t dimensions) {
  MemoryView* view = make<MemoryView>(Kind::memory_view, dimensions * 2 * sizeof(int64_t));
  view->dimensions = dimensions;
  return view;
}
/// A view of the same memory with another layout, which the caller fills.
MemoryView* derived(MemoryView* from, uint32_t dimensions) {
  MemoryView* view = new_view(dimensions);
  view->object = from->object.get();
  view->storage = from->storage.get();
  view->data = from->data;
  view->format = from->format;
  view->read_only = from->read_only;
  view->shown_with_prefix = from->shown_with_prefix;
  view->item_size = from->item_size;
  return view;
}
void set_strides(MemoryView* view) {
  int64_t stride = view->item_size;
  for (uint32_t i = view->dimensions; i-- > 0;) {
    strides_of(view)[i] = stride;
    stride *= shape_of(view)[i];
  }
}

/// Self, if it is not released; null with ValueError.
MemoryView* alive(Value self) {
  MemoryView* view = as<MemoryView>(self);
  if (view->object.get()) return view;
  raise_value_error("operation forbidden on released memoryview object");
  return nullptr;
}

/// Calls f(address) for each item in order.
template <class F>
bool for_each_item(MemoryView* view, uint8_t* at, uint32_t dimension, F f) {
  if (dimension == view->dimensions) return f(at);
  for (int64_t i = 0; i < shape_of(view)[dimension]; i++) {
    if (!for_each_item(view, at + i * strides_of(view)[dimension], dimension + 1, f)) return false;
  }
  return true;
}
std::string content_of(MemoryView* view) {
  if (is_contiguous(view)) return {reinterpret_cast<const char*>(view->data), view_bytes(view)};
  std::string out;
  for_each_item(view, view->data, 0, [&](uint8_t* at) {
    out.append(reinterpret_cast<const char*>(at), view->item_size);
    return true;
  });
  return out;
}

bool store(MemoryView* view, uint8_t* at, Value v) {
  char code[2] = {view->format, 0};
  switch (store_element(view->format, v, at)) {
    case ElementStore::stored: return true;
    case ElementStore::error: return false;
    case ElementStore::wrong_type:
      raise_type_error("memoryview: invalid type for format '%s'", static_cast<const char*>(code));
      return false;
    default: raise_value_error("memoryview: invalid value for format '%s'", static_cast<const char*>(code)); return false;
  }
}

bool check_writable(MemoryView* view) {
  if (!view->read_only) return true;
  raise_type_error("cannot modify read-only memory");
  return false;
}

bool is_index(Value v) { return as_exact_int(v) || lookup_special(v, vm.names.__index__); }

/// Moves `*at` to an index along a dimension; false with IndexError.
bool step_into(MemoryView* view, uint32_t dimension, Value key, uint8_t** at) {
  int64_t index, length = shape_of(view)[dimension];
  if (!index_in_range(key, &index)) return false;
  if (index < 0) index += length;
  if (index < 0 || index >= length) {
    raise_index_error("index out of bounds on dimension %s", dimension + 1);
    return false;
  }
  *at += index * strides_of(view)[dimension];
  return true;
}

/// The item a key means, for keys that mean one; null with an error pending.
uint8_t* locate(MemoryView* view, Value key) {
  uint8_t* at = view->data;
  Tuple* keys = as_tuple(key);
  if (view->dimensions == 0 && !(keys && keys->length == 0)) {
    raise_type_error("invalid indexing of 0-dim memory");
    return nullptr;
  }
  if (keys) {
    for (uint64_t i = 0; i < keys->length; i++) {
      if (is_index(keys->items[i])) continue;
      bool slices = true;
      for (uint64_t k = 0; k < keys->length; k++) slices &= has_kind(keys->items[k], Kind::slice);
      if (slices)
        raise_error(ExceptionKind::not_implemented_error, "multi-dimensional slicing is not implemented");
      else
        raise_type_error("memoryview: invalid slice key");
      return nullptr;
    }
    if (keys->length < view->dimensions) {
      raise_error(ExceptionKind::not_implemented_error, "sub-views are not implemented");
      return nullptr;
    }
    if (keys->length > view->dimensions) {
      raise_type_error("cannot index %s-dimension view with %s-element tuple", view->dimensions, keys->length);
      return nullptr;
    }
    for (uint32_t i = 0; i < view->dimensions; i++) {
      if (!step_into(view, i, keys->items[i], &at)) return nullptr;
    }
    return at;
  }
  if (view->dimensions > 1) {
    raise_error(ExceptionKind::not_implemented_error, "multi-dimensional sub-views are not implemented");
    return nullptr;
  }
  return step_into(view, 0, key, &at) ? at : nullptr;
}

MemoryView* sliced(MemoryView* view, Slice* slice) {
  if (view->dimensions == 0) {
    raise_type_error("invalid indexing of 0-dim memory");
    return nullptr;
  }
  int64_t first, stride, count;
  if (!slice_indices(slice, shape_of(view)[0], &first, &stride, &count)) return nullptr;
  MemoryView* part = derived(view, view->dimensions);
  std::memcpy(part->layout, view->layout, view->dimensions * 2 * sizeof(int64_t));
  part->data += first * strides_of(view)[0];
  shape_of(part)[0] = count;
  strides_of(part)[0] *= stride;
  return part;
}

Value get_item_method(Value self, Value key) {
  MemoryView* view = alive(self);
  if (!view) return null_value;
  if (has_kind(key, Kind::slice)) return ref(sliced(view, as<Slice>(key)));
  if (key == ellipsis() && view->dimensions == 0) return self;
  if (!as_tuple(key) && !is_index(key) && view->dimensions) return raise_type_error("memoryview: invalid slice key");
  uint8_t* at = locate(view, key);
  return at && alive(self) ? load_element(view->format, at) : null_value;
}

Value set_item_method(Value self, Value key, Value value) {
  MemoryView* view = alive(self);
  if (!view || !check_writable(view)) return null_value;
  if (has_kind(key, Kind::slice) && view->dimensions == 1) {
    MemoryView* to = sliced(view, as<Slice>(key));
    if (!to) return null_value;
    Value source_value = as_memory_view(value) ? value : make_memory_view(value);
    if (!source_value) {
      vm.exception = null_value;
      return raise_type_error("a bytes-like object is required, not '%T'", value);
    }
    MemoryView* source = as_memory_view(source_value);
    if (source->dimensions != 1 || source->format != to->format || shape_of(source)[0] != shape_of(to)[0]) {
      return raise_value_error("memoryview assignment: lvalue and rvalue have different structures");
    }
    std::string content = content_of(source);
    size_t at = 0;
    for_each_item(to, to->data, 0, [&](uint8_t* item) {
      std::memcpy(item, content.data() + at, to->item_size);
      at += to->item_size;
      return true;
    });
    return none();
  }
  if (has_kind(key, Kind::slice) && view->dimensions > 1) {
    return raise_error(ExceptionKind::not_implemented_error, "memoryview slice assignments are currently restricted to ndim = 1");
  }
  if (!as_tuple(key) && !is_index(key) && !(key == ellipsis() && view->dimensions == 0)) {
    return raise_type_error("memoryview: invalid slice key");
  }
  if (view->dimensions > 1 && !as_tuple(key))
    return raise_error(ExceptionKind::not_implemented_error, "sub-views are not implemented");
  uint8_t* at = key == ellipsis() ? view->data : locate(view, key);
  if (!at) return null_value;
  // The conversion may run the program's code, which may release the view.
  uint8_t item[8] = {};
  if (!store(view, item, value) || !alive(self)) return null_value;
  std::memcpy(at, item, view->item_size);
  return none();
}
Value delete_item_method(Value, Value) { return raise_type_error("cannot delete memory"); }

Value length_method(Value self) {
  MemoryView* view = alive(self);
  if (!view) return null_value;
  return int_value(view->dimensions ? shape_of(view)[0] : 1);
}

Value nested_list(MemoryView* view, uint8_t* at, uint32_t dimension) {
  if (dimension == view->dimensions) return load_element(view->format, at);
  List* list = make_list(static_cast<uint64_t>(shape_of(view)[dimension]));
  for (int64_t i = 0; i < shape_of(view)[dimension]; i++) {
    list_append(list, nested_list(view, at + i * strides_of(view)[dimension], dimension + 1));
  }
  return ref(list);
}
Value to_list(Value self) {
  MemoryView* view = alive(self);
  return view ? nested_list(view, view->data, 0) : null_value;
}

Value to_bytes(Value self, Value order) {
  MemoryView* view = alive(self);
  if (!view) return null_value;
  bool columns = false;
  if (order && !is_none(order)) {
    Str* text = as_str(order);
    if (!text) return raise_type_error("tobytes() argument 'order' must be str or None, not %T", order);
    if (!str_equals(text, "C") && !str_equals(text, "F") && !str_equals(text, "A"))
      return raise_value_error("order must be 'C', 'F' or 'A'");
    columns = str_equals(text, "F");
  }
  if (columns && view->dimensions > 1) {
    MemoryView* turned = derived(view, view->dimensions);
    for (uint32_t i = 0; i < view->dimensions; i++) {
      shape_of(turned)[i] = shape_of(view)[view->dimensions - 1 - i];
      strides_of(turned)[i] = strides_of(view)[view->dimensions - 1 - i];
    }
    view = turned;
  }
  return ref(make_bytes(content_of(view)));
}
Value hex_method(Value self, Value separator, Value group) {
  MemoryView* view = alive(self);
  std::string out;
  return view && hex_digits(content_of(view), separator, group, &out) ? ref(make_str(out)) : null_value;
}

Value cast_method(Value self, Value format_value, Value shape) {
  MemoryView* view = alive(self);
  if (!view) return null_value;
  Str* format = as_str(format_value);
  if (!format) return raise_type_error("cast() argument 'format' must be str, not %T", format_value);
  List* lengths = nullptr;
  if (shape) {
    if (!as_list(shape) && !as_tuple(shape)) return raise_type_error("shape must be a list or a tuple");
    lengths = list_from(shape);
    if (!lengths) return null_value;
  }
  if (!is_contiguous(view)) return raise_type_error("memoryview: casts are restricted to C-contiguous views");
  if (lengths && view->dimensions > 1 && lengths->length != 1)
    return raise_type_error("memoryview: cast must be 1D -> ND or ND -> 1D");
  std::string text = to_utf8(format);
  char code = text.size() == 1 ? text[0] : text.size() == 2 && text[0] == '@' ? text[1] : 0;
  if (code == 'u' || element_size(code) == 0) {
    return raise_value_error(
        "memoryview: destination format must be a native single character format prefixed with an optional '@'");
  }
  auto is_byte = [](char c) { return c == 'B' || c == 'b' || c == 'c'; };
  if (!is_byte(code) && !is_byte(view->format)) return raise_type_error("memoryview: cannot cast between two non-byte formats");
  int64_t total = static_cast<int64_t>(view_bytes(view));
  int64_t size = element_size(code);
  if (total % size) return raise_type_error("memoryview: length is not a multiple of itemsize");
  MemoryView* made = derived(view, lengths ? static_cast<uint32_t>(lengths->length) : 1);
  made->format = code;
  made->shown_with_prefix = text.size() == 2;
  made->item_size = static_cast<uint32_t>(size);
  if (lengths) {
    if (lengths->length > 64) return raise_value_error("memoryview: number of dimensions must not exceed 64");
    int64_t product = size;
    for (uint64_t i = 0; i < lengths->length; i++) {
      Value length = list_get(lengths, i);
      if (!as_exact_int(length)) return raise_type_error("memoryview.cast(): elements of shape must be integers");
      int64_t n;
      if (!clamped_index(length, &n)) return null_value;
      if (n <= 0) return raise_value_error("memoryview.cast(): elements of shape must be integers > 0");
      if (n > INT64_MAX / product) return raise_value_error("memoryview.cast(): product(shape) > SSIZE_MAX");
      shape_of(made)[i] = n;
      product *= n;
    }
    if (product != total) return raise_type_error("memoryview: product(shape) * itemsize != buffer size");
  } else {
    shape_of(made)[0] = total / size;
  }
  set_strides(made);
  return ref(made);
}

Value to_read_only(Value self) {
  MemoryView* view = alive(self);
  if (!view) return null_value;
  MemoryView* made = derived(view, view->dimensions);
  std::memcpy(made->layout, view->layout, view->dimensions * 2 * sizeof(int64_t));
  made->read_only = true;
  return ref(made);
}
Value release(Value self) {
  MemoryView* view = as<MemoryView>(self);
  view->object = null_value;
  view->storage = nullptr;
  return none();
}
Value enter(Value self) { return alive(self) ? self : null_value; }
Value leave(const Value* arguments, uint32_t) { return release(arguments[0]); }

bool same_items(MemoryView* a, MemoryView* b, uint8_t* x, uint8_t* y, uint32_t dimension, bool* same) {
  if (dimension == a->dimensions) {
    int equal = equals(load_element(a->format, x), load_element(b->format, y));
    if (a->format != 'B' && equal == 1 && a->format == b->format && (a->format == 'd' || a->format == 'f')) {
      double number = float_of(load_element(a->format, x));
      if (number != number) equal = 0;
    }
    *same = equal == 1;
    return equal >= 0;
  }
  for (int64_t i = 0; i < shape_of(a)[dimension] && *same; i++) {
    if (!same_items(a, b, x + i * strides_of(a)[dimension], y + i * strides_of(b)[dimension], dimension + 1, same)) return false;
  }
  return true;
}
Value equal_method(Value self, Value other) {
  MemoryView* a = as<MemoryView>(self);
  if (self == other) return true_value();
  if (!a->object.get() || (has_kind(other, Kind::memory_view) && !as<MemoryView>(other)->object.get())) return false_value();
  Buffer buffer;
  if (!as_memory_view(other) && !get_buffer(other, &buffer)) return not_implemented();
  MemoryView* b = as_memory_view(as_memory_view(other) ? other : make_memory_view(other));
  if (a->dimensions != b->dimensions) return false_value();
  for (uint32_t i = 0; i < a->dimensions; i++) {
    if (shape_of(a)[i] != shape_of(b)[i]) return false_value();
  }
  bool same = true;
  return same_items(a, b, a->data, b->data, 0, &same) ? boolean(same) : null_value;
}
Value not_equal_method(Value self, Value other) {
  Value equal = equal_method(self, other);
  return !equal || equal == not_implemented() ? equal : boolean(equal == false_value());
}
Value hash_method(Value self) {
  MemoryView* view = alive(self);
  if (!view) return null_value;
  if (!view->read_only) return raise_value_error("cannot hash writable memoryview object");
  if (view->item_size != 1 || view->format == '?')
    return raise_value_error("memoryview: hashing is restricted to formats 'B', 'b' or 'c'");
  int64_t h = hash(ref(make_bytes(content_of(view))));
  return int_value(h);
}
Value repr_method(Value self) {
  char text[48];
  std::snprintf(text, sizeof text, as<MemoryView>(self)->object.get() ? "<memory at %p>" : "<released memory at %p>",
                reinterpret_cast<void*>(self.bits));
  return ref(make_str(text));
}

// ---- attributes ----

template <Value (*get)(MemoryView*)>
Value attribute(Value self) {
  MemoryView* view = alive(self);
  return view ? get(view) : null_value;
}
Value integers(const int64_t* values, uint32_t count) {
  if (count == 0) return ref(vm.empty_tuple);
  Tuple* tuple = make_tuple(count);
  for (uint32_t i = 0; i < count; i++) tuple->items[i] = int_value(values[i]);
  return ref(tuple);
}
Value get_object(MemoryView* view) { return view->object; }
Value get_bytes_count(MemoryView* view) { return int_value(static_cast<int64_t>(view_bytes(view))); }
Value get_item_size(MemoryView* view) { return small_int_value(view->item_size); }
Value get_read_only(MemoryView* view) { return boolean(view->read_only); }
Value get_dimensions(MemoryView* view) { return small_int_value(view->dimensions); }
Value get_shape(MemoryView* view) { return integers(shape_of(view), view->dimensions); }
Value get_strides(MemoryView* view) { return integers(strides_of(view), view->dimensions); }
Value get_suboffsets(MemoryView*) { return ref(vm.empty_tuple); }
Value get_format(MemoryView* view) {
  char text[3] = {'@', view->format, 0};
  return ref(make_str(view->shown_with_prefix ? text : view->format == 'u' ? "w" : text + 1));
}
Value get_c_contiguous(MemoryView* view) { return boolean(is_contiguous(view)); }
bool is_column_contiguous(MemoryView* view) {
  int64_t stride = view->item_size;
  for (uint32_t i = 0; i < view->dimensions; i++) {
    if (shape_of(view)[i] > 1 && strides_of(view)[i] != stride) return false;
    stride *= shape_of(view)[i];
  }
  return true;
}
Value get_f_contiguous(MemoryView* view) { return boolean(is_column_contiguous(view)); }
Value get_contiguous(MemoryView* view) { return boolean(is_contiguous(view) || is_column_contiguous(view)); }

}  // namespace

bool is_contiguous(const MemoryView* view) {
  int64_t stride = view->item_size;
  for (uint32_t i = view->dimensions; i-- > 0;) {
    if (view->layout[i] > 1 && view->layout[view->dimensions + i] != stride) return false;
    stride *= view->layout[i];
  }
  return true;
}
uint64_t view_bytes(const MemoryView* view) {
  uint64_t bytes = view->item_size;
  for (uint32_t i = 0; i < view->dimensions; i++) bytes *= static_cast<uint64_t>(view->layout[i]);
  return bytes;
}

MemoryView* as_memory_view(Value v) {
  return has_kind(v, Kind::memory_view) && as<MemoryView>(v)->object.get() ? as<MemoryView>(v) : nullptr;
}

Value make_memory_view(Value object) {
  if (has_kind(object, Kind::memory_view)) {
    MemoryView* from = alive(object);
    if (!from) return null_value;
    MemoryView* view = derived(from, from->dimensions);
    std::memcpy(view->layout, from->layout, from->dimensions * 2 * sizeof(int64_t));
    return ref(view);
  }
  Buffer buffer;
  if (!get_buffer(object, &buffer)) return raise_type_error("memoryview: a bytes-like object is required, not '%T'", object);
  return make_memory_view_of(object, buffer);
}

Value make_memory_view_of(Value object, const Buffer& buffer) {
  MemoryView* view = new_view(1);
  view->object = object;
  view->storage = buffer.storage;
  view->data = buffer.data;
  view->format = buffer.format;
  view->read_only = buffer.read_only;
  view->item_size = element_size(buffer.format);
  shape_of(view)[0] = static_cast<int64_t>(buffer.length / view->item_size);
  set_strides(view);
  return ref(view);
}

void trace_memory_view(void* object, jitwright::Tracer& tracer) {
  visit(tracer, static_cast<MemoryView*>(object)->object);
  visit(tracer, static_cast<MemoryView*>(object)->storage);
}

Value construct_memory_view(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value object;
  return parse_arguments("memoryview", "object", 1, arguments, count, names, &object) ? make_memory_view(object) : null_value;
}

void define_memory_view_type() {
  static const BuiltinDefinition methods[] = {
      entry("__len__", length_method),
      entry("__getitem__", get_item_method),
      entry("__setitem__", set_item_method),
      entry("__delitem__", delete_item_method),
      entry("__eq__", equal_method),
      entry("__ne__", not_equal_method),
      entry("__hash__", hash_method),
      entry("__repr__", repr_method),
      entry("__enter__", enter),
      entry("__exit__", leave, 1),
      entry("tolist", to_list),
      entry("tobytes", to_bytes, 1, "order"),
      entry("hex", hex_method, 1, "sep bytes_per_sep"),
      entry("cast", cast_method, 2, "format shape"),
      entry("toreadonly", to_read_only),
      entry("release", release),
  };
  static const GetSetDefinition attributes[] = {
      {"obj", attribute<get_object>},
      {"nbytes", attribute<get_bytes_count>},
      {"itemsize", attribute<get_item_size>},
      {"format", attribute<get_format>},
      {"readonly", attribute<get_read_only>},
      {"ndim", attribute<get_dimensions>},
      {"shape", attribute<get_shape>},
      {"strides", attribute<get_strides>},
      {"suboffsets", attribute<get_suboffsets>},
      {"c_contiguous", attribute<get_c_contiguous>},
      {"f_contiguous", attribute<get_f_contiguous>},
      {"contiguous", attribute<get_contiguous>},
  };
  define(builtin_type(Kind::memory_view), methods);
  define_attributes(builtin_type(Kind::memory_view), attributes);
}

}  // namespace python
