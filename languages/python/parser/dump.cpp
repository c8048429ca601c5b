#include "parser/ast.h"

namespace python {

namespace {

/// Writes s-expressions.
class Dumper {
 public:
  std::string out;

  void expr(const Expr* expr) {
    if (!expr) {
      out += " -";
      return;
    }
    out += " ";
    switch (expr->kind) {
      case ExprKind::name: out += as<NameExpr>(expr)->id; return;
      case ExprKind::constant: return constant(as<ConstantExpr>(expr));
      case ExprKind::binary: {
        static constexpr const char* ops[] = {"+", "-", "*", "/", "//", "%", "**", "@", "<<", ">>", "&", "|", "^"};
        open(ops[static_cast<int>(as<BinaryExpr>(expr)->op)]);
        this->expr(as<BinaryExpr>(expr)->left);
        this->expr(as<BinaryExpr>(expr)->right);
        break;
      }
      case ExprKind::unary: {
        static constexpr const char* ops[] = {"neg", "pos", "~", "not"};
        open(ops[static_cast<int>(as<UnaryExpr>(expr)->op)]);
        this->expr(as<UnaryExpr>(expr)->operand);
        break;
      }
      case ExprKind::bool_op:
        open(as<BoolExpr>(expr)->is_or ? "or" : "and");
        list(as<BoolExpr>(expr)->values);
        break;
      case ExprKind::compare: {
        static constexpr const char* ops[] = {"<", "<=", ">", ">=", "==", "!=", "is", "is-not", "in", "not-in"};
        auto* compare = as<CompareExpr>(expr);
        open("compare");
        this->expr(compare->left);
        for (int i = 0; i < compare->ops.size; i++) {
          out += std::string(" ") + ops[static_cast<int>(compare->ops[i])];
          this->expr(compare->comparators[i]);
        }
        break;
      }
      case ExprKind::call:
        open("call");
        this->expr(as<CallExpr>(expr)->callee);
        list(as<CallExpr>(expr)->args);
        keywords(as<CallExpr>(expr)->keywords);
        break;
      case ExprKind::attribute:
        open(".");
        this->expr(as<AttributeExpr>(expr)->object);
        out += " " + std::string(as<AttributeExpr>(expr)->name);
        break;
      case ExprKind::subscript:
        open("item");
        this->expr(as<SubscriptExpr>(expr)->object);
        this->expr(as<SubscriptExpr>(expr)->index);
        break;
      case ExprKind::slice:
        open("slice");
        this->expr(as<SliceExpr>(expr)->lower);
        this->expr(as<SliceExpr>(expr)->upper);
        this->expr(as<SliceExpr>(expr)->step);
        break;
      case ExprKind::starred: open("star"), this->expr(as<StarredExpr>(expr)->value); break;
      case ExprKind::tuple: open("tuple"), list(as<SequenceExpr>(expr)->items); break;
      case ExprKind::list: open("list"), list(as<SequenceExpr>(expr)->items); break;
      case ExprKind::set: open("set"), list(as<SequenceExpr>(expr)->items); break;
      case ExprKind::dict:
        open("dict");
        for (int i = 0; i < as<DictExpr>(expr)->keys.size; i++) {
          if (as<DictExpr>(expr)->keys[i])
            this->expr(as<DictExpr>(expr)->keys[i]);
          else
            out += " **";
          this->expr(as<DictExpr>(expr)->values[i]);
        }
        break;
      case ExprKind::list_comp:
      case ExprKind::set_comp:
      case ExprKind::dict_comp:
      case ExprKind::generator: {
        auto* comp = as<ComprehensionExpr>(expr);
        open(expr->kind == ExprKind::list_comp   ? "list-comp"
             : expr->kind == ExprKind::set_comp  ? "set-comp"
             : expr->kind == ExprKind::dict_comp ? "dict-comp"
                                                 : "generator");
        this->expr(comp->element);
        if (comp->value) this->expr(comp->value);
        for (const Comprehension& loop : comp->loops) {
          out += loop.is_async ? " (async-for" : " (for";
          this->expr(loop.target);
          this->expr(loop.iterable);
          list(loop.conditions);
          out += ")";
        }
        break;
      }
      case ExprKind::lambda:
        open("lambda"), parameters(*as<LambdaExpr>(expr)->parameters), this->expr(as<LambdaExpr>(expr)->body);
        break;
      case ExprKind::conditional:
        open("if");
        this->expr(as<ConditionalExpr>(expr)->test);
        this->expr(as<ConditionalExpr>(expr)->body);
        this->expr(as<ConditionalExpr>(expr)->otherwise);
        break;
      case ExprKind::named: open(":="), this->expr(as<NamedExpr>(expr)->target), this->expr(as<NamedExpr>(expr)->value); break;
      case ExprKind::yield: open("yield"), this->expr(as<YieldExpr>(expr)->value); break;
      case ExprKind::yield_from: open("yield-from"), this->expr(as<YieldExpr>(expr)->value); break;
      case ExprKind::await: open("await"), this->expr(as<YieldExpr>(expr)->value); break;
      case ExprKind::joined_string: open("f"), list(as<JoinedStringExpr>(expr)->parts); break;
      case ExprKind::formatted:
        open("format");
        this->expr(as<FormattedExpr>(expr)->value);
        if (as<FormattedExpr>(expr)->conversion)
          out += std::string(" !") + static_cast<char>(as<FormattedExpr>(expr)->conversion);
        if (as<FormattedExpr>(expr)->spec) this->expr(as<FormattedExpr>(expr)->spec);
        break;
    }
    out += ")";
  }

  void stmt(const Stmt* stmt) {
    line();
    switch (stmt->kind) {
      case StmtKind::expression: open("expr"), expr(as<ExprStmt>(stmt)->value); break;
      case StmtKind::return_: open("return"), expr(as<ExprStmt>(stmt)->value); break;
      case StmtKind::assign: open("="), list(as<AssignStmt>(stmt)->targets), expr(as<AssignStmt>(stmt)->value); break;
      case StmtKind::augmented: {
        static constexpr const char* ops[] = {"+=", "-=", "*=", "/=", "//=", "%=", "**=", "@=", "<<=", ">>=", "&=", "|=", "^="};
        open(ops[static_cast<int>(as<AugmentedStmt>(stmt)->op)]);
        expr(as<AugmentedStmt>(stmt)->target);
        expr(as<AugmentedStmt>(stmt)->value);
        break;
      }
      case StmtKind::annotated:
        open("annotate");
        expr(as<AnnotatedStmt>(stmt)->target);
        expr(as<AnnotatedStmt>(stmt)->annotation);
        if (as<AnnotatedStmt>(stmt)->value) expr(as<AnnotatedStmt>(stmt)->value);
        break;
      case StmtKind::delete_: open("del"), list(as<DeleteStmt>(stmt)->targets); break;
      case StmtKind::pass: open("pass"); break;
      case StmtKind::break_: open("break"); break;
      case StmtKind::continue_: open("continue"); break;
      case StmtKind::if_:
      case StmtKind::while_:
        open(stmt->kind == StmtKind::if_ ? "if" : "while");
        expr(as<IfStmt>(stmt)->test);
        body(as<IfStmt>(stmt)->body);
        part("else", as<IfStmt>(stmt)->otherwise);
        break;
      case StmtKind::for_:
        open(as<ForStmt>(stmt)->is_async ? "async-for" : "for");
        expr(as<ForStmt>(stmt)->target);
        expr(as<ForStmt>(stmt)->iterable);
        body(as<ForStmt>(stmt)->body);
        part("else", as<ForStmt>(stmt)->otherwise);
        break;
      case StmtKind::try_:
        open(as<TryStmt>(stmt)->is_star ? "try*" : "try");
        body(as<TryStmt>(stmt)->body);
        for (const Handler& handler : as<TryStmt>(stmt)->handlers) {
          line();
          open("except");
          if (handler.type) expr(handler.type);
          if (!handler.name.empty()) out += " as " + std::string(handler.name);
          body(handler.body);
          out += ")";
        }
        part("else", as<TryStmt>(stmt)->otherwise);
        part("finally", as<TryStmt>(stmt)->finally);
        break;
      case StmtKind::with:
        open(as<WithStmt>(stmt)->is_async ? "async-with" : "with");
        for (const WithItem& item : as<WithStmt>(stmt)->items) {
          expr(item.context);
          if (item.target) out += " as", expr(item.target);
        }
        body(as<WithStmt>(stmt)->body);
        break;
      case StmtKind::raise: open("raise"), optional(as<RaiseStmt>(stmt)->exception), optional(as<RaiseStmt>(stmt)->cause); break;
      case StmtKind::assert_: open("assert"), expr(as<AssertStmt>(stmt)->test), optional(as<AssertStmt>(stmt)->message); break;
      case StmtKind::function: {
        auto* def = as<FunctionStmt>(stmt);
        open(def->is_async ? "async-def" : "def");
        out += " " + std::string(def->name);
        parameters(*def->parameters);
        if (def->returns) out += " ->", expr(def->returns);
        for (const Expr* decorator : def->decorators) out += " @", expr(decorator);
        body(def->body);
        break;
      }
      case StmtKind::class_: {
        auto* def = as<ClassStmt>(stmt);
        open("class");
        out += " " + std::string(def->name);
        list(def->bases);
        keywords(def->keywords);
        for (const Expr* decorator : def->decorators) out += " @", expr(decorator);
        body(def->body);
        break;
      }
      case StmtKind::import:
      case StmtKind::import_from: {
        auto* import = as<ImportStmt>(stmt);
        open(stmt->kind == StmtKind::import ? "import" : "from");
        if (stmt->kind == StmtKind::import_from)
          out += " " + std::string(static_cast<size_t>(import->level), '.') + std::string(import->module);
        for (const Alias& alias : import->names) {
          out += " " + std::string(alias.name);
          if (!alias.as.empty()) out += ":" + std::string(alias.as);
        }
        break;
      }
      case StmtKind::global:
      case StmtKind::nonlocal:
        open(stmt->kind == StmtKind::global ? "global" : "nonlocal");
        for (std::string_view name : as<NamesStmt>(stmt)->names) out += " " + std::string(name);
        break;
      case StmtKind::match:
        open("match");
        expr(as<MatchStmt>(stmt)->subject);
        for (const MatchCase& one : as<MatchStmt>(stmt)->cases) {
          line();
          open("case");
          pattern(one.pattern);
          if (one.guard) out += " if", expr(one.guard);
          body(one.body);
          out += ")";
        }
        break;
    }
    out += ")";
  }

  void body(Items<Stmt*> statements) {
    depth_++;
    for (const Stmt* statement : statements) stmt(statement);
    depth_--;
  }

 private:
  template <typename T, typename From>
  static const T* as(const From* node) {
    return static_cast<const T*>(node);
  }

  void open(const char* head) { out += "(" + std::string(head); }
  void line() {
    if (!out.empty()) out += "\n" + std::string(static_cast<size_t>(depth_) * 2, ' ');
  }
  void optional(const Expr* node) {
    if (node) expr(node);
  }
  void list(Items<Expr*> items) {
    for (const Expr* item : items) expr(item);
  }
  void keywords(Items<Keyword> items) {
    for (const Keyword& keyword : items) {
      out += " " + (keyword.name.empty() ? std::string("**") : std::string(keyword.name) + "=");
      expr(keyword.value);
    }
  }
  void part(const char* name, Items<Stmt*> statements) {
    if (statements.empty()) return;
    depth_++;
    line();
    depth_--;
    open(name);
    depth_++;
    body(statements);
    depth_--;
    out += ")";
  }
  void parameters(const Parameters& params) {
    out += " (";
    bool first = true;
    auto add = [&](const char* prefix, const Parameter& parameter) {
      if (!first) out += " ";
      first = false;
      out += prefix + std::string(parameter.name);
      if (parameter.annotation) out += ":", expr(parameter.annotation);
      if (parameter.default_value) out += "=", expr(parameter.default_value);
    };
    for (int i = 0; i < params.positional.size; i++) {
      add("", params.positional[i]);
      if (i + 1 == params.positional_only_count) out += " /";
    }
    if (params.varargs)
      add("*", *params.varargs);
    else if (!params.keyword_only.empty())
      out += first ? "*" : " *", first = false;
    for (const Parameter& parameter : params.keyword_only) add("", parameter);
    if (params.varkeywords) add("**", *params.varkeywords);
    out += ")";
  }
  void constant(const ConstantExpr* node) {
    switch (node->type) {
      case ConstantKind::none: out += "None"; break;
      case ConstantKind::true_: out += "True"; break;
      case ConstantKind::false_: out += "False"; break;
      case ConstantKind::ellipsis: out += "..."; break;
      case ConstantKind::integer:
      case ConstantKind::floating: out += node->text; break;
      case ConstantKind::imaginary: out += std::string(node->text) + "j"; break;
      case ConstantKind::bytes: out += "b"; [[fallthrough]];
      case ConstantKind::str:
        out += '"';
        for (char c : node->text) {
          if (c == '\n')
            out += "\\n";
          else if (c == '"' || c == '\\')
            out += '\\', out += c;
          else
            out += c;
        }
        out += '"';
        break;
      case ConstantKind::folded: out += "folded"; break;
    }
  }
  void pattern(const Pattern* node) {
    static constexpr const char* heads[] = {"value", "singleton", "capture", "_", "star", "or", "sequence", "mapping", "class"};
    out += " ";
    open(heads[static_cast<int>(node->kind)]);
    if (node->value) expr(node->value);
    if (!node->name.empty()) out += " " + std::string(node->name);
    if (node->inner) pattern(node->inner);
    for (int i = 0; i < node->items.size; i++) {
      if (i < node->keys.size) expr(node->keys[i]);
      pattern(node->items[i]);
    }
    for (int i = 0; i < node->keywords.size; i++) {
      out += " " + std::string(node->keywords[i]) + "=";
      pattern(node->keyword_items[i]);
    }
    out += ")";
  }

  int depth_ = 0;
};

}  // namespace

std::string dump(const SyntaxTree& module) {
  Dumper dumper;
  for (const Stmt* statement : module.body) dumper.stmt(statement);
  if (module.expression) dumper.expr(module.expression);
  return dumper.out + "\n";
}

std::string dump(const Expr* expression) {
  Dumper dumper;
  dumper.expr(expression);
  return dumper.out.substr(1);
}

}  // namespace python
