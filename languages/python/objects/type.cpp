/// Lookup along the mro, versions, flags, and making classes.
#include "objects/type.h"

#include "interpreter/code.h"
#include "interpreter/frame.h"
#include "objects/codec.h"
#include "objects/death.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/module.h"
#include "objects/operations.h"
#include "objects/weak_reference.h"

namespace python {

// ---- lookup ----

namespace {

/// Results of lookups by (version, name): a version belongs to one type and is never used again, so entries never go stale.
struct LookupEntry {
  uint64_t version;
  Str* name;
  Value value;
};
constexpr uint64_t lookup_cache_size = 4096;
LookupEntry lookup_cache[lookup_cache_size];

Value find_attribute(Dict* dict, Str* name) {
  if (!dict->has_cells) return dict_get_str(dict, name);
  int64_t position = find_str(dict, name);
  if (position < 0) return null_value;
  GlobalCell* cell = as<GlobalCell>(dict->entries->items[position].value);
  return cell->value.get() && cell->state == CellState::variable ? ref(cell) : cell->value.get();
}

/// Binds an attribute that has a value already to another one, if both are plain data: then nothing but the value changes.
bool bind_again(Type* type, Str* name, Value value) {
  if (!has_flag(type, type_is_class)) return false;
  Dict* dict = type->dict;
  Value old = dict_get_str(dict, name);
  std::string_view text = ascii_view(name);
  if (!old || !is_ascii(name) || text.starts_with("__")) return false;
  if (lookup(type_of(old), vm.names.__get__) || lookup(type_of(value), vm.names.__get__)) return false;
  ensure_cells(dict);
  GlobalCell* cell = as<GlobalCell>(dict->entries->items[find_str(dict, name)].value);
  bool is_known = cell->state == CellState::variable;
  set_global_cell(cell, value);
  if (!is_known) type_changed(type);
  return true;
}

}  // namespace

Value lookup_in_type(Type* type, uint64_t version, Str* name) {
  LookupEntry& entry = lookup_cache[(version * 37 ^ reinterpret_cast<uint64_t>(name) >> 5) & (lookup_cache_size - 1)];
  if (entry.version == version && entry.name == name) return entry.value;
  Value value = null_value;
  Tuple* mro = type->mro;
  for (uint64_t i = 0; i < mro->length && !value; i++) value = find_attribute(as<Type>(mro->items[i])->dict, name);
  if (type->version == version) entry = {version, name, value};
  return value;
}

uint32_t type_flags(Type* type, uint64_t version) { return type->flags; }

bool is_subtype_at(Type* type, uint64_t version, Type* base) {
  Tuple* mro = type->mro;
  for (uint64_t i = 0; i < mro->length; i++) {
    if (mro->items[i].get() == ref(base)) return true;
  }
  return false;
}

const char* type_name(Type* type) {
  // Valid until eight more calls: for messages.
  static std::string kept[8];
  static uint32_t next_kept = 0;
  std::string& text = kept[next_kept++ & 7];
  text.clear();
  if (!has_flag(type, type_is_class)) {  // with the module, as a type written in C
    Value module = dict_get_str(type->dict, vm.names.__module__);  // or the attribute of that name of its instances
    if (module && is_str(module)) text = to_utf8(as<Str>(module)) + ".";
  }
  text += to_utf8(type->name);
  return text.c_str();
}

Type* subclass_at(List* subclasses, uint64_t index) {
  Value entry = list_get(subclasses, index);
  if (has_kind(entry, Kind::type)) return as<Type>(entry);
  Value target = weak_target(as<WeakReference>(entry));
  return is_none(target) ? nullptr : as<Type>(target);
}

// ---- flags and versions ----

namespace {

void update_flags(Type* type) {
  uint32_t flags = type->flags;
  auto set = [&](TypeFlag flag, bool on) { flags = on ? flags | flag : flags & ~flag; };
  auto differs = [&](Str* name, Value standard) {
    Value found = lookup(type, name);
    return found && found != standard;
  };
  const Names& names = vm.names;
  set(type_has_getattr, bool(lookup(type, names.__getattr__)));
  set(type_custom_eq, differs(names.__eq__, vm.object_eq) || differs(names.__hash__, vm.object_hash));
  if (flags & type_is_class) {
    // Builtin types define these with the behaviour generic_get_attr and its kin have for their kind, but for those that say otherwise.
    auto is_custom = [&](Str* name, TypeFlag flag) {
      Value found = lookup(type, name);
      if (!found || !has_kind(found, Kind::method_descriptor) || ascii_view(name) != as<BuiltinFunction>(found)->name) return bool(found);
      Type* owner = as<BuiltinFunction>(found)->owner;
      return owner && !has_flag(owner, type_is_class) && has_flag(owner, flag);
    };
    set(type_custom_getattribute, is_custom(names.__getattribute__, type_custom_getattribute));
    set(type_custom_setattr, is_custom(names.__setattr__, type_custom_setattr));
    set(type_custom_delattr, is_custom(names.__delattr__, type_custom_delattr));
  }
  set(type_custom_new, differs(names.__new__, vm.object_new));
  set(type_custom_init, differs(names.__init__, vm.object_init));
  set(type_custom_call,
      type->metatype.get() != vm.type_type && type->metatype.get() && lookup(type->metatype, names.__call__) != vm.type_call);
  set(type_is_plain, (flags & type_is_class) && type->layout == Kind::instance &&
                         !(flags & (type_is_exception | type_is_type | type_custom_new | type_custom_call | type_is_abstract)));
  set(type_has_finalizer, bool(lookup(type, names.__del__)));
  if (flags & type_has_finalizer) flags &= ~type_is_plain;
  if (type->flags != flags) type->flags = flags;
}

}  // namespace

void type_changed(Type* type) {
  type->version = ++vm.last_type_version;
  if (List* subclasses = type->subclasses) {
    for (uint64_t i = 0; i < subclasses->length; i++) {
      if (Type* derived = subclass_at(subclasses, i)) type_changed(derived);
    }
  }
  update_flags(type);
}

void set_type_attribute(Type* type, Str* name, Value value) {
  if (value && bind_again(type, name, value)) return;
  if (value)
    dict_set_str(type->dict, name, value);
  else
    dict_delete_str(type->dict, name);
  if (name == vm.names.__abstractmethods__) {
    bool abstract = value && truth(value) == 1;
    type->flags = abstract ? type->flags | type_is_abstract : type->flags & ~type_is_abstract;
  }
  type_changed(type);
}

// ---- mro ----

namespace {

/// The C3 linearisation; null with TypeError.
Tuple* linearise(Type* type, Tuple* bases) {
  uint64_t count = bases->length;
  for (uint64_t i = 0; i < count; i++) {
    if (as<Type>(bases->items[i])->mro->length) continue;
    raise_type_error("Cannot extend an incomplete type '%s'", as<Type>(bases->items[i]));
    return nullptr;
  }
  for (uint64_t i = 0; i < count; i++) {
    for (uint64_t k = 0; k < i; k++) {
      if (bases->items[i].get() != bases->items[k].get()) continue;
      raise_type_error("duplicate base class %s", as<Type>(bases->items[i]));
      return nullptr;
    }
  }
  List* result = make_list(4);
  list_append(result, ref(type));
  List* sequences = make_list(count + 1);
  for (uint64_t i = 0; i < count; i++) {
    Tuple* mro = as<Type>(bases->items[i])->mro;
    List* copy = make_list(mro->length);
    for (uint64_t k = 0; k < mro->length; k++) list_append(copy, mro->items[k]);
    list_append(sequences, ref(copy));
  }
  List* order = make_list(count);
  for (uint64_t i = 0; i < count; i++) list_append(order, bases->items[i]);
  list_append(sequences, ref(order));
  for (;;) {
    Value candidate = null_value;
    bool any = false;
    for (uint64_t i = 0; i < sequences->length && !candidate; i++) {
      List* sequence = as<List>(list_get(sequences, i));
      if (sequence->length == 0) continue;
      any = true;
      Value head = list_get(sequence, 0);
      bool good = true;
      for (uint64_t k = 0; k < sequences->length && good; k++) {
        List* other = as<List>(list_get(sequences, k));
        for (uint64_t m = 1; m < other->length && good; m++) good = list_get(other, m) != head;
      }
      if (good) candidate = head;
    }
    if (!any) break;
    if (!candidate) {
      std::string names;
      List* heads = make_list();
      for (uint64_t i = 0; i < sequences->length; i++) {
        List* sequence = as<List>(list_get(sequences, i));
        bool is_new = sequence->length > 0;
        for (uint64_t k = 0; k < heads->length && is_new; k++) is_new = list_get(heads, k) != list_get(sequence, 0);
        if (!is_new) continue;
        names += (heads->length ? ", " : "") + to_utf8(as<Type>(list_get(sequence, 0))->name);
        list_append(heads, list_get(sequence, 0));
      }
      raise_type_error("Cannot create a consistent method resolution\norder (MRO) for bases %s", names.c_str());
      return nullptr;
    }
    list_append(result, candidate);
    for (uint64_t i = 0; i < sequences->length; i++) {
      List* sequence = as<List>(list_get(sequences, i));
      if (sequence->length && list_get(sequence, 0) == candidate) list_remove_at(sequence, 0);
    }
  }
  return tuple_from(ref(result));
}

/// Takes `type`, or (null) what has died, out of the list.
void remove_subclass(Type* base, Type* type) {
  List* list = base->subclasses;
  for (uint64_t i = list ? list->length : 0; i-- > 0;) {
    if (subclass_at(list, i) == type) list_remove_at(list, i);
  }
}

/// A class knows its derived classes without keeping them alive; builtin types stay anyway.
void add_subclass(Type* base, Type* type) {
  if (!base->subclasses.get()) base->subclasses = make_list(2);
  List* list = base->subclasses;
  if (list->length % 32 == 31) remove_subclass(base, nullptr);
  list_append(list, has_flag(type, type_is_class) ? make_weak_reference(Kind::weak_reference, ref(type), null_value) : ref(type));
}

}  // namespace

Type* make_builtin_type(const char* name, Kind layout, Type* base, uint32_t flags, Constructor construct) {
  Type* type = make<Type>(Kind::type);
  type->layout = layout;
  type->flags = flags;
  type->metatype = vm.type_type;
  type->dict = make_dict();
  std::string_view bare = name;
  if (size_t dot = bare.rfind('.'); dot != std::string_view::npos) {
    dict_set_str(type->dict, vm.names.__module__, ref(intern(bare.substr(0, dot))));
    bare.remove_prefix(dot + 1);
  }
  type->name = intern(bare);
  type->qualname = type->name.get();
  type->base = base;
  type->construct = construct;
  if (base) {
    type->bases = make_tuple_1(ref(base));
    type->hidden_slots = base->hidden_slots;
    Tuple* mro = make_tuple(base->mro->length + 1);
    mro->items[0] = ref(type);
    for (uint64_t i = 0; i < base->mro->length; i++) mro->items[i + 1] = base->mro->items[i].get();
    type->mro = mro;
    add_subclass(base, type);
  } else {
    type->bases = vm.empty_tuple;
    type->mro = make_tuple_1(ref(type));
  }
  type->version = ++vm.last_type_version;
  return type;
}

/// At the end of start-up: the flags of all builtin types, once object's own methods are known.
void finish_builtin_type(Type* type) { update_flags(type); }

// ---- classes ----

Type* best_metatype(Type* start, Tuple* bases) {
  Type* winner = start;
  for (uint64_t i = 0; i < bases->length; i++) {
    Type* candidate = type_of(bases->items[i]);
    if (is_subtype(winner, candidate)) continue;
    if (is_subtype(candidate, winner)) {
      winner = candidate;
      continue;
    }
    raise_type_error(
        "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its "
        "bases");
    return nullptr;
  }
  return winner;
}

namespace {

/// The builtin type or class with __slots__ that last added to the layout.
Type* solid_base(Type* type) {
  while (has_flag(type, type_is_class) && type->own_members == 0) type = type->base;
  if (has_flag(type, type_is_class)) return type;
  if (has_flag(type, type_is_exception)) return exception_type(ExceptionKind::base_exception);
  return type;
}

constexpr uint32_t places = type_has_dictionary | type_no_weak_references;

/// The class at or above `type` that last added something to the instances, or the builtin type.
Type* layout_base(Type* type) {
  while (has_flag(type, type_is_class) && type->own_members == 0 && has_flag(type->base, type_is_class) &&
         (type->flags & places) == (type->base->flags & places)) {
    type = type->base;
  }
  return type;
}

bool names_same_slots(Type* a, Type* b) {
  if (a->own_members != b->own_members) return false;
  for (int64_t i = next_entry(a->dict, 0); i >= 0; i = next_entry(a->dict, static_cast<uint64_t>(i) + 1)) {
    const DictEntry& entry = a->dict->entries->items[i];
    Value member = entry_value(a->dict, entry);
    if (!has_kind(member, Kind::member) || as<Member>(member)->owner.get() != a) continue;
    Value other = dict_get_str(b->dict, as<Str>(entry.key));
    if (!other || !has_kind(other, Kind::member) || as<Member>(other)->index != as<Member>(member)->index) return false;
  }
  return true;
}

/// The base whose layout includes that of all others; null with TypeError.
Type* best_base(Tuple* bases) {
  Type* best = nullptr;
  for (uint64_t i = 0; i < bases->length; i++) {
    Value v = bases->items[i];
    if (!has_kind(v, Kind::type)) {
      raise_type_error("bases must be types");
      return nullptr;
    }
    Type* base = as<Type>(v);
    if (!has_flag(base, type_is_base)) {
      raise_type_error("type '%s' is not an acceptable base type", base);
      return nullptr;
    }
    if (!best) {
      best = base;
      continue;
    }
    Type* a = solid_base(best);
    Type* b = solid_base(base);
    if (is_subtype(a, b)) continue;
    if (is_subtype(b, a)) {
      best = base;
      continue;
    }
    raise_type_error("multiple bases have instance lay-out conflict");
    return nullptr;
  }
  return best;
}

/// `__x` as a class body writes it.
Str* mangled(Str* name, Str* class_name) {
  std::string text = to_utf8(name), owner = to_utf8(class_name);
  if (text.size() < 3 || text.compare(0, 2, "__") != 0 || text.compare(text.size() - 2, 2, "__") == 0) return intern(name);
  owner.erase(0, owner.find_first_not_of('_') == std::string::npos ? owner.size() : owner.find_first_not_of('_'));
  if (owner.empty()) return intern(name);
  return intern("_" + owner + text);
}

/// Whether another class in the order already has an entry of that name.
bool is_inherited(Type* type, Str* name) {
  for (uint64_t i = 1; i < type->mro->length; i++) {
    if (dict_get_str(as<Type>(type->mro->items[i])->dict, name)) return true;
  }
  return false;
}

/// Whether instances of the builtin type vary in size, which leaves no place for slots or weak references behind them.
bool is_variable_size(Kind layout) {
  return layout == Kind::integer || layout == Kind::tuple || layout == Kind::bytes || layout == Kind::type;
}

/// Whether a class of this layout gets a place for weak references that its builtin base does not have.
bool adds_weak_references(Kind layout) {
  if (is_variable_size(layout) || (layout >= Kind::file_io && layout <= Kind::newline_decoder)) return false;
  switch (layout) {
    case Kind::set:
    case Kind::frozenset:
    case Kind::module:
    case Kind::partial:
    case Kind::lru_cache:
    case Kind::deque:
    case Kind::array: return false;
    default: return true;
  }
}

Value get_attributes(Value self) {
  if (has_kind(self, Kind::instance) && has_flag(type_of(self), type_has_dictionary)) return ref(instance_dictionary(as<Instance>(self)));
  if (has_kind(self, Kind::type)) return descriptor_get(dict_get_str(vm.type_type->dict, vm.names.__dict__), self, type_of(self));
  return raise_no_attribute(self, vm.names.__dict__);
}
bool set_attributes(Value self, Value value) {
  Type* type = type_of(self);
  if (!has_kind(self, Kind::instance) || !has_flag(type, type_has_dictionary) || type->layout == Kind::module) {
    raise_attribute_error("attribute '__dict__' of '%s' objects is not writable", type);
    return false;
  }
  Dict* dict = value ? as_dict(value) : make_dict();
  if (!dict) {
    raise_type_error("__dict__ must be set to a dictionary, not a '%T'", value);
    return false;
  }
  set_instance_dictionary(as<Instance>(self), dict);
  return true;
}
Value get_weak_references(Value self) {
  List* references = make_list();
  collect_weak_references(self, references);
  return references->length ? list_get(references, 0) : none();
}

const GetSetDefinition dict_place[] = {{"__dict__", get_attributes, set_attributes, true}};
const GetSetDefinition weak_place[] = {{"__weakref__", get_weak_references, nullptr, true}};

/// The descriptors `__dict__` and `__weakref__` of a class whose instances have such a place and those of its bases have not.
void define_places(Type* type) {
  Dict* own = type->dict;
  if (has_flag(type, type_has_dictionary) && !dict_get_str(own, vm.names.__dict__) && !is_inherited(type, vm.names.__dict__)) {
    define_attributes(type, dict_place);
  }
  if (!has_flag(type, type_no_weak_references) && adds_weak_references(type->layout) && !dict_get_str(own, vm.names.__weakref__) &&
      !is_inherited(type, vm.names.__weakref__)) {
    define_attributes(type, weak_place);
  }
}

/// Makes the members of `__slots__`, in the order of their names, so that classes with the same names have the same layout; false with an
/// error pending.
bool add_slots(Type* type, Value slots) {
  List* names;
  if (is_str(slots)) {
    names = make_list(1);
    list_append(names, slots);
  } else {
    names = list_from(slots);
    if (!names) return false;
  }
  if (names->length && is_variable_size(type->layout)) {
    raise_type_error("nonempty __slots__ not supported for subtype of '%s'", type->base.get());
    return false;
  }
  List* members = make_list(names->length);
  bool wants_dictionary = false, wants_weak_references = false;
  for (uint64_t i = 0; i < names->length; i++) {
    Str* name = as_str(list_get(names, i));
    if (!name) {
      raise_type_error("__slots__ items must be strings, not '%T'", list_get(names, i));
      return false;
    }
    if (!is_identifier(name)) {
      raise_type_error("__slots__ must be identifiers");
      return false;
    }
    name = intern(name);
    if (name == vm.names.__dict__) {
      if (wants_dictionary || is_inherited(type, name)) {
        raise_type_error("__dict__ slot disallowed: we already got one");
        return false;
      }
      wants_dictionary = true;
      type->flags |= type_has_dictionary;
      continue;
    }
    if (name == vm.names.__weakref__) {
      if (wants_weak_references || is_inherited(type, name) || !adds_weak_references(type->layout)) {
        raise_type_error("__weakref__ slot disallowed: either we already got one, or __itemsize__ != 0");
        return false;
      }
      wants_weak_references = true;
      type->flags &= ~type_no_weak_references;
      continue;
    }
    name = mangled(name, type->name);
    if (dict_get_str(type->dict, name)) {
      raise_value_error("%R in __slots__ conflicts with class variable", ref(name));
      return false;
    }
    list_append(members, ref(name));
  }
  if (!list_sort(members, null_value, false)) return false;
  for (uint64_t i = 0; i < members->length; i++) {
    Str* name = as<Str>(list_get(members, i));
    if (i && list_get(members, i - 1) == ref(name)) continue;  // named twice
    Member* member = make<Member>(Kind::member);
    member->index = type->hidden_slots++;
    member->name = name;
    member->owner = type;
    type->own_members++;
    dict_set_str(type->dict, name, ref(member));
  }
  return true;
}

void wrap(Dict* dict, Str* name, Kind kind) {
  Value function = dict_get_str(dict, name);
  if (!function || !has_kind(function, Kind::function)) return;
  StaticMethod* wrapper = make<StaticMethod>(kind);  // StaticMethod and ClassMethod have the same fields
  static_assert(sizeof(StaticMethod) == sizeof(ClassMethod));
  wrapper->function.initialise(function);
  dict_set_str(dict, name, ref(wrapper));
}

bool call_set_name(Type* type) {
  Dict* dict = dict_copy(type->dict);
  for (int64_t i = next_entry(dict, 0); i >= 0; i = next_entry(dict, static_cast<uint64_t>(i) + 1)) {
    Value key = dict->entries->items[i].key, value = dict->entries->items[i].value;
    if (has_kind(value, Kind::function) || !is_ref(value)) continue;
    if (has_kind(value, Kind::property)) {
      if (is_str(key) && !as<Property>(value)->name.get()) as<Property>(value)->name = as<Str>(key);
      continue;
    }
    bool found;
    Value arguments[] = {ref(type), key};
    Value result = call_special(value, vm.names.__set_name__, arguments, 2, &found);
    if (found && !result) {
      Value cause = take_error();
      Value error = ref(nullptr);
      raise_runtime_error("Error calling __set_name__ on '%T' instance %R in '%s'", value, key, type);
      error = take_error();
      set_exception_field(error, exception_cause, cause);
      set_exception_field(error, exception_context, cause);
      set_exception_field(error, exception_suppress_context, true_value());
      vm.exception = error;
      return false;
    }
  }
  return true;
}

}  // namespace

/// The order that the metatype's own mro() gives. Null with an error pending.
static Tuple* order_by_metatype(Type* type, Value method) {
  Value bound = descriptor_get(method, ref(type), type->metatype);
  Value given = bound ? call_0(bound) : null_value;
  Tuple* order = given ? tuple_from(given) : nullptr;
  if (!order) return nullptr;
  for (uint64_t i = 0; i < order->length; i++) {
    Value item = order->items[i];
    if (!has_kind(item, Kind::type)) {
      raise_type_error("mro() returned a non-class ('%T')", item);
      return nullptr;
    }
    if (as<Type>(item)->layout != Kind::instance && as<Type>(item)->layout != type->layout) {
      raise_type_error("mro() returned base with unsuitable layout ('%s')", as<Type>(item));
      return nullptr;
    }
  }
  return order;
}

enum class Ordered { failed, now, meanwhile };

/// Gives the class its order. `meanwhile`: the metatype's mro() has assigned __bases__, and what that made of the class stays.
static Ordered order_class(Type* type) {
  Tuple* before = type->mro;
  Value method = type->metatype.get() == vm.type_type ? null_value : lookup(type->metatype, vm.names.mro_name);
  bool standard = !method || method == dict_get_str(vm.type_type->dict, vm.names.mro_name);
  Tuple* order = standard ? linearise(type, type->bases) : order_by_metatype(type, method);
  if (!order) return Ordered::failed;
  if (type->mro.get() != before) return Ordered::meanwhile;
  type->mro = order;
  return Ordered::now;
}

void define_dict_place(Type* type) { define_attributes(type, dict_place); }

bool check_type_name(Str* name) {
  for (uint64_t i = 0; i < name->length; i++) {
    if (char_at(name, i)) continue;
    raise_value_error("type name must not contain null characters");
    return false;
  }
  return bool(encode_utf8(name, nullptr));
}

/// The order as `type.mro` gives it; null with TypeError.
Tuple* standard_order(Type* type) { return linearise(type, type->bases); }

Value make_class(Type* metatype, Str* name, Tuple* bases, Dict* dict, const Value* keyword_values, Tuple* keyword_names) {
  if (bases->length == 0) bases = make_tuple_1(ref(vm.object_type));
  metatype = best_metatype(metatype, bases);
  if (!metatype) return null_value;
  Type* base = best_base(bases);
  if (!base) return null_value;
  if (!check_type_name(name)) return null_value;
  Value doc = dict_get_str(dict, vm.names.__doc__);
  if (doc && is_str(doc) && !encode_utf8(as<Str>(doc), nullptr)) return null_value;

  Type* type = make<Type>(Kind::type);
  type->metatype = metatype;
  type->layout = base->layout;
  type->name = intern(name);
  type->base = base;
  type->bases = bases;
  type->dict = dict_copy(dict);
  type->hidden_slots = base->hidden_slots;
  type->flags = type_is_class | type_is_base | (base->flags & (type_is_exception | type_is_type));
  bool native = type->layout != Kind::instance && type->layout != Kind::type;
  if (native && type->hidden_slots == 0) type->hidden_slots = 1;
  Dict* own = type->dict;
  type->qualname = type->name.get();
  if (Value qualname = dict_get_str(own, vm.names.__qualname__)) {
    if (!is_str(qualname)) return raise_type_error("type __qualname__ must be a str, not %T", qualname);
    type->qualname = as<Str>(qualname);
    dict_delete_str(own, vm.names.__qualname__);
  }
  Value class_cell = dict_get_str(own, intern("__classcell__"));
  if (class_cell) {
    if (!has_kind(class_cell, Kind::cell)) return raise_type_error("__classcell__ must be a nonlocal cell, not %R", ref(type_of(class_cell)));
    dict_delete_str(own, intern("__classcell__"));
  }

  if (class_cell) as<Cell>(class_cell)->value = ref(type);
  // While a metatype's mro() runs, the class has no order yet.
  type->version = ++vm.last_type_version;
  type->mro = vm.empty_tuple;
  if (order_class(type) == Ordered::failed) return null_value;
  bases = type->bases;

  bool base_has_dictionary = false;
  for (uint64_t i = 0; i < bases->length; i++) base_has_dictionary |= has_flag(as<Type>(bases->items[i]), type_has_dictionary);
  Value slots = dict_get_str(own, vm.names.__slots__);
  if (base_has_dictionary || !slots) type->flags |= type_has_dictionary;
  if (slots) {
    // A place for weak references comes from a base that has one: any class but those that say the same as this.
    bool inherited = false;
    for (uint64_t i = 0; i < bases->length; i++) {
      Type* other = as<Type>(bases->items[i]);
      inherited |= has_flag(other, type_is_class) && !has_flag(other, type_no_weak_references);
    }
    if (!inherited) type->flags |= type_no_weak_references;
  }
  if (slots && !add_slots(type, slots)) return null_value;
  define_places(type);

  if (!dict_get_str(own, vm.names.__module__)) {
    Value module = calling_frame() ? dict_get_str(calling_frame()->code->globals, vm.names.__name__) : null_value;
    if (module) dict_set_str(own, vm.names.__module__, module);
  }
  if (!dict_get_str(own, vm.names.__doc__)) dict_set_str(own, vm.names.__doc__, none());
  if (dict_get_str(own, vm.names.__eq__) && !dict_get_str(own, vm.names.__hash__)) dict_set_str(own, vm.names.__hash__, none());
  wrap(own, vm.names.__new__, Kind::static_method);
  wrap(own, vm.names.__init_subclass__, Kind::class_method);
  wrap(own, vm.names.__class_getitem__, Kind::class_method);

  if (!has_flag(type, type_is_type)) {
    bool grows = has_flag(type, type_has_dictionary);
    type->root_map = make_root_map(type, type->hidden_slots + (grows ? 2 : 0), grows);
  }
  type->version = ++vm.last_type_version;
  update_flags(type);
  for (uint64_t i = 0; i < bases->length; i++) {
    if (metatype != vm.type_type) remove_subclass(as<Type>(bases->items[i]), type);  // its mro() may have assigned __bases__
    add_subclass(as<Type>(bases->items[i]), type);
  }
  if (!call_set_name(type)) return null_value;
  if (!is_subtype_at(type, type->version, type)) return raise_type_error("super(type, obj): obj must be an instance or subtype of type");
  bool is_method = false;
  Value hook = super_lookup(type, ref(type), vm.names.__init_subclass__, &is_method);
  if (!hook) return has_error() ? null_value : ref(type);
  if (!(has_kind(hook, Kind::builtin_function) && !keyword_names)) {
    if (!call_keywords(hook, keyword_values, 0, keyword_names)) return null_value;
  }
  return ref(type);
}

Type* make_lasting_class(Str* name, Type* base, Dict* dict) {
  Value made = make_class(vm.type_type, name, make_tuple_1(ref(base)), dict, nullptr, nullptr);
  if (!made) return nullptr;
  remove_subclass(base, as<Type>(made));
  list_append(base->subclasses, made);
  return as<Type>(made);
}

// ---- assignment to __bases__ ----

namespace {

/// New orders for `type` and all that derive from it; what changed is added to `changes` as type, old and new order. False with an error
/// pending.
bool order_again(Type* type, List* changes) {
  Tuple* before = type->mro;
  Ordered done = order_class(type);
  if (done != Ordered::now) return done == Ordered::meanwhile;
  for (Value each : {ref(type), ref(before), ref(type->mro.get())}) list_append(changes, each);
  List* derived = type->subclasses;
  for (uint64_t i = 0; derived && i < derived->length; i++) {
    Type* next = subclass_at(derived, i);
    if (next && !order_again(next, changes)) return false;
  }
  return true;
}

/// By order or by chain of bases: the order may be that of old bases while the metatype's mro() runs.
bool derives_from(Type* type, Type* from) {
  if (is_subtype(type, from)) return true;
  for (; type; type = type->base) {
    if (type == from) return true;
  }
  return false;
}

}  // namespace

bool set_type_bases(Type* type, Tuple* bases) {
  if (bases->length == 0) {
    raise_type_error("can only assign non-empty tuple to %s.__bases__, not ()", type);
    return false;
  }
  for (uint64_t i = 0; i < bases->length; i++) {
    Value base = bases->items[i];
    if (!has_kind(base, Kind::type)) raise_type_error("%s.__bases__ must be tuple of classes, not '%T'", type, base);
    else if (derives_from(as<Type>(base), type)) raise_type_error("a __bases__ item causes an inheritance cycle");
    else continue;
    return false;
  }
  Type *base = best_base(bases), *old_base = type->base;
  if (!base) return false;
  constexpr uint32_t shape = type_is_exception | type_is_type;
  if (base->layout != old_base->layout || base->hidden_slots != old_base->hidden_slots || (base->flags & shape) != (old_base->flags & shape)) {
    const char* what = base->layout != old_base->layout ? "deallocator" : "object layout";
    raise_type_error("__bases__ assignment: '%s' %s differs from '%s'", base, what, old_base);
    return false;
  }
  Tuple* old_bases = type->bases;
  type->bases = bases;
  type->base = base;
  List* changes = make_list();
  bool good = order_again(type, changes);
  // A metatype's mro() may have assigned __bases__ again: then what is here is the past.
  if (good) {
    if (type->bases.get() == bases) {
      for (uint64_t i = 0; i < old_bases->length; i++) remove_subclass(as<Type>(old_bases->items[i]), type);
      for (uint64_t i = 0; i < bases->length; i++) add_subclass(as<Type>(bases->items[i]), type);
    }
  } else {
    for (uint64_t i = 0; i < changes->length; i += 3) {
      Type* changed = as<Type>(list_get(changes, i));
      if (ref(changed->mro.get()) == list_get(changes, i + 2)) changed->mro = as<Tuple>(list_get(changes, i + 1));
    }
    if (type->bases.get() == bases) {
      type->bases = old_bases;
      type->base = old_base;
    }
  }
  type_changed(type);
  return good;
}

bool has_same_layout(Type* a, Type* b) {
  constexpr uint32_t shape = places | type_is_exception | type_is_type;
  if (a->layout != b->layout || a->hidden_slots != b->hidden_slots || (a->flags & shape) != (b->flags & shape)) return false;
  a = layout_base(a);
  b = layout_base(b);
  return a == b || (a->base.get() == b->base.get() && names_same_slots(a, b));
}

// ---- instantiation ----

namespace {

/// The builtin type that makes the instances; fixed for a version of the type.
JW_ELIDABLE Type* constructing_base_at(Type* type, uint64_t version) {
  while (!type->construct) type = type->base;
  return type;
}
Type* constructing_base(Type* type) {
  type = jw::promote(type);
  return constructing_base_at(type, jw::promote(type->version));
}

/// Kinds whose constructors take no keywords.
bool refuses_keywords(Kind kind) {
  switch (kind) {
    case Kind::map:
    case Kind::filter:
    case Kind::reversed:
    case Kind::chain:
    case Kind::cycle:
    case Kind::islice:
    case Kind::starmap:
    case Kind::take_while:
    case Kind::drop_while:
    case Kind::filter_false:
    case Kind::pairwise:
    case Kind::weak_reference: return true;
    default: return false;
  }
}

bool is_mutable_layout(Kind kind) {
  return kind == Kind::list || kind == Kind::dict || kind == Kind::set || kind == Kind::bytearray || kind == Kind::property ||
         kind == Kind::super || kind == Kind::deque || kind == Kind::namespace_object || kind == Kind::module ||
         kind == Kind::socket ||         (kind >= Kind::file_io && kind <= Kind::newline_decoder);
}

}  // namespace

/// `B.__new__(cls, ...)` of every builtin type but object and type: arguments[0] is the class.
Value builtin_new(const Value* arguments, uint32_t count, Tuple* names) {
  if (count == 0 || !has_kind(arguments[0], Kind::type)) return raise_type_error("__new__(X): X is not a type object");
  Type* cls = as<Type>(arguments[0]);
  Type* base = constructing_base(cls);
  if (base == vm.object_type) return raise_type_error("__new__(%s): not a class of this kind", cls);
  if (count == 1 && has_flag(cls, type_is_exception)) return make_exception(cls, vm.empty_tuple);  // what else it needs comes with __init__
  if (cls == base || has_flag(cls, type_is_exception)) return base->construct(cls, arguments + 1, count - 1, names);
  if (cls->layout == Kind::instance) return watch_instance(cls, make_instance(cls->root_map));
  if (base->root_map.get()) return base->construct(cls, arguments + 1, count - 1, names);  // its instances are Instances, too
  if (names && refuses_keywords(cls->layout) && has_flag(cls, type_custom_init)) names = nullptr;  // they are for its __init__
  bool shares = cls->layout == Kind::weak_reference;  // its constructor gives one of a known reference unless a class is derived
  Value native = is_mutable_layout(cls->layout) ? base->construct(base, nullptr, 0, nullptr)
                                                : base->construct(shares ? cls : base, arguments + 1, count - 1, names);
  if (!native) return null_value;
  Instance* instance = make_instance(cls->root_map);
  instance->slots[native_slot] = native;
  if (cls->layout == Kind::weak_reference) as<WeakReference>(native)->owner = ref(instance);
  // Their attributes are those of the native part.
  if (cls->layout == Kind::module) set_instance_dictionary(instance, as<Module>(native)->dict);
  if (cls->layout == Kind::namespace_object) set_instance_dictionary(instance, as<NamespaceObject>(native)->dict);
  return watch_instance(cls, instance);
}

JW_DONT_LOOK_INSIDE static Value raise_abstract(Type* cls) {
  Value methods = lookup(cls, vm.names.__abstractmethods__);
  List* list = methods ? list_from(methods) : make_list();
  if (!list || !list_sort(list, null_value, false)) return null_value;
  std::string text;
  for (uint64_t i = 0; i < list->length; i++) text += (i ? ", " : "") + to_utf8(as_str(list_get(list, i)));
  return raise_type_error(list->length > 1 ? "Can't instantiate abstract class %s with abstract methods %s"
                                           : "Can't instantiate abstract class %s with abstract method %s",
                          cls, text.c_str());
}

Value object_new(const Value* arguments, uint32_t count, Tuple* names) {
  if (count == 0 || !has_kind(arguments[0], Kind::type)) {
    return raise_type_error(count ? "object.__new__(X): X is not a type object (%s)" : "object.__new__(): not enough arguments",
                            count ? type_name_of(arguments[0]) : "");
  }
  Type* cls = as<Type>(arguments[0]);
  if (count > 1 || names) {
    if (lookup(cls, vm.names.__new__) != vm.object_new) {
      return raise_type_error("object.__new__() takes exactly one argument (the type to instantiate)");
    }
    if (!has_flag(cls, type_custom_init)) return raise_type_error("%s() takes no arguments", cls);
  }
  if (has_flag(cls, type_is_abstract)) return raise_abstract(cls);
  if (cls == vm.object_type) return ref(make_instance(cls->root_map));
  if (!cls->root_map.get()) return raise_type_error("object.__new__(%s) is not safe, use %s.__new__()", cls, cls);
  if (cls->layout != Kind::instance || has_flag(cls, type_is_exception)) return builtin_new(arguments, 1, nullptr);
  return watch_instance(cls, make_instance(cls->root_map));
}

/// type.__call__: __new__, then __init__ if it gave an instance.
JW_UNROLL_SAFE Value call_type(Type* type, const Value* arguments, uint32_t count, Tuple* names) {
  if (type == vm.type_type && count == 1 && !names) return ref(type_of(arguments[0]));
  uint32_t total = count + (names ? static_cast<uint32_t>(names->length) : 0);
  if (type->construct && !has_flag(type, type_is_class)) {
    Value made = type->construct(type, arguments, count, names);
    if (!made || type != vm.type_type || type_of(made) == type || !has_flag(type_of(made), type_custom_init)) return made;
    // type(name, bases, dict) of a base with a metaclass.
    Value initialise = descriptor_get(lookup(type_of(made), vm.names.__init__), made, type_of(made));
    return initialise && call_keywords(initialise, arguments, count, names) ? made : null_value;
  }
  Value buffer[9];
  List* spill = nullptr;
  Value* extended = buffer;
  if (total + 1 > 9) {
    spill = make_list(total + 1);
    extended = reinterpret_cast<Value*>(writable_items(spill)->items);
  }
  extended[0] = ref(type);
  for (uint32_t i = 0; i < total; i++) extended[i + 1] = arguments[i];
  if (spill) spill->length = total + 1;
  Value made;
  if (has_flag(type, type_custom_new)) {
    Value function = lookup(type, vm.names.__new__);
    function = descriptor_get(function, null_value, type);
    if (!function) return null_value;
    made = call_keywords(function, extended, count + 1, names);
  } else {
    made = object_new(extended, count + 1, names);
  }
  if (!made || !is_subtype(type_of(made), type)) return made;
  Type* made_type = type_of(made);
  if (!has_flag(made_type, type_custom_init)) return made;
  Value init = lookup(made_type, vm.names.__init__);
  Value result;
  if (has_kind(init, Kind::function) || has_kind(init, Kind::method_descriptor)) {
    extended[0] = made;
    result = call_keywords(init, extended, count + 1, names);
  } else {
    init = descriptor_get(init, made, made_type);
    if (!init) return null_value;
    result = call_keywords(init, extended + 1, count, names);
  }
  if (!result) return null_value;
  if (!is_none(result)) return raise_type_error("__init__() should return None, not '%T'", result);
  return made;
}

Value instantiate(Type* type, const Value* arguments, uint32_t count, Tuple* names) {
  if (has_flag(type, type_custom_call)) {
    Value method = lookup(type->metatype, vm.names.__call__);
    Value bound = descriptor_get(method, ref(type), type->metatype);
    if (!bound) return null_value;
    return call_keywords(bound, arguments, count, names);
  }
  return call_type(type, arguments, count, names);
}

// ---- super ----

/// The class that a proxy says it has, if that derives from `type`; null with an error pending.
JW_DONT_LOOK_INSIDE static Type* shown_class(Value object, Type* type) {
  Value cls = find_attr(object, vm.names.__class__);
  if (cls && has_kind(cls, Kind::type) && as<Type>(cls) != type_of(object) && is_subtype(as<Type>(cls), type)) return as<Type>(cls);
  if (!has_error()) raise_type_error("super(type, obj): obj must be an instance or subtype of type");
  return nullptr;
}

Value make_super(Type* type, Value object) {
  Super* super = make<Super>(Kind::super);
  Type* object_type = nullptr;
  if (object) {
    if (has_kind(object, Kind::type) && is_subtype(as<Type>(object), type))
      object_type = as<Type>(object);
    else if (is_instance(object, type))
      object_type = type_of(object);
    else
      object_type = shown_class(object, type);
    if (!object_type) return null_value;
  }
  super->type.initialise(type);
  super->object.initialise(object);
  super->object_type.initialise(object_type);
  return ref(super);
}

namespace {

/// What the classes after `type` in the mro of `start` have for `name`; `version` is start's.
JW_ELIDABLE Value lookup_after(Type* start, uint64_t version, Type* type, Str* name) {
  Tuple* mro = start->mro;
  uint64_t i = 0;
  while (i < mro->length && mro->items[i].get() != ref(type)) i++;
  for (i++; i < mro->length; i++) {
    if (Value value = dict_get_str(as<Type>(mro->items[i])->dict, name)) return value;
  }
  return null_value;
}

}  // namespace

Value super_lookup(Type* type, Value object, Str* name, bool* is_method) {
  Type* start = has_kind(object, Kind::type) && is_subtype(as<Type>(object), type) ? as<Type>(object) : type_of(object);
  return super_lookup_from(start, type, object, name, is_method);
}

Value super_lookup_from(Type* start, Type* type, Value object, Str* name, bool* is_method) {
  *is_method = false;
  bool of_class = ref(start) == object;
  start = jw::promote(start);
  Value found = lookup_after(start, jw::promote(start->version), jw::promote(type), name);
  if (!found) return null_value;
  if (has_kind(found, Kind::function) || has_kind(found, Kind::method_descriptor)) {
    if (of_class) return found;
    *is_method = true;
    return found;
  }
  return descriptor_get(found, of_class ? null_value : object, start);
}

}  // namespace python
