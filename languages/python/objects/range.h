/// Owns range and slice.
#pragma once

#include "objects/object.h"

namespace python {

struct Range : Object {
  JW_IMMUTABLE ValueField start, stop, step;  // exact ints
  JW_IMMUTABLE ValueField length;             // exact int
};

struct Slice : Object {
  JW_IMMUTABLE ValueField start, stop, step;
};

/// Arguments are exact ints and step is not 0.
Value make_range(Value start, Value stop, Value step);
Value make_slice(Value start, Value stop, Value step);

/// The bounds for a sequence of that length, as slice.indices: start, step and the number of items. False with an error pending.
bool slice_indices(Value start, Value stop, Value step, int64_t length, int64_t* first, int64_t* stride, int64_t* count);
inline bool slice_indices(const Slice* slice, int64_t length, int64_t* first, int64_t* stride, int64_t* count) {
  return slice_indices(slice->start, slice->stop, slice->step, length, first, stride, count);
}

}  // namespace python
