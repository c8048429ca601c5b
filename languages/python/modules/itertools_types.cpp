/// The module itertools: constructors and methods of its iterators.
#include "modules/itertools.h"

#include "modules/module_type.h"
#include "modules/modules.h"
#include "objects/errors.h"
#include "objects/integer.h"
#include "objects/operations.h"

namespace python {

namespace {

// ---- chain, count, cycle, repeat, islice ----

Value make_chain(Value sources) {
  Chain* it = make<Chain>(Kind::chain);
  it->sources.initialise(sources);
  return ref(it);
}
Value construct_chain(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (!refuse_keywords("chain", names)) return null_value;
  Value sources = iterate(count ? ref(make_tuple_of(arguments, count)) : ref(vm.empty_tuple));
  return sources ? make_chain(sources) : null_value;
}
Value chain_from_iterable(Value cls, Value iterable) {
  Value sources = iterate(iterable);
  if (!sources) return null_value;
  Value made = make_chain(sources);
  if (cls == ref(builtin_type(Kind::chain))) return made;
  Value instance = call_0(cls);
  if (instance && has_kind(instance, Kind::instance)) as<Instance>(instance)->slots[native_slot] = made;
  return instance;
}
/// (type, (), (sources[, current])).
Value chain_reduce(Value self) {
  Chain* it = as<Chain>(self);
  Value type = ref(builtin_type(Kind::chain));
  if (!it->sources.get()) return ref(make_pair(type, ref(vm.empty_tuple)));
  Value state = it->current.get() ? ref(make_pair(it->sources, it->current)) : ref(make_tuple_1(it->sources));
  Value parts[] = {type, ref(vm.empty_tuple), state};
  return ref(make_tuple_of(parts, 3));
}
Value chain_setstate(Value self, Value state) {
  Tuple* parts = as_tuple(state);
  if (!parts) return raise_type_error("state is not a tuple");
  if (parts->length < 1 || parts->length > 2) return raise_type_error("function takes at most 2 arguments (%s given)", parts->length);
  for (uint64_t i = 0; i < parts->length; i++) {
    Value v = parts->items[i];
    if (!lookup_special(v, vm.names.__next__)) return raise_type_error("Arguments must be iterators.");
  }
  as<Chain>(self)->sources = parts->items[0];
  as<Chain>(self)->current = parts->length > 1 ? parts->items[1].get() : null_value;
  return none();
}

bool is_number(Value v) {
  return is_int(v) || is_float(v) || as_exact_int(v) || lookup_special(v, vm.names.__index__) ||
         lookup_special(v, vm.names.__float__) || lookup_special(v, vm.names.__int__) || has_kind(v, Kind::complex);
}
Value construct_count(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value given[2];
  if (!parse_arguments("count", "start step", 0, arguments, count, names, given)) return null_value;
  Value start = given[0] ? given[0] : small_int_value(0), step = given[1] ? given[1] : small_int_value(1);
  if (!is_number(start) || !is_number(step)) return raise_type_error("a number is required");
  Count* it = make<Count>(Kind::count);
  it->current.initialise(start);
  it->step.initialise(step);
  return ref(it);
}
bool counts_by_one(Count* it) { return it->step.get() == small_int_value(1); }
Value count_repr(Value self) {
  Count* it = as<Count>(self);
  if (counts_by_one(it)) return ref(text_format("count(%R)", it->current.get()));
  return ref(text_format("count(%R, %R)", it->current.get(), it->step.get()));
}
Value count_reduce(Value self) {
  Count* it = as<Count>(self);
  Tuple* state = counts_by_one(it) ? make_tuple_1(it->current) : make_pair(it->current, it->step);
  return ref(make_pair(ref(builtin_type(Kind::count)), ref(state)));
}

Value construct_cycle(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (!refuse_keywords("cycle", names)) return null_value;
  if (count != 1) return raise_type_error("cycle expected 1 argument, got %s", count);
  Value iterator = iterate(arguments[0]);
  if (!iterator) return null_value;
  List* saved = make_list();
  Cycle* it = make<Cycle>(Kind::cycle);
  it->iterator.initialise(iterator);
  it->saved.initialise(saved);
  return ref(it);
}
/// (type, (iterator,), (saved, whether the first round is over)).
Value cycle_reduce(Value self) {
  Cycle* it = as<Cycle>(self);
  bool first = bool(it->iterator.get());
  Value iterator = it->iterator;
  if (!first) {
    iterator = make_list_iterator(it->saved);
    as<ListIterator>(iterator)->index = it->index < it->saved->length ? it->index : 0;
  }
  Value parts[] = {ref(builtin_type(Kind::cycle)), ref(make_tuple_1(iterator)),
                   ref(make_pair(ref(it->saved.get()), boolean(!first || it->complete)))};
  return ref(make_tuple_of(parts, 3));
}
Value cycle_setstate(Value self, Value state) {
  Tuple* parts = as_tuple(state);
  if (!parts) return raise_type_error("state is not a tuple");
  if (parts->length != 2 || !is_list(parts->items[0])) return raise_type_error("function takes exactly 2 arguments (%s given)", parts->length);
  int later = is_int(parts->items[1]) || is_boolean(parts->items[1]) ? truth(parts->items[1]) : -1;
  if (later < 0) return raise_type_error("an integer is required");
  Cycle* it = as<Cycle>(self);
  List* saved = list_from(parts->items[0]);
  if (!saved) return null_value;
  it->saved = saved;
  it->complete = static_cast<uint32_t>(later);
  return none();
}

Value construct_repeat(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value given[2];
  if (!parse_arguments("repeat", "object times", 1, arguments, count, names, given)) return null_value;
  int64_t times = -1;
  if (given[1]) {
    if (!index_in_range(given[1], &times, "Python int too large to convert to C ssize_t")) return null_value;
    if (times < 0) times = 0;
  }
  Repeat* it = make<Repeat>(Kind::repeat);
  it->item.initialise(given[0]);
  it->remaining = times;
  return ref(it);
}
Value repeat_repr(Value self) {
  Repeat* it = as<Repeat>(self);
  if (it->remaining < 0) return ref(text_format("repeat(%R)", it->item.get()));
  return ref(text_format("repeat(%R, %s)", it->item.get(), it->remaining));
}
Value repeat_length_hint(Value self) {
  int64_t remaining = as<Repeat>(self)->remaining;
  if (remaining < 0) return raise_type_error("len() of unsized object");
  return int_value(remaining);
}
Value repeat_reduce(Value self) {
  Repeat* it = as<Repeat>(self);
  Tuple* state = it->remaining < 0 ? make_tuple_1(it->item) : make_pair(it->item, int_value(it->remaining));
  return ref(make_pair(ref(builtin_type(Kind::repeat)), ref(state)));
}

/// None (then `absent`) or an integer that is not negative; false otherwise.
bool slice_bound(Value v, int64_t absent, int64_t* out) {
  if (is_none(v)) {
    *out = absent;
    return true;
  }
  if (!is_int(v) && !lookup_special(v, vm.names.__index__)) return false;
  if (!index_in_range(v, out)) {
    take_error();
    return false;
  }
  return *out >= 0;
}
Value construct_slice_iterator(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (!refuse_keywords("islice", names)) return null_value;
  if (count < 2) return raise_type_error("islice expected at least 2 arguments, got %s", count);
  if (count > 4) return raise_type_error("islice expected at most 4 arguments, got %s", count);
  int64_t start = 0, stop = -1, step = 1;
  if (!slice_bound(arguments[count == 2 ? 1 : 2], -1, &stop)) {
    return raise_value_error(count == 2 ? "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize."
                                        : "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.");
  }
  if (count > 2 && !slice_bound(arguments[1], 0, &start)) {
    return raise_value_error("Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.");
  }
  if (count > 3 && (!slice_bound(arguments[3], 1, &step) || step < 1)) {
    return raise_value_error("Step for islice() must be a positive integer or None.");
  }
  Value iterator = iterate(arguments[0]);
  if (!iterator) return null_value;
  IteratorSlice* it = make<IteratorSlice>(Kind::islice);
  it->following = start;
  it->stop = stop;
  it->step = step;
  it->iterator.initialise(iterator);
  return ref(it);
}
Value slice_reduce(Value self) {
  IteratorSlice* it = as<IteratorSlice>(self);
  Value iterator = it->iterator;
  if (!iterator) {
    Value empty = iterate(ref(make_list()));
    Value arguments[] = {empty, small_int_value(0)};
    Value parts[] = {ref(builtin_type(Kind::islice)), ref(make_tuple_of(arguments, 2)), small_int_value(0)};
    return ref(make_tuple_of(parts, 3));
  }
  Value arguments[] = {iterator, int_value(it->following), it->stop < 0 ? none() : int_value(it->stop), int_value(it->step)};
  Value parts[] = {ref(builtin_type(Kind::islice)), ref(make_tuple_of(arguments, 4)), int_value(it->position)};
  return ref(make_tuple_of(parts, 3));
}
Value slice_setstate(Value self, Value state) {
  int64_t position;
  if (!index_in_range(state, &position)) return null_value;
  as<IteratorSlice>(self)->position = position;
  return none();
}

// ---- starmap, takewhile, dropwhile, filterfalse, compress ----

std::string own_name(Type* type) { return to_utf8(type->name); }

Value construct_calling(Type* type, const Value* arguments, uint32_t count, Tuple* names) {
  if (!refuse_keywords(own_name(type).c_str(), names)) return null_value;
  if (count != 2) return raise_type_error("%s expected 2 arguments, got %s", own_name(type).c_str(), count);
  Value iterator = iterate(arguments[1]);
  if (!iterator) return null_value;
  CallingIterator* it = make<CallingIterator>(type->layout);
  it->callable.initialise(arguments[0]);
  it->iterator.initialise(iterator);
  return ref(it);
}
Value calling_reduce(Value self) {
  CallingIterator* it = as<CallingIterator>(self);
  Value parts[] = {ref(type_of(self)), ref(make_pair(it->callable, it->iterator)), small_int_value(it->state)};
  bool has_state = kind_of(it) == Kind::take_while || kind_of(it) == Kind::drop_while;
  return ref(make_tuple_of(parts, has_state ? 3 : 2));
}
Value calling_setstate(Value self, Value state) {
  int on = truth(state);
  if (on < 0) return null_value;
  as<CallingIterator>(self)->state = static_cast<uint32_t>(on);
  return none();
}

Value construct_compress(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value given[2];
  if (!parse_arguments("compress", "data selectors", 2, arguments, count, names, given)) return null_value;
  Value data = iterate(given[0]);
  Value selectors = data ? iterate(given[1]) : null_value;
  if (!selectors) return null_value;
  Compress* it = make<Compress>(Kind::compress);
  it->data.initialise(data);
  it->selectors.initialise(selectors);
  return ref(it);
}
Value compress_reduce(Value self) {
  return ref(make_pair(ref(builtin_type(Kind::compress)), ref(make_pair(as<Compress>(self)->data, as<Compress>(self)->selectors))));
}

// ---- accumulate, pairwise, zip_longest ----

Value construct_accumulate(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value given[3];
  if (!parse_arguments("accumulate", "iterable func * initial", 1, arguments, count, names, given)) return null_value;
  Value iterator = iterate(given[0]);
  if (!iterator) return null_value;
  Accumulate* it = make<Accumulate>(Kind::accumulate);
  it->iterator.initialise(iterator);
  it->callable.initialise(given[1] && !is_none(given[1]) ? given[1] : null_value);
  it->initial.initialise(given[2] && !is_none(given[2]) ? given[2] : null_value);
  return ref(it);
}
Value accumulate_reduce(Value self) {
  Accumulate* it = as<Accumulate>(self);
  Value callable = none_if_null(it->callable), type = ref(builtin_type(Kind::accumulate));
  if (Value initial = it->initial) {
    Value sources = iterate(ref(make_pair(ref(make_tuple_1(initial)), it->iterator)));
    if (!sources) return null_value;
    return ref(make_pair(type, ref(make_pair(make_chain(sources), callable))));
  }
  Value total = it->total;
  if (total && is_none(total)) {
    // None as a state would read as "nothing yet".
    Value sources = iterate(ref(make_pair(ref(make_tuple_1(total)), it->iterator)));
    if (!sources) return null_value;
    Value chained = ref(make_pair(make_chain(sources), callable));
    Value made = construct_accumulate(nullptr, reinterpret_cast<const Value*>(&as<Tuple>(chained)->items[0]), 2, nullptr);
    if (!made) return null_value;
    Value arguments[] = {made, small_int_value(1), none()};
    return ref(make_pair(ref(builtin_type(Kind::islice)), ref(make_tuple_of(arguments, 3))));
  }
  Value parts[] = {type, ref(make_pair(it->iterator, callable)), none_if_null(total)};
  return ref(make_tuple_of(parts, total ? 3 : 2));
}
Value accumulate_setstate(Value self, Value state) {
  as<Accumulate>(self)->total = state;
  return none();
}

Value construct_pairwise(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (!refuse_keywords("pairwise", names)) return null_value;
  if (count != 1) return raise_type_error("pairwise expected 1 argument, got %s", count);
  Value iterator = iterate(arguments[0]);
  if (!iterator) return null_value;
  Pairwise* it = make<Pairwise>(Kind::pairwise);
  it->iterator.initialise(iterator);
  return ref(it);
}

Value construct_zip_longest(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value filler = none();
  for (uint64_t i = 0; names && i < names->length; i++) {
    if (!str_equals(as<Str>(names->items[i]), "fillvalue")) {
      return raise_type_error("zip_longest() got an unexpected keyword argument");
    }
    filler = arguments[count + i];
  }
  List* iterators = make_list(count);
  for (uint32_t i = 0; i < count; i++) {
    Value iterator = iterate(arguments[i]);
    if (!iterator) return null_value;
    list_append(iterators, iterator);
  }
  ZipLongest* it = make<ZipLongest>(Kind::zip_longest);
  it->iterators.initialise(iterators);
  it->active = count;
  it->filler.initialise(filler);
  return ref(it);
}
Value zip_longest_reduce(Value self) {
  ZipLongest* it = as<ZipLongest>(self);
  List* iterators = make_list();
  for (uint64_t i = 0; i < it->iterators->length; i++) {
    Value v = list_get(it->iterators, i);
    list_append(iterators, is_none(v) ? ref(vm.empty_tuple) : v);
  }
  Value parts[] = {ref(builtin_type(Kind::zip_longest)), ref(tuple_from(ref(iterators))), it->filler};
  return ref(make_tuple_of(parts, 3));
}
Value zip_longest_setstate(Value self, Value state) {
  as<ZipLongest>(self)->filler = state;
  return none();
}

// ---- product, permutations, combinations ----

List* make_indices(uint64_t count) {
  List* list = make_list(count);
  for (uint64_t i = 0; i < count; i++) list_append(list, small_int_value(static_cast<int64_t>(i)));
  return list;
}

Value construct_product(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  int64_t repeat = 1;
  for (uint64_t i = 0; names && i < names->length; i++) {
    if (!str_equals(as<Str>(names->items[i]), "repeat")) {
      return raise_type_error("'%s' is an invalid keyword argument for product()", as<Str>(names->items[i]));
    }
    if (!index_in_range(arguments[count + i], &repeat)) return null_value;
    if (repeat < 0) return raise_value_error("repeat argument cannot be negative");
  }
  if (repeat > 0 && count > INT64_MAX / 64 / static_cast<uint64_t>(repeat)) {
    return raise_overflow_error("repeat argument too large");
  }
  uint64_t size = count * static_cast<uint64_t>(repeat);
  Tuple* pools = size ? make_tuple(size) : vm.empty_tuple;
  bool empty = false;
  for (uint32_t i = 0; i < count && repeat; i++) {
    Tuple* pool = tuple_from(arguments[i]);
    if (!pool) return null_value;
    empty |= pool->length == 0;
    for (uint64_t k = i; k < size; k += count) pools->items[k] = ref(pool);
  }
  List* indices = make_list(size);
  for (uint64_t i = 0; i < size; i++) list_append(indices, small_int_value(0));
  Combinatoric* it = make<Combinatoric>(Kind::product);
  it->size = size;
  it->stopped = empty;
  it->pools.initialise(pools);
  it->indices.initialise(indices);
  return ref(it);
}

Value construct_selection(Type* type, const Value* arguments, uint32_t count, Tuple* names) {
  Kind kind = type->layout;
  bool permutations = kind == Kind::permutations;
  Value given[2];
  if (!parse_arguments(own_name(type).c_str(), "iterable r", permutations ? 1 : 2, arguments, count, names, given)) return null_value;
  Tuple* items = tuple_from(given[0]);
  if (!items) return null_value;
  int64_t size = static_cast<int64_t>(items->length);
  if (given[1] && !(permutations && is_none(given[1]))) {
    if (permutations && !as_exact_int(given[1])) return raise_type_error("Expected int as r");
    if (!index_in_range(given[1], &size)) return null_value;
    if (size < 0) return raise_value_error("r must be non-negative");
  }
  uint64_t length = items->length;
  bool impossible = kind == Kind::combinations_with_replacement ? length == 0 && size > 0 : static_cast<uint64_t>(size) > length;
  List* indices = nullptr;
  List* cycles = nullptr;
  if (!impossible) {
    if (kind == Kind::combinations_with_replacement) {
      indices = make_list(static_cast<uint64_t>(size));
      for (int64_t i = 0; i < size; i++) list_append(indices, small_int_value(0));
    } else {
      indices = make_indices(permutations ? length : static_cast<uint64_t>(size));
    }
    if (permutations) {
      cycles = make_list(static_cast<uint64_t>(size));
      for (int64_t i = 0; i < size; i++) list_append(cycles, small_int_value(static_cast<int64_t>(length) - i));
    }
  }
  Combinatoric* it = make<Combinatoric>(kind);
  it->size = static_cast<uint64_t>(size);
  it->stopped = impossible;
  it->pools.initialise(items);
  it->indices.initialise(indices);
  it->cycles.initialise(cycles);
  return ref(it);
}

/// (type, arguments[, state]): the state is the indices, with the cycles for permutations.
Value combinatoric_reduce(Value self) {
  Combinatoric* it = as<Combinatoric>(self);
  bool product = kind_of(it) == Kind::product;
  Value type = ref(type_of(self));
  if (it->stopped) {
    if (product) return ref(make_pair(type, ref(make_tuple_1(ref(vm.empty_tuple)))));
    return ref(make_pair(type, ref(make_pair(ref(vm.empty_tuple), int_value(static_cast<int64_t>(it->size ? it->size : 1))))));
  }
  Value arguments = product ? ref(it->pools.get()) : ref(make_pair(ref(it->pools.get()), int_value(static_cast<int64_t>(it->size))));
  if (!it->started) return ref(make_pair(type, arguments));
  Value state = ref(tuple_from(ref(it->indices.get())));
  if (it->cycles.get()) state = ref(make_pair(state, ref(tuple_from(ref(it->cycles.get())))));
  Value parts[] = {type, arguments, state};
  return ref(make_tuple_of(parts, 3));
}
/// Copies small ints in [0, limit] from a tuple of the right length; false with an error pending.
bool copy_indices(List* to, Value from, bool clamp_to_pools, Tuple* pools) {
  Tuple* tuple = as_tuple(from);
  if (!to || !tuple || tuple->length != to->length) {
    raise_value_error("invalid arguments");
    return false;
  }
  for (uint64_t i = 0; i < tuple->length; i++) {
    int64_t index;
    if (!index_in_range(tuple->items[i], &index)) return false;
    int64_t limit = clamp_to_pools ? static_cast<int64_t>(as<Tuple>(pools->items[i])->length) - 1 : static_cast<int64_t>(pools->length);
    if (index > limit) index = limit;
    if (index < 0) index = 0;
    list_set(to, i, small_int_value(index));
  }
  return true;
}
Value combinatoric_setstate(Value self, Value state) {
  Combinatoric* it = as<Combinatoric>(self);
  if (it->stopped) return none();
  if (kind_of(it) == Kind::permutations) {
    Tuple* parts = as_tuple(state);
    if (!parts || parts->length != 2) return raise_type_error("invalid arguments");
    if (!copy_indices(it->indices, parts->items[0], false, it->pools) || !copy_indices(it->cycles, parts->items[1], false, it->pools))
      return null_value;
  } else if (!copy_indices(it->indices, state, kind_of(it) == Kind::product, it->pools)) {
    return null_value;
  }
  it->started = 1;
  return none();
}

// ---- groupby, tee ----

Value construct_group_by(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value given[2];
  if (!parse_arguments("groupby", "iterable key", 1, arguments, count, names, given)) return null_value;
  Value iterator = iterate(given[0]);
  if (!iterator) return null_value;
  GroupBy* it = make<GroupBy>(Kind::group_by);
  it->iterator.initialise(iterator);
  it->key_function.initialise(given[1] && !is_none(given[1]) ? given[1] : null_value);
  return ref(it);
}
Value group_by_reduce(Value self) {
  GroupBy* it = as<GroupBy>(self);
  Value arguments = ref(make_pair(it->iterator, none_if_null(it->key_function)));
  Value type = ref(builtin_type(Kind::group_by));
  if (!it->target_key.get() || !it->current_key.get() || !it->current_value.get()) return ref(make_pair(type, arguments));
  Value state[] = {it->current_value, it->target_key, it->current_key};
  Value parts[] = {type, arguments, ref(make_tuple_of(state, 3))};
  return ref(make_tuple_of(parts, 3));
}
Value group_by_setstate(Value self, Value state) {
  Tuple* parts = as_tuple(state);
  if (!parts || parts->length != 3) return raise_type_error("state is not a tuple");
  GroupBy* it = as<GroupBy>(self);
  it->current_value = parts->items[0];
  it->target_key = parts->items[1];
  it->current_key = parts->items[2];
  return none();
}
Value construct_grouper(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (!refuse_keywords("_grouper", names)) return null_value;
  if (count != 2 || !has_kind(arguments[0], Kind::group_by)) return raise_type_error("_grouper() argument 1 must be itertools.groupby");
  Grouper* it = make<Grouper>(Kind::grouper);
  it->parent.initialise(as<GroupBy>(arguments[0]));
  it->target_key.initialise(arguments[1]);
  as<GroupBy>(arguments[0])->group = ref(it);
  return ref(it);
}
Value grouper_reduce(Value self) {
  Grouper* it = as<Grouper>(self);
  if (it->parent->group.get() != self) {
    return ref(make_pair(dict_get_str(vm.builtins, intern("iter")), ref(make_tuple_1(ref(vm.empty_tuple)))));
  }
  return ref(make_pair(ref(builtin_type(Kind::grouper)), ref(make_pair(ref(it->parent.get()), it->target_key))));
}

Value make_tee(TeeLink* link) {
  Tee* it = make<Tee>(Kind::tee);
  it->link.initialise(link);
  return ref(it);
}
Value tee_of(Value iterable) {
  Value iterator = iterate(iterable);
  if (!iterator) return null_value;
  if (has_kind(iterator, Kind::tee)) return make_tee(as<Tee>(iterator)->link);
  TeeLink* link = make<TeeLink>(Kind::tee_link);
  link->iterator.initialise(iterator);
  return make_tee(link);
}
Value construct_tee(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (!refuse_keywords("_tee", names)) return null_value;
  if (count != 1) return raise_type_error("_tee expected 1 argument, got %s", count);
  return tee_of(arguments[0]);
}
Value copy_tee(Value self) { return make_tee(as<Tee>(self)->link); }
Value tee_many(Value iterable, Value count_value) {
  int64_t count = 2;
  if (count_value && !index_in_range(count_value, &count)) return null_value;
  if (count < 0) return raise_value_error("n must be >= 0");
  if (count == 0) return ref(vm.empty_tuple);
  Value iterator = iterate(iterable);
  if (!iterator) return null_value;
  Value copier = find_attr(iterator, vm.names.__copy__);
  if (!copier) {
    if (has_error()) return null_value;
    iterator = tee_of(iterator);
    if (!iterator) return null_value;
    copier = find_attr(iterator, vm.names.__copy__);
  }
  Tuple* tees = make_tuple(static_cast<uint64_t>(count));
  tees->items[0] = iterator;
  for (int64_t i = 1; i < count; i++) {
    Value copy = call_0(copier);
    if (!copy) return null_value;
    tees->items[i] = copy;
  }
  return ref(tees);
}

const BuiltinDefinition iterator_methods[] = {entry("__iter__", iterator_self), entry("__next__", iterator_next)};

void complete(Module* module, Kind kind, Constructor construct, std::span<const BuiltinDefinition> methods) {
  define(builtin_type(kind), iterator_methods);
  complete_type(module, kind, construct, type_is_base, methods);
}

}  // namespace

void fill_itertools(Module* module) {
  static const BuiltinDefinition chain_methods[] = {
      entry("from_iterable", chain_from_iterable, 2, nullptr, builtin_class_method), entry("__reduce__", chain_reduce),
      entry("__setstate__", chain_setstate), entry("__class_getitem__", generic_class_getitem, 2, nullptr, builtin_class_method)};
  static const BuiltinDefinition count_methods[] = {entry("__repr__", count_repr), entry("__reduce__", count_reduce)};
  static const BuiltinDefinition cycle_methods[] = {entry("__reduce__", cycle_reduce), entry("__setstate__", cycle_setstate)};
  static const BuiltinDefinition repeat_methods[] = {
      entry("__repr__", repeat_repr), entry("__length_hint__", repeat_length_hint), entry("__reduce__", repeat_reduce)};
  static const BuiltinDefinition slice_methods[] = {entry("__reduce__", slice_reduce), entry("__setstate__", slice_setstate)};
  static const BuiltinDefinition calling_methods[] = {entry("__reduce__", calling_reduce), entry("__setstate__", calling_setstate)};
  static const BuiltinDefinition compress_methods[] = {entry("__reduce__", compress_reduce)};
  static const BuiltinDefinition accumulate_methods[] = {entry("__reduce__", accumulate_reduce),
                                                         entry("__setstate__", accumulate_setstate)};
  static const BuiltinDefinition zip_longest_methods[] = {entry("__reduce__", zip_longest_reduce),
                                                          entry("__setstate__", zip_longest_setstate)};
  static const BuiltinDefinition combinatoric_methods[] = {entry("__reduce__", combinatoric_reduce),
                                                           entry("__setstate__", combinatoric_setstate)};
  static const BuiltinDefinition group_by_methods[] = {entry("__reduce__", group_by_reduce), entry("__setstate__", group_by_setstate)};
  static const BuiltinDefinition grouper_methods[] = {entry("__reduce__", grouper_reduce)};
  static const BuiltinDefinition tee_methods[] = {entry("__copy__", copy_tee)};
  complete(module, Kind::chain, construct_chain, chain_methods);
  complete(module, Kind::count, construct_count, count_methods);
  complete(module, Kind::cycle, construct_cycle, cycle_methods);
  complete(module, Kind::repeat, construct_repeat, repeat_methods);
  complete(module, Kind::islice, construct_slice_iterator, slice_methods);
  complete(module, Kind::starmap, construct_calling, calling_methods);
  complete(module, Kind::take_while, construct_calling, calling_methods);
  complete(module, Kind::drop_while, construct_calling, calling_methods);
  complete(module, Kind::filter_false, construct_calling, calling_methods);
  complete(module, Kind::compress, construct_compress, compress_methods);
  complete(module, Kind::accumulate, construct_accumulate, accumulate_methods);
  complete(module, Kind::pairwise, construct_pairwise, {});
  complete(module, Kind::zip_longest, construct_zip_longest, zip_longest_methods);
  complete(module, Kind::product, construct_product, combinatoric_methods);
  complete(module, Kind::permutations, construct_selection, combinatoric_methods);
  complete(module, Kind::combinations, construct_selection, combinatoric_methods);
  complete(module, Kind::combinations_with_replacement, construct_selection, combinatoric_methods);
  complete(module, Kind::group_by, construct_group_by, group_by_methods);
  complete(module, Kind::grouper, construct_grouper, grouper_methods);
  complete(module, Kind::tee, construct_tee, tee_methods);
  static const BuiltinDefinition functions[] = {entry("tee", tee_many, 1)};
  define(module, functions);
}

}  // namespace python
