// States of the lines of a block, and runs of free ones.
//
// Invariants: a line is 0 (free), `old` (objects that survived, or were there before, the last collection), or part of a hole: a run
// that was free and is being allocated into. `live` is set only while marking. Holes of one cycle are never neighbours.
#pragma once

#include <emmintrin.h>

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
  for (uint32_t i = 0; i < lines_per_block; i += 16) {
    __m128i states = _mm_loadu_si128(reinterpret_cast<const __m128i*>(lines + i));
    uint64_t zero_bytes = static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(states, _mm_setzero_si128())));
    result.words[i / 64] |= zero_bytes << i % 64;
  }
  return result;
}

struct LineRun {
  uint32_t begin, end;
  uint32_t length() const { return end - begin; }
};

/// The first run of free lines that starts at `from` or later; {lines_per_block, lines_per_block} if there is none.
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
