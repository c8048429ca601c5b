/// The methods of set and frozenset.
#include "objects/builtin.h"
#include "objects/errors.h"
#include "objects/operations.h"
#include "objects/set.h"
#include "objects/types.h"

namespace python {

Value compare_builtin(Comparison op, Value a, Value b);
Value make_generic_alias(Value origin, Value arguments);

namespace {

Kind result_kind(Value self) { return kind_of(as_set(self)); }

/// The set, frozenset (or native part) itself, else a set made of the iterable; null with an error pending.
Set* set_operand(Value v) {
  Set* set = as_set(v);
  return set ? set : set_from(v, Kind::set);
}
Set* copy_of(Set* set, Kind kind) {
  Set* copy = make_set(kind);
  set_merge(copy, set);
  return copy;
}

/// Calls visit(key, hash) for each item; stops when it returns false.
template <class F>
bool for_each(HashTable* table, F visit_item) {
  for (int64_t i = next_entry(table, 0); i >= 0; i = next_entry(table, static_cast<uint64_t>(i) + 1)) {
    if (!visit_item(table->entries->items[i].key.get(), table->entries->items[i].hash)) return false;
  }
  return true;
}
/// 1, 0, -1.
int has(Set* set, Value key, uint64_t hash) {
  int64_t position = find_generic(set, key, hash);
  return position == -2 ? -1 : position >= 0;
}
bool add_known(Set* set, Value key, uint64_t hash) {
  int found = has(set, key, hash);
  if (found == 0) set_insert(set, key, hash);
  return found >= 0;
}

// The order of the results' items is that of CPython: it follows from which operand is walked.

JW_DONT_LOOK_INSIDE Set* intersection_of(Set* a, Set* b, Kind kind) {
  Set* result = make_set(kind);
  if (b->count > a->count) std::swap(a, b);
  bool good = for_each(b, [&](Value key, uint64_t h) {
    int found = has(a, key, h);
    return found < 0 ? false : !found || add_known(result, key, h);
  });
  return good ? result : nullptr;
}
/// Removes the items of `b` from `a`.
bool subtract_from(Set* a, Set* b) {
  if (a == b) {
    set_clear(a);
    return true;
  }
  return for_each(b, [&](Value key, uint64_t h) {
    int64_t position = find_generic(a, key, h);
    if (position >= 0) set_delete_at(a, static_cast<uint64_t>(position));
    return position != -2;
  });
}
JW_DONT_LOOK_INSIDE Set* difference_of(Set* a, Set* b, Kind kind) {
  if (a->count >> 2 > b->count) {
    Set* result = copy_of(a, kind);
    return subtract_from(result, b) ? result : nullptr;
  }
  Set* result = make_set(kind);
  bool good = for_each(a, [&](Value key, uint64_t h) {
    int found = has(b, key, h);
    return found < 0 ? false : found || add_known(result, key, h);
  });
  return good ? result : nullptr;
}
JW_DONT_LOOK_INSIDE Set* union_of(Set* a, Set* b, Kind kind) {
  Set* result = copy_of(a, kind);
  return set_merge(result, b) ? result : nullptr;
}
/// Items of `b` that are in `a` leave it, the others join it.
bool toggle(Set* a, Set* b) {
  if (a == b) {
    set_clear(a);
    return true;
  }
  return for_each(b, [&](Value key, uint64_t h) {
    int64_t position = find_generic(a, key, h);
    if (position >= 0)
      set_delete_at(a, static_cast<uint64_t>(position));
    else if (position == -1)
      set_insert(a, key, h);
    return position != -2;
  });
}
JW_DONT_LOOK_INSIDE Set* symmetric_of(Set* a, Set* b, Kind kind) {
  Set* result = copy_of(b, kind);
  return toggle(result, a) ? result : nullptr;
}

template <Set* (*operation)(Set*, Set*, Kind)>
Value operator_method(Value self, Value other) {
  Set* b = as_set(other);
  return b ? ref(operation(as_set(self), b, result_kind(self))) : not_implemented();
}
template <Set* (*operation)(Set*, Set*, Kind)>
Value reflected_method(Value self, Value other) {
  Set* a = as_set(other);
  return a ? ref(operation(a, as_set(self), result_kind(other))) : not_implemented();
}
void replace_content(Set* set, Set* with) {
  set->entries = with->entries.get();
  set->count = with->count;
  set->used = with->used;
  set->fill = with->fill;
  set->changes++;
}
Value intersect_in_place(const Value* arguments, uint32_t, Tuple*) {
  Set* a = as_set(arguments[0]);
  Set* b = as_set(arguments[1]);
  if (!b) return not_implemented();
  Set* result = intersection_of(a, b, Kind::set);
  if (!result) return null_value;
  replace_content(a, result);
  return arguments[0];
}
template <bool (*operation)(Set*, Set*)>
Value in_place_method(const Value* arguments, uint32_t, Tuple*) {
  Set* b = as_set(arguments[1]);
  if (!b) return not_implemented();
  return operation(as_set(arguments[0]), b) ? arguments[0] : null_value;
}
bool merge_into(Set* a, Set* b) { return set_merge(a, b); }

/// The same with any iterable on the right: those that are no sets are walked in their own order.
Set* intersection_with(Set* a, Value other, Kind kind) {
  if (Set* b = as_set(other)) return intersection_of(a, b, kind);
  Set* result = make_set(kind);
  Value iterator = iterate(other);
  if (!iterator) return nullptr;
  while (Value item = next(iterator)) {
    int found = set_contains(a, item);
    if (found < 0 || (found && !set_add(result, item))) return nullptr;
  }
  return has_error() ? nullptr : result;
}
Set* difference_with(Set* a, Value other, Kind kind) {
  if (Set* b = as_set(other)) return difference_of(a, b, kind);
  Set* b = set_from(other, Kind::set);
  if (!b) return nullptr;
  if (is_dict(other)) return difference_of(a, b, kind);
  Set* result = copy_of(a, kind);
  return subtract_from(result, b) ? result : nullptr;
}
Set* union_with(Set* a, Value other, Kind kind) {
  Set* result = copy_of(a, kind);
  return set_update(result, other) ? result : nullptr;
}

/// self op each argument in turn, into a new set.
template <Set* (*operation)(Set*, Value, Kind)>
Value method_of_many(const Value* arguments, uint32_t count) {
  Set* result = as_set(arguments[0]);
  Kind kind = kind_of(result);
  if (count == 1) return ref(copy_of(result, kind));
  for (uint32_t i = 1; i < count; i++) {
    result = operation(result, arguments[i], kind);
    if (!result) return null_value;
  }
  return ref(result);
}
Value intersection_update(const Value* arguments, uint32_t count) {
  Value result = method_of_many<intersection_with>(arguments, count);
  if (!result) return result;
  replace_content(as_set(arguments[0]), as<Set>(result));
  return none();
}
Value difference_update(const Value* arguments, uint32_t count) {
  for (uint32_t i = 1; i < count; i++) {
    Set* other = set_operand(arguments[i]);
    if (!other || !subtract_from(as_set(arguments[0]), other)) return null_value;
  }
  return none();
}
Value update(const Value* arguments, uint32_t count) {
  for (uint32_t i = 1; i < count; i++) {
    if (!set_update(as_set(arguments[0]), arguments[i])) return null_value;
  }
  return none();
}
Value symmetric_difference(Value self, Value other) {
  Set* b = set_operand(other);
  return b ? ref(symmetric_of(as_set(self), b, result_kind(self))) : null_value;
}
Value symmetric_difference_update(Value self, Value other) {
  Set* b = set_operand(other);
  return b && toggle(as_set(self), b) ? none() : null_value;
}

Value add_item(Value self, Value item) { return set_add(as<Set>(self), item) ? none() : null_value; }
Value remove_item(Value self, Value item) {
  int removed = set_remove(as<Set>(self), item);
  return removed < 0 ? null_value : removed ? none() : raise_key_error(item);
}
Value discard(Value self, Value item) { return set_remove(as<Set>(self), item) < 0 ? null_value : none(); }
Value pop(Value self) {
  Set* set = as<Set>(self);
  if (set->count == 0) return raise_error(ExceptionKind::key_error, "pop from an empty set");
  return set_pop(set);
}
Value clear(Value self) {
  set_clear(as<Set>(self));
  return none();
}
Value copy(Value self) { return ref(copy_of(as_set(self), result_kind(self))); }
Value frozen_copy(Value self) { return self; }
Value isdisjoint(Value self, Value other) {
  Set* b = set_operand(other);
  if (!b) return null_value;
  Set* a = as_set(self);
  bool error = false;
  bool none_shared = for_each(a, [&](Value key, uint64_t h) {
    int found = has(b, key, h);
    error |= found < 0;
    return found == 0;
  });
  return error ? null_value : boolean(none_shared);
}
Value issubset(Value self, Value other) {
  Set* b = set_operand(other);
  return b ? compare_builtin(Comparison::less_equal, ref(as_set(self)), ref(b)) : null_value;
}
Value issuperset(Value self, Value other) {
  Set* b = set_operand(other);
  return b ? compare_builtin(Comparison::greater_equal, ref(as_set(self)), ref(b)) : null_value;
}
Value contains_item(Value self, Value item) {
  int found = contains_general(self, item);
  return found < 0 ? null_value : boolean(found);
}
Value length_set(Value self) { return small_int_value(as_set(self)->count); }
Value iterate_set(Value self) { return make_set_iterator(as_set(self)); }
Value hash_set(Value self) { return int_value(hash(self)); }
template <Comparison op>
Value compare_set(Value self, Value other) {
  Set* b = as_set(other);
  return b ? compare_builtin(op, self, ref(b)) : not_implemented();
}
JW_DONT_LOOK_INSIDE Value repr_set(Value self) {
  Set* set = as_set(self);
  Type* type = type_of(self);
  if (set->count == 0) return ref(text_format("%s()", type));
  if (!enter_repr(self)) return ref(text_format("%s(...)", type));
  List* list = list_from(ref(set));
  Value text = list ? to_repr(ref(list)) : null_value;
  leave_repr(self);
  if (!text) return text;
  Str* inner = str_slice(as<Str>(text), 1, as<Str>(text)->length - 1);
  if (is_set(self)) return ref(text_format("{%s}", inner));
  return ref(text_format("%s({%s})", type, inner));
}
Value init_set(Value self, Value iterable) {
  Set* set = as<Set>(self);
  set_clear(set);
  return !iterable || set_update(set, iterable) ? none() : null_value;
}
Value reduce(Value self) {
  List* list = list_from(ref(as_set(self)));
  return ref(make_pair(ref(type_of(self)), ref(make_tuple_1(ref(list)))));
}
Value class_getitem(Value cls, Value arguments) { return make_generic_alias(cls, arguments); }

const BuiltinDefinition shared_methods[] = {
    entry("union", method_of_many<union_with>, 1),
    entry("intersection", method_of_many<intersection_with>, 1),
    entry("difference", method_of_many<difference_with>, 1),
    entry("symmetric_difference", symmetric_difference),
    entry("isdisjoint", isdisjoint),
    entry("issubset", issubset),
    entry("issuperset", issuperset),
    entry("__or__", operator_method<union_of>),
    entry("__ror__", reflected_method<union_of>),
    entry("__and__", operator_method<intersection_of>),
    entry("__rand__", reflected_method<intersection_of>),
    entry("__sub__", operator_method<difference_of>),
    entry("__rsub__", reflected_method<difference_of>),
    entry("__xor__", operator_method<symmetric_of>),
    entry("__rxor__", reflected_method<symmetric_of>),
    entry("__contains__", contains_item),
    entry("__len__", length_set),
    entry("__iter__", iterate_set),
    entry("__repr__", repr_set, 1, nullptr, builtin_raw_self),
    entry("__reduce__", reduce, 1, nullptr, builtin_raw_self),
    entry("__eq__", compare_set<Comparison::equal>),
    entry("__ne__", compare_set<Comparison::not_equal>),
    entry("__lt__", compare_set<Comparison::less>),
    entry("__le__", compare_set<Comparison::less_equal>),
    entry("__gt__", compare_set<Comparison::greater>),
    entry("__ge__", compare_set<Comparison::greater_equal>),
    entry("__class_getitem__", class_getitem, 2, nullptr, builtin_class_method),
};
const BuiltinDefinition set_methods[] = {
    entry("add", add_item),
    entry("remove", remove_item),
    entry("discard", discard),
    entry("pop", pop),
    entry("clear", clear),
    entry("copy", copy),
    entry("update", update, 1),
    entry("intersection_update", intersection_update, 1),
    entry("difference_update", difference_update, 1),
    entry("symmetric_difference_update", symmetric_difference_update),
    entry("__ior__", in_place_method<merge_into>, 2, 2, builtin_raw_self),
    entry("__iand__", intersect_in_place, 2, 2, builtin_raw_self),
    entry("__isub__", in_place_method<subtract_from>, 2, 2, builtin_raw_self),
    entry("__ixor__", in_place_method<toggle>, 2, 2, builtin_raw_self),
    entry("__init__", init_set, 1),
};
const BuiltinDefinition frozenset_methods[] = {
    entry("copy", frozen_copy),
    entry("__hash__", hash_set),
};

}  // namespace

Value construct_set(Type* type, const Value* arguments, uint32_t count, Tuple* names) {
  if (names && names->length) return raise_type_error("%s() takes no keyword arguments", type);
  if (count > 1) return raise_type_error("%s expected at most 1 argument, got %s", type, count);
  Kind kind = type->layout;
  if (count && kind == Kind::frozenset && has_kind(arguments[0], Kind::frozenset)) return arguments[0];
  return ref(set_from(count ? arguments[0] : null_value, kind));
}

void define_set_types() {
  define(builtin_type(Kind::set), shared_methods);
  define(builtin_type(Kind::set), set_methods);
  dict_set_str(builtin_type(Kind::set)->dict, vm.names.__hash__, none());
  define(builtin_type(Kind::frozenset), shared_methods);
  define(builtin_type(Kind::frozenset), frozenset_methods);
}

}  // namespace python
