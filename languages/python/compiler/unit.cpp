#include "compiler/unit.h"

#include <algorithm>

#include "compiler/fold.h"

namespace python {

Unit::Unit(int locals) : local_count(locals), next_(locals) {
  state.bound.assign(static_cast<size_t>(locals), false);
  code->local_count = locals;
  code->register_count = locals;
}

int Unit::emit(const Position& at, Opcode op, int a, int b, int c, int d) {
  Instruction instruction{};
  instruction.op = op;
  instruction.d = static_cast<uint16_t>(d);
  instruction.a = a;
  instruction.b = b;
  instruction.c = c;
  code->instructions.own().push_back(instruction);
  code->positions.own().push_back(at);
  return pc() - 1;
}

void Unit::merge(Label& label) {
  if (!state.reachable) return;
  if (!label.reached) {
    label.state = state;
    label.reached = true;
    return;
  }
  for (size_t i = 0; i < state.bound.size(); i++)
    if (!state.bound[i]) label.state.bound[i] = false;
}

void Unit::jump(const Position& at, Opcode op, Label& label, int a, int b) {
  merge(label);
  if (op == Opcode::jump) {
    // A jump to the next instruction is removed by place().
    label.jumps.push_back(emit(at, op));
    unreachable();
    return;
  }
  const OpcodeInfo& info = opcode_info(op);
  label.jumps.push_back(info.operands[1] == 'j' ? emit(at, op, a) : emit(at, op, a, b));
}

void Unit::place(Label& label) {
  // Drop a jump that only leads here. No other label can be placed behind it, or code would have been emitted or merged in
  // between.
  if (!label.jumps.empty() && label.jumps.back() == pc() - 1 && code->instructions.own().back().op == Opcode::jump &&
      !state.reachable && boundary_ < pc()) {
    label.jumps.pop_back();
    code->instructions.own().pop_back();
    code->positions.own().pop_back();
  }
  merge(label);
  label.pc = pc();
  for (int at : label.jumps) {
    Instruction& instruction = code->instructions.own()[static_cast<size_t>(at)];
    const OpcodeInfo& info = opcode_info(instruction.op);
    if (info.operands[0] == 'j')
      instruction.a = label.pc;
    else if (info.operands[1] == 'j')
      instruction.b = label.pc;
    else
      instruction.c = label.pc;
  }
  label.jumps.clear();
  if (label.reached) {
    state = label.state;
    state.reachable = true;
  } else {
    state.reachable = false;
  }
}

void Unit::place_head(Label& label) {
  merge(label);
  label.pc = pc();
  label.live = next_;
}

void Unit::jump_back(const Position& at, Label& label) {
  if (reachable()) emit(at, Opcode::jump_back, label.pc, label.live);
  unreachable();
}

void Unit::thread_jumps() {
  auto& instructions = code->instructions.own();
  for (size_t pc = 0; pc < instructions.size(); pc++) {
    Instruction& instruction = instructions[pc];
    const OpcodeInfo& info = opcode_info(instruction.op);
    for (int i = 0; i < 3; i++) {
      if (info.operands[i] != 'j' || instruction.op == Opcode::jump_back) continue;
      int32_t& target = i == 0 ? instruction.a : i == 1 ? instruction.b : instruction.c;
      while (instructions[static_cast<size_t>(target)].op == Opcode::jump) target = instructions[static_cast<size_t>(target)].a;
      const Instruction& last = instructions[static_cast<size_t>(target)];
      if (instruction.op == Opcode::jump && (last.op == Opcode::jump_back || (last.op == Opcode::return_value && last.a < 0))) {
        Instruction copy = last;
        instruction.op = copy.op;
        instruction.a = copy.a;
        instruction.b = copy.b;
        break;
      }
    }
  }
}

int Unit::temporary() {
  int result = next_++;
  code->register_count = std::max(code->register_count, next_);
  return result;
}

int Unit::constant(Constant value) {
  auto [entry, fresh] = constants_.try_emplace(constant_key(value), static_cast<int>(code->constants.size()));
  if (fresh) code->constants.push_back(std::move(value));
  return entry->second;
}

int Unit::name(std::string_view text) {
  auto [entry, fresh] = names_.try_emplace(std::string(text), static_cast<int>(code->names.size()));
  if (fresh) code->names.emplace_back(text);
  return entry->second;
}

void Unit::open(Region& region, int reg) {
  region.reg = reg;
  region.start = boundary_ = pc();
}

/// End the region here (for now); `handler_slot` is remembered to be replaced by the handler's pc.
void Unit::interrupt(Region& region, int handler_slot) {
  if (region.start >= 0 && pc() > region.start) code->handlers.own().push_back({region.start, pc(), handler_slot, region.reg});
  region.start = -1;
  boundary_ = pc();
}

}  // namespace python
