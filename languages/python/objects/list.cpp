/// list: storage and whole-list operations.
#include "objects/list.h"

#include <utility>

#include "interpreter/fold_generator.h"
#include "objects/errors.h"
#include "objects/operations.h"

namespace python {

ListItems* make_list_items(uint64_t capacity) {
  size_t size = sizeof(ListItems) + capacity * sizeof(Value);
  ListItems* items;
  if (capacity < 4096) {
    items = make<ListItems>(Kind::value_items, capacity * sizeof(Value));
  } else {
    items = capacity > uint64_t{1} << 40 ? nullptr : static_cast<ListItems*>(jitwright::try_allocate(size));
    if (!items) {
      raise_memory_error();
      return nullptr;
    }
    items->kind = static_cast<uint32_t>(Kind::value_items);
  }
  items->capacity = capacity;
  return items;
}

List* make_list(uint64_t capacity) {
  ListItems* items = make_list_items(capacity);
  if (!items) return nullptr;
  List* list = make<List>(Kind::list);
  list->items.initialise(items);
  return list;
}

List* make_list_of(const Value* values, uint64_t count) {
  List* list = make_list(count);
  if (!list) return nullptr;
  ListItems* items = movable_items(list);
  for (uint64_t i = 0; i < count; i++) items->items[i].initialise(values[i]);
  list->claim = claim_of_all(values, count);
  list->length = count;
  return list;
}

uint32_t claim_of_all(const Value* values, uint64_t count) {
  if (count == 0) return claims_nothing;
  uint32_t claim = claim_of(values[0]);
  for (uint64_t i = 1; i < count; i++) {
    if (claim_of(values[i]) != claim) return claims_nothing;
  }
  return claim;
}

bool list_grow(List* list, uint64_t minimum) {
  uint64_t capacity = list->length + list->length / 8 * 4 + 4;
  if (capacity < minimum) capacity = minimum;
  constexpr uint64_t small = 4096;
  auto fits = [](uint64_t count) { return jitwright::Heap::current().has_room(count * sizeof(Value)); };
  if (capacity > small && !fits(capacity)) capacity = minimum + minimum / 8;
  if (capacity > small && !fits(capacity)) {
    request_interrupt(interrupted_by_heap_limit);
    return false;
  }
  ListItems* items = make_list_items(capacity);
  if (!items) {
    vm.exception = null_value;
    request_interrupt(interrupted_by_heap_limit);
    return false;
  }
  const ListItems* old = list->items;
  for (uint64_t i = 0; i < list->length; i++) items->items[i] = old->items[i].get();
  list->items = items;
  return true;
}

bool list_grow_or_raise(List* list, uint64_t minimum) { return list_grow(list, minimum) || !deliver_interrupt(); }

void list_insert(List* list, uint64_t index, Value value) {
  uint64_t length = list->length;
  list_append(list, value);
  if (list->length == length) return;
  ListItems* items = movable_items(list);
  for (uint64_t i = list->length - 1; i > index; i--) items->items[i] = items->items[i - 1].get();
  items->items[index] = value;
}

Value list_remove_at(List* list, uint64_t index) {
  ListItems* items = movable_items(list);
  Value value = items->items[index];
  uint64_t last = list->length - 1;
  for (uint64_t i = index; i < last; i++) items->items[i] = items->items[i + 1].get();
  items->items[last] = null_value;
  list->length = last;
  return value;
}

void list_remove_range(List* list, uint64_t start, uint64_t end) {
  if (start >= end) return;
  ListItems* items = movable_items(list);
  uint64_t length = list->length;
  for (uint64_t from = end, to = start; from < length; from++, to++) items->items[to] = items->items[from].get();
  for (uint64_t i = length - (end - start); i < length; i++) items->items[i] = null_value;
  list->length = length - (end - start);
}

bool list_extend(List* list, Value iterable) {
  const ValueField* source = nullptr;
  uint64_t count = 0;
  if (is_list(iterable)) {
    count = as<List>(iterable)->length;
    if (!has_room_for((list->length + count) * sizeof(Value))) return false;
    if (list->length + count > list->items->capacity && !list_grow_or_raise(list, list->length + count)) return false;
    source = as<List>(iterable)->items->items;
  } else if (is_tuple(iterable)) {
    count = as<Tuple>(iterable)->length;
    if (!has_room_for((list->length + count) * sizeof(Value))) return false;
    if (list->length + count > list->items->capacity && !list_grow_or_raise(list, list->length + count)) return false;
    source = as<Tuple>(iterable)->items;
  }
  if (source) {
    ListItems* items = movable_items(list);
    uint64_t length = list->length;
    uint32_t claim = is_list(iterable) ? as<List>(iterable)->claim : claim_of_all(reinterpret_cast<const Value*>(source), count);
    if (count != 0 && list->claim != claim) list->claim = length == 0 ? claim : claims_nothing;
    for (uint64_t i = 0; i < count; i++) items->items[length + i] = source[i].get();
    list->length = length + count;
    return true;
  }
  if (has_kind(iterable, Kind::generator)) return bool(fold_generator(Fold::append, iterable, ref(list)));
  Value iterator = iterate(iterable);
  if (!iterator) return false;
  while (Value item = next(iterator)) {
    list_append(list, item);
    if (interrupted()) return false;
  }
  return !has_error();
}

List* list_slice(List* list, int64_t start, int64_t step, int64_t count) {
  List* slice = make_list(static_cast<uint64_t>(count));
  if (!slice) return nullptr;
  const ListItems* from = list->items;
  ListItems* to = movable_items(slice);
  for (int64_t i = 0, k = start; i < count; i++, k += step) to->items[i].initialise(from->items[k].get());
  slice->claim = list->claim;
  slice->length = static_cast<uint64_t>(count);
  return slice;
}

Value list_concat(List* a, List* b) {
  uint64_t n = a->length, m = b->length;
  List* sum = make_list(n + m);
  if (!sum) return null_value;
  ListItems* items = movable_items(sum);
  for (uint64_t i = 0; i < n; i++) items->items[i].initialise(a->items->items[i].get());
  for (uint64_t i = 0; i < m; i++) items->items[n + i].initialise(b->items->items[i].get());
  sum->claim = m == 0 || a->claim == b->claim ? a->claim : n == 0 ? b->claim : claims_nothing;
  sum->length = n + m;
  return ref(sum);
}

Value list_repeat(List* list, int64_t count) {
  if (count < 0) count = 0;
  uint64_t length = list->length, total;
  if (__builtin_mul_overflow(length, static_cast<uint64_t>(count), &total)) return raise_memory_error();
  List* result = make_list(total);
  if (!result) return null_value;
  ListItems* items = movable_items(result);
  if (length == 1) {
    Value item = list_get(list, 0);
    for (uint64_t i = 0; i < total; i++) items->items[i].initialise(item);
  } else {
    for (uint64_t i = 0, k = 0; i < total; i++) {
      items->items[i].initialise(list->items->items[k].get());
      if (++k == length) k = 0;
    }
  }
  result->claim = length == 1 ? claim_of(list_get(list, 0)) : list->claim;
  result->length = total;
  return ref(result);
}

void list_reverse(List* list) {
  ListItems* items = movable_items(list);
  for (uint64_t i = 0, k = list->length; i + 1 < k; i++) {
    k--;
    Value a = items->items[i], b = items->items[k];
    items->items[i] = b;
    items->items[k] = a;
  }
}

void list_clear(List* list) {
  list->items = make_list_items(0);
  list->length = 0;
}

List* list_from(Value iterable) {
  List* list = make_list(0);
  return list_extend(list, iterable) ? list : nullptr;
}

List* list_view_of(Value iterable) { return is_list(iterable) ? as<List>(iterable) : list_from(iterable); }

List* as_list(Value v) {
  Value native = native_part(v, Kind::list);
  return native ? as<List>(native) : nullptr;
}

// ---- sorting ----
//
// A stable merge sort that takes runs as they are, as timsort does: ascending (or strictly descending, reversed) runs are found,
// short ones are extended to 32 by binary insertion, and neighbours are merged on a stack that keeps the lengths balanced.
// Comparisons use one of four functions chosen by looking at all keys once: small ints, floats, strings, or anything.

namespace {

template <bool (*is_less)(Value, Value, bool*)>
class Sorter {
 public:
  Sorter(Value* keys, Value* values, uint64_t count, Value* scratch)
      : keys_(keys), values_(values), count_(count), scratch_(scratch) {}

  bool run() {
    uint64_t start = 0;
    while (start < count_) {
      uint64_t length = next_run(start);
      if (failed_) return false;
      stack_[depth_++] = {start, length};
      start += length;
      while (depth_ > 1 && (stack_[depth_ - 2].length <= stack_[depth_ - 1].length ||
                            (depth_ > 2 && stack_[depth_ - 3].length <= stack_[depth_ - 2].length + stack_[depth_ - 1].length))) {
        if (depth_ > 2 && stack_[depth_ - 3].length < stack_[depth_ - 1].length)
          merge_at(depth_ - 3);
        else
          merge_at(depth_ - 2);
        if (failed_) return false;
      }
    }
    while (depth_ > 1) {
      merge_at(depth_ - 2);
      if (failed_) return false;
    }
    return true;
  }

 private:
  struct Run {
    uint64_t start, length;
  };
  bool less(Value a, Value b) { return is_less(a, b, &failed_); }
  void move(uint64_t to, uint64_t from) {
    keys_[to] = keys_[from];
    if (values_ != keys_) values_[to] = values_[from];
  }

  uint64_t next_run(uint64_t start) {
    uint64_t end = start + 1;
    if (end < count_) {
      if (less(keys_[end], keys_[end - 1])) {
        do end++;
        while (!failed_ && end < count_ && less(keys_[end], keys_[end - 1]));
        for (uint64_t i = start, k = end - 1; i < k; i++, k--) {
          std::swap(keys_[i], keys_[k]);
          if (values_ != keys_) std::swap(values_[i], values_[k]);
        }
      } else {
        do end++;
        while (!failed_ && end < count_ && !less(keys_[end], keys_[end - 1]));
      }
    }
    if (failed_) return 0;
    uint64_t wanted = start + 32 < count_ ? start + 32 : count_;
    for (; end < wanted; end++) {
      Value key = keys_[end], value = values_[end];
      uint64_t low = start, high = end;
      while (low < high) {
        uint64_t middle = (low + high) / 2;
        if (less(key, keys_[middle]))
          high = middle;
        else
          low = middle + 1;
        if (failed_) return 0;
      }
      for (uint64_t i = end; i > low; i--) move(i, i - 1);
      keys_[low] = key;
      values_[low] = value;
    }
    return end - start;
  }

  void merge_at(uint64_t at) {
    Run& left = stack_[at];
    Run right = stack_[at + 1];
    merge(left.start, left.length, right.length);
    left.length += right.length;
    for (uint64_t i = at + 1; i + 1 < depth_; i++) stack_[i] = stack_[i + 1];
    depth_--;
  }

  void merge(uint64_t start, uint64_t left, uint64_t right) {
    uint64_t middle = start + left, end = middle + right;
    // What is in place already stays: the left run's head, the right run's tail.
    while (start < middle && !less(keys_[middle], keys_[start]) && !failed_) start++;
    while (!failed_ && middle < end && !less(keys_[end - 1], keys_[middle - 1]) && start < middle) end--;
    if (failed_ || start == middle) return;
    left = middle - start;
    Value* left_keys = scratch_;
    Value* left_values = scratch_ + count_;
    bool two = values_ != keys_;
    for (uint64_t i = 0; i < left; i++) {
      left_keys[i] = keys_[start + i];
      if (two) left_values[i] = values_[start + i];
    }
    uint64_t i = 0, k = middle, to = start;
    while (i < left && k < end) {
      if (less(keys_[k], left_keys[i])) {
        move(to++, k++);
      } else {
        keys_[to] = left_keys[i];
        if (two) values_[to] = left_values[i];
        to++;
        i++;
      }
      if (failed_) break;
    }
    for (; i < left; i++, to++) {
      keys_[to] = left_keys[i];
      if (two) values_[to] = left_values[i];
    }
  }

  Value* keys_;
  Value* values_;
  uint64_t count_;
  Value* scratch_;
  bool failed_ = false;
  Run stack_[96];
  uint64_t depth_ = 0;
};

bool less_small_int(Value a, Value b, bool*) { return small_int(a) < small_int(b); }
bool less_float(Value a, Value b, bool*) { return float_of(a) < float_of(b); }
bool less_str(Value a, Value b, bool*) { return str_compare(as<Str>(a), as<Str>(b)) < 0; }
bool less_any(Value a, Value b, bool* failed) {
  if (*failed) return false;
  int result = less_truth(a, b);
  if (result < 0) *failed = true;
  return result == 1;
}
/// Tuples by their first items while those differ and are small ints or strings.
bool less_tuple(Value a, Value b, bool* failed) {
  Tuple* x = as<Tuple>(a);
  Tuple* y = as<Tuple>(b);
  if (x->length && y->length) {
    Value p = x->items[0], q = y->items[0];
    if (are_small_ints(p, q)) {
      if (p != q) return small_int(p) < small_int(q);
    } else if (is_str(p) && is_str(q)) {
      int order = str_compare(as<Str>(p), as<Str>(q));
      if (order) return order < 0;
    } else if (is_float(p) && is_float(q)) {
      if (float_of(p) != float_of(q)) return float_of(p) < float_of(q);
    }
  }
  return less_any(a, b, failed);
}

bool sort_arrays(Value* keys, Value* values, uint64_t count, Value* scratch) {
  bool ints = true, floats = true, strings = true, tuples = true;
  for (uint64_t i = 0; i < count; i++) {
    Value v = keys[i];
    ints &= is_small_int(v);
    floats &= is_float(v);
    strings &= is_str(v);
    tuples &= is_tuple(v);
  }
  if (ints) return Sorter<less_small_int>(keys, values, count, scratch).run();
  if (floats) return Sorter<less_float>(keys, values, count, scratch).run();
  if (strings) return Sorter<less_str>(keys, values, count, scratch).run();
  if (tuples) return Sorter<less_tuple>(keys, values, count, scratch).run();
  return Sorter<less_any>(keys, values, count, scratch).run();
}

/// A heap array used as working memory: its values are seen by the collector, so no barrier is needed between collections only
/// if the array is young; a barrier on each page keeps that true.
Value* raw(ListItems* items) { return reinterpret_cast<Value*>(items->items); }
void barrier_all(ListItems* items, uint64_t count) {
  for (uint64_t i = 0; i < count; i += 32) jitwright::write_barrier(&items->items[i]);
  if (count) jitwright::write_barrier(&items->items[count - 1]);
}

}  // namespace

bool list_sort(List* list, Value key, bool reverse) {
  uint64_t count = list->length;
  if (key && is_none(key)) key = null_value;
  if (count < 2 && !key) return true;
  // While the keys are computed and compared the list is empty, as in CPython, so that guest code cannot disturb the sort.
  ListItems* values = movable_items(list);
  uint32_t claim = list->claim;
  list->items = make_list_items(0);
  list->length = 0;
  ListItems* keys = values;
  bool good = true;
  if (key) {
    keys = make_list_items(count);
    for (uint64_t i = 0; good && i < count; i++) {
      Value k = call_1(key, values->items[i]);
      if (!k)
        good = false;
      else
        keys->items[i] = k;
    }
  }
  if (good) {
    // Stability under reverse: reverse, sort, reverse.
    auto flip = [&](ListItems* items) {
      for (uint64_t i = 0, k = count; i + 1 < k; i++) {
        k--;
        std::swap(raw(items)[i], raw(items)[k]);
      }
    };
    if (reverse) {
      flip(values);
      if (keys != values) flip(keys);
    }
    ListItems* scratch = make_list_items(count * 2);
    // Guest code runs inside only for keys of mixed kinds; then a collection may come between the stores: the arrays are marked
    // before, and moves only permute what the arrays and the scratch hold together.
    barrier_all(values, count);
    barrier_all(keys, count);
    barrier_all(scratch, count * 2);
    good = sort_arrays(raw(keys), raw(values), count, raw(scratch));
    barrier_all(values, count);
    if (reverse) flip(values);
    barrier_all(values, count);
  }
  bool modified = list->length != 0;
  list->items = values;
  list->claim = claim;
  list->length = count;
  if (good && modified) {
    raise_value_error("list modified during sort");
    return false;
  }
  return good;
}

}  // namespace python
