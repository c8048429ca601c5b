/// Owns what input() asks of the module readline.
#pragma once

#include <string>
#include <string_view>

namespace python {

/// Reads a line from the terminal as the module readline says, without its newline. False: the module is not imported or there is no
/// terminal. `*ended`: there was no line; an error may be pending.
bool readline_wants(std::string_view prompt, std::string* line, bool* ended);

}  // namespace python
