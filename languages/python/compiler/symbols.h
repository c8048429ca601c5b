/// Owns the scopes of a module: which name means a local, a cell, a free variable, a global or a namespace entry, and in which
/// register. Built in three steps: collect (walk the tree, fold constants on the way), inline (comprehensions that need no
/// function of their own become part of the scope around them), resolve.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "parser/ast.h"
#include "parser/syntax_error.h"

namespace python {

enum class ScopeKind : uint8_t { module, class_, function, lambda, comprehension, generator };

/// Where a name lives, seen from one scope.
enum class Where : uint8_t { local, cell, free, global, name, class_free };

struct Symbol {
  std::string_view name;
  bool bound = false, used = false, parameter = false, declared_global = false, declared_nonlocal = false, annotated = false;
  bool deleted = false;    // somewhere unbound again: never known to be bound
  bool iteration = false;  // target of a comprehension
  bool walrus = false;     // target of :=
  bool declared_inside = false;  // of the module: some scope declares it global, so it is one even where the code has a namespace
  Position declared_at;    // of the global or nonlocal statement
  Where where = Where::global;
  int reg = -1;  // local, cell
};

struct Scope {
  ScopeKind kind;
  const void* node;
  std::string name;
  Scope* parent;  // after inlining: the nearest one that is not inlined
  Position at;
  std::vector<Scope*> children;
  std::vector<Symbol> symbols;
  std::unordered_map<std::string_view, int> index;
  std::vector<std::string_view> free_names;
  std::string private_class;  // for name mangling
  bool is_generator = false, is_async = false, has_await = false;
  bool reads_namespace = false;  // mentions locals, eval and the like
  bool has_walrus = false;
  bool inlined = false;
  bool needs_class_cell = false;  // class: a method uses __class__
  int class_cell = -1;            // its register
  int parameter_count = 0, local_count = 0;
  std::vector<std::string> register_names;
  std::vector<Scope*> inlined_children;

  bool is_function() const { return kind >= ScopeKind::function; }
  Symbol* find(std::string_view name) {
    auto found = index.find(name);
    return found == index.end() ? nullptr : &symbols[found->second];
  }
  Symbol& add(std::string_view name);
  int free_index(std::string_view name) const;
};

class SymbolTable {
 public:
  SymbolTable(Arena& arena, bool future_annotations) : arena_(arena), future_annotations_(future_annotations) {}

  /// All scopes of the module, or an error.
  bool build(SyntaxTree& module);

  Scope* top() const { return top_; }
  /// The scope that `node` (a FunctionStmt, LambdaExpr, ClassStmt or ComprehensionExpr) opens.
  Scope* of(const void* node) const { return scopes_by_node_.at(node); }
  /// `name` as it is spelled inside of `scope`: private names of classes are mangled.
  std::string_view mangle(const Scope* scope, std::string_view name);

  SourceError error;

 private:
  class Nesting;
  Scope* open(ScopeKind kind, const void* node, std::string name, const Position& at);
  void close();
  void fail(const Position& at, std::string message, const char* type = "SyntaxError");
  bool failed() const { return static_cast<bool>(error); }

  void statements(Items<Stmt*> body);
  void statement(Stmt* stmt);
  void visit(Expr*& expr);
  void visit_all(Items<Expr*> list);
  void optional(Expr*& expr) {
    if (expr) visit(expr);
  }
  void target(Expr*& expr);
  void bind(std::string_view name, const Position& at);
  void use(std::string_view name);
  void named(NamedExpr* expr);
  void function(const void* node, ScopeKind kind, std::string name, Parameters* parameters, const Position& at);
  void defaults(Parameters* parameters);
  void annotation(Expr*& expr);
  void comprehension(ComprehensionExpr* expr);
  void declare(NamesStmt* stmt);
  void pattern(Pattern* pattern);
  void check_name(std::string_view name, const Position& at, bool remove = false);

  void inline_comprehensions(Scope* scope);
  void collect_free(Scope* scope, std::vector<std::string_view>& out);
  void adopt(Scope* scope, Scope* host);
  void resolve(Scope* scope);
  bool capture(Scope* scope, std::string_view name);
  void assign_registers(Scope* scope);
  void assign_inlined(Scope* host, Scope* comprehension, std::unordered_map<std::string_view, std::vector<int>>& spare);

  Arena& arena_;
  bool future_annotations_;
  std::vector<std::unique_ptr<Constant>> folded_;
  std::vector<std::unique_ptr<Scope>> scopes_;
  std::unordered_map<const void*, Scope*> scopes_by_node_;
  Scope *top_ = nullptr, *current_ = nullptr;
  int depth_ = 0;
  int iterable_depth_ = 0;  // inside of a comprehension's iterable
};

}  // namespace python
