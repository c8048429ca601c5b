/// Owns classes: the Type object, lookup along the method resolution order, class creation.
/// Invariants: `version` gets a number never used before whenever the class, its dict, its root map or a base changes, so a result of lookup is
/// a function of (type, version, name). The mro is linearised by C3 and starts with the type itself. `layout` is the kind of the
/// native part of the instances; Kind::instance if there is none. Instances of builtin types have that kind themselves;
/// instances of classes derived from them are Instances whose hidden slot 0 (native_slot) holds the native part.
#pragma once

#include "objects/dict.h"
#include "objects/map.h"
#include "objects/object.h"

namespace python {

struct Tuple;
struct List;

/// Makes an instance of a builtin type: `names` (or null) are the names of keyword arguments, whose values follow the `count`
/// positional ones. Null if an error was raised.
using Constructor = Value (*)(Type* type, const Value* arguments, uint32_t count, Tuple* names);

enum TypeFlag : uint32_t {
  type_is_class = 1,              // made by a class statement: attributes may be set
  type_is_exception = 2,          // derives from BaseException
  type_is_base = 4,               // may be derived from
  type_has_dictionary = 8,        // instances take any attribute
  type_custom_getattribute = 16,  // defines __getattribute__ in a class
  type_has_getattr = 32,          // defines __getattr__
  type_custom_setattr = 64,       // defines __setattr__ in a class
  type_custom_delattr = 128,      // defines __delattr__ in a class
  type_is_type = 256,             // derives from type: instances are classes
  type_custom_new = 512,          // __new__ is not object's (for layout instance)
  type_custom_init = 1024,        // __init__ is not object's
  type_is_abstract = 2048,        // has __abstractmethods__ that are not empty
  type_custom_call = 4096,        // the metatype's __call__ is not type's
  type_is_plain = 8192,           // `type(...)` is: make_instance(root_map), then __init__ if type_custom_init, and nothing else
  type_custom_eq = 16384,         // __eq__ or __hash__ is not object's
  type_has_finalizer = 1 << 20,   // has __del__: new instances are watched
  type_no_weak_references = 1 << 21,  // a class with __slots__ that do not name __weakref__, and whose bases have no such place
};

struct Type : Object {
  JW_IMMUTABLE Kind layout;
  JW_QUASI_IMMUTABLE uint32_t flags;
  JW_QUASI_IMMUTABLE uint64_t version;
  JW_IMMUTABLE jitwright::Field<Type*> metatype;
  jitwright::Field<Str*> name;
  jitwright::Field<Str*> qualname;
  jitwright::Field<Type*> base;  // the base that gives the layout; null for object
  jitwright::Field<Tuple*> bases;
  jitwright::Field<Tuple*> mro;
  jitwright::Field<Dict*> dict;
  jitwright::Field<Map*> root_map;     // of new instances, fixed for a version; null unless instances are Instance
  jitwright::Field<List*> subclasses;  // direct ones, classes by weak references (subclass_at); null if none
  JW_QUASI_IMMUTABLE Constructor construct;  // what `type(...)` does for a builtin type, and `__new__` for the derived
  uint32_t hidden_slots;               // of instances, those of the base first
  uint32_t own_members;                // names in the class's own __slots__
};

inline constexpr uint32_t native_slot = 0;

inline bool has_flag(const Type* type, TypeFlag flag) { return (type->flags & flag) != 0; }

/// The value of `name` (interned) in the first class of the mro that has it, or null. `version` is type->version. Of an attribute that was bound
/// more than once (a counter, say) it is the cell that holds the value: binding it again changes no version.
JW_ELIDABLE Value lookup_in_type(Type* type, uint64_t version, Str* name);
inline Value value_of_lookup(Value found) { return found && has_kind(found, Kind::global_cell) ? as<GlobalCell>(found)->value.get() : found; }

/// The flags as they are at that version.
JW_ELIDABLE uint32_t type_flags(Type* type, uint64_t version);

/// The map of new instances at that version.
JW_ELIDABLE inline Map* root_map_at(const Type* type, uint64_t) { return type->root_map; }

inline Value lookup(Type* type, Str* name) {
  type = jw::promote(type);
  return value_of_lookup(lookup_in_type(type, jw::promote(type->version), name));
}

/// What special-method dispatch uses: as lookup, on the type of `v`.
inline Value lookup_special(Value v, Str* name) { return lookup(type_of(v), name); }

/// True if `type` is `base` or derives from it (by mro).
JW_ELIDABLE bool is_subtype_at(Type* type, uint64_t version, Type* base);
inline bool is_subtype(Type* type, Type* base) { return type == base || is_subtype_at(type, type->version, base); }

/// True if the value's type is `type` or derives from it.
inline bool is_instance(Value v, Type* type) { return is_subtype(type_of(v), type); }

/// Entry `index` of Type::subclasses; null if that class has died.
Type* subclass_at(List* subclasses, uint64_t index);

/// Sets or (null) deletes an entry of the class dict and renews the versions of the class and of all derived ones.
void set_type_attribute(Type* type, Str* name, Value value);
/// After a change of the dict made elsewhere.
void type_changed(Type* type);

/// `type(name, bases, dict)` with `names`, `values`... the keywords for __init_subclass__. Null if an error was raised.
Value make_class(Type* metatype, Str* name, Tuple* bases, Dict* dict, const Value* keyword_values, Tuple* keyword_names);

/// The same for a class that C++ code keeps: it never dies. Null if an error was raised.
Type* make_lasting_class(Str* name, Type* base, Dict* dict);

/// Assignment to __bases__. False with TypeError, and nothing changed.
bool set_type_bases(Type* type, Tuple* bases);

/// Whether a class may have that name; false with ValueError.
bool check_type_name(Str* name);
/// The order of a class as `type.mro` gives it; null with TypeError.
Tuple* standard_order(Type* type);
/// Whether instances of one may become instances of the other.
bool has_same_layout(Type* a, Type* b);

/// The most derived metatype of `start` and of the bases' metatypes; null with TypeError on conflict.
Type* best_metatype(Type* start, Tuple* bases);

/// A builtin type; `name` may be "module.name". Methods are added with define() (builtin.h), then the type is finished.
Type* make_builtin_type(const char* name, Kind layout, Type* base, uint32_t flags, Constructor construct);

/// The part of `v` that has the builtin layout: `v` itself if its kind is `layout`, the native part of an instance of a derived
/// class, or null if it is neither. No error is raised.
inline Value native_part(Value v, Kind layout) {
  if (!is_ref(v)) return null_value;
  if (kind_of(object_of(v)) == layout) return v;
  if (kind_of(object_of(v)) != Kind::instance) return null_value;
  Type* type = as<Instance>(v)->map->type;
  return type->layout == layout ? as<Instance>(v)->slots[native_slot].get() : null_value;
}

/// What `found`, an attribute of a class, gives when read through `object` (null: through the class) of type `owner`. Null with
/// an error pending.
Value descriptor_get(Value found, Value object, Type* owner);
/// True if `found` decides assignments too (it has __set__ or __delete__).
bool is_data_descriptor(Value found);

/// Assignment and (null value) deletion of what `found`, a data descriptor of a class, stands for. False with an error pending.
bool descriptor_set(Value found, Value object, Str* name, Value value);
/// The dict of attributes that objects of some builtin kinds have, made if need be; null if the kind has none.
Dict* make_own_dict(Object* object);

/// object.__getattribute__ without raising AttributeError: null without an error if there is no such attribute.
Value generic_get_attr(Value object, Str* name);
/// object.__setattr__, and (null value) object.__delattr__.
bool generic_set_attr(Value object, Str* name, Value value);
/// "'T' object has no attribute 'name'" in the form for the object's kind.
Value raise_no_attribute(Value object, Str* name);

/// `type.__name__` for messages: without the module.
const char* type_name(Type* type);
/// The type's name of any value.
inline const char* type_name_of(Value v) { return type_name(type_of(v)); }

}  // namespace python
