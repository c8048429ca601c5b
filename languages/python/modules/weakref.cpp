/// The module _weakref: proxies, and what is known of the references to an object.
#include "modules/module_type.h"
#include "modules/modules.h"
#include "objects/errors.h"
#include "objects/operations.h"
#include "objects/weak_reference.h"

namespace python {

namespace {

bool is_proxy(Value v) { return has_kind(v, Kind::weak_proxy) || has_kind(v, Kind::weak_callable_proxy); }

/// What a proxy stands for, any other value itself; null with ReferenceError if it is dead.
Value behind(Value v) {
  if (!is_proxy(v)) return v;
  void* target = as<WeakReference>(v)->target.get();
  return target ? ref(target) : raise_error(ExceptionKind::reference_error, "weakly-referenced object no longer exists");
}

Value proxy_getattribute(Value self, Value name) {
  Value target = behind(self);
  if (!target) return target;
  if (!as_str(name)) return raise_type_error("attribute name must be string, not '%T'", name);
  return get_attr(target, interned(as_str(name)));
}
Value proxy_setattr(Value self, Value name, Value value) {
  Value target = behind(self);
  return target && set_attr(target, interned(as_str(name)), value) ? none() : null_value;
}
Value proxy_delattr(Value self, Value name) {
  Value target = behind(self);
  return target && delete_attr(target, interned(as_str(name))) ? none() : null_value;
}
Value proxy_str(Value self) {
  Value target = behind(self);
  return target ? to_str(target) : target;
}
Value proxy_repr(Value self) {
  Value target = weak_target(as<WeakReference>(self));
  char address[32], of_target[32];
  std::snprintf(address, sizeof address, "0x%llx", static_cast<unsigned long long>(self.bits));
  std::snprintf(of_target, sizeof of_target, "0x%llx", static_cast<unsigned long long>(target.bits));
  return ref(text_format("<weakproxy at %s to %T at %s>", static_cast<const char*>(address), target, static_cast<const char*>(of_target)));
}
Value proxy_bool(Value self) {
  Value target = behind(self);
  int t = target ? truth(target) : -1;
  return t < 0 ? null_value : boolean(t);
}
Value proxy_length(Value self) {
  Value target = behind(self);
  int64_t count = target ? length(target) : -1;
  return count < 0 ? null_value : int_value(count);
}
Value proxy_iterate(Value self) {
  Value target = behind(self);
  return target ? iterate(target) : target;
}
Value proxy_next(Value self) {
  Value target = behind(self);
  if (!target) return target;
  bool found;
  Value item = call_special(target, vm.names.__next__, nullptr, 0, &found);
  return found ? item : raise_type_error("Weakref proxy referenced a non-iterator '%T' object", target);
}
Value proxy_contains(Value self, Value item) {
  Value target = behind(self);
  int found = target ? contains(target, item) : -1;
  return found < 0 ? null_value : boolean(found);
}
Value proxy_get_item(Value self, Value key) {
  Value target = behind(self);
  return target ? get_item(target, key) : target;
}
Value proxy_set_item(Value self, Value key, Value value) {
  Value target = behind(self);
  return target && set_item(target, key, value) ? none() : null_value;
}
Value proxy_delete_item(Value self, Value key) {
  Value target = behind(self);
  return target && delete_item(target, key) ? none() : null_value;
}
Value proxy_call(const Value* arguments, uint32_t count, Tuple* names) {
  Value target = behind(arguments[0]);
  return target ? call_keywords(target, arguments + 1, count - 1, names) : target;
}
Value proxy_index(Value self) {
  Value target = behind(self);
  return target ? index_of(target) : target;
}
template <Value (*operation)(Value)>
Value proxy_unary(Value self) {
  Value target = behind(self);
  return target ? operation(target) : target;
}
template <Str* Names::* name>
Value proxy_method(Value self) {
  Value target = behind(self);
  if (!target) return target;
  bool found;
  Value result = call_special(target, vm.names.*name, nullptr, 0, &found);
  return found ? result : raise_no_attribute(target, vm.names.*name);
}
template <Comparison op>
Value proxy_compare(Value self, Value other) {
  Value a = behind(self), b = a ? behind(other) : null_value;
  return b ? compare_general(op, a, b) : null_value;
}

#define BINARY(name, symbol, in_place_symbol, method, reflected, in_place) \
  Value proxy_##name(Value self, Value other) {                           \
    Value a = behind(self), b = a ? behind(other) : null_value;            \
    return b ? name(a, b) : null_value;                                    \
  }                                                                        \
  Value proxy_reflected_##name(Value self, Value other) {                 \
    Value a = behind(other), b = a ? behind(self) : null_value;            \
    return b ? name(a, b) : null_value;                                    \
  }                                                                        \
  Value proxy_inplace_##name(Value self, Value other) {                   \
    Value a = behind(self), b = a ? behind(other) : null_value;            \
    return b ? inplace_##name(a, b) : null_value;                          \
  }
#include "objects/operators.def"
#undef BINARY

const BuiltinDefinition proxy_methods[] = {
    entry("__getattribute__", proxy_getattribute),
    entry("__setattr__", proxy_setattr),
    entry("__delattr__", proxy_delattr),
    entry("__str__", proxy_str),
    entry("__repr__", proxy_repr),
    entry("__bool__", proxy_bool),
    entry("__len__", proxy_length),
    entry("__iter__", proxy_iterate),
    entry("__next__", proxy_next),
    entry("__contains__", proxy_contains),
    entry("__getitem__", proxy_get_item),
    entry("__setitem__", proxy_set_item),
    entry("__delitem__", proxy_delete_item),
    entry("__index__", proxy_index),
    entry("__neg__", proxy_unary<negate>),
    entry("__pos__", proxy_unary<positive>),
    entry("__invert__", proxy_unary<invert>),
    entry("__int__", proxy_method<&Names::__int__>),
    entry("__float__", proxy_method<&Names::__float__>),
    entry("__abs__", proxy_method<&Names::__abs__>),
    entry("__bytes__", proxy_method<&Names::__bytes__>),
    entry("__reversed__", proxy_method<&Names::__reversed__>),
    entry("__eq__", proxy_compare<Comparison::equal>),
    entry("__ne__", proxy_compare<Comparison::not_equal>),
    entry("__lt__", proxy_compare<Comparison::less>),
    entry("__le__", proxy_compare<Comparison::less_equal>),
    entry("__gt__", proxy_compare<Comparison::greater>),
    entry("__ge__", proxy_compare<Comparison::greater_equal>),
#define BINARY(name, symbol, in_place_symbol, method, reflected, in_place)               \
  entry(#method, proxy_##name), entry(#reflected, proxy_reflected_##name), \
      entry(#in_place, proxy_inplace_##name),
#include "objects/operators.def"
#undef BINARY
};
const BuiltinDefinition call_methods[] = {entry("__call__", proxy_call, 1)};

Value make_proxy(Value object, Value callback) {
  return make_weak_reference(is_callable(object) ? Kind::weak_callable_proxy : Kind::weak_proxy, object, callback);
}
Value get_weak_references(Value object) {
  List* list = make_list();
  collect_weak_references(object, list);
  return ref(list);
}
Value get_weak_reference_count(Value object) {
  List* list = make_list();
  collect_weak_references(object, list);
  return int_value(static_cast<int64_t>(list->length));
}
/// Deletes dict[key] if its value is a dead reference.
Value remove_dead(Value dict_value, Value key) {
  Dict* dict = as_dict(dict_value);
  if (!dict) return raise_type_error("_remove_dead_weakref() argument 1 must be dict, not %T", dict_value);
  Value value = dict_get(dict, key);
  if (!value) return has_error() ? null_value : none();
  Value reference = native_part(value, Kind::weak_reference);
  if (!reference) return raise_type_error("not a weakref");
  if (!as<WeakReference>(reference)->target.get() && dict_delete(dict, key) < 0) return null_value;
  return none();
}

}  // namespace

void fill_weakref(Module* module) {
  for (Kind kind : {Kind::weak_proxy, Kind::weak_callable_proxy}) {
    complete_type(nullptr, kind, nullptr, type_custom_getattribute | type_custom_setattr | type_custom_delattr, proxy_methods);
    dict_set_str(builtin_type(kind)->dict, vm.names.__hash__, none());
  }
  complete_type(nullptr, Kind::weak_callable_proxy, nullptr, 0, call_methods);
  static const BuiltinDefinition functions[] = {
      entry("proxy", make_proxy, 1), entry("getweakrefs", get_weak_references), entry("getweakrefcount", get_weak_reference_count),
      entry("_remove_dead_weakref", remove_dead)};
  define(module, functions);
  Type* type = builtin_type(Kind::weak_reference);
  set_member(module, "ref", ref(type));
  set_member(module, "ReferenceType", ref(type));
  set_member(module, "ProxyType", ref(builtin_type(Kind::weak_proxy)));
  set_member(module, "CallableProxyType", ref(builtin_type(Kind::weak_callable_proxy)));
}

}  // namespace python
