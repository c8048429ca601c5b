/// The module _random: the Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998), with the numbers CPython gets from it.
#include <sys/random.h>

#include <vector>

#include "modules/modules.h"
#include "objects/errors.h"
#include "objects/operations.h"

namespace python {

namespace {

constexpr uint32_t word_count = 624, middle = 397;

struct Random : Object {
  uint32_t position;  // of the next word in `words`; word_count: all are used
  uint32_t words[word_count];
};

JW_DONT_LOOK_INSIDE void refill(Random* random) {
  uint32_t* w = random->words;
  auto twist = [&](uint32_t i, uint32_t next, uint32_t other) {
    uint32_t y = (w[i] & 0x8000'0000U) | (w[next] & 0x7FFF'FFFFU);
    w[i] = w[other] ^ y >> 1 ^ (y & 1 ? 0x9908'B0DFU : 0);
  };
  for (uint32_t i = 0; i < word_count - middle; i++) twist(i, i + 1, i + middle);
  for (uint32_t i = word_count - middle; i < word_count - 1; i++) twist(i, i + 1, i + middle - word_count);
  twist(word_count - 1, 0, middle - 1);
  random->position = 0;
}

/// 32 random bits.
inline uint32_t next_word(Random* random) {
  if (random->position >= word_count) refill(random);
  uint32_t position = random->position;
  uint32_t y = random->words[position];
  random->position = position + 1;
  y ^= y >> 11;
  y ^= y << 7 & 0x9D2C'5680U;
  y ^= y << 15 & 0xEFC6'0000U;
  return y ^ y >> 18;
}

void seed_with_number(Random* random, uint32_t seed) {
  uint32_t* w = random->words;
  w[0] = seed;
  for (uint32_t i = 1; i < word_count; i++) w[i] = 1812433253U * (w[i - 1] ^ w[i - 1] >> 30) + i;
  random->position = word_count;
}

/// The reference implementation's seeding by an array of any length.
void seed_with_words(Random* random, const std::vector<uint32_t>& key) {
  seed_with_number(random, 19650218U);
  uint32_t* w = random->words;
  uint32_t i = 1, k = 0, length = static_cast<uint32_t>(key.size());
  auto advance = [&] {
    if (++i < word_count) return;
    w[0] = w[word_count - 1];
    i = 1;
  };
  for (uint32_t rounds = word_count > length ? word_count : length; rounds > 0; rounds--) {
    w[i] = (w[i] ^ (w[i - 1] ^ w[i - 1] >> 30) * 1664525U) + key[k] + k;
    advance();
    if (++k >= length) k = 0;
  }
  for (uint32_t rounds = word_count - 1; rounds > 0; rounds--) {
    w[i] = (w[i] ^ (w[i - 1] ^ w[i - 1] >> 30) * 1566083941U) - i;
    advance();
  }
  w[0] = 0x8000'0000U;
}

bool seed_with_value(Random* random, Value seed) {
  std::vector<uint32_t> key;
  if (!seed || is_none(seed)) {
    key.resize(word_count);
    size_t wanted = word_count * sizeof(uint32_t);
    if (getrandom(key.data(), wanted, 0) != static_cast<ssize_t>(wanted)) {
      raise_os_error(errno, null_value);
      return false;
    }
  } else {
    Value number = as_exact_int(seed);
    if (!number) {
      int64_t h = hash(seed);
      if (h == -1) return false;
      number = int_value_unsigned(static_cast<uint64_t>(h));
    }
    number = int_absolute(number);
    key.resize(static_cast<size_t>(int_bit_length(number) + 31) / 32);
    int_export_bytes(number, reinterpret_cast<uint8_t*>(key.data()), key.size() * sizeof(uint32_t));
    if (key.empty()) key.push_back(0);
  }
  seed_with_words(random, key);
  return true;
}

// ---- methods ----

Value random_seed(Value self, Value seed) { return seed_with_value(as<Random>(self), seed) ? none() : null_value; }

Value random_random(Value self) {
  Random* random = as<Random>(self);
  uint32_t high = next_word(random) >> 5, low = next_word(random) >> 6;
  return float_value((high * 67108864.0 + low) * (1.0 / 9007199254740992.0));
}

JW_DONT_LOOK_INSIDE Value many_bits(Random* random, int64_t count) {
  std::vector<uint64_t> limbs(static_cast<size_t>(count + 63) / 64);
  for (int64_t done = 0; done < count; done += 32) {
    uint64_t word = next_word(random);
    if (count - done < 32) word >>= 32 - (count - done);
    limbs[static_cast<size_t>(done / 64)] |= word << done % 64;
  }
  return make_huge(limbs.data(), static_cast<int64_t>(limbs.size()));
}

Value random_bits(Value self, Value count) {
  int64_t bits;
  if (is_small_int(count))
    bits = small_int(count);
  else if (!index_in_range(count, &bits))
    return null_value;
  if (bits <= 32) {
    if (bits < 0) return raise_value_error("number of bits must be non-negative");
    if (bits == 0) return small_int_value(0);
    return small_int_value(next_word(as<Random>(self)) >> (32 - bits));
  }
  return many_bits(as<Random>(self), bits);
}

Value random_get_state(Value self) {
  Random* random = as<Random>(self);
  Tuple* state = make_tuple(word_count + 1);
  for (uint32_t i = 0; i < word_count; i++) state->items[i].initialise(small_int_value(random->words[i]));
  state->items[word_count].initialise(small_int_value(random->position));
  return ref(state);
}

Value random_set_state(Value self, Value value) {
  Tuple* state = as_tuple(value);
  if (!state) return raise_type_error("state vector must be a tuple");
  if (state->length != word_count + 1) return raise_value_error("state vector is the wrong size");
  uint32_t words[word_count + 1];
  for (uint32_t i = 0; i <= word_count; i++) {
    Value item = as_exact_int(state->items[i]);
    if (!item) return raise_type_error("an integer is required");
    if (int_sign(item) < 0) return raise_overflow_error("can't convert negative value to unsigned int");
    if (!is_int64(item)) return raise_overflow_error("Python int too large to convert to C unsigned long");
    words[i] = static_cast<uint32_t>(int64_of(item));
    if (i == word_count && int64_of(item) > word_count) return raise_value_error("invalid state");
  }
  Random* random = as<Random>(self);
  for (uint32_t i = 0; i < word_count; i++) random->words[i] = words[i];
  random->position = words[word_count];
  return none();
}

Value construct_random(Type*, const Value* arguments, uint32_t count, Tuple*) {
  if (count > 1) return raise_type_error("Random expected at most 1 argument, got %s", count);
  Random* random = make<Random>(Kind::random);
  return seed_with_value(random, count ? arguments[0] : null_value) ? ref(random) : null_value;
}

}  // namespace

void fill_random(Module* module) {
  static const BuiltinDefinition methods[] = {
      entry("random", random_random),      entry("seed", random_seed, 1),       entry("getrandbits", random_bits),
      entry("getstate", random_get_state), entry("setstate", random_set_state),
  };
  define(make_module_type(module, "Random", Kind::random, type_is_base, construct_random), methods);
}

}  // namespace python
