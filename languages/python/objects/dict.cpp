/// The hash table under dict and set, and dict's own operations.
#include "objects/dict.h"

#include "objects/errors.h"
#include "objects/operations.h"
#include "objects/set.h"

namespace python {

// The same searches in sets (set.cpp), whose tables have no index.
int64_t set_find_str(const HashTable* set, Str* key, uint64_t hash);
int64_t set_find_int(const HashTable* set, Value key, uint64_t hash);
int64_t set_find_candidate(const HashTable* set, uint64_t hash);
int64_t set_find_generic_after(HashTable* set, Value key, uint64_t hash, int64_t after);

namespace {

constexpr uint64_t minimum_index = 8;

/// The probe sequence: linear steps perturbed by the upper bits, so that it reaches every slot.
struct Probe {
  Probe(uint64_t hash, uint64_t mask) : slot(first_slot(hash, mask)), mask(mask), step((hash >> 20) | 1) {}
  void next() { slot = (slot + step) & mask; }
  uint64_t slot, mask, step;
};

DictEntries* make_entries(uint64_t capacity) {
  DictEntries* entries = make<DictEntries>(Kind::dict_entries, capacity * sizeof(DictEntry));
  entries->capacity = capacity;
  return entries;
}

DictIndex* make_index(uint64_t size) {
  DictIndex* index = make<DictIndex>(Kind::dict_index, size * sizeof(uint32_t));
  index->mask = size - 1;
  return index;
}

uint64_t entries_for(uint64_t index_size) { return index_size - index_size / 4 - index_size / 8; }  // five eighths

/// True if an entry of a table with cells is a name without a value.
bool is_unbound(const HashTable* table, const DictEntry& entry) {
  return table->has_cells && !as<GlobalCell>(entry.value)->value.get();
}

/// New arrays with room for at least `wanted` live entries; drops dead entries, but for `gap` in front of all others.
void rebuild(HashTable* table, uint64_t wanted, uint32_t gap = 0) {
  uint64_t size = minimum_index;
  while (entries_for(size) < wanted + gap) size *= 2;
  DictIndex* index = make_index(size);
  DictEntries* entries = make_entries(entries_for(size));
  uint32_t used = gap;
  DictEntries* old = table->entries;
  for (uint32_t i = 0; i < table->used; i++) {
    const DictEntry& entry = old->items[i];
    Value key = entry.key;
    if (!key) continue;
    DictEntry& copy = entries->items[used++];
    copy.key = key;
    copy.value = entry.value.get();
    copy.hash = entry.hash;
    Probe probe(entry.hash, index->mask);
    while (index->slots[probe.slot]) probe.next();
    index->slots[probe.slot] = used;
  }
  table->entries = entries;
  table->index = index;
  table->changes++;
  table->used = used;
  table->reclaimed = 0;
  table->first = gap;
}

/// Takes the dead entries out and leaves the array where it is. The index is a new one: searches interrupted by guest code see by it that
/// entries have moved.
void compact(HashTable* table) {
  DictIndex* index = make_index(table->index->mask + 1);
  DictEntries* entries = table->entries;
  uint32_t used = 0;
  for (uint32_t i = 0; i < table->used; i++) {
    DictEntry& entry = entries->items[i];
    if (!entry.key.get()) continue;
    DictEntry& place = entries->items[used++];
    if (&place != &entry) {
      place.key = entry.key.get();
      place.value = entry.value.get();
      place.hash = entry.hash;
    }
    Probe probe(place.hash, index->mask);
    while (index->slots[probe.slot]) probe.next();
    index->slots[probe.slot] = used;
  }
  for (uint32_t i = used; i < table->used; i++) {
    entries->items[i].key = null_value;
    entries->items[i].value = null_value;
  }
  table->index = index;
  table->changes++;
  table->used = used;
  table->reclaimed = table->first = 0;
}

}  // namespace

int64_t find_str_slow(const HashTable* table, Str* key, uint64_t hash) {
  DictIndex* index = table->index;
  if (!index) return table->entries.get() ? set_find_str(table, key, hash) : -1;
  const DictEntries* entries = table->entries;
  for (Probe probe(hash, index->mask);; probe.next()) {
    uint32_t slot = index->slots[probe.slot];
    if (slot == 0) return -1;
    if (slot == deleted_slot) continue;
    const DictEntry& entry = entries->items[slot - 1];
    Value other = entry.key;
    if (other == ref(key)) return int64_t{slot} - 1;
    if (entry.hash != hash || !is_ref(other)) continue;
    if (kind_of(object_of(other)) == Kind::instance) return needs_generic;
    if (is_str(other) && str_equal_slow(as<Str>(other), key)) return int64_t{slot} - 1;
  }
}

int64_t find_int_slow(const HashTable* table, Value key, uint64_t hash) {
  DictIndex* index = table->index;
  if (!index) return table->entries.get() ? set_find_int(table, key, hash) : -1;
  const DictEntries* entries = table->entries;
  for (Probe probe(hash, index->mask);; probe.next()) {
    uint32_t slot = index->slots[probe.slot];
    if (slot == 0) return -1;
    if (slot == deleted_slot) continue;
    const DictEntry& entry = entries->items[slot - 1];
    Value other = entry.key;
    if (other == key) return int64_t{slot} - 1;
    if (entry.hash != hash || is_small_int(other)) continue;
    if (is_float(other) ? float_of(other) == static_cast<double>(small_int(key))
                        : is_boolean(other) && small_int(key) == (other == true_value())) {
      return int64_t{slot} - 1;
    }
    if (has_kind(other, Kind::instance) || has_kind(other, Kind::complex)) return needs_generic;
  }
}

int64_t find_generic_after(HashTable* table, Value key, uint64_t hash, int64_t after) {
again:
  DictIndex* index = table->index;
  if (!index) return table->entries.get() ? set_find_generic_after(table, key, hash, after) : -1;
  DictEntries* entries = table->entries;
  for (Probe probe(hash, index->mask);; probe.next()) {
    uint32_t slot = index->slots[probe.slot];
    if (slot == 0) return -1;
    if (slot == deleted_slot) continue;
    const DictEntry& entry = entries->items[slot - 1];
    Value other = entry.key;
    if (other == key) return int64_t{slot} - 1;
    if (entry.hash != hash) continue;
    if (after >= 0) {
      if (after == int64_t{slot} - 1) after = -1;
      continue;
    }
    int equal = equals(other, key);
    if (equal < 0) return -2;
    if (table->index.get() != index || table->entries.get() != entries) goto again;  // __eq__ changed the table
    if (equal) return int64_t{slot} - 1;
  }
}

int64_t find_generic(HashTable* table, Value key, uint64_t hash) { return find_generic_after(table, key, hash, -1); }

/// The first entry that find_generic takes or has to compare; -1: there is none.
JW_DONT_LOOK_INSIDE JW_READONLY int64_t find_candidate(const HashTable* table, Value key, uint64_t hash) {
  const DictIndex* index = table->index;
  if (!index) return table->entries.get() ? set_find_candidate(table, hash) : -1;
  const DictEntries* entries = table->entries;
  for (Probe probe(hash, index->mask);; probe.next()) {
    uint32_t slot = index->slots[probe.slot];
    if (slot == 0) return -1;
    if (slot == deleted_slot) continue;
    const DictEntry& entry = entries->items[slot - 1];
    if (entry.key.get() == key || entry.hash == hash) return int64_t{slot} - 1;
  }
}

/// find_generic for traces, which see guest code compare the key: with the first candidate, nearly always the only one.
int64_t find_compared(HashTable* table, Value key, uint64_t hash) {
  int64_t position = find_candidate(table, key, hash);
  if (position < 0) return -1;
  DictIndex* index = table->index;
  DictEntries* entries = table->entries;
  Value other = entries->items[position].key;
  if (other == key) return position;
  int equal = equals(other, key);
  if (equal < 0) return -2;
  if (table->index.get() != index || table->entries.get() != entries) return find_generic(table, key, hash);
  return equal ? position : find_generic_after(table, key, hash, position);
}

int64_t find_with_hash(HashTable* table, Value key, uint64_t hash) {
  return jw::in_jit() && may_compare_in_guest(key) ? find_compared(table, key, hash) : find_generic(table, key, hash);
}

int64_t find_str_at(const HashTable* table, Str* key, uint64_t hash, uint32_t) { return find_str_slow(table, key, hash); }
int64_t find_int_at(const HashTable* table, Value key, uint64_t hash, uint32_t) { return find_int_slow(table, key, hash); }

int64_t find_hashed(HashTable* table, Value key) {
  int64_t h = hash(key);
  if (h == -1 && has_error()) return -2;
  return find_with_hash(table, key, static_cast<uint64_t>(h));
}

void insert_new(HashTable* table, Value key, uint64_t hash, Value value) {
  if (!table->entries.get() || table->used + table->reclaimed >= table->entries->capacity) {
    // Grow when full of live entries; with many dead ones the same size is enough.
    uint64_t live = table->count + (table->has_cells ? table->used - table->count : 0), wanted = live + live / 2 + 1;
    uint64_t capacity = table->entries.get() ? table->entries->capacity : 0;
    if (wanted <= capacity && wanted > capacity / 2)
      compact(table);
    else
      rebuild(table, wanted);
  }
  if (table->has_cells) {
    GlobalCell* cell = make<GlobalCell>(Kind::global_cell);
    cell->value = value;
    value = ref(cell);
    if (!as<GlobalCell>(value)->value.get()) table->count--;
  }
  DictIndex* index = table->index;
  Probe probe(hash, index->mask);
  while (index->slots[probe.slot] != 0 && index->slots[probe.slot] != deleted_slot) probe.next();
  DictEntry& entry = table->entries->items[table->used];
  entry.key = key;
  entry.value = value;
  entry.hash = hash;
  index->slots[probe.slot] = ++table->used;
  table->count++;
  table->changes++;
}

void cell_changes(GlobalCell* cell) {
  if (cell->state == CellState::observed) vm.global_version++;
  cell->state = cell->value.get() ? CellState::variable : CellState::steady;
}

void set_cell_entry(Dict* dict, uint64_t position, Value value) {
  GlobalCell* cell = as<GlobalCell>(dict->entries->items[position].value);
  if (!cell->value.get()) {
    dict->count++;
    dict->changes++;
  }
  set_global_cell(cell, value);
}

bool dict_set_slow(Dict* dict, Value key, Value value) {
  int64_t h = hash(key);
  if (h == -1 && has_error()) return false;
  return dict_set_with_hash(dict, key, static_cast<uint64_t>(h), value);
}

bool dict_set_with_hash(Dict* dict, Value key, uint64_t hash, Value value) {
  int64_t position = find_with_hash(dict, key, hash);
  if (position == -2) return false;
  if (position >= 0)
    set_entry(dict, static_cast<uint64_t>(position), value);
  else
    insert_new(dict, key, hash, value);
  return true;
}

void dict_delete_at(HashTable* table, uint64_t position) {
  DictEntry& entry = table->entries->items[position];
  table->count--;
  table->changes++;
  if (table->has_cells) {
    // The cell stays the name's: code that found it sees the name unbound.
    set_global_cell(as<GlobalCell>(entry.value), null_value);
    return;
  }
  DictIndex* index = table->index;
  Probe probe(entry.hash, index->mask);
  while (index->slots[probe.slot] != position + 1) probe.next();
  index->slots[probe.slot] = deleted_slot;
  entry.key = null_value;
  entry.value = null_value;
  if (position == table->first) table->first = static_cast<uint32_t>(position + 1);
  if (position + 1 == table->used) {
    // Trailing dead entries are taken back, so that popitem and stacks stay linear.
    while (table->used > 0 && !table->entries->items[table->used - 1].key.get()) {
      table->used--;
      table->reclaimed++;
    }
    if (table->first > table->used) table->first = table->used;
  }
  if (table->used == 0 && index->mask < 1024) {
    std::memset(index->slots, 0, (index->mask + 1) * sizeof(uint32_t));
    table->reclaimed = 0;
  }
}

void dict_move_to_end(Dict* dict, uint64_t position) {
  if (position + 1 == dict->used) return;
  const DictEntry& entry = dict->entries->items[position];
  Value key = entry.key, value = entry.value;
  uint64_t hash = entry.hash;
  dict_delete_at(dict, position);
  insert_new(dict, key, hash, value);
}

void dict_move_to_front(Dict* dict, uint64_t position) {
  if (next_entry(dict, 0) == static_cast<int64_t>(position)) return;
  if (dict->first == 0) {
    Value key = dict->entries->items[position].key;
    uint64_t hash = dict->entries->items[position].hash;
    rebuild(dict, dict->count + 1, dict->count / 2 + 4);
    // By identity: the entry is there, elsewhere.
    Probe probe(hash, dict->index->mask);
    while (dict->entries->items[dict->index->slots[probe.slot] - 1].key.get() != key) probe.next();
    position = dict->index->slots[probe.slot] - 1;
  }
  DictEntry& from = dict->entries->items[position];
  DictEntry& to = dict->entries->items[--dict->first];
  Probe probe(from.hash, dict->index->mask);
  while (dict->index->slots[probe.slot] != position + 1) probe.next();
  dict->index->slots[probe.slot] = dict->first + 1;
  to.key = from.key.get();
  to.value = from.value.get();
  to.hash = from.hash;
  from.key = null_value;
  from.value = null_value;
  dict->changes++;
}

int dict_delete(Dict* dict, Value key) {
  int64_t position = find_key(dict, key);
  if (position == -2) return -1;
  if (position < 0 || !entry_value(dict, dict->entries->items[position])) return 0;
  dict_delete_at(dict, static_cast<uint64_t>(position));
  return 1;
}

bool dict_delete_str(Dict* dict, Str* key) {
  int64_t position = find_str(dict, key);
  if (position < 0 || !entry_value(dict, dict->entries->items[position])) return false;
  dict_delete_at(dict, static_cast<uint64_t>(position));
  return true;
}

void table_clear(HashTable* table) {
  if (table->has_cells) {
    for (uint64_t i = 0; i < table->used; i++) set_global_cell(as<GlobalCell>(table->entries->items[i].value), null_value);
    table->count = 0;
  } else {
    table->entries = nullptr;
    table->index = nullptr;
    table->count = table->used = table->reclaimed = table->first = 0;
  }
  table->changes++;
}

Dict* make_dict(uint32_t expected) {
  Dict* dict = make<Dict>(Kind::dict);
  if (expected) rebuild(dict, expected);
  return dict;
}

Dict* make_namespace() {
  Dict* dict = make<Dict>(Kind::dict);
  dict->has_cells = 1;
  return dict;
}

void ensure_cells(Dict* dict) {
  if (dict->has_cells) return;
  for (uint32_t i = 0; i < dict->used; i++) {
    DictEntry& entry = dict->entries->items[i];
    if (!entry.key.get()) continue;
    GlobalCell* cell = make<GlobalCell>(Kind::global_cell);
    cell->value.initialise(entry.value);
    entry.value = ref(cell);
  }
  dict->has_cells = 1;
}

int64_t next_entry(const HashTable* table, uint64_t position) {
  if (position < table->first) position = table->first;
  for (; position < table->used; position++) {
    const DictEntry& entry = table->entries->items[position];
    if (entry.key.get() && !is_unbound(table, entry)) return static_cast<int64_t>(position);
  }
  return -1;
}

Dict* dict_copy(Dict* dict) {
  Dict* copy = make_dict();
  if (dict->count == 0) return copy;
  rebuild(copy, dict->count);
  for (int64_t i = next_entry(dict, 0); i >= 0; i = next_entry(dict, static_cast<uint64_t>(i) + 1)) {
    const DictEntry& entry = dict->entries->items[i];
    insert_new(copy, entry.key, entry.hash, entry_value(dict, entry));
  }
  return copy;
}

GlobalCell* global_cell(Dict* dict, Str* name) {
  int64_t position = find_str(dict, name);
  if (position < 0) {
    insert_new(dict, ref(name), str_hash(name), null_value);
    position = find_str(dict, name);
  }
  return as<GlobalCell>(dict->entries->items[position].value);
}

Dict* as_dict(Value v) {
  Value native = native_part(v, Kind::dict);
  return native ? as<Dict>(native) : nullptr;
}

bool dict_update(Dict* dict, Value source) {
  Dict* other = as_dict(source);
  if (other &&
      (is_dict(source) || lookup_special(source, vm.names.__iter__) == lookup(builtin_type(Kind::dict), vm.names.__iter__))) {
    for (int64_t i = next_entry(other, 0); i >= 0; i = next_entry(other, static_cast<uint64_t>(i) + 1)) {
      const DictEntry& entry = other->entries->items[i];
      Value key = entry.key, value = entry_value(other, entry);
      uint64_t hash = entry.hash;  // the entry may be another when __eq__ has run
      if (is_str(key)) {
        dict_set_str(dict, as<Str>(key), value);
      } else {
        int64_t position = find_generic(dict, key, hash);
        if (position == -2) return false;
        if (position >= 0)
          set_entry(dict, static_cast<uint64_t>(position), value);
        else
          insert_new(dict, key, hash, value);
      }
    }
    return true;
  }
  Value keys_method = find_attr(source, vm.names.keys_name);
  if (!keys_method && has_error()) return false;
  if (keys_method) {
    Value keys = call_0(keys_method);
    if (!keys) return false;
    // Taken before the first item is asked for: that may change the order.
    List* taken = list_from(keys);
    if (!taken) return false;
    Value iterator = iterate(ref(taken));
    while (Value key = next(iterator)) {
      Value value = get_item(source, key);
      if (!value || !dict_set(dict, key, value) || interrupted()) return false;
    }
    return !has_error();
  }
  Value iterator = iterate(source);
  if (!iterator) return false;
  for (int64_t i = 0;; i++) {
    Value item = next(iterator);
    if (!item) return !has_error();
    List* pair = list_from(item);
    if (!pair) {
      if (clear_error(ExceptionKind::type_error)) {
        raise_type_error("cannot convert dictionary update sequence element #%s to a sequence", i);
      }
      return false;
    }
    if (pair->length != 2) {
      raise_value_error("dictionary update sequence element #%s has length %s; 2 is required", i, pair->length);
      return false;
    }
    if (!dict_set(dict, list_get(pair, 0), list_get(pair, 1)) || interrupted()) return false;
  }
}

Value make_dict_view(Kind kind, Dict* dict) {
  DictView* view = make<DictView>(kind);
  view->dict.initialise(ref(dict));
  return ref(view);
}

}  // namespace python
