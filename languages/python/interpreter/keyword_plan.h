/// Owns the answer to "which register does each keyword of this call go to", computed once for a call shape.
#pragma once

#include "interpreter/code.h"

namespace python {

/// For calls of an ordinary function with `names` after `positional` arguments: the register of each keyword.
struct KeywordPlan {
  static constexpr uint32_t into_rest = UINT32_MAX;  // no parameter's name: an item of **kwargs
  JW_IMMUTABLE uint32_t target[16];
};

/// Null if the call needs the full rules: no ordinary function, an unknown or repeated name, too many arguments.
JW_ELIDABLE const KeywordPlan* keyword_plan(Code* code, Tuple* names, uint32_t positional);

}  // namespace python
