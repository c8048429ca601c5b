/// Expressions that are neither calls nor comprehensions.
#include "compiler/compiler.h"
#include "compiler/fold.h"

namespace python {

namespace {

Opcode opcode_of(BinaryOp op) { return static_cast<Opcode>(static_cast<int>(Opcode::add) + static_cast<int>(op)); }
Opcode opcode_of(UnaryOp op) { return static_cast<Opcode>(static_cast<int>(Opcode::negate) + static_cast<int>(op)); }
Opcode opcode_of(CompareOp op) { return static_cast<Opcode>(static_cast<int>(Opcode::less) + static_cast<int>(op)); }

/// The truth of a constant condition: 1, 0, or -1 if it is none. `debug` is that of __debug__.
int truth_of(const Expr* expr, bool debug) {
  if (expr->kind == ExprKind::name) return static_cast<const NameExpr*>(expr)->id == "__debug__" ? debug : -1;
  if (expr->kind == ExprKind::tuple) return static_cast<const SequenceExpr*>(expr)->items.empty() ? 0 : -1;
  if (expr->kind != ExprKind::constant) return -1;
  Constant value;
  std::string message;
  if (!constant_value(static_cast<const ConstantExpr*>(expr), value, message)) return -1;
  switch (value.kind) {
    case Constant::Kind::none: return 0;
    case Constant::Kind::boolean:
    case Constant::Kind::integer: return value.integer != 0;
    case Constant::Kind::floating: return value.floating != 0;
    case Constant::Kind::str:
    case Constant::Kind::bytes: return !value.text.empty();
    case Constant::Kind::tuple: return !value.items.empty();
    case Constant::Kind::complex: return -1;
    default: return 1;
  }
}

}  // namespace

int Compiler::text_constant(std::string_view text) {
  Constant value;
  value.kind = Constant::Kind::str;
  value.text = text;
  return constant(std::move(value));
}

int Compiler::number_constant(int64_t number) {
  Constant value;
  value.kind = Constant::Kind::integer;
  value.integer = number;
  return constant(std::move(value));
}

int Compiler::constant_of(const ConstantExpr* expr) {
  Constant value;
  std::string message;
  if (!constant_value(expr, value, message)) fail(expr->at, message);
  return constant(std::move(value));
}

void Compiler::move(const Position& at, int to, int from) {
  if (from < 0)
    emit(at, Opcode::load_const, to, ~from);
  else if (from != to)
    emit(at, Opcode::move, to, from);
}

int Compiler::operand(Expr* expr, int room) {
  switch (expr->kind) {
    case ExprKind::constant: return constant_of(static_cast<ConstantExpr*>(expr));
    case ExprKind::name: {
      std::string_view id = static_cast<NameExpr*>(expr)->id;
      Place place = find(id);
      if (place.where == Where::local) {
        check_bound(expr->at, place.reg);
        return place.reg;
      }
      break;
    }
    case ExprKind::named: {
      auto* named = static_cast<NamedExpr*>(expr);
      Place place = find(named->target->id);
      if (place.where != Where::local) break;
      into(named->value, place.reg);
      set_bound(place.reg);
      return place.reg;
    }
    case ExprKind::tuple:
      if (static_cast<SequenceExpr*>(expr)->items.empty()) {
        Constant value;
        value.kind = Constant::Kind::tuple;
        return constant(std::move(value));
      }
      break;
    default: break;
  }
  int to = room >= 0 && unit().is_temporary(room) ? room : unit().temporary();
  into(expr, to);
  return to;
}

int Compiler::early_operand(Expr* expr, int room) {
  int result = operand(expr, room);
  if (result < 0 || unit().is_temporary(result) || !frame_->scope->has_walrus) return result;
  int copy = unit().temporary();
  emit(expr->at, Opcode::move, copy, result);
  return copy;
}

int Compiler::reg(Expr* expr, int room) {
  int result = operand(expr, room);
  if (result >= 0) return result;
  int copy = unit().temporary();
  move(expr->at, copy, result);
  return copy;
}

int Compiler::early_reg(Expr* expr, int room) {
  int result = early_operand(expr, room);
  if (result >= 0) return result;
  int copy = unit().temporary();
  move(expr->at, copy, result);
  return copy;
}

void Compiler::discard(Expr* expr) {
  if (expr->kind == ExprKind::constant) return;
  auto mark = unit().mark();
  operand(expr);
  unit().release(mark);
}

void Compiler::into(Expr* expr, int to) {
  if (failed()) return;
  Nesting nesting(*this, expr->at);
  auto mark = unit().mark();
  switch (expr->kind) {
    case ExprKind::constant: move(expr->at, to, constant_of(static_cast<ConstantExpr*>(expr))); break;
    case ExprKind::name: load(expr->at, static_cast<NameExpr*>(expr)->id, to); break;
    case ExprKind::binary: {
      auto* binary = static_cast<BinaryExpr*>(expr);
      int left = early_operand(binary->left, to);
      int right = operand(binary->right);
      emit(expr->at, opcode_of(binary->op), to, left, right);
      break;
    }
    case ExprKind::unary: {
      auto* unary = static_cast<UnaryExpr*>(expr);
      int value = operand(unary->operand, to);
      emit(expr->at, opcode_of(unary->op), to, value);
      break;
    }
    case ExprKind::bool_op: bool_op(static_cast<BoolExpr*>(expr), to); break;
    case ExprKind::compare: compare(static_cast<CompareExpr*>(expr), to); break;
    case ExprKind::call: call(static_cast<CallExpr*>(expr), to); break;
    case ExprKind::attribute: {
      auto* attribute = static_cast<AttributeExpr*>(expr);
      int base = unit().next_temporary();
      if (attribute->object->kind == ExprKind::call && super_arguments(expr->at, attribute->object, base)) {
        emit(expr->at, Opcode::load_super_attr, to, base, unit().name(symbols_.mangle(frame_->scope, attribute->name)));
        break;
      }
      int object = reg(attribute->object, to);
      emit(expr->at, Opcode::load_attr, to, object, unit().name(symbols_.mangle(frame_->scope, attribute->name)));
      break;
    }
    case ExprKind::subscript: subscript(static_cast<SubscriptExpr*>(expr), to); break;
    case ExprKind::slice: slice(static_cast<SliceExpr*>(expr), to); break;
    case ExprKind::starred: fail(expr->at, "can't use starred expression here"); break;
    case ExprKind::tuple:
    case ExprKind::list:
    case ExprKind::set: sequence(static_cast<SequenceExpr*>(expr), to); break;
    case ExprKind::dict: dict(static_cast<DictExpr*>(expr), to); break;
    case ExprKind::list_comp:
    case ExprKind::set_comp:
    case ExprKind::dict_comp:
    case ExprKind::generator: comprehension(static_cast<ComprehensionExpr*>(expr), to); break;
    case ExprKind::lambda: lambda(static_cast<LambdaExpr*>(expr), to); break;
    case ExprKind::conditional: conditional(static_cast<ConditionalExpr*>(expr), to); break;
    case ExprKind::named: {
      auto* named = static_cast<NamedExpr*>(expr);
      int value = operand(named->value);
      store(expr->at, named->target->id, value);
      move(expr->at, to, value);
      break;
    }
    case ExprKind::yield:
    case ExprKind::yield_from:
    case ExprKind::await: yield(static_cast<YieldExpr*>(expr), to); break;
    case ExprKind::joined_string: joined_string(static_cast<JoinedStringExpr*>(expr), to); break;
    case ExprKind::formatted: formatted(static_cast<FormattedExpr*>(expr), to); break;
  }
  unit().release(mark);
}

void Compiler::bool_op(BoolExpr* expr, int to) {
  // A local may be read by a later operand, or by a handler: it gets the result only at the end.
  int result = unit().is_temporary(to) ? to : unit().temporary();
  Label end;
  for (int i = 0; i < expr->values.size; i++) {
    into(expr->values[i], result);
    if (i + 1 < expr->values.size)
      unit().jump(expr->values[i]->at, expr->is_or ? Opcode::jump_if_true : Opcode::jump_if_false, end, result);
  }
  unit().place(end);
  move(expr->at, to, result);
}

/// The right side of `in`: a display of constants need not be built each time.
int Compiler::membership(Expr* expr) {
  if (expr->kind == ExprKind::list || expr->kind == ExprKind::set) {
    auto* display = static_cast<SequenceExpr*>(expr);
    Constant value;
    value.kind = expr->kind == ExprKind::list ? Constant::Kind::tuple : Constant::Kind::frozenset;
    std::string message;
    bool all = true;
    for (Expr* item : display->items) {
      all = all && item->kind == ExprKind::constant &&
            constant_value(static_cast<ConstantExpr*>(item), value.items.emplace_back(), message);
    }
    if (all) return constant(std::move(value));
  }
  return operand(expr);
}

void Compiler::compare(CompareExpr* expr, int to) {
  auto is_in = [](CompareOp op) { return op == CompareOp::contains || op == CompareOp::not_contains; };
  if (expr->ops.size == 1) {
    int left = early_operand(expr->left, to);
    int right = is_in(expr->ops[0]) ? membership(expr->comparators[0]) : operand(expr->comparators[0]);
    emit(expr->at, opcode_of(expr->ops[0]), to, left, right);
    return;
  }
  int result = unit().is_temporary(to) ? to : unit().temporary();
  Label end;
  int left = early_operand(expr->left);
  for (int i = 0; i < expr->ops.size; i++) {
    bool last = i + 1 == expr->ops.size;
    int right = last ? operand(expr->comparators[i]) : early_operand(expr->comparators[i]);
    emit(expr->at, opcode_of(expr->ops[i]), result, left, right);
    if (!last) unit().jump(expr->at, Opcode::jump_if_false, end, result);
    left = right;
  }
  unit().place(end);
  move(expr->at, to, result);
}

void Compiler::conditional(ConditionalExpr* expr, int to) {
  Label otherwise, end;
  jump_if(expr->test, false, otherwise);
  into(expr->body, to);
  unit().jump(expr->at, Opcode::jump, end);
  unit().place(otherwise);
  into(expr->otherwise, to);
  unit().place(end);
}

void Compiler::compare_jump(const Position& at, CompareOp op, bool sense, int left, int right, Label& label) {
  Opcode opcode = Opcode::nop;
  switch (op) {
    case CompareOp::less: opcode = sense ? Opcode::jump_if_less : Opcode::jump_if_not_less; break;
    case CompareOp::less_equal: opcode = sense ? Opcode::jump_if_less_equal : Opcode::jump_if_not_less_equal; break;
    case CompareOp::greater: opcode = sense ? Opcode::jump_if_greater : Opcode::jump_if_not_greater; break;
    case CompareOp::greater_equal: opcode = sense ? Opcode::jump_if_greater_equal : Opcode::jump_if_not_greater_equal; break;
    case CompareOp::equal: opcode = sense ? Opcode::jump_if_equal : Opcode::jump_if_not_equal; break;
    case CompareOp::not_equal: opcode = sense ? Opcode::jump_if_unequal : Opcode::jump_if_not_unequal; break;
    case CompareOp::is_same: opcode = sense ? Opcode::jump_if_is : Opcode::jump_if_is_not; break;
    case CompareOp::is_not_same: opcode = sense ? Opcode::jump_if_is_not : Opcode::jump_if_is; break;
    case CompareOp::contains: opcode = sense ? Opcode::jump_if_in : Opcode::jump_if_not_in; break;
    case CompareOp::not_contains: opcode = sense ? Opcode::jump_if_not_in : Opcode::jump_if_in; break;
  }
  unit().jump(at, opcode, label, left, right);
}

void Compiler::jump_if_chain(CompareExpr* expr, bool sense, Label& label) {
  Label skip;
  int left = early_operand(expr->left);
  for (int i = 0; i < expr->ops.size; i++) {
    bool last = i + 1 == expr->ops.size;
    bool in = expr->ops[i] == CompareOp::contains || expr->ops[i] == CompareOp::not_contains;
    int right =
        last ? (in ? membership(expr->comparators[i]) : operand(expr->comparators[i])) : early_operand(expr->comparators[i]);
    if (last)
      compare_jump(expr->at, expr->ops[i], sense, left, right, label);
    else
      compare_jump(expr->at, expr->ops[i], false, left, right, sense ? skip : label);
    left = right;
  }
  if (sense) unit().place(skip);
}

/// Go to `label` if the truth of `expr` is `sense`, else fall through.
void Compiler::jump_if(Expr* expr, bool sense, Label& label) {
  if (failed()) return;
  Nesting nesting(*this, expr->at);
  if (int truth = truth_of(expr, optimize_ == 0); truth >= 0) {
    if ((truth != 0) == sense) unit().jump(expr->at, Opcode::jump, label);
    return;
  }
  auto mark = unit().mark();
  if (expr->kind == ExprKind::unary && static_cast<UnaryExpr*>(expr)->op == UnaryOp::logical_not) {
    jump_if(static_cast<UnaryExpr*>(expr)->operand, !sense, label);
  } else if (expr->kind == ExprKind::bool_op) {
    auto* chain = static_cast<BoolExpr*>(expr);
    // `and` leaves at the first false value, `or` at the first true one.
    Label skip;
    for (int i = 0; i < chain->values.size; i++) {
      bool last = i + 1 == chain->values.size;
      if (last)
        jump_if(chain->values[i], sense, label);
      else
        jump_if(chain->values[i], chain->is_or, chain->is_or == sense ? label : skip);
      if (!unit().reachable()) break;
    }
    unit().place(skip);
  } else if (expr->kind == ExprKind::compare) {
    jump_if_chain(static_cast<CompareExpr*>(expr), sense, label);
  } else if (expr->kind == ExprKind::conditional) {
    auto* conditional = static_cast<ConditionalExpr*>(expr);
    Label otherwise, end;
    jump_if(conditional->test, false, otherwise);
    jump_if(conditional->body, sense, label);
    if (unit().reachable()) unit().jump(expr->at, Opcode::jump, end);
    unit().place(otherwise);
    if (unit().reachable()) jump_if(conditional->otherwise, sense, label);
    unit().place(end);
  } else {
    int value = operand(expr);
    unit().jump(expr->at, sense ? Opcode::jump_if_true : Opcode::jump_if_false, label, value);
  }
  unit().release(mark);
}

/// lower and upper of a slice without step, in two registers; the first one.
int Compiler::slice_bounds(SliceExpr* expr) {
  int base = unit().temporary();
  if (expr->lower)
    into(expr->lower, base);
  else
    move(expr->at, base, none());
  int upper = unit().temporary();
  if (expr->upper)
    into(expr->upper, upper);
  else
    move(expr->at, upper, none());
  return base;
}

void Compiler::slice(SliceExpr* expr, int to) {
  int base = slice_bounds(expr);
  if (expr->step) into(expr->step, unit().temporary());
  emit(expr->at, Opcode::build_slice, to, base, expr->step ? 3 : 2);
}

void Compiler::subscript(SubscriptExpr* expr, int to) {
  int object = early_reg(expr->object, to);
  if (expr->index->kind == ExprKind::slice && !static_cast<SliceExpr*>(expr->index)->step) {
    int base = slice_bounds(static_cast<SliceExpr*>(expr->index));
    emit(expr->at, Opcode::get_slice, to, object, base);
    return;
  }
  int index = operand(expr->index);
  emit(expr->at, Opcode::get_item, to, object, index);
}

/// A tuple, list or set display.
void Compiler::sequence(SequenceExpr* expr, int to) {
  constexpr int at_once = 32;
  bool starred = false, constants = !expr->items.empty();
  for (Expr* item : expr->items) {
    starred |= item->kind == ExprKind::starred;
    constants &= item->kind == ExprKind::constant;
  }
  bool is_set = expr->kind == ExprKind::set, is_tuple = expr->kind == ExprKind::tuple;
  if (!starred && !(constants && !is_tuple && expr->items.size > 2) && expr->items.size <= at_once) {
    int base = unit().next_temporary();
    for (Expr* item : expr->items) into(item, unit().temporary());
    emit(expr->at, is_set ? Opcode::build_set : is_tuple ? Opcode::build_tuple : Opcode::build_list, to, base, expr->items.size);
    return;
  }
  int result = unit().is_temporary(to) && !is_tuple ? to : unit().temporary();
  emit(expr->at, is_set ? Opcode::build_set : Opcode::build_list, result, result, 0);
  if (constants && expr->items.size > 2) {
    Constant all;
    all.kind = is_set ? Constant::Kind::frozenset : Constant::Kind::tuple;
    std::string message;
    for (Expr* item : expr->items)
      if (!constant_value(static_cast<ConstantExpr*>(item), all.items.emplace_back(), message)) fail(item->at, message);
    emit(expr->at, is_set ? Opcode::set_update : Opcode::list_extend, result, constant(std::move(all)));
  } else {
    for (Expr* item : expr->items) {
      auto mark = unit().mark();
      if (item->kind == ExprKind::starred) {
        int value = operand(static_cast<StarredExpr*>(item)->value);
        emit(expr->at, is_set ? Opcode::set_update : Opcode::list_extend, result, value);
      } else {
        int value = operand(item);
        emit(item->at, is_set ? Opcode::set_add : Opcode::list_append, result, value);
      }
      unit().release(mark);
    }
  }
  if (is_tuple)
    emit(expr->at, Opcode::list_to_tuple, to, result);
  else
    move(expr->at, to, result);
}

void Compiler::dict(DictExpr* expr, int to) {
  bool simple = expr->keys.size <= 16;
  for (Expr* key : expr->keys) simple &= key != nullptr;
  if (simple) {
    int base = unit().next_temporary();
    for (int i = 0; i < expr->keys.size; i++) {
      into(expr->keys[i], unit().temporary());
      into(expr->values[i], unit().temporary());
    }
    emit(expr->at, Opcode::build_dict, to, base, expr->keys.size);
    return;
  }
  int result = unit().is_temporary(to) ? to : unit().temporary();
  emit(expr->at, Opcode::build_dict, result, result, 0);
  for (int i = 0; i < expr->keys.size; i++) {
    auto mark = unit().mark();
    if (expr->keys[i]) {
      int key = early_operand(expr->keys[i]);
      int value = operand(expr->values[i]);
      emit(expr->at, Opcode::dict_add, result, key, value);
    } else {
      int value = operand(expr->values[i]);
      emit(expr->at, Opcode::dict_update, result, value);
    }
    unit().release(mark);
  }
  move(expr->at, to, result);
}

void Compiler::joined_string(JoinedStringExpr* expr, int to) {
  if (expr->parts.empty()) return move(expr->at, to, text_constant(""));
  if (expr->parts.size == 1) return into(expr->parts[0], to);
  if (expr->parts.size > 1000) {
    // Joined piece by piece to keep the frame small.
    int result = unit().temporary();
    move(expr->at, result, text_constant(""));
    int part = unit().temporary();
    for (Expr* piece : expr->parts) {
      into(piece, part);
      emit(expr->at, Opcode::build_string, result, result, 2);
    }
    return move(expr->at, to, result);
  }
  int base = unit().next_temporary();
  for (Expr* part : expr->parts) into(part, unit().temporary());
  emit(expr->at, Opcode::build_string, to, base, expr->parts.size);
}

void Compiler::formatted(FormattedExpr* expr, int to) {
  int conversion = expr->conversion == 's' ? 1 : expr->conversion == 'r' ? 2 : expr->conversion == 'a' ? 3 : 0;
  int value = early_operand(expr->value);
  if (!expr->spec) {
    emit(expr->at, Opcode::format_value, to, value, value, conversion);
    return;
  }
  auto* spec = static_cast<JoinedStringExpr*>(expr->spec);
  int format;
  if (spec->parts.empty())
    format = text_constant("");
  else if (spec->parts.size == 1)
    format = operand(spec->parts[0]);
  else
    format = operand(spec);
  emit(expr->at, Opcode::format_value, to, value, format, conversion | 4);
}

void Compiler::yield(YieldExpr* expr, int to) {
  if (expr->kind == ExprKind::yield) {
    int value = expr->value ? operand(expr->value) : none();
    emit(expr->at, Opcode::yield_value, to, value);
  } else if (expr->kind == ExprKind::yield_from) {
    int value = reg(expr->value);
    yield_from(expr->at, value, to, false);
  } else {
    int value = reg(expr->value);
    await_register(expr->at, value, to, 0);
  }
}

/// Delegate to the iterator of R[value] until it returns; `to` gets what it returns.
void Compiler::yield_from(const Position& at, int value, int to, bool is_await) {
  int iterator = value;
  if (!is_await) {
    iterator = unit().temporary();
    emit(at, Opcode::get_yield_from_iter, iterator, value);
  }
  int result = unit().temporary();
  move(at, result, none());
  Label head, end;
  unit().place_head(head);
  unit().jump(at, Opcode::send, end, result, iterator);
  unit().jump(at, Opcode::yield_delegate, end, result, iterator);
  unit().jump_back(at, head);
  unit().place(end);
  move(at, to, result);
}

void Compiler::await_register(const Position& at, int value, int to, int how) {
  int iterator = unit().temporary();
  emit(at, Opcode::get_awaitable, iterator, value, how);
  yield_from(at, iterator, to, true);
}

}  // namespace python
