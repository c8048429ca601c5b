/// Builtins about any object: attributes, identity, classes, text.
#include <vector>

#include "builtins/builtins.h"
#include "interpreter/build_class.h"
#include "interpreter/frame_object.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/module.h"
#include "objects/operations.h"

namespace python {

namespace {

Value builtin_len(Value v) {
  int64_t count = length(v);
  return count < 0 ? null_value : int_value(count);
}
Value builtin_repr(Value v) { return to_repr(v); }
Value builtin_ascii(Value v) { return to_ascii(v); }
Value builtin_hash(Value v) {
  int64_t h = hash(v);
  return h == -1 ? null_value : int_value(h);
}
Value builtin_id(Value v) {
  if (is_ref(v)) return int_value(static_cast<int64_t>(v.bits));
  return int_value_unsigned(v.bits);
}
Value builtin_callable(Value v) { return boolean(is_callable(v)); }
Value builtin_isinstance(Value v, Value cls) {
  if (has_kind(cls, Kind::type)) {
    int known = is_instance_by_types(v, as<Type>(cls));
    if (known >= 0) return boolean(known != 0);
  }
  int result = is_instance_of(v, cls);
  return result < 0 ? null_value : boolean(result);
}
Value builtin_issubclass(Value v, Value cls) {
  int result = is_subclass_of(v, cls);
  return result < 0 ? null_value : boolean(result);
}

Str* attribute_name(Value name, const char* function) {
  Str* text = as_str(name);
  if (text) return interned(text);
  raise_type_error("%s", (std::string(function) + "attribute name must be string, not '" + type_name_of(name) + "'").c_str());
  return nullptr;
}
Value builtin_getattr(Value object, Value name, Value fallback) {
  Str* text = attribute_name(name, "");
  if (!text) return null_value;
  if (!fallback) return get_attr(object, text);
  Value value = find_attr(object, text);
  return value || vm.exception ? value : fallback;
}
Value builtin_hasattr(Value object, Value name) {
  Str* text = attribute_name(name, "");
  if (!text) return null_value;
  Value value = find_attr(object, text);
  return !value && vm.exception ? null_value : boolean(bool(value));
}
Value builtin_setattr(Value object, Value name, Value value) {
  Str* text = attribute_name(name, "");
  return text && set_attr(object, text, value) ? none() : null_value;
}
Value builtin_delattr(Value object, Value name) {
  Str* text = attribute_name(name, "");
  return text && delete_attr(object, text) ? none() : null_value;
}

Value builtin_format(Value v, Value spec) {
  if (!spec) return format(v, vm.empty_str);
  Str* text = as_str(spec);
  return text ? format(v, text) : raise_type_error("format() argument 2 must be str, not %T", spec);
}

Value builtin_dir(const Value* arguments, uint32_t count) {
  Value names;
  if (count == 0) {
    Value locals = calling_frame() ? locals_of(calling_frame()) : ref(make_dict());
    names = locals ? call_method(locals, vm.names.keys_name, nullptr, 0) : null_value;
  } else {
    bool found;
    names = call_special(arguments[0], vm.names.__dir__, nullptr, 0, &found);
    if (!found) return raise_type_error("object does not provide __dir__");
  }
  List* list = names ? list_from(names) : nullptr;
  return list && list_sort(list, null_value, false) ? ref(list) : null_value;
}

Value builtin_vars(const Value* arguments, uint32_t count) {
  if (count == 0) return calling_frame() ? locals_of(calling_frame()) : ref(make_dict());
  Value dict = find_attr(arguments[0], vm.names.__dict__);
  if (dict || vm.exception) return dict;
  return raise_type_error("vars() argument must have __dict__ attribute");
}
Value builtin_globals(const Value*, uint32_t) { return calling_frame() ? ref(calling_frame()->code->globals.get()) : ref(make_dict()); }
Value builtin_locals(const Value*, uint32_t) { return calling_frame() ? locals_of(calling_frame()) : ref(make_dict()); }

Value builtin_build_class(const Value* arguments, uint32_t count, Tuple* names) { return build_class(arguments, count, names); }

}  // namespace

void define_object_functions() {
  static const BuiltinDefinition functions[] = {
      entry("len", builtin_len),
      entry("repr", builtin_repr),
      entry("ascii", builtin_ascii),
      entry("hash", builtin_hash),
      entry("id", builtin_id),
      entry("callable", builtin_callable),
      entry("isinstance", builtin_isinstance),
      entry("issubclass", builtin_issubclass),
      entry("getattr", builtin_getattr, 2),
      entry("hasattr", builtin_hasattr),
      entry("setattr", builtin_setattr),
      entry("delattr", builtin_delattr),
      entry("format", builtin_format, 1),
      entry("dir", builtin_dir, 0, 1, builtin_needs_frame),
      entry("vars", builtin_vars, 0, 1, builtin_needs_frame),
      entry("globals", builtin_globals, 0, 0, builtin_needs_frame),
      entry("locals", builtin_locals, 0, 0, builtin_needs_frame),
      entry("__build_class__", builtin_build_class, 0, 255, builtin_needs_frame),
  };
  define_builtins(functions);
}

}  // namespace python
