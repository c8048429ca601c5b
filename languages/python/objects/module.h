/// Owns modules, SimpleNamespace, generic aliases and the objects that C++ modules define.
#pragma once

#include "objects/builtin.h"
#include "objects/dict.h"
#include "objects/object.h"

namespace python {

struct Module : Object {
  JW_IMMUTABLE jitwright::Field<Dict*> dict;  // a namespace with cells
};

/// A new module with __name__, __doc__, __package__; not in sys.modules. Its __loader__ and __spec__ are made when asked for
/// (interpreter/importlib.h).
Module* make_module(std::string_view name);

struct NamespaceObject : Object {
  jitwright::Field<Dict*> dict;
};
Value make_simple_namespace();

struct GenericAlias : Object {
  JW_IMMUTABLE ValueField origin, arguments;
};
Value make_generic_alias(Value origin, Value arguments);
struct UnionType : Object {
  JW_IMMUTABLE jitwright::Field<Tuple*> arguments;
};

/// An object of a module: its type says how it behaves, `fields` hold its values.
struct NativeObject : Object {
  JW_IMMUTABLE jitwright::Field<Type*> type;
  JW_IMMUTABLE uint64_t field_count;
  ValueField fields[];
};

/// What a NativeObject owns outside the heap: released when nobody refers to it any more.
struct Resource : Object {
  void* data;  // null: none
  void (*release)(void* data);
};
Value make_resource(void* data, void (*release)(void* data));
void finalize_resource(void* object);

/// The builtin modules by name: modules/modules.h.
}  // namespace python
