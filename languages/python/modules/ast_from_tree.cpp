/// The parser's tree as objects of module _ast.
#include "compiler/fold.h"
#include "interpreter/code.h"
#include "interpreter/traceback.h"
#include "modules/ast.h"
#include "objects/errors.h"
#include "objects/list.h"
#include "objects/operations.h"
#include "objects/str.h"
#include "parser/ast.h"

namespace python {

namespace {

using Node = NodeKind;

NodeKind plus(NodeKind first, uint32_t offset) { return static_cast<NodeKind>(static_cast<uint32_t>(first) + offset); }
Value shared(NodeKind kind) { return make_node(kind, nullptr, {}); }
Value text(std::string_view from) { return ref(intern(from)); }
Value text_or_none(std::string_view from) { return from.empty() ? none() : text(from); }

class Converter {
 public:
  Value tree(const SyntaxTree& module, CompileMode mode) {
    if (mode == CompileMode::eval) return make_node(Node::Expression, nullptr, {expression(module.expression)});
    if (mode == CompileMode::interactive) return make_node(Node::Interactive, nullptr, {statements(module.body)});
    return make_node(Node::Module, nullptr, {statements(module.body), ref(make_list())});
  }
  std::string error;

 private:
  template <class T, class F>
  Value list(const Items<T>& items, F convert) {
    List* out = make_list(static_cast<uint64_t>(items.size));
    for (int i = 0; i < items.size; i++) list_append(out, convert(items[i]));
    return ref(out);
  }

  // -- expressions --
  Value optional(Expr* e) { return e ? expression(e) : none(); }
  Value expressions(const Items<Expr*>& items, NodeKind context = Node::Load) {
    return list(items, [&](Expr* e) { return e ? expression(e, context) : none(); });
  }
  Value keyword(const Keyword& k) { return make_node(Node::keyword, &k.at, {text_or_none(k.name), expression(k.value)}); }
  Value keywords(const Items<Keyword>& items) {
    return list(items, [&](const Keyword& k) { return keyword(k); });
  }
  Value constant(const ConstantExpr* e) {
    Constant value;
    if (!constant_value(e, value, error)) return none();
    return value_of_constant(value);
  }
  Value parameter(const Parameter& p) { return make_node(Node::arg, &p.at, {text(p.name), optional(p.annotation), none()}); }
  Value parameters(const Parameters* p) {
    List *positional_only = make_list(), *positional = make_list(), *defaults = make_list(), *keyword_only = make_list(),
                 *keyword_defaults = make_list();
    for (int i = 0; i < p->positional.size; i++) {
      const Parameter& parameter_ = p->positional[i];
      list_append(i < p->positional_only_count ? positional_only : positional, parameter(parameter_));
      if (parameter_.default_value) list_append(defaults, expression(parameter_.default_value));
    }
    for (const Parameter& parameter_ : p->keyword_only) {
      list_append(keyword_only, parameter(parameter_));
      list_append(keyword_defaults, optional(parameter_.default_value));
    }
    return make_node(Node::arguments, nullptr,
                     {ref(positional_only), ref(positional), p->varargs ? parameter(*p->varargs) : none(), ref(keyword_only),
                      ref(keyword_defaults), p->varkeywords ? parameter(*p->varkeywords) : none(), ref(defaults)});
  }
  Value comprehensions(const Items<Comprehension>& loops) {
    return list(loops, [&](const Comprehension& c) {
      return make_node(Node::comprehension, nullptr,
                       {expression(c.target, Node::Store), expression(c.iterable), expressions(c.conditions), int_value(c.is_async)});
    });
  }

  template <class T>
  T* as_(Expr* e) {
    return static_cast<T*>(e);
  }
  template <class T>
  T* as_(Stmt* s) {
    return static_cast<T*>(s);
  }

  Value expression(Expr* e, NodeKind context = Node::Load) {
    const Position* at = &e->at;
    switch (e->kind) {
      case ExprKind::name: return make_node(Node::Name, at, {text(as_<NameExpr>(e)->id), shared(context)});
      case ExprKind::constant: return make_node(Node::Constant, at, {constant(as_<ConstantExpr>(e)), none()});
      case ExprKind::binary: {
        auto* x = as_<BinaryExpr>(e);
        return make_node(Node::BinOp, at, {expression(x->left), shared(binary_operator(x->op)), expression(x->right)});
      }
      case ExprKind::unary: {
        auto* x = as_<UnaryExpr>(e);
        return make_node(Node::UnaryOp, at, {shared(plus(Node::USub, static_cast<uint32_t>(x->op))), expression(x->operand)});
      }
      case ExprKind::bool_op: {
        auto* x = as_<BoolExpr>(e);
        return make_node(Node::BoolOp, at, {shared(x->is_or ? Node::Or : Node::And), expressions(x->values)});
      }
      case ExprKind::compare: {
        auto* x = as_<CompareExpr>(e);
        Value ops = list(x->ops, [&](CompareOp op) { return shared(compare_operator(op)); });
        return make_node(Node::Compare, at, {expression(x->left), ops, expressions(x->comparators)});
      }
      case ExprKind::call: {
        auto* x = as_<CallExpr>(e);
        return make_node(Node::Call, at, {expression(x->callee), expressions(x->args), keywords(x->keywords)});
      }
      case ExprKind::attribute: {
        auto* x = as_<AttributeExpr>(e);
        return make_node(Node::Attribute, at, {expression(x->object), text(x->name), shared(context)});
      }
      case ExprKind::subscript: {
        auto* x = as_<SubscriptExpr>(e);
        return make_node(Node::Subscript, at, {expression(x->object), expression(x->index), shared(context)});
      }
      case ExprKind::slice: {
        auto* x = as_<SliceExpr>(e);
        return make_node(Node::Slice, at, {optional(x->lower), optional(x->upper), optional(x->step)});
      }
      case ExprKind::starred: return make_node(Node::Starred, at, {expression(as_<StarredExpr>(e)->value, context), shared(context)});
      case ExprKind::tuple: return make_node(Node::Tuple, at, {expressions(as_<SequenceExpr>(e)->items, context), shared(context)});
      case ExprKind::list: return make_node(Node::List, at, {expressions(as_<SequenceExpr>(e)->items, context), shared(context)});
      case ExprKind::set: return make_node(Node::Set, at, {expressions(as_<SequenceExpr>(e)->items)});
      case ExprKind::dict: return make_node(Node::Dict, at, {expressions(as_<DictExpr>(e)->keys), expressions(as_<DictExpr>(e)->values)});
      case ExprKind::list_comp: return comprehension(Node::ListComp, e);
      case ExprKind::set_comp: return comprehension(Node::SetComp, e);
      case ExprKind::generator: return comprehension(Node::GeneratorExp, e);
      case ExprKind::dict_comp: {
        auto* x = as_<ComprehensionExpr>(e);
        return make_node(Node::DictComp, at, {expression(x->element), expression(x->value), comprehensions(x->loops)});
      }
      case ExprKind::lambda: return make_node(Node::Lambda, at, {parameters(as_<LambdaExpr>(e)->parameters), expression(as_<LambdaExpr>(e)->body)});
      case ExprKind::conditional: {
        auto* x = as_<ConditionalExpr>(e);
        return make_node(Node::IfExp, at, {expression(x->test), expression(x->body), expression(x->otherwise)});
      }
      case ExprKind::named:
        return make_node(Node::NamedExpr, at, {expression(as_<NamedExpr>(e)->target, Node::Store), expression(as_<NamedExpr>(e)->value)});
      case ExprKind::yield: return make_node(Node::Yield, at, {optional(as_<YieldExpr>(e)->value)});
      case ExprKind::yield_from: return make_node(Node::YieldFrom, at, {expression(as_<YieldExpr>(e)->value)});
      case ExprKind::await: return make_node(Node::Await, at, {expression(as_<YieldExpr>(e)->value)});
      case ExprKind::joined_string: return make_node(Node::JoinedStr, at, {expressions(as_<JoinedStringExpr>(e)->parts)});
      case ExprKind::formatted: {
        auto* x = as_<FormattedExpr>(e);
        Value spec = optional(x->spec);
        if (x->spec && x->spec->kind != ExprKind::joined_string) {
          List* parts = make_list();
          list_append(parts, spec);
          spec = make_node(Node::JoinedStr, &x->spec->at, {ref(parts)});
        }
        return make_node(Node::FormattedValue, at, {expression(x->value), int_value(x->conversion ? x->conversion : -1), spec});
      }
    }
    return none();
  }
  Value comprehension(NodeKind kind, Expr* e) {
    return make_node(kind, &e->at, {expression(as_<ComprehensionExpr>(e)->element), comprehensions(as_<ComprehensionExpr>(e)->loops)});
  }
  static NodeKind binary_operator(BinaryOp op) {
    static const NodeKind kinds[] = {Node::Add, Node::Sub,    Node::Mult,   Node::Div,    Node::FloorDiv, Node::Mod,   Node::Pow,
                                     Node::MatMult, Node::LShift, Node::RShift, Node::BitAnd, Node::BitOr, Node::BitXor};
    return kinds[static_cast<uint32_t>(op)];
  }
  static NodeKind compare_operator(CompareOp op) { return plus(Node::Lt, static_cast<uint32_t>(op)); }

  // -- statements --
  Value statements(const Items<Stmt*>& items) {
    return list(items, [&](Stmt* s) { return statement(s); });
  }
  Value aliases(const Items<Alias>& names) {
    return list(names, [&](const Alias& a) { return make_node(Node::alias, &a.at, {text(a.name), text_or_none(a.as)}); });
  }
  Value handlers(const Items<Handler>& items) {
    return list(items, [&](const Handler& h) {
      return make_node(Node::ExceptHandler, &h.at, {optional(h.type), text_or_none(h.name), statements(h.body)});
    });
  }

  Value statement(Stmt* s) {
    const Position* at = &s->at;
    switch (s->kind) {
      case StmtKind::expression: return make_node(Node::Expr, at, {expression(as_<ExprStmt>(s)->value)});
      case StmtKind::assign:
        return make_node(Node::Assign, at, {expressions(as_<AssignStmt>(s)->targets, Node::Store), expression(as_<AssignStmt>(s)->value), none()});
      case StmtKind::augmented: {
        auto* x = as_<AugmentedStmt>(s);
        return make_node(Node::AugAssign, at, {expression(x->target, Node::Store), shared(binary_operator(x->op)), expression(x->value)});
      }
      case StmtKind::annotated: {
        auto* x = as_<AnnotatedStmt>(s);
        bool simple = x->target->kind == ExprKind::name && !x->target->parenthesized;
        return make_node(Node::AnnAssign, at,
                         {expression(x->target, Node::Store), expression(x->annotation), optional(x->value), int_value(simple)});
      }
      case StmtKind::return_: return make_node(Node::Return, at, {optional(as_<ExprStmt>(s)->value)});
      case StmtKind::delete_: return make_node(Node::Delete, at, {expressions(as_<DeleteStmt>(s)->targets, Node::Del)});
      case StmtKind::pass: return make_node(Node::Pass, at, {});
      case StmtKind::break_: return make_node(Node::Break, at, {});
      case StmtKind::continue_: return make_node(Node::Continue, at, {});
      case StmtKind::if_:
      case StmtKind::while_: {
        auto* x = as_<IfStmt>(s);
        return make_node(s->kind == StmtKind::if_ ? Node::If : Node::While, at,
                         {expression(x->test), statements(x->body), statements(x->otherwise)});
      }
      case StmtKind::for_: {
        auto* x = as_<ForStmt>(s);
        return make_node(x->is_async ? Node::AsyncFor : Node::For, at,
                         {expression(x->target, Node::Store), expression(x->iterable), statements(x->body), statements(x->otherwise), none()});
      }
      case StmtKind::try_: {
        auto* x = as_<TryStmt>(s);
        return make_node(x->is_star ? Node::TryStar : Node::Try, at,
                         {statements(x->body), handlers(x->handlers), statements(x->otherwise), statements(x->finally)});
      }
      case StmtKind::with: {
        auto* x = as_<WithStmt>(s);
        Value items = list(x->items, [&](const WithItem& item) {
          return make_node(Node::withitem, nullptr, {expression(item.context), item.target ? expression(item.target, Node::Store) : none()});
        });
        return make_node(x->is_async ? Node::AsyncWith : Node::With, at, {items, statements(x->body), none()});
      }
      case StmtKind::raise: return make_node(Node::Raise, at, {optional(as_<RaiseStmt>(s)->exception), optional(as_<RaiseStmt>(s)->cause)});
      case StmtKind::assert_: return make_node(Node::Assert, at, {expression(as_<AssertStmt>(s)->test), optional(as_<AssertStmt>(s)->message)});
      case StmtKind::function: {
        auto* x = as_<FunctionStmt>(s);
        return make_node(x->is_async ? Node::AsyncFunctionDef : Node::FunctionDef, at,
                         {text(x->name), parameters(x->parameters), statements(x->body), expressions(x->decorators), optional(x->returns), none()});
      }
      case StmtKind::class_: {
        auto* x = as_<ClassStmt>(s);
        return make_node(Node::ClassDef, at,
                         {text(x->name), expressions(x->bases), keywords(x->keywords), statements(x->body), expressions(x->decorators)});
      }
      case StmtKind::import: return make_node(Node::Import, at, {aliases(as_<ImportStmt>(s)->names)});
      case StmtKind::import_from: {
        auto* x = as_<ImportStmt>(s);
        return make_node(Node::ImportFrom, at, {text_or_none(x->module), aliases(x->names), int_value(x->level)});
      }
      case StmtKind::global:
      case StmtKind::nonlocal: {
        Value names = list(as_<NamesStmt>(s)->names, [](std::string_view name) { return text(name); });
        return make_node(s->kind == StmtKind::global ? Node::Global : Node::Nonlocal, at, {names});
      }
      case StmtKind::match: {
        auto* x = as_<MatchStmt>(s);
        Value cases = list(x->cases, [&](const MatchCase& c) {
          return make_node(Node::match_case, nullptr, {pattern(c.pattern), optional(c.guard), statements(c.body)});
        });
        return make_node(Node::Match, at, {expression(x->subject), cases});
      }
    }
    return none();
  }

  // -- patterns --
  Value patterns(const Items<Pattern*>& items) {
    return list(items, [&](Pattern* p) { return pattern(p); });
  }
  Value pattern(Pattern* p) {
    const Position* at = &p->at;
    switch (p->kind) {
      case PatternKind::value: return make_node(Node::MatchValue, at, {expression(p->value)});
      case PatternKind::singleton: return make_node(Node::MatchSingleton, at, {constant(static_cast<ConstantExpr*>(p->value))});
      case PatternKind::capture: return make_node(Node::MatchAs, at, {p->inner ? pattern(p->inner) : none(), text(p->name)});
      case PatternKind::wildcard: return make_node(Node::MatchAs, at, {none(), none()});
      case PatternKind::star: return make_node(Node::MatchStar, at, {text_or_none(p->name)});
      case PatternKind::or_: return make_node(Node::MatchOr, at, {patterns(p->items)});
      case PatternKind::sequence: return make_node(Node::MatchSequence, at, {patterns(p->items)});
      case PatternKind::mapping: return make_node(Node::MatchMapping, at, {expressions(p->keys), patterns(p->items), text_or_none(p->name)});
      case PatternKind::class_: {
        Value names = list(p->keywords, [](std::string_view name) { return text(name); });
        return make_node(Node::MatchClass, at, {expression(p->value), patterns(p->items), names, patterns(p->keyword_items)});
      }
    }
    return none();
  }
};

}  // namespace

Value parse_to_nodes(std::string_view source, const std::string& filename, CompileMode mode) {
  if (!node_type(NodeKind::AST)) return null_value;
  ParseResult parsed = parse(source, filename, mode);
  if (!parsed.tree) return raise_syntax_error(parsed.error);
  Converter converter;
  Value tree = converter.tree(*parsed.tree, mode);
  if (!converter.error.empty()) return raise_error(ExceptionKind::syntax_error, "%s", converter.error.c_str());
  return tree;
}

}  // namespace python
