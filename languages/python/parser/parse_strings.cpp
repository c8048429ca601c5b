/// String atoms: adjacent literals joined, and f-strings, which 3.11 reads as whole literals first and takes apart afterwards.
/// The expressions inside are tokenized in place, so their positions are those in the file.
#include "parser/parser.h"
#include "parser/string_literal.h"

namespace python {

/// Takes apart the body of one f-string literal.
class FStringParser {
 public:
  FStringParser(Parser& outer, std::vector<Expr*>& parts, std::string& pending, const Position& at, bool raw)
      : outer_(outer), source_(outer.source_), parts_(parts), pending_(pending), at_(at), raw_(raw) {}

  /// [start, end) is the body; `line` and `line_start` say where `start` lies.
  void run(uint32_t start, uint32_t end, int line, uint32_t line_start) {
    pos_ = start;
    end_ = end;
    line_ = line;
    line_start_ = line_start;
    pieces(0);
    if (!outer_.failed() && pos_ < end_) fail("f-string: single '}' is not allowed");
  }

 private:
  int peek(uint32_t ahead = 0) const { return pos_ + ahead < end_ ? static_cast<unsigned char>(source_[pos_ + ahead]) : -1; }

  void step() {
    if (source_[pos_] == '\n') {
      line_++;
      line_start_ = pos_ + 1;
    }
    pos_++;
  }

  void fail(std::string message) { outer_.fail_at(outer_.token(), std::move(message)); }

  /// Literal text and replacement fields up to the end (or, in a format spec, up to its '}').
  void pieces(int level) {
    while (pos_ < end_ && !outer_.failed()) {
      uint32_t start = pos_;
      bool doubled = false;
      while (pos_ < end_) {
        int c = peek();
        if (c == '\\' && !raw_ && peek(1) >= 0) {
          step();
          if (peek() == 'N' && peek(1) == '{') {
            while (pos_ < end_ && peek() != '}') step();
            if (pos_ < end_) step();
          } else if (peek() != '{' && peek() != '}') {
            step();
          }
          continue;
        }
        if (c == '{' || c == '}') {
          if (level == 0 && peek(1) == c) {
            doubled = true;
            step();
            break;
          }
          break;
        }
        step();
      }
      std::string message;
      if (!decode_string(source_.substr(start, pos_ - start), raw_, pending_, message)) return fail(message);
      if (doubled) {
        step();
        continue;
      }
      if (pos_ >= end_) return;
      if (peek() == '}') {
        if (level == 0) fail("f-string: single '}' is not allowed");
        return;
      }
      field(level);
    }
  }

  /// Make what was collected a constant part.
  void flush() {
    if (pending_.empty()) return;
    parts_.push_back(
        outer_.arena_.make<ConstantExpr>(Expr{ExprKind::constant, false, at_}, ConstantKind::str, outer_.arena_.text(pending_)));
    pending_.clear();
  }

  /// Find the end of the expression: the first of ! : } = outside of brackets and strings. False: an error was reported.
  bool scan_expression() {
    char open[200];
    int depth = 0;
    int quote = 0, quotes = 0;
    for (; pos_ < end_; step()) {
      int c = peek();
      if (c == '\\') return fail("f-string expression part cannot include a backslash"), false;
      if (quote) {
        if (c == quote) {
          if (quotes == 3) {
            if (peek(1) == c && peek(2) == c) {
              step();
              step();
              quote = 0;
            }
          } else {
            quote = 0;
          }
        }
        continue;
      }
      if (c == '\'' || c == '"') {
        quote = c;
        quotes = 1;
        if (peek(1) == c && peek(2) == c) {
          quotes = 3;
          step();
          step();
        }
        continue;
      }
      if (c == '[' || c == '{' || c == '(') {
        if (depth >= 200) return fail("f-string: too many nested parenthesis"), false;
        open[depth++] = static_cast<char>(c);
        continue;
      }
      if (c == '#') return fail("f-string expression part cannot include '#'"), false;
      if (depth == 0 && (c == '!' || c == ':' || c == '}' || c == '=' || c == '>' || c == '<')) {
        int next = peek(1);
        if (next >= 0) {
          if (next == '=' && (c == '!' || c == '=' || c == '<' || c == '>')) {
            step();
            continue;
          }
        }
        if (c == '>' || c == '<') continue;
        break;
      }
      if (c == ']' || c == '}' || c == ')') {
        if (depth == 0) return fail(std::string("f-string: unmatched '") + static_cast<char>(c) + "'"), false;
        char opening = open[--depth];
        if (!((opening == '(' && c == ')') || (opening == '[' && c == ']') || (opening == '{' && c == '}')))
          return fail(std::string("f-string: closing parenthesis '") + static_cast<char>(c) +
                      "' does not match opening parenthesis '" + opening + "'"),
                 false;
      }
    }
    if (quote) return fail("f-string: unterminated string"), false;
    if (depth) return fail(std::string("f-string: unmatched '") + open[depth - 1] + "'"), false;
    return true;
  }

  Expr* expression(uint32_t start, uint32_t end, int line, uint32_t line_start) {
    bool blank = true;
    for (uint32_t i = start; i < end; i++)
      blank &= source_[i] == ' ' || source_[i] == '\t' || source_[i] == '\n' || source_[i] == '\f';
    if (blank) {
      fail("f-string: empty expression not allowed");
      return nullptr;
    }
    Tokenizer tokenizer(source_);
    tokenizer.run_inside(start, end, line, line_start);
    for (Token& token : tokenizer.tokens) token.level++;
    Parser inner(outer_.arena_, source_, tokenizer);
    inner.depth_ = outer_.depth_ + 20;
    Expr* result = inner.at(TokenKind::kw_yield) ? inner.yield_expression() : inner.star_expressions();
    if (inner.at(TokenKind::walrus)) inner.unexpected();
    if (!inner.at(TokenKind::end)) inner.unexpected();
    if (!inner.failed() && (tokenizer.error || tokenizer.ended_in_bracket)) inner.lexical_error();
    inner.settle_error();
    if (inner.failed()) {
      // CPython parses "(expression)" as a text of its own and shows that.
      bool converted = static_cast<bool>(tokenizer.error);
      outer_.fail_at(outer_.token(), "f-string: " + inner.error.message, inner.error.type);
      SourceError& error = outer_.error;
      error.text = "(" + std::string(source_.substr(start, end - start)) + ")";
      error.has_text = true;
      error.line = error.end_line = inner.error.line;
      int base = inner.error.line == line ? static_cast<int>(start - line_start) - 1 : 0;
      error.column = inner.error.column - base - (converted ? 1 : 0);
      error.end_column =
          inner.error.end_column < 0 ? inner.error.end_column : inner.error.end_column - base - (converted ? 1 : 0);
    }
    return result;
  }

  /// '{' expression ['='] ['!' conversion] [':' spec] '}'.
  void field(int level) {
    if (level >= 2) return fail("f-string: expressions nested too deeply");
    step();
    uint32_t start = pos_;
    int line = line_;
    uint32_t line_start = line_start_;
    if (!scan_expression()) return;
    uint32_t end = pos_;
    if (pos_ >= end_) {
      // An expression that is itself wrong is reported first.
      if (start < end) expression(start, end, line, line_start);
      if (!outer_.failed() || outer_.error.message == "f-string: empty expression not allowed") {
        outer_.error = {};
        fail("f-string: expecting '}'");
      }
      return;
    }
    Expr* value = expression(start, end, line, line_start);
    if (outer_.failed()) return;
    bool documented = false;
    if (peek() == '=') {
      step();
      while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\f') step();
      documented = true;
      pending_ += source_.substr(start, pos_ - start);
    }
    int conversion = 0;
    if (peek() == '!') {
      step();
      if (pos_ >= end_) return fail("f-string: expecting '}'");
      conversion = peek();
      step();
      if (conversion != 's' && conversion != 'r' && conversion != 'a')
        return fail("f-string: invalid conversion character: expected 's', 'r', or 'a'");
    }
    if (pos_ >= end_) return fail("f-string: expecting '}'");
    Expr* spec = nullptr;
    if (peek() == ':') {
      step();
      std::vector<Expr*> parts;
      std::string pending;
      FStringParser inner(outer_, parts, pending, at_, raw_);
      inner.pos_ = pos_;
      inner.end_ = end_;
      inner.line_ = line_;
      inner.line_start_ = line_start_;
      inner.pieces(level + 1);
      if (outer_.failed()) return;
      inner.flush();
      pos_ = inner.pos_;
      line_ = inner.line_;
      line_start_ = inner.line_start_;
      spec = outer_.arena_.make<JoinedStringExpr>(Expr{ExprKind::joined_string, false, at_}, outer_.arena_.list(parts));
    }
    if (peek() != '}') return fail("f-string: expecting '}'");
    step();
    if (documented && !spec && !conversion) conversion = 'r';
    flush();
    parts_.push_back(outer_.arena_.make<FormattedExpr>(Expr{ExprKind::formatted, false, at_}, value, conversion, spec));
  }

  Parser& outer_;
  std::string_view source_;
  std::vector<Expr*>& parts_;
  std::string& pending_;
  Position at_;
  bool raw_;
  uint32_t pos_ = 0, end_ = 0;
  int line_ = 0;
  uint32_t line_start_ = 0;
};

Expr* Parser::strings() {
  int start = at_;
  while (at(TokenKind::string)) advance();
  Position at = span(start);
  std::vector<Expr*> parts;
  std::string pending;
  bool is_bytes = false, is_joined = false;
  for (int i = start; i < at_ && !failed(); i++) {
    const Token& token = tokens_[i];
    std::string_view text = text_of(token);
    bool raw = false, bytes = false, joined = false;
    uint32_t prefix = 0;
    for (; text[prefix] != '"' && text[prefix] != '\''; prefix++) {
      int c = text[prefix] | 32;
      raw |= c == 'r';
      bytes |= c == 'b';
      joined |= c == 'f';
    }
    uint32_t quotes = text.size() >= prefix + 6 && text[prefix + 1] == text[prefix] && text[prefix + 2] == text[prefix] ? 3 : 1;
    if (i > start && bytes != is_bytes) {
      fail_at(tokens_[at_], "cannot mix bytes and nonbytes literals");
      break;
    }
    is_bytes = bytes;
    is_joined |= joined;
    uint32_t body_start = token.start + prefix + quotes, body_end = token.end - quotes;
    std::string message;
    if (joined) {
      FStringParser parser(*this, parts, pending, at, raw);
      uint32_t line_start = token.start - static_cast<uint32_t>(token.column);
      parser.run(body_start, body_end, token.line, line_start);
    } else {
      std::string_view body = source_.substr(body_start, body_end - body_start);
      if (!(bytes ? decode_bytes(body, raw, pending, message) : decode_string(body, raw, pending, message))) {
        fail_at(tokens_[at_], message);
      }
    }
  }
  auto constant = [&] {
    return arena_.make<ConstantExpr>(Expr{ExprKind::constant, false, at}, is_bytes ? ConstantKind::bytes : ConstantKind::str,
                                     arena_.text(pending));
  };
  if (!is_joined) return constant();
  if (!pending.empty()) parts.push_back(constant());
  return arena_.make<JoinedStringExpr>(Expr{ExprKind::joined_string, false, at}, arena_.list(parts));
}

}  // namespace python
