/// Owns the loops over characters: opaque to traces, the same for each width.
#pragma once

#include "modules/sre/matcher.h"

namespace python::sre {

template <class Character>
struct Text {
  JW_IMMUTABLE Character at[1];
};

JW_DONT_LOOK_INSIDE JW_READONLY bool in_wide_set(const CharacterSet* set, uint32_t c);

template <class Character>
[[gnu::always_inline]] inline bool in_set(const CharacterSet* set, Character c) {
  if constexpr (sizeof(Character) == 1)
    return set->has[c];
  else
    return c < 256 ? set->has[c] : in_wide_set(set, c);
}

/// The first position in [position, limit] that is `limit` or not in the set.
template <class Character>
JW_DONT_LOOK_INSIDE JW_READONLY int64_t end_of_run(const CharacterSet* set, const Text<Character>* text, int64_t position,
                                                   int64_t limit);
/// The first position in [position, limit) that is in the set, or -1.
template <class Character>
JW_DONT_LOOK_INSIDE JW_READONLY int64_t find_in_set(const CharacterSet* set, const Text<Character>* text, int64_t position,
                                                    int64_t limit);
/// The last position in [low, position] that is before `end` and in the set, or -1.
template <class Character>
JW_DONT_LOOK_INSIDE JW_READONLY int64_t find_back(const CharacterSet* set, const Text<Character>* text, int64_t position,
                                                  int64_t low, int64_t end);
/// The first position in [position, limit] whose character is in `wanted`, all before it being in `set`; or -1.
template <class Character>
JW_DONT_LOOK_INSIDE JW_READONLY int64_t find_through(const CharacterSet* set, const CharacterSet* wanted,
                                                     const Text<Character>* text, int64_t position, int64_t limit, int64_t end);
/// The first position in [position, end) where the program's scan allows a match to start, or -1.
template <class Character>
JW_DONT_LOOK_INSIDE JW_READONLY int64_t find_start(const Program* program, const Text<Character>* text, int64_t position,
                                                   int64_t end);
/// Whether characters[first, first + count) are at `position`; they fit.
template <class Character>
JW_DONT_LOOK_INSIDE JW_READONLY bool text_is_at(const Program* program, uint32_t first, uint32_t count,
                                                const Text<Character>* text, int64_t position);
/// Whether the position is of that sort.
template <class Character>
JW_DONT_LOOK_INSIDE JW_READONLY bool is_at(At at, const Text<Character>* text, int64_t position, int64_t end);
/// Whether text[a, a + count) and text[b, b + count) are the same when folded.
template <class Character>
JW_DONT_LOOK_INSIDE JW_READONLY bool same_text(Fold fold, const Text<Character>* text, int64_t a, int64_t b, int64_t count);

}  // namespace python::sre
