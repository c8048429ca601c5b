/// Owns the form in which the front end's stages report an error in the source.
#pragma once

#include <string>

namespace python {

struct SourceError {
  const char* type = nullptr;  // null: no error
  std::string message;
  int line = 0, end_line = 0;
  int column = 0, end_column = 0;  // end_column not behind column: one caret
  bool in_characters = false;      // columns are characters from 1 (tokenizer); else bytes from 0, made 1-based when reported
  bool weak = false;               // a lexical error that does not replace an earlier error of the parser
  bool final = false;              // no lexical error further on replaces it
  bool incomplete = false;         // the input ended where more could make it valid
  bool has_text = false;           // `text` is shown instead of the source line (f-strings)
  std::string text;
  explicit operator bool() const { return type != nullptr; }
};

}  // namespace python
