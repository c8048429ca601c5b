/// Owns deque: a ring of values.
/// Invariants: the capacity of `items`, which is never null, is a power of two; item i is at (head + i) & (capacity - 1); free
/// places are null; `maximum` is negative if there is none; `changes` differs after each change of the length.
#pragma once

#include "objects/list.h"
#include "objects/object.h"

namespace python {

struct Deque : Object {
  uint64_t head, length;
  int64_t maximum;
  uint64_t changes;
  jitwright::Field<ListItems*> items;
};
struct DequeIterator : Object {
  uint64_t index;  // of the next item, from the side the iterator comes from
  uint64_t expected_changes;
  jitwright::Field<Deque*> deque;  // null once exhausted
};

Deque* make_deque(int64_t maximum = -1);
/// Twice the capacity.
JW_DONT_LOOK_INSIDE void deque_grow(Deque* deque);

inline ValueField& deque_place(Deque* deque, uint64_t index) {
  ListItems* items = deque->items;
  return items->items[(deque->head + index) & (items->capacity - 1)];
}
/// The deque is not empty.
inline Value deque_pop_left(Deque* deque) {
  ListItems* items = deque->items;
  uint64_t head = deque->head;
  Value value = present(items->items[head]);
  items->items[head].initialise(null_value);
  deque->head = (head + 1) & (items->capacity - 1);
  deque->length--;
  deque->changes++;
  return value;
}
inline Value deque_pop(Deque* deque) {
  uint64_t last = deque->length - 1;
  ValueField& place = deque_place(deque, last);
  Value value = present(place);
  place.initialise(null_value);
  deque->length = last;
  deque->changes++;
  return value;
}
inline void deque_append(Deque* deque, Value value) {
  if (deque->maximum >= 0) {
    if (deque->maximum == 0) return;
    if (deque->length == static_cast<uint64_t>(deque->maximum)) deque_pop_left(deque);
  }
  if (deque->length == deque->items->capacity) deque_grow(deque);
  deque_place(deque, deque->length) = value;
  deque->length++;
  deque->changes++;
}
inline void deque_append_left(Deque* deque, Value value) {
  if (deque->maximum >= 0) {
    if (deque->maximum == 0) return;
    if (deque->length == static_cast<uint64_t>(deque->maximum)) deque_pop(deque);
  }
  if (deque->length == deque->items->capacity) deque_grow(deque);
  ListItems* items = deque->items;
  uint64_t head = (deque->head - 1) & (items->capacity - 1);
  items->items[head] = value;
  deque->head = head;
  deque->length++;
  deque->changes++;
}

/// The deque behind a deque or an instance of a subclass, else null.
Deque* as_deque(Value v);
Value make_deque_iterator(Kind kind, Deque* deque);
/// Of kinds deque_iterator and deque_reverse_iterator; null: exhausted, or an error is pending.
Value next_of_deque(DequeIterator* it);

struct Module;
/// Adds deque and its iterators to _collections.
void fill_deque(Module* module);

}  // namespace python
