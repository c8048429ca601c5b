// Quasi-immutable fields: compiled code that relied on one is given up when the field is stored to.
//
// Code that runs then leaves at its next guard_not_invalidated; what jumps to or calls it is given up as well, because it would leave
// at once again and again. The memory comes back with the next reclamation. A field that keeps changing is not relied on any more.
#include <algorithm>
#include <cstring>

#include "engine/engine.h"
#include "metainterp/interpreter.h"

extern "C" {
__thread uint8_t jw_relied_on[jw_filter_size] __attribute__((tls_model("initial-exec")));

void jw_field_changes(const void* field, uint64_t size) {
  if (auto* engine = jitwright::engine::Engine::current_or_null()) engine->field_changes(reinterpret_cast<uint64_t>(field), size);
}
}

namespace jitwright::engine {

namespace {
/// Changes that stop compiled code, for each field.
constexpr uint32_t most_changes = 4;
/// Stores that are looked at byte by byte.
constexpr uint64_t small_store = 64;

uint8_t& filter_of(uint64_t address) { return jw_relied_on[(address >> 3) % jw_filter_size]; }
}  // namespace

bool Engine::may_rely_on(uint64_t field) {
  auto found = relied_on_.find(field);
  return found == relied_on_.end() || found->second.changes < most_changes;
}

/// What the recording relied on is still so, and what it leads to can still be used. What the trace itself changes is no longer relied on.
bool Engine::still_holds(const metainterp::Recording& recording) {
  bool holds = true;
  for (const metainterp::ReliedField& field : recording.relied) {
    if (metainterp::read_memory(field.address, field.type) != field.word) {
      relied_on_[field.address].changes = most_changes;
      holds = false;
    }
  }
  for (uint32_t token : targets_of(recording.trace)) {
    if (!roots_[token] || roots_[token]->piece.invalid) holds = false;
  }
  return holds;
}

void Engine::rely_on(Piece& piece, const std::vector<metainterp::ReliedField>& fields) {
  for (const metainterp::ReliedField& field : fields) piece.relied.push_back(field.address);
  std::ranges::sort(piece.relied);
  piece.relied.erase(std::unique(piece.relied.begin(), piece.relied.end()), piece.relied.end());
  piece.relied.shrink_to_fit();
  for (uint64_t address : piece.relied) {
    std::vector<Piece*>& pieces = relied_on_[address].pieces;
    if (!std::ranges::count(pieces, &piece)) pieces.push_back(&piece);
    filter_of(address) = 1;
  }
}

void Engine::field_changes(uint64_t field, uint64_t size) {
  std::vector<uint64_t> changed;
  if (size <= small_store) {
    for (uint64_t address = field; address < field + size; ++address) {
      if (relied_on_.contains(address)) changed.push_back(address);
    }
  } else {
    for (const auto& [address, relied] : relied_on_) {
      if (address - field < size) changed.push_back(address);
    }
  }
  for (uint64_t address : changed) {
    ReliedOn& relied = relied_on_[address];
    if (relied.pieces.empty()) continue;
    ++relied.changes;
    std::vector<Piece*> pieces = std::move(relied.pieces);
    relied.pieces.clear();
    for (Piece* piece : pieces) invalidate(*piece);
  }
}

void Engine::invalidate(Piece& first) {
  std::vector<Piece*> work{&first};
  while (!work.empty()) {
    Piece& piece = *work.back();
    work.pop_back();
    if (piece.invalid) continue;
    piece.invalid = true;
    stats.invalidations++;
    log_.invalidated(piece);
    piece.code->invalidate();
    if (piece.guard) {
      forget_bridge(piece);
      for (const auto& bridge : piece.root->bridges) {
        if (bridge->parent == &piece) work.push_back(bridge.get());
      }
      continue;
    }
    Root& root = *piece.root;
    if (!root.is_shaped && root.position->root == &root) {
      root.position->root = nullptr;
      root.position->executions = 0;
    }
    root.position->was_invalidated = true;
    for (const auto& bridge : root.bridges) work.push_back(bridge.get());
    for (const auto& other : roots_) {
      if (!other) continue;
      auto leads_here = [&](const Piece& each) { return std::ranges::count(each.targets, root.token) != 0; };
      if (leads_here(other->piece)) work.push_back(&other->piece);
      for (const auto& bridge : other->bridges) {
        if (leads_here(*bridge)) work.push_back(bridge.get());
      }
    }
  }
}

/// Of a piece that goes.
void Engine::forget_reliance(Piece& piece) {
  for (uint64_t address : piece.relied) {
    auto found = relied_on_.find(address);
    if (found == relied_on_.end()) continue;
    std::erase(found->second.pieces, &piece);
    if (found->second.pieces.empty()) relied_on_.erase(found);
  }
}

void Engine::make_filter() {
  std::memset(jw_relied_on, 0, sizeof jw_relied_on);
  for (const auto& [address, relied] : relied_on_) filter_of(address) = 1;
}

}  // namespace jitwright::engine
