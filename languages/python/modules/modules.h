/// Owns the table of modules written in C++, and the running program's entry points.
#pragma once

#include "objects/module.h"

namespace python {

/// A module made when it is first imported.
struct NativeModule {
  const char* name;
  void (*fill)(Module* module);
};
/// The entry of `name`, or null.
const NativeModule* find_native_module(std::string_view name);
/// The names, for sys.builtin_module_names.
Tuple* native_module_names();

void fill_sys(Module* module);
void fill_math(Module* module);
void fill_time(Module* module);

/// Sets sys.argv, sys.path[0] and the like before the program starts.
void set_arguments(int count, char** arguments, std::string_view first, std::string_view path_0);

/// Adds functions to a module.
template <size_t n>
void define(Module* module, const BuiltinDefinition (&definitions)[n]) {
  define(module->dict, as<Str>(dict_get_str(module->dict, vm.names.__name__)), definitions, n);
}
inline void set_member(Module* module, const char* name, Value value) { dict_set_str(module->dict, intern(name), value); }

}  // namespace python
