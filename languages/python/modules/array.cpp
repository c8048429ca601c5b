/// The module array.
#include "modules/array.h"

#include <cstring>

#include "modules/modules.h"
#include "objects/buffer.h"
#include "objects/element.h"
#include "objects/errors.h"
#include "objects/operations.h"
#include "objects/range.h"
#include "objects/types.h"

namespace python {

namespace {

constexpr char codes[] = "bBuhHiIlLqQfd";
Type* array_type;
Type* iterator_type;

Array* array_of(Value v) { return as<Array>(v); }
Array* as_array(Value v) {
  Value native = native_part(v, Kind::array);
  return native ? as<Array>(native) : nullptr;
}
uint64_t count_of(const Array* array) { return array->length / array->item_size; }
std::string_view content_of(const Array* array) { return {reinterpret_cast<const char*>(array->items->data), array->length}; }

Array* make_array(char code, std::string_view content) {
  // The memory comes as a bytearray's does.
  Value storage = make_bytearray(content);
  Array* array = make<Array>(Kind::array);
  array->items = as<ByteArray>(storage)->items.get();
  array->length = content.size();
  array->code = code;
  array->item_size = element_size(code);
  return array;
}

inline Value item_at(const Array* array, uint64_t index) {
  const uint8_t* at = array->items->data + index * array->item_size;
  if (array->code != 'u') return load_element(array->code, at);
  uint32_t c;
  std::memcpy(&c, at, 4);
  return ref(make_str_of_char(c));
}

struct RangeNames {
  char code;
  const char* name;
};
constexpr RangeNames range_names[] = {{'b', "signed char"},    {'B', "unsigned byte integer"}, {'h', "signed short integer"},
                                      {'H', "unsigned short"}, {'i', "signed integer"},        {'I', "unsigned int"}};

bool raise_range_error(char code, Value v, bool too_small) {
  Value exact = index_of(v);
  bool wide = code == 'l' || code == 'L' || code == 'q' || code == 'Q';
  if (code == 'I' && too_small) {
    raise_overflow_error("can't convert negative value to unsigned int");
    return false;
  }
  bool in_word = exact && is_int64(exact);
  if (wide || !in_word) {
    if (code == 'q' || code == 'Q')
      raise_overflow_error(code == 'Q' && too_small ? "can't convert negative int to unsigned" : "int too big to convert");
    else if (code == 'L' || code == 'I')
      raise_overflow_error(too_small ? "can't convert negative value to unsigned int"
                                     : "Python int too large to convert to C unsigned long");
    else
      raise_overflow_error("Python int too large to convert to C long");
    return false;
  }
  for (const RangeNames& row : range_names) {
    if (row.code == code) raise_overflow_error(too_small ? "%s is less than minimum" : "%s is greater than maximum", row.name);
  }
  return false;
}

/// Converts an item into `to`; false with an error pending.
bool store(char code, Value v, uint8_t* to) {
  if (code == 'u') {
    Str* s = as_str(v);
    if (!s) {
      raise_type_error("array item must be unicode character");
      return false;
    }
    if (s->length != 1) {
      raise_type_error("array item must be a unicode character, not str");
      return false;
    }
    uint32_t c = char_at(s, 0);
    std::memcpy(to, &c, 4);
    return true;
  }
  switch (store_element(code, v, to)) {
    case ElementStore::stored: return true;
    case ElementStore::wrong_type:
      if (code == 'd' || code == 'f')
        raise_type_error("must be real number, not %T", v);
      else
        raise_type_error("'%T' object cannot be interpreted as an integer", v);
      return false;
    case ElementStore::too_small: return raise_range_error(code, v, true);
    case ElementStore::too_large: return raise_range_error(code, v, false);
    default: return false;
  }
}

bool append_item(Array* array, Value v) {
  uint8_t item[8];
  if (!store(array->code, v, item)) return false;
  bytearray_splice(array, array->length, 0, {reinterpret_cast<const char*>(item), array->item_size});
  return true;
}

/// Appends what an iterable gives, or an array of the same kind.
bool extend_with(Array* array, Value iterable) {
  if (Array* other = as_array(iterable)) {
    if (other->code != array->code) {
      raise_type_error("can only extend with array of same kind");
      return false;
    }
    bytearray_splice(array, array->length, 0, content_of(other));
    return true;
  }
  Value iterator = iterate(iterable);
  if (!iterator) return false;
  while (Value item = next(iterator)) {
    if (!append_item(array, item)) return false;
  }
  return !has_error();
}

void append_text(Array* array, Str* text) {
  std::string units(text->length * 4, '\0');
  for (uint64_t i = 0; i < text->length; i++) {
    uint32_t c = char_at(text, i);
    std::memcpy(units.data() + i * 4, &c, 4);
  }
  bytearray_splice(array, array->length, 0, units);
}

bool append_bytes(Array* array, std::string_view bytes) {
  if (bytes.size() % array->item_size) {
    raise_value_error("bytes length not a multiple of item size");
    return false;
  }
  bytearray_splice(array, array->length, 0, bytes);
  return true;
}

bool read_code(Value v, const char* function, char* out) {
  Str* s = as_str(v);
  if (!s || s->length != 1) {
    raise_type_error("%s() argument 1 must be a unicode character, not %T", function, v);
    return false;
  }
  uint32_t c = char_at(s, 0);
  *out = c < 128 ? static_cast<char>(c) : 0;
  if (*out && std::strchr(codes, *out)) return true;
  raise_value_error("bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)");
  return false;
}

Value construct_array(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (names && names->length) return raise_type_error("array.array() takes no keyword arguments");
  if (count == 0) return raise_type_error("array() takes at least 1 argument (0 given)");
  if (count > 2) return raise_type_error("array() takes at most 2 arguments (%s given)", count);
  char code;
  if (!read_code(arguments[0], "array", &code)) return null_value;
  Array* array = make_array(code, "");
  if (count == 1) return ref(array);
  Value source = arguments[1];
  if (Str* text = as_str(source)) {
    if (code != 'u')
      return raise_type_error("cannot use a str to initialize an array with typecode '%s'",
                              arguments[0] ? as_str(arguments[0]) : text);
    append_text(array, text);
    return ref(array);
  }
  if (native_part(source, Kind::bytes) || native_part(source, Kind::bytearray)) {
    std::string_view bytes;
    bytes_view(source, &bytes);
    return append_bytes(array, bytes) ? ref(array) : null_value;
  }
  if (Array* other = as_array(source)) {
    if (other->code == 'u' && code != 'u') {
      return raise_type_error("cannot use a unicode array to initialize an array with typecode '%s'", as_str(arguments[0]));
    }
    for (uint64_t i = 0; i < count_of(other); i++) {
      if (!append_item(array, item_at(other, i))) return null_value;
    }
    return ref(array);
  }
  return extend_with(array, source) ? ref(array) : null_value;
}

// ---- the sequence ----

Value length_method(Value self) { return int_value(static_cast<int64_t>(count_of(array_of(self)))); }

bool locate(Array* array, Value key, uint64_t* out, const char* message) {
  int64_t index;
  if (is_small_int(key))
    index = small_int(key);
  else if (!index_in_range(key, &index))
    return false;
  if (index < 0) index += static_cast<int64_t>(count_of(array));
  *out = static_cast<uint64_t>(index);
  if (*out < count_of(array)) return true;
  raise_index_error(message);
  return false;
}
bool is_index(Value v) { return as_exact_int(v) || lookup_special(v, vm.names.__index__); }

JW_DONT_LOOK_INSIDE Value get_slice_of(Array* array, Slice* slice) {
  int64_t first, stride, count;
  if (!slice_indices(slice, static_cast<int64_t>(count_of(array)), &first, &stride, &count)) return null_value;
  std::string content;
  uint32_t size = array->item_size;
  if (stride == 1) {
    content = content_of(array).substr(static_cast<size_t>(count ? first : 0) * size, static_cast<size_t>(count) * size);
  } else {
    for (int64_t i = 0; i < count; i++) content += content_of(array).substr(static_cast<size_t>(first + i * stride) * size, size);
  }
  return ref(make_array(array->code, content));
}

Value get_item_method(Value self, Value key) {
  Array* array = array_of(self);
  uint64_t index;
  if (is_small_int(key) && static_cast<uint64_t>(small_int(key)) < count_of(array))
    return item_at(array, static_cast<uint64_t>(small_int(key)));
  if (has_kind(key, Kind::slice)) return get_slice_of(array, as<Slice>(key));
  if (!is_index(key)) return raise_type_error("array indices must be integers");
  return locate(array, key, &index, "array index out of range") ? item_at(array, index) : null_value;
}

JW_DONT_LOOK_INSIDE Value set_slice_of(Array* array, Slice* slice, Value value) {
  std::string source;
  if (value) {
    Array* other = as_array(value);
    if (!other) return raise_type_error("can only assign array (not \"%T\") to array slice", value);
    if (other->code != array->code) return raise_type_error("bad argument type for built-in operation");
    source = content_of(other);
  }
  int64_t first, stride, count;
  uint64_t size = array->item_size;
  if (!slice_indices(slice, static_cast<int64_t>(count_of(array)), &first, &stride, &count)) return null_value;
  if (stride == 1) {
    bytearray_splice(array, static_cast<uint64_t>(first) * size, static_cast<uint64_t>(count) * size, source);
    return none();
  }
  int64_t given = static_cast<int64_t>(source.size() / size);
  if (given == 0) {
    if (stride < 0) {
      first += (count - 1) * stride;
      stride = -stride;
    }
    for (int64_t i = count; i-- > 0;) bytearray_splice(array, static_cast<uint64_t>(first + i * stride) * size, size, "");
    return none();
  }
  if (given != count) return raise_value_error("attempt to assign array of size %s to extended slice of size %s", given, count);
  for (int64_t i = 0; i < count; i++) {
    std::memcpy(array->items->data + static_cast<uint64_t>(first + i * stride) * size,
                source.data() + static_cast<uint64_t>(i) * size, size);
  }
  return none();
}

Value set_item_method(Value self, Value key, Value value) {
  Array* array = array_of(self);
  uint64_t index;
  uint8_t item[8];
  if (has_kind(key, Kind::slice)) return set_slice_of(array, as<Slice>(key), value);
  if (!is_index(key)) return raise_type_error("array indices must be integers");
  if (!locate(array, key, &index, "array assignment index out of range")) return null_value;
  if (!store(array->code, value, item) || !locate(array, key, &index, "array assignment index out of range")) return null_value;
  std::memcpy(array->items->data + index * array->item_size, item, array->item_size);
  return none();
}
Value delete_item_method(Value self, Value key) {
  Array* array = array_of(self);
  uint64_t index;
  if (has_kind(key, Kind::slice)) return set_slice_of(array, as<Slice>(key), null_value);
  if (!is_index(key)) return raise_type_error("array indices must be integers");
  if (!locate(array, key, &index, "array assignment index out of range")) return null_value;
  bytearray_splice(array, index * array->item_size, array->item_size, "");
  return none();
}

Value add_method(Value self, Value other) {
  Array* b = as_array(other);
  if (!b) return raise_type_error("can only append array (not \"%T\") to array", other);
  if (b->code != array_of(self)->code) return raise_type_error("bad argument type for built-in operation");
  std::string content(content_of(array_of(self)));
  return ref(make_array(b->code, content.append(content_of(b))));
}
Value add_in_place(Value self, Value other) {
  if (!as_array(other)) return raise_type_error("can only extend array with array (not \"%T\")", other);
  return extend_with(as_array(self), other) ? self : null_value;
}
bool repeated(Array* array, Value times, std::string* out) {
  int64_t n;
  if (!index_in_range(times, &n)) return false;
  if (n > 0 && array->length && static_cast<uint64_t>(n) > (uint64_t{1} << 33) / array->length) {
    raise_memory_error();
    return false;
  }
  for (int64_t i = 0; i < n; i++) *out += content_of(array);
  return true;
}
Value multiply_method(Value self, Value times) {
  std::string content;
  if (!is_index(times)) return not_implemented();
  return repeated(array_of(self), times, &content) ? ref(make_array(array_of(self)->code, content)) : null_value;
}
Value multiply_in_place(Value self, Value times) {
  std::string content;
  Array* array = as_array(self);
  if (!is_index(times)) return not_implemented();
  if (!repeated(array, times, &content)) return null_value;
  bytearray_splice(array, 0, array->length, content);
  return self;
}

template <Comparison op>
Value compare_method(Value self, Value other) {
  Array *a = array_of(self), *b = as_array(other);
  if (!b) return not_implemented();
  if ((op == Comparison::equal || op == Comparison::not_equal) && count_of(a) != count_of(b))
    return boolean(op == Comparison::not_equal);
  for (uint64_t i = 0; i < count_of(a) && i < count_of(b); i++) {
    Value x = item_at(a, i), y = item_at(b, i);
    int same = equal_truth(x, y);
    if (same < 0) return null_value;
    if (!same)
      return op == Comparison::equal ? false_value() : op == Comparison::not_equal ? true_value() : compare_general(op, x, y);
  }
  return compare_general(op, small_int_value(static_cast<int64_t>(count_of(a))),
                         small_int_value(static_cast<int64_t>(count_of(b))));
}

int64_t position(Array* array, Value item, uint64_t from, uint64_t to) {
  for (uint64_t i = from; i < to && i < count_of(array); i++) {
    int same = equal_truth(item_at(array, i), item);
    if (same < 0) return -2;
    if (same) return static_cast<int64_t>(i);
  }
  return -1;
}
Value contains_method(Value self, Value item) {
  int64_t at = position(array_of(self), item, 0, UINT64_MAX);
  return at == -2 ? null_value : boolean(at >= 0);
}
Value index_method(Value self, Value item, Value start, Value stop) {
  int64_t from = 0, to = INT64_MAX, length = static_cast<int64_t>(count_of(array_of(self)));
  if (start && !clamped_index(start, &from)) return null_value;
  if (stop && !clamped_index(stop, &to)) return null_value;
  if (from < 0) from = from + length < 0 ? 0 : from + length;
  if (to < 0) to = to + length < 0 ? 0 : to + length;
  int64_t at = position(array_of(self), item, static_cast<uint64_t>(from), static_cast<uint64_t>(to));
  if (at == -2) return null_value;
  return at < 0 ? raise_value_error("array.index(x): x not in array") : int_value(at);
}
Value count_method(Value self, Value item) {
  int64_t n = 0;
  for (int64_t at = -1; (at = position(array_of(self), item, static_cast<uint64_t>(at + 1), UINT64_MAX)) >= 0;) n++;
  return has_error() ? null_value : int_value(n);
}
Value remove_method(Value self, Value item) {
  Array* array = array_of(self);
  int64_t at = position(array, item, 0, UINT64_MAX);
  if (at == -2) return null_value;
  if (at < 0) return raise_value_error("array.remove(x): x not in array");
  bytearray_splice(array, static_cast<uint64_t>(at) * array->item_size, array->item_size, "");
  return none();
}
Value append_method(Value self, Value item) { return append_item(array_of(self), item) ? none() : null_value; }
Value extend_method(Value self, Value iterable) { return extend_with(array_of(self), iterable) ? none() : null_value; }
Value insert_method(Value self, Value index, Value item) {
  Array* array = array_of(self);
  int64_t at, length = static_cast<int64_t>(count_of(array));
  uint8_t bytes[8];
  if (!index_in_range(index, &at) || !store(array->code, item, bytes)) return null_value;
  if (at < 0) at = at + length < 0 ? 0 : at + length;
  if (at > length) at = length;
  bytearray_splice(array, static_cast<uint64_t>(at) * array->item_size, 0,
                   {reinterpret_cast<const char*>(bytes), array->item_size});
  return none();
}
Value pop_method(Value self, Value index) {
  Array* array = array_of(self);
  uint64_t at;
  if (count_of(array) == 0) return raise_index_error("pop from empty array");
  if (!locate(array, index ? index : small_int_value(-1), &at, "pop index out of range")) return null_value;
  Value item = item_at(array, at);
  bytearray_splice(array, at * array->item_size, array->item_size, "");
  return item;
}
void reverse_bytes(uint8_t* data, uint64_t size) {
  for (uint64_t i = 0, k = size; i + 1 < k; i++) {
    uint8_t byte = data[i];
    data[i] = data[--k];
    data[k] = byte;
  }
}
Value byteswap_method(Value self) {
  Array* array = array_of(self);
  for (uint64_t i = 0; i < array->length; i += array->item_size) reverse_bytes(array->items->data + i, array->item_size);
  return none();
}
Value reverse_method(Value self) {
  reverse_bytes(array_of(self)->items->data, array_of(self)->length);
  return byteswap_method(self);
}

// ---- other forms ----

Value to_list(Value self) {
  Array* array = array_of(self);
  List* list = make_list(count_of(array));
  for (uint64_t i = 0; i < count_of(array); i++) list_append(list, item_at(array, i));
  return ref(list);
}
Value to_bytes(Value self) { return ref(make_bytes(content_of(array_of(self)))); }
Value from_bytes(Value self, Value data) {
  std::string_view bytes;
  return get_bytes(data, &bytes) && append_bytes(array_of(self), bytes) ? none() : null_value;
}
Value from_list(Value self, Value list) {
  Array* array = array_of(self);
  uint64_t length = array->length;
  if (!as_list(list)) return raise_type_error("arg must be list");
  if (extend_with(array, list)) return none();
  array->length = length;
  return null_value;
}
Str* text_of(Array* array) {
  return make_str_from_code_points(reinterpret_cast<const uint32_t*>(array->items->data), count_of(array));
}
Value to_unicode(Value self) {
  Array* array = array_of(self);
  if (array->code != 'u') return raise_value_error("tounicode() may only be called on unicode type arrays");
  return ref(text_of(array));
}
Value from_unicode(Value self, Value text) {
  if (!as_str(text)) return raise_type_error("fromunicode() argument must be str, not %T", text);
  if (array_of(self)->code != 'u') return raise_value_error("fromunicode() may only be called on unicode type arrays");
  append_text(array_of(self), as_str(text));
  return none();
}
Value to_file(Value self, Value file) {
  Value bytes = to_bytes(self);
  return call_method(file, intern("write"), &bytes, 1) ? none() : null_value;
}
Value from_file(Value self, Value file, Value count) {
  Array* array = array_of(self);
  int64_t n;
  if (!index_in_range(count, &n)) return null_value;
  if (n < 0) return raise_value_error("negative count");
  int64_t wanted = n * array->item_size;
  Value size = int_value(wanted), data = call_method(file, intern("read"), &size, 1);
  if (!data) return null_value;
  if (!native_part(data, Kind::bytes)) return raise_type_error("read() didn't return bytes");
  if (!from_bytes(self, data)) return null_value;
  std::string_view bytes;
  bytes_view(data, &bytes);
  if (static_cast<int64_t>(bytes.size()) != wanted)
    return raise_error(ExceptionKind::eof_error, "read() didn't return enough bytes");
  return none();
}
Value buffer_info(Value self) {
  Array* array = array_of(self);
  return ref(make_pair(int_value(static_cast<int64_t>(reinterpret_cast<uint64_t>(array->items->data))), length_method(self)));
}
Value repr_method(Value self) {
  Array* array = as_array(self);
  char code[2] = {array->code, 0};
  Str* name = type_of(self)->name;
  if (array->length == 0) return ref(text_format("%s('%s')", name, static_cast<const char*>(code)));
  Value items = array->code == 'u' ? ref(text_of(array)) : to_list(ref(array));
  return ref(text_format("%s('%s', %R)", name, static_cast<const char*>(code), items));
}
Value copy_method(Value self) { return ref(make_array(array_of(self)->code, content_of(array_of(self)))); }
Value deep_copy_method(Value self, Value) { return copy_method(self); }

/// The number that pickles use for the machine's format of a type code.
int64_t format_number(char code) {
  switch (code) {
    case 'b': return 1;
    case 'B': return 0;
    case 'h': return 4;
    case 'H': return 2;
    case 'i': return 8;
    case 'I': return 6;
    case 'l':
    case 'q': return 12;
    case 'L':
    case 'Q': return 10;
    case 'f': return 14;
    case 'd': return 16;
    default: return 20;
  }
}
Value reduce_method(Value self, Value protocol) {
  Array* array = as_array(self);
  int64_t version = 0;
  if (protocol && !index_in_range(protocol, &version)) return null_value;
  Value dict = find_attr(self, vm.names.__dict__);
  if (!dict && has_error()) return null_value;
  char code_text[2] = {array->code, 0};
  Value code = ref(make_str(code_text)), type = ref(type_of(self));
  if (version < 3) {
    Value items = array->code == 'u' ? ref(text_of(array)) : to_list(ref(array));
    Value parts[] = {type, ref(make_pair(code, items)), dict ? dict : none()};
    return ref(make_tuple_of(parts, 3));
  }
  Value module = dict_get_str(vm.modules, intern("array"));
  Value function = module ? get_attr(module, intern("_array_reconstructor")) : none();
  if (!function) return null_value;
  Value arguments[] = {type, code, small_int_value(format_number(array->code)), to_bytes(ref(array))};
  Value parts[] = {function, ref(make_tuple_of(arguments, 4)), dict ? dict : none()};
  return ref(make_tuple_of(parts, 3));
}
Value reconstruct(Value type, Value code, Value format, Value content) {
  if (!has_kind(type, Kind::type)) return raise_type_error("first argument must be a type object, not %T", type);
  if (!is_subtype(as<Type>(type), array_type)) return raise_type_error("%s is not a subtype of array.array", as<Type>(type));
  char letter;
  if (!read_code(code, "_array_reconstructor", &letter)) return null_value;
  int64_t number;
  if (!index_in_range(format, &number)) return null_value;
  if (number < 0 || number > 21) return raise_value_error("third argument must be a valid machine format code.");
  if (!native_part(content, Kind::bytes)) return raise_type_error("fourth argument should be bytes, not %T", content);
  Value made = call_1(type, code);
  if (!made) return null_value;
  std::string_view bytes;
  bytes_view(content, &bytes);
  Array* array = as_array(made);
  if (number == format_number(letter)) return append_bytes(array, bytes) ? made : null_value;
  // Another machine's format: item by item.
  struct Machine {
    uint32_t size;
    bool with_sign, floating;
  };
  bool big = number > 1 && number & 1;
  Machine machine = number <= 1    ? Machine{1, number == 1, false}
                    : number <= 13 ? Machine{2U << (number - 2) / 4, (number - 2) / 2 % 2 == 1, false}
                    : number <= 17 ? Machine{number < 16 ? 4U : 8U, false, true}
                                   : Machine{number < 20 ? 2U : 4U, false, false};
  if (bytes.size() % machine.size) return raise_value_error("string length not a multiple of item size");
  if (number >= 18) {
    Str* encoding = intern(number == 18 ? "utf-16-le" : number == 19 ? "utf-16-be" : number == 20 ? "utf-32-le" : "utf-32-be");
    Value arguments[] = {ref(encoding)};
    Value text = call_method(content, intern("decode"), arguments, 1);
    if (!text) return null_value;
    append_text(array, as_str(text));
    return made;
  }
  for (size_t i = 0; i < bytes.size(); i += machine.size) {
    uint8_t item[8];
    std::memcpy(item, bytes.data() + i, machine.size);
    if (big) reverse_bytes(item, machine.size);
    char from = machine.floating    ? (machine.size == 4 ? 'f' : 'd')
                : machine.size == 1 ? (machine.with_sign ? 'b' : 'B')
                : machine.size == 2 ? (machine.with_sign ? 'h' : 'H')
                : machine.size == 4 ? (machine.with_sign ? 'i' : 'I')
                                    : (machine.with_sign ? 'q' : 'Q');
    if (!append_item(array, load_element(from, item))) return null_value;
  }
  return made;
}

Value class_get_item(Value cls, Value arguments) {
  GenericAlias* alias = make<GenericAlias>(Kind::generic_alias);
  alias->origin.initialise(cls);
  alias->arguments.initialise(as_tuple(arguments) ? arguments : none());
  if (!as_tuple(arguments)) alias->arguments = ref(make_tuple_1(arguments));
  return ref(alias);
}

// ---- iteration ----

enum { iterator_array, iterator_position, iterator_field_count };

Value iterate_method(Value self) {
  NativeObject* iterator = make_native(iterator_type, iterator_field_count);
  iterator->fields[iterator_array] = self;
  iterator->fields[iterator_position] = small_int_value(0);
  return ref(iterator);
}
Value iterator_self(Value self) { return self; }
Value iterator_next(Value self) {
  NativeObject* iterator = as<NativeObject>(self);
  Value array = iterator->fields[iterator_array];
  uint64_t index = static_cast<uint64_t>(small_int(iterator->fields[iterator_position]));
  if (is_none(array)) return raise_stop_iteration(null_value);
  if (index >= count_of(array_of(array))) {
    iterator->fields[iterator_array] = none();
    return raise_stop_iteration(null_value);
  }
  iterator->fields[iterator_position] = small_int_value(static_cast<int64_t>(index) + 1);
  return item_at(array_of(array), index);
}
Value iterator_reduce(Value self) {
  NativeObject* iterator = as<NativeObject>(self);
  Value array = iterator->fields[iterator_array], iter = dict_get_str(vm.builtins, intern("iter"));
  if (is_none(array)) return ref(make_pair(iter, ref(make_tuple_1(ref(vm.empty_tuple)))));
  Value parts[] = {iter, ref(make_tuple_1(array)), iterator->fields[iterator_position]};
  return ref(make_tuple_of(parts, 3));
}
Value iterator_set_state(Value self, Value state) {
  int64_t index;
  if (!index_in_range(state, &index)) return null_value;
  Value array = as<NativeObject>(self)->fields[iterator_array];
  if (is_none(array)) return none();
  int64_t length = static_cast<int64_t>(count_of(array_of(array)));
  as<NativeObject>(self)->fields[iterator_position] = small_int_value(index < 0 ? 0 : index > length ? length : index);
  return none();
}

Value get_typecode(Value self) { return ref(make_str_of_char(static_cast<uint8_t>(array_of(self)->code))); }
Value get_itemsize(Value self) { return small_int_value(array_of(self)->item_size); }

}  // namespace

void fill_array(Module* module) {
  static const BuiltinDefinition methods[] = {
      entry("__len__", length_method),
      entry("__getitem__", get_item_method),
      entry("__setitem__", set_item_method),
      entry("__delitem__", delete_item_method),
      entry("__contains__", contains_method),
      entry("__iter__", iterate_method),
      entry("__add__", add_method),
      entry("__iadd__", add_in_place, 2, nullptr, builtin_raw_self),
      entry("__mul__", multiply_method),
      entry("__rmul__", multiply_method),
      entry("__imul__", multiply_in_place, 2, nullptr, builtin_raw_self),
      entry("__eq__", compare_method<Comparison::equal>),
      entry("__ne__", compare_method<Comparison::not_equal>),
      entry("__lt__", compare_method<Comparison::less>),
      entry("__le__", compare_method<Comparison::less_equal>),
      entry("__gt__", compare_method<Comparison::greater>),
      entry("__ge__", compare_method<Comparison::greater_equal>),
      entry("__repr__", repr_method, 1, nullptr, builtin_raw_self),
      entry("__copy__", copy_method),
      entry("__deepcopy__", deep_copy_method),
      entry("__reduce_ex__", reduce_method, 2, nullptr, builtin_raw_self),
      entry("__class_getitem__", class_get_item, 2, nullptr, builtin_class_method),
      entry("append", append_method),
      entry("extend", extend_method),
      entry("insert", insert_method),
      entry("pop", pop_method, 1),
      entry("remove", remove_method),
      entry("index", index_method, 2),
      entry("count", count_method),
      entry("reverse", reverse_method),
      entry("byteswap", byteswap_method),
      entry("tolist", to_list),
      entry("fromlist", from_list),
      entry("tobytes", to_bytes),
      entry("frombytes", from_bytes),
      entry("tounicode", to_unicode),
      entry("fromunicode", from_unicode),
      entry("tofile", to_file),
      entry("fromfile", from_file),
      entry("buffer_info", buffer_info),
  };
  static const GetSetDefinition attributes[] = {{"typecode", get_typecode}, {"itemsize", get_itemsize}};
  static const BuiltinDefinition iterator_methods[] = {entry("__iter__", iterator_self), entry("__next__", iterator_next),
                                                       entry("__reduce__", iterator_reduce),
                                                       entry("__setstate__", iterator_set_state)};
  static const BuiltinDefinition functions[] = {entry("_array_reconstructor", reconstruct)};
  define(module, functions);
  array_type = make_module_type(module, "array", Kind::array, type_is_base, construct_array);
  define(array_type, methods);
  define_attributes(array_type, attributes);
  dict_set_str(array_type->dict, vm.names.__hash__, none());
  type_changed(array_type);
  set_member(module, "ArrayType", ref(array_type));
  set_member(module, "typecodes", ref(intern(codes)));
  iterator_type = make_module_type(module, "arrayiterator", Kind::native, 0, nullptr);
  define(iterator_type, iterator_methods);
}

}  // namespace python
