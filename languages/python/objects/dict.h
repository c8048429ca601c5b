/// Owns dict and the hash table under dict and set: entries in insertion order and an open-addressed index of their positions.
/// Invariants: entries[0, used) are in insertion order; a deleted entry has a null key; `count` counts the live ones. Index slots
/// hold the entry position + 1, 0 for free, deleted_slot for deleted; capacity of the index is a power of two, at most
/// two thirds full. A dict with `has_cells` (a module's namespace, a class one of whose attributes was bound again) holds a GlobalCell in each entry's value; a cell once
/// made for a name stays the name's cell while the name is in the dict; a cell with a null value is a name that is not bound
/// (its entry does not count and is skipped). Read values through entry_value() only.
#pragma once

#include "objects/object.h"
#include "objects/str.h"

namespace python {

struct DictEntry {
  ValueField key;
  ValueField value;
  uint64_t hash;
};

struct DictEntries : Object {
  JW_IMMUTABLE uint64_t capacity;
  DictEntry items[];
};

struct DictIndex : Object {
  JW_IMMUTABLE uint64_t mask;
  uint32_t slots[];
};
inline constexpr uint32_t deleted_slot = 0xFFFF'FFFF;

/// The table: shared by Dict and Set, which are this and nothing more.
struct HashTable : Object {
  uint32_t count;                          // live entries
  uint32_t used;                           // entries in use, dead ones included
  jitwright::Field<DictEntries*> entries;  // null while empty
  jitwright::Field<DictIndex*> index;      // null while entries is null, and in sets
  uint32_t has_cells;
  uint32_t changes;    // counts what may move an entry: insertions of new keys, deletions, new arrays
  uint32_t reclaimed;  // entries taken back from the end whose index slots are still marked deleted
  uint32_t first;      // no live entry is before this one (in a dict)
};

struct Dict : HashTable {};

/// What traces may take for granted about a cell: `observed` ones are written through a change of vm.global_version.
enum class CellState : uint32_t { steady, observed, variable };

struct GlobalCell : Object {
  ValueField value;  // null: not bound; stored by set_global_cell only
  CellState state;   // variable: bound more than once
};
JW_DONT_LOOK_INSIDE void cell_changes(GlobalCell* cell);
inline void set_global_cell(GlobalCell* cell, Value value) {
  if (cell->state != CellState::variable && (cell->state == CellState::observed || cell->value.get())) cell_changes(cell);
  cell->value = value;
}

inline bool is_dict(Value v) { return has_kind(v, Kind::dict); }

Dict* make_dict(uint32_t expected = 0);
/// A module's namespace: with cells.
Dict* make_namespace();

inline Value entry_value(const HashTable* table, const DictEntry& entry) {
  Value value = entry.value;
  if (table->has_cells && value) return as<GlobalCell>(value)->value;
  return value;
}

// -- lookup. Results: position of the entry, or -1 if absent, or -2 with an error pending (generic only) --

/// From the find_*_slow functions: a key that only find_generic can compare came in the way.
inline constexpr int64_t needs_generic = -3;

/// All probes after the first. They run no guest code.
JW_DONT_LOOK_INSIDE JW_READONLY int64_t find_str_slow(const HashTable* table, Str* key, uint64_t hash);
JW_DONT_LOOK_INSIDE JW_READONLY int64_t find_int_slow(const HashTable* table, Value key, uint64_t hash);
JW_DONT_LOOK_INSIDE int64_t find_generic(HashTable* table, Value key, uint64_t hash);
/// The same among the candidates behind the one at position `after`, which was compared before.
JW_DONT_LOOK_INSIDE int64_t find_generic_after(HashTable* table, Value key, uint64_t hash, int64_t after);
/// As find_generic; a trace sees the guest code that compares the key.
int64_t find_with_hash(HashTable* table, Value key, uint64_t hash);
/// True if comparing the key with another one may run guest code; a wrong answer costs speed only.
bool may_compare_in_guest(Value key);
/// The same for traces: `changes` is table->changes, for which the positions are fixed, so that a key looked up again is found once.
JW_ELIDABLE int64_t find_str_at(const HashTable* table, Str* key, uint64_t hash, uint32_t changes);
JW_ELIDABLE int64_t find_int_at(const HashTable* table, Value key, uint64_t hash, uint32_t changes);

/// What hash() of a small int is, as the table uses it.
inline uint64_t small_int_hash(Value key) {
  int64_t x = small_int(key);
  return static_cast<uint64_t>(x == -1 ? -2 : x);
}
/// Where probing starts.
inline uint64_t first_slot(uint64_t hash, uint64_t mask) { return (hash ^ (hash >> 32) * 0x9E3779B1) & mask; }

/// One probe by identity: the common hit; -1 if it is not there at first sight.
inline int64_t find_at_first_slot(const HashTable* table, Value key, uint64_t hash) {
  DictEntries* entries = table->entries;
  if (!entries) return -1;
  DictIndex* index = table->index;
  uint64_t position;
  if (index) {
    uint32_t slot = index->slots[first_slot(hash, index->mask)];
    if (slot - 1 >= deleted_slot - 1) return -1;
    position = slot - 1;
  } else {
    position = hash & (entries->capacity - 1);  // a set
  }
  return entries->items[position].key.get() == key ? static_cast<int64_t>(position) : -1;
}
inline int64_t find_str(const HashTable* table, Str* key) {
  uint64_t hash = str_hash(key);
  int64_t position = find_at_first_slot(table, ref(key), hash);
  if (position >= 0) return position;
  position = jw::in_jit() ? find_str_at(table, key, hash, table->changes) : find_str_slow(table, key, hash);
  return position != needs_generic ? position : find_generic(const_cast<HashTable*>(table), ref(key), hash);
}
inline int64_t find_small_int(const HashTable* table, Value key) {
  uint64_t hash = small_int_hash(key);
  int64_t position = find_at_first_slot(table, key, hash);
  if (position >= 0) return position;
  position = jw::in_jit() ? find_int_at(table, key, hash, table->changes) : find_int_slow(table, key, hash);
  return position != needs_generic ? position : find_generic(const_cast<HashTable*>(table), key, hash);
}
/// Any key; -2 with an error pending.
inline int64_t find_key(HashTable* table, Value key) {
  if (is_small_int(key)) return find_small_int(table, key);
  if (is_str(key)) return find_str(table, as<Str>(key));
  extern int64_t find_hashed(HashTable*, Value);
  return find_hashed(table, key);
}

// -- dict operations; a null result is "absent" (check has_error() where a key may be of any type) --

inline Value dict_get_str(const Dict* dict, Str* key) {
  int64_t position = find_str(dict, key);
  return position >= 0 ? entry_value(dict, dict->entries->items[position]) : null_value;
}
inline Value dict_get(Dict* dict, Value key) {
  int64_t position = find_key(dict, key);
  return position >= 0 ? entry_value(dict, dict->entries->items[position]) : null_value;
}
/// Adds an entry whose key is known to be absent.
JW_DONT_LOOK_INSIDE void insert_new(HashTable* table, Value key, uint64_t hash, Value value);
/// A raw store into an entry that exists: through the cell if there is one.
JW_DONT_LOOK_INSIDE void set_cell_entry(Dict* dict, uint64_t position, Value value);
inline void set_entry(Dict* dict, uint64_t position, Value value) {
  if (dict->has_cells) return set_cell_entry(dict, position, value);
  dict->entries->items[position].value = value;
}
inline void dict_set_str(Dict* dict, Str* key, Value value) {
  int64_t position = find_str(dict, key);
  if (position >= 0) return set_entry(dict, position, value);
  insert_new(dict, ref(key), str_hash(key), value);
}
/// False with an error pending (unhashable key, or an __eq__ or __hash__ that raised).
bool dict_set_slow(Dict* dict, Value key, Value value);
/// The same for a key whose hash is known.
bool dict_set_with_hash(Dict* dict, Value key, uint64_t hash, Value value);
inline bool dict_set(Dict* dict, Value key, Value value) {
  if (is_small_int(key)) {
    int64_t position = find_small_int(dict, key);
    if (position >= 0)
      set_entry(dict, position, value);
    else
      insert_new(dict, key, small_int_hash(key), value);
    return true;
  }
  if (is_str(key)) {
    dict_set_str(dict, as<Str>(key), value);
    return true;
  }
  return dict_set_slow(dict, key, value);
}
/// 1 deleted, 0 absent, -1 error.
int dict_delete(Dict* dict, Value key);
void dict_delete_at(HashTable* table, uint64_t position);
bool dict_delete_str(Dict* dict, Str* key);
/// Makes a live entry of a dict without cells the last or the first in order.
JW_DONT_LOOK_INSIDE void dict_move_to_end(Dict* dict, uint64_t position);
JW_DONT_LOOK_INSIDE void dict_move_to_front(Dict* dict, uint64_t position);
void table_clear(HashTable* table);
Dict* dict_copy(Dict* dict);
/// `dict.update(source)` for a mapping or an iterable of pairs. False with an error pending.
bool dict_update(Dict* dict, Value source);
/// Entry positions in order: the first live one at or after `position`, or -1.
int64_t next_entry(const HashTable* table, uint64_t position);

/// Makes `dict` one with cells, whatever it is now.
void ensure_cells(Dict* dict);

/// The cell of a name in a dict with cells; made, unbound, if there is none.
GlobalCell* global_cell(Dict* dict, Str* name);

/// The dict behind a dict or an instance of a subclass, else null.
Dict* as_dict(Value v);

struct DictView : Object {
  JW_IMMUTABLE ValueField dict;  // an exact dict
};
struct MappingProxy : Object {
  JW_IMMUTABLE ValueField mapping;
};

Value make_dict_view(Kind kind, Dict* dict);

}  // namespace python
