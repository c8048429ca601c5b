// From an address to the object around it.
//
// Objects that survived a collection have start bits: look back for the nearest one. Younger ones have none, since allocation is to
// cost nothing; but they lie gapless in their hole, each with its size, so a walk from the hole's begin finds them:
//
//     lines    old | start hole hole hole | old
//     objects  [a ]  [b][c   ][d]0000       [e]      d's size is found by adding b's and c's; a zero header ends the walk
//
// While collecting, such a walk leaves start bits and marks the lines as walked, so that each hole is walked once.
#include "gc/heap_state.h"
#include "gc/lines.h"

namespace jitwright {

using namespace gc;

namespace {

uint64_t small_size(const char* object) {
  return (reinterpret_cast<const Header*>(object)->gc & HeapState::size_mask) * granule_size;
}

// Calls visit(object, size) for the objects of the hole whose first line is `line`, while it returns true. `stops`: places where
// allocation stands.
template <class Visit>
void walk_hole(uint32_t block, uint32_t line, const char* stop1, const char* stop2, Visit visit) {
  const uint8_t* lines = space.lines_of(block);
  char* start = space.address(block);
  char* object = start + line * line_size;
  uint32_t first = line;
  for (;;) {
    line = static_cast<uint32_t>((object - start) / static_cast<ptrdiff_t>(line_size));
    if (line >= lines_per_block || !(lines[line] & line_hole)) return;
    if (line != first && (lines[line] & line_hole_start)) return;
    if (object == stop1 || object == stop2) return;
    uint64_t size = small_size(object);
    if (!size || !visit(object, size)) return;
    object += size;
  }
}

uint32_t hole_start(const uint8_t* lines, uint32_t line) {
  while (!(lines[line] & line_hole_start)) --line;
  return line;
}

void walk_and_remember(uint32_t block, uint32_t line) {
  uint8_t* lines = space.lines_of(block);
  walk_hole(block, line, nullptr, nullptr, [](char* object, uint64_t) {
    space.set_start(object);
    return true;
  });
  do lines[line] |= line_walked;
  while (++line < lines_per_block && (lines[line] & (line_hole | line_hole_start)) == line_hole);
}

// The last object that starts at or before `address` in its block, by start bits.
char* last_start(uint32_t block, uint64_t address) {
  const uint64_t* starts = space.starts_of(block);
  uint64_t granule = (address - reinterpret_cast<uint64_t>(space.address(block))) / granule_size;
  int64_t word = static_cast<int64_t>(granule / 64);
  uint64_t bits = starts[word] & (~uint64_t{0} >> (63 - granule % 64));
  while (!bits) {
    if (--word < 0) return nullptr;
    bits = starts[word];
  }
  return space.address(block) + (static_cast<uint64_t>(word) * 64 + 63 - static_cast<uint64_t>(__builtin_clzll(bits))) * granule_size;
}

void* around(char* object, uint64_t size, uint64_t address) {
  return object && address - reinterpret_cast<uint64_t>(object) < size ? object : nullptr;
}

// The large object whose blocks include `block`.
void* find_large(const HeapState& heap, uint32_t block, uint64_t address) {
  const Block* entry = &space.blocks[block];
  if (entry->state == BlockState::tail) {
    block -= entry->count;
    entry = &space.blocks[block];
  }
  return entry->state == BlockState::large ? around(space.address(block), entry->size, address) : nullptr;
}

}  // namespace

bool gc::owns(const HeapState& heap, const void* address) {
  uint64_t offset = space.offset(address);
  if (offset >= uint64_t{space.frontier} * block_size) return false;
  const Block& block = space.blocks[offset / block_size];
  return block.state != BlockState::free && block.heap == heap.id;
}

void* HeapState::find_object(uint64_t address) {
  if (!owns(*this, reinterpret_cast<void*>(address))) return nullptr;
  uint32_t block = space.block_of(reinterpret_cast<void*>(address));
  if (space.blocks[block].state != BlockState::small) return find_large(*this, block, address);
  const uint8_t* lines = space.lines_of(block);
  uint32_t line = static_cast<uint32_t>((address / line_size) % lines_per_block);
  if ((lines[line] & (line_old | line_hole)) == 0) return nullptr;
  if ((lines[line] & (line_hole | line_walked)) == line_hole) walk_and_remember(block, hole_start(lines, line));
  char* object = last_start(block, address);
  return object ? around(object, small_size(object), address) : nullptr;
}

void* HeapState::object_at(const void* pointer) const {
  if (!owns(*this, pointer)) return nullptr;
  uint64_t address = reinterpret_cast<uint64_t>(pointer);
  uint32_t block = space.block_of(pointer);
  if (space.blocks[block].state != BlockState::small) return find_large(*this, block, address);
  const uint8_t* lines = space.lines_of(block);
  uint32_t line = static_cast<uint32_t>((address / line_size) % lines_per_block);
  if ((lines[line] & line_hole) == 0) {
    char* object = lines[line] ? last_start(block, address) : nullptr;
    return object ? around(object, small_size(object), address) : nullptr;
  }
  void* found = nullptr;
  walk_hole(block, hole_start(lines, line), context->cursor, overflow.cursor, [&](char* object, uint64_t size) {
    found = around(object, size, address);
    return !found;
  });
  return found;
}

void HeapState::for_each(void (*visit)(void* object, size_t size, void* context), void* user) const {
  for (uint32_t block : blocks) {
    const uint8_t* lines = space.lines_of(block);
    for (uint32_t line = 0; line < lines_per_block; ++line) {
      if (lines[line] & line_hole_start) {
        walk_hole(block, line, context->cursor, overflow.cursor, [&](char* object, uint64_t size) {
          visit(object, size, user);
          return true;
        });
      } else if (lines[line] & line_old) {
        uint64_t bits = space.starts_of(block)[line / 32] >> (line % 32 * 2) & 3;
        for (; bits; bits &= bits - 1) {
          char* object = space.address(block) + line * line_size + static_cast<uint64_t>(__builtin_ctzll(bits)) * granule_size;
          visit(object, small_size(object), user);
        }
      }
    }
  }
  for (const auto* list : {&large, &young_large})
    for (uint32_t block : *list) visit(space.address(block), space.blocks[block].size, user);
}

void HeapState::walk_all_holes() {
  for (uint32_t block : touched) {
    const uint8_t* lines = space.lines_of(block);
    for (uint32_t line = 0; line < lines_per_block; ++line)
      if ((lines[line] & (line_hole_start | line_walked)) == line_hole_start) walk_and_remember(block, line);
  }
}

}  // namespace jitwright
