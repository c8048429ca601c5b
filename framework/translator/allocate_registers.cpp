// Register allocation for jitcode: liveness as lists of segments, copies merged where lifetimes allow, first fit for the rest.
//
// Position 2i is where instruction i reads, 2i + 1 where it writes. A value written by i and last read by k lives in [2i + 1, 2k
// + 1). Few registers matter twice: frames are small to make, and snapshots and blackhole runs touch less memory.
#include <algorithm>
#include <numeric>

#include "jitcode/instruction.h"
#include "virtual_code.h"

namespace jitwright::translator {

namespace {

struct Segment {
  uint32_t from, to;
};
using Segments = std::vector<Segment>;  // sorted, disjoint

struct Block {
  uint32_t start, end;
  std::vector<uint32_t> successors;
  std::vector<uint64_t> live_in;
};

constexpr uint32_t no_register = 0xffff'ffff;

bool is_use(const VirtualCode::Part& part) { return part.kind == 'm' || (part.kind == 'a' && part.value >= 0); }
bool is_definition(const VirtualCode::Part& part) {
  return part.kind == 'd' || part.kind == 'm' || (part.kind == 'r' && part.value != no_register);
}

class Lifetimes {
 public:
  explicit Lifetimes(const VirtualCode& code) : code_(code), segments(code.register_count()) {
    find_blocks();
    number_crossing_registers();
    iterate();
    for (const Block& block : blocks_) collect(block);
    for (Segments& list : segments) {
      std::reverse(list.begin(), list.end());
      normalise(list);
    }
  }

  static void normalise(Segments& list) {
    std::sort(list.begin(), list.end(), [](Segment a, Segment b) { return a.from < b.from; });
    size_t kept = 0;
    for (const Segment& segment : list) {
      if (kept > 0 && segment.from <= list[kept - 1].to)
        list[kept - 1].to = std::max(list[kept - 1].to, segment.to);
      else
        list[kept++] = segment;
    }
    list.resize(kept);
  }

 private:
  const VirtualCode& code_;
  std::vector<Block> blocks_;
  std::vector<uint32_t> crossing_;  // number among the registers that cross blocks, or no_register
  uint32_t crossing_count_ = 0;

 public:
  std::vector<Segments> segments;

 private:
  template <class Visit>
  void for_each_part(uint32_t i, Visit visit) const {
    const VirtualCode::Instruction& instruction = code_.instructions()[i];
    for (uint32_t p = 0; p < instruction.part_count; ++p) {
      const VirtualCode::Part& part = code_.parts(instruction)[p];
      visit(part);
      if (instruction.is_pair && part.kind == 'r') visit(VirtualCode::Part{'r', part.value + 1});
    }
  }

  void find_blocks() {
    const auto& instructions = code_.instructions();
    std::vector<bool> leader(instructions.size() + 1, false);
    leader[0] = true;
    for (uint32_t i = 0; i < instructions.size(); ++i) {
      bool ends = jitcode::is_terminator(instructions[i].opcode);
      for_each_part(i, [&](const VirtualCode::Part& part) {
        if (part.kind != 'j') return;
        leader[code_.position(Label{static_cast<uint32_t>(part.value)})] = true;
        ends = true;
      });
      if (ends) leader[i + 1] = true;
    }
    std::vector<uint32_t> number(instructions.size() + 1, 0);
    for (uint32_t i = 0; i < instructions.size(); ++i) {
      if (leader[i]) blocks_.push_back({i, i, {}, {}});
      blocks_.back().end = i + 1;
      number[i] = static_cast<uint32_t>(blocks_.size() - 1);
    }
    for (Block& block : blocks_) {
      uint32_t last = block.end - 1;
      for_each_part(last, [&](const VirtualCode::Part& part) {
        if (part.kind == 'j') block.successors.push_back(number[code_.position(Label{static_cast<uint32_t>(part.value)})]);
      });
      if (!jitcode::is_terminator(instructions[last].opcode) && block.end < instructions.size())
        block.successors.push_back(number[block.end]);
    }
  }

  /// Most registers live and die in one block; only the others take part in the data flow.
  void number_crossing_registers() {
    crossing_.assign(code_.register_count(), no_register);
    std::vector<uint32_t> defined_in(code_.register_count(), no_register);
    for (uint32_t b = 0; b < blocks_.size(); ++b) {
      for (uint32_t i = blocks_[b].start; i < blocks_[b].end; ++i) {
        for_each_part(i, [&](const VirtualCode::Part& part) {
          if (is_use(part) && defined_in[part.value] != b && crossing_[part.value] == no_register)
            crossing_[part.value] = crossing_count_++;
        });
        for_each_part(i, [&](const VirtualCode::Part& part) {
          if (is_definition(part)) defined_in[part.value] = b;
        });
      }
    }
    for (Block& block : blocks_) block.live_in.assign((crossing_count_ + 63) / 64, 0);
  }

  std::vector<uint64_t> live_out(const Block& block) const {
    std::vector<uint64_t> live((crossing_count_ + 63) / 64, 0);
    for (uint32_t successor : block.successors) {
      for (size_t w = 0; w < live.size(); ++w) live[w] |= blocks_[successor].live_in[w];
    }
    return live;
  }

  void iterate() {
    for (bool changed = true; changed;) {
      changed = false;
      for (size_t b = blocks_.size(); b-- > 0;) {
        std::vector<uint64_t> live = live_out(blocks_[b]);
        for (uint32_t i = blocks_[b].end; i-- > blocks_[b].start;) {
          for_each_part(i, [&](const VirtualCode::Part& part) {
            if (is_definition(part) && crossing_[part.value] != no_register)
              live[crossing_[part.value] / 64] &= ~(uint64_t{1} << crossing_[part.value] % 64);
          });
          for_each_part(i, [&](const VirtualCode::Part& part) {
            if (is_use(part) && crossing_[part.value] != no_register)
              live[crossing_[part.value] / 64] |= uint64_t{1} << crossing_[part.value] % 64;
          });
        }
        if (live != blocks_[b].live_in) {
          blocks_[b].live_in = std::move(live);
          changed = true;
        }
      }
    }
  }

  void collect(const Block& block) {
    std::vector<uint32_t>& end = end_;
    end.resize(code_.register_count(), 0);
    std::vector<uint64_t> live = live_out(block);
    std::vector<Register> touched;
    auto open_until = [&](Register r, uint32_t to) {
      if (end[r] == 0) {
        end[r] = to;
        touched.push_back(r);
      }
    };
    if (crossing_list_.empty()) {
      crossing_list_.resize(crossing_count_);
      for (Register r = 0; r < crossing_.size(); ++r) {
        if (crossing_[r] != no_register) crossing_list_[crossing_[r]] = r;
      }
    }
    for (uint32_t c = 0; c < crossing_count_; ++c) {
      if (live[c / 64] >> (c % 64) & 1) open_until(crossing_list_[c], 2 * block.end);
    }
    for (uint32_t i = block.end; i-- > block.start;) {
      for_each_part(i, [&](const VirtualCode::Part& part) {
        if (!is_definition(part)) return;
        Register r = static_cast<Register>(part.value);
        segments[r].push_back({2 * i + 1, std::max(end[r], 2 * i + 2)});
        end[r] = 0;
      });
      for_each_part(i, [&](const VirtualCode::Part& part) {
        if (is_use(part)) open_until(static_cast<Register>(part.value), 2 * i + 1);
      });
    }
    for (Register r : touched) {
      if (end[r] != 0) segments[r].push_back({2 * block.start, end[r]});
      end[r] = 0;
    }
  }

  std::vector<uint32_t> end_;
  std::vector<Register> crossing_list_;
};

bool intersect(const Segments& a, const Segments& b) {
  for (size_t i = 0, k = 0; i < a.size() && k < b.size();) {
    if (a[i].to <= b[k].from)
      ++i;
    else if (b[k].to <= a[i].from)
      ++k;
    else
      return true;
  }
  return false;
}

/// What is taken of one real register.
class Occupancy {
 public:
  bool fits(const Segments& list) const {
    return std::none_of(list.begin(), list.end(), [&](Segment segment) {
      auto next =
          std::lower_bound(taken_.begin(), taken_.end(), segment.from, [](Segment s, uint32_t from) { return s.to <= from; });
      return next != taken_.end() && next->from < segment.to;
    });
  }
  void take(const Segments& list) {
    for (Segment segment : list) {
      taken_.insert(
          std::lower_bound(taken_.begin(), taken_.end(), segment.from, [](Segment s, uint32_t from) { return s.from < from; }),
          segment);
    }
  }

 private:
  Segments taken_;
};

class Allocator {
 public:
  Allocator(const VirtualCode& code, uint32_t parameters)
      : code_(code),
        parameters_(parameters),
        lifetimes_(code),
        parent_(code.register_count()),
        pinned_(code.register_count(), false) {
    std::iota(parent_.begin(), parent_.end(), 0);
  }

  Allocation run() {
    for (uint32_t p = 0; p < parameters_; ++p) {
      // A parameter is written by the caller even if nobody reads it.
      lifetimes_.segments[p].push_back({0, 1});
      Lifetimes::normalise(lifetimes_.segments[p]);
    }
    for (const VirtualCode::Instruction& instruction : code_.instructions()) {
      if (!instruction.is_pair) continue;
      for (uint32_t p = 0; p < instruction.part_count; ++p) {
        if (code_.parts(instruction)[p].kind != 'r') continue;
        pairs_.push_back(static_cast<Register>(code_.parts(instruction)[p].value));
        pinned_[pairs_.back()] = pinned_[pairs_.back() + 1] = true;
      }
    }
    merge_copies();
    assign();
    return std::move(result_);
  }

 private:
  Register find(Register r) {
    while (parent_[r] != r) r = parent_[r] = parent_[parent_[r]];
    return r;
  }

  void merge_copies() {
    for (const VirtualCode::Instruction& instruction : code_.instructions()) {
      if (instruction.opcode != jitcode::Opcode::move) continue;
      const VirtualCode::Part* parts = code_.parts(instruction);
      if (parts[1].value < 0) continue;
      Register a = find(static_cast<Register>(parts[0].value)), b = find(static_cast<Register>(parts[1].value));
      if (a == b || pinned_[a] || pinned_[b] || (a < parameters_ && b < parameters_)) continue;
      if (b < parameters_) std::swap(a, b);
      Segments& into = lifetimes_.segments[a];
      Segments& from = lifetimes_.segments[b];
      if (intersect(into, from)) continue;
      into.insert(into.end(), from.begin(), from.end());
      Lifetimes::normalise(into);
      from.clear();
      parent_[b] = a;
    }
  }

  void assign() {
    std::vector<uint32_t> colour(code_.register_count(), no_register);
    for (uint32_t p = 0; p < parameters_; ++p) place(colour, p, p);
    for (Register first : pairs_) {
      uint32_t r = 0;
      while (!fits(r, first) || !fits(r + 1, first + 1)) ++r;
      place(colour, first, r);
      place(colour, first + 1, r + 1);
    }
    std::vector<Register> order;
    for (Register r = 0; r < code_.register_count(); ++r) {
      if (find(r) == r && colour[r] == no_register && !lifetimes_.segments[r].empty()) order.push_back(r);
    }
    std::sort(order.begin(), order.end(), [&](Register a, Register b) {
      uint32_t x = lifetimes_.segments[a].front().from, y = lifetimes_.segments[b].front().from;
      return x != y ? x < y : a < b;
    });
    for (Register v : order) {
      uint32_t r = 0;
      while (!fits(r, v)) ++r;
      place(colour, v, r);
    }
    result_.registers.resize(code_.register_count(), 0);
    for (Register v = 0; v < code_.register_count(); ++v) {
      uint32_t c = colour[find(v)];
      result_.registers[v] = c == no_register ? 0 : c;
    }
    result_.count = static_cast<uint32_t>(real_.size());
  }

  bool fits(uint32_t real, Register v) const { return real >= real_.size() || real_[real].fits(lifetimes_.segments[v]); }
  void place(std::vector<uint32_t>& colour, Register v, uint32_t real) {
    if (real >= real_.size()) real_.resize(real + 1);
    real_[real].take(lifetimes_.segments[v]);
    colour[v] = real;
  }

  const VirtualCode& code_;
  uint32_t parameters_;
  Lifetimes lifetimes_;
  std::vector<Register> parent_;
  std::vector<bool> pinned_;
  std::vector<Register> pairs_;
  std::vector<Occupancy> real_;
  Allocation result_;
};

}  // namespace

Allocation allocate_registers(const VirtualCode& code, uint32_t parameter_count) {
  return Allocator(code, parameter_count).run();
}

}  // namespace jitwright::translator
