/// Prints what the front end makes of a file: its tree, its bytecode, or the syntax error. With several files, says only which
/// fail.
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>

#include "bytecode/verify.h"
#include "compiler/compile.h"
#include "parser/parser.h"

using namespace python;

int main(int argc, char** argv) {
  bool tree = false, quiet = false;
  CompileMode mode = CompileMode::module;
  int status = 0;
  for (int i = 1; i < argc; i++) {
    if (!std::strcmp(argv[i], "--tree"))
      tree = true;
    else if (!std::strcmp(argv[i], "--quiet"))
      quiet = true;
    else if (!std::strcmp(argv[i], "--exec"))
      mode = CompileMode::exec;
    else if (!std::strcmp(argv[i], "--eval"))
      mode = CompileMode::eval;
    else {
      std::ifstream file(argv[i], std::ios::binary);
      std::stringstream text;
      text << file.rdbuf();
      std::string source = text.str();
      if (tree) {
        Arena arena;
        Tokenizer tokenizer(source);
        tokenizer.run();
        Parser parser(arena, source, tokenizer);
        std::string text = dump(*parser.parse_file());
        std::fwrite(text.data(), 1, text.size(), stdout);
        continue;
      }
      CompileResult result = compile(source, argv[i], mode);
      if (!result.code) {
        status = 1;
        std::fputs(format_syntax_error(result.error).c_str(), stdout);
        continue;
      }
      if (std::string wrong = verify(*result.code); !wrong.empty()) {
        status = 2;
        std::printf("%s: %s\n", argv[i], wrong.c_str());
      }
      if (!quiet) {
        std::fputs(disassemble(*result.code).c_str(), stdout);
      }
    }
  }
  return status;
}
