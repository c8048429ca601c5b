/// Owns the step from tokens to the syntax tree: recursive descent over CPython 3.11's grammar.
/// Invariants: functions return a usable node even after an error; the first error is kept and moves the cursor to the `end`
/// token, where every loop stops. Nesting is limited (`max_depth`), so input cannot overflow the native stack.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parser/arena.h"
#include "parser/ast.h"
#include "parser/syntax_error.h"
#include "parser/tokenizer.h"

namespace python {

class Parser {
 public:
  Parser(Arena& arena, std::string_view source, const Tokenizer& tokenizer);

  SyntaxTree* parse_file();
  SyntaxTree* parse_expression();
  SyntaxTree* parse_interactive();

  SourceError error;

 private:
  friend class FStringParser;
  class Depth;

  // -- cursor --
  const Token& token(int ahead = 0) const { return tokens_[at_ + ahead <= last_ ? at_ + ahead : last_]; }
  TokenKind kind(int ahead = 0) const { return token(ahead).kind; }
  const Token& previous() const { return tokens_[at_ > 0 ? at_ - 1 : 0]; }
  bool at(TokenKind wanted) const { return kind() == wanted; }
  bool at_name(std::string_view text) const { return at(TokenKind::name) && text_of(token()) == text; }
  bool accept(TokenKind wanted);
  bool expect(TokenKind wanted);
  void advance() {
    if (at_ < last_) at_++;
  }
  std::string_view text_of(const Token& token) const { return source_.substr(token.start, token.end - token.start); }
  /// From the token at index `start` to the last token consumed.
  Position span(int start) const;
  Position span(const Expr* first) const;
  const Token& last_of_span() const;
  std::string_view identifier();
  std::string_view name_text(const Token& token);
  bool failed() const { return static_cast<bool>(error); }

  // -- errors --
  void fail(const Position& at, std::string message, const char* type = "SyntaxError");
  void fail_at(const Token& token, std::string message, const char* type = "SyntaxError");
  void unexpected();
  void lexical_error();
  void settle_error();
  Position position_of(const Token& token) const;
  void missing_colon(bool forced);
  bool forgot_comma();
  /// Parse with `parse`; on failure the cursor and error state are as before and the result is false.
  template <typename F>
  bool attempt(F parse);
  bool starts_expression() const;
  bool too_deep();

  // -- expressions --
  Expr* expression();
  Expr* disjunction();
  Expr* conjunction();
  Expr* inversion();
  Expr* comparison();
  Expr* binary(int level);
  Expr* bitwise_or() { return binary(0); }
  Expr* unary();
  Expr* power();
  Expr* primary();
  Expr* atom();
  Expr* lambda();
  Expr* named_expression();
  Expr* star_expression();
  Expr* star_named_expression();
  Expr* star_expressions();
  Expr* star_named_expressions();
  Expr* yield_expression();
  Expr* yield_or_star_expressions();
  Expr* parenthesized();
  Expr* list_or_comprehension();
  Expr* dict_or_set();
  Expr* subscript_index();
  Expr* slice();
  void call_arguments(Items<Expr*>& args, Items<Keyword>& keywords);
  Expr* comprehension(ExprKind kind, int start, Expr* element, Expr* value, TokenKind close);
  void skip_comprehension_clauses();
  Expr* bad_expression();
  Parameters* parameters(bool is_lambda);
  Parameter parameter(bool is_lambda, bool allow_star_annotation);
  Expr* number();
  Expr* strings();

  // -- targets --
  enum class Use { assign, loop, remove };
  bool check_target(Expr* target, Use use);
  static const char* expression_name(const Expr* expression);
  Expr* target_list();
  Expr* star_target();

  // -- statements --
  void statement(std::vector<Stmt*>& out);
  void simple_statements(std::vector<Stmt*>& out);
  Stmt* simple_statement();
  Stmt* expression_statement();
  Stmt* bad_assignment(Expr* left, Expr* head, int equals);
  Stmt* return_statement();
  Stmt* raise_statement();
  Stmt* assert_statement();
  Stmt* delete_statement();
  Stmt* import_statement();
  Stmt* import_from_statement();
  Stmt* names_statement(StmtKind kind);
  Stmt* compound_statement();
  Stmt* if_statement(int start);
  Stmt* while_statement(int start);
  Stmt* for_statement(int start, bool is_async);
  Stmt* try_statement(int start);
  Stmt* with_statement(int start, bool is_async);
  Stmt* function_definition(int start, Items<Expr*> decorators, bool is_async);
  Stmt* class_definition(int start, Items<Expr*> decorators);
  Stmt* decorated();
  Stmt* match_statement();
  Items<Stmt*> block(const std::string& after, int line);
  Items<Stmt*> else_block();
  std::string dotted_name();

  // -- patterns --
  Pattern* patterns();
  Pattern* pattern();
  Pattern* or_pattern();
  Pattern* closed_pattern();
  Pattern* sequence_pattern(TokenKind close, int start);
  Pattern* maybe_star_pattern();
  Pattern* mapping_pattern();
  Pattern* class_pattern(Expr* cls, int start);
  Pattern* make_pattern(PatternKind kind, int start);

  Arena& arena_;
  std::string_view source_;
  const Tokenizer& tokenizer_;
  const Token* tokens_;
  int last_, at_ = 0;
  int depth_ = 0;
  bool trying_ = false;
  int furthest_ = 0;
  bool met_lexical_error_ = false;  // since it was last cleared
  // The last complete `disjunction` an expression consisted of, for "Perhaps you forgot a comma?".
  Expr* recent_ = nullptr;
  int recent_start_ = 0, recent_end_ = -1;
};

/// Counts one level of nesting while it lives.
class Parser::Depth {
 public:
  explicit Depth(Parser& parser) : parser_(parser) { parser_.depth_++; }
  ~Depth() { parser_.depth_--; }
  explicit operator bool() const { return parser_.depth_ <= max_depth || !parser_.too_deep(); }
  static constexpr int max_depth = 2000;

 private:
  Parser& parser_;
};

template <typename F>
bool Parser::attempt(F parse) {
  int at = at_;
  SourceError before = error;
  bool trying = trying_;
  trying_ = true;
  error = {};
  parse();
  bool ok = !failed();
  trying_ = trying;
  if (!ok) at_ = at;
  error = before;
  return ok;
}

}  // namespace python
