/// The module _heapq: heaps in lists. The smaller item is nearer to the root; in the functions with "max", the larger one.
#include "modules/modules.h"
#include "objects/errors.h"
#include "objects/operations.h"

namespace python {

namespace {

/// a < b: 1, 0, -1. Tuples whose first items are numbers and differ, the usual entries of a queue, need no more than these.
inline int is_less(Value a, Value b) {
  if (has_kind(a, Kind::tuple) && has_kind(b, Kind::tuple)) {
    if (as<Tuple>(a)->length != 0 && as<Tuple>(b)->length != 0) {
      Value x = as<Tuple>(a)->items[0], y = as<Tuple>(b)->items[0];
      if (are_small_ints(x, y) && x != y) return small_int(x) < small_int(y);
      if (is_float(x) && is_float(y) && float_of(x) != float_of(y)) return float_of(x) < float_of(y);
    }
  }
  return less_truth(a, b);
}

/// Whether a belongs above b: 1, 0, -1.
template <bool largest>
int above(Value a, Value b) {
  return largest ? is_less(b, a) : is_less(a, b);
}

bool has_changed(List* heap, uint64_t length) {
  if (heap->length == length) return false;
  raise_runtime_error("list changed size during iteration");
  return true;
}

/// Moves the item at `position` up until its parent belongs above it, at most to `start`.
template <bool largest>
bool sift_down(List* heap, uint64_t start, uint64_t position) {
  uint64_t length = heap->length;
  Value item = list_get(heap, position);
  while (position > start) {
    uint64_t parent = (position - 1) >> 1;
    Value other = list_get(heap, parent);
    int up = above<largest>(item, other);
    if (up < 0 || has_changed(heap, length)) return false;
    if (!up) break;
    other = list_get(heap, parent);  // the comparison may have stored into the list
    item = list_get(heap, position);
    list_set(heap, parent, item);
    list_set(heap, position, other);
    position = parent;
  }
  return true;
}

/// Moves the item at `position` to a leaf, its better child up each time, and then up from there.
template <bool largest>
bool sift_up(List* heap, uint64_t position) {
  uint64_t length = heap->length, start = position, limit = length >> 1;
  while (position < limit) {
    uint64_t child = 2 * position + 1;
    if (child + 1 < length) {
      int left = above<largest>(list_get(heap, child), list_get(heap, child + 1));
      if (left < 0 || has_changed(heap, length)) return false;
      if (!left) child++;
    }
    Value moved = list_get(heap, child), item = list_get(heap, position);
    list_set(heap, child, item);
    list_set(heap, position, moved);
    position = child;
  }
  return sift_down<largest>(heap, start, position);
}

List* heap_of(Value v, const char* function) {
  List* heap = as_list(v);
  if (!heap) raise_type_error("%s() argument 1 must be list, not %T", function, v);
  return heap;
}

Value push(Value heap_value, Value item) {
  List* heap = heap_of(heap_value, "heappush");
  if (!heap) return null_value;
  list_append(heap, item);
  return sift_down<false>(heap, 0, heap->length - 1) ? none() : null_value;
}

template <bool largest>
Value pop(Value heap_value) {
  List* heap = heap_of(heap_value, largest ? "_heappop_max" : "heappop");
  if (!heap) return null_value;
  if (heap->length == 0) return raise_index_error("index out of range");
  Value last = list_get(heap, heap->length - 1);
  list_remove_at(heap, heap->length - 1);
  if (heap->length == 0) return last;
  Value first = list_get(heap, 0);
  list_set(heap, 0, last);
  return sift_up<largest>(heap, 0) ? first : null_value;
}

template <bool largest>
Value replace(Value heap_value, Value item) {
  List* heap = heap_of(heap_value, largest ? "_heapreplace_max" : "heapreplace");
  if (!heap) return null_value;
  if (heap->length == 0) return raise_index_error("index out of range");
  Value first = list_get(heap, 0);
  list_set(heap, 0, item);
  return sift_up<largest>(heap, 0) ? first : null_value;
}

Value push_pop(Value heap_value, Value item) {
  List* heap = heap_of(heap_value, "heappushpop");
  if (!heap) return null_value;
  if (heap->length == 0) return item;
  int smaller = is_less(list_get(heap, 0), item);
  if (smaller <= 0) return smaller < 0 ? null_value : item;
  if (heap->length == 0) return raise_index_error("index out of range");
  Value first = list_get(heap, 0);
  list_set(heap, 0, item);
  return sift_up<false>(heap, 0) ? first : null_value;
}

template <bool largest>
Value make_heap(Value heap_value) {
  List* heap = heap_of(heap_value, largest ? "_heapify_max" : "heapify");
  if (!heap) return null_value;
  for (uint64_t i = heap->length / 2; i-- > 0;) {
    if (!sift_up<largest>(heap, i)) return null_value;
  }
  return none();
}

}  // namespace

void fill_heapq(Module* module) {
  static const BuiltinDefinition functions[] = {
      entry("heappush", push), entry("heappop", pop<false>), entry("heapreplace", replace<false>), entry("heappushpop", push_pop),
      entry("heapify", make_heap<false>), entry("_heappop_max", pop<true>), entry("_heapreplace_max", replace<true>),
      entry("_heapify_max", make_heap<true>)};
  define(module, functions);
}

}  // namespace python
