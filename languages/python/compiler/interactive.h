/// Owns the question whether a statement typed at a prompt is complete.
#pragma once

#include <string_view>

#include "compiler/compile.h"

namespace python {

/// Whether more lines must follow `source` (whole lines): it ends inside brackets, a string or a block, or is a compound
/// statement without the empty line that closes it. `result` is what compiling it in interactive mode gave.
bool wants_more_lines(std::string_view source, const CompileResult& result);

/// Whether the source starts with a statement that has blocks.
bool is_compound_statement(std::string_view source);

}  // namespace python
