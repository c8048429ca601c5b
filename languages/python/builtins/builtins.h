/// Owns the functions of the module builtins; the types in it are the objects' business.
#pragma once

#include "objects/builtin.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/vm.h"

namespace python {

/// How deep guest calls may nest on the native stack whatever sys.setrecursionlimit says.
inline constexpr int64_t maximum_depth = 500'000;

/// Adds everything to vm.builtins and makes the module.
void start_builtins();

void define_output_functions();
void define_object_functions();
void define_number_functions();
void define_iteration_functions();
void define_code_functions();

/// Adds functions to vm.builtins.
template <size_t n>
void define_builtins(const BuiltinDefinition (&definitions)[n]) {
  define(vm.builtins, intern("builtins"), definitions, n);
}

}  // namespace python
