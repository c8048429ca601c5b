/// The module posix: its constants, the environment as it was at start, and the list of what fills it.
#include <fcntl.h>
#include <sched.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>
#include <climits>

#include "modules/os/arguments.h"
#include "objects/bytes.h"

namespace python {

namespace {

const NamedNumber constants[] = {
#define CONSTANT(name) {#name, name},
#include "modules/os/posix_constants.def"
#undef CONSTANT
};

/// What os.py asks for to fill supports_dir_fd, supports_fd and the like.
const char* const have_functions[] = {
    "HAVE_FACCESSAT", "HAVE_FCHDIR",     "HAVE_FCHMOD",    "HAVE_FCHMODAT",  "HAVE_FCHOWN",   "HAVE_FCHOWNAT",
    "HAVE_FDOPENDIR", "HAVE_FEXECVE",    "HAVE_FPATHCONF", "HAVE_FSTATAT",   "HAVE_FSTATVFS", "HAVE_FTRUNCATE",
    "HAVE_FUTIMENS",  "HAVE_LINKAT",     "HAVE_LCHOWN",    "HAVE_LSTAT",     "HAVE_MKDIRAT",  "HAVE_MKFIFOAT",
    "HAVE_OPENAT",    "HAVE_READLINKAT", "HAVE_RENAMEAT",  "HAVE_SYMLINKAT", "HAVE_UNLINKAT", "HAVE_UTIMENSAT",
};

}  // namespace

void fill_posix(Module* module) {
  set_numbers(module, constants);
  define_posix_paths(module);
  define_posix_stat(module);
  define_posix_descriptors(module);
  define_posix_process(module);
  set_member(module, "error", ref(exception_type(ExceptionKind::os_error)));
  List* have = make_list();
  for (const char* name : have_functions) list_append(have, ref(make_str(name)));
  set_member(module, "_have_functions", ref(have));
  Dict* environment = make_dict();
  for (char** entry = environ; entry && *entry; entry++) {
    std::string_view text = *entry;
    size_t equals_sign = text.find('=');
    if (equals_sign == std::string_view::npos || equals_sign == 0) continue;
    Value name = ref(make_bytes(text.substr(0, equals_sign)));
    if (!dict_get(environment, name)) dict_set(environment, name, ref(make_bytes(text.substr(equals_sign + 1))));
  }
  set_member(module, "environ", ref(environment));
  Dict* pathconf_names = make_dict();
  const struct {
    const char* name;
    int value;
  } names[] = {
      {"PC_LINK_MAX", _PC_LINK_MAX}, {"PC_NAME_MAX", _PC_NAME_MAX}, {"PC_PATH_MAX", _PC_PATH_MAX}, {"PC_PIPE_BUF", _PC_PIPE_BUF}};
  for (const auto& row : names) dict_set_str(pathconf_names, intern(std::string_view(row.name)), int_value(row.value));
  set_member(module, "pathconf_names", ref(pathconf_names));
}

}  // namespace python
