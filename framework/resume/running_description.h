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

/// A Fact whose values are numbers of sources.
struct NumberedFact {
  Fact::Kind kind = Fact::Kind::not_null;
  MemoryType memory_type = MemoryType::i64;
  uint32_t value = 0, other = 0, detail = 0;
  int32_t offset = 0;
  friend bool operator==(const NumberedFact&, const NumberedFact&) = default;
};

constexpr uint32_t nothing = 0xffffffff;

struct RunningFrame {
  const jitcode::Function* function = nullptr;
  uint32_t pc = 0;
  bool across = false;
  uint32_t value_count = 0;
  std::vector<uint32_t> registers;  ///< number of the source by register; of dead registers the last one
};

struct RunningObject {
  bool described = false;
  Recipe head;  ///< without arguments and stores
  std::vector<uint32_t> arguments;
  std::vector<uint64_t> stores;  ///< slot << 32 | source
};

struct RunningDescription {
  std::vector<Source> sources;  ///< fail arguments by the name add() got, objects by number
  std::vector<Place> places;
  std::vector<ObjectSlot> slots;
  std::vector<NumberedFact> facts;
  std::vector<RunningObject> objects;

  std::vector<RunningFrame> frames;  ///< `depth` of them; behind those, what was last at their depth
  uint32_t depth = 0;
  std::vector<uint64_t> made;     ///< the objects this guard makes, in order
  std::vector<uint64_t> pending;  ///< place << 32 | source
  std::vector<uint64_t> known;    ///< facts
  uint64_t last_name = 0;         ///< of the fail argument defined last
};

/// A guard's record starts with a byte: which parts follow, and in its upper bits how many values of the top frame changed (or
/// `many_changes`: the number follows). The top frame's part is always there.
enum RecordPart : uint8_t { made_changed = 1, objects_changed = 2, pending_changed = 4, known_changed = 8, frames_changed = 16 };
constexpr unsigned change_count_shift = 5, many_changes = 7;

/// The registers a frame's values belong to; empty where the function does not say (then values stand for themselves).
inline std::span<const uint16_t> live_registers(const jitcode::Function* function, uint32_t pc, bool across) {
  const jitcode::Liveness* liveness = function ? function->find_liveness(pc, across) : nullptr;
  return liveness ? std::span<const uint16_t>(liveness->registers) : std::span<const uint16_t>();
}

constexpr uint64_t inline_constant_limit = uint64_t{1} << 20;
constexpr unsigned pooled_kind = 3;  ///< in place of Source::Kind: a constant too large for its definition

}  // namespace jitwright::resume
