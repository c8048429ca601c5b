/// Codecs by a table of characters, and UTF-7 (RFC 2152).
#include "modules/codecs/escapes.h"
#include "objects/errors.h"
#include "objects/operations.h"

namespace python {

namespace {

constexpr uint32_t undefined = 0xFFFE;

/// What a mapping has for `key`: null, without an error, if it has nothing.
Value mapped(Value mapping, uint32_t key) {
  Value value = get_item(mapping, small_int_value(key));
  if (!value) {
    if (!clear_error(ExceptionKind::lookup_error)) return null_value;
    return none();
  }
  return value;
}

/// Appends the code of a character by the mapping.
bool put_charmap(Encoding& encoding, uint32_t c) {
  if (!encoding.mapping) {
    if (c >= 256) return false;
    encoding.out += static_cast<char>(c);
    return true;
  }
  Value value = mapped(encoding.mapping, c);
  if (!value || is_none(value)) return false;
  if (is_small_int(value)) {
    if (small_int(value) < 0 || small_int(value) > 255) {
      raise_type_error("character mapping must be in range(256)");
      return false;
    }
    encoding.out += static_cast<char>(small_int(value));
    return true;
  }
  std::string_view bytes;
  if (!native_part(value, Kind::bytes) || !bytes_view(value, &bytes)) {
    raise_type_error("character mapping must return integer, bytes or None, not %T", value);
    return false;
  }
  encoding.out += bytes;
  return true;
}

}  // namespace

Value encode_charmap(Str* s, Str* errors, Value mapping) {
  if (!mapping) return encode_latin1(s, errors);
  Encoding encoding{"charmap", s, errors, put_charmap, {}, mapping};
  for (uint64_t i = 0; i < s->length;) {
    if (put_charmap(encoding, char_at(s, i))) {
      i++;
      continue;
    }
    if (has_error()) return null_value;
    uint64_t end = i + 1;
    size_t kept = encoding.out.size();
    while (end < s->length && !put_charmap(encoding, char_at(s, end)) && !has_error()) end++;
    if (has_error()) return null_value;
    encoding.out.resize(kept);
    if (!encoding_error(encoding, i, end, "character maps to <undefined>", &i)) return null_value;
  }
  return ref(make_bytes(encoding.out));
}

Value decode_charmap(std::string_view bytes, Str* errors, Value mapping) {
  if (!mapping) return decode_latin1(bytes);
  Decoding decoding{"charmap", bytes, errors, {}};
  Str* table = as_str(mapping);
  for (uint64_t i = 0; i < decoding.bytes.size();) {
    uint8_t byte = static_cast<uint8_t>(decoding.bytes[i]);
    uint32_t c = undefined;
    if (table) {
      if (byte < table->length) c = char_at(table, byte);
    } else {
      Value value = mapped(mapping, byte);
      if (!value) return null_value;
      if (Str* text = as_str(value)) {
        if (text->length != 1) {
          decoding.out.append(text);
          i++;
          continue;
        }
        c = char_at(text, 0);
      } else if (Value exact = as_exact_int(value)) {
        if (int_sign(exact) < 0 || !is_int64(exact) || int64_of(exact) > 0x10FFFF) {
          return raise_type_error("character mapping must be in range(0x110000)");
        }
        c = static_cast<uint32_t>(int64_of(exact));
      } else if (!is_none(value)) {
        return raise_type_error("character mapping must return integer, None or str");
      }
    }
    if (c != undefined) {
      decoding.out.append(c);
      i++;
    } else if (!decoding_error(decoding, i, i + 1, "character maps to <undefined>", &i)) {
      return null_value;
    }
  }
  return ref(decoding.out.finish());
}

Value build_charmap(Str* table) {
  Dict* reverse = make_dict();
  for (uint64_t i = 0; i < table->length && i < 256; i++) {
    uint32_t c = char_at(table, i);
    if (c != undefined) dict_set(reverse, small_int_value(c), small_int_value(static_cast<int64_t>(i)));
  }
  return ref(reverse);
}

// ---- UTF-7 ----

namespace {

constexpr char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int base64_value(uint8_t c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/// Characters that stand for themselves outside base64.
bool is_direct(uint32_t c) {
  return c < 0x80 && c != '+' && c != '\\' && c != '~' && (c >= 0x20 ? c != 0x7F : c == 0 || c == '\t' || c == '\n' || c == '\r');
}

}  // namespace

Value encode_utf7(Str* s) {
  std::string out;
  bool in_base64 = false;
  uint64_t bits = 0;
  uint32_t bit_count = 0;
  auto put_unit = [&](uint32_t unit) {
    bits = bits << 16 | unit;
    for (bit_count += 16; bit_count >= 6; bit_count -= 6) out += base64_digits[bits >> (bit_count - 6) & 63];
  };
  auto leave = [&](uint32_t next) {
    if (bit_count) out += base64_digits[bits << (6 - bit_count) & 63];
    bit_count = 0;
    in_base64 = false;
    if (base64_value(static_cast<uint8_t>(next)) >= 0 || next == '-') out += '-';
  };
  for (uint64_t i = 0; i < s->length; i++) {
    uint32_t c = char_at(s, i);
    if (is_direct(c)) {
      if (in_base64) leave(c);
      out += static_cast<char>(c);
      continue;
    }
    if (c == '+' && !in_base64) {
      out += "+-";
      continue;
    }
    if (!in_base64) out += '+';
    in_base64 = true;
    if (c >= 0x10000) {
      put_unit(0xD7C0 + (c >> 10));
      c = 0xDC00 | (c & 0x3FF);
    }
    put_unit(c);
  }
  if (in_base64) leave('-');
  return ref(make_bytes(out));
}

Value decode_utf7(std::string_view bytes, Str* errors, uint64_t* consumed) {
  Decoding decoding{"utf7", bytes, errors, {}};
  bool in_base64 = false;
  uint64_t i = 0, start = 0, bits = 0;
  uint32_t bit_count = 0, high = 0;
  // For an incomplete end: where the base64 run began, and what was out by then.
  while (i < decoding.bytes.size()) {
    uint8_t c = static_cast<uint8_t>(decoding.bytes[i]);
    const char* reason = nullptr;
    if (in_base64) {
      int digit = base64_value(c);
      if (digit >= 0) {
        bits = bits << 6 | static_cast<uint32_t>(digit);
        bit_count += 6;
        i++;
        if (bit_count >= 16) {
          bit_count -= 16;
          uint32_t unit = static_cast<uint32_t>(bits >> bit_count & 0xFFFF);
          if (high && unit >= 0xDC00 && unit < 0xE000) {
            decoding.out.append(0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
            high = 0;
          } else {
            if (high) decoding.out.append(high);
            high = unit >= 0xD800 && unit < 0xDC00 ? unit : 0;
            if (!high) decoding.out.append(unit);
          }
        }
        continue;
      }
      in_base64 = false;
      if (bit_count >= 6)
        reason = "partial character in base64 sequence";
      else if (bit_count && (bits & ((uint64_t{1} << bit_count) - 1)))
        reason = "non-zero padding bits in base64 sequence";
      if (reason) {
        if (!decoding_error(decoding, start, i + 1, reason, &i)) return null_value;
        continue;
      }
      if (high && is_direct(c)) decoding.out.append(high);
      high = 0;
      if (c == '-') i++;
      continue;
    }
    start = i;
    if (c == '+') {
      if (i + 1 < decoding.bytes.size() && decoding.bytes[i + 1] == '-') {
        decoding.out.append('+');
        i += 2;
      } else if (i + 1 < decoding.bytes.size() && base64_value(static_cast<uint8_t>(decoding.bytes[i + 1])) < 0) {
        if (!decoding_error(decoding, start, i + 2, "ill-formed sequence", &i)) return null_value;
      } else {
        in_base64 = true;
        bits = bit_count = high = 0;
        i++;
      }
    } else if (c < 0x80) {
      decoding.out.append(c);
      i++;
    } else if (!decoding_error(decoding, start, i + 1, "unexpected special character", &i)) {
      return null_value;
    }
  }
  if (in_base64 && consumed) {
    // The run may go on: decode what came before it.
    *consumed = start;
    return decode_utf7(bytes.substr(0, start), errors, nullptr);
  }
  if (in_base64 && (high || bit_count >= 6 || (bit_count && (bits & ((uint64_t{1} << bit_count) - 1))))) {
    if (!decoding_error(decoding, start, decoding.bytes.size(), "unterminated shift sequence", &i)) return null_value;
  }
  if (consumed) *consumed = i;
  return ref(decoding.out.finish());
}

}  // namespace python
