/// Second and third step of the symbol table: comprehensions that need no function of their own, then what each name means.
///
/// A list, set or dict comprehension becomes part of the function or module around it when nothing can tell: it is not directly
/// in a class body, no inner function captures its variables, and it is not asynchronous. Its variables get registers of their
/// own.
#include <algorithm>

#include "compiler/symbols.h"

namespace python {

/// Names that `scope` and what lies in it take from outside of `scope`.
void SymbolTable::collect_free(Scope* scope, std::vector<std::string_view>& out) {
  std::vector<std::string_view> wanted;
  for (Symbol& symbol : scope->symbols)
    if (symbol.declared_nonlocal || (symbol.used && !symbol.bound && !symbol.declared_global)) out.push_back(symbol.name);
  for (Scope* child : scope->children) collect_free(child, wanted);
  for (std::string_view name : wanted) {
    Symbol* symbol = scope->find(name);
    if (scope->kind == ScopeKind::class_ || !symbol || !symbol->bound || symbol->declared_global || symbol->declared_nonlocal)
      out.push_back(name);
  }
}

void SymbolTable::inline_comprehensions(Scope* scope) {
  for (size_t i = 0; i < scope->children.size(); i++) inline_comprehensions(scope->children[i]);
  Scope* host = scope->parent;
  if (scope->kind != ScopeKind::comprehension || !host || host->kind == ScopeKind::class_) return;
  if (scope->is_async || scope->reads_namespace) return;
  std::vector<std::string_view> wanted;
  for (Scope* child : scope->children) collect_free(child, wanted);
  for (std::string_view name : wanted) {
    Symbol* symbol = scope->find(name);
    if (symbol && symbol->bound) return;
  }
  scope->inlined = true;
}

/// Make the inlined `scope` part of `host`: uses of outer names become host's, inner functions its children.
void SymbolTable::adopt(Scope* scope, Scope* host) {
  host->inlined_children.push_back(scope);
  scope->parent = host;
  for (Symbol& symbol : scope->symbols)
    if (!symbol.bound) host->add(symbol.name).used |= symbol.used;
  for (Scope* child : scope->children) {
    if (child->inlined) {
      adopt(child, host);
      host->inlined_children.pop_back();
      scope->inlined_children.push_back(child);
    } else {
      child->parent = host;
      host->children.push_back(child);
    }
  }
  scope->children.clear();
}

/// Make `name`, free in `scope`, reach it from the function that binds it: a cell there, closure entries in between.
bool SymbolTable::capture(Scope* scope, std::string_view name) {
  if (scope->free_index(name) >= 0) return true;
  Scope* owner = nullptr;
  for (Scope* s = scope->parent; s; s = s->parent) {
    if (s->kind == ScopeKind::module) return false;
    if (s->kind == ScopeKind::class_) {
      if (name == "__class__") {
        owner = s;
        s->needs_class_cell = true;
        break;
      }
      continue;
    }
    Symbol* symbol = s->find(name);
    if (!symbol) continue;
    if (symbol->declared_global) return false;
    if (symbol->bound && !symbol->declared_nonlocal) {
      owner = s;
      symbol->where = Where::cell;
      break;
    }
  }
  if (!owner) return false;
  for (Scope* s = scope; s != owner; s = s->parent)
    if (s->free_index(name) < 0) s->free_names.push_back(name);
  return true;
}

void SymbolTable::resolve(Scope* scope) {
  std::vector<Scope*> children = std::move(scope->children);
  scope->children.clear();
  for (Scope* child : children) {
    if (child->inlined)
      adopt(child, scope);
    else
      scope->children.push_back(child);
  }
  bool function = scope->is_function();
  for (size_t i = 0; i < scope->symbols.size(); i++) {
    Symbol& symbol = scope->symbols[i];
    if (symbol.declared_global || (symbol.declared_inside && scope->kind == ScopeKind::module)) {
      symbol.where = Where::global;
    } else if (symbol.declared_nonlocal) {
      if (capture(scope, symbol.name))
        symbol.where = Where::free;
      else if (symbol.declared_at.line)
        fail(symbol.declared_at, "no binding for nonlocal '" + std::string(symbol.name) + "' found");
      else
        symbol.where = Where::global;
    } else if (symbol.bound) {
      if (symbol.where != Where::cell) symbol.where = function ? Where::local : Where::name;
    } else if (scope->kind == ScopeKind::module) {
      symbol.where = Where::name;
    } else if (capture(scope, symbol.name)) {
      scope->symbols[i].where = function ? Where::free : Where::class_free;
    } else {
      symbol.where = function ? Where::global : Where::name;
    }
  }
  for (Scope* child : scope->children) resolve(child);
}

void SymbolTable::assign_inlined(Scope* host, Scope* comp, std::unordered_map<std::string_view, std::vector<int>>& spare) {
  std::vector<std::pair<std::string_view, int>> taken;
  for (Symbol& symbol : comp->symbols) {
    if (!symbol.bound || symbol.parameter) continue;
    std::vector<int>& free = spare[symbol.name];
    if (free.empty()) {
      symbol.reg = host->local_count++;
      host->register_names.emplace_back(symbol.name);
    } else {
      symbol.reg = free.back();
      free.pop_back();
    }
    symbol.where = Where::local;
    taken.emplace_back(symbol.name, symbol.reg);
  }
  for (Scope* inner : comp->inlined_children) assign_inlined(host, inner, spare);
  for (auto& [name, reg] : taken) spare[name].push_back(reg);
}

void SymbolTable::assign_registers(Scope* scope) {
  std::sort(scope->free_names.begin(), scope->free_names.end());  // the order programs see in __closure__
  // Parameters were added first, in order.
  for (Symbol& symbol : scope->symbols) {
    if (!scope->is_function() || !symbol.bound || (symbol.where != Where::local && symbol.where != Where::cell)) continue;
    symbol.reg = scope->local_count++;
    scope->register_names.emplace_back(symbol.name);
  }
  if (scope->needs_class_cell) {
    scope->class_cell = scope->local_count++;
    scope->register_names.emplace_back("__class__");
  }
  std::unordered_map<std::string_view, std::vector<int>> spare;
  for (Scope* comp : scope->inlined_children) assign_inlined(scope, comp, spare);
}

}  // namespace python
