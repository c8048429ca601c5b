/// Owns the hash functions behind hashlib: one table line for each, one kind of object for all.
#pragma once

#include "modules/modules.h"

namespace python {

/// `state` is plain memory of `state_size` zeroed bytes, copied freely; finish leaves it unusable.
struct DigestAlgorithm {
  const char* name;
  uint32_t digest_size, block_size, state_size;
  void (*start)(void* state);
  void (*update)(void* state, const uint8_t* data, size_t size);
  void (*finish)(void* state, uint8_t* digest);
  /// Instead of finish: for functions that give as many bytes as are asked for.
  void (*squeeze)(void* state, uint8_t* digest, size_t size) = nullptr;
  /// The length of the digest, where objects differ in it.
  uint32_t (*size)(const void* state) = nullptr;
};

/// Adds the class of hash objects to the module, and the function `algorithm.name` that makes them.
void define_digest(Module* module, const char* type_name, const DigestAlgorithm& algorithm);
/// Adds the class of hash objects alone, a member of the module if `construct` makes them.
Type* define_digest_class(Module* module, const char* type_name, const DigestAlgorithm& algorithm, Constructor construct);
/// A new object whose state is zero.
Value make_digest(const DigestAlgorithm& algorithm);
void* digest_state(Value digest);
/// None, or null with TypeError.
Value update_digest(Value digest, Value data);

/// The buffering that block-wise functions share: `compress` takes one block at a time.
template <uint32_t block_size>
struct BlockBuffer {
  uint64_t total;  // bytes so far
  uint8_t bytes[block_size];

  template <class Compress>
  void update(const uint8_t* data, size_t size, Compress compress) {
    size_t used = total % block_size;
    total += size;
    if (used) {
      size_t part = size < block_size - used ? size : block_size - used;
      __builtin_memcpy(bytes + used, data, part);
      if (used + part < block_size) return;
      compress(bytes);
      data += part;
      size -= part;
    }
    for (; size >= block_size; data += block_size, size -= block_size) compress(data);
    if (size) __builtin_memcpy(bytes, data, size);
  }
  /// Appends 0x80, zeros and the length in bits in the last `length_bytes` bytes of a block.
  template <class Compress>
  void pad(uint32_t length_bytes, bool big_endian, Compress compress) {
    uint64_t bits = total * 8, used = total % block_size;
    bytes[used++] = 0x80;
    if (used > block_size - length_bytes) {
      while (used < block_size) bytes[used++] = 0;
      compress(bytes);
      used = 0;
    }
    while (used < block_size) bytes[used++] = 0;
    for (uint32_t i = 0; i < 8; i++) {
      bytes[big_endian ? block_size - 1 - i : block_size - length_bytes + i] = static_cast<uint8_t>(bits >> 8 * i);
    }
    compress(bytes);
  }
};

template <class Word>
inline Word rotate_left(Word x, uint32_t count) {
  return static_cast<Word>(x << count | x >> (sizeof(Word) * 8 - count));
}
template <class Word>
inline Word rotate_right(Word x, uint32_t count) {
  return static_cast<Word>(x >> count | x << (sizeof(Word) * 8 - count));
}
template <class Word>
inline Word load_big(const uint8_t* p) {
  Word x = 0;
  for (size_t i = 0; i < sizeof(Word); i++) x = static_cast<Word>(x << 8 | p[i]);
  return x;
}
template <class Word>
inline void store_big(uint8_t* p, Word x) {
  for (size_t i = 0; i < sizeof(Word); i++) p[i] = static_cast<uint8_t>(x >> 8 * (sizeof(Word) - 1 - i));
}
template <class Word>
inline Word load_little(const uint8_t* p) {
  Word x;
  __builtin_memcpy(&x, p, sizeof x);
  return x;
}

}  // namespace python
