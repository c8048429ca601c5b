// Machine code left through a guard: finish the iteration in the blackhole, or record and compile a bridge when it happens often.
#include <algorithm>

#include "engine/engine.h"
#include "engine/timer.h"
#include "support/scope.h"

namespace jitwright::engine {

namespace {
constexpr uint32_t most_doublings = 20;
constexpr size_t most_descriptions = 256;
}  // namespace

backend::ExitAction Engine::on_exit(void* context, backend::Guard* guard, const uint64_t* fail_arguments, uint64_t* buffer,
                                    uint64_t* results) {
  return static_cast<Engine*>(context)->guard_failed(*guard, {fail_arguments, guard->fail_argument_count}, buffer, results);
}

bool Engine::wants_bridge(const backend::Guard& guard, Attempts& attempts) const {
  const Piece& piece = *static_cast<const Piece*>(guard.owner);
  if (piece.invalid || !may_record({.guard = &guard, .value = guard.failing_value})) return false;
  if (attempts.needed == 0) attempts.needed = attempts.next = options().hot ? 1 : needed_failures(guard) << threshold_doublings_;
  if (attempts.failures < attempts.next) return false;
  if (attempts.failures >= attempts.needed * pressure()) return true;
  attempts.next = attempts.failures + std::max(options().guard_threshold / 2, 1u);
  return false;
}

/// Ever longer after each attempt that led to nothing.
void Engine::postpone(Attempts& attempts) const {
  attempts.aborts++;
  uint64_t wait = uint64_t{std::max(options().guard_threshold, 50u)} << std::min(attempts.aborts + threshold_doublings_, most_doublings);
  attempts.needed = attempts.next = static_cast<uint32_t>(std::min<uint64_t>(attempts.failures + wait, 0xffffffff));
}

std::shared_ptr<const resume::Description> Engine::description_of(const backend::Guard& guard) {
  auto found = descriptions_.find(&guard);
  if (found != descriptions_.end()) return found->second;
  if (descriptions_.size() >= most_descriptions) descriptions_.clear();
  const Piece& piece = *static_cast<const Piece*>(guard.owner);
  return descriptions_[&guard] = std::make_shared<const resume::Description>(piece.resume.decode(guard.resume));
}

backend::ExitAction Engine::guard_failed(backend::Guard& guard, std::span<const uint64_t> fail_arguments, uint64_t* buffer,
                                         uint64_t* results) {
  stats.guard_failures++;
  guard.failures++;
  Piece& piece = *static_cast<Piece*>(guard.owner);
  if (!guard.user) {
    piece.guard_states.push_back(std::make_unique<GuardState>());
    guard.user = piece.guard_states.back().get();
  }
  GuardState& state = *static_cast<GuardState*>(guard.user);
  const uint64_t value = guard.failing_value;
  Piece* bridge = bridge_of(guard, state, value);
  if (bridge && !bridge->code->is_attached()) bridge->code->attach(true);  // it was on probation
  Attempts& attempts = attempts_of(guard, state, value);
  attempts.failures++;
  std::shared_ptr<const resume::Description> description = description_of(guard);
  metainterp::RunResult result;
  bool wanted = !bridge && wants_bridge(guard, attempts);
  if (wanted && dispatches_instead(piece, guard)) {
    postpone(attempts);
    wanted = false;
  }
  if (wanted) {
    log_.recording_started("bridge from piece " + std::to_string(piece.number) + " %" + std::to_string(guard.operation));
    limit_inlining(piece.root);
    metainterp::Recording recording =
        record({.guard = &guard, .value = value}, [&] { return metainterp_->record_from_guard(*description, fail_arguments); });
    library_.release_bytes();
    bool compiled = false;
    if (recording.end == metainterp::Recording::End::aborted)
      count_abort(recording);
    else if (bridge_of(guard, state, value))
      log_.rejected("it was compiled in native code that the recording called");
    else
      compiled = compile_bridge(piece, guard, value, recording);
    if (!compiled) postpone(attempts_of(guard, state, value));
    result = std::move(recording.result);
  } else {
    stats.blackhole_runs++;
    double begin = watching_ ? clock_seconds() : 0;
    result = metainterp_->finish(*description, fail_arguments);
    if (watching_) finishing_seconds_ += clock_seconds() - begin;
  }
  if (result.kind == metainterp::RunResult::Kind::returned) {
    std::ranges::copy(result.values, results);
    return backend::ExitAction::portal_returned;
  }
  if (buffer) {
    std::ranges::copy(result.values, buffer);
    return backend::ExitAction::continue_native;
  }
  // Entered from compiled code: nobody native waits at the merge point, so the portal is finished here.
  const jitcode::Function& portal = *description->frames.front().function;
  uint64_t words[64];
  CHECK(result.values.size() <= 64, "a portal has at most 64 live values at its merge point");
  std::ranges::copy(result.values, words);
  portal.portal->resume(words);
  results[0] = words[0];
  results[1] = words[1];
  return backend::ExitAction::portal_returned;
}

}  // namespace jitwright::engine
