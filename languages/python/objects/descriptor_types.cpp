/// property, staticmethod, classmethod, member and getset descriptors, super.
#include "objects/builtin.h"
#include "objects/documentation.h"
#include "objects/errors.h"
#include "objects/operations.h"
#include "objects/types.h"

namespace python {

namespace {

// ---- property ----

Property* self_property(Value self) { return as<Property>(self); }

Value make_property(Value getter, Value setter, Value deleter, Value doc, Str* name) {
  Property* property = make<Property>(Kind::property);
  property->getter.initialise(none_if_null(getter));
  property->setter.initialise(none_if_null(setter));
  property->deleter.initialise(none_if_null(deleter));
  property->doc.initialise(doc);
  property->name.initialise(name);
  return ref(property);
}
Value with_getter(Value self, Value f) {
  return make_property(f, self_property(self)->setter, self_property(self)->deleter, self_property(self)->doc,
                       self_property(self)->name);
}
Value with_setter(Value self, Value f) {
  return make_property(self_property(self)->getter, f, self_property(self)->deleter, self_property(self)->doc,
                       self_property(self)->name);
}
Value with_deleter(Value self, Value f) {
  return make_property(self_property(self)->getter, self_property(self)->setter, f, self_property(self)->doc,
                       self_property(self)->name);
}
Value property_get(Value self, Value object, Value) {
  return is_none(object) ? self : descriptor_get(self, object, type_of(object));
}
Value property_set(Value self, Value object, Value value) {
  Value setter = self_property(self)->setter;
  if (is_none(setter)) return raise_attribute_error("property of '%T' object has no setter", object);
  return call_2(setter, object, value) ? none() : null_value;
}
Value property_delete(Value self, Value object) {
  Value deleter = self_property(self)->deleter;
  if (is_none(deleter)) return raise_attribute_error("property of '%T' object has no deleter", object);
  return call_1(deleter, object) ? none() : null_value;
}
Value property_set_name(Value self, Value, Value name) {
  if (Str* text = as_str(name)) self_property(self)->name = text;
  return none();
}
/// For instances of derived classes, whose native part was made without arguments.
Value property_init(Value self, Value getter, Value setter, Value deleter, Value doc) {
  Property* property = self_property(self);
  property->getter = none_if_null(getter);
  property->setter = none_if_null(setter);
  property->deleter = none_if_null(deleter);
  property->doc = doc;
  return none();
}
Value get_getter(Value self) { return self_property(self)->getter; }
Value get_setter(Value self) { return self_property(self)->setter; }
Value get_deleter(Value self) { return self_property(self)->deleter; }
Value get_doc(Value self) {
  Property* property = self_property(self);
  if (property->doc.get()) return property->doc;
  if (is_none(property->getter)) return none();
  Value doc = find_attr(property->getter, vm.names.__doc__);
  return doc || has_error() ? doc : none();
}
bool set_nothing(Value, Value) {
  raise_attribute_error("readonly attribute");
  return false;
}
bool set_doc(Value self, Value value) {
  self_property(self)->doc = none_if_null(value);
  return true;
}
Value get_abstract(Value self) {
  for (Value f : {self_property(self)->getter.get(), self_property(self)->setter.get(), self_property(self)->deleter.get()}) {
    if (is_none(f)) continue;
    Value flag = find_attr(f, vm.names.__isabstractmethod__);
    if (flag && truth(flag) == 1) return true_value();
    if (has_error()) return null_value;
  }
  return false_value();
}
const BuiltinDefinition property_methods[] = {
    entry("getter", with_getter),
    entry("setter", with_setter),
    entry("deleter", with_deleter),
    entry("__get__", property_get, 2),
    entry("__set__", property_set),
    entry("__delete__", property_delete),
    entry("__set_name__", property_set_name),
    entry("__init__", property_init, 1, "fget fset fdel doc"),
};
const GetSetDefinition property_attributes[] = {{"fget", get_getter, set_nothing},
                                                {"fset", get_setter, set_nothing},
                                                {"fdel", get_deleter, set_nothing},
                                                {"__doc__", get_doc, set_doc},
                                                {"__isabstractmethod__", get_abstract}};

// ---- staticmethod and classmethod: the same fields ----

Value wrapped(Value self) { return as<StaticMethod>(self)->function; }
Value static_get(Value self, Value, Value) { return wrapped(self); }
Value static_call(const Value* arguments, uint32_t count, Tuple* names) {
  return call_keywords(wrapped(arguments[0]), arguments + 1, count - 1, names);
}
Value class_get(Value self, Value object, Value owner) {
  Type* type = owner && has_kind(owner, Kind::type) ? as<Type>(owner) : type_of(object);
  return descriptor_get(self, object, type);
}
Value wrapper_repr(Value self) { return ref(text_format("<%T(%R)>", self, wrapped(self))); }
Value wrapper_abstract(Value self) {
  Value flag = find_attr(wrapped(self), vm.names.__isabstractmethod__);
  if (!flag) return has_error() ? null_value : false_value();
  int on = truth(flag);
  return on < 0 ? null_value : boolean(on);
}
Value wrapper_dict(Value self) { return ref(make_own_dict(object_of(self))); }
const BuiltinDefinition static_methods[] = {entry("__get__", static_get, 2), entry("__call__", static_call, 1),
                                            entry("__repr__", wrapper_repr)};
const BuiltinDefinition class_methods[] = {entry("__get__", class_get, 2), entry("__repr__", wrapper_repr)};
const GetSetDefinition wrapper_attributes[] = {{"__func__", wrapped},
                                               {"__wrapped__", wrapped},
                                               {"__isabstractmethod__", wrapper_abstract},
                                               {"__dict__", wrapper_dict}};

Value make_wrapper(Kind kind, const char* name, const Value* arguments, uint32_t count, Tuple* names) {
  if (names && names->length) return raise_type_error("%s() takes no keyword arguments", name);
  if (count != 1) return raise_type_error("%s expected 1 argument, got %s", name, count);
  StaticMethod* wrapper = make<StaticMethod>(kind);
  wrapper->function.initialise(arguments[0]);
  return ref(wrapper);
}

// ---- member and getset descriptors ----

Value member_name(Value self) { return ref(as<Member>(self)->name.get()); }
Value member_owner(Value self) { return ref(as<Member>(self)->owner.get()); }
Value getset_name(Value self) { return ref(intern(std::string_view(as<GetSet>(self)->name))); }
Value getset_owner(Value self) { return ref(as<GetSet>(self)->owner.get()); }
Value any_get(Value self, Value object, Value) { return is_none(object) ? self : descriptor_get(self, object, type_of(object)); }
Value any_set(Value self, Value object, Value value) {
  Str* name = has_kind(self, Kind::member) ? as<Member>(self)->name.get() : intern(std::string_view(as<GetSet>(self)->name));
  return descriptor_set(self, object, name, value) ? none() : null_value;
}
Value any_delete(Value self, Value object) { return any_set(self, object, null_value); }
Value member_doc(Value) { return none(); }
Value getset_doc(Value self) { return documentation_of(as<GetSet>(self)); }
Value any_qualname(Value self) {
  Type* owner = has_kind(self, Kind::member) ? as<Member>(self)->owner : as<GetSet>(self)->owner;
  return ref(text_format("%s.%S", owner->qualname.get(), has_kind(self, Kind::member) ? member_name(self) : getset_name(self)));
}
Value member_repr(Value self) {
  return ref(text_format("<member '%s' of '%s' objects>", as<Member>(self)->name.get(), as<Member>(self)->owner.get()));
}
Value getset_repr(Value self) {
  return ref(text_format("<attribute '%s' of '%s' objects>", as<GetSet>(self)->name, as<GetSet>(self)->owner.get()));
}
const BuiltinDefinition member_methods[] = {entry("__get__", any_get, 2), entry("__set__", any_set), entry("__delete__", any_delete),
                                            entry("__repr__", member_repr)};
const BuiltinDefinition getset_methods[] = {entry("__get__", any_get, 2), entry("__set__", any_set), entry("__delete__", any_delete),
                                            entry("__repr__", getset_repr)};
const GetSetDefinition member_attributes[] = {{"__name__", member_name}, {"__qualname__", any_qualname}, {"__doc__", member_doc}, {"__objclass__", member_owner}};
const GetSetDefinition getset_attributes[] = {{"__name__", getset_name}, {"__qualname__", any_qualname}, {"__doc__", getset_doc}, {"__objclass__", getset_owner}};

// ---- super ----

Value super_repr(Value self) {
  Super* super = as<Super>(self);
  if (!super->object_type.get()) return ref(text_format("<super: <class '%s'>, NULL>", super->type.get()));
  return ref(text_format("<super: <class '%s'>, <%s object>>", super->type.get(), super->object_type.get()));
}
Value super_this(Value self) { return ref(as<Super>(self)->type.get()); }
Value super_self(Value self) { return none_if_null(as<Super>(self)->object); }
Value super_self_class(Value self) {
  Type* type = as<Super>(self)->object_type;
  return type ? ref(type) : none();
}
Super* self_super(Value self) { return as<Super>(native_part(self, Kind::super)); }
/// Bound to `object`; one of a derived class by calling that class.
Value super_get(Value self, Value object, Value) {
  Super* super = self_super(self);
  if (is_none(object) || super->object.get()) return self;
  if (has_kind(self, Kind::super)) return make_super(super->type, object);
  return call_2(ref(type_of(self)), ref(super->type.get()), object);
}
Value super_getattribute(Value self, Value name) {
  Str* text = as_str(name);
  if (!text) return raise_type_error("attribute name must be string, not '%T'", name);
  text = interned(text);
  Super* super = self_super(self);
  if (!has_kind(self, Kind::super) && super->object_type.get() && text != vm.names.__class__) {
    bool is_method;
    Value found = super_lookup_from(super->object_type, super->type, super->object, text, &is_method);
    if (found) return is_method ? make_bound_method(found, super->object) : found;
    if (has_error()) return null_value;
  }
  Value value = generic_get_attr(self, text);
  return value || has_error() ? value : raise_no_attribute(self, text);
}
/// For instances of derived classes, whose native part was made without arguments.
Value super_init(const Value* arguments, uint32_t count, Tuple* names) {
  Value made = construct_super(builtin_type(Kind::super), arguments + 1, count - 1, names);
  if (!made) return null_value;
  Super *from = as<Super>(made), *to = as<Super>(arguments[0]);
  to->type = from->type.get();
  to->object = from->object.get();
  to->object_type = from->object_type.get();
  return none();
}
const BuiltinDefinition super_methods[] = {entry("__repr__", super_repr),
                                           entry("__get__", super_get, 2, nullptr, builtin_raw_self),
                                           entry("__getattribute__", super_getattribute, 2, nullptr, builtin_raw_self),
                                           entry("__init__", super_init, 1)};
const GetSetDefinition super_attributes[] = {
    {"__thisclass__", super_this}, {"__self__", super_self}, {"__self_class__", super_self_class}};

}  // namespace

Value construct_property(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value given[4];
  if (!parse_arguments("property", "fget fset fdel doc", 0, arguments, count, names, given)) return null_value;
  return make_property(given[0], given[1], given[2], given[3] && !is_none(given[3]) ? given[3] : null_value, nullptr);
}
Value construct_static_method(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  return make_wrapper(Kind::static_method, "staticmethod", arguments, count, names);
}
Value construct_class_method(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  return make_wrapper(Kind::class_method, "classmethod", arguments, count, names);
}
Value construct_super(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (names && names->length) return raise_type_error("super() takes no keyword arguments");
  if (!arguments) {
    // For an instance of a derived class: __init__ says what it is.
    Super* blank = make<Super>(Kind::super);
    blank->type = builtin_type(Kind::super);
    return ref(blank);
  }
  if (count == 0) return raise_runtime_error("super(): no arguments");
  if (count > 2) return raise_type_error("super() expected at most 2 arguments, got %s", count);
  if (!has_kind(arguments[0], Kind::type)) return raise_type_error("super() argument 1 must be a type, not %T", arguments[0]);
  return make_super(as<Type>(arguments[0]), count > 1 && !is_none(arguments[1]) ? arguments[1] : null_value);
}

void define_descriptor_types() {
  define(builtin_type(Kind::property), property_methods);
  define_attributes(builtin_type(Kind::property), property_attributes);
  define(builtin_type(Kind::static_method), static_methods);
  define_attributes(builtin_type(Kind::static_method), wrapper_attributes);
  define(builtin_type(Kind::class_method), class_methods);
  define_attributes(builtin_type(Kind::class_method), wrapper_attributes);
  define(builtin_type(Kind::member), member_methods);
  define_attributes(builtin_type(Kind::member), member_attributes);
  define(builtin_type(Kind::getset), getset_methods);
  define_attributes(builtin_type(Kind::getset), getset_attributes);
  builtin_type(Kind::super)->flags |= type_custom_getattribute;  // for the classes derived from it
  define(builtin_type(Kind::super), super_methods);
  define_attributes(builtin_type(Kind::super), super_attributes);
}

}  // namespace python
