// The recorder: runs jitcode for real and writes down what it did as a trace.
//
// Each register has a symbol beside its concrete word: an operation's value, or nothing for a constant (the word is the constant;
// a constant operand is a cached form of it). Operations on constants leave no trace. Invariant: a symbol's value is the
// register's word.
//
// Files: recorder.cpp (start, end, values), record_operations.cpp (straight-line instructions), record_control.cpp (branches and
// merge points), record_calls.cpp, snapshots.cpp, bridge_start.cpp.
#pragma once

#include <array>
#include <string>

#include "metainterp/blackhole.h"
#include "metainterp/heap_cache.h"
#include "support/clock.h"

namespace jitwright::metainterp {

using trace::Operand;
using trace::SnapshotId;

class Recorder : public Interpreter<Recorder, Operand> {
 public:
  explicit Recorder(Machine& machine, FrameStack& stack);
  ~Recorder();

  Recording record_from_merge_point(const jitcode::Function& portal, uint32_t merge_point_pc, std::span<const uint64_t> lives);
  Recording record_from_guard(const resume::Description& description, std::span<const uint64_t> fail_arguments);

 private:
  friend class Interpreter<Recorder, Operand>;
  using Symbol = Operand;
  using TraceOpcode = trace::Opcode;

  /// What the recorder knows of a frame beside Frame.
  struct FrameNotes {
    uint32_t symbols = 0;  ///< where the frame's symbols start
    SnapshotId parents = SnapshotId::none;
    bool has_parents = false;      ///< `parents` is valid: made when the first guard needs it
    uint32_t trace_start = 0;      ///< operations before the frame
    uint64_t effects_start = 0;    ///< effects_ before the frame; of a bridge's first frames: unknown_effects
    uint32_t merge_points = 0;     ///< reached by this frame
    uint32_t loops = 0;            ///< merge points reached through can_enter_jit, without compiled code
    std::vector<uint64_t> greens;  ///< at the first merge point; empty if not known
    std::vector<Operand> objects;  ///< pointers among the reds at the latest merge point: what the activation works on
  };

  // -- start and end --
  Recording run();
  void abort(AbortReason reason);
  void end_trace(Recording::End end);
  /// Executes native code that is not recorded. Other code may be recorded and compiled meanwhile.
  template <class Execute>
  auto away(Execute execute) {
    double begin = support::clock_seconds();
    auto result = execute();
    recording_.seconds_away += support::clock_seconds() - begin;
    return result;
  }
  CallResults run_portal(const jitcode::Function& function, uint64_t* buffer) {
    return away([&]() -> CallResults {
      machine_.environment.run_portal(function, buffer);
      return {buffer[0], buffer[1]};
    });
  }
  /// Aborts when the trace is at its limit. What was inlined and took most of it is not inlined again.
  bool stop_if_too_long() { return is_too_long() && stop_as_too_long(); }
  bool stop_as_too_long();
  bool is_too_long() const { return trace_.size() > machine_.limits.trace_operations; }
  void note_inlined_size(size_t frame);

  // -- frames --
  void push_frame(const jitcode::Function& function);
  void pop_frame();
  void inline_call(const jitcode::Function& function, const CallSite& site);
  void leave_frame(CallResults results, Symbol first, Symbol second);
  /// Drops the top frame and what it recorded. Only if it had no effect.
  bool undo_frame();
  bool top_had_effects() const { return effects_ != notes_.back().effects_start; }

  // -- values --
  Symbol symbol(uint16_t unit) const { return unit < top_register_count_ ? top_symbols_[unit] : Symbol(); }
  bool is_constant(uint16_t unit) const { return !symbol(unit).is_value() || is_known(symbol(unit)); }
  bool is_virtual(uint16_t unit) const;
  uint64_t observed(uint64_t value) { return value; }
  /// As Trace::add_constant; knows the latest.
  Operand constant(uint64_t word, Type type);
  /// The unit's value as an operand of a type; converts where register aliases changed the type.
  Operand operand(uint16_t unit, Type type);
  /// As operand(), with the value's own type; constants get `constant_type`.
  Operand any_operand(uint16_t unit, Type constant_type);
  Operand convert(Operand value, Type type);
  uint8_t& flag(Operand value);
  /// From here on the value is known to be its constant.
  void make_known(Operand value);
  bool is_known(Operand value) const {
    return value.is_value() && value.index() < flags_.size() && (flags_[value.index()] & known);
  }
  /// The address of memory made in this trace, until it escapes.
  void make_fresh(Operand value);
  void escape(Operand value);
  void note_effect() { ++effects_; }
  void truncate(uint32_t operations);

  // -- guards and snapshots (snapshots.cpp) --
  SnapshotId snapshot_here();
  SnapshotId snapshot_of_parents(size_t frame);
  SnapshotId snapshot_of(size_t frame, uint32_t pc, bool across, SnapshotId parents);
  void guard(TraceOpcode opcode, std::initializer_list<Operand> operands);
  /// Makes a register a constant by a guard, if it is not one.
  void promote_register(uint16_t unit, Type type);

  // -- policy: straight-line --
  bool has_no_symbol(uint16_t unit) const { return !symbol(unit).is_value(); }
  void set_symbol(uint32_t destination, Symbol symbol) { top_symbols_[destination] = symbol; }
  Symbol on_move(Units u) { return symbol(u[2]); }
  Symbol on_load(Units u, uint64_t word);
  Symbol on_load_item(Units u, uint64_t word);
  Symbol on_load_volatile(Units u);
  Symbol on_local(Units u);
  Symbol on_promote(Units u);
  Symbol on_box(Units u);
  Symbol on_unbox(Units u);
  Symbol on_is_box(Units u);
  Symbol on_pure(Units u, const PureOperation& pure);
  void on_store(Units u);
  void on_store_item(Units u);
  void on_store_volatile(Units u);
  void on_copy_memory(Units u);
  void on_fill_memory(Units u);
  void on_assert_green(Units u);
  void on_assume(Units u);
  void on_assume_idle(Units u);
  void on_record_exact(Units u);
  Operand record_box_operation(TraceOpcode opcode, Units u, Type type, Type operand_type);
  const trace::Operation* box_of(uint16_t unit) const;
  bool is_immutable(uint16_t access_class) const;
  bool rely_on(uint16_t access_class, const FieldAddress& field, uint64_t word);
  void note_field_change(uint16_t access_class);
  /// What is known of memory: see heap_cache.h.
  FieldAddress field_at(uint16_t base, int64_t offset, MemoryType type, uint16_t access_class) const;
  FieldAddress field_of(Operand base, uint64_t base_word, int64_t offset, MemoryType type,
                        layout::AccessClassId access_class) const;
  Operand root_of(Operand address) const;
  bool is_private(Operand address) const;
  const HeapCache::Value* find_known(const FieldAddress& field, uint64_t word);
  void remember_load(const FieldAddress& field, Operand value, uint64_t word);
  void remember_store(const FieldAddress& field, Operand value, uint64_t word);
  void forget_block(uint16_t address);
  void note_call(layout::CallEffect effect, std::span<const Operand> operands);
  uint32_t access_class(uint16_t index) const;

  // -- policy: control --
  void on_can_enter_jit() { after_can_enter_jit_ = true; }
  bool on_branch(Units u, bool taken);
  bool on_switch(Units u, uint32_t count, uint32_t matched);
  void jump(uint32_t target);
  void return_(Units u);
  void unreachable();
  void merge_point(Units u);
  void record_debug_merge_point(Units u);
  void outermost_merge_point(Units u, bool closes_guest_loop);
  void inner_merge_point(Units u, bool closes_guest_loop);
  void end_with_jump(Units u, Recording::End end, TargetToken target);
  void end_with_exit(Units u);
  uint32_t activations_of(const jitcode::Function& function, const std::vector<uint64_t>& greens) const;

  // -- policy: calls --
  void call();
  void on_conditional_call(const CallSite& site);
  void look_inside_iff(Units u);
  bool may_inline(const jitcode::Function* callee, const CallSite& site) const;
  bool all_constant(const CallSite& site) const;
  void residual_call();
  std::vector<Operand> call_operands(const CallSite& site, const layout::CallDescriptor& descriptor);
  Operand record_second_result(Operand call, layout::AbiType type);
  /// `target` none: the code of the trace being recorded.
  void call_compiled_portal(Units merge_point, TargetToken target);
  void call_native_portal(Units merge_point);
  void leave_inner_portal(Units merge_point);

  // -- bridge start (bridge_start.cpp) --
  class BridgeStart;

  Recording recording_;
  const uint32_t interrupts_;  ///< at the start
  trace::Trace& trace_ = recording_.trace;
  std::vector<FrameNotes> notes_;
  std::vector<Operand> symbols_;  ///< of each frame's registers
  Operand* top_symbols_ = nullptr;  ///< of the top frame
  uint32_t top_register_count_ = 0;
  enum Flag : uint8_t { known = 1, fresh = 2 };
  std::vector<uint8_t> flags_;                            ///< by operation, as far as set
  std::vector<std::pair<uint32_t, uint32_t>> known_log_;  ///< (trace length, value) in order
  static constexpr uint64_t unknown_effects = ~uint64_t{0};
  uint64_t effects_ = 0;
  std::unique_ptr<HeapCache> heap_memory_ = machine_.empty_heap_cache();
  HeapCache& heap_ = *heap_memory_;
  bool after_can_enter_jit_ = false, aborted_ = false;
  const jitcode::Function* start_portal_ = nullptr;  ///< null for bridges
  std::vector<uint64_t> start_greens_, greens_;
  std::vector<std::pair<std::vector<uint64_t>, uint32_t>> loops_;  ///< of the outermost frame, without code: iterations so far
  InlinedUnit largest_;  ///< what was inlined with most operations
  size_t largest_size_ = 0;
  std::vector<Operand> scratch_;
  struct RecentConstant {
    uint64_t word = 0;
    Type type{};
    Operand operand;
  };
  std::array<RecentConstant, 64> recent_constants_;  ///< by hash
  SnapshotId here_ = SnapshotId::none;
  bool guarded_ = false;  ///< guard_not_invalidated stands in the trace, and nothing since could have invalidated it
  uint32_t here_instruction_ = 0xffffffff;  ///< number of the instruction that `here_` was made for
};

}  // namespace jitwright::metainterp
