/// The module _abc: abstract base classes, registration and cached subclass tests.
#include "modules/abc.h"

#include "modules/module_type.h"
#include "modules/modules.h"
#include "objects/errors.h"
#include "objects/operations.h"
#include "objects/set.h"
#include "objects/weak_reference.h"

namespace python {

namespace {

int64_t registrations = 0;

// ---- sets of classes ----

Value class_key(Value cls) { return small_int_value(static_cast<int64_t>(cls.bits)); }

bool has_class(Dict* set, Value cls) {
  int64_t position = find_small_int(set, class_key(cls));
  if (position < 0) return false;
  return as<WeakReference>(set->entries->items[position].value)->target.get() == object_of(cls);
}
bool add_class(Dict* set, Value cls) {
  Value reference = make_weak_reference(Kind::weak_reference, cls, null_value);
  return reference && dict_set(set, class_key(cls), reference);
}
/// The classes alive, as a list, or as weak references.
List* classes_of(Dict* set, bool weak) {
  List* list = make_list();
  for (int64_t i = next_entry(set, 0); i >= 0; i = next_entry(set, static_cast<uint64_t>(i) + 1)) {
    Value reference = set->entries->items[i].value, target = weak_target(as<WeakReference>(reference));
    if (!is_none(target)) list_append(list, weak ? reference : target);
  }
  return list;
}

AbcData* data_of(Value cls) {
  static Str* name = intern("_abc_impl");
  Value data = find_attr(cls, name);
  if (data && has_kind(data, Kind::abc_data)) return as<AbcData>(data);
  if (!has_error()) raise_type_error("_abc_impl is set to a wrong type");
  return nullptr;
}

AbcData* make_data() {
  Dict *registry = make_dict(), *cache = make_dict(), *negative = make_dict();
  AbcData* data = make<AbcData>(Kind::abc_data);
  data->registry.initialise(registry);
  data->cache.initialise(cache);
  data->negative_cache.initialise(negative);
  data->negative_version = registrations;
  return data;
}

// ---- making ----

/// 1, 0, -1.
int is_abstract(Value v) {
  Value flag = find_attr(v, vm.names.__isabstractmethod__);
  if (!flag) return has_error() ? -1 : 0;
  return truth(flag);
}

/// cls.__abstractmethods__ from the class body and the bases. False with an error pending.
bool find_abstract_methods(Type* type) {
  Set* abstract = make_set(Kind::frozenset);
  Dict* dict = dict_copy(type->dict);
  for (int64_t i = next_entry(dict, 0); i >= 0; i = next_entry(dict, static_cast<uint64_t>(i) + 1)) {
    int yes = is_abstract(dict->entries->items[i].value);
    if (yes < 0 || (yes && !set_add(abstract, dict->entries->items[i].key))) return false;
  }
  for (uint64_t b = 0; b < type->bases->length; b++) {
    Value names = find_attr(type->bases->items[b], vm.names.__abstractmethods__);
    if (!names) {
      if (has_error()) return false;
      continue;
    }
    Value iterator = iterate(names);
    if (!iterator) return false;
    while (Value name = next(iterator)) {
      Value value = as_str(name) ? find_attr(ref(type), interned(as_str(name))) : null_value;
      if (!value) {
        if (has_error()) return false;
        continue;
      }
      int yes = is_abstract(value);
      if (yes < 0 || (yes && !set_add(abstract, name))) return false;
    }
    if (has_error()) return false;
  }
  set_type_attribute(type, vm.names.__abstractmethods__, ref(abstract));
  return true;
}

Value abc_init(Value cls) {
  if (!has_kind(cls, Kind::type)) return raise_type_error("_abc_init() argument must be a class");
  if (!find_abstract_methods(as<Type>(cls))) return null_value;
  set_type_attribute(as<Type>(cls), intern("_abc_impl"), ref(make_data()));
  return none();
}

Value abc_register(Value self, Value subclass) {
  if (!has_kind(subclass, Kind::type)) return raise_type_error("Can only register classes");
  int known = is_subclass_of(subclass, self);
  if (known) return known < 0 ? null_value : subclass;
  int cycle = is_subclass_of(self, subclass);
  if (cycle < 0) return null_value;
  if (cycle) return raise_runtime_error("Refusing to create an inheritance cycle");
  AbcData* data = data_of(self);
  if (!data || !add_class(data->registry, subclass)) return null_value;
  registrations++;
  return subclass;
}

// ---- tests ----

Value call_subclasscheck(Value cls, Value subclass) { return call_method(cls, vm.names.__subclasscheck__, &subclass, 1); }

Value abc_instancecheck(Value self, Value instance) {
  AbcData* data = data_of(self);
  if (!data) return null_value;
  Value subclass = get_attr(instance, vm.names.__class__);
  if (!subclass) return null_value;
  if (has_class(data->cache, subclass)) return true_value();
  Value subtype = ref(type_of(instance));
  if (subtype == subclass) {
    if (data->negative_version == registrations && has_class(data->negative_cache, subclass)) return false_value();
    return call_subclasscheck(self, subclass);
  }
  Value result = call_subclasscheck(self, subclass);
  int yes = result ? truth(result) : -1;
  if (yes < 0) return null_value;
  return yes ? result : call_subclasscheck(self, subtype);
}

/// The answer by the hook, the mro, the registry and the subclasses: 1, 0, -1.
JW_DONT_LOOK_INSIDE int find_out(Value self, AbcData* data, Value subclass) {
  Value answer = call_method(self, vm.names.__subclasshook__, &subclass, 1);
  if (!answer) return -1;
  if (answer == true_value()) return 1;
  if (answer == false_value()) return 0;
  if (answer != not_implemented()) {
    raise_error(ExceptionKind::assertion_error, "__subclasshook__ must return either False, True, or NotImplemented");
    return -1;
  }
  if (is_subtype(as<Type>(subclass), as<Type>(self))) return 1;
  List* registered = classes_of(data->registry, false);
  for (uint64_t i = 0; i < registered->length; i++) {
    int yes = is_subclass_of(subclass, list_get(registered, i));
    if (yes) return yes;
  }
  Value subclasses = call_method(self, vm.names.__subclasses__, nullptr, 0);
  if (!subclasses) return -1;
  if (!is_list(subclasses)) {
    raise_type_error("__subclasses__() must return a list");
    return -1;
  }
  for (uint64_t i = 0; i < as<List>(subclasses)->length; i++) {
    int yes = is_subclass_of(subclass, list_get(as<List>(subclasses), i));
    if (yes) return yes;
  }
  return 0;
}

Value abc_subclasscheck(Value self, Value subclass) {
  if (!has_kind(subclass, Kind::type)) return raise_type_error("issubclass() arg 1 must be a class");
  AbcData* data = data_of(self);
  if (!data) return null_value;
  if (has_class(data->cache, subclass)) return true_value();
  if (data->negative_version < registrations) {
    table_clear(data->negative_cache);
    data->negative_version = registrations;
  } else if (has_class(data->negative_cache, subclass)) {
    return false_value();
  }
  int yes = find_out(self, data, subclass);
  if (yes < 0 || !add_class(yes ? data->cache : data->negative_cache, subclass)) return null_value;
  return boolean(yes);
}

// ---- for debugging ----

Value get_cache_token() { return int_value(registrations); }
Value get_dump(Value self) {
  AbcData* data = data_of(self);
  if (!data) return null_value;
  Value parts[] = {ref(set_from(ref(classes_of(data->registry, true)), Kind::set)), ref(set_from(ref(classes_of(data->cache, true)), Kind::set)),
                   ref(set_from(ref(classes_of(data->negative_cache, true)), Kind::set)), int_value(data->negative_version)};
  return ref(make_tuple_of(parts, 4));
}
Value reset_registry(Value self) {
  AbcData* data = data_of(self);
  if (!data) return null_value;
  table_clear(data->registry);
  return none();
}
Value reset_caches(Value self) {
  AbcData* data = data_of(self);
  if (!data) return null_value;
  table_clear(data->cache);
  table_clear(data->negative_cache);
  return none();
}

}  // namespace

void fill_abc(Module* module) {
  static const BuiltinDefinition functions[] = {
      entry("_abc_init", abc_init), entry("_abc_register", abc_register), entry("_abc_instancecheck", abc_instancecheck),
      entry("_abc_subclasscheck", abc_subclasscheck), entry("get_cache_token", get_cache_token), entry("_get_dump", get_dump),
      entry("_reset_registry", reset_registry), entry("_reset_caches", reset_caches)};
  define(module, functions);
}

}  // namespace python
