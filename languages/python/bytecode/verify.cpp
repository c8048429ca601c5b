/// A forward data flow over the instructions: for each pc, the registers certainly set whenever it is reached. Handlers are
/// reached from every instruction they cover with what was set before it.
#include "bytecode/verify.h"

#include "bytecode/operands.h"

#include <optional>
#include <vector>

namespace python {

namespace {

class Verifier {
 public:
  explicit Verifier(const CodeSpec& code) : code_(code), size_(static_cast<int>(code.instructions.size())) {}

  std::string run() {
    if (size_ == 0) return "no instructions";
    if (code_.positions.size() != code_.instructions.size()) return "positions do not match instructions";
    for (pc_ = 0; pc_ < size_; pc_++) ranges();
    if (!error_.empty()) return error_;
    states_.resize(static_cast<size_t>(size_));
    std::vector<bool> start(static_cast<size_t>(code_.register_count), false);
    for (int i = 0; i < code_.parameter_count; i++) start[static_cast<size_t>(i)] = true;
    flow(0, start);
    while (!work_.empty() && error_.empty()) {
      pc_ = work_.back();
      work_.pop_back();
      step(*states_[static_cast<size_t>(pc_)]);
    }
    return error_;
  }

 private:
  const Instruction& at(int pc) const { return code_.instructions[static_cast<size_t>(pc)]; }

  void fail(const std::string& what) {
    if (error_.empty())
      error_ = code_.qualname + " @" + std::to_string(pc_) + " " + std::string(opcode_info(at(pc_).op).name) + ": " + what;
  }

  /// Operands of the right kind, in range.
  void ranges() {
    const Instruction& instruction = at(pc_);
    const OpcodeInfo& info = opcode_info(instruction.op);
    int values[4] = {instruction.a, instruction.b, instruction.c, instruction.d};
    auto within = [&](int value, size_t limit, const char* what) {
      if (value < 0 || value >= static_cast<int>(limit)) fail(std::string(what) + " out of range");
    };
    for (int i = 0; i < 4; i++) {
      switch (info.operands[i]) {
        case 'w':
        case 'r':
        case 'm': within(values[i], static_cast<size_t>(code_.register_count), "register"); break;
        case 'p': within(values[i], static_cast<size_t>(code_.register_count) + 1, "register"); break;
        case 'v':
          if (values[i] >= 0)
            within(values[i], static_cast<size_t>(code_.register_count), "register");
          else
            within(~values[i], code_.constants.size(), "constant");
          break;
        case 'k': within(values[i], code_.constants.size(), "constant"); break;
        case 'n': within(values[i], code_.names.size(), "name"); break;
        case 'f': within(values[i], code_.free_names.size(), "free variable"); break;
        case 'j':
          within(values[i], static_cast<size_t>(size_), "target");
          if ((values[i] <= pc_) != (instruction.op == Opcode::jump_back)) fail("jump in the wrong direction");
          break;
        default: break;
      }
    }
  }

  void flow(int pc, const std::vector<bool>& set) {
    auto& state = states_[static_cast<size_t>(pc)];
    if (!state) {
      state = set;
      work_.push_back(pc);
      return;
    }
    bool changed = false;
    for (size_t i = 0; i < set.size(); i++) {
      if ((*state)[i] && !set[i]) {
        (*state)[i] = false;
        changed = true;
      }
    }
    if (changed) work_.push_back(pc);
  }

  void need(const std::vector<bool>& set, int reg) {
    if (reg >= code_.register_count || !set[static_cast<size_t>(reg)]) fail("register r" + std::to_string(reg) + " may be unset");
  }

  void step(std::vector<bool> set) {
    const Instruction& in = at(pc_);
    const OpcodeInfo& info = opcode_info(in.op);
    int values[4] = {in.a, in.b, in.c, in.d};
    RegisterEffects effects = register_effects(in);
    bool unchecked =
        in.op == Opcode::move || in.op == Opcode::make_cell || in.op == Opcode::check_local || in.op == Opcode::delete_local;
    int may_be_null = in.op == Opcode::call_method || in.op == Opcode::call_method_kw ? in.b + 1 : in.op == Opcode::call_ex ? in.b + 2 : -1;
    for (int i = 0; i < effects.read_count && !unchecked; i++) {
      for (int k = 0; k < effects.reads[i].count; k++) {
        if (int reg = effects.reads[i].first + k; reg != may_be_null) need(set, reg);
      }
    }
    for (const HandlerRange& range : code_.handlers) {
      if (pc_ < range.start || pc_ >= range.end) continue;
      std::vector<bool> caught = set;
      caught[static_cast<size_t>(range.reg)] = true;
      flow(range.handler, caught);
      break;
    }
    if (!error_.empty()) return;
    if (in.op == Opcode::jump_back)
      for (int i = in.b; i < code_.register_count; i++) set[static_cast<size_t>(i)] = false;
    // A jump taken: nothing is written, except by send and yield_delegate.
    for (int i = 0; i < 3; i++)
      if (info.operands[i] == 'j') flow(values[i], set);
    for (int i = 0; i < effects.write_count; i++) {
      for (int k = 0; k < effects.writes[i].count; k++) set[static_cast<size_t>(effects.writes[i].first + k)] = true;
    }
    if (in.op == Opcode::clear || in.op == Opcode::delete_local) set[static_cast<size_t>(in.a)] = false;
    if (in.op == Opcode::check_local) set[static_cast<size_t>(in.a)] = true;
    if (never_goes_on(in.op)) return;
    if (pc_ + 1 >= size_) return fail("runs off the end");
    flow(pc_ + 1, set);
  }

  const CodeSpec& code_;
  int size_, pc_ = 0;
  std::string error_;
  std::vector<std::optional<std::vector<bool>>> states_;
  std::vector<int> work_;
};

}  // namespace

std::string verify(const CodeSpec& code) {
  std::string error = Verifier(code).run();
  for (const Constant& constant : code.constants) {
    if (!error.empty()) break;
    if (constant.kind == Constant::Kind::code) error = verify(*constant.code);
  }
  return error;
}

}  // namespace python
