/// The types bytes and bytearray: what makes them sequences.
#include "objects/bytes_methods.h"
#include "objects/codec.h"
#include "objects/errors.h"
#include "objects/operations.h"
#include "objects/range.h"
#include "objects/types.h"

namespace python {

bool byte_argument(Value v, uint8_t* out) {
  int64_t x;
  if (is_small_int(v))
    x = small_int(v);
  else if (!clamped_index(v, &x))
    return false;
  if (x < 0 || x > 255) {
    raise_value_error("byte must be in range(0, 256)");
    return false;
  }
  *out = static_cast<uint8_t>(x);
  return true;
}

namespace {

Value length_method(Value self) { return int_value(static_cast<int64_t>(bytes_content(self).size())); }
Value repr_method(Value self) {
  Value native = native_part(self, is_instance(self, builtin_type(Kind::bytearray)) ? Kind::bytearray : Kind::bytes);
  Str* text = bytes_repr(bytes_content(native), is_bytearray(native));
  return is_bytearray(native) ? ref(text_format("%s(%s)", type_of(self)->name.get(), text)) : ref(text);
}
Value hash_method(Value self) { return int_value(hash(self)); }
Value iterate_method(Value self) { return iterate(self); }

Value get_item_method(Value self, Value key) {
  std::string_view content = bytes_content(self);
  if (has_kind(key, Kind::slice)) {
    int64_t first, stride, count;
    if (!slice_indices(as<Slice>(key), static_cast<int64_t>(content.size()), &first, &stride, &count)) return null_value;
    if (stride == 1) {
      if (count == static_cast<int64_t>(content.size()) && !is_bytearray(self)) return self;
      return bytes_like(self, content.substr(count ? static_cast<size_t>(first) : 0, static_cast<size_t>(count)));
    }
    std::string out;
    for (int64_t i = 0; i < count; i++) out += content[static_cast<size_t>(first + i * stride)];
    return bytes_like(self, out);
  }
  if (!as_exact_int(key) && !lookup_special(key, vm.names.__index__)) {
    return raise_type_error(is_bytearray(self) ? "bytearray indices must be integers or slices, not %T"
                                               : "byte indices must be integers or slices, not %T",
                            key);
  }
  int64_t index;
  if (!index_in_range(key, &index)) return null_value;
  if (index < 0) index += static_cast<int64_t>(content.size());
  if (static_cast<uint64_t>(index) >= content.size()) {
    return raise_index_error(is_bytearray(self) ? "bytearray index out of range" : "index out of range");
  }
  return small_int_value(static_cast<uint8_t>(content[static_cast<size_t>(index)]));
}

Value contains_method(Value self, Value item) {
  if (as_exact_int(item) || lookup_special(item, vm.names.__index__)) {
    uint8_t byte;
    if (!byte_argument(item, &byte)) return null_value;
    return boolean(bytes_content(self).find(static_cast<char>(byte)) != std::string_view::npos);
  }
  std::string_view part;
  return get_bytes(item, &part) ? boolean(find_bytes(bytes_content(self), part, 0) != std::string_view::npos) : null_value;
}

Value add_method(Value self, Value other) {
  std::string_view a = bytes_content(self), b;
  if (!bytes_view(other, &b)) return raise_type_error("can't concat %T to %T", other, self);
  if (is_bytearray(self)) return make_bytearray(std::string(a).append(b));
  Bytes* sum = make<Bytes>(Kind::bytes, a.size() + b.size() + 1);
  sum->length = a.size() + b.size();
  __builtin_memcpy(sum->data, a.data(), a.size());
  __builtin_memcpy(sum->data + a.size(), b.data(), b.size());
  return ref(sum);
}
Value multiply_method(Value self, Value times) {
  int64_t n;
  if (!as_exact_int(times) && !lookup_special(times, vm.names.__index__)) return not_implemented();
  if (!index_in_range(times, &n)) return null_value;
  std::string_view content = bytes_content(self);
  if (n == 1 && !is_bytearray(self)) return self;
  if (n > 0 && !content.empty() && static_cast<uint64_t>(n) > (uint64_t{1} << 33) / content.size()) return raise_memory_error();
  if (n > 0 && !has_room_for(2 * content.size() * static_cast<uint64_t>(n))) return null_value;
  std::string out;
  if (n > 0) out.reserve(content.size() * static_cast<uint64_t>(n));
  for (int64_t i = 0; i < n; i++) out += content;
  return bytes_like(self, out);
}

template <Comparison op>
Value compare_method(Value self, Value other) {
  std::string_view a = bytes_content(self), b;
  bool comparable = is_bytearray(self) || native_part(other, Kind::bytes) || native_part(other, Kind::bytearray);
  if (!comparable || !bytes_view(other, &b)) return not_implemented();
  switch (op) {
    case Comparison::less: return boolean(a < b);
    case Comparison::less_equal: return boolean(a <= b);
    case Comparison::equal: return boolean(a == b);
    case Comparison::not_equal: return boolean(a != b);
    case Comparison::greater: return boolean(a > b);
    default: return boolean(a >= b);
  }
}

Value decode_method(Value self, Value encoding, Value errors) {
  Str *name, *mode;
  if (!codec_arguments("decode", encoding, errors, &name, &mode)) return null_value;
  return decode_bytes(bytes_content(self), name, mode);
}
Value hex_method(Value self, Value separator, Value group) {
  std::string out;
  return hex_digits(bytes_content(self), separator, group, &out) ? ref(make_str(out)) : null_value;
}
Value from_hex(Value cls, Value text) {
  Str* s = as_str(text);
  if (!s) return raise_type_error("fromhex() argument must be str, not %T", text);
  std::string out;
  auto digit = [&](uint64_t i) -> int {
    uint32_t c = i < s->length ? char_at(s, i) : 0;
    if (c >= '0' && c <= '9') return static_cast<int>(c - '0');
    return (c | 32) >= 'a' && (c | 32) <= 'f' && c < 128 ? static_cast<int>((c | 32) - 'a' + 10) : -1;
  };
  for (uint64_t i = 0; i < s->length; i += 2) {
    while (i < s->length && (char_at(s, i) == ' ' || (char_at(s, i) >= 9 && char_at(s, i) <= 13))) i++;
    if (i >= s->length) break;
    for (uint64_t k = i; k < i + 2; k++) {
      if (digit(k) < 0) return raise_value_error("non-hexadecimal number found in fromhex() arg at position %s", k);
    }
    out += static_cast<char>(digit(i) << 4 | digit(i + 1));
  }
  Type* type = as<Type>(cls);
  if (cls == ref(builtin_type(Kind::bytes))) return ref(make_bytes(out));
  if (cls == ref(builtin_type(Kind::bytearray))) return make_bytearray(out);
  return call_1(ref(type), ref(make_bytes(out)));
}

Value join_method(Value self, Value iterable) {
  List* parts = list_from(iterable);
  if (!parts) {
    if (error_matches(ExceptionKind::type_error) && !lookup_special(iterable, vm.names.__iter__)) {
      vm.exception = null_value;
      return raise_type_error("can only join an iterable");
    }
    return null_value;
  }
  std::string_view separator = bytes_content(self);
  if (parts->length == 1 && !is_bytearray(self) && has_kind(list_get(parts, 0), Kind::bytes)) return list_get(parts, 0);
  std::string out;
  for (uint64_t i = 0; i < parts->length; i++) {
    std::string_view part;
    if (!bytes_view(list_get(parts, i), &part)) {
      return raise_type_error("sequence item %s: expected a bytes-like object, %T found", i, list_get(parts, i));
    }
    if (i) out += separator;
    out += part;
  }
  return bytes_like(self, out);
}

/// The bytes themselves: the same object for an exact bytes.
Value as_bytes(Value self) { return is_bytearray(self) ? ref(make_bytes(bytes_content(self))) : self; }
Value new_arguments(Value self) { return ref(make_tuple_1(as_bytes(self))); }

Value reflected_percent(Value, Value) { return not_implemented(); }

const BuiltinDefinition methods[] = {
    entry("__len__", length_method),
    entry("__repr__", repr_method, 1, nullptr, builtin_raw_self),
    entry("__str__", repr_method, 1, nullptr, builtin_raw_self),
    entry("__iter__", iterate_method),
    entry("__getitem__", get_item_method),
    entry("__contains__", contains_method),
    entry("__add__", add_method),
    entry("__mul__", multiply_method),
    entry("__rmul__", multiply_method),
    entry("__mod__", format_bytes),
    entry("__rmod__", reflected_percent),
    entry("__eq__", compare_method<Comparison::equal>),
    entry("__ne__", compare_method<Comparison::not_equal>),
    entry("__lt__", compare_method<Comparison::less>),
    entry("__le__", compare_method<Comparison::less_equal>),
    entry("__gt__", compare_method<Comparison::greater>),
    entry("__ge__", compare_method<Comparison::greater_equal>),
    entry("decode", decode_method, 1, "encoding errors"),
    entry("hex", hex_method, 1, "sep bytes_per_sep"),
    entry("fromhex", from_hex, 2, nullptr, builtin_class_method),
    entry("join", join_method),
};
const BuiltinDefinition bytes_only[] = {entry("__hash__", hash_method), entry("__bytes__", as_bytes),
                                        entry("__getnewargs__", new_arguments)};

}  // namespace

void define_bytes_types() {
  for (Type* type : {builtin_type(Kind::bytes), builtin_type(Kind::bytearray)}) {
    define(type, methods);
    define_bytes_search(type);
    define_bytes_case(type);
  }
  define(builtin_type(Kind::bytes), bytes_only);
  define_bytearray_changes(builtin_type(Kind::bytearray));
  dict_set_str(builtin_type(Kind::bytearray)->dict, vm.names.__hash__, none());
}

}  // namespace python
