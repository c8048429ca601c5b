/// The part of posix about processes: identity, starting, waiting, the environment, the machine.
#include <grp.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <cstdlib>
#include <vector>

#include "modules/os/arguments.h"
#include "modules/thread/threads.h"
#include "objects/bytes.h"
#include "objects/death.h"
#include "objects/struct_sequence.h"

namespace python {

namespace {

Type* uname_type;
Type* times_type;
Type* waitid_type;
Type* sched_param_type;
/// Functions registered for before a fork, and after it in parent and child.
struct ForkHooks {
  List *before, *in_parent, *in_child;
} fork_hooks;

template <auto function>
Value identity() {
  return int_value(function());
}

// ---- the environment ----

bool text_argument(Value v, const char* name, std::string* out) {
  PathArgument text;
  if (!path_argument(name, v, &text, path_only, "name")) return false;
  *out = text.text;
  return true;
}
Value posix_putenv(Value name_v, Value value_v) {
  std::string name, value;
  if (!text_argument(name_v, "putenv", &name) || !text_argument(value_v, "putenv", &value)) return null_value;
  if (name.find('=') != std::string::npos) return raise_value_error("illegal environment variable name");
  return setenv(name.c_str(), value.c_str(), 1) < 0 ? raise_errno() : none();
}
Value posix_unsetenv(Value name_v) {
  std::string name;
  if (!text_argument(name_v, "unsetenv", &name)) return null_value;
  return unsetenv(name.c_str()) < 0 ? raise_errno() : none();
}

// ---- fork, exec, wait ----

bool run_hooks(List* hooks, bool backwards) {
  for (uint64_t i = 0; hooks && i < hooks->length; i++) {
    if (!call_0(list_get(hooks, backwards ? hooks->length - 1 - i : i)))
      report_unraisable(list_get(hooks, i));
  }
  return true;
}
Value posix_register_at_fork(const Value* arguments, uint32_t count, Tuple* names) {
  Value given[3];
  if (!parse_arguments("register_at_fork", "* before after_in_child after_in_parent", 0, arguments, count, names, given))
    return null_value;
  if (!given[0] && !given[1] && !given[2]) return raise_type_error("At least one argument is required.");
  List** lists[] = {&fork_hooks.before, &fork_hooks.in_child, &fork_hooks.in_parent};
  for (int i = 0; i < 3; i++) {
    if (!given[i]) continue;
    if (!is_callable(given[i])) return raise_type_error("'%T' object is not callable", given[i]);
    if (!*lists[i]) *lists[i] = make_list();
    list_append(*lists[i], given[i]);
  }
  return none();
}

Value posix_fork() {
  run_hooks(fork_hooks.before, true);
  pid_t child = fork();
  if (child < 0) return raise_errno();
  if (child == 0) forget_other_threads();
  run_hooks(child ? fork_hooks.in_parent : fork_hooks.in_child, false);
  return int_value(child);
}

/// Arguments as C wants them; false with an error pending.
bool strings_argument(const char* function, Value v, std::vector<std::string>* out) {
  List* list = as_tuple(v) || as_list(v) ? list_from(v) : nullptr;
  if (!list) {
    if (!has_error()) raise_type_error("%s() arg 2 must be a tuple or list", function);
    return false;
  }
  if (list->length == 0) {
    raise_value_error("%s() arg 2 must not be empty", function);
    return false;
  }
  for (uint64_t i = 0; i < list->length; i++) {
    PathArgument text;
    if (!path_argument(function, list_get(list, i), &text, path_only, "arg")) return false;
    out->push_back(text.text);
  }
  if (out->front().empty()) {
    raise_value_error("%s() arg 2 first element cannot be empty", function);
    return false;
  }
  return true;
}
std::vector<char*> pointers_to(std::vector<std::string>& strings) {
  std::vector<char*> out;
  for (std::string& s : strings) out.push_back(s.data());
  out.push_back(nullptr);
  return out;
}
Value posix_execv(Value path_v, Value arguments_v) {
  PathArgument path;
  std::vector<std::string> arguments;
  if (!path_argument("execv", path_v, &path) || !strings_argument("execv", arguments_v, &arguments)) return null_value;
  execv(path.c_str(), pointers_to(arguments).data());
  return raise_errno(path);
}
Value posix_execve(Value path_v, Value arguments_v, Value environment_v) {
  PathArgument path;
  std::vector<std::string> arguments, environment;
  if (!path_argument("execve", path_v, &path, path_or_descriptor) || !strings_argument("execve", arguments_v, &arguments))
    return null_value;
  Value keys_v = call_method(environment_v, intern("keys"), nullptr, 0);
  List* keys = keys_v ? list_from(keys_v) : nullptr;
  if (!keys) return null_value;
  for (uint64_t i = 0; i < keys->length; i++) {
    PathArgument key, text;
    Value value = get_item(environment_v, list_get(keys, i));
    if (!value || !path_argument("execve", list_get(keys, i), &key) || !path_argument("execve", value, &text)) return null_value;
    if (key.text.find('=') != std::string::npos) return raise_value_error("illegal environment variable name");
    environment.push_back(key.text + "=" + text.text);
  }
  if (path.descriptor >= 0)
    fexecve(path.descriptor, pointers_to(arguments).data(), pointers_to(environment).data());
  else
    execve(path.c_str(), pointers_to(arguments).data(), pointers_to(environment).data());
  return raise_errno(path);
}

Value posix_waitpid(Value pid_v, Value options_v) {
  int pid, options, status = 0;
  if (!int_argument(pid_v, &pid) || !int_argument(options_v, &options)) return null_value;
  pid_t result = retry([&] { return waitpid_letting_others_run(pid, &status, options); });
  return result < 0 ? raise_errno_unless_raised() : ref(make_pair(int_value(result), int_value(status)));
}
Value posix_wait() { return posix_waitpid(small_int_value(-1), small_int_value(0)); }
Value posix_waitid(Value type_v, Value id_v, Value options_v) {
  int type, id, options;
  if (!int_argument(type_v, &type) || !int_argument(id_v, &id) || !int_argument(options_v, &options)) return null_value;
  siginfo_t info{};
  if (retry([&] { return waitid(static_cast<idtype_t>(type), static_cast<id_t>(id), &info, options); }) < 0)
    return raise_errno_unless_raised();
  if (info.si_pid == 0) return none();
  Value values[] = {int_value(info.si_pid), int_value(info.si_uid), int_value(info.si_signo), int_value(info.si_status),
                    int_value(info.si_code)};
  return make_struct_sequence(waitid_type, values);
}

#define STATUS_TEST(name)                                                 \
  Value status_##name(Value v) {                                          \
    int status;                                                           \
    return int_argument(v, &status) ? boolean(name(status)) : null_value; \
  }
#define STATUS_PART(name)                                                   \
  Value status_##name(Value v) {                                            \
    int status;                                                             \
    return int_argument(v, &status) ? int_value(name(status)) : null_value; \
  }
STATUS_TEST(WIFEXITED)
STATUS_TEST(WIFSIGNALED)
STATUS_TEST(WIFSTOPPED)
STATUS_TEST(WIFCONTINUED)
STATUS_TEST(WCOREDUMP)
STATUS_PART(WEXITSTATUS)
STATUS_PART(WTERMSIG)
STATUS_PART(WSTOPSIG)

Value posix_waitstatus_to_exitcode(Value v) {
  int status;
  if (!int_argument(v, &status)) return null_value;
  if (WIFEXITED(status)) return int_value(WEXITSTATUS(status));
  if (WIFSIGNALED(status)) return int_value(-WTERMSIG(status));
  if (WIFSTOPPED(status)) return raise_value_error("process stopped by delivery of signal %s", WSTOPSIG(status));
  return raise_value_error("invalid wait status: %s", status);
}

Value posix_kill(Value pid_v, Value signal_v) {
  int pid, number;
  if (!int_argument(pid_v, &pid) || !int_argument(signal_v, &number)) return null_value;
  if (kill(pid, number) < 0) return raise_errno();
  return interrupted() ? null_value : none();
}
Value posix_killpg(Value pid_v, Value signal_v) {
  int pid, number;
  if (!int_argument(pid_v, &pid) || !int_argument(signal_v, &number)) return null_value;
  if (killpg(pid, number) < 0) return raise_errno();
  return interrupted() ? null_value : none();
}
Value posix_exit(Value status_v) {
  int status;
  if (!int_argument(status_v, &status)) return null_value;
  _exit(status);
}
Value posix_abort() { abort(); }
Value posix_system(Value command_v) {
  PathArgument command;
  if (!path_argument("system", command_v, &command, path_only, "command")) return null_value;
  return int_value(system(command.c_str()));
}

// ---- sessions and groups ----

Value posix_setsid() { return setsid() < 0 ? raise_errno() : none(); }
Value posix_setpgid(Value pid_v, Value group_v) {
  int pid, group;
  if (!int_argument(pid_v, &pid) || !int_argument(group_v, &group)) return null_value;
  return setpgid(pid, group) < 0 ? raise_errno() : none();
}
template <pid_t (*query)(pid_t)>
Value query_of_process(Value pid_v) {
  int pid;
  if (!int_argument(pid_v, &pid)) return null_value;
  pid_t result = query(pid);
  return result < 0 ? raise_errno() : int_value(result);
}
template <int (*set)(unsigned)>
Value set_identity(Value v) {
  int64_t id;
  if (!long_argument(v, &id)) return null_value;
  return set(static_cast<unsigned>(id)) < 0 ? raise_errno() : none();
}
Value posix_getgroups() {
  gid_t groups[1024];
  int count = getgroups(static_cast<int>(std::size(groups)), groups);
  if (count < 0) return raise_errno();
  List* list = make_list();
  for (int i = 0; i < count; i++) list_append(list, int_value(groups[i]));
  return ref(list);
}
Value posix_getlogin() {
  char name[256];
  int error = getlogin_r(name, sizeof name);
  return error ? raise_os_error(error, null_value) : path_value(name);
}

// ---- the machine ----

Value posix_umask(Value v) {
  int mask;
  return int_argument(v, &mask) ? int_value(umask(static_cast<mode_t>(mask))) : null_value;
}
Value posix_nice(Value v) {
  int step;
  if (!int_argument(v, &step)) return null_value;
  errno = 0;
  int result = nice(step);
  return result == -1 && errno ? raise_errno() : int_value(result);
}
Value posix_getpriority(Value which_v, Value who_v) {
  int which, who;
  if (!int_argument(which_v, &which) || !int_argument(who_v, &who)) return null_value;
  errno = 0;
  int result = getpriority(static_cast<__priority_which>(which), static_cast<id_t>(who));
  return result == -1 && errno ? raise_errno() : int_value(result);
}
Value posix_uname() {
  utsname name;
  if (uname(&name) < 0) return raise_errno();
  Value values[] = {path_value(name.sysname), path_value(name.nodename), path_value(name.release), path_value(name.version),
                    path_value(name.machine)};
  return make_struct_sequence(uname_type, values);
}
Value posix_times() {
  tms parts;
  clock_t elapsed = times(&parts);
  if (elapsed == static_cast<clock_t>(-1)) return raise_errno();
  double ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  auto seconds = [&](clock_t t) { return float_value(static_cast<double>(t) / ticks); };
  Value values[] = {seconds(parts.tms_utime), seconds(parts.tms_stime), seconds(parts.tms_cutime), seconds(parts.tms_cstime),
                    seconds(elapsed)};
  return make_struct_sequence(times_type, values);
}
Value posix_getloadavg() {
  double loads[3];
  if (getloadavg(loads, 3) != 3) return raise_error(ExceptionKind::os_error, "Load averages are unobtainable");
  Value values[] = {float_value(loads[0]), float_value(loads[1]), float_value(loads[2])};
  return ref(make_tuple_of(values, 3));
}
Value posix_cpu_count() {
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? int_value(count) : none();
}
Value posix_sched_yield() {
  yield_to_other_threads();
  return none();
}
Value posix_sched_getaffinity(Value pid_v) {
  int pid;
  if (!int_argument(pid_v, &pid)) return null_value;
  cpu_set_t set;
  if (sched_getaffinity(pid, sizeof set, &set) < 0) return raise_errno();
  List* list = make_list();
  for (int i = 0; i < CPU_SETSIZE; i++) {
    if (CPU_ISSET(i, &set)) list_append(list, int_value(i));
  }
  return call_1(ref(builtin_type(Kind::set)), ref(list));
}
Value posix_strerror(Value v) {
  int number;
  return int_argument(v, &number) ? path_value(strerror(number)) : null_value;
}
Value posix_ctermid() {
  char name[L_ctermid];
  return path_value(ctermid(name));
}

const struct {
  const char* name;
  int value;
} sysconf_names[] = {
    {"SC_ARG_MAX", _SC_ARG_MAX},
    {"SC_CHILD_MAX", _SC_CHILD_MAX},
    {"SC_CLK_TCK", _SC_CLK_TCK},
    {"SC_NGROUPS_MAX", _SC_NGROUPS_MAX},
    {"SC_OPEN_MAX", _SC_OPEN_MAX},
    {"SC_PAGESIZE", _SC_PAGESIZE},
    {"SC_PAGE_SIZE", _SC_PAGE_SIZE},
    {"SC_PHYS_PAGES", _SC_PHYS_PAGES},
    {"SC_AVPHYS_PAGES", _SC_AVPHYS_PAGES},
    {"SC_NPROCESSORS_CONF", _SC_NPROCESSORS_CONF},
    {"SC_NPROCESSORS_ONLN", _SC_NPROCESSORS_ONLN},
    {"SC_IOV_MAX", _SC_IOV_MAX},
    {"SC_VERSION", _SC_VERSION},
    {"SC_HOST_NAME_MAX", _SC_HOST_NAME_MAX},
    {"SC_SEM_NSEMS_MAX", _SC_SEM_NSEMS_MAX},
};
Value posix_sysconf(Value v) {
  int which = -1;
  if (Str* name = as_str(v)) {
    for (const auto& row : sysconf_names) {
      if (str_equals(name, row.name)) which = row.value;
    }
    if (which < 0) return raise_value_error("unrecognized configuration name");
  } else if (!int_argument(v, &which)) {
    return null_value;
  }
  errno = 0;
  long result = sysconf(which);
  return result < 0 && errno ? raise_errno() : int_value(result);
}

}  // namespace

void define_posix_process(Module* module) {
  jitwright::Heap::current().add_root(
      [](void*, jitwright::Tracer& tracer) {
        tracer.visit(fork_hooks.before);
        tracer.visit(fork_hooks.in_parent);
        tracer.visit(fork_hooks.in_child);
      },
      &fork_hooks);
  static const char* const uname_fields[] = {"sysname", "nodename", "release", "version", "machine"};
  static const char* const times_fields[] = {"user", "system", "children_user", "children_system", "elapsed"};
  static const char* const waitid_fields[] = {"si_pid", "si_uid", "si_signo", "si_status", "si_code"};
  static const char* const sched_fields[] = {"sched_priority"};
  uname_type = make_struct_sequence_type("posix", "uname_result", uname_fields);
  times_type = make_struct_sequence_type("posix", "times_result", times_fields);
  waitid_type = make_struct_sequence_type("posix", "waitid_result", waitid_fields);
  sched_param_type = make_struct_sequence_type("posix", "sched_param", sched_fields);
  for (Type* type : {uname_type, times_type, waitid_type, sched_param_type}) dict_set_str(module->dict, type->name, ref(type));
  Dict* names = make_dict();
  for (const auto& row : sysconf_names) dict_set_str(names, intern(std::string_view(row.name)), int_value(row.value));
  set_member(module, "sysconf_names", ref(names));
  static const BuiltinDefinition functions[] = {
      entry("getpid", identity<getpid>),
      entry("getppid", identity<getppid>),
      entry("getuid", identity<getuid>),
      entry("geteuid", identity<geteuid>),
      entry("getgid", identity<getgid>),
      entry("getegid", identity<getegid>),
      entry("getpgrp", identity<getpgrp>),
      entry("getpgid", query_of_process<getpgid>),
      entry("getsid", query_of_process<getsid>),
      entry("setsid", posix_setsid),
      entry("setpgid", posix_setpgid),
      entry("setuid", set_identity<setuid>),
      entry("setgid", set_identity<setgid>),
      entry("seteuid", set_identity<seteuid>),
      entry("setegid", set_identity<setegid>),
      entry("getgroups", posix_getgroups),
      entry("getlogin", posix_getlogin),
      entry("putenv", posix_putenv),
      entry("unsetenv", posix_unsetenv),
      entry("register_at_fork", posix_register_at_fork),
      entry("fork", posix_fork),
      entry("execv", posix_execv),
      entry("execve", posix_execve, 3, "path argv env"),
      entry("waitpid", posix_waitpid),
      entry("wait", posix_wait),
      entry("waitid", posix_waitid),
      entry("WIFEXITED", status_WIFEXITED, 1, "status"),
      entry("WIFSIGNALED", status_WIFSIGNALED, 1, "status"),
      entry("WIFSTOPPED", status_WIFSTOPPED, 1, "status"),
      entry("WIFCONTINUED", status_WIFCONTINUED, 1, "status"),
      entry("WCOREDUMP", status_WCOREDUMP, 1, "status"),
      entry("WEXITSTATUS", status_WEXITSTATUS, 1, "status"),
      entry("WTERMSIG", status_WTERMSIG, 1, "status"),
      entry("WSTOPSIG", status_WSTOPSIG, 1, "status"),
      entry("waitstatus_to_exitcode", posix_waitstatus_to_exitcode, 1, "status"),
      entry("kill", posix_kill),
      entry("killpg", posix_killpg),
      entry("_exit", posix_exit, 1, "status"),
      entry("abort", posix_abort),
      entry("system", posix_system, 1, "command"),
      entry("umask", posix_umask),
      entry("nice", posix_nice),
      entry("getpriority", posix_getpriority, 2, "which who"),
      entry("uname", posix_uname),
      entry("times", posix_times),
      entry("getloadavg", posix_getloadavg),
      entry("cpu_count", posix_cpu_count),
      entry("sched_yield", posix_sched_yield),
      entry("sched_getaffinity", posix_sched_getaffinity),
      entry("strerror", posix_strerror),
      entry("ctermid", posix_ctermid),
      entry("sysconf", posix_sysconf),
  };
  define(module, functions);
}

}  // namespace python
