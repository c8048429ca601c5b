/// The module _operator: the operators as functions, itemgetter, attrgetter, methodcaller.
#include "modules/operator.h"

#include "modules/module_type.h"
#include "modules/modules.h"
#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/integer.h"
#include "objects/operations.h"

namespace python {

namespace {

Value from_truth(int truth_value) { return truth_value < 0 ? null_value : boolean(truth_value); }

// ---- operators ----

#define BINARY(name, symbol, in_place_symbol, method, reflected, in_place) \
  Value operator_##name(Value a, Value b) { return name(a, b); }          \
  Value operator_inplace_##name(Value a, Value b) { return inplace_##name(a, b); }
#include "objects/operators.def"
#undef BINARY
#define COMPARISON(name) \
  Value operator_##name(Value a, Value b) { return name(a, b); }
COMPARISON(less)
COMPARISON(less_equal)
COMPARISON(equal)
COMPARISON(not_equal)
COMPARISON(greater)
COMPARISON(greater_equal)
#undef COMPARISON

Value operator_negate(Value a) { return negate(a); }
Value operator_positive(Value a) { return positive(a); }
Value operator_invert(Value a) { return invert(a); }
Value operator_absolute(Value a) {
  bool found;
  Value result = call_special(a, intern("__abs__"), nullptr, 0, &found);
  return found ? result : raise_type_error("bad operand type for abs(): '%T'", a);
}
Value operator_index(Value a) { return index_of(a); }
Value operator_truth(Value a) { return from_truth(truth(a)); }
Value operator_not(Value a) {
  int t = truth(a);
  return t < 0 ? null_value : boolean(!t);
}
Value operator_is(Value a, Value b) { return boolean(is_same(a, b)); }
Value operator_is_not(Value a, Value b) { return boolean(!is_same(a, b)); }

// ---- sequences ----

bool has_item_access(Value v) { return bool(lookup_special(v, vm.names.__getitem__)) && !as_dict(v); }

Value operator_concat(Value a, Value b) {
  if (!has_item_access(a)) return raise_type_error("'%T' object can't be concatenated", a);
  return add(a, b);
}
Value operator_inplace_concat(Value a, Value b) {
  if (!has_item_access(a)) return raise_type_error("'%T' object can't be concatenated", a);
  return inplace_add(a, b);
}
Value operator_contains(Value a, Value b) { return from_truth(contains(a, b)); }
Value operator_count_of(Value sequence, Value wanted) {
  Value iterator = iterate(sequence);
  if (!iterator) return null_value;
  int64_t hits = 0;
  while (Value item = next(iterator)) {
    int same = equals(item, wanted);
    if (same < 0) return null_value;
    hits += same;
  }
  return has_error() ? null_value : int_value(hits);
}
Value operator_index_of(Value sequence, Value wanted) {
  Value iterator = iterate(sequence);
  if (!iterator) return null_value;
  for (int64_t i = 0;; i++) {
    Value item = next(iterator);
    if (!item) return has_error() ? null_value : raise_value_error("sequence.index(x): x not in sequence");
    int same = equals(item, wanted);
    if (same < 0) return null_value;
    if (same) return int_value(i);
  }
}
Value operator_get_item(Value a, Value b) { return get_item(a, b); }
Value operator_set_item(Value a, Value b, Value c) { return set_item(a, b, c) ? none() : null_value; }
Value operator_delete_item(Value a, Value b) { return delete_item(a, b) ? none() : null_value; }
Value operator_length_hint(Value v, Value fallback) {
  int64_t otherwise = 0;
  if (fallback) {
    if (!as_exact_int(fallback)) return raise_type_error("'%T' object cannot be interpreted as an integer", fallback);
    if (!index_in_range(fallback, &otherwise)) return null_value;
  }
  if (lookup_special(v, vm.names.__len__)) {
    int64_t count = length(v);
    if (count >= 0) return int_value(count);
    if (!clear_error(ExceptionKind::type_error)) return null_value;
  }
  bool found;
  Value hint = call_special(v, vm.names.__length_hint__, nullptr, 0, &found);
  if (!found) return int_value(otherwise);
  if (!hint) return clear_error(ExceptionKind::type_error) ? int_value(otherwise) : null_value;
  if (hint == not_implemented()) return int_value(otherwise);
  if (!as_exact_int(hint)) return raise_type_error("__length_hint__ must be an integer, not %T", hint);
  int64_t count;
  if (!index_in_range(hint, &count)) return null_value;
  return count < 0 ? raise_value_error("__length_hint__() should return >= 0") : int_value(count);
}

Value operator_call(const Value* arguments, uint32_t count, Tuple* names) {
  return call_keywords(arguments[0], arguments + 1, count - 1, names);
}

/// Compares in a time that does not depend on where they differ.
Value compare_digest(Value a, Value b) {
  std::string_view x, y;
  std::string kept_a, kept_b;
  if (as_str(a) && as_str(b)) {
    if (!is_ascii(as_str(a)) || !is_ascii(as_str(b))) {
      return raise_type_error("comparing strings with non-ASCII characters is not supported");
    }
    kept_a = to_utf8(as_str(a));
    kept_b = to_utf8(as_str(b));
    x = kept_a;
    y = kept_b;
  } else if (!is_ref(a) || !is_ref(b) || !bytes_view(a, &x) || !bytes_view(b, &y)) {
    take_error();
    return raise_type_error("unsupported operand types(s) or combination of types: '%T' and '%T'", a, b);
  }
  unsigned char difference = x.size() == y.size() ? 0 : 1;
  if (difference) x = y;
  for (size_t i = 0; i < y.size(); i++) difference |= static_cast<unsigned char>(x[i] ^ y[i]);
  return boolean(difference == 0);
}

// ---- itemgetter ----

bool exactly_one(const char* name, uint32_t count, Tuple* names) {
  if (!refuse_keywords(name, names)) return false;
  if (count != 1) raise_type_error("%s expected 1 argument, got %s", name, count);
  return count == 1;
}

Value construct_item_getter(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (!refuse_keywords("itemgetter", names)) return null_value;
  if (count == 0) return raise_type_error("itemgetter expected at least 1 argument, got 0");
  Tuple* items = make_tuple_of(arguments, count);
  ItemGetter* getter = make<ItemGetter>(Kind::item_getter);
  getter->items.initialise(items);
  return ref(getter);
}
Value item_getter_call(const Value* arguments, uint32_t count, Tuple* names) {
  return call_item_getter(as<ItemGetter>(arguments[0]), arguments + 1, count - 1, names);
}
/// "operator.name(a, b)".
Value show_call(Value self, Tuple* arguments, Tuple* keyword_names = nullptr, Tuple* keyword_values = nullptr, Str* first = nullptr) {
  Type* type = type_of(self);
  StrBuilder builder;
  if (!enter_repr(self)) {
    builder.append_utf8(type_name(type));
    builder.append_ascii("(...)");
    return ref(builder.finish());
  }
  builder.append_utf8(type_name(type));
  builder.append('(');
  bool some = false, good = true;
  auto show = [&](Value v) {
    Value text = good ? to_repr(v) : null_value;
    good = bool(text);
    if (good) builder.append(as_str(text));
  };
  auto separate = [&] {
    if (some) builder.append_ascii(", ");
    some = true;
  };
  if (first) {
    separate();
    show(ref(first));
  }
  for (uint64_t i = 0; i < arguments->length; i++) {
    separate();
    show(arguments->items[i]);
  }
  for (uint64_t i = 0; keyword_names && i < keyword_names->length; i++) {
    separate();
    builder.append(as<Str>(keyword_names->items[i]));
    builder.append('=');
    show(keyword_values->items[i]);
  }
  leave_repr(self);
  builder.append(')');
  return good ? ref(builder.finish()) : null_value;
}
Value item_getter_repr(Value self) { return show_call(self, as<ItemGetter>(self)->items); }
Value item_getter_reduce(Value self) { return ref(make_pair(ref(type_of(self)), ref(as<ItemGetter>(self)->items.get()))); }

// ---- attrgetter ----

/// A name, or the tuple of names of a dotted one; null with TypeError.
Value attribute_path(Value v) {
  Str* text = as_str(v);
  if (!text) return raise_type_error("attribute name must be a string");
  if (str_find(text, vm.characters['.'], 0, text->length) < 0) return ref(intern(text));
  List* parts = make_list();
  uint64_t start = 0;
  for (uint64_t i = 0; i <= text->length; i++) {
    if (i < text->length && char_at(text, i) != '.') continue;
    list_append(parts, ref(intern(str_slice(text, start, i))));
    start = i + 1;
  }
  return ref(tuple_from(ref(parts)));
}
Value construct_attribute_getter(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (!refuse_keywords("attrgetter", names)) return null_value;
  if (count == 0) return raise_type_error("attrgetter expected at least 1 argument, got 0");
  Tuple* paths = make_tuple(count);
  for (uint32_t i = 0; i < count; i++) {
    Value path = attribute_path(arguments[i]);
    if (!path) return null_value;
    paths->items[i] = path;
  }
  Tuple* given = make_tuple_of(arguments, count);
  AttributeGetter* getter = make<AttributeGetter>(Kind::attribute_getter);
  getter->paths.initialise(paths);
  getter->arguments.initialise(given);
  return ref(getter);
}
Value attribute_getter_call(const Value* arguments, uint32_t count, Tuple* names) {
  return call_attribute_getter(as<AttributeGetter>(arguments[0]), arguments + 1, count - 1, names);
}
JW_DONT_LOOK_INSIDE Value follow_path(Value object, Tuple* path) {
  for (uint64_t i = 0; object && i < path->length; i++) object = get_attr(object, as<Str>(path->items[i]));
  return object;
}
Value follow(Value object, Value path) {
  if (has_kind(path, Kind::str)) return get_attr(object, as<Str>(path));
  return follow_path(object, as<Tuple>(path));
}
Value attribute_getter_repr(Value self) { return show_call(self, as<AttributeGetter>(self)->arguments); }
Value attribute_getter_reduce(Value self) {
  return ref(make_pair(ref(type_of(self)), ref(as<AttributeGetter>(self)->arguments.get())));
}

// ---- methodcaller ----

Value construct_method_caller(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (count < 1) return raise_type_error("methodcaller needs at least one argument, the method name");
  Str* name = as_str(arguments[0]);
  if (!name) return raise_type_error("method name must be a string");
  name = intern(name);
  Tuple* positional = count > 1 ? make_tuple_of(arguments + 1, count - 1) : vm.empty_tuple;
  Tuple* values = names && names->length ? make_tuple_of(arguments + count, names->length) : nullptr;
  MethodCaller* caller = make<MethodCaller>(Kind::method_caller);
  caller->name.initialise(name);
  caller->arguments.initialise(positional);
  caller->keyword_names.initialise(values ? names : nullptr);
  caller->keyword_values.initialise(values);
  return ref(caller);
}
Value method_caller_call(const Value* arguments, uint32_t count, Tuple* names) {
  return call_method_caller(as<MethodCaller>(arguments[0]), arguments + 1, count - 1, names);
}
JW_DONT_LOOK_INSIDE Value call_with_all(MethodCaller* caller, Value object) {
  Value method = get_attr(object, caller->name);
  if (!method) return null_value;
  List* values = list_from(ref(caller->arguments.get()));
  uint32_t positional = static_cast<uint32_t>(values->length);
  if (Tuple* keywords = caller->keyword_values) list_extend(values, ref(keywords));
  return call_keywords(method, reinterpret_cast<const Value*>(values->items->items), positional, caller->keyword_names);
}
Value method_caller_repr(Value self) {
  MethodCaller* caller = as<MethodCaller>(self);
  return show_call(self, caller->arguments, caller->keyword_names, caller->keyword_values, caller->name);
}
/// (type, (name, ...)), or through functools.partial if there are keywords.
Value method_caller_reduce(Value self) {
  MethodCaller* caller = as<MethodCaller>(self);
  List* all = make_list();
  list_append(all, ref(caller->name.get()));
  list_extend(all, ref(caller->arguments.get()));
  Value type = ref(type_of(self));
  if (!caller->keyword_names.get()) return ref(make_pair(type, ref(tuple_from(ref(all)))));
  Value module = call_1(dict_get_str(vm.builtins, vm.names.__import__), ref(intern("functools")));
  Value partial = module ? get_attr(module, intern("partial")) : null_value;
  if (!partial) return null_value;
  Value first[] = {type, ref(caller->name.get())};
  List* passed = make_list_of(first, 2);
  list_extend(passed, ref(caller->keyword_values.get()));
  Value constructor = call_keywords(partial, reinterpret_cast<const Value*>(passed->items->items), 2, caller->keyword_names);
  return constructor ? ref(make_pair(constructor, ref(caller->arguments.get()))) : null_value;
}

}  // namespace

JW_UNROLL_SAFE Value call_item_getter(ItemGetter* getter, const Value* arguments, uint32_t count, Tuple* names) {
  if (count != 1 || names) {
    exactly_one("itemgetter", count, names);
    return null_value;
  }
  Value object = arguments[0];
  Tuple* items = getter->items;
  uint64_t length = items->length;
  if (length == 1) return get_item(object, items->items[0]);
  Tuple* result = make_tuple(length);
  for (uint64_t i = 0; i < length; i++) {
    Value item = get_item(object, items->items[i]);
    if (!item) return null_value;
    result->items[i] = item;
  }
  return ref(result);
}

JW_UNROLL_SAFE Value call_attribute_getter(AttributeGetter* getter, const Value* arguments, uint32_t count, Tuple* names) {
  if (count != 1 || names) {
    exactly_one("attrgetter", count, names);
    return null_value;
  }
  Value object = arguments[0];
  Tuple* paths = jw::promote(getter->paths.get());
  uint64_t length = paths->length;
  if (length == 1) return follow(object, paths->items[0]);
  Tuple* result = make_tuple(length);
  for (uint64_t i = 0; i < length; i++) {
    Value value = follow(object, paths->items[i]);
    if (!value) return null_value;
    result->items[i] = value;
  }
  return ref(result);
}

Value call_method_caller(MethodCaller* caller, const Value* arguments, uint32_t count, Tuple* names) {
  if (count != 1 || names) {
    exactly_one("methodcaller", count, names);
    return null_value;
  }
  Tuple* stored = caller->arguments;
  if (!caller->keyword_names.get()) {
    Str* name = jw::promote(caller->name.get());
    if (stored->length == 0) return call_method(arguments[0], name, nullptr, 0);
    if (stored->length == 1) {
      Value argument = stored->items[0];
      return call_method(arguments[0], name, &argument, 1);
    }
  }
  return call_with_all(caller, arguments[0]);
}

void fill_operator(Module* module) {
  static const BuiltinDefinition functions[] = {
      entry("add", operator_add), entry("sub", operator_subtract), entry("mul", operator_multiply),
      entry("truediv", operator_true_divide), entry("floordiv", operator_floor_divide), entry("mod", operator_modulo),
      entry("pow", operator_power), entry("matmul", operator_matrix_multiply), entry("lshift", operator_left_shift),
      entry("rshift", operator_right_shift), entry("and_", operator_bit_and), entry("or_", operator_bit_or),
      entry("xor", operator_bit_xor), entry("iadd", operator_inplace_add), entry("isub", operator_inplace_subtract),
      entry("imul", operator_inplace_multiply), entry("itruediv", operator_inplace_true_divide),
      entry("ifloordiv", operator_inplace_floor_divide), entry("imod", operator_inplace_modulo), entry("ipow", operator_inplace_power),
      entry("imatmul", operator_inplace_matrix_multiply), entry("ilshift", operator_inplace_left_shift),
      entry("irshift", operator_inplace_right_shift), entry("iand", operator_inplace_bit_and), entry("ior", operator_inplace_bit_or),
      entry("ixor", operator_inplace_bit_xor), entry("lt", operator_less), entry("le", operator_less_equal),
      entry("eq", operator_equal), entry("ne", operator_not_equal), entry("gt", operator_greater),
      entry("ge", operator_greater_equal), entry("neg", operator_negate), entry("pos", operator_positive),
      entry("inv", operator_invert), entry("invert", operator_invert), entry("abs", operator_absolute),
      entry("index", operator_index), entry("truth", operator_truth), entry("not_", operator_not), entry("is_", operator_is),
      entry("is_not", operator_is_not), entry("concat", operator_concat), entry("iconcat", operator_inplace_concat),
      entry("contains", operator_contains), entry("countOf", operator_count_of), entry("indexOf", operator_index_of),
      entry("getitem", operator_get_item), entry("setitem", operator_set_item), entry("delitem", operator_delete_item),
      entry("length_hint", operator_length_hint, 1), entry("call", operator_call, 1), entry("_compare_digest", compare_digest)};
  static const BuiltinDefinition item_getter_methods[] = {
      entry("__call__", item_getter_call, 1), entry("__repr__", item_getter_repr), entry("__reduce__", item_getter_reduce)};
  static const BuiltinDefinition attribute_getter_methods[] = {
      entry("__call__", attribute_getter_call, 1), entry("__repr__", attribute_getter_repr), entry("__reduce__", attribute_getter_reduce)};
  static const BuiltinDefinition method_caller_methods[] = {
      entry("__call__", method_caller_call, 1), entry("__repr__", method_caller_repr), entry("__reduce__", method_caller_reduce)};
  define(module, functions);
  complete_type(module, Kind::item_getter, construct_item_getter, 0, item_getter_methods);
  complete_type(module, Kind::attribute_getter, construct_attribute_getter, 0, attribute_getter_methods);
  complete_type(module, Kind::method_caller, construct_method_caller, 0, method_caller_methods);
}

}  // namespace python
