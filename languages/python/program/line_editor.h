/// Owns reading a line from the terminal: libedit with history (in ~/.jwpython_history) and completion by the Tab key.
#pragma once

#include <string>
#include <vector>

namespace python {

enum class LineResult { line, end, interrupted };

/// All names that could stand for `text`, a name or dotted name up to the cursor.
using Completer = std::vector<std::string> (*)(const std::string& text);

/// Prepares the terminal; false if standard input or output is none.
bool start_line_editor(Completer completer);
/// Reads a line, with its newline.
LineResult edit_line(const std::string& prompt, std::string* line);
/// Writes the history.
void finish_line_editor();

}  // namespace python
