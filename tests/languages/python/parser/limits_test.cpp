/// Input made to overflow something: each is answered with an error, or compiled.
#include <catch2/catch.hpp>

#include "bytecode/verify.h"
#include "compiler/compile.h"

using namespace python;

namespace {

std::string repeat(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; i++) out += text;
  return out;
}

std::string error_of(const std::string& source, CompileMode mode = CompileMode::module) {
  CompileResult result = compile(source, "f.py", mode);
  return result.code ? verify(*result.code) : result.error.type + ": " + result.error.message;
}

}  // namespace

TEST_CASE("deep nesting ends in an error") {
  CHECK(error_of(repeat("(", 1000)) == "SyntaxError: too many nested parentheses");
  CHECK(error_of(repeat("-", 100000) + "x") == "MemoryError: ");
  CHECK(error_of(repeat("not ", 100000) + "x") == "MemoryError: ");
  CHECK(error_of(repeat("lambda: ", 100000) + "x") == "MemoryError: ");
  CHECK(error_of(repeat("x if y else ", 100000) + "x") == "MemoryError: ");
  CHECK(error_of(repeat("x**", 100000) + "x") == "MemoryError: ");
  CHECK(error_of(repeat("x+", 100000) + "x") == "RecursionError: maximum recursion depth exceeded during compilation");
  CHECK(error_of("x" + repeat(".x", 100000)) == "RecursionError: maximum recursion depth exceeded during compilation");
  std::string blocks;
  for (int i = 0; i < 120; i++) blocks += std::string(static_cast<size_t>(i), ' ') + "if x:\n";
  CHECK(error_of(blocks) == "IndentationError: too many levels of indentation");
}

TEST_CASE("ordinary depths compile") {
  CHECK(error_of(repeat("(", 190) + "x" + repeat(")", 190)) == "");
  CHECK(error_of(repeat("-", 1000) + "x") == "");
  CHECK(error_of(repeat("x+", 1000) + "x") == "");
  CHECK(error_of(repeat("x = ", 1000) + "x") == "");
}

TEST_CASE("errors deep in brackets are found in linear time") {
  CHECK(error_of(repeat("f(x for x in ", 150)) == "SyntaxError: '(' was never closed");
  CHECK(error_of(repeat("(", 150) + "a b" + repeat(")", 150)) == "SyntaxError: invalid syntax. Perhaps you forgot a comma?");
  CHECK(error_of(repeat("with (", 150) + "y" + repeat(")", 150) + ": pass") == "SyntaxError: invalid syntax");
}

TEST_CASE("displays of any size need few registers") {
  CompileResult result =
      compile("x = [" + repeat("f(1), ", 5000) + "]\ny = {" + repeat("f(1): 2, ", 5000) + "}\n", "f.py", CompileMode::module);
  REQUIRE(result.code);
  CHECK(verify(*result.code) == "");
  CHECK(result.code->register_count < 20);
}

TEST_CASE("sources that are no text are refused") {
  CHECK(error_of("x = '\xff'\n") ==
        "SyntaxError: Non-UTF-8 code starting with '\\xff' in file f.py on line 1, but no encoding declared; "
        "see https://peps.python.org/pep-0263/ for details");
  CHECK(error_of(std::string("x = 1\0\n", 7)) == "SyntaxError: source code cannot contain null bytes");
  CHECK(error_of("# coding: no-such\n") == "SyntaxError: encoding problem: no-such");
  CHECK(error_of("# -*- coding: latin-1 -*-\nx = '\xe9'\n") == "");
  CHECK(error_of("\xef\xbb\xbfx = 1\r\ny = 2\r\n") == "");
}

TEST_CASE("modes take what they are for") {
  CHECK(error_of("1 + x", CompileMode::eval) == "");
  CHECK(error_of("x = 1", CompileMode::eval) == "SyntaxError: invalid syntax");
  CHECK(error_of("x = 1\n", CompileMode::interactive) == "");
  CompileResult result = compile("if x:\n", "<stdin>", CompileMode::interactive);
  REQUIRE(!result.code);
  CHECK(result.error.incomplete);
}
