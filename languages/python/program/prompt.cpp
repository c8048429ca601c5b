#include "program/prompt.h"

#include <unistd.h>
#include <cstdio>

#include "compiler/interactive.h"
#include "interpreter/build_class.h"
#include "interpreter/calls.h"
#include "interpreter/code.h"
#include "interpreter/import.h"
#include "interpreter/traceback.h"
#include "modules/io/files.h"
#include "modules/modules.h"
#include "objects/operations.h"
#include "program/line_editor.h"
#include "program/options.h"

namespace python {

namespace {

bool has_editor;
Module* namespace_module;

/// What the library's rlcompleter finds.
std::vector<std::string> complete_name(const std::string& text) {
  static Value completer;
  std::vector<std::string> names;
  if (!completer) {
    Value made = import_module("rlcompleter");
    Value type = made ? get_attr(made, intern("Completer")) : null_value;
    completer = type ? call_1(type, ref(namespace_module->dict.get())) : null_value;
    if (completer) set_member(as<Module>(made), "_prompt_completer", completer);
  }
  for (int64_t i = 0; completer && i < 500; i++) {
    Value arguments[] = {ref(make_str(text)), int_value(i)};
    Value name = call_method(completer, intern("complete"), arguments, 2);
    if (!name || !is_str(name)) break;
    names.push_back(to_utf8(as<Str>(name)));
  }
  vm.exception = null_value;
  return names;
}

LineResult read_plain_line(const std::string& prompt, std::string* line) {
  write_standard_error(prompt);
  line->clear();
  for (char c;;) {
    ssize_t count = read(STDIN_FILENO, &c, 1);
    if (count < 0 && vm.interrupted) return LineResult::interrupted;
    if (count < 0) continue;
    if (count == 0) {
      if (line->empty()) return LineResult::end;
      c = '\n';
    }
    line->push_back(c);
    if (c == '\n') return LineResult::line;
  }
}

LineResult read_line(const char* prompt_name, const char* standard, std::string* line) {
  flush_standard_output();
  Value prompt = sys_attribute(intern(prompt_name)), text = prompt ? to_str(prompt) : null_value;
  vm.exception = null_value;
  std::string shown = text ? to_utf8(as_str(text)) : standard;
  return has_editor ? edit_line(shown, line) : read_plain_line(shown, line);
}

/// Reads one statement; end with an empty text at the end of input.
LineResult read_statement(std::string* source) {
  source->clear();
  std::string line;
  for (;;) {
    LineResult result = read_line(source->empty() ? "ps1" : "ps2", source->empty() ? ">>> " : "... ", &line);
    if (result == LineResult::interrupted) return result;
    if (result == LineResult::end) return source->empty() ? result : LineResult::line;
    *source += line;
    if (!wants_more_lines(*source, compile(*source, "<stdin>", CompileMode::interactive))) return LineResult::line;
  }
}

bool is_only_blank(const std::string& source) {
  bool comment = false;
  for (char c : source) {
    if (c == '\n')
      comment = false;
    else if (c == '#')
      comment = true;
    else if (!comment && c != ' ' && c != '\t' && c != '\r' && c != '\f')
      return false;
  }
  return true;
}

}  // namespace

void show_banner() {
  if (program_options.quiet) return;
  write_standard_error(std::string("Python ") + version_text +
                       " (Jitwright) on linux\nType \"help\", \"copyright\", \"credits\" or \"license\" for more information.\n");
}

int run_prompt(Module* module, ErrorReporter report) {
  Module* sys = as<Module>(loaded_module(intern("sys")));
  for (auto [name, text] : {std::pair{"ps1", ">>> "}, std::pair{"ps2", "... "}}) {
    if (!dict_get_str(sys->dict, intern(name))) set_member(sys, name, ref(intern(text)));
  }
  namespace_module = module;
  has_editor = start_line_editor(complete_name);
  int status = 0;
  std::string source;
  for (;;) {
    LineResult result = read_statement(&source);
    if (result == LineResult::end) {
      write_standard_error("\n");
      break;
    }
    if (result == LineResult::interrupted) {
      bool error = deliver_interrupt();
      Value exception = error ? take_error() : null_value;
      write_standard_error("\n");
      vm.exception = exception;
      if (error && report(&status)) break;
      continue;
    }
    if (is_only_blank(source)) continue;
    Code* code = compile_source(source, "<stdin>", CompileMode::interactive);
    bool good = code && run_body(make_plain_function(code, module->dict), null_value, nullptr);
    if (!good && report(&status)) break;
    flush_standard_output();
  }
  finish_line_editor();
  return status;
}

}  // namespace python
