/// Owns import statements and finding modules: sys.modules, C++ modules, then .py files and packages along sys.path.
/// That way of importing is C++ and takes the ordinary cases; a program that changed sys.meta_path or sys.path_hooks, namespace
/// packages and what else is special go through importlib (interpreter/importlib.h), which agrees with it on every result.
#pragma once

#include <string>
#include <string_view>

#include "compiler/compile.h"
#include "objects/module.h"

namespace python {

struct Code;

/// Source text to a Code, its warnings printed; null with a SyntaxError pending. `optimize` as compile() takes it; -1: as -O says.
Code* compile_source(std::string_view source, const std::string& filename, CompileMode mode, int optimize = -1);
/// The module of a dotted name (the last part), imported if need be; null with an error pending.
Value import_module(const std::string& name);
/// __import__.
Value import_by_name(Str* name, Value globals, Value from_list, int64_t level);
/// The whole of a file; false with errno set.
bool read_file(const char* path, std::string* out);
/// sys.modules[name], or null.
Value loaded_module(Str* name);
/// Whether the module of that name runs its body right now.
bool is_being_imported(std::string_view name);

/// Runs the .py file `path` as the new module `name`; a package if `directory` is not empty. `shown_path` is its __file__ and the
/// file name of its code. Null with an error pending.
Value load_source_file(const std::string& name, const std::string& path, const std::string& directory,
                       const std::string& shown_path);
inline Value load_source_file(const std::string& name, const std::string& path, const std::string& directory) {
  return load_source_file(name, path, directory, path);
}

}  // namespace python
