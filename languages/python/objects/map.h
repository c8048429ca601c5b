/// Owns hidden classes: the Map says which class an instance belongs to and which attribute lives in which slot.
/// Invariants: everything in a Map but its caches and its claim is fixed at creation; instances of a class that got the same attributes in the
/// same order share one map. Slot i of an instance is `slots[i]` below the map's inline capacity. An instance that outgrows its
/// memory gets an overflowing map: the last word holds a SlotItems instead of a slot, and slot i from the capacity on is in
/// overflow_of(instance)->items[i - capacity]; a slot named by the map is never null. The first `hidden_slots` of the type have no name (an
/// exception's fields; the native part of an instance of a subclass of list, int, ...; the names in __slots__). A dictionary map
/// is an overflowing map without named slots: the last word holds a Dict. The claim of a map is true of its last slot in every instance
/// with this map or one made from it.
#pragma once

#include "objects/claim.h"
#include "objects/object.h"

namespace python {

struct Str;
struct Dict;
struct Map;

struct SlotItems : Object {
  JW_IMMUTABLE uint64_t capacity;
  ValueField items[];
};

/// An instance of a class made by a `class` statement, of `object`, or of an exception class.
struct Instance : Object {
  jitwright::Field<Map*> map;
  ValueField slots[];
};

struct Map : Object {
  JW_IMMUTABLE jitwright::Field<Type*> type;
  JW_IMMUTABLE jitwright::Field<Map*> parent;  // without the last slot; null in a root
  JW_IMMUTABLE jitwright::Field<Map*> root;
  JW_IMMUTABLE jitwright::Field<Str*> name;  // of the last slot; null in a root
  JW_IMMUTABLE uint32_t slot_count;          // hidden ones included
  JW_IMMUTABLE uint32_t inline_capacity;
  JW_IMMUTABLE uint32_t instance_size;  // bytes of an instance
  JW_IMMUTABLE bool overflows;          // slots[inline_capacity] holds the rest
  JW_IMMUTABLE bool is_dictionary;
  JW_QUASI_IMMUTABLE uint32_t claim;    // claims_unknown: no instance had the slot yet
  jitwright::Field<Map*> last_transition;  // children: a list through next_sibling, most recent first
  jitwright::Field<Map*> next_sibling;     // for a root: the type's root with another capacity
  jitwright::Field<Map*> overflowing;      // of a root: the root with one slot less, made on demand
  jitwright::Field<Map*> dictionary;       // of an overflowing root, made on demand

  uint32_t words() const { return inline_capacity + overflows; }
};

inline constexpr uint32_t maximum_slots = 128;  // more attributes than this: a dictionary

enum class AttributeForm : uint32_t {
  missing,        // not found: __getattr__ or AttributeError
  slot,           // slots[index]
  member,         // slots[index] of a name in __slots__; null: not set, AttributeError
  overflow_slot,  // overflow_of(instance)->items[index]
  constant,       // `value`, found in the type, not a descriptor
  method,         // `value` is a function or method descriptor found in the type; binds the object
  tuple_item,     // items[index] of the native tuple: a field of a named tuple; too short: as general
  getter,         // `value` is the function of a property: call it with the object
  general,        // descriptors of other kinds, dictionaries, __getattribute__: get_attr_general
};

/// The answer to "what does this name mean on objects with this map": fixed for a (map, type version, name).
struct AttributeSite : Object {
  JW_IMMUTABLE AttributeForm form;
  JW_IMMUTABLE uint32_t index;
  JW_IMMUTABLE jitwright::Field<Map*> map;
  JW_IMMUTABLE jitwright::Field<Str*> name;
  JW_IMMUTABLE uint64_t version;
  JW_IMMUTABLE ValueField value;
  JW_IMMUTABLE jitwright::Field<Map*> holder;  // whose claim holds for the slot; null: none
};

enum class StoreForm : uint32_t {
  slot,           // slots[index], exists
  overflow_slot,  // overflow_of(instance)->items[index], exists
  new_slot,       // slots[index], then the map becomes `next`
  general,        // set_attr_general
};

/// The same for assignment.
struct StoreSite : Object {
  JW_IMMUTABLE StoreForm form;
  JW_IMMUTABLE uint32_t index;
  JW_IMMUTABLE jitwright::Field<Map*> map;
  JW_IMMUTABLE jitwright::Field<Str*> name;
  JW_IMMUTABLE uint64_t version;
  JW_IMMUTABLE jitwright::Field<Map*> next;
  JW_IMMUTABLE jitwright::Field<Map*> holder;  // as above
};

namespace detail {
inline constexpr uint32_t attribute_cache_size = 2048;
struct AttributeCaches {
  AttributeSite* sites[attribute_cache_size];
  StoreSite* stores[attribute_cache_size];
};
extern AttributeCaches attribute_caches;
inline uint32_t attribute_cache_index(const Map* map, const Str* name) {
  uint64_t h = (reinterpret_cast<uint64_t>(map) >> 4) * 31 + (reinterpret_cast<uint64_t>(name) >> 4);
  return (h ^ (h >> 11)) & (attribute_cache_size - 1);
}
AttributeSite* make_attribute_site(Map* map, uint64_t version, Str* name);
StoreSite* make_store_site(Map* map, uint64_t version, Str* name);
}  // namespace detail

/// What reading `name` (interned) means; `version` is map->type->version.
JW_ELIDABLE inline const AttributeSite* find_attribute(Map* map, uint64_t version, Str* name) {
  AttributeSite* site = detail::attribute_caches.sites[detail::attribute_cache_index(map, name)];
  if (site && site->map.get() == map && site->name.get() == name && site->version == version) return site;
  return detail::make_attribute_site(map, version, name);
}

/// What assigning `name` (interned) means; `version` is map->type->version.
JW_ELIDABLE inline const StoreSite* find_store(Map* map, uint64_t version, Str* name) {
  StoreSite* site = detail::attribute_caches.stores[detail::attribute_cache_index(map, name)];
  if (site && site->map.get() == map && site->name.get() == name && site->version == version) return site;
  return detail::make_store_site(map, version, name);
}

/// The map whose last slot is that of `name` (interned) in instances with this map, or null.
JW_ELIDABLE Map* find_holder(Map* map, Str* name);
/// That slot, or -1.
inline int32_t find_slot(Map* map, Str* name) {
  Map* holder = find_holder(map, name);
  return holder ? static_cast<int32_t>(holder->slot_count) - 1 : -1;
}

inline constexpr uint32_t claims_unknown = ~uint32_t{2};
/// The claim is not true of `value`, which is about to be stored.
JW_DONT_LOOK_INSIDE void reduce_claim(Map* holder, Value value);
/// Before `value` is stored into the slot that the map claims something of.
inline void admit(Map* holder, Value value) {
  if (!holder) return;
  uint32_t claim = holder->claim;
  if (claim != claims_nothing && claim != claim_of(value)) reduce_claim(holder, value);
}
/// A value read from that slot.
inline Value believed(Value value, Map* holder) { return holder ? believed(value, holder->claim) : present(value); }

/// The map after adding `name`; a dictionary map beyond maximum_slots.
Map* map_with(Map* map, Str* name);

/// A new root for a type; capacity in slots, hidden ones included. Instances that may get attributes (`grows`) have a word for the overflow.
Map* make_root_map(Type* type, uint32_t inline_capacity, bool grows = true);

/// Of an instance with an overflowing map that is no dictionary; null while it is empty.
inline SlotItems* overflow_of(Instance* instance) {
  return static_cast<SlotItems*>(object_of(instance->slots[instance->map->inline_capacity]));
}

/// Slot `index` in the sense of the map.
inline ValueField& slot_of(Instance* instance, uint32_t index) {
  uint32_t capacity = instance->map->inline_capacity;
  return index < capacity ? instance->slots[index] : overflow_of(instance)->items[index - capacity];
}

/// Attribute by map alone, no class lookup; null if absent.
Value get_slot(Instance* instance, Str* name);
/// Sets or adds an attribute by map alone.
void set_slot(Instance* instance, Str* name, Value value);
/// False if absent.
bool delete_slot(Instance* instance, Str* name);
/// The dict that from now on holds the attributes (`__dict__`).
Dict* instance_dictionary(Instance* instance);
/// A snapshot of names and values, without changing the representation.
Dict* copy_attributes(Instance* instance);
/// Replaces all attributes (assignment to `__dict__`).
void set_instance_dictionary(Instance* instance, Dict* dict);
/// Assignment to `__class__`; the layouts are compatible.
void change_class(Instance* instance, Type* type);

/// A new instance with every slot null but the hidden ones, which the caller fills.
[[gnu::always_inline]] inline Instance* make_instance(Map* root) {
  Instance* instance = static_cast<Instance*>(jitwright::allocate(root->instance_size));
  instance->kind = static_cast<uint32_t>(Kind::instance);
  instance->map.initialise(root);
  return instance;
}

}  // namespace python
