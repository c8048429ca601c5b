/// Owns what runs when the program ends.
#pragma once

namespace python {

/// Calls what atexit.register was given, the last first; errors are reported and do not stop the others.
void run_exit_functions();

}  // namespace python
