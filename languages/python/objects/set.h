/// Owns set and frozenset: a hash table (dict.h) whose entry values are null.
#pragma once

#include "objects/dict.h"

namespace python {

struct Set : HashTable {
  uint64_t hash;  // of a frozenset; 0: not computed
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

/// The set behind a set, a frozenset or an instance of a subclass, else null.
Set* as_set(Value v);

}  // namespace python
