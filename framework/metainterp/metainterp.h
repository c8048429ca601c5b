// The meta-interpreter: runs jitcode. One body, two policies: the recorder executes and records a trace, the blackhole executes only.
//
// Memory is always up to date while it runs: every instruction is executed for real. It decides nothing about compiling: it returns what
// it recorded and how it ended.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "jitcode/library.h"
#include "resume/rebuild.h"
#include "resume/resume_data.h"
#include "resume/snapshot.h"
#include "trace/trace.h"

namespace jitwright::metainterp {

enum class AbortReason : uint8_t {
#define ABORT(name, ...) name,
#include "metainterp/abort_reasons.def"
#undef ABORT
};
const char* name(AbortReason reason);

/// Compiled code the recorder may call or jump to; opaque here, owned by the engine.
enum class TargetToken : uint32_t { none = 0xffffffff };

/// What the recorder asks the engine while recording.
class Environment {
 public:
  virtual ~Environment() = default;
  /// Compiled code for this position (greens as 64-bit words), or none. The recorder ends its trace with a jump there when the outermost portal frame
  /// reaches the position by can_enter_jit, and calls it (call_assembler) where an inlined portal frame closes a loop or recurses.
  virtual TargetToken find_target(const jitcode::Function& portal, std::span<const uint64_t> greens) = 0;
  /// Whether what is compiled there is so short that calling it would cost more than recording it again.
  virtual bool is_small(TargetToken) { return true; }
  /// Runs the native portal from its merge point with `buffer` = lives; results are left in buffer[0], buffer[1].
  virtual void run_portal(const jitcode::Function& portal, uint64_t* buffer) = 0;
  /// May a trace rely on the quasi-immutable field at this address? Not where it was stored to again and again.
  virtual bool may_rely_on(uint64_t field) = 0;
  /// A quasi-immutable field is about to be stored to.
  virtual void field_changes(uint64_t field, uint64_t size) = 0;
};

struct Limits {
  size_t inlining_operations = SIZE_MAX;  ///< in a trace from which on guest functions with compiled code are called unless small
  uint32_t trace_operations = 20000;
  uint32_t inlined_frames = 60;
  uint32_t portal_recursion = 3;  ///< inlined activations of the same guest position before it becomes a call
};

/// How running ended.
struct RunResult {
  enum class Kind : uint8_t {
    at_merge_point,  ///< the outermost portal frame reached its merge point: values = its lives (greens first)
    returned         ///< the outermost frame returned: values = its 0 to 2 results
  } kind = Kind::at_merge_point;
  std::vector<uint64_t> values;
};

/// What a trace relies on: a quasi-immutable field, and what it held.
struct ReliedField {
  uint64_t address = 0;
  layout::MemoryType type{};
  uint64_t word = 0;
};

struct Recording {
  enum class End : uint8_t {
    closed_loop,   ///< the trace ends in `jump` to its own start (descriptor = TargetToken::none, immediate 0); operands = all lives (greens are constants)
    jump_to_target,///< the trace ends in `jump` to `target`; operands = all lives
    finished,      ///< the trace ends in `finish`
    left,          ///< the trace ends in `exit_trace` at a merge point of the outermost frame: at an inner loop without code, or for its length
    aborted
  } end = End::aborted;
  AbortReason reason{};
  std::string detail;              ///< for people: file and line, function
  trace::Trace trace;              ///< inputs: all lives of the merge point (loops, greens included as inputs that are known constants), fail arguments (bridges)
  resume::Snapshots snapshots;
  std::vector<ReliedField> relied;  ///< behind the trace's guard_not_invalidated
  TargetToken target = TargetToken::none;
  const jitcode::Function* end_portal = nullptr;  ///< portal and greens where the trace closes or jumps
  std::vector<uint64_t> end_greens;
  uint32_t jitcode_instructions = 0;              ///< executed while recording
  double seconds_away = 0;                        ///< in native code that was called, and not recorded
  RunResult result;                ///< where the program is now; always valid, after an abort too

  size_t bytes() const { return sizeof(Recording) + trace.bytes() + snapshots.bytes(); }
};

class MetaInterpreter {
 public:
  MetaInterpreter(jitcode::Library& library, Environment& environment);
  ~MetaInterpreter();

  Limits limits;

  /// Records from the portal's merge point with these lives until the trace closes, leaves or is aborted. If `entry`, the trace starts a guest
  /// function: it ends by `finish` when the portal frame returns.
  Recording record_from_merge_point(const jitcode::Function& portal, std::span<const uint64_t> lives);

  /// Records from a failed guard. `description` is the guard's resume data, `fail_arguments` the values at the exit, which
  /// become the inputs. Recipes, pending stores and facts become the first operations.
  Recording record_from_guard(const resume::Description& description, std::span<const uint64_t> fail_arguments);

  /// Blackhole: runs the frames until the outermost one reaches a merge point or returns. Inner portal frames that reach a merge point go on in
  /// native code (Environment::run_portal).
  RunResult run(const resume::ConcreteFrames& frames);
  /// The same for the frames at a failed guard, which it builds first.
  RunResult finish(const resume::Description& description, std::span<const uint64_t> fail_arguments);

  /// A small pure function (box, unbox, is_box) as a template: inputs, pure operations, finish(result). Empty if it is not one.
  trace::Trace record_pure_function(const jitcode::Function& function);

  /// The portal that a debug_merge_point's descriptor stands for.
  const jitcode::Function* portal(uint32_t number) const;

  /// Every word that may be the only reference to a heap object: registers and memory of the frames that run, constants of the trace
  /// being recorded. To be scanned conservatively at each collection.
  /// Other native stacks wait for their turn, perhaps in machine code.
  bool has_suspended_stacks() const;
  /// In progress on this native stack: all but the last wait in native code that they called.
  size_t recordings_here() const;
  /// The recordings in progress, on all stacks, are given up when they go on.
  void interrupt_recordings();

  void for_each_root(void (*visit)(void* context, const uint64_t* words, size_t count), void* context) const;

  /// What the runs on one native stack hold (jitwright/stacks.h). Runs nest within a stack only.
  struct Suspended;
  Suspended* suspended();           ///< a new one, empty
  void drop(Suspended* state);      ///< must be empty
  void exchange(Suspended* state);  ///< with what the running stack holds

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace jitwright::metainterp
