// What the recorder knows of memory: loads that leave no trace, and those that must.
#include "harness.h"

#undef CHECK  // Catch2 has its own
#include <catch2/catch.hpp>

using namespace jitwright;
using namespace jitwright::metainterp;

namespace {

using Values = std::vector<uint64_t>;

uint64_t memory[2][8];
void* allocate(size_t) {
  static uint64_t objects[64][8];
  static int next = 0;
  return objects[next++ % 64];
}
void opaque(void*) {}

// Lives: r0 pc (green), r1 and r2 pointers, r3 a number.
std::string record(const std::string& body) {
  Harness harness(R"(
    class "Object.x" "long"
    class "Object.y" "long"
    class "Frame.depth" "long" virtualizable
    class "Object.kind" "long" immutable
    class "" ""
    call "allocate" (i64) -> ptr effect allocator
    call "opaque" (ptr) effect any
    call "reads" (ptr) effect readonly
    function "run" @run (i64, ptr, ptr, i64) -> i64
      registers 10
      portal greens 1 lives i64 "pc", ptr "p", ptr "q", i64 "n"
      merge_point 1, r0, r1, r2, r3
)" + body + "\nreturn_ r9\nlive auto\nend\n",
                  {{"allocate", reinterpret_cast<const void*>(&allocate)},
                   {"opaque", reinterpret_cast<const void*>(&opaque)},
                   {"reads", reinterpret_cast<const void*>(&opaque)}});
  memory[0][0] = 5;
  Values lives = {0, reinterpret_cast<uint64_t>(memory[0]), reinterpret_cast<uint64_t>(memory[1]), 1};
  Recording recording = harness.interpreter.record_from_merge_point(harness.function("run"), lives);
  REQUIRE(trace::verify(recording.trace) == "");
  std::string text = harness.text(recording.trace);
  return text.substr(text.find('\n', text.find("debug_merge_point")) + 1);
}

size_t loads(const std::string& trace) {
  size_t count = 0;
  for (size_t at = 0; (at = trace.find(" load", at)) != std::string::npos; ++at) ++count;
  return count;
}

}  // namespace

TEST_CASE("memory: a stored constant is a constant when it is loaded") {
  CHECK(record(R"(
    store i64 #3, r1, 8, c0
    load i64 r4, r1, 8, c0
    assert_green r4
    promote i64 r4, r4
    int_add i64 r9, r4, r3)") == R"(store %1, 3 #8 as i64 {"Object.x", "long"}
%6 = int_add i64 3, %3
finish %6
)");
}

TEST_CASE("memory: a second load is the first one, what is promoted stays so") {
  CHECK(loads(record("load i64 r4, r1, 0, c0\nload i64 r5, r1, 0, c0\nint_add i64 r9, r4, r5")) == 1);
  CHECK(record("load i64 r4, r1, 0, c0\npromote i64 r4, r4\nload i64 r5, r1, 0, c0\nassert_green r5\nmove r9, r5").find("finish 5") !=
        std::string::npos);
}

TEST_CASE("memory: constant indices and interior pointers are fields too") {
  CHECK(loads(record("ptr_add ptr r4, r1, 8\nstore i64 r3, r4, 8, c0\nload_item i64 r9, r1, #1, 8, 8, c0")) == 0);
  CHECK(loads(record("store i64 r3, r1, 8, c0\nload_item i64 r9, r1, r3, 8, 0, c0")) == 1);
}

TEST_CASE("memory: a store forgets what may be the same memory") {
  const char* load_store_load = "load i64 r4, r1, 0, c0\nstore i64 r3, ";
  auto again = [&](const std::string& store) { return loads(record(load_store_load + store + "\nload i64 r9, r1, 0, c0")); };
  CHECK(again("r2, 0, c0") == 2);  // another object's field
  CHECK(again("r2, 0, c4") == 2);  // an access of unknown class
  CHECK(again("r2, 0, c1") == 1);  // another field
  CHECK(again("r1, 8, c0") == 1);  // the same object, beside it
  CHECK(again("r1, 4, c0") == 2);  // overlapping
  CHECK(loads(record("load i64 r4, r1, 0, c0\nstore_item i64 r3, r2, r3, 8, 0, c0\nload i64 r9, r1, 0, c0")) == 2);
  CHECK(loads(record("load i64 r4, r1, 0, c3\nstore i64 r3, r2, 0, c3\nload i64 r9, r1, 0, c3")) == 1);  // immutable
  CHECK(loads(record("load i64 r4, r1, 0, c0\nfill_memory r2, #0, #8\nload i64 r9, r1, 0, c0")) == 2);
}

TEST_CASE("memory: narrow stores are truncated") {
  CHECK(record("store i8 #0x1ff, r1, 0, c0\nload i8 r9, r1, 0, c0").find("finish 255") != std::string::npos);
  CHECK(loads(record("store i8 r3, r1, 0, c0\nload i8 r9, r1, 0, c0")) == 1);
}

TEST_CASE("memory: opaque calls forget all but virtualizable fields and private objects") {
  auto across = [&](const std::string& before, const std::string& call, const std::string& load) {
    return loads(record(before + "\n" + call + "\n" + load));
  };
  CHECK(across("load i64 r4, r1, 0, c0", "call k1, none, @opaque, r2", "load i64 r9, r1, 0, c0") == 2);
  CHECK(across("load i64 r4, r1, 0, c0", "call k2, none, @reads, r2", "load i64 r9, r1, 0, c0") == 1);
  CHECK(across("load i64 r4, r1, 0, c2", "call k1, none, @opaque, r2", "load i64 r9, r1, 0, c2") == 1);
  CHECK(across("load i64 r4, r1, 0, c2", "call k1, none, @opaque, r1", "load i64 r9, r1, 0, c2") == 2);
  CHECK(across("load i64 r4, r1, 0, c3", "call k1, none, @opaque, r1", "load i64 r9, r1, 0, c3") == 2);
  std::string made = "call k0, r5, @allocate, #16\nstore i64 r3, r5, 8, c0";
  CHECK(across(made, "call k1, none, @opaque, r2", "load i64 r9, r5, 8, c0") == 0);
  CHECK(across(made, "call k1, none, @opaque, r5", "load i64 r9, r5, 8, c0") == 1);
  CHECK(across(made + "\nstore i64 r5, r1, 0, c1", "call k1, none, @opaque, r2", "load i64 r9, r5, 8, c0") == 1);
  CHECK(across(made + "\nint_or i64 r6, r5, #1", "call k1, none, @opaque, r6", "load i64 r9, r5, 8, c0") == 1);
  CHECK(across(made + "\nptr_add ptr r6, r5, 8", "call k1, none, @opaque, r6", "load i64 r9, r5, 8, c0") == 1);
  CHECK(across(made + "\nint_lshr i64 r6, r5, #49", "call k1, none, @opaque, r6", "load i64 r9, r5, 8, c0") == 0);
}

TEST_CASE("memory: a block operation on private memory leaves other objects alone") {
  CHECK(loads(record("load i64 r4, r1, 0, c0\nlocal r5, 32\nfill_memory r5, #0, #32\nload i64 r9, r1, 0, c0")) == 1);
  CHECK(loads(record("local r5, 32\nstore i64 r3, r5, 0, c0\nfill_memory r5, #0, #32\nload i64 r9, r5, 0, c0")) == 1);
}

TEST_CASE("memory: a conditional call forgets what its effect says") {
  CHECK(loads(record("load i64 r4, r1, 0, c0\nconditional_call k1, r3, @opaque, r2\nload i64 r9, r1, 0, c0")) == 2);
  CHECK(loads(record("load i64 r4, r1, 0, c0\nconditional_call k2, r3, @reads, r2\nload i64 r9, r1, 0, c0")) == 1);
}
