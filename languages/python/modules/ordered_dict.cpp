/// OrderedDict: a dict, whose entries are in order anyway, with methods that look at the order.
#include "modules/collections.h"
#include "modules/module_type.h"
#include "objects/errors.h"
#include "objects/operations.h"

namespace python {

namespace {

Type* ordered_dict_type(Value self) {
  Type* type = type_of(self);
  while (!type->construct) type = type->base;
  return type;
}
bool is_ordered(Value v, Value self) { return is_instance(v, ordered_dict_type(self)); }
Dict* dict_of(Value self) { return as<Dict>(as<Instance>(self)->slots[native_slot].get()); }

/// Whether assignment to items is dict's own.
bool stores_plainly(Value self) {
  return lookup(type_of(self), vm.names.__setitem__) == lookup(builtin_type(Kind::dict), vm.names.__setitem__);
}

/// self[key] = value for each of `source`, in the ways of MutableMapping.update. False with an error pending.
bool update_from(Value self, Value source) {
  if (stores_plainly(self)) return dict_update(dict_of(self), source);
  Dict* gathered = make_dict();
  if (!dict_update(gathered, source)) return false;
  for (int64_t i = next_entry(gathered, 0); i >= 0; i = next_entry(gathered, static_cast<uint64_t>(i) + 1)) {
    if (!set_item(self, gathered->entries->items[i].key, gathered->entries->items[i].value)) return false;
  }
  return true;
}
bool update_with(Value self, const Value* arguments, uint32_t count, Tuple* names, const char* name) {
  if (count > 1) {
    raise_type_error("%s expected at most 1 argument, got %s", name, count);
    return false;
  }
  if (count && !update_from(self, arguments[0])) return false;
  for (uint64_t i = 0; names && i < names->length; i++) {
    if (!set_item(self, names->items[i], arguments[count + i])) return false;
  }
  return true;
}

Value construct_ordered_dict(Type* type, const Value* arguments, uint32_t count, Tuple* names) {
  Value made = ref(make_dict_instance(type));
  if (has_flag(type, type_is_class)) return made;  // its __init__ follows
  return update_with(made, arguments, count, names, "OrderedDict") ? made : null_value;
}
Value init(const Value* arguments, uint32_t count, Tuple* names) {
  return update_with(arguments[0], arguments + 1, count - 1, names, "OrderedDict") ? none() : null_value;
}
Value update(const Value* arguments, uint32_t count, Tuple* names) {
  return update_with(arguments[0], arguments + 1, count - 1, names, "update") ? none() : null_value;
}

Value pop_item(const Value* arguments, uint32_t count, Tuple* names) {
  Value given[1];
  if (!parse_arguments("popitem", "last", 0, arguments + 1, count - 1, names, given)) return null_value;
  int last = given[0] ? truth(given[0]) : 1;
  if (last < 0) return null_value;
  Dict* dict = dict_of(arguments[0]);
  if (dict->count == 0) return raise_error(ExceptionKind::key_error, "dictionary is empty");
  int64_t position = last ? static_cast<int64_t>(dict->used) - 1 : next_entry(dict, 0);
  while (!dict->entries->items[position].key.get()) position--;
  if (!last) dict->first = static_cast<uint32_t>(position);
  const DictEntry& entry = dict->entries->items[position];
  Value pair = ref(make_pair(entry.key, entry.value));
  dict_delete_at(dict, static_cast<uint64_t>(position));
  return pair;
}
Value move_to_end(Value self, Value key, Value last_value) {
  int last = last_value ? truth(last_value) : 1;
  if (last < 0) return null_value;
  Dict* dict = dict_of(self);
  int64_t position = find_key(dict, key);
  if (position == -2) return null_value;
  if (position < 0) return raise_key_error(key);
  if (last) dict_move_to_end(dict, static_cast<uint64_t>(position));
  else dict_move_to_front(dict, static_cast<uint64_t>(position));
  return none();
}
Value set_default(Value self, Value key, Value fallback) {
  Value value = dict_get(dict_of(self), key);
  if (value || has_error()) return value;
  value = none_if_null(fallback);
  return set_item(self, key, value) ? value : null_value;
}
Value pop(Value self, Value key, Value fallback) {
  Dict* dict = dict_of(self);
  Value value = dict_get(dict, key);
  if (value) return dict_delete(dict, key) < 0 ? null_value : value;
  if (has_error()) return null_value;
  bool found;
  value = call_special(self, vm.names.__missing__, &key, 1, &found);
  if (found && !fallback) return value;
  return fallback ? fallback : raise_key_error(key);
}
Value copy(Value self) {
  Value made = call_0(ref(type_of(self)));
  if (!made) return made;
  if (has_kind(self, Kind::instance)) {
    Dict* attributes = copy_attributes(as<Instance>(self));
    for (int64_t i = next_entry(attributes, 0); i >= 0; i = next_entry(attributes, static_cast<uint64_t>(i) + 1)) {
      if (!set_attr(made, as<Str>(attributes->entries->items[i].key), attributes->entries->items[i].value)) return null_value;
    }
  }
  return update_from(made, self) ? made : null_value;
}

/// Equal in order to another OrderedDict; as dicts to any other.
template <bool wanted>
Value compare(Value self, Value other) {
  Dict *a = dict_of(self), *b = as_dict(other);
  if (!b) return not_implemented();
  Value equal = compare_general(Comparison::equal, ref(a), ref(b));
  if (!equal) return equal;
  bool same = equal == true_value();
  if (same && is_ordered(other, self)) {
    int64_t i = next_entry(a, 0), k = next_entry(b, 0);
    while (same && i >= 0 && k >= 0) {
      int equal_keys = equals(a->entries->items[i].key, b->entries->items[k].key);
      if (equal_keys < 0) return null_value;
      same = equal_keys;
      i = next_entry(a, static_cast<uint64_t>(i) + 1);
      k = next_entry(b, static_cast<uint64_t>(k) + 1);
    }
  }
  return boolean(same == wanted);
}

Value items_list(Value self) {
  Value items = call_method(self, vm.names.items_name, nullptr, 0);
  List* list = items ? list_from(items) : nullptr;
  return list ? ref(list) : null_value;
}
Value repr(Value self) {
  Str* name = type_of(self)->name;
  if (dict_of(self)->count == 0) return ref(text_format("%s()", name));
  if (!enter_repr(self)) return ref(make_str("..."));
  Value items = items_list(self);
  Value text = items ? to_repr(items) : null_value;
  leave_repr(self);
  return text ? ref(text_format("%s(%s)", name, as_str(text))) : null_value;
}
/// (type, (), attributes or None, None, iterator over the items).
Value reduce(Value self) {
  Dict* attributes = copy_attributes(as<Instance>(self));
  Value items = call_method(self, vm.names.items_name, nullptr, 0);
  Value iterator = items ? iterate(items) : null_value;
  if (!iterator) return null_value;
  Value state = attributes->count ? ref(attributes) : none();
  Value parts[] = {ref(type_of(self)), ref(vm.empty_tuple), state, none(), iterator};
  return ref(make_tuple_of(parts, 5));
}
Value merge(Value self, Value other) {
  if (!as_dict(other)) return not_implemented();
  Value made = call_1(ref(type_of(self)), self);
  return made && update_from(made, other) ? made : null_value;
}
Value merge_reflected(Value self, Value other) {
  if (!as_dict(other)) return not_implemented();
  Value made = call_1(ref(type_of(self)), other);
  return made && update_from(made, self) ? made : null_value;
}
Value merge_in_place(Value self, Value other) { return update_from(self, other) ? self : null_value; }
Value clear(Value self) {
  table_clear(dict_of(self));
  return none();
}

}  // namespace

void fill_ordered_dict(Module* module) {
  constexpr uint8_t raw = builtin_raw_self;
  static const BuiltinDefinition methods[] = {
      entry("__init__", init, 1, 255, raw), entry("update", update, 1, 255, raw), entry("popitem", pop_item, 1, 255, raw),
      entry("move_to_end", move_to_end, 2, "key last", raw), entry("setdefault", set_default, 2, "key default", raw),
      entry("pop", pop, 2, "key default", raw), entry("copy", copy, 1, nullptr, raw), entry("__copy__", copy, 1, nullptr, raw),
      entry("clear", clear, 1, nullptr, raw), entry("__eq__", compare<true>, 2, nullptr, raw),
      entry("__ne__", compare<false>, 2, nullptr, raw), entry("__repr__", repr, 1, nullptr, raw),
      entry("__reduce__", reduce, 1, nullptr, raw), entry("__or__", merge, 2, nullptr, raw),
      entry("__ror__", merge_reflected, 2, nullptr, raw), entry("__ior__", merge_in_place, 2, nullptr, raw)};
  Type* type = make_dict_type("collections.OrderedDict", 0, construct_ordered_dict);
  dict_set_str(type->dict, vm.names.__hash__, none());
  complete_type(module, type, construct_ordered_dict, type_has_dictionary, methods);
}

}  // namespace python
