#include "trace/evaluate.h"

#include <bit>
#include <catch2/catch.hpp>
#include <limits>

using namespace jitwright::trace;

namespace {
uint64_t i64(Opcode opcode, int64_t a, int64_t b = 0) {
  return evaluate(opcode, Type::i64, static_cast<uint64_t>(a), static_cast<uint64_t>(b), 0, 0, 0);
}
uint64_t i32(Opcode opcode, uint32_t a, uint32_t b = 0) { return evaluate(opcode, Type::i32, a, b, 0, 0, 0); }
uint64_t f64(Opcode opcode, double a, double b = 0) {
  return evaluate(opcode, Type::f64, std::bit_cast<uint64_t>(a), std::bit_cast<uint64_t>(b), 0, 0, 0);
}
constexpr int64_t least = std::numeric_limits<int64_t>::min(), greatest = std::numeric_limits<int64_t>::max();
}  // namespace

TEST_CASE("integers wrap and stay canonical") {
  CHECK(i64(Opcode::int_add, greatest, 1) == static_cast<uint64_t>(least));
  CHECK(i32(Opcode::int_add, 0xffffffff, 1) == 0);
  CHECK(i32(Opcode::int_sub, 0, 1) == 0xffffffff);
  CHECK(i32(Opcode::int_ashr, 0x80000000, 4) == 0xf8000000);
  CHECK(i32(Opcode::int_sdiv, static_cast<uint32_t>(-7), 2) == static_cast<uint32_t>(-3));
  CHECK(i64(Opcode::int_srem, -7, 2) == static_cast<uint64_t>(-1));
  CHECK(i64(Opcode::int_umulh, -1, -1) == static_cast<uint64_t>(-2));
  CHECK(i32(Opcode::int_umulh, 0xffffffff, 0xffffffff) == 0xfffffffe);
}

TEST_CASE("overflow predicates") {
  CHECK(i64(Opcode::int_sadd_overflows, greatest, 1) == 1);
  CHECK(i64(Opcode::int_sadd_overflows, greatest, 0) == 0);
  CHECK(i32(Opcode::int_sadd_overflows, 0x7fffffff, 1) == 1);
  CHECK(i32(Opcode::int_ssub_overflows, 0x80000000, 1) == 1);
  CHECK(i64(Opcode::int_smul_overflows, least, -1) == 1);
  CHECK(i64(Opcode::int_uadd_overflows, -1, 1) == 1);
  CHECK(i64(Opcode::int_usub_overflows, 0, 1) == 1);
  CHECK(i64(Opcode::int_umul_overflows, -1, 2) == 1);
  CHECK(i64(Opcode::int_umul_overflows, -1, 1) == 0);
}

TEST_CASE("comparisons are signed or unsigned at their width") {
  CHECK(i32(Opcode::int_slt, 0xffffffff, 0) == 1);
  CHECK(i32(Opcode::int_ult, 0xffffffff, 0) == 0);
  CHECK(i64(Opcode::int_sge, least, greatest) == 0);
}

TEST_CASE("bit counting") {
  CHECK(i32(Opcode::int_clz, 1) == 31);
  CHECK(i32(Opcode::int_clz, 0) == 32);
  CHECK(i64(Opcode::int_clz, 0) == 64);
  CHECK(i32(Opcode::int_ctz, 0) == 32);
  CHECK(i64(Opcode::int_ctz, 8) == 3);
  CHECK(i32(Opcode::int_bswap, 0x01020304) == 0x04030201);
}

TEST_CASE("extensions") {
  CHECK(evaluate(Opcode::int_sign_extend, Type::i64, 0x80, 0, 0, 8, 0) == static_cast<uint64_t>(-128));
  CHECK(evaluate(Opcode::int_sign_extend, Type::i32, 0x8000, 0, 0, 16, 0) == 0xffff8000);
  CHECK(evaluate(Opcode::int_truncate, Type::i32, 0x123456789, 0, 0, 0, 0) == 0x23456789);
  CHECK(evaluate(Opcode::ptr_add_item, Type::ptr, 1000, 3, 0, 16, 8) == 1040);
}

TEST_CASE("floats") {
  double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(f64(Opcode::float_eq, nan, nan) == 0);
  CHECK(f64(Opcode::float_ne, nan, nan) == 1);
  CHECK(f64(Opcode::float_unordered, 1, nan) == 1);
  CHECK(f64(Opcode::float_le, 1, nan) == 0);
  CHECK(f64(Opcode::float_neg, 0.0) == std::bit_cast<uint64_t>(-0.0));
  CHECK(f64(Opcode::float_floor, -1.5) == std::bit_cast<uint64_t>(-2.0));
  CHECK(evaluate(Opcode::float_to_int, Type::i32, std::bit_cast<uint64_t>(-2.9), 0, 0, 0, 0) == static_cast<uint32_t>(-2));
  CHECK(evaluate(Opcode::int_to_float, Type::i32, static_cast<uint32_t>(-2), 0, 0, 0, 0) == std::bit_cast<uint64_t>(-2.0));
  CHECK(evaluate(Opcode::uint_to_float, Type::i64, ~uint64_t{0}, 0, 0, 0, 0) == std::bit_cast<uint64_t>(0x1p64));
}

TEST_CASE("what must not be folded") {
  CHECK_FALSE(may_evaluate(Opcode::int_sdiv, Type::i64, 1, 0));
  CHECK_FALSE(may_evaluate(Opcode::int_srem, Type::i32, 0x80000000, 0xffffffff));
  CHECK_FALSE(may_evaluate(Opcode::int_shl, Type::i32, 1, 32));
  CHECK_FALSE(may_evaluate(Opcode::float_to_int, Type::i64, std::bit_cast<uint64_t>(1e30), 0));
  CHECK(may_evaluate(Opcode::int_shl, Type::i64, 1, 63));
}
