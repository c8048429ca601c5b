/// First step of the symbol table: walk the tree, open scopes, note what each name is used for, fold constants.
#include "compiler/fold.h"
#include "compiler/symbols.h"

namespace python {

namespace {
constexpr int max_depth = 3000;
}

class SymbolTable::Nesting {
 public:
  Nesting(SymbolTable& table, const Position& at) : table_(table) {
    if (++table_.depth_ > max_depth) table_.fail(at, "maximum recursion depth exceeded during compilation", "RecursionError");
  }
  ~Nesting() { table_.depth_--; }

 private:
  SymbolTable& table_;
};

Symbol& Scope::add(std::string_view name) {
  auto [entry, fresh] = index.try_emplace(name, static_cast<int>(symbols.size()));
  if (fresh) symbols.emplace_back().name = name;
  return symbols[entry->second];
}

int Scope::free_index(std::string_view name) const {
  for (size_t i = 0; i < free_names.size(); i++)
    if (free_names[i] == name) return static_cast<int>(i);
  return -1;
}

bool SymbolTable::build(SyntaxTree& module) {
  top_ = open(ScopeKind::module, &module, "<module>", {});
  statements(module.body);
  if (module.expression) visit(module.expression);
  close();
  if (failed()) return false;
  inline_comprehensions(top_);
  resolve(top_);
  if (failed()) return false;
  for (auto& scope : scopes_)
    if (!scope->inlined) assign_registers(scope.get());
  return true;
}

Scope* SymbolTable::open(ScopeKind kind, const void* node, std::string name, const Position& at) {
  scopes_.push_back(std::make_unique<Scope>());
  Scope* scope = scopes_.back().get();
  scope->kind = kind;
  scope->node = node;
  scope->name = std::move(name);
  scope->parent = current_;
  scope->at = at;
  if (current_) {
    scope->private_class = current_->private_class;
    current_->children.push_back(scope);
  }
  scopes_by_node_[node] = scope;
  current_ = scope;
  return scope;
}

void SymbolTable::close() { current_ = current_->parent; }

void SymbolTable::fail(const Position& at, std::string message, const char* type) {
  if (failed()) return;
  error.type = type;
  error.message = std::move(message);
  error.line = at.line;
  error.end_line = at.end_line;
  error.column = at.column;
  error.end_column = at.end_column;
}

std::string_view SymbolTable::mangle(const Scope* scope, std::string_view name) {
  if (scope->private_class.empty() || name.size() < 3 || name[0] != '_' || name[1] != '_') return name;
  if (name.substr(name.size() - 2) == "__" || name.find('.') != std::string_view::npos) return name;
  size_t skip = scope->private_class.find_first_not_of('_');
  if (skip == std::string::npos) return name;
  return arena_.text("_" + scope->private_class.substr(skip) + std::string(name));
}

void SymbolTable::check_name(std::string_view name, const Position& at, bool remove) {
  if (name == "__debug__") fail(at, remove ? "cannot delete __debug__" : "cannot assign to __debug__");
}

void SymbolTable::bind(std::string_view name, const Position& at) {
  check_name(name, at);
  Symbol& symbol = current_->add(mangle(current_, name));
  symbol.bound = true;
}

void SymbolTable::use(std::string_view name) {
  name = mangle(current_, name);
  current_->add(name).used = true;
  if (name == "super" && current_->is_function()) current_->add("__class__").used = true;
  if (name == "locals" || name == "vars" || name == "dir" || name == "eval" || name == "exec") current_->reads_namespace = true;
}

void SymbolTable::visit_all(Items<Expr*> list) {
  for (Expr*& item : list) visit(item);
}

void SymbolTable::visit(Expr*& expr) {
  if (failed()) return;
  Nesting nesting(*this, expr->at);
  switch (expr->kind) {
    case ExprKind::name: use(static_cast<NameExpr*>(expr)->id); return;
    case ExprKind::constant: return;
    case ExprKind::binary: {
      auto* binary = static_cast<BinaryExpr*>(expr);
      visit(binary->left);
      visit(binary->right);
      break;
    }
    case ExprKind::unary: visit(static_cast<UnaryExpr*>(expr)->operand); break;
    case ExprKind::bool_op: visit_all(static_cast<BoolExpr*>(expr)->values); return;
    case ExprKind::compare: {
      auto* compare = static_cast<CompareExpr*>(expr);
      visit(compare->left);
      visit_all(compare->comparators);
      return;
    }
    case ExprKind::call: {
      auto* call = static_cast<CallExpr*>(expr);
      visit(call->callee);
      visit_all(call->args);
      for (int i = 0; i < call->keywords.size; i++) {
        Keyword& keyword = call->keywords[i];
        if (keyword.name == "__debug__") fail(call->at, "cannot assign to __debug__");
        for (int j = 0; j < i && !keyword.name.empty(); j++)
          if (call->keywords[j].name == keyword.name) fail(keyword.at, "keyword argument repeated: " + std::string(keyword.name));
        visit(keyword.value);
      }
      return;
    }
    case ExprKind::attribute: visit(static_cast<AttributeExpr*>(expr)->object); return;
    case ExprKind::subscript: {
      auto* subscript = static_cast<SubscriptExpr*>(expr);
      visit(subscript->object);
      visit(subscript->index);
      return;
    }
    case ExprKind::slice: {
      auto* slice = static_cast<SliceExpr*>(expr);
      optional(slice->lower);
      optional(slice->upper);
      optional(slice->step);
      return;
    }
    case ExprKind::starred: visit(static_cast<StarredExpr*>(expr)->value); return;
    case ExprKind::tuple:
    case ExprKind::list:
    case ExprKind::set: visit_all(static_cast<SequenceExpr*>(expr)->items); break;
    case ExprKind::dict: {
      auto* dict = static_cast<DictExpr*>(expr);
      for (int i = 0; i < dict->keys.size; i++) {
        if (dict->keys[i]) visit(dict->keys[i]);
        visit(dict->values[i]);
      }
      return;
    }
    case ExprKind::list_comp:
    case ExprKind::set_comp:
    case ExprKind::dict_comp:
    case ExprKind::generator: comprehension(static_cast<ComprehensionExpr*>(expr)); return;
    case ExprKind::lambda: {
      auto* lambda = static_cast<LambdaExpr*>(expr);
      defaults(lambda->parameters);
      function(lambda, ScopeKind::lambda, "<lambda>", lambda->parameters, lambda->at);
      visit(lambda->body);
      close();
      return;
    }
    case ExprKind::conditional: {
      auto* conditional = static_cast<ConditionalExpr*>(expr);
      visit(conditional->test);
      visit(conditional->body);
      visit(conditional->otherwise);
      return;
    }
    case ExprKind::named: named(static_cast<NamedExpr*>(expr)); return;
    case ExprKind::yield:
    case ExprKind::yield_from: {
      auto* yield = static_cast<YieldExpr*>(expr);
      bool from = expr->kind == ExprKind::yield_from;
      if (current_->kind == ScopeKind::comprehension || current_->kind == ScopeKind::generator) {
        const auto* comp = static_cast<const ComprehensionExpr*>(current_->node);
        const char* what = comp->kind == ExprKind::list_comp   ? "list comprehension"
                           : comp->kind == ExprKind::set_comp  ? "set comprehension"
                           : comp->kind == ExprKind::dict_comp ? "dict comprehension"
                                                               : "generator expression";
        fail(expr->at, std::string("'yield' inside ") + what);
      } else if (!current_->is_function()) {
        fail(expr->at, "'yield' outside function");
      } else if (from && current_->is_async) {
        fail(expr->at, "'yield from' inside async function");
      }
      current_->is_generator = true;
      optional(yield->value);
      return;
    }
    case ExprKind::await: {
      Scope* host = current_;
      bool comp = host->kind == ScopeKind::comprehension || host->kind == ScopeKind::generator;
      current_->has_await = true;
      if (!comp && !host->is_function())
        fail(expr->at, "'await' outside function");
      else if (!comp && !host->is_async)
        fail(expr->at, "'await' outside async function");
      visit(static_cast<YieldExpr*>(expr)->value);
      return;
    }
    case ExprKind::joined_string: visit_all(static_cast<JoinedStringExpr*>(expr)->parts); return;
    case ExprKind::formatted: {
      auto* formatted = static_cast<FormattedExpr*>(expr);
      visit(formatted->value);
      optional(formatted->spec);
      return;
    }
  }
  if (!failed()) expr = fold(expr, arena_, folded_);
}

/// NAME := value. Inside of comprehensions the name belongs to the scope around them.
void SymbolTable::named(NamedExpr* expr) {
  std::string_view name = expr->target->id;
  Scope* scope = current_;
  if (iterable_depth_ > 0) {
    fail(expr->at, "assignment expression cannot be used in a comprehension iterable expression");
    return;
  }
  if (scope->kind == ScopeKind::comprehension || scope->kind == ScopeKind::generator) {
    while (scope->kind == ScopeKind::comprehension || scope->kind == ScopeKind::generator) {
      Symbol* symbol = scope->find(mangle(scope, name));
      if (symbol && symbol->iteration) {
        fail(expr->target->at,
             "assignment expression cannot rebind comprehension iteration variable '" + std::string(name) + "'");
        return;
      }
      scope = scope->parent;
    }
    if (scope->kind == ScopeKind::class_) {
      fail(expr->target->at, "assignment expression within a comprehension cannot be used in a class body");
      return;
    }
    Scope* inner = current_;
    current_ = scope;
    bind(name, expr->target->at);
    Symbol& outer = scope->add(mangle(scope, name));
    outer.walrus = true;
    bool global = outer.declared_global || scope->kind == ScopeKind::module;
    current_ = inner;
    for (Scope* s = inner; s != scope; s = s->parent) {
      Symbol& symbol = s->add(mangle(s, name));
      (global ? symbol.declared_global : symbol.declared_nonlocal) = true;
      symbol.walrus = symbol.used = true;
    }
  } else {
    bind(name, expr->target->at);
    scope->add(mangle(scope, name)).walrus = true;
  }
  scope->has_walrus = true;
  visit(expr->value);
}

void SymbolTable::defaults(Parameters* parameters) {
  for (Parameter& parameter : parameters->positional) optional(parameter.default_value);
  for (Parameter& parameter : parameters->keyword_only) optional(parameter.default_value);
}

/// Open the scope of a function and bind its parameters.
void SymbolTable::function(const void* node, ScopeKind kind, std::string name, Parameters* parameters, const Position& at) {
  Scope* scope = open(kind, node, std::move(name), at);
  auto add = [&](const Parameter& parameter) {
    if (parameter.name == "__debug__") fail(at, "cannot assign to __debug__");
    Symbol& symbol = scope->add(mangle(scope, parameter.name));
    if (symbol.parameter) fail(parameter.at, "duplicate argument '" + std::string(parameter.name) + "' in function definition");
    symbol.bound = symbol.parameter = true;
    scope->parameter_count++;
  };
  for (Parameter& parameter : parameters->positional) add(parameter);
  for (Parameter& parameter : parameters->keyword_only) add(parameter);
  if (parameters->varargs) add(*parameters->varargs);
  if (parameters->varkeywords) add(*parameters->varkeywords);
}

void SymbolTable::annotation(Expr*& expr) {
  if (expr && !future_annotations_) visit(expr);
}

void SymbolTable::comprehension(ComprehensionExpr* expr) {
  iterable_depth_++;
  visit(expr->loops[0].iterable);
  iterable_depth_--;
  bool generator = expr->kind == ExprKind::generator;
  const char* name = generator                           ? "<genexpr>"
                     : expr->kind == ExprKind::list_comp ? "<listcomp>"
                     : expr->kind == ExprKind::set_comp  ? "<setcomp>"
                                                         : "<dictcomp>";
  Scope* outer = current_;
  Scope* scope = open(generator ? ScopeKind::generator : ScopeKind::comprehension, expr, name, expr->at);
  Symbol& iterable = scope->add(".0");
  iterable.bound = iterable.parameter = true;
  scope->parameter_count = 1;
  scope->is_generator = generator;
  bool is_async = false;
  for (int i = 0; i < expr->loops.size; i++) {
    Comprehension& loop = expr->loops[i];
    is_async |= loop.is_async;
    int saved = iterable_depth_;
    iterable_depth_ = 0;
    target(loop.target);
    iterable_depth_ = saved;
    for (Symbol& symbol : scope->symbols) {
      if (symbol.bound && symbol.walrus && !symbol.parameter) {
        fail(loop.target->at, "comprehension inner loop cannot rebind assignment expression target '" + std::string(symbol.name) + "'");
      }
      if (symbol.bound && !symbol.parameter && !symbol.walrus) symbol.iteration = true;
    }
    if (i > 0) {
      iterable_depth_++;
      visit(loop.iterable);
      iterable_depth_--;
    }
    visit_all(loop.conditions);
  }
  if (expr->value) visit(expr->value);
  visit(expr->element);
  is_async |= scope->has_await;
  close();
  if (is_async) {
    scope->is_async = true;
    bool inside = outer->is_async || (generator && outer->is_function()) || generator;
    if (outer->kind == ScopeKind::comprehension || outer->kind == ScopeKind::generator)
      outer->has_await |= !generator, inside = true;
    if (!inside) fail(expr->at, "asynchronous comprehension outside of an asynchronous function");
  }
}

/// An assignment target: names in it are bound, the rest is evaluated.
void SymbolTable::target(Expr*& expr) {
  if (failed()) return;
  Nesting nesting(*this, expr->at);
  switch (expr->kind) {
    case ExprKind::name: bind(static_cast<NameExpr*>(expr)->id, expr->at); return;
    case ExprKind::attribute:
      check_name(static_cast<AttributeExpr*>(expr)->name, expr->at);
      visit(expr);
      return;
    case ExprKind::starred: target(static_cast<StarredExpr*>(expr)->value); return;
    case ExprKind::tuple:
    case ExprKind::list:
      for (Expr*& item : static_cast<SequenceExpr*>(expr)->items) target(item);
      return;
    default: visit(expr); return;
  }
}

void SymbolTable::statements(Items<Stmt*> body) {
  for (Stmt* stmt : body) {
    if (failed()) return;
    statement(stmt);
  }
}

void SymbolTable::declare(NamesStmt* stmt) {
  bool global = stmt->kind == StmtKind::global;
  const char* what = global ? "global" : "nonlocal";
  for (std::string_view written : stmt->names) {
    std::string_view name = mangle(current_, written);
    if (!global && current_->kind == ScopeKind::module) return fail(stmt->at, "nonlocal declaration not allowed at module level");
    if (Symbol* symbol = current_->find(name)) {
      std::string quoted = "name '" + std::string(name) + "' ";
      if (symbol->parameter) return fail(stmt->at, quoted + "is parameter and " + what);
      if (global ? symbol->declared_nonlocal : symbol->declared_global)
        return fail(symbol->declared_at, quoted + "is nonlocal and global");
      if (symbol->annotated) return fail(stmt->at, "annotated name '" + std::string(name) + "' can't be " + what);
      if (symbol->bound) return fail(stmt->at, quoted + "is assigned to before " + what + " declaration");
      if (symbol->used) return fail(stmt->at, quoted + "is used prior to " + what + " declaration");
    }
    if (global && top_) top_->add(name).declared_inside = true;
    Symbol& symbol = current_->add(name);
    (global ? symbol.declared_global : symbol.declared_nonlocal) = true;
    symbol.declared_at = stmt->at;
  }
}

void SymbolTable::statement(Stmt* stmt) {
  Nesting nesting(*this, stmt->at);
  switch (stmt->kind) {
    case StmtKind::expression: visit(static_cast<ExprStmt*>(stmt)->value); return;
    case StmtKind::return_: optional(static_cast<ExprStmt*>(stmt)->value); return;
    case StmtKind::assign: {
      auto* assign = static_cast<AssignStmt*>(stmt);
      visit(assign->value);
      for (Expr*& item : assign->targets) target(item);
      return;
    }
    case StmtKind::augmented: {
      auto* augmented = static_cast<AugmentedStmt*>(stmt);
      if (augmented->target->kind == ExprKind::name) use(static_cast<NameExpr*>(augmented->target)->id);
      visit(augmented->value);
      target(augmented->target);
      return;
    }
    case StmtKind::annotated: {
      auto* annotated = static_cast<AnnotatedStmt*>(stmt);
      if (annotated->target->kind == ExprKind::name) {
        std::string_view name = mangle(current_, static_cast<NameExpr*>(annotated->target)->id);
        Symbol& symbol = current_->add(name);
        if ((symbol.declared_global || symbol.declared_nonlocal) && current_->kind != ScopeKind::module &&
            !annotated->target->parenthesized)
          return fail(stmt->at,
                      "annotated name '" + std::string(name) + "' can't be " + (symbol.declared_global ? "global" : "nonlocal"));
        check_name(name, annotated->target->at);
        bool parenthesized = annotated->target->parenthesized;
        symbol.annotated |= !parenthesized;
        symbol.bound |= !parenthesized || annotated->value;
        if (!current_->is_function() && !annotated->target->parenthesized) current_->add("__annotations__").bound = true;
      } else {
        visit(annotated->target);
      }
      if (!current_->is_function()) annotation(annotated->annotation);
      optional(annotated->value);
      return;
    }
    case StmtKind::delete_:
      for (Expr*& item : static_cast<DeleteStmt*>(stmt)->targets) {
        std::vector<Expr*> rest{item};
        while (!rest.empty()) {
          Expr* next = rest.back();
          rest.pop_back();
          if (next->kind == ExprKind::name) {
            std::string_view name = static_cast<NameExpr*>(next)->id;
            check_name(name, next->at, true);
            Symbol& symbol = current_->add(mangle(current_, name));
            symbol.bound = symbol.deleted = true;
          } else if (next->kind == ExprKind::tuple || next->kind == ExprKind::list) {
            for (Expr* inner : static_cast<SequenceExpr*>(next)->items) rest.push_back(inner);
          } else {
            visit(next);
          }
        }
      }
      return;
    case StmtKind::pass:
    case StmtKind::break_:
    case StmtKind::continue_: return;
    case StmtKind::if_:
    case StmtKind::while_: {
      auto* conditional = static_cast<IfStmt*>(stmt);
      visit(conditional->test);
      statements(conditional->body);
      statements(conditional->otherwise);
      return;
    }
    case StmtKind::for_: {
      auto* loop = static_cast<ForStmt*>(stmt);
      if (loop->is_async && !current_->is_async) fail(stmt->at, "'async for' outside async function");
      target(loop->target);
      visit(loop->iterable);
      statements(loop->body);
      statements(loop->otherwise);
      return;
    }
    case StmtKind::try_: {
      auto* attempt = static_cast<TryStmt*>(stmt);
      statements(attempt->body);
      for (Handler& handler : attempt->handlers) {
        optional(handler.type);
        if (!handler.name.empty()) {
          bind(handler.name, handler.at);
          current_->add(mangle(current_, handler.name)).deleted = true;
        }
        statements(handler.body);
      }
      statements(attempt->otherwise);
      statements(attempt->finally);
      return;
    }
    case StmtKind::with: {
      auto* with = static_cast<WithStmt*>(stmt);
      if (with->is_async && !current_->is_async) fail(stmt->at, "'async with' outside async function");
      for (WithItem& item : with->items) {
        visit(item.context);
        if (item.target) target(item.target);
      }
      statements(with->body);
      return;
    }
    case StmtKind::raise: {
      auto* raise = static_cast<RaiseStmt*>(stmt);
      optional(raise->exception);
      optional(raise->cause);
      return;
    }
    case StmtKind::assert_: {
      auto* check = static_cast<AssertStmt*>(stmt);
      visit(check->test);
      optional(check->message);
      return;
    }
    case StmtKind::function: {
      auto* def = static_cast<FunctionStmt*>(stmt);
      bind(def->name, stmt->at);
      visit_all(def->decorators);
      defaults(def->parameters);
      for (Parameter& parameter : def->parameters->positional) annotation(parameter.annotation);
      for (Parameter& parameter : def->parameters->keyword_only) annotation(parameter.annotation);
      if (def->parameters->varargs) annotation(def->parameters->varargs->annotation);
      if (def->parameters->varkeywords) annotation(def->parameters->varkeywords->annotation);
      annotation(def->returns);
      function(def, ScopeKind::function, std::string(def->name), def->parameters, stmt->at);
      current_->is_async = def->is_async;
      statements(def->body);
      close();
      return;
    }
    case StmtKind::class_: {
      auto* def = static_cast<ClassStmt*>(stmt);
      bind(def->name, stmt->at);
      visit_all(def->decorators);
      visit_all(def->bases);
      for (Keyword& keyword : def->keywords) visit(keyword.value);
      Scope* scope = open(ScopeKind::class_, def, std::string(def->name), stmt->at);
      scope->private_class = def->name;
      for (const char* name : {"__module__", "__qualname__"}) scope->add(name).bound = true;
      statements(def->body);
      close();
      return;
    }
    case StmtKind::import:
    case StmtKind::import_from: {
      auto* import = static_cast<ImportStmt*>(stmt);
      for (Alias& alias : import->names) {
        if (alias.name == "*") {
          if (current_->kind != ScopeKind::module) fail(alias.at, "import * only allowed at module level");
          continue;
        }
        std::string_view name = alias.as.empty() ? alias.name : alias.as;
        if (stmt->kind == StmtKind::import && alias.as.empty()) name = name.substr(0, name.find('.'));
        bind(name, stmt->at);
      }
      return;
    }
    case StmtKind::global:
    case StmtKind::nonlocal: declare(static_cast<NamesStmt*>(stmt)); return;
    case StmtKind::match: {
      auto* match = static_cast<MatchStmt*>(stmt);
      visit(match->subject);
      for (MatchCase& one : match->cases) {
        pattern(one.pattern);
        optional(one.guard);
        statements(one.body);
      }
      return;
    }
  }
}

void SymbolTable::pattern(Pattern* pattern_) {
  if (!pattern_ || failed()) return;
  if (pattern_->value) visit(pattern_->value);
  if (!pattern_->name.empty()) bind(pattern_->name, pattern_->at);
  for (Expr*& key : pattern_->keys) visit(key);
  pattern(pattern_->inner);
  for (Pattern* item : pattern_->items) pattern(item);
  for (Pattern* item : pattern_->keyword_items) pattern(item);
}

}  // namespace python
