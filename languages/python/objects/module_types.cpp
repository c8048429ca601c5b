/// module, SimpleNamespace, generic aliases and unions.
#include "modules/modules.h"
#include "objects/builtin.h"
#include "objects/errors.h"
#include "objects/module.h"
#include "objects/operations.h"
#include "objects/types.h"

namespace python {

Value type_union(Value self, Value other);

Module* make_module(std::string_view name) {
  Dict* dict = make_namespace();
  Module* module = make<Module>(Kind::module);
  module->dict.initialise(dict);
  dict_set_str(dict, vm.names.__name__, ref(intern(name)));
  dict_set_str(dict, vm.names.__doc__, none());
  dict_set_str(dict, vm.names.__package__, none());
  return module;
}

Value make_simple_namespace() {
  Dict* dict = make_dict();
  NamespaceObject* object = make<NamespaceObject>(Kind::namespace_object);
  object->dict.initialise(dict);
  return ref(object);
}

Value make_generic_alias(Value origin, Value arguments) {
  if (!is_tuple(arguments)) arguments = ref(make_tuple_1(arguments));
  GenericAlias* alias = make<GenericAlias>(Kind::generic_alias);
  alias->origin.initialise(origin);
  alias->arguments.initialise(arguments);
  return ref(alias);
}

namespace {

// ---- module ----

Value module_repr(Value self) {
  Dict* dict = as<Module>(self)->dict;
  Value name = dict_get_str(dict, vm.names.__name__), file = dict_get_str(dict, vm.names.__file__);
  if (!name) name = ref(intern("?"));
  if (file && is_str(file)) return ref(text_format("<module %R from %R>", name, file));
  bool builtin = is_str(name) && (find_native_module(to_utf8(as<Str>(name))) || str_equals(as<Str>(name), "builtins"));
  return ref(text_format(builtin ? "<module %R (built-in)>" : "<module %R>", name));
}
Value module_dict(Value self) { return ref(as<Module>(self)->dict.get()); }
/// What the module's own `__dir__` gives, or its names.
Value module_dir(Value self) {
  Value dict = get_attr(self, vm.names.__dict__);
  if (!dict) return null_value;
  if (!as_dict(dict)) return raise_type_error("<module>.__dict__ is not a dictionary");
  Value own = dict_get_str(as_dict(dict), vm.names.__dir__);
  return own ? call_0(own) : ref(list_from(dict));
}
Value module_init(Value self, Value name, Value doc) {
  Dict* dict = as<Module>(self)->dict;
  dict_set_str(dict, vm.names.__name__, name);
  dict_set_str(dict, vm.names.__doc__, none_if_null(doc));
  for (Str* key : {vm.names.__package__, vm.names.__loader__, vm.names.__spec__}) {
    if (!dict_get_str(dict, key)) dict_set_str(dict, key, none());
  }
  return none();
}
const BuiltinDefinition module_methods[] = {entry("__repr__", module_repr), entry("__dir__", module_dir, 1, nullptr, builtin_raw_self),
                                            entry("__init__", module_init, 2, "name doc")};
const GetSetDefinition module_attributes[] = {{"__dict__", module_dict}};

// ---- SimpleNamespace ----

Value namespace_repr(Value self) {
  std::string name = has_kind(self, Kind::namespace_object) ? "namespace" : type_name_of(self);
  self = native_part(self, Kind::namespace_object);
  if (!enter_repr(self)) return ref(make_str(name + "(...)"));
  StrBuilder builder;
  builder.append(make_str(name + "("));
  Dict* dict = as<NamespaceObject>(self)->dict;
  bool first = true, good = true;
  for (int64_t i = next_entry(dict, 0); good && i >= 0; i = next_entry(dict, static_cast<uint64_t>(i) + 1)) {
    Value key = dict->entries->items[i].key, value = entry_value(dict, dict->entries->items[i]);
    if (!first) builder.append_ascii(", ");
    first = false;
    builder.append(as<Str>(key));
    builder.append('=');
    Value text = to_repr(value);
    good = bool(text);
    if (good) builder.append(as_str(text));
  }
  leave_repr(self);
  builder.append(')');
  return good ? ref(builder.finish()) : null_value;
}
Value namespace_eq(Value self, Value other) {
  other = native_part(other, Kind::namespace_object);
  if (!other) return not_implemented();
  return compare_general(Comparison::equal, ref(as<NamespaceObject>(self)->dict.get()),
                         ref(as<NamespaceObject>(other)->dict.get()));
}
Value namespace_init(const Value* arguments, uint32_t count, Tuple* names) {
  if (count > 1) return raise_type_error("no positional arguments expected");
  for (uint64_t i = 0; names && i < names->length; i++) {
    dict_set_str(as<NamespaceObject>(arguments[0])->dict, intern(as<Str>(names->items[i])), arguments[1 + i]);
  }
  return none();
}
Value namespace_dict(Value self) { return ref(as<NamespaceObject>(self)->dict.get()); }
const BuiltinDefinition namespace_methods[] = {entry("__repr__", namespace_repr, 1, nullptr, builtin_raw_self),
                                               entry("__init__", namespace_init, 1), entry("__eq__", namespace_eq)};
const GetSetDefinition namespace_attributes[] = {{"__dict__", namespace_dict}};

// ---- list[int], int | str ----

void append_type_text(StrBuilder& builder, Value v) {
  if (v == ellipsis()) {
    builder.append_ascii("...");
    return;
  }
  if (is_none(v) || v == ref(builtin_type(Kind::none))) {
    builder.append_ascii("None");
    return;
  }
  Value text;
  if (has_kind(v, Kind::type)) {
    Type* type = as<Type>(v);
    Value module = lookup(type, vm.names.__module__);
    if (has_flag(type, type_is_class) && module && is_str(module) && !str_equals(as<Str>(module), "builtins")) {
      builder.append(as<Str>(module));
      builder.append('.');
    }
    builder.append(type->qualname.get());
    return;
  }
  text = to_repr(v);
  if (text)
    builder.append(as_str(text));
  else
    take_error();
}
Value alias_repr(Value self) {
  StrBuilder builder;
  append_type_text(builder, as<GenericAlias>(self)->origin);
  builder.append('[');
  Tuple* arguments = as<Tuple>(as<GenericAlias>(self)->arguments);
  for (uint64_t i = 0; i < arguments->length; i++) {
    if (i) builder.append_ascii(", ");
    append_type_text(builder, arguments->items[i]);
  }
  builder.append(']');
  return ref(builder.finish());
}
Value alias_origin(Value self) { return as<GenericAlias>(self)->origin; }
Value alias_arguments(Value self) { return as<GenericAlias>(self)->arguments; }
/// Whether it stands for an argument to come, as a TypeVar does.
Value substitution_of(Value argument) {
  return has_kind(argument, Kind::type) ? null_value : find_attr(argument, intern("__typing_subst__"));
}
/// The parameters of an argument that is an alias itself; null if there are none.
Tuple* parameters_of(Value argument) {
  Value parameters = has_kind(argument, Kind::type) ? null_value : find_attr(argument, intern("__parameters__"));
  Tuple* tuple = parameters ? as_tuple(parameters) : nullptr;
  return tuple && tuple->length ? tuple : nullptr;
}
/// The type variables in the arguments, each once.
Value alias_parameters(Value self) {
  Tuple* arguments = as<Tuple>(as<GenericAlias>(self)->arguments);
  List* found = make_list();
  auto add = [&](Value parameter) {
    for (uint64_t i = 0; i < found->length; i++) {
      if (list_get(found, i) == parameter) return;
    }
    list_append(found, parameter);
  };
  for (uint64_t i = 0; i < arguments->length; i++) {
    Value argument = arguments->items[i];
    if (substitution_of(argument)) {
      add(argument);
    } else if (Tuple* inner = has_error() ? nullptr : parameters_of(argument)) {
      for (uint64_t k = 0; k < inner->length; k++) add(inner->items[k]);
    }
    if (has_error()) return null_value;
  }
  return ref(tuple_from(ref(found)));
}
/// list[T][int]: the alias with its parameters filled in.
Value alias_getitem(Value self, Value item) {
  Value parameters_v = alias_parameters(self);
  if (!parameters_v) return null_value;
  Tuple* parameters = as<Tuple>(parameters_v);
  if (parameters->length == 0) return raise_type_error("%R is not a generic class", self);
  Tuple* given = is_tuple(item) ? as<Tuple>(item) : make_tuple_1(item);
  if (given->length != parameters->length)
    return raise_type_error("Too %s arguments for %R; actual %s, expected %s", given->length > parameters->length ? "many" : "few", self,
                            given->length, parameters->length);
  auto value_for = [&](Value parameter) {
    uint64_t i = 0;
    while (parameters->items[i].get() != parameter) i++;
    return given->items[i].get();
  };
  Tuple* arguments = as<Tuple>(as<GenericAlias>(self)->arguments);
  List* filled = make_list();
  for (uint64_t i = 0; i < arguments->length; i++) {
    Value argument = arguments->items[i];
    if (Value substitute = substitution_of(argument)) {
      argument = call_1(substitute, value_for(argument));
    } else if (Tuple* inner = has_error() ? nullptr : parameters_of(argument)) {
      List* values = make_list();
      for (uint64_t k = 0; k < inner->length; k++) list_append(values, value_for(inner->items[k]));
      argument = get_item(argument, ref(tuple_from(ref(values))));
    }
    if (!argument || has_error()) return null_value;
    list_append(filled, argument);
  }
  return make_generic_alias(as<GenericAlias>(self)->origin, ref(tuple_from(ref(filled))));
}
Value alias_unpacked(Value) { return false_value(); }
/// For pickle.
Value alias_reduce(Value self) {
  GenericAlias* alias = as<GenericAlias>(self);
  return ref(make_pair(ref(builtin_type(Kind::generic_alias)), ref(make_pair(alias->origin, alias->arguments))));
}
Value alias_call(const Value* arguments, uint32_t count, Tuple* names) {
  return call_keywords(as<GenericAlias>(arguments[0])->origin, arguments + 1, count - 1, names);
}
Value alias_eq(Value self, Value other) {
  if (!has_kind(other, Kind::generic_alias)) return not_implemented();
  if (as<GenericAlias>(self)->origin.get() != as<GenericAlias>(other)->origin.get()) return false_value();
  return compare_general(Comparison::equal, as<GenericAlias>(self)->arguments, as<GenericAlias>(other)->arguments);
}
Value alias_hash(Value self) {
  int64_t h = hash(as<GenericAlias>(self)->arguments);
  if (h == -1) return null_value;
  return int_value(h ^ static_cast<int64_t>(as<GenericAlias>(self)->origin.get().bits >> 4));
}
Value alias_mro_entries(Value self, Value) { return ref(make_tuple_1(as<GenericAlias>(self)->origin)); }
Value alias_getattr(Value self, Value name) { return get_attr(as<GenericAlias>(self)->origin, interned(as<Str>(name))); }
Value alias_ror(Value self, Value other) { return type_union(other, self); }
const BuiltinDefinition alias_methods[] = {entry("__repr__", alias_repr),
                                           entry("__call__", alias_call, 1),
                                           entry("__getitem__", alias_getitem),
                                           entry("__reduce__", alias_reduce),
                                           entry("__eq__", alias_eq),
                                           entry("__hash__", alias_hash),
                                           entry("__mro_entries__", alias_mro_entries),
                                           entry("__getattr__", alias_getattr),
                                           entry("__or__", type_union),
                                           entry("__ror__", alias_ror)};
const GetSetDefinition alias_attributes[] = {
    {"__origin__", alias_origin}, {"__args__", alias_arguments}, {"__parameters__", alias_parameters}, {"__unpacked__", alias_unpacked}};

Value union_repr(Value self) {
  StrBuilder builder;
  Tuple* arguments = as<UnionType>(self)->arguments;
  for (uint64_t i = 0; i < arguments->length; i++) {
    if (i) builder.append_ascii(" | ");
    append_type_text(builder, arguments->items[i]);
  }
  return ref(builder.finish());
}
Value union_arguments(Value self) { return ref(as<UnionType>(self)->arguments.get()); }
Value union_instancecheck(Value self, Value object) {
  int result = is_instance_of(object, union_arguments(self));
  return result < 0 ? null_value : boolean(result);
}
Value union_eq(Value self, Value other) {
  if (!has_kind(other, Kind::union_type)) return not_implemented();
  Value a = call_1(ref(builtin_type(Kind::frozenset)), union_arguments(self));
  Value b = a ? call_1(ref(builtin_type(Kind::frozenset)), union_arguments(other)) : null_value;
  return b ? compare_general(Comparison::equal, a, b) : null_value;
}
Value union_hash(Value self) {
  Value set = call_1(ref(builtin_type(Kind::frozenset)), union_arguments(self));
  return set ? int_value(hash(set)) : null_value;
}
const BuiltinDefinition union_methods[] = {entry("__repr__", union_repr), entry("__or__", type_union),
                                           entry("__ror__", alias_ror),   entry("__eq__", union_eq),
                                           entry("__hash__", union_hash), entry("__instancecheck__", union_instancecheck)};
const GetSetDefinition union_attributes[] = {{"__args__", union_arguments}};

}  // namespace

Value construct_module(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value given[2];
  if (!parse_arguments("module", "name doc", 0, arguments, count, names, given)) return null_value;
  if (count == 0 && !names) {
    // module.__new__: the name comes with __init__.
    Module* module = make<Module>(Kind::module);
    module->dict.initialise(make_namespace());
    return ref(module);
  }
  Module* module = make_module("");
  for (Str* key : {vm.names.__loader__, vm.names.__spec__}) dict_set_str(module->dict, key, none());
  if (given[0]) dict_set_str(module->dict, vm.names.__name__, given[0]);
  if (given[1]) dict_set_str(module->dict, vm.names.__doc__, given[1]);
  return ref(module);
}

Value construct_namespace(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (count) return raise_type_error("no positional arguments expected");
  Value object = make_simple_namespace();
  for (uint64_t i = 0; names && i < names->length; i++) {
    dict_set_str(as<NamespaceObject>(object)->dict, intern(as<Str>(names->items[i])), arguments[i]);
  }
  return object;
}

Value construct_generic_alias(Type*, const Value* arguments, uint32_t count, Tuple*) {
  if (count != 2) return raise_type_error("GenericAlias expected 2 arguments, got %s", count);
  return make_generic_alias(arguments[0], arguments[1]);
}

void define_module_types() {
  define(builtin_type(Kind::module), module_methods);
  define_attributes(builtin_type(Kind::module), module_attributes);
  define(builtin_type(Kind::namespace_object), namespace_methods);
  define_attributes(builtin_type(Kind::namespace_object), namespace_attributes);
  define(builtin_type(Kind::generic_alias), alias_methods);
  define_attributes(builtin_type(Kind::generic_alias), alias_attributes);
  define(builtin_type(Kind::union_type), union_methods);
  define_attributes(builtin_type(Kind::union_type), union_attributes);
}

}  // namespace python
