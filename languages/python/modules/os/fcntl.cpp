/// The module fcntl.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <cerrno>

#include "modules/os/arguments.h"
#include "objects/buffer.h"
#include "objects/bytes.h"

namespace python {

namespace {

constexpr size_t longest_argument = 1024;

/// Calls `function(fd, code, argument)`, whose argument is an int or bytes that come back changed.
template <class Function>
Value control(const char* name, Value file, Value code_v, Value argument, bool mutate, Function function) {
  int descriptor = descriptor_argument(file), code, number = 0;
  int64_t wide;
  if (has_error() || !long_argument(code_v, &wide)) return null_value;
  code = static_cast<int>(wide);
  std::string_view view;
  if (!argument || as_exact_int(argument)) {
    if (argument && !long_argument(argument, &wide)) return null_value;
    if (argument) number = static_cast<int>(wide);
    int result = retry([&] { return function(descriptor, code, reinterpret_cast<void*>(static_cast<intptr_t>(number))); });
    return result < 0 ? raise_errno_unless_raised() : int_value(result);
  }
  std::string text;
  if (Str* s = as_str(argument))
    text = to_utf8(s);
  else if (!get_bytes(argument, &view))
    return null_value;
  else
    text = view;
  if (text.size() > longest_argument) return raise_value_error("%s string arg too long", name);
  size_t size = text.size();
  text.resize(longest_argument);
  int result = retry([&] { return function(descriptor, code, text.data()); });
  if (result < 0) return raise_errno_unless_raised();
  Buffer memory;
  if (mutate && get_buffer(argument, &memory) && !memory.read_only) {
    memcpy(memory.data, text.data(), size < memory.length ? size : memory.length);
    return int_value(result);
  }
  return ref(make_bytes(text.data(), size));
}

Value fcntl_fcntl(Value file, Value code, Value argument) {
  return control("fcntl", file, code, argument, false, [](int d, int c, void* a) { return fcntl(d, c, a); });
}
Value fcntl_ioctl(Value file, Value code, Value argument, Value mutate_v) {
  bool mutate;
  if (!flag_argument(mutate_v, true, &mutate)) return null_value;
  return control("ioctl", file, code, argument, mutate,
                 [](int d, int c, void* a) { return ioctl(d, static_cast<unsigned long>(static_cast<unsigned>(c)), a); });
}
Value fcntl_flock(Value file, Value code_v) {
  int descriptor = descriptor_argument(file), code;
  if (has_error() || !int_argument(code_v, &code)) return null_value;
  return retry([&] { return flock(descriptor, code); }) < 0 ? raise_errno_unless_raised() : none();
}
Value fcntl_lockf(Value file, Value code_v, Value length_v, Value start_v, Value whence_v) {
  int descriptor = descriptor_argument(file), code, whence = 0;
  int64_t length = 0, start = 0;
  if (has_error() || !int_argument(code_v, &code) || (length_v && !long_argument(length_v, &length)) ||
      (start_v && !long_argument(start_v, &start)) || (whence_v && !int_argument(whence_v, &whence)))
    return null_value;
  struct flock lock{};
  if (code == LOCK_UN)
    lock.l_type = F_UNLCK;
  else if (code & LOCK_SH)
    lock.l_type = F_RDLCK;
  else if (code & LOCK_EX)
    lock.l_type = F_WRLCK;
  else
    return raise_value_error("unrecognized lockf argument");
  lock.l_start = start;
  lock.l_len = length;
  lock.l_whence = static_cast<short>(whence);
  return retry([&] { return fcntl(descriptor, code & LOCK_NB ? F_SETLK : F_SETLKW, &lock); }) < 0 ? raise_errno_unless_raised()
                                                                                                  : none();
}

}  // namespace

void fill_fcntl(Module* module) {
  static const NamedNumber constants[] = {
#define CONSTANT(name) {#name, name},
      CONSTANT(LOCK_SH) CONSTANT(LOCK_EX) CONSTANT(LOCK_NB) CONSTANT(LOCK_UN) CONSTANT(F_DUPFD) CONSTANT(F_DUPFD_CLOEXEC)
          CONSTANT(F_GETFD) CONSTANT(F_SETFD) CONSTANT(F_GETFL) CONSTANT(F_SETFL) CONSTANT(F_GETLK) CONSTANT(F_SETLK)
              CONSTANT(F_SETLKW) CONSTANT(F_GETOWN) CONSTANT(F_SETOWN) CONSTANT(F_RDLCK) CONSTANT(F_UNLCK) CONSTANT(F_WRLCK)
                  CONSTANT(FD_CLOEXEC) CONSTANT(F_GETPIPE_SZ) CONSTANT(F_SETPIPE_SZ) CONSTANT(F_GETSIG) CONSTANT(F_SETSIG)
                      CONSTANT(F_GETLEASE) CONSTANT(F_SETLEASE) CONSTANT(F_NOTIFY) CONSTANT(FASYNC)
#undef CONSTANT
  };
  set_numbers(module, constants);
  static const BuiltinDefinition functions[] = {
      entry("fcntl", fcntl_fcntl, 2),
      entry("ioctl", fcntl_ioctl, 2),
      entry("flock", fcntl_flock),
      entry("lockf", fcntl_lockf, 2),
  };
  define(module, functions);
}

}  // namespace python
