/// iter() and next() in full, unpacking.
#include "modules/sre/pattern.h"
#include "modules/deque.h"
#include "modules/itertools.h"
#include "modules/io/files.h"
#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/operations.h"
#include "objects/range.h"
#include "objects/set.h"

namespace python {

Value make_list_iterator(List* list) {
  ListIterator* it = make<ListIterator>(Kind::list_iterator);
  it->list.initialise(list);
  return ref(it);
}

Value make_dict_iterator(Kind kind, Dict* dict) {
  DictIterator* it = make<DictIterator>(kind);
  it->dict.initialise(dict);
  it->expected_count = it->remaining = dict->count;
  bool reverse = kind == Kind::dict_reverse_key_iterator || kind == Kind::dict_reverse_value_iterator ||
                 kind == Kind::dict_reverse_item_iterator;
  if (reverse) it->position = dict->used;
  return ref(it);
}

Value make_set_iterator(HashTable* set) {
  SetIterator* it = make<SetIterator>(Kind::set_iterator);
  it->set.initialise(set);
  it->expected_count = it->remaining = set->count;
  return ref(it);
}

Value make_reversed(Value sequence) {
  int64_t count = length(sequence);
  if (count < 0) return null_value;
  Reversed* it = make<Reversed>(Kind::reversed);
  it->index = count - 1;
  it->sequence.initialise(sequence);
  return ref(it);
}

Value iterate_range(Range* range, bool reverse) {
  Value start = range->start, step = range->step, length = range->length;
  if (reverse) {
    start = int_add(start, int_multiply(int_subtract(length, small_int_value(1)), step));
    step = int_negate(step);
  }
  bool small = is_small_int(range->start.get()) && is_small_int(range->stop.get());  // and so is everything between
  if (small && is_int64(step) && is_int64(length)) {
    RangeIterator* it = make<RangeIterator>(Kind::range_iterator);
    int64_t first = int64_of(start), stride = int64_of(step), count = int64_of(length);
    it->current = first;
    it->step = stride;
    if (count == 0)
      it->stop = first;
    else if (stride == 1 && !reverse)
      it->stop = int64_of(range->stop);
    else
      it->stop = static_cast<int64_t>(static_cast<uint64_t>(first) + static_cast<uint64_t>(count) * static_cast<uint64_t>(stride));
    return ref(it);
  }
  LongRangeIterator* it = make<LongRangeIterator>(Kind::long_range_iterator);
  it->current.initialise(start);
  it->step.initialise(step);
  it->remaining.initialise(length);
  return ref(it);
}

namespace {

bool is_iterator_kind(Kind kind) {
  return (kind >= Kind::list_iterator && kind <= Kind::reversed) ||
         (kind >= Kind::chain && kind <= Kind::deque_reverse_iterator) || kind == Kind::generator || kind == Kind::text_io;
}

Value iterate_instance(Value v) {
  Value method = lookup_special(v, vm.names.__iter__);
  if (method && !is_none(method)) {
    bool found;
    Value iterator = call_special(v, vm.names.__iter__, nullptr, 0, &found);
    if (!iterator) return iterator;
    bool good =
        is_ref(iterator) && (is_iterator_kind(kind_of(object_of(iterator))) || lookup_special(iterator, vm.names.__next__));
    if (!good) return raise_type_error("iter() returned non-iterator of type '%T'", iterator);
    return iterator;
  }
  if (!method && lookup_special(v, vm.names.__getitem__) && !has_kind(v, Kind::generic_alias)) {
    SequenceIterator* it = make<SequenceIterator>(Kind::sequence_iterator);
    it->sequence.initialise(v);
    return ref(it);
  }
  return raise_type_error("'%T' object is not iterable", v);
}

}  // namespace

Value iterate_general(Value v) {
  if (!is_ref(v)) return raise_type_error("'%T' object is not iterable", v);
  switch (kind_of(object_of(v))) {
    case Kind::list: return make_list_iterator(as<List>(v));
    case Kind::tuple: {
      TupleIterator* it = make<TupleIterator>(Kind::tuple_iterator);
      it->tuple.initialise(as<Tuple>(v));
      return ref(it);
    }
    case Kind::str: {
      StrIterator* it = make<StrIterator>(Kind::str_iterator);
      it->str.initialise(as<Str>(v));
      return ref(it);
    }
    case Kind::range: return iterate_range(as<Range>(v), false);
    case Kind::dict: return make_dict_iterator(Kind::dict_key_iterator, as<Dict>(v));
    case Kind::dict_keys: return make_dict_iterator(Kind::dict_key_iterator, as<Dict>(as<DictView>(v)->dict));
    case Kind::dict_values: return make_dict_iterator(Kind::dict_value_iterator, as<Dict>(as<DictView>(v)->dict));
    case Kind::dict_items: return make_dict_iterator(Kind::dict_item_iterator, as<Dict>(as<DictView>(v)->dict));
    case Kind::set:
    case Kind::frozenset: return make_set_iterator(as<HashTable>(v));
    case Kind::deque: return make_deque_iterator(Kind::deque_iterator, as<Deque>(v));
    case Kind::bytes:
    case Kind::bytearray: {
      BytesIterator* it = make<BytesIterator>(Kind::bytes_iterator);
      it->source.initialise(v);
      return ref(it);
    }
    default: break;
  }
  if (is_iterator_kind(kind_of(object_of(v)))) return v;
  return iterate_instance(v);
}

// ---- next ----

namespace {

Value raise_changed(const char* what) { return raise_runtime_error("%s changed size during iteration", what); }

Value entry_of_kind(Kind kind, Dict* dict, const DictEntry& entry) {
  switch (kind) {
    case Kind::dict_key_iterator:
    case Kind::dict_reverse_key_iterator: return entry.key;
    case Kind::dict_value_iterator:
    case Kind::dict_reverse_value_iterator: return entry_value(dict, entry);
    default: return ref(make_pair(entry.key, entry_value(dict, entry)));
  }
}

/// Position of the next live entry from `position`; the common case is the entry itself.
JW_DONT_LOOK_INSIDE int64_t skip_dead_entries(const HashTable* table, uint64_t position) { return next_entry(table, position); }

Value next_dict(DictIterator* it) {
  Dict* dict = it->dict;
  if (!dict) return null_value;
  if (dict->count != it->expected_count) {
    it->expected_count = UINT32_MAX;  // stays broken
    return raise_changed("dictionary");
  }
  uint64_t position = it->position;
  if (position >= dict->used) {
    it->dict.initialise(nullptr);
    return null_value;
  }
  if (!dict->entries->items[position].key.get() || dict->has_cells) {
    int64_t found = skip_dead_entries(dict, position);
    if (found < 0) {
      it->dict.initialise(nullptr);
      return null_value;
    }
    position = static_cast<uint64_t>(found);
  }
  if (it->remaining == 0) return raise_runtime_error("dictionary keys changed during iteration");
  it->remaining--;
  it->position = position + 1;
  return entry_of_kind(kind_of(it), dict, dict->entries->items[position]);
}

JW_DONT_LOOK_INSIDE Value next_dict_reverse(DictIterator* it) {
  Dict* dict = it->dict;
  if (!dict) return null_value;
  if (dict->count != it->expected_count) {
    it->expected_count = UINT32_MAX;
    return raise_changed("dictionary");
  }
  while (it->position > 0) {
    const DictEntry& entry = dict->entries->items[--it->position];
    if (entry.key.get() && entry_value(dict, entry)) return entry_of_kind(kind_of(it), dict, entry);
  }
  it->dict.initialise(nullptr);
  return null_value;
}

Value next_set(SetIterator* it) {
  HashTable* set = it->set;
  if (!set) return null_value;
  if (set->count != it->expected_count) {
    it->expected_count = UINT32_MAX;
    return raise_changed("Set");
  }
  uint64_t position = it->position;
  if (position < set->used && !set->entries->items[position].key.get()) {
    int64_t found = skip_dead_entries(set, position);
    position = found < 0 ? set->used : static_cast<uint64_t>(found);
  }
  if (position >= set->used) {
    it->set.initialise(nullptr);
    return null_value;
  }
  it->position = position + 1;
  return set->entries->items[position].key;
}

Value next_enumerate(Enumerate* it) {
  Value item = next(it->iterator);
  if (!item) return item;
  Value index = it->index;
  it->index = is_small_int(index) ? int_value(small_int(index) + 1) : int_add(index, small_int_value(1));
  return ref(make_pair(index, item));
}

/// The common case; no loop, so that a trace can look inside.
Value next_zip_two(Zip* it) {
  Tuple* iterators = it->iterators;
  Value a = next(iterators->items[0]);
  if (!a) return a;
  Value b = next(iterators->items[1]);
  if (!b) return b;
  return ref(make_pair(a, b));
}

/// A strict zip's iterator `i` is exhausted: ValueError unless all are.
JW_DONT_LOOK_INSIDE Value finish_strict_zip(Zip* it, uint64_t i) {
  Tuple* iterators = it->iterators;
  uint64_t count = iterators->length;
  if (i > 0)
    return raise_value_error(
        i == 1 ? "zip() argument 2 is shorter than argument 1" : "zip() argument %s is shorter than arguments 1-%s", i + 1, i);
  for (uint64_t k = 1; k < count; k++) {
    Value item = next(iterators->items[k]);
    if (item)
      return raise_value_error(
          k == 1 ? "zip() argument 2 is longer than argument 1" : "zip() argument %s is longer than arguments 1-%s", k + 1, k);
    if (has_error()) return null_value;
  }
  return null_value;
}

JW_UNROLL_SAFE Value next_zip(Zip* it) {
  Tuple* iterators = it->iterators;
  uint64_t count = iterators->length;
  if (count == 0) return null_value;
  Tuple* row = make_tuple(count);
  for (uint64_t i = 0; i < count; i++) {
    Value item = next(iterators->items[i]);
    if (!item) return has_error() || !it->strict ? null_value : finish_strict_zip(it, i);
    row->items[i] = item;
  }
  return ref(row);
}

JW_DONT_LOOK_INSIDE Value next_map_many(MapIterator* it) {
  Tuple* iterators = it->iterators;
  Value arguments[16];
  uint32_t count = static_cast<uint32_t>(iterators->length);
  if (count > 16) return raise_type_error("map() takes at most 16 iterables here");
  for (uint32_t i = 0; i < count; i++) {
    arguments[i] = next(iterators->items[i]);
    if (!arguments[i]) return null_value;
  }
  return call(it->callable, arguments, count);
}

Value next_map(MapIterator* it) {
  if (it->iterators->length != 1) return next_map_many(it);
  Value item = next(it->iterators->items[0]);
  return item ? call_1(it->callable, item) : item;
}

JW_DONT_LOOK_INSIDE Value filter_on(Filter* it) {
  for (;;) {
    Value item = next(it->iterator);
    int good = item ? passes(it->predicate, item) : -1;
    if (good < 0) return null_value;
    if (good) return item;
  }
}
/// The first items are tried here, so that traces see them; after that opaquely.
JW_UNROLL_SAFE Value next_filter(Filter* it) {
  for (int i = 0; i < 3; i++) {
    Value item = next(it->iterator);
    int good = item ? passes(it->predicate, item) : -1;
    if (good < 0) return null_value;
    if (good) return item;
  }
  return filter_on(it);
}

Value next_sequence(SequenceIterator* it) {
  Value sequence = it->sequence;
  if (!sequence) return null_value;
  Value item = get_item(sequence, int_value(it->index));
  if (item) {
    it->index++;
    return item;
  }
  if (clear_error(ExceptionKind::index_error) || clear_error(ExceptionKind::stop_iteration)) it->sequence = null_value;
  return null_value;
}

Value next_callable(CallableIterator* it) {
  Value callable = it->callable;
  if (!callable) return null_value;
  Value item = call_0(callable);
  if (!item) {
    if (clear_error(ExceptionKind::stop_iteration)) it->callable = null_value;
    return null_value;
  }
  int last = equals(item, it->sentinel);
  if (last < 0) return null_value;
  if (!last) return item;
  it->callable = null_value;
  return null_value;
}

Value next_reversed(Reversed* it) {
  if (it->index < 0) return null_value;
  Value item = get_item(it->sequence, int_value(it->index));
  it->index--;
  if (!item && (clear_error(ExceptionKind::index_error) || clear_error(ExceptionKind::stop_iteration))) it->index = -1;
  return item;
}

Value next_list_reverse(ListIterator* it) {
  List* list = it->list;
  if (!list) return null_value;
  if (it->index > 0 && it->index <= list->length) return list_get(list, --it->index);
  it->list.initialise(nullptr);
  return null_value;
}

Value next_long_range(LongRangeIterator* it) {
  if (int_sign(it->remaining) <= 0) return null_value;
  Value current = it->current;
  it->remaining = int_subtract(it->remaining, small_int_value(1));
  it->current = int_add(current, it->step);
  return current;
}

Value next_bytes(BytesIterator* it) {
  std::string_view content;
  bytes_view(it->source, &content);
  if (it->index >= content.size()) return null_value;
  return small_int_value(static_cast<uint8_t>(content[it->index++]));
}

}  // namespace

Value next_general(Value iterator) {
  if (is_ref(iterator)) {
    switch (kind_of(object_of(iterator))) {
      case Kind::dict_key_iterator:
      case Kind::dict_value_iterator:
      case Kind::dict_item_iterator: return next_dict(as<DictIterator>(iterator));
      case Kind::dict_reverse_key_iterator:
      case Kind::dict_reverse_value_iterator:
      case Kind::dict_reverse_item_iterator: return next_dict_reverse(as<DictIterator>(iterator));
      case Kind::set_iterator: return next_set(as<SetIterator>(iterator));
      case Kind::enumerate: return next_enumerate(as<Enumerate>(iterator));
      case Kind::zip:
        return as<Zip>(iterator)->iterators->length == 2 && !as<Zip>(iterator)->strict ? next_zip_two(as<Zip>(iterator))
                                                                                       : next_zip(as<Zip>(iterator));
      case Kind::map: return next_map(as<MapIterator>(iterator));
      case Kind::filter: return next_filter(as<Filter>(iterator));
      case Kind::sequence_iterator: return next_sequence(as<SequenceIterator>(iterator));
      case Kind::callable_iterator: return next_callable(as<CallableIterator>(iterator));
      case Kind::match_iterator: return sre::next_match(as<sre::Scanner>(iterator));
      case Kind::reversed: return next_reversed(as<Reversed>(iterator));
      case Kind::list_reverse_iterator: return next_list_reverse(as<ListIterator>(iterator));
      case Kind::long_range_iterator: return next_long_range(as<LongRangeIterator>(iterator));
      case Kind::bytes_iterator: return next_bytes(as<BytesIterator>(iterator));
      case Kind::text_io: return text_iterate(as<TextIO>(iterator));
      case Kind::deque_iterator:
      case Kind::deque_reverse_iterator: return next_of_deque(as<DequeIterator>(iterator));
      default:
        if (is_itertool(kind_of(object_of(iterator)))) return next_of_itertool(iterator);
        break;
    }
  }
  bool found;
  Value item = call_special(iterator, vm.names.__next__, nullptr, 0, &found);
  if (!found) return raise_type_error("'%T' object is not an iterator", iterator);
  if (!item) clear_error(ExceptionKind::stop_iteration);
  return item;
}

// ---- unpacking ----

namespace {

bool raise_wrong_count(uint64_t got, uint32_t wanted) {
  if (got > wanted)
    raise_value_error("too many values to unpack (expected %s)", wanted);
  else
    raise_value_error("not enough values to unpack (expected %s, got %s)", wanted, got);
  return false;
}

Value iterate_for_unpacking(Value value) {
  Value iterator = iterate(value);
  if (!iterator && !lookup_special(value, vm.names.__iter__) && clear_error(ExceptionKind::type_error)) {
    raise_type_error("cannot unpack non-iterable %T object", value);
  }
  return iterator;
}

}  // namespace

bool unpack_into(Value value, Value* out, uint32_t count) {
  if (is_ref(value)) {
    if (is_tuple(value)) {
      Tuple* tuple = as<Tuple>(value);
      if (tuple->length != count) return raise_wrong_count(tuple->length, count);
      for (uint32_t i = 0; i < count; i++) out[i] = tuple->items[i];
      return true;
    }
    if (is_list(value)) {
      List* list = as<List>(value);
      if (list->length != count) return raise_wrong_count(list->length, count);
      for (uint32_t i = 0; i < count; i++) out[i] = list_get(list, i);
      return true;
    }
  }
  Value iterator = iterate_for_unpacking(value);
  if (!iterator) return false;
  for (uint32_t i = 0; i < count; i++) {
    Value item = next(iterator);
    if (!item) return has_error() ? false : raise_wrong_count(i, count);
    out[i] = item;
  }
  if (next(iterator)) return raise_wrong_count(count + 1, count);
  return !has_error();
}

bool unpack_with_star(Value value, Value* out, uint32_t before, uint32_t after) {
  Value iterator = iterate_for_unpacking(value);
  if (!iterator) return false;
  List* all = make_list();
  if (!list_extend(all, iterator)) return false;
  uint64_t length = all->length;
  if (length < before + after) {
    raise_value_error("not enough values to unpack (expected at least %s, got %s)", before + after, length);
    return false;
  }
  for (uint32_t i = 0; i < before; i++) out[i] = list_get(all, i);
  for (uint32_t i = 0; i < after; i++) out[before + 1 + i] = list_get(all, length - after + i);
  list_remove_range(all, length - after, length);
  list_remove_range(all, 0, before);
  out[before] = ref(all);
  return true;
}

Tuple* unpack_items(Value value, uint32_t count) {
  if (count <= 64) {
    Value items[64];
    return unpack_into(value, items, count) ? make_tuple_of(items, count) : nullptr;
  }
  Value iterator = iterate_for_unpacking(value);
  if (!iterator) return nullptr;
  List* all = make_list();
  while (all->length <= count) {
    Value item = next(iterator);
    if (!item) break;
    list_append(all, item);
  }
  if (has_error()) return nullptr;
  if (all->length != count) return raise_wrong_count(all->length, count), nullptr;
  return tuple_from(ref(all));
}

Tuple* unpack_items_with_star(Value value, uint32_t before, uint32_t after) {
  Value few[64];
  uint32_t count = before + after + 1;
  if (count <= 64) return unpack_with_star(value, few, before, after) ? make_tuple_of(few, count) : nullptr;
  List* items = make_list(count);
  items->length = count;
  if (!unpack_with_star(value, reinterpret_cast<Value*>(writable_items(items)->items), before, after)) return nullptr;
  return tuple_from(ref(items));
}

}  // namespace python
