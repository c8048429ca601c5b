// The card table: where references may have been stored since the last collection.
//
// One byte for 512 bytes of the heap, set by write_barrier from the field's address alone. A dirty card stands for all objects that
// overlap it.
#include <cstring>

#include "gc/heap_state.h"
#include "gc/mark.h"

namespace jitwright::gc {

namespace {

uint8_t* cards_of(uint32_t block) {
  return jw_heap_cards + ((reinterpret_cast<uint64_t>(space.address(block)) >> detail::card_shift) & detail::card_mask);
}

bool any(const uint8_t* cards) {
  uint64_t words[cards_per_block / 8];
  std::memcpy(words, cards, sizeof words);
  uint64_t all = 0;
  for (uint64_t word : words) all |= word;
  return all != 0;
}

// `objects`: start bits, or marks, of the objects to look at.
void scan_block(HeapState& heap, Marker& marker, uint32_t block, const uint8_t* cards, const uint64_t* objects) {
  constexpr uint64_t card_size = uint64_t{1} << detail::card_shift;
  constexpr uint32_t granules = card_size / granule_size;
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
    uint64_t bits = first % 64 ? objects[word] & ((uint64_t{1} << first % 64) - 1) : 0;
    while (!bits && --word >= 0) bits = objects[word];
    if (bits) {
      uint64_t granule = static_cast<uint64_t>(word) * 64 + 63 - static_cast<uint64_t>(__builtin_clzll(bits));
      char* object = base + granule * granule_size;
      if (object + heap.size_of(object) > base + card * card_size) retrace(object);
    }
    bits = objects[first / 64] >> first % 64 & 0xffffffff;
    for (; bits; bits &= bits - 1) retrace(base + (first + static_cast<uint64_t>(__builtin_ctzll(bits))) * granule_size);
  }
}

// Clears the cards of a large object; true if one was dirty.
bool take_cards(uint32_t block) {
  bool dirty = false;
  for (uint32_t i = 0; i < space.blocks[block].count; ++i) {
    uint8_t* cards = cards_of(block + i);
    if (!any(cards)) continue;
    dirty = true;
    std::memset(cards, 0, cards_per_block);
  }
  return dirty;
}

}  // namespace

void forget_marks_and_cards(HeapState& heap) {
  for (uint32_t block : heap.blocks) {
    std::memset(space.marks_of(block), 0, words_per_block * sizeof(uint64_t));
    std::memset(cards_of(block), 0, cards_per_block);
  }
  for (const auto* list : {&heap.large, &heap.young_large})
    for (uint32_t block : *list) {
      *space.marks_of(block) = 0;
      take_cards(block);
    }
}

void scan_dirty_cards(HeapState& heap, Marker& marker, Collection kind) {
  // Start bits are those of old objects: nothing has looked for young ones yet.
  bool minor = kind == Collection::minor;
  for (uint32_t block : heap.blocks) {
    uint8_t* cards = cards_of(block);
    if (!any(cards)) continue;
    scan_block(heap, marker, block, cards, minor ? space.starts_of(block) : space.marks_of(block));
    std::memset(cards, 0, cards_per_block);
  }
  heap.retraced_bytes = 0;
  for (uint32_t block : heap.large) {
    if (!take_cards(block) || !space.is_marked(space.address(block))) continue;
    marker.retrace(space.address(block));
    heap.retraced_bytes += space.blocks[block].size;
  }
  for (uint32_t block : heap.young_large)
    if (take_cards(block) && !minor && space.is_marked(space.address(block))) marker.retrace(space.address(block));
}

}  // namespace jitwright::gc
