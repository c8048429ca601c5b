/// The module binascii.
#include "modules/module_type.h"
#include "modules/modules.h"
#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/operations.h"

namespace python {

namespace {

Type* error_type;
Type* incomplete_type;

template <class... A>
Value fail(const char* format, A... arguments) {
  return raise_value(make_exception(error_type, make_tuple_1(ref(text_format(format, arguments...)))));
}

/// Bytes, or a str of ASCII; false with an error.
bool ascii_argument(Value v, std::string_view* out) {
  if (Str* s = as_str(v)) {
    if (!is_ascii(s)) {
      raise_value_error("string argument should contain only ASCII characters");
      return false;
    }
    *out = ascii_view(s);
    return true;
  }
  if (bytes_view(v, out)) return true;
  raise_type_error("argument should be bytes, buffer or ASCII string, not '%T'", v);
  return false;
}
bool flag(Value v, bool by_default, bool* out) {
  int truth_value = v ? truth(v) : by_default;
  *out = truth_value > 0;
  return truth_value >= 0;
}
Value bytes_of(const std::string& content) { return ref(make_bytes(content)); }

// ---- hexadecimal ----

Value hexlify(Value data, Value separator, Value group) {
  std::string_view bytes;
  std::string out;
  if (!get_bytes(data, &bytes) || !hex_digits(bytes, separator, group, &out)) return null_value;
  return bytes_of(out);
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}
Value unhexlify(Value data) {
  std::string_view text;
  if (!ascii_argument(data, &text)) return null_value;
  if (text.size() % 2) return fail("Odd-length string");
  std::string out;
  for (size_t i = 0; i < text.size(); i += 2) {
    int high = hex_value(text[i]), low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return fail("Non-hexadecimal digit found");
    out += static_cast<char>(high << 4 | low);
  }
  return bytes_of(out);
}

// ---- base64 ----

constexpr char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

Value to_base64(Value data, Value newline) {
  std::string_view bytes;
  bool with_newline;
  if (!get_bytes(data, &bytes) || !flag(newline, true, &with_newline)) return null_value;
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4 + 1);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    size_t left = bytes.size() - i;
    uint32_t group = 0;
    for (size_t k = 0; k < 3; k++) group = group << 8 | (k < left ? static_cast<uint8_t>(bytes[i + k]) : 0);
    out += base64_digits[group >> 18];
    out += base64_digits[group >> 12 & 63];
    out += left > 1 ? base64_digits[group >> 6 & 63] : '=';
    out += left > 2 ? base64_digits[group & 63] : '=';
  }
  if (with_newline) out += '\n';
  return bytes_of(out);
}

Value from_base64(Value data, Value strict_mode) {
  std::string_view text;
  bool strict;
  if (!ascii_argument(data, &text) || !flag(strict_mode, false, &strict)) return null_value;
  if (strict && !text.empty() && text[0] == '=') return fail("Leading padding not allowed");
  std::string out;
  out.reserve(text.size() / 4 * 3 + 3);
  uint32_t place = 0, rest = 0, pads = 0;
  bool padding_started = false;
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] == '=') {
      padding_started = true;
      if (strict && place == 0) return fail("Excess data after padding");
      if (place >= 2 && place + ++pads >= 4) {
        if (strict && i + 1 < text.size()) return fail("Excess data after padding");
        return bytes_of(out);
      }
      continue;
    }
    int value = base64_value(text[i]);
    if (value < 0) {
      if (strict) return fail("Only base64 data is allowed");
      continue;
    }
    if (strict && padding_started) return fail("Discontinuous padding not allowed");
    pads = 0;
    uint32_t digit = static_cast<uint32_t>(value);
    switch (place) {
      case 0: rest = digit; break;
      case 1: out += static_cast<char>(rest << 2 | digit >> 4), rest = digit & 15; break;
      case 2: out += static_cast<char>(rest << 4 | digit >> 2), rest = digit & 3; break;
      default: out += static_cast<char>(rest << 6 | digit); break;
    }
    place = (place + 1) % 4;
  }
  if (place == 1) {
    return fail("Invalid base64-encoded string: number of data characters (%s) cannot be 1 more than a multiple of 4",
                out.size() / 3 * 4 + 1);
  }
  return place ? fail("Incorrect padding") : bytes_of(out);
}

// ---- uuencode: one line ----

Value to_uu(Value data, Value backtick) {
  std::string_view bytes;
  bool use_backtick;
  if (!get_bytes(data, &bytes) || !flag(backtick, false, &use_backtick)) return null_value;
  if (bytes.size() > 45) return fail("At most 45 bytes at once");
  auto digit = [&](uint32_t x) { return static_cast<char>(x == 0 && use_backtick ? '`' : x + ' '); };
  std::string out(1, digit(static_cast<uint32_t>(bytes.size())));
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t group = 0;
    for (size_t k = 0; k < 3; k++) group = group << 8 | (i + k < bytes.size() ? static_cast<uint8_t>(bytes[i + k]) : 0);
    for (int shift = 18; shift >= 0; shift -= 6) out += digit(group >> shift & 63);
  }
  return bytes_of(out + "\n");
}

Value from_uu(Value data) {
  std::string_view text;
  if (!ascii_argument(data, &text)) return null_value;
  size_t length = text.empty() ? 0 : (static_cast<uint8_t>(text[0]) - ' ') & 63, i = 1;
  std::string out;
  uint32_t bits = 0, bit_count = 0;
  while (out.size() < length) {
    char c = i < text.size() ? text[i] : 0;
    uint32_t digit;
    if (c == '\n' || c == '\r' || i >= text.size()) {
      digit = 0;  // some encoders leave trailing blanks out
    } else {
      if (c < ' ' || c > ' ' + 64) return fail("Illegal char");
      digit = static_cast<uint32_t>(c - ' ') & 63;
    }
    i++;
    bits = bits << 6 | digit;
    bit_count += 6;
    if (bit_count >= 8) {
      bit_count -= 8;
      out += static_cast<char>(bits >> bit_count);
    }
  }
  for (; i < text.size(); i++) {
    if (text[i] != ' ' && text[i] != '`' && text[i] != '\n' && text[i] != '\r') return fail("Trailing garbage");
  }
  return bytes_of(out);
}

// ---- quoted-printable ----

Value from_qp(Value data, Value header) {
  std::string_view text;
  bool is_header;
  if (!ascii_argument(data, &text) || !flag(header, false, &is_header)) return null_value;
  std::string out;
  for (size_t i = 0; i < text.size();) {
    char c = text[i++];
    if (c == '=') {
      if (i >= text.size()) break;
      if (text[i] == '\n' || text[i] == '\r') {
        // A soft line break: what follows on the line is dropped.
        if (text[i] != '\n') {
          while (i < text.size() && text[i] != '\n') i++;
        }
        if (i < text.size()) i++;
      } else if (text[i] == '=') {
        out += '=';  // broken, but seen
        i++;
      } else if (i + 1 < text.size() && hex_value(text[i]) >= 0 && hex_value(text[i + 1]) >= 0) {
        out += static_cast<char>(hex_value(text[i]) << 4 | hex_value(text[i + 1]));
        i += 2;
      } else {
        out += '=';
      }
    } else {
      out += is_header && c == '_' ? ' ' : c;
    }
  }
  return bytes_of(out);
}

Value to_qp(Value data, Value quote_tabs, Value is_text, Value header) {
  std::string_view bytes;
  bool tabs, text, is_header;
  if (!get_bytes(data, &bytes) || !flag(quote_tabs, false, &tabs) || !flag(is_text, true, &text) ||
      !flag(header, false, &is_header)) {
    return null_value;
  }
  constexpr size_t line_limit = 76;
  size_t first_newline = bytes.find('\n');
  bool crlf = first_newline != bytes.npos && first_newline > 0 && bytes[first_newline - 1] == '\r';
  std::string out;
  size_t column = 0;
  auto soft_break = [&](size_t wanted) {
    if (column + wanted < line_limit) return;
    out += crlf ? "=\r\n" : "=\n";
    column = 0;
  };
  auto quote = [&](uint8_t c) {
    out += '=';
    out += "0123456789ABCDEF"[c >> 4];
    out += "0123456789ABCDEF"[c & 15];
  };
  for (size_t i = 0; i < bytes.size();) {
    uint8_t c = static_cast<uint8_t>(bytes[i]);
    bool last = i + 1 == bytes.size();
    bool quoted = c > 126 || c == '=' || (is_header && c == '_') ||
                  (c == '.' && column == 0 && (last || bytes[i + 1] == '\n' || bytes[i + 1] == '\r' || bytes[i + 1] == 0)) ||
                  (!text && (c == '\r' || c == '\n')) || ((c == '\t' || c == ' ') && last) ||
                  (c < 33 && c != '\r' && c != '\n' && c != '\t' && c != ' ') ||
                  (c < 33 && c != '\r' && c != '\n' && (tabs || (c != '\t' && c != ' ')));
    if (quoted) {
      soft_break(3);
      quote(c);
      i++;
      column += 3;
      continue;
    }
    if (text && (c == '\n' || (c == '\r' && !last && bytes[i + 1] == '\n'))) {
      // A blank at the end of a line must be quoted.
      if (!out.empty() && (out.back() == ' ' || out.back() == '\t')) {
        uint8_t blank = static_cast<uint8_t>(out.back());
        out.pop_back();
        quote(blank);
      }
      out += crlf ? "\r\n" : "\n";
      i += c == '\r' ? 2 : 1;
      column = 0;
      continue;
    }
    if (!last && bytes[i + 1] != '\n') soft_break(1);
    out += is_header && c == ' ' ? '_' : static_cast<char>(c);
    column++;
    i++;
  }
  return bytes_of(out);
}

// ---- checksums ----

Value crc_hqx(Value data, Value start) {
  std::string_view bytes;
  Value exact = index_of(start);
  if (!exact || !get_bytes(data, &bytes)) return null_value;
  uint32_t crc = static_cast<uint32_t>(int64_of(int_and(exact, small_int_value(0xFFFF))));
  for (char c : bytes) {
    crc ^= static_cast<uint32_t>(static_cast<uint8_t>(c)) << 8;
    for (int k = 0; k < 8; k++) crc = (crc << 1 ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xFFFF;
  }
  return small_int_value(crc);
}

Value crc32(Value data, Value start) {
  static uint32_t table[8][256];
  if (!table[0][1]) {
    for (uint32_t i = 0; i < 256; i++) {
      uint32_t x = i;
      for (int k = 0; k < 8; k++) x = x >> 1 ^ (x & 1 ? 0xEDB8'8320 : 0);
      table[0][i] = x;
    }
    // table[k] is for bytes with k zero bytes after them: eight bytes at a time.
    for (uint32_t i = 0; i < 256; i++) {
      for (int k = 1; k < 8; k++) table[k][i] = table[k - 1][i] >> 8 ^ table[0][table[k - 1][i] & 255];
    }
  }
  std::string_view bytes;
  Value exact = start ? index_of(start) : small_int_value(0);
  if (!exact || !get_bytes(data, &bytes)) return null_value;
  uint32_t crc = ~static_cast<uint32_t>(int64_of(int_and(exact, small_int_value(0xFFFF'FFFF))));
  const uint8_t* p = reinterpret_cast<const uint8_t*>(bytes.data());
  size_t size = bytes.size();
  for (; size >= 8; p += 8, size -= 8) {
    uint64_t word;
    __builtin_memcpy(&word, p, 8);
    word ^= crc;
    crc = 0;
    for (uint32_t k = 0; k < 8; k++) crc ^= table[7 - k][word >> 8 * k & 255];
  }
  for (; size; size--) crc = crc >> 8 ^ table[0][(crc ^ *p++) & 255];
  return int_value(static_cast<uint32_t>(~crc));
}

}  // namespace

void fill_binascii(Module* module) {
  static const BuiltinDefinition functions[] = {
      entry("hexlify", hexlify, 1, "data sep bytes_per_sep"),
      entry("b2a_hex", hexlify, 1, "data sep bytes_per_sep"),
      entry("unhexlify", unhexlify),
      entry("a2b_hex", unhexlify),
      entry("b2a_base64", to_base64, 1, "data / * newline"),
      entry("a2b_base64", from_base64, 1, "data / * strict_mode"),
      entry("b2a_uu", to_uu, 1, "data / * backtick"),
      entry("a2b_uu", from_uu),
      entry("b2a_qp", to_qp, 1, "data quotetabs istext header"),
      entry("a2b_qp", from_qp, 1, "data header"),
      entry("crc_hqx", crc_hqx),
      entry("crc32", crc32, 1),
  };
  define(module, functions);
  set_member(module, "Error", ref(module_exception(error_type, "binascii", "Error", ExceptionKind::value_error)));
  set_member(module, "Incomplete", ref(module_exception(incomplete_type, "binascii", "Incomplete", ExceptionKind::exception)));
}

}  // namespace python
