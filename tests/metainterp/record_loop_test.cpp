#include "harness.h"

#undef CHECK  // Catch2 has its own
#include <catch2/catch.hpp>

using namespace jitwright;
using namespace jitwright::metainterp;

namespace {

using Values = std::vector<uint64_t>;
using End = Recording::End;

// A guest machine with one accumulator: 0 = add, 1 = jump to start if the counter is not 0, 2 = stop.
const char* const machine = R"(
  class "Code.ops[]" "char" element immutable
  function "run" @run (ptr, i64) -> i64
    registers 8
    portal greens 2 lives i64 "pc", ptr "code", i64 "count", i64 "sum"
    ; r0 pc, r1 code, r2 count, r3 sum
    dispatch: merge_point 2, r0, r1, r2, r3
    load_item i8 r4, r1, r0, 1, 0, c0
    switch_ i32 r4, #0, ->add, #1, ->back, #2, ->stop, ->bad
    add: int_add i64 r3, r3, r2
    int_add i64 r0, r0, #1
    jump ->dispatch
    back: int_sub i64 r2, r2, #1
    int_add i64 r0, r0, #1
    int_ne i64 r5, r2, #0
    branch_false r5, ->dispatch
    move r0, #0
    can_enter_jit
    jump ->dispatch
    stop: return_ r3
    bad: unreachable
    live auto
  end)";

void require_valid(const Recording& recording) {
  std::string message = trace::verify(recording.trace);
  REQUIRE(message == "");
}

}  // namespace

TEST_CASE("recording a loop: greens are constants, the rest are inputs, the loop closes") {
  Harness harness(machine);
  const uint8_t code[] = {0, 1, 2};
  auto base = reinterpret_cast<uint64_t>(code);
  Recording recording = harness.interpreter.record_from_merge_point(harness.function("run"), Values{0, base, 10, 5});
  CHECK(recording.end == End::closed_loop);
  require_valid(recording);
  char address[32];
  std::snprintf(address, sizeof address, "0x%llx:ptr", static_cast<unsigned long long>(base));
  std::string text = harness.text(recording.trace);
  for (size_t at; (at = text.find(address)) != std::string::npos;) text.replace(at, std::string(address).size(), "CODE");
  CHECK(text == R"(%0 = input i64 #0
%1 = input ptr #1
%2 = input i64 #2
%3 = input i64 #3
debug_merge_point 0, CODE
%5 = int_add i64 %3, %2
debug_merge_point 1, CODE
%7 = int_sub i64 %2, 1
%8 = int_ne i64 %7, 0
guard_true %8 [] snapshot 0
debug_merge_point 0, CODE
jump 0, CODE, %7, %5 snapshot 1
)");
  CHECK(recording.end_greens == Values{0, base});
  CHECK(recording.result.kind == RunResult::Kind::at_merge_point);
  CHECK(recording.result.values == Values{0, base, 9, 15});

  const resume::SnapshotFrame& snapshot = recording.snapshots[trace::SnapshotId{0}];
  CHECK(snapshot.parent == trace::SnapshotId::none);
  auto operands = recording.snapshots.operands(snapshot);
  const jitcode::Liveness* liveness = snapshot.function->find_liveness(snapshot.pc, false);
  REQUIRE(liveness);
  CHECK(std::ranges::equal(liveness->registers, std::vector<uint16_t>{0, 1, 2, 3, 5}));
  REQUIRE(operands.size() == 5);
  CHECK(recording.trace.constant(operands[0]).bits == 2);
  CHECK(operands[2] == trace::Operand::value(7));
  CHECK(operands[4] == trace::Operand::value(8));
}

TEST_CASE("recording: leaving the portal is a finish") {
  Harness harness(machine);
  const uint8_t code[] = {0, 2};
  Recording recording =
      harness.interpreter.record_from_merge_point(harness.function("run"), Values{0, reinterpret_cast<uint64_t>(code), 10, 5});
  CHECK(recording.end == End::finished);
  require_valid(recording);
  CHECK(harness.text(recording.trace).find("finish %5") != std::string::npos);
  CHECK(recording.result.kind == RunResult::Kind::returned);
  CHECK(recording.result.values == Values{15});
}

TEST_CASE("recording: another position with code ends the trace with a jump to it") {
  Harness harness(machine);
  const uint8_t code[] = {0, 1, 2, 0, 1};
  auto base = reinterpret_cast<uint64_t>(code);
  harness.environment.targets[{0, base}] = TargetToken{5};
  Recording recording = harness.interpreter.record_from_merge_point(harness.function("run"), Values{3, base, 10, 5});
  CHECK(recording.end == End::jump_to_target);
  require_valid(recording);
  CHECK(recording.target == TargetToken{5});
  CHECK(harness.text(recording.trace).find("target 5 ") != std::string::npos);
}

TEST_CASE("recording: too long a trace ends where it is and the program goes on") {
  Harness harness(machine);
  const uint8_t code[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2};
  auto base = reinterpret_cast<uint64_t>(code);
  harness.interpreter.limits.trace_operations = 12;
  Recording recording = harness.interpreter.record_from_merge_point(harness.function("run"), Values{0, base, 10, 5});
  CHECK(recording.end == End::left);
  require_valid(recording);
  CHECK(recording.trace[static_cast<uint32_t>(recording.trace.size()) - 1].opcode == trace::Opcode::exit_trace);
  CHECK(recording.result.kind == RunResult::Kind::at_merge_point);
  uint64_t pc = recording.result.values[0];
  CHECK(recording.result.values == Values{pc, base, 10, 5 + 10 * pc});
  CHECK(pc > 0);
}

TEST_CASE("recording: a green that is not constant is promoted at the merge point") {
  Harness harness(R"(
    class "" "long"
    function "run" @run (i64, ptr) -> i64
      registers 4
      portal greens 1 lives i64 "pc", ptr "p"
      dispatch: merge_point 1, r0, r1
      load i64 r0, r1, 0, c0
      can_enter_jit
      jump ->dispatch
      live auto
    end)");
  uint64_t memory = 3;
  auto p = reinterpret_cast<uint64_t>(&memory);
  Recording recording = harness.interpreter.record_from_merge_point(harness.function("run"), Values{3, p});
  CHECK(recording.end == End::closed_loop);
  require_valid(recording);
  CHECK(harness.text(recording.trace) == R"(%0 = input i64 #0
%1 = input ptr #1
debug_merge_point 3
%3 = load i64 %1 as i64 {"", "long"} seen 3
guard_value %3, 3 [] snapshot 0
debug_merge_point 3
jump 3, %1 snapshot 0
)");
}

TEST_CASE("recording: the trace of promote and switch") {
  Harness harness(R"(
    function "run" @run (i64, i64, i32, i32) -> i64
      registers 8
      portal greens 1 lives i64 "pc", i64 "a", i32 "b", i32 "c"
      merge_point 1, r0, r1, r2, r3
      promote i64 r4, r1
      int_add i64 r4, r4, #1
      switch_ i32 r2, #1, ->bad, #2, ->bad, ->other
      bad: unreachable
      other: switch_ i32 r3, #4, ->four, ->bad
      four: promote i64 r5, r1
      int_slt i32 r6, r2, #9
      branch_false r6, ->bad
      branch_false r6, ->bad
      int_add i32 r7, r3, r2
      return_ r4
      live auto
    end)");
  Recording recording = harness.interpreter.record_from_merge_point(harness.function("run"), Values{0, 7, 5, 4});
  CHECK(recording.end == End::finished);
  require_valid(recording);
  CHECK(harness.text(recording.trace) == R"(%0 = input i64 #0
%1 = input i64 #1
%2 = input i32 #2
%3 = input i32 #3
debug_merge_point 0
guard_value %1, 7 [] snapshot 0
%6 = int_eq i32 %2, 1:i32
guard_false %6 [] snapshot 1
%8 = int_eq i32 %2, 2:i32
guard_false %8 [] snapshot 1
guard_value %3, 4:i32 [] snapshot 2
%11 = int_slt i32 %2, 9:i32
guard_true %11 [] snapshot 3
%13 = int_add i32 4:i32, %2
finish 8
)");
}

TEST_CASE("recording: assert_green on what is not constant ends the recording, not the program") {
  Harness harness(R"(
    file "vm.cpp"
    function "run" @run (i64, i64) -> i64
      registers 3
      portal greens 1 lives i64 "pc", i64 "a"
      merge_point 1, r0, r1
      here: assert_green r1
      int_add i64 r2, r1, #1
      return_ r2
      live auto
      location here file 0 line 12
    end)");
  Recording recording = harness.interpreter.record_from_merge_point(harness.function("run"), Values{0, 41});
  CHECK(recording.end == End::aborted);
  CHECK(recording.reason == AbortReason::not_green);
  CHECK(recording.detail == "vm.cpp:12 in run");
  CHECK(recording.result.kind == RunResult::Kind::returned);
  CHECK(recording.result.values == Values{42});
}

TEST_CASE("recording: register aliases of other types are converted") {
  Harness harness(R"(
    function "run" @run (i64, i32, f64) -> i64
      registers 8
      portal greens 1 lives i64 "pc", i32 "a", f64 "f"
      merge_point 1, r0, r1, r2
      move r3, r1
      int_add i64 r3, r3, #1
      int_and i32 r4, r3, #255
      move r5, r2
      int_lshr i64 r5, r5, #52
      return_ r5
      live auto
    end)");
  Recording recording = harness.interpreter.record_from_merge_point(harness.function("run"), Values{0, 7, 0x3ff0000000000000});
  require_valid(recording);
  CHECK(recording.result.values == Values{0x3ff});
  CHECK(harness.text(recording.trace) == R"(%0 = input i64 #0
%1 = input i32 #1
%2 = input f64 #2
debug_merge_point 0
%4 = int_zero_extend i64 %1
%5 = int_add i64 %4, 1
%6 = int_truncate i64 %5
%7 = int_and i32 %6, 255:i32
%8 = float_to_bits f64 %2
%9 = int_lshr i64 %8, 52
finish %9
)");
}
