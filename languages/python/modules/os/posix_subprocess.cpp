/// The module _posixsubprocess: starting a program in a child, all of whose setting-up happens here, between fork and exec.
#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <csignal>
#include <vector>

#include "modules/os/arguments.h"
#include "objects/bytes.h"
#include "objects/exception.h"

namespace python {

namespace {

/// fork_exec's arguments, in its order.
enum ForkArgument : uint32_t {
  arg_arguments,
  arg_executables,
  arg_close_descriptors,
  arg_keep,
  arg_directory,
  arg_environment,
  arg_in_read,
  arg_in_write,
  arg_out_read,
  arg_out_write,
  arg_error_read,
  arg_error_write,
  arg_report_read,
  arg_report_write,
  arg_restore_signals,
  arg_new_session,
  arg_group,
  arg_gid,
  arg_more_groups,
  arg_uid,
  arg_umask,
  arg_prepare,
  arg_use_vfork,
  arg_count
};

struct Start {
  std::vector<std::string> arguments, executables, environment;
  std::vector<char*> argument_pointers, environment_pointers;
  std::vector<int> keep;
  std::vector<gid_t> groups;
  std::string directory;
  bool has_environment = false, has_directory = false, close_descriptors, restore_signals, new_session;
  bool set_groups = false, set_gid = false, set_uid = false;
  gid_t gid = 0;
  uid_t uid = 0;
  int in_read, in_write, out_read, out_write, error_read, error_write, report_read, report_write, group, mask;
  Value prepare = null_value;
};

bool strings(Value v, std::vector<std::string>* out) {
  List* list = list_from(v);
  if (!list) return false;
  for (uint64_t i = 0; i < list->length; i++) {
    PathArgument text;
    if (!path_argument("fork_exec", list_get(list, i), &text)) return false;
    out->push_back(text.text);
  }
  return true;
}
std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

bool read_arguments(const Value* a, Start* start) {
  if (!strings(a[arg_arguments], &start->arguments) || !strings(a[arg_executables], &start->executables)) return false;
  if (!is_none(a[arg_environment])) {
    start->has_environment = true;
    if (!strings(a[arg_environment], &start->environment)) return false;
  }
  if (!is_none(a[arg_directory])) {
    PathArgument path;
    if (!path_argument("fork_exec", a[arg_directory], &path)) return false;
    start->has_directory = true;
    start->directory = path.text;
  }
  Tuple* keep = as_tuple(a[arg_keep]);
  if (!keep) {
    raise_type_error("fork_exec() argument 4 must be tuple, not %T", a[arg_keep]);
    return false;
  }
  for (uint64_t i = 0; i < keep->length; i++) {
    int descriptor;
    if (!int_argument(keep->items[i], &descriptor)) return false;
    if (descriptor < 0 || (!start->keep.empty() && descriptor <= start->keep.back())) {
      raise_value_error("bad value(s) in fds_to_keep");
      return false;
    }
    start->keep.push_back(descriptor);
  }
  int* const numbers[] = {&start->in_read,    &start->in_write,    &start->out_read,    &start->out_write,
                          &start->error_read, &start->error_write, &start->report_read, &start->report_write};
  for (uint32_t i = 0; i < 8; i++) {
    if (!int_argument(a[arg_in_read + i], numbers[i])) return false;
  }
  if (!int_argument(a[arg_group], &start->group) || !int_argument(a[arg_umask], &start->mask)) return false;
  start->close_descriptors = truth(a[arg_close_descriptors]) > 0;
  start->restore_signals = truth(a[arg_restore_signals]) > 0;
  start->new_session = truth(a[arg_new_session]) > 0;
  int64_t id;
  if (!is_none(a[arg_gid])) {
    if (!long_argument(a[arg_gid], &id)) return false;
    start->set_gid = true;
    start->gid = static_cast<gid_t>(id);
  }
  if (!is_none(a[arg_uid])) {
    if (!long_argument(a[arg_uid], &id)) return false;
    start->set_uid = true;
    start->uid = static_cast<uid_t>(id);
  }
  if (!is_none(a[arg_more_groups])) {
    List* list = list_from(a[arg_more_groups]);
    if (!list) return false;
    start->set_groups = true;
    for (uint64_t i = 0; i < list->length; i++) {
      if (!long_argument(list_get(list, i), &id)) return false;
      start->groups.push_back(static_cast<gid_t>(id));
    }
  }
  start->prepare = is_none(a[arg_prepare]) ? null_value : a[arg_prepare];
  start->argument_pointers = pointers(start->arguments);
  start->environment_pointers = pointers(start->environment);
  return true;
}

/// Puts `from` at `to`, to be inherited.
bool place(int from, int to) {
  if (from == to) return fcntl(to, F_SETFD, 0) == 0;
  return from == -1 || dup2(from, to) >= 0;
}

/// Closes everything from 3 on that is not kept.
void close_others(const std::vector<int>& keep) {
  int first = 3;
  for (int kept : keep) {
    if (kept < first) continue;
    if (kept > first) close_range(static_cast<unsigned>(first), static_cast<unsigned>(kept - 1), 0);
    first = kept + 1;
  }
  close_range(static_cast<unsigned>(first), ~0u, 0);
}

/// The child: does not return. What goes wrong is told to the parent as "class:errno in hex:where".
[[noreturn]] void run_child(Start& start) {
  const char* where = "";
  bool good = false;
  [&] {
    for (int descriptor : start.keep) {
      if (descriptor != start.report_write && fcntl(descriptor, F_SETFD, 0) < 0) return;
    }
    for (int descriptor : {start.in_write, start.out_read, start.error_read, start.report_read}) {
      if (descriptor != -1) close(descriptor);
    }
    // What would be overwritten below moves out of the way first.
    if (start.out_write == 0 && (start.out_write = dup(start.out_write)) < 0) return;
    for (;;) {
      if (start.error_write == 0 || start.error_write == 1) {
        if ((start.error_write = dup(start.error_write)) < 0) return;
      } else {
        break;
      }
    }
    if (!place(start.in_read, 0) || !place(start.out_write, 1) || !place(start.error_write, 2)) return;
    if (start.has_directory && chdir(start.directory.c_str()) < 0) {
      where = "noexec:chdir";
      return;
    }
    if (start.mask >= 0) umask(static_cast<mode_t>(start.mask));
    if (start.restore_signals) {
      signal(SIGPIPE, SIG_DFL);
      signal(SIGXFSZ, SIG_DFL);
    }
    sigset_t none_blocked;
    sigemptyset(&none_blocked);
    pthread_sigmask(SIG_SETMASK, &none_blocked, nullptr);
    where = "noexec";
    if (start.new_session && setsid() < 0) return;
    if (start.group >= 0 && setpgid(0, start.group) < 0) return;
    if (start.set_groups && setgroups(start.groups.size(), start.groups.data()) < 0) return;
    if (start.set_gid && setregid(start.gid, start.gid) < 0) return;
    if (start.set_uid && setreuid(start.uid, start.uid) < 0) return;
    where = "";
    if (start.prepare && !call_0(start.prepare)) {
      static const char message[] = "SubprocessError:0:Exception occurred in preexec_fn.";
      if (write(start.report_write, message, sizeof message - 1) < 0) _exit(254);
      _exit(255);
    }
    if (start.close_descriptors) close_others(start.keep);
    good = true;
    int error = ENOENT;
    for (const std::string& executable : start.executables) {
      if (start.has_environment)
        execve(executable.c_str(), start.argument_pointers.data(), start.environment_pointers.data());
      else
        execv(executable.c_str(), start.argument_pointers.data());
      if (errno != ENOENT && errno != ENOTDIR) error = errno;
    }
    errno = error;
  }();
  char message[80];
  int length = snprintf(message, sizeof message, "OSError:%X:%s", static_cast<unsigned>(errno), good ? "" : where);
  if (write(start.report_write, message, static_cast<size_t>(length)) < 0) _exit(254);
  _exit(255);
}

Value fork_exec(const Value* arguments, uint32_t) {
  Start start;
  if (!read_arguments(arguments, &start)) return null_value;
  sigset_t all, before;
  sigfillset(&all);
  // No handler runs in the child before exec.
  pthread_sigmask(SIG_BLOCK, &all, &before);
  pid_t child = fork();
  if (child == 0) run_child(start);
  int error = errno;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error;
  return child < 0 ? raise_errno() : int_value(child);
}

}  // namespace

void fill_posix_subprocess(Module* module) {
  static const BuiltinDefinition functions[] = {entry("fork_exec", fork_exec, arg_count, arg_count)};
  define(module, functions);
}

}  // namespace python
