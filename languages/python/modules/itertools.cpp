/// How each iterator of itertools takes its next step. What loops is apart and opaque to traces; the common step is not.
#include "modules/itertools.h"

#include "objects/errors.h"
#include "objects/operations.h"

namespace python {

namespace {

// ---- chain, count, cycle, repeat, islice ----

/// Tries source after source from the next one on.
JW_DONT_LOOK_INSIDE Value chain_on(Chain* it) {
  for (;;) {
    if (!it->sources.get()) return null_value;
    Value source = next(it->sources);
    Value current = source ? iterate(source) : null_value;
    if (!current) {
      it->sources = null_value;
      it->current = null_value;
      return null_value;
    }
    it->current = current;
    Value item = next(current);
    if (item || has_error()) return item;
  }
}

Value next_chain(Chain* it) {
  if (it->current.get()) {
    Value item = next(it->current);
    if (item) return item;
    if (has_error()) return null_value;
    // One more source here: short ones follow each other within a trace.
    Value source = it->sources.get() ? next(it->sources) : null_value;
    if (source) {
      Value current = iterate(source);
      if (current) {
        it->current = current;
        item = next(current);
        if (item || has_error()) return item;
        return chain_on(it);
      }
    }
    it->sources = null_value;
    it->current = null_value;
    return null_value;
  }
  return chain_on(it);
}

Value next_count(Count* it) {
  Value current = it->current;
  Value following = add(current, it->step);
  if (!following) return null_value;
  it->current = following;
  return current;
}

Value next_cycle(Cycle* it) {
  if (it->iterator.get()) {
    Value item = next(it->iterator);
    if (item) {
      if (!it->complete) list_append(it->saved, item);
      return item;
    }
    if (has_error()) return null_value;
    it->iterator = null_value;
  }
  List* saved = it->saved;
  uint64_t index = it->index;
  if (index >= saved->length) {
    if (saved->length == 0) return null_value;
    index = 0;
  }
  it->index = index + 1;
  return present(saved->items->items[index]);
}

Value next_repeat(Repeat* it) {
  int64_t remaining = it->remaining;
  if (remaining == 0) return null_value;
  if (remaining > 0) it->remaining = remaining - 1;
  return it->item;
}

/// Passes over items up to the next one to give; false if there are none, or on an error.
JW_DONT_LOOK_INSIDE bool skip_to_following(IteratorSlice* it) {
  while (it->position < it->following) {
    if (!next(it->iterator)) return false;
    it->position++;
  }
  return true;
}

Value next_slice(IteratorSlice* it) {
  Value iterator = it->iterator;
  if (!iterator) return null_value;
  if (it->position + 1 == it->following) {  // every second item: no loop
    if (next(iterator)) {
      it->position++;
    } else {
      it->iterator = null_value;
      return null_value;
    }
  }
  if (it->position < it->following && !skip_to_following(it)) {
    it->iterator = null_value;
    return null_value;
  }
  int64_t stop = it->stop, position = it->position;
  if (stop >= 0) {
    if (position >= stop) {
      it->iterator = null_value;
      return null_value;
    }
  }
  Value item = next(iterator);
  if (!item) {
    it->iterator = null_value;
    return null_value;
  }
  it->position = position + 1;
  int64_t step = it->step, following = it->following;
  int64_t after = following > INT64_MAX - step ? INT64_MAX : following + step;
  if (stop >= 0 && after > stop) after = stop;
  it->following = after;
  return item;
}

// ---- starmap, takewhile, dropwhile, filterfalse, compress ----

JW_DONT_LOOK_INSIDE Value call_with_items(Value callable, Value arguments) {
  Tuple* tuple = is_tuple(arguments) ? as<Tuple>(arguments) : tuple_from(arguments);
  if (!tuple) return null_value;
  return call(callable, reinterpret_cast<const Value*>(&tuple->items[0]), static_cast<uint32_t>(tuple->length));
}

Value next_starmap(CallingIterator* it) {
  Value arguments = next(it->iterator);
  if (!arguments) return null_value;
  if (has_kind(arguments, Kind::tuple)) {
    Tuple* tuple = as<Tuple>(arguments);
    if (tuple->length == 1) return call_1(it->callable, tuple->items[0]);
    if (tuple->length == 2) return call_2(it->callable, tuple->items[0], tuple->items[1]);
    if (tuple->length == 3) return call_3(it->callable, tuple->items[0], tuple->items[1], tuple->items[2]);
  }
  return call_with_items(it->callable, arguments);
}

Value next_take_while(CallingIterator* it) {
  if (it->state) return null_value;
  Value item = next(it->iterator);
  if (!item) return null_value;
  Value verdict = call_1(it->callable, item);
  int good = verdict ? truth(verdict) : -1;
  if (good > 0) return item;
  if (good == 0) it->state = 1;
  return null_value;
}

JW_DONT_LOOK_INSIDE Value start_drop_while(CallingIterator* it) {
  for (;;) {
    Value item = next(it->iterator);
    if (!item) return null_value;
    Value verdict = call_1(it->callable, item);
    int dropped = verdict ? truth(verdict) : -1;
    if (dropped < 0) return null_value;
    if (dropped) continue;
    it->state = 1;
    return item;
  }
}
Value next_drop_while(CallingIterator* it) { return it->state ? next(it->iterator) : start_drop_while(it); }

JW_DONT_LOOK_INSIDE Value filter_false_on(CallingIterator* it) {
  for (;;) {
    Value item = next(it->iterator);
    int good = item ? passes(it->callable, item) : -1;
    if (good < 0) return null_value;
    if (good == 0) return item;
  }
}
/// The first items are tried here, so that traces see them; after that opaquely.
JW_UNROLL_SAFE Value next_filter_false(CallingIterator* it) {
  for (int i = 0; i < 3; i++) {
    Value item = next(it->iterator);
    int good = item ? passes(it->callable, item) : -1;
    if (good < 0) return null_value;
    if (good == 0) return item;
  }
  return filter_false_on(it);
}

JW_DONT_LOOK_INSIDE Value compress_on(Compress* it) {
  for (;;) {
    Value item = next(it->data);
    Value selector = item ? next(it->selectors) : null_value;
    int good = selector ? truth(selector) : -1;
    if (good < 0) return null_value;
    if (good) return item;
  }
}
JW_UNROLL_SAFE Value next_compress(Compress* it) {
  for (int i = 0; i < 3; i++) {
    Value item = next(it->data);
    Value selector = item ? next(it->selectors) : null_value;
    int good = selector ? truth(selector) : -1;
    if (good < 0) return null_value;
    if (good) return item;
  }
  return compress_on(it);
}

// ---- accumulate, pairwise, zip_longest ----

Value next_accumulate(Accumulate* it) {
  Value initial = it->initial;
  if (initial) {
    it->initial = null_value;
    it->total = initial;
    return initial;
  }
  Value item = next(it->iterator);
  if (!item) return null_value;
  Value total = it->total;
  if (total) {
    Value callable = it->callable;
    total = callable ? call_2(callable, total, item) : add(total, item);
    if (!total) return null_value;
  } else {
    total = item;
  }
  it->total = total;
  return total;
}

Value next_pairwise(Pairwise* it) {
  Value iterator = it->iterator;
  if (!iterator) return null_value;
  Value previous = it->previous;
  if (!previous) {
    previous = next(iterator);
    if (!previous) {
      it->iterator = null_value;
      return null_value;
    }
    it->previous = previous;
    if (!it->iterator.get()) return null_value;  // the iterator came back to us
  }
  Value item = next(iterator);
  if (!item) {
    it->iterator = null_value;
    it->previous = null_value;
    return null_value;
  }
  it->previous = item;
  return ref(make_pair(previous, item));
}

JW_UNROLL_SAFE Value next_zip_longest(ZipLongest* it) {
  List* iterators = it->iterators;
  uint64_t count = iterators->length;
  if (count == 0 || it->active == 0) return null_value;
  Tuple* row = make_tuple(count);
  for (uint64_t i = 0; i < count; i++) {
    Value iterator = iterators->items->items[i];
    Value item = null_value;
    if (!is_none(iterator)) {
      item = next(iterator);
      if (!item) {
        if (has_error()) {
          it->active = 0;
          return null_value;
        }
        it->active--;
        if (it->active == 0) return null_value;
        list_set(iterators, i, none());
      }
    }
    row->items[i] = item ? item : it->filler.get();
  }
  return ref(row);
}

// ---- product, permutations, combinations ----

int64_t index_at(List* indices, uint64_t i) { return small_int(list_get(indices, i)); }
void set_index(List* indices, uint64_t i, int64_t value) { list_set(indices, i, small_int_value(value)); }

/// The row that the indices describe.
Value row_of(Combinatoric* it) {
  if (it->size == 0) return ref(vm.empty_tuple);
  Tuple* row = make_tuple(it->size);
  Tuple* pools = it->pools;
  bool product = kind_of(it) == Kind::product;
  for (uint64_t i = 0; i < it->size; i++) {
    uint64_t index = static_cast<uint64_t>(index_at(it->indices, i));
    row->items[i].initialise(product ? as<Tuple>(pools->items[i])->items[index].get() : pools->items[index].get());
  }
  return ref(row);
}

bool advance_product(Combinatoric* it) {
  for (uint64_t i = it->size; i-- > 0;) {
    int64_t index = index_at(it->indices, i) + 1;
    bool fits = static_cast<uint64_t>(index) < as<Tuple>(it->pools->items[i])->length;
    set_index(it->indices, i, fits ? index : 0);
    if (fits) return true;
  }
  return false;
}

bool advance_permutations(Combinatoric* it) {
  List* indices = it->indices;
  uint64_t count = it->pools->length;
  for (uint64_t i = it->size; i-- > 0;) {
    int64_t cycle = index_at(it->cycles, i) - 1;
    if (cycle > 0) {
      set_index(it->cycles, i, cycle);
      uint64_t other = count - static_cast<uint64_t>(cycle);
      int64_t kept = index_at(indices, i);
      set_index(indices, i, index_at(indices, other));
      set_index(indices, other, kept);
      return true;
    }
    // This place has seen all: its item goes to the end.
    int64_t kept = index_at(indices, i);
    for (uint64_t k = i; k + 1 < count; k++) set_index(indices, k, index_at(indices, k + 1));
    set_index(indices, count - 1, kept);
    set_index(it->cycles, i, static_cast<int64_t>(count - i));
  }
  return false;
}

bool advance_combinations(Combinatoric* it) {
  int64_t count = static_cast<int64_t>(it->pools->length), size = static_cast<int64_t>(it->size);
  bool repeated = kind_of(it) == Kind::combinations_with_replacement;
  for (int64_t i = size; i-- > 0;) {
    int64_t index = index_at(it->indices, static_cast<uint64_t>(i));
    if (index == (repeated ? count - 1 : i + count - size)) continue;
    for (int64_t k = i; k < size; k++) set_index(it->indices, static_cast<uint64_t>(k), repeated ? index + 1 : index + 1 + k - i);
    return true;
  }
  return false;
}

JW_DONT_LOOK_INSIDE Value next_combinatoric(Combinatoric* it) {
  if (it->stopped) return null_value;
  if (!it->started) {
    it->started = 1;
    return row_of(it);
  }
  bool more = kind_of(it) == Kind::product        ? advance_product(it)
              : kind_of(it) == Kind::permutations ? advance_permutations(it)
                                                  : advance_combinations(it);
  if (more) return row_of(it);
  it->stopped = 1;
  return null_value;
}

// ---- groupby, tee ----

/// Fetches the next item and its key; false if there is none, or on an error.
bool group_step(GroupBy* it) {
  Value item = next(it->iterator);
  if (!item) return false;
  Value function = it->key_function;
  Value key = function ? call_1(function, item) : item;
  if (!key) return false;
  it->current_value = item;
  it->current_key = key;
  return true;
}

/// Passes over what is left of the group at hand.
JW_DONT_LOOK_INSIDE bool skip_group(GroupBy* it) {
  for (;;) {
    if (it->current_key.get()) {
      if (!it->target_key.get()) return true;
      int same = equals(it->target_key, it->current_key);
      if (same <= 0) return same == 0;
    }
    if (!group_step(it)) return false;
  }
}

Value next_group_by(GroupBy* it) {
  it->group = null_value;
  if (!skip_group(it)) return null_value;
  it->target_key = it->current_key;
  Grouper* group = make<Grouper>(Kind::grouper);
  group->parent.initialise(it);
  group->target_key.initialise(it->current_key);
  it->group = ref(group);
  return ref(make_pair(it->current_key, ref(group)));
}

Value next_grouper(Grouper* it) {
  GroupBy* parent = it->parent;
  if (parent->group.get() != ref(it)) return null_value;
  if (!parent->current_value.get() && !group_step(parent)) return null_value;
  if (equals(it->target_key, parent->current_key) <= 0) return null_value;
  Value item = parent->current_value;
  parent->current_value = null_value;
  parent->current_key = null_value;
  return item;
}

Value next_tee(Tee* it) {
  TeeLink* link = it->link;
  Value item = link->item;
  if (!item) {
    if (link->fetching) return raise_runtime_error("cannot re-enter the tee iterator");
    link->fetching = 1;
    item = next(link->iterator);
    link->fetching = 0;
    if (!item) return null_value;
    TeeLink* following = make<TeeLink>(Kind::tee_link);
    following->iterator.initialise(link->iterator);
    link->item = item;
    link->following = following;
  }
  it->link = link->following.get();
  return item;
}

}  // namespace

Value next_of_itertool(Value iterator) {
  switch (kind_of(object_of(iterator))) {
    case Kind::chain: return next_chain(as<Chain>(iterator));
    case Kind::count: return next_count(as<Count>(iterator));
    case Kind::cycle: return next_cycle(as<Cycle>(iterator));
    case Kind::repeat: return next_repeat(as<Repeat>(iterator));
    case Kind::islice: return next_slice(as<IteratorSlice>(iterator));
    case Kind::starmap: return next_starmap(as<CallingIterator>(iterator));
    case Kind::take_while: return next_take_while(as<CallingIterator>(iterator));
    case Kind::drop_while: return next_drop_while(as<CallingIterator>(iterator));
    case Kind::filter_false: return next_filter_false(as<CallingIterator>(iterator));
    case Kind::compress: return next_compress(as<Compress>(iterator));
    case Kind::accumulate: return next_accumulate(as<Accumulate>(iterator));
    case Kind::pairwise: return next_pairwise(as<Pairwise>(iterator));
    case Kind::zip_longest: return next_zip_longest(as<ZipLongest>(iterator));
    case Kind::group_by: return next_group_by(as<GroupBy>(iterator));
    case Kind::grouper: return next_grouper(as<Grouper>(iterator));
    case Kind::tee: return next_tee(as<Tee>(iterator));
    default: return next_combinatoric(as<Combinatoric>(iterator));
  }
}

}  // namespace python
