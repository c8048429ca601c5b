/// Builtins that consume or make iterators. The iterator types themselves (map, zip, ...) belong to the objects.
#include "builtins/builtins.h"
#include "interpreter/fold_generator.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/iterators.h"
#include "objects/operations.h"

namespace python {

namespace {

Value builtin_iter(Value v, Value sentinel) {
  if (!sentinel) return iterate(v);
  if (!is_callable(v)) return raise_type_error("iter(v, w): v must be callable");
  CallableIterator* iterator = make<CallableIterator>(Kind::callable_iterator);
  iterator->callable = v;
  iterator->sentinel = sentinel;
  return ref(iterator);
}

Value builtin_next(Value iterator, Value fallback) {
  Value item = next(iterator);
  if (item) return item;
  if (vm.exception) return fallback && clear_error(ExceptionKind::stop_iteration) ? fallback : null_value;
  if (fallback) return fallback;
  if (has_kind(iterator, Kind::generator)) return raise_stop_iteration(generator_result(as<Generator>(iterator)));
  return raise_stop_iteration(none());
}

namespace {

/// A list of numbers of one type, straight through. Null, without an error, for others and where the sum is no small int.
Value sum_of_numbers(const List* list, Value start) {
  const ValueField* items = list->items->items;
  if (list->claim == claims_floats && (is_float(start) || is_small_int(start))) {
    double sum = is_float(start) ? float_of(start) : static_cast<double>(small_int(start));
    for (uint64_t i = 0; i < list->length; i++) sum += float_of(items[i]);
    return float_value(sum);
  }
  if (list->claim != claims_small_ints || !is_small_int(start)) return null_value;
  int64_t sum = small_int(start);
  for (uint64_t i = 0; i < list->length; i++) {
    if (__builtin_add_overflow(sum, small_int(items[i]), &sum)) return null_value;
  }
  return int_value(sum);
}

/// The least or greatest item of a list of numbers of one type, the first of equal ones; null for others.
template <class Better>
Value extreme_of_numbers(const List* list, Better better) {
  if (list->length == 0 || (list->claim != claims_small_ints && list->claim != claims_floats)) return null_value;
  const ValueField* items = list->items->items;
  Value best = items[0];
  for (uint64_t i = 1; i < list->length; i++) {
    Value item = items[i];
    bool wins = list->claim == claims_floats ? better(float_of(item), float_of(best)) : better(small_int(item), small_int(best));
    if (wins) best = item;
  }
  return best;
}

}  // namespace

Value builtin_sum(Value iterable, Value start) {
  Value total = start ? start : small_int_value(0);
  if (is_ref(total)) {
    if (as_str(total)) return raise_type_error("sum() can't sum strings [use ''.join(seq) instead]");
    if (has_kind(total, Kind::bytes)) return raise_type_error("sum() can't sum bytes [use b''.join(seq) instead]");
    if (has_kind(total, Kind::bytearray)) return raise_type_error("sum() can't sum bytearray [use b''.join(seq) instead]");
  }
  if (is_list(iterable)) {
    if (Value sum = sum_of_numbers(as<List>(iterable), total)) return sum;
  }
  Value iterator = iterate(iterable);
  if (!iterator) return null_value;
  if (has_kind(iterator, Kind::generator)) return fold_generator(Fold::sum, iterator, total);
  // Ints that fit are added up without making one for each sum.
  bool is_word = is_small_int(total);
  int64_t word = is_word ? small_int(total) : 0;
  while (Value item = next(iterator)) {
    if (is_word) {
      int64_t sum;
      if (is_small_int(item) && !__builtin_add_overflow(word, small_int(item), &sum)) {
        word = sum;
        continue;
      }
      is_word = false;
      total = int_value(word);
    }
    total = add(total, item);
    if (!total) return null_value;
  }
  if (vm.exception) return null_value;
  return is_word ? int_value(word) : total;
}

Value builtin_any(Value iterable) {
  if (has_kind(iterable, Kind::generator)) return fold_generator(Fold::any, iterable, false_value());
  Value iterator = iterate(iterable);
  if (!iterator) return null_value;
  while (Value item = next(iterator)) {
    int value = truth(item);
    if (value < 0) return null_value;
    if (value) return true_value();
  }
  return vm.exception ? null_value : false_value();
}
Value builtin_all(Value iterable) {
  if (has_kind(iterable, Kind::generator)) return fold_generator(Fold::all, iterable, true_value());
  Value iterator = iterate(iterable);
  if (!iterator) return null_value;
  while (Value item = next(iterator)) {
    int value = truth(item);
    if (value < 0) return null_value;
    if (!value) return false_value();
  }
  return vm.exception ? null_value : true_value();
}

int is_less(Value a, Value b) { return less_truth(a, b); }
int is_greater(Value a, Value b) { return greater_truth(a, b); }

/// min and max; `better` is is_less or is_greater of (candidate, best).
Value extreme(const char* name, const Value* arguments, uint32_t count, Tuple* names, int (*better)(Value, Value)) {
  Value key = null_value, fallback = null_value;
  for (uint64_t i = 0; names && i < names->length; i++) {
    Str* keyword = as<Str>(names->items[i]);
    if (str_equal(keyword, vm.names.key_name)) key = arguments[count + i];
    else if (str_equal(keyword, vm.names.default_name)) fallback = arguments[count + i];
    else return raise_type_error("'%s' is an invalid keyword argument for %s()", keyword, name);
  }
  if (key && is_none(key)) key = null_value;
  if (count == 0) return raise_type_error("%s expected at least 1 argument, got 0", name);
  if (count > 1 && fallback) return raise_type_error("Cannot specify a default for %s() with multiple positional arguments", name);
  Value best = null_value, best_key = null_value;
  auto consider = [&](Value item) {
    Value item_key = key ? call_1(key, item) : item;
    if (!item_key) return false;
    int wins = best ? better(item_key, best_key) : 1;
    if (wins < 0) return false;
    if (wins) {
      best = item;
      best_key = item_key;
    }
    return true;
  };
  if (count > 1) {
    for (uint32_t i = 0; i < count; i++) {
      if (!consider(arguments[i])) return null_value;
    }
    return best;
  }
  Value iterator = iterate(arguments[0]);
  if (!iterator) return null_value;
  if (!key && has_kind(iterator, Kind::generator)) {
    best = fold_generator(better == is_less ? Fold::least : Fold::greatest, iterator, null_value);
  } else {
    while (Value item = next(iterator)) {
      if (!consider(item)) return null_value;
    }
  }
  if (vm.exception) return null_value;
  if (best) return best;
  return fallback ? fallback : raise_value_error("%s() arg is an empty sequence", name);
}
Value builtin_min(const Value* arguments, uint32_t count, Tuple* names) {
  if (count == 1 && !names && is_list(arguments[0])) {
    if (Value least = extreme_of_numbers(as<List>(arguments[0]), [](auto a, auto b) { return a < b; })) return least;
  }
  return extreme("min", arguments, count, names, is_less);
}
Value builtin_max(const Value* arguments, uint32_t count, Tuple* names) {
  if (count == 1 && !names && is_list(arguments[0])) {
    if (Value greatest = extreme_of_numbers(as<List>(arguments[0]), [](auto a, auto b) { return a > b; })) return greatest;
  }
  return extreme("max", arguments, count, names, is_greater);
}

Value builtin_sorted(const Value* arguments, uint32_t count, Tuple* names) {
  Value v[3];
  if (count != 1) return raise_type_error("sorted expected 1 argument, got %s", static_cast<int64_t>(count));
  if (!parse_arguments("sort", "iterable * key reverse", 1, arguments, count, names, v)) return null_value;
  List* list = list_from(v[0]);
  if (!list) return null_value;
  int reverse = v[2] ? truth(v[2]) : 0;
  if (reverse < 0 || !list_sort(list, v[1] ? v[1] : null_value, reverse != 0)) return null_value;
  return ref(list);
}

}  // namespace

void define_iteration_functions() {
  static const BuiltinDefinition functions[] = {
      entry("iter", builtin_iter, 1), entry("next", builtin_next, 1), entry("sum", builtin_sum, 1, "iterable / start"),
      entry("any", builtin_any),      entry("all", builtin_all),      entry("min", builtin_min),
      entry("max", builtin_max),      entry("sorted", builtin_sorted),
  };
  define_builtins(functions);
}

}  // namespace python
