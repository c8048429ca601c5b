// The description of the guard reached so far, in numbers that stay the same from guard to guard. Writer and reader of resume
// data both keep one: a guard's record says what changed in it.
//
// Whatever is mentioned (a source, a place, a slot, a fact) is defined once, where it first occurs, and numbered in that order.
#pragma once

#include <span>
#include <vector>

#include "resume/resume_data.h"

namespace jitwright::resume {

/// Where a pending store goes. `base` and `index` are numbers of sources.
struct Place {
  uint32_t base = 0, index = 0;
  uint16_t scale = 0;
  int64_t offset = 0;
  MemoryType memory_type = MemoryType::i64;
  layout::AccessClassId access_class = layout::AccessClassId::unknown;
  friend bool operator==(const Place&, const Place&) = default;
};

/// Where in an object a store of its recipe goes.
struct ObjectSlot {
  uint32_t offset = 0;
  MemoryType memory_type = MemoryType::i64;
  layout::AccessClassId access_class = layout::AccessClassId::unknown;
  friend bool operator==(const ObjectSlot&, const ObjectSlot&) = default;
};

constexpr uint32_t nothing = 0xffffffff;

/// What a recipe is without its stores. Arguments are numbers of sources.
struct RecipeHead {
  Recipe recipe;  ///< without arguments and stores
  std::vector<uint32_t> arguments;
  friend bool operator==(const RecipeHead&, const RecipeHead&) = default;
};

struct RunningFrame {
  const jitcode::Function* function = nullptr;
  uint32_t function_number = nothing;
  uint32_t pc = 0;
  bool across = false;
  uint32_t value_count = 0;
  std::span<const uint16_t> live;   ///< the registers its values belong to; empty: values stand for themselves
  std::vector<uint32_t> registers;  ///< number of the source by register; of dead registers the last one

  uint32_t source_of(uint32_t value) const { return registers[live.empty() ? value : live[value]]; }
};

struct RunningObject {
  uint32_t head = nothing;
  std::vector<uint64_t> stores;  ///< slot << 32 | source
};

struct RunningDescription {
  std::vector<Source> sources;  ///< fail arguments by the name add() got, objects by number
  std::vector<Place> places;
  std::vector<ObjectSlot> slots;
  std::vector<Fact> facts;
  std::vector<RecipeHead> heads;
  std::vector<RunningObject> objects;

  std::vector<RunningFrame> frames;
  std::vector<RunningFrame> last_of_function;  ///< by number in the pool: its frame that left last
  std::vector<uint64_t> made;                  ///< the objects this guard makes, in order
  std::vector<uint64_t> pending;               ///< place << 32 | source
  std::vector<uint64_t> known;                 ///< numbers of the facts that hold at this guard
  std::vector<Fact> of_values;                 ///< what is known wherever the value is a fail argument
  uint64_t last_name = 0;                      ///< of the fail argument defined last
  uint64_t last_fact_name = 0;                 ///< of the fail argument that a fact mentioned last
};

/// A guard's record starts with a byte: which parts follow, and in its upper bits how many values of the top frame changed (or
/// `many_changes`: the number follows). The top frame's part is always there.
enum RecordPart : uint8_t { made_changed = 1, objects_changed = 2, pending_changed = 4, known_changed = 8, frames_changed = 16 };
constexpr unsigned change_count_shift = 5, many_changes = 7;

/// Drops the top frame; the next frame of its function starts from what it held.
void retire_top_frame(RunningDescription& now);
/// Frame `index`, which is there or the next one, belongs to the function with this number from now on.
void use_frame(RunningDescription& now, uint32_t index, uint32_t function_number);

/// The number that a fact starts with.
constexpr uint64_t head_of(const Fact& fact) { return static_cast<uint64_t>(fact.kind) | static_cast<uint64_t>(fact.memory_type) << 3; }
constexpr bool has_detail(Fact::Kind kind) { return kind == Fact::Kind::is_box || kind == Fact::Kind::field; }
constexpr bool has_other(Fact::Kind kind) { return kind != Fact::Kind::is_box && kind != Fact::Kind::not_null; }

/// The registers a frame's values belong to; empty where the function does not say (then values stand for themselves).
inline std::span<const uint16_t> live_registers(const jitcode::Function* function, uint32_t pc, bool across) {
  const jitcode::Liveness* liveness = function ? function->find_liveness(pc, across) : nullptr;
  return liveness ? std::span<const uint16_t>(liveness->registers) : std::span<const uint16_t>();
}

constexpr uint64_t inline_constant_limit = uint64_t{1} << 20;
constexpr unsigned pooled_kind = 3;  ///< in place of Source::Kind: a constant too large for its definition

}  // namespace jitwright::resume
