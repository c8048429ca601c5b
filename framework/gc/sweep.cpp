// After marking: lines without live objects become free, blocks without live objects and dead large objects go back.
#include <algorithm>
#include <cstring>

#include "gc/heap_state.h"
#include "gc/lines.h"

namespace jitwright::gc {

namespace {

constexpr int poison = 0xdb;
constexpr uint32_t fewest_recyclable = 8;  // lines: with fewer free ones, a block is not worth a visit

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

enum class Outcome { empty, recyclable, full };

Outcome sweep_block(HeapState& heap, uint32_t block, uint8_t kept) {
  if (heap.poisons()) poison_block(heap, block, kept);
  std::memcpy(space.starts_of(block), space.marks_of(block), words_per_block * sizeof(uint64_t));
  uint8_t* lines = space.lines_of(block);
  uint32_t used = 0, died = 0;
  static_assert(line_old == 1 && line_live == 8, "the states of eight lines are shifted at once");
  for (uint32_t line = 0; line < lines_per_block; line += 8) {
    uint64_t states;
    std::memcpy(&states, lines + line, 8);
    died += static_cast<uint32_t>(__builtin_popcountll(states & ~(states >> 3) & 0x0101010101010101));
    states = (states >> 3 | (kept & line_old ? states : 0)) & 0x0101010101010101;
    std::memcpy(lines + line, &states, 8);
    used += static_cast<uint32_t>(__builtin_popcountll(states));
  }
  heap.died_bytes += died * line_size;
  heap.used_lines += used;
  heap.used_lines -= space.blocks[block].count;
  space.blocks[block].count = used;
  space.blocks[block].touched = false;
  space.blocks[block].largest_hole = 0;
  if (used == 0) {
    space.blocks[block].largest_hole = 255;
    return Outcome::empty;
  }
  if (lines_per_block - used < fewest_recyclable) return Outcome::full;
  FreeLines free = free_lines(lines);
  uint32_t largest = 0;
  for (LineRun run = next_run(free, 0); run.begin < lines_per_block; run = next_run(free, run.end))
    largest = std::max(largest, run.length());
  space.blocks[block].largest_hole = static_cast<uint8_t>(std::min(largest, 255u));
  return largest >= 2 ? Outcome::recyclable : Outcome::full;
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
