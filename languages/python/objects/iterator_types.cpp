/// The methods of iterators, and the constructors of enumerate, zip, map, filter and reversed.
#include "objects/builtin.h"
#include "objects/errors.h"
#include "objects/operations.h"
#include "objects/range.h"
#include "objects/types.h"

namespace python {

Value iterate_range(Range* range, bool reverse);

namespace {

Value self_method(Value self) { return self; }
Value next_method(Value self) {
  Value item = next(self);
  if (item || has_error()) return item;
  return raise_stop_iteration(null_value);
}
Value length_hint(Value self) {
  switch (kind_of(object_of(self))) {
    case Kind::list_iterator: {
      ListIterator* it = as<ListIterator>(self);
      List* list = it->list;
      return int_value(list && list->length > it->index ? static_cast<int64_t>(list->length - it->index) : 0);
    }
    case Kind::list_reverse_iterator:
      return int_value(as<ListIterator>(self)->list.get() ? static_cast<int64_t>(as<ListIterator>(self)->index) : 0);
    case Kind::tuple_iterator:
      return int_value(static_cast<int64_t>(as<TupleIterator>(self)->tuple->length - as<TupleIterator>(self)->index));
    case Kind::str_iterator:
      return int_value(static_cast<int64_t>(as<StrIterator>(self)->str->length - as<StrIterator>(self)->index));
    case Kind::range_iterator: return int_value(as<RangeIterator>(self)->remaining());
    case Kind::long_range_iterator: return as<LongRangeIterator>(self)->remaining;
    default: return small_int_value(0);
  }
}

const BuiltinDefinition methods[] = {
    entry("__iter__", self_method),
    entry("__next__", next_method),
};
const BuiltinDefinition hint[] = {entry("__length_hint__", length_hint)};

bool no_keywords(const char* name, Tuple* names) {
  if (names && names->length) raise_type_error("%s() takes no keyword arguments", name);
  return !(names && names->length);
}

/// The iterators of all arguments; null with an error pending.
Tuple* iterators_of(const Value* arguments, uint32_t count) {
  if (count == 0) return vm.empty_tuple;
  Tuple* iterators = make_tuple(count);
  for (uint32_t i = 0; i < count; i++) {
    Value iterator = iterate(arguments[i]);
    if (!iterator) return nullptr;
    iterators->items[i] = iterator;
  }
  return iterators;
}

}  // namespace

Value construct_enumerate(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value given[2];
  if (count == 0 && !names) return raise_type_error("enumerate() missing required argument 'iterable'");
  if (!parse_arguments("enumerate", "iterable start", 1, arguments, count, names, given)) return null_value;
  Value start = given[1] ? index_of(given[1]) : small_int_value(0);
  if (!start) return null_value;
  Value iterator = iterate(given[0]);
  if (!iterator) return null_value;
  Enumerate* it = make<Enumerate>(Kind::enumerate);
  it->iterator.initialise(iterator);
  it->index.initialise(start);
  return ref(it);
}

Value construct_zip(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  bool strict = false;
  for (uint64_t i = 0; names && i < names->length; i++) {
    if (!str_equals(as<Str>(names->items[i]), "strict")) {
      return raise_type_error("'%s' is an invalid keyword argument for zip()", as<Str>(names->items[i]));
    }
    int on = truth(arguments[count + i]);
    if (on < 0) return null_value;
    strict = on;
  }
  Tuple* iterators = make_tuple(count ? count : 1);
  if (count == 0) iterators = vm.empty_tuple;
  for (uint32_t i = 0; i < count; i++) {
    Value iterator = iterate(arguments[i]);
    if (!iterator) {
      if (!lookup_special(arguments[i], vm.names.__iter__) && clear_error(ExceptionKind::type_error)) {
        raise_type_error("'%T' object is not iterable", arguments[i]);
      }
      return null_value;
    }
    iterators->items[i] = iterator;
  }
  Zip* it = make<Zip>(Kind::zip);
  it->strict = strict;
  it->iterators.initialise(iterators);
  return ref(it);
}

Value construct_map(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (!no_keywords("map", names)) return null_value;
  if (count < 2) return raise_type_error("map() must have at least two arguments.");
  Tuple* iterators = iterators_of(arguments + 1, count - 1);
  if (!iterators) return null_value;
  MapIterator* it = make<MapIterator>(Kind::map);
  it->callable.initialise(arguments[0]);
  it->iterators.initialise(iterators);
  return ref(it);
}

Value construct_filter(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (!no_keywords("filter", names)) return null_value;
  if (count != 2) return raise_type_error("filter expected 2 arguments, got %s", count);
  Value iterator = iterate(arguments[1]);
  if (!iterator) return null_value;
  Filter* it = make<Filter>(Kind::filter);
  it->predicate.initialise(arguments[0]);
  it->iterator.initialise(iterator);
  return ref(it);
}

Value construct_reversed(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (!no_keywords("reversed", names)) return null_value;
  if (count != 1) return raise_type_error("reversed expected 1 argument, got %s", count);
  Value v = arguments[0];
  Value method = lookup_special(v, vm.names.__reversed__);
  if (method && is_none(method)) return raise_type_error("'%T' object is not reversible", v);
  bool found;
  Value result = call_special(v, vm.names.__reversed__, nullptr, 0, &found);
  if (found) return result;
  if (!lookup_special(v, vm.names.__getitem__) || !lookup_special(v, vm.names.__len__) || is_dict(v)) {
    return raise_type_error("'%T' object is not reversible", v);
  }
  return make_reversed(v);
}

void define_iterator_types() {
  for (uint32_t kind = static_cast<uint32_t>(Kind::list_iterator); kind <= static_cast<uint32_t>(Kind::reversed); kind++) {
    define(vm.types[kind], methods);
    if (kind <= static_cast<uint32_t>(Kind::str_iterator)) define(vm.types[kind], hint);
  }
  define_iterator_reduction();
}

}  // namespace python
