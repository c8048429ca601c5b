/// Text in, text out: each file under tree/, bytecode/ and errors/ holds cases "## source", the source, "## result", what is made
/// of it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "bytecode/verify.h"
#include "compiler/compile.h"
#include "parser/parser.h"

using namespace python;

namespace {

struct Case {
  std::string file, source, result;
};

std::vector<Case> read_cases(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  for (auto& entry : std::filesystem::directory_iterator(std::string(PYTHON_PARSER_TESTS) + "/" + folder))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<Case> cases;
  for (auto& path : files) {
    std::ifstream in(path, std::ios::binary);
    std::string line;
    bool in_result = false;
    while (std::getline(in, line)) {
      if (line == "## source") {
        cases.push_back({path.filename().string(), "", ""});
        in_result = false;
      } else if (line == "## result") {
        in_result = true;
      } else if (!cases.empty()) {
        (in_result ? cases.back().result : cases.back().source) += line + "\n";
      }
    }
  }
  return cases;
}

std::string tree_of(const std::string& source) {
  Arena arena;
  Tokenizer tokenizer(source);
  tokenizer.run();
  Parser parser(arena, source, tokenizer);
  SyntaxTree* module = parser.parse_file();
  return parser.error ? parser.error.message + "\n" : dump(*module);
}

}  // namespace

TEST_CASE("sources have the trees their files say") {
  for (const Case& one : read_cases("tree")) {
    INFO(one.file << ":\n" << one.source);
    CHECK(tree_of(one.source) == one.result);
  }
}

TEST_CASE("sources have the bytecode their files say") {
  for (const Case& one : read_cases("bytecode")) {
    INFO(one.file << ":\n" << one.source);
    CompileResult result = compile(one.source, "f.py", CompileMode::module);
    REQUIRE(result.code);
    CHECK(verify(*result.code) == "");
    CHECK(disassemble(*result.code) == one.result);
  }
}

TEST_CASE("wrong sources have CPython's messages") {
  for (const Case& one : read_cases("errors")) {
    INFO(one.file << ":\n" << one.source);
    CompileResult result = compile(one.source, "f.py", CompileMode::module);
    REQUIRE(!result.code);
    CHECK(format_syntax_error(result.error) == one.result);
  }
}
