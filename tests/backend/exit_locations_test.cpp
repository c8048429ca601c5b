// The places of fail arguments are read back as they were written, from any exit.
#include "backend/x64/exit_locations.h"

#undef CHECK  // Catch2 has its own
#include <catch2/catch.hpp>

using namespace jitwright::backend::x64;

namespace {

/// A list that changes a little from exit to exit.
std::vector<Location> list_of(uint32_t exit) {
  std::vector<Location> list;
  for (uint32_t i = 0; i < 3 + exit % 7; i++) {
    if (i % 4 == 0) list.push_back(Location::in(static_cast<Register>((i + exit / 5) % 32)));
    if (i % 4 == 1) list.push_back(Location::frame(-56 - 8 * static_cast<int32_t>(i + exit / 9)));
    if (i % 4 == 2) list.push_back({Location::Kind::constant, no_register, false, static_cast<int32_t>(i + exit / 3)});
    if (i % 4 == 3) list.push_back({});
  }
  if (exit % 3 == 0 && !list.empty()) list.front().narrow = true;
  return list;
}

}  // namespace

TEST_CASE("places of fail arguments: each exit reads its own list") {
  ExitLocationsWriter writer;
  for (uint32_t exit = 0; exit < 100; exit++) writer.add(list_of(exit));
  ExitLocations locations = writer.finish();
  std::vector<Location> read;
  for (uint32_t exit = 100; exit-- > 0;) {
    locations.read(exit, read);
    CHECK(read == list_of(exit));
  }
}

TEST_CASE("places of fail arguments: exits alike cost a byte") {
  ExitLocationsWriter few, many;
  for (uint32_t exit = 0; exit < 2; exit++) few.add(list_of(20));
  for (uint32_t exit = 0; exit < 16; exit++) many.add(list_of(20));
  CHECK(many.finish().memory() - few.finish().memory() == 14);
}
