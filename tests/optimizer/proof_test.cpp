// The rewrite rules, as they stand in the optimiser, proved by Z3: small traces that the rules match go through the optimiser, and what comes out is
// proved to mean the same for all inputs, at full width. Rules that are wrong are refused: the last test plants some.
//
// JW_SEEDS=n proves more traces, JW_SEED=n one.
#include "proof.h"

#include <cstdlib>
#include <random>

#include "trace_case.h"

#undef CHECK
#include <catch2/catch.hpp>

namespace jitwright::optimizer::testing {

namespace {

using trace::Opcode;
using trace::Operand;
using trace::Trace;
using trace::Type;

/// Expressions of a few operations over four inputs, with guards that tell bounds. Constants are those that rules look for.
class Generator {
 public:
  Generator(uint64_t seed, TraceCase& test) : random_(seed), test_(test) {}

  Trace make(resume::Snapshots& snapshots) {
    for (Type type : {Type::i64, Type::i64, Type::i32, Type::i32})
      add(trace_.append({.opcode = Opcode::input, .type = type, .immediate = static_cast<int64_t>(trace_.size())}, {}));
    uint64_t operations = 2 + below(4);
    for (uint64_t i = 0; i < operations; ++i) {
      Type type = below(3) ? Type::i64 : Type::i32;
      add(operation(type));
      if (below(3) == 0) guard(snapshots);
    }
    // What came last is what the rules worked on.
    Operand wide = words(Type::i64).back(), narrow = words(Type::i32).back();
    trace_.append({.opcode = Opcode::finish}, {wide, narrow});
    return std::move(trace_);
  }

 private:
  uint64_t below(uint64_t limit) { return random_() % limit; }
  std::vector<Operand>& words(Type type) { return type == Type::i32 ? narrow_ : wide_; }
  void add(Operand value) { words(trace_.type_of(value) == Type::i32 ? Type::i32 : Type::i64).push_back(value); }

  Operand constant(Type type) {
    constexpr uint64_t common[] = {0, 1, 2, 3, 7, 8, 15, 16, 31, 32, 48, 63, 255, 0x7fffffff, 0x80000000, 0xffffffff, ~uint64_t{0}, ~uint64_t{1},
                                   uint64_t{1} << 63, ~(uint64_t{1} << 63), 0xfffe000000000000, 0x1ffffffffffff};
    uint64_t bits = common[below(std::size(common))];
    return trace_.add_constant(type == Type::i32 ? static_cast<uint32_t>(bits) : bits, type);
  }
  Operand any(Type type) {
    auto& known = words(type);
    return below(3) == 0 ? constant(type) : below(2) ? known.back() : known[below(known.size())];
  }
  Operand shift_count(Type type) { return trace_.add_constant(below(type == Type::i32 ? 32 : 64), type); }

  Operand comparison(Type type) {
    return trace_.pure(static_cast<Opcode>(static_cast<uint64_t>(Opcode::int_eq) + below(10)), type, {any(type), any(type)});
  }

  Operand operation(Type type) {
    constexpr Opcode binary[] = {Opcode::int_add, Opcode::int_sub, Opcode::int_and, Opcode::int_or, Opcode::int_xor, Opcode::int_add, Opcode::int_sub};
    constexpr Opcode shifts[] = {Opcode::int_shl, Opcode::int_lshr, Opcode::int_ashr};
    constexpr int64_t widths[] = {8, 16, 32};
    switch (below(16)) {
      case 0: return comparison(type);
      case 1: return trace_.pure(shifts[below(3)], type, {any(type), shift_count(type)});
      case 2: return trace_.pure(shifts[below(3)], type, {any(type), shift_count(type)});
      case 3: return trace_.pure(Opcode::int_sign_extend, type, {any(below(2) ? Type::i64 : Type::i32)}, widths[below(type == Type::i32 ? 2 : 3)]);
      case 4: return trace_.pure(Opcode::int_truncate, Type::i64, {any(Type::i64)});
      case 5: return trace_.pure(Opcode::int_zero_extend, Type::i32, {any(Type::i32)});
      case 6: return trace_.pure(Opcode::select, type, {below(2) ? comparison(type) : any(Type::i32), any(type), any(type)});
      case 7: return trace_.pure(static_cast<Opcode>(static_cast<uint64_t>(Opcode::int_sadd_overflows) + below(5) % 2 + 3 * below(2)), type, {any(type), any(type)});
      case 8: return trace_.pure(Opcode::int_mul, type, {any(type), constant(type)});
      case 9: return trace_.pure(Opcode::int_xor, Type::i32, {comparison(type), trace_.add_constant(1, Type::i32)});
      case 10: return trace_.pure(below(2) ? Opcode::int_eq : Opcode::int_ne, Type::i32, {comparison(type), trace_.add_constant(below(2), Type::i32)});
      case 11: return trace_.pure(below(2) ? Opcode::int_udiv : Opcode::int_urem, type, {any(type), trace_.add_constant(uint64_t{1} << below(8), type)});
      default: return trace_.pure(binary[below(std::size(binary))], type, {any(type), any(type)});
    }
  }

  void guard(resume::Snapshots& snapshots) {
    Operand condition = comparison(below(3) ? Type::i64 : Type::i32);
    trace::SnapshotId snapshot = snapshots.add(&test_.function, 0, false, trace::SnapshotId::none, {});
    trace_.append({.opcode = below(2) ? Opcode::guard_true : Opcode::guard_false, .snapshot = snapshot}, {condition});
  }

  std::mt19937_64 random_;
  TraceCase& test_;
  Trace trace_;
  std::vector<Operand> wide_, narrow_;
};

size_t operations(const Trace& trace) {
  size_t count = 0;
  for (uint32_t i = 0; i < trace.size(); ++i) count += trace::is_pure(trace[i].opcode) || trace::is_guard(trace[i].opcode);
  return count;
}

constexpr unsigned milliseconds = 2000;

}  // namespace

TEST_CASE("rewrite rules are proved by Z3") {
  const char* chosen = std::getenv("JW_SEED");
  const char* count = std::getenv("JW_SEEDS");
  uint64_t first = chosen ? std::strtoull(chosen, nullptr, 10) : 1;
  uint64_t last = chosen ? first : count ? std::strtoull(count, nullptr, 10) : 300;
  unsigned proved = 0, changed = 0, unknown = 0;
  for (uint64_t seed = first; seed <= last; ++seed) {
    TraceCase test;
    resume::Snapshots snapshots;
    Trace recorded = Generator(seed, test).make(snapshots);
    Result result = test.make()->optimize_entry(recorded, snapshots, nullptr);
    if (!result.ok) continue;  // its guards contradict each other
    INFO("JW_SEED=" << seed << "\n" << test.print(recorded) << "optimised\n" << test.print(result.trace));
    Proof proof = prove_equal(recorded, result.trace, milliseconds);
    INFO(proof.counterexample);
    if (std::getenv("JW_PRINT")) std::printf("%s--\n%s== %d\n", test.print(recorded).c_str(), test.print(result.trace).c_str(), static_cast<int>(proof.verdict));
    REQUIRE(proof.verdict != Verdict::refuted);
    proved += proof.verdict == Verdict::proved;
    unknown += proof.verdict == Verdict::unknown;
    changed += operations(result.trace) < operations(recorded);
  }
  if (chosen) return;
  REQUIRE(changed > (last - first) / 2);
  REQUIRE(unknown * 50 < proved);
}

TEST_CASE("a wrong rule is refused") {
  struct Rule {
    const char *recorded, *rewritten;
    Verdict verdict;
  };
  const Rule rules[] = {
      {"%x = input i64\n%a = int_shl i64 %x, 3\n%b = int_lshr i64 %a, 3\nfinish %b\n", "%x = input i64\n%a = int_and i64 %x, 0x1fffffffffffffff\nfinish %a\n",
       Verdict::proved},
      {"%x = input i64\n%a = int_shl i64 %x, 3\n%b = int_lshr i64 %a, 3\nfinish %b\n", "%x = input i64\nfinish %x\n", Verdict::refuted},
      {"%x = input i64\n%a = int_add i64 %x, 1\n%b = int_sgt i64 %a, %x\nfinish %b\n", "%x = input i64\nfinish 1:i32\n", Verdict::refuted},
      {"%x = input i64\n%a = int_slt i64 %x, 5\nguard_true %a []\nfinish %x\n", "%x = input i64\nfinish %x\n", Verdict::refuted},
      {"%x = input i32\n%a = int_sdiv i32 %x, 2:i32\nfinish %a\n", "%x = input i32\n%a = int_ashr i32 %x, 1:i32\nfinish %a\n", Verdict::refuted},
  };
  for (const Rule& rule : rules) {
    TraceCase test;
    Trace recorded, rewritten;
    resume::Snapshots snapshots;
    INFO(rule.recorded << "to\n" << rule.rewritten);
    REQUIRE(test.parse(rule.recorded, recorded, snapshots) == "");
    REQUIRE(test.parse(rule.rewritten, rewritten, snapshots) == "");
    CHECK(prove_equal(recorded, rewritten, milliseconds).verdict == rule.verdict);
  }
}

}  // namespace jitwright::optimizer::testing
