/// Owns claims: what all values in one place (the items of a list, an attribute of the instances of a class) are said to be.
/// Whoever stores a value keeps the claim true; a trace that reads one asks the claim, once for a whole loop or not at all.
#pragma once

#include "objects/object.h"

namespace python {

inline constexpr uint32_t claims_nothing = 0, claims_small_ints = ~uint32_t{0}, claims_floats = ~uint32_t{1};

/// What is said of such values: their kind, or one of the above. The kind of bools and None is not worth a guard: which of them one is will be asked.
inline uint32_t claim_of(Value v) {
  if (is_small_int(v)) return claims_small_ints;
  if (is_float(v)) return claims_floats;
  Kind kind = kind_of(object_of(v));
  return kind == Kind::none || kind == Kind::boolean ? claims_nothing : static_cast<uint32_t>(kind);
}

/// A value of which `claim`, a constant in traces, is true.
inline Value believed(Value value, uint32_t claim) {
  if (claim == claims_nothing) return present(value);
  if (claim == claims_small_ints) {
    jw::assume(is_small_int(value));
  } else if (claim == claims_floats) {
    jw::assume(is_float(value));
  } else {
    jw::assume(is_ref(value));
    jw::assume(object_of(value)->kind == claim);
  }
  return value;
}

}  // namespace python
