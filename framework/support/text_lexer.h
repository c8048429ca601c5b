// A lexer for the text forms of our representations: words, numbers, quoted strings, single-character punctuation.
//
// A word is letters, digits, '_' and '.'; '%' or '$' may start one. '#' and '-' are punctuation. Comments run from ';' to the end
// of the line. Line ends are tokens, so that a parser can tell one operation from the next.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace jitwright::support {

struct Token {
  enum class Kind : uint8_t { end, line_end, word, string, punctuation } kind = Kind::end;
  std::string text;  ///< of strings: with escapes resolved
  uint32_t line = 0;
};

class TextLexer {
 public:
  explicit TextLexer(std::string_view text) : text_(text) { advance(); }
  const Token& current() const { return token_; }
  bool at(Token::Kind kind) const { return token_.kind == kind; }
  bool at(char punctuation) const { return token_.kind == Token::Kind::punctuation && token_.text[0] == punctuation; }
  bool at_word(std::string_view word) const { return token_.kind == Token::Kind::word && token_.text == word; }
  bool at_line_end() const { return token_.kind == Token::Kind::line_end || token_.kind == Token::Kind::end; }
  Token take();
  bool accept(char punctuation);
  bool accept_word(std::string_view word);

 private:
  void advance();
  std::string_view text_;
  size_t position_ = 0;
  uint32_t line_ = 1;
  Token token_;
};

/// `text` in double quotes, with escapes that TextLexer resolves.
std::string quote(std::string_view text);

}  // namespace jitwright::support
