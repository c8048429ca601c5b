/// Owns set and frozenset: the tables of dict.h without an index, hashed over the entries themselves (set.cpp).
/// Invariants: entry values are null; `used` is the number of slots, a power of two, or 0; `fill` counts the slots that are or
/// were in use; at least two fifths of the slots were never in use.
#pragma once

#include "objects/dict.h"

namespace python {

struct Set : HashTable {
  uint64_t hash;  // of a frozenset; 0: not computed
  uint32_t fill;
  uint32_t finger;  // where pop() looks next
};

inline bool is_set(Value v) { return has_kind(v, Kind::set); }
inline bool is_any_set(Value v) { return has_kind(v, Kind::set) || has_kind(v, Kind::frozenset); }

Set* make_set(Kind kind = Kind::set);
/// False with an error pending (unhashable).
bool set_add(Set* set, Value item);
/// 1, 0, -1 with an error pending.
int set_contains(Set* set, Value item);
/// 1 removed, 0 absent, -1 with an error pending.
int set_remove(Set* set, Value item);
/// Adds everything `iterable` gives. False with an error pending.
bool set_update(Set* set, Value iterable);
/// Null with an error pending.
Set* set_from(Value iterable, Kind kind);

/// Adds an item known to be absent.
JW_DONT_LOOK_INSIDE void set_insert(Set* set, Value key, uint64_t hash);
void set_delete_at(HashTable* set, uint64_t position);
/// Adds the items of a set or of a dict without cells. False with an error pending.
bool set_merge(Set* set, const HashTable* other);
/// An item, removed; the set is not empty.
Value set_pop(Set* set);
void set_clear(Set* set);

/// The set behind a set, a frozenset or an instance of a subclass, else null.
Set* as_set(Value v);

}  // namespace python
