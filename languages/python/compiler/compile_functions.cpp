/// Functions, classes and comprehensions.
#include "compiler/compiler.h"
#include "compiler/fold.h"

namespace python {

std::string_view Compiler::source_of(const Position& at) {
  if (line_starts_.empty()) {
    line_starts_.push_back(0);
    for (size_t i = 0; i < source_.size(); i++)
      if (source_[i] == '\n') line_starts_.push_back(i + 1);
  }
  size_t start = line_starts_[static_cast<size_t>(at.line - 1)] + static_cast<size_t>(at.column);
  size_t end = line_starts_[static_cast<size_t>(at.end_line - 1)] + static_cast<size_t>(at.end_column);
  return source_.substr(start, end - start);
}

std::shared_ptr<const CodeSpec> Compiler::compile(SyntaxTree& module) {
  Frame frame(symbols_.top(), nullptr);
  enter(frame, {});
  Position start{1, 1, 0, 0};
  if (module.expression) {
    auto mark = unit().mark();
    int value = operand(module.expression);
    emit(module.expression->at, Opcode::return_value, value);
    unit().release(mark);
  } else {
    Items<Stmt*> body = module.body;
    if (mode_ != CompileMode::interactive) {
      Symbol* annotations = frame.scope->find("__annotations__");
      if (annotations && annotations->bound) emit(start, Opcode::setup_annotations);
      set_docstring(body);
    }
    statements(body);
    if (unit().reachable()) emit(body.empty() ? start : body.back()->at, Opcode::return_value, none());
  }
  return leave();
}

/// A module's or class's docstring becomes __doc__; the statement is taken off `statements`.
void Compiler::set_docstring(Items<Stmt*>& statements) {
  if (statements.empty() || statements[0]->kind != StmtKind::expression) return;
  Expr* value = static_cast<ExprStmt*>(statements[0])->value;
  if (value->kind != ExprKind::constant || static_cast<ConstantExpr*>(value)->type != ConstantKind::str) return;
  if (optimize_ < 2) store(statements[0]->at, "__doc__", constant_of(static_cast<ConstantExpr*>(value)));
  statements = {statements.items + 1, statements.size - 1};
}

void Compiler::make_function(const Position& at, std::shared_ptr<const CodeSpec> code, Scope* scope, int to, int base,
                             int extras) {
  auto mark = unit().mark();
  if (!scope->free_names.empty()) {
    int closure = unit().temporary();
    if (!extras) base = closure;
    int first = unit().next_temporary();
    for (std::string_view name : scope->free_names) {
      int cell = unit().temporary();
      Scope* here = frame_->scope;
      Symbol* symbol = here->find(name);
      if (here->kind == ScopeKind::class_ && name == "__class__" && here->class_cell >= 0)
        emit(at, Opcode::move, cell, here->class_cell);
      else if (here->is_function() && symbol && symbol->where == Where::cell)
        emit(at, Opcode::move, cell, symbol->reg);
      else
        emit(at, Opcode::load_closure, cell, here->free_index(name));
    }
    emit(at, Opcode::build_tuple, closure, first, static_cast<int>(scope->free_names.size()));
    extras |= 8;
  }
  Constant value;
  value.kind = Constant::Kind::code;
  value.code = std::move(code);
  emit(at, Opcode::make_function, to, unit().constant(std::move(value)), base, extras);
  unit().release(mark);
}

/// Evaluate the defaults into the next temporaries; which of them there are.
int Compiler::function_defaults(Parameters* parameters) {
  int extras = 0;
  std::vector<Expr*> defaults;
  for (Parameter& parameter : parameters->positional)
    if (parameter.default_value) defaults.push_back(parameter.default_value);
  if (!defaults.empty()) {
    extras |= 1;
    int tuple = unit().temporary();
    Constant all;
    all.kind = Constant::Kind::tuple;
    std::string message;
    bool constants = true;
    for (Expr* value : defaults)
      constants = constants && value->kind == ExprKind::constant &&
                  constant_value(static_cast<ConstantExpr*>(value), all.items.emplace_back(), message);
    if (constants) {
      move(defaults[0]->at, tuple, constant(std::move(all)));
    } else {
      auto mark = unit().mark();
      int first = unit().next_temporary();
      for (Expr* value : defaults) into(value, unit().temporary());
      emit(defaults[0]->at, Opcode::build_tuple, tuple, first, static_cast<int>(defaults.size()));
      unit().release(mark);
    }
  }
  int dict = -1, first = -1, count = 0;
  for (Parameter& parameter : parameters->keyword_only) {
    if (!parameter.default_value) continue;
    if (dict < 0) {
      dict = unit().temporary();
      first = unit().next_temporary();
    }
    move(parameter.at, unit().temporary(), text_constant(symbols_.mangle(frame_->scope, parameter.name)));
    into(parameter.default_value, unit().temporary());
    count++;
  }
  if (dict >= 0) {
    extras |= 2;
    emit(parameters->keyword_only[0].at, Opcode::build_dict, dict, first, count);
    unit().release({dict + 1});
  }
  return extras;
}

void Compiler::annotation(Expr* expr, int to) {
  if (future_annotations_)
    move(expr->at, to, text_constant(source_of(expr->at)));
  else
    into(expr->kind == ExprKind::starred ? static_cast<StarredExpr*>(expr)->value : expr, to);
}

int Compiler::annotations(FunctionStmt* def) {
  int dict = -1, first = -1, count = 0;
  auto add = [&](std::string_view name, Expr* expr) {
    if (!expr) return;
    if (dict < 0) {
      dict = unit().temporary();
      first = unit().next_temporary();
    }
    move(expr->at, unit().temporary(), text_constant(symbols_.mangle(frame_->scope, name)));
    annotation(expr, unit().temporary());
    count++;
  };
  for (Parameter& parameter : def->parameters->positional) add(parameter.name, parameter.annotation);
  if (def->parameters->varargs) add(def->parameters->varargs->name, def->parameters->varargs->annotation);
  for (Parameter& parameter : def->parameters->keyword_only) add(parameter.name, parameter.annotation);
  if (def->parameters->varkeywords) add(def->parameters->varkeywords->name, def->parameters->varkeywords->annotation);
  add("return", def->returns);
  if (dict < 0) return 0;
  emit(def->at, Opcode::build_dict, dict, first, count);
  unit().release({dict + 1});
  return 4;
}

std::shared_ptr<const CodeSpec> Compiler::function_code(Scope* scope, Parameters* parameters, Items<Stmt*>* body, Expr* expression,
                                                        const Position& at) {
  Frame frame(scope, frame_);
  CodeSpec& code = *frame.unit.code;
  code.positional_only_count = parameters->positional_only_count;
  code.positional_count = parameters->positional.size;
  code.keyword_only_count = parameters->keyword_only.size;
  if (parameters->varargs) code.flags |= code_varargs;
  if (parameters->varkeywords) code.flags |= code_varkeywords;
  if (scope->is_async)
    code.flags |= scope->is_generator ? code_async_generator : code_coroutine;
  else if (scope->is_generator)
    code.flags |= code_generator;
  if (body && optimize_ < 2 && (*body)[0]->kind == StmtKind::expression) {
    Expr* first = static_cast<ExprStmt*>((*body)[0])->value;
    if (first->kind == ExprKind::constant && static_cast<ConstantExpr*>(first)->type == ConstantKind::str) {
      Constant docstring;
      docstring.kind = Constant::Kind::str;
      docstring.text = static_cast<ConstantExpr*>(first)->text;
      frame.unit.constant(std::move(docstring));
      code.flags |= code_has_docstring;
    }
  }
  enter(frame, at);
  if (body) {
    statements(*body);
    if (unit().reachable()) emit(body->back()->at, Opcode::return_value, none());
  } else {
    int value = operand(expression);
    emit(expression->at, Opcode::return_value, value);
  }
  return leave();
}

void Compiler::lambda(LambdaExpr* expr, int to) {
  int base = unit().next_temporary();
  int extras = function_defaults(expr->parameters);
  Scope* scope = symbols_.of(expr);
  make_function(expr->at, function_code(scope, expr->parameters, nullptr, expr->body, expr->at), scope, to, base, extras);
}

void Compiler::function(FunctionStmt* def) {
  auto mark = unit().mark();
  // Decorators lie one after the other, the function after the last, so that each call's result is the next one's argument.
  int decorators = unit().next_temporary();
  for (Expr* decorator : def->decorators) into(decorator, unit().temporary());
  int base = unit().next_temporary();
  int result = unit().temporary();
  unit().release({base});
  int extras = function_defaults(def->parameters);
  extras |= annotations(def);
  Scope* scope = symbols_.of(def);
  Position at = def->decorators.empty() ? def->at : def->decorators[0]->at;
  auto code = function_code(scope, def->parameters, &def->body, nullptr, at);
  Place place = find(def->name);
  bool direct = def->decorators.empty() && place.where == Where::local;
  make_function(def->at, std::move(code), scope, direct ? place.reg : result, base, extras);
  if (direct) {
    set_bound(place.reg);
  } else {
    for (int i = def->decorators.size; i-- > 0;) emit(def->decorators[i]->at, Opcode::call, decorators + i, decorators + i, 1);
    store(def->at, def->name, decorators);
  }
  unit().release(mark);
}

std::shared_ptr<const CodeSpec> Compiler::class_code(ClassStmt* def) {
  Scope* scope = symbols_.of(def);
  Frame frame(scope, frame_);
  enter(frame, def->decorators.empty() ? def->at : def->decorators[0]->at);
  auto mark = unit().mark();
  int module = unit().temporary();
  load(def->at, "__name__", module);
  store(def->at, "__module__", module);
  unit().release(mark);
  store(def->at, "__qualname__", text_constant(frame.qualname));
  Symbol* annotations = scope->find("__annotations__");
  if (annotations && annotations->bound) emit(def->at, Opcode::setup_annotations);
  Items<Stmt*> body = def->body;
  set_docstring(body);
  statements(body);
  if (unit().reachable()) {
    if (scope->class_cell >= 0) emit(def->body.back()->at, Opcode::store_name, unit().name("__classcell__"), scope->class_cell);
    emit(def->body.back()->at, Opcode::return_value, scope->class_cell >= 0 ? scope->class_cell : none());
  }
  return leave();
}

void Compiler::class_definition(ClassStmt* def) {
  auto mark = unit().mark();
  int decorators = unit().next_temporary();
  for (Expr* decorator : def->decorators) into(decorator, unit().temporary());
  int base = unit().temporary();
  emit(def->at, Opcode::load_build_class, base);
  bool starred = false;
  for (Expr* arg : def->bases) starred |= arg->kind == ExprKind::starred;
  for (const Keyword& keyword : def->keywords) starred |= keyword.name.empty();
  if (starred) {
    unit().temporary();
    unit().temporary();
  }
  int function = unit().temporary(), name = unit().temporary();
  make_function(def->at, class_code(def), symbols_.of(def), function, name + 1, 0);
  move(def->at, name, text_constant(def->name));
  if (starred) {
    call_ex(def->at, base, def->bases, def->keywords, base, 2);
  } else {
    for (Expr* arg : def->bases) into(arg, unit().temporary());
    for (const Keyword& keyword : def->keywords) into(keyword.value, unit().temporary());
    if (def->keywords.empty()) {
      emit(def->at, Opcode::call, base, base, 2 + def->bases.size);
    } else {
      Constant names;
      names.kind = Constant::Kind::tuple;
      for (const Keyword& keyword : def->keywords) {
        Constant& text = names.items.emplace_back();
        text.kind = Constant::Kind::str;
        text.text = keyword.name;
      }
      emit(def->at, Opcode::call_kw, base, base, unit().constant(std::move(names)), 2 + def->bases.size + def->keywords.size);
    }
  }
  for (int i = def->decorators.size; i-- > 0;) emit(def->decorators[i]->at, Opcode::call, decorators + i, decorators + i, 1);
  store(def->at, def->name, decorators);
  unit().release(mark);
}

// -- comprehensions --

/// Get the next item of R[iterator] and assign it to `target`; at the end go to `end`.
void Compiler::next_into(const Position& at, Expr* target, int iterator, bool is_async, Label& end) {
  auto mark = unit().mark();
  if (!is_async && target->kind == ExprKind::name) {
    Place place = find(static_cast<NameExpr*>(target)->id);
    if (place.where == Where::local) {
      unit().jump(at, Opcode::for_iter, end, place.reg, iterator);
      set_bound(place.reg);
      return;
    }
  }
  int item = unit().temporary();
  if (is_async)
    async_next(at, iterator, item, end);
  else
    unit().jump(at, Opcode::for_iter, end, item, iterator);
  assign(target, item);
  unit().release(mark);
}

void Compiler::comprehension_element(ComprehensionExpr* expr, int result) {
  auto mark = unit().mark();
  switch (expr->kind) {
    case ExprKind::list_comp: {
      int value = operand(expr->element);
      emit(expr->element->at, Opcode::list_append, result, value);
      break;
    }
    case ExprKind::set_comp: {
      int value = operand(expr->element);
      emit(expr->element->at, Opcode::set_add, result, value);
      break;
    }
    case ExprKind::dict_comp: {
      int key = early_operand(expr->element);
      int value = operand(expr->value);
      emit(expr->element->at, Opcode::dict_add, result, key, value);
      break;
    }
    default: {
      int value = operand(expr->element);
      emit(expr->element->at, Opcode::yield_value, unit().temporary(), value);
    }
  }
  unit().release(mark);
}

void Compiler::comprehension_loops(ComprehensionExpr* expr, int level, int iterator, int result) {
  if (level == expr->loops.size) return comprehension_element(expr, result);
  auto mark = unit().mark();
  Comprehension& loop = expr->loops[level];
  if (level > 0) {
    iterator = unit().temporary();
    int iterable = reg(loop.iterable);
    emit(expr->at, loop.is_async ? Opcode::get_aiter : Opcode::get_iter, iterator, iterable);
    unit().release({iterator + 1});
  }
  Label head, next, end;
  unit().place_head(head);
  next_into(expr->at, loop.target, iterator, loop.is_async, end);
  for (Expr* condition : loop.conditions) jump_if(condition, false, next);
  if (unit().reachable()) comprehension_loops(expr, level + 1, -1, result);
  unit().place(next);
  unit().jump_back(expr->at, head);
  unit().place(end);
  unit().release(mark);
}

std::shared_ptr<const CodeSpec> Compiler::comprehension_code(ComprehensionExpr* expr, Scope* scope) {
  Frame frame(scope, frame_);
  CodeSpec& code = *frame.unit.code;
  code.positional_count = code.positional_only_count = 1;
  bool generator = expr->kind == ExprKind::generator;
  if (scope->is_async)
    code.flags |= generator ? code_async_generator : code_coroutine;
  else if (generator)
    code.flags |= code_generator;
  enter(frame, expr->at);
  int result = -1;
  if (!generator) {
    result = unit().temporary();
    Opcode build = expr->kind == ExprKind::list_comp  ? Opcode::build_list
                   : expr->kind == ExprKind::set_comp ? Opcode::build_set
                                                      : Opcode::build_dict;
    emit(expr->at, build, result, result, 0);
  }
  comprehension_loops(expr, 0, 0, result);
  emit(expr->at, Opcode::return_value, generator ? none() : result);
  return leave();
}

void Compiler::comprehension(ComprehensionExpr* expr, int to) {
  Scope* scope = symbols_.of(expr);
  Comprehension& first = expr->loops[0];
  Opcode get_iter = first.is_async ? Opcode::get_aiter : Opcode::get_iter;
  if (scope->inlined) {
    int result = unit().is_temporary(to) ? to : unit().temporary();
    int iterator = unit().temporary();
    int iterable = reg(first.iterable);
    emit(expr->at, get_iter, iterator, iterable);
    unit().release({iterator + 1});
    Opcode build = expr->kind == ExprKind::list_comp  ? Opcode::build_list
                   : expr->kind == ExprKind::set_comp ? Opcode::build_set
                                                      : Opcode::build_dict;
    int start = emit(expr->at, build, result, result, 0);
    frame_->comprehensions.push_back(scope);
    comprehension_loops(expr, 0, iterator, result);
    frame_->comprehensions.pop_back();
    auto kind = expr->kind == ExprKind::list_comp  ? ComprehensionKind::list
                : expr->kind == ExprKind::set_comp ? ComprehensionKind::set
                                                   : ComprehensionKind::dict;
    unit().code->comprehensions.own().push_back({start + 1, unit().pc(), start, kind});
    move(expr->at, to, result);
    return;
  }
  int base = unit().temporary();
  make_function(expr->at, comprehension_code(expr, scope), scope, base, base, 0);
  int iterator = unit().temporary();
  auto mark = unit().mark();
  int iterable = reg(first.iterable);
  emit(expr->at, get_iter, iterator, iterable);
  unit().release(mark);
  bool awaited = scope->is_async && expr->kind != ExprKind::generator;
  emit(expr->at, Opcode::call, awaited ? base : to, base, 1);
  if (awaited) await_register(expr->at, base, to, 0);
}

}  // namespace python
