/// bytearray: everything that changes it.
#include "objects/bytes_methods.h"
#include "objects/errors.h"
#include "objects/operations.h"
#include "objects/range.h"

namespace python {

bool bytes_from(Value v, std::string* out) {
  std::string_view view;
  if (bytes_view(v, &view)) {
    *out = view;
    return true;
  }
  Value iterator = iterate(v);
  if (!iterator) return false;
  while (Value item = next(iterator)) {
    uint8_t byte;
    if (!byte_argument(item, &byte)) return false;
    *out += static_cast<char>(byte);
  }
  return !has_error();
}

namespace {

ByteArray* array_of(Value self) { return as<ByteArray>(self); }

/// An index into the array; false with IndexError.
bool locate(ByteArray* array, Value key, uint64_t* out, const char* message) {
  int64_t index;
  if (!index_in_range(key, &index)) return false;
  if (index < 0) index += static_cast<int64_t>(array->length);
  *out = static_cast<uint64_t>(index);
  if (*out < array->length) return true;
  raise_index_error(message);
  return false;
}

Value delete_slice_of(ByteArray* array, Slice* slice) {
  int64_t first, stride, count;
  if (!slice_indices(slice, static_cast<int64_t>(array->length), &first, &stride, &count)) return null_value;
  if (count == 0) return none();
  if (stride < 0) {
    first += (count - 1) * stride;
    stride = -stride;
  }
  if (stride == 1) {
    bytearray_splice(array, static_cast<uint64_t>(first), static_cast<uint64_t>(count), "");
    return none();
  }
  uint8_t* data = array->items->data;
  uint64_t to = static_cast<uint64_t>(first), removed = 0;
  for (uint64_t from = to; from < array->length; from++) {
    if (removed < static_cast<uint64_t>(count) && from == static_cast<uint64_t>(first + static_cast<int64_t>(removed) * stride))
      removed++;
    else
      data[to++] = data[from];
  }
  array->length = to;
  return none();
}

Value set_slice_of(ByteArray* array, Slice* slice, Value value) {
  std::string source;
  if (as_str(value) || as_exact_int(value) ||
      (!bytes_from(value, &source) && error_matches(ExceptionKind::type_error) && !lookup_special(value, vm.names.__iter__))) {
    vm.exception = null_value;
    return raise_type_error("can assign only bytes, buffers, or iterables of ints in range(0, 256)");
  }
  if (has_error()) return null_value;
  int64_t first, stride, count;
  if (!slice_indices(slice, static_cast<int64_t>(array->length), &first, &stride, &count)) return null_value;
  if (stride == 1) {
    bytearray_splice(array, static_cast<uint64_t>(first), static_cast<uint64_t>(count), source);
    return none();
  }
  if (static_cast<int64_t>(source.size()) != count) {
    if (source.empty()) return delete_slice_of(array, slice);
    return raise_value_error("attempt to assign bytes of size %s to extended slice of size %s", source.size(), count);
  }
  for (int64_t i = 0; i < count; i++)
    array->items->data[first + i * stride] = static_cast<uint8_t>(source[static_cast<size_t>(i)]);
  return none();
}

Value bad_key(Value key) { return raise_type_error("bytearray indices must be integers or slices, not %T", key); }
bool is_index(Value key) { return as_exact_int(key) || lookup_special(key, vm.names.__index__); }

Value set_item_method(Value self, Value key, Value value) {
  ByteArray* array = array_of(self);
  if (has_kind(key, Kind::slice)) {
    if (value != self || as<Slice>(key)->step.get() == none()) return set_slice_of(array, as<Slice>(key), value);
    return set_slice_of(array, as<Slice>(key), make_bytearray(bytes_content(self)));
  }
  if (!is_index(key)) return bad_key(key);
  uint64_t index;
  uint8_t byte;
  if (!byte_argument(value, &byte) || !locate(array, key, &index, "bytearray index out of range")) return null_value;
  array->items->data[index] = byte;
  return none();
}
Value delete_item_method(Value self, Value key) {
  ByteArray* array = array_of(self);
  if (has_kind(key, Kind::slice)) return delete_slice_of(array, as<Slice>(key));
  if (!is_index(key)) return bad_key(key);
  uint64_t index;
  if (!locate(array, key, &index, "bytearray index out of range")) return null_value;
  bytearray_splice(array, index, 1, "");
  return none();
}

Value append(Value self, Value item) {
  ByteArray* array = array_of(self);
  uint8_t byte;
  if (!byte_argument(item, &byte)) return null_value;
  if (array->length + 1 < array->items->capacity) {
    array->items->data[array->length++] = byte;
    return none();
  }
  char added = static_cast<char>(byte);
  bytearray_splice(array, array->length, 0, {&added, 1});
  return none();
}
Value extend(Value self, Value iterable) {
  std::string added;
  if (!bytes_from(iterable, &added)) {
    if (error_matches(ExceptionKind::type_error) && !lookup_special(iterable, vm.names.__iter__)) {
      vm.exception = null_value;
      return raise_type_error("can't extend bytearray with %T", iterable);
    }
    return null_value;
  }
  bytearray_splice(array_of(self), array_of(self)->length, 0, added);
  return none();
}
Value insert(Value self, Value index, Value item) {
  ByteArray* array = array_of(self);
  int64_t at;
  uint8_t byte;
  if (!index_in_range(index, &at) || !byte_argument(item, &byte)) return null_value;
  int64_t length = static_cast<int64_t>(array->length);
  if (at < 0) at = at + length < 0 ? 0 : at + length;
  if (at > length) at = length;
  char added = static_cast<char>(byte);
  bytearray_splice(array, static_cast<uint64_t>(at), 0, {&added, 1});
  return none();
}
Value remove(Value self, Value item) {
  ByteArray* array = array_of(self);
  uint8_t byte;
  if (!byte_argument(item, &byte)) return null_value;
  size_t at = bytes_content(self).find(static_cast<char>(byte));
  if (at == std::string_view::npos) return raise_value_error("value not found in bytearray");
  bytearray_splice(array, at, 1, "");
  return none();
}
Value pop(Value self, Value index) {
  ByteArray* array = array_of(self);
  if (array->length == 0) return raise_index_error("pop from empty bytearray");
  uint64_t at = array->length - 1;
  if (index && !locate(array, index, &at, "pop index out of range")) return null_value;
  uint8_t byte = array->items->data[at];
  bytearray_splice(array, at, 1, "");
  return small_int_value(byte);
}
Value clear(Value self) {
  bytearray_splice(array_of(self), 0, array_of(self)->length, "");
  return none();
}
Value reverse(Value self) {
  ByteArray* array = array_of(self);
  uint8_t* data = array->items->data;
  for (uint64_t i = 0, k = array->length; i + 1 < k; i++) {
    uint8_t byte = data[i];
    data[i] = data[--k];
    data[k] = byte;
  }
  return none();
}
Value copy(Value self) { return make_bytearray(bytes_content(self)); }

Value add_in_place(Value self, Value other) {
  Value native = native_part(self, Kind::bytearray);
  std::string_view b;
  if (!bytes_view(other, &b)) return raise_type_error("can't concat %T to %T", other, self);
  bytearray_splice(array_of(native), array_of(native)->length, 0, b);
  return self;
}
Value multiply_in_place(Value self, Value times) {
  Value native = native_part(self, Kind::bytearray);
  if (!is_index(times)) return not_implemented();
  int64_t n;
  if (!index_in_range(times, &n)) return null_value;
  std::string content(bytes_content(native)), added;
  if (n <= 0) return clear(native) ? self : null_value;
  if (!content.empty() && static_cast<uint64_t>(n) > (uint64_t{1} << 33) / content.size()) return raise_memory_error();
  if (!has_room_for(2 * content.size() * static_cast<uint64_t>(n))) return null_value;
  for (int64_t i = 1; i < n; i++) added += content;
  bytearray_splice(array_of(native), content.size(), 0, added);
  return self;
}

/// bytearray(...) over again, for classes derived from it.
Value initialise(const Value* arguments, uint32_t count, Tuple* names) {
  Value made = construct_bytearray(builtin_type(Kind::bytearray), arguments + 1, count - 1, names);
  if (!made) return null_value;
  ByteArray* array = array_of(arguments[0]);
  bytearray_splice(array, 0, array->length, bytes_content(made));
  return none();
}

Value allocated(Value self) { return int_value(static_cast<int64_t>(array_of(self)->items->capacity)); }
Value reduce(Value self) {
  std::string_view content = bytes_content(native_part(self, Kind::bytearray));
  Value arguments = content.empty()
                        ? ref(vm.empty_tuple)
                        : ref(make_pair(ref(make_str_latin1(reinterpret_cast<const uint8_t*>(content.data()), content.size())),
                                        ref(intern("latin-1"))));
  Value dict = find_attr(self, vm.names.__dict__);
  if (!dict && has_error()) return null_value;
  Value parts[] = {ref(type_of(self)), arguments, dict ? dict : none()};
  return ref(make_tuple_of(parts, 3));
}
Value reduce_ex(Value self, Value) { return reduce(self); }

const BuiltinDefinition methods[] = {
    entry("__init__", initialise, 1),
    entry("__setitem__", set_item_method),
    entry("__delitem__", delete_item_method),
    entry("__iadd__", add_in_place, 2, nullptr, builtin_raw_self),
    entry("__imul__", multiply_in_place, 2, nullptr, builtin_raw_self),
    entry("append", append),
    entry("extend", extend),
    entry("insert", insert),
    entry("remove", remove),
    entry("pop", pop, 1),
    entry("clear", clear),
    entry("reverse", reverse),
    entry("copy", copy),
    entry("__alloc__", allocated),
    entry("__reduce__", reduce, 1, nullptr, builtin_raw_self),
    entry("__reduce_ex__", reduce_ex, 2, nullptr, builtin_raw_self),
};

}  // namespace

void define_bytearray_changes(Type* type) { define(type, methods); }

}  // namespace python
