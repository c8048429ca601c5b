// Boxes become plain operations: the author's functions as straight-line templates.
#include <algorithm>

#include "optimizer/walk.h"
#include "support/numbering.h"

namespace jitwright::optimizer {

namespace {

const Trace* template_of(const Operation& operation, const Context& context) {
  bool is_box_operation = operation.opcode == Opcode::box || operation.opcode == Opcode::unbox || operation.opcode == Opcode::is_box;
  if (!is_box_operation || operation.descriptor >= context.box_templates.size()) return nullptr;
  const BoxTemplates& templates = context.box_templates[operation.descriptor];
  const Trace& code = operation.opcode == Opcode::box ? templates.box : operation.opcode == Opcode::unbox ? templates.unbox : templates.is_box;
  return code.size() ? &code : nullptr;
}

/// The steps of templates made since the last label: is_box and unbox of one value share some.
class Steps {
 public:
  Operand find_or_append(Trace& trace, const Operation& step, const std::vector<Operand>& operands) {
    uint64_t key = static_cast<uint64_t>(step.opcode) | static_cast<uint64_t>(step.type) << 8 | static_cast<uint64_t>(step.scale) << 16;
    key = (key ^ static_cast<uint64_t>(step.immediate)) * 0x9e3779b97f4a7c15u;
    for (Operand operand : operands) key = (key ^ operand.bits()) * 0x9e3779b97f4a7c15u;
    uint32_t number = numbers_.find_or_add(support::mix_hash(key, 0), [&](uint32_t each) {
      const Operation& made = trace[made_[each].index()];
      return made.opcode == step.opcode && made.type == step.type && made.scale == step.scale && made.immediate == step.immediate &&
             std::ranges::equal(trace.operands(made), operands);
    });
    if (number == made_.size()) made_.push_back(trace.append(step, operands));
    return made_[number];
  }
  void forget() {
    numbers_.clear();
    made_.clear();
  }

 private:
  support::Numbering numbers_;
  std::vector<Operand> made_;
};

}  // namespace

Trace expand_boxes(const Trace& trace, const Context& context) {
  Trace result;
  result.reserve(trace.size() + trace.size() / 4);
  CopiedConstants constants(trace, result);
  Steps known;
  std::vector<Operand> renamed(trace.size());
  std::vector<Operand> operands, inner;
  auto copy_operand = [&](Operand operand) { return operand.is_value() ? renamed[operand.index()] : constants[operand]; };
  for (uint32_t i = 0; i < trace.size(); i++) {
    const Operation& operation = trace[i];
    if (operation.opcode == Opcode::label) known.forget();
    const Trace* code = template_of(operation, context);
    if (!code) {
      operands.clear();
      for (Operand each : trace.operands(operation)) operands.push_back(copy_operand(each));
      Operation copy = operation;
      copy.first_operand = copy.operand_count = 0;
      renamed[i] = result.append(copy, operands);
      continue;
    }
    inner.assign(code->size(), Operand());
    auto inner_operand = [&](Operand operand) {
      if (operand.is_value()) return inner[operand.index()];
      const trace::Constant& constant = code->constant(operand);
      return result.add_constant(constant.bits, constant.type);
    };
    for (uint32_t k = 0; k < code->size(); k++) {
      const Operation& step = (*code)[k];
      if (step.opcode == Opcode::input) {
        inner[k] = copy_operand(trace.operands(operation)[0]);
      } else if (step.opcode == Opcode::finish) {
        renamed[i] = inner_operand(code->operands(step)[0]);
      } else {
        operands.clear();
        for (Operand each : code->operands(step)) operands.push_back(inner_operand(each));
        Operation copy = step;
        copy.first_operand = copy.operand_count = 0;
        inner[k] = known.find_or_append(result, copy, operands);
      }
    }
  }
  return result;
}

}  // namespace jitwright::optimizer
