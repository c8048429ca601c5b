#include <bit>
#include <cstring>

#include "harness.h"

#undef CHECK  // Catch2 has its own
#include <catch2/catch.hpp>

using namespace jitwright;
using namespace jitwright::metainterp;

namespace {

using Values = std::vector<uint64_t>;

uint64_t run(const std::string& signature, const std::string& code, Values arguments, const std::string& tables = "",
             std::map<std::string, const void*> symbols = {}) {
  Harness harness(tables + "\nfunction \"f\" " + signature + "\n registers 8\n" + code + "\nlive auto\nend\n", symbols);
  RunResult result = harness.run("f", arguments);
  REQUIRE(result.kind == RunResult::Kind::returned);
  REQUIRE(result.values.size() == 1);
  return result.values[0];
}

int64_t weigh(int8_t a, double b, uint16_t c) { return a * 1000 + static_cast<int64_t>(b * 10) + c; }
struct Two {
  int64_t quotient, remainder;
};
Two divide(int64_t a, int64_t b) { return {a / b, a % b}; }
struct Mixed {
  double half;
  int64_t whole;
};
Mixed mixed(int64_t a) { return {static_cast<double>(a) / 2, a}; }
bool is_odd(int64_t a) { return a & 1; }
int64_t calls = 0;
void count_call(int64_t by) { calls += by; }
int64_t sum_nine(int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f, int64_t g, int64_t h) {
  return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h;
}
uint64_t box_double(double x) { return std::bit_cast<uint64_t>(x) + (uint64_t{1} << 49); }
double unbox_double(uint64_t x) { return std::bit_cast<double>(x - (uint64_t{1} << 49)); }
bool is_double(uint64_t x) { return x >> 49 != 0; }

template <class F>
const void* address(F* function) {
  return reinterpret_cast<const void*>(function);
}

}  // namespace

TEST_CASE("blackhole: arithmetic in a loop") {
  CHECK(run("(i64) -> i64", R"(
      move r1, #0
      again: int_eq i64 r2, r0, #0
      branch_false r2, ->more
      return_ r1
      more: int_add i64 r1, r1, r0
      int_sub i64 r0, r0, #1
      jump ->again)",
            {100}) == 5050);
}

TEST_CASE("blackhole: memory of all sizes, items, volatile, copies and fills") {
  unsigned char memory[64] = {};
  auto base = reinterpret_cast<uint64_t>(memory);
  const char* tables = "class \"\" \"\"";
  CHECK(run("(ptr, i64) -> i64", R"(
      store i8 #0x1ff, r0, 1, c0
      store i16 #0x12345, r0, 2, c0
      store_item i32 #-1, r0, r1, 4, 8, c0
      store_volatile i64 #77, r0, 24
      fill_memory r0, #7, #1
      ptr_add ptr r2, r0, 32
      copy_memory r2, r0, #32
      load i8 r3, r2, 1, c0
      load i16 r4, r2, 2, c0
      load_item i32 r5, r2, r1, 4, 8, c0
      load_volatile i64 r6, r2, 24
      int_shl i64 r3, r3, #16
      int_or i64 r3, r3, r4
      int_add i64 r3, r3, r6
      int_add i64 r3, r3, r5
      return_ r3)",
            {base, 1}, tables) == 0xff2345 + 77 + 0xffffffffull);
  CHECK(memory[0] == 7);
  CHECK(memory[32] == 7);
}

TEST_CASE("blackhole: switch") {
  const char* code = R"(
      switch_ i32 r0, #1, ->one, #-2, ->two, ->other
      one: return_ #10
      two: return_ #20
      other: return_ #30)";
  CHECK(run("(i32) -> i64", code, {1}) == 10);
  CHECK(run("(i32) -> i64", code, {0xfffffffe}) == 30);  // constants are 64-bit words: #-2 is not the i32 -2
  CHECK(run("(i32) -> i64", code, {3}) == 30);
}

TEST_CASE("blackhole: calls by every kind of signature") {
  CHECK(run("() -> i64", "call k0, r0, @weigh, #0xfe, #0x4004000000000000, #7\nreturn_ r0", {},
            "call \"weigh\" (s8, f64, i16) -> i64", {{"weigh", address(weigh)}}) == static_cast<uint64_t>(-2000 + 25 + 7));
  CHECK(run("() -> i64", "call k0, r0, @divide, #47, #10\nint_mul i64 r0, r0, #100\nint_add i64 r0, r0, r1\nreturn_ r0", {},
            "call \"divide\" (i64, i64) -> i64, i64", {{"divide", address(divide)}}) == 407);
  CHECK(run("() -> i64", "call k0, r2, @mixed, #5\nfloat_to_int i64 r2, r2\nint_add i64 r0, r2, r3\nreturn_ r0", {},
            "call \"mixed\" (i64) -> f64, i64", {{"mixed", address(mixed)}}) == 7);
  CHECK(run("() -> i64", "call k0, r0, @is_odd, #5\nreturn_ r0", {}, "call \"is_odd\" (i64) -> i1", {{"is_odd", address(is_odd)}}) == 1);
  CHECK(run("() -> i64", "call k0, r0, @sum, #1, #2, #3, #4, #5, #6, #7, #8\nreturn_ r0", {},
            "call \"sum\" (i64, i64, i64, i64, i64, i64, i64, i64) -> i64", {{"sum", address(sum_nine)}}) == 204);
}

TEST_CASE("blackhole: conditional calls") {
  calls = 0;
  const char* code = "conditional_call k0, r0, @count_call, #5\nreturn_ r0";
  run("(i32) -> i64", code, {0}, "call \"count_call\" (i64)", {{"count_call", address(count_call)}});
  CHECK(calls == 0);
  run("(i32) -> i64", code, {1}, "call \"count_call\" (i64)", {{"count_call", address(count_call)}});
  CHECK(calls == 5);
}

TEST_CASE("blackhole: boxes") {
  std::map<std::string, const void*> symbols = {{"b", address(box_double)}, {"u", address(unbox_double)}, {"i", address(is_double)}};
  CHECK(run("(f64) -> i64", R"(
      box f0, r1, r0
      unbox f0, r2, r1
      is_box f0, r3, r1
      is_box f0, r4, #5
      float_eq f64 r5, r2, r0
      int_shl i32 r3, r3, #1
      int_shl i32 r4, r4, #2
      int_or i32 r3, r3, r4
      int_or i32 r3, r3, r5
      return_ r3)",
            {std::bit_cast<uint64_t>(1.5)}, "family \"float\" f64 box @b unbox @u is_box @i", symbols) == 3);
}

TEST_CASE("blackhole: hints without recording") {
  CHECK(run("(i64) -> i64", R"(
      promote i64 r1, r0
      is_constant r2, r0
      is_virtual r3, r0
      in_jit r4
      assert_green r0
      assume r0
      look_inside_iff #0
      int_shl i64 r4, r4, #2
      int_or i64 r4, r4, r3
      int_or i64 r4, r4, r2
      return_ r4)",
            {1}) == 4);
}

TEST_CASE("blackhole: frame memory is aligned and apart") {
  CHECK(run("() -> i64", R"(
      local r0, 8
      local r1, 24
      store i64 #1, r0, 0, c0
      store i64 #2, r1, 0, c0
      load i64 r2, r0, 0, c0
      int_and i64 r3, r0, #15
      int_add i64 r2, r2, r3
      return_ r2)",
            {}, "class \"\" \"\"") == 1);
}

TEST_CASE("blackhole: stops at the outermost merge point with the lives") {
  Harness harness(R"(
    function "run" @run (i64, i64) -> i64
      registers 3
      portal greens 1 lives i64 "pc", i64 "x"
      int_add i64 r2, r0, #1
      merge_point 1, r2, r1
      return_ r1
      live auto
    end)");
  RunResult result = harness.run("run", {41, 7});
  CHECK(result.kind == RunResult::Kind::at_merge_point);
  CHECK(result.values == Values{42, 7});
}

TEST_CASE("blackhole: inner frames return into the frames that wait for them, inner portals go on natively") {
  Harness harness(R"(
    call "inner" (i64) -> i64
    function "run" @run (i64, i64) -> i64
      registers 4
      portal greens 1 lives i64 "pc", i64 "x"
      merge_point 1, r0, r1
      waiting: call k0, r2, @run, r0
      int_add i64 r1, r1, r2
      return_ r1
      live auto
    end)");
  harness.environment.native_portal = [](uint64_t* buffer) { buffer[0] = buffer[0] * 10 + buffer[1]; };
  const jitcode::Function& f = harness.function("run");
  uint32_t call_pc = f.liveness[1].pc;
  resume::ConcreteFrames frames;
  frames.add(&f, call_pc, true, Values{1000});  // r1
  frames.add(&f, 0, false, Values{7, 3});       // at its merge point
  RunResult result = harness.interpreter.run(frames);
  CHECK(result.kind == RunResult::Kind::returned);
  CHECK(result.values == Values{1073});
  CHECK(harness.environment.portal_lives == Values{7, 3});
}
