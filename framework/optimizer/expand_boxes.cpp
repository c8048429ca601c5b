// Boxes become plain operations: the author's functions as straight-line templates.
#include <algorithm>

#include "optimizer/walk.h"

namespace jitwright::optimizer {

namespace {

const Trace* template_of(const Operation& operation, const Context& context) {
  bool is_box_operation = operation.opcode == Opcode::box || operation.opcode == Opcode::unbox || operation.opcode == Opcode::is_box;
  if (!is_box_operation || operation.descriptor >= context.box_templates.size()) return nullptr;
  const BoxTemplates& templates = context.box_templates[operation.descriptor];
  const Trace& code = operation.opcode == Opcode::box ? templates.box : operation.opcode == Opcode::unbox ? templates.unbox : templates.is_box;
  return code.size() ? &code : nullptr;
}

}  // namespace

Operand BoxExpander::find_or_append(const Operation& step) {
  uint64_t key = static_cast<uint64_t>(step.opcode) | static_cast<uint64_t>(step.type) << 8 | static_cast<uint64_t>(step.scale) << 16;
  key = (key ^ static_cast<uint64_t>(step.immediate)) * 0x9e3779b97f4a7c15u;
  for (Operand operand : operands_) key = (key ^ operand.bits()) * 0x9e3779b97f4a7c15u;
  uint32_t number = numbers_.find_or_add(support::mix_hash(key, 0), [&](uint32_t each) {
    const Operation& made = to_[made_[each].index()];
    return made.opcode == step.opcode && made.type == step.type && made.scale == step.scale && made.immediate == step.immediate &&
           std::ranges::equal(to_.operands(made), operands_);
  });
  if (number == made_.size()) made_.push_back(to_.append(step, operands_));
  return made_[number];
}

void BoxExpander::forget() {
  numbers_.clear();
  made_.clear();
}

bool BoxExpander::expand(const Operation& operation, Operand value, Operand& result) {
  const Trace* code = template_of(operation, context_);
  if (!code) return false;
  inner_.assign(code->size(), Operand());
  auto inner_operand = [&](Operand operand) {
    if (operand.is_value()) return inner_[operand.index()];
    const trace::Constant& constant = code->constant(operand);
    return to_.add_constant(constant.bits, constant.type);
  };
  for (uint32_t k = 0; k < code->size(); k++) {
    const Operation& step = (*code)[k];
    if (step.opcode == Opcode::input) {
      inner_[k] = value;
    } else if (step.opcode == Opcode::finish) {
      result = inner_operand(code->operands(step)[0]);
    } else {
      operands_.clear();
      for (Operand each : code->operands(step)) operands_.push_back(inner_operand(each));
      Operation copy = step;
      copy.first_operand = copy.operand_count = 0;
      inner_[k] = find_or_append(copy);
    }
  }
  return true;
}

}  // namespace jitwright::optimizer
