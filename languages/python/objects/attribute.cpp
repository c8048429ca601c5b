/// Attribute access in full: descriptors, classes, modules, functions, super objects, __getattr__ and friends.
#include "modules/collections.h"
#include "modules/functools.h"
#include "modules/io/io.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/module.h"
#include "objects/operations.h"

namespace python {

Value lazy_module_attribute(Module* module, Str* name);  // interpreter/importlib.h
bool is_being_imported(std::string_view name);          // interpreter/import.h

namespace {

/// What the functions of an attribute of a builtin type take as self: the native part, unless they ask for the object.
Value getset_self(GetSet* getset, Value object) {
  Kind layout = getset->owner->layout;
  if (getset->raw_self || !has_kind(object, Kind::instance) || layout == Kind::instance || layout == Kind::free) return object;
  Value self = native_part(object, layout);
  if (!self && layout == Kind::floating) self = as<Instance>(object)->slots[native_slot];
  return self ? self : object;
}

}  // namespace

Value descriptor_get(Value found, Value object, Type* owner) {
  if (!is_ref(found)) return found;
  switch (kind_of(object_of(found))) {
    case Kind::function:
    case Kind::method_descriptor: return object ? make_bound_method(found, object) : found;
    case Kind::property: {
      if (!object) return found;
      Value getter = as<Property>(found)->getter;
      if (is_none(getter)) {
        if (Str* name = as<Property>(found)->name) {
          return raise_attribute_error("property %R of '%T' object has no getter", ref(name), object);
        }
        return raise_attribute_error("property of '%T' object has no getter", object);
      }
      return call_1(getter, object);
    }
    case Kind::static_method: return as<StaticMethod>(found)->function;
    case Kind::super: return object && !as<Super>(found)->object.get() ? make_super(as<Super>(found)->type, object) : found;
    case Kind::class_method: {
      Value function = as<ClassMethod>(found)->function;
      switch (is_ref(function) ? kind_of(object_of(function)) : Kind::free) {
        case Kind::property:
        case Kind::static_method:
        case Kind::class_method: return descriptor_get(function, ref(owner), owner);
        case Kind::instance:
          if (lookup_special(function, vm.names.__get__)) return descriptor_get(function, ref(owner), owner);
          break;
        default: break;
      }
      return make_bound_method(function, ref(owner));
    }
    case Kind::member: {
      if (!object) return found;
      Member* member = as<Member>(found);
      // The one member of a builtin type: __globals__ of functions.
      if (has_kind(object, Kind::function) && member->owner->layout == Kind::function) return ref(as<Function>(object)->globals.get());
      if (!has_kind(object, Kind::instance) || !is_instance(object, member->owner)) {
        return raise_type_error("descriptor %R for '%s' objects doesn't apply to a '%T' object", ref(member->name.get()),
                                member->owner.get(), object);
      }
      Value value = as<Instance>(object)->slots[member->index];
      return value ? value : raise_no_attribute(object, member->name);
    }
    case Kind::getset: {
      if (!object) return found;
      GetSet* getset = as<GetSet>(found);
      if (getset->owner->layout == Kind::native && !is_instance(object, getset->owner)) {
        return raise_type_error("descriptor '%s' for '%s' objects doesn't apply to a '%T' object", getset->name,
                                getset->owner.get(), object);
      }
      return getset->getter(getset_self(getset, object));
    }
    case Kind::lru_cache: return object ? make_bound_method(found, object) : found;
    case Kind::tuple_getter: {
      if (!object) return found;
      Value tuple = native_part(object, Kind::tuple);
      int64_t index = as<TupleGetter>(found)->index;
      if (!tuple) {
        return raise_type_error("descriptor for index '%s' for tuple subclasses doesn't apply to '%T' object", index, object);
      }
      if (static_cast<uint64_t>(index) >= as<Tuple>(tuple)->length) return raise_index_error("tuple index out of range");
      return as<Tuple>(tuple)->items[index];
    }
    case Kind::instance:
    case Kind::native: {
      Value get = lookup(type_of(found), vm.names.__get__);
      if (!get) return found;
      return call_3(get, found, none_if_null(object), ref(owner));
    }
    default: return found;
  }
}

bool is_data_descriptor(Value found) {
  if (!is_ref(found)) return false;
  switch (kind_of(object_of(found))) {
    case Kind::property:
    case Kind::member:
    case Kind::tuple_getter:
    case Kind::getset: return true;
    case Kind::instance:
    case Kind::native: {
      Type* type = type_of(found);
      return lookup(type, vm.names.__set__) || lookup(type, vm.names.__delete__);
    }
    default: return false;
  }
}

/// For suggestions: an AttributeError that the program raised, with nothing said about object and name.
static void say_what_was_missing(Value object, Str* name) {
  Instance* error = as<Instance>(vm.exception);
  for (Str* attribute : {vm.names.name_name, vm.names.obj_name}) {
    Value known = get_slot(error, attribute);
    if (known && !is_none(known)) return;
  }
  set_slot(error, vm.names.name_name, ref(name));
  set_slot(error, vm.names.obj_name, object);
}

Value raise_no_attribute(Value object, Str* name) {
  Str* message;
  if (has_kind(object, Kind::type)) {
    message = text_format("type object '%s' has no attribute '%s'", as<Type>(object), name);
  } else if (has_kind(object, Kind::module)) {
    Value own = dict_get_str(as<Module>(object)->dict, vm.names.__name__);
    if (!own || !is_str(own)) message = text_format("module has no attribute '%s'", name);
    else if (is_being_imported(to_utf8(as<Str>(own))))
      message = text_format("partially initialized module '%s' has no attribute '%s' (most likely due to a circular import)",
                            as<Str>(own), name);
    else message = text_format("module '%s' has no attribute '%s'", as<Str>(own), name);
  } else {
    message = text_format("'%T' object has no attribute '%s'", object, name);
  }
  Value error = make_exception(ExceptionKind::attribute_error, message);
  set_slot(as<Instance>(error), vm.names.name_name, ref(name));
  set_slot(as<Instance>(error), vm.names.obj_name, object);
  return raise_value(error);
}

namespace {

/// The attributes of a staticmethod or classmethod: those it takes over from its function, found when somebody asks.
Dict* wrapper_attributes(StaticMethod* method) {
  if (method->dict.get()) return method->dict;
  Dict* dict = make_dict();
  method->dict = dict;
  const Names& names = vm.names;
  for (Str* name : {names.__module__, names.__name__, names.__qualname__, names.__doc__, names.__annotations__}) {
    Value value = find_attr(method->function, name);
    if (value) dict_set_str(dict, name, value);
    else take_error();
  }
  return dict;
}

/// The dict of attributes that objects of some builtin kinds have; null if none (yet).
Dict* own_dict(Object* object) {
  switch (kind_of(object)) {
    case Kind::module: return static_cast<Module*>(object)->dict;
    case Kind::function: return reinterpret_cast<Function*>(object)->dict;
    case Kind::static_method:
    case Kind::class_method: return wrapper_attributes(reinterpret_cast<StaticMethod*>(object));
    case Kind::namespace_object: return reinterpret_cast<NamespaceObject*>(object)->dict;
    case Kind::partial: return reinterpret_cast<Partial*>(object)->dict;
    case Kind::lru_cache: return reinterpret_cast<LruCache*>(object)->dict;
    case Kind::file_io:
    case Kind::buffered_reader:
    case Kind::buffered_writer:
    case Kind::buffered_random:
    case Kind::buffered_pair:
    case Kind::text_io:
    case Kind::bytes_io:
    case Kind::string_io:
    case Kind::newline_decoder: return reinterpret_cast<IoObject*>(object)->dict;
    default: return nullptr;
  }
}

}  // namespace

Dict* make_own_dict(Object* object) {
  jitwright::Field<Dict*>* field = nullptr;
  switch (kind_of(object)) {
    case Kind::module: return static_cast<Module*>(object)->dict;
    case Kind::function: field = &reinterpret_cast<Function*>(object)->dict; break;
    case Kind::static_method:
    case Kind::class_method: return wrapper_attributes(reinterpret_cast<StaticMethod*>(object));
    case Kind::namespace_object: field = &reinterpret_cast<NamespaceObject*>(object)->dict; break;
    case Kind::partial: field = &reinterpret_cast<Partial*>(object)->dict; break;
    case Kind::lru_cache: field = &reinterpret_cast<LruCache*>(object)->dict; break;
    case Kind::file_io:
    case Kind::buffered_reader:
    case Kind::buffered_writer:
    case Kind::buffered_random:
    case Kind::buffered_pair:
    case Kind::text_io:
    case Kind::bytes_io:
    case Kind::string_io:
    case Kind::newline_decoder: field = &reinterpret_cast<IoObject*>(object)->dict; break;
    default: return nullptr;
  }
  if (!field->get()) *field = make_dict();
  return *field;
}

namespace {

/// A descriptor of a class without __get__ decides assignments only.
bool is_readable(Value descriptor) {
  return !has_kind(descriptor, Kind::instance) || lookup_special(descriptor, vm.names.__get__);
}

/// Class.name: the metatype's data descriptors, the class's own mro, the rest of the metatype.
Value get_type_attr(Type* type, Str* name) {
  Type* metatype = type->metatype;
  Value meta = lookup(metatype, name);
  if (meta && is_data_descriptor(meta) && is_readable(meta)) return descriptor_get(meta, ref(type), metatype);
  Value found = lookup(type, name);
  if (found) return descriptor_get(found, null_value, type);
  if (meta) return descriptor_get(meta, ref(type), metatype);
  return null_value;
}

Value get_super_attr(Super* super, Str* name) {
  if (super->object_type.get() && name != vm.names.__class__) {
    bool is_method;
    Value object = super->object;
    Value found = super_lookup_from(super->object_type, super->type, object, name, &is_method);
    if (found) return is_method ? make_bound_method(found, object) : found;
    if (has_error()) return null_value;
  }
  Value found = lookup(builtin_type(Kind::super), name);
  return found ? descriptor_get(found, ref(super), builtin_type(Kind::super)) : null_value;
}

}  // namespace

Value generic_get_attr(Value object, Str* name) {
  if (has_kind(object, Kind::type)) return get_type_attr(as<Type>(object), name);
  if (has_kind(object, Kind::super)) return get_super_attr(as<Super>(object), name);
  Type* type = type_of(object);
  Value found = lookup(type, name);
  if (found && is_data_descriptor(found) && is_readable(found)) return descriptor_get(found, object, type);
  if (is_ref(object)) {
    Value value = null_value;
    if (has_kind(object, Kind::instance)) {
      value = get_slot(as<Instance>(object), name);
    } else if (Dict* dict = own_dict(object_of(object))) {
      value = dict_get_str(dict, name);
    }
    if (value) return value;
  }
  if (found) return descriptor_get(found, object, type);
  // Methods show the attributes of their function.
  return has_kind(object, Kind::bound_method) ? find_attr(as<BoundMethod>(object)->function, name) : null_value;
}

namespace {

/// Null without an error: missing.
Value find_attribute_value(Value object, Str* name) {
  Type* type = type_of(object);
  Value value;
  if (has_flag(type, type_custom_getattribute)) {
    Value method = lookup(type, vm.names.__getattribute__);
    if (has_kind(method, Kind::function)) {
      value = call_2(method, object, ref(name));
    } else {
      method = descriptor_get(method, object, type);
      value = method ? call_1(method, ref(name)) : null_value;
    }
    if (value || !error_matches(ExceptionKind::attribute_error)) return value;
    if (!has_flag(type, type_has_getattr)) return null_value;
    clear_error(ExceptionKind::attribute_error);
  } else {
    value = generic_get_attr(object, name);
    if (value) return value;
    if (has_kind(object, Kind::module)) {
      Value hook = dict_get_str(as<Module>(object)->dict, vm.names.__getattr__);
      if (has_error()) return null_value;
      if (Value late = lazy_module_attribute(as<Module>(object), name); late || has_error()) return late;
      return hook ? call_1(hook, ref(name)) : null_value;
    }
    if (!has_flag(type, type_has_getattr)) return null_value;
    if (has_error() && !clear_error(ExceptionKind::attribute_error)) return null_value;
  }
  Value hook = descriptor_get(lookup(type, vm.names.__getattr__), object, type);
  value = hook ? call_1(hook, ref(name)) : null_value;
  if (!value && error_matches(ExceptionKind::attribute_error)) say_what_was_missing(object, name);
  return value;
}

}  // namespace

Value constant_module_attribute(Module* module, Str* name, uint64_t) {
  if (type_of(ref(module)) != builtin_type(Kind::module) || ascii_view(name).starts_with("__")) return null_value;
  GlobalCell* cell = global_cell(module->dict, interned(name));
  if (cell->state == CellState::variable || !cell->value.get()) return null_value;
  cell->state = CellState::observed;
  return cell->value;
}

Value get_attr_general(Value object, Str* name) {
  name = interned(name);
  Value value = find_attribute_value(object, name);
  if (value || has_error()) return value;
  return raise_no_attribute(object, name);
}

Value find_attr(Value object, Str* name) {
  name = interned(name);
  if (has_kind(object, Kind::instance)) {
    Map* map = as<Instance>(object)->map;
    if (find_attribute(map, map->type->version, name)->form == AttributeForm::missing) return null_value;
  }
  Value value = find_attribute_value(object, name);
  if (!value && has_error()) clear_error(ExceptionKind::attribute_error);
  return value;
}

// ---- assignment and deletion ----

bool descriptor_set(Value found, Value object, Str* name, Value value) {
  switch (kind_of(object_of(found))) {
    case Kind::property: {
      Property* property = as<Property>(found);
      Value function = value ? property->setter : property->deleter;
      if (is_none(function)) {
        const char* what = value ? "setter" : "deleter";
        if (Str* own = property->name)
          raise_attribute_error("property %R of '%s' object has no %s", ref(own), type_of(object)->qualname.get(), what);
        else
          raise_attribute_error("property of '%s' object has no %s", type_of(object)->qualname.get(), what);
        return false;
      }
      return bool(value ? call_2(function, object, value) : call_1(function, object));
    }
    case Kind::member: {
      Member* member = as<Member>(found);
      if (has_kind(object, Kind::function) && member->owner->layout == Kind::function) {
        raise_attribute_error("readonly attribute");
        return false;
      }
      if (!has_kind(object, Kind::instance) || !is_instance(object, member->owner)) {
        raise_type_error("descriptor %R for '%s' objects doesn't apply to a '%T' object", ref(member->name.get()),
                         member->owner.get(), object);
        return false;
      }
      ValueField& slot = as<Instance>(object)->slots[member->index];
      if (!value && !slot.get()) {
        raise_attribute_error("%s", name);
        return false;
      }
      slot = value;
      return true;
    }
    case Kind::getset: {
      GetSet* getset = as<GetSet>(found);
      if (!getset->setter) {
        raise_attribute_error("attribute '%s' of '%s' objects is not writable", name, getset->owner.get());
        return false;
      }
      return getset->setter(getset_self(getset, object), value);
    }
    default: {
      bool hit;
      if (value) {
        Value arguments[] = {object, value};
        Value result = call_special(found, vm.names.__set__, arguments, 2, &hit);
        if (!hit) raise_attribute_error("__set__");
        return bool(result);
      }
      Value result = call_special(found, vm.names.__delete__, &object, 1, &hit);
      if (!hit) raise_attribute_error("__delete__");
      return bool(result);
    }
  }
}

namespace {

bool set_type_attr(Type* type, Str* name, Value value) {
  Value meta = lookup(type->metatype, name);
  if (meta && is_data_descriptor(meta)) return descriptor_set(meta, ref(type), name, value);
  if (!has_flag(type, type_is_class)) {
    raise_type_error(
        value ? "cannot set %R attribute of immutable type '%s'" : "cannot delete %R attribute of immutable type '%s'", ref(name),
        type);
    return false;
  }
  if (!value && !dict_get_str(type->dict, name)) {
    raise_no_attribute(ref(type), name);
    return false;
  }
  set_type_attribute(type, name, value);
  return true;
}

}  // namespace

bool generic_set_attr(Value object, Str* name, Value value) {
  name = interned(name);
  if (has_kind(object, Kind::type)) return set_type_attr(as<Type>(object), name, value);
  Type* type = type_of(object);
  Value found = lookup(type, name);
  if (found && is_data_descriptor(found)) return descriptor_set(found, object, name, value);
  if (has_kind(object, Kind::instance)) {
    if (has_flag(type, type_has_dictionary)) {
      if (value) {
        set_slot(as<Instance>(object), name, value);
        return true;
      }
      if (delete_slot(as<Instance>(object), name)) return true;
      raise_no_attribute(object, name);
      return false;
    }
  } else if (is_ref(object)) {
    Dict* dict = value ? make_own_dict(object_of(object)) : own_dict(object_of(object));
    if (dict && value) {
      dict_set_str(dict, name, value);
      return true;
    }
    if (dict && dict_delete_str(dict, name)) return true;
    if (dict) {
      raise_no_attribute(object, name);
      return false;
    }
  }
  if (found)
    raise_attribute_error("'%T' object attribute '%s' is read-only", object, name);
  else
    raise_no_attribute(object, name);
  return false;
}

bool set_attr_general(Value object, Str* name, Value value) {
  name = interned(name);
  Type* type = type_of(object);
  if (has_flag(type, type_custom_setattr)) return bool(call_3(lookup(type, vm.names.__setattr__), object, ref(name), value));
  return generic_set_attr(object, name, value);
}

bool delete_attr(Value object, Str* name) {
  name = interned(name);
  Type* type = type_of(object);
  if (has_flag(type, type_custom_delattr)) return bool(call_2(lookup(type, vm.names.__delattr__), object, ref(name)));
  return generic_set_attr(object, name, null_value);
}

// ---- methods ----

Value make_bound_method(Value function, Value self) {
  bool builtin = has_kind(function, Kind::method_descriptor) || has_kind(function, Kind::builtin_function);
  BoundMethod* method = make<BoundMethod>(builtin ? Kind::bound_builtin_method : Kind::bound_method);
  method->function.initialise(function);
  method->self.initialise(self);
  return ref(method);
}

JW_UNROLL_SAFE Value call_method(Value object, Str* name, const Value* arguments, uint32_t count) {
  Method method = get_method(object, name);
  if (!method.callable) return null_value;
  if (!method.self) return call(method.callable, arguments, count);
  Value extended[8];
  if (count > 7) {
    Value bound = make_bound_method(method.callable, object);
    return call(bound, arguments, count);
  }
  extended[0] = object;
  for (uint32_t i = 0; i < count; i++) extended[i + 1] = arguments[i];
  return call(method.callable, extended, count + 1);
}

Value call_special(Value object, Str* name, const Value* arguments, uint32_t count, bool* found) {
  Type* type = type_of(object);
  Value function = lookup(type, name);
  *found = bool(function);
  if (!function) return null_value;
  if ((has_kind(function, Kind::function) || has_kind(function, Kind::method_descriptor)) && count < 3) {
    // No loop, so that a trace can look inside.
    Value extended[3] = {object, count > 0 ? arguments[0] : null_value, count > 1 ? arguments[1] : null_value};
    return call(function, extended, count + 1);
  }
  Value bound = descriptor_get(function, object, type);
  return bound ? call(bound, arguments, count) : null_value;
}

}  // namespace python
