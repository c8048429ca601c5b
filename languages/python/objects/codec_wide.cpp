/// UTF-16 and UTF-32.
#include "objects/codec.h"
#include "objects/errors.h"

namespace python {

namespace {

bool is_surrogate(uint32_t c) { return c >= 0xD800 && c < 0xE000; }

template <uint32_t size, bool big>
void append_unit(std::string& out, uint32_t unit) {
  for (uint32_t i = 0; i < size; i++) out += static_cast<char>(unit >> 8 * (big ? size - 1 - i : i));
}

template <uint32_t size, bool big>
bool put_wide(Encoding& encoding, uint32_t c) {
  if (is_surrogate(c)) return false;
  if (size == 4 || c < 0x10000) {
    append_unit<size, big>(encoding.out, c);
  } else {
    append_unit<size, big>(encoding.out, 0xD7C0 + (c >> 10));
    append_unit<size, big>(encoding.out, 0xDC00 | (c & 0x3FF));
  }
  return true;
}

template <uint32_t size, bool big>
Value encode_wide(Str* s, Str* errors, const char* codec, bool mark) {
  Encoding encoding{codec, s, errors, put_wide<size, big>, {}};
  encoding.unit = size;
  encoding.out.reserve((s->length + 1) * size);
  if (mark) append_unit<size, big>(encoding.out, 0xFEFF);
  uint64_t i = 0;
  if (s->width == 1) {  // no character needs more than a unit
    size_t at = encoding.out.size();
    encoding.out.resize(at + s->length * size);
    for (char* to = encoding.out.data() + at; i < s->length; i++) to[i * size + (big ? size - 1 : 0)] = static_cast<char>(s->data()[i]);
  }
  while (i < s->length) {
    if (put_wide<size, big>(encoding, char_at(s, i))) {
      i++;
      continue;
    }
    if (!encoding_error(encoding, i, i + 1, "surrogates not allowed", &i)) return null_value;
  }
  return ref(make_bytes(encoding.out));
}

uint32_t read_unit(std::string_view bytes, uint64_t at, uint32_t size, bool big) {
  uint32_t unit = 0;
  for (uint32_t i = 0; i < size; i++) unit |= uint32_t{static_cast<uint8_t>(bytes[at + i])} << 8 * (big ? size - 1 - i : i);
  return unit;
}

/// Takes the mark off the start and settles the order; the number of bytes it took.
uint64_t read_mark(std::string_view bytes, uint32_t size, ByteOrder* order) {
  if (*order != ByteOrder::marked || bytes.size() < size) return 0;
  for (bool big : {false, true}) {
    if (read_unit(bytes, 0, size, big) != 0xFEFF) continue;
    *order = big ? ByteOrder::big : ByteOrder::little;
    return size;
  }
  return 0;
}

}  // namespace

Value encode_utf16(Str* s, Str* errors, ByteOrder order) {
  if (order == ByteOrder::big) return encode_wide<2, true>(s, errors, "utf-16-be", false);
  return encode_wide<2, false>(s, errors, order == ByteOrder::marked ? "utf-16" : "utf-16-le", order == ByteOrder::marked);
}
Value encode_utf32(Str* s, Str* errors, ByteOrder order) {
  if (order == ByteOrder::big) return encode_wide<4, true>(s, errors, "utf-32-be", false);
  return encode_wide<4, false>(s, errors, order == ByteOrder::marked ? "utf-32" : "utf-32-le", order == ByteOrder::marked);
}

Value decode_utf16(std::string_view bytes, Str* errors, ByteOrder* order, uint64_t* consumed) {
  uint64_t i = read_mark(bytes, 2, order);
  bool big = *order == ByteOrder::big;
  Decoding decoding{big ? "utf-16-be" : "utf-16-le", bytes, errors, {}};
  while (i < decoding.bytes.size()) {
    uint64_t left = decoding.bytes.size() - i, end = i + 2;
    const char* reason;
    if (left < 2) {
      if (consumed) break;
      reason = "truncated data";
      end = i + left;
    } else {
      uint32_t unit = read_unit(decoding.bytes, i, 2, big);
      if (!is_surrogate(unit)) {
        decoding.out.append(unit);
        i += 2;
        continue;
      }
      if (unit >= 0xDC00) {
        reason = "illegal encoding";
      } else if (left < 4) {
        if (consumed) break;
        reason = "unexpected end of data";
        end = i + left;
      } else {
        uint32_t low = read_unit(decoding.bytes, i + 2, 2, big);
        if (low >= 0xDC00 && low < 0xE000) {
          decoding.out.append(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
          i += 4;
          continue;
        }
        reason = "illegal UTF-16 surrogate";
      }
    }
    if (!decoding_error(decoding, i, end, reason, &i)) return null_value;
  }
  if (consumed) *consumed = i;
  return ref(decoding.out.finish());
}

Value decode_utf32(std::string_view bytes, Str* errors, ByteOrder* order, uint64_t* consumed) {
  uint64_t i = read_mark(bytes, 4, order);
  bool big = *order == ByteOrder::big;
  Decoding decoding{big ? "utf-32-be" : "utf-32-le", bytes, errors, {}};
  while (i < decoding.bytes.size()) {
    uint64_t left = decoding.bytes.size() - i, end = i + 4;
    const char* reason;
    if (left < 4) {
      if (consumed) break;
      reason = "truncated data";
      end = i + left;
    } else {
      uint32_t unit = read_unit(decoding.bytes, i, 4, big);
      if (unit < 0x110000 && !is_surrogate(unit)) {
        decoding.out.append(unit);
        i += 4;
        continue;
      }
      reason =
          is_surrogate(unit) ? "code point in surrogate code point range(0xd800, 0xe000)" : "code point not in range(0x110000)";
    }
    if (!decoding_error(decoding, i, end, reason, &i)) return null_value;
  }
  if (consumed) *consumed = i;
  return ref(decoding.out.finish());
}

}  // namespace python
