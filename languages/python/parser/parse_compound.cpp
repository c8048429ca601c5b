/// Compound statements and their blocks.
#include "parser/parser.h"

namespace python {

/// ':' has been read. `after` names the statement for the error when the block is missing.
Items<Stmt*> Parser::block(const std::string& after, int line) {
  std::vector<Stmt*> body;
  if (!at(TokenKind::newline)) {
    simple_statements(body);
    return arena_.list(body);
  }
  advance();
  if (!at(TokenKind::indent)) {
    bool at_end = at(TokenKind::end);
    if (at_end && tokenizer_.error)
      lexical_error();
    else
      fail_at(token(), "expected an indented block after " + after + " on line " + std::to_string(line), "IndentationError");
    if (at_end) error.incomplete = true;
    return {};
  }
  advance();
  Depth depth(*this);
  if (!depth) return {};
  while (!at(TokenKind::dedent) && !failed()) {
    if (at(TokenKind::end)) {
      unexpected();
      break;
    }
    statement(body);
  }
  accept(TokenKind::dedent);
  return arena_.list(body);
}

Stmt* Parser::compound_statement() {
  int start = at_;
  switch (kind()) {
    case TokenKind::kw_if: return if_statement(start);
    case TokenKind::kw_while: return while_statement(start);
    case TokenKind::kw_for: return for_statement(start, false);
    case TokenKind::kw_try: return try_statement(start);
    case TokenKind::kw_with: return with_statement(start, false);
    case TokenKind::kw_def: return function_definition(start, {}, false);
    case TokenKind::kw_class: return class_definition(start, {});
    case TokenKind::at: return decorated();
    default: break;
  }
  advance();  // async
  switch (kind()) {
    case TokenKind::kw_for: return for_statement(start, true);
    case TokenKind::kw_with: return with_statement(start, true);
    case TokenKind::kw_def: return function_definition(start, {}, true);
    default: unexpected(); return arena_.make<Stmt>(StmtKind::pass, span(start));
  }
}

Items<Stmt*> Parser::else_block() {
  if (!at(TokenKind::kw_else)) return {};
  int line = token().line;
  advance();
  if (!accept(TokenKind::colon)) missing_colon(true);
  return block("'else' statement", line);
}

/// if, and elif as an if in the else part; a chain is built without recursion.
Stmt* Parser::if_statement(int start) {
  struct Part {
    int start;
    Expr* test;
    Items<Stmt*> body;
  };
  std::vector<Part> parts;
  do {
    Part part{at_, nullptr, {}};
    bool first = parts.empty();
    int line = token().line;
    advance();
    part.test = named_expression();
    if (!accept(TokenKind::colon)) missing_colon(false);
    part.body = block(first ? "'if' statement" : "'elif' statement", line);
    parts.push_back(part);
  } while (at(TokenKind::kw_elif));
  Items<Stmt*> otherwise = else_block();
  Position whole = span(start);
  for (size_t i = parts.size(); i-- > 0;) {
    const Token& first = tokens_[parts[i].start];
    Position position{first.line, whole.end_line, first.column, whole.end_column};
    Stmt* statement = arena_.make<IfStmt>(Stmt{StmtKind::if_, position}, parts[i].test, parts[i].body, otherwise);
    otherwise = arena_.list(std::vector<Stmt*>{statement});
  }
  return otherwise[0];
}

Stmt* Parser::while_statement(int start) {
  int line = token().line;
  advance();
  Expr* test = named_expression();
  if (!accept(TokenKind::colon)) missing_colon(false);
  Items<Stmt*> body = block("'while' statement", line);
  Items<Stmt*> otherwise = else_block();
  return arena_.make<IfStmt>(Stmt{StmtKind::while_, span(start)}, test, body, otherwise);
}

Stmt* Parser::for_statement(int start, bool is_async) {
  int line = token().line;
  advance();
  Expr* target = target_list();
  if (!failed() && (at(TokenKind::kw_in) || !forgot_comma())) check_target(target, Use::loop);
  expect(TokenKind::kw_in);
  Expr* iterable = star_expressions();
  if (!accept(TokenKind::colon)) missing_colon(false);
  Items<Stmt*> body = block("'for' statement", line);
  Items<Stmt*> otherwise = else_block();
  return arena_.make<ForStmt>(Stmt{StmtKind::for_, span(start)}, target, iterable, body, otherwise, is_async);
}

Stmt* Parser::try_statement(int start) {
  int line = token().line;
  advance();
  if (!accept(TokenKind::colon)) missing_colon(true);
  Items<Stmt*> body = block("'try' statement", line);
  std::vector<Handler> handlers;
  bool is_star = false;
  while (at(TokenKind::kw_except) && !failed()) {
    Handler handler{};
    int first = at_;
    int handler_line = token().line;
    const Token keyword = token();
    advance();
    bool star = accept(TokenKind::star);
    if (!handlers.empty() && star != is_star) {
      fail_at(keyword, "cannot have both 'except' and 'except*' on the same 'try'");
      break;
    }
    is_star = star;
    if (star && (at(TokenKind::colon) || at(TokenKind::newline))) fail_at(token(), "expected one or more exception types");
    if (!at(TokenKind::colon) && !at(TokenKind::newline)) {
      int type_start = at_;
      handler.type = expression();
      if (at(TokenKind::comma) && !failed()) {
        Expr* more = nullptr;
        if (attempt([&] {
              while (accept(TokenKind::comma)) more = expression();
              if (at(TokenKind::kw_as)) {
                advance();
                identifier();
              }
              if (!at(TokenKind::colon)) unexpected();
            }))
          fail({tokens_[type_start].line, more->at.end_line, tokens_[type_start].column, more->at.end_column},
               "multiple exception types must be parenthesized");
      }
      if (accept(TokenKind::kw_as)) handler.name = identifier();
    }
    if (!accept(TokenKind::colon)) missing_colon(false);
    handler.at = span(first);
    handler.body = block(star ? "'except*' statement" : "'except' statement", handler_line);
    handler.at = span(first);
    handlers.push_back(handler);
  }
  Items<Stmt*> otherwise, final_body;
  if (!handlers.empty()) otherwise = else_block();
  if (at(TokenKind::kw_finally)) {
    int final_line = token().line;
    advance();
    if (!accept(TokenKind::colon)) missing_colon(true);
    final_body = block("'finally' statement", final_line);
  } else if (handlers.empty() && !failed()) {
    bool at_end = at(TokenKind::end);
    if (at_end && (tokenizer_.error || tokenizer_.ended_in_bracket))
      lexical_error();
    else
      fail_at(token(), "expected 'except' or 'finally' block");
    error.incomplete = at_end;
  }
  return arena_.make<TryStmt>(Stmt{StmtKind::try_, span(start)}, body, arena_.list(handlers), otherwise, final_body, is_star);
}

Stmt* Parser::with_statement(int start, bool is_async) {
  int line = token().line;
  advance();
  std::vector<WithItem> items;
  auto item = [&] {
    WithItem result{expression(), nullptr};
    if (accept(TokenKind::kw_as)) {
      result.target = star_target();
      if (at(TokenKind::comma) || at(TokenKind::right_paren) || at(TokenKind::colon)) check_target(result.target, Use::assign);
    }
    items.push_back(result);
  };
  // In parentheses only if they hold all items and ':' follows; else they belong to an expression.
  bool parenthesized = false;
  if (at(TokenKind::left_paren)) {
    auto all = [&] {
      items.clear();
      expect(TokenKind::left_paren);
      do {
        if (!items.empty() && at(TokenKind::right_paren)) break;
        item();
      } while (accept(TokenKind::comma));
      expect(TokenKind::right_paren);
    };
    int open = at_;
    bool has_as = false;
    parenthesized = attempt([&] {
      all();
      if (!at(TokenKind::colon)) unexpected();
    });
    if (!parenthesized) {
      // Something like "with (a as 1)" is reported for what it is.
      at_ = open;
      for (int i = open, level = 0; i < last_; i++) {
        if (tokens_[i].kind == TokenKind::left_paren) level++;
        if (tokens_[i].kind == TokenKind::right_paren && --level == 0) break;
        if (tokens_[i].kind == TokenKind::kw_as && level == 1) has_as = true;
        if (tokens_[i].kind == TokenKind::newline) break;
      }
      if (has_as) {
        all();
        parenthesized = true;
      }
      if (!parenthesized) items.clear();
    }
  }
  if (!parenthesized) {
    do item();
    while (accept(TokenKind::comma));
  }
  if (!accept(TokenKind::colon)) missing_colon(false);
  Items<Stmt*> body = block("'with' statement", line);
  return arena_.make<WithStmt>(Stmt{StmtKind::with, span(start)}, arena_.list(items), body, is_async);
}

Stmt* Parser::decorated() {
  std::vector<Expr*> decorators;
  while (accept(TokenKind::at)) {
    decorators.push_back(named_expression());
    expect(TokenKind::newline);
  }
  int start = at_;
  if (at(TokenKind::kw_class)) return class_definition(start, arena_.list(decorators));
  bool is_async = accept(TokenKind::kw_async);
  if (!at(TokenKind::kw_def)) {
    unexpected();
    return arena_.make<Stmt>(StmtKind::pass, span(start));
  }
  return function_definition(start, arena_.list(decorators), is_async);
}

Stmt* Parser::function_definition(int start, Items<Expr*> decorators, bool is_async) {
  int line = token().line;
  advance();
  std::string_view name = identifier();
  if (!failed() && !at(TokenKind::left_paren)) fail_at(token(), "expected '('");
  accept(TokenKind::left_paren);
  Parameters* params = parameters(false);
  expect(TokenKind::right_paren);
  Expr* returns = accept(TokenKind::arrow) ? expression() : nullptr;
  if (!accept(TokenKind::colon)) missing_colon(true);
  Items<Stmt*> body = block("function definition", line);
  return arena_.make<FunctionStmt>(Stmt{StmtKind::function, span(start)}, name, params, body, decorators, returns, is_async);
}

Stmt* Parser::class_definition(int start, Items<Expr*> decorators) {
  int line = token().line;
  advance();
  std::string_view name = identifier();
  Items<Expr*> bases;
  Items<Keyword> keywords;
  if (accept(TokenKind::left_paren)) {
    call_arguments(bases, keywords);
    for (Expr* base : bases)
      if (base->kind == ExprKind::generator && !failed() && tokens_[at_ - 1].kind == TokenKind::right_paren &&
          !base->parenthesized) {
        // A bare generator expression is no argument of a class.
        const Position& target = static_cast<ComprehensionExpr*>(base)->loops[0].target->at;
        int at = at_ - 1;
        while (at > start && (tokens_[at].line != target.line || tokens_[at].column != target.column)) at--;
        fail_at(tokens_[at - 1], "invalid syntax");
      }
  }
  if (!accept(TokenKind::colon)) missing_colon(false);
  Items<Stmt*> body = block("class definition", line);
  return arena_.make<ClassStmt>(Stmt{StmtKind::class_, span(start)}, name, bases, keywords, body, decorators);
}

}  // namespace python
