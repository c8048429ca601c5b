/// match: each case tests its pattern from the outside in; names are bound once the whole pattern fits.
/// Parts of the subject stay in temporaries until the case is over, so a capture is only a register to be stored later.
#include "compiler/compiler.h"

namespace python {

void Compiler::match_statement(MatchStmt* stmt) {
  auto mark = unit().mark();
  // Captures and guards may bind a variable that is the subject again: the later cases look at what it was.
  int subject = reg(stmt->subject);
  if (!unit().is_temporary(subject)) {
    int copy = unit().temporary();
    move(stmt->subject->at, copy, subject);
    subject = copy;
  }
  Label end;
  for (int i = 0; i < stmt->cases.size; i++) {
    MatchCase& one = stmt->cases[i];
    auto inner = unit().mark();
    Label next;
    Captures captures;
    bool last = i + 1 == stmt->cases.size;
    pattern(one.pattern, subject, next, captures, last || one.guard != nullptr);
    for (auto& [name, value] : captures.names) store(one.pattern->at, name, value);
    if (one.guard) jump_if(one.guard, false, next);
    unit().release(inner);
    statements(one.body);
    if (unit().reachable() && !last) unit().jump(stmt->at, Opcode::jump, end);
    unit().place(next);
  }
  unit().place(end);
  unit().release(mark);
}

void Compiler::capture(const Position& at, std::string_view name, int value, Captures& captures) {
  for (auto& [other, reg] : captures.names)
    if (other == name) return fail(at, "multiple assignments to name '" + std::string(name) + "' in pattern");
  captures.names.emplace_back(name, value);
}

void Compiler::pattern(Pattern* pattern_, int subject, Label& fail_label, Captures& captures, bool irrefutable_allowed) {
  if (failed()) return;
  Nesting nesting(*this, pattern_->at);
  const Position& at = pattern_->at;
  switch (pattern_->kind) {
    case PatternKind::value: {
      int value = operand(pattern_->value);
      compare_jump(at, CompareOp::equal, false, subject, value, fail_label);
      break;
    }
    case PatternKind::singleton: {
      int value = operand(pattern_->value);
      compare_jump(at, CompareOp::is_same, false, subject, value, fail_label);
      break;
    }
    case PatternKind::capture:
      if (pattern_->inner) {
        pattern(pattern_->inner, subject, fail_label, captures, irrefutable_allowed);
      } else if (!irrefutable_allowed) {
        return fail(at, "name capture '" + std::string(pattern_->name) + "' makes remaining patterns unreachable");
      }
      capture(at, pattern_->name, subject, captures);
      break;
    case PatternKind::wildcard:
      if (!irrefutable_allowed) fail(at, "wildcard makes remaining patterns unreachable");
      break;
    case PatternKind::star: fail(at, "can't use starred expression here"); break;
    case PatternKind::or_: or_pattern(pattern_, subject, fail_label, captures, irrefutable_allowed); break;
    case PatternKind::sequence: sequence_pattern(pattern_, subject, fail_label, captures); break;
    case PatternKind::mapping: mapping_pattern(pattern_, subject, fail_label, captures); break;
    case PatternKind::class_: class_pattern(pattern_, subject, fail_label, captures); break;
  }
}

void Compiler::sequence_pattern(Pattern* pattern_, int subject, Label& fail_label, Captures& captures) {
  const Position& at = pattern_->at;
  int count = pattern_->items.size, star = -1;
  for (int i = 0; i < count; i++) {
    if (pattern_->items[i]->kind != PatternKind::star) continue;
    if (star >= 0) return fail(at, "multiple starred names in sequence pattern");
    star = i;
  }
  unit().jump(at, Opcode::jump_if_not_sequence, fail_label, subject);
  if (star < 0 || count > 1) {
    int length = unit().temporary();
    emit(at, Opcode::get_length, length, subject);
    if (star < 0)
      compare_jump(at, CompareOp::equal, false, length, number_constant(count), fail_label);
    else
      compare_jump(at, CompareOp::greater_equal, false, length, number_constant(count - 1), fail_label);
  }
  if (count == 0) return;
  int base = unit().next_temporary();
  for (int i = 0; i < count; i++) unit().temporary();
  bool drops_rest = star >= 0 && pattern_->items[star]->name.empty();  // of something long, perhaps
  if (star < 0) {
    emit(at, Opcode::unpack, base, subject, count);
  } else if (drops_rest) {
    for (int i = 0; i < count; i++) {
      if (i != star) emit(at, Opcode::get_item, base + i, subject, number_constant(i < star ? i : i - count));
    }
  } else {
    emit(at, Opcode::unpack_ex, base, subject, star, count - star - 1);
  }
  for (int i = 0; i < count; i++) {
    Pattern* item = pattern_->items[i];
    if (i == star) {
      if (!item->name.empty()) capture(item->at, item->name, base + i, captures);
    } else {
      pattern(item, base + i, fail_label, captures, true);
    }
  }
}

void Compiler::mapping_pattern(Pattern* pattern_, int subject, Label& fail_label, Captures& captures) {
  const Position& at = pattern_->at;
  int count = pattern_->keys.size;
  unit().jump(at, Opcode::jump_if_not_mapping, fail_label, subject);
  int keys = unit().temporary();
  if (count > 0) {
    int length = unit().temporary();
    emit(at, Opcode::get_length, length, subject);
    compare_jump(at, CompareOp::greater_equal, false, length, number_constant(count), fail_label);
  }
  int first = unit().next_temporary();
  for (Expr* key : pattern_->keys) into(key, unit().temporary());
  emit(at, Opcode::build_tuple, keys, first, count);
  if (count > 0) {
    int values = unit().temporary();
    emit(at, Opcode::match_keys, values, subject, keys);
    unit().jump(at, Opcode::jump_if_is, fail_label, values, none());
    int base = unit().next_temporary();
    for (int i = 0; i < count; i++) unit().temporary();
    emit(at, Opcode::unpack, base, values, count);
    for (int i = 0; i < count; i++) pattern(pattern_->items[i], base + i, fail_label, captures, true);
  }
  if (!pattern_->name.empty()) {
    int rest = unit().temporary();
    emit(at, Opcode::copy_without_keys, rest, subject, keys);
    capture(at, pattern_->name, rest, captures);
  }
}

void Compiler::class_pattern(Pattern* pattern_, int subject, Label& fail_label, Captures& captures) {
  const Position& at = pattern_->at;
  int base = unit().temporary();
  emit(at, Opcode::move, base, subject);
  into(pattern_->value, unit().temporary());
  Constant names;
  names.kind = Constant::Kind::tuple;
  for (int i = 0; i < pattern_->keywords.size; i++) {
    for (int j = 0; j < i; j++)
      if (pattern_->keywords[i] == pattern_->keywords[j])
        return fail(pattern_->keyword_items[i]->at,
                    "attribute name repeated in class pattern: " + std::string(pattern_->keywords[i]));
    Constant& name = names.items.emplace_back();
    name.kind = Constant::Kind::str;
    name.text = pattern_->keywords[i];
  }
  int values = unit().temporary();
  emit(at, Opcode::match_class, values, base, unit().constant(std::move(names)), pattern_->items.size);
  unit().jump(at, Opcode::jump_if_is, fail_label, values, none());
  int count = pattern_->items.size + pattern_->keyword_items.size;
  if (count == 0) return;
  int parts = unit().next_temporary();
  for (int i = 0; i < count; i++) unit().temporary();
  emit(at, Opcode::unpack, parts, values, count);
  for (int i = 0; i < count; i++) {
    Pattern* item = i < pattern_->items.size ? pattern_->items[i] : pattern_->keyword_items[i - pattern_->items.size];
    pattern(item, parts + i, fail_label, captures, true);
  }
}

/// Every alternative leaves its captures in the same registers.
void Compiler::or_pattern(Pattern* pattern_, int subject, Label& fail_label, Captures& captures, bool irrefutable_allowed) {
  Label done;
  std::vector<std::pair<std::string_view, int>> common;
  for (int i = 0; i < pattern_->items.size; i++) {
    bool last = i + 1 == pattern_->items.size;
    Pattern* item = pattern_->items[i];
    Label next;
    Captures own;
    pattern(item, subject, last ? fail_label : next, own, last && irrefutable_allowed);
    if (i == 0)
      for (auto& [name, value] : own.names) common.emplace_back(name, unit().temporary());
    if (own.names.size() != common.size()) return fail(pattern_->at, "alternative patterns bind different names");
    for (auto& [name, value] : own.names) {
      int to = -1;
      for (auto& [other, reg] : common)
        if (other == name) to = reg;
      if (to < 0) return fail(pattern_->at, "alternative patterns bind different names");
      move(item->at, to, value);
    }
    if (!last) {
      if (unit().reachable()) unit().jump(item->at, Opcode::jump, done);
      unit().place(next);
    }
  }
  unit().place(done);
  for (auto& [name, value] : common) capture(pattern_->at, name, value, captures);
}

}  // namespace python
