/// Making strings: storage, interning, hashing, UTF-8.
#include "objects/str.h"

#include <cstdlib>

#include "objects/errors.h"
#include "objects/list.h"
#include "objects/type.h"
#include "parser/string_literal.h"

namespace python {

namespace {

bool all_ascii(const uint8_t* bytes, uint64_t length) {
  uint64_t i = 0;
  for (; i + 8 <= length; i += 8) {
    uint64_t word;
    std::memcpy(&word, bytes + i, 8);
    if (word & 0x8080'8080'8080'8080) return false;
  }
  for (; i < length; i++) {
    if (bytes[i] & 0x80) return false;
  }
  return true;
}

/// Decodes one character of valid UTF-8 and advances.
uint32_t decode_one(const uint8_t*& p) {
  uint32_t c = *p++;
  if (c < 0x80) return c;
  if (c < 0xE0) {
    c = (c & 0x1F) << 6 | (p[0] & 0x3F);
    p += 1;
  } else if (c < 0xF0) {
    c = (c & 0x0F) << 12 | (p[0] & 0x3F) << 6 | (p[1] & 0x3F);
    p += 2;
  } else {
    c = (c & 0x07) << 18 | (p[0] & 0x3F) << 12 | (p[1] & 0x3F) << 6 | (p[2] & 0x3F);
    p += 3;
  }
  return c;
}

void put_char(Str* s, uint64_t index, uint32_t c) {
  uint8_t* data = s->characters;
  if (s->width == 1)
    data[index] = static_cast<uint8_t>(c);
  else if (s->width == 2)
    reinterpret_cast<uint16_t*>(data)[index] = static_cast<uint16_t>(c);
  else
    reinterpret_cast<uint32_t*>(data)[index] = c;
}

uint8_t width_for(uint32_t seen) { return seen < 256 ? 1 : seen < 65536 ? 2 : 4; }

}  // namespace

Str* make_str_blank(uint64_t length, uint8_t width, bool ascii) {
  Str* s = make<Str>(Kind::str, length * width);
  s->length = static_cast<uint32_t>(length);
  s->width = width;
  s->flags = ascii ? str_ascii : 0;
  return s;
}

Str* make_str(std::string_view utf8) {
  const uint8_t* bytes = reinterpret_cast<const uint8_t*>(utf8.data());
  if (all_ascii(bytes, utf8.size())) {
    if (utf8.size() <= 1 && vm.empty_str) return utf8.empty() ? vm.empty_str : vm.characters[bytes[0]];
    Str* s = make_str_blank(utf8.size(), 1, true);
    copy_bytes(s->characters, bytes, utf8.size());
    return s;
  }
  const uint8_t* end = bytes + utf8.size();
  uint64_t length = 0;
  uint32_t seen = 0;
  for (const uint8_t* p = bytes; p < end; length++) {
    uint32_t c = decode_one(p);
    seen = c > seen ? c : seen;
  }
  if (length == 1 && vm.empty_str) {
    const uint8_t* p = bytes;
    return make_str_of_char(decode_one(p));
  }
  Str* s = make_str_blank(length, width_for(seen), false);
  const uint8_t* p = bytes;
  for (uint64_t i = 0; i < length; i++) put_char(s, i, decode_one(p));
  return s;
}

Str* make_str_latin1(const uint8_t* bytes, uint64_t length) {
  if (length <= 1) return length == 0 ? vm.empty_str : vm.characters[bytes[0]];
  Str* s = make_str_blank(length, 1, all_ascii(bytes, length));
  std::memcpy(s->characters, bytes, length);
  return s;
}

Str* make_str_from_code_points(const uint32_t* code_points, uint64_t length) {
  if (length == 0) return vm.empty_str;
  if (length == 1) return make_str_of_char(code_points[0]);
  uint32_t seen = 0;
  for (uint64_t i = 0; i < length; i++) seen = code_points[i] > seen ? code_points[i] : seen;
  Str* s = make_str_blank(length, width_for(seen), seen < 128);
  for (uint64_t i = 0; i < length; i++) put_char(s, i, code_points[i]);
  return s;
}

Str* make_str_of_char(uint32_t c) {
  if (c < 256 && vm.characters[c]) return vm.characters[c];
  Str* s = make_str_blank(1, width_for(c), c < 128);
  put_char(s, 0, c);
  return s;
}

uint64_t hash_of_text(const uint8_t* p, uint64_t size) {
  constexpr uint64_t k0 = 0x9E37'79B9'7F4A'7C15, k1 = 0xD6E8'FEB8'6659'FD93;
  auto mix = [](uint64_t a, uint64_t b) {
    unsigned __int128 product = static_cast<unsigned __int128>(a) * b;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
  };
  auto load = [](const uint8_t* from, auto word) {
    std::memcpy(&word, from, sizeof word);
    return uint64_t{word};
  };
  // The last word overlaps the one before; the size tells texts apart that would read the same.
  uint64_t h = size * k1 ^ k0;
  const uint8_t* end = p + size;
  if (size >= 8) {
    for (; end - p > 8; p += 8) h = mix(h ^ load(p, uint64_t{}), k0);
    h = mix(h ^ load(end - 8, uint64_t{}), k1);
  } else if (size >= 4) {
    h = mix(h ^ (load(p, uint32_t{}) | load(end - 4, uint32_t{}) << 32), k1);
  } else if (size) {
    h = mix(h ^ (p[0] | uint64_t{p[size / 2]} << 8 | uint64_t{end[-1]} << 16), k1);
  }
  h = mix(h, k1) & UINT32_MAX;  // as wide as Str::hash
  return h ? h : 1;
}

uint64_t compute_str_hash(Str* s) { return s->hash = static_cast<uint32_t>(hash_of_text(s->data(), uint64_t{s->length} * s->width)); }

bool str_equal_slow(const Str* a, const Str* b) {
  if (a->length != b->length || a->width != b->width) return false;
  if (is_interned(a) && is_interned(b)) return false;
  if (a->hash && b->hash && a->hash != b->hash) return false;
  return equal_bytes(a->data(), b->data(), uint64_t{a->length} * a->width);
}

bool str_equals(const Str* a, std::string_view ascii) { return a->width == 1 && ascii_view(a) == ascii; }

int str_compare(const Str* a, const Str* b) {
  uint64_t common = a->length < b->length ? a->length : b->length;
  if (a->width == 1 && b->width == 1) {
    int order = std::memcmp(a->data(), b->data(), common);
    if (order) return order < 0 ? -1 : 1;
  } else {
    for (uint64_t i = 0; i < common; i++) {
      uint32_t x = char_at(a, i), y = char_at(b, i);
      if (x != y) return x < y ? -1 : 1;
    }
  }
  return a->length < b->length ? -1 : a->length > b->length;
}

Str* native_str(Value v) {
  Value native = native_part(v, Kind::str);
  return native ? as<Str>(native) : nullptr;
}

// -- interning: a hash set outside the heap whose strings are roots --

namespace {
// On the heap, so that a minor collection looks at what has changed only.
struct InternTable {
  ListItems* slots = nullptr;
  uint64_t mask = 0, count = 0;
  Str* at(uint64_t i) const { return as<Str>(slots->items[i]); }
};
InternTable interned_strings;

void grow_intern_table() {
  InternTable& table = interned_strings;
  const ListItems* old = table.slots;
  uint64_t size = old ? (table.mask + 1) * 2 : 4096;
  table.slots = make<ListItems>(Kind::value_items, size * sizeof(Value));
  table.slots->capacity = size;
  table.mask = size - 1;
  for (uint64_t i = 0; old && i < old->capacity; i++) {
    Value s = old->items[i];
    if (!s) continue;
    uint64_t place = str_hash(as<Str>(s)) & table.mask;
    while (table.at(place)) place = (place + 1) & table.mask;
    table.slots->items[place] = s;
  }
}
}  // namespace

Str* intern(Str* s) {
  if (is_interned(s)) return s;
  InternTable& table = interned_strings;
  if (table.count * 2 >= table.mask) grow_intern_table();
  uint64_t hash = str_hash(s);
  for (uint64_t i = hash & table.mask;; i = (i + 1) & table.mask) {
    Str* other = table.at(i);
    if (!other) {
      table.slots->items[i] = ref(s);
      table.count++;
      s->flags |= str_interned;
      return s;
    }
    if (other->hash == hash && str_equal(other, s)) return other;
  }
}

Str* intern(std::string_view utf8) {
  const uint8_t* bytes = reinterpret_cast<const uint8_t*>(utf8.data());
  if (interned_strings.slots && all_ascii(bytes, utf8.size())) {
    // Most are known: no object is made to find them.
    uint64_t hash = hash_of_text(bytes, utf8.size());
    for (uint64_t i = hash & interned_strings.mask; Str* known = interned_strings.at(i); i = (i + 1) & interned_strings.mask) {
      if (known->hash == hash && is_ascii(known) && ascii_view(known) == utf8) return known;
    }
  }
  return intern(make_str(utf8));
}

void trace_interned(jitwright::Tracer& tracer) { tracer.visit(interned_strings.slots); }

// -- UTF-8 --

std::string to_utf8(const Str* s) {
  if (is_ascii(s)) return std::string(ascii_view(s));
  std::string out;
  out.reserve(s->length * 2);
  for (uint64_t i = 0; i < s->length; i++) append_utf8(out, char_at(s, i));
  return out;
}

// -- building --

StrBuilder::~StrBuilder() {
  if (data_ != inline_) std::free(data_);
}

bool StrBuilder::grow(uint64_t more, uint8_t width) {
  uint64_t needed = length_ + more;
  uint8_t new_width = width > width_ ? width : width_;
  uint64_t capacity = needed <= capacity_ && new_width != width_ ? capacity_ : (needed > capacity_ * 2 ? needed : capacity_ * 2);
  if (failed_ || capacity > uint64_t{1} << 32 || !has_room_for(capacity * new_width)) {
    if (!has_error()) raise_memory_error();
    failed_ = true;
    return false;
  }
  uint8_t* data = static_cast<uint8_t*>(std::malloc(capacity * new_width));
  if (new_width == width_) {
    std::memcpy(data, data_, length_ * width_);
  } else {
    for (uint64_t i = 0; i < length_; i++) {
      uint32_t c = width_ == 1 ? data_[i] : reinterpret_cast<uint16_t*>(data_)[i];
      if (new_width == 2)
        reinterpret_cast<uint16_t*>(data)[i] = static_cast<uint16_t>(c);
      else
        reinterpret_cast<uint32_t*>(data)[i] = c;
    }
  }
  if (data_ != inline_) std::free(data_);
  data_ = data;
  width_ = new_width;
  capacity_ = capacity;
  return true;
}

void StrBuilder::append(uint32_t c) {
  if (!reserve(1, width_for(c))) return;
  if (width_ == 1)
    data_[length_] = static_cast<uint8_t>(c);
  else if (width_ == 2)
    reinterpret_cast<uint16_t*>(data_)[length_] = static_cast<uint16_t>(c);
  else
    reinterpret_cast<uint32_t*>(data_)[length_] = c;
  length_++;
  seen_ |= c;
}

void StrBuilder::append(const Str* s, uint64_t start, uint64_t end) {
  if (start >= end) return;
  if (!reserve(end - start, s->width)) return;
  if (s->width == width_) {
    copy_bytes(data_ + length_ * width_, s->data() + start * width_, (end - start) * width_);
    length_ += end - start;
    if (!is_ascii(s)) {
      for (uint64_t i = start; i < end; i++) seen_ |= char_at(s, i);
    }
  } else {
    for (uint64_t i = start; i < end; i++) append(char_at(s, i));
  }
}

void StrBuilder::append(const Str* s) { append(s, 0, s->length); }

void StrBuilder::append_widened(std::string_view text) {
  for (char c : text) append(static_cast<uint8_t>(c));
}

void StrBuilder::append_decimal(int64_t x) {
  char text[24], *end = text + sizeof text, *begin = write_decimal(x, end);
  append_ascii({begin, static_cast<size_t>(end - begin)});
}

void StrBuilder::append_utf8(std::string_view text) {
  const uint8_t* p = reinterpret_cast<const uint8_t*>(text.data());
  const uint8_t* end = p + text.size();
  while (p < end) append(decode_one(p));
}

void StrBuilder::append_repeated(uint32_t c, int64_t count) {
  if (count > 0 && !reserve(static_cast<uint64_t>(count), width_for(c))) return;
  for (int64_t i = 0; i < count; i++) append(c);
}

Str* StrBuilder::finish() {
  if (failed_) return nullptr;
  if (length_ == 0) return vm.empty_str;
  // seen_ is an upper bound of the width only: or-ing code points below a power of two stays below it.
  uint8_t width = width_for(seen_);
  if (length_ == 1) {
    return make_str_of_char(width_ == 1   ? data_[0]
                            : width_ == 2 ? *reinterpret_cast<uint16_t*>(data_)
                                          : *reinterpret_cast<uint32_t*>(data_));
  }
  if (!has_room_for(length_ * width)) return nullptr;
  Str* s = make_str_blank(length_, width, seen_ < 128);
  if (width == width_) {
    copy_bytes(s->characters, data_, length_ * width);
  } else {
    for (uint64_t i = 0; i < length_; i++) {
      put_char(s, i, width_ == 2 ? reinterpret_cast<uint16_t*>(data_)[i] : reinterpret_cast<uint32_t*>(data_)[i]);
    }
  }
  return s;
}

}  // namespace python
