// Memory for machine code, resume data and what belongs to them stays below a limit.
//
// At three quarters of it, bridges are detached from their guards and roots lose their mark: what is used again shows itself, a
// bridge by its guard's next failure, a root by its next entry. At the limit, what did not show itself goes, with what hangs on
// it; if that is not enough, all goes but what runs. What runs is found like a reference: by the words on the native stack.
#include <algorithm>

#include "engine/engine.h"
#include "engine/native_stack.h"
#include "engine/timer.h"

namespace jitwright::engine {

namespace {

size_t rounded(size_t bytes) { return (bytes + 63) & ~size_t{63}; }

template <class Visit>
void for_each_piece(const std::vector<std::unique_ptr<Root>>& roots, Visit visit) {
  for (const auto& root : roots) {
    if (!root) continue;
    visit(root->piece);
    for (const auto& bridge : root->bridges) visit(*bridge);
  }
}

/// Compiling may take this part of the time; where it takes more, thresholds rise.
constexpr double usual_share = 1.0 / 16;
constexpr uint32_t most_threshold_doublings = 15, doublings_at_once = 3;
/// After so many new roots their use is looked at.
constexpr uint32_t roots_between_looks = 128;

}  // namespace

void MemoryUse::operator+=(const MemoryUse& use) {
  code += use.code;
  exits += use.exits;
  resume += use.resume;
  labels += use.labels;
  other += use.other;
}

void MemoryUse::operator-=(const MemoryUse& use) {
  code -= use.code;
  exits -= use.exits;
  resume -= use.resume;
  labels -= use.labels;
  other -= use.other;
}

MemoryUse Engine::memory_of(const Piece& piece) {
  MemoryUse use;
  use.code = rounded(piece.code->stats.code_bytes);
  use.exits = piece.code->stats.data_bytes;
  use.resume = piece.resume.bytes();
  use.other = sizeof(Piece) + (piece.constants.size() + piece.targets.size()) * sizeof(uint64_t);
  if (&piece != &piece.root->piece) return use;
  use.labels = piece.root->labels.bytes() + sizeof(Root) - sizeof(Piece);
  if (piece.root->recording) use.other += piece.root->recording->bytes();
  return use;
}

void Engine::limit_memory(Piece& newest) {
  newest.memory = memory_of(newest);
  memory_ += newest.memory;
  stats.memory_peak = std::max<uint64_t>(stats.memory_peak, memory_in_use());
  // What is being compiled refers to other code that nothing else may keep.
  if (shaped_token_ != no_token) return;
  uint64_t limit = options().memory;
  if (memory_in_use() > limit) reclaim_memory(newest);
  if (memory_in_use() > limit / 4 * 3 && !on_probation_) begin_probation(newest);
}

void Engine::begin_probation(const Piece& newest) {
  on_probation_ = true;
  forget_recordings();
  for_each_piece(roots_, [&](Piece& piece) {
    if (&piece == &newest) return;
    piece.root->used = false;
    if (piece.guard) piece.code->attach(false);
  });
}

void Engine::keep(Piece& piece) {
  std::vector<Piece*> work{&piece};
  while (!work.empty()) {
    Piece* next = work.back();
    work.pop_back();
    if (next->kept) continue;
    next->kept = true;
    if (next->parent) work.push_back(next->parent);
    for (uint32_t token : next->targets) work.push_back(&roots_[token]->piece);
  }
}

/// False if it cannot tell: only the running stack can be looked at.
bool Engine::keep_what_runs() {
  if (metainterp_->has_suspended_stacks()) return false;
  struct Place {
    uint64_t begin, end;
    Piece* piece;
  };
  std::vector<Place> places;
  for_each_piece(roots_, [&](Piece& piece) {
    auto code = reinterpret_cast<uint64_t>(piece.code.get()), start = reinterpret_cast<uint64_t>(piece.code->machine_code);
    places.push_back({code, code + 1, &piece});
    if (start) places.push_back({start, start + piece.code->stats.code_bytes + 1, &piece});
  });
  std::ranges::sort(places, {}, &Place::begin);
  return for_each_word_of_native_stack([&](uint64_t word) {
    auto next = std::ranges::upper_bound(places, word, {}, &Place::begin);
    if (next != places.begin() && word < std::prev(next)->end) keep(*std::prev(next)->piece);
  });
}

/// Which code shows to have been used since it was put on probation.
void Engine::keep_what_is_used() {
  for_each_piece(roots_, [&](Piece& piece) {
    bool used = piece.guard ? piece.code->is_attached() : piece.root->used;
    if (used && !piece.invalid) keep(piece);
  });
}

void Engine::reclaim_memory(Piece& newest) {
  stats.reclamations++;
  metainterp_->interrupt_recordings();  // they may name what goes
  for (bool all : {false, true}) {
    for_each_piece(roots_, [](Piece& piece) { piece.kept = false; });
    keep(newest);
    for (const InProgress& each : in_progress_)
      if (each.guard) keep(*static_cast<Piece*>(each.guard->owner));
    if (!keep_what_runs()) {  // nothing can be given up, so nothing more should be compiled
      threshold_doublings_ = most_threshold_doublings;
      return;
    }
    if (!all && on_probation_) keep_what_is_used();
    drop_what_is_not_kept();
    if (memory_in_use() < options().memory / 4 * 3) break;
  }
  on_probation_ = false;
  adjust_thresholds();
}

/// They name roots that may go.
void Engine::forget_recordings() {
  for (auto& root : roots_) {
    if (!root || !root->recording) continue;
    memory_.other -= root->recording->bytes();
    root->piece.memory.other -= root->recording->bytes();
    root->recording.reset();
  }
}

void Engine::drop_what_is_not_kept() {
  forget_recordings();
  for (auto& root : roots_) {
    if (!root) continue;
    for (auto& bridge : root->bridges) {
      if (bridge->kept) continue;
      drop(*bridge);
      bridge.reset();
    }
    std::erase(root->bridges, nullptr);
    if (root->piece.kept) continue;
    drop(root->piece);
    if (root->is_shaped) {
      if (root->plain) std::erase_if(root->plain->shaped, [&](const ShapedEntry& entry) { return entry.root == root.get(); });
    } else {
      for (const ShapedEntry& entry : root->shaped)
        if (entry.root) entry.root->plain = nullptr;
      Position& position = *root->position;
      if (position.root == root.get()) {
        position.root = nullptr;
        position.aborts++;
      }
    }
    root.reset();
  }
  for (Slot& slot : slots()) {
    slot.latest = nullptr;
    slot.has_code = false;
  }
  for (const auto& root : roots_)
    if (root) slot_of(root->position->slot).has_code = true;
  make_filter();
  descriptions_.clear();
  std::vector<bool> needed(pool_->constants().size());
  for_each_piece(roots_, [&](Piece& piece) { piece.resume.mark_constants(needed); });
  pool_->keep(needed);
}

void Engine::drop(Piece& piece) {
  stats.pieces_dropped++;
  memory_ -= piece.memory;
  forget_reliance(piece);
  if (!piece.guard || !piece.parent->kept || piece.invalid) return;
  GuardState& state = *static_cast<GuardState*>(piece.guard->user);
  std::optional<uint64_t> value = piece.value;
  forget_bridge(piece);
  postpone(attempts_of(*piece.guard, state, value.value_or(0)));
}

/// Where compiling takes much of the time since the last look, most of what is compiled is not worth it: it takes more to
/// be compiled from now on.
void Engine::adjust_thresholds() {
  double now = thread_seconds();
  double compiling = compiling_seconds();
  bool too_much = compiling - compiling_before_ > (now - adjusted_at_) * usual_share;
  threshold_doublings_ = too_much ? std::min(threshold_doublings_ + doublings_at_once, most_threshold_doublings)
                                  : threshold_doublings_ - std::min(threshold_doublings_, 1u);
  compiling_before_ = compiling;
  adjusted_at_ = now;
}

/// Now and then: where hardly any of the older roots was entered while the newest were compiled, the program does not come back to
/// what it did, and thresholds rise if compiling takes much of the time.
void Engine::look_at_use() {
  if (roots_.size() < roots_looked_at_ + roots_between_looks) return;
  uint32_t used = 0, older = 0;
  for (uint32_t i = 0; i < roots_.size(); i++) {
    if (!roots_[i]) continue;
    if (i < roots_looked_at_) {
      older++;
      used += roots_[i]->entered;
    }
    roots_[i]->entered = false;
  }
  bool first_look = roots_looked_at_ == 0;
  roots_looked_at_ = static_cast<uint32_t>(roots_.size());
  if (!first_look && used * 4 < older) adjust_thresholds();
}

}  // namespace jitwright::engine
