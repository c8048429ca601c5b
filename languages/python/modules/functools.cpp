/// The module _functools: partial, reduce, cmp_to_key; lru_cache is in lru_cache.cpp.
#include "modules/functools.h"

#include "interpreter/calls.h"
#include "modules/module_type.h"
#include "modules/modules.h"
#include "objects/errors.h"
#include "objects/operations.h"

namespace python {

void fill_lru_cache(Module* module);

namespace {

// ---- partial ----

constexpr uint32_t inline_arguments = 8;

/// The general case: stored and given keywords, many arguments.
JW_DONT_LOOK_INSIDE Value call_partial_general(Frame* frame, Partial* partial, const Value* arguments, uint32_t count, Tuple* names) {
  List* values = list_from(ref(partial->arguments.get()));
  for (uint32_t i = 0; i < count; i++) list_append(values, arguments[i]);
  uint32_t positional = static_cast<uint32_t>(values->length);
  if (partial->keywords->count == 0) {
    for (uint64_t i = 0; names && i < names->length; i++) list_append(values, arguments[count + i]);
    return call_keywords_slow(frame, partial->callable, reinterpret_cast<const Value*>(values->items->items), positional, names);
  }
  Dict* keywords = dict_copy(partial->keywords);
  for (uint64_t i = 0; names && i < names->length; i++) dict_set(keywords, names->items[i], arguments[count + i]);
  List* merged = make_list();
  for (int64_t i = next_entry(keywords, 0); i >= 0; i = next_entry(keywords, static_cast<uint64_t>(i) + 1)) {
    Value key = keywords->entries->items[i].key;
    if (!as_str(key)) return raise_type_error("keywords must be strings");
    list_append(merged, ref(as_str(key)));
    list_append(values, keywords->entries->items[i].value);
  }
  return call_keywords_slow(frame, partial->callable, reinterpret_cast<const Value*>(values->items->items), positional,
                            tuple_from(ref(merged)));
}

Value construct_partial(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (count < 1) return raise_type_error("type 'partial' takes at least one argument");
  Value callable = arguments[0];
  if (!is_callable(callable)) return raise_type_error("the first argument must be callable");
  List* positional = make_list();
  Dict* keywords = nullptr;
  if (has_kind(callable, Kind::partial) && !as<Partial>(callable)->dict.get()) {  // partial of partial is one
    Partial* inner = as<Partial>(callable);
    if (!list_extend(positional, ref(inner->arguments.get()))) return null_value;
    keywords = dict_copy(inner->keywords);
    callable = inner->callable;
  } else {
    keywords = make_dict();
  }
  for (uint32_t i = 1; i < count; i++) list_append(positional, arguments[i]);
  for (uint64_t i = 0; names && i < names->length; i++) dict_set(keywords, names->items[i], arguments[count + i]);
  Tuple* tuple = tuple_from(ref(positional));
  Partial* partial = make<Partial>(Kind::partial);
  partial->callable.initialise(callable);
  partial->arguments.initialise(tuple);
  partial->keywords.initialise(keywords);
  return ref(partial);
}
Value partial_call(const Value* arguments, uint32_t count, Tuple* names) {
  return call_partial(nullptr, as<Partial>(arguments[0]), arguments + 1, count - 1, names);
}
Partial* partial_of(Value self) { return as<Partial>(native_part(self, Kind::partial)); }

Value partial_repr(Value self) {
  Partial* partial = partial_of(self);
  Type* type = type_of(self);
  std::string name = has_flag(type, type_is_class) ? to_utf8(type->qualname) : "functools.partial";
  if (!enter_repr(self)) return ref(intern("..."));
  StrBuilder builder;
  builder.append_utf8(name);
  builder.append('(');
  auto add = [&](Value v) {
    Value text = to_repr(v);
    if (text) builder.append(as_str(text));
    return bool(text);
  };
  bool good = add(partial->callable);
  Tuple* arguments = partial->arguments;
  for (uint64_t i = 0; good && i < arguments->length; i++) {
    builder.append_ascii(", ");
    good = add(arguments->items[i]);
  }
  Dict* keywords = partial->keywords;
  for (int64_t i = next_entry(keywords, 0); good && i >= 0; i = next_entry(keywords, static_cast<uint64_t>(i) + 1)) {
    builder.append_ascii(", ");
    Value value = keywords->entries->items[i].value;  // the text of the key may change what the partial holds
    Value key = to_str(keywords->entries->items[i].key);
    good = bool(key);
    if (!good) break;
    builder.append(as_str(key));
    builder.append('=');
    good = add(value);
  }
  leave_repr(self);
  builder.append(')');
  return good ? ref(builder.finish()) : null_value;
}
/// The attributes of a partial or of an instance of a subclass, as a dict or None.
Value attributes_of(Value self) {
  if (has_kind(self, Kind::instance)) {
    Dict* attributes = copy_attributes(as<Instance>(self));
    return attributes->count ? ref(attributes) : none();
  }
  return partial_of(self)->dict.get() ? ref(partial_of(self)->dict.get()) : none();
}
Value partial_reduce(Value self) {
  Partial* partial = partial_of(self);
  Value state[] = {partial->callable, ref(partial->arguments.get()), ref(partial->keywords.get()), attributes_of(self)};
  Value parts[] = {ref(type_of(self)), ref(make_tuple_1(partial->callable)), ref(make_tuple_of(state, 4))};
  return ref(make_tuple_of(parts, 3));
}
Value partial_setstate(Value self, Value state) {
  Tuple* parts = as_tuple(state);
  bool good = parts && parts->length == 4 && is_callable(parts->items[0]) && as_tuple(parts->items[1]) &&
              (is_none(parts->items[2]) || as_dict(parts->items[2]));
  if (!good) return raise_type_error("invalid partial state");
  Tuple* arguments = tuple_from(parts->items[1]);  // a plain tuple
  Dict* keywords = is_none(parts->items[2]) ? make_dict() : is_dict(parts->items[2]) ? as<Dict>(parts->items[2]) : dict_copy(as_dict(parts->items[2]));
  Partial* partial = partial_of(self);
  partial->callable = parts->items[0];
  partial->arguments = arguments;
  partial->keywords = keywords;
  Value attributes = parts->items[3];
  if (has_kind(self, Kind::instance)) {
    Dict* dict = is_none(attributes) ? make_dict() : as_dict(attributes);
    if (dict) set_instance_dictionary(as<Instance>(self), dict);
  } else {
    partial->dict = is_none(attributes) ? nullptr : as_dict(attributes);
  }
  return none();
}
Value get_callable(Value self) { return as<Partial>(self)->callable; }
Value get_arguments(Value self) { return ref(as<Partial>(self)->arguments.get()); }
Value get_keywords(Value self) { return ref(as<Partial>(self)->keywords.get()); }
Value get_dict(Value self) {
  if (has_kind(self, Kind::instance)) return ref(instance_dictionary(as<Instance>(self)));
  Partial* partial = as<Partial>(self);
  if (!partial->dict.get()) partial->dict = make_dict();
  return ref(partial->dict.get());
}
bool set_dict(Value self, Value value) {
  Dict* dict = value ? as_dict(value) : nullptr;
  if (!dict) {
    if (value) raise_type_error("__dict__ must be set to a dictionary, not a '%T'", value);
    else raise_type_error("cannot delete __dict__");
    return false;
  }
  if (has_kind(self, Kind::instance)) set_instance_dictionary(as<Instance>(self), dict);
  else as<Partial>(self)->dict = dict;
  return true;
}

// ---- reduce ----

Value reduce(Value function, Value iterable, Value initial) {
  Value iterator = iterate(iterable);
  if (!iterator) {
    if (clear_error(ExceptionKind::type_error)) raise_type_error("reduce() arg 2 must support iteration");
    return null_value;
  }
  Value total = initial;
  while (Value item = next(iterator)) {
    total = total ? call_2(function, total, item) : item;
    if (!total) return null_value;
  }
  if (has_error()) return null_value;
  return total ? total : raise_type_error("reduce() of empty iterable with no initial value");
}

// ---- cmp_to_key ----

Value make_comparison_key(Value comparison, Value object) {
  ComparisonKey* key = make<ComparisonKey>(Kind::comparison_key);
  key->comparison.initialise(comparison);
  key->object.initialise(object);
  return ref(key);
}
Value comparison_to_key(Value comparison) { return make_comparison_key(comparison, null_value); }
Value key_call(const Value* arguments, uint32_t count, Tuple* names) {
  Value given[1];
  if (!parse_arguments("K", "obj", 1, arguments + 1, count - 1, names, given)) return null_value;
  return make_comparison_key(as<ComparisonKey>(arguments[0])->comparison, given[0]);
}
template <Comparison op>
Value compare_keys(Value self, Value other) {
  if (!has_kind(other, Kind::comparison_key)) return raise_type_error("other argument must be K instance");
  Value a = as<ComparisonKey>(self)->object, b = as<ComparisonKey>(other)->object;
  if (!a || !b) return raise_attribute_error("object");
  Value verdict = call_2(as<ComparisonKey>(self)->comparison, a, b);
  return verdict ? compare_general(op, verdict, small_int_value(0)) : null_value;
}
Value get_object(Value self) {
  Value object = as<ComparisonKey>(self)->object;
  return object ? object : raise_attribute_error("object");
}
bool set_object(Value self, Value value) {
  as<ComparisonKey>(self)->object = value;
  return true;
}

}  // namespace

JW_UNROLL_SAFE Value call_partial(Frame* frame, Partial* partial, const Value* arguments, uint32_t count, Tuple* names) {
  Tuple* stored = partial->arguments;
  uint32_t first = static_cast<uint32_t>(stored->length), total = first + count;
  if (names || total > inline_arguments || partial->keywords->count != 0) {
    return call_partial_general(frame, partial, arguments, count, names);
  }
  Value values[inline_arguments];
  for (uint32_t i = 0; i < first; i++) values[i] = stored->items[i];
  for (uint32_t i = 0; i < count; i++) values[first + i] = arguments[i];
  Value callable = partial->callable;
  if (has_kind(callable, Kind::function)) return call(callable, values, total);
  return call_keywords_slow(frame, callable, values, total, nullptr);
}

void fill_functools(Module* module) {
  static const BuiltinDefinition partial_methods[] = {
      entry("__call__", partial_call, 1), entry("__repr__", partial_repr, 1, nullptr, builtin_raw_self),
      entry("__reduce__", partial_reduce, 1, nullptr, builtin_raw_self),
      entry("__setstate__", partial_setstate, 2, nullptr, builtin_raw_self),
      entry("__class_getitem__", generic_class_getitem, 2, nullptr, builtin_class_method)};
  static const GetSetDefinition partial_attributes[] = {
      {"func", get_callable}, {"args", get_arguments}, {"keywords", get_keywords}, {"__dict__", get_dict, set_dict, true}};
  complete_type(module, Kind::partial, construct_partial, type_is_base, partial_methods, partial_attributes);
  static const BuiltinDefinition key_methods[] = {
      entry("__call__", key_call, 1), entry("__lt__", compare_keys<Comparison::less>),
      entry("__le__", compare_keys<Comparison::less_equal>), entry("__eq__", compare_keys<Comparison::equal>),
      entry("__ne__", compare_keys<Comparison::not_equal>), entry("__gt__", compare_keys<Comparison::greater>),
      entry("__ge__", compare_keys<Comparison::greater_equal>)};
  static const GetSetDefinition key_attributes[] = {{"obj", get_object, set_object}};
  dict_set_str(builtin_type(Kind::comparison_key)->dict, vm.names.__hash__, none());
  complete_type(nullptr, Kind::comparison_key, nullptr, 0, key_methods, key_attributes);
  fill_lru_cache(module);
  static const BuiltinDefinition functions[] = {entry("reduce", reduce, 2), entry("cmp_to_key", comparison_to_key, 1, "mycmp")};
  define(module, functions);
}

}  // namespace python
