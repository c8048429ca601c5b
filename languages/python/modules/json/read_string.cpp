#include "interpreter/import.h"
#include "modules/json/json.h"
#include "objects/errors.h"
#include "objects/integer.h"
#include "objects/operations.h"

namespace python::json {

Value raise_decode_error(const char* message, Str* text, int64_t position) {
  Value module = import_module("json.decoder");
  Value type = module ? get_attr(module, intern("JSONDecodeError")) : null_value;
  Value error = type ? call_3(type, ref(make_str(message)), ref(text), int_value(position)) : null_value;
  return error ? raise_value(error) : null_value;
}

namespace {

int hex_digit(uint32_t c) {
  if (c - '0' < 10) return static_cast<int>(c - '0');
  if ((c | 32) - 'a' < 6) return static_cast<int>((c | 32) - 'a' + 10);
  return -1;
}

/// The four digits from `at`, which all exist; -1 if they are not digits.
int64_t read_hex(const Str* text, int64_t at) {
  int64_t value = 0;
  for (int64_t i = 0; i < 4; i++) {
    int digit = hex_digit(char_at(text, static_cast<uint64_t>(at + i)));
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

constexpr struct {
  char letter, meaning;
} escapes[] = {{'"', '"'}, {'\\', '\\'}, {'/', '/'}, {'b', '\b'}, {'f', '\f'}, {'n', '\n'}, {'r', '\r'}, {'t', '\t'}};

/// Reads the escape whose letter is at *at; false with an error pending.
bool read_escape(Str* text, int64_t* at, StrBuilder* out) {
  int64_t length = text->length;
  uint32_t letter = char_at(text, static_cast<uint64_t>(*at));
  if (letter != 'u') {
    for (auto& escape : escapes) {
      if (static_cast<uint32_t>(escape.letter) != letter) continue;
      out->append(static_cast<uint32_t>(escape.meaning));
      ++*at;
      return true;
    }
    raise_decode_error("Invalid \\escape", text, *at - 1);
    return false;
  }
  int64_t value = *at + 5 < length ? read_hex(text, *at + 1) : -1;
  if (value < 0) {
    raise_decode_error("Invalid \\uXXXX escape", text, *at);
    return false;
  }
  *at += 5;
  bool paired = value >= 0xD800 && value <= 0xDBFF && *at + 6 < length && char_at(text, static_cast<uint64_t>(*at)) == '\\' &&
                char_at(text, static_cast<uint64_t>(*at) + 1) == 'u';
  if (paired) {
    int64_t low = read_hex(text, *at + 2);
    if (low < 0) {
      raise_decode_error("Invalid \\uXXXX escape", text, *at + 1);
      return false;
    }
    if (low >= 0xDC00 && low <= 0xDFFF) {
      value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00);
      *at += 6;
    }
  }
  out->append(static_cast<uint32_t>(value));
  return true;
}

/// The end of the plain characters from `at`: the position of a quote, a backslash, a control character that `strict` forbids, or
/// the end.
template <class Character>
int64_t plain_end(const void* data, int64_t at, int64_t length, bool strict) {
  const Character* text = static_cast<const Character*>(data);
  while (at < length) {
    Character c = text[at];
    if (c == '"' || c == '\\' || (c < 0x20 && strict)) break;
    at++;
  }
  return at;
}
int64_t plain_end(const Str* text, int64_t at, bool strict) {
  int64_t length = text->length;
  switch (text->width) {
    case 1: return plain_end<uint8_t>(text->data(), at, length, strict);
    case 2: return plain_end<uint16_t>(text->data(), at, length, strict);
    default: return plain_end<uint32_t>(text->data(), at, length, strict);
  }
}

}  // namespace

Value read_string(Str* text, int64_t start, bool strict, int64_t* end) {
  int64_t length = text->length;
  int64_t at = plain_end(text, start, strict);
  if (at < length && char_at(text, static_cast<uint64_t>(at)) == '"') {
    *end = at + 1;
    return ref(str_slice(text, static_cast<uint64_t>(start), static_cast<uint64_t>(at)));
  }
  StrBuilder out;
  int64_t from = start;
  for (;;) {
    out.append(text, static_cast<uint64_t>(from), static_cast<uint64_t>(at));
    if (at >= length) return raise_decode_error("Unterminated string starting at", text, start - 1);
    uint32_t c = char_at(text, static_cast<uint64_t>(at));
    if (c == '"') break;
    if (c != '\\') return raise_decode_error("Invalid control character at", text, at);
    at++;
    if (at >= length) return raise_decode_error("Unterminated string starting at", text, start - 1);
    if (!read_escape(text, &at, &out)) return null_value;
    from = at;
    at = plain_end(text, at, strict);
  }
  *end = at + 1;
  return ref(out.finish());
}

}  // namespace python::json
