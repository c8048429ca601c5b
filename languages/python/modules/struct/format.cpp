#include "modules/struct/format.h"

#include <cmath>
#include <cstring>
#include <vector>

#include "objects/codec.h"
#include "objects/floating.h"
#include "objects/integer.h"
#include "objects/operations.h"

namespace python {

namespace {

enum class Class : uint8_t { none, padding, character, text, pascal, boolean, signed_integer, unsigned_integer, floating };

struct CodeInfo {
  Class kind;
  uint8_t native_size, native_alignment, standard_size;  // standard 0: native only
};

CodeInfo info_of(char code) {
  switch (code) {
    case 'x': return {Class::padding, 1, 1, 1};
    case 'c': return {Class::character, 1, 1, 1};
    case 's': return {Class::text, 1, 1, 1};
    case 'p': return {Class::pascal, 1, 1, 1};
    case '?': return {Class::boolean, 1, 1, 1};
    case 'b': return {Class::signed_integer, 1, 1, 1};
    case 'B': return {Class::unsigned_integer, 1, 1, 1};
    case 'h': return {Class::signed_integer, 2, 2, 2};
    case 'H': return {Class::unsigned_integer, 2, 2, 2};
    case 'i': return {Class::signed_integer, 4, 4, 4};
    case 'I': return {Class::unsigned_integer, 4, 4, 4};
    case 'l': return {Class::signed_integer, 8, 8, 4};
    case 'L': return {Class::unsigned_integer, 8, 8, 4};
    case 'q': return {Class::signed_integer, 8, 8, 8};
    case 'Q': return {Class::unsigned_integer, 8, 8, 8};
    case 'n': return {Class::signed_integer, 8, 8, 0};
    case 'N': return {Class::unsigned_integer, 8, 8, 0};
    case 'P': return {Class::unsigned_integer, 8, 8, 0};
    case 'e': return {Class::floating, 2, 2, 2};
    case 'f': return {Class::floating, 4, 4, 4};
    case 'd': return {Class::floating, 8, 8, 8};
    default: return {Class::none, 0, 0, 0};
  }
}

/// The format as text: null with an error pending.
Str* format_text_of(Value text) {
  if (Str* s = as_str(text)) {
    if (!is_ascii(s)) {
      encode_str(s, intern("ascii"), nullptr);
      return nullptr;
    }
    return s;
  }
  if (Value native = native_part(text, Kind::bytes)) return make_str_latin1(as<Bytes>(native)->data, as<Bytes>(native)->length);
  raise_type_error("Struct() argument 1 must be a str or bytes object, not %T", text);
  return nullptr;
}

bool is_blank(char c) { return c == ' ' || (c >= 9 && c <= 13); }

}  // namespace

StructFormat* compile_struct_format(Value text_value) {
  Str* text = format_text_of(text_value);
  if (!text) return nullptr;
  std::string_view s = ascii_view(text);
  auto fail = [](const char* message) {
    raise_struct_error(message);
    return nullptr;
  };
  if (s.find('\0') != s.npos) return fail("embedded null character");
  bool native = true, big_endian = false;
  size_t at = 0;
  if (!s.empty() && std::strchr("@=<>!", s[0])) {
    native = s[0] == '@';
    big_endian = s[0] == '>' || s[0] == '!';
    at = 1;
  }
  constexpr uint64_t limit = INT64_MAX;
  std::vector<StructItem> items;
  uint64_t size = 0, values = 0;
  while (at < s.size()) {
    if (is_blank(s[at])) {
      at++;
      continue;
    }
    uint64_t count = 1;
    if (s[at] >= '0' && s[at] <= '9') {
      count = 0;
      for (; at < s.size() && s[at] >= '0' && s[at] <= '9'; at++) {
        if (count > (limit - 9) / 10) return fail("total struct size too long");
        count = count * 10 + static_cast<uint64_t>(s[at] - '0');
      }
      if (at == s.size()) return fail("repeat count given without format specifier");
    }
    char code = s[at++];
    CodeInfo info = info_of(code);
    uint8_t item_size = native ? info.native_size : info.standard_size;
    if (info.kind == Class::none || item_size == 0) return fail("bad char in struct format");
    if (native && size % info.native_alignment) size += info.native_alignment - size % info.native_alignment;
    if (size > limit || count > (limit - size) / item_size) return fail("total struct size too long");
    bool single = info.kind == Class::text || info.kind == Class::pascal;
    if (info.kind != Class::padding && (single || count)) {
      items.push_back({code, big_endian, native, item_size, size, count});
      values += single ? 1 : count;
    }
    size += count * item_size;
  }
  Bytes* storage = make_bytes(items.data(), items.size() * sizeof(StructItem));
  StructFormat* format = make<StructFormat>(Kind::struct_format);
  format->text = text;
  format->items = storage;
  format->item_count = items.size();
  format->value_count = values;
  format->size = size;
  return format;
}

void trace_struct_format(void* object, jitwright::Tracer& tracer) {
  visit(tracer, static_cast<StructFormat*>(object)->text);
  visit(tracer, static_cast<StructFormat*>(object)->items);
}

// ---- half-precision floats ----

double unpack_half(uint16_t bits) {
  uint32_t exponent = bits >> 10 & 31, fraction = bits & 1023;
  double x = exponent == 0    ? std::ldexp(fraction, -24)
             : exponent == 31 ? (fraction ? std::nan("") : HUGE_VAL)
                              : std::ldexp(fraction + 1024, static_cast<int>(exponent) - 25);
  return bits & 0x8000 ? -x : x;
}

bool pack_half(double x, uint16_t* out) {
  uint16_t sign = std::signbit(x) ? 0x8000 : 0;
  x = std::fabs(x);
  if (std::isnan(x) || std::isinf(x)) {
    *out = static_cast<uint16_t>(sign | (std::isnan(x) ? 0x7E00 : 0x7C00));
    return true;
  }
  if (x >= 65520) return false;  // would round to 2 ** 16
  int exponent = 0;
  if (x != 0) std::frexp(x, &exponent);
  if (exponent < -13) exponent = -13;  // subnormal
  // Ten bits of fraction below the leading one, rounded half to even (nearbyint in the default mode).
  uint32_t scaled = static_cast<uint32_t>(std::nearbyint(std::ldexp(x, 11 - exponent)));
  uint32_t biased = scaled < 1024 ? 0 : static_cast<uint32_t>(exponent + 14);
  // A carry out of the fraction runs into the exponent, as it should.
  *out = static_cast<uint16_t>(sign | (biased ? (biased << 10) + (scaled - 1024) : scaled));
  return true;
}

// ---- single values ----

namespace {

uint64_t load(const StructItem& item, const uint8_t* from) {
  uint64_t x = 0;
  if (item.big_endian) {
    for (uint32_t i = 0; i < item.size; i++) x = x << 8 | from[i];
  } else {
    std::memcpy(&x, from, item.size);
  }
  return x;
}
void store(const StructItem& item, uint64_t x, uint8_t* to) {
  if (item.big_endian) {
    for (uint32_t i = item.size; i-- > 0; x >>= 8) to[i] = static_cast<uint8_t>(x);
  } else {
    std::memcpy(to, &x, item.size);
  }
}

/// The argument as an exact int; null with struct.error.
Value integer_argument(Value value) {
  if (Value exact = as_exact_int(value)) return exact;
  if (lookup_special(value, vm.names.__index__)) return index_of(value);
  return raise_struct_error("required argument is not an integer");
}

bool out_of_range(const StructItem& item, bool with_sign) {
  switch (item.big_endian && item.size > 1 ? 0 : item.code) {
    case 'b': raise_struct_error("byte format requires -128 <= number <= 127"); return false;
    case 'B': raise_struct_error("ubyte format requires 0 <= number <= 255"); return false;
    case 'h': raise_struct_error("short format requires -32768 <= number <= 32767"); return false;
    case 'H': raise_struct_error("ushort format requires 0 <= number <= 65535"); return false;
    default: break;
  }
  char code[2] = {item.code, 0};
  uint32_t bits = item.size * 8U;
  if (with_sign) {
    int64_t top = static_cast<int64_t>((uint64_t{1} << (bits - 1)) - 1);
    raise_struct_error("'%s' format requires %s <= number <= %s", static_cast<const char*>(code), -top - 1, top);
  } else {
    int64_t top = static_cast<int64_t>((uint64_t{1} << bits) - 1);
    raise_struct_error("'%s' format requires 0 <= number <= %s", static_cast<const char*>(code), top);
  }
  return false;
}

bool pack_integer(const StructItem& item, Value value, bool with_sign, uint8_t* to) {
  Value exact = is_small_int(value) ? value : integer_argument(value);
  if (!exact) return false;
  uint32_t bits = item.size * 8U;
  const char* beyond_any = item.code == 'P' || (item.big_endian && bits == 64) ? "int too large to convert" : "argument out of range";
  if (is_int64(exact)) {
    int64_t x = int64_of(exact);
    bool fits = bits == 64  ? with_sign || x >= 0 || item.code == 'P'
                : with_sign ? x >= -(int64_t{1} << (bits - 1)) && x < int64_t{1} << (bits - 1)
                            : x >= 0 && x < int64_t{1} << bits;
    if (!fits) {
      if (bits < 64 && (with_sign || x >= 0 || bits == 8 || (bits == 16 && !item.big_endian))) return out_of_range(item, with_sign);
      raise_struct_error(beyond_any);
      return false;
    }
    store(item, static_cast<uint64_t>(x), to);
    return true;
  }
  Integer* big = as<Integer>(exact);
  if (bits == 64 && !with_sign && big->limb_count == 1) {
    store(item, big->limbs[0], to);
    return true;
  }
  if (bits < 64 && !with_sign && big->limb_count == 1) return out_of_range(item, with_sign);
  raise_struct_error(beyond_any);
  return false;
}

bool pack_float(const StructItem& item, Value value, uint8_t* to) {
  double x;
  if (!to_double(value, &x)) {
    if (clear_error(ExceptionKind::type_error)) raise_struct_error("required argument is not a float");
    return false;
  }
  uint64_t bits = 0;
  if (item.size == 8) {
    std::memcpy(&bits, &x, 8);
  } else if (item.size == 4) {
    float narrow = static_cast<float>(x);
    if (std::isinf(narrow) && !std::isinf(x) && !item.native) {
      raise_overflow_error("float too large to pack with f format");
      return false;
    }
    std::memcpy(&bits, &narrow, 4);
  } else {
    uint16_t half;
    if (!pack_half(x, &half)) {
      raise_overflow_error("float too large to pack with e format");
      return false;
    }
    bits = half;
  }
  store(item, bits, to);
  return true;
}

}  // namespace

Value unpack_item(const StructItem& item, const uint8_t* from) {
  switch (item.code) {
    case 'c': return ref(make_bytes(from, 1));
    case 's': return ref(make_bytes(from, item.count));
    case 'p': {
      if (item.count == 0) return ref(make_bytes("", 0));
      uint64_t length = from[0];
      return ref(make_bytes(from + 1, length < item.count ? length : item.count - 1));
    }
    case '?': return boolean(from[0] != 0);
    case 'e': return float_value(unpack_half(static_cast<uint16_t>(load(item, from))));
    case 'f': {
      uint32_t bits = static_cast<uint32_t>(load(item, from));
      double x = __builtin_bit_cast(float, bits);
      return float_value(std::isnan(x) ? std::copysign(__builtin_nan(""), x) : x);
    }
    case 'd': {
      double x = __builtin_bit_cast(double, load(item, from));
      return float_value(std::isnan(x) ? std::copysign(__builtin_nan(""), x) : x);
    }
    case 'b': return small_int_value(static_cast<int8_t>(from[0]));
    case 'B': return small_int_value(from[0]);
    case 'h': return small_int_value(static_cast<int16_t>(load(item, from)));
    case 'i': return small_int_value(static_cast<int32_t>(load(item, from)));
    case 'l': {
      uint64_t x = load(item, from);
      return int_value(item.size == 4 ? static_cast<int32_t>(x) : static_cast<int64_t>(x));
    }
    case 'q':
    case 'n': return int_value(static_cast<int64_t>(load(item, from)));
    default: return int_value_unsigned(load(item, from));
  }
}

bool pack_item(const StructItem& item, Value value, uint8_t* to) {
  switch (item.code) {
    case 'c': {
      Value native = native_part(value, Kind::bytes);
      if (!native || as<Bytes>(native)->length != 1) {
        raise_struct_error("char format requires a bytes object of length 1");
        return false;
      }
      to[0] = as<Bytes>(native)->data[0];
      return true;
    }
    case 's':
    case 'p': {
      std::string_view bytes;
      bool text = item.code == 's';
      if (!native_part(value, Kind::bytes) && !native_part(value, Kind::bytearray)) {
        raise_struct_error(text ? "argument for 's' must be a bytes object" : "argument for 'p' must be a bytes object");
        return false;
      }
      bytes_view(value, &bytes);
      if (item.count == 0) return true;
      uint64_t room = text ? item.count : item.count - 1;
      uint64_t length = bytes.size() < room ? bytes.size() : room;
      if (!text) *to++ = static_cast<uint8_t>(length < 255 ? length : 255);
      std::memcpy(to, bytes.data(), length);
      std::memset(to + length, 0, room - length);
      return true;
    }
    case '?': {
      int truth_value = truth(value);
      if (truth_value < 0) return false;
      to[0] = static_cast<uint8_t>(truth_value);
      return true;
    }
    case 'e':
    case 'f':
    case 'd': return pack_float(item, value, to);
    case 'b':
    case 'h':
    case 'i':
    case 'l':
    case 'q':
    case 'n': return pack_integer(item, value, true, to);
    default: return pack_integer(item, value, false, to);
  }
}

}  // namespace python
