#include "virtual_code.h"

#include <algorithm>

#include "jitcode/instruction.h"
#include "support/check.h"

namespace jitwright::translator {

using jitcode::Opcode;

namespace {
constexpr uint32_t unbound = 0xffff'ffff;
}

Operand VirtualCode::constant(jitcode::Constant constant) {
  auto [position, added] = constant_numbers_.try_emplace({constant.value, constant.symbol}, constants_.size());
  if (added) constants_.push_back(constant);
  return {true, position->second};
}

Label VirtualCode::new_label() {
  labels_.push_back(unbound);
  return Label{static_cast<uint32_t>(labels_.size() - 1)};
}

void VirtualCode::bind(Label label) {
  uint32_t& position = labels_[static_cast<uint32_t>(label)];
  CHECK(position == unbound, "a label is bound once");
  position = static_cast<uint32_t>(instructions_.size());
}

VirtualCode& VirtualCode::begin(Opcode opcode, uint8_t type) {
  instructions_.push_back({opcode, type, false, static_cast<uint32_t>(parts_.size()), 0, file_, line_});
  return *this;
}

VirtualCode& VirtualCode::part(char kind, int64_t value) {
  parts_.push_back({kind, value});
  ++instructions_.back().part_count;
  return *this;
}

VirtualCode& VirtualCode::result_pair(Register first) {
  instructions_.back().is_pair = true;
  return part('r', first);
}

void VirtualCode::move(Register destination, Operand source) {
  if (source == reg(destination)) return;
  begin(Opcode::move).destination(destination).operand(source);
}

void VirtualCode::parallel_moves(std::vector<Move> moves) {
  std::erase_if(moves, [](const Move& move) { return move.source == reg(move.destination); });
  while (!moves.empty()) {
    auto ready = std::find_if(moves.begin(), moves.end(), [&](const Move& move) {
      return std::none_of(moves.begin(), moves.end(),
                          [&](const Move& other) { return &other != &move && other.source == reg(move.destination); });
    });
    if (ready == moves.end()) {
      // Only cycles are left: free one destination by saving it.
      Register saved = moves.front().destination;
      Register copy = new_register();
      move(copy, reg(saved));
      for (Move& other : moves) {
        if (other.source == reg(saved)) other.source = reg(copy);
      }
      continue;
    }
    move(ready->destination, ready->source);
    moves.erase(ready);
  }
}

namespace {

bool is_useless_move(const VirtualCode& code, const VirtualCode::Instruction& instruction, const Allocation& allocation) {
  if (instruction.opcode != Opcode::move) return false;
  const VirtualCode::Part* part = code.parts(instruction);
  return part[1].value >= 0 && allocation.registers[part[0].value] == allocation.registers[part[1].value];
}

/// The instruction a jump to `position` really reaches: past moves that allocation made empty, and through jumps.
uint32_t destination_of(const VirtualCode& code, uint32_t position, const Allocation& allocation) {
  for (int steps = 0; steps < 16; ++steps) {
    while (is_useless_move(code, code.instructions()[position], allocation)) ++position;
    if (code.instructions()[position].opcode != Opcode::jump) break;
    position = code.position(Label{static_cast<uint32_t>(code.parts(code.instructions()[position])[0].value)});
  }
  return position;
}

/// Which instructions can run, once jumps go where destination_of says.
std::vector<bool> reachable_instructions(const VirtualCode& code, const Allocation& allocation) {
  std::vector<bool> reached(code.instructions().size(), false);
  std::vector<uint32_t> work = {0};
  while (!work.empty()) {
    uint32_t position = work.back();
    work.pop_back();
    for (; position < reached.size() && !reached[position]; ++position) {
      reached[position] = true;
      const VirtualCode::Instruction& instruction = code.instructions()[position];
      for (uint32_t p = 0; p < instruction.part_count; ++p) {
        const VirtualCode::Part& part = code.parts(instruction)[p];
        if (part.kind == 'j')
          work.push_back(destination_of(code, code.position(Label{static_cast<uint32_t>(part.value)}), allocation));
      }
      if (jitcode::is_terminator(instruction.opcode)) break;
    }
  }
  return reached;
}

}  // namespace

bool VirtualCode::finish(jitcode::Function& out, uint32_t parameter_count) {
  Allocation allocation = allocate_registers(*this, parameter_count);
  if (allocation.count + constants_.size() > 0xfff0) return false;
  out.register_count = allocation.count;
  out.constants = constants_;
  std::vector<bool> reached = reachable_instructions(*this, allocation);
  std::vector<uint32_t> starts(instructions_.size() + 1);
  std::vector<std::pair<size_t, Label>> jumps;
  auto falls_into = [&](size_t from, uint32_t target) {
    size_t next = from + 1;
    while (next < instructions_.size() && (!reached[next] || is_useless_move(*this, instructions_[next], allocation))) ++next;
    return next == target;
  };
  auto unit = [&](int64_t value) { out.code.push_back(static_cast<uint16_t>(value)); };
  for (size_t i = 0; i < instructions_.size(); ++i) {
    const Instruction& instruction = instructions_[i];
    starts[i] = static_cast<uint32_t>(out.code.size());
    const Part* part = parts(instruction);
    if (!reached[i] || is_useless_move(*this, instruction, allocation)) continue;
    if (instruction.opcode == Opcode::jump &&
        falls_into(i, destination_of(*this, position(Label{static_cast<uint32_t>(part->value)}), allocation)))
      continue;
    bool new_line =
        out.locations.empty() || out.locations.back().line != instruction.line || out.locations.back().file != instruction.file;
    if (instruction.line > 0 && new_line) out.locations.push_back({starts[i], instruction.file, instruction.line});
    unit(static_cast<unsigned>(instruction.opcode) | instruction.type << 8);
    for (; part != parts(instruction) + instruction.part_count; ++part) {
      switch (part->kind) {
        case 'd':
        case 'm': unit(allocation.registers[part->value]); break;
        case 'r': unit(part->value == 0xffff'ffff ? 0xffff : allocation.registers[part->value]); break;
        case 'a': unit(part->value >= 0 ? allocation.registers[part->value] : allocation.count + ~part->value); break;
        case 'j':
          jumps.push_back({out.code.size(), Label{static_cast<uint32_t>(part->value)}});
          unit(0);
          unit(0);
          break;
        case 'i':
          unit(part->value & 0xffff);
          unit(part->value >> 16 & 0xffff);
          break;
        default: unit(part->value);
      }
    }
  }
  starts.back() = static_cast<uint32_t>(out.code.size());
  for (auto [at, label] : jumps) {
    uint32_t target = starts[destination_of(*this, position(label), allocation)];
    out.code[at] = static_cast<uint16_t>(target);
    out.code[at + 1] = static_cast<uint16_t>(target >> 16);
  }
  return true;
}

}  // namespace jitwright::translator
