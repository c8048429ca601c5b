/// Owns the representation of a guest value: one 64-bit word. Nobody else looks at the bits.
/// Invariants: a reference is the raw address (below 2^49); a float is its bits plus 2^49, NaNs without payload; a small int is the
/// tag 0xFFFE << 48 with a 49-bit two's complement payload; all zero is "no value": an unbound local, or the result of an
/// operation that raised. Integers outside 49 bits are Integer objects (integer.h), never small: one number, one family.
#pragma once

#include <cstdint>

#include <jitwright/heap.h>
#include <jitwright/jit.h>

namespace python {

struct Object;
struct Type;
struct Str;
struct Tuple;
struct Dict;

struct Value {
  uint64_t bits;
  /// Identity of the representation: `is` for everything but floats and big integers.
  friend bool operator==(Value a, Value b) { return a.bits == b.bits; }
  friend bool operator!=(Value a, Value b) { return a.bits != b.bits; }
  /// False for "no value".
  explicit operator bool() const { return bits != 0; }
};
static_assert(sizeof(Value) == 8);

/// A field of a heap object that holds a value; stores run the write barrier.
using ValueField = jitwright::Field<Value>;

inline constexpr uint64_t int_tag = 0xFFFE'0000'0000'0000;
inline constexpr uint64_t float_offset = uint64_t{1} << 49;
inline constexpr int64_t small_int_max = (int64_t{1} << 48) - 1;
inline constexpr int64_t small_int_min = -(int64_t{1} << 48);

// -- the families: straight-line, pure --

/// `x` must be in [small_int_min, small_int_max].
JW_BOX("int") inline uint64_t box_int(int64_t x) { return int_tag | (static_cast<uint64_t>(x) & (float_offset - 1)); }
JW_UNBOX("int") inline int64_t unbox_int(uint64_t bits) { return static_cast<int64_t>(bits << 15) >> 15; }
JW_IS_BOX("int") inline bool is_int_bits(uint64_t bits) { return bits >= int_tag; }

/// `x` must not be a NaN with a payload in its top bits: neither arithmetic nor strtod makes one.
JW_BOX("float") inline uint64_t box_float(double x) { return __builtin_bit_cast(uint64_t, x) + float_offset; }
JW_UNBOX("float") inline double unbox_float(uint64_t bits) { return __builtin_bit_cast(double, bits - float_offset); }
JW_IS_BOX("float") inline bool is_float_bits(uint64_t bits) { return bits - float_offset < int_tag - float_offset; }

// -- the same on Value --

inline constexpr Value null_value{0};

/// A small int, not an Integer object.
inline bool is_small_int(Value v) { return is_int_bits(v.bits); }
inline int64_t small_int(Value v) { return unbox_int(v.bits); }
inline bool fits_small_int(int64_t x) { return x >= small_int_min && x <= small_int_max; }
/// `x` must fit.
inline Value small_int_value(int64_t x) { return Value{box_int(x)}; }

inline bool is_float(Value v) { return is_float_bits(v.bits); }
inline double float_of(Value v) { return unbox_float(v.bits); }
inline Value float_value(double x) { return Value{box_float(x)}; }

/// True for heap objects and the static singletons; `v` must not be null.
inline bool is_ref(Value v) { return v.bits < float_offset; }
inline Object* object_of(Value v) { return reinterpret_cast<Object*>(v.bits); }
/// The value that refers to `object`; null gives the null value.
inline Value ref(const void* object) { return Value{reinterpret_cast<uint64_t>(object)}; }

/// `v`, which is known not to be null: an item of a list or tuple, for example.
inline Value present(Value v) {
  jw::assume(v.bits != 0);
  return v;
}

/// Both small ints.
inline bool are_small_ints(Value a, Value b) { return is_int_bits(a.bits) && is_int_bits(b.bits); }

}  // namespace python
