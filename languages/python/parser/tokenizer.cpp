#include "parser/tokenizer.h"

#include <utf8proc.h>

#include <cstdio>

namespace python {

namespace {

constexpr int max_level = 200;
constexpr int max_indents = 100;

bool is_digit(int c) { return c >= '0' && c <= '9'; }
bool is_name_start(int c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 128; }
bool is_name_part(int c) { return is_name_start(c) || is_digit(c); }

TokenKind keyword(std::string_view text) {
  struct Entry {
    std::string_view text;
    TokenKind kind;
  };
  static constexpr Entry entries[] = {
#define KEYWORD(id, text) {text, TokenKind::kw_##id},
#include "parser/tokens.def"
  };
  if (text.size() < 2 || text.size() > 8) return TokenKind::name;
  for (const Entry& entry : entries)
    if (entry.text[0] == text[0] && entry.text == text) return entry.kind;
  return TokenKind::name;
}

}  // namespace

std::string_view token_text(TokenKind kind) {
  static constexpr std::string_view texts[] = {
      "end", "newline", "indent", "dedent", "name", "number", "string", "unknown",
#define KEYWORD(id, text) text,
#define OPERATOR(id, text) text,
#include "parser/tokens.def"
  };
  return texts[static_cast<int>(kind)];
}

int count_characters(std::string_view text) {
  int count = 0;
  for (char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

int Tokenizer::characters(uint32_t from, uint32_t to) const { return count_characters(source_.substr(from, to - from)); }

bool Tokenizer::fail(std::string message, const char* type) {
  error.type = type;
  error.in_characters = true;
  error.message = std::move(message);
  error.line = error.end_line = line_;
  error.column = error.end_column = characters(line_start_, at_);
  return false;
}

bool Tokenizer::fail_weakly(std::string message, const char* type) {
  fail(std::move(message), type);
  error.weak = true;
  return false;
}

bool Tokenizer::fail_at(uint32_t from, uint32_t to, std::string message) {
  fail(std::move(message));
  error.column = characters(line_start_, from) + 1;
  error.end_column = characters(line_start_, to);
  return false;
}

void Tokenizer::add(TokenKind kind, uint32_t start) {
  Token token;
  token.kind = kind;
  token.level = static_cast<uint16_t>(open_.size());
  token.start = start;
  token.end = at_;
  token.line = token_line_;
  token.column = static_cast<int32_t>(start - token_line_start_);
  token.end_line = line_;
  token.end_column = static_cast<int32_t>(at_ - line_start_);
  tokens.push_back(token);
}

void Tokenizer::run() { run_to(static_cast<uint32_t>(source_.size())); }

void Tokenizer::run_inside(uint32_t start, uint32_t end, int line, uint32_t line_start) {
  at_ = start;
  line_ = line;
  line_start_ = line_start;
  inside_ = true;
  run_to(end);
}

void Tokenizer::run_to(uint32_t end) {
  end_ = end;
  tokens.reserve((end_ - at_) / 4 + 8);
  bool ok = inside_ || start_line();
  while (ok && at_ < end_) ok = read_token();
  token_line_ = line_;
  token_line_start_ = line_start_;
  if ((ok || error.weak) && !open_.empty()) {
    ended_in_bracket = true;
    bracket = open_.back().bracket;
    bracket_line = open_.back().line;
    bracket_column = open_.back().column;
  }
  if (ok && !inside_ && open_.empty()) {
    if (!tokens.empty() && tokens.back().kind != TokenKind::newline && tokens.back().kind != TokenKind::dedent) {
      add(TokenKind::newline, at_);
    }
    // CPython places the end behind the last line's text.
    if (at_ == line_start_ && line_ > 1) {
      line_--;
      at_--;
      line_start_ = at_ == 0 ? 0 : static_cast<uint32_t>(source_.rfind('\n', at_ - 1) + 1);
      token_line_ = line_;
      token_line_start_ = line_start_;
    }
    for (size_t i = 1; i < indents_.size(); i++) add(TokenKind::dedent, at_);
  }
  add(TokenKind::end, at_);
}

/// At the start of a logical line: skip blank lines, compare the indentation with the open ones.
bool Tokenizer::start_line() {
  for (;;) {
    int column = 0, alternative = 0;
    for (;; at_++) {
      int c = peek();
      if (c == ' ') {
        column++, alternative++;
      } else if (c == '\t') {
        column = (column / 8 + 1) * 8;
        alternative++;
      } else if (c == '\f') {
        column = alternative = 0;
      } else if (c == '\\' && peek(1) == '\n') {
        // Indentation before a continuation counts, that after it does not.
        at_ += 2;
        line_++;
        line_start_ = at_;
        while (peek() == ' ' || peek() == '\t' || peek() == '\f') at_++;
        if (at_ >= end_) {
          line_--;
          line_start_ = token_line_start_ = static_cast<uint32_t>(source_.rfind('\n', at_ - 2) + 1);
          fail_weakly("unexpected EOF while parsing");
          error.end_column = 0;
          error.incomplete = true;
          return false;
        }
        break;
      } else {
        break;
      }
    }
    int c = peek();
    if (c == '#')
      while (at_ < end_ && peek() != '\n') at_++;
    if (peek() == '\n') {
      at_++;
      line_++;
      line_start_ = at_;
      continue;
    }
    if (at_ >= end_) return true;
    token_line_ = line_;
    token_line_start_ = line_start_;
    auto tab_error = [&] {
      fail_weakly("inconsistent use of tabs and spaces in indentation", "TabError");
      error.column = 1;
      error.end_column = 0;
      return false;
    };
    if (column == indents_.back()) return alternative == alternative_indents_.back() || tab_error();
    if (column > indents_.back()) {
      if (static_cast<int>(indents_.size()) >= max_indents) {
        fail_weakly("too many levels of indentation", "IndentationError");
        error.end_column = 0;
        return false;
      }
      if (alternative <= alternative_indents_.back()) return tab_error();
      indents_.push_back(column);
      alternative_indents_.push_back(alternative);
      add(TokenKind::indent, line_start_);
      return true;
    }
    while (column < indents_.back()) {
      indents_.pop_back();
      alternative_indents_.pop_back();
      if (column >= indents_.back() && column != indents_.back()) break;
      add(TokenKind::dedent, at_);
    }
    if (column != indents_.back()) {
      while (at_ < end_ && peek() != '\n') at_++;
      fail_weakly("unindent does not match any outer indentation level", "IndentationError");
      error.column++;
      error.end_column = -1;
      return false;
    }
    return alternative == alternative_indents_.back() || tab_error();
  }
}

bool Tokenizer::read_token() {
  int c = peek();
  token_start_ = at_;
  token_line_ = line_;
  token_line_start_ = line_start_;
  switch (c) {
    case ' ':
    case '\t':
    case '\f': at_++; return true;
    case '#':
      comment_ = at_;
      while (at_ < end_ && peek() != '\n') at_++;
      return true;
    case '\n':
      at_++;
      if (inside_ || !open_.empty()) {
        line_++;
        line_start_ = at_;
        return true;
      }
      at_--;
      add(TokenKind::newline, comment_ >= line_start_ ? static_cast<uint32_t>(comment_) : at_);
      tokens.back().end_column++;
      at_++;
      line_++;
      line_start_ = at_;
      return start_line();
    case '\\':
      at_++;
      if (peek() != '\n') {
        if (at_ < end_) {
          do at_++;
          while ((peek() & 0xC0) == 0x80 && at_ < end_);
          fail_weakly("unexpected character after line continuation character");
        } else {
          fail_weakly("unexpected EOF while parsing");
          error.incomplete = true;
        }
        error.end_column = 0;
        return false;
      }
      at_++;
      line_++;
      line_start_ = at_;
      if (at_ >= end_) {
        // CPython reports the line with the backslash.
        line_--;
        line_start_ = token_line_start_;
        at_ -= 1;
        fail_weakly("unexpected EOF while parsing");
        error.end_column = 0;
        error.incomplete = true;
        return false;
      }
      return true;
    default: break;
  }
  if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return read_number();
  if (is_name_start(c)) return read_name();
  if (c == '"' || c == '\'') return read_string(0);
  return read_operator();
}

bool Tokenizer::read_name() {
  // A string prefix is at most two letters.
  uint32_t length = 0;
  bool seen_b = false, seen_u = false, seen_r = false, seen_f = false;
  for (;; length++) {
    int c = peek(length) | 32;
    if (c == 'b' && !seen_b && !seen_u && !seen_f)
      seen_b = true;
    else if (c == 'u' && !seen_b && !seen_u && !seen_r && !seen_f)
      seen_u = true;
    else if (c == 'r' && !seen_r && !seen_u)
      seen_r = true;
    else if (c == 'f' && !seen_f && !seen_b && !seen_u)
      seen_f = true;
    else
      break;
  }
  if (length > 0 && (peek(length) == '"' || peek(length) == '\'')) return read_string(length);
  bool ascii = true;
  while (is_name_part(peek())) ascii &= peek() < 128, at_++;
  if (!ascii && !check_name(at_)) return false;
  std::string_view text = source_.substr(token_start_, at_ - token_start_);
  add(keyword(text), token_start_);
  return true;
}

/// Identifiers beyond ASCII: each character must be a letter, mark, digit or connector.
bool Tokenizer::check_name(uint32_t end) {
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(source_.data());
  for (uint32_t at = token_start_; at < end;) {
    utf8proc_int32_t code = 0;
    auto size = utf8proc_iterate(bytes + at, end - at, &code);
    if (size <= 0) size = 1;
    bool ok = true;
    if (code >= 128) {
      switch (utf8proc_category(code)) {
        case UTF8PROC_CATEGORY_LU:
        case UTF8PROC_CATEGORY_LL:
        case UTF8PROC_CATEGORY_LT:
        case UTF8PROC_CATEGORY_LM:
        case UTF8PROC_CATEGORY_LO:
        case UTF8PROC_CATEGORY_NL: break;
        case UTF8PROC_CATEGORY_MN:
        case UTF8PROC_CATEGORY_MC:
        case UTF8PROC_CATEGORY_ND:
        case UTF8PROC_CATEGORY_PC: ok = at > token_start_; break;
        default: ok = (code == 0x00B7 && at > token_start_) || code == 0x2118 || code == 0x212E;
      }
    }
    if (!ok) {
      at_ = at + size;
      char hex[16];
      std::snprintf(hex, sizeof hex, "U+%04X", static_cast<unsigned>(code));
      auto category = utf8proc_category(code);
      bool printable = category != UTF8PROC_CATEGORY_CC && category != UTF8PROC_CATEGORY_CF && category != UTF8PROC_CATEGORY_CS &&
                       category != UTF8PROC_CATEGORY_CO && category != UTF8PROC_CATEGORY_CN && category != UTF8PROC_CATEGORY_ZL &&
                       category != UTF8PROC_CATEGORY_ZP && category != UTF8PROC_CATEGORY_ZS;
      if (!printable) return fail(std::string("invalid non-printable character ") + hex);
      return fail("invalid character '" + std::string(source_.substr(at, size)) + "' (" + hex + ")");
    }
    at += static_cast<uint32_t>(size);
  }
  return true;
}

/// Digits of a base with single underscores between them; at least one digit.
bool Tokenizer::read_digits(uint32_t base) {
  auto in_base = [&](int c) {
    return base == 16 ? is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f') : c >= '0' && c < static_cast<int>('0' + base);
  };
  const char* what = base == 16 ? "hexadecimal" : base == 8 ? "octal" : base == 2 ? "binary" : "decimal";
  do {
    if (peek() == '_') at_++;
    if (!in_base(peek())) {
      if (base < 10 && is_digit(peek())) {
        std::string digit(1, static_cast<char>(peek()));
        at_++;
        return fail("invalid digit '" + digit + "' in " + what + " literal");
      }
      return fail(std::string("invalid ") + what + " literal");
    }
    while (in_base(peek())) at_++;
  } while (peek() == '_');
  if (base < 10 && is_digit(peek())) {
    std::string digit(1, static_cast<char>(peek()));
    at_++;
    return fail("invalid digit '" + digit + "' in " + what + " literal");
  }
  return true;
}

/// A number may be followed directly by a keyword that can follow an expression, not by another name character.
bool Tokenizer::finish_number(const char* what) {
  int c = peek();
  if (is_name_start(c)) {
    bool word = false;
    for (std::string_view text : {"and", "else", "for", "if", "in", "is", "not", "or"})
      word |= source_.substr(at_, text.size()) == text;
    if (!word) return fail(std::string("invalid ") + what + " literal");
  }
  add(TokenKind::number, token_start_);
  return true;
}

bool Tokenizer::read_number() {
  if (peek() == '0') {
    int kind = peek(1) | 32;
    if (peek(1) > 0 && (kind == 'x' || kind == 'o' || kind == 'b')) {
      at_ += 2;
      if (!read_digits(kind == 'x' ? 16 : kind == 'o' ? 8 : 2)) return false;
      return finish_number(kind == 'x' ? "hexadecimal" : kind == 'o' ? "octal" : "binary");
    }
    while (peek() == '0' || (peek() == '_' && is_digit(peek(1)))) {
      if (peek() == '_' && peek(1) != '0') {
        at_++;
        break;
      }
      at_++;
    }
    if (peek() == '_') {
      at_++;
      return fail("invalid decimal literal");
    }
    if (is_digit(peek())) {
      uint32_t zeros_end = at_ + 1;
      if (!read_digits(10)) return false;
      if (peek() != '.' && (peek() | 32) != 'e' && (peek() | 32) != 'j')
        return fail_at(token_start_, zeros_end,
                       "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers");
    }
  } else if (peek() != '.') {
    if (!read_digits(10)) return false;
  }
  const char* what = "decimal";
  if (peek() == '.') {
    at_++;
    if (is_digit(peek()) && !read_digits(10)) return false;
  }
  if (peek() == 'e' || peek() == 'E') {
    uint32_t sign = peek(1) == '+' || peek(1) == '-';
    if (is_digit(peek(1 + sign))) {
      at_ += 1 + sign;
      if (!read_digits(10)) return false;
    } else if (sign) {
      at_ += 2;
      return fail("invalid decimal literal");
    }
  }
  if (peek() == 'j' || peek() == 'J') {
    at_++;
    what = "imaginary";
  }
  return finish_number(what);
}

bool Tokenizer::read_string(uint32_t prefix) {
  at_ += prefix;
  int quote = peek();
  bool triple = peek(1) == quote && peek(2) == quote;
  at_ += triple ? 3 : 1;
  for (;;) {
    int c = peek();
    if (c < 0 || (c == '\n' && !triple)) {
      std::string detected =
          " (detected at line " + std::to_string(c < 0 && at_ == line_start_ && line_ > 1 ? line_ - 1 : line_) + ")";
      at_ = token_start_ + 1;
      line_ = token_line_;
      line_start_ = token_line_start_;
      fail(triple ? "unterminated triple-quoted string literal" + detected : "unterminated string literal" + detected);
      error.incomplete = triple;
      return false;
    }
    at_++;
    if (c == '\\') {
      c = peek();
      if (c >= 0) at_++;
    } else if (c == quote) {
      if (!triple) break;
      if (peek() == quote && peek(1) == quote) {
        at_ += 2;
        break;
      }
    }
    if (c == '\n') {
      line_++;
      line_start_ = at_;
    }
  }
  add(TokenKind::string, token_start_);
  return true;
}

bool Tokenizer::open_or_close(char c) {
  if (c == '(' || c == '[' || c == '{') {
    if (static_cast<int>(open_.size()) >= max_level) {
      at_++;
      return fail("too many nested parentheses");
    }
    open_.push_back({c, line_, static_cast<int>(at_ - line_start_)});
    return true;
  }
  if (open_.empty()) {
    at_++;
    return fail(std::string("unmatched '") + c + "'");
  }
  Open open = open_.back();
  open_.pop_back();
  if ((open.bracket == '(' && c == ')') || (open.bracket == '[' && c == ']') || (open.bracket == '{' && c == '}')) return true;
  at_++;
  std::string message = std::string("closing parenthesis '") + c + "' does not match opening parenthesis '" + open.bracket + "'";
  if (open.line != line_) message += " on line " + std::to_string(open.line);
  return fail(std::move(message));
}

bool Tokenizer::read_operator() {
  char c = source_[at_];
  if (c == '(' || c == '[' || c == '{' || c == ')' || c == ']' || c == '}') {
    if (!open_or_close(c)) return false;
  }
  // The longest operator first; the table is short enough to be scanned by its first character.
  struct Entry {
    std::string_view text;
    TokenKind kind;
  };
  static constexpr Entry entries[] = {
#define OPERATOR(id, text) {text, TokenKind::id},
#include "parser/tokens.def"
  };
  const Entry* best = nullptr;
  std::string_view rest = source_.substr(at_, 3 < end_ - at_ ? 3 : end_ - at_);
  for (const Entry& entry : entries) {
    if (entry.text[0] == c && rest.substr(0, entry.text.size()) == entry.text && (!best || entry.text.size() > best->text.size()))
      best = &entry;
  }
  if (!best) {
    if (static_cast<unsigned char>(c) < 32 || c == 127) {
      at_++;
      char hex[16];
      std::snprintf(hex, sizeof hex, "U+%04X", static_cast<unsigned char>(c));
      return fail(std::string("invalid non-printable character ") + hex);
    }
    at_++;
    add(TokenKind::unknown, token_start_);
    return true;
  }
  at_ += static_cast<uint32_t>(best->text.size());
  if (best->kind == TokenKind::less && peek() == '>') {
    at_++;
    add(TokenKind::unknown, token_start_);
    return true;
  }
  add(best->kind, token_start_);
  return true;
}

}  // namespace python
