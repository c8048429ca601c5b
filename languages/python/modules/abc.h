/// Owns what _abc keeps of an abstract class.
#pragma once

#include "objects/dict.h"
#include "objects/object.h"

namespace python {

/// Sets of classes: dicts from the class's address, as a small int, to a weak reference to it.
struct AbcData : Object {
  jitwright::Field<Dict*> registry, cache, negative_cache;
  int64_t negative_version;  // of the counter of registrations when the negative cache was begun
};

}  // namespace python
