#include "parser/parser.h"

namespace python {

namespace {

struct Level {
  TokenKind token;
  BinaryOp op;
};

/// Binary operators by precedence, loosest first.
constexpr Level levels[6][6] = {
    {{TokenKind::pipe, BinaryOp::bit_or}},
    {{TokenKind::caret, BinaryOp::bit_xor}},
    {{TokenKind::ampersand, BinaryOp::bit_and}},
    {{TokenKind::left_shift, BinaryOp::left_shift}, {TokenKind::right_shift, BinaryOp::right_shift}},
    {{TokenKind::plus, BinaryOp::add}, {TokenKind::minus, BinaryOp::subtract}},
    {{TokenKind::star, BinaryOp::multiply},
     {TokenKind::slash, BinaryOp::true_divide},
     {TokenKind::double_slash, BinaryOp::floor_divide},
     {TokenKind::percent, BinaryOp::modulo},
     {TokenKind::at, BinaryOp::matrix_multiply}},
};

int level_of(TokenKind kind, BinaryOp& op) {
  for (int level = 0; level < 6; level++)
    for (const Level& entry : levels[level])
      if (entry.token == kind && kind != TokenKind::end) {
        op = entry.op;
        return level;
      }
  return -1;
}

}  // namespace

Expr* Parser::bad_expression() {
  unexpected();
  return arena_.make<ConstantExpr>(Expr{ExprKind::constant, false, position_of(token())}, ConstantKind::none);
}

Expr* Parser::expression() {
  Depth depth(*this);
  if (!depth) return bad_expression();
  if (at(TokenKind::kw_lambda)) return lambda();
  int start = at_;
  Expr* body = disjunction();
  if (!failed()) {
    recent_ = body;
    recent_start_ = start;
    recent_end_ = at_;
  }
  if (!at(TokenKind::kw_if)) return body;
  advance();
  Expr* test = disjunction();
  if (!at(TokenKind::kw_else)) {
    if (!failed() && !at(TokenKind::colon) && !(at_ == last_ && (tokenizer_.error || tokenizer_.ended_in_bracket)))
      fail(span(start), "expected 'else' after 'if' expression");
    else
      unexpected();
    return body;
  }
  advance();
  Expr* otherwise = expression();
  recent_ = nullptr;
  return arena_.make<ConditionalExpr>(Expr{ExprKind::conditional, false, span(body)}, test, body, otherwise);
}

Expr* Parser::disjunction() {
  Expr* first = conjunction();
  if (!at(TokenKind::kw_or)) return first;
  std::vector<Expr*> values{first};
  while (accept(TokenKind::kw_or)) values.push_back(conjunction());
  return arena_.make<BoolExpr>(Expr{ExprKind::bool_op, false, span(first)}, true, arena_.list(values));
}

Expr* Parser::conjunction() {
  Expr* first = inversion();
  if (!at(TokenKind::kw_and)) return first;
  std::vector<Expr*> values{first};
  while (accept(TokenKind::kw_and)) values.push_back(inversion());
  return arena_.make<BoolExpr>(Expr{ExprKind::bool_op, false, span(first)}, false, arena_.list(values));
}

Expr* Parser::inversion() {
  if (!at(TokenKind::kw_not)) return comparison();
  Depth depth(*this);
  if (!depth) return bad_expression();
  int start = at_;
  advance();
  Expr* operand = inversion();
  return arena_.make<UnaryExpr>(Expr{ExprKind::unary, false, span(start)}, UnaryOp::logical_not, operand);
}

Expr* Parser::comparison() {
  Expr* left = bitwise_or();
  std::vector<CompareOp> ops;
  std::vector<Expr*> comparators;
  for (;;) {
    CompareOp op;
    switch (kind()) {
      case TokenKind::less: op = CompareOp::less; break;
      case TokenKind::less_equal: op = CompareOp::less_equal; break;
      case TokenKind::greater: op = CompareOp::greater; break;
      case TokenKind::greater_equal: op = CompareOp::greater_equal; break;
      case TokenKind::equal: op = CompareOp::equal; break;
      case TokenKind::not_equal: op = CompareOp::not_equal; break;
      case TokenKind::kw_in: op = CompareOp::contains; break;
      case TokenKind::kw_is: op = kind(1) == TokenKind::kw_not ? CompareOp::is_not_same : CompareOp::is_same; break;
      case TokenKind::kw_not:
        if (kind(1) == TokenKind::kw_in) {
          op = CompareOp::not_contains;
          break;
        }
        [[fallthrough]];
      default:
        if (ops.empty()) return left;
        return arena_.make<CompareExpr>(Expr{ExprKind::compare, false, span(left)}, left, arena_.list(ops),
                                        arena_.list(comparators));
    }
    advance();
    if (op == CompareOp::is_not_same || op == CompareOp::not_contains) advance();
    ops.push_back(op);
    comparators.push_back(bitwise_or());
  }
}

/// Precedence climbing over the operators of `levels`; chains to the left are built in a loop.
Expr* Parser::binary(int level) {
  Expr* left = unary();
  for (;;) {
    BinaryOp op;
    int found = level_of(kind(), op);
    if (found < level) return left;
    advance();
    Expr* right = found == 5 ? unary() : binary(found + 1);
    left = arena_.make<BinaryExpr>(Expr{ExprKind::binary, false, span(left)}, op, left, right);
  }
}

Expr* Parser::unary() {
  UnaryOp op;
  switch (kind()) {
    case TokenKind::minus: op = UnaryOp::negate; break;
    case TokenKind::plus: op = UnaryOp::positive; break;
    case TokenKind::tilde: op = UnaryOp::invert; break;
    default: return power();
  }
  Depth depth(*this);
  if (!depth) return bad_expression();
  int start = at_;
  advance();
  Expr* operand = unary();
  return arena_.make<UnaryExpr>(Expr{ExprKind::unary, false, span(start)}, op, operand);
}

Expr* Parser::power() {
  int start = at_;
  Expr* base;
  if (accept(TokenKind::kw_await)) {
    Expr* value = primary();
    base = arena_.make<YieldExpr>(Expr{ExprKind::await, false, span(start)}, value);
  } else {
    base = primary();
  }
  if (!at(TokenKind::double_star)) return base;
  Depth depth(*this);
  if (!depth) return bad_expression();
  advance();
  Expr* exponent = unary();
  return arena_.make<BinaryExpr>(Expr{ExprKind::binary, false, span(start)}, BinaryOp::power, base, exponent);
}

Expr* Parser::primary() {
  int start = at_;
  Expr* result = atom();
  for (;;) {
    switch (kind()) {
      case TokenKind::dot: {
        advance();
        Position name_at = position_of(token());
        std::string_view name = identifier();
        result = arena_.make<AttributeExpr>(Expr{ExprKind::attribute, false, span(start)}, result, name, name_at);
        break;
      }
      case TokenKind::left_paren: {
        advance();
        Items<Expr*> args;
        Items<Keyword> keywords;
        call_arguments(args, keywords);
        result = arena_.make<CallExpr>(Expr{ExprKind::call, false, span(start)}, result, args, keywords);
        break;
      }
      case TokenKind::left_bracket: {
        advance();
        Expr* index = subscript_index();
        expect(TokenKind::right_bracket);
        result = arena_.make<SubscriptExpr>(Expr{ExprKind::subscript, false, span(start)}, result, index);
        break;
      }
      default: return result;
    }
  }
}

Expr* Parser::lambda() {
  int start = at_;
  advance();
  Parameters* params = parameters(true);
  expect(TokenKind::colon);
  Expr* body = expression();
  return arena_.make<LambdaExpr>(Expr{ExprKind::lambda, false, span(start)}, params, body);
}

/// NAME ':=' expression, or an expression; a '=' after it is the classic slip.
Expr* Parser::named_expression() {
  int start = at_;
  if (at(TokenKind::name) && kind(1) == TokenKind::walrus) {
    auto* target = arena_.make<NameExpr>(Expr{ExprKind::name, false, position_of(token())}, name_text(token()));
    advance();
    advance();
    Expr* value = expression();
    return arena_.make<NamedExpr>(Expr{ExprKind::named, false, span(start)}, target, value);
  }
  Expr* result = expression();
  if (failed() || trying_) return result;
  if (at(TokenKind::walrus)) {
    if (token().level > 0) fail(result->at, std::string("cannot use assignment expressions with ") + expression_name(result));
  } else if (at(TokenKind::assign)) {
    int equals = at_;
    Expr* right = nullptr;
    bool single = attempt([&] {
      advance();
      right = bitwise_or();
      if (at(TokenKind::assign) || at(TokenKind::walrus)) unexpected();
    });
    at_ = equals;
    bool operand = result->parenthesized || (result->kind != ExprKind::compare && result->kind != ExprKind::bool_op &&
                                             result->kind != ExprKind::conditional && result->kind != ExprKind::lambda);
    if (!single || !operand) return result;
    if (result->kind == ExprKind::name && !result->parenthesized) {
      fail({result->at.line, right->at.end_line, result->at.column, right->at.end_column},
           "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
    } else if (result->kind != ExprKind::list && result->kind != ExprKind::tuple && result->kind != ExprKind::generator &&
               !(result->kind == ExprKind::constant && static_cast<ConstantExpr*>(result)->type <= ConstantKind::false_)) {
      fail(result->at,
           std::string("cannot assign to ") + expression_name(result) + " here. Maybe you meant '==' instead of '='?");
    }
  }
  return result;
}

Expr* Parser::star_expression() {
  if (!at(TokenKind::star)) return expression();
  int start = at_;
  advance();
  Expr* value = bitwise_or();
  return arena_.make<StarredExpr>(Expr{ExprKind::starred, false, span(start)}, value);
}

Expr* Parser::star_named_expression() { return at(TokenKind::star) ? star_expression() : named_expression(); }

Expr* Parser::star_expressions() {
  int start = at_;
  Expr* first = star_expression();
  if (!at(TokenKind::comma)) return first;
  std::vector<Expr*> items{first};
  while (accept(TokenKind::comma)) {
    if (!starts_expression() && !at(TokenKind::star)) break;
    items.push_back(star_expression());
  }
  return arena_.make<SequenceExpr>(Expr{ExprKind::tuple, false, span(start)}, arena_.list(items));
}

Expr* Parser::star_named_expressions() {
  int start = at_;
  Expr* first = star_named_expression();
  if (!at(TokenKind::comma)) return first;
  std::vector<Expr*> items{first};
  while (accept(TokenKind::comma)) {
    if (!starts_expression() && !at(TokenKind::star)) break;
    items.push_back(star_named_expression());
  }
  return arena_.make<SequenceExpr>(Expr{ExprKind::tuple, false, span(start)}, arena_.list(items));
}

Expr* Parser::yield_expression() {
  int start = at_;
  advance();
  if (accept(TokenKind::kw_from)) {
    Expr* value = expression();
    return arena_.make<YieldExpr>(Expr{ExprKind::yield_from, false, span(start)}, value);
  }
  Expr* value = starts_expression() || at(TokenKind::star) ? star_expressions() : nullptr;
  return arena_.make<YieldExpr>(Expr{ExprKind::yield, false, span(start)}, value);
}

Expr* Parser::yield_or_star_expressions() { return at(TokenKind::kw_yield) ? yield_expression() : star_expressions(); }

// -- parameters --

Parameter Parser::parameter(bool is_lambda, bool allow_star_annotation) {
  Parameter result{};
  result.at = position_of(token());
  if (at(TokenKind::left_paren) && !failed()) {
    int start = at_;
    bool list = attempt([&] {
      expect(TokenKind::left_paren);
      identifier();
      while (accept(TokenKind::comma) && at(TokenKind::name)) identifier();
      expect(TokenKind::right_paren);
    });
    if (list) {
      fail(span(start),
           is_lambda ? "Lambda expression parameters cannot be parenthesized" : "Function parameters cannot be parenthesized");
      return result;
    }
    at_ = start;
  }
  result.name = identifier();
  if (!is_lambda && accept(TokenKind::colon)) {
    result.annotation = allow_star_annotation ? star_expression() : expression();
    result.at.end_line = result.annotation->at.end_line;
    result.at.end_column = result.annotation->at.end_column;
  }
  return result;
}

Parameters* Parser::parameters(bool is_lambda) {
  auto* result = arena_.make<Parameters>();
  std::vector<Parameter> positional, keyword_only;
  TokenKind close = is_lambda ? TokenKind::colon : TokenKind::right_paren;
  bool seen_star = false, seen_slash = false, seen_default = false;
  while (!at(close) && !failed()) {
    if (at(TokenKind::slash)) {
      if (seen_slash) {
        fail_at(token(), "/ may appear only once");
      } else if (seen_star) {
        fail_at(token(), "/ must be ahead of *");
      } else if (positional.empty()) {
        fail_at(token(), "at least one argument must precede /");
      }
      seen_slash = true;
      result->positional_only_count = static_cast<int>(positional.size());
      advance();
    } else if (at(TokenKind::star)) {
      if (seen_star) fail_at(token(), "* argument may appear only once");
      seen_star = true;
      advance();
      if (at(TokenKind::comma)) {
        if (kind(1) == close || kind(1) == TokenKind::double_star) {
          at_--;
          fail_at(token(), "named arguments must follow bare *");
        }
      } else if (at(close)) {
        if (!is_lambda) at_--;
        fail_at(token(), "named arguments must follow bare *");
      } else {
        result->varargs = arena_.make<Parameter>(parameter(is_lambda, true));
        if (at(TokenKind::assign)) fail_at(token(), "var-positional argument cannot have default value");
      }
    } else if (at(TokenKind::double_star)) {
      advance();
      result->varkeywords = arena_.make<Parameter>(parameter(is_lambda, false));
      if (at(TokenKind::assign)) fail_at(token(), "var-keyword argument cannot have default value");
      accept(TokenKind::comma);
      if (at(TokenKind::name) || at(TokenKind::star) || at(TokenKind::double_star) || at(TokenKind::slash))
        fail_at(token(), "arguments cannot follow var-keyword argument");
      if (!at(close)) unexpected();
      break;
    } else {
      Parameter next = parameter(is_lambda, false);
      if (accept(TokenKind::assign)) {
        if (at(close) || at(TokenKind::comma)) {
          fail_at(previous(), "expected default value expression");
        } else {
          next.default_value = expression();
        }
        if (!seen_star) seen_default = true;
      } else if (seen_default && !seen_star && !failed() && (at(TokenKind::comma) || at(close))) {
        fail(next.at, "non-default argument follows default argument");
      }
      (seen_star ? keyword_only : positional).push_back(next);
    }
    if (!accept(TokenKind::comma)) break;
  }
  result->positional = arena_.list(positional);
  result->keyword_only = arena_.list(keyword_only);
  return result;
}

}  // namespace python
