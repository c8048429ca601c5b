#include <catch2/catch.hpp>

#include "engine/read_only_memory.h"

using jitwright::engine::is_read_only_memory;

namespace {
const int constant_table[] = {1, 2, 3};
int variable = 4;
struct Base {
  virtual ~Base() = default;
};
}  // namespace

TEST_CASE("constants and vtables are read-only, variables are not") {
  CHECK(is_read_only_memory(reinterpret_cast<uint64_t>(&constant_table[1]), 4));
  CHECK_FALSE(is_read_only_memory(reinterpret_cast<uint64_t>(&variable), 4));
  Base object;
  CHECK_FALSE(is_read_only_memory(reinterpret_cast<uint64_t>(&object), 8));
  uint64_t vtable = *reinterpret_cast<uint64_t*>(&object);
  CHECK(is_read_only_memory(vtable, 8));
  CHECK_FALSE(is_read_only_memory(0, 8));
}
