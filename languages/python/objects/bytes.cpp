/// bytes and bytearray, and the codecs between them and str.
#include "objects/bytes.h"

#include <cstring>

#include "objects/buffer.h"
#include "objects/builtin.h"
#include "objects/codec.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/operations.h"
#include "objects/range.h"
#include "objects/types.h"

namespace python {

Bytes* make_bytes(const void* data, uint64_t length) {
  Bytes* bytes = make<Bytes>(Kind::bytes, length + 1);
  bytes->length = length;
  if (length) std::memcpy(bytes->data, data, length);
  return bytes;
}

Value make_bytearray(std::string_view content) {
  Bytes* storage = make_bytes(content);
  ByteArray* array = make<ByteArray>(Kind::bytearray);
  array->items.initialise(storage);
  array->length = content.size();
  return ref(array);
}

bool bytes_view(Value v, std::string_view* out) {
  Buffer buffer;
  if (!get_buffer(v, &buffer)) return false;
  *out = {reinterpret_cast<const char*>(buffer.data), buffer.length};
  return true;
}

Str* bytes_repr(std::string_view content) {
  char quote = content.find('\'') != content.npos && content.find('"') == content.npos ? '"' : '\'';
  std::string out = "b";
  out += quote;
  char text[8];
  for (char c : content) {
    if (c == quote || c == '\\')
      out += '\\', out += c;
    else if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\t')
      out += "\\t";
    else if (c >= 0x20 && c < 0x7f)
      out += c;
    else
      std::snprintf(text, sizeof text, "\\x%02x", static_cast<uint8_t>(c)), out += text;
  }
  out += quote;
  return make_str(out);
}

bool hex_digits(std::string_view content, Value separator, Value group, std::string* out) {
  uint32_t between = 0;
  int64_t group_size = 1;
  if (separator) {
    Str* text = as_str(separator);
    Value bytes = native_part(separator, Kind::bytes);
    if (!text && !bytes) {
      if (length(separator) >= 0) raise_type_error("sep must be str or bytes.");
      return false;
    }
    if ((text ? text->length : as<Bytes>(bytes)->length) != 1) {
      raise_value_error("sep must be length 1.");
      return false;
    }
    between = text ? char_at(text, 0) : as<Bytes>(bytes)->data[0];
    if (text ? between >= 128 : false) {
      raise_value_error("sep must be ASCII.");
      return false;
    }
  }
  if (group && !index_in_range(group, &group_size)) return false;
  uint64_t size = content.size(), step = static_cast<uint64_t>(group_size < 0 ? -group_size : group_size);
  for (uint64_t i = 0; i < size; i++) {
    if (separator && i && step && (group_size > 0 ? size - i : i) % step == 0) *out += static_cast<char>(between);
    *out += "0123456789abcdef"[static_cast<uint8_t>(content[i]) >> 4];
    *out += "0123456789abcdef"[content[i] & 15];
  }
  return true;
}

namespace {

std::string_view view(Value v) {
  std::string_view out;
  bytes_view(v, &out);
  return out;
}
bool is_bytearray(Value v) { return bool(native_part(v, Kind::bytearray)); }
/// A result of self's type.
Value like(Value self, std::string_view content) {
  return is_bytearray(self) ? make_bytearray(content) : ref(make_bytes(content));
}

/// Bytes-like argument; false with TypeError.
bool argument(Value v, std::string_view* out) {
  if (bytes_view(v, out)) return true;
  raise_type_error("a bytes-like object is required, not '%T'", v);
  return false;
}
bool byte_of(Value v, uint8_t* out) {
  int64_t x;
  if (!index_in_range(v, &x)) return false;
  if (x < 0 || x > 255) {
    raise_value_error("byte must be in range(0, 256)");
    return false;
  }
  *out = static_cast<uint8_t>(x);
  return true;
}

Value length_bytes(Value self) { return int_value(static_cast<int64_t>(view(self).size())); }
Value repr_method(Value self) {
  Str* text = bytes_repr(view(self));
  return is_bytearray(self) ? ref(text_format("bytearray(%s)", text)) : ref(text);
}
Value hash_method(Value self) { return int_value(hash(self)); }
Value iterate_bytes(Value self) { return iterate(self); }
Value get_item_bytes(Value self, Value key) {
  std::string_view content = view(self);
  if (has_kind(key, Kind::slice)) {
    int64_t first, stride, count;
    if (!slice_indices(as<Slice>(key), static_cast<int64_t>(content.size()), &first, &stride, &count)) return null_value;
    std::string out;
    for (int64_t i = 0; i < count; i++) out += content[static_cast<size_t>(first + i * stride)];
    return like(self, out);
  }
  if (!as_exact_int(key) && !lookup_special(key, vm.names.__index__)) {
    return raise_type_error(is_bytearray(self) ? "bytearray indices must be integers or slices, not %T"
                                               : "byte indices must be integers or slices, not %T",
                            key);
  }
  int64_t index;
  if (!index_in_range(key, &index)) return null_value;
  if (index < 0) index += static_cast<int64_t>(content.size());
  if (static_cast<uint64_t>(index) >= content.size())
    return raise_index_error(is_bytearray(self) ? "bytearray index out of range" : "index out of range");
  return small_int_value(static_cast<uint8_t>(content[static_cast<size_t>(index)]));
}
Value contains_bytes(Value self, Value item) {
  if (as_exact_int(item)) {
    uint8_t byte;
    if (!byte_of(item, &byte)) return null_value;
    return boolean(view(self).find(static_cast<char>(byte)) != std::string_view::npos);
  }
  std::string_view part;
  return argument(item, &part) ? boolean(view(self).find(part) != std::string_view::npos) : null_value;
}
Value add_bytes(Value self, Value other) {
  std::string_view b;
  if (!bytes_view(other, &b)) return raise_type_error("can't concat %T to %T", other, self);
  return like(self, std::string(view(self)) + std::string(b));
}
Value multiply_bytes(Value self, Value times) {
  int64_t n;
  if (!as_exact_int(times) && !lookup_special(times, vm.names.__index__)) return not_implemented();
  if (!index_in_range(times, &n)) return null_value;
  std::string out;
  if (n > 0 && view(self).size() && static_cast<uint64_t>(n) > (uint64_t{1} << 33) / view(self).size())
    return raise_memory_error();
  if (n > 0 && !has_room_for(2 * view(self).size() * static_cast<uint64_t>(n))) return null_value;
  for (int64_t i = 0; i < n; i++) out += view(self);
  return like(self, out);
}
template <Comparison op>
Value compare_bytes(Value self, Value other) {
  std::string_view b;
  if (!bytes_view(other, &b)) return not_implemented();
  int order = view(self).compare(b);
  bool result = false;
  switch (op) {
    case Comparison::less: result = order < 0; break;
    case Comparison::less_equal: result = order <= 0; break;
    case Comparison::equal: result = order == 0; break;
    case Comparison::not_equal: result = order != 0; break;
    case Comparison::greater: result = order > 0; break;
    case Comparison::greater_equal: result = order >= 0; break;
  }
  return boolean(result);
}
Value decode(Value self, Value encoding, Value errors) {
  Str *name, *mode;
  if (!codec_arguments("decode", encoding, errors, &name, &mode)) return null_value;
  return decode_bytes(view(self), name, mode);
}
Value hex(Value self, Value separator, Value group) {
  std::string out;
  return hex_digits(view(self), separator, group, &out) ? ref(make_str(out)) : null_value;
}
Value from_hex(Value cls, Value text) {
  Str* s = as_str(text);
  if (!s) return raise_type_error("fromhex() argument must be str, not %T", text);
  std::string out, digits = to_utf8(s);
  auto value = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
  };
  for (size_t i = 0; i < digits.size(); i++) {
    if (digits[i] == ' ' || (digits[i] >= 9 && digits[i] <= 13)) continue;
    if (value(digits[i]) < 0) return raise_value_error("non-hexadecimal number found in fromhex() arg at position %s", i);
    if (i + 1 >= digits.size() || value(digits[i + 1]) < 0)
      return raise_value_error("non-hexadecimal number found in fromhex() arg at position %s", i + 1);
    out += static_cast<char>(value(digits[i]) << 4 | value(digits[i + 1]));
    i++;
  }
  Value bytes = ref(make_bytes(out));
  return cls == ref(builtin_type(Kind::bytes)) ? bytes : call_1(cls, bytes);
}
Value search(Value self, Value needle, Value start, Value end, bool last) {
  std::string_view content = view(self), part;
  char single;
  if (as_exact_int(needle)) {
    uint8_t byte;
    if (!byte_of(needle, &byte)) return null_value;
    single = static_cast<char>(byte);
    part = {&single, 1};
  } else if (!argument(needle, &part)) {
    return null_value;
  }
  int64_t n = static_cast<int64_t>(content.size()), from = 0, to = n;
  if (start && !is_none(start) && !clamped_index(start, &from)) return null_value;
  if (end && !is_none(end) && !clamped_index(end, &to)) return null_value;
  if (from < 0) from = from + n < 0 ? 0 : from + n;
  if (to < 0) to = to + n < 0 ? 0 : to + n;
  if (to > n) to = n;
  if (from > to) return small_int_value(-1);
  std::string_view window = content.substr(0, static_cast<size_t>(to));
  size_t at = last ? window.rfind(part) : window.find(part, static_cast<size_t>(from));
  if (at == std::string_view::npos || static_cast<int64_t>(at) < from) return small_int_value(-1);
  return int_value(static_cast<int64_t>(at));
}
Value find(Value self, Value needle, Value start, Value end) { return search(self, needle, start, end, false); }
Value rfind(Value self, Value needle, Value start, Value end) { return search(self, needle, start, end, true); }
Value index(Value self, Value needle, Value start, Value end) {
  Value at = search(self, needle, start, end, false);
  return at && small_int(at) < 0 ? raise_value_error("subsection not found") : at;
}
Value count(Value self, Value needle) {
  std::string_view content = view(self), part;
  if (!argument(needle, &part)) return null_value;
  if (part.empty()) return int_value(static_cast<int64_t>(content.size()) + 1);
  int64_t total = 0;
  for (size_t at = 0; (at = content.find(part, at)) != std::string_view::npos; at += part.size()) total++;
  return int_value(total);
}
Value affix(Value self, Value part, bool suffix) {
  std::string_view content = view(self), p;
  auto test = [&] {
    return suffix ? content.size() >= p.size() && content.substr(content.size() - p.size()) == p
                  : content.substr(0, p.size()) == p;
  };
  if (Tuple* tuple = as_tuple(part)) {
    for (uint64_t i = 0; i < tuple->length; i++) {
      if (!argument(tuple->items[i], &p)) return null_value;
      if (test()) return true_value();
    }
    return false_value();
  }
  if (!bytes_view(part, &p))
    return raise_type_error("%s first arg must be bytes or a tuple of bytes, not %T", suffix ? "endswith" : "startswith", part);
  return boolean(test());
}
Value startswith(Value self, Value part) { return affix(self, part, false); }
Value endswith(Value self, Value part) { return affix(self, part, true); }
bool is_blank(char c) { return c == ' ' || (c >= 9 && c <= 13); }
Value trim(Value self, Value characters, bool left, bool right) {
  std::string_view content = view(self), set;
  bool all = !characters || is_none(characters);
  if (!all && !argument(characters, &set)) return null_value;
  auto drop = [&](char c) { return all ? is_blank(c) : set.find(c) != std::string_view::npos; };
  while (left && !content.empty() && drop(content.front())) content.remove_prefix(1);
  while (right && !content.empty() && drop(content.back())) content.remove_suffix(1);
  return like(self, std::string(content));
}
Value strip(Value self, Value set) { return trim(self, set, true, true); }
Value lstrip(Value self, Value set) { return trim(self, set, true, false); }
Value rstrip(Value self, Value set) { return trim(self, set, false, true); }
Value split(Value self, Value separator, Value maximum) {
  std::string content(view(self));
  int64_t limit = -1;
  if (maximum && !index_in_range(maximum, &limit)) return null_value;
  if (limit < 0) limit = INT64_MAX;
  List* parts = make_list();
  size_t i = 0;
  if (!separator || is_none(separator)) {
    for (;;) {
      while (i < content.size() && is_blank(content[i])) i++;
      if (i >= content.size()) break;
      size_t start = i;
      if (limit-- == 0) i = content.size();
      while (i < content.size() && !is_blank(content[i])) i++;
      list_append(parts, like(self, content.substr(start, i - start)));
    }
    return ref(parts);
  }
  std::string_view sep;
  if (!argument(separator, &sep)) return null_value;
  if (sep.empty()) return raise_value_error("empty separator");
  size_t at;
  while (limit-- > 0 && (at = content.find(sep, i)) != std::string::npos) {
    list_append(parts, like(self, content.substr(i, at - i)));
    i = at + sep.size();
  }
  list_append(parts, like(self, content.substr(i)));
  return ref(parts);
}
Value splitlines(Value self, Value keep_ends) {
  int keep = keep_ends ? truth(keep_ends) : 0;
  if (keep < 0) return null_value;
  std::string content(view(self));
  List* lines = make_list();
  for (size_t i = 0; i < content.size();) {
    size_t start = i;
    while (i < content.size() && content[i] != '\n' && content[i] != '\r') i++;
    size_t end = i;
    if (i < content.size()) i += content[i] == '\r' && i + 1 < content.size() && content[i + 1] == '\n' ? 2 : 1;
    list_append(lines, like(self, content.substr(start, (keep ? i : end) - start)));
  }
  return ref(lines);
}
Value join(Value self, Value iterable) {
  List* parts = list_from(iterable);
  if (!parts) return null_value;
  std::string out;
  for (uint64_t i = 0; i < parts->length; i++) {
    std::string_view part;
    if (!bytes_view(list_get(parts, i), &part)) {
      return raise_type_error("sequence item %s: expected a bytes-like object, %T found", i, list_get(parts, i));
    }
    if (i) out += view(self);
    out += part;
  }
  return like(self, out);
}
Value replace(Value self, Value old, Value replacement) {
  std::string_view a, b;
  if (!argument(old, &a) || !argument(replacement, &b)) return null_value;
  std::string out, content(view(self));
  if (a.empty()) {
    for (char c : content) out += std::string(b) + c;
    return like(self, out += b);
  }
  size_t i = 0, at;
  while ((at = content.find(a, i)) != std::string::npos) {
    out += content.substr(i, at - i);
    out += b;
    i = at + a.size();
  }
  return like(self, out += content.substr(i));
}
template <int shift>
Value change_case(Value self) {
  std::string out(view(self));
  for (char& c : out) {
    if (shift < 0 ? c >= 'a' && c <= 'z' : c >= 'A' && c <= 'Z') c = static_cast<char>(c + shift);
  }
  return like(self, out);
}
template <bool (*test)(char)>
Value all(Value self) {
  for (char c : view(self)) {
    if (!test(c)) return false_value();
  }
  return boolean(!view(self).empty());
}
bool digit_byte(char c) { return c >= '0' && c <= '9'; }
bool alpha_byte(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
bool alnum_byte(char c) { return digit_byte(c) || alpha_byte(c); }

const BuiltinDefinition methods[] = {
    entry("__len__", length_bytes),
    entry("__repr__", repr_method),
    entry("__str__", repr_method),
    entry("__iter__", iterate_bytes),
    entry("__getitem__", get_item_bytes),
    entry("__contains__", contains_bytes),
    entry("__add__", add_bytes),
    entry("__mul__", multiply_bytes),
    entry("__rmul__", multiply_bytes),
    entry("__eq__", compare_bytes<Comparison::equal>),
    entry("__ne__", compare_bytes<Comparison::not_equal>),
    entry("__lt__", compare_bytes<Comparison::less>),
    entry("__le__", compare_bytes<Comparison::less_equal>),
    entry("__gt__", compare_bytes<Comparison::greater>),
    entry("__ge__", compare_bytes<Comparison::greater_equal>),
    entry("decode", decode, 1, "encoding errors"),
    entry("hex", hex, 1, "sep bytes_per_sep"),
    entry("fromhex", from_hex, 2, nullptr, builtin_class_method),
    entry("find", find, 2),
    entry("rfind", rfind, 2),
    entry("index", index, 2),
    entry("count", count),
    entry("startswith", startswith),
    entry("endswith", endswith),
    entry("strip", strip, 1),
    entry("lstrip", lstrip, 1),
    entry("rstrip", rstrip, 1),
    entry("split", split, 1, "sep maxsplit"),
    entry("splitlines", splitlines, 1, "keepends"),
    entry("join", join),
    entry("replace", replace),
    entry("upper", change_case<-32>),
    entry("lower", change_case<32>),
    entry("isdigit", all<digit_byte>),
    entry("isalpha", all<alpha_byte>),
    entry("isalnum", all<alnum_byte>),
};
const BuiltinDefinition bytes_methods[] = {entry("__hash__", hash_method)};

// ---- bytearray ----

/// Replaces the content.
void assign(ByteArray* array, const std::string& content) {
  array->items = make_bytes(content);
  array->length = content.size();
}
uint8_t* storage(ByteArray* array) { return static_cast<Bytes*>(array->items.get())->data; }

Value set_item_bytearray(Value self, Value key, Value value) {
  ByteArray* array = as<ByteArray>(self);
  if (has_kind(key, Kind::slice)) {
    int64_t first, stride, count;
    if (!slice_indices(as<Slice>(key), static_cast<int64_t>(array->length), &first, &stride, &count)) return null_value;
    Value bytes = call_1(ref(builtin_type(Kind::bytes)), value);
    if (!bytes) return null_value;
    std::string content(view(self)), source(view(bytes));
    if (stride == 1) {
      content.replace(static_cast<size_t>(first), static_cast<size_t>(count), source);
    } else {
      if (static_cast<int64_t>(source.size()) != count) {
        return raise_value_error("attempt to assign bytes of size %s to extended slice of size %s", source.size(), count);
      }
      for (int64_t i = 0; i < count; i++) content[static_cast<size_t>(first + i * stride)] = source[static_cast<size_t>(i)];
    }
    assign(array, content);
    return none();
  }
  int64_t index;
  uint8_t byte;
  if (!index_in_range(key, &index)) return null_value;
  if (index < 0) index += static_cast<int64_t>(array->length);
  if (static_cast<uint64_t>(index) >= array->length) return raise_index_error("bytearray index out of range");
  if (!byte_of(value, &byte)) return null_value;
  storage(array)[index] = byte;
  return none();
}
Value delete_item_bytearray(Value self, Value key) {
  ByteArray* array = as<ByteArray>(self);
  std::string content(view(self));
  int64_t first, stride = 1, count = 1;
  if (has_kind(key, Kind::slice)) {
    if (!slice_indices(as<Slice>(key), static_cast<int64_t>(array->length), &first, &stride, &count)) return null_value;
  } else {
    if (!index_in_range(key, &first)) return null_value;
    if (first < 0) first += static_cast<int64_t>(array->length);
    if (static_cast<uint64_t>(first) >= array->length) return raise_index_error("bytearray index out of range");
  }
  if (stride < 0) {
    first += (count - 1) * stride;
    stride = -stride;
  }
  for (int64_t i = count; i-- > 0;) content.erase(static_cast<size_t>(first + i * stride), 1);
  assign(array, content);
  return none();
}
Value append_byte(Value self, Value item) {
  ByteArray* array = as<ByteArray>(self);
  uint8_t byte;
  if (!byte_of(item, &byte)) return null_value;
  Bytes* bytes = static_cast<Bytes*>(array->items.get());
  if (array->length >= bytes->length) {
    // Room to spare: the storage's length is the capacity.
    Bytes* bigger = make<Bytes>(Kind::bytes, array->length * 2 + 17);
    bigger->length = array->length * 2 + 16;
    std::memcpy(bigger->data, bytes->data, array->length);
    array->items = bigger;
  }
  storage(array)[array->length++] = byte;
  return none();
}
Value extend_bytearray(Value self, Value iterable) {
  Value bytes = call_1(ref(builtin_type(Kind::bytes)), iterable);
  if (!bytes) return bytes;
  std::string content(view(self));
  content += view(bytes);
  assign(as<ByteArray>(self), content);
  return none();
}
Value add_in_place(Value self, Value other) {
  std::string_view b;
  if (!bytes_view(other, &b)) return raise_type_error("can't concat %T to bytearray", other);
  std::string content(view(self));
  content += b;
  assign(as<ByteArray>(self), content);
  return self;
}
Value pop_byte(Value self, Value index) {
  ByteArray* array = as<ByteArray>(self);
  if (array->length == 0) return raise_index_error("pop from empty bytearray");
  int64_t at = -1;
  if (index && !index_in_range(index, &at)) return null_value;
  if (at < 0) at += static_cast<int64_t>(array->length);
  if (static_cast<uint64_t>(at) >= array->length) return raise_index_error("pop index out of range");
  uint8_t byte = storage(array)[at];
  std::memmove(storage(array) + at, storage(array) + at + 1, array->length - static_cast<uint64_t>(at) - 1);
  array->length--;
  return small_int_value(byte);
}
Value clear_bytearray(Value self) {
  assign(as<ByteArray>(self), "");
  return none();
}
Value reverse_bytearray(Value self) {
  std::string content(view(self));
  assign(as<ByteArray>(self), std::string(content.rbegin(), content.rend()));
  return none();
}
Value copy_bytearray(Value self) { return make_bytearray(std::string(view(self))); }

const BuiltinDefinition bytearray_methods[] = {
    entry("__setitem__", set_item_bytearray),
    entry("__delitem__", delete_item_bytearray),
    entry("__iadd__", add_in_place),
    entry("append", append_byte),
    entry("extend", extend_bytearray),
    entry("pop", pop_byte, 1),
    entry("clear", clear_bytearray),
    entry("reverse", reverse_bytearray),
    entry("copy", copy_bytearray),
};

/// The content for both constructors; false with an error pending.
bool gather(const char* name, const Value* arguments, uint32_t count, Tuple* names, std::string* out) {
  Value given[3];
  if (!parse_arguments(name, "source encoding errors", 0, arguments, count, names, given)) return false;
  Value source = given[0];
  if (!source) return true;
  std::string_view bytes;
  if (Str* text = as_str(source)) {
    if (!given[1]) {
      raise_type_error("string argument without an encoding");
      return false;
    }
    Value encoded = encode_str(text, as_str(given[1]), given[2] ? as_str(given[2]) : nullptr);
    if (!encoded) return false;
    *out = view(encoded);
    return true;
  }
  if (given[1]) {
    raise_type_error("encoding without a string argument");
    return false;
  }
  if (bytes_view(source, &bytes)) {
    *out = bytes;
    return true;
  }
  bool found;
  Value made = call_special(source, intern("__bytes__"), nullptr, 0, &found);
  if (found) {
    if (!made) return false;
    if (!bytes_view(made, &bytes)) {
      raise_type_error("__bytes__ returned non-bytes (type %T)", made);
      return false;
    }
    *out = bytes;
    return true;
  }
  if (as_exact_int(source) || lookup_special(source, vm.names.__index__)) {
    int64_t size;
    if (!index_in_range(source, &size)) return false;
    if (size < 0) {
      raise_value_error("negative count");
      return false;
    }
    if (!has_room_for(2 * static_cast<uint64_t>(size))) return false;
    out->assign(static_cast<size_t>(size), '\0');
    return true;
  }
  Value iterator = iterate(source);
  if (!iterator) {
    if (clear_error(ExceptionKind::type_error)) raise_type_error("cannot convert '%T' object to %s", source, name);
    return false;
  }
  while (Value item = next(iterator)) {
    int64_t x;
    if (!index_in_range(item, &x)) return false;
    if (x < 0 || x > 255) {
      raise_value_error(name[4] == 's' ? "bytes must be in range(0, 256)" : "byte must be in range(0, 256)");
      return false;
    }
    *out += static_cast<char>(x);
    if (out->size() == out->capacity() && !has_room_for(4 * out->size())) return false;
  }
  return !has_error();
}

}  // namespace

Value construct_bytes(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (count == 1 && !names && has_kind(arguments[0], Kind::bytes)) return arguments[0];
  std::string content;
  return gather("bytes", arguments, count, names, &content) ? ref(make_bytes(content)) : null_value;
}

Value construct_bytearray(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  std::string content;
  return gather("bytearray", arguments, count, names, &content) ? make_bytearray(content) : null_value;
}

void define_bytes_types() {
  define(builtin_type(Kind::bytes), methods);
  define(builtin_type(Kind::bytes), bytes_methods);
  define(builtin_type(Kind::bytearray), methods);
  define(builtin_type(Kind::bytearray), bytearray_methods);
  dict_set_str(builtin_type(Kind::bytearray)->dict, vm.names.__hash__, none());
}

}  // namespace python
