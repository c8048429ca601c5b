/// Owns the bridge to CPython's importlib: its two bootstrap files are loaded when something needs them (`import importlib`, a
/// look at sys.meta_path, at a module's __spec__ or __loader__, a namespace package), not at start.
#pragma once

#include <string>

#include "objects/module.h"

namespace python {

/// Loads the bootstrap files and lets them install their finders. False with an error pending.
bool start_importlib();
/// Whether imports may take the short way: sys.meta_path and sys.path_hooks are as they were at start.
bool has_standard_finders();
/// importlib's own import of an absolute name; the module of the last part, null with an error pending.
Value import_through_importlib(const std::string& name);

/// The value of a name that modules have without holding it yet: __spec__ and __loader__, sys.meta_path and its like, and the
/// builtins that the module site brings (help, exit, ...). Null without an error if `name` is nothing of that.
Value lazy_module_attribute(Module* module, Str* name);

}  // namespace python
