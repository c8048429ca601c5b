// What is known about an integer: an unsigned interval, a signed interval and known bits, kept mutually tight.
//
// Invariants: values are register images. For i32 the unsigned interval lies in [0, 2^32), the signed one is that of the low 32 bits
// as int32, and the upper 32 bits are known zero. Floats have no bounds: `any`.
#pragma once

#include <cstdint>

#include "trace/trace.h"

namespace jitwright::optimizer {

using layout::MemoryType;
using layout::Type;
using trace::Opcode;

struct Bounds {
  uint64_t umin = 0, umax = ~uint64_t{0};
  int64_t smin = INT64_MIN, smax = INT64_MAX;
  uint64_t zeros = 0, ones = 0;  ///< bits known to be 0, known to be 1

  static Bounds any(Type type);
  static Bounds exactly(uint64_t bits, Type type);
  static Bounds between(uint64_t least, uint64_t most, Type type);
  static Bounds signed_between(int64_t least, int64_t most, Type type);

  bool is_constant() const { return umin == umax; }
  bool contains(uint64_t bits, Type type) const;
  /// Every value within `other` is within this.
  bool covers(const Bounds& other) const;
  /// Makes the three forms agree. False: no value is possible.
  bool tighten(Type type);
  /// Both hold. False: no value is possible.
  bool intersect(const Bounds& other, Type type);
  /// Either holds.
  void unite(const Bounds& other);
  friend bool operator==(const Bounds&, const Bounds&) = default;
};

/// What a pure operation's result is bound by. Float operands are `any`.
Bounds transfer(Opcode opcode, Type type, const Bounds& a, const Bounds& b, const Bounds& c, Type a_type, int64_t immediate, uint16_t scale);
/// What a load can give.
Bounds loaded_bounds(MemoryType memory_type);

/// Knowing that comparison `opcode` of a and b holds, narrows both. False: it cannot hold.
bool refine_comparison(Opcode opcode, Type type, Bounds& a, Bounds& b);

bool is_comparison(Opcode opcode);
/// The comparison that holds exactly when `opcode` does not.
Opcode negated(Opcode opcode);
/// The comparison with its operands exchanged.
Opcode swapped(Opcode opcode);

}  // namespace jitwright::optimizer
