/// What may be assigned to, deleted or looped over, and what CPython says of the rest.
#include "parser/parser.h"

namespace python {

const char* Parser::expression_name(const Expr* expression) {
  switch (expression->kind) {
    case ExprKind::attribute: return "attribute";
    case ExprKind::subscript: return "subscript";
    case ExprKind::starred: return "starred";
    case ExprKind::name: return "name";
    case ExprKind::list: return "list";
    case ExprKind::tuple: return "tuple";
    case ExprKind::lambda: return "lambda";
    case ExprKind::call: return "function call";
    case ExprKind::bool_op:
    case ExprKind::binary:
    case ExprKind::unary: return "expression";
    case ExprKind::generator: return "generator expression";
    case ExprKind::yield:
    case ExprKind::yield_from: return "yield expression";
    case ExprKind::await: return "await expression";
    case ExprKind::list_comp: return "list comprehension";
    case ExprKind::set_comp: return "set comprehension";
    case ExprKind::dict_comp: return "dict comprehension";
    case ExprKind::dict: return "dict literal";
    case ExprKind::set: return "set display";
    case ExprKind::joined_string:
    case ExprKind::formatted: return "f-string expression";
    case ExprKind::compare: return "comparison";
    case ExprKind::conditional: return "conditional expression";
    case ExprKind::named: return "named expression";
    case ExprKind::slice: return "slice";
    case ExprKind::constant:
      switch (static_cast<const ConstantExpr*>(expression)->type) {
        case ConstantKind::none: return "None";
        case ConstantKind::true_: return "True";
        case ConstantKind::false_: return "False";
        case ConstantKind::ellipsis: return "ellipsis";
        default: return "literal";
      }
  }
  return "expression";
}

/// Report the first part of `target` that cannot be one.
bool Parser::check_target(Expr* target, Use use) {
  if (failed()) return false;
  switch (target->kind) {
    case ExprKind::name:
    case ExprKind::attribute:
    case ExprKind::subscript: return true;
    case ExprKind::starred:
      if (use != Use::remove) return check_target(static_cast<StarredExpr*>(target)->value, use);
      break;
    case ExprKind::tuple:
    case ExprKind::list:
      for (Expr* item : static_cast<SequenceExpr*>(target)->items)
        if (!check_target(item, use)) return false;
      return true;
    default: break;
  }
  fail(target->at, std::string(use == Use::remove ? "cannot delete " : "cannot assign to ") + expression_name(target));
  return false;
}

Expr* Parser::star_target() {
  int start = at_;
  if (accept(TokenKind::star)) {
    Expr* value = star_target();
    return arena_.make<StarredExpr>(Expr{ExprKind::starred, false, span(start)}, value);
  }
  return bitwise_or();
}

/// Targets of a for loop or comprehension: operands separated by commas, up to 'in'.
Expr* Parser::target_list() {
  int start = at_;
  Expr* first = star_target();
  if (!at(TokenKind::comma)) return first;
  std::vector<Expr*> items{first};
  while (accept(TokenKind::comma)) {
    if (at(TokenKind::kw_in) || (!starts_expression() && !at(TokenKind::star))) break;
    items.push_back(star_target());
  }
  return arena_.make<SequenceExpr>(Expr{ExprKind::tuple, false, span(start)}, arena_.list(items));
}

}  // namespace python
