/// The methods and attributes of object, type and the singletons.
#include "objects/builtin.h"
#include "objects/documentation.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/module.h"
#include "objects/operations.h"
#include "objects/set.h"
#include "objects/types.h"

namespace python {

int64_t identity_hash(Value v);

/// "<__main__.Point object at 0x7f...>" and the like: the class with its module unless it is builtin.
Str* qualified_type_name(Type* type) {
  Value module = lookup(type, vm.names.__module__);
  if (!module || !is_str(module) || str_equals(as<Str>(module), "builtins"))
    return type->qualname;
  return text_format("%s.%s", as<Str>(module), type->qualname.get());
}

namespace {

Value object_repr(Value self) {
  char address[32];
  std::snprintf(address, sizeof address, "0x%llx", static_cast<unsigned long long>(self.bits));
  return ref(text_format("<%s object at %s>", qualified_type_name(type_of(self)), static_cast<const char*>(address)));
}
Value object_str(Value self) { return to_repr(self); }
Value object_eq(Value self, Value other) { return self == other ? true_value() : not_implemented(); }
Value object_ne(Value self, Value other) {
  Value equal = compare_general(Comparison::equal, self, other);
  if (!equal) return equal;
  int truth_of = truth(equal);
  return truth_of < 0 ? null_value : boolean(!truth_of);
}
Value object_order(Value, Value) { return not_implemented(); }
Value object_hash(Value self) { return int_value(identity_hash(self)); }
Value object_format(Value self, Value spec) {
  Str* text = as_str(spec);
  if (!text) return raise_type_error("__format__() argument must be str, not %T", spec);
  if (text->length) return raise_type_error("unsupported format string passed to %T.__format__", self);
  return to_str(self);
}
Value object_getattribute(Value self, Value name) {
  Str* text = as_str(name);
  if (!text) return raise_type_error("attribute name must be string, not '%T'", name);
  text = interned(text);
  Value value = generic_get_attr(self, text);
  return value || has_error() ? value : raise_no_attribute(self, text);
}
/// A builtin type that guards its attributes is not got round by object's methods.
bool may_use_of_object(Value self, Str* name, Value method) {
  Type* type = type_of(self);
  while (has_flag(type, type_is_class)) type = type->base;
  Value own = lookup(type, name);
  if (own == method) return true;
  raise_type_error("can't apply this %s to %T object", name, self);
  return false;
}
Value object_setattr(Value self, Value name, Value value) {
  Str* text = as_str(name);
  if (!text) return raise_type_error("attribute name must be string, not '%T'", name);
  if (!may_use_of_object(self, vm.names.__setattr__, vm.object_setattr)) return null_value;
  return generic_set_attr(self, text, value) ? none() : null_value;
}
Value object_delattr(Value self, Value name) {
  Str* text = as_str(name);
  if (!text) return raise_type_error("attribute name must be string, not '%T'", name);
  if (!may_use_of_object(self, vm.names.__delattr__, vm.object_delattr)) return null_value;
  return generic_set_attr(self, text, null_value) ? none() : null_value;
}
Value object_init(const Value* arguments, uint32_t count, Tuple* names) {
  if (count > 1 || names) {
    Type* type = type_of(arguments[0]);
    if (lookup(type, vm.names.__init__) != vm.object_init) {
      return raise_type_error("object.__init__() takes exactly one argument (the instance to initialize)");
    }
    if (!has_flag(type, type_custom_new)) return raise_type_error("%s() takes no arguments", type);
  }
  return none();
}
Value object_init_subclass(const Value* arguments, uint32_t count, Tuple* names) {
  if (names && names->length)
    return raise_type_error("%s.__init_subclass__() takes no keyword arguments", as<Type>(arguments[0]));
  return none();
}
Value object_subclasshook(Value, Value) { return not_implemented(); }
Value object_sizeof(Value) { return small_int_value(64); }

/// The names of a class and of its bases; `cls` may be anything that a `__class__` gives.
bool add_class_names(Dict* names, Value cls) {
  if (has_kind(cls, Kind::type)) {
    Tuple* mro = as<Type>(cls)->mro;
    for (uint64_t i = 0; i < mro->length; i++) {
      if (!dict_update(names, ref(as<Type>(mro->items[i])->dict.get()))) return false;
    }
    return true;
  }
  Value dict = find_attr(cls, vm.names.__dict__);
  if (has_error() || (dict && !dict_update(names, dict))) return false;
  Value bases = find_attr(cls, vm.names.__bases__);
  Tuple* tuple = bases ? as_tuple(bases) : nullptr;
  for (uint64_t i = 0; tuple && i < tuple->length; i++) {
    if (!add_class_names(names, tuple->items[i])) return false;
  }
  return !has_error();
}
/// The attributes of the object itself as a new dict, without making its dict if it has none; null with an error pending.
Dict* own_names(Value self) {
  Value place = lookup_special(self, vm.names.__dict__);
  bool standard = has_kind(self, Kind::instance) && !has_flag(type_of(self), type_custom_getattribute) && (!place || has_kind(place, Kind::getset));
  if (standard) return copy_attributes(as<Instance>(self));
  Value dict = find_attr(self, vm.names.__dict__);
  if (has_error()) return nullptr;
  Dict* names = make_dict();
  if (dict && as_dict(dict) && !dict_update(names, dict)) return nullptr;
  return names;
}
Value object_dir(Value self) {
  Dict* names = own_names(self);
  if (!names) return null_value;
  Value cls = find_attr(self, vm.names.__class__);
  if (has_error() || (cls && !add_class_names(names, cls))) return null_value;
  return ref(list_from(ref(names)));
}
Value type_dir(Value self) {
  Dict* names = make_dict();
  return add_class_names(names, self) ? ref(list_from(ref(names))) : null_value;
}

Value get_class(Value self) { return ref(type_of(self)); }
bool set_class(Value self, Value value) {
  if (!value || !has_kind(value, Kind::type)) {
    raise_type_error("__class__ must be set to a class, not '%T' object", value ? value : none());
    return false;
  }
  Type* from = type_of(self);
  Type* to = as<Type>(value);
  bool compatible = has_kind(self, Kind::instance) && has_flag(from, type_is_class) && has_flag(to, type_is_class) && has_same_layout(from, to);
  if (!compatible) {
    if (!has_kind(self, Kind::instance) || !has_flag(to, type_is_class)) {
      raise_type_error("__class__ assignment only supported for mutable types or ModuleType subclasses");
    } else {
      raise_type_error("__class__ assignment: '%s' object layout differs from '%s'", to, from);
    }
    return false;
  }
  change_class(as<Instance>(self), to);
  return true;
}

const BuiltinDefinition object_methods[] = {
    entry("__repr__", object_repr),
    entry("__str__", object_str),
    entry("__eq__", object_eq),
    entry("__ne__", object_ne),
    entry("__lt__", object_order),
    entry("__le__", object_order),
    entry("__gt__", object_order),
    entry("__ge__", object_order),
    entry("__hash__", object_hash),
    entry("__format__", object_format),
    entry("__getattribute__", object_getattribute),
    entry("__setattr__", object_setattr),
    entry("__delattr__", object_delattr),
    entry("__init__", object_init, 1),
    entry("__new__", object_new, 0, 255, builtin_static),
    entry("__init_subclass__", object_init_subclass, 1, 255, builtin_class_method),
    entry("__subclasshook__", object_subclasshook, 2, nullptr, builtin_class_method),
    entry("__sizeof__", object_sizeof),
    entry("__dir__", object_dir),
    entry("__reduce__", object_reduce),
    entry("__reduce_ex__", object_reduce_ex),
    entry("__getstate__", object_get_state),
};
const GetSetDefinition object_attributes[] = {
    {"__class__", get_class, set_class},
};

// ---- type ----

Value type_repr(Value self) {
  Type* type = as<Type>(self);
  return ref(text_format("<class '%s'>", qualified_type_name(type)));
}
Value type_call(const Value* arguments, uint32_t count, Tuple* names) {
  if (!has_kind(arguments[0], Kind::type)) return raise_type_error("descriptor '__call__' requires a 'type' object");
  return call_type(as<Type>(arguments[0]), arguments + 1, count - 1, names);
}
Value type_new(const Value* arguments, uint32_t count, Tuple* names) {
  if (count == 0 || !has_kind(arguments[0], Kind::type)) return raise_type_error("type.__new__(X): X is not a type object");
  if (count == 2 && arguments[0] == ref(vm.type_type)) return ref(type_of(arguments[1]));
  return construct_type(as<Type>(arguments[0]), arguments + 1, count - 1, names);
}
Value type_init(const Value* arguments, uint32_t count, Tuple* names) {
  if (count != 4 && count != 2) return raise_type_error("type.__init__() takes 1 or 3 arguments");
  return none();
}
Value type_prepare(const Value*, uint32_t, Tuple*) { return ref(make_dict()); }
Value type_mro(Value self) {
  Tuple* order = standard_order(as<Type>(self));
  return order ? ref(list_from(ref(order))) : null_value;
}
Value type_subclasses(Value self) {
  List* list = as<Type>(self)->subclasses;
  List* alive = make_list();
  for (uint64_t i = 0; list && i < list->length; i++) {
    if (Type* type = subclass_at(list, i)) list_append(alive, ref(type));
  }
  return ref(alive);
}
Value type_instancecheck(Value self, Value object) {
  if (is_instance(object, as<Type>(self))) return true_value();
  Value cls = find_attr(object, vm.names.__class__);
  if (!cls && has_error()) return null_value;
  return boolean(cls && has_kind(cls, Kind::type) && is_subtype(as<Type>(cls), as<Type>(self)));
}
Value type_subclasscheck(Value self, Value cls) {
  if (!has_kind(cls, Kind::type)) return raise_type_error("issubclass() arg 1 must be a class");
  return boolean(is_subtype(as<Type>(cls), as<Type>(self)));
}
}  // namespace

/// `X | Y` for classes, None, aliases and unions; NotImplemented for anything else.
Value type_union(Value self, Value other) {
  bool good =
      has_kind(other, Kind::type) || is_none(other) || has_kind(other, Kind::generic_alias) || has_kind(other, Kind::union_type);
  bool left =
      has_kind(self, Kind::type) || is_none(self) || has_kind(self, Kind::generic_alias) || has_kind(self, Kind::union_type);
  if (!good || !left) return not_implemented();
  List* parts = make_list();
  for (Value v : {self, other}) {
    if (is_none(v)) v = ref(builtin_type(Kind::none));
    if (has_kind(v, Kind::union_type))
      list_extend(parts, ref(as<UnionType>(v)->arguments.get()));
    else if (contains(ref(parts), v) != 1)
      list_append(parts, v);
  }
  if (parts->length == 1) return list_get(parts, 0);
  Tuple* tuple = tuple_from(ref(parts));
  UnionType* result = make<UnionType>(Kind::union_type);
  result->arguments.initialise(tuple);
  return ref(result);
}

namespace {

Value type_reflected_union(Value self, Value other) { return type_union(other, self); }

Value get_type_name(Value self) { return ref(as<Type>(self)->name.get()); }
bool check_type_change(Type* type, const char* name, Value value) {
  if (!has_flag(type, type_is_class))
    raise_type_error("cannot set '%s' attribute of immutable type '%s'", name, type);
  else if (!value)
    raise_type_error("cannot delete '%s' attribute of immutable type '%s'", name, type);
  else
    return true;
  return false;
}
bool set_type_name(Value self, Value value) {
  if (!check_type_change(as<Type>(self), "__name__", value)) return false;
  Str* name = as_str(value);
  if (!name) {
    raise_type_error("can only assign string to %s.__name__, not '%T'", as<Type>(self), value);
    return false;
  }
  if (!check_type_name(name)) return false;
  as<Type>(self)->name = intern(name);
  return true;
}
Value get_type_qualname(Value self) { return ref(as<Type>(self)->qualname.get()); }
bool set_type_qualname(Value self, Value value) {
  if (!check_type_change(as<Type>(self), "__qualname__", value)) return false;
  if (!is_str(value)) {
    raise_type_error("can only assign string to %s.__qualname__, not '%T'", as<Type>(self), value);
    return false;
  }
  as<Type>(self)->qualname = as<Str>(value);
  return true;
}
Value get_type_module(Value self) {
  Value module = dict_get_str(as<Type>(self)->dict, vm.names.__module__);
  bool of_instances = module && !has_flag(as<Type>(self), type_is_class) && has_kind(module, Kind::getset);
  return module && !of_instances ? module : ref(intern("builtins"));
}
bool set_type_module(Value self, Value value) {
  if (!check_type_change(as<Type>(self), "__module__", value)) return false;
  set_type_attribute(as<Type>(self), vm.names.__module__, value);
  return true;
}
Value get_type_bases(Value self) { return ref(as<Type>(self)->bases.get()); }
bool set_bases(Value self, Value value) {
  if (!check_type_change(as<Type>(self), "__bases__", value)) return false;
  if (is_tuple(value)) return set_type_bases(as<Type>(self), as<Tuple>(value));
  raise_type_error("can only assign tuple to %s.__bases__, not %T", as<Type>(self), value);
  return false;
}
Value get_type_base(Value self) {
  Type* base = as<Type>(self)->base;
  return base ? ref(base) : none();
}
Value get_type_mro(Value self) {
  Tuple* mro = as<Type>(self)->mro;
  return mro->length ? ref(mro) : none();  // none yet while the metatype's mro() runs
}
Value get_type_doc(Value self) {
  Value doc = dict_get_str(as<Type>(self)->dict, vm.names.__doc__);
  // Builtin types may have one for their instances only.
  bool of_instances = doc && !has_flag(as<Type>(self), type_is_class) && (is_none(doc) || has_kind(doc, Kind::getset));
  if (!doc || of_instances) return documentation_of(as<Type>(self));
  return descriptor_get(doc, null_value, as<Type>(self));
}
bool set_type_doc(Value self, Value value) {
  if (!check_type_change(as<Type>(self), "__doc__", value)) return false;
  set_type_attribute(as<Type>(self), vm.names.__doc__, value);
  return true;
}
Value get_type_dict(Value self) {
  MappingProxy* proxy = make<MappingProxy>(Kind::mapping_proxy);
  proxy->mapping.initialise(ref(as<Type>(self)->dict.get()));
  return ref(proxy);
}
Value get_type_annotations(Value self) {
  Type* type = as<Type>(self);
  Value annotations = dict_get_str(type->dict, vm.names.__annotations__);
  if (annotations) return annotations;
  if (!has_flag(type, type_is_class)) return raise_no_attribute(self, vm.names.__annotations__);
  annotations = ref(make_dict());
  dict_set_str(type->dict, vm.names.__annotations__, annotations);
  return annotations;
}
bool set_type_annotations(Value self, Value value) {
  if (!has_flag(as<Type>(self), type_is_class)) return check_type_change(as<Type>(self), "__annotations__", value);
  set_type_attribute(as<Type>(self), vm.names.__annotations__, value);
  return true;
}
Value get_abstract_methods(Value self) {
  Value methods = self == ref(vm.type_type) ? null_value : dict_get_str(as<Type>(self)->dict, vm.names.__abstractmethods__);
  return methods ? methods : raise_attribute_error("__abstractmethods__");
}
bool set_abstract_methods(Value self, Value value) {
  if (!value && !dict_get_str(as<Type>(self)->dict, vm.names.__abstractmethods__)) {
    raise_attribute_error("__abstractmethods__");
    return false;
  }
  set_type_attribute(as<Type>(self), vm.names.__abstractmethods__, value);
  return true;
}
/// Those of CPython's bits that the library looks at: heap type, base type, abstract.
Value get_flags(Value self) {
  Type* type = as<Type>(self);
  return small_int_value(1 << 10 | (has_flag(type, type_is_class) ? 1 << 9 : 0) | (has_flag(type, type_is_abstract) ? 1 << 20 : 0));
}
Value get_text_signature(Value self) { return text_signature_of(as<Type>(self)); }

Value type_getattribute(Value self, Value name) {
  Str* text = as_str(name);
  if (!text) return raise_type_error("attribute name must be string, not '%T'", name);
  text = interned(text);
  Value value = generic_get_attr(self, text);
  return value || has_error() ? value : raise_no_attribute(self, text);
}
Value type_setattr(Value self, Value name, Value value) {
  Str* text = as_str(name);
  if (!text) return raise_type_error("attribute name must be string, not '%T'", name);
  return generic_set_attr(self, text, value) ? none() : null_value;
}
Value type_delattr(Value self, Value name) { return type_setattr(self, name, null_value); }

const BuiltinDefinition type_methods[] = {
    entry("__getattribute__", type_getattribute),
    entry("__setattr__", type_setattr),
    entry("__delattr__", type_delattr),
    entry("__dir__", type_dir),
    entry("__repr__", type_repr),
    entry("__call__", type_call, 1),
    entry("__new__", type_new, 0, 255, builtin_static | builtin_needs_frame),
    entry("__init__", type_init, 1),
    entry("__prepare__", type_prepare, 0, 255, builtin_class_method),
    entry("mro", type_mro),
    entry("__subclasses__", type_subclasses),
    entry("__instancecheck__", type_instancecheck),
    entry("__subclasscheck__", type_subclasscheck),
    entry("__or__", type_union),
    entry("__ror__", type_reflected_union),
};
const GetSetDefinition type_attributes[] = {
    {"__name__", get_type_name, set_type_name},
    {"__qualname__", get_type_qualname, set_type_qualname},
    {"__module__", get_type_module, set_type_module},
    {"__bases__", get_type_bases, set_bases},
    {"__base__", get_type_base},
    {"__mro__", get_type_mro},
    {"__doc__", get_type_doc, set_type_doc},
    {"__dict__", get_type_dict},
    {"__annotations__", get_type_annotations, set_type_annotations},
    {"__abstractmethods__", get_abstract_methods, set_abstract_methods},
    {"__flags__", get_flags},
    {"__text_signature__", get_text_signature},
};

// ---- singletons ----

Value none_repr(Value) { return ref(intern("None")); }
Value none_bool(Value) { return false_value(); }
Value ellipsis_repr(Value) { return ref(intern("Ellipsis")); }
Value not_implemented_bool(Value) {
  return warn(ExceptionKind::deprecation_warning, "NotImplemented should not be used in a boolean context") ? true_value() : null_value;
}
Value not_implemented_repr(Value) { return ref(intern("NotImplemented")); }

}  // namespace

Value construct_object(Type* type, const Value* arguments, uint32_t count, Tuple* names) {
  if (count || names) return raise_type_error("object() takes no arguments");
  return ref(make_instance(vm.object_type->root_map));
}

Value construct_none(Type* type, const Value*, uint32_t count, Tuple* names) {
  if (count || names) return raise_type_error("%s takes no arguments", type);
  return type->layout == Kind::none ? none() : type->layout == Kind::ellipsis ? ellipsis() : not_implemented();
}

Value construct_nothing(Type* type, const Value*, uint32_t, Tuple*) {
  return raise_type_error("cannot create '%s' instances", type);
}

/// type(name, bases, dict, **keywords); the one-argument form is handled by the callers.
Value construct_type(Type* metatype, const Value* arguments, uint32_t count, Tuple* names) {
  if (count == 1 && metatype == vm.type_type && !names) return ref(type_of(arguments[0]));
  if (count != 3)
    return raise_type_error(
        metatype == vm.type_type ? "type() takes 1 or 3 arguments" : "type.__new__() takes exactly 3 arguments (%s given)",
        count);
  Str* name = as_str(arguments[0]);
  if (!name) return raise_type_error("type.__new__() argument 1 must be str, not %T", arguments[0]);
  Tuple* bases = as_tuple(arguments[1]);
  if (!bases) return raise_type_error("type.__new__() argument 2 must be tuple, not %T", arguments[1]);
  Dict* dict = as_dict(arguments[2]);
  if (!dict) return raise_type_error("type.__new__() argument 3 must be dict, not %T", arguments[2]);
  Type* winner = best_metatype(metatype, bases);
  if (!winner) return null_value;
  if (winner != metatype) {
    // A base has a metaclass of its own: that makes the class.
    Value function = lookup(winner, vm.names.__new__);
    if (function != lookup(vm.type_type, vm.names.__new__)) {
      List* list = make_list_of(arguments, count + (names ? static_cast<uint32_t>(names->length) : 0));
      list_insert(list, 0, ref(winner));
      function = descriptor_get(function, null_value, winner);
      return function ? call_keywords(function, reinterpret_cast<const Value*>(list->items->items), count + 1, names) : null_value;
    }
  }
  return make_class(winner, name, bases, dict, arguments + count, names);
}

int is_instance_of(Value object, Value class_or_tuple) {
  if (has_kind(class_or_tuple, Kind::type)) {
    Type* type = as<Type>(class_or_tuple);
    int known = is_instance_by_types(object, type);
    if (known >= 0) return known;
    if (type->metatype.get() == vm.type_type) {
      Value answer = type_instancecheck(class_or_tuple, object);
      return answer ? answer == true_value() : -1;
    }
  }
  if (is_tuple(class_or_tuple)) {
    Tuple* tuple = as<Tuple>(class_or_tuple);
    for (uint64_t i = 0; i < tuple->length; i++) {
      int result = is_instance_of(object, tuple->items[i]);
      if (result) return result;
    }
    return 0;
  }
  if (has_kind(class_or_tuple, Kind::union_type))
    return is_instance_of(object, ref(as<UnionType>(class_or_tuple)->arguments.get()));
  bool found;
  Value answer = call_special(class_or_tuple, vm.names.__instancecheck__, &object, 1, &found);
  if (found) return answer ? truth(answer) : -1;
  raise_type_error("isinstance() arg 2 must be a type, a tuple of types, or a union");
  return -1;
}

int is_subclass_of(Value cls, Value class_or_tuple) {
  if (is_tuple(class_or_tuple)) {
    Tuple* tuple = as<Tuple>(class_or_tuple);
    for (uint64_t i = 0; i < tuple->length; i++) {
      int result = is_subclass_of(cls, tuple->items[i]);
      if (result) return result;
    }
    return 0;
  }
  if (has_kind(class_or_tuple, Kind::union_type)) return is_subclass_of(cls, ref(as<UnionType>(class_or_tuple)->arguments.get()));
  if (!has_kind(cls, Kind::type)) {
    raise_type_error("issubclass() arg 1 must be a class");
    return -1;
  }
  if (has_kind(class_or_tuple, Kind::type) && as<Type>(class_or_tuple)->metatype.get() == vm.type_type) {
    return is_subtype(as<Type>(cls), as<Type>(class_or_tuple));
  }
  bool found;
  Value answer = call_special(class_or_tuple, vm.names.__subclasscheck__, &cls, 1, &found);
  if (found) return answer ? truth(answer) : -1;
  raise_type_error("issubclass() arg 2 must be a class, a tuple of classes, or a union");
  return -1;
}

bool is_callable(Value v) {
  if (!is_ref(v)) return false;
  switch (kind_of(object_of(v))) {
    case Kind::function:
    case Kind::builtin_function:
    case Kind::method_descriptor:
    case Kind::bound_method:
    case Kind::bound_builtin_method:
    case Kind::type:
    case Kind::generic_alias:
    case Kind::weak_reference:
    case Kind::partial:
    case Kind::lru_cache:
    case Kind::item_getter:
    case Kind::attribute_getter:
    case Kind::method_caller:
    case Kind::static_method: return true;
    default: return bool(lookup_special(v, vm.names.__call__));
  }
}

void define_object_type() {
  define(vm.object_type, object_methods);
  define_attributes(vm.object_type, object_attributes);
  dict_set_str(vm.object_type->dict, vm.names.__doc__, none());
  auto method = [](Str* name) { return dict_get_str(vm.object_type->dict, name); };
  vm.object_new = method(vm.names.__new__);
  vm.object_init = method(vm.names.__init__);
  vm.object_getattribute = method(vm.names.__getattribute__);
  vm.object_setattr = method(vm.names.__setattr__);
  vm.object_delattr = method(vm.names.__delattr__);
  vm.object_repr = method(vm.names.__repr__);
  vm.object_str = method(vm.names.__str__);
  vm.object_format = method(vm.names.__format__);
  vm.object_eq = method(vm.names.__eq__);
  vm.object_hash = method(vm.names.__hash__);
  vm.object_init_subclass = method(vm.names.__init_subclass__);
  static const BuiltinDefinition none_methods[] = {entry("__repr__", none_repr), entry("__bool__", none_bool)};
  define(builtin_type(Kind::none), none_methods);
  static const BuiltinDefinition ellipsis_methods[] = {entry("__repr__", ellipsis_repr),
                                                    entry("__reduce__", +[](Value) { return ref(intern("Ellipsis")); })};
  define(builtin_type(Kind::ellipsis), ellipsis_methods);
  static const BuiltinDefinition not_implemented_methods[] = {entry("__repr__", not_implemented_repr), entry("__bool__", not_implemented_bool),
                                                          entry("__reduce__", +[](Value) { return ref(intern("NotImplemented")); })};
  define(builtin_type(Kind::not_implemented), not_implemented_methods);
  static const BuiltinDefinition new_method[] = {entry("__new__", builtin_new, 0, 255, builtin_static)};
  for (Type* type : vm.types) {
    if (type && type != vm.object_type && type != vm.type_type && has_flag(type, type_is_base)) define(type, new_method);
  }
  define(exception_type(ExceptionKind::base_exception), new_method);
  static const BuiltinDefinition reduce_methods[] = {entry("__reduce__", exception_reduce), entry("__setstate__", exception_set_state)};
  define(exception_type(ExceptionKind::base_exception), reduce_methods);
  define_dict_place(exception_type(ExceptionKind::base_exception));
}

void define_type_type() {
  define(vm.type_type, type_methods);
  define_attributes(vm.type_type, type_attributes);
  vm.type_call = dict_get_str(vm.type_type->dict, vm.names.__call__);
}

}  // namespace python
