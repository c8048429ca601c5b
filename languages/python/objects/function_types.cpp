/// The attributes and methods of functions, builtin functions, methods and cells.
#include "objects/builtin.h"
#include "objects/documentation.h"
#include "objects/errors.h"
#include "objects/module.h"
#include "objects/operations.h"
#include "objects/types.h"

namespace python {

namespace {

Str* address_of(Value v) {
  char text[32];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(v.bits));
  return make_str(text);
}

// ---- function ----

Function* self_function(Value self) { return as<Function>(self); }

Value function_repr(Value self) {
  return ref(text_format("<function %s at %s>", self_function(self)->qualname.get(), address_of(self)));
}
Value function_call(const Value* arguments, uint32_t count, Tuple* names) {
  return call_keywords(arguments[0], arguments + 1, count - 1, names);
}
Value function_get(Value self, Value object, Value) { return is_none(object) ? self : make_bound_method(self, object); }

bool require_str(Value value, const char* name) {
  if (value && is_str(value)) return true;
  raise_type_error("%s must be set to a string object", name);
  return false;
}
Value get_name(Value self) { return ref(self_function(self)->name.get()); }
bool set_name(Value self, Value value) {
  if (!require_str(value, "__name__")) return false;
  self_function(self)->name = as<Str>(value);
  return true;
}
Value get_qualname(Value self) { return ref(self_function(self)->qualname.get()); }
bool set_qualname(Value self, Value value) {
  if (!require_str(value, "__qualname__")) return false;
  self_function(self)->qualname = as<Str>(value);
  return true;
}
/// Null until somebody asks: then the first constant of the code.
Value get_doc(Value self) {
  Function* function = self_function(self);
  if (!function->doc.get()) function->doc = docstring_of(function->code);
  return function->doc;
}
bool set_doc(Value self, Value value) {
  self_function(self)->doc = none_if_null(value);
  return true;
}
Value get_module(Value self) {
  Function* function = self_function(self);
  if (Value module = function->module) return module;
  return none_if_null(dict_get_str(function->globals, vm.names.__name__));
}
bool set_module(Value self, Value value) {
  self_function(self)->module = none_if_null(value);
  return true;
}
Value get_defaults(Value self) {
  Tuple* defaults = self_function(self)->defaults;
  return defaults ? ref(defaults) : none();
}
bool set_defaults(Value self, Value value) {
  if (value && !is_none(value) && !is_tuple(value)) {
    raise_type_error("__defaults__ must be set to a tuple object");
    return false;
  }
  self_function(self)->defaults = value && is_tuple(value) ? as<Tuple>(value) : nullptr;
  vm.global_version++;
  return true;
}
Value get_keyword_defaults(Value self) {
  Dict* defaults = self_function(self)->keyword_defaults;
  return defaults ? ref(defaults) : none();
}
bool set_keyword_defaults(Value self, Value value) {
  if (value && !is_none(value) && !is_dict(value)) {
    raise_type_error("__kwdefaults__ must be set to a dict object");
    return false;
  }
  self_function(self)->keyword_defaults = value && is_dict(value) ? as<Dict>(value) : nullptr;
  return true;
}
Value get_code(Value self) { return ref(self_function(self)->code.get()); }
bool set_code(Value self, Value value) {
  if (value && has_kind(value, Kind::code)) return set_function_code(self_function(self), as<Code>(value));
  raise_type_error("__code__ must be set to a code object");
  return false;
}
Value get_builtins(Value) { return ref(vm.builtins); }
Value get_closure(Value self) {
  Tuple* closure = self_function(self)->closure;
  return closure ? ref(closure) : none();
}
Value get_annotations(Value self) {
  Function* function = self_function(self);
  if (!function->annotations.get()) function->annotations = ref(make_dict());
  return function->annotations;
}
bool set_annotations(Value self, Value value) {
  if (value && !is_none(value) && !is_dict(value)) {
    raise_type_error("__annotations__ must be set to a dict object");
    return false;
  }
  self_function(self)->annotations = value && is_dict(value) ? value : null_value;
  return true;
}
Value get_function_dict(Value self) {
  Function* function = self_function(self);
  if (!function->dict.get()) function->dict = make_dict();
  return ref(function->dict.get());
}
bool set_function_dict(Value self, Value value) {
  if (!value || !is_dict(value)) {
    raise_type_error("__dict__ must be set to a dictionary, not a '%T'", none_if_null(value));
    return false;
  }
  self_function(self)->dict = as<Dict>(value);
  return true;
}

const BuiltinDefinition function_methods[] = {
    entry("__repr__", function_repr),
    entry("__call__", function_call, 1),
    entry("__get__", function_get, 2),
};
const GetSetDefinition function_attributes[] = {
    {"__name__", get_name, set_name},
    {"__qualname__", get_qualname, set_qualname},
    {"__doc__", get_doc, set_doc},
    {"__module__", get_module, set_module},
    {"__defaults__", get_defaults, set_defaults},
    {"__kwdefaults__", get_keyword_defaults, set_keyword_defaults},
    {"__code__", get_code, set_code},
    {"__builtins__", get_builtins},
    {"__closure__", get_closure},
    {"__annotations__", get_annotations, set_annotations},
    {"__dict__", get_function_dict, set_function_dict},
};

// ---- builtin functions and methods ----

BuiltinFunction* self_builtin(Value self) { return as<BuiltinFunction>(self); }

Value builtin_repr(Value self) {
  BuiltinFunction* f = self_builtin(self);
  if (kind_of(f) == Kind::method_descriptor) return ref(text_format("<method '%s' of '%s' objects>", f->name, f->owner.get()));
  if (f->owner.get())
    return ref(text_format("<built-in method %s of type object at %s>", f->name, address_of(ref(f->owner.get()))));
  return ref(text_format("<built-in function %s>", f->name));
}
Value builtin_name(Value self) { return ref(intern(std::string_view(self_builtin(self)->name))); }
Value builtin_qualname(Value self) {
  BuiltinFunction* f = self_builtin(self);
  return f->owner.get() ? ref(text_format("%s.%s", f->owner->name.get(), f->name)) : builtin_name(self);
}
Value builtin_module(Value self) { return none_if_null(self_builtin(self)->module); }
Value builtin_owner(Value self) {
  Type* owner = self_builtin(self)->owner;
  return owner ? ref(owner) : none();
}
/// The class of a static method, the module of a function.
Value builtin_self(Value self) {
  BuiltinFunction* f = self_builtin(self);
  if (f->owner.get()) return ref(f->owner.get());
  Value name = f->module;
  Value module = name && is_str(name) ? dict_get_str(vm.modules, as<Str>(name)) : null_value;
  return none_if_null(module);
}
Value builtin_doc(Value self) { return documentation_of(self_builtin(self)); }
Value builtin_signature(Value self) { return text_signature_of(self_builtin(self)); }
Value descriptor_get_method(Value self, Value object, Value) {
  return kind_of(object_of(self)) == Kind::method_descriptor && !is_none(object) ? make_bound_method(self, object) : self;
}

/// For pickle: the method is looked up again in its class.
Value descriptor_reduce(Value self) {
  Value getattr = dict_get_str(vm.builtins, intern("getattr"));
  return ref(make_pair(getattr, ref(make_pair(builtin_owner(self), builtin_name(self)))));
}
const BuiltinDefinition builtin_methods[] = {entry("__repr__", builtin_repr), entry("__call__", function_call, 1),
                                             entry("__reduce__", descriptor_reduce)};
const BuiltinDefinition descriptor_methods[] = {entry("__get__", descriptor_get_method, 2)};

/// builtin_function_or_method is the type of plain functions and of bound methods: both come here.
bool is_bound(Value self) { return has_kind(self, Kind::bound_builtin_method); }
Value any_repr(Value self) {
  if (!is_bound(self)) return builtin_repr(self);
  BoundMethod* method = as<BoundMethod>(self);
  return ref(text_format("<built-in method %s of %T object at %s>", self_builtin(method->function)->name, method->self.get(),
                         address_of(method->self)));
}
Value any_name(Value self) { return builtin_name(is_bound(self) ? as<BoundMethod>(self)->function.get() : self); }
Value any_qualname(Value self) { return builtin_qualname(is_bound(self) ? as<BoundMethod>(self)->function.get() : self); }
Value any_doc(Value self) { return builtin_doc(is_bound(self) ? as<BoundMethod>(self)->function.get() : self); }
Value any_signature(Value self) { return builtin_signature(is_bound(self) ? as<BoundMethod>(self)->function.get() : self); }
Value any_module(Value self) { return is_bound(self) ? none() : builtin_module(self); }
Value any_self(Value self) { return is_bound(self) ? as<BoundMethod>(self)->self.get() : builtin_self(self); }
Value any_owner(Value self) {
  Value owner = is_bound(self) ? builtin_owner(as<BoundMethod>(self)->function) : null_value;
  return owner && has_kind(owner, Kind::type) ? owner : raise_no_attribute(self, vm.names.__objclass__);
}
Value any_eq(Value self, Value other) {
  if (!is_bound(self) || !is_bound(other)) return self == other ? true_value() : not_implemented();
  BoundMethod *a = as<BoundMethod>(self), *b = as<BoundMethod>(other);
  return boolean(a->function.get() == b->function.get() && a->self.get() == b->self.get());
}
Value any_hash(Value self) {
  if (!is_bound(self)) return int_value(static_cast<int64_t>(self.bits >> 4));
  BoundMethod* method = as<BoundMethod>(self);
  return int_value(static_cast<int64_t>((method->function.get().bits >> 4) ^ (method->self.get().bits >> 4)));
}
/// For pickle: a function of a module is its name, a method is looked up again on its object.
Value any_reduce(Value self) {
  Value owner = any_self(self);
  if (!is_bound(self) && (!owner || is_none(owner) || has_kind(owner, Kind::module))) return any_qualname(self);
  Value getattr = dict_get_str(vm.builtins, intern("getattr"));
  return ref(make_pair(getattr, ref(make_pair(owner, any_name(self)))));
}
const BuiltinDefinition any_methods[] = {entry("__repr__", any_repr), entry("__call__", function_call, 1),
                                         entry("__eq__", any_eq), entry("__hash__", any_hash), entry("__reduce__", any_reduce)};
const GetSetDefinition any_attributes[] = {{"__name__", any_name},     {"__qualname__", any_qualname},
                                           {"__module__", any_module}, {"__self__", any_self}, {"__objclass__", any_owner},
                                           {"__doc__", any_doc},       {"__text_signature__", any_signature}};
const GetSetDefinition descriptor_attributes[] = {{"__name__", builtin_name},
                                                  {"__qualname__", builtin_qualname},
                                                  {"__objclass__", builtin_owner},
                                                  {"__doc__", builtin_doc},
                                                  {"__text_signature__", builtin_signature}};

// ---- bound methods ----

BoundMethod* self_method(Value self) { return as<BoundMethod>(self); }

Value method_repr(Value self) {
  Value function = self_method(self)->function;
  Value name = find_attr(function, vm.names.__qualname__);
  if (!name && !has_error()) name = find_attr(function, vm.names.__name__);
  if (has_error()) return null_value;
  if (!name) name = ref(intern("?"));
  return ref(text_format("<bound method %S of %R>", name, self_method(self)->self.get()));
}
Value method_eq(Value self, Value other) {
  if (!has_kind(other, Kind::bound_method)) return not_implemented();
  if (self_method(self)->self.get() != self_method(other)->self.get()) return false_value();
  int equal = equals(self_method(self)->function, self_method(other)->function);
  return equal < 0 ? null_value : boolean(equal);
}
Value method_hash(Value self) {
  return int_value(
      static_cast<int64_t>((self_method(self)->function.get().bits >> 4) ^ (self_method(self)->self.get().bits >> 3)));
}
Value method_function(Value self) { return self_method(self)->function; }
Value method_self(Value self) { return self_method(self)->self; }
Value method_reduce(Value self) {
  Value name = get_attr(self_method(self)->function, vm.names.__name__);
  Value getattr = dict_get_str(vm.builtins, intern("getattr"));
  return name ? ref(make_pair(getattr, ref(make_pair(self_method(self)->self, name)))) : null_value;
}
const BuiltinDefinition method_methods[] = {entry("__reduce__", method_reduce), entry("__repr__", method_repr), entry("__call__", function_call, 1),
                                            entry("__eq__", method_eq), entry("__hash__", method_hash)};
Value method_doc(Value self) { return get_attr(self_method(self)->function, vm.names.__doc__); }
const GetSetDefinition method_attributes[] = {{"__func__", method_function}, {"__self__", method_self}, {"__doc__", method_doc}};

// ---- cells ----

Value cell_contents(Value self) {
  Value value = as<Cell>(self)->value;
  return value ? value : raise_value_error("Cell is empty");
}
bool set_cell_contents(Value self, Value value) {
  as<Cell>(self)->value = value;
  return true;
}
Value cell_repr(Value self) {
  Value value = as<Cell>(self)->value;
  if (!value) return ref(text_format("<cell at %s: empty>", address_of(self)));
  return ref(text_format("<cell at %s: %T object at %s>", address_of(self), value, address_of(value)));
}
const BuiltinDefinition cell_methods[] = {entry("__repr__", cell_repr)};
const GetSetDefinition cell_attributes[] = {{"cell_contents", cell_contents, set_cell_contents}};

}  // namespace

Value construct_bound_method(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (count != 2 || names) return raise_type_error("method expected 2 arguments, got %s", count);
  if (!is_callable(arguments[0])) return raise_type_error("first argument must be callable");
  if (is_none(arguments[1])) return raise_type_error("self must not be None");
  return make_bound_method(arguments[0], arguments[1]);
}

Value construct_cell(Type*, const Value* arguments, uint32_t count, Tuple*) {
  return ref(make_cell(count ? arguments[0] : null_value));
}

void define_function_types() {
  define(builtin_type(Kind::function), function_methods);
  define_attributes(builtin_type(Kind::function), function_attributes);
  // The library calls the type of this attribute the type of members.
  Member* globals = make<Member>(Kind::member);
  globals->name = vm.names.__globals__;
  globals->owner = builtin_type(Kind::function);
  dict_set_str(builtin_type(Kind::function)->dict, vm.names.__globals__, ref(globals));
  Type* builtin = builtin_type(Kind::builtin_function);
  define(builtin, any_methods);
  define_attributes(builtin, any_attributes);
  Type* descriptor = builtin_type(Kind::method_descriptor);
  define(descriptor, builtin_methods);
  define(descriptor, descriptor_methods);
  define_attributes(descriptor, descriptor_attributes);
  define(builtin_type(Kind::bound_method), method_methods);
  define_attributes(builtin_type(Kind::bound_method), method_attributes);
  define(builtin_type(Kind::cell), cell_methods);
  define_attributes(builtin_type(Kind::cell), cell_attributes);
}

}  // namespace python
