/// Rich comparison, equality, hashing and truth in full.
#include "modules/deque.h"
#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/floating.h"
#include "objects/module.h"
#include "objects/operations.h"
#include "objects/range.h"
#include "objects/set.h"

namespace python {

namespace {

const char* symbol_of(Comparison op) {
  static const char* const symbols[] = {"<", "<=", "==", "!=", ">", ">="};
  return symbols[static_cast<uint32_t>(op)];
}
/// A switch, so that traces know the name.
Str* method_name(Comparison op) {
  switch (op) {
    case Comparison::less: return vm.names.__lt__;
    case Comparison::less_equal: return vm.names.__le__;
    case Comparison::equal: return vm.names.__eq__;
    case Comparison::not_equal: return vm.names.__ne__;
    case Comparison::greater: return vm.names.__gt__;
    case Comparison::greater_equal: break;
  }
  return vm.names.__ge__;
}
/// a op b is b reflected(op) a.
Comparison reflected_of(Comparison op) {
  switch (op) {
    case Comparison::less: return Comparison::greater;
    case Comparison::less_equal: return Comparison::greater_equal;
    case Comparison::greater: return Comparison::less;
    case Comparison::greater_equal: return Comparison::less_equal;
    default: return op;
  }
}

bool holds(Comparison op, int order) {
  switch (op) {
    case Comparison::less: return order < 0;
    case Comparison::less_equal: return order <= 0;
    case Comparison::equal: return order == 0;
    case Comparison::not_equal: return order != 0;
    case Comparison::greater: return order > 0;
    case Comparison::greater_equal: return order >= 0;
  }
  return false;
}

bool is_real(Value v) { return is_int(v) || is_float(v) || is_boolean(v); }

/// Order of two exact ints, floats or bools; *unordered if one is NaN.
int compare_numbers(Value a, Value b, bool* unordered) {
  *unordered = false;
  if (is_boolean(a)) a = small_int_value(a == true_value());
  if (is_boolean(b)) b = small_int_value(b == true_value());
  if (is_float(a)) {
    double x = float_of(a);
    if (x != x) {
      *unordered = true;
      return 0;
    }
    if (!is_float(b)) return -int_compare_float(b, x);
    double y = float_of(b);
    *unordered = y != y;
    return x < y ? -1 : x > y;
  }
  if (is_float(b)) {
    double y = float_of(b);
    *unordered = y != y;
    return *unordered ? 0 : int_compare_float(a, y);
  }
  return int_compare(a, b);
}

/// equals() of items of containers, which may contain themselves.
int equals_below(Value a, Value b) {
  if (a == b) return 1;
  if (!is_ref(a) || !is_ref(b) || is_str(a)) return equals(a, b);
  if (!enter_recursion(" in comparison")) return -1;
  int equal = equals(a, b);
  leave_recursion();
  return equal;
}

/// Whether a trace should see a tuple's items one by one: tuples made only to be compared or hashed need not be built then.
bool is_worth_unrolling(const Tuple* tuple) {
  constexpr uint64_t most_unrolled = 4;
  return jw::observed(tuple->length <= most_unrolled);
}

/// What unrolled tuples compare and hash in the open. The rest is left to calls: each type would be a branch of the trace, and what follows would
/// be recorded once for all combinations of them.
bool is_simple(Value v) { return is_small_int(v) || is_float(v) || has_kind(v, Kind::str); }

/// Lexicographic comparison of two arrays that guest code called meanwhile may shorten (`length` is asked again each time).
template <class A>
JW_DONT_LOOK_INSIDE Value compare_sequences(Comparison op, A* a, A* b) {
  if (a->length != b->length && op == Comparison::equal) return false_value();
  if (a->length != b->length && op == Comparison::not_equal) return true_value();
  for (uint64_t i = 0; i < a->length && i < b->length; i++) {
    Value x, y;
    if constexpr (std::is_same_v<A, List>) {
      x = list_get(a, i);
      y = list_get(b, i);
    } else {
      x = a->items[i];
      y = b->items[i];
    }
    int same = equals_below(x, y);
    if (same < 0) return null_value;
    if (same) continue;
    if (op == Comparison::equal) return false_value();
    if (op == Comparison::not_equal) return true_value();
    if (!enter_recursion(" in comparison")) return null_value;
    Value result = compare_general(op, x, y);
    leave_recursion();
    return result;
  }
  return boolean(holds(op, a->length < b->length ? -1 : a->length > b->length));
}

JW_DONT_LOOK_INSIDE int equals_deep(Value a, Value b) { return equals_below(a, b); }
JW_DONT_LOOK_INSIDE Value compare_deep(Comparison op, Value a, Value b) { return compare_general(op, a, b); }
JW_DONT_LOOK_INSIDE int64_t hash_deep(Value v) { return hash_general(v); }

/// compare_sequences() for short tuples in a trace.
JW_UNROLL_SAFE Value compare_unrolled(Comparison op, Tuple* a, Tuple* b) {
  uint64_t a_length = jw::promote(a->length), b_length = jw::promote(b->length);
  if (a_length != b_length && op == Comparison::equal) return false_value();
  if (a_length != b_length && op == Comparison::not_equal) return true_value();
  for (uint64_t i = 0; i < a_length && i < b_length; i++) {
    Value x = a->items[i], y = b->items[i];
    if (x == y) continue;
    bool simple = is_simple(x) && is_simple(y);
    int same = simple ? equals(x, y) : equals_deep(x, y);
    if (same < 0) return null_value;
    if (same) continue;
    if (op == Comparison::equal) return false_value();
    if (op == Comparison::not_equal) return true_value();
    if (!enter_recursion(" in comparison")) return null_value;
    Value result = simple ? compare_general(op, x, y) : compare_deep(op, x, y);
    leave_recursion();
    return result;
  }
  return boolean(holds(op, a_length < b_length ? -1 : a_length > b_length));
}

Value compare_tuples(Comparison op, Tuple* a, Tuple* b) {
  if (jw::in_jit() && is_worth_unrolling(a) && is_worth_unrolling(b)) return compare_unrolled(op, a, b);
  return compare_sequences(op, a, b);
}

/// True if every item of `a` is in `b`; -1 on error.
int is_subset(HashTable* a, HashTable* b) {
  if (a->count > b->count) return 0;
  for (int64_t i = next_entry(a, 0); i >= 0; i = next_entry(a, static_cast<uint64_t>(i) + 1)) {
    int64_t position = find_generic(b, a->entries->items[i].key, a->entries->items[i].hash);
    if (position == -2) return -1;
    if (position < 0) return 0;
  }
  return 1;
}

JW_DONT_LOOK_INSIDE Value compare_sets(Comparison op, Set* a, Set* b) {
  int result = 0;
  switch (op) {
    case Comparison::equal:
    case Comparison::not_equal:
      result = a->count == b->count ? is_subset(a, b) : 0;
      if (result >= 0 && op == Comparison::not_equal) result = !result;
      break;
    case Comparison::less: result = a->count < b->count ? is_subset(a, b) : 0; break;
    case Comparison::less_equal: result = is_subset(a, b); break;
    case Comparison::greater: result = b->count < a->count ? is_subset(b, a) : 0; break;
    case Comparison::greater_equal: result = is_subset(b, a); break;
  }
  return result < 0 ? null_value : boolean(result);
}

JW_DONT_LOOK_INSIDE Value compare_dicts(Comparison op, Dict* a, Dict* b) {
  if (op != Comparison::equal && op != Comparison::not_equal) return not_implemented();
  bool same = a->count == b->count;
  for (int64_t i = next_entry(a, 0); same && i >= 0; i = next_entry(a, static_cast<uint64_t>(i) + 1)) {
    Value key = a->entries->items[i].key, value = entry_value(a, a->entries->items[i]);
    int64_t position = find_generic(b, key, a->entries->items[i].hash);
    if (position == -2) return null_value;
    Value other = position < 0 ? null_value : entry_value(b, b->entries->items[position]);
    if (!other) {
      same = false;
      break;
    }
    int equal = equals_below(value, other);
    if (equal < 0) return null_value;
    same = equal;
  }
  return boolean(same == (op == Comparison::equal));
}

/// Two objects of the same builtin kind; NotImplemented if the kind has no comparison of its own here.
Value compare_same_kind(Comparison op, Kind kind, Value a, Value b) {
  switch (kind) {
    case Kind::str:
      if (op == Comparison::equal) return boolean(str_equal(as<Str>(a), as<Str>(b)));
      if (op == Comparison::not_equal) return boolean(!str_equal(as<Str>(a), as<Str>(b)));
      return boolean(holds(op, str_compare(as<Str>(a), as<Str>(b))));
    case Kind::list: return compare_sequences(op, as<List>(a), as<List>(b));
    case Kind::tuple: return compare_tuples(op, as<Tuple>(a), as<Tuple>(b));
    case Kind::dict: return compare_dicts(op, as<Dict>(a), as<Dict>(b));
    case Kind::set:
    case Kind::frozenset: return compare_sets(op, as<Set>(a), as<Set>(b));
    default: return not_implemented();
  }
}

Value call_comparison(Value function, Value a, Value b) {
  if (has_kind(function, Kind::function) || has_kind(function, Kind::method_descriptor)) return call_2(function, a, b);
  Value bound = descriptor_get(function, a, type_of(a));
  return bound ? call_1(bound, b) : null_value;
}

/// `type`'s own method, or null if it is the one of object, which only knows identity.
Value comparison_method(Type* type, Comparison op) {
  Value found = lookup(type, method_name(op));
  if (found && (op == Comparison::equal || op == Comparison::not_equal) && has_kind(found, Kind::method_descriptor) &&
      as<BuiltinFunction>(found)->owner.get() == vm.object_type) {
    return null_value;
  }
  return found && is_none(found) ? null_value : found;
}

/// `a op b` as a's type has it: by its method, or for != without one as the opposite of its ==; else NotImplemented.
Value compare_by_type(Type* type, Comparison op, Value a, Value b) {
  Value method = comparison_method(type, op);
  if (method) return call_comparison(method, a, b);
  if (op != Comparison::not_equal) return not_implemented();
  method = comparison_method(type, Comparison::equal);
  Value result = method ? call_comparison(method, a, b) : not_implemented();
  if (!result || result == not_implemented()) return result;
  int equal = truth(result);
  return equal < 0 ? null_value : boolean(!equal);
}

}  // namespace

Value compare_builtin(Comparison op, Value a, Value b) {
  if (is_real(a)) {
    if (!is_real(b)) return not_implemented();
    bool unordered;
    int order = compare_numbers(a, b, &unordered);
    if (unordered) return boolean(op == Comparison::not_equal);
    return boolean(holds(op, order));
  }
  if (!is_ref(a) || !is_ref(b)) return not_implemented();
  Kind kind = kind_of(object_of(a));
  if (kind == kind_of(object_of(b))) return compare_same_kind(op, kind, a, b);
  if (is_any_set(a) && is_any_set(b)) return compare_sets(op, as<Set>(a), as<Set>(b));
  return not_implemented();
}

Value compare_general(Comparison op, Value a, Value b) {
  bool plain_a = !has_kind(a, Kind::instance), plain_b = !has_kind(b, Kind::instance);
  if (plain_a && plain_b) {
    Value result = compare_builtin(op, a, b);
    if (result != not_implemented()) return result;
  }
  Type* left = jw::promote(type_of(a));
  Type* right = jw::promote(type_of(b));
  Comparison reflected = reflected_of(op);
  bool right_first = left != right && is_subtype(right, left);
  if (right_first) {
    Value result = compare_by_type(right, reflected, b, a);
    if (result != not_implemented()) return result;
  }
  Value result = compare_by_type(left, op, a, b);
  if (result != not_implemented()) return result;
  if (!right_first) {
    result = compare_by_type(right, reflected, b, a);
    if (result != not_implemented()) return result;
  }
  if (op == Comparison::equal) return boolean(a == b);
  if (op == Comparison::not_equal) return boolean(a != b);
  return raise_type_error("'%s' not supported between instances of '%T' and '%T'", symbol_of(op), a, b);
}

namespace {
/// Of tuples of strings, which are keys of dicts often: 1, 0, or -1 where there is more to ask.
int equal_texts(const Tuple* a, const Tuple* b) {
  if (a->length != b->length) return 0;
  for (uint64_t i = 0; i < a->length; i++) {
    Value x = a->items[i], y = b->items[i];
    if (x == y) continue;
    if (!is_str(x) || !is_str(y)) return -1;
    if (!str_equal_slow(as<Str>(x), as<Str>(y))) return 0;
  }
  return 1;
}
}  // namespace

int equals_general(Value a, Value b) {
  if (a == b) return 1;
  if (is_str(a) && is_str(b)) return str_equal(as<Str>(a), as<Str>(b));
  if (is_tuple(a) && is_tuple(b)) {
    if (int equal = equal_texts(as<Tuple>(a), as<Tuple>(b)); equal >= 0) return equal;
  }
  Value result = compare_general(Comparison::equal, a, b);
  return result ? truth(result) : -1;
}

int truth_general(Value v) {
  if (!is_ref(v)) return truth(v);
  switch (kind_of(object_of(v))) {
    case Kind::integer: return 1;
    case Kind::str: return as<Str>(v)->length != 0;
    case Kind::list: return as<List>(v)->length != 0;
    case Kind::tuple: return as<Tuple>(v)->length != 0;
    case Kind::dict:
    case Kind::set:
    case Kind::frozenset: return as<HashTable>(v)->count != 0;
    case Kind::deque: return as<Deque>(v)->length != 0;
    case Kind::function:
    case Kind::type:
      if (kind_of(object_of(v)) == Kind::function || as<Type>(v)->metatype.get() == vm.type_type) return 1;
      break;
    default: break;
  }
  bool found;
  Value result = call_special(v, vm.names.__bool__, nullptr, 0, &found);
  if (found) {
    if (!result) return -1;
    if (is_boolean(result)) return result == true_value();
    raise_type_error("__bool__ should return bool, returned %T", result);
    return -1;
  }
  if (!lookup_special(v, vm.names.__len__)) return 1;
  int64_t length = length_general(v);
  return length < 0 ? -1 : length > 0;
}

// ---- hashing ----

namespace {

/// CPython's tuple hash: xxHash's rounds on the items' hashes.
class TupleHash {
 public:
  void add(int64_t lane) {
    accumulator_ += static_cast<uint64_t>(lane) * 14029467366897019727u;
    accumulator_ = accumulator_ << 31 | accumulator_ >> 33;
    accumulator_ *= 11400714785074694791u;
  }
  int64_t finish(uint64_t length) const {
    uint64_t result = accumulator_ + (length ^ (start ^ 3527539));
    return result == UINT64_MAX ? 1546275796 : static_cast<int64_t>(result);
  }

 private:
  static constexpr uint64_t start = 2870177450012600261u;
  uint64_t accumulator_ = start;
};

JW_DONT_LOOK_INSIDE int64_t hash_any_tuple(Tuple* tuple) {
  TupleHash result;
  for (uint64_t i = 0; i < tuple->length; i++) {
    int64_t lane = hash(tuple->items[i]);
    if (lane == -1 && has_error()) return -1;
    result.add(lane);
  }
  return result.finish(tuple->length);
}

/// The same for a short tuple in a trace.
JW_UNROLL_SAFE int64_t hash_unrolled(Tuple* tuple) {
  uint64_t length = jw::promote(tuple->length);
  TupleHash result;
  for (uint64_t i = 0; i < length; i++) {
    Value item = tuple->items[i];
    int64_t lane = is_simple(item) ? hash(item) : hash_deep(item);
    if (lane == -1 && has_error()) return -1;
    result.add(lane);
  }
  return result.finish(length);
}

int64_t hash_tuple(Tuple* tuple) {
  return jw::in_jit() && is_worth_unrolling(tuple) ? hash_unrolled(tuple) : hash_any_tuple(tuple);
}

/// Independent of the order of the items.
JW_DONT_LOOK_INSIDE int64_t hash_frozenset(Set* set) {
  if (set->hash) return static_cast<int64_t>(set->hash);
  uint64_t h = 0;
  for (int64_t i = next_entry(set, 0); i >= 0; i = next_entry(set, static_cast<uint64_t>(i) + 1)) {
    uint64_t x = set->entries->items[i].hash;
    h ^= ((x ^ 89869747) ^ (x << 16)) * 3644798167u;
  }
  h ^= (set->count + 1) * uint64_t{1927868237};
  h ^= (h >> 11) ^ (h >> 25);
  h = h * 69069 + 907133923;
  if (h == UINT64_MAX || h == 0) h = 590923713;
  set->hash = h;
  return static_cast<int64_t>(h);
}

JW_DONT_LOOK_INSIDE int64_t hash_bytes(Bytes* bytes) {
  if (!bytes->hash) {
    bytes->hash = hash_of_text(bytes->data, bytes->length);  // that of a str with these characters
  }
  return static_cast<int64_t>(bytes->hash);
}

int64_t raise_unhashable(Value v) {
  raise_type_error("unhashable type: '%T'", v);
  return -1;
}

}  // namespace

/// By address: what object.__hash__ gives.
int64_t identity_hash(Value v) { return static_cast<int64_t>(v.bits >> 4); }

bool may_compare_in_guest(Value key) {
  if (!has_kind(key, Kind::instance)) return false;
  Type* type = jw::promote(type_of(key));
  return type_flags(type, jw::promote(type->version)) & type_custom_eq;
}

int64_t hash_general(Value v) {
  if (is_small_int(v)) return static_cast<int64_t>(small_int_hash(v));
  if (is_float(v)) return float_hash(float_of(v));
  switch (kind_of(object_of(v))) {
    case Kind::integer: return int_hash(v);
    case Kind::boolean: return v == true_value();
    case Kind::str: return static_cast<int64_t>(str_hash(as<Str>(v)));
    case Kind::tuple: return hash_tuple(as<Tuple>(v));
    case Kind::frozenset: return hash_frozenset(as<Set>(v));
    case Kind::bytes: return hash_bytes(as<Bytes>(v));
    case Kind::none:
    case Kind::ellipsis:
    case Kind::not_implemented:
    case Kind::function:
    case Kind::builtin_function:
    case Kind::method_descriptor:
    case Kind::module:
    case Kind::code: return identity_hash(v);
    case Kind::list:
    case Kind::dict:
    case Kind::set:
    case Kind::bytearray: return raise_unhashable(v);
    default: break;
  }
  Value method = lookup_special(v, vm.names.__hash__);
  if (!method || is_none(method)) return raise_unhashable(v);
  if (method == vm.object_hash) return identity_hash(v);
  Value result;
  if (has_kind(method, Kind::function) || has_kind(method, Kind::method_descriptor)) {
    result = call_1(method, v);
  } else {
    bool found;
    result = call_special(v, vm.names.__hash__, nullptr, 0, &found);
  }
  if (!result) return -1;
  result = as_exact_int(result);
  if (!result) {
    raise_type_error("__hash__ method should return an integer");
    return -1;
  }
  if (is_int64(result)) return int64_of(result) == -1 ? -2 : int64_of(result);
  return int_hash(result);
}

}  // namespace python
