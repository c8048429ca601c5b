// When compiling is worth its time.
//
// Nobody knows how long the program will run, so what has been is taken for what will be: compiling may take a share of the
// processor's time, more of it the longer the program runs and the more machine code is used, and the more of it a trace is expected to take, the
// longer its guard has to fail first. What waits is not lost: native code and the blackhole go on, and whoever comes most often asks again first.
#include <algorithm>

#include "engine/engine.h"
#include "engine/timer.h"
#include "support/scope.h"

namespace jitwright::engine {

namespace {
/// Seconds of compiling that every program may spend at once.
constexpr double free_seconds = 0.0015;
/// Beside that, compiling may take this part of the time that machine code ran, and a share of all time so far. A program that ends soon gets nothing
/// back for what is compiled: the share is small first, and grows to what it is later in the time given, by the fourth power.
constexpr double share_of_executing = 0.3, first_share = 0.005, later_share = 0.3, seconds_to_grow = 0.08;
/// What a bridge costs and saves, measured: compiling an operation, leaving through resume data, and what native code takes for what
/// was recorded as an operation.
constexpr double nanoseconds_to_compile = 1600, nanoseconds_to_exit = 700, nanoseconds_to_interpret = 2.5;
constexpr double most_pressure = 256;
/// While compiling waits, code rests that spends more than this part in the blackhole.
constexpr double most_finishing = 0.4;
/// Arrivals that native code handles instead, for each step of pressure.
constexpr double usual_rest = 2000, longest_rest = 8;
/// Of which the threshold in the options is the number of failures.
constexpr double usual_failures = 100;
}  // namespace

double Engine::compiling_seconds() const { return stats.recording_seconds + stats.optimizing_seconds + stats.assembling_seconds; }

/// Of the entry that is looked at, in machine code so far.
double Engine::watched_seconds() const {
  double seconds = clock_seconds() - watched_since_ - (compiling_seconds() - compiled_before_) - (finishing_seconds_ - finished_before_);
  return std::max(seconds, 0.0);
}

double Engine::executing_seconds() const { return stats.executing_seconds + (watching_ ? watched_seconds() : 0); }

double Engine::pressure() const {
  if (options().hot || options().share >= 100) return 1;
  double compiling = compiling_seconds() - free_seconds;
  if (compiling <= 0) return 1;
  double elapsed = thread_seconds(), age = elapsed / seconds_to_grow;
  double share = std::min(first_share + later_share * age * age * age * age, later_share);
  double excess = compiling / std::min(elapsed * options().share / 100, elapsed * share + executing_seconds() * share_of_executing);
  compiling_waits_ = excess > 1;
  return std::clamp(excess * excess * excess * excess, 1.0, most_pressure);
}

/// Takes the time of some entries, and the others to be like them; what is entered from inside counts as the outer entry's. Where bridges have to
/// wait, code that is mostly left through guards costs more than it saves: it rests, and native code goes on.
int64_t Engine::run_watched(Root& root, uint64_t* buffer, bool is_last) {
  // Guest threads may leave in another order than they came: only who sets the flag clears it.
  const bool is_outer = !executing_;
  bool not_mine = false;
  support::WhileTrue executing(is_outer ? executing_ : not_mine);
  const uint32_t token = root.token;
  watched_since_ = clock_seconds();
  compiled_before_ = compiling_seconds();
  finished_before_ = finishing_seconds_;
  int64_t result = [&] {
    support::WhileTrue now(watching_);
    return root.enter(buffer);
  }();
  double seconds = watched_seconds();
  if (is_outer) stats.executing_seconds += seconds;
  Root* entered = roots_[token].get();  // the run may have been the end of it
  if (!entered) return result;
  entered->inside += seconds;
  entered->finishing += finishing_seconds_ - finished_before_;
  if (is_last) {
    entered->seconds_of_entry = entered->inside / watched_entries;
    bool loses = compiling_waits_ && entered->finishing > (entered->inside + entered->finishing) * most_finishing;
    if (loses) entered->rest = static_cast<uint32_t>(usual_rest * std::min(pressure(), longest_rest));
    entered->inside = entered->finishing = 0;
  }
  return result;
}

/// What is inlined in a bridge is recorded again for each of its siblings: in a large tree what has code of its own is called, and
/// the bridges that it needs grow there, for all its callers. The same where compiling has to wait.
void Engine::limit_inlining(const Root* root) {
  size_t used = root ? root->recorded_operations : 0;
  if (pressure() > 1) used = options().inlining;
  metainterp_->limits.inlining_operations = options().inlining - std::min<size_t>(used, options().inlining);
}

bool Engine::is_small(metainterp::TargetToken token) {
  auto number = static_cast<uint32_t>(token);
  return number < roots_.size() && roots_[number] && roots_[number]->recorded_operations <= options().inlining / 2;
}

/// So many failures cost what the bridge is expected to cost: it goes as far as what was recorded after the guard.
uint32_t Engine::needed_failures(const backend::Guard& guard) const {
  const Piece& piece = *static_cast<const Piece*>(guard.owner);
  uint32_t from = guard.operation < piece.last_label ? 0 : piece.last_label;
  uint32_t to = guard.operation < piece.last_label ? piece.last_label : piece.operations;
  double after = to > from ? 1.0 * (to - guard.operation) / (to - from) * piece.recorded_operations : 0;
  double failures = after * nanoseconds_to_compile / (nanoseconds_to_exit + after * nanoseconds_to_interpret);
  return static_cast<uint32_t>(options().guard_threshold * std::max(1.0, failures / usual_failures));
}

}  // namespace jitwright::engine
