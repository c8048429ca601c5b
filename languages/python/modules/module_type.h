/// Owns how a module completes the builtin types of its kinds (kinds.def) when it is first imported, or makes new ones.
#pragma once

#include <span>

#include "objects/builtin.h"
#include "objects/module.h"

namespace python {

/// Gives a type its constructor, flags, methods and attributes, and its `__new__` if programs can make instances; puts it into
/// the module (null: the module does not show it).
void complete_type(Module* module, Type* type, Constructor construct, uint32_t flags, std::span<const BuiltinDefinition> methods,
                   std::span<const GetSetDefinition> attributes = {});

inline void complete_type(Module* module, Kind kind, Constructor construct, uint32_t flags,
                          std::span<const BuiltinDefinition> methods, std::span<const GetSetDefinition> attributes = {}) {
  complete_type(module, builtin_type(kind), construct, flags, methods, attributes);
}

/// An exception class of a module: made when the module is first filled, and the same one if it is filled again. `known` becomes a root.
Type* module_exception(Type*& known, const char* module, const char* name, ExceptionKind base);

/// TypeError "name() takes no keyword arguments" and false if there are any.
bool refuse_keywords(const char* name, Tuple* names);
/// `__class_getitem__` for types that take type arguments.
Value generic_class_getitem(Value cls, Value arguments);
/// `iter(self)` of an iterator, and its `__next__`.
Value iterator_self(Value self);
Value iterator_next(Value self);

}  // namespace python
