#include "engine/position.h"

#include <algorithm>

namespace jitwright::engine {

uint64_t Positions::hash(const jitcode::Function* function, std::span<const uint64_t> greens) {
  uint64_t h = reinterpret_cast<uint64_t>(function);
  for (uint64_t green : greens) h = (h ^ green) * 0x9e3779b97f4a7c15u ^ (h >> 29);
  return h;
}

Position* Positions::find(const jitcode::Function* function, std::span<const uint64_t> greens) const {
  auto [first, last] = by_hash_.equal_range(hash(function, greens));
  for (auto it = first; it != last; ++it)
    if (it->second->function == function && std::ranges::equal(it->second->greens, greens)) return it->second;
  return nullptr;
}

Position& Positions::find_or_add(const jw_portal* portal, const jitcode::Function* function, std::span<const uint64_t> greens) {
  if (Position* position = find(function, greens)) return *position;
  auto position = std::make_unique<Position>();
  position->portal = portal;
  position->function = function;
  position->greens.assign(greens.begin(), greens.end());
  by_hash_.emplace(hash(function, greens), position.get());
  positions_.push_back(std::move(position));
  return *positions_.back();
}

}  // namespace jitwright::engine
