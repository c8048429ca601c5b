/// The methods of str that look at characters: case and classification, by the Unicode tables of utf8proc.
#include <algorithm>

#include <utf8proc.h>

#include "objects/builtin.h"
#include "objects/characters.h"
#include "objects/errors.h"
#include "objects/operations.h"

namespace python {

bool is_space_char(uint32_t c);
bool is_printable_char(uint32_t c);
void define_str_case_methods();

namespace {

utf8proc_category_t category(uint32_t c) { return utf8proc_category(static_cast<int32_t>(c)); }
bool is_upper_char(uint32_t c) {
  if (c < 128) return c >= 'A' && c <= 'Z';
  return category(c) == UTF8PROC_CATEGORY_LU || (c >= 0x2160 && c <= 0x216f) || (c >= 0x24b6 && c <= 0x24cf);
}
bool is_lower_char(uint32_t c) {
  if (c < 128) return c >= 'a' && c <= 'z';
  return category(c) == UTF8PROC_CATEGORY_LL || c == 0xaa || c == 0xba || (c >= 0x2170 && c <= 0x217f) ||
         (c >= 0x24d0 && c <= 0x24e9);
}
bool is_title_char(uint32_t c) { return c >= 128 && category(c) == UTF8PROC_CATEGORY_LT; }
bool is_cased(uint32_t c) { return is_upper_char(c) || is_lower_char(c) || is_title_char(c); }
bool is_alpha_char(uint32_t c) {
  if (c < 128) return (c | 32) >= 'a' && (c | 32) <= 'z';
  utf8proc_category_t k = category(c);
  return k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_LO;
}
bool is_decimal_char(uint32_t c) { return c < 128 ? c >= '0' && c <= '9' : category(c) == UTF8PROC_CATEGORY_ND; }
bool is_digit_char(uint32_t c) {
  return is_decimal_char(c) || c == 0xb2 || c == 0xb3 || c == 0xb9 || c == 0x2070 || (c >= 0x2074 && c <= 0x2079) ||
         (c >= 0x2080 && c <= 0x2089) || (c >= 0x2460 && c <= 0x2468);
}
bool is_numeric_char(uint32_t c) {
  if (is_digit_char(c)) return true;
  if (c < 128) return false;
  utf8proc_category_t k = category(c);
  return k == UTF8PROC_CATEGORY_NL || k == UTF8PROC_CATEGORY_NO;
}

/// Characters whose upper or title form is more than one character: what programs meet of them.
struct Expansion {
  uint32_t c;
  const char *upper, *title, *fold;
};
const Expansion expansions[] = {
    {0xdf, "SS", "Ss", "ss"},
    {0xfb00, "FF", "Ff", "ff"},
    {0xfb01, "FI", "Fi", "fi"},
    {0xfb02, "FL", "Fl", "fl"},
    {0xfb03, "FFI", "Ffi", "ffi"},
    {0xfb04, "FFL", "Ffl", "ffl"},
    {0xfb05, "ST", "St", "st"},
    {0xfb06, "ST", "St", "st"},
    {0x149, "\u02bcN", "\u02bcN", "\u02bcn"},
    {0x1f0, "J\u030c", "J\u030c", "j\u030c"},
    {0x1e9e, "\u1e9e", "\u1e9e", "ss"},
};
const Expansion* expansion(uint32_t c) {
  if (c < 0xdf) return nullptr;
  for (const Expansion& e : expansions) {
    if (e.c == c) return &e;
  }
  return nullptr;
}

uint32_t lower_char(uint32_t c) {
  if (c < 128) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  return static_cast<uint32_t>(utf8proc_tolower(static_cast<int32_t>(c)));
}
void append_upper(StrBuilder& out, uint32_t c) {
  if (c < 128)
    out.append(c >= 'a' && c <= 'z' ? c - 32 : c);
  else if (const Expansion* e = expansion(c))
    out.append_utf8(e->upper);
  else
    out.append(static_cast<uint32_t>(utf8proc_toupper(static_cast<int32_t>(c))));
}
void append_title(StrBuilder& out, uint32_t c) {
  if (c < 128)
    out.append(c >= 'a' && c <= 'z' ? c - 32 : c);
  else if (const Expansion* e = expansion(c))
    out.append_utf8(e->title);
  else
    out.append(static_cast<uint32_t>(utf8proc_totitle(static_cast<int32_t>(c))));
}
/// Lower case in context: a final capital sigma becomes the final form.
void append_lower(StrBuilder& out, Str* s, uint64_t i) {
  uint32_t c = char_at(s, i);
  if (c == 0x130) return out.append_utf8("i\u0307");
  if (c != 0x3a3) return out.append(lower_char(c));
  bool before = false, after = false;
  for (uint64_t k = i; k-- > 0;) {
    uint32_t d = char_at(s, k);
    if (category(d) == UTF8PROC_CATEGORY_MN || d == '\'' || d == '.' || d == 0xad) continue;
    before = is_cased(d);
    break;
  }
  for (uint64_t k = i + 1; k < s->length; k++) {
    uint32_t d = char_at(s, k);
    if (category(d) == UTF8PROC_CATEGORY_MN || d == '\'' || d == '.' || d == 0xad) continue;
    after = is_cased(d);
    break;
  }
  out.append(before && !after ? 0x3c2 : 0x3c3);
}

/// The letters of the other case among eight ASCII characters: 0x20 in each byte that is one.
template <bool to_upper>
uint64_t letters_to_change(uint64_t word) {
  constexpr uint64_t ones = 0x0101'0101'0101'0101, tops = ones << 7;
  constexpr uint64_t first = to_upper ? 'a' : 'A', last = first + 25;
  return ((word + ones * (0x80 - first)) & ~(word + ones * (0x7F - last)) & tops) >> 2;
}

/// The string itself if it has nothing to change. Goes by words of eight characters, of which the last overlaps the one before.
template <bool to_upper>
Str* change_ascii_case(Str* s) {
  const uint8_t* from = s->data();
  uint64_t length = s->length, size = length < 8 ? length : 8, i = 0;
  auto place = [&](uint64_t at) { return at < length - size ? at : length - size; };
  auto load = [&](uint64_t at) {
    uint64_t word = 0;
    if (size == 8) std::memcpy(&word, from + at, 8);
    else copy_bytes(&word, from + at, size);
    return word;
  };
  while (i < length && !letters_to_change<to_upper>(load(place(i)))) i += 8;
  if (i >= length) return s;
  Str* out = make_str_blank(length, 1, true);
  copy_bytes(out->characters, from, i);
  for (; i < length; i += 8) {
    uint64_t word = load(place(i));
    word ^= letters_to_change<to_upper>(word);
    if (size == 8) std::memcpy(out->characters + place(i), &word, 8);
    else copy_bytes(out->characters + i, &word, size);
  }
  return out;
}

Value upper(Value self) {
  Str* s = as<Str>(self);
  if (is_ascii(s) && s->length > 1) return ref(change_ascii_case<true>(s));
  StrBuilder out;
  for (uint64_t i = 0; i < s->length; i++) append_upper(out, char_at(s, i));
  return ref(out.finish());
}
Value lower(Value self) {
  Str* s = as<Str>(self);
  if (is_ascii(s) && s->length > 1) return ref(change_ascii_case<false>(s));
  StrBuilder out;
  for (uint64_t i = 0; i < s->length; i++) append_lower(out, s, i);
  return ref(out.finish());
}
Value casefold(Value self) {
  Str* s = as<Str>(self);
  if (is_ascii(s)) return lower(self);
  StrBuilder out;
  for (uint64_t i = 0; i < s->length; i++) {
    uint32_t c = char_at(s, i);
    if (const Expansion* e = expansion(c))
      out.append_utf8(e->fold);
    else if (c == 0x3c2)
      out.append(0x3c3);
    else if (c == 0xb5)
      out.append(0x3bc);
    else if (c == 0x17f)
      out.append('s');
    else
      out.append(lower_char(c));
  }
  return ref(out.finish());
}
Value swapcase(Value self) {
  Str* s = as<Str>(self);
  StrBuilder out;
  for (uint64_t i = 0; i < s->length; i++) {
    uint32_t c = char_at(s, i);
    if (is_upper_char(c))
      append_lower(out, s, i);
    else if (is_lower_char(c))
      append_upper(out, c);
    else
      out.append(c);
  }
  return ref(out.finish());
}
Value capitalize(Value self) {
  Str* s = as<Str>(self);
  StrBuilder out;
  for (uint64_t i = 0; i < s->length; i++) {
    if (i == 0)
      append_title(out, char_at(s, 0));
    else
      append_lower(out, s, i);
  }
  return ref(out.finish());
}
Value title(Value self) {
  Str* s = as<Str>(self);
  StrBuilder out;
  bool inside = false;
  for (uint64_t i = 0; i < s->length; i++) {
    uint32_t c = char_at(s, i);
    if (inside)
      append_lower(out, s, i);
    else
      append_title(out, c);
    inside = is_cased(c);
  }
  return ref(out.finish());
}

template <bool (*test)(uint32_t), bool empty>
Value all(Value self) {
  Str* s = as<Str>(self);
  for (uint64_t i = 0; i < s->length; i++) {
    if (!test(char_at(s, i))) return false_value();
  }
  return boolean(empty || s->length > 0);
}
bool is_alnum_char(uint32_t c) { return is_alpha_char(c) || is_numeric_char(c); }
bool is_ascii_char(uint32_t c) { return c < 128; }
Value isupper(Value self) {
  Str* s = as<Str>(self);
  bool any = false;
  for (uint64_t i = 0; i < s->length; i++) {
    uint32_t c = char_at(s, i);
    if (is_lower_char(c) || is_title_char(c)) return false_value();
    any |= is_upper_char(c);
  }
  return boolean(any);
}
Value islower(Value self) {
  Str* s = as<Str>(self);
  bool any = false;
  for (uint64_t i = 0; i < s->length; i++) {
    uint32_t c = char_at(s, i);
    if (is_upper_char(c) || is_title_char(c)) return false_value();
    any |= is_lower_char(c);
  }
  return boolean(any);
}
Value istitle(Value self) {
  Str* s = as<Str>(self);
  bool any = false, inside = false;
  for (uint64_t i = 0; i < s->length; i++) {
    uint32_t c = char_at(s, i);
    if (is_upper_char(c) || is_title_char(c)) {
      if (inside) return false_value();
      inside = any = true;
    } else if (is_lower_char(c)) {
      if (!inside) return false_value();
      any = true;
    } else {
      inside = false;
    }
  }
  return boolean(any);
}
Value isidentifier(Value self) { return boolean(is_identifier(as<Str>(self))); }

const BuiltinDefinition methods[] = {
    entry("upper", upper),
    entry("lower", lower),
    entry("casefold", casefold),
    entry("swapcase", swapcase),
    entry("capitalize", capitalize),
    entry("title", title),
    entry("isalpha", all<is_alpha_char, false>),
    entry("isalnum", all<is_alnum_char, false>),
    entry("isdigit", all<is_digit_char, false>),
    entry("isdecimal", all<is_decimal_char, false>),
    entry("isnumeric", all<is_numeric_char, false>),
    entry("isspace", all<is_space_char, false>),
    entry("isprintable", all<is_printable_char, true>),
    entry("isascii", all<is_ascii_char, true>),
    entry("isupper", isupper),
    entry("islower", islower),
    entry("istitle", istitle),
    entry("isidentifier", isidentifier),
};

}  // namespace

/// The text with every decimal digit of any script as an ASCII one and every blank as a space, as int() and float() read it.
std::string numeric_text(Str* s) {
  if (is_ascii(s)) return std::string(ascii_view(s));
  StrBuilder out;
  for (uint64_t i = 0; i < s->length; i++) {
    uint32_t c = char_at(s, i);
    if (c >= 128 && is_space_char(c)) {
      out.append(' ');
    } else if (c >= 128 && is_decimal_char(c)) {
      uint32_t start = c;  // decimal digits stand in runs of ten
      while (is_decimal_char(start - 1)) start--;
      out.append('0' + (c - start) % 10);
    } else {
      out.append(c);
    }
  }
  return to_utf8(out.finish());
}

bool is_space_character(uint32_t c) { return is_space_char(c); }
bool is_decimal_character(uint32_t c) { return is_decimal_char(c); }
bool is_alphanumeric_character(uint32_t c) { return is_alpha_char(c) || is_numeric_char(c); }
uint32_t lower_character(uint32_t c) { return lower_char(c); }
uint32_t upper_character(uint32_t c) {
  if (c < 128) return c >= 'a' && c <= 'z' ? c - 32 : c;
  return static_cast<uint32_t>(utf8proc_toupper(static_cast<int32_t>(c)));
}

void define_str_case_methods() { define(builtin_type(Kind::str), methods); }

}  // namespace python
