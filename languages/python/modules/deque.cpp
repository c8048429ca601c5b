/// deque.
#include "modules/deque.h"

#include "modules/module_type.h"
#include "objects/errors.h"
#include "objects/integer.h"
#include "objects/operations.h"

namespace python {

namespace {

constexpr uint64_t first_capacity = 8;

/// New items with room for `wanted`, the old ones at their begin.
void reserve(Deque* deque, uint64_t wanted) {
  uint64_t capacity = first_capacity;
  while (capacity < wanted) capacity *= 2;
  ListItems* items = make_list_items(capacity);
  for (uint64_t i = 0; i < deque->length; i++) items->items[i] = deque_place(deque, i).get();
  deque->items = items;
  deque->head = 0;
}

Value deque_get(Deque* deque, uint64_t index) { return deque_place(deque, index); }

Deque* copy_items(Deque* deque, int64_t maximum) {
  Deque* copy = make_deque(maximum);
  for (uint64_t i = 0; i < deque->length; i++) deque_append(copy, deque_get(deque, i));
  return copy;
}

bool extend(Deque* deque, Value iterable, bool left) {
  if (as_deque(iterable) == deque) iterable = ref(list_from(iterable));
  Value iterator = iterate(iterable);
  if (!iterator) return false;
  while (Value item = next(iterator)) {
    if (left) deque_append_left(deque, item);
    else deque_append(deque, item);
  }
  return !has_error();
}

void clear(Deque* deque) {
  ListItems* items = make_list_items(first_capacity);
  deque->items = items;
  deque->head = deque->length = 0;
  deque->changes++;
}

/// Reads `maxlen`; false with an error pending.
bool parse_maximum(Value v, int64_t* out) {
  *out = -1;
  if (!v || is_none(v)) return true;
  if (!as_exact_int(v)) {
    raise_type_error("an integer is required");
    return false;
  }
  if (!index_in_range(v, out, "Python int too large to convert to C ssize_t")) return false;
  if (*out < 0) raise_value_error("maxlen must be non-negative");
  return *out >= 0;
}

Value construct_deque(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value given[2];
  if (!parse_arguments("deque", "iterable maxlen", 0, arguments, count, names, given)) return null_value;
  int64_t maximum;
  if (!parse_maximum(given[1], &maximum)) return null_value;
  Deque* deque = make_deque(maximum);
  if (given[0] && !extend(deque, given[0], false)) return null_value;
  return ref(deque);
}
Value init(Value self, Value iterable, Value maximum_value) {
  Deque* deque = as<Deque>(self);
  if (!parse_maximum(maximum_value, &deque->maximum)) return null_value;
  if (deque->length) clear(deque);
  return !iterable || extend(deque, iterable, false) ? none() : null_value;
}

Value append(Value self, Value item) {
  deque_append(as<Deque>(self), item);
  return none();
}
Value append_left(Value self, Value item) {
  deque_append_left(as<Deque>(self), item);
  return none();
}
Value pop(Value self) {
  if (as<Deque>(self)->length == 0) return raise_index_error("pop from an empty deque");
  return deque_pop(as<Deque>(self));
}
Value pop_left(Value self) {
  if (as<Deque>(self)->length == 0) return raise_index_error("pop from an empty deque");
  return deque_pop_left(as<Deque>(self));
}
Value extend_right(Value self, Value iterable) { return extend(as<Deque>(self), iterable, false) ? none() : null_value; }
Value extend_left(Value self, Value iterable) { return extend(as<Deque>(self), iterable, true) ? none() : null_value; }
Value clear_method(Value self) {
  clear(as<Deque>(self));
  return none();
}

JW_DONT_LOOK_INSIDE void rotate_far(Deque* deque, int64_t count) {
  int64_t length = static_cast<int64_t>(deque->length);
  count %= length;
  if (count > length / 2) count -= length;
  if (count < -(length / 2)) count += length;
  if (length == static_cast<int64_t>(deque->items->capacity)) {  // a full ring: only its begin moves
    deque->head = (deque->head - static_cast<uint64_t>(count)) & (deque->items->capacity - 1);
    deque->changes++;
    return;
  }
  int64_t maximum = deque->maximum;
  deque->maximum = -1;
  for (; count > 0; count--) deque_append_left(deque, deque_pop(deque));
  for (; count < 0; count++) deque_append(deque, deque_pop_left(deque));
  deque->maximum = maximum;
}
Value rotate(Value self, Value count_value) {
  Deque* deque = as<Deque>(self);
  int64_t count = 1;
  if (count_value && !index_in_range(count_value, &count)) return null_value;
  if (deque->length <= 1) return none();
  if (count == 1) {
    // There is room after the one that went: the common cases need no loop.
    Value item = deque_pop(deque);
    ListItems* items = deque->items;
    uint64_t head = (deque->head - 1) & (items->capacity - 1);
    items->items[head] = item;
    deque->head = head;
    deque->length++;
  } else if (count == -1) {
    Value item = deque_pop_left(deque);
    deque_place(deque, deque->length) = item;
    deque->length++;
  } else {
    rotate_far(deque, count);
  }
  return none();
}
JW_DONT_LOOK_INSIDE Value reverse(Value self) {
  Deque* deque = as<Deque>(self);
  for (uint64_t i = 0, k = deque->length; i + 1 < k; i++) {
    k--;
    Value kept = deque_get(deque, i);
    deque_place(deque, i) = deque_get(deque, k);
    deque_place(deque, k) = kept;
  }
  return none();
}

/// The position of an item in [start, stop), -1 if there is none, -2 with an error pending.
int64_t find(Deque* deque, Value item, uint64_t start, uint64_t stop) {
  uint64_t changes = deque->changes;
  for (uint64_t i = start; i < stop && i < deque->length; i++) {
    int equal = equals(deque_get(deque, i), item);
    if (deque->changes != changes) {
      if (equal >= 0) raise_runtime_error("deque mutated during iteration");
      return -2;
    }
    if (equal) return equal < 0 ? -2 : static_cast<int64_t>(i);
  }
  return -1;
}
void remove_at(Deque* deque, uint64_t index) {
  for (uint64_t i = index; i + 1 < deque->length; i++) deque_place(deque, i) = deque_get(deque, i + 1);
  deque_pop(deque);
}
void insert_at(Deque* deque, uint64_t index, Value item) {
  deque_append(deque, item);
  for (uint64_t i = deque->length - 1; i > index; i--) deque_place(deque, i) = deque_get(deque, i - 1);
  deque_place(deque, index) = item;
}

Value index(Value self, Value item, Value start_value, Value stop_value) {
  Deque* deque = as<Deque>(self);
  int64_t start = 0, stop = INT64_MAX, length = static_cast<int64_t>(deque->length);
  if (start_value && !clamped_index(start_value, &start)) return null_value;
  if (stop_value && !clamped_index(stop_value, &stop)) return null_value;
  if (start < 0) start = start + length < 0 ? 0 : start + length;
  if (stop < 0) stop = stop + length < 0 ? 0 : stop + length;
  int64_t found = find(deque, item, static_cast<uint64_t>(start), static_cast<uint64_t>(stop));
  if (found == -1) return raise_value_error("%R is not in deque", item);
  return found < 0 ? null_value : int_value(found);
}
Value count(Value self, Value item) {
  Deque* deque = as<Deque>(self);
  uint64_t changes = deque->changes;
  int64_t hits = 0;
  for (uint64_t i = 0; i < deque->length; i++) {
    int equal = equals(deque_get(deque, i), item);
    if (equal < 0) return null_value;
    if (deque->changes != changes) return raise_runtime_error("deque mutated during iteration");
    hits += equal;
  }
  return int_value(hits);
}
Value contains_item(Value self, Value item) {
  int64_t found = find(as<Deque>(self), item, 0, as<Deque>(self)->length);
  return found == -2 ? null_value : boolean(found >= 0);
}
Value remove(Value self, Value item) {
  Deque* deque = as<Deque>(self);
  uint64_t changes = deque->changes;
  for (uint64_t i = 0; i < deque->length; i++) {
    int equal = equals(deque_get(deque, i), item);
    if (equal < 0) return null_value;
    if (deque->changes != changes) return raise_index_error("deque mutated during remove().");
    if (!equal) continue;
    remove_at(deque, i);
    return none();
  }
  return raise_value_error("deque.remove(x): x not in deque");
}
Value insert(Value self, Value where, Value item) {
  Deque* deque = as<Deque>(self);
  int64_t at, length = static_cast<int64_t>(deque->length);
  if (!index_in_range(where, &at)) return null_value;
  if (deque->maximum >= 0 && length >= deque->maximum) return raise_index_error("deque already at its maximum size");
  if (at < 0) at = at + length < 0 ? 0 : at + length;
  if (at > length) at = length;
  if (at == 0) deque_append_left(deque, item);
  else insert_at(deque, static_cast<uint64_t>(at), item);
  return none();
}

/// False with IndexError.
JW_DONT_LOOK_INSIDE bool find_place(Deque* deque, Value key, uint64_t* out) {
  int64_t at;
  if (!is_small_int(key) && !as_exact_int(key) && !lookup_special(key, vm.names.__index__)) {
    raise_type_error("sequence index must be integer, not '%T'", key);
    return false;
  }
  if (!index_in_range(key, &at)) return false;
  if (at < 0) at += static_cast<int64_t>(deque->length);
  if (at < 0 || at >= static_cast<int64_t>(deque->length)) {
    raise_index_error("deque index out of range");
    return false;
  }
  *out = static_cast<uint64_t>(at);
  return true;
}
Value get_item_slow(Deque* deque, Value key) {
  uint64_t at;
  return find_place(deque, key, &at) ? deque_get(deque, at) : null_value;
}
Value get_item_deque(Value self, Value key) {
  Deque* deque = as<Deque>(self);
  if (is_small_int(key)) {
    uint64_t at = static_cast<uint64_t>(small_int(key)), length = deque->length;
    if (at < length) return present(deque_place(deque, at));
    if (at + length < length) return present(deque_place(deque, at + length));
  }
  return get_item_slow(deque, key);
}
Value set_item_deque(Value self, Value key, Value value) {
  uint64_t at;
  if (!find_place(as<Deque>(self), key, &at)) return null_value;
  deque_place(as<Deque>(self), at) = value;
  return none();
}
Value delete_item_deque(Value self, Value key) {
  uint64_t at;
  if (!find_place(as<Deque>(self), key, &at)) return null_value;
  remove_at(as<Deque>(self), at);
  return none();
}

Value length_of(Value self) { return int_value(static_cast<int64_t>(as<Deque>(self)->length)); }
Value iterate_deque(Value self) { return make_deque_iterator(Kind::deque_iterator, as<Deque>(self)); }
Value reversed_deque(Value self) { return make_deque_iterator(Kind::deque_reverse_iterator, as<Deque>(self)); }

Value maximum_of(Deque* deque) { return deque->maximum < 0 ? none() : int_value(deque->maximum); }
/// A copy of the same class.
Value copy(Value self) {
  Deque* deque = as_deque(self);
  if (has_kind(self, Kind::deque)) return ref(copy_items(deque, deque->maximum));
  Value arguments[] = {self, maximum_of(deque)};
  Value made = call(ref(type_of(self)), arguments, deque->maximum < 0 ? 1 : 2);
  if (made && !as_deque(made)) return raise_type_error("%s() must return a deque, not %T", type_of(self), made);
  return made;
}
Value concatenate(Value self, Value other) {
  if (!as_deque(other)) return raise_type_error("can only concatenate deque (not \"%T\") to deque", other);
  Value made = copy(self);
  return made && extend(as_deque(made), other, false) ? made : null_value;
}
Value extend_in_place(Value self, Value other) { return extend(as_deque(self), other, false) ? self : null_value; }
bool repeat_items(Deque* deque, Value times) {
  int64_t count;
  if (!index_in_range(times, &count)) return false;
  uint64_t length = deque->length;
  if (count <= 0) {
    clear(deque);
    return true;
  }
  if (length && static_cast<uint64_t>(count) > (uint64_t{1} << 40) / length && deque->maximum < 0) {
    raise_memory_error();
    return false;
  }
  List* items = list_from(ref(deque));
  if (deque->maximum >= 0 && length) {  // only the last rounds stay
    int64_t enough = deque->maximum / static_cast<int64_t>(length) + 2;
    if (count > enough) count = enough;
  }
  for (int64_t i = 1; i < count; i++) {
    for (uint64_t k = 0; k < length; k++) deque_append(deque, list_get(items, k));
  }
  return true;
}
Value repeat(Value self, Value times) {
  if (!as_exact_int(times) && !lookup_special(times, vm.names.__index__)) return not_implemented();
  Value made = copy(self);
  return made && repeat_items(as_deque(made), times) ? made : null_value;
}
Value repeat_in_place(Value self, Value times) {
  if (!as_exact_int(times) && !lookup_special(times, vm.names.__index__)) return not_implemented();
  return repeat_items(as_deque(self), times) ? self : null_value;
}

template <Comparison op>
Value compare(Value self, Value other) {
  Deque *a = as<Deque>(self), *b = as_deque(other);
  if (!b) return not_implemented();
  if (op == Comparison::equal || op == Comparison::not_equal) {
    if (a == b) return boolean(op == Comparison::equal);
    if (a->length != b->length) return boolean(op == Comparison::not_equal);
  }
  uint64_t i = 0;
  for (; i < a->length && i < b->length; i++) {
    Value x = deque_get(a, i), y = deque_get(b, i);
    int equal = equals(x, y);
    if (equal < 0) return null_value;
    if (!equal) {
      if (op == Comparison::equal || op == Comparison::not_equal) return boolean(op == Comparison::not_equal);
      return compare_general(op, x, y);
    }
  }
  return compare_general(op, int_value(static_cast<int64_t>(a->length)), int_value(static_cast<int64_t>(b->length)));
}

Value repr(Value self) {
  Deque* deque = as_deque(self);
  std::string name = to_utf8(type_of(self)->name);
  if (!enter_repr(self)) return ref(make_str("[...]"));
  List* items = list_from(self);
  Value text = items ? to_repr(ref(items)) : null_value;
  leave_repr(self);
  if (!text) return text;
  if (deque->maximum < 0) return ref(text_format("%s(%s)", name.c_str(), as_str(text)));
  return ref(text_format("%s(%s, maxlen=%s)", name.c_str(), as_str(text), deque->maximum));
}
/// (type, ((), maxlen), state, iterator).
Value reduce(Value self) {
  Deque* deque = as_deque(self);
  Value state = none();
  if (has_kind(self, Kind::instance)) {
    Dict* attributes = copy_attributes(as<Instance>(self));
    if (attributes->count) state = ref(attributes);
  }
  Value iterator = iterate(self);
  if (!iterator) return null_value;
  Value arguments = deque->maximum < 0 ? ref(vm.empty_tuple) : ref(make_pair(ref(vm.empty_tuple), maximum_of(deque)));
  Value parts[] = {ref(type_of(self)), arguments, state, iterator};
  return ref(make_tuple_of(parts, 4));
}
Value get_maximum(Value self) { return maximum_of(as<Deque>(self)); }
Value size_of(Value self) { return int_value(static_cast<int64_t>(64 + as<Deque>(self)->items->capacity * 8)); }

/// type(deque[, index]).
Value construct_iterator(Type* type, const Value* arguments, uint32_t count, Tuple* names) {
  if (!refuse_keywords(to_utf8(type->name).c_str(), names)) return null_value;
  Deque* deque = count >= 1 ? as_deque(arguments[0]) : nullptr;
  if (!deque) return raise_type_error("argument 1 must be collections.deque, not %T", count ? arguments[0] : none());
  Value made = make_deque_iterator(type->layout, deque);
  int64_t index = 0;
  if (count > 1 && !index_in_range(arguments[1], &index)) return null_value;
  if (index < 0) index = 0;
  as<DequeIterator>(made)->index = static_cast<uint64_t>(index);
  return made;
}
Value iterator_length(Value self) {
  DequeIterator* it = as<DequeIterator>(self);
  Deque* deque = it->deque;
  return small_int_value(deque && it->index < deque->length ? static_cast<int64_t>(deque->length - it->index) : 0);
}
Value iterator_reduce(Value self) {
  DequeIterator* it = as<DequeIterator>(self);
  Value source = it->deque.get() ? ref(it->deque.get()) : ref(make_deque());
  return ref(make_pair(ref(type_of(self)), ref(make_pair(source, int_value(static_cast<int64_t>(it->index))))));
}

}  // namespace

Deque* make_deque(int64_t maximum) {
  ListItems* items = make_list_items(first_capacity);
  Deque* deque = make<Deque>(Kind::deque);
  deque->items.initialise(items);
  deque->maximum = maximum;
  return deque;
}

void deque_grow(Deque* deque) { reserve(deque, deque->items->capacity * 2); }

Deque* as_deque(Value v) {
  Value native = native_part(v, Kind::deque);
  return native ? as<Deque>(native) : nullptr;
}

Value make_deque_iterator(Kind kind, Deque* deque) {
  DequeIterator* it = make<DequeIterator>(kind);
  it->deque.initialise(deque);
  it->expected_changes = deque->changes;
  return ref(it);
}

Value next_of_deque(DequeIterator* it) {
  Deque* deque = it->deque;
  if (!deque) return null_value;
  if (it->expected_changes != deque->changes) {
    it->deque = nullptr;
    return raise_runtime_error("deque mutated during iteration");
  }
  uint64_t index = it->index, length = deque->length;
  if (index >= length) {
    it->deque = nullptr;
    return null_value;
  }
  it->index = index + 1;
  if (kind_of(it) == Kind::deque_reverse_iterator) index = length - 1 - index;
  return present(deque_place(deque, index));
}

void fill_deque(Module* module) {
  static const BuiltinDefinition methods[] = {
      entry("__init__", init, 1, "iterable maxlen"), entry("append", append), entry("appendleft", append_left), entry("pop", pop),
      entry("popleft", pop_left), entry("extend", extend_right), entry("extendleft", extend_left), entry("clear", clear_method),
      entry("rotate", rotate, 1), entry("reverse", reverse), entry("index", index, 2), entry("count", count),
      entry("remove", remove), entry("insert", insert), entry("copy", copy, 1, nullptr, builtin_raw_self),
      entry("__copy__", copy, 1, nullptr, builtin_raw_self), entry("__contains__", contains_item),
      entry("__getitem__", get_item_deque), entry("__setitem__", set_item_deque), entry("__delitem__", delete_item_deque),
      entry("__len__", length_of), entry("__iter__", iterate_deque), entry("__reversed__", reversed_deque),
      entry("__add__", concatenate, 2, nullptr, builtin_raw_self), entry("__iadd__", extend_in_place, 2, nullptr, builtin_raw_self),
      entry("__mul__", repeat, 2, nullptr, builtin_raw_self), entry("__rmul__", repeat, 2, nullptr, builtin_raw_self),
      entry("__imul__", repeat_in_place, 2, nullptr, builtin_raw_self), entry("__eq__", compare<Comparison::equal>),
      entry("__ne__", compare<Comparison::not_equal>), entry("__lt__", compare<Comparison::less>),
      entry("__le__", compare<Comparison::less_equal>), entry("__gt__", compare<Comparison::greater>),
      entry("__ge__", compare<Comparison::greater_equal>), entry("__repr__", repr, 1, nullptr, builtin_raw_self),
      entry("__reduce__", reduce, 1, nullptr, builtin_raw_self), entry("__sizeof__", size_of),
      entry("__class_getitem__", generic_class_getitem, 2, nullptr, builtin_class_method)};
  static const GetSetDefinition attributes[] = {{"maxlen", get_maximum}};
  static const BuiltinDefinition iterator_methods[] = {entry("__iter__", iterator_self), entry("__next__", iterator_next),
                                                       entry("__length_hint__", iterator_length),
                                                       entry("__reduce__", iterator_reduce)};
  dict_set_str(builtin_type(Kind::deque)->dict, vm.names.__hash__, none());
  complete_type(module, Kind::deque, construct_deque, type_is_base, methods, attributes);
  complete_type(module, Kind::deque_iterator, construct_iterator, 0, iterator_methods);
  complete_type(module, Kind::deque_reverse_iterator, construct_iterator, 0, iterator_methods);
}

}  // namespace python
