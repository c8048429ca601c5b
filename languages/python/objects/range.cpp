/// range and slice.
#include "objects/range.h"

#include "objects/builtin.h"
#include "objects/errors.h"
#include "objects/operations.h"
#include "objects/types.h"

namespace python {

Value iterate_range(Range* range, bool reverse);

Value make_slice(Value start, Value stop, Value step) {
  Slice* slice = make<Slice>(Kind::slice);
  slice->start.initialise(start);
  slice->stop.initialise(stop);
  slice->step.initialise(step);
  return ref(slice);
}

namespace {

Value range_length(Value start, Value stop, Value step) {
  if (is_small_int(start) && is_small_int(stop) && is_small_int(step)) {
    int64_t a = small_int(start), b = small_int(stop), s = small_int(step);
    if (s > 0) return int_value(a < b ? (b - a - 1) / s + 1 : 0);
    return int_value(b < a ? (a - b - 1) / -s + 1 : 0);
  }
  bool up = int_sign(step) > 0;
  Value low = up ? start : stop, high = up ? stop : start;
  if (int_compare(low, high) >= 0) return small_int_value(0);
  Value distance = int_subtract(int_subtract(high, low), small_int_value(1));
  return int_add(int_floor_divide(distance, int_absolute(step)), small_int_value(1));
}

}  // namespace

Value make_range(Value start, Value stop, Value step) {
  Value length = range_length(start, stop, step);
  Range* range = make<Range>(Kind::range);
  range->start.initialise(start);
  range->stop.initialise(stop);
  range->step.initialise(step);
  range->length.initialise(length);
  return ref(range);
}

namespace {

Range* self_range(Value self) { return as<Range>(self); }

Value item_at(Range* range, Value index) { return int_add(range->start, int_multiply(index, range->step)); }

/// The bounds of a slice of a sequence whose length is any int, as exact ints; false with an error pending.
bool int_slice_indices(Slice* slice, Value length, Value* start, Value* stop, Value* step) {
  auto bound = [](Value v, Value* out) {
    if (!as_exact_int(v) && !lookup_special(v, vm.names.__index__)) {
      raise_type_error("slice indices must be integers or None or have an __index__ method");
      return false;
    }
    *out = index_of(v);
    return bool(*out);
  };
  *step = small_int_value(1);
  if (!is_none(slice->step) && !bound(slice->step, step)) return false;
  if (int_sign(*step) == 0) {
    raise_value_error("slice step cannot be zero");
    return false;
  }
  bool down = int_sign(*step) < 0;
  Value lowest = down ? small_int_value(-1) : small_int_value(0);
  Value highest = down ? int_add(length, small_int_value(-1)) : length;
  auto clip = [&](Value given, Value standard, Value* out) {
    *out = standard;
    if (is_none(given)) return true;
    if (!bound(given, out)) return false;
    if (int_sign(*out) < 0) *out = int_add(*out, length);
    if (int_compare(*out, lowest) < 0) *out = lowest;
    if (int_compare(*out, highest) > 0) *out = highest;
    return true;
  };
  return clip(slice->start, down ? highest : lowest, start) && clip(slice->stop, down ? lowest : highest, stop);
}

Value get_item_range(Value self, Value key) {
  Range* range = self_range(self);
  if (has_kind(key, Kind::slice)) {
    Value first, last, stride;
    if (!int_slice_indices(as<Slice>(key), range->length, &first, &last, &stride)) return null_value;
    Value start = item_at(range, first), stop = item_at(range, last), step = int_multiply(range->step, stride);
    return make_range(start, stop, step);
  }
  if (!as_exact_int(key) && !lookup_special(key, vm.names.__index__)) {
    return raise_type_error("range indices must be integers or slices, not %T", key);
  }
  Value index = index_of(key);
  if (!index) return index;
  if (int_sign(index) < 0) index = int_add(index, range->length);
  if (int_sign(index) < 0 || int_compare(index, range->length) >= 0) return raise_index_error("range object index out of range");
  return item_at(range, index);
}
/// The position of an int in the range, or null (no error).
Value position_of(Range* range, Value x) {
  Value distance = int_subtract(x, range->start);
  Value rest = int_modulo(distance, range->step);
  if (int_sign(rest) != 0) return null_value;
  Value index = int_floor_divide(distance, range->step);
  if (int_sign(index) < 0 || int_compare(index, range->length) >= 0) return null_value;
  return index;
}
JW_DONT_LOOK_INSIDE Value find_by_equality(Value self, Value x) {
  Value iterator = iterate(self);
  for (int64_t i = 0;; i++) {
    Value item = next(iterator);
    if (!item) return null_value;
    int equal = equals(item, x);
    if (equal < 0) return null_value;
    if (equal) return int_value(i);
  }
}
Value find_item(Value self, Value x) {
  Value integer = is_int(x) || is_boolean(x) ? as_exact_int(x) : null_value;
  return integer ? position_of(self_range(self), integer) : find_by_equality(self, x);
}
Value contains_item(Value self, Value x) {
  Value at = find_item(self, x);
  return has_error() ? null_value : boolean(bool(at));
}
Value index(Value self, Value x) {
  Value at = find_item(self, x);
  if (at || has_error()) return at;
  return is_int(x) ? raise_value_error("%R is not in range", x) : raise_value_error("sequence.index(x): x not in sequence");
}
Value count(Value self, Value x) {
  if (is_int(x) || is_boolean(x)) return small_int_value(bool(find_item(self, x)));
  Value iterator = iterate(self);
  int64_t found = 0;
  while (Value item = next(iterator)) {
    int equal = equals(item, x);
    if (equal < 0) return null_value;
    found += equal;
  }
  return has_error() ? null_value : int_value(found);
}
Value reduce_method(Value self) {
  Range* range = self_range(self);
  Value parts[] = {range->start, range->stop, range->step};
  return ref(make_pair(ref(builtin_type(Kind::range)), ref(make_tuple_of(parts, 3))));
}
Value length_method(Value self) { return self_range(self)->length; }
Value bool_method(Value self) { return boolean(int_sign(self_range(self)->length) != 0); }
Value iterate_method(Value self) { return iterate_range(self_range(self), false); }
Value reversed_method(Value self) { return iterate_range(self_range(self), true); }
Value repr_method(Value self) {
  Range* range = self_range(self);
  if (range->step.get() == small_int_value(1)) return ref(text_format("range(%R, %R)", range->start.get(), range->stop.get()));
  return ref(text_format("range(%R, %R, %R)", range->start.get(), range->stop.get(), range->step.get()));
}
bool same(Range* a, Range* b) {
  if (!int_equal(a->length, b->length)) return false;
  if (int_sign(a->length) == 0) return true;
  if (!int_equal(a->start, b->start)) return false;
  return a->length.get() == small_int_value(1) || int_equal(a->step, b->step);
}
Value eq_method(Value self, Value other) {
  return has_kind(other, Kind::range) ? boolean(same(self_range(self), self_range(other))) : not_implemented();
}
Value ne_method(Value self, Value other) {
  return has_kind(other, Kind::range) ? boolean(!same(self_range(self), self_range(other))) : not_implemented();
}
Value hash_method(Value self) {
  Range* range = self_range(self);
  bool empty = int_sign(range->length) == 0, single = range->length.get() == small_int_value(1);
  Value parts[] = {range->length, empty ? none() : range->start.get(), empty || single ? none() : range->step.get()};
  return int_value(hash(ref(make_tuple_of(parts, 3))));
}

const BuiltinDefinition range_methods[] = {
    entry("__getitem__", get_item_range),
    entry("__contains__", contains_item),
    entry("__len__", length_method),
    entry("__bool__", bool_method),
    entry("__iter__", iterate_method),
    entry("__reversed__", reversed_method),
    entry("__repr__", repr_method),
    entry("__eq__", eq_method),
    entry("__ne__", ne_method),
    entry("__hash__", hash_method),
    entry("index", index),
    entry("count", count),
    entry("__reduce__", reduce_method),
};
Value get_start(Value self) { return self_range(self)->start; }
Value get_stop(Value self) { return self_range(self)->stop; }
Value get_step(Value self) { return self_range(self)->step; }
const GetSetDefinition range_attributes[] = {{"start", get_start}, {"stop", get_stop}, {"step", get_step}};

// ---- slice ----

Value slice_start(Value self) { return as<Slice>(self)->start; }
Value slice_stop(Value self) { return as<Slice>(self)->stop; }
Value slice_step(Value self) { return as<Slice>(self)->step; }
const GetSetDefinition slice_attributes[] = {{"start", slice_start}, {"stop", slice_stop}, {"step", slice_step}};

Value slice_tuple(Value self) {
  Value parts[] = {as<Slice>(self)->start, as<Slice>(self)->stop, as<Slice>(self)->step};
  return ref(make_tuple_of(parts, 3));
}
Value slice_repr(Value self) { return ref(text_format("slice%R", slice_tuple(self))); }
Value slice_eq(Value self, Value other) {
  if (!has_kind(other, Kind::slice)) return not_implemented();
  return compare_general(Comparison::equal, slice_tuple(self), slice_tuple(other));
}
Value slice_indices_method(Value self, Value length) {
  Value n = index_of(length), parts[3];
  if (!n) return null_value;
  if (int_sign(n) < 0) return raise_value_error("length should not be negative");
  return int_slice_indices(as<Slice>(self), n, &parts[0], &parts[1], &parts[2]) ? ref(make_tuple_of(parts, 3)) : null_value;
}
/// For pickle and copy: the class and its arguments.
Value slice_reduce(Value self) { return ref(make_pair(ref(builtin_type(Kind::slice)), slice_tuple(self))); }
const BuiltinDefinition slice_methods[] = {
    entry("__repr__", slice_repr),
    entry("__eq__", slice_eq),
    entry("indices", slice_indices_method),
    entry("__reduce__", slice_reduce),
};

}  // namespace

Value construct_range(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (names && names->length) return raise_type_error("range() takes no keyword arguments");
  if (count == 0) return raise_type_error("range expected at least 1 argument, got 0");
  if (count > 3) return raise_type_error("range expected at most 3 arguments, got %s", count);
  Value start = small_int_value(0), stop, step = small_int_value(1);
  if (count == 1) {
    stop = index_of(arguments[0]);
  } else {
    start = index_of(arguments[0]);
    if (!start) return null_value;
    stop = index_of(arguments[1]);
    if (!stop) return null_value;
    if (count == 3) step = index_of(arguments[2]);
  }
  if (!stop || !step) return null_value;
  if (int_sign(step) == 0) return raise_value_error("range() arg 3 must not be zero");
  return make_range(start, stop, step);
}

Value construct_slice(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (names && names->length) return raise_type_error("slice() takes no keyword arguments");
  if (count == 0) return raise_type_error("slice expected at least 1 argument, got 0");
  if (count > 3) return raise_type_error("slice expected at most 3 arguments, got %s", count);
  if (count == 1) return make_slice(none(), arguments[0], none());
  return make_slice(arguments[0], arguments[1], count == 3 ? arguments[2] : none());
}

void define_range_types() {
  define(builtin_type(Kind::range), range_methods);
  define_attributes(builtin_type(Kind::range), range_attributes);
  define(builtin_type(Kind::slice), slice_methods);
  define_attributes(builtin_type(Kind::slice), slice_attributes);
  dict_set_str(builtin_type(Kind::slice)->dict, vm.names.__hash__, none());
}

}  // namespace python
