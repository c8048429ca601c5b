// Compiled code and what belongs to it: roots (loops and function entries) with their bridges.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "backend/backend.h"
#include "engine/position.h"
#include "metainterp/metainterp.h"
#include "optimizer/optimizer.h"
#include "resume/resume_data.h"

namespace jitwright::engine {

/// Bytes of compiled code and what belongs to it.
struct MemoryUse {
  uint64_t code = 0;    ///< machine code
  uint64_t exits = 0;   ///< the backend's records of guards
  uint64_t resume = 0;  ///< resume data
  uint64_t labels = 0;  ///< what loops know at their labels, for bridges into them
  uint64_t other = 0;   ///< constants, bookkeeping
  uint64_t total() const { return code + exits + resume + labels + other; }
  void operator+=(const MemoryUse& use);
  void operator-=(const MemoryUse& use);
};

struct Piece;

/// Failures without a bridge, and when one is tried.
struct Attempts {
  uint32_t failures = 0, aborts = 0;
  uint32_t needed = 0;  ///< failures before a bridge is tried (again), if compiling did not take too much of the time; 0: not set yet
  uint32_t next = 0;    ///< failures before the question is asked (again)
};

/// Per guard, behind backend::Guard::user: only for guards that failed.
struct GuardState {
  Attempts attempts;
  Piece* bridge = nullptr;  ///< its code; attached to the guard unless it has to show that it is still used
  /// Of a guard that dispatches, by value.
  struct Case {
    Attempts attempts;
    Piece* bridge = nullptr;
  };
  std::unordered_map<uint64_t, Case> cases;
};

/// One compiled trace: a root's own or one of its bridges. `owner` of the backend's guards.
struct Piece {
  Root* root = nullptr;
  Piece* parent = nullptr;              ///< of a bridge: the piece its guard belongs to
  backend::Guard* guard = nullptr;      ///< of a bridge
  std::optional<uint64_t> value;        ///< of a bridge of a guard_value: the one it was recorded for
  std::optional<uint64_t> first_question;  ///< its first guard is a guard_value that asks for this
  uint32_t recorded_operations = 0, operations = 0;  ///< before and after optimisation
  uint32_t last_label = 0;              ///< where the peeled loop starts; 0: there is none
  uint32_t number = 0;                  ///< in order of compilation, for logs
  bool kept = false;                    ///< while memory is reclaimed: it stays
  bool invalid = false;                 ///< something it relied on changed: never entered again
  std::vector<uint64_t> relied;         ///< addresses of the quasi-immutable fields it relies on
  resume::ResumeTable resume;
  std::unique_ptr<backend::Code> code;
  std::vector<uint64_t> constants;      ///< of the trace before and after optimisation: roots for the collector
  std::vector<uint32_t> targets;        ///< tokens of the roots it jumps to or calls
  MemoryUse memory;
  std::vector<std::unique_ptr<GuardState>> guard_states;  ///< of guards that failed
};

struct ShapedEntry;

struct Root {
  bool used = true;           ///< entered since the last time this was cleared
  bool entered = false;       ///< the same, for look_at_use()
  uint32_t token = 0;
  size_t recorded_operations = 0;  ///< of the root and all its bridges
  Position* position = nullptr;
  optimizer::TargetLabels labels;
  Piece piece;
  std::vector<std::unique_ptr<Piece>> bridges;
  /// Of a function's entry: what it was made of, and the entries made of it for callers that pass parts of an object.
  std::unique_ptr<metainterp::Recording> recording;
  std::vector<ShapedEntry> shaped;
  // For budget.cpp:
  uint32_t entries = 0;
  double seconds_of_entry = 0;       ///< in machine code, of those looked at last
  double inside = 0, finishing = 0;  ///< seconds of those that are looked at; of these in the blackhole
  uint32_t rest = 0;          ///< arrivals that native code handles before the code is entered again
  bool is_shaped = false;     ///< this is such an entry
  int64_t enter(uint64_t* buffer) const {
    backend::Code& code = *piece.code;
    return static_cast<int64_t>(code.entry ? code.entry(buffer) : code.enter(buffer));
  }
  Root* plain = nullptr;      ///< of a shaped entry: what it was made of, as long as that is there
};

struct ShapedEntry {
  optimizer::CallShape shape;
  Root* root = nullptr;  ///< null: could not be compiled
};

}  // namespace jitwright::engine
