// Native code arrived at a position whose counter ran out: run machine code, record, or go on.
#include <algorithm>
#include <climits>

#include "engine/engine.h"
#include "engine/timer.h"
#include "support/scope.h"

extern "C" {
__thread int32_t jw_counters[jw_counter_count] __attribute__((tls_model("initial-exec")));

int64_t jw_enter(const jw_portal* portal, uint64_t* buffer, uint64_t slot) {
  return jitwright::engine::Engine::current().enter(portal, buffer, slot);
}
}

namespace jitwright::engine {

namespace {
/// For positions that never become code.
constexpr int32_t never = INT_MAX;
/// A loop that is always left in its first iteration is compiled as what it is after so many.
constexpr uint32_t most_last_iterations = 3;
constexpr uint32_t most_doublings = 20;
constexpr size_t most_positions = 4096;
constexpr uint64_t longest_delay = 16;
constexpr uint32_t longest_pause = 64;
constexpr size_t most_in_progress = 8;
/// For each of a loop.
constexpr uint64_t executions_of_entries = 8;
}  // namespace

/// A function's entry gains less than a loop: its frame is made by native code, and entering costs some.
uint64_t Engine::needed_executions(const Position& position, bool at_portal_entry) const {
  if (options().hot) return 1 + (position.aborts ? uint64_t{50} << std::min(position.aborts, most_doublings) : 0);
  return uint64_t{options().loop_threshold} * (at_portal_entry ? executions_of_entries : 1) << std::min(position.aborts + threshold_doublings_, most_doublings);
}

int64_t Engine::enter(const jw_portal* portal, uint64_t* buffer, uint64_t slot_and_flags) {
  // The short way into compiled code, for guest functions that C++ calls again and again.
  uint64_t slot_number = jw_counter_index(slot_and_flags);
  Slot& slot = slot_of(slot_number);
  Position* position = slot.latest;
  if (slot.has_code && position) {
    Root* root = position->root;
    if (root && root->rest == 0 && position->portal == portal && position->has_greens(buffer)) {
      jw_counters[slot_number] = 0;
      return run(*root, buffer);
    }
  }
  return arrive(portal, buffer, slot_and_flags);
}

int64_t Engine::arrive(const jw_portal* portal, uint64_t* buffer, uint64_t slot_and_flags) {
  uint64_t slot_number = jw_counter_index(slot_and_flags);
  Slot& slot = slot_of(slot_number);
  int32_t& counter = jw_counters[slot_number];
  Position* position = slot.latest;
  bool again = position && position->portal == portal && position->has_greens(buffer);
  if (!again) {
    if (options().off) {
      counter = never;
      return 0;
    }
    if (slot.last_set == 0 && !options().hot) {  // a loop's first execution: nothing is looked up or allocated
      counter = slot.last_set = first_setting();
      return 0;
    }
    start();
    const jitcode::Function* function = library_.find(portal->function);
    if (!function || !function->portal) {
      counter = slot.last_set = never;
      return 0;
    }
    position = slot.latest = &position_at(*portal, *function, buffer);
    position->slot = static_cast<uint32_t>(slot_number);
  }
  if (position->root) {
    slot.has_code = true;
    if (uint32_t pause = std::min(position->root->rest, longest_pause)) {
      position->root->rest -= pause;
      counter = slot.last_set = static_cast<int32_t>(pause);
      return 0;
    }
    counter = 0;
    return run(*position->root, buffer);
  }
  const bool at_portal_entry = slot_and_flags & jw_at_portal_entry;
  uint64_t needed = needed_executions(*position, at_portal_entry);
  // The counter may have been counted down by others that share it: who comes here for the first time still has to show itself.
  if (again || slot.has_code || options().hot)
    position->executions += again ? static_cast<uint32_t>(slot.last_set) : 1;
  else
    position->executions = std::max<uint64_t>(position->executions, static_cast<uint32_t>(first_setting()));
  if (position->executions >= needed && may_record({.position = position})) {
    if (static_cast<double>(position->executions) >= static_cast<double>(needed) * pressure()) {
      position->executions = 0;
      return record(*position, buffer, at_portal_entry);
    }
    needed = position->executions + std::max<uint64_t>(needed / 4, 1);
  }
  uint64_t missing = needed > position->executions ? needed - position->executions : needed;
  // What is compiled and shares the counter is held up by a few executions at most.
  if (slot.has_code) missing = std::min<uint64_t>(missing, longest_delay);
  counter = options().hot ? 0 : static_cast<int32_t>(std::min<uint64_t>(missing, never));
  slot.last_set = std::max(counter, 1);
  return 0;
}

/// Three quarters of the threshold; the rest is counted for one position.
int32_t Engine::first_setting() { return static_cast<int32_t>(std::max(options().loop_threshold / 4 * 3, 1u)); }

Position& Engine::position_at(const jw_portal& portal, const jitcode::Function& function, const uint64_t* greens) {
  if (positions_.all().size() >= most_positions + 2 * roots_.size() && in_progress_.empty()) {
    for (Slot& slot : slots()) slot.latest = nullptr;
    positions_.forget_cold();
  }
  return positions_.find_or_add(&portal, &function, {greens, portal.greens});
}

inline int64_t Engine::run(Root& root, uint64_t* buffer) {
  stats.jit_entries++;
  root.used = root.entered = true;
  uint32_t turn = root.entries++ % (compiling_waits_ ? watch_every_waiting : watch_every);
  if (turn < watched_entries && !watching_) return run_watched(root, buffer, turn + 1 == watched_entries);
  if (executing_) return root.enter(buffer);
  support::WhileTrue executing(executing_);
  stats.executing_seconds += root.seconds_of_entry;
  return root.enter(buffer);
}

/// Recordings end in the order they began, backwards: what waits on another native stack goes first.
bool Engine::may_record(const InProgress& what) const {
  if (in_progress_.size() != metainterp_->recordings_here()) return false;
  return in_progress_.size() < most_in_progress && pieces_ < options().max_traces && std::ranges::find(in_progress_, what) == in_progress_.end();
}

metainterp::Recording Engine::record(const InProgress& what, const std::function<metainterp::Recording()>& record) {
  struct Entry {
    std::vector<InProgress>& all;
    ~Entry() { all.pop_back(); }
  };
  in_progress_.push_back(what);
  Entry entry{in_progress_};
  double begin = thread_seconds();
  metainterp::Recording recording = record();
  stats.recording_seconds += std::max(thread_seconds() - begin - recording.seconds_away, 0.0);
  return recording;
}

int64_t Engine::record(Position& position, uint64_t* buffer, bool at_portal_entry) {
  using metainterp::Recording;
  log_.recording_started(describe(*position.function, position.greens));
  limit_inlining(nullptr);
  Recording recording = record({.position = &position}, [&] {
    return metainterp_->record_from_merge_point(*position.function, {buffer, position.portal->lives});
  });
  library_.release_bytes();
  if (recording.end == Recording::End::aborted) {
    count_abort(recording);
    position.aborts++;
  } else if (recording.end != Recording::End::closed_loop && !at_portal_entry && position.last_iterations++ < most_last_iterations) {
    // The loop's last iteration is not what it does most: the next arrival is recorded again.
    log_.rejected("the guest loop was left in this iteration");
    position.executions = needed_executions(position, false);
  } else if (position.root) {
    log_.rejected("it was compiled in native code that the recording called");
  } else if (!compile_root(position, recording)) {
    position.aborts++;
  }
  std::ranges::copy(recording.result.values, buffer);
  return recording.result.kind == metainterp::RunResult::Kind::at_merge_point ? 0 : 1;
}

void Engine::count_abort(const metainterp::Recording& recording) {
  stats.aborts++;
  aborts_by_reason[static_cast<size_t>(recording.reason)]++;
  log_.aborted(recording);
}

}  // namespace jitwright::engine
