// Random portals: what the recorder computes, what its trace computes, and what the blackhole computes from any guard agree.
#include <bit>
#include <cstring>
#include <random>

#include "replay.h"

#undef CHECK  // Catch2 has its own
#include <catch2/catch.hpp>

using namespace jitwright;
using namespace jitwright::metainterp;

namespace {

using Values = std::vector<uint64_t>;
constexpr size_t memory_words = 16;

int64_t mix(int64_t a, int64_t b) { return a * 31 + (b ^ (a >> 3)); }
struct Two {
  int64_t first, second;
};
Two split(int64_t a) { return {a & 0xff, a >> 8}; }

// The helpers have no native code: their calls run their jitcode, as runs inside the run that calls.
Harness* current = nullptr;
void run_jitcode(const void* function, const uint64_t* arguments, uint64_t* results) {
  const jitcode::Function& helper = *current->library.find(function);
  resume::ConcreteFrames frames;
  Values values;
  for (uint16_t r : helper.find_liveness(0, false)->registers) values.push_back(arguments[r]);
  frames.add(&helper, 0, false, values);
  results[0] = current->interpreter.run(frames).values[0];
}

class Generator {
 public:
  explicit Generator(uint32_t seed) : random_(seed) {}

  std::string program() {
    std::string text = R"(
      class "Mem.words[]" "long"
      class "Mem.head" "long"
      call "mix" (i64, i64) -> i64 effect elidable
      call "split" (i64) -> i64, i64 effect none
      call "helper0" (i64, i64) -> i64 effect any trampoline @run_jitcode
      call "helper1" (i64, i64) -> i64 effect any trampoline @run_jitcode
)";
    text += portal() + helper("helper0", false) + helper("helper1", true);
    return text;
  }

 private:
  uint32_t below(uint32_t n) { return static_cast<uint32_t>(random_() % n); }
  std::string number(int64_t value) { return "#" + std::to_string(value); }
  std::string wide() { return below(4) ? "r" + std::to_string(wides_[below(6)]) : number(static_cast<int64_t>(below(9)) - 4); }
  std::string wide_in_body() { return "r" + std::to_string(wides_[below(5)]); }
  std::string narrow() { return below(4) ? "r" + std::to_string(narrows_[below(4)]) : number(below(9)); }
  std::string real() { return below(5) ? "r" + std::to_string(reals_[below(3)]) : "#0x3ff8000000000000"; }
  std::string wide_target() { return "r" + std::to_string(wides_[2 + below(4)]); }
  std::string narrow_target() { return "r" + std::to_string(narrows_[below(4)]); }
  std::string real_target() { return "r" + std::to_string(reals_[below(3)]); }

  std::string instruction() {
    static const char* const arithmetic[] = {"int_add", "int_sub", "int_mul", "int_and", "int_or", "int_xor"};
    static const char* const comparison[] = {"int_eq", "int_ne", "int_slt", "int_sle", "int_ult", "int_uge", "int_sadd_overflows"};
    static const char* const floating[] = {"float_add", "float_sub", "float_mul"};
    switch (below(20)) {
      case 0:
      case 1: return std::string(arithmetic[below(6)]) + " i64 " + wide_target() + ", " + wide() + ", " + wide();
      case 2: return std::string(arithmetic[below(6)]) + " i32 " + narrow_target() + ", " + narrow() + ", " + narrow();
      case 3: return std::string(comparison[below(7)]) + " i64 " + narrow_target() + ", " + wide() + ", " + wide();
      case 4: return std::string(comparison[below(7)]) + " i32 " + narrow_target() + ", " + narrow() + ", " + narrow();
      case 5: return std::string(floating[below(3)]) + " f64 " + real_target() + ", " + real() + ", " + real();
      case 6: return "int_to_float i64 " + real_target() + ", " + wide();
      case 7: return "float_lt f64 " + narrow_target() + ", " + real() + ", " + real();
      case 8: return "int_lshr i64 " + wide_target() + ", " + wide() + ", #" + std::to_string(below(60));
      case 9: return "int_truncate i64 " + narrow_target() + ", " + wide();
      case 10: return "int_sign_extend i64 " + wide_target() + ", " + narrow() + ", 8";
      case 11: return "select i64 " + wide_target() + ", " + narrow() + ", " + wide() + ", " + wide();
      case 12: return "store i64 " + wide() + ", r2, " + std::to_string(8 * below(8)) + ", c1";
      case 13: return "load i64 " + wide_target() + ", r2, " + std::to_string(8 * below(8)) + ", c1";
      case 14: {
        std::string index = wide_target();
        return "int_and i64 " + index + ", " + wide() + ", #7\nstore_item i32 " + narrow() + ", r2, " + index + ", 8, 64, c0\nload_item i32 " +
               narrow_target() + ", r2, " + index + ", 8, 64, c0";
      }
      case 18: {
        // The same memory by another base; the address may not stay in a register, since it is not the same in each run.
        std::string index = "r" + std::to_string(wides_[4]), base = "r" + std::to_string(wides_[5]);
        return "int_and i64 " + index + ", " + wide() + ", #7\nptr_add_item ptr " + base + ", r2, " + index + ", 8, 0\nstore i64 " + wide_in_body() +
               ", " + base + ", 0, c1\nload i64 " + index + ", " + base + ", 0, c1\nmove " + base + ", #1";
      }
      case 15: return "move " + wide_target() + ", " + wide();
      case 16: return "move " + wide_target() + ", " + narrow();
      default: return "int_zero_extend i32 " + wide_target() + ", " + narrow();
    }
  }

  std::string control(bool may_call) {
    std::string label = "L" + std::to_string(labels_++), other = "L" + std::to_string(labels_++), end = "L" + std::to_string(labels_++);
    switch (below(may_call ? 7 : 4)) {
      case 0:
        return "branch_false " + narrow() + ", ->" + label + "\n" + instruction() + "\n" + instruction() + "\n" + label + ": ";
      case 1: {
        std::string promoted = wide_target();
        return "int_and i64 " + promoted + ", " + wide() + ", #3\npromote i64 " + promoted + ", " + promoted + "\n";
      }
      case 2: {
        std::string on = narrow_target();
        return "int_and i32 " + on + ", " + narrow() + ", #3\nswitch_ i32 " + on + ", #0, ->" + label + ", #1, ->" + other + ", ->" + end +
               "\n" + label + ": " + instruction() + "\njump ->" + end + "\n" + other + ": " + instruction() + "\n" + end + ": ";
      }
      case 3:
        return "int_eq i64 " + narrow_target() + ", " + wide() + ", #1\nbranch_false " + narrow() + ", ->" + label + "\n" + instruction() +
               "\njump ->" + end + "\n" + label + ": " + instruction() + "\n" + end + ": ";
      case 4: return "call k0, " + wide_target() + ", @mix, " + wide() + ", " + wide() + "\n";
      case 5: return "call k1, r8, @split, " + wide() + "\n";
      default: {
        int which = below(2);
        return "call k" + std::to_string(2 + which) + ", " + wide_target() + ", @helper" + std::to_string(which) + ", " + wide() + ", " +
               wide() + "\n";
      }
    }
  }

  std::string body(uint32_t size, bool may_call) {
    std::string text;
    for (uint32_t i = 0; i < size; ++i) text += below(3) ? instruction() + "\n" : control(may_call);
    return text;
  }

  std::string portal() {
    wides_ = {3, 4, 7, 8, 9, 10};
    narrows_ = {5, 11, 12, 13};
    reals_ = {6, 14, 15};
    return R"(function "run" @run (i64) -> i64
      registers 16
      portal greens 1 lives i64 "pc", i64 "n", ptr "mem", i64 "a", i64 "b", i32 "c", f64 "f"
      dispatch: merge_point 1, r0, r1, r2, r3, r4, r5, r6
      start: branch_false #1, ->dispatch
      move r7, #0
      move r8, #0
      move r9, #1
      move r10, #2
      move r11, #0
      move r12, #1
      move r13, #0
      move r14, #0
      move r15, #0
)" + body(25, true) + R"(
      int_sub i64 r1, r1, #1
      move r3, r7
      int_add i64 r4, r4, r8
      int_xor i32 r5, r11, r12
      int_xor i64 r4, r4, r9
      float_add f64 r6, r6, r14
      can_enter_jit
      int_slt i64 r11, r1, #0
      branch_false r11, ->dispatch
      return_ r4
      live auto
    end
)";
  }

  std::string helper(const std::string& name, bool may_call) {
    wides_ = {0, 1, 7, 8, 9, 10};
    narrows_ = {5, 11, 12, 13};
    reals_ = {6, 14, 15};
    std::string code = "branch_false #1, ->begin\nbegin: int_zero_extend i32 r7, #3\nmove r8, #1\nmove r9, r0\nmove r10, r1\nmove r5, #1\nmove r11, #1\nmove r12, #0\nmove r13, #1\n"
                       "move r6, #0\nmove r14, #0\nmove r15, #0\nlocal r2, 256\nfill_memory r2, #0, #256\n";
    std::string rest = body(6, false);
    if (may_call) rest += "call k2, r9, @helper0, r8, r9\n";
    return "function \"" + name + "\" @" + name + " (i64, i64) -> i64\n registers 16\n" + code + rest +
           "int_add i64 r7, r7, r8\nint_xor i64 r7, r7, r10\nreturn_ r7\nlive auto\nend\n";
  }

  std::mt19937 random_;
  int labels_ = 0;
  std::array<int, 6> wides_{};
  std::array<int, 4> narrows_{};
  std::array<int, 3> reals_{};
};

struct Outcome {
  RunResult result;
  std::vector<uint64_t> memory;
};

class Program {
 public:
  explicit Program(uint32_t seed)
      : harness_(Generator(seed).program(), {{"mix", reinterpret_cast<const void*>(&mix)},
                                           {"split", reinterpret_cast<const void*>(&split)},
                                           {"run_jitcode", reinterpret_cast<const void*>(&run_jitcode)}}) {
    current = &harness_;
  }

  Values lives(std::mt19937& random) {
    auto small = [&] { return random() % 3 == 0 ? random() % 1000 : random() % 4; };
    double f = static_cast<double>(random() % 100) / 8;
    return {0, random() % 3, reinterpret_cast<uint64_t>(memory_.data()), small(), small(), small() & 0xffff, std::bit_cast<uint64_t>(f)};
  }

  void fill_memory(uint32_t seed) {
    std::mt19937 random(seed);
    for (uint64_t& word : memory_) word = random() % 8;
  }
  Outcome outcome(RunResult result) const { return {std::move(result), memory_}; }

  Outcome interpret(const Values& lives) {
    const jitcode::Function& run = harness_.function("run");
    const jitcode::Liveness& start = run.liveness[1];  // [0] is the merge point
    resume::ConcreteFrames frames;
    Values values;
    for (uint16_t r : start.registers) values.push_back(lives[r]);
    frames.add(&run, start.pc, false, values);
    return outcome(harness_.interpreter.run(frames));
  }

  void require_same(const Outcome& expected, const Outcome& actual, const char* what = "") {
    INFO(what);
    REQUIRE(expected.result.kind == actual.result.kind);
    REQUIRE(expected.result.values == actual.result.values);
    REQUIRE(expected.memory == actual.memory);
  }

  Outcome end_of(const Recording& recording, const Replay& replay) {
    RunResult::Kind kind = recording.end == Recording::End::finished ? RunResult::Kind::returned : RunResult::Kind::at_merge_point;
    return outcome({kind, replay.end_operands});
  }

  /// Replays with these lives; where a guard fails the blackhole finishes, and so does a bridge.
  void check_replay(const Recording& recording, const Values& lives, uint32_t seed) {
    fill_memory(seed);
    Outcome expected = interpret(lives);
    fill_memory(seed);
    Replay replay = Replayer(harness_.library, recording.trace, locals_).run(lives);
    if (!replay.failed) return require_same(expected, end_of(recording, replay), "replay");

    ++failures;
    Values arguments;
    resume::Description description =
        describe_snapshot(recording, replay, recording.trace[*replay.failed].snapshot, arguments);
    auto memory_at_guard = memory_, locals_at_guard = locals_;
    require_same(expected, outcome(harness_.interpreter.finish(description, arguments)), "blackhole from the guard");
    memory_ = memory_at_guard;
    locals_ = locals_at_guard;
    Recording bridge = harness_.interpreter.record_from_guard(description, arguments);
    require_same(expected, outcome(bridge.result), "recording the bridge");
    REQUIRE(trace::verify(bridge.trace) == "");
    memory_ = memory_at_guard;
    locals_ = locals_at_guard;
    Replay bridge_replay = Replayer(harness_.library, bridge.trace, std::span(locals_).subspan(locals_.size() / 2)).run(arguments);
    REQUIRE_FALSE(bridge_replay.failed);
    require_same(expected, end_of(bridge, bridge_replay), "replay of the bridge");
  }

  void check(uint32_t seed) {
    harness_.environment.targets[{0}] = TargetToken{1};
    std::mt19937 random(seed);
    Values first = lives(random);
    fill_memory(seed);
    Outcome expected = interpret(first);
    fill_memory(seed);
    Recording recording = harness_.interpreter.record_from_merge_point(harness_.function("run"), first);
    require_same(expected, outcome(recording.result), "recording");
    REQUIRE(recording.end != Recording::End::aborted);
    REQUIRE(trace::verify(recording.trace) == "");
    check_replay(recording, first, seed);
    REQUIRE(failures == 0);
    for (uint32_t i = 0; i < 10; ++i) check_replay(recording, lives(random), seed + i);
  }

  int failures = 0;

 private:
  std::vector<uint64_t> memory_ = std::vector<uint64_t>(memory_words), locals_ = std::vector<uint64_t>(2048);
  Harness harness_;
};

}  // namespace

TEST_CASE("random programs: recorder, trace and blackhole agree") {
  int failures = 0;
  for (uint32_t seed = 1; seed <= 300; ++seed) {
    INFO("seed " << seed);
    Program program(seed);
    program.check(seed);
    failures += program.failures;
  }
  REQUIRE(failures > 300);
}
