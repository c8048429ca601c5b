/// The methods of list and tuple.
#include "objects/builtin.h"
#include "objects/errors.h"
#include "objects/module.h"
#include "objects/operations.h"
#include "objects/types.h"

namespace python {

Value compare_builtin(Comparison op, Value a, Value b);

// ---- tuple: making ----

Tuple* make_tuple_of(const Value* values, uint64_t count) {
  if (count == 0) return vm.empty_tuple;
  Tuple* tuple = make_tuple(count);
  for (uint64_t i = 0; i < count; i++) tuple->items[i].initialise(values[i]);
  return tuple;
}

Tuple* tuple_from(Value iterable) {
  if (is_tuple(iterable)) return as<Tuple>(iterable);
  List* list = list_view_of(iterable);
  if (!list) return nullptr;
  uint64_t count = list->length;
  if (count == 0) return vm.empty_tuple;
  Tuple* tuple = make_tuple(count);
  for (uint64_t i = 0; i < count; i++) tuple->items[i].initialise(list_get(list, i));
  return tuple;
}

Tuple* tuple_slice(Tuple* tuple, int64_t start, int64_t step, int64_t count) {
  if (count == 0) return vm.empty_tuple;
  if (start == 0 && step == 1 && static_cast<uint64_t>(count) == tuple->length) return tuple;
  Tuple* slice = make_tuple(static_cast<uint64_t>(count));
  for (int64_t i = 0, k = start; i < count; i++, k += step) slice->items[i].initialise(tuple->items[k].get());
  return slice;
}

Tuple* as_tuple(Value v) {
  Value native = native_part(v, Kind::tuple);
  return native ? as<Tuple>(native) : nullptr;
}

namespace {

List* self_list(Value self) { return as<List>(self); }

// ---- list ----

Value append(Value self, Value item) {
  list_append(self_list(self), item);
  return none();
}
Value extend(Value self, Value iterable) { return list_extend(self_list(self), iterable) ? none() : null_value; }
Value insert(Value self, Value index, Value item) {
  List* list = self_list(self);
  int64_t at, length = static_cast<int64_t>(list->length);
  if (!clamped_index(index, &at)) return null_value;
  if (at < 0) at = at + length < 0 ? 0 : at + length;
  list_insert(list, static_cast<uint64_t>(at > length ? length : at), item);
  return none();
}
Value pop(Value self, Value index) {
  List* list = self_list(self);
  uint64_t length = list->length;
  if (length == 0) return raise_index_error("pop from empty list");
  if (!index) {
    Value last = list_item(list, length - 1);
    movable_items(list)->items[length - 1].initialise(null_value);
    list->length = length - 1;
    return last;
  }
  int64_t at;
  if (!index_in_range(index, &at)) return null_value;
  if (at < 0) at += static_cast<int64_t>(length);
  if (static_cast<uint64_t>(at) >= length) return raise_index_error("pop index out of range");
  return list_remove_at(list, static_cast<uint64_t>(at));
}
JW_DONT_LOOK_INSIDE Value remove(Value self, Value item) {
  List* list = self_list(self);
  for (uint64_t i = 0; i < list->length; i++) {
    int equal = equals(list_get(list, i), item);
    if (equal < 0) return null_value;
    if (equal) {
      list_remove_at(list, i);
      return none();
    }
  }
  return raise_value_error("list.remove(x): x not in list");
}
Value clear(Value self) {
  list_clear(self_list(self));
  return none();
}
Value copy(Value self) { return ref(list_from(self)); }
Value reverse(Value self) {
  list_reverse(self_list(self));
  return none();
}
Value sort(Value self, Value key, Value reversed) {
  int backwards = reversed ? truth(reversed) : 0;
  if (backwards < 0 || !list_sort(self_list(self), key, backwards)) return null_value;
  return none();
}

/// Optional bounds of index(): clipped.
bool bounds(uint64_t length, Value start, Value end, int64_t* from, int64_t* to) {
  int64_t n = static_cast<int64_t>(length);
  *from = 0;
  *to = INT64_MAX;
  if (start && !clamped_index(start, from)) return false;
  if (end && !clamped_index(end, to)) return false;
  if (*from < 0) *from = *from + n < 0 ? 0 : *from + n;
  if (*to < 0) *to = *to + n < 0 ? 0 : *to + n;
  return true;
}
JW_DONT_LOOK_INSIDE Value index(Value self, Value item, Value start, Value end) {
  List* list = self_list(self);
  int64_t from, to;
  if (!bounds(list->length, start, end, &from, &to)) return null_value;
  for (int64_t i = from; i < to && static_cast<uint64_t>(i) < list->length; i++) {
    int equal = equals(list_get(list, static_cast<uint64_t>(i)), item);
    if (equal < 0) return null_value;
    if (equal) return small_int_value(i);
  }
  return raise_value_error("%R is not in list", item);
}
JW_DONT_LOOK_INSIDE Value count(Value self, Value item) {
  List* list = self_list(self);
  int64_t total = 0;
  for (uint64_t i = 0; i < list->length; i++) {
    int equal = equals(list_get(list, i), item);
    if (equal < 0) return null_value;
    total += equal;
  }
  return small_int_value(total);
}

Value add_list(Value self, Value other) {
  List* b = as_list(other);
  return b ? list_concat(self_list(self), b) : not_implemented();
}
Value extend_in_place(const Value* arguments, uint32_t, Tuple*) {
  List* list = as_list(arguments[0]);
  if (!list) return raise_type_error("descriptor '__iadd__' requires a 'list' object but received a '%T'", arguments[0]);
  return list_extend(list, arguments[1]) ? arguments[0] : null_value;
}
bool is_index_like(Value v) { return as_exact_int(v) || lookup_special(v, vm.names.__index__); }
Value multiply_list(Value self, Value times) {
  if (!is_index_like(times)) return not_implemented();
  int64_t n;
  if (!index_in_range(times, &n, "cannot fit 'int' into an index-sized integer")) return null_value;
  return list_repeat(self_list(self), n);
}
Value multiply_in_place(const Value* arguments, uint32_t, Tuple*) {
  List* list = as_list(arguments[0]);
  if (!list || !is_index_like(arguments[1])) return not_implemented();
  int64_t n;
  if (!index_in_range(arguments[1], &n, "cannot fit 'int' into an index-sized integer")) return null_value;
  Value product = list_repeat(list, n);
  if (!product) return product;
  list->items = as<List>(product)->items.get();
  list->claim = as<List>(product)->claim;
  list->length = as<List>(product)->length;
  return arguments[0];
}
Value get(Value self, Value key) { return get_item(self, key); }
Value set(Value self, Value key, Value value) { return set_item(self, key, value) ? none() : null_value; }
Value remove_item(Value self, Value key) { return delete_item(self, key) ? none() : null_value; }
Value contains_item(Value self, Value item) {
  int found = contains_general(self, item);
  return found < 0 ? null_value : boolean(found);
}
Value length_of(Value self) { return small_int_value(length(self)); }
Value iterate_self(Value self) { return iterate(self); }
Value reversed_list(Value self) {
  ListIterator* it = make<ListIterator>(Kind::list_reverse_iterator);
  it->list.initialise(self_list(self));
  it->index = self_list(self)->length;
  return ref(it);
}

/// "[a, b]": opening, items, closing. `items` is asked for its length each time.
template <class A>
JW_DONT_LOOK_INSIDE Value repr_items(Value self, A* sequence, const char* open, const char* close, const char* recursive) {
  if (!enter_repr(self)) return ref(make_str(recursive));
  StrBuilder builder;
  builder.append_ascii(open);
  bool good = true;
  for (uint64_t i = 0; good && i < sequence->length; i++) {
    Value item;
    if constexpr (std::is_same_v<A, List>)
      item = list_get(sequence, i);
    else
      item = sequence->items[i];
    if (i) builder.append_ascii(", ");
    Value text = to_repr(item);
    if (text)
      builder.append(as_str(text));
    else
      good = false;
  }
  leave_repr(self);
  if (!good) return null_value;
  builder.append_ascii(close);
  return ref(builder.finish());
}
Value repr_list(Value self) { return repr_items(self, self_list(self), "[", "]", "[...]"); }

template <Comparison op>
Value compare_list(Value self, Value other) {
  List* b = as_list(other);
  return b ? compare_builtin(op, self, ref(b)) : not_implemented();
}
template <Comparison op>
Value compare_tuple(Value self, Value other) {
  Tuple* b = as_tuple(other);
  return b ? compare_builtin(op, self, ref(b)) : not_implemented();
}

Value init_list(Value self, Value iterable) {
  list_clear(self_list(self));
  return !iterable || list_extend(self_list(self), iterable) ? none() : null_value;
}
Value class_getitem(Value cls, Value arguments) { return make_generic_alias(cls, arguments); }

const BuiltinDefinition list_methods[] = {
    entry("append", append),
    entry("extend", extend),
    entry("insert", insert),
    entry("pop", pop, 1),
    entry("remove", remove),
    entry("clear", clear),
    entry("copy", copy),
    entry("reverse", reverse),
    entry("sort", sort, 1, "* key reverse"),
    entry("index", index, 2),
    entry("count", count),
    entry("__init__", init_list, 1),
    entry("__add__", add_list),
    entry("__iadd__", extend_in_place, 2, 2, builtin_raw_self),
    entry("__mul__", multiply_list),
    entry("__rmul__", multiply_list),
    entry("__imul__", multiply_in_place, 2, 2, builtin_raw_self),
    entry("__getitem__", get),
    entry("__setitem__", set),
    entry("__delitem__", remove_item),
    entry("__contains__", contains_item),
    entry("__len__", length_of),
    entry("__iter__", iterate_self),
    entry("__reversed__", reversed_list),
    entry("__repr__", repr_list),
    entry("__eq__", compare_list<Comparison::equal>),
    entry("__ne__", compare_list<Comparison::not_equal>),
    entry("__lt__", compare_list<Comparison::less>),
    entry("__le__", compare_list<Comparison::less_equal>),
    entry("__gt__", compare_list<Comparison::greater>),
    entry("__ge__", compare_list<Comparison::greater_equal>),
    entry("__class_getitem__", class_getitem, 2, nullptr, builtin_class_method),
};

// ---- tuple ----

Value add_tuple(Value self, Value other) {
  Tuple* a = as<Tuple>(self);
  Tuple* b = as_tuple(other);
  if (!b) return not_implemented();
  if (a->length == 0) return ref(b);
  if (b->length == 0) return self;
  if (!has_room_for((a->length + b->length) * sizeof(Value))) return null_value;
  Tuple* sum = make_tuple(a->length + b->length);
  for (uint64_t i = 0; i < a->length; i++) sum->items[i].initialise(a->items[i].get());
  for (uint64_t i = 0; i < b->length; i++) sum->items[a->length + i].initialise(b->items[i].get());
  return ref(sum);
}
Value multiply_tuple(Value self, Value times) {
  if (!is_index_like(times)) return not_implemented();
  int64_t n;
  if (!index_in_range(times, &n, "cannot fit 'int' into an index-sized integer")) return null_value;
  Tuple* tuple = as<Tuple>(self);
  if (n == 1) return self;
  if (n <= 0 || tuple->length == 0) return ref(vm.empty_tuple);
  if (static_cast<uint64_t>(n) > (uint64_t{1} << 32) / tuple->length) return raise_memory_error();
  if (!has_room_for(tuple->length * static_cast<uint64_t>(n) * sizeof(Value))) return null_value;
  Tuple* result = make_tuple(tuple->length * static_cast<uint64_t>(n));
  for (uint64_t i = 0, k = 0; i < result->length; i++) {
    result->items[i].initialise(tuple->items[k].get());
    if (++k == tuple->length) k = 0;
  }
  return ref(result);
}
Value repr_tuple(Value self) {
  Tuple* tuple = as<Tuple>(self);
  return repr_items(self, tuple, "(", tuple->length == 1 ? ",)" : ")", "(...)");
}
Value hash_tuple_method(Value self) {
  int64_t h = hash(self);
  return h == -1 ? null_value : int_value(h);
}
Value index_tuple(Value self, Value item, Value start, Value end) {
  Tuple* tuple = as<Tuple>(self);
  int64_t from, to;
  if (!bounds(tuple->length, start, end, &from, &to)) return null_value;
  for (int64_t i = from; i < to && static_cast<uint64_t>(i) < tuple->length; i++) {
    int equal = equals(tuple->items[i], item);
    if (equal < 0) return null_value;
    if (equal) return small_int_value(i);
  }
  return raise_value_error("tuple.index(x): x not in tuple");
}
Value count_tuple(Value self, Value item) {
  Tuple* tuple = as<Tuple>(self);
  int64_t total = 0;
  for (uint64_t i = 0; i < tuple->length; i++) {
    int equal = equals(tuple->items[i], item);
    if (equal < 0) return null_value;
    total += equal;
  }
  return small_int_value(total);
}
Value get_new_args(Value self) { return ref(make_tuple_1(self)); }

const BuiltinDefinition tuple_methods[] = {
    entry("index", index_tuple, 2),
    entry("count", count_tuple),
    entry("__add__", add_tuple),
    entry("__mul__", multiply_tuple),
    entry("__rmul__", multiply_tuple),
    entry("__getitem__", get),
    entry("__contains__", contains_item),
    entry("__len__", length_of),
    entry("__iter__", iterate_self),
    entry("__repr__", repr_tuple),
    entry("__hash__", hash_tuple_method),
    entry("__getnewargs__", get_new_args),
    entry("__eq__", compare_tuple<Comparison::equal>),
    entry("__ne__", compare_tuple<Comparison::not_equal>),
    entry("__lt__", compare_tuple<Comparison::less>),
    entry("__le__", compare_tuple<Comparison::less_equal>),
    entry("__gt__", compare_tuple<Comparison::greater>),
    entry("__ge__", compare_tuple<Comparison::greater_equal>),
    entry("__class_getitem__", class_getitem, 2, nullptr, builtin_class_method),
};

/// The one optional positional argument of a container's constructor; false with TypeError.
bool one_argument(const char* name, uint32_t count, Tuple* names) {
  if (names && names->length) {
    raise_type_error("%s() takes no keyword arguments", name);
    return false;
  }
  if (count > 1) {
    raise_type_error("%s expected at most 1 argument, got %s", name, count);
    return false;
  }
  return true;
}

}  // namespace

Value construct_list(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (!one_argument("list", count, names)) return null_value;
  return ref(count ? list_from(arguments[0]) : make_list());
}

Value construct_tuple(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (!one_argument("tuple", count, names)) return null_value;
  return ref(count ? tuple_from(arguments[0]) : vm.empty_tuple);
}

void define_list_type() {
  define(builtin_type(Kind::list), list_methods);
  dict_set_str(builtin_type(Kind::list)->dict, vm.names.__hash__, none());
}

void define_tuple_type() { define(builtin_type(Kind::tuple), tuple_methods); }

}  // namespace python
