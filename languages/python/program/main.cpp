/// The program jwpython: command line, start-up, the main module, exit status.
#include <malloc.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "builtins/builtins.h"
#include "interpreter/build_class.h"
#include "interpreter/calls.h"
#include "interpreter/frame.h"
#include "interpreter/import.h"
#include "interpreter/traceback.h"
#include "modules/io/files.h"
#include "modules/modules.h"
#include "objects/death.h"
#include "modules/os/atexit.h"
#include "modules/os/signals.h"
#include "modules/sys.h"
#include "modules/unicode/database.h"
#include "objects/exception.h"
#include "objects/function.h"
#include "objects/operations.h"
#include "parser/string_literal.h"
#include "program/options.h"
#include "program/prompt.h"

namespace python {

namespace {

constexpr size_t stack_bytes = size_t{1} << 30;

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

std::string current_directory() {
  char directory[4096];
  return getcwd(directory, sizeof directory) ? directory : ".";
}

/// Status of the error on its way, reported. If the program `stays`, for a prompt, a SystemExit is an error as others.
int report_error(bool* interrupted, bool stays = false) {
  if (!stays && error_matches(ExceptionKind::system_exit)) {
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

/// The error on its way as sys.last_type, last_value and last_traceback, for debuggers.
void remember_last_error() {
  Module* sys = as<Module>(loaded_module(intern("sys")));
  Value traceback = none_if_null(exception_field(vm.exception, exception_traceback));
  dict_set_str(sys->dict, vm.names.last_type_name, ref(type_of(vm.exception)));
  dict_set_str(sys->dict, vm.names.last_value_name, vm.exception);
  dict_set_str(sys->dict, vm.names.last_traceback_name, traceback);
}

/// Reports an error in the prompt: only SystemExit ends it.
bool report_prompt_error(int* status) {
  bool interrupted, leaves = error_matches(ExceptionKind::system_exit);
  if (!leaves) remember_last_error();
  int result = report_error(&interrupted);
  if (leaves) *status = result;
  return leaves;
}

/// Runs a file's statements before the first prompt.
void run_startup_file(Module* module) {
  const char* path = environment_option("PYTHONSTARTUP");
  std::string source;
  int status;
  if (!path) return;
  if (!read_file(path, &source)) {
    fprintf(stderr, "Could not open PYTHONSTARTUP\nFileNotFoundError: [Errno %d] %s: '%s'\n", errno, strerror(errno), path);
    return;
  }
  Code* code = compile_source(source, path, CompileMode::module);
  if (!code || !run_body(make_plain_function(code, module->dict), null_value, nullptr)) report_prompt_error(&status);
}

/// PYTHONINSPECT set by the program itself.
bool inspect_requested() { return environment_option("PYTHONINSPECT") != nullptr; }

/// `-m name` as runpy does it, or the __main__ of an archive, which leaves sys.argv as it is.
bool run_module(const std::string& name, bool names_program) {
  Value runpy = import_module("runpy");
  Value run = runpy ? get_attr(runpy, intern("_run_module_as_main")) : null_value;
  return run && call_2(run, ref(make_str(name)), boolean(names_program));
}

/// Whether a file's content ends as a zip archive does: with the end of its directory, and a comment.
bool is_archive(std::string_view content) {
  constexpr size_t record = 22, longest_comment = 0xFFFF;
  if (content.size() < record) return false;
  size_t at = content.rfind("PK\5\6", content.size() - record);
  return at != std::string_view::npos && content.size() - at <= record + longest_comment;
}

/// Waits for the threads that are no daemons.
void join_threads() {
  Value threading = loaded_module(intern("threading"));
  if (!threading) return;
  Value shutdown = find_attr(threading, intern("_shutdown"));
  if (!shutdown || !call_0(shutdown)) print_ignored_error("the threads' end");
}

int run_main(const ProgramOptions& options) {
  using Source = ProgramOptions::Source;
  std::string source, filename, first;
  std::string path_0;
  bool archive = false;
  switch (options.source) {
    case Source::command:
      source = options.text + "\n";
      filename = "<string>";
      first = "-c";
      break;
    case Source::module:
      first = "-m";
      path_0 = current_directory();
      break;
    case Source::standard_input:
      filename = "<stdin>";
      first = options.text.empty() ? "" : "-";
      break;
    case Source::file: {
      filename = first = options.text;
      struct stat status;
      if (stat(filename.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
        filename += "/__main__.py";
        if (stat(filename.c_str(), &status) != 0) {
          fprintf(stderr, "%s: can't find '__main__' module in '%s'\n", options.program.c_str(),
                  absolute_path(options.text).c_str());
          return 1;
        }
      }
      if (!read_file(filename.c_str(), &source)) {
        fprintf(stderr, "%s: can't open file '%s': [Errno %d] %s\n", options.program.c_str(), absolute_path(options.text).c_str(),
                errno, strerror(errno));
        return 2;
      }
      if (options.skip_first_line) source.erase(0, source.find('\n'));
      archive = is_archive(source);
      path_0 = archive ? options.text : directory_of(absolute_path(filename));
      break;
    }
  }

  jitwright::Heap& heap = jitwright::Heap::current();
  if (options.heap_limit) heap.set_limit(options.heap_limit);
  heap.set_out_of_memory_handler([] { request_interrupt(interrupted_by_heap_limit); });
  start_objects();
  register_frames();
  register_tracing();
  start_files();
  start_builtins();
  character_by_name = unicode_lookup;
  set_arguments(first, path_0);
  set_depth_limit(1000);
  bool interrupted = false;
  int status = 0;
  start_signals();

  if (!import_module("sys")) status = report_error(&interrupted);
  bool prompts = options.source == Source::standard_input && options.text.empty() && (options.inspect || isatty(STDIN_FILENO));
  if (prompts) program_options.interactive = 1;
  if (options.source == Source::standard_input && !prompts) {
    char buffer[16384];
    ssize_t count;
    while ((count = read(0, buffer, sizeof buffer)) > 0) source.append(buffer, static_cast<size_t>(count));
  }

  Module* main_module = make_module("__main__");
  dict_set_str(vm.modules, vm.names.__main__, ref(main_module));
  dict_set_str(main_module->dict, vm.names.__builtins__, loaded_module(intern("builtins")));
  dict_set_str(main_module->dict, vm.names.__spec__, none());
  if (options.source == Source::file && filename != options.text) {  // a folder with a __main__.py
    dict_set_str(main_module->dict, vm.names.__package__, ref(vm.empty_str));
  }
  if (options.source == Source::file) {
    dict_set_str(main_module->dict, vm.names.__file__, ref(make_str(absolute_path(filename))));
    dict_set_str(main_module->dict, intern("__cached__"), none());
  }
  bool good = status == 0;
  if (good && options.source == Source::module) {
    good = run_module(options.text, true);
  } else if (good && archive) {
    good = run_module("__main__", false);
  } else if (good && prompts) {
    show_banner();
    run_startup_file(main_module);
    status = run_prompt(main_module, report_prompt_error);
  } else if (good) {
    Code* code = compile_source(source, options.source == Source::file ? absolute_path(filename) : filename, CompileMode::module);
    if (code && options.print_bytecode) {
      fputs(disassemble(**code->spec).c_str(), stdout);
      return 0;
    }
    good = code && run_body(make_plain_function(code, main_module->dict), null_value, nullptr);
  }
  if (!good && vm.exception) {
    bool stays = options.inspect && !prompts;
    if (stays) remember_last_error();
    status = report_error(&interrupted, stays);
  }
  if ((options.inspect || inspect_requested()) && !prompts) {
    interrupted = false;
    status = run_prompt(main_module, report_prompt_error);
  }
  join_threads();
  run_exit_functions();
  run_last_deaths();
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

}  // namespace

}  // namespace python

int main(int count, char** arguments) {
  using namespace python;
  static int status;
  static const pid_t process = getpid();
  status = parse_command_line(count, arguments, &program_options);
  if (status >= 0) return status;
  // The machine runs in a thread of its own, whose memory should come from the same place as the main thread's, in few steps.
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_TOP_PAD, 1 << 20);
  // A stack of its own size for guest recursion; pages are touched only when used.
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_bytes);
  auto body = [](void*) -> void* {
    status = run_main(program_options);
    // A child made by os.fork has no other thread to end it.
    if (getpid() != process) exit(status);
    return nullptr;
  };
  pthread_t thread;
  if (pthread_create(&thread, &attributes, body, nullptr) != 0) {
    body(nullptr);
  } else {
    sigset_t set;
    sigfillset(&set);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    pthread_join(thread, nullptr);
  }
  return status;
}
