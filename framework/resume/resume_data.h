// Resume data: what a failing guard of an optimised trace needs to rebuild the interpreter's frames. Compact bytes for each trace,
// with a plain description of each guard as the form that people and consumers read.
//
// Consumers: engine/guard_failure (builds concrete frames), metainterp (starts a bridge with symbolic frames).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "jitcode/function.h"
#include "trace/trace.h"

namespace jitwright::resume {

using layout::MemoryType;
using layout::Type;

/// Where a value comes from at an exit.
struct Source {
  enum class Kind : uint8_t { constant, fail_argument, virtual_object } kind = Kind::constant;
  Type type = Type::i64;
  uint64_t bits = 0;  ///< constant: its bits; fail_argument: number of the guard's fail argument; virtual_object: index of the recipe
  uint64_t head() const { return static_cast<uint64_t>(kind) << 8 | static_cast<uint64_t>(type); }  ///< 10 bits
  // Guards are compared value by value with the one before: without branches.
  friend bool operator==(const Source& a, const Source& b) { return ((a.head() ^ b.head()) | (a.bits ^ b.bits)) == 0; }
};

struct FieldStore {
  uint32_t offset = 0;
  MemoryType memory_type = MemoryType::i64;
  layout::AccessClassId access_class = layout::AccessClassId::unknown;
  Source value;
  friend bool operator==(const FieldStore&, const FieldStore&) = default;
};

/// How to make an object that the trace never built.
struct Recipe {
  enum class Kind : uint8_t {
    allocation,  ///< call `callee` with `arguments` (the last is the size), then the stores
    local,       ///< `size` bytes of frame memory, then the stores
    box,         ///< the family's box of arguments[0]
    operation    ///< a pure operation on arguments (one that only guards needed); is_box has its family in `immediate`
  } kind = Kind::allocation;
  layout::CallDescriptorId call{};   ///< allocation
  uint64_t size = 0;                 ///< allocation, local
  uint32_t family = 0;               ///< box
  trace::Opcode opcode{};            ///< operation
  Type type = Type::ptr;             ///< operation: its type; else the type of the result
  int64_t immediate = 0;             ///< operation
  uint16_t scale = 0;                ///< operation
  std::vector<Source> arguments;     ///< allocation: callee first, then its arguments; refer to earlier recipes only
  std::vector<FieldStore> stores;    ///< made after all recipes have been allocated
  friend bool operator==(const Recipe&, const Recipe&) = default;
};

/// A store the trace had delayed; made at the exit, after the recipes.
struct PendingStore {
  Source base;
  Source index;        ///< constant 0 where there is none
  uint16_t scale = 0;
  int64_t offset = 0;
  MemoryType memory_type = MemoryType::i64;
  layout::AccessClassId access_class = layout::AccessClassId::unknown;
  Source value;
  friend bool operator==(const PendingStore&, const PendingStore&) = default;
};

/// What the trace knew at the guard, for the bridge that may start there.
struct Fact {
  enum class Kind : uint8_t {
    is_box,     ///< value is a box of family `detail`
    field,      ///< memory[value + offset] holds `other`
    at_least,   ///< value >= other (constant, signed)
    at_most,    ///< value <= other (constant, signed)
    not_null
  } kind = Kind::not_null;
  Source value, other;
  uint32_t detail = 0;  ///< is_box: family; field: access class
  int32_t offset = 0;
  MemoryType memory_type = MemoryType::i64;
  uint64_t head() const {
    return uint64_t{detail} << 32 | static_cast<uint64_t>(kind) << 24 | static_cast<uint64_t>(memory_type) << 20 | value.head() << 10 | other.head();
  }
  friend bool operator==(const Fact& a, const Fact& b) {
    return ((a.head() ^ b.head()) | (a.value.bits ^ b.value.bits) | (a.other.bits ^ b.other.bits) | static_cast<uint32_t>(a.offset ^ b.offset)) == 0;
  }
};

struct FrameDescription {
  const jitcode::Function* function = nullptr;
  uint32_t pc = 0;
  bool across = false;
  std::vector<Source> values;  ///< in the order of the liveness list at (pc, across)
  friend bool operator==(const FrameDescription&, const FrameDescription&) = default;
};

/// What the trace came to know of values since the guard before: all that is known of each now. It holds at every guard from there on that has the
/// value among its fail arguments.
struct News {
  struct Item {
    Source value;          ///< a fail argument
    uint32_t end = 0;      ///< its facts are those before `end` that do not belong to the item before
  };
  std::vector<Item> items;
  std::vector<Fact> facts;  ///< `other` is a constant
};

/// What may be said of a guard beside its description.
struct Additions {
  std::vector<uint32_t> object_names;  ///< for each recipe what names its object at every guard; empty: its position
  std::vector<uint32_t> holding;       ///< numbers of facts that hold here, as those in the description do
  uint32_t same_frames = 0;            ///< so many outer frames are known to be those of the guard before
  News news;
};

/// Everything at one guard. Frames outermost first.
struct Description {
  std::vector<FrameDescription> frames;
  std::vector<Recipe> recipes;
  std::vector<PendingStore> pending;
  std::vector<Fact> facts;
  friend bool operator==(const Description&, const Description&) = default;
};

/// Functions and constants that resume data names by number, shared by the tables of an engine. What no table needs any more gives its
/// number away.
class Pool {
 public:
  uint32_t number_of_constant(uint64_t bits);
  uint32_t number_of_function(const jitcode::Function* function);
  uint64_t constant(uint32_t number) const { return constants_[number]; }
  const jitcode::Function* function(uint32_t number) const { return functions_[number]; }
  /// Some are addresses of objects that nothing else refers to.
  const std::vector<uint64_t>& constants() const { return constants_; }
  /// Forgets the constants that are not `needed`.
  void keep(const std::vector<bool>& needed);
  size_t bytes() const;

 private:
  std::vector<uint64_t> constants_;
  std::vector<const jitcode::Function*> functions_;
  std::unordered_map<uint64_t, uint32_t> constant_numbers_, function_numbers_;
  std::vector<uint32_t> free_;
};

/// The resume data of one compiled trace, made by ResumeWriter. The guards' records stand one behind the other, each saying what
/// changed since the one before: reading one reads all before it, which happens once for a guard that fails.
class ResumeTable {
 public:
  Description decode(trace::ResumeId id) const;
  size_t guard_count() const { return guard_count_; }
  /// Without the pool.
  size_t bytes() const { return bytes_.size(); }
  /// Sets the bits of the constants that the table needs.
  void mark_constants(std::vector<bool>& needed) const;

 private:
  friend class ResumeWriter;
  std::vector<uint8_t> bytes_;
  uint32_t guard_count_ = 0;
  std::shared_ptr<const Pool> pool_;
};

std::string print(const Description& description);

}  // namespace jitwright::resume
