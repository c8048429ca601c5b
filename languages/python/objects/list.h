/// Owns list.
/// Invariants: length <= items->capacity; slots from length on are null; `items` is never null.
#pragma once

#include "objects/object.h"

namespace python {

struct ListItems : Object {
  JW_IMMUTABLE uint64_t capacity;
  ValueField items[];
};

struct List : Object {
  uint64_t length;
  jitwright::Field<ListItems*> items;
};

inline bool is_list(Value v) { return has_kind(v, Kind::list); }

/// An array of null values; null (with MemoryError) if the heap has no room.
ListItems* make_list_items(uint64_t capacity);

/// An empty list with room for `capacity` items.
List* make_list(uint64_t capacity = 0);
/// A copy of the values; the array is not on the heap or not changed meanwhile.
List* make_list_of(const Value* values, uint64_t count);

inline Value list_get(const List* list, uint64_t index) { return list->items->items[index]; }
inline void list_set(List* list, uint64_t index, Value value) { list->items->items[index] = value; }

/// Room for at least one more.
/// Makes room for `minimum` items. False: the heap has none; a MemoryError is raised at the next occasion.
JW_DONT_LOOK_INSIDE bool list_grow(List* list, uint64_t minimum);

/// The same, with the MemoryError pending.
bool list_grow_or_raise(List* list, uint64_t minimum);

/// Without room for one more, the list stays as it is: see list_grow.
inline void list_append(List* list, Value value) {
  uint64_t length = list->length;
  if (length >= list->items->capacity && !list_grow(list, length + 1)) return;
  list->items->items[length] = value;
  list->length = length + 1;
}

void list_insert(List* list, uint64_t index, Value value);
/// Removes and returns; the index is in range.
Value list_remove_at(List* list, uint64_t index);
void list_remove_range(List* list, uint64_t start, uint64_t end);
/// Appends everything `iterable` gives. False with an error pending.
bool list_extend(List* list, Value iterable);
List* list_slice(List* list, int64_t start, int64_t step, int64_t count);
/// Appends `count` values of an array inside `owner`.
Value list_concat(List* a, List* b);
Value list_repeat(List* list, int64_t count);
/// Stable; False with an error pending. `key` may be null or None.
bool list_sort(List* list, Value key, bool reverse);
void list_reverse(List* list);
void list_clear(List* list);

/// `[*iterable]`: a fresh list, null with an error pending.
List* list_from(Value iterable);
/// The list itself if it is an exact list, else list_from: for read-only use where nothing else runs.
List* list_view_of(Value iterable);

/// The list behind a list or an instance of a subclass, else null.
List* as_list(Value v);

}  // namespace python
