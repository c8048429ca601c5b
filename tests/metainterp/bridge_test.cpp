#include <bit>

#include "harness.h"

#undef CHECK  // Catch2 has its own
#include <catch2/catch.hpp>

using namespace jitwright;
using namespace jitwright::metainterp;
using resume::Description;
using resume::Fact;
using resume::Recipe;
using resume::Source;

namespace {

using Values = std::vector<uint64_t>;
using End = Recording::End;

void* allocate(size_t size) {
  static std::vector<std::unique_ptr<uint64_t[]>> all;
  all.push_back(std::make_unique<uint64_t[]>(size / 8));
  return all.back().get();
}
uint64_t box(uint64_t x) { return x | uint64_t{1} << 60; }
uint64_t unbox(uint64_t x) { return x & ~(uint64_t{1} << 60); }
bool is_box(uint64_t x) { return x >> 60; }

template <class F>
const void* address(F* function) {
  return reinterpret_cast<const void*>(function);
}

Source constant(uint64_t bits, layout::Type type = layout::Type::i64) { return {Source::Kind::constant, type, bits}; }
Source argument(uint64_t number, layout::Type type = layout::Type::i64) { return {Source::Kind::fail_argument, type, number}; }
Source object(uint64_t number) { return {Source::Kind::virtual_object, layout::Type::ptr, number}; }

// r0 pc, r1 n, r2 box; the guard is at `test`, inside the helper when `inner` waits for it.
const char* const program = R"(
  symbol "allocate"
  class "Box.value" "long"
  call "allocate" (i64) -> ptr effect allocator
  call "helper" (ptr) -> i64
  family "int" i64 box @box unbox @unbox is_box @is_box
  function "run" @run (i64, i64, ptr) -> i64
    registers 6
    portal greens 1 lives i64 "pc", i64 "n", ptr "box"
    dispatch: merge_point 1, r0, r1, r2
    inner: call k1, r3, @helper, r2
    int_add i64 r1, r1, r3
    move r0, #0
    can_enter_jit
    jump ->dispatch
    live auto
  end
  function "helper" @helper (ptr) -> i64
    registers 4
    load i64 r1, r0, 8, c0
    int_slt i64 r2, r1, #10
    test: branch_false r2, ->big
    return_ r1
    big: int_add i64 r3, r1, #1
    store i64 r3, r0, 8, c0
    return_ r3
    live auto
  end)";

struct Bridge {
  Harness harness{program,
                  {{"allocate", address(allocate)}, {"box", address(box)}, {"unbox", address(unbox)}, {"is_box", address(is_box)}}};
  Description description;

  /// Frames: run waiting in its call, helper at its branch. `n`, `boxed` are run's; `value`, `condition` helper's.
  void frames(Source pc, Source n, Source boxed, Source value, Source condition) {
    const jitcode::Function& run = harness.function("run");
    const jitcode::Function& helper = harness.function("helper");
    resume::FrameDescription outer{&run, run.liveness[2].pc, true, {n, boxed}};
    REQUIRE(run.liveness[2].across);
    REQUIRE(std::ranges::equal(run.liveness[2].registers, std::vector<uint16_t>{1, 2}));
    resume::FrameDescription inner{&helper, helper.liveness[0].pc, false, {boxed, value, condition}};
    REQUIRE(std::ranges::equal(helper.liveness[0].registers, std::vector<uint16_t>{0, 1, 2}));
    description.frames = {outer, inner};
    (void)pc;
  }

  Recording record(Values arguments) {
    harness.environment.targets[{0}] = TargetToken{4};
    Recording recording = harness.interpreter.record_from_guard(description, arguments);
    REQUIRE(trace::verify(recording.trace) == "");
    return recording;
  }
};

}  // namespace

TEST_CASE("bridge: frames come from fail arguments and constants; the trace jumps to the loop") {
  Bridge bridge;
  uint64_t memory[2] = {0, 50};
  auto p = reinterpret_cast<uint64_t>(memory);
  bridge.frames(constant(0), argument(1), argument(0, layout::Type::ptr), argument(2), constant(0, layout::Type::i32));
  Recording recording = bridge.record({p, 7, 50});
  CHECK(recording.end == End::jump_to_target);
  CHECK(recording.target == TargetToken{4});
  CHECK(memory[1] == 51);
  CHECK(recording.result.kind == RunResult::Kind::at_merge_point);
  CHECK(recording.result.values == Values{0, 58, p});
  CHECK(bridge.harness.text(recording.trace) == R"(%0 = input ptr #0
%1 = input i64 #1
%2 = input i64 #2
%3 = int_add i64 %2, 1
store %0, %3 #8 as i64 {"Box.value", "long"}
%5 = int_add i64 %1, %3
debug_merge_point 0
jump 0, %5, %0 target 4 snapshot 0
)");
}

TEST_CASE("bridge: virtual objects are built, pending stores made, facts assumed") {
  Bridge bridge;
  uint64_t memory[4] = {};
  auto p = reinterpret_cast<uint64_t>(memory);
  Description& d = bridge.description;
  Recipe sum{.kind = Recipe::Kind::operation, .opcode = trace::Opcode::int_add, .type = layout::Type::i64, .arguments = {argument(1), constant(40)}};
  Recipe allocation{.kind = Recipe::Kind::allocation,
                    .call = bridge.harness.library.modules()[0]->call_id(0),
                    .size = 16,
                    .arguments = {constant(reinterpret_cast<uint64_t>(&allocate), layout::Type::ptr), constant(16)}};
  allocation.stores = {{.offset = 8, .memory_type = layout::MemoryType::i64, .access_class = layout::AccessClassId{1}, .value = object(0)}};
  Recipe boxed{.kind = Recipe::Kind::box, .family = 0, .type = layout::Type::i64, .arguments = {argument(1)}};
  d.recipes = {sum, allocation, boxed};
  d.pending = {{.base = argument(0, layout::Type::ptr), .index = constant(0), .offset = 8, .value = object(2)},
               {.base = argument(0, layout::Type::ptr), .index = argument(2), .scale = 8, .offset = 0, .value = object(1)}};
  d.facts = {{.kind = Fact::Kind::at_least, .value = argument(1), .other = constant(0)},
             {.kind = Fact::Kind::not_null, .value = argument(0, layout::Type::ptr)},
             {.kind = Fact::Kind::field, .value = argument(0, layout::Type::ptr), .other = argument(1), .detail = 1, .offset = 0},
             {.kind = Fact::Kind::is_box, .value = argument(3), .detail = 0}};
  bridge.frames(constant(0), argument(1), object(1), object(0), constant(0, layout::Type::i32));
  Recording recording = bridge.record({p, 7, 2, box(5)});
  CHECK(recording.end == End::jump_to_target);
  CHECK(memory[1] == box(7));
  uint64_t made = memory[2];
  REQUIRE(recording.result.values.size() == 3);
  CHECK(recording.result.values == Values{0, 7 + 48, made});
  CHECK(reinterpret_cast<uint64_t*>(made)[1] == 48);
  CHECK(bridge.harness.text(recording.trace) == R"(%0 = input ptr #0
%1 = input i64 #1
%2 = input i64 #2
%3 = input i64 #3
%4 = int_add i64 %1, 40
%5 = call ptr "allocate" @allocate, 16
%6 = box i64 "int" %1
store %5, %4 #8 as i64 {"Box.value", "long"}
store %0, %6 #8 as i64
store_item %0, %2, %5 *8 as i64
%10 = int_sge i64 %1, 0
assume %10
assume_not_null %0
assume_field %0, %1 as i64 {"Box.value", "long"}
%14 = unbox i64 "int" %3
assume_box "int" %3, %14
%16 = int_add i64 %4, 1
store %5, %16 #8 as i64 {"Box.value", "long"}
%18 = int_add i64 %1, %16
debug_merge_point 0
jump 0, %18, %5 target 4 snapshot 0
)");
}

TEST_CASE("bridge: a guard on a green at the merge point may go to other code at once") {
  Bridge bridge;
  const jitcode::Function& run = bridge.harness.function("run");
  bridge.description.frames = {{&run, 0, false, {argument(0), constant(5), constant(0)}}};
  Recording recording = bridge.record({0});
  CHECK(recording.end == End::jump_to_target);
  CHECK(recording.result.values == Values{0, 5, 0});
}

TEST_CASE("templates: straight-line pure functions become operations") {
  Harness harness(R"(
    function "box" @box (f64) -> i64
      registers 3
      float_to_bits f64 r1, r0
      int_add i64 r2, r1, #0x2000000000000
      return_ r2
    end
    function "canonical" @canonical (f64) -> i64
      registers 3
      float_unordered f64 r1, r0, r0
      branch_false r1, ->number
      return_ #0x7ff8000000000000
      number: float_to_bits f64 r2, r0
      return_ r2
      live auto
    end
    function "loads" @loads (ptr) -> i64
      registers 2
      load_volatile i64 r1, r0, 0
      return_ r1
      live auto
    end)");
  CHECK(harness.text(harness.interpreter.record_pure_function(harness.function("box"))) == R"(%0 = input f64 #0
%1 = float_to_bits f64 %0
%2 = int_add i64 %1, 562949953421312
finish %2
)");
  CHECK(harness.text(harness.interpreter.record_pure_function(harness.function("canonical"))) == R"(%0 = input f64 #0
%1 = float_unordered f64 %0, %0
%2 = float_to_bits f64 %0
%3 = select i64 %1, 9221120237041090560, %2
finish %3
)");
  CHECK(harness.interpreter.record_pure_function(harness.function("loads")).size() == 0);
}

TEST_CASE("bridge: the last jump has a snapshot for guards, but not where the bridge itself comes from such a guard") {
  Bridge bridge;
  const jitcode::Function& run = bridge.harness.function("run");
  bridge.description.frames = {{&run, 0, false, {argument(0), argument(1), constant(0)}}};
  Recording recording = bridge.record({0, 5});
  REQUIRE(recording.end == End::jump_to_target);
  CHECK(recording.trace[static_cast<uint32_t>(recording.trace.size() - 1)].snapshot == trace::SnapshotId::none);
}
