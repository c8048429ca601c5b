#include "parser/string_literal.h"

namespace python {

bool (*character_by_name)(std::string_view, uint32_t*);

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if ((c | 32) >= 'a' && (c | 32) <= 'f') return (c | 32) - 'a' + 10;
  return -1;
}

/// The escapes both kinds share, after the backslash at `at`: single characters and octal. False: not one of them.
bool simple_escape(std::string_view body, size_t& at, uint32_t& code) {
  char c = body[at];
  switch (c) {
    case '\\':
    case '\'':
    case '"': code = static_cast<unsigned char>(c); break;
    case 'a': code = 7; break;
    case 'b': code = 8; break;
    case 'f': code = 12; break;
    case 'n': code = 10; break;
    case 'r': code = 13; break;
    case 't': code = 9; break;
    case 'v': code = 11; break;
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
      code = 0;
      for (int i = 0; i < 3 && at < body.size() && body[at] >= '0' && body[at] <= '7'; i++)
        code = code * 8 + static_cast<uint32_t>(body[at++] - '0');
      return true;
    default: return false;
  }
  at++;
  return true;
}

std::string unicode_error(size_t start, size_t end, const char* why) {
  return "(unicode error) 'unicodeescape' codec can't decode bytes in position " + std::to_string(start) + "-" +
         std::to_string(end - 1) + ": " + why;
}

}  // namespace

void append_utf8(std::string& out, uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 63));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 63));
    out += static_cast<char>(0x80 | (code & 63));
  } else {
    out += static_cast<char>(0xF0 | code >> 18);
    out += static_cast<char>(0x80 | (code >> 12 & 63));
    out += static_cast<char>(0x80 | (code >> 6 & 63));
    out += static_cast<char>(0x80 | (code & 63));
  }
}

bool decode_string(std::string_view body, bool raw, std::string& out, std::string& message) {
  if (raw || body.find('\\') == std::string_view::npos) {
    out += body;
    return true;
  }
  for (size_t at = 0; at < body.size();) {
    size_t start = at;
    char c = body[at++];
    if (c != '\\') {
      out += c;
      continue;
    }
    if (at == body.size()) {
      message = "(unicode error) 'unicodeescape' codec can't decode byte 0x5c in position " + std::to_string(start) +
                ": \\ at end of string";
      return false;
    }
    uint32_t code = 0;
    c = body[at];
    if (c == '\n') {
      at++;
    } else if (c == 'x' || c == 'u' || c == 'U') {
      at++;
      int wanted = c == 'x' ? 2 : c == 'u' ? 4 : 8, found = 0;
      for (; found < wanted && at < body.size() && hex_digit(body[at]) >= 0; found++, at++)
        code = code * 16 + static_cast<uint32_t>(hex_digit(body[at]));
      if (found < wanted) {
        message = unicode_error(start, at,
                                c == 'x'   ? "truncated \\xXX escape"
                                : c == 'u' ? "truncated \\uXXXX escape"
                                           : "truncated \\UXXXXXXXX escape");
        return false;
      }
      if (code > 0x10FFFF) {
        message = unicode_error(start, at, "illegal Unicode character");
        return false;
      }
      append_utf8(out, code);
    } else if (c == 'N') {
      at++;
      size_t close = at < body.size() && body[at] == '{' ? body.find('}', at) : std::string_view::npos;
      if (close == std::string_view::npos || close == at + 1) {
        message = unicode_error(start, at, "malformed \\N character escape");
        return false;
      }
      if (!character_by_name || !character_by_name(body.substr(at + 1, close - at - 1), &code)) {
        message = unicode_error(start, close + 1, "unknown Unicode character name");
        return false;
      }
      append_utf8(out, code);
      at = close + 1;
    } else if (simple_escape(body, at, code)) {
      append_utf8(out, code);
    } else {
      out += '\\';
    }
  }
  return true;
}

bool decode_bytes(std::string_view body, bool raw, std::string& out, std::string& message) {
  for (char c : body) {
    if (static_cast<unsigned char>(c) >= 128) {
      message = "bytes can only contain ASCII literal characters";
      return false;
    }
  }
  if (raw) {
    out += body;
    return true;
  }
  for (size_t at = 0; at < body.size();) {
    size_t start = at;
    char c = body[at++];
    uint32_t code = 0;
    if (c != '\\') {
      out += c;
    } else if (at == body.size()) {
      message = "(value error) Trailing \\ in string";
      return false;
    } else if (body[at] == '\n') {
      at++;
    } else if (body[at] == 'x') {
      if (at + 2 < body.size() && hex_digit(body[at + 1]) >= 0 && hex_digit(body[at + 2]) >= 0) {
        out += static_cast<char>(hex_digit(body[at + 1]) * 16 + hex_digit(body[at + 2]));
        at += 3;
      } else {
        message = "(value error) invalid \\x escape at position " + std::to_string(start);
        return false;
      }
    } else if (simple_escape(body, at, code)) {
      out += static_cast<char>(code);
    } else {
      out += '\\';
    }
  }
  return true;
}

}  // namespace python
