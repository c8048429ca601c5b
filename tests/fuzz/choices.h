// Where a random case comes from: a seed, or a fuzzer's bytes. Each choice takes as many bytes as it needs, so that a changed byte is another choice;
// when they run out, all choices are the first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

namespace jitwright::fuzz {

class Choices {
 public:
  explicit Choices(uint64_t seed) : random_(seed) {}
  Choices(const uint8_t* bytes, size_t size) : bytes_(bytes), left_(size) {}

  /// Any 64 bits.
  uint64_t word() { return bytes_ ? take(8) : random_(); }
  /// 0 to limit - 1.
  uint64_t below(uint64_t limit) { return (bytes_ ? take(limit <= 256 ? 1 : limit <= 65536 ? 2 : 8) : random_()) % limit; }

 private:
  uint64_t take(int count) {
    uint64_t result = 0;
    for (; count > 0 && left_ > 0; count--, left_--) result = result << 8 | *bytes_++;
    return result;
  }

  std::mt19937_64 random_;
  const uint8_t* bytes_ = nullptr;
  size_t left_ = 0;
};

}  // namespace jitwright::fuzz
