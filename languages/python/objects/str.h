/// Owns str: immutable sequences of code points in 1, 2 or 4 bytes each, the narrowest that holds them all.
/// Invariants: the characters follow the struct, or, where `shared`, the address of a StringBuffer's does, which several strings made by
/// repeated concatenation begin with; `width` is minimal; interned strings with equal text are one object; hash 0 means not computed yet.
/// Twelve characters of ASCII make an object of 32 bytes.
#pragma once

#include <cstring>
#include <string>
#include <string_view>

#include "objects/object.h"

namespace python {

enum StrFlag : uint8_t { str_interned = 1, str_ascii = 2 };

struct StringBuffer : Object {
  uint64_t capacity, used;
  uint8_t bytes[];
};

struct Str : Object {
  JW_IMMUTABLE uint32_t length;
  uint32_t hash;
  JW_IMMUTABLE uint8_t width;
  JW_IMMUTABLE bool shared;
  uint8_t flags, unused;
  uint8_t characters[];

  const uint8_t* data() const;
};
static_assert(sizeof(Str) == 20);

/// A `shared` one.
struct SharedStr : Object {
  uint64_t as_in_str[2];
  JW_IMMUTABLE StringBuffer* buffer;
};
inline StringBuffer* shared_buffer(const Str* s) { return reinterpret_cast<const SharedStr*>(s)->buffer; }
inline const uint8_t* Str::data() const { return shared ? shared_buffer(this)->bytes : characters; }

/// memcpy for what is mostly short: a call costs more than the copy.
inline void copy_bytes(void* to, const void* from, uint64_t size) {
  uint8_t* out = static_cast<uint8_t*>(to);
  const uint8_t* in = static_cast<const uint8_t*>(from);
  // The first and the last bytes, which overlap.
  auto ends = [&](auto word) {
    decltype(word) last;
    std::memcpy(&word, in, sizeof word);
    std::memcpy(&last, in + size - sizeof word, sizeof word);
    std::memcpy(out, &word, sizeof word);
    std::memcpy(out + size - sizeof word, &last, sizeof word);
  };
  using Wide = unsigned __int128;
  if (size > 32) {
    std::memcpy(to, from, size);
  } else if (size >= 16) {
    ends(Wide{});
  } else if (size >= 8) {
    ends(uint64_t{});
  } else if (size >= 4) {
    ends(uint32_t{});
  } else if (size) {
    out[0] = in[0];
    out[size / 2] = in[size / 2];
    out[size - 1] = in[size - 1];
  }
}

inline bool is_str(Value v) { return has_kind(v, Kind::str); }
inline bool is_ascii(const Str* s) { return (s->flags & str_ascii) != 0; }
inline bool is_interned(const Str* s) { return (s->flags & str_interned) != 0; }

inline uint32_t char_at(const Str* s, uint64_t index) {
  if (s->width == 1) return s->data()[index];
  if (s->width == 2) return reinterpret_cast<const uint16_t*>(s->data())[index];
  return reinterpret_cast<const uint32_t*>(s->data())[index];
}

// -- making --

/// From UTF-8 that is known to be valid (surrogates in three bytes are taken as they are).
Str* make_str(std::string_view utf8);
/// Latin-1 bytes.
Str* make_str_latin1(const uint8_t* bytes, uint64_t length);
/// Narrows as far as possible.
Str* make_str_from_code_points(const uint32_t* code_points, uint64_t length);
/// The string of one character; cached below 256.
Str* make_str_of_char(uint32_t code_point);
/// `length` uninitialised characters of that width; `ascii` says what they will be. The caller fills characters at once.
Str* make_str_blank(uint64_t length, uint8_t width, bool ascii);
/// Strict UTF-8 from outside: null with UnicodeDecodeError.
Value decode_utf8(std::string_view bytes, const char* errors = "strict");

/// The interned string with that text. Interned strings live as long as the machine.
Str* intern(std::string_view utf8);
Str* intern(Str* s);
inline Str* interned(Str* s) { return is_interned(s) ? s : intern(s); }

/// The text as UTF-8; surrogates become three bytes.
std::string to_utf8(const Str* s);
/// The bytes of an ASCII string, without copying.
inline std::string_view ascii_view(const Str* s) { return {reinterpret_cast<const char*>(s->data()), s->length}; }

/// memcmp() == 0, for what is mostly short.
inline bool equal_bytes(const void* a, const void* b, uint64_t size) {
  const uint8_t *x = static_cast<const uint8_t*>(a), *y = static_cast<const uint8_t*>(b);
  auto differ = [&](uint64_t at, auto word) {
    decltype(word) other;
    std::memcpy(&word, x + at, sizeof word);
    std::memcpy(&other, y + at, sizeof word);
    return word ^ other;
  };
  if (size > 16) return std::memcmp(a, b, size) == 0;
  if (size >= 8) return (differ(0, uint64_t{}) | differ(size - 8, uint64_t{})) == 0;
  if (size >= 4) return (differ(0, uint32_t{}) | differ(size - 4, uint32_t{})) == 0;
  for (uint64_t i = 0; i < size; i++) {
    if (x[i] != y[i]) return false;
  }
  return true;
}

// -- operations --

/// The hash of a text whose characters are these bytes; never 0.
uint64_t hash_of_text(const uint8_t* characters, uint64_t size);
JW_DONT_LOOK_INSIDE uint64_t compute_str_hash(Str* s);
inline uint64_t str_hash(Str* s) { return s->hash ? s->hash : compute_str_hash(s); }

/// Equal text; the addresses differ.
JW_ELIDABLE bool str_equal_slow(const Str* a, const Str* b);
inline bool str_equal(const Str* a, const Str* b) { return a == b || str_equal_slow(a, b); }
bool str_equals(const Str* a, std::string_view ascii);
/// -1, 0, 1 by code points.
JW_ELIDABLE int str_compare(const Str* a, const Str* b);

JW_DONT_LOOK_INSIDE Str* str_concat(Str* a, Str* b);
/// Code points [start, end) with 0 <= start <= end <= length.
JW_DONT_LOOK_INSIDE Str* str_slice(Str* s, uint64_t start, uint64_t end);
Str* str_slice_step(Str* s, int64_t start, int64_t step, int64_t length);
JW_DONT_LOOK_INSIDE Value str_repeat(Str* s, int64_t count);
/// First index of `needle` in [start, end), or -1.
JW_ELIDABLE int64_t str_find(const Str* s, const Str* needle, int64_t start, int64_t end);
int64_t str_find_last(const Str* s, const Str* needle, int64_t start, int64_t end);
Str* str_replace(Str* s, Str* old, Str* replacement, int64_t maximum);
/// `separator.join(values)`; the values are a list's or tuple's.
Value str_join(Str* separator, const ValueField* items, uint64_t count);
Str* str_repr(Str* s);
Str* str_ascii_repr(Str* s);
/// The character at `index` as a string; the index is in range.
inline Str* str_item(Str* s, uint64_t index);
bool is_identifier(const Str* s);

/// The str behind a str or an instance of a subclass; null for anything else.
inline Str* as_str(Value v) {
  if (is_str(v)) return as<Str>(v);
  extern Str* native_str(Value);
  return native_str(v);
}

/// The decimal digits of `x`, with its sign, written before `end`; returns their begin.
inline char* write_decimal(int64_t x, char* end) {
  uint64_t magnitude = x < 0 ? 0 - static_cast<uint64_t>(x) : static_cast<uint64_t>(x);
  do *--end = static_cast<char>('0' + magnitude % 10);
  while (magnitude /= 10);
  if (x < 0) *--end = '-';
  return end;
}

/// Collects text and makes one str of it; starts as Latin-1 and widens when needed. For building on the C++ side.
class StrBuilder {
 public:
  StrBuilder() = default;
  StrBuilder(const StrBuilder&) = delete;
  ~StrBuilder();
  void append(uint32_t code_point);
  void append(const Str* s);
  void append(const Str* s, uint64_t start, uint64_t end);
  void append_ascii(std::string_view text);
  void append_decimal(int64_t x);
  void append_utf8(std::string_view text);
  void append_repeated(uint32_t code_point, int64_t count);
  uint64_t length() const { return length_; }
  /// Null with MemoryError if there was no room.
  Str* finish();

 private:
  bool reserve(uint64_t more, uint8_t width) { return (width <= width_ && length_ + more <= capacity_) || grow(more, width); }
  void append_widened(std::string_view text);
  bool grow(uint64_t more, uint8_t width);
  uint8_t* data_ = inline_;
  uint64_t length_ = 0, capacity_ = sizeof inline_;  // in characters
  uint8_t width_ = 1;
  bool failed_ = false;
  uint32_t seen_ = 0;  // all code points or-ed
  uint8_t inline_[256];
};

inline void StrBuilder::append_ascii(std::string_view text) {
  if (width_ > 1) return append_widened(text);
  if (!reserve(text.size(), 1)) return;
  copy_bytes(data_ + length_, text.data(), text.size());
  length_ += text.size();
}

Value construct_str(Type* type, const Value* arguments, uint32_t count, Tuple* names);

}  // namespace python

#include "objects/vm.h"

namespace python {
inline Str* str_item(Str* s, uint64_t index) {
  uint32_t c = char_at(s, index);
  return c < 256 ? vm.characters[c] : make_str_of_char(c);
}
}  // namespace python
