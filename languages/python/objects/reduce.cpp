/// How copy and pickle take objects apart: object.__reduce_ex__, __reduce__ and __getstate__.
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/operations.h"
#include "objects/types.h"

namespace python {

namespace {

Value import_copyreg() {
  Str* name = intern("copyreg");
  Value module = dict_get_str(vm.modules, name);
  return module ? module : call_1(dict_get_str(vm.builtins, vm.names.__import__), ref(name));
}

/// The names of __slots__ that are set, with their values.
Dict* set_members(Value self) {
  Dict* members = make_dict();
  Tuple* mro = type_of(self)->mro;
  for (uint64_t i = 0; i < mro->length; i++) {
    Type* type = as<Type>(mro->items[i]);
    if (type->own_members == 0) continue;
    Dict* dict = type->dict;
    for (int64_t k = next_entry(dict, 0); k >= 0; k = next_entry(dict, static_cast<uint64_t>(k) + 1)) {
      Value member = dict->entries->items[k].value;
      if (!has_kind(member, Kind::member)) continue;
      Value value = as<Instance>(self)->slots[as<Member>(member)->index];
      if (value) dict_set_str(members, as<Member>(member)->name, value);
    }
  }
  return members;
}

/// The same for a class that says itself which names count.
Value state_by_names(Value self, List* names) {
  Dict* attributes = copy_attributes(as<Instance>(self));
  Dict* members = make_dict();
  names = list_from(ref(names));  // what __getattr__ does to it must not matter
  for (uint64_t i = 0; i < names->length; i++) {
    Str* name = as_str(list_get(names, i));
    Value value = name ? find_attr(self, name) : null_value;
    if (has_error()) return null_value;
    if (value) dict_set_str(members, intern(name), value);
  }
  Value state = attributes->count ? ref(attributes) : none();
  return members->count ? ref(make_pair(state, ref(members))) : state;
}

/// The attributes, or (attributes, members of __slots__), or None.
Value plain_state(Value self) {
  if (!has_kind(self, Kind::instance)) {
    Value dict = find_attr(self, vm.names.__dict__);
    if (!dict) return has_error() ? null_value : none();
    return is_dict(dict) && as<Dict>(dict)->count ? dict : none();
  }
  Value names = lookup(type_of(self), vm.names.__slotnames__);
  if (names && is_list(names)) return state_by_names(self, as<List>(names));
  Dict* attributes = copy_attributes(as<Instance>(self));
  Value state = attributes->count ? ref(attributes) : none();
  Dict* members = set_members(self);
  return members->count ? ref(make_pair(state, ref(members))) : state;
}

/// Whether instances of the type hold more than attributes, so that making one without arguments would lose something.
bool has_hidden_content(Type* type) {
  Kind layout = type->layout;
  return layout != Kind::instance && layout != Kind::list && layout != Kind::dict;
}

Value state_of(Value self, bool arguments_given) {
  Type* type = type_of(self);
  Value method = lookup(type, vm.names.__getstate__);
  bool own = method && has_kind(method, Kind::method_descriptor) && as<BuiltinFunction>(method)->owner.get() == vm.object_type;
  if (!own) return call_method(self, vm.names.__getstate__, nullptr, 0);
  bool container = native_part(self, Kind::list) || native_part(self, Kind::dict);
  if (!arguments_given && !container && (!has_kind(self, Kind::instance) || has_hidden_content(type))) {
    return raise_type_error("cannot pickle '%T' object", self);
  }
  return plain_state(self);
}

/// What __getnewargs_ex__ or __getnewargs__ give; both null if there is neither. False with an error pending.
bool new_arguments(Value self, Tuple** positional, Dict** keywords) {
  bool found;
  Str* extended_name = intern("__getnewargs_ex__");
  Value given = call_special(self, extended_name, nullptr, 0, &found);
  if (found) {
    if (!given) return false;
    Tuple* pair = as_tuple(given);
    if (!pair) {
      raise_type_error("__getnewargs_ex__ should return a tuple, not '%T'", given);
      return false;
    }
    if (pair->length != 2) {
      raise_value_error("__getnewargs_ex__ should return a tuple of length 2, not %s", pair->length);
      return false;
    }
    *positional = as_tuple(pair->items[0]);
    *keywords = as_dict(pair->items[1]);
    if (!*positional) {
      raise_type_error("first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '%T'", pair->items[0].get());
    } else if (!*keywords) {
      raise_type_error("second item of the tuple returned by __getnewargs_ex__ must be a dict, not '%T'", pair->items[1].get());
    }
    return *positional && *keywords;
  }
  given = call_special(self, vm.names.__getnewargs__, nullptr, 0, &found);
  if (!found) return true;
  if (!given) return false;
  *positional = as_tuple(given);
  if (!*positional) raise_type_error("__getnewargs__ should return a tuple, not '%T'", given);
  return *positional;
}

/// (copyreg.__newobj__, (class, ...), state, list items, dict items).
Value reduce_to_new(Value self) {
  Type* type = type_of(self);
  if (!has_flag(type, type_is_class) && !lookup(type, vm.names.__new__)) return raise_type_error("cannot pickle '%T' object", self);
  Value module = import_copyreg();
  if (!module) return null_value;
  Tuple* positional = nullptr;
  Dict* keywords = nullptr;
  if (!new_arguments(self, &positional, &keywords)) return null_value;
  Value maker, arguments;
  if (keywords && keywords->count) {
    Value parts[] = {ref(type), ref(positional), ref(keywords)};
    maker = get_attr(module, intern("__newobj_ex__"));
    arguments = ref(make_tuple_of(parts, 3));
  } else {
    List* all = make_list();
    list_append(all, ref(type));
    if (positional) list_extend(all, ref(positional));
    maker = get_attr(module, intern("__newobj__"));
    arguments = ref(tuple_from(ref(all)));
  }
  Value state = maker ? state_of(self, positional) : null_value;
  if (!state) return null_value;
  Value list_items = none(), dict_items = none();
  if (native_part(self, Kind::list)) list_items = iterate(self);
  if (native_part(self, Kind::dict)) {
    dict_items = call_method(self, vm.names.items_name, nullptr, 0);
    if (dict_items) dict_items = iterate(dict_items);
  }
  if (!list_items || !dict_items) return null_value;
  Value parts[] = {maker, arguments, state, list_items, dict_items};
  return ref(make_tuple_of(parts, 5));
}

Value reduce_by_protocol(Value self, int64_t protocol) {
  if (protocol >= 2) return reduce_to_new(self);
  Value module = import_copyreg();
  if (!module) return null_value;
  Value arguments[] = {self, int_value(protocol)};
  return call_method(module, intern("_reduce_ex"), arguments, 2);
}

}  // namespace

Value object_reduce(Value self) { return reduce_by_protocol(self, 0); }

Value object_reduce_ex(Value self, Value protocol_value) {
  int64_t protocol;
  if (!index_in_range(protocol_value, &protocol)) return null_value;
  Value reduce = lookup(type_of(self), vm.names.__reduce__);
  bool own = reduce && has_kind(reduce, Kind::method_descriptor) && as<BuiltinFunction>(reduce)->owner.get() == vm.object_type;
  return own ? reduce_by_protocol(self, protocol) : call_method(self, vm.names.__reduce__, nullptr, 0);
}

Value object_get_state(Value self) { return plain_state(self); }

/// (class, args) or (class, args, attributes).
Value exception_reduce(Value self) {
  Dict* attributes = copy_attributes(as<Instance>(self));
  Value parts[] = {ref(type_of(self)), exception_field(self, exception_args), ref(attributes)};
  return ref(make_tuple_of(parts, attributes->count ? 3 : 2));
}
Value exception_set_state(Value self, Value state) {
  if (is_none(state)) return none();
  Dict* dict = as_dict(state);
  if (!dict) return raise_type_error("state is not a dictionary");
  for (int64_t i = next_entry(dict, 0); i >= 0; i = next_entry(dict, static_cast<uint64_t>(i) + 1)) {
    Str* name = as_str(dict->entries->items[i].key);
    if (!name || !set_attr(self, interned(name), entry_value(dict, dict->entries->items[i]))) return null_value;
  }
  return none();
}

}  // namespace python
