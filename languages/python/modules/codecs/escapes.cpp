/// unicode_escape, raw_unicode_escape and escape.
#include "modules/codecs/escapes.h"

#include "modules/unicode/database.h"
#include "objects/errors.h"

namespace python {

namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if ((c | 32) >= 'a' && (c | 32) <= 'f') return (c | 32) - 'a' + 10;
  return -1;
}

/// What a simple escape means, or 0.
char simple_escape(char c) {
  switch (c) {
    case '\\':
    case '\'':
    case '"': return c;
    case 'b': return '\b';
    case 'f': return '\f';
    case 't': return '\t';
    case 'n': return '\n';
    case 'r': return '\r';
    case 'v': return '\v';
    case 'a': return '\a';
    default: return 0;
  }
}

/// Reads up to `count` hexadecimal digits at `at`; the number read.
uint64_t read_hex(std::string_view bytes, uint64_t at, uint64_t count, uint32_t* out) {
  *out = 0;
  uint64_t i = 0;
  for (; i < count && at + i < bytes.size() && hex_value(bytes[at + i]) >= 0; i++) {
    *out = *out << 4 | static_cast<uint32_t>(hex_value(bytes[at + i]));
  }
  return i;
}

uint64_t read_octal(std::string_view bytes, uint64_t at, uint32_t* out) {
  *out = 0;
  uint64_t i = 0;
  for (; i < 3 && at + i < bytes.size() && bytes[at + i] >= '0' && bytes[at + i] <= '7'; i++) {
    *out = *out << 3 | static_cast<uint32_t>(bytes[at + i] - '0');
  }
  return i;
}

}  // namespace

Value encode_unicode_escape(Str* s) {
  std::string out;
  for (uint64_t i = 0; i < s->length; i++) {
    uint32_t c = char_at(s, i);
    if (c == '\\')
      out += "\\\\";
    else if (c == '\t')
      out += "\\t";
    else if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c >= 0x20 && c < 0x7F)
      out += static_cast<char>(c);
    else
      append_escape(out, c);
  }
  return ref(make_bytes(out));
}

Value encode_raw_unicode_escape(Str* s) {
  std::string out;
  for (uint64_t i = 0; i < s->length; i++) {
    uint32_t c = char_at(s, i);
    if (c < 0x100)
      out += static_cast<char>(c);
    else
      append_escape(out, c);
  }
  return ref(make_bytes(out));
}

Value decode_unicode_escape(std::string_view bytes, Str* errors, uint64_t* consumed) {
  Decoding decoding{"unicodeescape", bytes, errors, {}};
  uint64_t i = 0;
  while (i < decoding.bytes.size()) {
    std::string_view text = decoding.bytes;
    if (text[i] != '\\') {
      decoding.out.append(static_cast<uint8_t>(text[i++]));
      continue;
    }
    uint64_t start = i, end;
    const char* reason;
    if (i + 1 >= text.size()) {
      if (consumed) break;
      reason = "\\ at end of string";
      end = text.size();
    } else {
      char kind = text[i + 1];
      i += 2;
      uint32_t c;
      if (kind == '\n') continue;
      if (char simple = simple_escape(kind)) {
        decoding.out.append(static_cast<uint8_t>(simple));
        continue;
      }
      if (kind >= '0' && kind <= '7') {
        i += read_octal(text, i - 1, &c) - 1;
        decoding.out.append(c);
        continue;
      }
      if (kind == 'x' || kind == 'u' || kind == 'U') {
        uint64_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : 8, read = read_hex(text, i, digits, &c);
        end = i + read;
        if (read == digits && c < 0x110000) {
          decoding.out.append(c);
          i = end;
          continue;
        }
        if (read < digits && end == text.size() && consumed) {
          i = start;
          break;
        }
        reason = read == digits ? "illegal Unicode character"
                 : kind == 'x'  ? "truncated \\xXX escape"
                 : kind == 'u'  ? "truncated \\uXXXX escape"
                                : "truncated \\UXXXXXXXX escape";
      } else if (kind == 'N') {
        reason = "malformed \\N character escape";
        end = i;
        if (i < text.size() && text[i] == '{') {
          uint64_t close = text.find('}', i);
          if (close == text.npos) {
            if (consumed) {
              i = start;
              break;
            }
            end = text.size();
          } else {
            end = close + 1;
            if (close > i + 1) {
              if (unicode_lookup(text.substr(i + 1, close - i - 1), &c)) {
                decoding.out.append(c);
                i = end;
                continue;
              }
              reason = "unknown Unicode character name";
            }
          }
        } else if (i >= text.size() && consumed) {
          i = start;
          break;
        }
      } else {
        decoding.out.append('\\');
        decoding.out.append(static_cast<uint8_t>(kind));
        continue;
      }
    }
    if (!decoding_error(decoding, start, end, reason, &i)) return null_value;
  }
  if (consumed) *consumed = i;
  return ref(decoding.out.finish());
}

Value decode_raw_unicode_escape(std::string_view bytes, Str* errors, uint64_t* consumed) {
  Decoding decoding{"rawunicodeescape", bytes, errors, {}};
  uint64_t i = 0;
  while (i < decoding.bytes.size()) {
    std::string_view text = decoding.bytes;
    if (text[i] != '\\' || (i + 1 >= text.size() && !consumed)) {
      decoding.out.append(static_cast<uint8_t>(text[i++]));
      continue;
    }
    if (i + 1 >= text.size()) break;
    char kind = text[i + 1];
    if (kind != 'u' && kind != 'U') {
      decoding.out.append('\\');
      decoding.out.append(static_cast<uint8_t>(kind));
      i += 2;
      continue;
    }
    uint32_t c;
    uint64_t digits = kind == 'u' ? 4 : 8, read = read_hex(text, i + 2, digits, &c), end = i + 2 + read;
    if (read == digits && c < 0x110000) {
      decoding.out.append(c);
      i = end;
      continue;
    }
    if (read < digits && end == text.size() && consumed) break;
    const char* reason = read == digits ? "\\Uxxxxxxxx out of range"
                         : kind == 'u'  ? "truncated \\uXXXX escape"
                                        : "truncated \\UXXXXXXXX escape";
    if (!decoding_error(decoding, i, end, reason, &i)) return null_value;
  }
  if (consumed) *consumed = i;
  return ref(decoding.out.finish());
}

Value encode_escape(std::string_view bytes) {
  std::string out;
  for (char c : bytes) {
    if (c == '\\' || c == '\'')
      out += '\\', out += c;
    else if (c == '\t')
      out += "\\t";
    else if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c >= 0x20 && c < 0x7F)
      out += c;
    else
      append_escape(out, static_cast<uint8_t>(c));
  }
  return ref(make_bytes(out));
}

Value decode_escape(std::string_view bytes, Str* errors) {
  std::string out;
  for (uint64_t i = 0; i < bytes.size();) {
    if (bytes[i] != '\\') {
      out += bytes[i++];
      continue;
    }
    if (i + 1 >= bytes.size()) return raise_value_error("Trailing \\ in string");
    char kind = bytes[i + 1];
    i += 2;
    uint32_t c;
    if (kind == '\n') continue;
    if (char simple = simple_escape(kind)) {
      out += simple;
    } else if (kind >= '0' && kind <= '7') {
      i += read_octal(bytes, i - 1, &c) - 1;
      out += static_cast<char>(c);
    } else if (kind == 'x') {
      uint64_t read = read_hex(bytes, i, 2, &c);
      if (read == 2) {
        out += static_cast<char>(c);
        i += 2;
        continue;
      }
      if (!errors || str_equals(errors, "strict")) return raise_value_error("invalid \\x escape at position %s", i - 2);
      if (str_equals(errors, "replace"))
        out += '?';
      else if (!str_equals(errors, "ignore"))
        return raise_value_error("decoding error; unknown error handling code: %s", errors);
      i += read;
    } else {
      out += '\\';
      out += kind;
    }
  }
  return ref(make_bytes(out));
}

}  // namespace python
