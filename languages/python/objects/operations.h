/// Owns the abstract operations: what the interpreter does for each bytecode. Inline: the paths on exact builtin types; behind
/// them the general ones with special methods, reflected operands and NotImplemented.
/// Errors: a null Value, -1 or false, with vm.exception set. next(): null without an error is exhaustion.
#pragma once

#include "objects/builtin.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/function.h"
#include "objects/integer.h"
#include "objects/iterators.h"
#include "objects/list.h"
#include "objects/map.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type.h"
#include "objects/vm.h"

namespace python {

struct Generator;  // interpreter/

// ---- calls: provided by the interpreter ----

/// callable(*arguments).
Value call(Value callable, const Value* arguments, uint32_t count);
/// `names` (null or a tuple of str): the keyword values follow the `count` positional ones.
Value call_keywords(Value callable, const Value* arguments, uint32_t count, Tuple* names);
inline Value call_0(Value callable) { return call(callable, nullptr, 0); }
inline Value call_1(Value callable, Value a) { return call(callable, &a, 1); }
inline Value call_2(Value callable, Value a, Value b) {
  Value arguments[] = {a, b};
  return call(callable, arguments, 2);
}
inline Value call_3(Value callable, Value a, Value b, Value c) {
  Value arguments[] = {a, b, c};
  return call(callable, arguments, 3);
}
/// A generator's next, send, throw, close; owned by the interpreter. Null without an error: it returned; its value is then
/// generator_result().
Value generator_send(Generator* generator, Value value);
Value generator_result(Generator* generator);

// ---- calling types: provided here, used by the interpreter's call ----

/// `type(...)`: type.__call__ with its metatype's rules. Runs __new__ and __init__.
Value instantiate(Type* type, const Value* arguments, uint32_t count, Tuple* names);

// ---- arithmetic ----

enum class BinaryOperator : uint32_t {
#define BINARY(name, symbol, in_place_symbol, method, reflected, in_place) name,
#include "objects/operators.def"
#undef BINARY
};

/// The general paths, each also right for every operand.
#define BINARY(name, symbol, in_place_symbol, method, reflected, in_place) \
  Value name##_general(Value a, Value b);                                  \
  Value inplace_##name##_general(Value a, Value b);
#include "objects/operators.def"
#undef BINARY
/// By operator; `in_place`: `a op= b`.
Value binary_general(BinaryOperator op, Value a, Value b, bool in_place = false);

inline Value add(Value a, Value b) {
  if (are_small_ints(a, b)) return int_value(small_int(a) + small_int(b));
  if (is_float(a) && is_float(b)) return float_value(float_of(a) + float_of(b));
  return add_general(a, b);
}
inline Value subtract(Value a, Value b) {
  if (are_small_ints(a, b)) return int_value(small_int(a) - small_int(b));
  if (is_float(a) && is_float(b)) return float_value(float_of(a) - float_of(b));
  return subtract_general(a, b);
}
inline Value multiply(Value a, Value b) {
  if (are_small_ints(a, b)) {
    int64_t product;
    if (!__builtin_mul_overflow(small_int(a), small_int(b), &product)) return int_value(product);
  } else if (is_float(a) && is_float(b)) {
    return float_value(float_of(a) * float_of(b));
  }
  return multiply_general(a, b);
}
inline Value true_divide(Value a, Value b) {
  if (is_float(a) && is_float(b) && float_of(b) != 0) return float_value(float_of(a) / float_of(b));
  if (are_small_ints(a, b) && small_int(b) != 0) {
    return float_value(static_cast<double>(small_int(a)) / static_cast<double>(small_int(b)));
  }
  return true_divide_general(a, b);
}
inline Value floor_divide(Value a, Value b) {
  if (are_small_ints(a, b) && small_int(b) > 0) return small_int_value(floor_quotient(small_int(a), small_int(b)));
  return floor_divide_general(a, b);
}
inline Value modulo(Value a, Value b) {
  if (are_small_ints(a, b) && small_int(b) > 0) return small_int_value(floor_rest(small_int(a), small_int(b)));
  return modulo_general(a, b);
}
inline Value power(Value a, Value b) { return power_general(a, b); }
inline Value matrix_multiply(Value a, Value b) { return matrix_multiply_general(a, b); }
inline Value left_shift(Value a, Value b) {
  if (are_small_ints(a, b) && static_cast<uint64_t>(small_int(b)) < 63) {
    int64_t x = small_int(a), count = small_int(b), shifted = static_cast<int64_t>(static_cast<uint64_t>(x) << count);
    if (shifted >> count == x) return int_value(shifted);
  }
  return left_shift_general(a, b);
}
inline Value right_shift(Value a, Value b) {
  if (are_small_ints(a, b) && static_cast<uint64_t>(small_int(b)) < 63) return small_int_value(small_int(a) >> small_int(b));
  return right_shift_general(a, b);
}
inline Value bit_and(Value a, Value b) {
  if (are_small_ints(a, b)) return small_int_value(small_int(a) & small_int(b));
  return bit_and_general(a, b);
}
inline Value bit_or(Value a, Value b) {
  if (are_small_ints(a, b)) return small_int_value(small_int(a) | small_int(b));
  return bit_or_general(a, b);
}
inline Value bit_xor(Value a, Value b) {
  if (are_small_ints(a, b)) return small_int_value(small_int(a) ^ small_int(b));
  return bit_xor_general(a, b);
}

/// `a op= b`: numbers that the operator takes as the plain operator; errors name `op=`.
#define BINARY(name, symbol, in_place_symbol, method, reflected, in_place)                                                                 \
  inline Value inplace_##name(Value a, Value b) {                                                                                          \
    constexpr BinaryOperator op = BinaryOperator::name;                                                                                    \
    if (op <= BinaryOperator::power && (is_small_int(a) || is_float(a)) && (is_small_int(b) || is_float(b))) return name(a, b);            \
    if (op > BinaryOperator::matrix_multiply && are_small_ints(a, b)) return name(a, b);                                                   \
    return inplace_##name##_general(a, b);                                                                                                 \
  }
#include "objects/operators.def"
#undef BINARY

Value negate_general(Value a);
Value positive(Value a);
Value invert(Value a);
inline Value negate(Value a) {
  if (is_float(a)) return float_value(-float_of(a));
  if (is_small_int(a)) return int_value(-small_int(a));
  return negate_general(a);
}

// ---- comparison ----

enum class Comparison : uint32_t { less, less_equal, equal, not_equal, greater, greater_equal };

/// Rich comparison: any object, or null.
Value compare_general(Comparison comparison, Value a, Value b);

/// The truth of a value: 1, 0, -1 with an error pending.
int truth_general(Value v);
inline int truth(Value v) {
  if (v == true_value()) return 1;
  if (v == false_value() || v == none()) return 0;
  if (is_small_int(v)) return small_int(v) != 0;
  if (is_float(v)) return float_of(v) != 0;
  return truth_general(v);
}

// less(a, b): the object; less_truth(a, b): 1, 0, -1 without making it.
#define COMPARISON(name, operator_)                                                    \
  inline Value name(Value a, Value b) {                                                \
    if (are_small_ints(a, b)) return boolean(small_int(a) operator_ small_int(b));     \
    if (is_float(a) && is_float(b)) return boolean(float_of(a) operator_ float_of(b)); \
    return compare_general(Comparison::name, a, b);                                    \
  }                                                                                    \
  inline int name##_truth(Value a, Value b) {                                          \
    if (are_small_ints(a, b)) return small_int(a) operator_ small_int(b);              \
    if (is_float(a) && is_float(b)) return float_of(a) operator_ float_of(b);          \
    Value result = compare_general(Comparison::name, a, b);                            \
    return result ? truth(result) : -1;                                                \
  }
COMPARISON(less, <)
COMPARISON(less_equal, <=)
COMPARISON(equal, ==)
COMPARISON(not_equal, !=)
COMPARISON(greater, >)
COMPARISON(greater_equal, >=)
#undef COMPARISON

/// `a is b or a == b`: 1, 0, -1; what containers use.
int equals_general(Value a, Value b);
inline int equals(Value a, Value b) {
  if (a == b) return 1;
  if (is_small_int(a) && is_small_int(b)) return 0;
  return equals_general(a, b);
}
/// `a is b` for the guest: floats by value of their bits, big integers by address.
inline bool is_same(Value a, Value b) { return a == b; }

/// Hash as __hash__ gives it, never -1; -1 with an error pending.
int64_t hash_general(Value v);
inline int64_t hash(Value v) {
  if (is_small_int(v)) return static_cast<int64_t>(small_int_hash(v));
  if (is_str(v)) return static_cast<int64_t>(str_hash(as<Str>(v)));
  return hash_general(v);
}

// ---- containers ----

Value get_item_general(Value object, Value key);
bool set_item_general(Value object, Value key, Value value);
bool delete_item(Value object, Value key);

inline Value get_item(Value object, Value key) {
  if (is_ref(object)) {
    Kind kind = kind_of(object_of(object));
    if (is_small_int(key)) {
      int64_t index = small_int(key);
      if (kind == Kind::list) {
        List* list = as<List>(object);
        uint64_t length = list->length;
        if (static_cast<uint64_t>(index) < length) return list_item(list, static_cast<uint64_t>(index));
        if (static_cast<uint64_t>(index) + length < length)
          return list_item(list, static_cast<uint64_t>(index) + length);
      } else if (kind == Kind::tuple) {
        Tuple* tuple = as<Tuple>(object);
        uint64_t length = tuple->length;
        if (static_cast<uint64_t>(index) < length) return present(tuple->items[index]);
        if (static_cast<uint64_t>(index) + length < length) return present(tuple->items[static_cast<uint64_t>(index) + length]);
      } else if (kind == Kind::str) {
        Str* str = as<Str>(object);
        uint64_t length = str->length;
        if (static_cast<uint64_t>(index) < length) return ref(str_item(str, static_cast<uint64_t>(index)));
        if (static_cast<uint64_t>(index) + length < length) return ref(str_item(str, static_cast<uint64_t>(index) + length));
      }
    }
    if (kind == Kind::dict) {
      Value value = dict_get(as<Dict>(object), key);
      if (value) return value;
    }
  }
  return get_item_general(object, key);
}
inline bool set_item(Value object, Value key, Value value) {
  if (is_ref(object)) {
    Kind kind = kind_of(object_of(object));
    if (kind == Kind::list && is_small_int(key)) {
      List* list = as<List>(object);
      int64_t index = small_int(key);
      uint64_t length = list->length;
      if (static_cast<uint64_t>(index) < length) {
        list_set(list, static_cast<uint64_t>(index), value);
        return true;
      }
      if (static_cast<uint64_t>(index) + length < length) {
        list_set(list, static_cast<uint64_t>(index) + length, value);
        return true;
      }
    } else if (kind == Kind::dict) {
      return dict_set(as<Dict>(object), key, value);
    }
  }
  return set_item_general(object, key, value);
}
/// object[start:stop], None for a missing bound.
Value get_slice(Value object, Value start, Value stop);
bool set_slice(Value object, Value start, Value stop, Value value);

/// len(v), or -1.
int64_t length_general(Value v);
inline int64_t length(Value v) {
  if (has_kind(v, Kind::list)) return static_cast<int64_t>(as<List>(v)->length);
  if (has_kind(v, Kind::str)) return as<Str>(v)->length;
  return length_general(v);
}
/// `item in container`: 1, 0, -1.
int contains_general(Value container, Value item);
inline int contains(Value container, Value item) {
  if (has_kind(container, Kind::dict) || has_kind(container, Kind::set)) {
    int64_t position = find_key(as<HashTable>(container), item);
    if (position >= 0 && !as<HashTable>(container)->has_cells) return 1;
    if (position == -1) return 0;
  }
  return contains_general(container, item);
}

// ---- iteration ----

/// iter(v).
Value iterate_general(Value v);
inline Value iterate(Value v) {
  if (has_kind(v, Kind::list)) return make_list_iterator(as<List>(v));
  if (has_kind(v, Kind::range_iterator) || has_kind(v, Kind::generator)) return v;
  return iterate_general(v);
}

/// The next item; null without an error when exhausted.
inline Value next(Value iterator) {
  if (is_ref(iterator)) {
    switch (kind_of(object_of(iterator))) {
      case Kind::range_iterator: {
        RangeIterator* range = as<RangeIterator>(iterator);
        int64_t current = range->current;
        if (range->step == 1) {
          if (current >= range->stop) return null_value;
          // A trace that counts up from 0 knows the sign of what it counts.
          if (current >= 0)
            jw::assume(current <= small_int_max);
          else
            jw::assume(current >= small_int_min);
          range->current = current + 1;
          return small_int_value(current);
        }
        if (current == range->stop) return null_value;
        range->current = static_cast<int64_t>(static_cast<uint64_t>(current) + static_cast<uint64_t>(range->step));
        jw::assume(current >= small_int_min);  // one assumption each: && would be a branch
        jw::assume(current <= small_int_max);
        return small_int_value(current);
      }
      case Kind::list_iterator: {
        ListIterator* it = as<ListIterator>(iterator);
        List* list = it->list;
        if (!list) return null_value;
        uint64_t index = it->index;
        if (index < list->length) {
          it->index = index + 1;
          return list_item(list, static_cast<uint64_t>(index));
        }
        it->list.initialise(nullptr);
        return null_value;
      }
      case Kind::tuple_iterator: {
        TupleIterator* it = as<TupleIterator>(iterator);
        uint64_t index = it->index;
        if (index >= it->tuple->length) return null_value;
        it->index = index + 1;
        return it->tuple->items[index];
      }
      case Kind::str_iterator: {
        StrIterator* it = as<StrIterator>(iterator);
        uint64_t index = it->index;
        if (index >= it->str->length) return null_value;
        it->index = index + 1;
        return ref(str_item(it->str, index));
      }
      case Kind::generator: return generator_send(as<Generator>(iterator), none());
      default: break;
    }
  }
  return next_general(iterator);
}

/// The truth of predicate(item); None and bool stand for the truth of the item itself.
inline int passes(Value predicate, Value item) {
  if (is_none(predicate) || predicate == ref(builtin_type(Kind::boolean))) return truth(item);
  Value verdict = call_1(predicate, item);
  return verdict ? truth(verdict) : -1;
}

/// Unpacks exactly `count` items; `out` may be the frame's registers.
bool unpack_into(Value value, Value* out, uint32_t count);
/// `before` items, then a list, then `after` items.
bool unpack_with_star(Value value, Value* out, uint32_t before, uint32_t after);
/// The same with the items in a tuple, null with an error pending: for registers that only the trace itself may store to.
JW_DONT_LOOK_INSIDE Tuple* unpack_items(Value value, uint32_t count);
JW_DONT_LOOK_INSIDE Tuple* unpack_items_with_star(Value value, uint32_t before, uint32_t after);

// ---- attributes; names are interned ----

Value get_attr_general(Value object, Str* name);
bool set_attr_general(Value object, Str* name, Value value);
bool delete_attr(Value object, Str* name);
/// As get_attr, but absent is null without an error: for getattr with default and hasattr.
Value find_attr(Value object, Str* name);

struct Module;
/// What a module's name is bound to if it was bound only once, else null; `version` is vm.global_version.
JW_ELIDABLE Value constant_module_attribute(Module* module, Str* name, uint64_t version);
/// In a trace: the constant behind `module.name`, or null.
inline Value module_attribute_in_trace(Value object, Str* name) {
  if (!jw::in_jit() || !has_kind(object, Kind::module)) return null_value;
  return constant_module_attribute(jw::promote(reinterpret_cast<Module*>(object_of(object))), name, jw::promote(vm.global_version));
}

inline Value get_attr(Value object, Str* name) {
  if (has_kind(object, Kind::instance)) {
    Instance* instance = as<Instance>(object);
    Map* map = jw::promote(instance->map.get());
    const AttributeSite* site = find_attribute(map, jw::promote(map->type->version), name);
    switch (site->form) {
      case AttributeForm::slot: return believed(instance->slots[site->index], site->holder);
      case AttributeForm::overflow_slot: return believed(overflow_of(instance)->items[site->index], site->holder);
      case AttributeForm::member: {
        Value value = instance->slots[site->index];
        if (value) return value;
        break;
      }
      case AttributeForm::tuple_item: {
        Tuple* tuple = as<Tuple>(instance->slots[native_slot]);
        if (site->index < tuple->length) return present(tuple->items[site->index]);
        break;
      }
      case AttributeForm::constant: return site->value;
      case AttributeForm::method: return make_bound_method(site->value, object);
      case AttributeForm::getter: return call_1(site->value, object);
      default: break;
    }
  }
  if (Value constant = module_attribute_in_trace(object, name)) return constant;
  return get_attr_general(object, name);
}

/// Moves the instance to a map with one more slot, whose value is stored; for StoreForm::new_slot.
inline void add_slot(Instance* instance, const StoreSite* site, Value value) {
  admit(site->holder, value);
  instance->slots[site->index] = value;
  instance->map = site->next.get();
}

inline bool set_attr(Value object, Str* name, Value value) {
  if (has_kind(object, Kind::instance)) {
    Instance* instance = as<Instance>(object);
    Map* map = jw::promote(instance->map.get());
    const StoreSite* site = find_store(map, jw::promote(map->type->version), name);
    switch (site->form) {
      case StoreForm::slot:
        admit(site->holder, value);
        instance->slots[site->index] = value;
        return true;
      case StoreForm::overflow_slot:
        admit(site->holder, value);
        overflow_of(instance)->items[site->index] = value;
        return true;
      case StoreForm::new_slot: add_slot(instance, site, value); return true;
      default: break;
    }
  }
  return set_attr_general(object, name, value);
}

/// For object.name(...): if the attribute is a function or builtin method of the class, it unbound and the object as self;
/// else the attribute and a null self. A null callable: an error is pending.
struct Method {
  Value callable, self;
};
[[gnu::always_inline]] inline Method get_method(Value object, Str* name) {
  if (has_kind(object, Kind::instance)) {
    Instance* instance = as<Instance>(object);
    Map* map = jw::promote(instance->map.get());
    const AttributeSite* site = find_attribute(map, jw::promote(map->type->version), name);
    if (site->form == AttributeForm::method) return {site->value, object};
    if (site->form == AttributeForm::slot) return {believed(instance->slots[site->index], site->holder), null_value};
  } else if (!has_kind(object, Kind::type) && !has_kind(object, Kind::module) && !has_kind(object, Kind::super)) {
    Value found = lookup(type_of(object), name);
    if (found && has_kind(found, Kind::method_descriptor)) return {found, object};
  }
  if (Value constant = module_attribute_in_trace(object, name)) return {constant, null_value};
  return {get_attr_general(object, name), null_value};
}
/// object.name(*arguments).
Value call_method(Value object, Str* name, const Value* arguments, uint32_t count);
/// The same by special-method lookup (type only); null without an error and *found false if there is none.
Value call_special(Value object, Str* name, const Value* arguments, uint32_t count, bool* found);

// ---- text ----

/// str(v), repr(v), ascii(v): a str, or null.
Value to_str(Value v);
Value to_repr(Value v);
Value to_ascii(Value v);
/// format(v, spec).
Value format(Value v, Str* spec);
/// For recursive reprs: false if `v` is being shown already.
bool enter_repr(Value v);
void leave_repr(Value v);

// ---- classes ----

/// isinstance and issubclass: 1, 0, -1.
int is_instance_of(Value object, Value class_or_tuple);
/// The same for a class as far as the two types tell; -1 where more has to be asked.
inline int is_instance_by_types(Value object, Type* type) {
  type = jw::promote(type);
  Type* own = jw::promote(type_of(object));
  if (own == type) return 1;
  if (type->metatype.get() != vm.type_type) return -1;
  if (is_subtype_at(own, jw::promote(own->version), type)) return 1;
  if (!has_kind(object, Kind::instance) || !has_flag(own, type_is_class)) return 0;
  if (has_flag(own, type_custom_getattribute)) return -1;
  Value found = lookup(own, vm.names.__class__);  // a proxy may have a property of that name
  return !found || has_kind(found, Kind::getset) ? 0 : -1;
}
int is_subclass_of(Value cls, Value class_or_tuple);
bool is_callable(Value v);

}  // namespace python
