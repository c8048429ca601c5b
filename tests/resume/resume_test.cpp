// Resume data: encoding is inverted by decoding, equal parts are shared, rebuilding makes objects before it stores into them.
#include <cstdlib>
#include <cstring>

#include "resume/rebuild.h"
#include "resume/resume_data.h"
#include "resume/resume_writer.h"
#include "resume/snapshot.h"

#undef CHECK  // Catch2 has its own
#include <catch2/catch.hpp>

using namespace jitwright;
using namespace jitwright::resume;

namespace {

Source constant(uint64_t bits) { return {Source::Kind::constant, Type::i64, bits}; }
Source argument(uint64_t number) { return {Source::Kind::fail_argument, Type::ptr, number}; }
Source object(uint64_t number) { return {Source::Kind::virtual_object, Type::ptr, number}; }

uint64_t allocate(uint64_t size) { return reinterpret_cast<uint64_t>(std::calloc(1, size)); }
void call_with_one(const void* function, const uint64_t* arguments, uint64_t* results) {
  results[0] = reinterpret_cast<uint64_t (*)(uint64_t)>(const_cast<void*>(function))(arguments[0]);
}

Description example(const jitcode::Function* outer, const jitcode::Function* inner) {
  Description description;
  description.frames.push_back({outer, 12, true, {argument(0), constant(~uint64_t{0}), constant(7)}});
  description.frames.push_back({inner, 300, false, {object(0), {Source::Kind::constant, Type::f64, 0x3ff0000000000000}}});
  Recipe recipe;
  recipe.size = 32;
  recipe.call = layout::CallDescriptorId{3};
  recipe.arguments = {constant(0x123456789abc), constant(32)};
  recipe.stores = {{8, MemoryType::ptr, layout::AccessClassId{5}, object(0)}, {16, MemoryType::i8, {}, argument(1)}};
  description.recipes.push_back(recipe);
  Recipe operation;
  operation.kind = Recipe::Kind::operation;
  operation.opcode = trace::Opcode::ptr_add;
  operation.immediate = -8;
  operation.arguments = {argument(2)};
  description.recipes.push_back(operation);
  description.pending.push_back({argument(0), constant(0), 0, -24, MemoryType::i64, layout::AccessClassId{9}, object(0)});
  description.pending.push_back({argument(0), argument(1), 8, 16, MemoryType::i64, layout::AccessClassId{9}, constant(3)});
  Recipe box;
  box.kind = Recipe::Kind::box;
  box.family = 1;
  box.type = Type::i64;
  box.arguments = {argument(1)};
  description.recipes.push_back(box);
  description.facts.push_back({Fact::Kind::is_box, argument(1), {}, 1});
  description.facts.push_back({Fact::Kind::field, argument(0), argument(1), 4, 40, MemoryType::i32});
  description.facts.push_back({Fact::Kind::at_least, argument(1), constant(static_cast<uint64_t>(-5))});
  return description;
}

}  // namespace

TEST_CASE("decoding inverts encoding") {
  jitcode::Function outer, inner;
  ResumeWriter writer;
  Description first = example(&outer, &inner), second;
  second.frames.push_back({&inner, 1, false, {}});
  auto a = writer.add(first), b = writer.add(second), c = writer.add({}), d = writer.add(first);
  ResumeTable table = writer.finish();
  CHECK(table.decode(a) == first);
  CHECK(table.decode(b) == second);
  CHECK(table.decode(c) == Description{});
  CHECK(table.decode(d) == first);
  CHECK(table.guard_count() == 4);
}

TEST_CASE("what did not change since the guard before costs nothing") {
  jitcode::Function outer, inner;
  Description description = example(&outer, &inner);
  ResumeWriter one, two;
  one.add(description);
  two.add(description);
  description.frames[1].pc = 310;
  auto id = two.add(description);
  ResumeTable first = one.finish(), both = two.finish();
  CHECK(both.bytes() - first.bytes() <= 6);
  CHECK(both.decode(id) == description);
}

TEST_CASE("what is known of a value is said once, and holds wherever it is a fail argument") {
  jitcode::Function function;
  ResumeWriter writer;
  Description with, without;
  with.frames.push_back({&function, 4, false, {argument(70), argument(20)}});
  without.frames.push_back({&function, 4, false, {argument(20)}});
  Fact at_least{Fact::Kind::at_least, argument(70), constant(3)}, at_most{Fact::Kind::at_most, argument(70), constant(9)};
  Fact field{Fact::Kind::field, argument(20), constant(0x123456789abc), 4, 40, MemoryType::i32};
  writer.add(with, {.news = {{{argument(70), 1}, {argument(20), 2}}, {at_least, field}}});
  writer.add(without);
  writer.add(with, {.news = {{{argument(70), 2}, {argument(20), 2}}, {at_least, at_most}}});
  writer.add(with);
  CHECK(writer.is_known(70));
  CHECK(!writer.is_known(69));
  ResumeTable table = writer.finish();
  auto numbered = [](Fact fact, uint64_t number) {
    fact.value.bits = number;
    return fact;
  };
  CHECK(table.decode(trace::ResumeId{0}).facts == std::vector<Fact>{numbered(at_least, 1), numbered(field, 0)});
  CHECK(table.decode(trace::ResumeId{1}).facts == std::vector<Fact>{numbered(field, 0)});
  std::vector<Fact> both = {numbered(at_least, 1), numbered(at_most, 1)};  // of the other nothing is known any more
  CHECK(table.decode(trace::ResumeId{2}).facts == both);
  CHECK(table.decode(trace::ResumeId{3}).facts == both);
}

TEST_CASE("fail arguments are numbered in the order of their names") {
  jitcode::Function function;
  ResumeWriter writer;
  Description description;
  description.frames.push_back({&function, 4, false, {argument(700), argument(20), argument(3000)}});
  description.pending.push_back({argument(20), constant(0), 0, 8, MemoryType::i64, {}, argument(90)});
  writer.add(description);
  description.pending.clear();
  writer.add(description);
  ResumeTable table = writer.finish();
  Description with_store = table.decode(trace::ResumeId{0}), without = table.decode(trace::ResumeId{1});
  CHECK(with_store.frames[0].values == std::vector<Source>{argument(2), argument(0), argument(3)});
  CHECK(with_store.pending[0].value == argument(1));
  CHECK(without.frames[0].values == std::vector<Source>{argument(1), argument(0), argument(2)});
}

TEST_CASE("objects are the same object by name, wherever their recipe stands") {
  jitcode::Function function;
  ResumeWriter writer;
  Recipe recipe;
  recipe.size = 16;
  recipe.arguments = {constant(0x123456789abc), constant(16)};
  Description description;
  description.recipes = {recipe, recipe};
  description.recipes[1].stores = {{8, MemoryType::i64, {}, argument(0)}};
  Description other = description;
  std::swap(other.recipes[0], other.recipes[1]);
  description.frames.push_back({&function, 4, false, {object(50), object(7)}});
  other.frames.push_back({&function, 4, false, {object(50), object(7)}});
  auto a = writer.add(description, {.object_names = {50, 7}});
  size_t bytes = writer.bytes();
  auto b = writer.add(other, {.object_names = {7, 50}});
  CHECK(writer.bytes() - bytes <= 8);
  ResumeTable table = writer.finish();
  description.frames[0].values = {object(0), object(1)};
  other.frames[0].values = {object(1), object(0)};
  CHECK(table.decode(a) == description);
  CHECK(table.decode(b) == other);
}

TEST_CASE("random changes from guard to guard are read back") {
  jitcode::Function functions[3];
  functions[1].set_liveness({{10, false, {1, 4, 9}}, {10, true, {4}}, {20, false, {0, 1, 2, 3}}});
  uint64_t state = 7;
  auto below = [&](uint64_t limit) { return ((state = state * 6364136223846793005u + 1442695040888963407u) >> 33) % limit; };
  for (int round = 0; round < 20; round++) {
    ResumeWriter writer;
    std::vector<Description> expected;
    Description description;
    auto mentioned = [&](uint64_t objects) {
      switch (below(objects ? 4 : 3)) {
        case 0: return constant(below(2) ? below(50) : ~below(1000));
        case 3: return object(below(objects));
        default: return argument(0);
      }
    };
    for (int guard = 0; guard < 60; guard++) {
      if (below(3) == 0) {
        if (description.recipes.empty() || below(2)) {
          Recipe recipe;
          recipe.kind = below(2) ? Recipe::Kind::local : Recipe::Kind::allocation;
          recipe.size = 8 * below(9);
          if (recipe.kind == Recipe::Kind::allocation) recipe.arguments = {mentioned(description.recipes.size())};
          description.recipes.push_back(recipe);
        }
        auto& stores = description.recipes[below(description.recipes.size())].stores;
        stores.push_back({static_cast<uint32_t>(8 * below(20)), MemoryType::i64, {}, mentioned(description.recipes.size())});
      }
      if (below(2)) {
        size_t at = below(description.pending.size() + 1);
        PendingStore store{argument(0), constant(0), 0, static_cast<int64_t>(below(9)) - 4, MemoryType::i64, {}, mentioned(description.recipes.size())};
        if (below(3) == 0) store.scale = 8, store.index = mentioned(0);
        description.pending.insert(description.pending.begin() + static_cast<ptrdiff_t>(at), store);
      }
      if (below(3) == 0 && !description.pending.empty()) description.pending.erase(description.pending.begin() + static_cast<ptrdiff_t>(below(description.pending.size())));
      if (below(2)) description.facts.push_back({Fact::Kind::at_least, argument(0), constant(below(100))});
      if (below(3) == 0 && !description.facts.empty()) description.facts.erase(description.facts.begin());
      if (below(4) == 0 && !description.frames.empty()) description.frames.pop_back();
      if (below(3) == 0 || description.frames.empty()) {
        description.frames.push_back({&functions[below(3)], 10, false, {}});
      }
      FrameDescription& top = description.frames.back();
      top.pc = below(2) ? 10 : 20;
      top.across = top.pc == 10 && below(2);
      top.values.resize(top.function == &functions[1] ? live_registers(top.function, top.pc, top.across).size() : below(5));
      for (Source& value : top.values)
        if (below(2)) value = mentioned(description.recipes.size());
      writer.add(description);
      expected.push_back(description);
    }
    ResumeTable table = writer.finish();
    for (uint32_t i = 0; i < expected.size(); i++) CHECK(table.decode(trace::ResumeId{i}) == expected[i]);
  }
}

TEST_CASE("snapshots share their parents") {
  Snapshots snapshots;
  trace::Trace trace;
  std::vector<Operand> operands = {trace.add_constant(1, Type::i64), Operand::value(4)};
  auto parent = snapshots.add(nullptr, 7, true, SnapshotId::none, operands);
  auto top = snapshots.add(nullptr, 9, false, parent, {});
  CHECK(snapshots[top].parent == parent);
  CHECK(snapshots.operands(snapshots[top]).empty());
  REQUIRE(snapshots.operands(snapshots[parent]).size() == 2);
  CHECK(snapshots.operands(snapshots[parent])[1] == Operand::value(4));
}

TEST_CASE("rebuilding makes objects, then their stores, then pending stores") {
  jitcode::Library library;
  layout::CallDescriptor descriptor;
  descriptor.name = "allocate";
  descriptor.effect = layout::CallEffect::allocator;
  descriptor.trampoline = call_with_one;
  auto call = library.add_call(descriptor);
  jitcode::Function function;
  uint64_t memory[4] = {};
  std::vector<uint64_t> arguments = {reinterpret_cast<uint64_t>(memory), 77};

  Description description;
  for (int i = 0; i < 2; i++) {  // two objects that point to each other
    Recipe recipe;
    recipe.call = call;
    recipe.size = 16;
    recipe.arguments = {constant(reinterpret_cast<uint64_t>(&allocate)), constant(16)};
    recipe.stores = {{0, MemoryType::ptr, {}, object(1 - static_cast<uint64_t>(i))}, {8, MemoryType::i32, {}, argument(1)}};
    description.recipes.push_back(recipe);
  }
  description.pending.push_back({argument(0), constant(2), 8, 8, MemoryType::ptr, {}, object(1)});
  description.frames.push_back({&function, 5, false, {object(0), argument(1), constant(3)}});

  ConcreteFrames frames;
  rebuild(description, arguments, library, {}, frames);
  REQUIRE(frames.frames.size() == 1);
  auto* first = reinterpret_cast<uint64_t*>(frames.values[0]);
  auto* second = reinterpret_cast<uint64_t*>(first[0]);
  CHECK(second[0] == reinterpret_cast<uint64_t>(first));
  CHECK(first[1] == 77);
  CHECK(memory[3] == reinterpret_cast<uint64_t>(second));
  CHECK(frames.values[1] == 77);
  CHECK(frames.values[2] == 3);
  std::free(first);
  std::free(second);
}

TEST_CASE("frame memory that was never built is made at the exit") {
  jitcode::Library library;
  Description description;
  Recipe local;
  local.kind = Recipe::Kind::local;
  local.size = 24;
  local.stores = {{16, MemoryType::i16, {}, constant(0x12345)}};
  description.recipes.push_back(local);
  jitcode::Function function;
  description.frames.push_back({&function, 0, false, {object(0)}});
  std::vector<uint64_t> memory;
  auto local_memory = [&](uint64_t bytes) {
    memory.assign((bytes + 7) / 8, 0);
    return memory.data();
  };
  ConcreteFrames frames;
  rebuild(description, {}, library, local_memory, frames);
  uint16_t stored;
  std::memcpy(&stored, reinterpret_cast<char*>(frames.values[0]) + 16, 2);
  CHECK(stored == 0x2345);
  CHECK(memory.size() == 3);
}
