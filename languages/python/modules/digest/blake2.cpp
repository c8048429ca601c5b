/// The module _blake2 (RFC 7693), with every parameter of the tree mode.
#include "modules/digest/digest.h"
#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/operations.h"

namespace python {

namespace {

constexpr uint8_t permutations[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

/// What differs between the two functions. The initial words are the square roots of the first primes, as in SHA-2.
struct Blake2b {
  using Word = uint64_t;
  static constexpr const char* name = "blake2b";
  static constexpr uint32_t rounds = 12, longest = 64, salt_size = 16, offset_bits = 64;
  static constexpr uint8_t rotations[] = {32, 24, 16, 63};
};
struct Blake2s {
  using Word = uint32_t;
  static constexpr const char* name = "blake2s";
  static constexpr uint32_t rounds = 10, longest = 32, salt_size = 8, offset_bits = 48;
  static constexpr uint8_t rotations[] = {16, 12, 8, 7};
};
constexpr uint64_t initial[8] = {0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
                                 0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179};
template <class V>
typename V::Word initial_word(uint32_t i) {
  return static_cast<typename V::Word>(sizeof(typename V::Word) == 8 ? initial[i] : initial[i] >> 32);
}

template <class V>
struct State {
  using Word = typename V::Word;
  static constexpr uint32_t block = sizeof(Word) * 16;
  Word h[8];
  uint64_t total, used;
  uint32_t digest_size;
  bool last_node;
  uint8_t buffer[block];
};

template <class V>
void compress(State<V>& s, bool last) {
  using Word = typename V::Word;
  Word v[16], m[16];
  for (uint32_t i = 0; i < 16; i++) m[i] = load_little<Word>(s.buffer + i * sizeof(Word));
  for (uint32_t i = 0; i < 8; i++) {
    v[i] = s.h[i];
    v[i + 8] = initial_word<V>(i);
  }
  v[12] ^= static_cast<Word>(s.total);
  v[13] ^= sizeof(Word) == 8 ? 0 : static_cast<Word>(s.total >> 32);
  if (last) v[14] = ~v[14];
  if (last && s.last_node) v[15] = ~v[15];
  auto mix = [&](uint32_t a, uint32_t b, uint32_t c, uint32_t d, Word x, Word y) {
    v[a] += v[b] + x;
    v[d] = rotate_right<Word>(v[d] ^ v[a], V::rotations[0]);
    v[c] += v[d];
    v[b] = rotate_right<Word>(v[b] ^ v[c], V::rotations[1]);
    v[a] += v[b] + y;
    v[d] = rotate_right<Word>(v[d] ^ v[a], V::rotations[2]);
    v[c] += v[d];
    v[b] = rotate_right<Word>(v[b] ^ v[c], V::rotations[3]);
  };
  for (uint32_t round = 0; round < V::rounds; round++) {
    const uint8_t* p = permutations[round % 10];
    for (uint32_t i = 0; i < 4; i++) mix(i, i + 4, i + 8, i + 12, m[p[2 * i]], m[p[2 * i + 1]]);
    for (uint32_t i = 0; i < 4; i++) mix(i, (i + 1) % 4 + 4, (i + 2) % 4 + 8, (i + 3) % 4 + 12, m[p[8 + 2 * i]], m[p[9 + 2 * i]]);
  }
  for (uint32_t i = 0; i < 8; i++) s.h[i] ^= v[i] ^ v[i + 8];
}

template <class V>
void update(void* state, const uint8_t* data, size_t size) {
  State<V>& s = *static_cast<State<V>*>(state);
  while (size) {
    // The last block is compressed by finish only.
    if (s.used == State<V>::block) {
      s.total += s.used;
      compress(s, false);
      s.used = 0;
    }
    size_t part = size < State<V>::block - s.used ? size : State<V>::block - s.used;
    __builtin_memcpy(s.buffer + s.used, data, part);
    s.used += part;
    data += part;
    size -= part;
  }
}

template <class V>
void finish(void* state, uint8_t* digest) {
  State<V>& s = *static_cast<State<V>*>(state);
  s.total += s.used;
  __builtin_memset(s.buffer + s.used, 0, State<V>::block - s.used);
  compress(s, true);
  __builtin_memcpy(digest, s.h, sizeof s.h < 64 ? sizeof s.h : 64);
}

template <class V>
uint32_t size_of(const void* state) {
  return static_cast<const State<V>*>(state)->digest_size;
}
void start(void*) {}

template <class V>
constexpr DigestAlgorithm algorithm = {V::name,   V::longest, State<V>::block, sizeof(State<V>), start,
                                       update<V>, finish<V>,  nullptr,         size_of<V>};

/// An optional number within [low, high]; false with an error pending.
bool number(Value v, const char* message, int64_t low, int64_t high, int64_t* out) {
  if (!v) return true;
  if (!index_in_range(v, out)) return false;
  if (*out >= low && *out <= high) return true;
  raise_value_error(message);
  return false;
}
bool text(Value v, const char* message, size_t limit, std::string_view* out) {
  if (!v) return true;
  if (!get_bytes(v, out)) return false;
  if (out->size() <= limit) return true;
  raise_value_error(message, static_cast<uint64_t>(limit));
  return false;
}

template <class V>
Value construct(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  using Word = typename V::Word;
  Value given[14];
  if (!parse_arguments(V::name,
                       "data / * digest_size key salt person fanout depth leaf_size node_offset node_depth inner_size last_node "
                       "usedforsecurity",
                       0, arguments, count, names, given)) {
    return null_value;
  }
  int64_t digest_size = V::longest, fanout = 1, depth = 1, leaf_size = 0, node_depth = 0, inner_size = 0, offset = 0;
  std::string_view key, salt, person;
  if (!number(given[1],
              V::longest == 64 ? "digest_size must be between 1 and 64 bytes" : "digest_size must be between 1 and 32 bytes", 1,
              V::longest, &digest_size) ||
      !text(given[2], "maximum key length is %s bytes", V::longest, &key) ||
      !text(given[3], "maximum salt length is %s bytes", V::salt_size, &salt) ||
      !text(given[4], "maximum person length is %s bytes", V::salt_size, &person) ||
      !number(given[5], "fanout must be between 0 and 255", 0, 255, &fanout) ||
      !number(given[6], "depth must be between 1 and 255", 1, 255, &depth) ||
      !number(given[7], "leaf_size is too large", 0, UINT32_MAX, &leaf_size) ||
      !number(given[8], "node_offset is too large", 0, V::offset_bits == 64 ? INT64_MAX : (int64_t{1} << 48) - 1, &offset) ||
      !number(given[9], "node_depth must be between 0 and 255", 0, 255, &node_depth) ||
      !number(given[10], V::longest == 64 ? "inner_size must be between 0 and is 64" : "inner_size must be between 0 and is 32",
              0, V::longest, &inner_size)) {
    return null_value;
  }
  int last_node = given[11] ? truth(given[11]) : 0;
  if (last_node < 0) return null_value;
  uint8_t parameters[64] = {};
  constexpr uint32_t wide = sizeof(Word) == 8;
  parameters[0] = static_cast<uint8_t>(digest_size);
  parameters[1] = static_cast<uint8_t>(key.size());
  parameters[2] = static_cast<uint8_t>(fanout);
  parameters[3] = static_cast<uint8_t>(depth);
  for (uint32_t i = 0; i < 4; i++) parameters[4 + i] = static_cast<uint8_t>(leaf_size >> 8 * i);
  for (uint32_t i = 0; i < V::offset_bits / 8; i++) parameters[8 + i] = static_cast<uint8_t>(offset >> 8 * i);
  parameters[wide ? 16 : 14] = static_cast<uint8_t>(node_depth);
  parameters[wide ? 17 : 15] = static_cast<uint8_t>(inner_size);
  __builtin_memcpy(parameters + (wide ? 32 : 16), salt.data(), salt.size());
  __builtin_memcpy(parameters + (wide ? 48 : 24), person.data(), person.size());
  Value digest = make_digest(algorithm<V>);
  State<V>& s = *static_cast<State<V>*>(digest_state(digest));
  for (uint32_t i = 0; i < 8; i++) s.h[i] = initial_word<V>(i) ^ load_little<Word>(parameters + i * sizeof(Word));
  s.digest_size = static_cast<uint32_t>(digest_size);
  s.last_node = last_node;
  if (!key.empty()) {
    uint8_t block[State<V>::block] = {};
    __builtin_memcpy(block, key.data(), key.size());
    update<V>(&s, block, sizeof block);
  }
  if (given[0] && !update_digest(digest, given[0])) return null_value;
  return digest;
}

template <class V>
void define_function(Module* module) {
  Type* type = define_digest_class(module, V::name, algorithm<V>, construct<V>);
  constexpr std::pair<const char*, uint32_t> limits[] = {
      {"SALT_SIZE", V::salt_size}, {"PERSON_SIZE", V::salt_size}, {"MAX_KEY_SIZE", V::longest}, {"MAX_DIGEST_SIZE", V::longest}};
  for (auto [name, value] : limits) dict_set_str(type->dict, intern(name), small_int_value(value));
}

}  // namespace

void fill_blake2(Module* module) {
  define_function<Blake2b>(module);
  define_function<Blake2s>(module);
}

}  // namespace python
