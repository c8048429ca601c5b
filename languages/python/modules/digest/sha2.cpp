/// The modules _sha256 and _sha512 (FIPS 180-4).
///
/// The constants are the first bits of the fractional parts of the cube and square roots of the first primes; they are computed
/// once, in integers: floor(root(p) * 2^64) is found by bisection on 192-bit products.
#include "modules/digest/digest.h"

namespace python {

namespace {

using Wide = unsigned __int128;

constexpr uint32_t prime_count = 80;
struct Constants {
  uint64_t cube_roots[prime_count], square_roots[16];
};

/// Whether x^3 (x^2 if not `cube`) of x = (whole, fraction / 2^64) is at most p.
bool at_most(uint64_t whole, uint64_t fraction, uint64_t p, bool cube) {
  // Numbers of three 64-bit limbs after the point: x times x, then times x again, cut off below 2^-192.
  uint64_t x[2] = {fraction, whole};
  uint64_t product[8] = {1};  // least significant first; starts as the integer 1
  uint32_t length = 1, point = 0;
  for (int round = 0; round < (cube ? 3 : 2); round++) {
    uint64_t next[8] = {};
    for (uint32_t i = 0; i < length; i++) {
      uint64_t carry = 0;
      for (uint32_t k = 0; k < 2; k++) {
        Wide sum = static_cast<Wide>(product[i]) * x[k] + next[i + k] + carry;
        next[i + k] = static_cast<uint64_t>(sum);
        carry = static_cast<uint64_t>(sum >> 64);
      }
      next[i + 2] += carry;
    }
    length += 2;
    point++;
    for (uint32_t i = 0; i < 8; i++) product[i] = next[i];
  }
  uint64_t integer = product[point];
  bool exact = true;
  for (uint32_t i = 0; i < point; i++) exact &= product[i] == 0;
  return integer < p || (integer == p && exact);
}

uint64_t root_fraction(uint64_t p, bool cube) {
  uint64_t whole = 1, fraction = 0;
  while (cube ? (whole + 1) * (whole + 1) * (whole + 1) <= p : (whole + 1) * (whole + 1) <= p) whole++;
  for (uint64_t bit = uint64_t{1} << 63; bit; bit >>= 1) {
    if (at_most(whole, fraction | bit, p, cube)) fraction |= bit;
  }
  return fraction;
}

const Constants& constants() {
  static Constants table;
  if (table.cube_roots[0]) return table;
  uint32_t found = 0;
  for (uint64_t p = 2; found < prime_count; p++) {
    bool prime = true;
    for (uint64_t d = 2; d * d <= p; d++) prime &= p % d != 0;
    if (!prime) continue;
    if (found < 16) table.square_roots[found] = root_fraction(p, false);
    table.cube_roots[found++] = root_fraction(p, true);
  }
  return table;
}

/// What differs between the 32-bit and the 64-bit functions: rounds and rotations.
struct Sha256 {
  using Word = uint32_t;
  static constexpr uint32_t rounds = 64, length_bytes = 8;
  static constexpr uint8_t big0[] = {2, 13, 22}, big1[] = {6, 11, 25}, small0[] = {7, 18, 3}, small1[] = {17, 19, 10};
};
struct Sha512 {
  using Word = uint64_t;
  static constexpr uint32_t rounds = 80, length_bytes = 16;
  static constexpr uint8_t big0[] = {28, 34, 39}, big1[] = {14, 18, 41}, small0[] = {1, 8, 7}, small1[] = {19, 61, 6};
};

template <class V>
struct State {
  typename V::Word words[8];
  BlockBuffer<sizeof(typename V::Word) * 16> buffer;
};

template <class V>
void compress(typename V::Word* words, const uint8_t* block) {
  using Word = typename V::Word;
  constexpr uint32_t drop = 64 - sizeof(Word) * 8;
  const Constants& table = constants();
  auto rotated = [](Word x, const uint8_t(&r)[3]) {
    return rotate_right(x, r[0]) ^ rotate_right(x, r[1]) ^ rotate_right(x, r[2]);
  };
  auto shifted = [](Word x, const uint8_t(&r)[3]) { return rotate_right(x, r[0]) ^ rotate_right(x, r[1]) ^ x >> r[2]; };
  Word w[V::rounds], h[8];
  for (uint32_t i = 0; i < 16; i++) w[i] = load_big<Word>(block + sizeof(Word) * i);
  for (uint32_t i = 16; i < V::rounds; i++)
    w[i] = shifted(w[i - 2], V::small1) + w[i - 7] + shifted(w[i - 15], V::small0) + w[i - 16];
  for (uint32_t i = 0; i < 8; i++) h[i] = words[i];
  for (uint32_t i = 0; i < V::rounds; i++) {
    Word choice = (h[4] & h[5]) ^ (~h[4] & h[6]), majority = (h[0] & h[1]) ^ (h[0] & h[2]) ^ (h[1] & h[2]);
    Word first = h[7] + rotated(h[4], V::big1) + choice + static_cast<Word>(table.cube_roots[i] >> drop) + w[i];
    Word second = rotated(h[0], V::big0) + majority;
    for (uint32_t k = 7; k > 0; k--) h[k] = h[k - 1];
    h[4] += first;
    h[0] = first + second;
  }
  for (uint32_t i = 0; i < 8; i++) words[i] += h[i];
}

template <class V>
void update(void* state, const uint8_t* data, size_t size) {
  State<V>& s = *static_cast<State<V>*>(state);
  s.buffer.update(data, size, [&](const uint8_t* block) { compress<V>(s.words, block); });
}
template <class V, uint32_t digest_size>
void finish(void* state, uint8_t* digest) {
  State<V>& s = *static_cast<State<V>*>(state);
  s.buffer.pad(V::length_bytes, true, [&](const uint8_t* block) { compress<V>(s.words, block); });
  uint8_t all[64];
  for (uint32_t i = 0; i < 8; i++) store_big(all + sizeof(s.words[0]) * i, s.words[i]);
  __builtin_memcpy(digest, all, digest_size);
}

// sha224 starts from the low half of what sha384 starts from: the square roots of the ninth to sixteenth prime.
void start_sha256(void* state) {
  for (uint32_t i = 0; i < 8; i++)
    static_cast<State<Sha256>*>(state)->words[i] = static_cast<uint32_t>(constants().square_roots[i] >> 32);
}
void start_sha224(void* state) {
  for (uint32_t i = 0; i < 8; i++)
    static_cast<State<Sha256>*>(state)->words[i] = static_cast<uint32_t>(constants().square_roots[i + 8]);
}
void start_sha512(void* state) {
  for (uint32_t i = 0; i < 8; i++) static_cast<State<Sha512>*>(state)->words[i] = constants().square_roots[i];
}
void start_sha384(void* state) {
  for (uint32_t i = 0; i < 8; i++) static_cast<State<Sha512>*>(state)->words[i] = constants().square_roots[i + 8];
}

}  // namespace

void fill_sha256(Module* module) {
  static const DigestAlgorithm sha256 = {"sha256",          32, 64, sizeof(State<Sha256>), start_sha256, update<Sha256>,
                                         finish<Sha256, 32>};
  static const DigestAlgorithm sha224 = {"sha224",          28, 64, sizeof(State<Sha256>), start_sha224, update<Sha256>,
                                         finish<Sha256, 28>};
  define_digest(module, "SHA256Type", sha256);
  define_digest(module, "SHA224Type", sha224);
}

void fill_sha512(Module* module) {
  static const DigestAlgorithm sha512 = {"sha512",          64, 128, sizeof(State<Sha512>), start_sha512, update<Sha512>,
                                         finish<Sha512, 64>};
  static const DigestAlgorithm sha384 = {"sha384",          48, 128, sizeof(State<Sha512>), start_sha384, update<Sha512>,
                                         finish<Sha512, 48>};
  define_digest(module, "SHA512Type", sha512);
  define_digest(module, "SHA384Type", sha384);
}

}  // namespace python
