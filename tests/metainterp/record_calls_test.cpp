#include "harness.h"

#undef CHECK  // Catch2 has its own
#include <catch2/catch.hpp>

using namespace jitwright;
using namespace jitwright::metainterp;

namespace {

using Values = std::vector<uint64_t>;
using End = Recording::End;

int native_calls = 0;
int64_t twice(int64_t x) {
  ++native_calls;
  return 2 * x;
}
void* allocate(size_t size) {
  static std::vector<std::unique_ptr<uint64_t[]>> all;
  all.push_back(std::make_unique<uint64_t[]>(size / 8));
  return all.back().get();
}
struct Two {
  int64_t quotient, remainder;
};
Two divide(int64_t a, int64_t b) { return {a / b, a % b}; }

template <class F>
const void* address(F* function) {
  return reinterpret_cast<const void*>(function);
}

// A portal that runs `body` once and returns r7; lives: r0 pc (green), r1 a, r2 b.
std::string once(const std::string& tables, const std::string& body, const std::string& more = "") {
  return tables + R"(
    function "run" @run (i64, i64, i64) -> i64
      registers 8
      portal greens 1 lives i64 "pc", i64 "a", i64 "b"
      merge_point 1, r0, r1, r2
)" + body + "\nreturn_ r7\nlive auto\nend\n" +
         more;
}

Recording record(Harness& harness, Values lives) {
  native_calls = 0;
  Recording recording = harness.interpreter.record_from_merge_point(harness.function("run"), lives);
  if (recording.end != End::aborted) REQUIRE(trace::verify(recording.trace) == "");
  return recording;
}

/// The trace's text without the inputs and first merge point of `once`.
std::string body(Harness& harness, const Recording& recording) {
  std::string text = harness.text(recording.trace);
  size_t start = text.find("debug_merge_point");
  return text.substr(text.find('\n', start) + 1);
}

const char* const add_one = R"(
  function "add_one" @add_one (i64) -> i64
    registers 3
    int_slt i64 r1, r0, #100
    branch_false r1, ->big
    int_add i64 r2, r0, #1
    return_ r2
    big: return_ r0
    live auto
  end)";

}  // namespace

TEST_CASE("calls: a function with jitcode is inlined; guards inside have the caller as parent") {
  Harness harness(once("call \"add_one\" (i64) -> i64", R"(
      call k0, r3, @add_one, r1
      call k0, r7, @add_one, r3
      int_add i64 r7, r7, r2)",
                       add_one));
  Recording recording = record(harness, {0, 5, 6});
  CHECK(recording.result.values == Values{13});
  CHECK(body(harness, recording) == R"(%4 = int_slt i64 %1, 100
guard_true %4 [] snapshot 1
%6 = int_add i64 %1, 1
%7 = int_slt i64 %6, 100
guard_true %7 [] snapshot 3
%9 = int_add i64 %6, 1
%10 = int_add i64 %9, %2
finish %10
)");
  const resume::SnapshotFrame& top = recording.snapshots[trace::SnapshotId{1}];
  CHECK(top.function->name == "add_one");
  CHECK_FALSE(top.across);
  const resume::SnapshotFrame& parent = recording.snapshots[top.parent];
  CHECK(parent.function->name == "run");
  CHECK(parent.across);
  CHECK(parent.parent == trace::SnapshotId::none);
  auto operands = recording.snapshots.operands(parent);
  REQUIRE(operands.size() == 1);  // r2; the result register is not live across
  CHECK(operands[0] == trace::Operand::value(2));
}

TEST_CASE("calls: a callee that is not constant is guarded and inlined, or called when it has no jitcode") {
  std::string text = once("call \"\" (i64) -> i64", "call k0, r7, r1, r2", add_one);
  {
    Harness harness(text);
    Recording recording = record(harness, {0, harness.address("add_one"), 6});
    CHECK(recording.result.values == Values{7});
    CHECK(body(harness, recording) == R"(guard_value %1, @add_one [] snapshot 0
%5 = int_slt i64 %2, 100
guard_true %5 [] snapshot 2
%7 = int_add i64 %2, 1
finish %7
)");
  }
  Harness harness(text);
  Recording recording = record(harness, {0, reinterpret_cast<uint64_t>(&twice), 6});
  CHECK(recording.result.values == Values{12});
  CHECK(body(harness, recording) == "%4 = call i64 $0 %1, %2\nfinish %4\n");
}

TEST_CASE("calls: elidable calls fold on constants and stay calls otherwise") {
  Harness harness(once("call \"twice\" (i64) -> i64 effect elidable", R"(
      call k0, r3, @twice, #21
      call k0, r7, @twice, r1
      int_add i64 r7, r7, r3)"),
                  {{"twice", address(twice)}});
  Recording recording = record(harness, {0, 5, 6});
  CHECK(recording.result.values == Values{52});
  CHECK(native_calls == 2);
  CHECK(body(harness, recording) == "%4 = call i64 \"twice\" @twice, %1\n%5 = int_add i64 %4, 42\nfinish %5\n");
}

TEST_CASE("calls: dont_look_inside is a call although there is jitcode") {
  Harness harness(once("call \"twice\" (i64) -> i64 effect any dont_look_inside", "call k0, r7, @twice, r1", R"(
    function "twice" @twice (i64) -> i64
      registers 1
      return_ r0
    end)"),
                  {{"twice", address(twice)}});
  Recording recording = record(harness, {0, 5, 6});
  CHECK(recording.result.values == Values{10});
  CHECK(body(harness, recording) == "%4 = call i64 \"twice\" @twice, %1\nfinish %4\n");
}

TEST_CASE("calls: two results") {
  Harness harness(once("call \"divide\" (i64, i64) -> i64, i64", "call k0, r6, @divide, r1, r2\nint_add i64 r7, r6, r7"),
                  {{"divide", address(divide)}});
  Recording recording = record(harness, {0, 17, 5});
  CHECK(recording.result.values == Values{5});
  CHECK(body(harness, recording) == R"(%4 = call i64 "divide" @divide, %1, %2
%5 = second_result i64 %4
%6 = int_add i64 %4, %5
finish %6
)");
}

TEST_CASE("calls: conditional calls are one operation, or none, or a call") {
  Harness harness(once("call \"twice\" (i64)", R"(
      conditional_call k0, #0, @twice, r1
      conditional_call k0, #1, @twice, r1
      int_slt i64 r3, r1, #100
      conditional_call k0, r3, @twice, r2
      int_sgt i64 r3, r1, #100
      conditional_call k0, r3, @twice, r2
      move r7, #1)"),
                  {{"twice", address(twice)}});
  Recording recording = record(harness, {0, 5, 6});
  CHECK(native_calls == 2);
  CHECK(body(harness, recording) == R"(call "twice" @twice, %1
%5 = int_slt i64 %1, 100
conditional_call "twice" %5, @twice, %2
%7 = int_sgt i64 %1, 100
conditional_call "twice" %7, @twice, %2
finish 1
)");
}

TEST_CASE("calls: fresh objects are virtual until they escape") {
  Harness harness(once("class \"Box.value\" \"long\" \ncall \"allocate\" (i64) -> ptr effect allocator", R"(
      call k0, r3, @allocate, #16
      is_virtual r4, r3
      store i64 r1, r3, 8, c0
      is_virtual r5, r3
      store i64 r3, r3, 8, c0
      is_virtual r6, r3
      int_shl i64 r5, r5, #1
      int_shl i64 r6, r6, #2
      int_or i64 r7, r4, r5
      int_or i64 r7, r7, r6)"),
                  {{"allocate", address(allocate)}});
  Recording recording = record(harness, {0, 5, 6});
  CHECK(recording.result.values == Values{3});
  CHECK(body(harness, recording) == R"(%4 = call ptr "allocate" @allocate, 16
store %4, %1 #8 as i64 {"Box.value", "long"}
store %4, %4 #8 as i64 {"Box.value", "long"}
finish 3
)");
}

TEST_CASE("calls: what is observed is a constant without a guard") {
  Harness harness(once("", R"(
      int_slt i64 r3, r1, #100
      observed r4, r3
      int_sgt i64 r3, r1, #100
      observed r5, r3
      int_shl i64 r5, r5, #1
      int_or i64 r7, r4, r5)"),
                  {});
  Recording recording = record(harness, {0, 5, 6});
  CHECK(recording.result.values == Values{1});
  CHECK(body(harness, recording) == R"(%4 = int_slt i64 %1, 100
%5 = int_sgt i64 %1, 100
finish 1
)");
}

TEST_CASE("calls: look_inside_iff undoes the frame and calls") {
  const char* callee = R"(
    function "twice" @twice (i64) -> i64
      registers 3
      int_slt i64 r1, r0, #3
      look_inside_iff r1
      int_add i64 r2, r0, r0
      return_ r2
    end)";
  Harness harness(once("call \"twice\" (i64) -> i64", R"(
      call k0, r3, @twice, r1
      call k0, r7, @twice, r2
      int_add i64 r7, r7, r3)",
                       callee),
                  {{"twice", address(twice)}});
  Recording recording = record(harness, {0, 1, 6});
  CHECK(recording.result.values == Values{14});
  CHECK(native_calls == 1);
  CHECK(body(harness, recording) == R"(%4 = int_slt i64 %1, 3
%5 = int_add i64 %1, %1
%6 = call i64 "twice" @twice, %2
%7 = int_add i64 %6, %5
finish %7
)");
}

namespace {

// A portal with a prologue that calls itself with pc = 1 when pc is 0. r0 pc, r1 depth, r2 a pointer.
const char* const recursive = R"(
  class "" "long"
  call "run" (i64, i64, i64) -> i64
  function "run" @run (i64, i64, i64) -> i64
    registers 6
    portal greens 1 resume @resume lives i64 "pc", i64 "depth", i64 "p"
    can_enter_jit
    PROLOGUE
    dispatch: merge_point 1, r0, r1, r2
    int_sle i64 r3, r1, #0
    branch_false r3, ->deeper
    return_ #100
    deeper: int_sub i64 r4, r1, #1
    call k0, r5, @run, #1, r4, r2
    int_add i64 r5, r5, #1
    return_ r5
    live auto
  end)";

std::string recursive_with(const std::string& prologue) {
  std::string text = recursive;
  return text.replace(text.find("PROLOGUE"), 8, prologue);
}

int64_t native_run(int64_t, int64_t depth, int64_t) {
  ++native_calls;
  return 100 + (depth > 0 ? depth : 0);
}
void native_resume(uint64_t* buffer) { buffer[0] = static_cast<uint64_t>(native_run(0, static_cast<int64_t>(buffer[1]), 0)); }

}  // namespace

TEST_CASE("portal calls: a recursive portal call is inlined, its greens are constants") {
  Harness harness(recursive_with(""), {{"run", address(native_run)}});
  Recording recording = record(harness, {0, 1, 7});
  CHECK(recording.end == End::finished);
  CHECK(recording.result.values == Values{101});
  CHECK(body(harness, recording) == R"(%4 = int_sle i64 %1, 0
guard_false %4 [] snapshot 0
%6 = int_sub i64 %1, 1
debug_merge_point 1
%8 = int_sle i64 %6, 0
guard_true %8 [] snapshot 2
finish 101
)");
}

TEST_CASE("portal calls: a guest function is inlined although it has code; its recursion calls the code") {
  Harness harness(recursive_with(""), {{"run", address(native_run)}});
  harness.environment.targets[{1}] = TargetToken{9};
  harness.environment.native_portal = native_resume;
  Recording recording = record(harness, {0, 3, 7});
  CHECK(recording.result.values == Values{103});
  CHECK(harness.environment.portal_lives == Values{1, 0, 7});
  CHECK(body(harness, recording) == R"(%4 = int_sle i64 %1, 0
guard_false %4 [] snapshot 0
%6 = int_sub i64 %1, 1
debug_merge_point 1
%8 = int_sle i64 %6, 0
guard_false %8 [] snapshot 2
%10 = int_sub i64 %6, 1
debug_merge_point 1
%12 = int_sle i64 %10, 0
guard_false %12 [] snapshot 4
%14 = int_sub i64 %10, 1
debug_merge_point 1
%16 = call_assembler i64 1, %14, %2 target 9
%17 = int_add i64 %16, 1
%18 = int_add i64 %17, 1
%19 = int_add i64 %18, 1
finish %19
)");
}

TEST_CASE("portal calls: recursion into the position that is being recorded calls the code to come") {
  std::string text = recursive;
  text.replace(text.find("@run, #1"), 8, "@run, #0");
  text.replace(text.find("PROLOGUE"), 8, "");
  Harness harness(text, {{"run", address(native_run)}});
  harness.environment.native_portal = native_resume;
  harness.interpreter.limits.portal_recursion = 1;
  Recording recording = record(harness, {0, 3, 7});
  CHECK(recording.result.values == Values{103});
  CHECK(body(harness, recording) == R"(%4 = int_sle i64 %1, 0
guard_false %4 [] snapshot 0
%6 = int_sub i64 %1, 1
debug_merge_point 0
%8 = call_assembler i64 0, %6, %2
%9 = int_add i64 %8, 1
finish %9
)");
}

TEST_CASE("portal calls: recursion of the same position ends in a call; without effects the prologue is undone") {
  Harness harness(recursive_with("int_add i64 r2, r2, #1"), {{"run", address(native_run)}, {"resume", address(native_resume)}});
  harness.interpreter.limits.portal_recursion = 1;
  Recording recording = record(harness, {0, 5, 7});
  CHECK(recording.result.values == Values{105});
  CHECK(native_calls == 1);
  CHECK(body(harness, recording) == R"(%4 = int_sle i64 %1, 0
guard_false %4 [] snapshot 0
%6 = int_sub i64 %1, 1
%7 = int_add i64 %2, 1
debug_merge_point 1
%9 = int_sle i64 %6, 0
guard_false %9 [] snapshot 2
%11 = int_sub i64 %6, 1
%12 = call i64 "run" @run, 1, %11, %7
%13 = int_add i64 %12, 1
%14 = int_add i64 %13, 1
finish %14
)");
}

TEST_CASE("portal calls: after effects in the prologue the rest is a call of the portal's resume function") {
  uint64_t memory = 0;
  Harness harness(recursive_with("store i64 r1, r2, 0, c0"), {{"run", address(native_run)}, {"resume", address(native_resume)}});
  harness.environment.native_portal = native_resume;
  harness.interpreter.limits.portal_recursion = 0;
  Recording recording = record(harness, {0, 5, reinterpret_cast<uint64_t>(&memory)});
  CHECK(recording.result.values == Values{105});
  CHECK(memory == 4);
  CHECK(body(harness, recording) == R"(%4 = int_sle i64 %1, 0
guard_false %4 [] snapshot 0
%6 = int_sub i64 %1, 1
store %2, %6 as i64 {"", "long"}
debug_merge_point 1
%9 = local ptr #24
store %9, 1 as i64
store %9, %6 #8 as i64
store %9, %2 #16 as i64
call "resume of run" @resume, %9
%14 = load i64 %9 as i64
%15 = int_add i64 %14, 1
finish %15
)");
}

TEST_CASE("portal calls: an inlined guest loop is left for a call after some iterations") {
  Harness harness(R"(
    call "run" (i64, i64) -> i64
    function "run" @run (i64, i64) -> i64
      registers 6
      portal greens 1 resume @resume lives i64 "pc", i64 "n"
      dispatch: merge_point 1, r0, r1
      switch_ i64 r0, #0, ->caller, ->loop
      caller: call k0, r4, @run, #1, #9
      return_ r4
      loop: int_sub i64 r1, r1, #1
      int_ne i64 r2, r1, r5
      can_enter_jit
      jump ->dispatch
      live auto
    end)",
                  {{"resume", address(native_resume)}});
  harness.environment.native_portal = [](uint64_t* buffer) { buffer[0] = 1000 + buffer[1]; };
  Recording recording = record(harness, {0, 3});
  CHECK(recording.end == End::finished);
  CHECK(recording.result.values == Values{1006});
  CHECK(harness.environment.portal_runs == 1);
}

namespace {
int64_t native_sum(int64_t pc, int64_t n) { return pc + n; }
}  // namespace

TEST_CASE("portal calls: the guest function that made a trace too long is called from then on") {
  Harness harness(R"(
    call "run" (i64, i64) -> i64
    function "run" @run (i64, i64) -> i64
      registers 6
      portal greens 1 resume @resume lives i64 "pc", i64 "n"
      dispatch: merge_point 1, r0, r1
      switch_ i64 r0, #0, ->caller, #1, ->small, #40, ->last, ->big
      caller: call k0, r3, @run, #1, r1
      call k0, r4, @run, #2, r3
      return_ r4
      small: int_add i64 r1, r1, #5
      return_ r1
      big: int_add i64 r0, r0, #1
      int_add i64 r1, r1, r0
      jump ->dispatch
      last: return_ r1
      live auto
    end)",
                  {{"run", address(native_sum)}, {"resume", address(native_resume)}});
  harness.interpreter.limits.trace_operations = 60;
  Recording first = record(harness, {0, 3});
  CHECK(first.reason == AbortReason::too_long);
  CHECK(first.detail.find("not inlined again: run") != std::string::npos);
  Recording second = record(harness, {0, 3});
  CHECK(second.end == End::finished);
  CHECK(second.result.values == Values{10});
  CHECK(body(harness, second).find("call i64 \"run\" @run, 2, ") != std::string::npos);
}

TEST_CASE("portal calls: the loop of an inlined guest function calls its code") {
  Harness harness(R"(
    call "run" (i64, i64) -> i64
    function "run" @run (i64, i64) -> i64
      registers 6
      portal greens 1 resume @resume lives i64 "pc", i64 "n"
      can_enter_jit
      dispatch: merge_point 1, r0, r1
      switch_ i64 r0, #0, ->caller, #1, ->enter, ->body
      caller: call k0, r4, @run, #1, #9
      return_ r4
      enter: move r0, #2
      jump ->dispatch
      body: int_sub i64 r1, r1, #1
      can_enter_jit
      jump ->dispatch
      live auto
    end)",
                  {{"resume", address(native_resume)}});
  harness.environment.targets[{1}] = TargetToken{3};
  harness.environment.targets[{2}] = TargetToken{4};
  harness.environment.native_portal = [](uint64_t* buffer) { buffer[0] = 1000 + buffer[1]; };
  Recording recording = record(harness, {0, 3});
  CHECK(recording.end == End::finished);
  CHECK(recording.result.values == Values{1008});
  CHECK(body(harness, recording) == R"(debug_merge_point 1
debug_merge_point 2
debug_merge_point 2
%6 = call_assembler i64 2, 8 target 4
finish %6
)");
}
