/// Owns running source text and finding modules: sys.modules, C++ modules, then .py files and packages along sys.path.
#pragma once

#include <string>
#include <string_view>

#include "compiler/compile.h"
#include "objects/module.h"

namespace python {

struct Code;

/// Source text to a Code, its warnings printed; null with a SyntaxError pending.
Code* compile_source(std::string_view source, const std::string& filename, CompileMode mode);
/// The module of a dotted name (the last part), imported if need be; null with an error pending.
Value import_module(const std::string& name);
/// __import__.
Value import_by_name(Str* name, Value globals, Value from_list, int64_t level);
/// The whole of a file; false with errno set.
bool read_file(const char* path, std::string* out);
/// sys.modules[name], or null.
Value loaded_module(Str* name);

}  // namespace python
