/// Owns the shape of the abstract syntax tree: CPython's node kinds, with positions, in an arena.
/// Invariants: `kind` names the struct (name_expr is NameExpr); child pointers are not null unless said; positions as in code.h.
#pragma once

#include <string>
#include <string_view>

#include "bytecode/code.h"
#include "parser/arena.h"

namespace python {

// clang-format off
enum class ExprKind : uint8_t {
  name, constant, binary, unary, bool_op, compare, call, attribute, subscript, slice, starred, tuple, list, set, dict,
  list_comp, set_comp, dict_comp, generator, lambda, conditional, named, yield, yield_from, await, joined_string, formatted,
};

/// Binary and augmented-assignment operators; the order is that of the opcodes add.. and inplace_add...
enum class BinaryOp : uint8_t {
  add, subtract, multiply, true_divide, floor_divide, modulo, power, matrix_multiply, left_shift, right_shift, bit_and, bit_or, bit_xor,
};
enum class UnaryOp : uint8_t { negate, positive, invert, logical_not };
/// In the order of the opcodes less...
enum class CompareOp : uint8_t { less, less_equal, greater, greater_equal, equal, not_equal, is_same, is_not_same, contains, not_contains };

struct Expr {
  ExprKind kind;
  bool parenthesized = false;  // written in parentheses of its own
  Position at;
};

struct NameExpr : Expr { std::string_view id; };

enum class ConstantKind : uint8_t { none, true_, false_, ellipsis, integer, floating, imaginary, str, bytes, folded };
struct ConstantExpr : Expr {
  ConstantKind type;
  std::string_view text{};            // integer: digits without underscores, with 0x/0o/0b; floating, imaginary: as written without
                                      // underscores and j; str, bytes: decoded
  const Constant* value = nullptr;    // folded: made by the constant folder
};
struct BinaryExpr : Expr { BinaryOp op; Expr *left, *right; };
struct UnaryExpr : Expr { UnaryOp op; Expr* operand; };
struct BoolExpr : Expr { bool is_or; Items<Expr*> values; };
struct CompareExpr : Expr { Expr* left; Items<CompareOp> ops; Items<Expr*> comparators; };
struct Keyword { std::string_view name; Expr* value; Position at; };  // empty name: **value
struct CallExpr : Expr { Expr* callee; Items<Expr*> args; Items<Keyword> keywords; };
struct AttributeExpr : Expr { Expr* object; std::string_view name; Position name_at; };
struct SubscriptExpr : Expr { Expr *object, *index; };
struct SliceExpr : Expr { Expr *lower, *upper, *step; };  // each may be null
struct StarredExpr : Expr { Expr* value; };
struct SequenceExpr : Expr { Items<Expr*> items{}; };           // tuple, list, set
struct DictExpr : Expr { Items<Expr*> keys{}, values{}; };      // null key: **value
struct Comprehension { Expr *target, *iterable; Items<Expr*> conditions; bool is_async; };
struct ComprehensionExpr : Expr { Expr *element, *value; Items<Comprehension> loops; };  // value: dict_comp only; element is the key then
struct ConditionalExpr : Expr { Expr *test, *body, *otherwise; };
struct NamedExpr : Expr { NameExpr* target; Expr* value; };
struct YieldExpr : Expr { Expr* value; };                      // yield (value may be null), yield_from, await
struct JoinedStringExpr : Expr { Items<Expr*> parts; };         // constants and formatted
struct FormattedExpr : Expr { Expr* value; int conversion; Expr* spec; };  // conversion: 0, 's', 'r', 'a'; spec may be null

struct Parameter { std::string_view name; Expr* annotation; Expr* default_value; Position at; };  // both may be null
struct Parameters {
  Items<Parameter> positional;         // positional-only first
  Items<Parameter> keyword_only;
  Parameter *varargs = nullptr, *varkeywords = nullptr;
  int positional_only_count = 0;
};
struct LambdaExpr : Expr { Parameters* parameters; Expr* body; };

enum class StmtKind : uint8_t {
  expression, assign, augmented, annotated, return_, delete_, pass, break_, continue_, if_, while_, for_, try_, with, raise, assert_,
  function, class_, import, import_from, global, nonlocal, match,
};

struct Stmt {
  StmtKind kind;
  Position at;
};

struct ExprStmt : Stmt { Expr* value; };                       // expression, return_ (value may be null)
struct AssignStmt : Stmt { Items<Expr*> targets; Expr* value; };
struct AugmentedStmt : Stmt { BinaryOp op; Expr *target, *value; };
struct AnnotatedStmt : Stmt { Expr *target, *annotation, *value; };  // value may be null
struct DeleteStmt : Stmt { Items<Expr*> targets; };
struct IfStmt : Stmt { Expr* test; Items<Stmt*> body, otherwise; };   // if_, while_
struct ForStmt : Stmt { Expr *target, *iterable; Items<Stmt*> body, otherwise; bool is_async; };
struct Handler { Expr* type; std::string_view name; Items<Stmt*> body; Position at; };  // type null: bare; name may be empty
struct TryStmt : Stmt { Items<Stmt*> body; Items<Handler> handlers; Items<Stmt*> otherwise, finally; bool is_star; };
struct WithItem { Expr *context, *target; };                   // target may be null
struct WithStmt : Stmt { Items<WithItem> items; Items<Stmt*> body; bool is_async; };
struct RaiseStmt : Stmt { Expr *exception, *cause; };          // both may be null
struct AssertStmt : Stmt { Expr *test, *message; };            // message may be null
struct FunctionStmt : Stmt {
  std::string_view name; Parameters* parameters; Items<Stmt*> body; Items<Expr*> decorators; Expr* returns; bool is_async;
};
struct ClassStmt : Stmt { std::string_view name; Items<Expr*> bases; Items<Keyword> keywords; Items<Stmt*> body; Items<Expr*> decorators; };
struct Alias { std::string_view name, as; Position at; };
struct ImportStmt : Stmt { std::string_view module; Items<Alias> names; int level; };  // import_from with one name "*": star
struct NamesStmt : Stmt { Items<std::string_view> names; };     // global, nonlocal

enum class PatternKind : uint8_t { value, singleton, capture, wildcard, star, or_, sequence, mapping, class_ };
struct Pattern {
  PatternKind kind;
  Position at;
  Expr* value;                        // value, singleton: the expression; class_: the class
  std::string_view name;              // capture (with `inner` for "as"), star, mapping's **rest; may be empty
  Pattern* inner;                     // capture: may be null
  Items<Pattern*> items;               // or_, sequence, mapping's values, class_'s positional patterns
  Items<Expr*> keys;                   // mapping
  Items<std::string_view> keywords;    // class_
  Items<Pattern*> keyword_items;       // class_
};
struct MatchCase { Pattern* pattern; Expr* guard; Items<Stmt*> body; };  // guard may be null
struct MatchStmt : Stmt { Expr* subject; Items<MatchCase> cases; };

struct SyntaxTree {
  Items<Stmt*> body;
  Expr* expression = nullptr;         // eval mode
};

// clang-format on

/// The text form, close to ast.dump's: (assign [x] (binary add 1 2)).
std::string dump(const SyntaxTree& module);
std::string dump(const Expr* expression);

}  // namespace python
