#include "parser/parser.h"

#include <utf8proc.h>

#include <cstdlib>

namespace python {

Parser::Parser(Arena& arena, std::string_view source, const Tokenizer& tokenizer)
    : arena_(arena),
      source_(source),
      tokenizer_(tokenizer),
      tokens_(tokenizer.tokens.data()),
      last_(static_cast<int>(tokenizer.tokens.size()) - 1) {}

bool Parser::accept(TokenKind wanted) {
  if (kind() != wanted) return false;
  advance();
  return true;
}

bool Parser::expect(TokenKind wanted) {
  if (kind() == wanted) {
    if (wanted != TokenKind::end) advance();
    return true;
  }
  unexpected();
  return false;
}

Position Parser::position_of(const Token& token) const { return {token.line, token.end_line, token.column, token.end_column}; }

/// The last token consumed that is text.
const Token& Parser::last_of_span() const {
  int at = at_ > 0 ? at_ - 1 : 0;
  while (at > 0 && (tokens_[at].kind == TokenKind::newline || tokens_[at].kind == TokenKind::dedent)) at--;
  return tokens_[at];
}

Position Parser::span(int start) const {
  const Token& first = tokens_[start];
  const Token& last = at_ > start ? last_of_span() : first;
  return {first.line, last.end_line, first.column, last.end_column};
}

Position Parser::span(const Expr* first) const {
  const Token& last = last_of_span();
  return {first->at.line, last.end_line, first->at.column, last.end_column};
}

/// Identifiers beyond ASCII are the same if their NFKC forms are.
std::string_view Parser::name_text(const Token& token) {
  std::string_view text = text_of(token);
  for (char c : text) {
    if (static_cast<unsigned char>(c) < 128) continue;
    utf8proc_uint8_t* result = nullptr;
    auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                             &result, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT));
    if (size >= 0) text = arena_.text({reinterpret_cast<char*>(result), static_cast<size_t>(size)});
    std::free(result);
    return text;
  }
  return text;
}

std::string_view Parser::identifier() {
  if (!at(TokenKind::name)) {
    unexpected();
    return "";
  }
  std::string_view text = name_text(token());
  advance();
  return text;
}

// -- errors --

void Parser::fail(const Position& at, std::string message, const char* type) {
  if (!failed()) {
    furthest_ = at_;
    error.type = type;
    error.message = std::move(message);
    error.line = at.line;
    error.end_line = at.end_line;
    error.column = at.column;
    error.end_column = at.end_column;
  }
  at_ = last_;
}

void Parser::fail_at(const Token& token, std::string message, const char* type) {
  fail(position_of(token), std::move(message), type);
}

bool Parser::too_deep() {
  if (!failed()) fail_at(token(), "", "MemoryError");
  return true;
}

bool Parser::starts_expression() const {
  switch (kind()) {
    case TokenKind::name:
    case TokenKind::number:
    case TokenKind::string:
    case TokenKind::kw_none:
    case TokenKind::kw_true:
    case TokenKind::kw_false:
    case TokenKind::left_paren:
    case TokenKind::left_bracket:
    case TokenKind::left_brace:
    case TokenKind::minus:
    case TokenKind::plus:
    case TokenKind::tilde:
    case TokenKind::kw_not:
    case TokenKind::kw_lambda:
    case TokenKind::kw_await:
    case TokenKind::ellipsis: return true;
    default: return false;
  }
}

/// Two expressions side by side where one was expected: say what may be missing.
bool Parser::forgot_comma() {
  if (!recent_ || recent_end_ != at_ || !starts_expression()) return false;
  bool is_name = recent_->kind == ExprKind::name && !recent_->parenthesized;
  Expr* first = recent_;
  int first_start = recent_start_;
  bool legacy = is_name && (static_cast<NameExpr*>(first)->id == "print" || static_cast<NameExpr*>(first)->id == "exec");
  int start = at_;
  if (!legacy && tokens_[first_start].kind == TokenKind::name) {
    std::string_view text = text_of(tokens_[first_start]);
    if (text == "match" || text == "case" || text == "_") return false;
    if (tokens_[first_start + 1].kind == TokenKind::string) return false;
  }
  Expr* second = nullptr;
  met_lexical_error_ = false;
  bool parsed = attempt([&] { second = legacy ? star_expressions() : expression(); });
  if ((parsed && at_ == last_ && (tokenizer_.error || tokenizer_.ended_in_bracket)) || (!parsed && met_lexical_error_)) {
    lexical_error();
    return true;
  }
  if (!parsed) return false;
  int end_level = previous().level;
  at_ = start;
  Position range{first->at.line, second->at.end_line, first->at.column, second->at.end_column};
  if (legacy) {
    std::string name(static_cast<NameExpr*>(first)->id);
    fail(range, "Missing parentheses in call to '" + name + "'. Did you mean " + name + "(...)?");
    return true;
  }
  if (end_level == 0) return false;
  fail(range, "invalid syntax. Perhaps you forgot a comma?");
  return true;
}

/// The token at the cursor does not fit.
void Parser::unexpected() {
  if (failed()) return;
  if (at_ == last_ && (tokenizer_.error || tokenizer_.ended_in_bracket)) return lexical_error();
  bool after_expression = recent_end_ == at_;
  if (!trying_ && forgot_comma()) return;
  if (at(TokenKind::indent)) {
    const Token& next = token(1);
    fail({next.line, next.line, next.column - 1, -2}, "unexpected indent", "IndentationError");
    error.final = true;
  } else if (at(TokenKind::dedent)) {
    fail_at(token(), "unexpected unindent", "IndentationError");
    error.final = true;
  } else {
    // After an expression `not` is read on the way to `not in`.
    bool half_operator = at(TokenKind::kw_not) && after_expression;
    bool at_newline = at(TokenKind::newline);
    bool at_end = at(TokenKind::end);
    bool no_text = at_end && previous().kind == TokenKind::newline;
    fail_at(token(half_operator ? 1 : 0), "invalid syntax");
    if (at_newline) error.end_column = error.column;
    if (no_text) error.column = error.end_column = -1;
    error.incomplete = at_end;
  }
}

void Parser::lexical_error() {
  met_lexical_error_ = true;
  furthest_ = last_;
  error.type = "SyntaxError";  // Filled in by settle_error, which prefers the tokenizer's error.
  at_ = last_;
}

/// Turn columns into characters, and let a lexical error anywhere, or an unclosed bracket before, win over the parser's own.
void Parser::settle_error() {
  if (!failed() || error.final) return;
  bool at_end = furthest_ >= last_;
  if (tokenizer_.error && (at_end || !tokenizer_.error.weak) && std::string_view(error.type) != "MemoryError") {
    error = tokenizer_.error;
    return;
  }
  if (tokenizer_.ended_in_bracket && (at_end || tokens_[furthest_].line > tokenizer_.bracket_line)) {
    error.type = "SyntaxError";
    error.message = std::string("'") + tokenizer_.bracket + "' was never closed";
    error.line = error.end_line = tokenizer_.bracket_line;
    error.column = tokenizer_.bracket_column;
    error.end_column = -1;
    error.incomplete = true;
  }
}

/// After the head of a compound statement without ':'. Some heads insist on it, others only at the line's end.
void Parser::missing_colon(bool forced) {
  if (failed()) return;
  if (at_ == last_ && (tokenizer_.error || tokenizer_.ended_in_bracket)) return lexical_error();
  if (forced || at(TokenKind::newline)) {
    if (!trying_ && !at(TokenKind::newline) && forgot_comma()) return;
    fail_at(token(), "expected ':'");
  } else {
    unexpected();
  }
}

// -- entry points --

SyntaxTree* Parser::parse_file() {
  std::vector<Stmt*> body;
  while (!at(TokenKind::end) && !failed()) {
    if (accept(TokenKind::newline)) continue;
    statement(body);
  }
  if (!failed() && (tokenizer_.error || tokenizer_.ended_in_bracket)) lexical_error();
  settle_error();
  auto* module = arena_.make<SyntaxTree>();
  module->body = arena_.list(body);
  return module;
}

SyntaxTree* Parser::parse_expression() {
  auto* module = arena_.make<SyntaxTree>();
  module->expression = star_expressions();
  while (accept(TokenKind::newline)) {
  }
  if (!at(TokenKind::end)) unexpected();
  if (!failed() && (tokenizer_.error || tokenizer_.ended_in_bracket)) lexical_error();
  settle_error();
  return module;
}

SyntaxTree* Parser::parse_interactive() {
  std::vector<Stmt*> body;
  while (accept(TokenKind::newline)) {
  }
  if (!at(TokenKind::end)) statement(body);
  while (accept(TokenKind::newline)) {
  }
  if (!failed() && !at(TokenKind::end)) fail_at(token(), "multiple statements found while compiling a single statement");
  if (!failed() && (tokenizer_.error || tokenizer_.ended_in_bracket)) lexical_error();
  settle_error();
  auto* module = arena_.make<SyntaxTree>();
  module->body = arena_.list(body);
  return module;
}

}  // namespace python
