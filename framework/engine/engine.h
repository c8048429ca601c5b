// The engine: the only place that decides when anything happens. One for each thread that runs guest code.
//
// enter.cpp: native code arrived at a hot position. compile.cpp: recorded trace → optimised → machine code → installed.
// guard_failure.cpp: machine code left through a guard. invalidation.cpp: quasi-immutable fields that changed.
// budget.cpp: whether compiling pays.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include <jitwright/heap.h>
#include <jitwright/options.h>
#include <jitwright/runtime.h>
#include <jitwright/stats.h>

#include "backend/backend.h"
#include "engine/compiled.h"
#include "engine/position.h"
#include "engine/trace_log.h"
#include "jitcode/library.h"
#include "metainterp/metainterp.h"
#include "optimizer/optimizer.h"

namespace jitwright::engine {

/// What the engine knows of one slot of jw_counters.
struct Slot {
  int32_t last_set = 0;       ///< what the counter was set to; 0: never used
  bool has_code = false;      ///< some position of this slot is compiled: every arrival calls jw_enter
  Position* latest = nullptr; ///< that arrived
};

/// Who relies on a quasi-immutable field.
struct ReliedOn {
  uint32_t changes = 0;  ///< that stopped compiled code
  std::vector<Piece*> pieces;
};

constexpr uint32_t no_token = 0xffffffff;

class Engine final : public metainterp::Environment, public backend::CodeLookup {
 public:
  /// The current thread's engine, made on first use.
  static Engine& current() { return of_thread_ ? *of_thread_ : make_current(); }
  /// The current thread's engine if there is one.
  static Engine* current_or_null() { return of_thread_; }
  ~Engine();

  /// jw_enter. Returns what native code does next.
  int64_t enter(const jw_portal* portal, uint64_t* buffer, uint64_t slot);

  void field_changes(uint64_t field, uint64_t size) override;  ///< metainterp::Environment, and native code

  /// Null before the first hot loop.
  metainterp::MetaInterpreter* metainterp() { return metainterp_.get(); }

  Stats stats;
  std::string report() const;

  /// Counted by reason; index is metainterp::AbortReason.
  std::vector<uint64_t> aborts_by_reason;

 private:
  static __thread Engine* of_thread_ __attribute__((tls_model("initial-exec")));
  static Engine& make_current();
  Engine();
  void start();  ///< everything that costs time, once the first loop is hot
  void report_roots(Tracer& tracer);  ///< what may be the only reference to a heap object

  // enter.cpp
  /// The same for who may have no code: counts, records.
  int64_t arrive(const jw_portal* portal, uint64_t* buffer, uint64_t slot_and_flags);
  static int32_t first_setting();
  Position& position_at(const jw_portal& portal, const jitcode::Function& function, const uint64_t* greens);
  int64_t run(Root& root, uint64_t* buffer);
  int64_t record(Position& position, uint64_t* buffer, bool at_portal_entry);
  struct InProgress;
  bool may_record(const InProgress& what) const;
  metainterp::Recording record(const InProgress& what, const std::function<metainterp::Recording()>& record);
  uint64_t needed_executions(const Position& position, bool at_portal_entry) const;
  void count_abort(const metainterp::Recording& recording);

  // compile.cpp
  enum class TraceKind { loop, entry, bridge };
  optimizer::TargetLabels* target_of(const metainterp::Recording& recording);
  optimizer::Result optimize(const metainterp::Recording& recording, TraceKind kind);
  bool reject(const std::string& message, metainterp::AbortReason reason = metainterp::AbortReason::bad_loop);  ///< logs and counts; false
  static std::vector<uint32_t> targets_of(const trace::Trace& trace);
  backend::CompileRequest request(const optimizer::Result& optimized, Piece& piece);
  bool compile_root(Position& position, const metainterp::Recording& recording);
  bool compile_bridge(Piece& from, backend::Guard& guard, uint64_t value, const metainterp::Recording& recording);
  void add_guard_stress(trace::Trace& trace);

  // shaped_entries.cpp
  uint32_t shaped_entry(uint32_t token, const optimizer::CallShape& shape);
  uint32_t compile_shaped(Root& root, const optimizer::CallShape& shape);
  void call_itself_by_shape(Root& root);
  void install(Piece& piece, const metainterp::Recording& recording, const optimizer::Result& optimized);

  // guard_failure.cpp
  static backend::ExitAction on_exit(void* context, backend::Guard* guard, const uint64_t* fail_arguments, uint64_t* buffer,
                                     uint64_t* results);
  backend::ExitAction guard_failed(backend::Guard& guard, std::span<const uint64_t> fail_arguments, uint64_t* buffer,
                                   uint64_t* results);
  bool wants_bridge(const backend::Guard& guard, Attempts& attempts) const;
  std::shared_ptr<const resume::Description> description_of(const backend::Guard& guard);
  void postpone(Attempts& attempts) const;

  // dispatch.cpp
  static std::optional<uint64_t> first_question(const trace::Trace& trace);
  static bool asks_for_its_value(const Piece& piece);
  bool dispatches_instead(Piece& piece, const backend::Guard& guard);
  static Attempts& attempts_of(const backend::Guard& guard, GuardState& state, uint64_t value);
  static Piece*& bridge_of(const backend::Guard& guard, GuardState& state, uint64_t value);
  static void forget_bridge(const Piece& piece);

  // budget.cpp
  double compiling_seconds() const;
  void limit_inlining(const Root* root);
  double pressure() const;  ///< how many times more than usual it takes now to be compiled
  /// The time of so many entries of so many is looked at; of more where compiling has to wait.
  static constexpr uint32_t watched_entries = 16, watch_every = 1024, watch_every_waiting = 128;
  int64_t run_watched(Root& root, uint64_t* buffer, bool is_last);
  double executing_seconds() const;
  double watched_seconds() const;
  uint32_t needed_failures(const backend::Guard& guard) const;

  // invalidation.cpp
  bool still_holds(const metainterp::Recording& recording);
  void rely_on(Piece& piece, const std::vector<metainterp::ReliedField>& fields);
  void invalidate(Piece& piece);
  void forget_reliance(Piece& piece);
  void make_filter();

  // memory.cpp
  static MemoryUse memory_of(const Piece& piece);
  uint64_t memory_in_use() const { return memory_.total() + pool_->bytes(); }
  void limit_memory(Piece& newest);
  void begin_probation(const Piece& newest);
  void reclaim_memory(Piece& newest);
  void keep(Piece& piece);
  bool keep_what_runs();
  void keep_what_is_used();
  void forget_recordings();
  void drop_what_is_not_kept();
  void drop(Piece& piece);
  void adjust_thresholds();
  void look_at_use();

  // metainterp::Environment
  metainterp::TargetToken find_target(const jitcode::Function& portal, std::span<const uint64_t> greens) override;
  bool is_small(metainterp::TargetToken token) override;
  void run_portal(const jitcode::Function& portal, uint64_t* buffer) override;
  bool may_rely_on(uint64_t field) override;
  // backend::CodeLookup
  backend::Code* code_of(uint32_t target_token) override;

  std::string describe(const jitcode::Function& portal, std::span<const uint64_t> greens) const;

  bool started_ = false;
  mutable bool compiling_waits_ = false;  ///< as pressure() saw last
  bool executing_ = false;         ///< in machine code, or what it calls
  bool watching_ = false;          ///< an entry's time is looked at
  double watched_since_ = 0, compiled_before_ = 0, finished_before_ = 0;  ///< when that entry began
  double finishing_seconds_ = 0;   ///< in the blackhole, of such entries
  /// What is being recorded for: a position or a guard. All but the last wait in native code that they called.
  struct InProgress {
    const Position* position = nullptr;
    const backend::Guard* guard = nullptr;
    uint64_t value = 0;
    friend bool operator==(const InProgress&, const InProgress&) = default;
  };
  std::vector<InProgress> in_progress_;
  uint32_t pieces_ = 0;
  /// Greens are often addresses of multiples of 16 bytes: their slots stand together.
  std::span<Slot> slots() { return {slots_.get(), jw_counter_count}; }
  Slot& slot_of(uint64_t counter) { return slots_[counter / 4 + counter % 4 * (jw_counter_count / 4)]; }
  struct Unmap {
    void operator()(Slot* slots) const;
  };
  static Slot* map_slots();
  std::unique_ptr<Slot[], Unmap> slots_{map_slots()};
  std::optional<layout::CallDescriptorId> stress_call_;  ///< of guard_stress.cpp
  jitcode::Library library_;
  Positions positions_;
  std::vector<std::unique_ptr<Root>> roots_;  ///< by token
  /// Descriptions of guards that failed lately.
  std::unordered_map<const backend::Guard*, std::shared_ptr<const resume::Description>> descriptions_;
  std::unordered_map<uint64_t, ReliedOn> relied_on_;  ///< by the field's address
  std::shared_ptr<resume::Pool> pool_ = std::make_shared<resume::Pool>();  ///< of all resume data
  MemoryUse memory_;
  bool on_probation_ = false;         ///< code has to show that it is used
  uint32_t threshold_doublings_ = 0;
  double compiling_before_ = 0, adjusted_at_ = 0;  ///< seconds; when thresholds were adjusted last
  uint32_t roots_looked_at_ = 0;      ///< so many there were at the last look_at_use()
  std::vector<optimizer::CallShape> wanted_shapes_;  ///< of calls of itself that the trace being compiled makes
  uint32_t shaped_token_ = no_token;                 ///< of the shaped entry being compiled
  std::unique_ptr<metainterp::MetaInterpreter> metainterp_;
  std::unique_ptr<optimizer::Optimizer> optimizer_;
  std::unique_ptr<backend::Backend> backend_;
  TraceLog log_;
};

}  // namespace jitwright::engine
