// The card table: where references may have been stored since the last collection.
//
// One byte for 512 bytes of the heap, set by write_barrier from the field's address alone. A dirty card stands for all objects
// that overlap it.
#include <algorithm>
#include <cstring>

#include "gc/cycle.h"
#include "gc/lines.h"

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

static_assert(cards_per_block == 64, "a word has a bit for each card of a block");

// The lowest bits of eight bytes.
uint64_t gather(uint64_t bytes) { return (bytes & 0x0101010101010101) * 0x0102040810204080 >> 56; }

uint64_t dirty_cards(const uint8_t* cards) {
  uint64_t result = 0;
  for (uint32_t i = 0; i < cards_per_block; i += 8) {
    uint64_t bytes;
    std::memcpy(&bytes, cards + i, 8);
    result |= gather(bytes) << i;
  }
  return result;
}

// Those that old or marked objects lie on.
uint64_t cards_with_objects(const uint8_t* lines) {
  static_assert(uint64_t{1} << detail::card_shift == 16 * line_size && line_old == 1 && line_live == 8, "a card is sixteen lines");
  uint64_t result = 0;
  for (uint32_t i = 0; i < cards_per_block; ++i) {
    uint64_t states[2];
    std::memcpy(states, lines + i * 16, 16);
    states[0] |= states[1];
    states[0] |= states[0] >> 3;
    result |= uint64_t{(states[0] & 0x0101010101010101) != 0} << i;
  }
  return result;
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
  // In freshly allocated memory most cards are dirty; nothing has been marked on these.
  for (uint64_t left = dirty_cards(cards) & cards_with_objects(space.lines_of(block)); left; left &= left - 1) {
    uint32_t card = static_cast<uint32_t>(__builtin_ctzll(left));
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

// From card `from` on; returns the card to go on with, or the number of cards when nothing is left.
uint64_t scan_large(HeapState& heap, Marker& marker, uint32_t block, uint64_t from, double until) {
  constexpr uint64_t card_size = uint64_t{1} << detail::card_shift;
  void* object = space.address(block);
  uint64_t end = uint64_t{space.blocks[block].count} * cards_per_block;
  if (!space.is_marked(object)) return end;  // its cards stay as they are: whoever marks it traces the whole of it
  if (!marker.has_parts(object)) {
    if (!take_cards(block)) return end;
    marker.retrace(object);
    heap.retraced_bytes += space.blocks[block].size;
    return end;
  }
  for (uint64_t card = from; card < end;) {
    uint8_t* cards = cards_of(block + static_cast<uint32_t>(card / cards_per_block));
    if (card % cards_per_block == 0 && !any(cards)) {
      card += cards_per_block;
      continue;
    }
    for (uint64_t i = card % cards_per_block; i < cards_per_block; ++i, ++card) {
      if (!cards[i]) continue;
      cards[i] = 0;
      marker.retrace_part(object, card * card_size, (card + 1) * card_size);
    }
    if (now() >= until) return card;
  }
  return end;
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

void count_as_written(HeapState& heap, Marker& marker) {
  for (void* object : marker.at_hand) {
    size_t size = std::min(heap.size_of(object), largest_small);
    if (size < largest_small || !marker.has_parts(object)) size = 1;  // one card stands for the object
    write_barrier_range(object, static_cast<char*>(object) + size);
  }
  marker.at_hand.clear();
}

void scan_dirty_cards(HeapState& heap, Marker& marker, CardPass& pass, Objects objects, double until) {
  constexpr uint32_t blocks_between_looks_at_the_clock = 16;
  if (pass.at_start()) heap.retraced_bytes = 0;
  if (pass.list == 0) {
    for (uint32_t scanned = 0; pass.index < heap.blocks.size(); ++pass.index) {
      uint32_t block = heap.blocks[pass.index];
      uint8_t* cards = cards_of(block);
      if (!any(cards)) continue;
      if (++scanned % blocks_between_looks_at_the_clock == 0 && now() >= until) return;
      scan_block(heap, marker, block, cards, objects == Objects::old ? space.starts_of(block) : space.marks_of(block));
      std::memset(cards, 0, cards_per_block);
    }
    pass = {.list = 1};
  }
  for (; !pass.done(); pass = {.list = pass.list + 1}) {
    const std::vector<uint32_t>& list = pass.list == 1 ? heap.large : heap.young_large;
    for (; pass.index < list.size(); ++pass.index, pass.card = 0) {
      if (pass.card || now() < until) {
        uint32_t block = list[pass.index];
        pass.card = scan_large(heap, marker, block, pass.card, until);
        if (pass.card >= uint64_t{space.blocks[block].count} * cards_per_block) continue;
      }
      return;
    }
  }
}

}  // namespace jitwright::gc
