/// Owns the form in which the front end's stages report an error in the source.
#pragma once

#include <string>

namespace python {

struct SourceError {
  const char* type = nullptr;  // null: no error
  std::string message;
  int line = 0, end_line = 0;
  int column = 0, end_column = 0;  // from 1, in characters, as in SyntaxError.offset; end_column 0: one caret
  bool incomplete = false;         // the input ended where more could make it valid
  bool has_text = false;           // `text` is shown instead of the source line (f-strings)
  std::string text;
  explicit operator bool() const { return type != nullptr; }
};

}  // namespace python
