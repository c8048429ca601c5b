// What the recorder knows of memory: the value that a field was loaded or stored with last, so that constants keep being
// constants on their way through memory and nothing is loaded twice. The optimiser knows more; this is what pays while recording.
//
// Invariant: an entry holds on every path through the recorded trace, not only on this execution. So a store drops what may alias
// it by access class, and a call drops what it may write: all but virtualizable fields and memory that no one else can have seen.
#pragma once

#include <cstdint>
#include <vector>

#include "layout/access_class.h"
#include "trace/trace.h"

namespace jitwright::metainterp {

/// A field: base is a value of the trace, or an address (base not valid).
struct FieldAddress {
  trace::Operand base;
  uint64_t address = 0;  ///< where base is not valid
  int64_t offset = 0;
  layout::MemoryType type{};
  layout::AccessClassId access_class{};

  bool same_base(const FieldAddress& other) const { return base == other.base && (base.valid() || address == other.address); }
  bool same_place(const FieldAddress& other) const { return same_base(other) && offset == other.offset && type == other.type; }
  /// Certainly other bytes: of the same base, or both at constant addresses.
  bool apart_from(const FieldAddress& other) const {
    bool both_constant = !base.valid() && !other.base.valid();
    if (!both_constant && !same_base(other)) return false;
    uint64_t start = address + static_cast<uint64_t>(offset), other_start = other.address + static_cast<uint64_t>(other.offset);
    return other_start - start >= layout::size_of(type) && start - other_start >= layout::size_of(other.type);
  }
};

class HeapCache {
 public:
  explicit HeapCache(const layout::AccessClasses& classes) : classes_(classes) {}

  struct Value {
    trace::Operand symbol;  ///< not valid: the word is a constant
    uint64_t word = 0;
  };

  /// The known value, or null.
  const Value* find(const FieldAddress& field) const;
  /// The field holds the value.
  void add(const FieldAddress& field, Value value);
  /// The field is stored to: forgets what may be the same memory.
  void forget(const FieldAddress& field);
  /// A store to somewhere in memory of the class.
  void forget_class(layout::AccessClassId access_class);
  /// Forgets the fields of bases for which `is_inside(base)`.
  template <class IsInside>
  void forget_inside(IsInside is_inside) {
    for (uint32_t id : filled_) {
      std::erase_if(entries_[id], [&](const Entry& entry) { return entry.field.base.valid() && is_inside(entry.field.base); });
    }
  }
  /// An opaque call. `is_private(base)`: the call cannot reach the object.
  template <class IsPrivate>
  void forget_for_call(IsPrivate is_private) {
    for (uint32_t id : filled_) {
      const layout::AccessClass& access_class = classes_[layout::AccessClassId{id}];
      if (access_class.virtualizable || access_class.immutable) continue;
      std::erase_if(entries_[id], [&](const Entry& entry) { return !entry.field.base.valid() || !is_private(entry.field.base); });
    }
  }
  void clear();

 private:
  struct Entry {
    FieldAddress field;
    Value value;
  };

  /// Which used classes may be the same memory as a class, as far as was asked.
  struct Aliases {
    size_t asked = 0;  ///< of used_
    std::vector<uint32_t> classes;
  };

  const std::vector<uint32_t>& aliases_of(layout::AccessClassId access_class);
  std::vector<Entry>& entries_of(layout::AccessClassId access_class);

  const layout::AccessClasses& classes_;
  std::vector<std::vector<Entry>> entries_;  ///< by access class
  std::vector<bool> is_used_, is_filled_;    ///< by access class
  std::vector<uint32_t> used_;               ///< classes that were asked for, in this recording or before
  std::vector<uint32_t> filled_;             ///< classes that have had entries since clear()
  std::vector<Aliases> aliases_;             ///< by access class; outlive clear()
};

}  // namespace jitwright::metainterp
