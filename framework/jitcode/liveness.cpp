// Liveness of jitcode registers: the usual backward data flow, over instructions grouped into blocks.
#include <algorithm>

#include "jitcode/instruction.h"

namespace jitwright::jitcode {

namespace {

using Bits = std::vector<uint64_t>;

void set(Bits& bits, uint64_t index) { bits[index / 64] |= uint64_t{1} << (index % 64); }
void reset(Bits& bits, uint64_t index) { bits[index / 64] &= ~(uint64_t{1} << (index % 64)); }

struct Block {
  uint32_t start = 0, end = 0;
  std::vector<uint32_t> successors;  ///< block numbers
  Bits live_in;
};

class LivenessAnalysis {
 public:
  LivenessAnalysis(const Function& function, const Module& module) : function_(function), module_(module) {
    find_blocks();
    iterate();
  }

  std::vector<LiveAt> entries() {
    std::vector<LiveAt> result;
    for (const Block& block : blocks_) {
      Bits live = live_out(block);
      for (size_t i = block.end; i-- > block.start;) {
        const Parts& instruction = instructions_[i];
        remove_definitions(instruction, live);
        if (is_call(instruction.opcode)) result.push_back(entry(instruction.pc, true, live));
        add_uses(instruction, live);
        if (may_guard(instruction, module_)) result.push_back(entry(instruction.pc, false, live));
      }
    }
    std::sort(result.begin(), result.end(),
              [](const LiveAt& a, const LiveAt& b) { return a.pc != b.pc ? a.pc < b.pc : a.across < b.across; });
    return result;
  }

 private:
  void find_blocks() {
    std::vector<uint32_t> number(function_.code.size() + 1, 0);
    std::vector<bool> leader(function_.code.size() + 1, false);
    for (uint32_t pc = 0; pc < function_.code.size();) {
      Parts parts;
      if (!read_parts(function_, pc, parts)) break;
      bool ends_block = is_terminator(parts.opcode);
      for (const Part& part : parts.parts) {
        if (part.kind != 'j') continue;
        leader[part.value] = true;
        ends_block = true;
      }
      pc += parts.size;
      if (ends_block) leader[pc] = true;
      instructions_.push_back(std::move(parts));
    }
    for (uint32_t i = 0; i < instructions_.size(); ++i) {
      if (i == 0 || leader[instructions_[i].pc]) {
        if (!blocks_.empty()) blocks_.back().end = i;
        blocks_.push_back({i, static_cast<uint32_t>(instructions_.size()), {}, Bits((function_.register_count + 63) / 64)});
      }
      number[instructions_[i].pc] = static_cast<uint32_t>(blocks_.size() - 1);
    }
    for (Block& block : blocks_) {
      for_each_successor(instructions_[block.end - 1], [&](uint32_t pc) {
        if (pc < function_.code.size()) block.successors.push_back(number[pc]);
      });
    }
  }

  void iterate() {
    for (bool changed = true; changed;) {
      changed = false;
      for (size_t b = blocks_.size(); b-- > 0;) {
        Bits live = live_out(blocks_[b]);
        for (size_t i = blocks_[b].end; i-- > blocks_[b].start;) {
          remove_definitions(instructions_[i], live);
          add_uses(instructions_[i], live);
        }
        if (live != blocks_[b].live_in) {
          blocks_[b].live_in = std::move(live);
          changed = true;
        }
      }
    }
  }

  Bits live_out(const Block& block) const {
    Bits live((function_.register_count + 63) / 64);
    for (uint32_t successor : block.successors) {
      for (size_t w = 0; w < live.size(); ++w) live[w] |= blocks_[successor].live_in[w];
    }
    return live;
  }

  // Registers and table indices out of range are the verifier's business; here they are only stepped over.
  void remove_definitions(const Parts& instruction, Bits& live) const {
    for (const Part& part : instruction.parts) {
      bool defined = (part.kind == 'd' || part.kind == 'r') && part.value < function_.register_count;
      if (!defined) continue;
      reset(live, part.value);
      if (part.kind != 'r' || instruction.parts[0].value >= static_cast<int64_t>(module_.calls.size())) continue;
      const layout::Signature& signature = module_.calls[instruction.parts[0].value].signature;
      bool second = signature.second_result != layout::AbiType::none && part.value + 1 < function_.register_count;
      if (second) reset(live, part.value + 1);
    }
  }

  void add_uses(const Parts& instruction, Bits& live) const {
    for (const Part& part : instruction.parts) {
      bool used = (part.kind == 'm' || part.kind == 'a') && part.value < function_.register_count;
      if (used) set(live, part.value);
    }
  }

  LiveAt entry(uint32_t pc, bool across, const Bits& live) const {
    LiveAt result{pc, across, {}};
    for (uint32_t r = 0; r < function_.register_count; ++r) {
      if (live[r / 64] >> (r % 64) & 1) result.registers.push_back(static_cast<uint16_t>(r));
    }
    return result;
  }

  const Function& function_;
  const Module& module_;
  std::vector<Parts> instructions_;
  std::vector<Block> blocks_;
};

}  // namespace

void compute_liveness(Function& function, const Module& module) {
  function.set_liveness(LivenessAnalysis(function, module).entries());
}

std::string verify_liveness(const Function& function, const Module& module) {
  for (const LiveAt& needed : LivenessAnalysis(function, module).entries()) {
    const Liveness* stated = function.find_liveness(needed.pc, needed.across);
    if (stated &&
        std::includes(stated->registers.begin(), stated->registers.end(), needed.registers.begin(), needed.registers.end())) {
      continue;
    }
    return function.name + " at " + std::to_string(needed.pc) + ": a register that is read later is not in the liveness";
  }
  return {};
}

}  // namespace jitwright::jitcode
