#include "modules/sre/characters.h"

#include <cctype>

#include "objects/characters.h"

namespace python::sre {

namespace {

constexpr uint32_t word_bits = 32, bitmap_words = 256 / word_bits, map_words = 64;

bool in_bitmap(const uint32_t* bitmap, uint32_t c) { return bitmap[c / word_bits] >> (c % word_bits) & 1; }

bool is_digit_ascii(uint32_t c) { return c - '0' < 10; }
bool is_space_ascii(uint32_t c) { return c == ' ' || c - 9 < 5; }
bool is_line_break_unicode(uint32_t c) { return c - 10 < 4 || c - 0x1c < 3 || c == 0x85 || c == 0x2028 || c == 0x2029; }

bool matches_locale(uint32_t wanted, uint32_t c) { return c == wanted || lower_locale(c) == wanted || upper_locale(c) == wanted; }

}  // namespace

uint32_t lower_ascii(uint32_t c) { return c - 'A' < 26 ? c + 32 : c; }
uint32_t lower_locale(uint32_t c) { return c < 256 ? static_cast<uint32_t>(tolower(static_cast<int>(c))) : c; }
uint32_t upper_locale(uint32_t c) { return c < 256 ? static_cast<uint32_t>(toupper(static_cast<int>(c))) : c; }
uint32_t lower_unicode(uint32_t c) { return lower_character(c); }
uint32_t upper_unicode(uint32_t c) { return upper_character(c); }
uint32_t folded(Fold fold, uint32_t c) {
  switch (fold) {
    case Fold::ascii: return lower_ascii(c);
    case Fold::locale: return lower_locale(c);
    case Fold::unicode: return lower_unicode(c);
    default: return c;
  }
}

bool is_word_ascii(uint32_t c) { return (c | 32) - 'a' < 26 || is_digit_ascii(c) || c == '_'; }
bool is_word_locale(uint32_t c) { return c < 256 && (isalnum(static_cast<int>(c)) || c == '_'); }
bool is_word_unicode(uint32_t c) { return c < 128 ? is_word_ascii(c) : is_alphanumeric_character(c); }

bool in_category(uint32_t category, uint32_t c) {
  bool negated = category & 1;
  switch (category >> 1) {
    case 0: return is_digit_ascii(c) != negated;
    case 1: return is_space_ascii(c) != negated;
    case 2: return is_word_ascii(c) != negated;
    case 3: return (c == '\n') != negated;
    case 4: return is_word_locale(c) != negated;
    case 5: return is_decimal_character(c) != negated;
    case 6: return is_space_character(c) != negated;
    case 7: return is_word_unicode(c) != negated;
    default: return is_line_break_unicode(c) != negated;
  }
}

uint32_t set_length(const uint32_t* set, uint32_t limit) {
  uint32_t at = 0;
  while (at < limit) {
    uint32_t length = 1;
    switch (static_cast<SreOpcode>(set[at])) {
      case SreOpcode::failure: return at + 1;
      case SreOpcode::negate: break;
      case SreOpcode::literal: length = 2; break;
      case SreOpcode::category:
        if (at + 1 >= limit || set[at + 1] >= category_count) return 0;
        length = 2;
        break;
      case SreOpcode::range:
      case SreOpcode::range_uni_ignore: length = 3; break;
      case SreOpcode::charset: length = 1 + bitmap_words; break;
      case SreOpcode::bigcharset: {
        if (at + 2 + map_words > limit || set[at + 1] > 256) return 0;
        const uint8_t* map = reinterpret_cast<const uint8_t*>(set + at + 2);
        for (uint32_t i = 0; i < 256; i++) {
          if (map[i] >= set[at + 1]) return 0;
        }
        length = 2 + map_words + set[at + 1] * bitmap_words;
        break;
      }
      default: return 0;
    }
    if (length > limit - at) return 0;
    at += length;
  }
  return 0;
}

bool set_contains(const uint32_t* set, uint32_t c) {
  bool wanted = true;
  for (;;) {
    switch (static_cast<SreOpcode>(*set++)) {
      case SreOpcode::negate: wanted = !wanted; break;
      case SreOpcode::literal:
        if (c == *set++) return wanted;
        break;
      case SreOpcode::category:
        if (in_category(*set++, c)) return wanted;
        break;
      case SreOpcode::range:
        if (set[0] <= c && c <= set[1]) return wanted;
        set += 2;
        break;
      case SreOpcode::range_uni_ignore: {
        uint32_t upper = upper_unicode(c);
        if ((set[0] <= c && c <= set[1]) || (set[0] <= upper && upper <= set[1])) return wanted;
        set += 2;
        break;
      }
      case SreOpcode::charset:
        if (c < 256 && in_bitmap(set, c)) return wanted;
        set += bitmap_words;
        break;
      case SreOpcode::bigcharset: {
        uint32_t blocks = *set++;
        const uint8_t* map = reinterpret_cast<const uint8_t*>(set);
        set += map_words;
        if (c < 0x10000 && in_bitmap(set + map[c >> 8] * bitmap_words, c & 255)) return wanted;
        set += blocks * bitmap_words;
        break;
      }
      default: return !wanted;
    }
  }
}

bool matches_character(const uint32_t* code, uint32_t c) {
  switch (static_cast<SreOpcode>(code[0])) {
    case SreOpcode::any: return c != '\n';
    case SreOpcode::any_all: return true;
    case SreOpcode::category: return in_category(code[1], c);
    case SreOpcode::literal: return c == code[1];
    case SreOpcode::not_literal: return c != code[1];
    case SreOpcode::literal_ignore: return lower_ascii(c) == code[1];
    case SreOpcode::not_literal_ignore: return lower_ascii(c) != code[1];
    case SreOpcode::literal_uni_ignore: return lower_unicode(c) == code[1];
    case SreOpcode::not_literal_uni_ignore: return lower_unicode(c) != code[1];
    case SreOpcode::literal_loc_ignore: return matches_locale(code[1], c);
    case SreOpcode::not_literal_loc_ignore: return !matches_locale(code[1], c);
    case SreOpcode::in: return set_contains(code + 2, c);
    case SreOpcode::in_ignore: return set_contains(code + 2, lower_ascii(c));
    case SreOpcode::in_uni_ignore: return set_contains(code + 2, lower_unicode(c));
    case SreOpcode::in_loc_ignore: {
      uint32_t lower = lower_locale(c), upper = upper_locale(c);
      return set_contains(code + 2, lower) || (upper != lower && set_contains(code + 2, upper));
    }
    default: return false;
  }
}

}  // namespace python::sre
