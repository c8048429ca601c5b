#include <catch2/catch.hpp>

#include "engine/position.h"

using jitwright::engine::Position;
using jitwright::engine::Positions;

TEST_CASE("positions are told apart by portal and greens") {
  Positions positions;
  jitwright::jitcode::Function first, second;
  jw_portal portal{};
  std::vector<uint64_t> greens{3, 4}, swapped{4, 3};
  Position& a = positions.find_or_add(&portal, &first, greens);
  CHECK(&positions.find_or_add(&portal, &first, greens) == &a);
  CHECK(positions.find(&first, swapped) == nullptr);
  CHECK(positions.find(&second, greens) == nullptr);
  Position& b = positions.find_or_add(&portal, &first, swapped);
  CHECK(&b != &a);
  CHECK(positions.find(&first, greens) == &a);
  CHECK(positions.all().size() == 2);
}

TEST_CASE("many positions are all found again") {
  Positions positions;
  jitwright::jitcode::Function function;
  jw_portal portal{};
  for (uint64_t i = 0; i < 5000; i++) positions.find_or_add(&portal, &function, std::vector<uint64_t>{i * 16, 7});
  for (uint64_t i = 0; i < 5000; i++) {
    Position* position = positions.find(&function, std::vector<uint64_t>{i * 16, 7});
    REQUIRE(position);
    CHECK(position->greens[0] == i * 16);
  }
}

TEST_CASE("cold positions are forgotten, those with a history stay") {
  Positions positions;
  jitwright::jitcode::Function function;
  jw_portal portal{};
  for (uint64_t i = 0; i < 100; i++) positions.find_or_add(&portal, &function, std::vector<uint64_t>{i});
  positions.find(&function, std::vector<uint64_t>{5})->aborts = 1;
  positions.forget_cold(positions.find(&function, std::vector<uint64_t>{9}));
  CHECK(positions.all().size() == 2);
  CHECK(positions.find(&function, std::vector<uint64_t>{5}));
  CHECK(positions.find(&function, std::vector<uint64_t>{9}));
  CHECK(!positions.find(&function, std::vector<uint64_t>{6}));
}
