// After marking: lines without live objects become free, blocks without live objects and dead large objects go back.
#include <algorithm>
#include <cstring>

#include "gc/heap_state.h"
#include "gc/lines.h"

namespace jitwright::gc {

namespace {

constexpr int poison = 0xdb;
constexpr uint32_t fewest_recyclable = 16;  // lines: with fewer free ones, a block is not worth a visit

void poison_block(HeapState& heap, uint32_t block, uint8_t kept) {
  const uint64_t *starts = space.starts_of(block), *marks = space.marks_of(block);
  char* base = space.address(block);
  for (uint32_t word = 0; word < words_per_block; ++word) {
    for (uint64_t dead = starts[word] & ~marks[word]; dead; dead &= dead - 1) {
      char* object = base + (word * 64 + static_cast<uint64_t>(__builtin_ctzll(dead))) * granule_size;
      std::memset(object, poison, heap.size_of(object));
    }
  }
  const uint8_t* lines = space.lines_of(block);
  for (uint32_t line = 0; line < lines_per_block; ++line) {
    if (!lines[line] || (lines[line] & kept)) continue;
    std::memset(base + line * line_size, poison, line_size);
    forbid(base + line * line_size, line_size);
  }
}

uint32_t sum_of_halves(__m128i x) {
  return static_cast<uint32_t>(_mm_cvtsi128_si64(x) + _mm_cvtsi128_si64(_mm_unpackhi_epi64(x, x)));
}

enum class Outcome { empty, recyclable, full };

Outcome sweep_block(HeapState& heap, uint32_t block, uint8_t kept) {
  if (heap.poisons()) poison_block(heap, block, kept);
  std::memcpy(space.starts_of(block), space.marks_of(block), words_per_block * sizeof(uint64_t));
  uint8_t* lines = space.lines_of(block);
  static_assert(line_old == 1 && line_live == 8, "the states of sixteen lines are shifted at once");
  const __m128i zero = _mm_setzero_si128(), one = _mm_set1_epi8(line_old), kept_old = kept & line_old ? one : zero;
  __m128i used_twice = zero, died_twice = zero;  // each half counts its lines
  for (uint32_t line = 0; line < lines_per_block; line += 16) {
    __m128i* at = reinterpret_cast<__m128i*>(lines + line);
    __m128i states = _mm_loadu_si128(at), live = _mm_and_si128(_mm_srli_epi16(states, 3), one);
    died_twice = _mm_add_epi64(died_twice, _mm_sad_epu8(_mm_and_si128(_mm_andnot_si128(live, states), one), zero));
    states = _mm_or_si128(live, _mm_and_si128(states, kept_old));
    _mm_storeu_si128(at, states);
    used_twice = _mm_add_epi64(used_twice, _mm_sad_epu8(states, zero));
  }
  uint32_t used = sum_of_halves(used_twice);
  heap.died_bytes += sum_of_halves(died_twice) * line_size;
  heap.used_lines += used;
  heap.used_lines -= space.blocks[block].count;
  space.blocks[block].count = used;
  space.blocks[block].touched = false;
  space.blocks[block].largest_hole = unknown_length;
  if (used == 0) return Outcome::empty;
  if (lines_per_block - used < fewest_recyclable) return Outcome::full;
  FreeLines free = free_lines(lines);
  for (LineRun run = next_run(free, 0); run.begin < lines_per_block; run = next_run(free, run.end))
    if (run.length() >= heap.shortest_hole) return Outcome::recyclable;
  return Outcome::full;
}

void sweep_large(HeapState& heap, std::vector<uint32_t>& list, std::vector<uint32_t>& survivors) {
  size_t kept = 0;
  for (uint32_t block : list) {
    uint32_t count = space.blocks[block].count;
    if (space.is_marked(space.address(block))) {
      if (&list == &survivors) {
        list[kept++] = block;
      } else {
        survivors.push_back(block);
        heap.large_bytes += count * block_size;
      }
      continue;
    }
    if (&list == &survivors) {
      heap.large_bytes -= count * block_size;
      heap.died_bytes += count * block_size;
    }
    if (heap.poisons()) {
      std::memset(space.address(block), poison, space.blocks[block].size);
      forbid(space.address(block), count * block_size);
    }
    give_back_blocks(block, count);
    heap.owned_blocks -= count;
  }
  if (&list == &survivors) list.resize(kept);
  else list.clear();
}

}  // namespace

void sweep(HeapState& heap, Collection kind) {
  constexpr uint64_t small_heap = uint64_t{16} << 20;
  // Short holes cost time, which is well spent only where much memory lies between objects that are alive.
  const double waste = static_cast<double>(heap.footprint()) / static_cast<double>(heap.live_bytes + small_heap);
  heap.shortest_hole = waste < 2 ? 8 : waste < 3 ? 4 : 2;
  heap.died_bytes = 0;
  if (kind == Collection::minor) {
    // Blocks without new objects are as they were.
    for (size_t i = heap.touched.size(); i-- > 0;)
      if (sweep_block(heap, heap.touched[i], line_live | line_old) != Outcome::full) heap.recyclable.push_back(heap.touched[i]);
  } else {
    // Low addresses are used first, so that the rest may become empty.
    if (!std::is_sorted(heap.blocks.begin(), heap.blocks.end())) std::sort(heap.blocks.begin(), heap.blocks.end());
    heap.recyclable.clear();
    size_t kept = 0;
    for (uint32_t block : heap.blocks) {
      Outcome outcome = sweep_block(heap, block, line_live);
      if (outcome == Outcome::empty) {
        give_back_blocks(block, 1);
        --heap.owned_blocks;
        continue;
      }
      heap.blocks[kept++] = block;
      if (outcome == Outcome::recyclable) heap.recyclable.push_back(block);
    }
    heap.blocks.resize(kept);
    std::reverse(heap.recyclable.begin(), heap.recyclable.end());
    sweep_large(heap, heap.large, heap.large);
  }
  heap.touched.clear();
  sweep_large(heap, heap.young_large, heap.large);
}

void release_all(HeapState& heap) {
  for (uint32_t block : heap.blocks) {
    std::memset(space.starts_of(block), 0, words_per_block * sizeof(uint64_t));
    std::memset(space.marks_of(block), 0, words_per_block * sizeof(uint64_t));
    std::memset(space.lines_of(block), 0, lines_per_block);
    give_back_blocks(block, 1);
  }
  for (const auto* list : {&heap.large, &heap.young_large})
    for (uint32_t block : *list) {
      *space.marks_of(block) = 0;
      give_back_blocks(block, space.blocks[block].count);
    }
  *heap.context = {};
}

}  // namespace jitwright::gc
