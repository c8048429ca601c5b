#include "modules/module_type.h"

#include "objects/errors.h"
#include "objects/operations.h"
#include "objects/types.h"

namespace python {

Value make_generic_alias(Value origin, Value arguments);

void complete_type(Module* module, Type* type, Constructor construct, uint32_t flags, std::span<const BuiltinDefinition> methods,
                   std::span<const GetSetDefinition> attributes) {
  if (construct) {
    static const BuiltinDefinition new_method[] = {entry("__new__", builtin_new, 0, 255, builtin_static)};
    type->construct = construct;
    define(type, new_method);
  }
  type->flags |= flags;
  define(type, methods.data(), methods.size());
  define_attributes(type, attributes.data(), attributes.size());
  finish_builtin_type(type);
  if (module) dict_set_str(module->dict, type->name, ref(type));
}

Type* module_exception(Type*& known, const char* module, const char* name, ExceptionKind base) {
  if (known) return known;
  Dict* body = make_dict();
  dict_set_str(body, vm.names.__module__, ref(intern(module)));
  known = as<Type>(make_class(vm.type_type, intern(name), make_tuple_1(ref(exception_type(base))), body, nullptr, nullptr));
  jitwright::Heap::current().add_root(
      [](void* place, jitwright::Tracer& tracer) { tracer.visit(*static_cast<Type**>(place)); }, &known);
  return known;
}

bool refuse_keywords(const char* name, Tuple* names) {
  if (!names || names->length == 0) return true;
  raise_type_error("%s() takes no keyword arguments", name);
  return false;
}

Value generic_class_getitem(Value cls, Value arguments) { return make_generic_alias(cls, arguments); }

Value iterator_self(Value self) { return self; }
Value iterator_next(Value self) {
  Value item = next(self);
  if (item || has_error()) return item;
  return raise_stop_iteration(null_value);
}

}  // namespace python
