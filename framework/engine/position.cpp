#include "engine/position.h"

#include <algorithm>

namespace jitwright::engine {

uint64_t Positions::hash(const jitcode::Function* function, std::span<const uint64_t> greens) {
  uint64_t h = reinterpret_cast<uint64_t>(function);
  for (uint64_t green : greens) h = (h ^ green) * 0x9e3779b97f4a7c15u ^ (h >> 29);
  return h ^ (h >> 32);
}

Position* Positions::find(const jitcode::Function* function, std::span<const uint64_t> greens) const {
  if (rows_.empty()) return nullptr;
  uint64_t wanted = hash(function, greens);
  size_t mask = rows_.size() - 1;
  for (size_t at = wanted & mask; rows_[at].position; at = (at + 1) & mask) {
    Position* position = rows_[at].position;
    if (rows_[at].hash == wanted && position->function == function && std::ranges::equal(position->greens, greens)) return position;
  }
  return nullptr;
}

Position& Positions::find_or_add(const jw_portal* portal, const jitcode::Function* function, std::span<const uint64_t> greens) {
  if (Position* position = find(function, greens)) return *position;
  auto position = std::make_unique<Position>();
  position->portal = portal;
  position->function = function;
  position->greens.assign(greens.begin(), greens.end());
  positions_.push_back(std::move(position));
  if (positions_.size() * 2 > rows_.size())
    rebuild();
  else
    insert(positions_.back().get());
  return *positions_.back();
}

void Positions::forget_cold(const Position* kept) {
  std::erase_if(positions_, [&](const auto& each) { return !each->root && !each->was_invalidated && each->aborts == 0 && each.get() != kept; });
  rebuild();
}

void Positions::insert(Position* position) {
  uint64_t own = hash(position->function, position->greens);
  size_t mask = rows_.size() - 1, at = own & mask;
  while (rows_[at].position) at = (at + 1) & mask;
  rows_[at] = {own, position};
}

void Positions::rebuild() {
  size_t size = 64;
  while (size < positions_.size() * 4) size *= 2;
  rows_.assign(size, Row());
  for (const auto& position : positions_) insert(position.get());
}

}  // namespace jitwright::engine
