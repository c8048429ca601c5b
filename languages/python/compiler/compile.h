/// The front end's one entry point: source text in, code description or syntax error out. No heap, no global state.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "bytecode/code.h"
#include "parser/arena.h"

namespace python {

enum class CompileMode : uint8_t {
  module,       // a file: names are globals (load_global); the code returns None
  exec,         // exec(): as module, but names go through a namespace (load_name)
  eval,         // one expression; the code returns its value
  interactive,  // one statement; expression statements are printed
};

/// What a SyntaxError says. `type` is "SyntaxError", "IndentationError" or "TabError" ("UnicodeDecodeError"-like problems are
/// SyntaxErrors).
struct SyntaxErrorInfo {
  std::string type, message, filename;
  int line = 0;    // from 1; 0: none
  int column = 0;  // from 1, as CPython's offset; 0: no caret
  int end_line = 0, end_column = 0;
  std::string text;  // the source line with its newline, UTF-8
  bool has_text = false;
  bool incomplete = false;  // interactive: more input could make it valid
};

/// A SyntaxWarning the compiler found, in order.
struct CompileWarning {
  std::string message;
  int line = 0;
};

struct CompileResult {
  std::shared_ptr<const CodeSpec> code;  // null: `error` tells why
  SyntaxErrorInfo error;
  std::vector<CompileWarning> warnings;
};

struct SyntaxTree;

/// A syntax tree with what its nodes point into.
struct ParseResult {
  std::unique_ptr<std::string> source;  // as UTF-8 with \n line ends
  std::unique_ptr<Arena> arena;
  SyntaxTree* tree = nullptr;  // null: `error` tells why
  SyntaxErrorInfo error;
};

/// Only the first half: decode, tokenize, parse.
ParseResult parse(std::string_view source, const std::string& filename, CompileMode mode);

/// The second half: names and code. The tree is changed on the way. `optimize`: 1 leaves out assert and makes __debug__ False, 2
/// leaves out docstrings too.
CompileResult compile_tree(ParseResult& parsed, const std::string& filename, CompileMode mode, int optimize = 0);

/// Compile `source` (bytes of a file: UTF-8 with or without BOM, or as its coding line says, in any encoding the C library
/// knows).
CompileResult compile(std::string_view source, const std::string& filename, CompileMode mode, int optimize = 0);

/// The message as CPython prints it on stderr: File line, source line, carets, "SyntaxError: ...", with newlines.
std::string format_syntax_error(const SyntaxErrorInfo& error);

}  // namespace python
