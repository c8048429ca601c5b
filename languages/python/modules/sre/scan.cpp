#include "modules/sre/scan.h"

#include <cstring>

namespace python::sre {

bool in_wide_set(const CharacterSet* set, uint32_t c) {
  switch (set->wide) {
    case Wide::none: return false;
    case Wide::all: return true;
    case Wide::one: return c == set->value;
    default: return matches_character(set->code, c);
  }
}

template <class Character>
int64_t end_of_run(const CharacterSet* set, const Text<Character>* text, int64_t position, int64_t limit) {
  const Character* data = text->at;
  if constexpr (sizeof(Character) == 1) {
    if (set->except >= 0) {
      const void* found = memchr(data + position, set->except, static_cast<size_t>(limit - position));
      return found ? static_cast<const uint8_t*>(found) - data : limit;
    }
    const uint8_t* has = set->has;
    while (position + 4 <= limit) {
      if (!has[data[position]]) return position;
      if (!has[data[position + 1]]) return position + 1;
      if (!has[data[position + 2]]) return position + 2;
      if (!has[data[position + 3]]) return position + 3;
      position += 4;
    }
  }
  while (position < limit && in_set(set, data[position])) position++;
  return position;
}

template <class Character>
int64_t find_in_set(const CharacterSet* set, const Text<Character>* text, int64_t position, int64_t limit) {
  const Character* data = text->at;
  if constexpr (sizeof(Character) == 1) {
    const uint8_t* has = set->has;
    while (position + 4 <= limit) {
      if (has[data[position]]) return position;
      if (has[data[position + 1]]) return position + 1;
      if (has[data[position + 2]]) return position + 2;
      if (has[data[position + 3]]) return position + 3;
      position += 4;
    }
  }
  while (position < limit && !in_set(set, data[position])) position++;
  return position < limit ? position : -1;
}

template <class Character>
int64_t find_back(const CharacterSet* set, const Text<Character>* text, int64_t position, int64_t low, int64_t end) {
  const Character* data = text->at;
  if (position == end) position--;
  while (position >= low && !in_set(set, data[position])) position--;
  return position >= low ? position : -1;
}

template <class Character>
int64_t find_through(const CharacterSet* set, const CharacterSet* wanted, const Text<Character>* text, int64_t position,
                     int64_t limit, int64_t end) {
  const Character* data = text->at;
  for (; position < end; position++) {
    if (in_set(wanted, data[position])) return position;
    if (position >= limit || !in_set(set, data[position])) return -1;
  }
  return -1;
}

template <class Character>
int64_t find_start(const Program* program, const Text<Character>* text, int64_t position, int64_t end) {
  const Character* data = text->at;
  switch (program->scan) {
    case Scan::beginning: return position == 0 ? 0 : -1;
    case Scan::set: return find_in_set(&program->sets[program->scan_value], text, position, end);
    case Scan::character: {
      uint32_t c = program->scan_value;
      if constexpr (sizeof(Character) == 1) {
        if (c > 255 || position >= end) return -1;
        const void* found = memchr(data + position, static_cast<int>(c), static_cast<size_t>(end - position));
        return found ? static_cast<const uint8_t*>(found) - data : -1;
      } else {
        while (position < end && data[position] != c) position++;
        return position < end ? position : -1;
      }
    }
    case Scan::text: {
      uint32_t count = program->scan_count;
      if constexpr (sizeof(Character) == 1) {
        if (program->scan_wide || position >= end) return -1;
        const void* found =
            memmem(data + position, static_cast<size_t>(end - position), program->narrow_characters + program->scan_value, count);
        return found ? static_cast<const uint8_t*>(found) - data : -1;
      } else {
        const uint32_t* wanted = program->characters + program->scan_value;
        for (; position + count <= end; position++) {
          if (data[position] == wanted[0] && text_is_at(program, program->scan_value, count, text, position)) return position;
        }
        return -1;
      }
    }
    default: return position;
  }
}

template <class Character>
bool text_is_at(const Program* program, uint32_t first, uint32_t count, const Text<Character>* text, int64_t position) {
  const Character* data = text->at + position;
  const uint32_t* wanted = program->characters + first;
  for (uint32_t i = 0; i < count; i++) {
    if (data[i] != wanted[i]) return false;
  }
  return true;
}

template <class Character>
bool is_at(At at, const Text<Character>* text, int64_t position, int64_t end) {
  const Character* data = text->at;
  auto boundary = [&](bool (*is_word)(uint32_t), bool wanted) {
    if (end == 0) return false;
    bool before = position > 0 && is_word(data[position - 1]), after = position < end && is_word(data[position]);
    return (before != after) == wanted;
  };
  switch (at) {
    case At::beginning:
    case At::beginning_string: return position == 0;
    case At::beginning_line: return position == 0 || data[position - 1] == '\n';
    case At::end: return position == end || (position == end - 1 && data[position] == '\n');
    case At::end_line: return position == end || data[position] == '\n';
    case At::end_string: return position == end;
    case At::boundary: return boundary(is_word_ascii, true);
    case At::non_boundary: return boundary(is_word_ascii, false);
    case At::loc_boundary: return boundary(is_word_locale, true);
    case At::loc_non_boundary: return boundary(is_word_locale, false);
    case At::uni_boundary: return boundary(is_word_unicode, true);
    default: return boundary(is_word_unicode, false);
  }
}

template <class Character>
bool same_text(Fold fold, const Text<Character>* text, int64_t a, int64_t b, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    Character x = text->at[a + i], y = text->at[b + i];
    if (x != y && (fold == Fold::none || folded(fold, x) != folded(fold, y))) return false;
  }
  return true;
}

#define INSTANTIATE(C)                                                                                                \
  template int64_t end_of_run(const CharacterSet*, const Text<C>*, int64_t, int64_t);                                 \
  template int64_t find_in_set(const CharacterSet*, const Text<C>*, int64_t, int64_t);                                \
  template int64_t find_back(const CharacterSet*, const Text<C>*, int64_t, int64_t, int64_t);                         \
  template int64_t find_through(const CharacterSet*, const CharacterSet*, const Text<C>*, int64_t, int64_t, int64_t); \
  template int64_t find_start(const Program*, const Text<C>*, int64_t, int64_t);                                      \
  template bool text_is_at(const Program*, uint32_t, uint32_t, const Text<C>*, int64_t);                              \
  template bool is_at(At, const Text<C>*, int64_t, int64_t);                                                          \
  template bool same_text(Fold, const Text<C>*, int64_t, int64_t, int64_t);
INSTANTIATE(uint8_t)
INSTANTIATE(uint16_t)
INSTANTIATE(uint32_t)
#undef INSTANTIATE

}  // namespace python::sre
