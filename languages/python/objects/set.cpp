/// The hash table of sets. Iteration order is visible to programs, and for small ints it is what people expect to see, so the
/// layout follows CPython's: open addressing over the entries themselves, nine linear probes and then a perturbed jump,
/// growth by four (by two beyond 50,000), dead slots kept until the next growth.
#include "objects/set.h"

#include "interpreter/fold_generator.h"
#include "objects/errors.h"
#include "objects/operations.h"

namespace python {

namespace {

constexpr uint64_t linear_probes = 9;
constexpr uint64_t minimum_size = 8;
constexpr uint64_t dead = UINT64_MAX;  // hash of a slot whose item was removed; no item has it

/// Visits the slots where an item with that hash may be, in order, until visit_slot returns true.
template <class F>
uint64_t probe(uint64_t hash, uint64_t mask, F visit_slot) {
  uint64_t slot = hash & mask, perturb = hash;
  for (;;) {
    uint64_t last = slot + linear_probes <= mask ? slot + linear_probes : slot;
    for (uint64_t i = slot; i <= last; i++) {
      if (visit_slot(i)) return i;
    }
    perturb >>= 5;
    slot = (slot * 5 + 1 + perturb) & mask;
  }
}

bool is_unused(const DictEntry& entry) { return !entry.key.get() && entry.hash != dead; }

void place(DictEntries* entries, Value key, uint64_t hash) {
  uint64_t at = probe(hash, entries->capacity - 1, [&](uint64_t i) { return !entries->items[i].key.get(); });
  entries->items[at].key = key;
  entries->items[at].hash = hash;
}

void resize(Set* set, uint64_t minimum_used) {
  uint64_t size = minimum_size;
  while (size <= minimum_used) size *= 2;
  DictEntries* entries = make<DictEntries>(Kind::dict_entries, size * sizeof(DictEntry));
  entries->capacity = size;
  DictEntries* old = set->entries;
  for (uint32_t i = 0; i < set->used; i++) {
    if (Value key = old->items[i].key) place(entries, key, old->items[i].hash);
  }
  set->entries = entries;
  set->changes++;
  set->used = static_cast<uint32_t>(size);
  set->fill = set->count;
}

uint64_t mask_of(const Set* set) { return set->entries.get() ? set->entries->capacity - 1 : minimum_size - 1; }

/// The search, with the comparison of a candidate of equal hash left to `match`: 1 found, 0 not, else the result.
template <class F>
int64_t search(const HashTable* set, uint64_t hash, F match) {
  const DictEntries* entries = set->entries;
  if (!entries) return -1;
  int64_t result = -1;
  probe(hash, entries->capacity - 1, [&](uint64_t i) {
    const DictEntry& entry = entries->items[i];
    if (is_unused(entry)) return true;
    if (entry.hash != hash || !entry.key.get()) return false;
    int64_t found = match(entry.key.get(), static_cast<int64_t>(i));
    if (found == 0) return false;
    result = found == 1 ? static_cast<int64_t>(i) : found;
    return true;
  });
  return result;
}

}  // namespace

int64_t set_find_str(const HashTable* set, Str* key, uint64_t hash) {
  return search(set, hash, [&](Value other, int64_t) -> int64_t {
    if (other == ref(key)) return 1;
    if (!is_ref(other)) return 0;
    if (kind_of(object_of(other)) == Kind::instance) return needs_generic;
    return is_str(other) && str_equal_slow(as<Str>(other), key);
  });
}

int64_t set_find_int(const HashTable* set, Value key, uint64_t hash) {
  return search(set, hash, [&](Value other, int64_t) -> int64_t {
    if (other == key) return 1;
    if (is_small_int(other)) return 0;
    if (is_float(other)) return float_of(other) == static_cast<double>(small_int(key));
    if (is_boolean(other)) return small_int(key) == (other == true_value());
    return has_kind(other, Kind::instance) || has_kind(other, Kind::complex) ? needs_generic : 0;
  });
}

int64_t set_find_candidate(const HashTable* set, uint64_t hash) {
  return search(set, hash, [](Value, int64_t) -> int64_t { return 1; });
}

int64_t set_find_generic_after(HashTable* set, Value key, uint64_t hash, int64_t after) {
  for (;;) {
    DictEntries* entries = set->entries;
    bool changed = false;
    int64_t position = search(set, hash, [&](Value other, int64_t at) -> int64_t {
      if (other == key) return 1;
      if (after >= 0) {
        if (after == at) after = -1;
        return 0;
      }
      int equal = equals(other, key);
      if (equal < 0) return -2;
      changed = set->entries.get() != entries;  // __eq__ changed the set: start over
      return changed ? -4 : equal;
    });
    if (!changed) return position;
  }
}

void set_insert(Set* set, Value key, uint64_t hash) {
  if (!set->entries.get()) resize(set, 0);
  DictEntries* entries = set->entries;
  uint64_t at = probe(hash, entries->capacity - 1, [&](uint64_t i) { return is_unused(entries->items[i]); });
  entries->items[at].key = key;
  entries->items[at].hash = hash;
  set->fill++;
  set->count++;
  set->changes++;
  if (uint64_t{set->fill} * 5 >= mask_of(set) * 3)
    resize(set, set->count > 50000 ? uint64_t{set->count} * 2 : uint64_t{set->count} * 4);
}

void set_delete_at(HashTable* set, uint64_t position) {
  DictEntry& entry = set->entries->items[position];
  entry.key = null_value;
  entry.hash = dead;
  set->count--;
  set->changes++;
}

/// Adds the items of another set or of a dict, in its order, making room first as CPython does.
bool set_merge(Set* set, const HashTable* other) {
  if (other == set || other->count == 0) return true;
  if ((uint64_t{set->fill} + other->count) * 5 >= mask_of(set) * 3)
    resize(set, (uint64_t{set->count} + other->count) * 2);
  else if (!set->entries.get())
    resize(set, 0);
  bool other_is_set = kind_of(other) != Kind::dict;
  if (set->fill == 0 && other_is_set) {
    const Set* source = static_cast<const Set*>(other);
    DictEntries* entries = set->entries;
    bool same_layout = entries->capacity == source->entries->capacity && source->fill == source->count;
    for (uint32_t i = 0; i < source->used; i++) {
      const DictEntry& entry = source->entries->items[i];
      if (!entry.key.get()) continue;
      if (same_layout) {
        entries->items[i].key = entry.key.get();
        entries->items[i].hash = entry.hash;
      } else {
        place(entries, entry.key, entry.hash);
      }
    }
    set->fill = set->count = source->count;
    set->changes++;
    return true;
  }
  for (int64_t i = next_entry(other, 0); i >= 0; i = next_entry(other, static_cast<uint64_t>(i) + 1)) {
    Value key = other->entries->items[i].key;
    uint64_t hash = other->entries->items[i].hash;
    int64_t position = find_generic(set, key, hash);
    if (position == -2) return false;
    if (position < 0) set_insert(set, key, hash);
  }
  return true;
}

Set* make_set(Kind kind) { return make<Set>(kind); }

bool set_add(Set* set, Value item) {
  int64_t h = hash(item);
  if (h == -1 && has_error()) return false;
  bool is_simple = is_small_int(item) || is_str(item);
  int64_t position = is_simple ? find_key(set, item) : find_with_hash(set, item, static_cast<uint64_t>(h));
  if (position == -2) return false;
  if (position < 0) set_insert(set, item, static_cast<uint64_t>(h));
  return true;
}

int set_contains(Set* set, Value item) {
  int64_t position = find_key(set, item);
  return position == -2 ? -1 : position >= 0;
}

int set_remove(Set* set, Value item) {
  int64_t position = find_key(set, item);
  if (position < 0) return position == -2 ? -1 : 0;
  set_delete_at(set, static_cast<uint64_t>(position));
  return 1;
}

Value set_pop(Set* set) {
  uint64_t mask = set->entries->capacity - 1, at = set->finger & mask;
  while (!set->entries->items[at].key.get()) at = (at + 1) & mask;
  Value item = set->entries->items[at].key;
  set_delete_at(set, at);
  set->finger = static_cast<uint32_t>(at + 1);
  return item;
}

void set_clear(Set* set) {
  set->entries = nullptr;
  set->count = set->used = set->fill = set->finger = 0;
  set->changes++;
}

bool set_update(Set* set, Value iterable) {
  if (is_any_set(iterable) || (is_dict(iterable) && !as<Dict>(iterable)->has_cells))
    return set_merge(set, as<HashTable>(iterable));
  if (has_kind(iterable, Kind::generator)) return bool(fold_generator(Fold::add, iterable, ref(set)));
  Value iterator = iterate(iterable);
  if (!iterator) return false;
  while (Value item = next(iterator)) {
    if (!set_add(set, item) || interrupted()) return false;
  }
  return !has_error();
}

Set* set_from(Value iterable, Kind kind) {
  Set* set = make_set(kind);
  if (iterable && !set_update(set, iterable)) return nullptr;
  return set;
}

Set* as_set(Value v) {
  Value native = native_part(v, Kind::set);
  if (!native) native = native_part(v, Kind::frozenset);
  return native ? as<Set>(native) : nullptr;
}

}  // namespace python
