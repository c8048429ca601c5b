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
/// Reads a line for a program, with its own completer and history; `delimiters` are what words to complete end at. Unlike edit_line it can be
/// called at any time: false if standard input or output is no terminal.
struct EditorUse {
  Completer completer;  // null: the Tab key is a character
  std::string delimiters;
  const std::vector<std::string>* history;
};
bool edit_program_line(const EditorUse& use, const std::string& prompt, std::string* line, LineResult* result);
/// While a completer runs: the line so far, and where the word begins and ends in it.
struct EditedLine {
  std::string text;
  size_t begin, end;
};
extern EditedLine edited_line;
/// Writes the history.
void finish_line_editor();

}  // namespace python
