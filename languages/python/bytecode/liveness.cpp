/// A backward data flow over the instructions: a register is live before an instruction that reads it, and before one that does not
/// write it if it is live after that. Handlers are reached from every instruction they cover, before that has written anything.
#include "bytecode/liveness.h"

#include "bytecode/operands.h"

namespace python {

namespace {

class Liveness {
 public:
  explicit Liveness(const CodeSpec& code) : code_(code), before_(code.instructions.size(), std::vector<bool>(registers())) {
    for (bool changed = true; changed;) {
      changed = false;
      for (size_t pc = before_.size(); pc-- > 0;) changed |= step(pc);
    }
  }

  const LiveRegisters& before() const { return before_; }
  std::vector<bool> after(size_t pc) const {
    const Instruction& in = code_.instructions[pc];
    std::vector<bool> live(registers());
    if (!never_goes_on(in.op) && pc + 1 < before_.size()) add(live, before_[pc + 1]);
    int32_t values[3] = {in.a, in.b, in.c};
    for (int i = 0; i < 3; i++) {
      if (opcode_info(in.op).operands[i] == 'j') add(live, before_[static_cast<size_t>(values[i])]);
    }
    return live;
  }

  /// What the handler of instruction `pc` reads but for the exception.
  void add_handler(std::vector<bool>& live, size_t pc) const {
    for (const HandlerRange& range : code_.handlers) {
      if (static_cast<int32_t>(pc) < range.start || static_cast<int32_t>(pc) >= range.end) continue;
      std::vector<bool> caught = before_[static_cast<size_t>(range.handler)];
      caught[static_cast<size_t>(range.reg)] = false;
      add(live, caught);
      break;
    }
  }

 private:
  size_t registers() const { return static_cast<size_t>(code_.register_count); }

  static void add(std::vector<bool>& to, const std::vector<bool>& from) {
    for (size_t i = 0; i < to.size(); i++) {
      if (from[i]) to[i] = true;
    }
  }

  bool step(size_t pc) {
    const Instruction& in = code_.instructions[pc];
    RegisterEffects effects = register_effects(in);
    std::vector<bool> live = after(pc);
    bool jumps = false;  // then what the instruction writes is not written on all ways on
    for (char kind : opcode_info(in.op).operands) jumps |= kind == 'j';
    for (int i = 0; i < effects.write_count && !jumps; i++) {
      for (int32_t k = 0; k < effects.writes[i].count; k++) live[static_cast<size_t>(effects.writes[i].first + k)] = false;
    }
    for (int i = 0; i < effects.read_count; i++) {
      for (int32_t k = 0; k < effects.reads[i].count; k++) live[static_cast<size_t>(effects.reads[i].first + k)] = true;
    }
    add_handler(live, pc);
    if (live == before_[pc]) return false;
    before_[pc] = std::move(live);
    return true;
  }

  const CodeSpec& code_;
  std::vector<std::vector<bool>> before_;
};

}  // namespace

std::vector<bool> live_after(const CodeSpec& code, int32_t pc) {
  Liveness liveness(code);
  std::vector<bool> live = liveness.after(static_cast<size_t>(pc));
  liveness.add_handler(live, static_cast<size_t>(pc));
  return live;
}

LiveRegisters live_before_each(const CodeSpec& code) { return Liveness(code).before(); }

}  // namespace python
