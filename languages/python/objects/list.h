/// Owns list.
/// Invariants: length <= items->capacity; slots from length on are null; `items` is never null; every item is what the list's claim says.
#pragma once

#include "objects/claim.h"
#include "objects/object.h"

namespace python {

struct ListItems : Object {
  JW_IMMUTABLE uint64_t capacity;
  ValueField items[];
};

struct List : Object {
  uint64_t length;
  jitwright::Field<const ListItems*> items;  ///< written through list_set, list_append, writable_items and movable_items
  uint32_t claim;                            ///< what all items are (claim_of), or claims_nothing
};

inline bool is_list(Value v) { return has_kind(v, Kind::list); }

/// An array of null values; null (with MemoryError) if the heap has no room.
ListItems* make_list_items(uint64_t capacity);

/// An empty list with room for `capacity` items.
List* make_list(uint64_t capacity = 0);
/// A copy of the values; the array is not on the heap or not changed meanwhile.
List* make_list_of(const Value* values, uint64_t count);

inline Value list_get(const List* list, uint64_t index) { return list->items->items[index]; }
/// The same, with its type known to a trace.
inline Value list_item(const List* list, uint64_t index) {
  Value item = list->items->items[index];
  if (!jw::observed(list->claim != claims_nothing)) return present(item);
  return believed(item, jw::promote(list->claim));
}

/// The items for moving them about and clearing them.
inline ListItems* movable_items(List* list) { return const_cast<ListItems*>(list->items.get()); }
/// The items for storing anything.
inline ListItems* writable_items(List* list) {
  list->claim = claims_nothing;
  return movable_items(list);
}

/// Before `value` is stored: the list claims only what is true of it, too.
inline void list_admit(List* list, Value value) {
  if (jw::observed(list->claim == claims_nothing) && jw::observed(is_none_or_bool(value))) {
    list->claim = claims_nothing;  // true of any list, so that the trace need not ask
    return;
  }
  uint32_t claim = jw::promote(list->claim);
  if (claim != claims_nothing && claim != claim_of(value)) list->claim = claims_nothing;
}
inline void list_set(List* list, uint64_t index, Value value) {
  list_admit(list, value);
  movable_items(list)->items[index] = value;
}

/// Makes room for `minimum` items. False: the heap has none; a MemoryError is raised at the next occasion.
JW_DONT_LOOK_INSIDE bool list_grow(List* list, uint64_t minimum);

/// The same, with the MemoryError pending.
bool list_grow_or_raise(List* list, uint64_t minimum);

/// What the items of a fresh list from elsewhere claim.
uint32_t claim_of_all(const Value* values, uint64_t count);

/// Without room for one more, the list stays as it is: see list_grow.
inline void list_append(List* list, Value value) {
  uint64_t length = list->length;
  if (length == 0)
    list->claim = claim_of(value);
  else
    list_admit(list, value);
  if (length >= list->items->capacity && !list_grow(list, length + 1)) return;
  movable_items(list)->items[length] = value;
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
