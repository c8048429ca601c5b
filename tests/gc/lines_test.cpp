#include "gc/lines.h"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

using namespace jitwright::gc;

TEST_CASE("free lines are found as a plain loop finds them") {
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    std::vector<uint8_t> lines(lines_per_block);
    unsigned density = random() % 10;
    for (uint8_t& line : lines) line = random() % 10 < density ? uint8_t(1 << random() % 5) : uint8_t(0);
    FreeLines free = free_lines(lines.data());
    uint32_t at = 0;
    for (LineRun run = next_run(free, 0); run.begin < lines_per_block; run = next_run(free, run.end)) {
      for (; at < run.begin; ++at) REQUIRE(lines[at] != 0);
      for (; at < run.end; ++at) REQUIRE(lines[at] == 0);
      REQUIRE(run.length() > 0);
    }
    for (; at < lines_per_block; ++at) REQUIRE(lines[at] != 0);
  }
}
