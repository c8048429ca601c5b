/// Simple statements.
#include "parser/parser.h"

namespace python {

void Parser::statement(std::vector<Stmt*>& out) {
  switch (kind()) {
    case TokenKind::kw_if:
    case TokenKind::kw_while:
    case TokenKind::kw_for:
    case TokenKind::kw_try:
    case TokenKind::kw_with:
    case TokenKind::kw_def:
    case TokenKind::kw_class:
    case TokenKind::kw_async:
    case TokenKind::at: out.push_back(compound_statement()); return;
    case TokenKind::name:
      if (at_name("match")) {
        if (Stmt* match = match_statement()) {
          out.push_back(match);
          return;
        }
      }
      break;
    default: break;
  }
  simple_statements(out);
}

void Parser::simple_statements(std::vector<Stmt*>& out) {
  do {
    if (at(TokenKind::newline)) break;
    out.push_back(simple_statement());
  } while (accept(TokenKind::semicolon));
  if (!accept(TokenKind::newline)) unexpected();
}

Stmt* Parser::simple_statement() {
  int start = at_;
  auto plain = [&](StmtKind kind) {
    advance();
    return arena_.make<Stmt>(kind, span(start));
  };
  switch (kind()) {
    case TokenKind::kw_pass: return plain(StmtKind::pass);
    case TokenKind::kw_break: return plain(StmtKind::break_);
    case TokenKind::kw_continue: return plain(StmtKind::continue_);
    case TokenKind::kw_return: return return_statement();
    case TokenKind::kw_raise: return raise_statement();
    case TokenKind::kw_assert: return assert_statement();
    case TokenKind::kw_del: return delete_statement();
    case TokenKind::kw_import: return import_statement();
    case TokenKind::kw_from: return import_from_statement();
    case TokenKind::kw_global: return names_statement(StmtKind::global);
    case TokenKind::kw_nonlocal: return names_statement(StmtKind::nonlocal);
    default: return expression_statement();
  }
}

/// Why `left =` is not an assignment. `head` is the first target (or `left`), followed by the '=' at `equals`.
Stmt* Parser::bad_assignment(Expr* left, Expr* head, int equals) {
  if (failed()) return nullptr;
  if (left->kind == ExprKind::yield || left->kind == ExprKind::yield_from) {
    if (!left->parenthesized) {
      fail(left->at, "assignment to yield expression not possible");
      return nullptr;
    }
  }
  // The last of the head's expressions, or the only one, may be meant as a comparison.
  bool first = head == left;
  Expr* last = head;
  if (head->kind == ExprKind::tuple && !head->parenthesized) last = static_cast<SequenceExpr*>(head)->items.back();
  bool operand =
      last->parenthesized || (last->kind != ExprKind::compare && last->kind != ExprKind::bool_op &&
                              last->kind != ExprKind::conditional && last->kind != ExprKind::lambda &&
                              !(last->kind == ExprKind::unary && static_cast<UnaryExpr*>(last)->op == UnaryOp::logical_not));
  if (operand) {
    int here = at_;
    at_ = equals;
    Expr* right = nullptr;
    bool single = attempt([&] {
      advance();
      right = bitwise_or();
      if (at(TokenKind::assign) || at(TokenKind::walrus)) unexpected();
    });
    at_ = here;
    if (single && last->kind == ExprKind::name && !last->parenthesized && (!first || last != left)) {
      fail({last->at.line, right->at.end_line, last->at.column, right->at.end_column},
           "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
      return nullptr;
    }
    bool excluded = last->kind == ExprKind::list || last->kind == ExprKind::tuple || last->kind == ExprKind::generator ||
                    last->kind == ExprKind::starred ||
                    (last->kind == ExprKind::constant && static_cast<ConstantExpr*>(last)->type <= ConstantKind::false_);
    bool assignable_itself = last->kind == ExprKind::attribute || last->kind == ExprKind::subscript;
    if (single && !excluded && last->kind != ExprKind::name && !(first && last == left && assignable_itself)) {
      fail(last->at, std::string("cannot assign to ") + expression_name(last) + " here. Maybe you meant '==' instead of '='?");
      return nullptr;
    }
  }
  check_target(left, Use::assign);
  return nullptr;
}

namespace {

/// Whether a target's parts are all assignable; errors are reported by the caller.
bool assignable(const Expr* target) {
  switch (target->kind) {
    case ExprKind::name:
    case ExprKind::attribute:
    case ExprKind::subscript: return true;
    case ExprKind::starred: return assignable(static_cast<const StarredExpr*>(target)->value);
    case ExprKind::tuple:
    case ExprKind::list:
      for (const Expr* item : static_cast<const SequenceExpr*>(target)->items)
        if (!assignable(item)) return false;
      return true;
    default: return false;
  }
}

bool augmented_op(TokenKind kind, BinaryOp& op) {
  switch (kind) {
    case TokenKind::plus_assign: op = BinaryOp::add; return true;
    case TokenKind::minus_assign: op = BinaryOp::subtract; return true;
    case TokenKind::star_assign: op = BinaryOp::multiply; return true;
    case TokenKind::slash_assign: op = BinaryOp::true_divide; return true;
    case TokenKind::double_slash_assign: op = BinaryOp::floor_divide; return true;
    case TokenKind::percent_assign: op = BinaryOp::modulo; return true;
    case TokenKind::double_star_assign: op = BinaryOp::power; return true;
    case TokenKind::at_assign: op = BinaryOp::matrix_multiply; return true;
    case TokenKind::left_shift_assign: op = BinaryOp::left_shift; return true;
    case TokenKind::right_shift_assign: op = BinaryOp::right_shift; return true;
    case TokenKind::ampersand_assign: op = BinaryOp::bit_and; return true;
    case TokenKind::pipe_assign: op = BinaryOp::bit_or; return true;
    case TokenKind::caret_assign: op = BinaryOp::bit_xor; return true;
    default: return false;
  }
}

}  // namespace

/// An expression, an assignment of any kind, or an annotation.
Stmt* Parser::expression_statement() {
  int start = at_;
  Expr* left = yield_or_star_expressions();
  BinaryOp op;
  if (at(TokenKind::assign)) {
    std::vector<Expr*> targets;
    Expr* value = left;
    int equals = at_;
    while (at(TokenKind::assign)) {
      if (!assignable(value)) {
        bad_assignment(value, left, equals);
        break;
      }
      targets.push_back(value);
      advance();
      value = yield_or_star_expressions();
    }
    return arena_.make<AssignStmt>(Stmt{StmtKind::assign, span(start)}, arena_.list(targets), value);
  }
  if (augmented_op(kind(), op)) {
    if (left->kind != ExprKind::name && left->kind != ExprKind::attribute && left->kind != ExprKind::subscript)
      fail(left->at, std::string("'") + expression_name(left) + "' is an illegal expression for augmented assignment");
    advance();
    Expr* value = yield_or_star_expressions();
    return arena_.make<AugmentedStmt>(Stmt{StmtKind::augmented, span(start)}, op, left, value);
  }
  if (at(TokenKind::colon)) {
    if (left->kind == ExprKind::list || (left->kind == ExprKind::tuple && left->parenthesized)) {
      fail(left->at, std::string("only single target (not ") + expression_name(left) + ") can be annotated");
    } else if (left->kind == ExprKind::tuple) {
      fail(static_cast<SequenceExpr*>(left)->items[0]->at, "only single target (not tuple) can be annotated");
    } else if (left->kind != ExprKind::name && left->kind != ExprKind::attribute && left->kind != ExprKind::subscript) {
      // CPython looks at the annotation before it complains.
      int colon = at_;
      bool annotated = attempt([&] {
        advance();
        expression();
      });
      at_ = colon;
      if (annotated)
        fail(left->at, "illegal target for annotation");
      else
        unexpected();
    }
    advance();
    Expr* annotation = expression();
    Expr* value = accept(TokenKind::assign) ? yield_or_star_expressions() : nullptr;
    return arena_.make<AnnotatedStmt>(Stmt{StmtKind::annotated, span(start)}, left, annotation, value);
  }
  return arena_.make<ExprStmt>(Stmt{StmtKind::expression, span(start)}, left);
}

Stmt* Parser::return_statement() {
  int start = at_;
  advance();
  Expr* value = at(TokenKind::newline) || at(TokenKind::semicolon) ? nullptr : star_expressions();
  return arena_.make<ExprStmt>(Stmt{StmtKind::return_, span(start)}, value);
}

Stmt* Parser::raise_statement() {
  int start = at_;
  advance();
  Expr *exception = nullptr, *cause = nullptr;
  if (!at(TokenKind::newline) && !at(TokenKind::semicolon)) {
    exception = expression();
    if (accept(TokenKind::kw_from)) cause = expression();
  }
  return arena_.make<RaiseStmt>(Stmt{StmtKind::raise, span(start)}, exception, cause);
}

Stmt* Parser::assert_statement() {
  int start = at_;
  advance();
  Expr* test = expression();
  Expr* message = accept(TokenKind::comma) ? expression() : nullptr;
  return arena_.make<AssertStmt>(Stmt{StmtKind::assert_, span(start)}, test, message);
}

Stmt* Parser::delete_statement() {
  int start = at_;
  advance();
  std::vector<Expr*> targets;
  do {
    if (!targets.empty() && (at(TokenKind::newline) || at(TokenKind::semicolon))) break;
    targets.push_back(star_expression());
  } while (accept(TokenKind::comma));
  if (!at(TokenKind::newline) && !at(TokenKind::semicolon)) unexpected();
  for (Expr* target : targets) check_target(target, Use::remove);
  return arena_.make<DeleteStmt>(Stmt{StmtKind::delete_, span(start)}, arena_.list(targets));
}

std::string Parser::dotted_name() {
  std::string name(identifier());
  while (accept(TokenKind::dot)) name += "." + std::string(identifier());
  return name;
}

Stmt* Parser::import_statement() {
  int start = at_;
  advance();
  std::vector<Alias> names;
  do {
    int first = at_;
    std::string_view name = arena_.text(dotted_name());
    std::string_view as;
    if (accept(TokenKind::kw_as)) as = identifier();
    names.push_back({name, as, span(first)});
  } while (accept(TokenKind::comma));
  return arena_.make<ImportStmt>(Stmt{StmtKind::import, span(start)}, std::string_view(), arena_.list(names), 0);
}

Stmt* Parser::import_from_statement() {
  int start = at_;
  advance();
  int level = 0;
  for (;; advance()) {
    if (at(TokenKind::dot))
      level += 1;
    else if (at(TokenKind::ellipsis))
      level += 3;
    else
      break;
  }
  std::string_view module;
  if (level == 0 || !at(TokenKind::kw_import)) module = arena_.text(dotted_name());
  expect(TokenKind::kw_import);
  std::vector<Alias> names;
  if (at(TokenKind::star)) {
    names.push_back({"*", "", position_of(token())});
    advance();
  } else {
    bool parenthesized = accept(TokenKind::left_paren);
    do {
      if (!names.empty() && parenthesized && at(TokenKind::right_paren)) break;
      if (!names.empty() && !parenthesized && at(TokenKind::newline) && !failed()) {
        fail_at(token(), "trailing comma not allowed without surrounding parentheses");
        break;
      }
      int first = at_;
      std::string_view name = identifier();
      std::string_view as;
      if (accept(TokenKind::kw_as)) as = identifier();
      names.push_back({name, as, span(first)});
    } while (accept(TokenKind::comma));
    if (parenthesized) expect(TokenKind::right_paren);
  }
  return arena_.make<ImportStmt>(Stmt{StmtKind::import_from, span(start)}, module, arena_.list(names), level);
}

Stmt* Parser::names_statement(StmtKind kind_) {
  int start = at_;
  advance();
  std::vector<std::string_view> names;
  do names.push_back(identifier());
  while (accept(TokenKind::comma));
  return arena_.make<NamesStmt>(Stmt{kind_, span(start)}, arena_.list(names));
}

}  // namespace python
