/// Frames and names: where a name lives, and the instructions that read, write and remove it.
#include "compiler/compiler.h"

namespace python {

void Compiler::fail(const Position& at, std::string message, const char* type) {
  if (failed()) return;
  error.type = type;
  error.message = std::move(message);
  error.line = at.line;
  error.end_line = at.end_line;
  error.column = at.column;
  error.end_column = at.end_column;
}

std::string Compiler::qualified(Scope* scope) {
  if (!frame_ || frame_->is_module) return scope->name;
  // A name declared global in the scope around is known by itself.
  Symbol* symbol = frame_->scope->find(scope->name);
  if (symbol && symbol->declared_global) return scope->name;
  return frame_->qualname + (frame_->scope->is_function() ? ".<locals>." : ".") + scope->name;
}

void Compiler::enter(Frame& frame, const Position& at) {
  CodeSpec& code = *frame.unit.code;
  Scope* scope = frame.scope;
  frame.qualname = qualified(scope);
  frame.is_module = scope->kind == ScopeKind::module;
  code.name = scope->name;
  code.qualname = frame.qualname;
  code.filename = filename_;
  code.first_line = at.line ? at.line : 1;
  code.register_names = scope->register_names;
  for (std::string_view name : scope->free_names) code.free_names.emplace_back(name);
  if (scope->is_function()) code.flags |= code_function;
  if (scope->kind == ScopeKind::class_) code.flags |= code_class_body | code_namespace;
  if (frame.is_module && (mode_ == CompileMode::exec || mode_ == CompileMode::eval)) code.flags |= code_namespace;
  if (frame_ && !frame_->is_module) code.flags |= code_nested;
  code.parameter_count = scope->is_function() ? scope->parameter_count : 0;
  frame.never_sure.assign(static_cast<size_t>(scope->local_count), false);
  frame_ = &frame;
  auto& bound = frame.unit.state.bound;
  for (int i = 0; i < code.parameter_count; i++) bound[i] = true;
  for (Symbol& symbol : scope->symbols) {
    if (symbol.reg < 0) continue;
    if (symbol.where == Where::cell) {
      code.cell_registers.push_back(symbol.reg);
      emit(at, Opcode::make_cell, symbol.reg);
    } else if (symbol.deleted) {
      frame.never_sure[symbol.reg] = true;
      bound[symbol.reg] = false;
    }
  }
  if (scope->class_cell >= 0) {
    code.cell_registers.push_back(scope->class_cell);
    emit(at, Opcode::make_cell, scope->class_cell);
  }
}

std::shared_ptr<const CodeSpec> Compiler::leave() {
  auto code = frame_->unit.code;
  if (!failed()) frame_->unit.thread_jumps();
  for (HandlerRange& range : code->handlers.own()) range.handler = frame_->handler_pcs[static_cast<size_t>(range.handler)];
  frame_ = frame_->outer;
  return code;
}

Compiler::Place Compiler::find(std::string_view written) {
  Scope* scope = frame_->scope;
  std::string_view name = symbols_.mangle(scope, written);
  for (size_t i = frame_->comprehensions.size(); i-- > 0;) {
    Symbol* symbol = frame_->comprehensions[i]->find(name);
    if (symbol && symbol->bound && !symbol->parameter) return {Where::local, symbol->reg, name};
  }
  Symbol* symbol = scope->find(name);
  Where where = symbol ? symbol->where : scope->is_function() ? Where::global : Where::name;
  bool namespaced = mode_ == CompileMode::exec || mode_ == CompileMode::eval;
  if (where == Where::name && frame_->is_module && !namespaced) where = Where::global;
  int reg = symbol ? symbol->reg : -1;
  if (where == Where::free || where == Where::class_free) reg = scope->free_index(name);
  return {where, reg, name};
}

/// Before a local's register is read.
void Compiler::check_bound(const Position& at, int reg) {
  auto bound = unit().state.bound[reg];
  if (bound || !unit().reachable()) return;
  emit(at, Opcode::check_local, reg);
  set_bound(reg);
}

void Compiler::set_bound(int reg) {
  if (!frame_->never_sure[reg]) unit().state.bound[reg] = true;
}

void Compiler::load(const Position& at, std::string_view name, int to) {
  if (name == "__debug__") {
    Constant yes;
    yes.kind = Constant::Kind::boolean;
    yes.integer = optimize_ == 0;
    return move(at, to, constant(std::move(yes)));
  }
  Place place = find(name);
  switch (place.where) {
    case Where::local:
      check_bound(at, place.reg);
      move(at, to, place.reg);
      break;
    case Where::cell: emit(at, Opcode::load_cell, to, place.reg); break;
    case Where::free: emit(at, Opcode::load_free, to, place.reg); break;
    case Where::class_free: emit(at, Opcode::load_class_free, to, place.reg, unit().name(place.name)); break;
    case Where::global: emit(at, Opcode::load_global, to, unit().name(place.name)); break;
    case Where::name: emit(at, Opcode::load_name, to, unit().name(place.name)); break;
  }
}

/// `from` is a value operand.
void Compiler::store(const Position& at, std::string_view name, int from) {
  Place place = find(name);
  switch (place.where) {
    case Where::local:
      move(at, place.reg, from);
      set_bound(place.reg);
      break;
    case Where::cell: emit(at, Opcode::store_cell, place.reg, from); break;
    case Where::free:
    case Where::class_free: emit(at, Opcode::store_free, place.reg, from); break;
    case Where::global: emit(at, Opcode::store_global, unit().name(place.name), from); break;
    case Where::name: emit(at, Opcode::store_name, unit().name(place.name), from); break;
  }
}

void Compiler::remove(const Position& at, std::string_view name) {
  Place place = find(name);
  switch (place.where) {
    case Where::local: emit(at, Opcode::delete_local, place.reg); break;
    case Where::cell: emit(at, Opcode::delete_cell, place.reg); break;
    case Where::free:
    case Where::class_free: emit(at, Opcode::delete_free, place.reg); break;
    case Where::global: emit(at, Opcode::delete_global, unit().name(place.name)); break;
    case Where::name: emit(at, Opcode::delete_name, unit().name(place.name)); break;
  }
}

}  // namespace python
