/// Where things are: sys.argv, sys.path, the prefixes, the installed library.
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <cstdlib>

#include "modules/modules.h"
#include "modules/sys.h"
#include "objects/operations.h"
#include "program/options.h"

namespace python {

namespace {

List* arguments_list;
List* path_list;

bool exists(const std::string& path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0;
}

std::string executable_path() {
  char buffer[4096];
  ssize_t length = readlink("/proc/self/exe", buffer, sizeof buffer);
  return {buffer, static_cast<size_t>(length < 0 ? 0 : length)};
}

std::string parent_directory(const std::string& path) {
  size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

/// The root of the virtual environment the program was started from, or empty: it holds a pyvenv.cfg.
std::string virtual_environment() {
  std::string folder = parent_directory(program_options.program);
  if (folder.empty()) return "";
  if (exists(folder + "/pyvenv.cfg")) return folder;
  std::string parent = parent_directory(folder);
  return !parent.empty() && exists(parent + "/pyvenv.cfg") ? parent : "";
}

void add_path(const std::string& path) {
  Str* text = make_str(path);
  for (uint64_t i = 0; i < path_list->length; i++) {
    Str* known = as_str(list_get(path_list, i));
    if (known && str_equal(known, text)) return;
  }
  list_append(path_list, ref(text));
}

/// A folder of installed packages and the folders its .pth files name. Lines that are code are not run.
void add_site_directory(const std::string& folder) {
  DIR* directory = opendir(folder.c_str());
  if (!directory) return;
  add_path(folder);
  std::vector<std::string> files;
  while (dirent* entry = readdir(directory)) {
    std::string name = entry->d_name;
    if (name.ends_with(".pth") && !name.starts_with(".")) files.push_back(name);
  }
  closedir(directory);
  std::sort(files.begin(), files.end());
  for (const std::string& file : files) {
    FILE* stream = fopen((folder + "/" + file).c_str(), "r");
    if (!stream) continue;
    char buffer[4096];
    while (fgets(buffer, sizeof buffer, stream)) {
      std::string line = buffer;
      while (!line.empty() && (line.back() == '\n' || line.back() == '\r' || line.back() == ' ')) line.pop_back();
      if (line.empty() || line[0] == '#' || line.starts_with("import ") || line.starts_with("import\t")) continue;
      std::string path = line[0] == '/' ? line : folder + "/" + line;
      if (exists(path)) add_path(path);
    }
    fclose(stream);
  }
}

void add_site_directories() {
  std::string environment = virtual_environment();
  if (!environment.empty()) {
    add_site_directory(environment + "/lib/python3.11/site-packages");
    return;
  }
  const char* home = getenv("HOME");
  if (!program_options.no_user_site && home && *home)
    add_site_directory(std::string(home) + "/.local/lib/python3.11/site-packages");
  for (const char* folder : {"/usr/local/lib/python3.11/dist-packages", "/usr/lib/python3/dist-packages"})
    add_site_directory(folder);
}

}  // namespace

const std::string& library_directory() {
  static const std::string found = [] {
    std::vector<std::string> candidates;
    if (const char* home = environment_option("PYTHONHOME")) candidates.push_back(std::string(home) + "/lib/python3.11");
    candidates.insert(candidates.end(), {"/usr/lib/python3.11", "/usr/local/lib/python3.11"});
    for (const std::string& candidate : candidates) {
      if (exists(candidate + "/os.py")) return candidate;
    }
    return std::string();
  }();
  return found;
}

void set_arguments(std::string_view first, std::string_view path_0) {
  arguments_list = make_list(program_options.arguments.size() + 1);
  jitwright::Heap::current().add_root(
      [](void*, jitwright::Tracer& tracer) {
        tracer.visit(arguments_list);
        tracer.visit(path_list);
      },
      &arguments_list);
  list_append(arguments_list, ref(make_str(first)));
  for (const std::string& argument : program_options.arguments) list_append(arguments_list, ref(make_str(argument)));
  path_list = make_list(8);
  if (!program_options.safe_path) list_append(path_list, ref(make_str(path_0)));
  for (size_t start = 0; !program_options.library_path.empty() && start <= program_options.library_path.size();) {
    size_t end = std::min(program_options.library_path.find(':', start), program_options.library_path.size());
    std::string part = program_options.library_path.substr(start, end - start);
    if (part.empty() || part[0] != '/') {
      char here[4096];
      if (getcwd(here, sizeof here)) part = part.empty() ? here : std::string(here) + "/" + part;
    }
    add_path(part);
    start = end + 1;
  }
  if (!library_directory().empty()) add_path(library_directory());
  if (!program_options.no_site) add_site_directories();
}

void fill_sys_paths(Module* module) {
  set_member(module, "argv", ref(arguments_list));
  set_member(module, "path", ref(path_list));
  List* original = make_list(program_options.all_arguments.size());
  for (const std::string& argument : program_options.all_arguments) list_append(original, ref(make_str(argument)));
  set_member(module, "orig_argv", ref(original));
  std::string program = program_options.program;
  std::string executable = program.starts_with("/") ? program : executable_path();
  set_member(module, "executable", ref(make_str(executable)));
  set_member(module, "_base_executable", ref(make_str(executable_path())));
  const std::string& library = library_directory();
  std::string base = library.empty() ? "/usr" : parent_directory(parent_directory(library));
  std::string environment = virtual_environment(), prefix = environment.empty() ? base : environment;
  for (const char* name : {"prefix", "exec_prefix"}) set_member(module, name, ref(make_str(prefix)));
  for (const char* name : {"base_prefix", "base_exec_prefix"}) set_member(module, name, ref(make_str(base)));
  set_member(module, "platlibdir", ref(intern("lib")));
  set_member(module, "_stdlib_dir", library.empty() ? none() : ref(make_str(library)));
  set_member(module, "_home", environment.empty() ? none() : ref(make_str(parent_directory(executable_path()))));
  set_member(module, "pycache_prefix",
             program_options.cache_prefix.empty() ? none() : ref(make_str(program_options.cache_prefix)));
}

}  // namespace python
