/// The part of posix that works on open descriptors.
#include <fcntl.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <unistd.h>
#include <vector>

#include "modules/io/files.h"
#include "modules/os/arguments.h"
#include "modules/thread/threads.h"
#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/struct_sequence.h"

namespace python {

namespace {

Type* terminal_size_type;

Value posix_open(Value path_v, Value flags_v, Value mode_v, Value dir_fd) {
  PathArgument path;
  int flags, mode = 0777, directory;
  if (!path_argument("open", path_v, &path) || !int_argument(flags_v, &flags) || (mode_v && !int_argument(mode_v, &mode)) ||
      !directory_argument(dir_fd, &directory))
    return null_value;
  int descriptor = retry([&] { return openat(directory, path.c_str(), flags | O_CLOEXEC, mode); });
  if (descriptor < 0) return has_error() ? null_value : raise_errno(path);
  return int_value(descriptor);
}
Value posix_close(Value fd) {
  int descriptor;
  if (!int_argument(fd, &descriptor)) return null_value;
  return close(descriptor) < 0 && errno != EINTR ? raise_errno() : none();
}
Value posix_closerange(Value low, Value high) {
  int first, last;
  if (!int_argument(low, &first) || !int_argument(high, &last)) return null_value;
  for (int descriptor = first < 0 ? 0 : first; descriptor < last; descriptor++) close(descriptor);
  return none();
}
Value posix_dup(Value fd) {
  int descriptor;
  if (!int_argument(fd, &descriptor)) return null_value;
  int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  return copy < 0 ? raise_errno() : int_value(copy);
}
Value posix_dup2(Value fd, Value to, Value inheritable) {
  int descriptor, target;
  bool inherit;
  if (!int_argument(fd, &descriptor) || !int_argument(to, &target) || !flag_argument(inheritable, true, &inherit))
    return null_value;
  int result = inherit || descriptor == target ? dup2(descriptor, target) : dup3(descriptor, target, O_CLOEXEC);
  return result < 0 ? raise_errno() : int_value(result);
}

Value posix_read(Value fd, Value length_v) {
  int descriptor;
  int64_t length;
  if (!int_argument(fd, &descriptor) || !long_argument(length_v, &length)) return null_value;
  if (length < 0) {
    errno = EINVAL;
    return raise_errno();
  }
  std::string buffer(static_cast<size_t>(length), '\0');
  ssize_t count = retry([&]() -> ssize_t {
    wait_until_ready(descriptor, true);
    return has_error() ? -1 : read(descriptor, buffer.data(), buffer.size());
  });
  return count < 0 ? raise_errno_unless_raised() : ref(make_bytes(buffer.data(), static_cast<uint64_t>(count)));
}
Value posix_write(Value fd, Value data) {
  int descriptor;
  std::string_view view;
  if (!int_argument(fd, &descriptor)) return null_value;
  if (!bytes_view(data, &view)) return raise_type_error("a bytes-like object is required, not '%T'", data);
  ssize_t count = write_descriptor(descriptor, view.data(), view.size());
  if (count == -2) return raise_os_error(EAGAIN, null_value);
  return count < 0 ? raise_errno_unless_raised() : int_value(count);
}
Value posix_pread(Value fd, Value length_v, Value offset_v) {
  int descriptor;
  int64_t length, offset;
  if (!int_argument(fd, &descriptor) || !long_argument(length_v, &length) || !long_argument(offset_v, &offset)) return null_value;
  if (length < 0) {
    errno = EINVAL;
    return raise_errno();
  }
  std::string buffer(static_cast<size_t>(length), '\0');
  ssize_t count = retry([&] { return pread(descriptor, buffer.data(), buffer.size(), offset); });
  return count < 0 ? raise_errno_unless_raised() : ref(make_bytes(buffer.data(), static_cast<uint64_t>(count)));
}
Value posix_pwrite(Value fd, Value data, Value offset_v) {
  int descriptor;
  int64_t offset;
  std::string_view view;
  if (!int_argument(fd, &descriptor) || !long_argument(offset_v, &offset)) return null_value;
  if (!bytes_view(data, &view)) return raise_type_error("a bytes-like object is required, not '%T'", data);
  ssize_t count = retry([&] { return pwrite(descriptor, view.data(), view.size(), offset); });
  return count < 0 ? raise_errno_unless_raised() : int_value(count);
}
/// The spans of a sequence of buffers, which the list keeps alive; null with TypeError.
List* spans_argument(Value buffers, std::vector<iovec>* out, bool writable) {
  List* list = list_view_of(buffers);
  if (!list) return nullptr;
  for (uint64_t i = 0; i < list->length; i++) {
    std::string_view view;
    Value buffer = list_get(list, i);
    Buffer memory;
    if (!get_bytes(buffer, &view) || (writable && !get_writable_buffer(buffer, &memory))) return nullptr;
    out->push_back({const_cast<char*>(view.data()), view.size()});
  }
  return list;
}
Value posix_writev(Value fd, Value buffers) {
  int descriptor;
  std::vector<iovec> spans;
  if (!int_argument(fd, &descriptor) || !spans_argument(buffers, &spans, false)) return null_value;
  ssize_t count = retry([&] { return writev(descriptor, spans.data(), static_cast<int>(spans.size())); });
  return count < 0 ? raise_errno_unless_raised() : int_value(count);
}
Value posix_readv(Value fd, Value buffers) {
  int descriptor;
  std::vector<iovec> spans;
  if (!int_argument(fd, &descriptor) || !spans_argument(buffers, &spans, true)) return null_value;
  ssize_t count = retry([&] { return readv(descriptor, spans.data(), static_cast<int>(spans.size())); });
  return count < 0 ? raise_errno_unless_raised() : int_value(count);
}
Value posix_lseek(Value fd, Value offset_v, Value whence_v) {
  int descriptor, whence;
  int64_t offset;
  if (!int_argument(fd, &descriptor) || !long_argument(offset_v, &offset) || !int_argument(whence_v, &whence)) return null_value;
  off_t result = lseek(descriptor, offset, whence);
  return result < 0 ? raise_errno() : int_value(result);
}
Value make_pipe(int flags) {
  int ends[2];
  if (pipe2(ends, flags) < 0) return raise_errno();
  return ref(make_pair(small_int_value(ends[0]), small_int_value(ends[1])));
}
Value posix_pipe() { return make_pipe(O_CLOEXEC); }
Value posix_pipe2(Value flags_v) {
  int flags;
  return int_argument(flags_v, &flags) ? make_pipe(flags) : null_value;
}
Value posix_openpty() {
  int master, slave;
  if (openpty(&master, &slave, nullptr, nullptr, nullptr) < 0) return raise_errno();
  fcntl(master, F_SETFD, FD_CLOEXEC);
  fcntl(slave, F_SETFD, FD_CLOEXEC);
  return ref(make_pair(small_int_value(master), small_int_value(slave)));
}
Value posix_isatty(Value fd) {
  int descriptor;
  return int_argument(fd, &descriptor) ? boolean(isatty(descriptor)) : null_value;
}
Value posix_ttyname(Value fd) {
  int descriptor;
  if (!int_argument(fd, &descriptor)) return null_value;
  char name[256];
  int error = ttyname_r(descriptor, name, sizeof name);
  return error ? raise_os_error(error, null_value) : path_value(name);
}
template <int (*function)(int)>
Value sync_descriptor(Value fd) {
  int descriptor = descriptor_argument(fd);
  if (has_error()) return null_value;
  return retry([&] { return function(descriptor); }) < 0 ? raise_errno_unless_raised() : none();
}
Value posix_ftruncate(Value fd, Value length_v) {
  int descriptor;
  int64_t length;
  if (!int_argument(fd, &descriptor) || !long_argument(length_v, &length)) return null_value;
  return retry([&] { return ftruncate(descriptor, length); }) < 0 ? raise_errno_unless_raised() : none();
}
Value posix_get_inheritable(Value fd) {
  int descriptor;
  if (!int_argument(fd, &descriptor)) return null_value;
  int flags = fcntl(descriptor, F_GETFD);
  return flags < 0 ? raise_errno() : boolean(!(flags & FD_CLOEXEC));
}
Value posix_set_inheritable(Value fd, Value on) {
  int descriptor;
  bool inherit;
  if (!int_argument(fd, &descriptor) || !flag_argument(on, true, &inherit)) return null_value;
  int flags = fcntl(descriptor, F_GETFD);
  if (flags < 0 || fcntl(descriptor, F_SETFD, inherit ? flags & ~FD_CLOEXEC : flags | FD_CLOEXEC) < 0) return raise_errno();
  return none();
}
Value posix_get_blocking(Value fd) {
  int descriptor;
  if (!int_argument(fd, &descriptor)) return null_value;
  int flags = fcntl(descriptor, F_GETFL);
  return flags < 0 ? raise_errno() : boolean(!(flags & O_NONBLOCK));
}
Value posix_set_blocking(Value fd, Value on) {
  int descriptor;
  bool blocking;
  if (!int_argument(fd, &descriptor) || !flag_argument(on, true, &blocking)) return null_value;
  int flags = fcntl(descriptor, F_GETFL);
  if (flags < 0 || fcntl(descriptor, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK) < 0) return raise_errno();
  return none();
}
Value posix_get_terminal_size(Value fd) {
  int descriptor = 1;
  if (fd && !int_argument(fd, &descriptor)) return null_value;
  winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) < 0) return raise_errno();
  Value values[] = {int_value(size.ws_col), int_value(size.ws_row)};
  return make_struct_sequence(terminal_size_type, values);
}
Value posix_device_encoding(Value fd) {
  int descriptor;
  if (!int_argument(fd, &descriptor)) return null_value;
  return isatty(descriptor) ? ref(make_str("UTF-8")) : none();
}
Value posix_sendfile(Value out, Value in, Value offset_v, Value count_v) {
  int to, from;
  int64_t offset = 0, count;
  if (!int_argument(out, &to) || !int_argument(in, &from) || !long_argument(count_v, &count)) return null_value;
  bool has_offset = !is_none(offset_v);
  if (has_offset && !long_argument(offset_v, &offset)) return null_value;
  off_t start = offset;
  ssize_t sent = retry([&]() -> ssize_t {
    bool shared = other_threads_can_run();  // they may be the ones to read it
    wait_until_ready(to, false);
    return has_error() ? -1 : sendfile(to, from, has_offset ? &start : nullptr, shared && count > 4096 ? 4096 : static_cast<size_t>(count));
  });
  return sent < 0 ? raise_errno_unless_raised() : int_value(sent);
}
Value posix_copy_file_range(Value in, Value out, Value count_v, Value in_offset, Value out_offset) {
  int from, to;
  int64_t count, starts[2] = {};
  if (!int_argument(in, &from) || !int_argument(out, &to) || !long_argument(count_v, &count)) return null_value;
  Value offsets[] = {in_offset, out_offset};
  off64_t positions[2];
  off64_t* given[2] = {};
  for (int i = 0; i < 2; i++) {
    if (!offsets[i] || is_none(offsets[i])) continue;
    if (!long_argument(offsets[i], &starts[i])) return null_value;
    positions[i] = starts[i];
    given[i] = &positions[i];
  }
  ssize_t copied = retry([&] { return copy_file_range(from, given[0], to, given[1], static_cast<size_t>(count), 0); });
  return copied < 0 ? raise_errno_unless_raised() : int_value(copied);
}
Value posix_lockf(Value fd, Value command_v, Value length_v) {
  int descriptor, command;
  int64_t length;
  if (!int_argument(fd, &descriptor) || !int_argument(command_v, &command) || !long_argument(length_v, &length))
    return null_value;
  return retry([&] { return lockf(descriptor, command, length); }) < 0 ? raise_errno_unless_raised() : none();
}
Value random_bytes(Value length_v, unsigned flags) {
  int64_t length;
  if (!long_argument(length_v, &length)) return null_value;
  if (length < 0) return raise_value_error("negative argument not allowed");
  std::string buffer(static_cast<size_t>(length), '\0');
  for (size_t filled = 0; filled < buffer.size();) {
    ssize_t count = retry([&] { return getrandom(buffer.data() + filled, buffer.size() - filled, flags); });
    if (count < 0) return raise_errno_unless_raised();
    filled += static_cast<size_t>(count);
  }
  return ref(make_bytes(buffer));
}
Value posix_urandom(Value length) { return random_bytes(length, 0); }
Value posix_getrandom(Value length, Value flags_v) {
  int flags = 0;
  return flags_v && !int_argument(flags_v, &flags) ? null_value : random_bytes(length, static_cast<unsigned>(flags));
}
Value posix_get_foreground_group(Value fd) {
  int descriptor;
  if (!int_argument(fd, &descriptor)) return null_value;
  pid_t group = tcgetpgrp(descriptor);
  return group < 0 ? raise_errno() : int_value(group);
}

}  // namespace

void define_posix_descriptors(Module* module) {
  static const char* const size_fields[] = {"columns", "lines"};
  terminal_size_type = make_struct_sequence_type("os", "terminal_size", size_fields);
  set_member(module, "terminal_size", ref(terminal_size_type));
  static const BuiltinDefinition functions[] = {
      entry("open", posix_open, 2, "path flags mode * dir_fd"),
      entry("close", posix_close, 1, "fd"),
      entry("closerange", posix_closerange),
      entry("dup", posix_dup),
      entry("dup2", posix_dup2, 2, "fd fd2 inheritable"),
      entry("read", posix_read),
      entry("write", posix_write),
      entry("pread", posix_pread),
      entry("pwrite", posix_pwrite),
      entry("readv", posix_readv),
      entry("writev", posix_writev),
      entry("lseek", posix_lseek),
      entry("pipe", posix_pipe),
      entry("pipe2", posix_pipe2),
      entry("openpty", posix_openpty),
      entry("isatty", posix_isatty),
      entry("ttyname", posix_ttyname),
      entry("fsync", sync_descriptor<fsync>, 1, "fd"),
      entry("fdatasync", sync_descriptor<fdatasync>, 1, "fd"),
      entry("ftruncate", posix_ftruncate),
      entry("get_inheritable", posix_get_inheritable),
      entry("set_inheritable", posix_set_inheritable),
      entry("get_blocking", posix_get_blocking),
      entry("set_blocking", posix_set_blocking),
      entry("get_terminal_size", posix_get_terminal_size, 0),
      entry("device_encoding", posix_device_encoding, 1, "fd"),
      entry("sendfile", posix_sendfile, 4, "out_fd in_fd offset count"),
      entry("copy_file_range", posix_copy_file_range, 3, "src dst count offset_src offset_dst"),
      entry("lockf", posix_lockf),
      entry("urandom", posix_urandom),
      entry("getrandom", posix_getrandom, 1, "size flags"),
      entry("tcgetpgrp", posix_get_foreground_group),
  };
  define(module, functions);
}

}  // namespace python
