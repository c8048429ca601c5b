/// Operations on whole strings: concatenation, slices, search, replacement, join, repr.
#include <cstdio>

#include <utf8proc.h>

#include "objects/errors.h"
#include "objects/str.h"
#include "objects/type.h"

namespace python {

namespace {

void copy_characters(uint8_t* to, uint8_t width, uint64_t at, const Str* from, uint64_t start, uint64_t end) {
  if (from->width == width) {
    copy_bytes(to + at * width, from->data() + start * width, (end - start) * width);
    return;
  }
  for (uint64_t i = start; i < end; i++, at++) {
    uint32_t c = char_at(from, i);
    if (width == 2)
      reinterpret_cast<uint16_t*>(to)[at] = static_cast<uint16_t>(c);
    else
      reinterpret_cast<uint32_t*>(to)[at] = c;
  }
}

constexpr uint64_t sharing_threshold = 256;  // bytes

/// A string on the first `length` characters of a buffer.
Str* make_shared(StringBuffer* buffer, uint64_t length, uint8_t width, bool ascii) {
  SharedStr* made = make<SharedStr>(Kind::str);
  made->buffer = buffer;
  Str* s = reinterpret_cast<Str*>(made);
  s->length = static_cast<uint32_t>(length);
  s->width = width;
  s->shared = true;
  s->flags = ascii ? str_ascii : 0;
  return s;
}

}  // namespace

// Repeated `s += x` must not be quadratic: a long left operand's characters go to a buffer with room to spare; a later
// concatenation to a string that ends where the buffer's used part ends appends in place. Strings stay immutable: each sees
// its own length only.
Str* str_concat(Str* a, Str* b) {
  if (a->length == 0) return b;
  if (b->length == 0) return a;
  uint64_t length = uint64_t{a->length} + b->length;
  if (length > 0xFFFF'FFF0) {
    raise_memory_error();
    return nullptr;
  }
  uint8_t width = a->width > b->width ? a->width : b->width;
  bool ascii = is_ascii(a) && is_ascii(b);
  uint64_t size = length * width;
  if (!has_room_for(size * 2)) return nullptr;
  if (size < sharing_threshold || a->width != width) {
    Str* s = make_str_blank(length, width, ascii);
    copy_characters(s->characters, width, 0, a, 0, a->length);
    copy_characters(s->characters, width, a->length, b, 0, b->length);
    return s;
  }
  uint64_t used = uint64_t{a->length} * width;
  StringBuffer* buffer = a->shared ? shared_buffer(a) : nullptr;
  if (!buffer || buffer->used != used || buffer->capacity < size) {
    // A first concatenation gets an exact copy: only a result that is added to again pays for spare room.
    uint64_t capacity = buffer ? size * 2 : size + size / 8;
    buffer = make<StringBuffer>(Kind::string_buffer, capacity);
    buffer->capacity = capacity;
    std::memcpy(buffer->bytes, a->data(), used);
  }
  copy_characters(buffer->bytes, width, a->length, b, 0, b->length);
  buffer->used = size;
  return make_shared(buffer, length, width, ascii);
}

Str* str_slice(Str* s, uint64_t start, uint64_t end) {
  if (start == 0 && end == s->length) return s;
  if (start >= end) return vm.empty_str;
  uint64_t length = end - start;
  if (length == 1) return str_item(s, start);
  if (is_ascii(s)) {
    Str* slice = make_str_blank(length, 1, true);
    copy_bytes(slice->characters, s->data() + start, length);
    return slice;
  }
  StrBuilder builder;
  builder.append(s, start, end);
  return builder.finish();
}

Str* str_slice_step(Str* s, int64_t start, int64_t step, int64_t length) {
  if (step == 1) return str_slice(s, static_cast<uint64_t>(start), static_cast<uint64_t>(start + length));
  StrBuilder builder;
  for (int64_t i = 0; i < length; i++, start += step) builder.append(char_at(s, static_cast<uint64_t>(start)));
  return builder.finish();
}

Value str_repeat(Str* s, int64_t count) {
  if (count <= 0 || s->length == 0) return ref(vm.empty_str);
  if (count == 1) return ref(s);
  if (static_cast<uint64_t>(count) > 0x7FFF'FFFF / s->length) return raise_memory_error();
  if (!has_room_for(uint64_t{s->length} * static_cast<uint64_t>(count) * s->width)) return null_value;
  Str* out = make_str_blank(s->length * static_cast<uint64_t>(count), s->width, is_ascii(s));
  uint64_t size = uint64_t{s->length} * s->width, total = size * static_cast<uint64_t>(count);
  if (size == 1) {
    std::memset(out->characters, s->data()[0], total);
  } else {
    std::memcpy(out->characters, s->data(), size);
    for (uint64_t done = size; done < total;) {
      uint64_t piece = done < total - done ? done : total - done;
      std::memcpy(out->characters + done, out->characters, piece);
      done += piece;
    }
  }
  return ref(out);
}

namespace {

/// memchr for a few bytes: eight at a time, then one.
int64_t find_byte(const uint8_t* data, uint8_t wanted, int64_t start, int64_t end) {
  constexpr uint64_t ones = 0x0101'0101'0101'0101, tops = ones << 7;
  int64_t i = start;
  for (; i + 8 <= end; i += 8) {
    uint64_t word;
    std::memcpy(&word, data + i, 8);
    word ^= ones * wanted;
    // The lowest top bit set belongs to the first zero byte; those above it may be wrong.
    uint64_t zeros = (word - ones) & ~word & tops;
    if (zeros) return i + __builtin_ctzll(zeros) / 8;
  }
  for (; i < end; i++) {
    if (data[i] == wanted) return i;
  }
  return -1;
}

/// In characters wider than a byte: as bytes, where what is found may lie across characters.
int64_t find_wide(const Str* s, const Str* needle, int64_t start, int64_t end) {
  size_t width = s->width, size = needle->length * width;
  std::string widened;
  const uint8_t* wanted = needle->data();
  if (needle->width != width) {
    widened.resize(size);
    copy_characters(reinterpret_cast<uint8_t*>(widened.data()), s->width, 0, needle, 0, needle->length);
    wanted = reinterpret_cast<const uint8_t*>(widened.data());
  }
  const uint8_t *from = s->data() + static_cast<size_t>(start) * width, *limit = s->data() + static_cast<size_t>(end) * width;
  while (from < limit) {
    const uint8_t* found = static_cast<const uint8_t*>(memmem(from, static_cast<size_t>(limit - from), wanted, size));
    if (!found) return -1;
    size_t offset = static_cast<size_t>(found - s->data());
    if (offset % width == 0) return static_cast<int64_t>(offset / width);
    from = s->data() + (offset / width + 1) * width;
  }
  return -1;
}

}  // namespace

int64_t str_find(const Str* s, const Str* needle, int64_t start, int64_t end) {
  if (end > s->length) end = s->length;
  int64_t length = needle->length;
  if (start > end || length > end - start) return -1;
  if (length == 0) return start;
  if (needle->width > s->width) return -1;
  constexpr int64_t few = 24;
  if (s->width == 1 && length == 1 && end - start <= few) return find_byte(s->data(), needle->data()[0], start, end);
  if (s->width == 1) {
    const void* found =
        length == 1 ? std::memchr(s->data() + start, needle->data()[0], static_cast<size_t>(end - start))
                    : memmem(s->data() + start, static_cast<size_t>(end - start), needle->data(), static_cast<size_t>(length));
    return found ? static_cast<const uint8_t*>(found) - s->data() : -1;
  }
  return find_wide(s, needle, start, end);
}

int64_t str_find_last(const Str* s, const Str* needle, int64_t start, int64_t end) {
  if (end > s->length) end = s->length;
  int64_t length = needle->length;
  if (start > end || length > end - start) return -1;
  for (int64_t i = end - length; i >= start; i--) {
    int64_t k = 0;
    while (k < length && char_at(s, static_cast<uint64_t>(i + k)) == char_at(needle, static_cast<uint64_t>(k))) k++;
    if (k == length) return i;
  }
  return -1;
}

Str* str_replace(Str* s, Str* old, Str* replacement, int64_t maximum) {
  if (maximum < 0) maximum = INT64_MAX;
  StrBuilder builder;
  if (old->length == 0) {
    for (uint64_t i = 0; i <= s->length; i++) {
      if (maximum-- > 0) builder.append(replacement);
      if (i < s->length) builder.append(char_at(s, i));
    }
    return builder.finish();
  }
  int64_t position = maximum ? str_find(s, old, 0, s->length) : -1;
  if (position < 0) return s;
  // The first places are kept, so that the usual result is written once, at its size.
  constexpr uint32_t kept = 16;
  int64_t places[kept];
  uint32_t count = 0;
  int64_t left = maximum;
  for (; position >= 0 && count < kept; position = --left > 0 ? str_find(s, old, position + old->length, s->length) : -1)
    places[count++] = position;
  uint64_t length = s->length - uint64_t{count} * old->length + uint64_t{count} * replacement->length;
  if (position < 0 && is_ascii(s) && is_ascii(replacement) && length > 1 && length <= 0xFFFF'FFF0 && has_room_for(length)) {
    Str* out = make_str_blank(length, 1, true);
    uint8_t* to = out->characters;
    const uint8_t* from = s->data();
    for (uint32_t i = 0; i < count; i++) {
      uint64_t before = static_cast<uint64_t>(s->data() + places[i] - from);
      copy_bytes(to, from, before);
      copy_bytes(to + before, replacement->data(), replacement->length);
      to += before + replacement->length;
      from += before + old->length;
    }
    copy_bytes(to, from, static_cast<uint64_t>(s->data() + s->length - from));
    return out;
  }
  position = places[0];
  int64_t done = 0;
  while (position >= 0) {
    builder.append(s, static_cast<uint64_t>(done), static_cast<uint64_t>(position));
    builder.append(replacement);
    done = position + old->length;
    position = --maximum > 0 ? str_find(s, old, done, s->length) : -1;
  }
  builder.append(s, static_cast<uint64_t>(done), s->length);
  return builder.finish();
}

Value str_join(Str* separator, const ValueField* items, uint64_t count) {
  if (count == 0) return ref(vm.empty_str);
  uint64_t length = 0;
  uint8_t width = count > 1 ? separator->width : 1;
  bool ascii = count > 1 ? is_ascii(separator) : true;
  for (uint64_t i = 0; i < count; i++) {
    Str* s = as_str(items[i]);
    if (!s) return raise_type_error("sequence item %s: expected str instance, %T found", i, items[i].get());
    length += s->length;
    if (s->width > width) width = s->width;
    ascii &= is_ascii(s);
  }
  if (count == 1) return is_str(items[0]) ? items[0].get() : ref(as_str(items[0]));
  length += separator->length * (count - 1);
  if (length == 0) return ref(vm.empty_str);
  if (length > 0xFFFF'FFF0) return raise_memory_error();
  if (!has_room_for(length * width)) return null_value;
  if (length == 1) width = 4;  // not worth narrowing by hand: made through the cache below
  Str* out = make_str_blank(length, width, ascii);
  uint64_t at = 0;
  for (uint64_t i = 0; i < count; i++) {
    if (i && separator->length) {
      copy_characters(out->characters, width, at, separator, 0, separator->length);
      at += separator->length;
    }
    Str* s = as_str(items[i]);
    copy_characters(out->characters, width, at, s, 0, s->length);
    at += s->length;
  }
  return length == 1 ? ref(make_str_of_char(char_at(out, 0))) : ref(out);
}

namespace {

bool is_printable(uint32_t c) {
  if (c < 0x7F) return c >= 0x20;
  switch (utf8proc_category(static_cast<int32_t>(c))) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_ZS: return false;
    default: return true;
  }
}

Str* quoted(Str* s, bool only_ascii) {
  bool single = false, dbl = false;
  for (uint64_t i = 0; i < s->length; i++) {
    uint32_t c = char_at(s, i);
    single |= c == '\'';
    dbl |= c == '"';
  }
  char quote = single && !dbl ? '"' : '\'';
  StrBuilder builder;
  builder.append(static_cast<uint8_t>(quote));
  char text[16];
  for (uint64_t i = 0; i < s->length; i++) {
    uint32_t c = char_at(s, i);
    if (c == static_cast<uint8_t>(quote) || c == '\\') {
      builder.append('\\');
      builder.append(c);
    } else if (c == '\n') {
      builder.append_ascii("\\n");
    } else if (c == '\r') {
      builder.append_ascii("\\r");
    } else if (c == '\t') {
      builder.append_ascii("\\t");
    } else if (only_ascii ? c >= 0x20 && c < 0x7F : is_printable(c)) {
      builder.append(c);
    } else {
      std::snprintf(text, sizeof text, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
      builder.append_ascii(text);
    }
  }
  builder.append(static_cast<uint8_t>(quote));
  return builder.finish();
}

}  // namespace

Str* str_repr(Str* s) { return quoted(s, false); }
Str* str_ascii_repr(Str* s) { return quoted(s, true); }

bool is_identifier(const Str* s) {
  if (s->length == 0) return false;
  for (uint64_t i = 0; i < s->length; i++) {
    uint32_t c = char_at(s, i);
    if (c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) continue;
    if (c >= '0' && c <= '9' && i > 0) continue;
    if (c < 128) return false;
    utf8proc_category_t category = utf8proc_category(static_cast<int32_t>(c));
    bool start = (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) || category == UTF8PROC_CATEGORY_NL;
    bool more = category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC || category == UTF8PROC_CATEGORY_ND ||
                category == UTF8PROC_CATEGORY_PC;
    if (!start && !(more && i > 0)) return false;
  }
  return true;
}

/// For str.isprintable.
bool is_printable_char(uint32_t c) { return c == ' ' || is_printable(c); }

}  // namespace python
