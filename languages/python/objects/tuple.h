/// Owns tuple. Invariants: length and items never change once the tuple is visible; the empty tuple is vm.empty_tuple.
#pragma once

#include "objects/object.h"

namespace python {

struct Tuple : Object {
  JW_IMMUTABLE uint64_t length;
  JW_IMMUTABLE ValueField items[];
};

inline bool is_tuple(Value v) { return has_kind(v, Kind::tuple); }

/// Items are null: the caller fills them with initialise() before the next allocation, or by assignment. `length` > 0.
inline Tuple* make_tuple(uint64_t length) {
  Tuple* tuple = make<Tuple>(Kind::tuple, length * sizeof(Value));
  tuple->length = length;
  return tuple;
}
Tuple* make_tuple_of(const Value* values, uint64_t count);
inline Tuple* make_pair(Value a, Value b) {
  Tuple* tuple = make_tuple(2);
  tuple->items[0].initialise(a);
  tuple->items[1].initialise(b);
  return tuple;
}
inline Tuple* make_tuple_1(Value a) {
  Tuple* tuple = make_tuple(1);
  tuple->items[0].initialise(a);
  return tuple;
}

/// `(*iterable,)`: null with an error pending.
Tuple* tuple_from(Value iterable);
Tuple* tuple_slice(Tuple* tuple, int64_t start, int64_t step, int64_t count);

/// The tuple behind a tuple or an instance of a subclass, else null.
Tuple* as_tuple(Value v);

}  // namespace python
