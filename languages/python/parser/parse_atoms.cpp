#include "parser/parser.h"

namespace python {

Expr* Parser::atom() {
  int start = at_;
  auto constant = [&](ConstantKind type) {
    advance();
    return arena_.make<ConstantExpr>(Expr{ExprKind::constant, false, span(start)}, type);
  };
  switch (kind()) {
    case TokenKind::name: {
      std::string_view id = name_text(token());
      advance();
      return arena_.make<NameExpr>(Expr{ExprKind::name, false, span(start)}, id);
    }
    case TokenKind::number: return number();
    case TokenKind::string: return strings();
    case TokenKind::kw_none: return constant(ConstantKind::none);
    case TokenKind::kw_true: return constant(ConstantKind::true_);
    case TokenKind::kw_false: return constant(ConstantKind::false_);
    case TokenKind::ellipsis: return constant(ConstantKind::ellipsis);
    case TokenKind::left_paren: return parenthesized();
    case TokenKind::left_bracket: return list_or_comprehension();
    case TokenKind::left_brace: return dict_or_set();
    default: return bad_expression();
  }
}

Expr* Parser::number() {
  int start = at_;
  std::string_view written = text_of(token());
  std::string text;
  for (char c : written)
    if (c != '_') text += c;
  advance();
  ConstantKind type = ConstantKind::integer;
  bool based = text.size() > 1 && text[0] == '0' && (text[1] | 32) != 'e' && text[1] != '.' && (text[1] | 32) > '9';
  if (!based || (text[1] | 32) == 'j') {
    if ((text.back() | 32) == 'j') {
      type = ConstantKind::imaginary;
      text.pop_back();
    } else if (text.find_first_of(".eE") != std::string::npos) {
      type = ConstantKind::floating;
    }
  }
  return arena_.make<ConstantExpr>(Expr{ExprKind::constant, false, span(start)}, type, arena_.text(text));
}

/// '(' ... ')': a tuple, a group, a yield or a generator expression.
Expr* Parser::parenthesized() {
  int start = at_;
  advance();
  if (accept(TokenKind::right_paren)) return arena_.make<SequenceExpr>(Expr{ExprKind::tuple, true, span(start)});
  if (at(TokenKind::kw_yield)) {
    Expr* result = yield_expression();
    expect(TokenKind::right_paren);
    result->parenthesized = true;
    return result;
  }
  if (at(TokenKind::double_star) && !failed()) {
    int stars = at_;
    if (attempt([&] {
          advance();
          expression();
          expect(TokenKind::right_paren);
        })) {
      fail_at(tokens_[stars], "cannot use double starred expression here");
      return bad_expression();
    }
  }
  Expr* first = star_named_expression();
  if (at(TokenKind::kw_for) || at(TokenKind::kw_async)) {
    Expr* result = comprehension(ExprKind::generator, start, first, nullptr, TokenKind::right_paren);
    result->parenthesized = true;
    return result;
  }
  if (at(TokenKind::comma)) {
    std::vector<Expr*> items{first};
    while (accept(TokenKind::comma)) {
      if (!starts_expression() && !at(TokenKind::star)) break;
      items.push_back(star_named_expression());
    }
    expect(TokenKind::right_paren);
    return arena_.make<SequenceExpr>(Expr{ExprKind::tuple, true, span(start)}, arena_.list(items));
  }
  if (first->kind == ExprKind::starred && at(TokenKind::right_paren) && !failed()) {
    fail(first->at, "cannot use starred expression here");
    return first;
  }
  expect(TokenKind::right_paren);
  first->parenthesized = true;
  return first;
}

Expr* Parser::list_or_comprehension() {
  int start = at_;
  advance();
  std::vector<Expr*> items;
  while (!at(TokenKind::right_bracket) && !failed()) {
    items.push_back(star_named_expression());
    if ((at(TokenKind::kw_for) || at(TokenKind::kw_async)) && items.size() == 1)
      return comprehension(ExprKind::list_comp, start, items[0], nullptr, TokenKind::right_bracket);
    if (at(TokenKind::kw_for) && !failed() &&
        attempt([&] { comprehension(ExprKind::list_comp, at_, items.back(), nullptr, TokenKind::right_bracket); }))
      fail({items[0]->at.line, items.back()->at.end_line, items[0]->at.column, items.back()->at.end_column},
           "did you forget parentheses around the comprehension target?");
    if (!accept(TokenKind::comma)) break;
  }
  expect(TokenKind::right_bracket);
  return arena_.make<SequenceExpr>(Expr{ExprKind::list, false, span(start)}, arena_.list(items));
}

Expr* Parser::dict_or_set() {
  int start = at_;
  advance();
  std::vector<Expr*> keys, values;
  if (accept(TokenKind::right_brace)) return arena_.make<DictExpr>(Expr{ExprKind::dict, false, span(start)});
  bool is_dict = false;
  for (bool first = true; !at(TokenKind::right_brace) && !failed(); first = false) {
    int item = at_;
    if ((first || is_dict) && accept(TokenKind::double_star)) {
      is_dict = true;
      keys.push_back(nullptr);
      values.push_back(bitwise_or());
      if (at(TokenKind::kw_for) && !failed()) fail_at(tokens_[item], "dict unpacking cannot be used in dict comprehension");
    } else if (is_dict) {
      keys.push_back(expression());
      if (!at(TokenKind::colon) && !failed() && at_ != last_) {
        const Position& key = keys.back()->at;
        fail({key.line, key.end_line, key.end_column - 1, -1}, "':' expected after dictionary key");
      }
      expect(TokenKind::colon);
    } else {
      Expr* element = star_named_expression();
      if (first && at(TokenKind::colon) && element->kind != ExprKind::starred &&
          (element->kind != ExprKind::named || element->parenthesized)) {
        is_dict = true;
        keys.push_back(element);
        advance();
      } else {
        keys.push_back(element);
        if (first && (at(TokenKind::kw_for) || at(TokenKind::kw_async)))
          return comprehension(ExprKind::set_comp, start, element, nullptr, TokenKind::right_brace);
      }
    }
    if (is_dict && keys.size() != values.size()) {
      if (at(TokenKind::star) && !failed()) {
        int star = at_;
        if (attempt([&] { star_expression(); })) fail(span(star), "cannot use a starred expression in a dictionary value");
      }
      if ((at(TokenKind::right_brace) || at(TokenKind::comma)) && !failed())
        fail_at(previous(), "expression expected after dictionary key and ':'");
      values.push_back(expression());
      if (first && (at(TokenKind::kw_for) || at(TokenKind::kw_async)))
        return comprehension(ExprKind::dict_comp, start, keys[0], values[0], TokenKind::right_brace);
    }
    if (!accept(TokenKind::comma)) break;
  }
  expect(TokenKind::right_brace);
  if (is_dict) return arena_.make<DictExpr>(Expr{ExprKind::dict, false, span(start)}, arena_.list(keys), arena_.list(values));
  return arena_.make<SequenceExpr>(Expr{ExprKind::set, false, span(start)}, arena_.list(keys));
}

/// The `for` clauses after `element`, and the closing bracket.
Expr* Parser::comprehension(ExprKind kind_, int start, Expr* element, Expr* value, TokenKind close) {
  if (element->kind == ExprKind::starred && !failed()) fail(element->at, "iterable unpacking cannot be used in comprehension");
  std::vector<Comprehension> loops;
  while ((at(TokenKind::kw_for) || at(TokenKind::kw_async)) && !failed()) {
    Comprehension loop{};
    loop.is_async = accept(TokenKind::kw_async);
    expect(TokenKind::kw_for);
    loop.target = target_list();
    check_target(loop.target, Use::loop);
    expect(TokenKind::kw_in);
    loop.iterable = disjunction();
    std::vector<Expr*> conditions;
    while (accept(TokenKind::kw_if)) conditions.push_back(disjunction());
    loop.conditions = arena_.list(conditions);
    loops.push_back(loop);
  }
  expect(close);
  return arena_.make<ComprehensionExpr>(Expr{kind_, false, span(start)}, element, value, arena_.list(loops));
}

Expr* Parser::subscript_index() {
  int start = at_;
  if (at(TokenKind::right_bracket)) return bad_expression();
  Expr* first = slice();
  if (!at(TokenKind::comma)) {
    if (first->kind == ExprKind::starred)
      return arena_.make<SequenceExpr>(Expr{ExprKind::tuple, false, span(start)}, arena_.list(std::vector<Expr*>{first}));
    return first;
  }
  std::vector<Expr*> items{first};
  while (accept(TokenKind::comma)) {
    if (at(TokenKind::right_bracket)) break;
    items.push_back(slice());
  }
  return arena_.make<SequenceExpr>(Expr{ExprKind::tuple, false, span(start)}, arena_.list(items));
}

Expr* Parser::slice() {
  int start = at_;
  if (at(TokenKind::star)) return star_expression();
  Expr* lower = at(TokenKind::colon) ? nullptr : named_expression();
  if (!at(TokenKind::colon)) return lower;
  advance();
  auto part = [&]() -> Expr* {
    return at(TokenKind::colon) || at(TokenKind::comma) || at(TokenKind::right_bracket) ? nullptr : expression();
  };
  Expr* upper = part();
  Expr* step = accept(TokenKind::colon) ? part() : nullptr;
  return arena_.make<SliceExpr>(Expr{ExprKind::slice, false, span(start)}, lower, upper, step);
}

void Parser::skip_comprehension_clauses() {
  while (!failed() && (at(TokenKind::kw_for) || at(TokenKind::kw_async))) {
    accept(TokenKind::kw_async);
    expect(TokenKind::kw_for);
    target_list();
    expect(TokenKind::kw_in);
    disjunction();
    while (accept(TokenKind::kw_if)) disjunction();
  }
}

/// After '(': arguments up to and including ')'.
void Parser::call_arguments(Items<Expr*>& args_out, Items<Keyword>& keywords_out) {
  std::vector<Expr*> args;
  std::vector<Keyword> keywords;
  bool seen_keyword = false, seen_mapping = false;
  while (!at(TokenKind::right_paren) && !failed()) {
    int start = at_;
    if (accept(TokenKind::double_star)) {
      Expr* value = expression();
      keywords.push_back({"", value, span(start)});
      seen_mapping = true;
    } else if (at(TokenKind::star)) {
      advance();
      Expr* value = expression();
      if (seen_mapping && !failed()) fail(keywords.back().at, "iterable argument unpacking follows keyword argument unpacking");
      args.push_back(arena_.make<StarredExpr>(Expr{ExprKind::starred, false, span(start)}, value));
    } else if (at(TokenKind::name) && kind(1) == TokenKind::assign) {
      std::string_view name = name_text(token());
      advance();
      advance();
      if ((at(TokenKind::comma) || at(TokenKind::right_paren)) && !failed())
        fail({tokens_[start].line, previous().end_line, tokens_[start].column, previous().end_column},
             "expected argument value expression");
      Expr* value = expression();
      if (at(TokenKind::kw_for) && !failed() &&
          attempt([&] { comprehension(ExprKind::generator, start, value, nullptr, TokenKind::right_paren); }))
        fail({tokens_[start].line, tokens_[start + 1].end_line, tokens_[start].column, tokens_[start + 1].end_column},
             "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
      keywords.push_back({name, value, span(start)});
      seen_keyword = true;
    } else {
      Expr* value;
      if (at(TokenKind::name) && kind(1) == TokenKind::walrus)
        value = named_expression();
      else
        value = expression();
      if (at(TokenKind::assign) && !failed()) {
        advance();
        Position range{value->at.line, previous().end_line, value->at.column, previous().end_column};
        if (value->kind == ExprKind::constant && !value->parenthesized &&
            static_cast<ConstantExpr*>(value)->type <= ConstantKind::false_)
          fail(range, "cannot assign to " + std::string(expression_name(value)));
        else
          fail(range, "expression cannot contain assignment, perhaps you meant \"==\"?");
      }
      if (at(TokenKind::walrus) && !failed())
        fail(value->at, std::string("cannot use assignment expressions with ") + expression_name(value));
      if ((at(TokenKind::kw_for) || (at(TokenKind::kw_async) && kind(1) == TokenKind::kw_for)) && !failed()) {
        // The generator expression shares the call's parentheses when it is the only argument.
        int open = start - 1;
        bool only = args.empty() && keywords.empty();
        if (!only) {
          if (attempt([&] { skip_comprehension_clauses(); }))
            fail(span(start), "Generator expression must be parenthesized");
          else
            unexpected();
          break;
        }
        Expr* generator = nullptr;
        int before = at_;
        auto whole = [&] { generator = comprehension(ExprKind::generator, open, value, nullptr, TokenKind::right_paren); };
        if (trying_ || attempt(whole)) {
          if (trying_) whole();
          args.push_back(generator);
          args_out = arena_.list(args);
          return;
        }
        at_ = before;
        auto clauses_and_comma = [&] {
          skip_comprehension_clauses();
          if (!at(TokenKind::comma)) unexpected();
        };
        if (attempt(clauses_and_comma)) {
          fail(span(start), "Generator expression must be parenthesized");
        } else {
          whole();
        }
        break;
      }
      if ((seen_keyword || seen_mapping) && !failed() && (at(TokenKind::comma) || at(TokenKind::right_paren)))
        fail_at(token(), seen_mapping ? "positional argument follows keyword argument unpacking"
                                      : "positional argument follows keyword argument");
      args.push_back(value);
    }
    if (!accept(TokenKind::comma)) break;
  }
  expect(TokenKind::right_paren);
  args_out = arena_.list(args);
  keywords_out = arena_.list(keywords);
}

}  // namespace python
