/// Owns the step from source text to tokens: indentation, continuation lines, numbers, strings (as whole literals), operators.
/// The whole text is read before parsing. At the first lexical error reading stops: an `end` token follows, `error` is set, and
/// the parser decides whether it or an earlier error of its own is reported.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parser/syntax_error.h"
#include "parser/token.h"

namespace python {

class Tokenizer {
 public:
  /// `source` has only \n line ends and is valid UTF-8.
  explicit Tokenizer(std::string_view source) : source_(source) {}

  /// Read everything; `error` tells whether it failed.
  void run();
  /// Read the piece [start, end) as inside of brackets: an expression of an f-string. `line` and `line_start` say where it lies.
  void run_inside(uint32_t start, uint32_t end, int line, uint32_t line_start);

  std::vector<Token> tokens;
  SourceError error;
  /// The input ended inside brackets; `bracket_*` say where the innermost one opened.
  bool ended_in_bracket = false;
  char bracket = 0;
  int bracket_line = 0, bracket_column = 0;

 private:
  struct Open {
    char bracket;
    int line, column;
  };

  void run_to(uint32_t end);
  bool start_line();
  bool read_token();
  bool read_name();
  bool read_number();
  bool read_digits(uint32_t base_digits);
  bool finish_number(const char* what);
  bool read_string(uint32_t prefix);
  bool read_operator();
  bool check_name(uint32_t end);
  bool open_or_close(char c);
  void add(TokenKind kind, uint32_t start);
  int peek(uint32_t ahead = 0) const { return at_ + ahead < end_ ? static_cast<unsigned char>(source_[at_ + ahead]) : -1; }
  /// Report at the column reached (in characters), as CPython does.
  bool fail(std::string message, const char* type = "SyntaxError");
  /// As fail, for an error that counts only if the parser comes this far.
  bool fail_weakly(std::string message, const char* type = "SyntaxError");
  bool fail_at(uint32_t from, uint32_t to, std::string message);
  int characters(uint32_t from, uint32_t to) const;

  std::string_view source_;
  uint32_t at_ = 0, end_ = 0;
  uint32_t line_start_ = 0, token_start_ = 0;
  int64_t comment_ = -1;  // where the last comment began
  int line_ = 1;
  bool inside_ = false;
  int token_line_ = 1;
  uint32_t token_line_start_ = 0;
  std::vector<Open> open_;
  std::vector<int> indents_{0}, alternative_indents_{0};
};

/// How many characters (code points) `text` has.
int count_characters(std::string_view text);

}  // namespace python
