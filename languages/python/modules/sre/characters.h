/// Owns what regular expressions know about characters: categories, case, and the sets of a code list.
#pragma once

#include <cstdint>

namespace python::sre {

enum class SreOpcode : uint32_t {
#define SRE(name) name,
#include "modules/sre/opcodes.def"
#undef SRE
};

/// Positions (AT) in the order of their numbers.
enum class At : uint32_t {
  beginning,
  beginning_line,
  beginning_string,
  boundary,
  non_boundary,
  end,
  end_line,
  end_string,
  loc_boundary,
  loc_non_boundary,
  uni_boundary,
  uni_non_boundary,
};
inline constexpr uint32_t at_count = 12, category_count = 18;

/// How two spellings of a character are made one.
enum class Fold : uint32_t { none, ascii, locale, unicode };

uint32_t lower_ascii(uint32_t c);
uint32_t lower_locale(uint32_t c);
uint32_t upper_locale(uint32_t c);
uint32_t lower_unicode(uint32_t c);
uint32_t upper_unicode(uint32_t c);
uint32_t folded(Fold fold, uint32_t c);

/// Letters, digits and the underscore, as the ASCII, locale and Unicode boundaries see them.
bool is_word_ascii(uint32_t c);
bool is_word_locale(uint32_t c);
bool is_word_unicode(uint32_t c);
bool in_category(uint32_t category, uint32_t c);

/// Length in words of the set at `set`, its final FAILURE included; 0 if it is not well formed within `limit` words.
uint32_t set_length(const uint32_t* set, uint32_t limit);
/// Whether the well-formed set contains `c`.
bool set_contains(const uint32_t* set, uint32_t c);

/// Whether the instruction at `code` (one of those that match one character) matches `c`.
bool matches_character(const uint32_t* code, uint32_t c);

}  // namespace python::sre
