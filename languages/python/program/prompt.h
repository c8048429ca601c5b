/// Owns the interactive prompt: reading statements from a terminal with editing, history and completion, or from any other input
/// without, running them, and going on after errors.
#pragma once

#include "objects/module.h"

namespace python {

/// Reports an error that reached the top and drops it; true if it ends the program, with the status in `*status`.
using ErrorReporter = bool (*)(int* status);

/// Runs statements from standard input in `module` until its end or SystemExit; the status to leave with.
int run_prompt(Module* module, ErrorReporter report);

/// The lines shown before the first prompt.
void show_banner();

}  // namespace python
