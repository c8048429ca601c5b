// A collection under way: what is kept between its pauses.
#pragma once

#include "gc/heap_state.h"
#include "gc/mark.h"

namespace jitwright::gc {

/// How far the dirty cards have been looked at, in one pass over small blocks, large objects and young large objects.
struct CardPass {
  uint32_t list = 0;  ///< 0 small blocks, 1 large objects, 2 young large objects, 3 done
  size_t index = 0;   ///< in that list
  uint64_t card = 0;  ///< in that large object
  bool done() const { return list == 3; }
  bool at_start() const { return list == 0 && index == 0; }
};

struct Cycle {
  Marker marker;
  Collection kind;
  CardPass cards{};
  bool first_pause = true;
  uint32_t pauses_after_first_pass = 0;
};

enum class Objects : uint8_t {
  old,    ///< those with start bits: as long as nothing has looked for young ones
  marked  ///< whatever was traced already and may have been stored into since
};

/// Retraces what was stored into, from where `pass` stands, and clears those cards, until that time at the latest.
void scan_dirty_cards(HeapState& heap, Marker& marker, CardPass& pass, Objects objects, double until);

}  // namespace jitwright::gc
