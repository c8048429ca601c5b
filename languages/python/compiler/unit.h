/// Owns one code object while it is being built: instructions, constants, names, registers, which locals are known to be bound,
/// and the regions protected by handlers. Knows nothing of the syntax tree.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bytecode/code.h"

namespace python {

/// Which locals are certainly bound at a point; "unreachable" stands for all of them.
struct BoundSet {
  std::vector<bool> bound;
  bool reachable = true;
};

/// A place to jump to, before or after it is known.
struct Label {
  int pc = -1;
  int live = 0;            // loop head: temporaries from here on are free
  std::vector<int> jumps;  // instructions to patch
  BoundSet state;
  bool reached = false;
};

/// A range of instructions with a handler; it may be interrupted and resumed.
struct Region {
  int start = -1;
  int reg;
  std::vector<HandlerRange> ranges;
};

class Unit {
 public:
  explicit Unit(int local_count);

  int emit(const Position& at, Opcode op, int a = 0, int b = 0, int c = 0, int d = 0);
  int pc() const { return static_cast<int>(code->instructions.size()); }

  // -- jumps and what is known along them --
  /// Emit a jump whose target operand is a, b or c according to the opcode.
  void jump(const Position& at, Opcode op, Label& label, int a = 0, int b = 0);
  void place(Label& label);
  /// The head of a loop: only jumps back lead to it later.
  void place_head(Label& label);
  void jump_back(const Position& at, Label& label);
  bool reachable() const { return state.reachable; }
  void unreachable() { state.reachable = false; }
  void merge(Label& label);

  /// At the end: let jumps to jumps go straight to the last target.
  void thread_jumps();

  // -- registers --
  int temporary();
  bool is_temporary(int reg) const { return reg >= local_count; }
  struct Mark {
    int next;
  };
  Mark mark() const { return {next_}; }
  void release(Mark mark) { next_ = mark.next; }
  int next_temporary() const { return next_; }

  // -- tables --
  int constant(Constant value);
  int name(std::string_view text);

  // -- protected regions: inner ones end before outer ones --
  void open(Region& region, int reg);
  void interrupt(Region& region, int handler_slot);
  void resume(Region& region) { region.start = boundary_ = pc(); }

  std::shared_ptr<CodeSpec> code = std::make_shared<CodeSpec>();
  BoundSet state;
  int local_count;

 private:
  int next_;
  int boundary_ = -1;  // the last place where a region began or ended
  std::unordered_map<std::string, int> constants_;
  std::unordered_map<std::string, int> names_;
};

}  // namespace python
