// States of the lines of a block, and runs of free ones.
//
// Invariants: a line is 0 (free), `old` (objects that survived, or were there before, the last collection), or part of a hole: a run
// that was free and is being allocated into. `live` is set only while marking. Holes of one cycle are never neighbours.
#pragma once

#include <cstdint>

#include "gc/space.h"

namespace jitwright::gc {

constexpr uint8_t line_old = 1, line_hole = 2, line_hole_start = 4, line_live = 8, line_walked = 16;

/// A bit for each line of a block that is free.
struct FreeLines {
  uint64_t words[lines_per_block / 64];
};

inline FreeLines free_lines(const uint8_t* lines) {
  FreeLines result{};
  for (uint32_t i = 0; i < lines_per_block / 8; ++i) {
    uint64_t x;
    __builtin_memcpy(&x, lines + i * 8, 8);
    constexpr uint64_t low7 = 0x7f7f7f7f7f7f7f7f;
    uint64_t zero_bytes = ~(((x & low7) + low7) | x | low7) >> 7;                     // 1 in each byte that is zero
    result.words[i / 8] |= ((zero_bytes * 0x0102040810204080) >> 56) << (i % 8 * 8);  // gathered, first byte lowest
  }
  return result;
}

struct LineRun {
  uint32_t begin, end;
  uint32_t length() const { return end - begin; }
};

/// The first run of free lines that starts at `from` or later; {256, 256} if there is none.
inline LineRun next_run(const FreeLines& free, uint32_t from) {
  auto first = [&](uint32_t at, uint64_t flip) {
    while (at < lines_per_block) {
      uint64_t bits = (free.words[at / 64] ^ flip) >> (at % 64);
      if (bits) return at + static_cast<uint32_t>(__builtin_ctzll(bits));
      at = (at / 64 + 1) * 64;
    }
    return lines_per_block;
  };
  uint32_t begin = first(from, 0);
  return {begin, first(begin, ~uint64_t{0})};
}

}  // namespace jitwright::gc
