/// The program jwpython: command line, start-up, the main module, exit status.
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <pthread.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include "builtins/builtins.h"
#include "interpreter/build_class.h"
#include "interpreter/calls.h"
#include "interpreter/frame.h"
#include "interpreter/import.h"
#include "interpreter/traceback.h"
#include "modules/file.h"
#include "modules/modules.h"
#include "objects/exception.h"
#include "objects/function.h"
#include "objects/operations.h"

namespace python {

namespace {

constexpr size_t stack_bytes = size_t{1} << 30;

struct CommandLine {
  const char* program = "jwpython";
  enum class Source { file, command, module, standard_input } source = Source::standard_input;
  std::string text;      // file name, command or module name
  int argument_count = 0;
  char** arguments = nullptr;
  bool bytecode = false;  // --bytecode: print the compiled code instead of running it
};

void on_interrupt(int) { request_interrupt(); }

void usage(const char* program, FILE* stream) {
  fprintf(stream, "usage: %s [option] ... [-c cmd | -m mod | file | -] [arg] ...\n", program);
}

/// Fills `line`; otherwise the exit status.
int parse_command_line(int count, char** arguments, CommandLine* line) {
  line->program = arguments[0];
  int i = 1;
  for (; i < count && arguments[i][0] == '-' && arguments[i][1]; i++) {
    std::string_view option = arguments[i];
    if (option == "--version" || option == "-V" || option == "-VV") {
      puts("Python 3.11.2 (Jitwright)");
      return 0;
    }
    if (option == "-h" || option == "--help") {
      usage(line->program, stdout);
      return 0;
    }
    if (option[1] == 'c' || option[1] == 'm') {
      bool command = option[1] == 'c';
      line->source = command ? CommandLine::Source::command : CommandLine::Source::module;
      if (option.size() > 2) {
        line->text = option.substr(2);
      } else if (i + 1 < count) {
        line->text = arguments[++i];
      } else {
        fprintf(stderr, "Argument expected for the -%c option\n", option[1]);
        usage(line->program, stderr);
        return 2;
      }
      i++;
      line->argument_count = count - i;
      line->arguments = arguments + i;
      return -1;
    }
    if (option == "--bytecode") {
      line->bytecode = true;
    } else if (option == "-X" || option == "-W") {
      i++;
    } else if (option.find_first_not_of("-OuBIsSEqdvbxiPR") != std::string_view::npos && option[1] != 'X' && option[1] != 'W') {
      fprintf(stderr, "unknown option %s\n", arguments[i]);
      usage(line->program, stderr);
      return 2;
    }
  }
  if (i < count) {
    if (strcmp(arguments[i], "-") == 0) {
      line->text = "-";
    } else {
      line->source = CommandLine::Source::file;
      line->text = arguments[i];
    }
    i++;
  }
  line->argument_count = i < count ? count - i : 0;
  line->arguments = arguments + i;
  return -1;
}

std::string directory_of(const std::string& path) {
  size_t slash = path.rfind('/');
  if (slash == std::string::npos) return "";
  return path.substr(0, slash ? slash : 1);
}

std::string absolute_path(const std::string& path) {
  if (path.starts_with("/")) return path;
  char directory[4096];
  return getcwd(directory, sizeof directory) ? std::string(directory) + "/" + path : path;
}

/// Status of the error on its way, reported.
int report_error(bool* interrupted) {
  if (error_matches(ExceptionKind::system_exit)) {
    Value exception = take_error();
    Value code = get_slot(as<Instance>(exception), vm.names.code_name);
    if (!code || is_none(code)) return 0;
    if (Value number = as_exact_int(code)) return is_small_int(number) ? static_cast<int>(small_int(number) & 0xFF) : 255;
    Value text = to_str(code);
    flush_standard_output();
    if (text) write_standard_error(to_utf8(as<Str>(text)) + "\n");
    return 1;
  }
  *interrupted = error_matches(ExceptionKind::keyboard_interrupt);
  Value hook = sys_attribute(vm.names.excepthook_name);
  if (hook && has_kind(hook, Kind::function)) {
    Value exception = take_error();
    Value arguments[] = {ref(type_of(exception)), exception, none_if_null(exception_field(exception, exception_traceback))};
    if (!call(hook, arguments, 3)) {
      Value second = take_error();
      write_standard_error("Error in sys.excepthook:\n" + format_exception(second) + "\nOriginal exception was:\n");
      vm.exception = exception;
      print_error();
    }
  } else {
    print_error();
  }
  return 1;
}

/// Flushes what is open; false if standard output cannot take it.
bool flush_everything() {
  bool good = true;
  jitwright::Heap::current().for_each_watched(
      [](void* object, size_t, void* context) {
        if (kind_of(static_cast<Object*>(object)) != Kind::file) return;
        File* file = static_cast<File*>(object);
        if (!(file->flags & file_closed) && !file_flush(file) && file == standard_streams.output) *static_cast<bool*>(context) = false;
      },
      &good);
  if (!good) {
    Value error = take_error();
    if (error) write_standard_error("Exception ignored in: <_io.TextIOWrapper name='<stdout>' mode='w' encoding='utf-8'>\n" + format_exception(error));
  }
  vm.exception = null_value;
  return good;
}

/// The file of `-m name`; empty if there is none.
std::string find_module_file(const std::string& name) {
  std::string relative = name;
  for (char& c : relative) c = c == '.' ? '/' : c;
  List* paths = as_list(none_if_null(sys_attribute(vm.names.path_name)));
  for (uint64_t i = 0; paths && i < paths->length; i++) {
    Str* entry = as_str(list_get(paths, i));
    std::string base = entry ? to_utf8(entry) : "";
    if (base.empty()) base = ".";
    for (const char* suffix : {".py", "/__main__.py"}) {
      std::string path = base + "/" + relative + suffix;
      struct stat status;
      if (stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode)) return absolute_path(path);
    }
  }
  return "";
}

int run_main(const CommandLine& line) {
  std::string source, filename, first;
  std::string path_0;
  switch (line.source) {
    case CommandLine::Source::command: source = line.text + "\n"; filename = "<string>"; first = "-c"; break;
    case CommandLine::Source::module: first = "-m"; path_0 = absolute_path("."); break;
    case CommandLine::Source::standard_input: filename = "<stdin>"; first = line.text.empty() ? "" : "-"; break;
    case CommandLine::Source::file: {
      filename = first = line.text;
      struct stat status;
      if (stat(filename.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
        filename += "/__main__.py";
        if (stat(filename.c_str(), &status) != 0) {
          fprintf(stderr, "%s: can't find '__main__' module in '%s'\n", line.program, absolute_path(line.text).c_str());
          return 1;
        }
      }
      if (!read_file(filename.c_str(), &source)) {
        fprintf(stderr, "%s: can't open file '%s': [Errno %d] %s\n", line.program, absolute_path(line.text).c_str(), errno, strerror(errno));
        return 2;
      }
      path_0 = directory_of(absolute_path(filename));
      break;
    }
  }

  start_objects();
  register_frames();
  start_files();
  start_builtins();
  set_arguments(line.argument_count, line.arguments, first, path_0);
  set_depth_limit(1000);
  bool interrupted = false;
  int status = 0;
  signal(SIGPIPE, SIG_IGN);
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  sigaction(SIGINT, &action, nullptr);

  if (!import_module("sys")) status = report_error(&interrupted);
  if (line.source == CommandLine::Source::module) {
    filename = find_module_file(line.text);
    if (filename.empty() || !read_file(filename.c_str(), &source)) {
      fprintf(stderr, "%s: No module named %s\n", line.program, line.text.c_str());
      return 1;
    }
    list_set(as_list(sys_attribute(vm.names.argv_name)), 0, ref(make_str(filename)));
  } else if (line.source == CommandLine::Source::standard_input) {
    char buffer[16384];
    ssize_t count;
    while ((count = read(0, buffer, sizeof buffer)) > 0) source.append(buffer, static_cast<size_t>(count));
  }

  Module* main_module = make_module("__main__");
  dict_set_str(vm.modules, vm.names.__main__, ref(main_module));
  dict_set_str(main_module->dict, vm.names.__builtins__, loaded_module(intern("builtins")));
  if (line.source == CommandLine::Source::file || line.source == CommandLine::Source::module) {
    dict_set_str(main_module->dict, vm.names.__file__, ref(make_str(absolute_path(filename))));
    dict_set_str(main_module->dict, intern("__cached__"), none());
  }
  Code* code = compile_source(source, line.source == CommandLine::Source::file ? absolute_path(filename) : filename, CompileMode::module);
  if (code && line.bytecode) {
    fputs(disassemble(**code->spec).c_str(), stdout);
    return 0;
  }
  if (!code || !run_body(make_plain_function(code, main_module->dict), null_value, nullptr)) status = report_error(&interrupted);
  if (!flush_everything() && status == 0) status = 120;
  if (interrupted) {
    signal(SIGINT, SIG_DFL);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
    kill(getpid(), SIGINT);
    return 130;
  }
  return status;
}

struct MainThread {
  CommandLine line;
  int status;
};

}  // namespace

}  // namespace python

int main(int count, char** arguments) {
  using namespace python;
  MainThread program{{}, 0};
  int status = parse_command_line(count, arguments, &program.line);
  if (status >= 0) return status;
  // A stack of its own size for guest recursion; pages are touched only when used.
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_bytes);
  auto body = [](void* argument) -> void* {
    MainThread* program = static_cast<MainThread*>(argument);
    program->status = run_main(program->line);
    return nullptr;
  };
  pthread_t thread;
  if (pthread_create(&thread, &attributes, body, &program) != 0) {
    body(&program);
  } else {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    pthread_join(thread, nullptr);
  }
  return program.status;
}
