// The address range all heaps of the process live in, and its side tables, each indexed by position in the range.
//
// Invariants: the range never moves; a block belongs to one heap or is free; a free block that is not `dirty` reads as zero.
// Side tables: `starts` and `marks` have a bit for each 16 bytes, `lines` a byte for each line, `blocks` an entry for each block.
// Taking and giving back blocks is safe between threads; everything else about a block is its heap's own business.
#pragma once

#include <cstddef>
#include <cstdint>

namespace jitwright::gc {

constexpr size_t granule_size = 16;
constexpr size_t line_size = 32;
constexpr size_t block_size = 32768;
constexpr uint32_t lines_per_block = block_size / line_size;
constexpr uint32_t words_per_block = block_size / granule_size / 64;  ///< of `starts` and `marks`
constexpr uint32_t cards_per_block = block_size / 512;
constexpr size_t largest_small = 8192;                               ///< bytes; above, an object has blocks of its own

enum class BlockState : uint8_t {
  free,
  small,  ///< many objects, in lines
  large,  ///< first block of a large object
  tail    ///< further blocks of a large object
};

constexpr uint16_t unknown_length = 0xffff;

struct Block {
  BlockState state;
  bool dirty;             ///< not known to be zero
  bool touched;           ///< small: allocated into since the last collection
  uint16_t largest_hole;  ///< small: lines in the longest free run when last swept, or unknown_length
  uint16_t heap;
  uint32_t count;         ///< large: blocks; tail: distance to the first; small: lines in use when last swept
  uint64_t size;          ///< large: bytes of the object
};

struct Space {
  char* base = nullptr;
  uint32_t capacity = 0;  ///< blocks
  uint32_t frontier = 0;  ///< blocks from here on were never used
  Block* blocks = nullptr;
  uint64_t* starts = nullptr;
  uint64_t* marks = nullptr;
  uint8_t* lines = nullptr;

  char* address(uint32_t block) const { return base + block * block_size; }
  uint64_t offset(const void* address) const { return static_cast<uint64_t>(static_cast<const char*>(address) - base); }
  uint32_t block_of(const void* address) const { return static_cast<uint32_t>(offset(address) / block_size); }
  uint8_t* lines_of(uint32_t block) const { return lines + block * size_t{lines_per_block}; }
  uint64_t* starts_of(uint32_t block) const { return starts + block * size_t{words_per_block}; }
  uint64_t* marks_of(uint32_t block) const { return marks + block * size_t{words_per_block}; }

  bool is_marked(const void* object) const { return test(marks, object); }
  bool is_start(const void* object) const { return test(starts, object); }
  void set_start(const void* object) { starts[offset(object) >> 10] |= bit(object); }
  void set_mark(const void* object) { marks[offset(object) >> 10] |= bit(object); }

 private:
  uint64_t bit(const void* object) const { return uint64_t{1} << (offset(object) / granule_size % 64); }
  bool test(const uint64_t* bits, const void* object) const { return bits[offset(object) >> 10] & bit(object); }
};

extern Space space;

constexpr uint32_t no_block = 0xffffffff;

/// Reserves the range and its tables on the first call.
void reserve_space();

/// `count` neighbouring blocks for `heap`, state free still; no_block if the range is full.
uint32_t take_blocks(uint32_t count, uint16_t heap);

/// Frees `count` blocks from `first` on. Their marks, starts and lines must be clear.
void give_back_blocks(uint32_t first, uint32_t count);

/// Returns the memory of free blocks to the system, but for `keep` of them, and `most` blocks at most. True when that is done.
bool trim_free_blocks(uint32_t keep, uint32_t most);

}  // namespace jitwright::gc
