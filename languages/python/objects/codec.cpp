/// UTF-8, Latin-1, ASCII, and which codec an encoding name means.
#include "objects/codec.h"

#include <cstring>

#include "modules/codecs/registry.h"
#include "objects/errors.h"
#include "parser/string_literal.h"

namespace python {

namespace {

bool is_surrogate(uint32_t c) { return c >= 0xD800 && c < 0xE000; }

Value finish(Encoding& encoding) { return ref(make_bytes(encoding.out)); }

// ---- one byte for each character ----

template <uint32_t limit>
bool put_below(Encoding& encoding, uint32_t c) {
  if (c >= limit) return false;
  encoding.out += static_cast<char>(c);
  return true;
}

template <uint32_t limit>
Value encode_below(Str* s, Str* errors) {
  if (s->width == 1 && (limit == 256 || is_ascii(s))) return ref(make_bytes(ascii_view(s)));
  Encoding encoding{limit == 256 ? "latin-1" : "ascii", s, errors, put_below<limit>, {}};
  for (uint64_t i = 0; i < s->length;) {
    uint32_t c = char_at(s, i);
    if (c < limit) {
      encoding.out += static_cast<char>(c);
      i++;
      continue;
    }
    uint64_t end = i + 1;
    while (end < s->length && char_at(s, end) >= limit) end++;
    if (!encoding_error(encoding, i, end, limit == 256 ? "ordinal not in range(256)" : "ordinal not in range(128)", &i)) {
      return null_value;
    }
  }
  return finish(encoding);
}

// ---- UTF-8 ----

bool put_utf8(Encoding& encoding, uint32_t c) {
  if (is_surrogate(c)) return false;
  append_utf8(encoding.out, c);
  return true;
}

/// The characters as UTF-8, counted first; null if there are surrogates among them.
template <class Unit>
Bytes* encode_units(const Unit* units, uint64_t length) {
  uint64_t size = length;
  for (uint64_t i = 0; i < length; i++) {
    uint32_t c = units[i];
    if (sizeof(Unit) > 1 && is_surrogate(c)) return nullptr;
    size += (c >= 0x80) + (sizeof(Unit) > 1 && c >= 0x800) + (sizeof(Unit) > 2 && c >= 0x10000);
  }
  Bytes* bytes = make<Bytes>(Kind::bytes, size + 1);
  bytes->length = size;
  uint8_t* to = bytes->data;
  for (uint64_t i = 0; i < length; i++) {
    uint32_t c = units[i];
    if (c < 0x80) {
      *to++ = static_cast<uint8_t>(c);
    } else if (sizeof(Unit) == 1 || c < 0x800) {
      *to++ = static_cast<uint8_t>(0xC0 | c >> 6);
      *to++ = static_cast<uint8_t>(0x80 | (c & 0x3F));
    } else {
      if (sizeof(Unit) == 2 || c < 0x10000) {
        *to++ = static_cast<uint8_t>(0xE0 | c >> 12);
      } else {
        *to++ = static_cast<uint8_t>(0xF0 | c >> 18);
        *to++ = static_cast<uint8_t>(0x80 | (c >> 12 & 0x3F));
      }
      *to++ = static_cast<uint8_t>(0x80 | (c >> 6 & 0x3F));
      *to++ = static_cast<uint8_t>(0x80 | (c & 0x3F));
    }
  }
  return bytes;
}

/// The length of the well-formed sequence at `data`, and its character. If there is none 0; then *bad is the number of bytes that
/// are wrong together, and *incomplete whether more bytes could make it right.
uint32_t read_sequence(const uint8_t* data, uint64_t size, uint32_t* c, uint32_t* bad, bool* incomplete) {
  uint8_t first = data[0];
  uint32_t more = first >= 0xC2 && first < 0xE0 ? 1 : first >= 0xE0 && first < 0xF0 ? 2 : first >= 0xF0 && first < 0xF5 ? 3 : 0;
  *incomplete = false;
  *bad = 1;
  if (first < 0x80) {
    *c = first;
    return 1;
  }
  if (more == 0) return 0;
  uint8_t low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80, high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  uint32_t value = first & (0x3F >> more);
  for (uint32_t i = 1; i <= more; i++) {
    *bad = i;
    if (i >= size) {
      *incomplete = true;
      return 0;
    }
    if (data[i] < low || data[i] > high) return 0;
    value = value << 6 | (data[i] & 0x3F);
    low = 0x80;
    high = 0xBF;
  }
  *c = value;
  return more + 1;
}

}  // namespace

Value encode_latin1(Str* s, Str* errors) { return encode_below<256>(s, errors); }
Value encode_ascii(Str* s, Str* errors) { return encode_below<128>(s, errors); }

Value encode_utf8(Str* s, Str* errors) {
  if (is_ascii(s)) return ref(make_bytes(ascii_view(s)));
  // Without surrogates the result is written in place.
  Bytes* direct = s->width == 1   ? encode_units(s->data(), s->length)
                  : s->width == 2 ? encode_units(reinterpret_cast<const uint16_t*>(s->data()), s->length)
                                  : encode_units(reinterpret_cast<const uint32_t*>(s->data()), s->length);
  if (direct) return ref(direct);
  Encoding encoding{"utf-8", s, errors, put_utf8, {}};
  for (uint64_t i = 0; i < s->length;) {
    uint32_t c = char_at(s, i);
    if (!is_surrogate(c)) {
      append_utf8(encoding.out, c);
      i++;
      continue;
    }
    uint64_t end = i + 1;
    while (end < s->length && is_surrogate(char_at(s, end))) end++;
    if (!encoding_error(encoding, i, end, "surrogates not allowed", &i)) return null_value;
  }
  return finish(encoding);
}

Value decode_utf8(std::string_view bytes, Str* errors, uint64_t* consumed) {
  const uint8_t* data = reinterpret_cast<const uint8_t*>(bytes.data());
  uint64_t size = bytes.size(), i = 0;
  uint32_t c, bad;
  bool incomplete;
  while (i + 8 <= size) {
    uint64_t word;
    std::memcpy(&word, data + i, 8);
    if (word & 0x8080'8080'8080'8080) break;
    i += 8;
  }
  while (i < size && data[i] < 0x80) i++;
  if (i < size) {
    bool latin = true;  // nothing beyond U+00FF so far
    uint64_t length = i;
    while (i < size) {
      if (data[i] < 0x80) {
        i++;
        length++;
        continue;
      }
      uint32_t taken = read_sequence(data + i, size - i, &c, &bad, &incomplete);
      if (taken == 0) break;
      latin &= c < 0x100;
      i += taken;
      length++;
    }
    if (i == size && latin) {
      Str* s = make_str_blank(length, 1, false);
      uint8_t* to = s->characters;
      for (uint64_t k = 0; k < size; k++) {
        uint8_t byte = data[k];
        *to++ = byte < 0x80 ? byte : static_cast<uint8_t>(byte << 6 | (data[++k] & 0x3F));
      }
      if (consumed) *consumed = size;
      return length == 1 ? ref(make_str_of_char(s->characters[0])) : ref(s);
    }
  }
  if (i == size) {
    if (consumed) *consumed = size;
    return ref(make_str(bytes));
  }
  Decoding decoding{"utf-8", bytes, errors, {}};
  decoding.out.append_utf8(bytes.substr(0, i));
  while (i < decoding.bytes.size()) {
    data = reinterpret_cast<const uint8_t*>(decoding.bytes.data());
    size = decoding.bytes.size();
    if (uint32_t length = read_sequence(data + i, size - i, &c, &bad, &incomplete)) {
      decoding.out.append(c);
      i += length;
      continue;
    }
    if (incomplete && consumed) break;
    const char* reason = incomplete                         ? "unexpected end of data"
                         : data[i] < 0xC2 || data[i] > 0xF4 ? "invalid start byte"
                                                            : "invalid continuation byte";
    if (!decoding_error(decoding, i, i + bad, reason, &i)) return null_value;
  }
  if (consumed) *consumed = i;
  return ref(decoding.out.finish());
}

Value decode_utf8(std::string_view bytes, const char* errors) {
  return decode_utf8(bytes, std::strcmp(errors, "strict") == 0 ? nullptr : intern(errors), nullptr);
}

Value decode_latin1(std::string_view bytes) {
  return ref(make_str_latin1(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()));
}

Value decode_ascii(std::string_view bytes, Str* errors) {
  uint64_t i = 0;
  while (i < bytes.size() && static_cast<uint8_t>(bytes[i]) < 0x80) i++;
  if (i == bytes.size()) return decode_latin1(bytes);
  Decoding decoding{"ascii", bytes, errors, {}};
  for (i = 0; i < decoding.bytes.size();) {
    uint8_t byte = static_cast<uint8_t>(decoding.bytes[i]);
    if (byte < 0x80) {
      decoding.out.append(byte);
      i++;
    } else if (!decoding_error(decoding, i, i + 1, "ordinal not in range(128)", &i)) {
      return null_value;
    }
  }
  return ref(decoding.out.finish());
}

// ---- by name ----

bool codec_arguments(const char* function, Value encoding, Value errors, Str** name, Str** mode) {
  *name = encoding ? as_str(encoding) : nullptr;
  *mode = errors ? as_str(errors) : nullptr;
  if (encoding && !*name) {
    raise_type_error("%s() argument 'encoding' must be str, not %T", function, encoding);
    return false;
  }
  if (errors && !*mode) {
    raise_type_error("%s() argument 'errors' must be str, not %T", function, errors);
    return false;
  }
  return true;
}

namespace {

enum class Known : uint8_t { other, utf8, latin1, ascii, utf16, utf32 };

/// What a name means that needs no look-up: case, '-' and '_' do not matter.
Known known_encoding(Str* encoding) {
  if (!encoding) return Known::utf8;
  if (!is_ascii(encoding) || encoding->length > 16) return Known::other;
  char name[20];
  uint32_t length = 0;
  for (char c : ascii_view(encoding)) {
    if (c != '-' && c != '_') name[length++] = static_cast<char>(c >= 'A' && c <= 'Z' ? c | 32 : c);
  }
  std::string_view text(name, length);
  if (text == "utf8") return Known::utf8;
  if (text == "latin1" || text == "iso88591") return Known::latin1;
  if (text == "ascii" || text == "usascii") return Known::ascii;
  if (text == "utf16") return Known::utf16;
  if (text == "utf32") return Known::utf32;
  return Known::other;
}

}  // namespace

Value encode_str(Str* s, Str* encoding, Str* errors) {
  switch (known_encoding(encoding)) {
    case Known::utf8: return encode_utf8(s, errors);
    case Known::latin1: return encode_latin1(s, errors);
    case Known::ascii: return encode_ascii(s, errors);
    case Known::utf16: return encode_utf16(s, errors, ByteOrder::marked);
    case Known::utf32: return encode_utf32(s, errors, ByteOrder::marked);
    default: return encode_by_registry(s, encoding, errors);
  }
}

Value decode_bytes(std::string_view bytes, Str* encoding, Str* errors) {
  ByteOrder order = ByteOrder::marked;
  switch (known_encoding(encoding)) {
    case Known::utf8: return decode_utf8(bytes, errors, nullptr);
    case Known::latin1: return decode_latin1(bytes);
    case Known::ascii: return decode_ascii(bytes, errors);
    case Known::utf16: return decode_utf16(bytes, errors, &order, nullptr);
    case Known::utf32: return decode_utf32(bytes, errors, &order, nullptr);
    default: return decode_by_registry(bytes, encoding, errors);
  }
}

}  // namespace python
