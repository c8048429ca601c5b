#include "gc/space.h"

#include <sys/mman.h>

#include <algorithm>
#include <mutex>

#include "jitwright/heap.h"
#include "support/check.h"

namespace jitwright::gc {

Space space;

namespace {

std::mutex mutex;             // guards everything below, `frontier`, and Block::state changes from and to free
uint32_t lowest_free = 0;     // no free block below
uint32_t dirty_free = 0;      // free blocks that hold memory of the system

// In a large heap a page fault for each 4 KB costs more than the objects put there: what is taken for the first time is asked for half a
// megabyte at a time. Systems that do not know the request refuse it, and it comes page by page; so it does for large objects, of which a
// program may use a part.
void ask_for_memory(uint32_t block) {
  constexpr size_t large = size_t{8} << 20, portion = size_t{512} << 10;
  constexpr uint32_t blocks = portion / block_size;
  if (block >= space.frontier && block % blocks == 0 && block * block_size >= large && block + blocks <= space.capacity)
    madvise(space.address(block), portion, MADV_POPULATE_WRITE);
}

void* reserve(size_t bytes) {
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory == MAP_FAILED ? nullptr : memory;
}

// Everything in one mapping, so that a refusal leaves nothing behind. Huge pages would make each small table cost 2 MB.
bool try_reserve(uint32_t blocks) {
  size_t heap = blocks * block_size, bits = heap / granule_size / 8, lines = heap / line_size, table = blocks * sizeof(Block);
  char* memory = static_cast<char*>(reserve(heap + block_size + 2 * bits + lines + table));
  if (!memory) return false;
  madvise(memory, heap + block_size + 2 * bits + lines + table, MADV_NOHUGEPAGE);
  char* aligned = reinterpret_cast<char*>((reinterpret_cast<uint64_t>(memory) + block_size - 1) & ~(block_size - 1));
  space.base = aligned;
  space.starts = reinterpret_cast<uint64_t*>(aligned + heap);
  space.marks = reinterpret_cast<uint64_t*>(aligned + heap + bits);
  space.lines = reinterpret_cast<uint8_t*>(aligned + heap + 2 * bits);
  space.blocks = reinterpret_cast<Block*>(aligned + heap + 2 * bits + lines);
  space.capacity = blocks;
  return true;
}

}  // namespace

void reserve_space() {
  std::lock_guard lock(mutex);
  if (space.base) return;
  // 64 GB is what the card table spans; less where the address space is limited.
  constexpr uint32_t most = (uint64_t{64} << 30) / block_size, least = (uint64_t{16} << 20) / block_size;
  for (uint32_t blocks = most; blocks >= least; blocks /= 2)
    if (try_reserve(blocks)) return;
  CHECK(false, "the system gives address space for the heap");
}

uint32_t take_blocks(uint32_t count, uint16_t heap) {
  std::lock_guard lock(mutex);
  while (lowest_free < space.frontier && space.blocks[lowest_free].state != BlockState::free) ++lowest_free;
  uint32_t run = 0, first = lowest_free;
  for (uint32_t i = lowest_free; run < count; ++i) {
    if (i >= space.capacity) return no_block;
    if (i >= space.frontier || space.blocks[i].state == BlockState::free) {
      ++run;
    } else {
      run = 0;
      first = i + 1;
    }
  }
  if (count == 1) ask_for_memory(first);
  space.frontier = std::max(space.frontier, first + count);
  if (first == lowest_free) lowest_free = first + count;
  for (uint32_t i = first; i < first + count; ++i) {
    dirty_free -= space.blocks[i].dirty;
    space.blocks[i].heap = heap;
    space.blocks[i].state = BlockState::tail;
    space.blocks[i].count = i - first;
  }
  return first;
}

void give_back_blocks(uint32_t first, uint32_t count) {
  std::lock_guard lock(mutex);
  for (uint32_t i = first; i < first + count; ++i) {
    dirty_free += space.blocks[i].dirty;
    space.blocks[i] = {BlockState::free, space.blocks[i].dirty, false, 0, 0, 0, 0};
  }
  lowest_free = std::min(lowest_free, first);
}

bool trim_free_blocks(uint32_t keep, uint32_t most) {
  std::lock_guard lock(mutex);
  uint32_t wanted = keep;
  if (dirty_free > most) keep = std::max(keep, dirty_free - most);
  for (uint32_t i = space.frontier; i > 0 && dirty_free > keep;) {
    uint32_t end = i;
    while (i > 0 && space.blocks[i - 1].state == BlockState::free && space.blocks[i - 1].dirty && dirty_free > keep) {
      --i;
      space.blocks[i].dirty = false;
      --dirty_free;
    }
    if (i < end) madvise(space.address(i), (end - i) * block_size, MADV_DONTNEED);
    else --i;
  }
  return keep == wanted;
}

}  // namespace jitwright::gc

namespace jitwright::detail {

AddressRange heap_range() {
  gc::reserve_space();
  auto begin = reinterpret_cast<uintptr_t>(gc::space.base);
  return {begin, begin + gc::space.capacity * gc::block_size};
}

}  // namespace jitwright::detail
