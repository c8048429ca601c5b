/// The module _collections: defaultdict, the fields of named tuples, counting; deque and OrderedDict have files of their own.
#include "modules/collections.h"

#include "modules/deque.h"
#include "modules/module_type.h"
#include "modules/modules.h"
#include "objects/errors.h"
#include "objects/integer.h"
#include "objects/operations.h"

namespace python {

Instance* make_dict_instance(Type* type) {
  Dict* dict = make_dict();
  Instance* instance = make_instance(type->root_map);
  instance->slots[native_slot] = ref(dict);
  return instance;
}

Type* make_dict_type(const char* name, uint32_t extra, Constructor construct) {
  Type* type = make_builtin_type(name, Kind::dict, builtin_type(Kind::dict), type_is_base, construct);
  type->hidden_slots = native_slot + 1 + extra;
  type->root_map = make_root_map(type, type->hidden_slots);
  return type;
}

namespace {

// ---- defaultdict: hidden slot 1 is the factory ----

constexpr uint32_t factory_slot = native_slot + 1;

ValueField& factory_of(Value self) { return as<Instance>(self)->slots[factory_slot]; }

Value default_dict_init(const Value* arguments, uint32_t count, Tuple* names) {
  Value self = arguments[0], factory = none();
  if (count > 1) {
    factory = arguments[1];
    if (!is_none(factory) && !is_callable(factory)) return raise_type_error("first argument must be callable or None");
  }
  factory_of(self) = factory;
  // The rest is dict's: self, then what follows the factory.
  uint32_t rest = count > 1 ? count - 2 : 0, total = rest + (names ? static_cast<uint32_t>(names->length) : 0);
  List* passed = make_list(total + 1);
  list_append(passed, self);
  for (uint32_t i = 0; i < total; i++) list_append(passed, arguments[(count > 1 ? 2 : 1) + i]);
  Value init = lookup(builtin_type(Kind::dict), vm.names.__init__);
  return call_keywords(init, reinterpret_cast<const Value*>(passed->items->items), rest + 1, names);
}
Value construct_default_dict(Type* type, const Value* arguments, uint32_t count, Tuple* names) {
  Instance* made = make_dict_instance(type);
  made->slots[factory_slot] = none();
  if (has_flag(type, type_is_class)) return ref(made);  // its __init__ follows
  uint32_t total = count + (names ? static_cast<uint32_t>(names->length) : 0);
  List* passed = make_list(total + 1);
  list_append(passed, ref(made));
  for (uint32_t i = 0; i < total; i++) list_append(passed, arguments[i]);
  return default_dict_init(reinterpret_cast<const Value*>(passed->items->items), count + 1, names) ? ref(made) : null_value;
}
Value default_dict_missing(Value self, Value key) {
  Value factory = factory_of(self);
  if (!factory || is_none(factory)) return raise_key_error(key);
  Value value = call_0(factory);
  return value && set_item(self, key, value) ? value : null_value;
}
Value default_dict_copy(Value self) {
  Value arguments[] = {factory_of(self), self};
  return call(ref(type_of(self)), arguments, 2);
}
Value default_dict_repr(Value self) {
  Value factory = factory_of(self), shown;
  if (enter_repr(factory)) {
    shown = to_repr(factory);
    leave_repr(factory);
  } else {
    shown = ref(make_str("..."));
  }
  Value items = shown ? to_repr(as<Instance>(self)->slots[native_slot]) : null_value;
  if (!items) return null_value;
  return ref(text_format("%s(%s, %s)", type_of(self)->name.get(), as_str(shown), as_str(items)));
}
Value default_dict_reduce(Value self) {
  Value factory = factory_of(self);
  Value arguments = is_none(factory) ? ref(vm.empty_tuple) : ref(make_tuple_1(factory));
  Value items = call_method(self, vm.names.items_name, nullptr, 0);
  Value iterator = items ? iterate(items) : null_value;
  if (!iterator) return null_value;
  Value parts[] = {ref(type_of(self)), arguments, none(), none(), iterator};
  return ref(make_tuple_of(parts, 5));
}
Value default_dict_or(Value self, Value other) {
  Value left = self, right = other;
  if (!as_dict(left) || !as_dict(right)) return not_implemented();
  Value made = default_dict_copy(self);
  return made && dict_update(as_dict(made), other) ? made : null_value;
}
Value default_dict_reflected_or(Value self, Value other) {
  if (!as_dict(other)) return not_implemented();
  Value arguments[] = {factory_of(self), other};
  Value made = call(ref(type_of(self)), arguments, 2);
  return made && dict_update(as_dict(made), self) ? made : null_value;
}
Value get_factory(Value self) { return none_if_null(as<Instance>(self)->slots[factory_slot]); }
bool set_factory(Value self, Value value) {
  as<Instance>(self)->slots[factory_slot] = none_if_null(value);
  return true;
}

void fill_default_dict(Module* module) {
  static const BuiltinDefinition methods[] = {
      entry("__init__", default_dict_init, 1, 255, builtin_raw_self),
      entry("__missing__", default_dict_missing, 2, nullptr, builtin_raw_self),
      entry("copy", default_dict_copy, 1, nullptr, builtin_raw_self), entry("__copy__", default_dict_copy, 1, nullptr, builtin_raw_self),
      entry("__repr__", default_dict_repr, 1, nullptr, builtin_raw_self),
      entry("__reduce__", default_dict_reduce, 1, nullptr, builtin_raw_self),
      entry("__or__", default_dict_or, 2, nullptr, builtin_raw_self),
      entry("__ror__", default_dict_reflected_or, 2, nullptr, builtin_raw_self)};
  static const GetSetDefinition attributes[] = {{"default_factory", get_factory, set_factory, true}};
  complete_type(module, make_dict_type("collections.defaultdict", 1, construct_default_dict), construct_default_dict, 0, methods,
                attributes);
}

// ---- the fields of named tuples ----

Value make_tuple_getter(Value index_value, Value doc) {
  int64_t index;
  if (!index_in_range(index_value, &index)) return null_value;
  TupleGetter* getter = make<TupleGetter>(Kind::tuple_getter);
  getter->index = index;
  getter->doc.initialise(doc);
  return ref(getter);
}
Value construct_tuple_getter(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (!refuse_keywords("_tuplegetter", names)) return null_value;
  if (count != 2) return raise_type_error("_tuplegetter expected 2 arguments, got %s", count);
  return make_tuple_getter(arguments[0], arguments[1]);
}
Value tuple_getter_get(Value self, Value object, Value) { return descriptor_get(self, is_none(object) ? null_value : object, nullptr); }
Value tuple_getter_set(Value, Value, Value) { return raise_attribute_error("can't set attribute"); }
Value tuple_getter_delete(Value, Value) { return raise_attribute_error("can't delete attribute"); }
Value tuple_getter_repr(Value self) {
  return ref(text_format("_tuplegetter(%s, %R)", as<TupleGetter>(self)->index, as<TupleGetter>(self)->doc.get()));
}
Value tuple_getter_reduce(Value self) {
  TupleGetter* getter = as<TupleGetter>(self);
  return ref(make_pair(ref(type_of(self)), ref(make_pair(int_value(getter->index), getter->doc))));
}
Value get_tuple_getter_doc(Value self) { return as<TupleGetter>(self)->doc; }
bool set_tuple_getter_doc(Value self, Value value) {
  as<TupleGetter>(self)->doc = none_if_null(value);
  return true;
}

// ---- counting ----

/// mapping[item] += 1 for each item.
Value count_elements(Value mapping, Value iterable) {
  Value iterator = iterate(iterable);
  if (!iterator) return null_value;
  Dict* dict = as_dict(mapping);
  Type* type = type_of(mapping);
  Str* get_name = vm.names.get_name;
  bool plain = dict && lookup(type, get_name) == lookup(builtin_type(Kind::dict), get_name) &&
               lookup(type, vm.names.__setitem__) == lookup(builtin_type(Kind::dict), vm.names.__setitem__);
  Value one = small_int_value(1);
  if (plain) {
    while (Value item = next(iterator)) {
      int64_t position = find_key(dict, item);
      if (position == -2) return null_value;
      if (position >= 0 && !dict->has_cells) {
        Value count = dict->entries->items[position].value;
        bool simple = is_small_int(count);  // nothing of the guest's runs: the entry stays where it is
        count = add(count, one);
        if (!count) return null_value;
        if (simple) set_entry(dict, static_cast<uint64_t>(position), count);
        else if (!dict_set(dict, item, count)) return null_value;
      } else if (!dict_set(dict, item, one)) {
        return null_value;
      }
    }
    return has_error() ? null_value : none();
  }
  Value getter = get_attr(mapping, get_name);
  if (!getter) return null_value;
  while (Value item = next(iterator)) {
    Value count = call_2(getter, item, small_int_value(0));
    if (count) count = add(count, one);
    if (!count || !set_item(mapping, item, count)) return null_value;
  }
  return has_error() ? null_value : none();
}

}  // namespace

void fill_collections(Module* module) {
  static const BuiltinDefinition getter_methods[] = {
      entry("__get__", tuple_getter_get, 2), entry("__set__", tuple_getter_set), entry("__delete__", tuple_getter_delete),
      entry("__repr__", tuple_getter_repr), entry("__reduce__", tuple_getter_reduce)};
  static const GetSetDefinition getter_attributes[] = {{"__doc__", get_tuple_getter_doc, set_tuple_getter_doc}};
  static const BuiltinDefinition functions[] = {entry("_count_elements", count_elements)};
  fill_deque(module);
  fill_default_dict(module);
  fill_ordered_dict(module);
  complete_type(module, Kind::tuple_getter, construct_tuple_getter, 0, getter_methods, getter_attributes);
  define(module, functions);
}

}  // namespace python
