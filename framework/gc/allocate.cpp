// The slow path of allocation: where the next free memory comes from.
//
// Small objects are bumped into holes: runs of free lines, first of the blocks with free lines, then of new blocks. An object of
// several lines that does not fit into the rest of the hole goes to a second hole, `overflow`, so that no hole is given up for
// it. Memory is zeroed when it is about to be used, a few kilobytes ahead.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "gc/heap_state.h"
#include "gc/lines.h"
#include "support/check.h"

namespace jitwright {

using namespace gc;

namespace {

constexpr size_t zero_ahead = 4096;

size_t room(const char* from, const char* to) { return static_cast<size_t>(to - from); }

char* next_line(char* address) {
  return reinterpret_cast<char*>((reinterpret_cast<uint64_t>(address) + line_size - 1) & ~(line_size - 1));
}

// Gives the unused lines of the hole back; the walk over the hole then ends where the objects end.
void retire(Hole& hole) {
  if (hole.end) {
    char* unused = next_line(hole.cursor);
    if (unused < hole.end) {
      uint32_t block = space.block_of(unused);
      uint64_t line = room(space.address(block), unused) / line_size;
      std::memset(space.lines_of(block) + line, 0, room(unused, hole.end) / line_size);
    }
  }
  hole = {};
}

// Zeroes so far that `size` bytes from the cursor on, and up to `ahead` more, may be used. Returns the bytes zeroed.
size_t extend(Hole& hole, size_t size, size_t ahead) {
  char* to = std::min(hole.end, next_line(std::max(hole.cursor + size, hole.zeroed + ahead)));
  size_t bytes = room(hole.zeroed, to);
  std::memset(hole.zeroed, 0, bytes);
  hole.zeroed = to;
  return bytes;
}

// As extend, for memory that is written at once: what follows in the last line is zeroed, for the walk over the hole.
size_t skip(Hole& hole, size_t size) {
  char* end = hole.cursor + size;
  char* to = std::min(hole.end, next_line(end));
  if (to <= hole.zeroed) return 0;
  size_t bytes = room(hole.zeroed, to);
  std::memset(end, 0, room(end, to));
  hole.zeroed = to;
  return bytes;
}

uint32_t acquire(HeapState& heap, uint32_t count) {
  if (heap.limit && heap.charged_bytes() + count * block_size > heap.limit + heap.grace) return no_block;
  uint32_t block = take_blocks(count, heap.id);
  if (block != no_block) heap.most_blocks = std::max(heap.most_blocks, heap.owned_blocks += count);
  return block;
}

uint32_t acquire_small(HeapState& heap) {
  uint32_t block = acquire(heap, 1);
  if (block == no_block) return no_block;
  space.blocks[block].count = 0;
  space.blocks[block].state = BlockState::small;
  heap.blocks.push_back(block);
  return block;
}

Hole claim(HeapState& heap, uint32_t block, LineRun run) {
  uint8_t* lines = space.lines_of(block);
  std::memset(lines + run.begin, line_hole, run.length());
  lines[run.begin] |= line_hole_start;
  Block& entry = space.blocks[block];
  if (!entry.touched) {
    entry.touched = true;
    heap.touched.push_back(block);
  }
  Hole hole;
  hole.cursor = space.address(block) + run.begin * line_size;
  hole.end = space.address(block) + run.end * line_size;
  permit(hole.cursor, room(hole.cursor, hole.end));
  hole.zeroed = entry.dirty ? hole.cursor : hole.end;
  if (!entry.dirty) heap.allocated_since += run.length() * line_size;
  entry.dirty = true;
  return hole;
}

// The next hole for small objects; false when memory is exhausted.
bool next_hole(HeapState& heap) {
  HoleSource& source = heap.hole_source;
  for (;;) {
    if (LineRun run = source.next(heap.shortest_hole); run.length() > 0) {
      heap.hole = claim(heap, source.block, run);
      return true;
    }
    uint32_t block;
    if (!heap.recyclable.empty()) {
      block = heap.recyclable.back();
      heap.recyclable.pop_back();
    } else {
      block = acquire_small(heap);
      if (block == no_block) return false;
    }
    source = HoleSource(block);
  }
}

uint32_t largest_hole(uint32_t block) {
  uint16_t& known = space.blocks[block].largest_hole;
  if (known == unknown_length) {
    known = 0;
    FreeLines free = free_lines(space.lines_of(block));
    for (LineRun run = next_run(free, 0); run.begin < lines_per_block; run = next_run(free, run.end))
      known = std::max(known, static_cast<uint16_t>(run.length()));
  }
  return known;
}

// A block with a hole of so many lines: one of the next recyclable ones, or a new one.
uint32_t block_with_hole(HeapState& heap, uint32_t lines) {
  constexpr size_t candidates = 8;
  for (size_t i = 0; i < std::min(candidates, heap.recyclable.size()); ++i) {
    uint32_t& candidate = heap.recyclable[heap.recyclable.size() - 1 - i];
    if (largest_hole(candidate) < lines) continue;
    uint32_t block = candidate;
    candidate = heap.recyclable.back();
    heap.recyclable.pop_back();
    return block;
  }
  return acquire_small(heap);
}

void* allocate_overflow(HeapState& heap, size_t size, Contents contents) {
  Hole& hole = heap.overflow;
  if (room(hole.cursor, hole.end) < size) {
    retire(hole);
    uint32_t lines = static_cast<uint32_t>((size + line_size - 1) / line_size);
    LineRun run = heap.overflow_source.next(lines);
    if (run.length() == 0) {
      uint32_t block = block_with_hole(heap, lines);
      if (block == no_block) return nullptr;
      heap.overflow_source = HoleSource(block);
      run = heap.overflow_source.next(lines);
    }
    hole = claim(heap, heap.overflow_source.block, run);
  }
  if (room(hole.cursor, hole.zeroed) < size) heap.allocated_since += contents == Contents::zero ? extend(hole, size, 0) : skip(hole, size);
  char* object = hole.cursor;
  hole.cursor += size;
  return object;
}

void* allocate_small(HeapState& heap, size_t size, Contents contents) {
  AllocationContext& context = *heap.context;
  Hole& hole = heap.hole;
  for (;;) {
    hole.cursor = context.cursor;
    if (size <= room(hole.cursor, hole.end)) break;
    // A larger one may not fit into the next, either.
    if (size > heap.shortest_hole * line_size) return allocate_overflow(heap, size, contents);
    retire(hole);
    bool found = next_hole(heap);
    context.cursor = hole.cursor;
    context.limit = hole.zeroed;
    if (!found) return nullptr;
  }
  if (size > room(hole.cursor, hole.zeroed)) heap.allocated_since += contents == Contents::zero ? extend(hole, size, zero_ahead) : skip(hole, size);
  context.cursor = hole.cursor + size;
  context.limit = hole.zeroed;
  return hole.cursor;
}

void* allocate_large(HeapState& heap, size_t size, Contents contents) {
  uint32_t count = static_cast<uint32_t>((size + block_size - 1) / block_size);
  uint32_t first = acquire(heap, count);
  if (first == no_block) return nullptr;
  permit(space.address(first), size);
  for (uint32_t i = 0; i < count; ++i) {
    Block& block = space.blocks[first + i];
    if (block.dirty && contents == Contents::zero) std::memset(space.address(first + i), 0, std::min(block_size, size - i * block_size));
    block.dirty = true;
  }
  Block& head = space.blocks[first];
  head.count = count;
  head.size = size;
  head.state = BlockState::large;
  heap.young_large.push_back(first);
  heap.allocated_since += size;
  heap.unused_since += count * block_size - size;
  return space.address(first);
}

}  // namespace

HoleSource::HoleSource(uint32_t block) : block(block) {
  if (block != no_block) free = free_lines(space.lines_of(block));
}

LineRun HoleSource::next(uint32_t length) {
  while (line < lines_per_block) {
    LineRun run = next_run(free, line);
    line = run.end;
    if (run.length() >= length) return run;
  }
  return {lines_per_block, lines_per_block};
}

bool HeapState::collection_due(size_t size) {
  if (pauses) return false;
  if (stress_every && ++stress_count >= stress_every) {
    stress_count = 0;
    return true;
  }
  uint64_t taken = allocated_since + unused_since;
  if (size > largest_small && taken + size > budget && taken > 0) return true;
  return taken >= budget || external_since >= external_budget;
}

[[gnu::noinline]] void* HeapState::allocate(size_t size, Contents contents) {
  constexpr size_t largest = size_t{1} << 46;
  if (size > largest) return nullptr;
  CHECK(!collecting, "trace functions and finalizers allocate nothing");
  size = (size + granule_size - 1) & ~(granule_size - 1);
  context->limit = hole.zeroed;
  if (collection_due(size)) {
    StackMark mark(*this);
    collect_as_needed();
  }
  auto attempt = [&] { return size > largest_small ? allocate_large(*this, size, contents) : allocate_small(*this, size, contents); };
  void* object = attempt();
  // Where the program goes on beyond its limit, not each step is worth a collection.
  if (!object && !pauses && (!grace || allocated_since > limit / 32 || size > largest_small)) {
    StackMark mark(*this);
    collect(Collection::full);
    object = attempt();
  }
  if (object && contents == Contents::undefined) std::memset(object, 0, 16);
  if (object && size <= largest_small) static_cast<Header*>(object)->gc = static_cast<uint32_t>(size / granule_size);
  if (stress_every) request_slow_path();
  return object;
}

bool HeapState::fits(uint64_t bytes) const {
  constexpr uint64_t largest = uint64_t{1} << 46;
  uint64_t addresses = uint64_t{space.capacity} * block_size;
  return bytes <= largest && charged_bytes() + bytes + block_size <= (limit ? std::min(limit + grace, addresses) : addresses);
}

void* HeapState::allocate_or_die(size_t size, Contents contents) {
  void* object = allocate(size, contents);
  if (object) return object;
  uint64_t over = charged_bytes() > limit ? charged_bytes() - limit : 0;
  uint64_t step = std::max(limit / 64, uint64_t{1} << 20), most = std::max(limit / 4, uint64_t{32} << 20);
  if (out_of_memory && over < most) {
    grace = over + step + (size > largest_small ? size + block_size : 0);
    out_of_memory();
    object = allocate(size, contents);
    if (object) return object;
  }
  std::fprintf(stderr, "jitwright: out of memory: %zu bytes beyond the heap's limit of %llu\n", size,
               static_cast<unsigned long long>(limit));
  std::abort();
}

void HeapState::retire_holes() {
  hole.cursor = context->cursor;
  retire(hole);
  retire(overflow);
  *context = {};
  // A block just chosen may not have been allocated into.
  if (hole_source.block != no_block && !space.blocks[hole_source.block].touched) recyclable.push_back(hole_source.block);
  hole_source = overflow_source = HoleSource();
}

void HeapState::request_slow_path() { context->limit = context->cursor; }

}  // namespace jitwright
