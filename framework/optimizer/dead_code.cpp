// The last step: operations nobody uses are left out, parameters stand behind their label in order, and a parameter that only the
// back edge passes on to itself is dropped with its operand.
#include <algorithm>

#include "optimizer/walk.h"

namespace jitwright::optimizer {

namespace {

bool has_effect(const Operation& operation, const Context& context) {
  if (trace::is_pure(operation.opcode)) return false;
  switch (operation.opcode) {
    case Opcode::parameter:
    case Opcode::load:
    case Opcode::load_item:
    case Opcode::local:
    case Opcode::second_result:
    case Opcode::box:
    case Opcode::unbox:
    case Opcode::is_box: return false;
    case Opcode::call: {
      CallEffect effect = context.library->call(layout::CallDescriptorId{operation.descriptor}).effect;
      return !layout::is_repeatable(effect) && effect != CallEffect::allocator;
    }
    default: return true;
  }
}

}  // namespace

Trace remove_dead_code(const Trace& trace, const Context& context, bool remove, std::vector<uint32_t>& kept) {
  auto size = static_cast<uint32_t>(trace.size());
  uint32_t label = no_index;
  std::vector<uint32_t> parameters;  // of label 1, by number
  uint32_t label_of_parameter = no_index;
  for (uint32_t i = 0; i < size; i++) {
    if (trace[i].opcode == Opcode::label) {
      label_of_parameter = i;
      if (trace[i].immediate == 1) {
        label = i;
        parameters.assign(trace[i].operand_count, no_index);
      }
    }
    if (trace[i].opcode == Opcode::parameter && label_of_parameter == label && label != no_index) parameters[static_cast<size_t>(trace[i].immediate)] = i;
  }
  const Operation& last = trace[size - 1];
  bool own_jump = last.opcode == Opcode::jump && last.immediate == 1 && label != no_index;

  // Backwards; a parameter that turns out alive makes the back edge's operand alive, which stands behind it: repeat until nothing changes.
  std::vector<bool> live(size, !remove);
  std::vector<bool> needed(parameters.size(), !remove);
  auto use = [&](Operand operand) {
    if (operand.valid() && operand.is_value()) live[operand.index()] = true;
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = size; i-- > 0;) {
      const Operation& operation = trace[i];
      auto operands = trace.operands(operation);
      if (!live[i] && has_effect(operation, context)) live[i] = true;
      if (!live[i]) continue;
      if (i == label || (own_jump && i + 1 == size)) {
        for (size_t k = 0; k < operands.size(); k++) {
          if (needed[k]) use(operands[k]);
        }
        continue;
      }
      for (Operand each : operands) use(each);
    }
    for (size_t k = 0; k < parameters.size(); k++) {
      if (!needed[k] && parameters[k] != no_index && live[parameters[k]]) needed[k] = changed = true;
    }
  }

  kept.assign(parameters.size(), no_index);
  uint32_t next = 0;
  for (size_t k = 0; k < parameters.size(); k++) {
    if (needed[k]) kept[k] = next++;
  }
  Trace result;
  result.reserve(size + size / 4);
  CopiedConstants constants(trace, result);
  BoxExpander boxes(context, result);
  std::vector<Operand> renamed(size), operands;
  auto copy = [&](uint32_t i, auto filter) {
    operands.clear();
    auto all = trace.operands(trace[i]);
    for (size_t k = 0; k < all.size(); k++) {
      if (!filter(k)) continue;
      operands.push_back(all[k].is_value() ? renamed[all[k].index()] : constants[all[k]]);
    }
    if (operands.size() == 1 && boxes.expand(trace[i], operands[0], renamed[i])) return;
    Operation operation = trace[i];
    if (operation.opcode == Opcode::label) boxes.forget();
    operation.first_operand = operation.operand_count = 0;
    renamed[i] = result.append(operation, operands);
  };
  auto everything = [](size_t) { return true; };
  auto needed_only = [&](size_t k) { return static_cast<bool>(needed[k]); };
  for (uint32_t i = 0; i < size; i++) {
    if (i == label) {
      copy(i, needed_only);
      for (size_t k = 0; k < parameters.size(); k++) {
        if (kept[k] == no_index) continue;
        copy(parameters[k], everything);
        result[renamed[parameters[k]].index()].immediate = kept[k];
      }
    } else if (own_jump && i + 1 == size) {
      copy(i, needed_only);
    } else if (trace[i].opcode == Opcode::parameter && i > label) {
      continue;  // stands behind its label already
    } else if (live[i] || (trace[i].opcode == Opcode::parameter)) {
      copy(i, everything);
    }
  }
  return result;
}

}  // namespace jitwright::optimizer
