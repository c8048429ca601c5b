// Guest positions (portal and greens) the engine has heard of: how hot, what is compiled, what went wrong.
//
// A position is made only when its counter ran out for the first time; until then a slot of jw_counters is all there is.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include <jitwright/runtime.h>

#include "jitcode/function.h"

namespace jitwright::engine {

struct Root;

struct Position {
  const jw_portal* portal = nullptr;
  const jitcode::Function* function = nullptr;
  std::vector<uint64_t> greens;
  Root* root = nullptr;          ///< compiled code that starts here
  uint64_t executions = 0;       ///< known to the engine, since the last recording attempt
  uint32_t aborts = 0;           ///< each doubles the executions it takes until the next attempt
};

/// Hash table of positions, keyed by the portal's function and the greens.
class Positions {
 public:
  Position* find(const jitcode::Function* function, std::span<const uint64_t> greens) const;
  Position& find_or_add(const jw_portal* portal, const jitcode::Function* function, std::span<const uint64_t> greens);
  const std::vector<std::unique_ptr<Position>>& all() const { return positions_; }

 private:
  static uint64_t hash(const jitcode::Function* function, std::span<const uint64_t> greens);
  std::vector<std::unique_ptr<Position>> positions_;
  std::unordered_multimap<uint64_t, Position*> by_hash_;
};

}  // namespace jitwright::engine
