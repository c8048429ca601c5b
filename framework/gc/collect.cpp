// A collection, step by step, and when the next one is due.
#include <time.h>

#include <algorithm>
#include <cstring>

#include "gc/heap_state.h"
#include "gc/lines.h"
#include "gc/mark.h"
#include "support/check.h"

namespace jitwright {

using namespace gc;

namespace {

double now() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

uint8_t* cards_of(uint32_t block) {
  return jw_heap_cards + ((reinterpret_cast<uint64_t>(space.address(block)) >> detail::card_shift) & detail::card_mask);
}

void forget_marks_and_cards(HeapState& heap) {
  for (uint32_t block : heap.blocks) {
    std::memset(space.marks_of(block), 0, words_per_block * sizeof(uint64_t));
    std::memset(cards_of(block), 0, cards_per_block);
  }
  for (const auto* list : {&heap.large, &heap.young_large})
    for (uint32_t block : *list) {
      *space.marks_of(block) = 0;
      for (uint32_t i = 0; i < space.blocks[block].count; ++i) std::memset(cards_of(block + i), 0, cards_per_block);
    }
}

// Retraces the old objects that a dirty card overlaps. Young objects have no start bits yet.
void scan_dirty_block(HeapState& heap, Marker& marker, uint32_t block, const uint8_t* cards) {
  constexpr uint64_t card_size = uint64_t{1} << detail::card_shift;
  constexpr uint32_t granules = card_size / granule_size;
  const uint64_t* starts = space.starts_of(block);
  char* base = space.address(block);
  char* last = nullptr;
  auto retrace = [&](char* object) {
    if (object == last) return;
    last = object;
    marker.retrace(object);
  };
  for (uint32_t card = 0; card < cards_per_block; ++card) {
    if (!cards[card]) continue;
    uint32_t first = card * granules;
    // The object that reaches into the card from before.
    int32_t word = static_cast<int32_t>(first / 64);
    uint64_t bits = first % 64 ? starts[word] & ((uint64_t{1} << first % 64) - 1) : 0;
    while (!bits && --word >= 0) bits = starts[word];
    if (bits) {
      uint64_t granule = static_cast<uint64_t>(word) * 64 + 63 - static_cast<uint64_t>(__builtin_clzll(bits));
      char* object = base + granule * granule_size;
      if (object + heap.size_of(object) > base + card * card_size) retrace(object);
    }
    bits = starts[first / 64] >> first % 64 & 0xffffffff;
    for (; bits; bits &= bits - 1) retrace(base + (first + static_cast<uint64_t>(__builtin_ctzll(bits))) * granule_size);
  }
}

}  // namespace

void HeapState::collect(Collection kind) {
  CHECK(!collecting, "a collection is not started inside another");
  CHECK(!pauses, "no collection is asked for while collections are paused");
  double start = now();
  collecting = true;
  retire_holes();
  if (stress_every) walk_all_holes();

  Marker marker(*this);
  // Old objects keep their marks between full collections; what was stored into them since is found by its card.
  if (kind == Collection::full) forget_marks_and_cards(*this);
  else scan_dirty_cards(*this, marker);
  marker.in_roots = true;
  for (const Root& root : roots) root.trace(root.context, marker);
  for (void* object : dying) marker.visit(object);
  scan_stack(*this, marker);
  marker.in_roots = false;
  marker.drain();

  // Weak references go before the objects that want to know of their death, whoever would keep them alive then.
  clear_dead_weak_references(kind);
  keep_dying_objects(marker, kind);
  drop_weak_references_of_dead_holders(kind);
  finalize_dead_objects(kind);
  live_bytes = marker.live_bytes + (kind == Collection::full ? 0 : live_bytes);
  if (verifies(kind)) verify(*this);
  sweep(*this, kind);

  // A store to an object at hand may be made after the collection though its barrier was before, or was left out: such objects count
  // as written to.
  for (void* object : marker.at_hand) write_barrier(object);
  if (kind == Collection::full) {
    trim_free_blocks(static_cast<uint32_t>((live_bytes / 8 + (4 << 20)) / block_size));
    if (grace && footprint() + static_cast<uint64_t>(std::max<int64_t>(external_bytes, 0)) < limit) grace = 0;
  }
  set_budget(kind);
  collecting = false;
  ++(kind == Collection::full ? collections : minor_collections);
  double pause = now() - start;
  pause_total += pause;
  pause_max = std::max(pause_max, pause);
}

void HeapState::collect_as_needed() {
  bool full = retained_bytes() >= full_threshold || (stress_every && minor_collections % 64 == 63 && !last_was_full);
  last_was_full = full;
  collect(full ? Collection::full : Collection::minor);
}

void HeapState::set_budget(Collection kind) {
  constexpr uint64_t megabyte = 1 << 20;
  uint64_t external = static_cast<uint64_t>(std::max<int64_t>(external_bytes, 0));
  allocated_bytes += allocated_since;
  allocated_since = external_since = 0;
  budget = std::clamp(live_bytes / 4, 4 * megabyte, 32 * megabyte);
  external_budget = std::max(external / 4, 16 * megabyte);
  if (kind == Collection::full) full_threshold = retained_bytes() / 4 * 7 + 8 * megabyte;
}

void gc::scan_dirty_cards(HeapState& heap, Marker& marker) {
  auto any = [](const uint8_t* cards) {
    uint64_t words[cards_per_block / 8];
    std::memcpy(words, cards, sizeof words);
    uint64_t all = 0;
    for (uint64_t word : words) all |= word;
    return all != 0;
  };
  for (uint32_t block : heap.blocks) {
    uint8_t* cards = cards_of(block);
    if (!any(cards)) continue;
    scan_dirty_block(heap, marker, block, cards);
    std::memset(cards, 0, cards_per_block);
  }
  for (uint32_t block : heap.large) {
    bool dirty = false;
    for (uint32_t i = 0; i < space.blocks[block].count; ++i) {
      uint8_t* cards = cards_of(block + i);
      if (!any(cards)) continue;
      dirty = true;
      std::memset(cards, 0, cards_per_block);
    }
    if (dirty) marker.retrace(space.address(block));
  }
  for (uint32_t block : heap.young_large)
    for (uint32_t i = 0; i < space.blocks[block].count; ++i) std::memset(cards_of(block + i), 0, cards_per_block);
}

}  // namespace jitwright
