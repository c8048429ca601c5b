#include "resume/rebuild.h"

#include <alloca.h>

#include <bit>
#include <cstring>

#include "support/check.h"
#include "trace/evaluate.h"

namespace jitwright::resume {

namespace {

/// Narrow constants and arguments are canonical already; memory takes the low bytes.
void write_memory(uint64_t address, MemoryType type, uint64_t value) {
  std::memcpy(reinterpret_cast<void*>(address), &value, layout::size_of(type));
}

uint64_t call_native(const layout::CallDescriptor& descriptor, const void* function, std::span<const uint64_t> arguments) {
  uint64_t results[2] = {0, 0};
  if (descriptor.trampoline) {
    descriptor.trampoline(function, arguments.data(), results);
    return results[0];
  }
  // Allocators without a trampoline take integers and pointers only, which fit the integer registers.
  CHECK(arguments.size() <= 6, "an allocator without a trampoline takes at most six words");
  uint64_t words[6] = {};
  std::copy(arguments.begin(), arguments.end(), words);
  using Function = uint64_t (*)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t);
  return reinterpret_cast<Function>(const_cast<void*>(function))(words[0], words[1], words[2], words[3], words[4], words[5]);
}

uint64_t make_box(const layout::BoxFamily& family, uint64_t payload) {
  CHECK(family.box, "a box family has its box function");
  void* function = const_cast<void*>(family.box);
  if (family.payload == Type::f64) return reinterpret_cast<uint64_t (*)(double)>(function)(std::bit_cast<double>(payload));
  return reinterpret_cast<uint64_t (*)(uint64_t)>(function)(payload);
}

uint64_t is_box(const layout::BoxFamily& family, uint64_t value) {
  CHECK(family.is_box, "a box family has its is_box function");
  return reinterpret_cast<uint64_t (*)(uint64_t)>(const_cast<void*>(family.is_box))(value) & 1;
}

/// The objects made so far are kept in the native stack frame of rebuild(), where a conservative collector sees them.
struct Maker {
  const Description& description;
  std::span<const uint64_t> fail_arguments;
  const jitcode::Library& library;
  uint64_t* objects;
  const LocalMemory& local_memory;

  uint64_t value_of(const Source& source) const {
    switch (source.kind) {
      case Source::Kind::constant: return source.bits;
      case Source::Kind::fail_argument: CHECK(source.bits < fail_arguments.size(), "fail argument exists"); return fail_arguments[source.bits];
      case Source::Kind::virtual_object: return objects[source.bits];
    }
    return 0;
  }

  uint64_t make(const Recipe& recipe) {
    uint64_t* words = static_cast<uint64_t*>(alloca((recipe.arguments.size() + 1) * sizeof(uint64_t)));
    for (size_t i = 0; i < recipe.arguments.size(); i++) words[i] = value_of(recipe.arguments[i]);
    switch (recipe.kind) {
      case Recipe::Kind::allocation:
        return call_native(library.call(recipe.call), reinterpret_cast<const void*>(words[0]), {words + 1, recipe.arguments.size() - 1});
      case Recipe::Kind::local: return reinterpret_cast<uint64_t>(local_memory(recipe.size));
      case Recipe::Kind::box: return make_box(library.family(static_cast<layout::BoxFamilyId>(recipe.family)), words[0]);
      case Recipe::Kind::operation: {
        if (recipe.opcode == trace::Opcode::is_box)
          return is_box(library.family(static_cast<layout::BoxFamilyId>(recipe.immediate)), words[0]);
        size_t count = recipe.arguments.size();
        return trace::evaluate(recipe.opcode, recipe.type, words[0], count > 1 ? words[1] : 0, count > 2 ? words[2] : 0, recipe.immediate,
                               recipe.scale);
      }
    }
    return 0;
  }
};

}  // namespace

void ConcreteFrames::add(const jitcode::Function* function, uint32_t pc, bool across, std::span<const uint64_t> frame_values) {
  frames.push_back({function, pc, across, static_cast<uint32_t>(values.size()), static_cast<uint32_t>(frame_values.size())});
  values.insert(values.end(), frame_values.begin(), frame_values.end());
}

void ConcreteFrames::clear() {
  frames.clear();
  values.clear();
}

void rebuild(const Description& description, std::span<const uint64_t> fail_arguments, const jitcode::Library& library,
             const LocalMemory& local_memory, ConcreteFrames& result) {
  result.clear();
  size_t count = description.recipes.size();
  uint64_t* objects = static_cast<uint64_t*>(alloca((count + 1) * sizeof(uint64_t)));
  std::memset(objects, 0, (count + 1) * sizeof(uint64_t));
  Maker maker{description, fail_arguments, library, objects, local_memory};
  for (size_t i = 0; i < count; i++) objects[i] = maker.make(description.recipes[i]);
  for (size_t i = 0; i < count; i++) {
    for (const FieldStore& store : description.recipes[i].stores) {
      write_memory(objects[i] + store.offset, store.memory_type, maker.value_of(store.value));
    }
  }
  for (const PendingStore& store : description.pending) {
    uint64_t address = maker.value_of(store.base) + static_cast<uint64_t>(store.offset);
    if (store.scale) address += maker.value_of(store.index) * store.scale;
    write_memory(address, store.memory_type, maker.value_of(store.value));
  }
  for (const FrameDescription& frame : description.frames) {
    auto count = static_cast<uint32_t>(frame.values.size());
    result.frames.push_back({frame.function, frame.pc, frame.across, static_cast<uint32_t>(result.values.size()), count});
    for (const Source& source : frame.values) result.values.push_back(maker.value_of(source));
  }
}

}  // namespace jitwright::resume
