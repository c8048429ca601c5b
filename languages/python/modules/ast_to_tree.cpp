/// Objects of module _ast as the tree the compiler takes: compile() of what a program built or changed.
/// Limit: under `from __future__ import annotations` the text of annotations is not known; they are evaluated.
#include "interpreter/code.h"
#include "interpreter/traceback.h"
#include "modules/ast.h"
#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/floating.h"
#include "objects/integer.h"
#include "objects/list.h"
#include "objects/operations.h"
#include "objects/str.h"
#include "parser/ast.h"

namespace python {

namespace {

using Node = NodeKind;

class Builder {
 public:
  Builder(Arena& arena, std::vector<std::unique_ptr<Constant>>& constants) : arena_(arena), constants_(constants) {}

  /// Null with an error pending.
  SyntaxTree* tree(Value v, CompileMode mode) {
    auto* tree = arena_.make<SyntaxTree>();
    if (mode == CompileMode::eval) {
      if (!expect(v, Node::Expression, "Expression")) return nullptr;
      tree->expression = expression(field(v, "body"));
    } else {
      bool interactive = mode == CompileMode::interactive;
      if (!expect(v, interactive ? Node::Interactive : Node::Module, interactive ? "Interactive" : "Module")) return nullptr;
      tree->body = statements(field(v, "body"));
    }
    return failed() ? nullptr : tree;
  }

 private:
  bool failed() const { return bool(vm.exception); }
  bool is(Value v, NodeKind kind) const { return is_instance(v, node_type(kind)); }
  bool expect(Value v, NodeKind kind, const char* name) {
    if (is(v, kind)) return true;
    raise_type_error("expected %s node, got %T", name, v);
    return false;
  }

  // -- fields; None where an error is pending --
  Value field(Value node, const char* name, const char* shown = nullptr) {
    if (failed()) return none();
    Value value = find_attr(node, intern(name));
    if (!value && !vm.exception) raise_type_error("required field \"%s\" missing from %s", name, shown ? shown : type_name_of(node));
    return none_if_null(value);
  }
  int32_t number(Value node, const char* name, const char* shown = nullptr) {
    Value v = field(node, name, shown);
    return is_small_int(v) ? static_cast<int32_t>(small_int(v)) : is_boolean(v) ? v == true_value() : 0;
  }
  Position position(Value node, const char* shown) {
    Position at;
    at.line = number(node, "lineno", shown);
    at.column = number(node, "col_offset", shown);
    Value end = failed() ? none() : field(node, "end_lineno");
    at.end_line = is_none(end) ? at.line : number(node, "end_lineno");
    at.end_column = is_none(field(node, "end_col_offset")) ? at.column : number(node, "end_col_offset");
    return at;
  }
  std::string_view word(Value v) {
    if (is_none(v)) return {};
    Str* str = as_str(v);
    if (str) return arena_.text(to_utf8(str));
    if (!failed()) raise_type_error("AST identifier must be of type str");
    return {};
  }
  std::string_view word(Value node, const char* name) { return word(field(node, name)); }
  template <class T, class F>
  Items<T> items(Value v, F convert) {
    std::vector<T> out;
    List* list = as_list(v);
    if (!list && !failed()) raise_type_error("field must be a list, not a %T", v);
    for (uint64_t i = 0; list && i < list->length && !failed(); i++) out.push_back(convert(list_get(list, i)));
    return arena_.list(out);
  }
  template <class T, class... A>
  T* make(const T& value) {
    return arena_.make<T>(value);
  }

  // -- expressions --
  Items<Expr*> expressions(Value v) {
    return items<Expr*>(v, [&](Value e) {
      if (is_none(e) && !failed()) raise_value_error("None disallowed in expression list");
      return expression(e);
    });
  }
  Items<Expr*> optional_expressions(Value v) {
    return items<Expr*>(v, [&](Value e) { return is_none(e) ? nullptr : expression(e); });
  }
  void same_length(int a, int b, const char* message) {
    if (a != b && !failed()) raise_value_error("%s", message);
  }
  Expr* optional(Value node, const char* name) {
    Value v = field(node, name);
    return is_none(v) ? nullptr : expression(v);
  }
  Expr* expression(Value node, const char* name) { return expression(field(node, name)); }

  bool constant(Value v, Constant& out) {
    using Kind = Constant::Kind;
    if (is_none(v)) out.kind = Kind::none;
    else if (is_boolean(v)) out.kind = Kind::boolean, out.integer = v == true_value();
    else if (v == ellipsis()) out.kind = Kind::ellipsis;
    else if (is_small_int(v)) out.kind = Kind::integer, out.integer = small_int(v);
    else if (is_int(v)) out.kind = Kind::big_integer, out.text = to_utf8(as<Str>(to_str(v)));
    else if (is_float(v)) out.kind = Kind::floating, out.floating = float_of(v);
    else if (has_kind(v, python::Kind::complex)) out.kind = Kind::complex, out.real = as<Complex>(v)->real, out.floating = as<Complex>(v)->imaginary;
    else if (is_str(v)) out.kind = Kind::str, out.text = to_utf8(as<Str>(v));
    else if (has_kind(v, python::Kind::bytes)) {
      std::string_view content;
      bytes_view(v, &content);
      out.kind = Kind::bytes, out.text = content;
    } else if (is_tuple(v)) {
      out.kind = Kind::tuple;
      for (uint64_t i = 0; i < as<Tuple>(v)->length; i++)
        if (!constant(as<Tuple>(v)->items[i], out.items.emplace_back())) return false;
    } else {
      raise_type_error("got an invalid type in Constant: %T", v);
      return false;
    }
    return true;
  }
  Expr* constant_expression(Value v, const Position& at) {
    auto& value = constants_.emplace_back(std::make_unique<Constant>());
    if (!constant(v, *value)) return none_expression();
    ConstantExpr e{{ExprKind::constant, false, at}, ConstantKind::folded, {}, value.get()};
    if (value->kind == Constant::Kind::str) e.type = ConstantKind::str, e.text = arena_.text(value->text);
    if (value->kind == Constant::Kind::bytes) e.type = ConstantKind::bytes, e.text = arena_.text(value->text);
    if (value->kind == Constant::Kind::none) e.type = ConstantKind::none;
    if (value->kind == Constant::Kind::boolean) e.type = value->integer ? ConstantKind::true_ : ConstantKind::false_;
    if (value->kind == Constant::Kind::ellipsis) e.type = ConstantKind::ellipsis;
    return make(e);
  }
  Expr* none_expression() { return make(ConstantExpr{{ExprKind::constant, false, {}}, ConstantKind::none}); }

  Keyword keyword(Value v) { return {word(v, "arg"), expression(v, "value"), position(v, nullptr)}; }
  Parameter parameter(Value v) { return {word(v, "arg"), optional(v, "annotation"), nullptr, position(v, nullptr)}; }
  Items<Parameter> parameter_list(Value v) {
    return items<Parameter>(v, [&](Value p) { return parameter(p); });
  }
  Parameters* parameters(Value v) {
    auto* out = arena_.make<Parameters>();
    Items<Parameter> positional_only = parameter_list(field(v, "posonlyargs")), positional = parameter_list(field(v, "args"));
    std::vector<Parameter> all(positional_only.begin(), positional_only.end());
    all.insert(all.end(), positional.begin(), positional.end());
    Items<Expr*> defaults = expressions(field(v, "defaults")), keyword_defaults = optional_expressions(field(v, "kw_defaults"));
    if (static_cast<size_t>(defaults.size) > all.size()) raise_value_error("more positional defaults than args on arguments");
    for (int i = 0; !failed() && i < defaults.size; i++) all[all.size() - static_cast<size_t>(defaults.size - i)].default_value = defaults[i];
    out->positional = arena_.list(all);
    out->positional_only_count = positional_only.size;
    out->keyword_only = parameter_list(field(v, "kwonlyargs"));
    if (!failed() && keyword_defaults.size != out->keyword_only.size)
      raise_value_error("length of kwonlyargs is not the same as kw_defaults on arguments");
    for (int i = 0; !failed() && i < keyword_defaults.size; i++) out->keyword_only[i].default_value = keyword_defaults[i];
    Value star = field(v, "vararg"), stars = field(v, "kwarg");
    if (!is_none(star)) out->varargs = make(parameter(star));
    if (!is_none(stars)) out->varkeywords = make(parameter(stars));
    return out;
  }
  Items<Comprehension> comprehensions(Value node) {
    return items<Comprehension>(field(node, "generators"), [&](Value c) {
      return Comprehension{expression(c, "target"), expression(c, "iter"), expressions(field(c, "ifs")), number(c, "is_async") != 0};
    });
  }
  BinaryOp binary_operator(Value v) {
    static const NodeKind kinds[] = {Node::Add, Node::Sub,    Node::Mult,   Node::Div,    Node::FloorDiv, Node::Mod,   Node::Pow,
                                     Node::MatMult, Node::LShift, Node::RShift, Node::BitAnd, Node::BitOr, Node::BitXor};
    return static_cast<BinaryOp>(index_of(v, kinds, 13, "operator"));
  }
  uint32_t index_of(Value v, const NodeKind* kinds, uint32_t count, const char* what) {
    for (uint32_t i = 0; i < count; i++)
      if (is(v, kinds[i])) return i;
    if (!failed()) raise_type_error("expected some sort of %s, but got %R", what, v);
    return 0;
  }

  Expr* expression(Value v) {
    if (failed()) return none_expression();
    if (!enter_recursion(" during compilation")) return none_expression();
    Expr* e = expression_inside(v);
    leave_recursion();
    return e;
  }
  Expr* expression_inside(Value v) {
    if (!is(v, Node::expr)) {
      raise_type_error("expected some sort of expr, but got %R", v);
      return none_expression();
    }
    Position at = position(v, "expr");
    auto head = [&](ExprKind kind) { return Expr{kind, false, at}; };
    if (is(v, Node::Name)) return make(NameExpr{head(ExprKind::name), word(v, "id")});
    if (is(v, Node::Constant)) return constant_expression(field(v, "value"), at);
    if (is(v, Node::BinOp)) {
      BinaryOp op = binary_operator(field(v, "op"));
      Expr* left = expression(v, "left");
      return make(BinaryExpr{head(ExprKind::binary), op, left, expression(v, "right")});
    }
    if (is(v, Node::UnaryOp)) {
      static const NodeKind kinds[] = {Node::USub, Node::UAdd, Node::Invert, Node::Not};
      auto op = static_cast<UnaryOp>(index_of(field(v, "op"), kinds, 4, "unaryop"));
      return make(UnaryExpr{head(ExprKind::unary), op, expression(v, "operand")});
    }
    if (is(v, Node::BoolOp)) return make(BoolExpr{head(ExprKind::bool_op), is(field(v, "op"), Node::Or), expressions(field(v, "values"))});
    if (is(v, Node::Compare)) {
      static const NodeKind kinds[] = {Node::Lt, Node::LtE, Node::Gt, Node::GtE, Node::Eq, Node::NotEq, Node::Is, Node::IsNot, Node::In, Node::NotIn};
      auto ops = items<CompareOp>(field(v, "ops"), [&](Value op) { return static_cast<CompareOp>(index_of(op, kinds, 10, "cmpop")); });
      Expr* left = expression(v, "left");
      Items<Expr*> comparators = expressions(field(v, "comparators"));
      if (comparators.size == 0 && !failed()) raise_value_error("Compare with no comparators");
      same_length(comparators.size, ops.size, "Compare has a different number of comparators and operands");
      return make(CompareExpr{head(ExprKind::compare), left, ops, comparators});
    }
    if (is(v, Node::Call)) {
      Expr* callee = expression(v, "func");
      Items<Expr*> arguments = expressions(field(v, "args"));
      return make(CallExpr{head(ExprKind::call), callee, arguments, items<Keyword>(field(v, "keywords"), [&](Value k) { return keyword(k); })});
    }
    if (is(v, Node::Attribute)) return make(AttributeExpr{head(ExprKind::attribute), expression(v, "value"), word(v, "attr"), at});
    if (is(v, Node::Subscript)) return make(SubscriptExpr{head(ExprKind::subscript), expression(v, "value"), expression(v, "slice")});
    if (is(v, Node::Slice)) return make(SliceExpr{head(ExprKind::slice), optional(v, "lower"), optional(v, "upper"), optional(v, "step")});
    if (is(v, Node::Starred)) return make(StarredExpr{head(ExprKind::starred), expression(v, "value")});
    if (is(v, Node::Tuple)) return make(SequenceExpr{head(ExprKind::tuple), expressions(field(v, "elts"))});
    if (is(v, Node::List)) return make(SequenceExpr{head(ExprKind::list), expressions(field(v, "elts"))});
    if (is(v, Node::Set)) return make(SequenceExpr{head(ExprKind::set), expressions(field(v, "elts"))});
    if (is(v, Node::Dict)) {
      Items<Expr*> keys = optional_expressions(field(v, "keys")), values = expressions(field(v, "values"));
      same_length(keys.size, values.size, "Dict doesn't have the same number of keys as values");
      return make(DictExpr{head(ExprKind::dict), keys, values});
    }
    if (is(v, Node::ListComp)) return comprehension(v, head(ExprKind::list_comp));
    if (is(v, Node::SetComp)) return comprehension(v, head(ExprKind::set_comp));
    if (is(v, Node::GeneratorExp)) return comprehension(v, head(ExprKind::generator));
    if (is(v, Node::DictComp))
      return make(ComprehensionExpr{head(ExprKind::dict_comp), expression(v, "key"), expression(v, "value"), comprehensions(v)});
    if (is(v, Node::Lambda)) return make(LambdaExpr{head(ExprKind::lambda), parameters(field(v, "args")), expression(v, "body")});
    if (is(v, Node::IfExp))
      return make(ConditionalExpr{head(ExprKind::conditional), expression(v, "test"), expression(v, "body"), expression(v, "orelse")});
    if (is(v, Node::NamedExpr))
      return make(NamedExpr{head(ExprKind::named), static_cast<NameExpr*>(expression(v, "target")), expression(v, "value")});
    if (is(v, Node::Yield)) return make(YieldExpr{head(ExprKind::yield), optional(v, "value")});
    if (is(v, Node::YieldFrom)) return make(YieldExpr{head(ExprKind::yield_from), expression(v, "value")});
    if (is(v, Node::Await)) return make(YieldExpr{head(ExprKind::await), expression(v, "value")});
    if (is(v, Node::JoinedStr)) return make(JoinedStringExpr{head(ExprKind::joined_string), expressions(field(v, "values"))});
    if (is(v, Node::FormattedValue)) {
      int32_t conversion = number(v, "conversion");
      return make(FormattedExpr{head(ExprKind::formatted), expression(v, "value"), conversion > 0 ? conversion : 0, optional(v, "format_spec")});
    }
    raise_type_error("expected some sort of expr, but got %R", v);
    return none_expression();
  }
  Expr* comprehension(Value v, Expr head) { return make(ComprehensionExpr{head, expression(v, "elt"), nullptr, comprehensions(v)}); }

  // -- statements --
  Items<Stmt*> statements(Value v) {
    return items<Stmt*>(v, [&](Value s) { return statement(s); });
  }
  Items<Stmt*> statements(Value node, const char* name) { return statements(field(node, name)); }
  /// The field body of a compound statement.
  Items<Stmt*> block(Value node) {
    Items<Stmt*> body = statements(node, "body");
    if (!failed() && body.size == 0) raise_value_error("empty body on %s", type_name_of(node));
    return body;
  }
  Items<Alias> aliases(Value node) {
    return items<Alias>(field(node, "names"), [&](Value a) { return Alias{word(a, "name"), word(a, "asname"), position(a, "alias")}; });
  }
  Items<std::string_view> words(Value v) {
    return items<std::string_view>(v, [&](Value name) { return word(name); });
  }

  Stmt* statement(Value v) {
    Position at = failed() ? Position{} : position(v, "stmt");
    auto head = [&](StmtKind kind) { return Stmt{kind, at}; };
    if (failed()) return make(head(StmtKind::pass));
    if (is(v, Node::Expr)) return make(ExprStmt{head(StmtKind::expression), expression(v, "value")});
    if ((is(v, Node::Assign) || is(v, Node::Delete)) && !failed()) {
      List* targets = as_list(field(v, "targets"));
      if (targets && targets->length == 0) raise_value_error("empty targets on %s", is(v, Node::Assign) ? "Assign" : "Delete");
    }
    if (is(v, Node::Assign)) return make(AssignStmt{head(StmtKind::assign), expressions(field(v, "targets")), expression(v, "value")});
    if (is(v, Node::AugAssign))
      return make(AugmentedStmt{head(StmtKind::augmented), binary_operator(field(v, "op")), expression(v, "target"), expression(v, "value")});
    if (is(v, Node::AnnAssign)) {
      Expr* target = expression(v, "target");
      target->parenthesized = target->kind == ExprKind::name && !number(v, "simple");
      return make(AnnotatedStmt{head(StmtKind::annotated), target, expression(v, "annotation"), optional(v, "value")});
    }
    if (is(v, Node::Return)) return make(ExprStmt{head(StmtKind::return_), optional(v, "value")});
    if (is(v, Node::Delete)) return make(DeleteStmt{head(StmtKind::delete_), expressions(field(v, "targets"))});
    if (is(v, Node::Pass)) return make(head(StmtKind::pass));
    if (is(v, Node::Break)) return make(head(StmtKind::break_));
    if (is(v, Node::Continue)) return make(head(StmtKind::continue_));
    if (is(v, Node::If) || is(v, Node::While)) {
      StmtKind kind = is(v, Node::If) ? StmtKind::if_ : StmtKind::while_;
      return make(IfStmt{head(kind), expression(v, "test"), block(v), statements(v, "orelse")});
    }
    if (is(v, Node::For) || is(v, Node::AsyncFor))
      return make(ForStmt{head(StmtKind::for_), expression(v, "target"), expression(v, "iter"), block(v), statements(v, "orelse"),
                          is(v, Node::AsyncFor)});
    if (is(v, Node::Try) || is(v, Node::TryStar)) {
      Items<Stmt*> body = block(v);
      auto handlers = items<Handler>(field(v, "handlers"), [&](Value h) {
        return Handler{optional(h, "type"), word(h, "name"), block(h), position(h, "excepthandler")};
      });
      return make(TryStmt{head(StmtKind::try_), body, handlers, statements(v, "orelse"), statements(v, "finalbody"), is(v, Node::TryStar)});
    }
    if (is(v, Node::With) || is(v, Node::AsyncWith)) {
      auto managers = items<WithItem>(field(v, "items"), [&](Value i) { return WithItem{expression(i, "context_expr"), optional(i, "optional_vars")}; });
      if (managers.size == 0 && !failed()) raise_value_error("empty items on With");
      return make(WithStmt{head(StmtKind::with), managers, block(v), is(v, Node::AsyncWith)});
    }
    if (is(v, Node::Raise)) return make(RaiseStmt{head(StmtKind::raise), optional(v, "exc"), optional(v, "cause")});
    if (is(v, Node::Assert)) return make(AssertStmt{head(StmtKind::assert_), expression(v, "test"), optional(v, "msg")});
    if (is(v, Node::FunctionDef) || is(v, Node::AsyncFunctionDef))
      return make(FunctionStmt{head(StmtKind::function), word(v, "name"), parameters(field(v, "args")), block(v),
                               expressions(field(v, "decorator_list")), optional(v, "returns"), is(v, Node::AsyncFunctionDef)});
    if (is(v, Node::ClassDef)) {
      Items<Expr*> bases = expressions(field(v, "bases"));
      auto keywords = items<Keyword>(field(v, "keywords"), [&](Value k) { return keyword(k); });
      return make(ClassStmt{head(StmtKind::class_), word(v, "name"), bases, keywords, block(v), expressions(field(v, "decorator_list"))});
    }
    if (is(v, Node::Import)) return make(ImportStmt{head(StmtKind::import), {}, aliases(v), 0});
    if (is(v, Node::ImportFrom)) return make(ImportStmt{head(StmtKind::import_from), word(v, "module"), aliases(v), number(v, "level")});
    if (is(v, Node::Global)) return make(NamesStmt{head(StmtKind::global), words(field(v, "names"))});
    if (is(v, Node::Nonlocal)) return make(NamesStmt{head(StmtKind::nonlocal), words(field(v, "names"))});
    if (is(v, Node::Match)) {
      auto cases = items<MatchCase>(field(v, "cases"), [&](Value c) {
        return MatchCase{pattern(field(c, "pattern")), optional(c, "guard"), block(c)};
      });
      return make(MatchStmt{head(StmtKind::match), expression(v, "subject"), cases});
    }
    raise_type_error("expected some sort of stmt, but got %R", v);
    return make(head(StmtKind::pass));
  }

  // -- patterns --
  Items<Pattern*> patterns(Value node, const char* name) {
    return items<Pattern*>(field(node, name), [&](Value p) { return pattern(p); });
  }
  Pattern* pattern(Value v) {
    auto* p = arena_.make<Pattern>();
    if (failed()) return p;
    p->at = position(v, "pattern");
    if (is(v, Node::MatchValue)) {
      p->kind = PatternKind::value;
      p->value = expression(v, "value");
    } else if (is(v, Node::MatchSingleton)) {
      p->kind = PatternKind::singleton;
      p->value = constant_expression(field(v, "value"), p->at);
    } else if (is(v, Node::MatchAs)) {
      p->name = word(v, "name");
      Value inner = field(v, "pattern");
      p->inner = is_none(inner) ? nullptr : pattern(inner);
      p->kind = p->name.empty() ? PatternKind::wildcard : PatternKind::capture;
    } else if (is(v, Node::MatchStar)) {
      p->kind = PatternKind::star;
      p->name = word(v, "name");
    } else if (is(v, Node::MatchOr) || is(v, Node::MatchSequence)) {
      p->kind = is(v, Node::MatchOr) ? PatternKind::or_ : PatternKind::sequence;
      p->items = patterns(v, "patterns");
    } else if (is(v, Node::MatchMapping)) {
      p->kind = PatternKind::mapping;
      p->keys = expressions(field(v, "keys"));
      p->items = patterns(v, "patterns");
      same_length(p->keys.size, p->items.size, "MatchMapping doesn't have the same number of keys as patterns");
      p->name = word(v, "rest");
    } else if (is(v, Node::MatchClass)) {
      p->kind = PatternKind::class_;
      p->value = expression(v, "cls");
      p->items = patterns(v, "patterns");
      p->keywords = words(field(v, "kwd_attrs"));
      p->keyword_items = patterns(v, "kwd_patterns");
    } else if (!failed()) {
      raise_type_error("expected some sort of pattern, but got %R", v);
    }
    return p;
  }

  Arena& arena_;
  std::vector<std::unique_ptr<Constant>>& constants_;
};

}  // namespace

Value compile_nodes(Value tree, const std::string& filename, CompileMode mode, int optimize) {
  ParseResult parsed;
  parsed.source = std::make_unique<std::string>();
  parsed.arena = std::make_unique<Arena>();
  std::vector<std::unique_ptr<Constant>> constants;
  Builder builder(*parsed.arena, constants);
  parsed.tree = builder.tree(tree, mode);
  if (!parsed.tree) return null_value;
  CompileResult result = compile_tree(parsed, filename, mode, optimize);
  if (!result.code) return raise_syntax_error(result.error);
  return ref(make_code(result.code));
}

}  // namespace python
