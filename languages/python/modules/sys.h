/// Owns what the parts of the module sys share with each other and with the program.
#pragma once

#include <string>
#include <string_view>

#include "objects/list.h"
#include "objects/module.h"

namespace python {

/// Sets sys.argv, and sys.path: `path_0` unless the options say otherwise, PYTHONPATH, the library, site folders.
void set_arguments(std::string_view first, std::string_view path_0);

/// The folder of the installed CPython library; empty if there is none.
const std::string& library_directory();

/// Constants and values: versions, sizes, flags, paths.
void fill_sys_values(Module* module);
/// argv, path, prefixes.
void fill_sys_paths(Module* module);

}  // namespace python
