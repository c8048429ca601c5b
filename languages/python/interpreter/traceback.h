/// Owns the text of errors as CPython 3.11 prints them: tracebacks with source lines and carets, causes and contexts, syntax errors.
#pragma once

#include <string>

#include "compiler/compile.h"
#include "objects/object.h"

namespace python {

struct Code;

/// The whole report of an exception, as UTF-8 with newlines.
std::string format_exception(Value exception);
/// The error on its way printed to sys.stderr, as sys.excepthook does; it is dropped.
void print_error();
/// An error in a place that has nowhere to report it: "Exception ignored in: ...".
void print_ignored_error(const char* where);
/// Raises the SyntaxError (or subclass) of a compilation.
Value raise_syntax_error(const SyntaxErrorInfo& info);
/// Line `number` (from 1) of a source file without its newline; false if there is none.
bool source_line(const std::string& filename, int number, std::string* line);

}  // namespace python
