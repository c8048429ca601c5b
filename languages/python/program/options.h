/// Owns the command line and the PYTHON… environment variables: what jwpython was asked to do.
#pragma once

#include <string>
#include <vector>

namespace python {

struct ProgramOptions {
  enum class Source { file, command, module, standard_input };
  Source source = Source::standard_input;
  std::string program = "jwpython";        // as called
  std::string text;                        // file name, command or module name
  std::vector<std::string> arguments;      // those of the guest program
  std::vector<std::string> all_arguments;  // sys.orig_argv
  std::vector<std::string> warnings;       // -W and PYTHONWARNINGS
  std::vector<std::string> x_options;      // -X
  std::string library_path;                // PYTHONPATH
  std::string cache_prefix;                // PYTHONPYCACHEPREFIX and -X pycache_prefix
  int debug = 0, inspect = 0, interactive = 0, optimize = 0, no_bytecode = 0, no_user_site = 0, no_site = 0,
      ignore_environment = 0;
  int verbose = 0, bytes_warning = 0, quiet = 0, isolated = 0, dev_mode = 0, utf8_mode = 0, warn_default_encoding = 0,
      safe_path = 0;
  int unbuffered = 0, skip_first_line = 0;
  int64_t int_digits_limit = -1;  // -X int_max_str_digits; -1: the default
  uint64_t heap_limit = 0;        // -X heap_limit, in bytes; 0: the machine's memory
  bool import_time = false;       // -X importtime
  bool print_bytecode = false;    // --bytecode: print the compiled code instead of running it
};

extern ProgramOptions program_options;

/// Fills `options` from the command line and the environment; -1 to go on, otherwise the exit status.
int parse_command_line(int count, char** arguments, ProgramOptions* options);

/// getenv, unless -E or -I says to ignore the environment or the value is empty.
const char* environment_option(const char* name);

inline constexpr const char* version_text = "3.11.2";

}  // namespace python
