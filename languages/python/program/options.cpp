#include "program/options.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace python {

ProgramOptions program_options;

namespace {

constexpr const char* help_text =
    "Options (and corresponding environment variables):\n"
    "-b     : accepted for compatibility (warns about bytes in CPython)\n"
    "-B     : don't write compiled code to disk; also PYTHONDONTWRITEBYTECODE=x\n"
    "-c cmd : run the text cmd as a program (ends the list of options)\n"
    "-d     : accepted for compatibility\n"
    "-E     : ignore the PYTHON* environment variables\n"
    "-h     : print this help and leave (also -?, --help)\n"
    "-i     : go on at the prompt after the program; also PYTHONINSPECT=x\n"
    "-I     : keep the user's environment out: implies -E, -P and -s\n"
    "-m mod : run a module of the library as a program (ends the list of options)\n"
    "-O     : leave out assert statements and what tests __debug__; also PYTHONOPTIMIZE=x\n"
    "-OO    : as -O, and leave out documentation strings\n"
    "-P     : don't put the program's folder first on sys.path; also PYTHONSAFEPATH\n"
    "-q     : no version and copyright at the prompt\n"
    "-s     : leave the user's site folder out of sys.path; also PYTHONNOUSERSITE\n"
    "-S     : leave the site folders out, and help(), exit() and the like\n"
    "-u     : standard output and standard error unbuffered; also PYTHONUNBUFFERED=x\n"
    "-v     : accepted for compatibility; also PYTHONVERBOSE=x\n"
    "-V     : print the version and leave (also --version)\n"
    "-W arg : what to do with warnings: action:message:category:module:lineno; also PYTHONWARNINGS=arg\n"
    "-x     : skip the first line of the source\n"
    "-X opt : set an option of the implementation; heap_limit=256m: memory beyond is a MemoryError;\n"
    "         importtime: how long each import takes\n"
    "--bytecode : print the compiled code instead of running it\n"
    "file   : the program, in a file\n"
    "-      : the program, from standard input (the default; a prompt if that is a terminal)\n"
    "arg ...: what the program finds in sys.argv[1:]\n"
    "PYTHONPATH : folders separated by ':' in front of the library on sys.path\n"
    "PYTHONPYCACHEPREFIX : where the cache of compiled code goes\n"
    "JITWRIGHT : settings of the JIT: off, on, hot, guards, gc:N, log:FILE, ...\n";

void usage(const char* program, FILE* stream) {
  fprintf(stream, "usage: %s [option] ... [-c cmd | -m mod | file | -] [arg] ...\n", program);
}

int usage_error(const char* program) {
  usage(program, stderr);
  fprintf(stderr, "Try `python -h' for more information.\n");
  return 2;
}

/// One-letter options that count how often they were given.
int* counter_of(char letter, ProgramOptions* o) {
  switch (letter) {
    case 'b': return &o->bytes_warning;
    case 'B': return &o->no_bytecode;
    case 'd': return &o->debug;
    case 'E': return &o->ignore_environment;
    case 'i': return &o->inspect;
    case 'I': return &o->isolated;
    case 'O': return &o->optimize;
    case 'P': return &o->safe_path;
    case 'q': return &o->quiet;
    case 's': return &o->no_user_site;
    case 'S': return &o->no_site;
    case 'u': return &o->unbuffered;
    case 'v': return &o->verbose;
    case 'x': return &o->skip_first_line;
    default: return nullptr;
  }
}

/// "1000", "64k", "256m", "2g"; 0 if it is none of these.
uint64_t read_size(std::string_view text) {
  char* end = nullptr;
  std::string copy(text);
  uint64_t size = strtoull(copy.c_str(), &end, 10);
  switch (*end | 0x20) {
    case 'k': return size << 10;
    case 'm': return size << 20;
    case 'g': return size << 30;
    default: return *end ? 0 : size;
  }
}

void read_x_option(ProgramOptions* options, std::string_view text) {
  options->x_options.emplace_back(text);
  size_t equals = text.find('=');
  std::string_view name = text.substr(0, equals), value = equals == std::string_view::npos ? "" : text.substr(equals + 1);
  if (name == "dev")
    options->dev_mode = 1;
  else if (name == "importtime")
    options->import_time = true;
  else if (name == "utf8")
    options->utf8_mode = value != "0";
  else if (name == "warn_default_encoding")
    options->warn_default_encoding = 1;
  else if (name == "pycache_prefix")
    options->cache_prefix = value;
  else if (name == "int_max_str_digits")
    options->int_digits_limit = atoll(std::string(value).c_str());
  else if (name == "heap_limit")
    options->heap_limit = read_size(value);
}

void read_environment(ProgramOptions* options) {
  auto raise_to = [](int* field, const char* name) {
    const char* text = environment_option(name);
    if (!text) return;
    int value = atoi(text);
    if (value < 1) value = 1;
    if (*field < value) *field = value;
  };
  raise_to(&options->debug, "PYTHONDEBUG");
  raise_to(&options->verbose, "PYTHONVERBOSE");
  raise_to(&options->optimize, "PYTHONOPTIMIZE");
  raise_to(&options->inspect, "PYTHONINSPECT");
  raise_to(&options->unbuffered, "PYTHONUNBUFFERED");
  raise_to(&options->no_bytecode, "PYTHONDONTWRITEBYTECODE");
  raise_to(&options->no_user_site, "PYTHONNOUSERSITE");
  raise_to(&options->safe_path, "PYTHONSAFEPATH");
  raise_to(&options->dev_mode, "PYTHONDEVMODE");
  if (environment_option("PYTHONPROFILEIMPORTTIME")) options->import_time = true;
  if (const char* path = environment_option("PYTHONPATH")) options->library_path = path;
  if (const char* prefix = environment_option("PYTHONPYCACHEPREFIX"); prefix && options->cache_prefix.empty())
    options->cache_prefix = prefix;
  if (const char* limit = environment_option("PYTHONINTMAXSTRDIGITS"); limit && options->int_digits_limit < 0) {
    options->int_digits_limit = atoll(limit);
  }
  if (const char* warnings = environment_option("PYTHONWARNINGS")) {
    std::vector<std::string> from_environment;
    std::string_view text = warnings;
    while (!text.empty()) {
      size_t comma = text.find(',');
      from_environment.emplace_back(text.substr(0, comma));
      text = comma == std::string_view::npos ? "" : text.substr(comma + 1);
    }
    options->warnings.insert(options->warnings.begin(), from_environment.begin(), from_environment.end());
  }
  if (options->dev_mode) options->warnings.insert(options->warnings.begin(), "default");
}

}  // namespace

const char* environment_option(const char* name) {
  if (program_options.ignore_environment) return nullptr;
  const char* text = getenv(name);
  return text && *text ? text : nullptr;
}

int parse_command_line(int count, char** arguments, ProgramOptions* options) {
  options->program = arguments[0];
  options->all_arguments.assign(arguments, arguments + count);
  int i = 1;
  bool ended = false, version = false;
  for (; !ended && i < count && arguments[i][0] == '-' && arguments[i][1]; i++) {
    std::string_view option = arguments[i];
    if (option == "--") {
      i++;
      break;
    }
    if (option == "--version") {
      version = true;
    } else if (option == "--help" || option == "-?") {
      usage(arguments[0], stdout);
      fputs(help_text, stdout);
      return 0;
    } else if (option == "--bytecode") {
      options->print_bytecode = true;
    } else if (option == "--check-hash-based-pycs") {
      i++;
    } else if (option.starts_with("--")) {
      fprintf(stderr, "unknown option %s\n", arguments[i]);
      return usage_error(arguments[0]);
    } else {
      for (size_t at = 1; at < option.size(); at++) {
        char letter = option[at];
        if (letter == 'h' || letter == '?') {
          usage(arguments[0], stdout);
          fputs(help_text, stdout);
          return 0;
        }
        if (letter == 'V') {
          version = true;
        } else if (letter == 'R') {
          // Hashes of str are never random.
        } else if (letter == 'c' || letter == 'm' || letter == 'W' || letter == 'X') {
          std::string text(option.substr(at + 1));
          if (text.empty() && i + 1 >= count) {
            fprintf(stderr, "Argument expected for the -%c option\n", letter);
            return usage_error(arguments[0]);
          }
          if (text.empty()) text = arguments[++i];
          if (letter == 'W')
            options->warnings.push_back(text);
          else if (letter == 'X')
            read_x_option(options, text);
          else {
            options->source = letter == 'c' ? ProgramOptions::Source::command : ProgramOptions::Source::module;
            options->text = text;
            ended = true;
          }
          break;
        } else if (int* counter = counter_of(letter, options)) {
          (*counter)++;
        } else {
          fprintf(stderr, "Unknown option: -%c\n", letter);
          return usage_error(arguments[0]);
        }
      }
    }
  }
  if (version) {
    printf("Python %s\n", version_text);
    return 0;
  }
  if (options->isolated) options->ignore_environment = options->safe_path = options->no_user_site = 1;
  options->interactive = options->inspect;
  program_options.ignore_environment = options->ignore_environment;
  read_environment(options);
  if (!ended && i < count) {
    if (strcmp(arguments[i], "-") == 0) {
      options->text = "-";
    } else {
      options->source = ProgramOptions::Source::file;
      options->text = arguments[i];
    }
    i++;
  }
  for (; i < count; i++) options->arguments.emplace_back(arguments[i]);
  return -1;
}

}  // namespace python
