/// The module _sha3 (FIPS 202): SHA3 and SHAKE over Keccak-f[1600].
#include "modules/digest/digest.h"

namespace python {

namespace {

struct State {
  uint64_t lanes[25];
  uint64_t used;  // bytes of the block taken up
};

void permute(uint64_t* a) {
  // Round constants from the specification's shift register, rotations by its walk over the lanes.
  uint32_t shift_register = 1;
  auto next_bit = [&] {
    bool bit = shift_register & 1;
    shift_register = shift_register << 1 ^ (shift_register & 0x80 ? 0x171 : 0);
    return bit;
  };
  for (int round = 0; round < 24; round++) {
    uint64_t c[5];
    for (int x = 0; x < 5; x++) c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
    for (int x = 0; x < 5; x++) {
      uint64_t d = c[(x + 4) % 5] ^ rotate_left(c[(x + 1) % 5], 1);
      for (int y = 0; y < 25; y += 5) a[y + x] ^= d;
    }
    uint64_t moved = a[1];
    for (uint32_t t = 0, x = 1, y = 0; t < 24; t++) {
      uint32_t next_x = y, next_y = (2 * x + 3 * y) % 5, rotation = (t + 1) * (t + 2) / 2 % 64;
      x = next_x;
      y = next_y;
      uint64_t kept = a[x + 5 * y];
      a[x + 5 * y] = rotation ? rotate_left(moved, rotation) : moved;
      moved = kept;
    }
    for (int y = 0; y < 25; y += 5) {
      uint64_t row[5];
      for (int x = 0; x < 5; x++) row[x] = a[y + x];
      for (int x = 0; x < 5; x++) a[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
    }
    for (uint32_t k = 0; k < 7; k++) {
      if (next_bit()) a[0] ^= uint64_t{1} << ((1U << k) - 1);
    }
  }
}

uint8_t* bytes_of(State& s) { return reinterpret_cast<uint8_t*>(s.lanes); }

void start(void*) {}

template <uint32_t block>
void update(void* state, const uint8_t* data, size_t size) {
  State& s = *static_cast<State*>(state);
  for (size_t i = 0; i < size; i++) {
    bytes_of(s)[s.used++] ^= data[i];
    if (s.used == block) {
      permute(s.lanes);
      s.used = 0;
    }
  }
}

template <uint32_t block, uint8_t suffix>
void squeeze(void* state, uint8_t* digest, size_t size) {
  State& s = *static_cast<State*>(state);
  bytes_of(s)[s.used] ^= suffix;
  bytes_of(s)[block - 1] ^= 0x80;
  for (size_t i = 0; i < size; i++) {
    if (i % block == 0) permute(s.lanes);
    digest[i] = bytes_of(s)[i % block];
  }
}
template <uint32_t size>
void finish(void* state, uint8_t* digest) {
  squeeze<200 - 2 * size, 0x06>(state, digest, size);
}

template <uint32_t size>
constexpr DigestAlgorithm sha3(const char* name) {
  return {name, size, 200 - 2 * size, sizeof(State), start, update<200 - 2 * size>, finish<size>, nullptr};
}
template <uint32_t block>
constexpr DigestAlgorithm shake(const char* name) {
  return {name, 0, block, sizeof(State), start, update<block>, nullptr, squeeze<block, 0x1F>};
}

constexpr DigestAlgorithm algorithms[] = {sha3<28>("sha3_224"), sha3<32>("sha3_256"),    sha3<48>("sha3_384"),
                                          sha3<64>("sha3_512"), shake<168>("shake_128"), shake<136>("shake_256")};

template <uint32_t index>
Value construct(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value given[2];
  if (!parse_arguments(algorithms[index].name, "data / * usedforsecurity", 0, arguments, count, names, given)) return null_value;
  Value digest = make_digest(algorithms[index]);
  return !given[0] || update_digest(digest, given[0]) ? digest : null_value;
}
constexpr Constructor constructors[] = {construct<0>, construct<1>, construct<2>, construct<3>, construct<4>, construct<5>};

}  // namespace

void fill_sha3(Module* module) {
  for (uint32_t i = 0; i < std::size(algorithms); i++)
    define_digest_class(module, algorithms[i].name, algorithms[i], constructors[i]);
}

}  // namespace python
