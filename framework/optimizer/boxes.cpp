// Boxes of author-given families: they have no identity, so a box is only its payload until an operation needs its bits.
#include <bit>

#include "optimizer/walk.h"
#include "support/check.h"
#include "trace/evaluate.h"

namespace jitwright::optimizer {

namespace {

/// Bounds of every operation of a template, given those of its input. Returns the index of the result.
std::vector<Bounds> template_bounds(const Trace& code, const Bounds& input) {
  std::vector<Bounds> bounds(code.size());
  auto of = [&](Operand operand) {
    if (operand.is_value()) return bounds[operand.index()];
    const trace::Constant& constant = code.constant(operand);
    return layout::is_float(constant.type) ? Bounds{} : Bounds::exactly(constant.bits, constant.type);
  };
  for (uint32_t i = 0; i < code.size(); i++) {
    const Operation& operation = code[i];
    if (operation.opcode == Opcode::input) bounds[i] = input;
    if (!trace::is_pure(operation.opcode)) continue;
    auto operands = code.operands(operation);
    Bounds none;
    bounds[i] = transfer(operation.opcode, operation.type, of(operands[0]), operands.size() > 1 ? of(operands[1]) : none,
                         operands.size() > 2 ? of(operands[2]) : none, code.type_of(operands[0]), operation.immediate, operation.scale);
  }
  return bounds;
}

Operand template_result(const Trace& code) {
  if (code.size() == 0) return {};
  const Operation& last = code[static_cast<uint32_t>(code.size() - 1)];
  return last.opcode == Opcode::finish && last.operand_count == 1 ? code.operands(last)[0] : Operand{};
}

/// Narrows the input's bounds by the knowledge that the template's result is not 0.
void narrow_by_truth(const Trace& code, std::vector<Bounds>& bounds, Operand condition, Bounds& input) {
  if (!condition.is_value() || !condition.valid()) return;
  const Operation& operation = code[condition.index()];
  auto operands = code.operands(operation);
  if (operation.opcode == Opcode::int_zero_extend || operation.opcode == Opcode::int_truncate) return narrow_by_truth(code, bounds, operands[0], input);
  if (operation.opcode == Opcode::int_and && operation.type == Type::i32) {
    narrow_by_truth(code, bounds, operands[0], input);
    return narrow_by_truth(code, bounds, operands[1], input);
  }
  if (!is_comparison(operation.opcode) || !operands[0].is_value() || !operands[1].is_constant()) return;
  Bounds left = bounds[operands[0].index()];
  Bounds right = Bounds::exactly(code.constant(operands[1]).bits, code.constant(operands[1]).type);
  if (!refine_comparison(operation.opcode, operation.type, left, right)) return;
  const Operation* computed = &code[operands[0].index()];
  // x + constant, x - constant, x >> constant: back to x.
  while (computed->opcode == Opcode::int_add || computed->opcode == Opcode::int_sub || computed->opcode == Opcode::int_lshr) {
    auto inner = code.operands(*computed);
    if (!inner[0].is_value() || !inner[1].is_constant()) return;
    uint64_t by = code.constant(inner[1]).bits;
    if (computed->opcode == Opcode::int_lshr) {
      if (by == 0 || by >= 64 || computed->type == Type::i32) return;
      Bounds shifted = Bounds::any(Type::i64);
      shifted.umin = left.umin << by, shifted.umax = (left.umax << by) | ((uint64_t{1} << by) - 1);
      if (!shifted.tighten(Type::i64)) return;
      left = shifted;
    } else {
      uint64_t back = computed->opcode == Opcode::int_add ? 0 - by : by;
      if (computed->type == Type::i32) back &= 0xffffffff;
      left = transfer(Opcode::int_add, computed->type, left, Bounds::exactly(back, computed->type), {}, computed->type, 0, 0);
    }
    computed = &code[inner[0].index()];
  }
  if (computed->opcode == Opcode::input) input.intersect(left, Type::i64);
}

}  // namespace

void Shared::prepare() {
  for (const BoxTemplates& templates : context.box_templates) {
    Bounds box = Bounds::any(Type::i64), payload = box;
    if (Operand result = template_result(templates.box); result.valid() && result.is_value()) {
      box = template_bounds(templates.box, Bounds{})[result.index()];
    }
    if (Operand result = template_result(templates.is_box); result.valid()) {
      std::vector<Bounds> bounds = template_bounds(templates.is_box, box);
      narrow_by_truth(templates.is_box, bounds, result, box);
    }
    if (Operand result = template_result(templates.unbox);
        result.valid() && result.is_value() && !layout::is_float(templates.unbox.type_of(result))) {
      payload = template_bounds(templates.unbox, box)[result.index()];
    }
    family_bounds.push_back(box);
    payload_bounds.push_back(payload);
  }
}

bool Walk::evaluate_template(const Trace& code, uint64_t argument, uint64_t& result) {
  Operand last = template_result(code);
  if (!last.valid()) return false;
  std::vector<uint64_t> values(code.size(), 0);
  auto of = [&](Operand operand) { return operand.is_value() ? values[operand.index()] : code.constant(operand).bits; };
  for (uint32_t i = 0; i < code.size(); i++) {
    const Operation& operation = code[i];
    if (operation.opcode == Opcode::input) values[i] = argument;
    if (!trace::is_pure(operation.opcode)) continue;
    auto operands = code.operands(operation);
    uint64_t a = of(operands[0]), b = operands.size() > 1 ? of(operands[1]) : 0, c = operands.size() > 2 ? of(operands[2]) : 0;
    if (!trace::may_evaluate(operation.opcode, operation.type, a, b)) return false;
    values[i] = trace::evaluate(operation.opcode, operation.type, a, b, c, operation.immediate, operation.scale);
  }
  result = of(last);
  return true;
}

V Walk::make_box(uint32_t family, V payload) {
  CHECK(family < shared_.family_bounds.size(), "the box family is known");
  payload = resolve(payload);
  uint64_t bits;
  if (is_constant(payload)) {
    if (shared_.enabled(Pass::fold) && evaluate_template(shared_.context.box_templates[family].box, bits_of(payload), bits)) return constant(bits, Type::i64);
  } else if (V known = at(payload).boxed; known != V::none && at(resolve(known)).family == family) {
    return resolve(known);
  }
  V value = add_value(Type::i64);
  at(value).family = family;
  at(value).payload = payload;
  at(value).bounds = shared_.family_bounds[family];
  if (!is_constant(payload)) {
    at(payload).boxed = value;
    narrow(payload, shared_.payload_bounds[family]);
  }
  if (!shared_.enabled(Pass::virtuals)) operand(value);
  return value;
}

void Walk::become_box(V value, uint32_t family) {
  value = resolve(value);
  if (is_constant(value)) return;
  if (is_virtual(value)) return contradiction("a fresh object is said to be a box");
  if (at(value).family != no_family) {
    if (at(value).family != family) contradiction("a value is said to be a box of two families");
    return;
  }
  at(value).family = family;
  at(value).has_news = true;
  narrow(value, shared_.family_bounds[family]);
  // Its payload may have been asked for before it was known to be one.
  Value definition;
  definition.opcode = Opcode::unbox;
  definition.descriptor = family;
  definition.operands[0] = value;
  definition.type = definition.operation_type = shared_.context.library->families()[family].payload;
  V payload = shared_.enabled(Pass::fold) ? find_pure(definition) : V::none;
  if (payload != V::none && !is_constant(payload)) {
    at(value).payload = payload;
    at(payload).boxed = value;
  }
}

V Walk::unbox(uint32_t family, V value) {
  CHECK(family < shared_.family_bounds.size(), "the box family is known");
  value = resolve(value);
  Type type = shared_.context.library->families()[family].payload;
  bool folds = shared_.enabled(Pass::fold);
  uint64_t bits;
  if (is_constant(value) && folds && evaluate_template(shared_.context.box_templates[family].unbox, bits_of(value), bits)) return constant(bits, type);
  bool known_box = !is_constant(value) && at(value).family == family;
  if (known_box && at(value).payload != V::none) return resolve(at(value).payload);
  Value definition;
  definition.opcode = Opcode::unbox;
  definition.type = definition.operation_type = type;
  definition.descriptor = family;
  definition.operands[0] = value;
  V payload = folds ? find_pure(definition) : V::none;
  if (payload == V::none) {
    definition.out = emit({.opcode = Opcode::unbox, .type = type, .descriptor = family}, {value});
    definition.bounds = layout::is_float(type) ? Bounds{} : shared_.payload_bounds[family];
    if (!shared_.enabled(Pass::integers)) definition.bounds = Bounds::any(type);
    state_.values.push_back(definition);
    payload = static_cast<V>(state_.values.size() - 1);
    if (folds) remember_pure(payload);
  }
  if (known_box && !is_constant(payload)) {
    at(value).payload = payload;
    at(payload).boxed = value;
  }
  return payload;
}

V Walk::is_box(uint32_t family, V value) {
  CHECK(family < shared_.family_bounds.size(), "the box family is known");
  value = resolve(value);
  uint64_t bits;
  if (shared_.enabled(Pass::fold)) {
    if (is_constant(value)) {
      if (evaluate_template(shared_.context.box_templates[family].is_box, bits_of(value), bits)) return constant(bits != 0, Type::i32);
    } else {
      const Value& known = at(value);
      if (known.family != no_family) return constant(known.family == family, Type::i32);
      bool never = is_virtual(value) || known.fresh_since != no_index || (family < 32 && (known.not_families >> family & 1));
      Bounds both = known.bounds;
      if (never || !both.intersect(shared_.family_bounds[family], Type::i64)) return constant(0, Type::i32);
    }
  }
  Value definition;
  definition.opcode = Opcode::is_box;
  definition.type = definition.operation_type = Type::i32;
  definition.descriptor = family;
  definition.operands[0] = value;
  if (shared_.enabled(Pass::fold)) {
    if (V known = find_pure(definition); known != V::none) return known;
  }
  definition.out = emit({.opcode = Opcode::is_box, .type = Type::i32, .descriptor = family}, {value});
  definition.bounds = Bounds::between(0, 1, Type::i32);
  state_.values.push_back(definition);
  V result = static_cast<V>(state_.values.size() - 1);
  if (shared_.enabled(Pass::fold)) remember_pure(result);
  return result;
}

}  // namespace jitwright::optimizer
