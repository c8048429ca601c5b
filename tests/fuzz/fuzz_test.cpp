// The checks by seed: JW_FUZZ_SEED=n runs one, JW_FUZZ_COUNT=n more of them.
#include "check.h"

#include <catch2/catch.hpp>
#include <cstdlib>

namespace jitwright::fuzz {

namespace {

struct Seeds {
  uint64_t first = 1, count;
  explicit Seeds(uint64_t usual) : count(usual) {
    if (const char* text = std::getenv("JW_FUZZ_COUNT")) count = std::strtoull(text, nullptr, 10);
    if (const char* text = std::getenv("JW_FUZZ_SEED")) first = std::strtoull(text, nullptr, 10), count = 1;
  }
};

}  // namespace

TEST_CASE("random loops and bridges leave as the recorded ones do") {
  Seeds seeds(1500);
  Reached reached;
  for (uint64_t seed = seeds.first; seed < seeds.first + seeds.count; seed++) {
    Choices choices(seed);
    std::string wrong = check_optimizer(choices, reached);
    INFO("JW_FUZZ_SEED=" << seed << ": " << wrong);
    REQUIRE(wrong.empty());
  }
  if (seeds.count < 1000) return;
  int count = static_cast<int>(seeds.count);
  CHECK(reached.peeled > count / 4);
  CHECK(reached.bridged > count / 100);
  CHECK(reached.compiled > count / 2);
  CHECK(reached.compiled_bridges > count / 20);
}

TEST_CASE("random traces do the same on x64 as on the reference") {
  Seeds seeds(400);
  for (uint64_t seed = seeds.first; seed < seeds.first + seeds.count; seed++) {
    Choices choices(seed);
    std::string wrong = check_backend(choices);
    INFO("JW_FUZZ_SEED=" << seed << ": " << wrong);
    REQUIRE(wrong.empty());
  }
}

}  // namespace jitwright::fuzz
