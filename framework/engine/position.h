// Guest positions (portal and greens) the engine has heard of: how hot, what is compiled, what went wrong.
//
// A position is made only when its counter ran out for the first time; until then a slot of jw_counters is all there is.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
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
  uint32_t slot = 0;             ///< of jw_counters
  uint64_t executions = 0;       ///< known to the engine, since the last recording attempt or compilation
  uint32_t last_iterations = 0;  ///< recordings that left the guest loop
  bool was_invalidated = false;  ///< code that started here is still around
  uint32_t aborts = 0;           ///< each doubles the executions it takes until the next attempt

  bool has_greens(const uint64_t* words) const {
    for (uint64_t green : greens)
      if (green != *words++) return false;
    return true;
  }
};

/// Hash table of positions, keyed by the portal's function and the greens.
class Positions {
 public:
  Position* find(const jitcode::Function* function, std::span<const uint64_t> greens) const;
  Position& find_or_add(const jw_portal* portal, const jitcode::Function* function, std::span<const uint64_t> greens);
  const std::vector<std::unique_ptr<Position>>& all() const { return positions_; }
  /// Drops what was neither compiled nor tried in vain, except `kept`.
  void forget_cold(const Position* kept = nullptr);

 private:
  struct Row {
    uint64_t hash = 0;
    Position* position = nullptr;
  };
  static uint64_t hash(const jitcode::Function* function, std::span<const uint64_t> greens);
  void insert(Position* position);
  void rebuild();
  std::vector<std::unique_ptr<Position>> positions_;
  std::vector<Row> rows_;  ///< open addressing, at most half full
};

}  // namespace jitwright::engine
