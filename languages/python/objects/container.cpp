/// Subscripts, slices, length and membership in full.
#include "modules/deque.h"
#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/module.h"
#include "objects/operations.h"
#include "objects/range.h"
#include "objects/set.h"

namespace python {

/// Index of an item of a sequence of that length by an int key; -1 with an error pending. `what` names the type in messages.
int64_t sequence_index(Value key, int64_t length, const char* what, const char* range_message) {
  int64_t index;
  if (!is_small_int(key) && !as_exact_int(key) && !lookup_special(key, vm.names.__index__)) {
    if (what[0] == 's' && what[1] == 't')
      raise_type_error("string indices must be integers, not '%T'", key);
    else
      raise_type_error("%s indices must be integers or slices, not %T", what, key);
    return -1;
  }
  if (!index_in_range(key, &index)) return -1;
  if (index < 0) index += length;
  if (index < 0 || index >= length) {
    raise_index_error(range_message);
    return -1;
  }
  return index;
}

bool slice_indices(Value start, Value stop, Value step, int64_t length, int64_t* first, int64_t* stride, int64_t* count) {
  auto bound = [](Value v, int64_t* out) {
    if (!is_small_int(v) && !as_exact_int(v) && !lookup_special(v, vm.names.__index__)) {
      raise_type_error("slice indices must be integers or None or have an __index__ method");
      return false;
    }
    return clamped_index(v, out);
  };
  int64_t by = 1, from, to;
  if (!is_none(step)) {
    if (!bound(step, &by)) return false;
    if (by == 0) {
      raise_value_error("slice step cannot be zero");
      return false;
    }
    if (by < -INT64_MAX) by = -INT64_MAX;
  }
  auto clip = [&](int64_t x) {
    if (x < 0) {
      x += length;
      if (x < 0) x = by < 0 ? -1 : 0;
    } else if (x >= length) {
      x = by < 0 ? length - 1 : length;
    }
    return x;
  };
  if (is_none(start))
    from = by < 0 ? length - 1 : 0;
  else if (!bound(start, &from))
    return false;
  else
    from = clip(from);
  if (is_none(stop))
    to = by < 0 ? -1 : length;
  else if (!bound(stop, &to))
    return false;
  else
    to = clip(to);
  *first = from;
  *stride = by;
  if (by > 0)
    *count = from < to ? (to - from - 1) / by + 1 : 0;
  else
    *count = to < from ? (from - to - 1) / -by + 1 : 0;
  return true;
}

namespace {

Value slice_of(Value object, Value start, Value stop, Value step) {
  int64_t first, stride, count;
  switch (kind_of(object_of(object))) {
    case Kind::list:
      if (!slice_indices(start, stop, step, static_cast<int64_t>(as<List>(object)->length), &first, &stride, &count))
        return null_value;
      return ref(list_slice(as<List>(object), first, stride, count));
    case Kind::tuple:
      if (!slice_indices(start, stop, step, static_cast<int64_t>(as<Tuple>(object)->length), &first, &stride, &count))
        return null_value;
      return ref(tuple_slice(as<Tuple>(object), first, stride, count));
    case Kind::str:
      if (!slice_indices(start, stop, step, as<Str>(object)->length, &first, &stride, &count)) return null_value;
      return ref(str_slice_step(as<Str>(object), first, stride, count));
    default: return null_value;
  }
}

bool can_slice(Value object) { return is_ref(object) && (is_list(object) || is_tuple(object) || is_str(object)); }

JW_DONT_LOOK_INSIDE Value raise_not_subscriptable(Value object) {
  if (has_kind(object, Kind::type)) return raise_type_error("type '%s' is not subscriptable", as<Type>(object));
  return raise_type_error("'%T' object is not subscriptable", object);
}

}  // namespace

Value get_item_general(Value object, Value key) {
  if (is_ref(object)) {
    Kind kind = kind_of(object_of(object));
    if (can_slice(object)) {
      if (has_kind(key, Kind::slice)) {
        Slice* slice = as<Slice>(key);
        return slice_of(object, slice->start, slice->stop, slice->step);
      }
      if (kind == Kind::list) {
        int64_t index = sequence_index(key, static_cast<int64_t>(as<List>(object)->length), "list", "list index out of range");
        return index < 0 ? null_value : list_get(as<List>(object), static_cast<uint64_t>(index));
      }
      if (kind == Kind::tuple) {
        int64_t index = sequence_index(key, static_cast<int64_t>(as<Tuple>(object)->length), "tuple", "tuple index out of range");
        return index < 0 ? null_value : as<Tuple>(object)->items[index].get();
      }
      int64_t index = sequence_index(key, as<Str>(object)->length, "string", "string index out of range");
      return index < 0 ? null_value : ref(str_item(as<Str>(object), static_cast<uint64_t>(index)));
    }
    if (kind == Kind::dict) {
      Value value = dict_get(as<Dict>(object), key);
      if (value || has_error()) return value;
      return raise_key_error(key);
    }
  }
  bool found;
  Value result = call_special(object, vm.names.__getitem__, &key, 1, &found);
  if (found) return result;
  if (has_kind(object, Kind::type)) {
    if (object == ref(vm.type_type)) return make_generic_alias(object, key);
    Value hook = find_attr(object, vm.names.__class_getitem__);
    if (hook) return call_1(hook, key);
    if (has_error()) return null_value;
  }
  return raise_not_subscriptable(object);
}

Value get_slice(Value object, Value start, Value stop) {
  if (can_slice(object)) return slice_of(object, start, stop, none());
  return get_item_general(object, make_slice(start, stop, none()));
}

/// list[first : first + count * stride] = values.
JW_DONT_LOOK_INSIDE bool assign_list_slice(List* list, int64_t first, int64_t stride, int64_t count, Value value) {
  // A copy also guards against `a[::2] = a`.
  List* source = list_from(value);
  if (!source) {
    if (clear_error(ExceptionKind::type_error))
      raise_type_error(stride == 1 ? "can only assign an iterable" : "must assign iterable to extended slice");
    return false;
  }
  int64_t length = static_cast<int64_t>(source->length);
  if (stride != 1) {
    if (length != count) {
      raise_value_error("attempt to assign sequence of size %s to extended slice of size %s", length, count);
      return false;
    }
    for (int64_t i = 0; i < count; i++)
      list_set(list, static_cast<uint64_t>(first + i * stride), list_get(source, static_cast<uint64_t>(i)));
    return true;
  }
  if (length < count) {
    list_remove_range(list, static_cast<uint64_t>(first + length), static_cast<uint64_t>(first + count));
  } else if (length > count) {
    uint64_t more = static_cast<uint64_t>(length - count), old = list->length;
    if (old + more > list->items->capacity && !list_grow_or_raise(list, old + more)) return false;
    ListItems* items = movable_items(list);
    for (uint64_t i = old; i > static_cast<uint64_t>(first + count); i--) items->items[i + more - 1] = items->items[i - 1].get();
    list->length = old + more;
  }
  for (int64_t i = 0; i < length; i++)
    list_set(list, static_cast<uint64_t>(first + i), list_get(source, static_cast<uint64_t>(i)));
  return true;
}

bool set_slice(Value object, Value start, Value stop, Value value) {
  if (is_ref(object) && is_list(object)) {
    int64_t first, stride, count;
    List* list = as<List>(object);
    if (!slice_indices(start, stop, none(), static_cast<int64_t>(list->length), &first, &stride, &count)) return false;
    return assign_list_slice(list, first, 1, count, value);
  }
  return set_item_general(object, make_slice(start, stop, none()), value);
}

bool set_item_general(Value object, Value key, Value value) {
  if (is_ref(object) && is_list(object)) {
    List* list = as<List>(object);
    if (has_kind(key, Kind::slice)) {
      int64_t first, stride, count;
      if (!slice_indices(as<Slice>(key), static_cast<int64_t>(list->length), &first, &stride, &count)) return false;
      return assign_list_slice(list, first, stride, count, value);
    }
    int64_t index = sequence_index(key, static_cast<int64_t>(list->length), "list", "list assignment index out of range");
    if (index < 0) return false;
    list_set(list, static_cast<uint64_t>(index), value);
    return true;
  }
  bool found;
  Value arguments[] = {key, value};
  Value result = call_special(object, vm.names.__setitem__, arguments, 2, &found);
  if (!found) raise_type_error("'%T' object does not support item assignment", object);
  return bool(result);
}

JW_DONT_LOOK_INSIDE bool delete_list_slice(List* list, int64_t first, int64_t stride, int64_t count) {
  if (count == 0) return true;
  if (stride < 0) {
    first += (count - 1) * stride;
    stride = -stride;
  }
  if (stride == 1) {
    list_remove_range(list, static_cast<uint64_t>(first), static_cast<uint64_t>(first + count));
    return true;
  }
  uint64_t to = static_cast<uint64_t>(first);
  int64_t removed = 0;
  for (uint64_t from = to; from < list->length; from++) {
    if (removed < count && static_cast<int64_t>(from) == first + removed * stride)
      removed++;
    else
      list_set(list, to++, list_get(list, from));
  }
  list_remove_range(list, to, list->length);
  return true;
}

bool delete_item(Value object, Value key) {
  if (is_ref(object) && is_list(object)) {
    List* list = as<List>(object);
    if (has_kind(key, Kind::slice)) {
      int64_t first, stride, count;
      if (!slice_indices(as<Slice>(key), static_cast<int64_t>(list->length), &first, &stride, &count)) return false;
      return delete_list_slice(list, first, stride, count);
    }
    int64_t index = sequence_index(key, static_cast<int64_t>(list->length), "list", "list assignment index out of range");
    if (index < 0) return false;
    list_remove_at(list, static_cast<uint64_t>(index));
    return true;
  }
  if (is_ref(object) && is_dict(object)) {
    int deleted = dict_delete(as<Dict>(object), key);
    if (deleted == 0) raise_key_error(key);
    return deleted == 1;
  }
  bool found;
  Value result = call_special(object, vm.names.__delitem__, &key, 1, &found);
  if (!found) raise_type_error("'%T' object doesn't support item deletion", object);
  return bool(result);
}

int64_t length_general(Value v) {
  if (is_ref(v)) {
    switch (kind_of(object_of(v))) {
      case Kind::tuple: return static_cast<int64_t>(as<Tuple>(v)->length);
      case Kind::dict:
      case Kind::set:
      case Kind::frozenset: return as<HashTable>(v)->count;
      case Kind::list: return static_cast<int64_t>(as<List>(v)->length);
      case Kind::str: return as<Str>(v)->length;
      case Kind::bytes: return static_cast<int64_t>(as<Bytes>(v)->length);
      case Kind::bytearray: return static_cast<int64_t>(as<ByteArray>(v)->length);
      case Kind::dict_keys:
      case Kind::dict_values:
      case Kind::dict_items: return as<Dict>(as<DictView>(v)->dict)->count;
      case Kind::deque: return static_cast<int64_t>(as<Deque>(v)->length);
      default: break;
    }
  }
  bool found;
  Value result = call_special(v, vm.names.__len__, nullptr, 0, &found);
  if (!found) {
    raise_type_error("object of type '%T' has no len()", v);
    return -1;
  }
  if (!result) return -1;
  if (!as_exact_int(result) && !lookup_special(result, vm.names.__index__)) {
    raise_type_error("'%T' object cannot be interpreted as an integer", result);
    return -1;
  }
  int64_t length;
  Value exact = index_of(result);
  if (!exact) return -1;
  if (int_sign(exact) < 0) {
    raise_value_error("__len__() should return >= 0");
    return -1;
  }
  if (!index_in_range(exact, &length, "cannot fit 'int' into an index-sized integer")) return -1;
  return length;
}

namespace {

JW_DONT_LOOK_INSIDE int contains_list(List* list, Value item) {
  for (uint64_t i = 0; i < list->length; i++) {
    int equal = equals(list_get(list, i), item);
    if (equal) return equal;
  }
  return 0;
}

JW_DONT_LOOK_INSIDE int contains_tuple(Tuple* tuple, Value item) {
  for (uint64_t i = 0; i < tuple->length; i++) {
    int equal = equals(tuple->items[i], item);
    if (equal) return equal;
  }
  return 0;
}

JW_DONT_LOOK_INSIDE int contains_iterating(Value container, Value item) {
  if (!has_kind(container, Kind::type) && !lookup_special(container, vm.names.__iter__) &&
      !lookup_special(container, vm.names.__getitem__)) {
    raise_type_error("argument of type '%T' is not iterable", container);
    return -1;
  }
  Value iterator = iterate(container);
  if (!iterator) {
    if (has_kind(container, Kind::type) && clear_error(ExceptionKind::type_error)) {
      raise_type_error("argument of type '%T' is not iterable", container);
    }
    return -1;
  }
  while (Value value = next(iterator)) {
    int equal = equals(value, item);
    if (equal) return equal;
  }
  return has_error() ? -1 : 0;
}

}  // namespace

int contains_general(Value container, Value item) {
  if (is_ref(container)) {
    switch (kind_of(object_of(container))) {
      case Kind::list: return contains_list(as<List>(container), item);
      case Kind::tuple: return contains_tuple(as<Tuple>(container), item);
      case Kind::str: {
        Str* needle = as_str(item);
        if (!needle) {
          raise_type_error("'in <string>' requires string as left operand, not %T", item);
          return -1;
        }
        return str_find(as<Str>(container), needle, 0, as<Str>(container)->length) >= 0;
      }
      case Kind::dict: {
        Value value = dict_get(as<Dict>(container), item);
        return value ? 1 : has_error() ? -1 : 0;
      }
      case Kind::set:
      case Kind::frozenset: {
        int64_t position = find_key(as<HashTable>(container), item);
        if (position == -2 && has_kind(item, Kind::set) && clear_error(ExceptionKind::type_error)) {
          Set* frozen = set_from(item, Kind::frozenset);
          position = find_key(as<HashTable>(container), ref(frozen));
        }
        return position == -2 ? -1 : position >= 0;
      }
      default: break;
    }
  }
  bool found;
  Value method = lookup_special(container, vm.names.__contains__);
  if (method && is_none(method)) {
    raise_type_error("'%T' object is not a container", container);
    return -1;
  }
  Value result = call_special(container, vm.names.__contains__, &item, 1, &found);
  if (found) return result ? truth(result) : -1;
  return contains_iterating(container, item);
}

}  // namespace python
