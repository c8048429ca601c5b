/// The methods of dict, its views and mappingproxy.
#include "objects/builtin.h"
#include "objects/errors.h"
#include "objects/operations.h"
#include "objects/set.h"
#include "objects/types.h"

namespace python {

Value compare_builtin(Comparison op, Value a, Value b);

namespace {

Dict* self_dict(Value self) { return as<Dict>(self); }

/// A dict with cells (globals()) compares, copies and prints as any other.
Value get(Value self, Value key, Value fallback) {
  Value value = dict_get(self_dict(self), key);
  if (value) return value;
  return has_error() ? null_value : none_if_null(fallback);
}
Value get_item_dict(Value self, Value key) {
  Dict* dict = as_dict(self);
  Value value = dict_get(dict, key);
  if (value || has_error()) return value;
  if (!is_dict(self)) {
    bool found;
    value = call_special(self, vm.names.__missing__, &key, 1, &found);
    if (found) return value;
  }
  return raise_key_error(key);
}
Value set_item_dict(Value self, Value key, Value value) { return dict_set(self_dict(self), key, value) ? none() : null_value; }
Value delete_item_dict(Value self, Value key) {
  int deleted = dict_delete(self_dict(self), key);
  if (deleted < 0) return null_value;
  return deleted ? none() : raise_key_error(key);
}
Value set_default(Value self, Value key, Value fallback) {
  Value value = dict_get(self_dict(self), key);
  if (value || has_error()) return value;
  value = none_if_null(fallback);
  return dict_set(self_dict(self), key, value) ? value : null_value;
}
Value pop(Value self, Value key, Value fallback) {
  Value value = dict_get(self_dict(self), key);
  if (value) {
    if (dict_delete(self_dict(self), key) < 0) return null_value;
    return value;
  }
  if (has_error()) return null_value;
  return fallback ? fallback : raise_key_error(key);
}
JW_DONT_LOOK_INSIDE Value pop_item(Value self) {
  Dict* dict = self_dict(self);
  for (uint64_t i = dict->used; i-- > 0;) {
    const DictEntry& entry = dict->entries->items[i];
    if (!entry.key.get()) continue;
    Value value = entry_value(dict, entry);
    if (!value) continue;
    Value pair = ref(make_pair(entry.key, value));
    dict_delete_at(dict, i);
    return pair;
  }
  return raise_error(ExceptionKind::key_error, "popitem(): dictionary is empty");
}
Value clear(Value self) {
  table_clear(self_dict(self));
  return none();
}
Value copy(Value self) { return ref(dict_copy(self_dict(self))); }
bool update_with(Value self, const Value* arguments, uint32_t count, Tuple* names, const char* name) {
  Dict* dict = as_dict(self);
  if (count > 1) {
    raise_type_error("%s expected at most 1 argument, got %s", name, count);
    return false;
  }
  if (count && !dict_update(dict, arguments[0])) return false;
  for (uint64_t i = 0; names && i < names->length; i++) dict_set_str(dict, as<Str>(names->items[i]), arguments[count + i]);
  return true;
}
Value update(const Value* arguments, uint32_t count, Tuple* names) {
  return update_with(arguments[0], arguments + 1, count - 1, names, "update") ? none() : null_value;
}
Value init_dict(const Value* arguments, uint32_t count, Tuple* names) {
  return update_with(arguments[0], arguments + 1, count - 1, names, "dict") ? none() : null_value;
}
Value from_keys(Value cls, Value iterable, Value value) {
  Value made = cls == ref(builtin_type(Kind::dict)) ? ref(make_dict()) : call_0(cls);
  if (!made) return made;
  Value iterator = iterate(iterable);
  if (!iterator) return iterator;
  while (Value key = next(iterator)) {
    if (!set_item(made, key, none_if_null(value)) || interrupted()) return null_value;
  }
  return has_error() ? null_value : made;
}

Value keys(Value self) { return make_dict_view(Kind::dict_keys, self_dict(self)); }
Value values(Value self) { return make_dict_view(Kind::dict_values, self_dict(self)); }
Value items(Value self) { return make_dict_view(Kind::dict_items, self_dict(self)); }

Value contains_key(Value self, Value key) {
  Value value = dict_get(self_dict(self), key);
  return value ? true_value() : has_error() ? null_value : false_value();
}
Value length_dict(Value self) { return small_int_value(self_dict(self)->count); }
Value iterate_dict(Value self) { return make_dict_iterator(Kind::dict_key_iterator, self_dict(self)); }
Value reversed_dict(Value self) { return make_dict_iterator(Kind::dict_reverse_key_iterator, self_dict(self)); }
template <Comparison op>
Value compare_dict(Value self, Value other) {
  Dict* b = as_dict(other);
  return b ? compare_builtin(op, self, ref(b)) : not_implemented();
}
Value merge(Value self, Value other) {
  Dict* b = as_dict(other);
  if (!b) return not_implemented();
  Dict* result = dict_copy(self_dict(self));
  return dict_update(result, other) ? ref(result) : null_value;
}
Value merge_reflected(Value self, Value other) {
  Dict* a = as_dict(other);
  if (!a) return not_implemented();
  Dict* result = dict_copy(a);
  return dict_update(result, self) ? ref(result) : null_value;
}
Value merge_in_place(const Value* arguments, uint32_t, Tuple*) {
  return dict_update(as_dict(arguments[0]), arguments[1]) ? arguments[0] : null_value;
}

JW_DONT_LOOK_INSIDE Value repr_dict(Value self) {
  if (!enter_repr(self)) return ref(make_str("{...}"));
  Dict* dict = self_dict(self);
  StrBuilder builder;
  builder.append('{');
  bool first = true, good = true;
  for (int64_t i = next_entry(dict, 0); good && i >= 0; i = next_entry(dict, static_cast<uint64_t>(i) + 1)) {
    Value key = dict->entries->items[i].key, value = entry_value(dict, dict->entries->items[i]);
    if (!first) builder.append_ascii(", ");
    first = false;
    Value text = to_repr(key);
    good = bool(text);
    if (!good) break;
    builder.append(as_str(text));
    builder.append_ascii(": ");
    text = to_repr(value);
    good = bool(text);
    if (good) builder.append(as_str(text));
  }
  leave_repr(self);
  if (!good) return null_value;
  builder.append('}');
  return ref(builder.finish());
}
Value class_getitem(Value cls, Value arguments) { return make_generic_alias(cls, arguments); }

const BuiltinDefinition methods[] = {
    entry("get", get, 2),
    entry("__getitem__", get_item_dict, 2, nullptr, builtin_raw_self),
    entry("__setitem__", set_item_dict),
    entry("__delitem__", delete_item_dict),
    entry("setdefault", set_default, 2),
    entry("pop", pop, 2),
    entry("popitem", pop_item),
    entry("clear", clear),
    entry("copy", copy),
    entry("update", update, 1, 255, builtin_raw_self),
    entry("__init__", init_dict, 1, 255, builtin_raw_self),
    entry("fromkeys", from_keys, 2, nullptr, builtin_class_method),
    entry("keys", keys),
    entry("values", values),
    entry("items", items),
    entry("__contains__", contains_key),
    entry("__len__", length_dict),
    entry("__iter__", iterate_dict),
    entry("__reversed__", reversed_dict),
    entry("__repr__", repr_dict),
    entry("__or__", merge),
    entry("__ror__", merge_reflected),
    entry("__ior__", merge_in_place, 2, 2, builtin_raw_self),
    entry("__eq__", compare_dict<Comparison::equal>),
    entry("__ne__", compare_dict<Comparison::not_equal>),
    entry("__class_getitem__", class_getitem, 2, nullptr, builtin_class_method),
};

// ---- views ----

Dict* viewed(Value self) { return as<Dict>(as<DictView>(self)->dict); }

/// A set of what the view shows; null with an error pending.
Set* view_set(Value view) { return set_from(view, Kind::set); }

Value view_length(Value self) { return small_int_value(viewed(self)->count); }
Value view_iterate(Value self) { return iterate(self); }
Value view_reversed(Value self) {
  Kind kind = has_kind(self, Kind::dict_keys)     ? Kind::dict_reverse_key_iterator
              : has_kind(self, Kind::dict_values) ? Kind::dict_reverse_value_iterator
                                                  : Kind::dict_reverse_item_iterator;
  return make_dict_iterator(kind, viewed(self));
}
Value view_repr(Value self) {
  List* list = list_from(self);
  if (!list) return null_value;
  return ref(text_format("%T(%R)", self, ref(list)));
}
Value keys_contains(Value self, Value key) { return contains_key(ref(viewed(self)), key); }
Value items_contains(Value self, Value item) {
  if (!is_tuple(item) || as<Tuple>(item)->length != 2) return false_value();
  Value value = dict_get(viewed(self), as<Tuple>(item)->items[0]);
  if (!value) return has_error() ? null_value : false_value();
  int equal = equals(value, as<Tuple>(item)->items[1]);
  return equal < 0 ? null_value : boolean(equal);
}
Value view_mapping(Value self) {
  MappingProxy* proxy = make<MappingProxy>(Kind::mapping_proxy);
  proxy->mapping.initialise(as<DictView>(self)->dict.get());
  return ref(proxy);
}
template <BinaryOperator op>
Value view_set_operation(Value self, Value other) {
  Set* a = view_set(self);
  if (!a) return null_value;
  Set* b = view_set(other);
  return b ? binary_general(op, ref(a), ref(b)) : null_value;
}
template <BinaryOperator op>
Value view_set_reflected(Value self, Value other) {
  Set* a = view_set(other);
  if (!a) return null_value;
  Set* b = view_set(self);
  return b ? binary_general(op, ref(a), ref(b)) : null_value;
}
template <Comparison op>
Value view_compare(Value self, Value other) {
  bool set_like = as_set(other) || has_kind(other, Kind::dict_keys) || has_kind(other, Kind::dict_items);
  if (!set_like) return not_implemented();
  Set* a = view_set(self);
  Set* b = a ? view_set(other) : nullptr;
  return b ? compare_builtin(op, ref(a), ref(b)) : null_value;
}
Value view_isdisjoint(Value self, Value other) {
  Set* a = view_set(self);
  Set* b = a ? view_set(other) : nullptr;
  if (!b) return null_value;
  Value common = binary_general(BinaryOperator::bit_and, ref(a), ref(b));
  return common ? boolean(as<Set>(common)->count == 0) : null_value;
}

const BuiltinDefinition view_methods[] = {
    entry("__len__", view_length),
    entry("__iter__", view_iterate),
    entry("__reversed__", view_reversed),
    entry("__repr__", view_repr),
};
const BuiltinDefinition set_view_methods[] = {
    entry("isdisjoint", view_isdisjoint),
    entry("__and__", view_set_operation<BinaryOperator::bit_and>),
    entry("__or__", view_set_operation<BinaryOperator::bit_or>),
    entry("__sub__", view_set_operation<BinaryOperator::subtract>),
    entry("__xor__", view_set_operation<BinaryOperator::bit_xor>),
    entry("__rand__", view_set_reflected<BinaryOperator::bit_and>),
    entry("__ror__", view_set_reflected<BinaryOperator::bit_or>),
    entry("__rsub__", view_set_reflected<BinaryOperator::subtract>),
    entry("__rxor__", view_set_reflected<BinaryOperator::bit_xor>),
    entry("__eq__", view_compare<Comparison::equal>),
    entry("__ne__", view_compare<Comparison::not_equal>),
    entry("__lt__", view_compare<Comparison::less>),
    entry("__le__", view_compare<Comparison::less_equal>),
    entry("__gt__", view_compare<Comparison::greater>),
    entry("__ge__", view_compare<Comparison::greater_equal>),
};
const GetSetDefinition view_attributes[] = {{"mapping", view_mapping}};

// ---- mappingproxy ----

Value proxied(Value self) { return as<MappingProxy>(self)->mapping; }
Value proxy_get_item(Value self, Value key) { return get_item(proxied(self), key); }
Value proxy_contains(Value self, Value key) {
  int found = contains(proxied(self), key);
  return found < 0 ? null_value : boolean(found);
}
Value proxy_length(Value self) {
  int64_t n = length(proxied(self));
  return n < 0 ? null_value : small_int_value(n);
}
Value proxy_iterate(Value self) { return iterate(proxied(self)); }
Value proxy_get(Value self, Value key, Value fallback) {
  Value arguments[] = {key, none_if_null(fallback)};
  return call_method(proxied(self), intern("get"), arguments, 2);
}
template <Str* Names::* name>
Value proxy_call(Value self) {
  return call_method(proxied(self), vm.names.*name, nullptr, 0);
}
Value proxy_copy(Value self) { return call_method(proxied(self), intern("copy"), nullptr, 0); }
Value proxy_repr(Value self) { return ref(text_format("mappingproxy(%R)", proxied(self))); }
Value proxy_str(Value self) { return to_str(proxied(self)); }
Value proxy_or(Value self, Value other) {
  if (has_kind(other, Kind::mapping_proxy)) other = proxied(other);
  return binary_general(BinaryOperator::bit_or, proxied(self), other);
}
Value proxy_eq(Value self, Value other) {
  if (has_kind(other, Kind::mapping_proxy)) other = proxied(other);
  return compare_general(Comparison::equal, proxied(self), other);
}

const BuiltinDefinition proxy_methods[] = {
    entry("__getitem__", proxy_get_item),
    entry("__contains__", proxy_contains),
    entry("__len__", proxy_length),
    entry("__iter__", proxy_iterate),
    entry("get", proxy_get, 2),
    entry("keys", proxy_call<&Names::keys_name>),
    entry("values", proxy_call<&Names::values_name>),
    entry("items", proxy_call<&Names::items_name>),
    entry("copy", proxy_copy),
    entry("__repr__", proxy_repr),
    entry("__str__", proxy_str),
    entry("__or__", proxy_or),
    entry("__eq__", proxy_eq),
};

}  // namespace

Value construct_dict(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value dict = ref(make_dict());
  return update_with(dict, arguments, count, names, "dict") ? dict : null_value;
}

Value construct_mapping_proxy(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (count != 1) return raise_type_error("mappingproxy expected 1 argument, got %s", count);
  if (!as_dict(arguments[0]) && !lookup_special(arguments[0], vm.names.__getitem__)) {
    return raise_type_error("mappingproxy() argument must be a mapping, not %T", arguments[0]);
  }
  MappingProxy* proxy = make<MappingProxy>(Kind::mapping_proxy);
  proxy->mapping.initialise(arguments[0]);
  return ref(proxy);
}

void define_dict_types() {
  define(builtin_type(Kind::dict), methods);
  dict_set_str(builtin_type(Kind::dict)->dict, vm.names.__hash__, none());
  for (Kind kind : {Kind::dict_keys, Kind::dict_values, Kind::dict_items}) {
    define(builtin_type(kind), view_methods);
    define_attributes(builtin_type(kind), view_attributes);
    if (kind != Kind::dict_values) define(builtin_type(kind), set_view_methods);
  }
  static const BuiltinDefinition keys_methods[] = {entry("__contains__", keys_contains)};
  static const BuiltinDefinition items_methods[] = {entry("__contains__", items_contains)};
  define(builtin_type(Kind::dict_keys), keys_methods);
  define(builtin_type(Kind::dict_items), items_methods);
  define(builtin_type(Kind::mapping_proxy), proxy_methods);
}

}  // namespace python
