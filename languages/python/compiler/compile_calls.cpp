/// Calls: the callee and its arguments lie in consecutive temporaries.
#include "compiler/compiler.h"

namespace python {

void Compiler::call(CallExpr* expr, int to) {
  if (super_call(expr, to)) return;
  bool starred = false;
  for (Expr* arg : expr->args) starred |= arg->kind == ExprKind::starred;
  for (const Keyword& keyword : expr->keywords) starred |= keyword.name.empty();
  starred |= expr->args.size + expr->keywords.size > 250;
  int base = unit().is_temporary(to) && to == unit().next_temporary() - 1 ? to : unit().temporary();
  if (starred) {
    into(expr->callee, base);
    call_ex(expr->at, base, expr->args, expr->keywords, to);
    return;
  }
  if (expr->callee->kind == ExprKind::attribute) {
    auto* attribute = static_cast<AttributeExpr*>(expr->callee);
    int name = unit().name(symbols_.mangle(frame_->scope, attribute->name));
    if (attribute->object->kind == ExprKind::call && super_arguments(attribute->at, attribute->object, base)) {
      emit(attribute->at, Opcode::load_super_method, base, base, name);
    } else {
      auto mark = unit().mark();
      int object = reg(attribute->object, base);
      emit(attribute->at, Opcode::load_method, base, object, name);
      unit().release(mark);
      unit().temporary();
    }
    call_with(expr->at, base, expr->args, expr->keywords, to, true);
    return;
  }
  into(expr->callee, base);
  call_with(expr->at, base, expr->args, expr->keywords, to, false);
}

/// super() inside a method: what the builtin would find in the frame is passed instead.
bool Compiler::super_call(CallExpr* expr, int to) {
  int base = unit().next_temporary();
  if (!super_arguments(expr->at, expr, base)) return false;
  emit(expr->at, Opcode::call, to, base, 2);
  return true;
}

/// If `callee` is such a super(): load super, __class__ and the first argument into `base`, which is the next temporary and may
/// have been taken as the last one, and the two after it.
bool Compiler::super_arguments(const Position& at, Expr* callee, int base) {
  auto* call = static_cast<CallExpr*>(callee);
  Scope* scope = frame_->scope;
  if (call->callee->kind != ExprKind::name || !call->args.empty() || !call->keywords.empty()) return false;
  if (static_cast<NameExpr*>(call->callee)->id != "super" || !scope->is_function() || scope->parameter_count == 0) return false;
  int closure = scope->free_index("__class__");
  if (closure < 0 || find("super").where != Where::global) return false;
  if (frame_->unit.code->positional_count == 0) return false;
  while (unit().next_temporary() < base + 3) unit().temporary();
  load(at, "super", base);
  emit(at, Opcode::load_free, base + 1, closure);
  load(at, scope->symbols[0].name, base + 2);
  return true;
}

/// Arguments after the callee (and, for a method, after the place of self), and the call.
void Compiler::call_with(const Position& at, int base, const Items<Expr*>& args, const Items<Keyword>& keywords, int to,
                         bool method) {
  while (unit().next_temporary() > base + (method ? 2 : 1)) unit().release({base + (method ? 2 : 1)});
  for (Expr* arg : args) into(arg, unit().temporary());
  for (const Keyword& keyword : keywords) into(keyword.value, unit().temporary());
  if (keywords.empty()) {
    emit(at, method ? Opcode::call_method : Opcode::call, to, base, args.size);
    return;
  }
  Constant names;
  names.kind = Constant::Kind::tuple;
  for (const Keyword& keyword : keywords) {
    Constant& name = names.items.emplace_back();
    name.kind = Constant::Kind::str;
    name.text = keyword.name;
  }
  emit(at, method ? Opcode::call_method_kw : Opcode::call_kw, to, base, unit().constant(std::move(names)),
       args.size + keywords.size);
}

/// A call with * or **: positional arguments become one iterable, keyword arguments one mapping.
void Compiler::call_ex(const Position& at, int base, const Items<Expr*>& args, const Items<Keyword>& keywords, int to, int prefix) {
  int positional = base + 1, mapping = base + 2;
  while (unit().next_temporary() < base + 3) unit().temporary();
  if (prefix == 0 && args.size == 1 && args[0]->kind == ExprKind::starred) {
    into(static_cast<StarredExpr*>(args[0])->value, positional);
  } else if (prefix == 0 && args.empty()) {
    Constant empty;
    empty.kind = Constant::Kind::tuple;
    move(at, positional, constant(std::move(empty)));
  } else {
    emit(at, Opcode::build_list, positional, base + 3, prefix);
    for (Expr* arg : args) {
      auto mark = unit().mark();
      bool star = arg->kind == ExprKind::starred;
      int value = operand(star ? static_cast<StarredExpr*>(arg)->value : arg);
      emit(at, star ? Opcode::list_extend : Opcode::list_append, positional, value);
      unit().release(mark);
    }
    emit(at, Opcode::list_to_tuple, positional, positional);
  }
  if (keywords.empty()) {
    emit(at, Opcode::clear, mapping);
  } else if (keywords.size == 1 && keywords[0].name.empty()) {
    into(keywords[0].value, mapping);
  } else {
    // Runs of plain keywords are merged as dicts, so that a repeated name is noticed.
    emit(at, Opcode::build_dict, mapping, mapping, 0);
    for (int i = 0; i < keywords.size;) {
      auto mark = unit().mark();
      if (keywords[i].name.empty()) {
        int value = operand(keywords[i].value);
        emit(at, Opcode::dict_merge, mapping, value, base);
        i++;
      } else {
        int run = unit().next_temporary(), count = 0;
        for (; i < keywords.size && !keywords[i].name.empty() && count < 32; i++, count++) {
          move(at, unit().temporary(), text_constant(keywords[i].name));
          into(keywords[i].value, unit().temporary());
        }
        emit(at, Opcode::build_dict, run, run, count);
        emit(at, Opcode::dict_merge, mapping, run, base);
      }
      unit().release(mark);
    }
  }
  emit(at, Opcode::call_ex, to, base);
}

}  // namespace python
