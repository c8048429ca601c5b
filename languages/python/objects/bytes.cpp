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

namespace {

ByteItems* make_byte_items(uint64_t capacity) {
  ByteItems* items = make<ByteItems>(Kind::byte_items, capacity);
  items->capacity = capacity;
  return items;
}

}  // namespace

Value make_bytearray(std::string_view content) {
  ByteItems* items = make_byte_items(content.size() + 1);
  if (!content.empty()) std::memcpy(items->data, content.data(), content.size());
  ByteArray* array = make<ByteArray>(Kind::bytearray);
  array->items.initialise(items);
  array->length = content.size();
  return ref(array);
}

void bytearray_splice(ByteArray* array, uint64_t start, uint64_t removed, std::string_view added) {
  uint64_t length = array->length - removed + added.size(), after = array->length - start - removed;
  ByteItems* from = array->items;
  ByteItems* to = from;
  if (length >= from->capacity) {
    to = make_byte_items(length + length / 8 + 8);
    std::memcpy(to->data, from->data, start);
  }
  // What is added may lie in the array itself: it is moved last, from a copy if it is in the way.
  const char* source = added.data();
  std::string copy;
  bool inside = reinterpret_cast<const uint8_t*>(source) >= from->data &&
                reinterpret_cast<const uint8_t*>(source) < from->data + from->capacity;
  if (to == from && inside) {
    copy = added;
    source = copy.data();
  }
  std::memmove(to->data + start + added.size(), from->data + start + removed, after);
  if (!added.empty()) std::memcpy(to->data + start, source, added.size());
  array->items = to;
  array->length = length;
}

bool bytes_view(Value v, std::string_view* out) {
  Buffer buffer;
  if (!get_buffer(v, &buffer)) return false;
  *out = {reinterpret_cast<const char*>(buffer.data), buffer.length};
  return true;
}

Str* bytes_repr(std::string_view content, bool escape_apostrophe) {
  char quote = content.find('\'') != content.npos && content.find('"') == content.npos ? '"' : '\'';
  std::string out = "b";
  out += quote;
  char text[8];
  for (char c : content) {
    if (c == quote || c == '\\' || (escape_apostrophe && c == '\''))
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

/// The content for both constructors; false with an error pending.
bool gather(const char* name, const Value* arguments, uint32_t count, Tuple* names, std::string* out) {
  Value given[3];
  if (!parse_arguments(name, "source encoding errors", 0, arguments, count, names, given)) return false;
  Value source = given[0];
  std::string_view bytes;
  Str *encoding, *errors;
  if (!codec_arguments(name, given[1], given[2], &encoding, &errors)) return false;
  Str* text = source ? as_str(source) : nullptr;
  if (text && encoding) {
    Value encoded = encode_str(text, encoding, errors);
    if (!encoded || !bytes_view(encoded, &bytes)) return false;
    *out = bytes;
    return true;
  }
  if (encoding || errors) {
    raise_type_error(text       ? "string argument without an encoding"
                     : encoding ? "encoding without a string argument"
                                : "errors without a string argument");
    return false;
  }
  if (!source) return true;
  if (text) {
    raise_type_error("string argument without an encoding");
    return false;
  }
  if (name[4] == 'a' ? bytes_view(source, &bytes) : has_kind(source, Kind::bytes) && bytes_view(source, &bytes)) {
    *out = bytes;
    return true;
  }
  bool found = false;
  Value made = name[4] == 'a' ? null_value : call_special(source, intern("__bytes__"), nullptr, 0, &found);
  if (found) {
    if (!made) return false;
    if (!native_part(made, Kind::bytes) || !bytes_view(made, &bytes)) {
      raise_type_error("__bytes__ returned non-bytes (type %T)", made);
      return false;
    }
    *out = bytes;
    return true;
  }
  if (bytes_view(source, &bytes)) {
    *out = bytes;
    return true;
  }
  if (as_exact_int(source) || lookup_special(source, vm.names.__index__)) {
    int64_t size;
    if (!index_in_range(source, &size, "cannot fit 'int' into an index-sized integer")) return false;
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

}  // namespace python
