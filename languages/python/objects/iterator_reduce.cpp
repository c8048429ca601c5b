/// How copy and pickle take the builtin iterators apart: as the call that makes them, with a state where that says more.
#include "objects/builtin.h"
#include "objects/errors.h"
#include "objects/operations.h"
#include "objects/range.h"
#include "objects/types.h"

namespace python {

namespace {

Value builtin(const char* name) { return dict_get_str(vm.builtins, intern(std::string_view(name))); }

/// (function, (argument,), state).
Value call_with_state(const char* function, Value argument, int64_t state) {
  Value parts[] = {builtin(function), ref(make_tuple_1(argument)), int_value(state)};
  return ref(make_tuple_of(parts, 3));
}
Value exhausted() { return ref(make_pair(builtin("iter"), ref(make_tuple_1(ref(vm.empty_tuple))))); }

/// A copy of a dict's or set's iterator, for what is still to come.
template <class T>
T* copy_of(Value self) {
  T* from = as<T>(self);
  T* copy = make<T>(kind_of(from));
  std::memcpy(reinterpret_cast<char*>(copy) + sizeof(Object), reinterpret_cast<const char*>(from) + sizeof(Object), sizeof(T) - sizeof(Object));
  return copy;
}
template <class T>
Value reduce_by_rest(Value self) {
  List* rest = list_from(ref(copy_of<T>(self)));
  return rest ? ref(make_pair(builtin("iter"), ref(make_tuple_1(ref(rest))))) : null_value;
}

Value reduce_iterator(Value self) {
  switch (kind_of(object_of(self))) {
    case Kind::list_iterator: {
      ListIterator* it = as<ListIterator>(self);
      if (!it->list.get()) return ref(make_pair(builtin("iter"), ref(make_tuple_1(ref(make_list())))));
      return call_with_state("iter", ref(it->list.get()), static_cast<int64_t>(it->index));
    }
    case Kind::list_reverse_iterator: {
      ListIterator* it = as<ListIterator>(self);
      if (!it->list.get()) return ref(make_pair(builtin("iter"), ref(make_tuple_1(ref(make_list())))));
      return call_with_state("reversed", ref(it->list.get()), static_cast<int64_t>(it->index) - 1);
    }
    case Kind::tuple_iterator: {
      TupleIterator* it = as<TupleIterator>(self);
      if (it->index >= it->tuple->length) return exhausted();
      return call_with_state("iter", ref(it->tuple.get()), static_cast<int64_t>(it->index));
    }
    case Kind::str_iterator: {
      StrIterator* it = as<StrIterator>(self);
      if (it->index >= it->str->length) return ref(make_pair(builtin("iter"), ref(make_tuple_1(ref(vm.empty_str)))));
      return call_with_state("iter", ref(it->str.get()), static_cast<int64_t>(it->index));
    }
    case Kind::bytes_iterator: {
      BytesIterator* it = as<BytesIterator>(self);
      return call_with_state("iter", it->source, static_cast<int64_t>(it->index));
    }
    case Kind::range_iterator: {
      RangeIterator* it = as<RangeIterator>(self);
      Value start = int_value(it->current), step = int_value(it->step);
      Value stop = int_add(start, int_multiply(step, int_value(it->remaining())));
      return call_with_state("iter", make_range(start, stop, step), 0);
    }
    case Kind::long_range_iterator: {
      LongRangeIterator* it = as<LongRangeIterator>(self);
      Value stop = int_add(it->current, int_multiply(it->step, it->remaining));
      return call_with_state("iter", make_range(it->current, stop, it->step), 0);
    }
    case Kind::sequence_iterator: {
      SequenceIterator* it = as<SequenceIterator>(self);
      return it->sequence.get() ? call_with_state("iter", it->sequence, it->index) : exhausted();
    }
    case Kind::callable_iterator: {
      CallableIterator* it = as<CallableIterator>(self);
      if (!it->callable.get()) return exhausted();
      return ref(make_pair(builtin("iter"), ref(make_pair(it->callable, it->sentinel))));
    }
    case Kind::enumerate: {
      Enumerate* it = as<Enumerate>(self);
      return ref(make_pair(ref(type_of(self)), ref(make_pair(it->iterator, it->index))));
    }
    case Kind::zip: {
      Zip* it = as<Zip>(self);
      Value parts[] = {ref(type_of(self)), ref(it->iterators.get()), true_value()};
      return ref(make_tuple_of(parts, it->strict ? 3 : 2));
    }
    case Kind::map: {
      MapIterator* it = as<MapIterator>(self);
      List* arguments = make_list();
      list_append(arguments, it->callable);
      list_extend(arguments, ref(it->iterators.get()));
      return ref(make_pair(ref(type_of(self)), ref(tuple_from(ref(arguments)))));
    }
    case Kind::filter: return ref(make_pair(ref(type_of(self)), ref(make_pair(as<Filter>(self)->predicate, as<Filter>(self)->iterator))));
    case Kind::reversed: {
      Reversed* it = as<Reversed>(self);
      if (it->index < 0) return ref(make_pair(ref(type_of(self)), ref(make_tuple_1(ref(vm.empty_tuple)))));
      return call_with_state("reversed", it->sequence, it->index);
    }
    case Kind::set_iterator: return reduce_by_rest<SetIterator>(self);
    default: return reduce_by_rest<DictIterator>(self);
  }
}

/// The state is the position of the next item, within what there is.
Value set_position(Value self, Value state) {
  if (has_kind(self, Kind::zip)) {
    int strict = truth(state);
    if (strict < 0) return null_value;
    as<Zip>(self)->strict = static_cast<uint32_t>(strict);
    return none();
  }
  int64_t position;
  if (!index_in_range(state, &position)) return null_value;
  auto within = [&](uint64_t length) { return position < 0 ? 0 : position > static_cast<int64_t>(length) ? length : static_cast<uint64_t>(position); };
  switch (kind_of(object_of(self))) {
    case Kind::list_iterator:
      if (List* list = as<ListIterator>(self)->list) as<ListIterator>(self)->index = within(list->length);
      break;
    case Kind::list_reverse_iterator:
      if (List* list = as<ListIterator>(self)->list) as<ListIterator>(self)->index = position < -1 ? 0 : within(list->length - 1) + 1 - (position == -1);
      break;
    case Kind::tuple_iterator: as<TupleIterator>(self)->index = within(as<TupleIterator>(self)->tuple->length); break;
    case Kind::str_iterator: as<StrIterator>(self)->index = within(as<StrIterator>(self)->str->length); break;
    case Kind::bytes_iterator: as<BytesIterator>(self)->index = position < 0 ? 0 : static_cast<uint64_t>(position); break;
    case Kind::range_iterator: {
      RangeIterator* it = as<RangeIterator>(self);
      it->current += static_cast<int64_t>(within(static_cast<uint64_t>(it->remaining()))) * it->step;
      break;
    }
    case Kind::sequence_iterator: as<SequenceIterator>(self)->index = position < 0 ? 0 : position; break;
    case Kind::reversed: {
      Reversed* it = as<Reversed>(self);
      if (it->index < 0) break;
      int64_t last = length(it->sequence) - 1;
      if (has_error()) return null_value;
      it->index = position < -1 ? -1 : position > last ? last : position;
      break;
    }
    default: break;
  }
  return none();
}

}  // namespace

void define_iterator_reduction() {
  static const BuiltinDefinition methods[] = {entry("__reduce__", reduce_iterator), entry("__setstate__", set_position)};
  for (uint32_t kind = static_cast<uint32_t>(Kind::list_iterator); kind <= static_cast<uint32_t>(Kind::reversed); kind++) {
    define(vm.types[kind], methods);
  }
}

}  // namespace python
