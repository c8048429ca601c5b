/// The module _md5 (RFC 1321).
#include <cmath>

#include "modules/digest/digest.h"

namespace python {

namespace {

struct State {
  uint32_t words[4];
  BlockBuffer<64> buffer;
};

/// The sines' table, made once.
const uint32_t* sines() {
  static uint32_t table[64];
  if (!table[0]) {
    for (int i = 0; i < 64; i++) table[i] = static_cast<uint32_t>(std::floor(std::fabs(std::sin(i + 1)) * 4294967296.0));
  }
  return table;
}

void compress(uint32_t* words, const uint8_t* block) {
  static constexpr uint8_t shifts[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
  const uint32_t* table = sines();
  uint32_t m[16], a = words[0], b = words[1], c = words[2], d = words[3];
  for (uint32_t i = 0; i < 16; i++) m[i] = load_little<uint32_t>(block + 4 * i);
  for (uint32_t i = 0; i < 64; i++) {
    uint32_t f, k;
    switch (i / 16) {
      case 0: f = (b & c) | (~b & d), k = i; break;
      case 1: f = (d & b) | (~d & c), k = (5 * i + 1) % 16; break;
      case 2: f = b ^ c ^ d, k = (3 * i + 5) % 16; break;
      default: f = c ^ (b | ~d), k = 7 * i % 16; break;
    }
    uint32_t rotated = rotate_left(a + f + table[i] + m[k], shifts[i / 16][i % 4]);
    a = d;
    d = c;
    c = b;
    b += rotated;
  }
  words[0] += a;
  words[1] += b;
  words[2] += c;
  words[3] += d;
}

void start(void* state) { *static_cast<State*>(state) = {{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476}, {}}; }
void update(void* state, const uint8_t* data, size_t size) {
  State& s = *static_cast<State*>(state);
  s.buffer.update(data, size, [&](const uint8_t* block) { compress(s.words, block); });
}
void finish(void* state, uint8_t* digest) {
  State& s = *static_cast<State*>(state);
  s.buffer.pad(8, false, [&](const uint8_t* block) { compress(s.words, block); });
  __builtin_memcpy(digest, s.words, 16);
}

}  // namespace

void fill_md5(Module* module) {
  static const DigestAlgorithm md5 = {"md5", 16, 64, sizeof(State), start, update, finish};
  define_digest(module, "MD5Type", md5);
}

}  // namespace python
