/// The module _sha1 (FIPS 180-4).
#include "modules/digest/digest.h"

namespace python {

namespace {

struct State {
  uint32_t words[5];
  BlockBuffer<64> buffer;
};

void compress(uint32_t* words, const uint8_t* block) {
  uint32_t w[80];
  for (uint32_t i = 0; i < 16; i++) w[i] = load_big<uint32_t>(block + 4 * i);
  for (uint32_t i = 16; i < 80; i++) w[i] = rotate_left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
  uint32_t a = words[0], b = words[1], c = words[2], d = words[3], e = words[4];
  for (uint32_t i = 0; i < 80; i++) {
    uint32_t f, k;
    switch (i / 20) {
      case 0: f = (b & c) | (~b & d), k = 0x5A827999; break;
      case 1: f = b ^ c ^ d, k = 0x6ED9EBA1; break;
      case 2: f = (b & c) | (b & d) | (c & d), k = 0x8F1BBCDC; break;
      default: f = b ^ c ^ d, k = 0xCA62C1D6; break;
    }
    uint32_t next = rotate_left(a, 5) + f + e + k + w[i];
    e = d;
    d = c;
    c = rotate_left(b, 30);
    b = a;
    a = next;
  }
  words[0] += a;
  words[1] += b;
  words[2] += c;
  words[3] += d;
  words[4] += e;
}

void start(void* state) { *static_cast<State*>(state) = {{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0}, {}}; }
void update(void* state, const uint8_t* data, size_t size) {
  State& s = *static_cast<State*>(state);
  s.buffer.update(data, size, [&](const uint8_t* block) { compress(s.words, block); });
}
void finish(void* state, uint8_t* digest) {
  State& s = *static_cast<State*>(state);
  s.buffer.pad(8, true, [&](const uint8_t* block) { compress(s.words, block); });
  for (uint32_t i = 0; i < 5; i++) store_big(digest + 4 * i, s.words[i]);
}

}  // namespace

void fill_sha1(Module* module) {
  static const DigestAlgorithm sha1 = {"sha1", 20, 64, sizeof(State), start, update, finish};
  define_digest(module, "SHA1Type", sha1);
}

}  // namespace python
