// The blackhole: the interpreter without recording. Calls run natively; inner portal frames that reach their merge point go on
// natively.
#pragma once

#include "metainterp/interpreter.h"

namespace jitwright::metainterp {

struct NoSymbol {};

class Blackhole : public Interpreter<Blackhole, NoSymbol> {
 public:
  using Interpreter::Interpreter;

  /// Runs until the outermost frame reaches a merge point or returns.
  RunResult run();

 private:
  friend class Interpreter<Blackhole, NoSymbol>;
  using Symbol = NoSymbol;

  void set_symbol(uint32_t, Symbol) {}
  bool has_no_symbol(uint16_t) { return true; }
  Symbol on_move(Units) { return {}; }
  Symbol on_load(Units, uint64_t) { return {}; }
  Symbol on_load_item(Units, uint64_t) { return {}; }
  Symbol on_load_volatile(Units) { return {}; }
  Symbol on_local(Units) { return {}; }
  Symbol on_promote(Units) { return {}; }
  Symbol on_box(Units) { return {}; }
  Symbol on_unbox(Units) { return {}; }
  Symbol on_is_box(Units) { return {}; }
  Symbol on_pure(Units, const PureOperation&) { return {}; }
  void on_store(Units) {}
  void on_store_item(Units) {}
  void on_store_volatile(Units) {}
  void on_copy_memory(Units) {}
  void on_fill_memory(Units) {}
  void on_assert_green(Units) {}
  void on_assume(Units) {}
  void on_assume_idle(Units) {}
  void on_record_exact(Units) {}
  void on_can_enter_jit() {}
  void on_conditional_call(const CallSite&) {}
  bool on_branch(Units, bool) { return true; }
  bool on_switch(Units, uint32_t, uint32_t) { return true; }
  bool is_constant(uint16_t) { return false; }
  bool is_virtual(uint16_t) { return false; }
  uint64_t observed(uint64_t) { return 0; }
  void jump(uint32_t target) { stack_.top().pc = target; }
  void look_inside_iff(Units) { stack_.top().pc += 2; }

  void call();
  void return_(Units u);
  void unreachable();
  void merge_point(Units u);
  void leave_frame(CallResults results);

  RunResult result_;
};

/// The values of a merge point's lives.
std::vector<uint64_t> lives_at(const Frame& frame, Units merge_point);
/// The values of a return instruction.
CallResults returned_values(const Frame& frame, Units return_instruction);
/// "file.cpp:12 in function".
std::string describe_location(const Frame& frame);

}  // namespace jitwright::metainterp
