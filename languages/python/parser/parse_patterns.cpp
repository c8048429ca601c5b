/// The match statement and its patterns. `match` and `case` are ordinary names elsewhere.
#include "parser/parser.h"

namespace python {

/// Null if the statement at "match" is none: the name is used as a name.
Stmt* Parser::match_statement() {
  int start = at_;
  int line = token().line;
  Expr* subject = nullptr;
  bool missing_block = false;
  bool is_match = attempt([&] {
    advance();
    subject = star_named_expressions();
    expect(TokenKind::colon);
    expect(TokenKind::newline);
    if (failed()) return;
    missing_block = !at(TokenKind::indent);
    if (!missing_block && !(kind(1) == TokenKind::name && text_of(token(1)) == "case")) unexpected();
  });
  if (!is_match) {
    at_ = start;
    return nullptr;
  }
  if (missing_block) {
    fail_at(token(), "expected an indented block after 'match' statement on line " + std::to_string(line), "IndentationError");
    return arena_.make<Stmt>(StmtKind::pass, span(start));
  }
  advance();
  std::vector<MatchCase> cases;
  while (at_name("case") && !failed()) {
    MatchCase next{};
    int case_line = token().line;
    advance();
    next.pattern = patterns();
    if (accept(TokenKind::kw_if)) next.guard = named_expression();
    if (!accept(TokenKind::colon)) missing_colon(false);
    next.body = block("'case' statement", case_line);
    cases.push_back(next);
  }
  expect(TokenKind::dedent);
  return arena_.make<MatchStmt>(Stmt{StmtKind::match, span(start)}, subject, arena_.list(cases));
}

Pattern* Parser::make_pattern(PatternKind kind_, int start) {
  auto* result = arena_.make<Pattern>();
  result->kind = kind_;
  result->at = span(start);
  return result;
}

/// A pattern, or an open sequence of them.
Pattern* Parser::patterns() {
  int start = at_;
  Pattern* first = maybe_star_pattern();
  if (!at(TokenKind::comma) && first->kind != PatternKind::star) return first;
  std::vector<Pattern*> items{first};
  while (accept(TokenKind::comma)) {
    if (at(TokenKind::colon) || at(TokenKind::kw_if)) break;
    items.push_back(maybe_star_pattern());
  }
  Pattern* result = make_pattern(PatternKind::sequence, start);
  result->items = arena_.list(items);
  return result;
}

Pattern* Parser::maybe_star_pattern() {
  if (!at(TokenKind::star)) return pattern();
  int start = at_;
  advance();
  std::string_view name = identifier();
  Pattern* result = make_pattern(PatternKind::star, start);
  if (name != "_") result->name = name;
  return result;
}

Pattern* Parser::pattern() {
  int start = at_;
  Pattern* inner = or_pattern();
  if (!accept(TokenKind::kw_as)) return inner;
  if (at_name("_") && !failed()) fail_at(token(), "cannot use '_' as a target");
  if (!at(TokenKind::name) && !failed()) fail_at(token(), "invalid pattern target");
  std::string_view name = identifier();
  Pattern* result = make_pattern(PatternKind::capture, start);
  result->name = name;
  result->inner = inner;
  return result;
}

Pattern* Parser::or_pattern() {
  int start = at_;
  Pattern* first = closed_pattern();
  if (!at(TokenKind::pipe)) return first;
  std::vector<Pattern*> items{first};
  while (accept(TokenKind::pipe)) items.push_back(closed_pattern());
  Pattern* result = make_pattern(PatternKind::or_, start);
  result->items = arena_.list(items);
  return result;
}

Pattern* Parser::closed_pattern() {
  Depth depth(*this);
  int start = at_;
  if (!depth) return make_pattern(PatternKind::wildcard, start);
  switch (kind()) {
    case TokenKind::kw_none:
    case TokenKind::kw_true:
    case TokenKind::kw_false: {
      Expr* value = atom();
      Pattern* result = make_pattern(PatternKind::singleton, start);
      result->value = value;
      return result;
    }
    case TokenKind::string:
    case TokenKind::number:
    case TokenKind::minus: {
      auto signed_number = [&]() -> Expr* {
        int first = at_;
        bool negative = accept(TokenKind::minus);
        if (!at(TokenKind::number)) return bad_expression();
        Expr* value = number();
        if (negative) value = arena_.make<UnaryExpr>(Expr{ExprKind::unary, false, span(first)}, UnaryOp::negate, value);
        return value;
      };
      Expr* value = at(TokenKind::string) ? strings() : signed_number();
      if (at(TokenKind::plus) || at(TokenKind::minus)) {
        BinaryOp op = at(TokenKind::plus) ? BinaryOp::add : BinaryOp::subtract;
        advance();
        Expr* right = signed_number();
        if (!failed() && right->kind == ExprKind::constant && static_cast<ConstantExpr*>(right)->type != ConstantKind::imaginary)
          fail(right->at, "imaginary number required in complex literal");
        value = arena_.make<BinaryExpr>(Expr{ExprKind::binary, false, span(start)}, op, value, right);
      }
      Pattern* result = make_pattern(PatternKind::value, start);
      result->value = value;
      return result;
    }
    case TokenKind::left_bracket: advance(); return sequence_pattern(TokenKind::right_bracket, start);
    case TokenKind::left_paren: advance(); return sequence_pattern(TokenKind::right_paren, start);
    case TokenKind::left_brace: return mapping_pattern();
    case TokenKind::name: {
      std::string_view name = identifier();
      if (!at(TokenKind::dot) && !at(TokenKind::left_paren)) {
        Pattern* result = make_pattern(name == "_" ? PatternKind::wildcard : PatternKind::capture, start);
        if (name != "_") result->name = name;
        return result;
      }
      Expr* value = arena_.make<NameExpr>(Expr{ExprKind::name, false, span(start)}, name);
      while (accept(TokenKind::dot)) {
        Position name_at = position_of(token());
        std::string_view attribute = identifier();
        value = arena_.make<AttributeExpr>(Expr{ExprKind::attribute, false, span(start)}, value, attribute, name_at);
      }
      if (at(TokenKind::left_paren)) return class_pattern(value, start);
      Pattern* result = make_pattern(PatternKind::value, start);
      result->value = value;
      return result;
    }
    default: unexpected(); return make_pattern(PatternKind::wildcard, start);
  }
}

Pattern* Parser::sequence_pattern(TokenKind close, int start) {
  std::vector<Pattern*> items;
  bool comma = false;
  while (!at(close) && !failed()) {
    items.push_back(maybe_star_pattern());
    if (!accept(TokenKind::comma)) break;
    comma = true;
  }
  expect(close);
  if (close == TokenKind::right_paren && items.size() == 1 && !comma && items[0]->kind != PatternKind::star) return items[0];
  Pattern* result = make_pattern(PatternKind::sequence, start);
  result->items = arena_.list(items);
  return result;
}

Pattern* Parser::mapping_pattern() {
  int start = at_;
  advance();
  std::vector<Expr*> keys;
  std::vector<Pattern*> items;
  std::string_view rest;
  while (!at(TokenKind::right_brace) && !failed()) {
    if (accept(TokenKind::double_star)) {
      rest = identifier();
      accept(TokenKind::comma);
      break;
    }
    int key_start = at_;
    Pattern* key = closed_pattern();
    if (key->kind != PatternKind::value && key->kind != PatternKind::singleton && !failed()) {
      at_ = key_start + 1;
      unexpected();
    }
    keys.push_back(key->value);
    expect(TokenKind::colon);
    items.push_back(pattern());
    if (!accept(TokenKind::comma)) break;
  }
  expect(TokenKind::right_brace);
  Pattern* result = make_pattern(PatternKind::mapping, start);
  result->keys = arena_.list(keys);
  result->items = arena_.list(items);
  result->name = rest;
  return result;
}

Pattern* Parser::class_pattern(Expr* cls, int start) {
  advance();
  std::vector<Pattern*> items, keyword_items;
  std::vector<std::string_view> keywords;
  while (!at(TokenKind::right_paren) && !failed()) {
    if (at(TokenKind::name) && kind(1) == TokenKind::assign) {
      keywords.push_back(identifier());
      advance();
      keyword_items.push_back(pattern());
    } else {
      int first = at_;
      items.push_back(pattern());
      if (!keywords.empty() && !failed()) fail(span(first), "positional patterns follow keyword patterns");
    }
    if (!accept(TokenKind::comma)) break;
  }
  expect(TokenKind::right_paren);
  Pattern* result = make_pattern(PatternKind::class_, start);
  result->value = cls;
  result->items = arena_.list(items);
  result->keywords = arena_.list(keywords);
  result->keyword_items = arena_.list(keyword_items);
  return result;
}

}  // namespace python
