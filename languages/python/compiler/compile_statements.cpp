/// Statements without blocks of their own to leave: assignments, loops, imports, and the dispatch over all statements.
#include "compiler/compiler.h"
#include "compiler/fold.h"

namespace python {

namespace {

/// Whether any part of `target` is the local or global `name`.
bool mentions(const Expr* target, std::string_view name) {
  switch (target->kind) {
    case ExprKind::name: return static_cast<const NameExpr*>(target)->id == name;
    case ExprKind::starred: return mentions(static_cast<const StarredExpr*>(target)->value, name);
    case ExprKind::tuple:
    case ExprKind::list:
      for (const Expr* item : static_cast<const SequenceExpr*>(target)->items)
        if (mentions(item, name)) return true;
      return false;
    default: return false;
  }
}

}  // namespace

void Compiler::statements(Items<Stmt*> body) {
  for (Stmt* stmt : body) {
    if (failed() || !unit().reachable()) return;
    statement(stmt);
  }
}

void Compiler::statement(Stmt* stmt) {
  Nesting nesting(*this, stmt->at);
  auto mark = unit().mark();
  switch (stmt->kind) {
    case StmtKind::expression: {
      Expr* value = static_cast<ExprStmt*>(stmt)->value;
      if (mode_ == CompileMode::interactive && frame_->is_module) {
        int printed = operand(value);
        emit(stmt->at, Opcode::print_expr, printed);
      } else {
        discard(value);
      }
      break;
    }
    case StmtKind::assign: {
      auto* assignment = static_cast<AssignStmt*>(stmt);
      Expr* target = assignment->targets[0];
      if (assignment->targets.size == 1) {
        if (target->kind == ExprKind::name) {
          Place place = find(static_cast<NameExpr*>(target)->id);
          if (place.where == Where::local) {
            into(assignment->value, place.reg);
            set_bound(place.reg);
            break;
          }
        }
        if (assign_in_parallel(assignment)) break;
        assign(target, early_operand(assignment->value));
        break;
      }
      int value = operand(assignment->value);
      if (value >= 0 && !unit().is_temporary(value)) {
        int copy = unit().temporary();
        move(stmt->at, copy, value);
        value = copy;
      }
      for (Expr* one : assignment->targets) assign(one, value);
      break;
    }
    case StmtKind::augmented: augmented(static_cast<AugmentedStmt*>(stmt)); break;
    case StmtKind::annotated: annotated(static_cast<AnnotatedStmt*>(stmt)); break;
    case StmtKind::return_: return_statement(static_cast<ExprStmt*>(stmt)); break;
    case StmtKind::delete_:
      for (Expr* target : static_cast<DeleteStmt*>(stmt)->targets) delete_target(target);
      break;
    case StmtKind::pass: break;
    case StmtKind::break_:
    case StmtKind::continue_: {
      bool is_break = stmt->kind == StmtKind::break_;
      size_t loop = frame_->blocks.size();
      while (loop > 0 && frame_->blocks[loop - 1].kind != BlockKind::loop) loop--;
      if (loop == 0) {
        fail(stmt->at, is_break ? "'break' outside loop" : "'continue' not properly in loop");
        break;
      }
      Block target = frame_->blocks[loop - 1];
      std::vector<Block> saved = leave_blocks(stmt->at, loop);
      if (unit().reachable()) {
        if (is_break)
          unit().jump(stmt->at, Opcode::jump, *target.exit);
        else
          unit().jump_back(stmt->at, *target.head);
      }
      return_to_blocks(std::move(saved));
      break;
    }
    case StmtKind::if_: if_statement(static_cast<IfStmt*>(stmt)); break;
    case StmtKind::while_: while_statement(static_cast<IfStmt*>(stmt)); break;
    case StmtKind::for_: for_statement(static_cast<ForStmt*>(stmt)); break;
    case StmtKind::try_: try_statement(static_cast<TryStmt*>(stmt)); break;
    case StmtKind::with: with_statement(static_cast<WithStmt*>(stmt), 0); break;
    case StmtKind::raise: raise_statement(static_cast<RaiseStmt*>(stmt)); break;
    case StmtKind::assert_: assert_statement(static_cast<AssertStmt*>(stmt)); break;
    case StmtKind::function: function(static_cast<FunctionStmt*>(stmt)); break;
    case StmtKind::class_: class_definition(static_cast<ClassStmt*>(stmt)); break;
    case StmtKind::import: import(static_cast<ImportStmt*>(stmt)); break;
    case StmtKind::import_from: import_from(static_cast<ImportStmt*>(stmt)); break;
    case StmtKind::global:
    case StmtKind::nonlocal: break;
    case StmtKind::match: match_statement(static_cast<MatchStmt*>(stmt)); break;
  }
  unit().release(mark);
}

// -- assignment --

/// `value` is a value operand that the targets do not change.
void Compiler::assign(Expr* target, int value) {
  if (failed()) return;
  Nesting nesting(*this, target->at);
  auto mark = unit().mark();
  switch (target->kind) {
    case ExprKind::name: store(target->at, static_cast<NameExpr*>(target)->id, value); break;
    case ExprKind::attribute: {
      auto* attribute = static_cast<AttributeExpr*>(target);
      int object = reg(attribute->object);
      emit(target->at, Opcode::store_attr, object, unit().name(symbols_.mangle(frame_->scope, attribute->name)), value);
      break;
    }
    case ExprKind::subscript: {
      auto* subscript = static_cast<SubscriptExpr*>(target);
      int object = early_reg(subscript->object);
      if (subscript->index->kind == ExprKind::slice && !static_cast<SliceExpr*>(subscript->index)->step) {
        int base = slice_bounds(static_cast<SliceExpr*>(subscript->index));
        emit(target->at, Opcode::set_slice, object, base, value);
      } else {
        int index = operand(subscript->index);
        emit(target->at, Opcode::set_item, object, index, value);
      }
      break;
    }
    case ExprKind::tuple:
    case ExprKind::list: {
      if (value < 0) {
        int copy = unit().temporary();
        move(target->at, copy, value);
        value = copy;
      }
      unpack(static_cast<SequenceExpr*>(target), value);
      break;
    }
    case ExprKind::starred: fail(target->at, "starred assignment target must be in a list or tuple"); break;
    default: fail(target->at, "cannot assign to expression"); break;
  }
  unit().release(mark);
}

void Compiler::unpack(SequenceExpr* target, int value) {
  int count = target->items.size, star = -1;
  for (int i = 0; i < count; i++) {
    if (target->items[i]->kind != ExprKind::starred) continue;
    if (star >= 0) return fail(target->at, "multiple starred expressions in assignment");
    star = i;
  }
  auto local = [&](Expr* item) {
    if (item->kind != ExprKind::name) return -1;
    Place place = find(static_cast<NameExpr*>(item)->id);
    return place.where == Where::local ? place.reg : -1;
  };
  if (star < 0 && count == 2) {
    int first = local(target->items[0]), second = local(target->items[1]);
    bool direct = first >= 0 && second >= 0 && first != second;
    if (!direct) {
      first = unit().temporary();
      second = unit().temporary();
    }
    emit(target->at, Opcode::unpack_two, first, second, value);
    if (direct) {
      set_bound(first);
      set_bound(second);
    } else {
      assign(target->items[0], first);
      assign(target->items[1], second);
    }
    return;
  }
  if (star < 0 && count > 0) {
    int first = local(target->items[0]);
    bool direct = first >= 0;
    for (int i = 1; i < count && direct; i++) direct = local(target->items[i]) == first + i;
    if (direct) {
      emit(target->at, Opcode::unpack, first, value, count);
      for (int i = 0; i < count; i++) set_bound(first + i);
      return;
    }
  }
  int base = unit().next_temporary();
  for (int i = 0; i < count; i++) unit().temporary();
  if (star < 0)
    emit(target->at, Opcode::unpack, base, value, count);
  else
    emit(target->at, Opcode::unpack_ex, base, value, star, count - star - 1);
  for (int i = 0; i < count; i++) {
    Expr* item = target->items[i];
    assign(item->kind == ExprKind::starred ? static_cast<StarredExpr*>(item)->value : item, base + i);
  }
}

/// a, b = b, a without a tuple. False: the statement has another shape.
bool Compiler::assign_in_parallel(AssignStmt* stmt) {
  Expr* target = stmt->targets[0];
  if (target->kind != ExprKind::tuple && target->kind != ExprKind::list) return false;
  auto* targets = static_cast<SequenceExpr*>(target);
  int count = targets->items.size;
  if (count < 2 || count > 16) return false;
  for (Expr* item : targets->items)
    if (item->kind == ExprKind::starred) return false;
  std::vector<int> values;
  if (stmt->value->kind == ExprKind::tuple) {
    auto* tuple = static_cast<SequenceExpr*>(stmt->value);
    if (tuple->items.size != count) return false;
    for (Expr* item : tuple->items)
      if (item->kind == ExprKind::starred) return false;
    for (int i = 0; i < count; i++) {
      Expr* item = tuple->items[i];
      int value = early_operand(item);
      // A local that an earlier target overwrites is copied.
      bool overwritten = false;
      if (value >= 0 && !unit().is_temporary(value)) {
        if (item->kind != ExprKind::name) overwritten = true;
        for (int j = 0; j < i && !overwritten; j++) overwritten = mentions(targets->items[j], static_cast<NameExpr*>(item)->id);
      }
      if (overwritten) {
        int copy = unit().temporary();
        move(item->at, copy, value);
        value = copy;
      }
      values.push_back(value);
    }
  } else if (stmt->value->kind == ExprKind::constant && static_cast<ConstantExpr*>(stmt->value)->type == ConstantKind::folded) {
    const Constant& tuple = *static_cast<ConstantExpr*>(stmt->value)->value;
    if (tuple.kind != Constant::Kind::tuple || static_cast<int>(tuple.items.size()) != count) return false;
    for (const Constant& item : tuple.items) values.push_back(constant(item));
  } else {
    return false;
  }
  for (int i = 0; i < count; i++) assign(targets->items[i], values[static_cast<size_t>(i)]);
  return true;
}

void Compiler::augmented(AugmentedStmt* stmt) {
  Opcode op = static_cast<Opcode>(static_cast<int>(Opcode::inplace_add) + static_cast<int>(stmt->op));
  switch (stmt->target->kind) {
    case ExprKind::name: {
      std::string_view id = static_cast<NameExpr*>(stmt->target)->id;
      Place place = find(id);
      int left = early_operand(stmt->target);
      int right = operand(stmt->value);
      int result = place.where == Where::local ? place.reg : unit().temporary();
      emit(stmt->at, op, result, left, right);
      if (place.where == Where::local)
        set_bound(place.reg);
      else
        store(stmt->at, id, result);
      break;
    }
    case ExprKind::attribute: {
      auto* attribute = static_cast<AttributeExpr*>(stmt->target);
      int name = unit().name(symbols_.mangle(frame_->scope, attribute->name));
      int object = early_reg(attribute->object);
      int value = unit().temporary();
      emit(stmt->target->at, Opcode::load_attr, value, object, name);
      int right = operand(stmt->value);
      emit(stmt->at, op, value, value, right);
      emit(stmt->target->at, Opcode::store_attr, object, name, value);
      break;
    }
    case ExprKind::subscript: {
      auto* subscript = static_cast<SubscriptExpr*>(stmt->target);
      int object = early_reg(subscript->object);
      int index = early_operand(subscript->index);
      int value = unit().temporary();
      emit(stmt->target->at, Opcode::get_item, value, object, index);
      int right = operand(stmt->value);
      emit(stmt->at, op, value, value, right);
      emit(stmt->target->at, Opcode::set_item, object, index, value);
      break;
    }
    default: fail(stmt->target->at, "illegal expression for augmented assignment"); break;
  }
}

void Compiler::annotated(AnnotatedStmt* stmt) {
  if (stmt->value) {
    if (stmt->target->kind == ExprKind::name) {
      Place place = find(static_cast<NameExpr*>(stmt->target)->id);
      if (place.where == Where::local) {
        into(stmt->value, place.reg);
        set_bound(place.reg);
      } else {
        assign(stmt->target, operand(stmt->value));
      }
    } else {
      assign(stmt->target, early_operand(stmt->value));
    }
  } else if (stmt->target->kind == ExprKind::attribute) {
    discard(static_cast<AttributeExpr*>(stmt->target)->object);
  } else if (stmt->target->kind == ExprKind::subscript) {
    discard(static_cast<SubscriptExpr*>(stmt->target)->object);
    discard(static_cast<SubscriptExpr*>(stmt->target)->index);
  }
  if (frame_->scope->is_function()) return;
  int value = unit().temporary();
  annotation(stmt->annotation, value);
  if (stmt->target->kind != ExprKind::name || stmt->target->parenthesized) return;
  int annotations = unit().temporary();
  load(stmt->at, "__annotations__", annotations);
  std::string_view name = symbols_.mangle(frame_->scope, static_cast<NameExpr*>(stmt->target)->id);
  emit(stmt->at, Opcode::set_item, annotations, text_constant(name), value);
}

void Compiler::delete_target(Expr* target) {
  auto mark = unit().mark();
  switch (target->kind) {
    case ExprKind::name: remove(target->at, static_cast<NameExpr*>(target)->id); break;
    case ExprKind::attribute: {
      auto* attribute = static_cast<AttributeExpr*>(target);
      int object = reg(attribute->object);
      emit(target->at, Opcode::delete_attr, object, unit().name(symbols_.mangle(frame_->scope, attribute->name)));
      break;
    }
    case ExprKind::subscript: {
      auto* subscript = static_cast<SubscriptExpr*>(target);
      int object = early_reg(subscript->object);
      int index = operand(subscript->index);
      emit(target->at, Opcode::delete_item, object, index);
      break;
    }
    case ExprKind::tuple:
    case ExprKind::list:
      for (Expr* item : static_cast<SequenceExpr*>(target)->items) delete_target(item);
      break;
    default: fail(target->at, "cannot delete expression"); break;
  }
  unit().release(mark);
}

// -- control --

void Compiler::if_statement(IfStmt* stmt) {
  Label otherwise, end;
  for (;;) {
    Label next;
    auto mark = unit().mark();
    jump_if(stmt->test, false, next);
    unit().release(mark);
    statements(stmt->body);
    if (stmt->otherwise.empty()) {
      unit().place(next);
      break;
    }
    if (unit().reachable()) unit().jump(stmt->at, Opcode::jump, end);
    unit().place(next);
    // elif: go on in a loop instead of nesting.
    if (unit().reachable() && stmt->otherwise.size == 1 && stmt->otherwise[0]->kind == StmtKind::if_) {
      stmt = static_cast<IfStmt*>(stmt->otherwise[0]);
      continue;
    }
    statements(stmt->otherwise);
    break;
  }
  unit().place(end);
}

void Compiler::while_statement(IfStmt* stmt) {
  Label head, finished, exit;
  unit().place_head(head);
  jump_if(stmt->test, false, finished);
  frame_->blocks.push_back({BlockKind::loop, &head, &exit, nullptr, 0, -1, {}, {}, stmt->at});
  statements(stmt->body);
  frame_->blocks.pop_back();
  unit().jump_back(stmt->at, head);
  unit().place(finished);
  statements(stmt->otherwise);
  unit().place(exit);
}

void Compiler::async_next(const Position& at, int iterator, int to, Label& end) {
  auto mark = unit().mark();
  int exception = unit().temporary(), awaited = unit().temporary();
  BoundSet before = unit().state;
  Region region;
  int slot = begin_protected({BlockKind::guarded, nullptr, nullptr, nullptr, 0, -1, {}, {}, at}, region, exception);
  emit(at, Opcode::get_anext, awaited, iterator);
  yield_from(at, awaited, to, true);
  end_protected();
  Label got, other;
  unit().jump(at, Opcode::jump, got);
  handler_here(slot, before);
  unit().jump(at, Opcode::jump_if_no_async_stop, other, exception);
  unit().jump(at, Opcode::jump, end);
  unit().place(other);
  emit(at, Opcode::reraise, exception);
  unit().unreachable();
  unit().place(got);
  unit().release(mark);
}

void Compiler::for_statement(ForStmt* stmt) {
  auto mark = unit().mark();
  int iterator = unit().temporary();
  int iterable;
  if (stmt->iterable->kind == ExprKind::list) {
    iterable = membership(stmt->iterable);
    if (iterable < 0) {
      int copy = unit().temporary();
      move(stmt->iterable->at, copy, iterable);
      iterable = copy;
    }
  } else {
    iterable = reg(stmt->iterable);
  }
  emit(stmt->at, stmt->is_async ? Opcode::get_aiter : Opcode::get_iter, iterator, iterable);
  unit().release({iterator + 1});
  Label head, finished, exit;
  unit().place_head(head);
  next_into(stmt->at, stmt->target, iterator, stmt->is_async, finished);
  frame_->blocks.push_back({BlockKind::loop, &head, &exit, nullptr, 0, -1, {}, {}, stmt->at});
  statements(stmt->body);
  frame_->blocks.pop_back();
  unit().jump_back(stmt->at, head);
  unit().place(finished);
  statements(stmt->otherwise);
  unit().place(exit);
  unit().release(mark);
}

void Compiler::return_statement(ExprStmt* stmt) {
  if (!frame_->scope->is_function()) return fail(stmt->at, "'return' outside function");
  if (stmt->value && frame_->scope->is_async && frame_->scope->is_generator)
    return fail(stmt->at, "'return' with value in async generator");
  int value = stmt->value ? operand(stmt->value) : none();
  bool work = false;
  for (const Block& block : frame_->blocks) work |= block.kind != BlockKind::loop && block.kind != BlockKind::guarded;
  if (work && value >= 0 && !unit().is_temporary(value)) {
    int copy = unit().temporary();
    move(stmt->at, copy, value);
    value = copy;
  }
  std::vector<Block> saved = leave_blocks(stmt->at, 0);
  if (unit().reachable()) {
    emit(stmt->at, Opcode::return_value, value);
    unit().unreachable();
  }
  return_to_blocks(std::move(saved));
}

void Compiler::raise_statement(RaiseStmt* stmt) {
  if (!stmt->exception) {
    emit(stmt->at, Opcode::raise_current);
  } else if (!stmt->cause) {
    int exception = reg(stmt->exception);
    emit(stmt->at, Opcode::raise, exception);
  } else {
    int exception = early_reg(stmt->exception);
    int cause = operand(stmt->cause);
    emit(stmt->at, Opcode::raise_from, exception, cause);
  }
  unit().unreachable();
}

void Compiler::assert_statement(AssertStmt* stmt) {
  if (optimize_ > 0) return;
  if (stmt->test->kind == ExprKind::tuple && !static_cast<SequenceExpr*>(stmt->test)->items.empty())
    warnings.push_back({"assertion is always true, perhaps remove parentheses?", stmt->at.line});
  Label passed;
  jump_if(stmt->test, true, passed);
  if (unit().reachable()) {
    int base = unit().temporary();
    emit(stmt->at, Opcode::load_assertion_error, base);
    if (stmt->message) {
      into(stmt->message, unit().temporary());
      emit(stmt->test->at, Opcode::call, base, base, 1);
    }
    emit(stmt->test->at, Opcode::raise, base);
    unit().unreachable();
  }
  unit().place(passed);
}

// -- imports --

void Compiler::import(ImportStmt* stmt) {
  for (const Alias& alias : stmt->names) {
    auto mark = unit().mark();
    int module = unit().temporary();
    emit(stmt->at, Opcode::import_name, module, unit().name(alias.name), none(), 0);
    size_t dot = alias.name.find('.');
    if (alias.as.empty()) {
      store(stmt->at, alias.name.substr(0, dot), module);
    } else {
      while (dot != std::string_view::npos) {
        size_t next = alias.name.find('.', dot + 1);
        std::string_view part = alias.name.substr(dot + 1, next == std::string_view::npos ? next : next - dot - 1);
        emit(stmt->at, Opcode::import_from, module, module, unit().name(part));
        dot = next;
      }
      store(stmt->at, alias.as, module);
    }
    unit().release(mark);
  }
}

void Compiler::import_from(ImportStmt* stmt) {
  Constant names;
  names.kind = Constant::Kind::tuple;
  for (const Alias& alias : stmt->names) {
    Constant& name = names.items.emplace_back();
    name.kind = Constant::Kind::str;
    name.text = alias.name;
  }
  int module = unit().temporary();
  emit(stmt->at, Opcode::import_name, module, unit().name(stmt->module), constant(std::move(names)), stmt->level);
  if (stmt->names[0].name == "*") {
    emit(stmt->at, Opcode::import_star, module);
    return;
  }
  int value = unit().temporary();
  for (const Alias& alias : stmt->names) {
    emit(stmt->at, Opcode::import_from, value, module, unit().name(alias.name));
    store(stmt->at, alias.as.empty() ? alias.name : alias.as, value);
  }
}

}  // namespace python
