/// Owns the loops that builtins run over a generator: a portal of their own, so that a trace holds the loop and the generator's code as one.
/// Other iterators have nothing to gain by it: their next() is C++.
#pragma once

#include "objects/list.h"
#include "objects/object.h"

namespace python {

/// What becomes of an item, with the accumulator so far.
enum class Fold : uint32_t {
  sum,       // accumulator + item
  any,       // True at the first true item
  all,       // False at the first false item
  least,     // the first of the least; the accumulator starts as null
  greatest,  // the first of the greatest, likewise
  append,    // to the accumulator, a list
  add,       // to the accumulator, a set
};

/// The accumulator after all items of `generator` (Kind::generator); null with an error pending (or, if it was null, where there is none).
Value fold_generator(Fold fold, Value generator, Value accumulator);

}  // namespace python
