/// FileIO: a descriptor.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <climits>

#include "modules/io/files.h"
#include "modules/os/arguments.h"
#include "modules/thread/threads.h"
#include "objects/buffer.h"
#include "objects/types.h"

namespace python {

Str* qualified_type_name(Type* type);

void trace_file_io(void* object, jitwright::Tracer& tracer) {
  visit(tracer, static_cast<FileIO*>(object)->dict);
  visit(tracer, static_cast<FileIO*>(object)->name);
}
void finalize_file_io(void* object) {
  FileIO* file = static_cast<FileIO*>(object);
  if (file->descriptor >= 0 && file->closes_descriptor) close(file->descriptor);
  file->descriptor = -1;
}

// After a signal there may be other threads, which its handler started: each attempt asks again.
ssize_t read_descriptor(int descriptor, char* out, uint64_t size) {
  ssize_t count = retry([&]() -> ssize_t {
    wait_until_ready(descriptor, true);
    return has_error() ? -1 : read(descriptor, out, size > SSIZE_MAX ? SSIZE_MAX : size);
  });
  if (count >= 0 || has_error()) return count;
  if (errno == EAGAIN) return -2;
  raise_errno();
  return -1;
}
ssize_t write_descriptor(int descriptor, const char* bytes, uint64_t size) {
  ssize_t count = retry([&]() -> ssize_t {
    if (other_threads_can_run()) {
      wait_until_ready(descriptor, false);
      if (has_error()) return -1;
      // Others may be the ones to read it: no more than what a pipe takes at once.
      struct stat status;
      if (size > PIPE_BUF && fstat(descriptor, &status) == 0 && !S_ISREG(status.st_mode)) size = PIPE_BUF;
    }
    return write(descriptor, bytes, size);
  });
  if (count >= 0 || has_error()) return count;
  if (errno == EAGAIN) return -2;
  raise_errno();
  return -1;
}

namespace {

FileIO* self_of(Value v) { return as<FileIO>(native_part(v, Kind::file_io)); }

bool check_open(FileIO* file) {
  if (file->descriptor >= 0) return true;
  if (file->initialised)
    raise_value_error("I/O operation on closed file");
  else
    raise_value_error("I/O operation on uninitialized object");
  return false;
}
bool check_readable(FileIO* file) {
  if (!check_open(file)) return false;
  if (!file->readable) raise_unsupported("File not open for reading");
  return file->readable;
}
bool check_writable(FileIO* file) {
  if (!check_open(file)) return false;
  if (!file->writable) raise_unsupported("File not open for writing");
  return file->writable;
}

/// What the letters of a mode say; false with ValueError.
bool parse_mode(Value mode_v, FileIO* file, int* flags) {
  std::string mode = "r";
  if (mode_v) {
    Str* text = as_str(mode_v);
    if (!text) {
      raise_type_error("FileIO() argument 'mode' must be str, not %T", mode_v);
      return false;
    }
    mode = to_utf8(text);
  }
  bool action = false, plus = false;
  *flags = 0;
  file->readable = file->writable = file->appending = file->created = false;
  for (char c : mode) {
    switch (c) {
      case 'x':
      case 'r':
      case 'w':
      case 'a':
        if (action) {
          raise_value_error("Must have exactly one of create/read/write/append mode and at most one plus");
          return false;
        }
        action = true;
        if (c == 'r')
          file->readable = true;
        else
          file->writable = true;
        if (c == 'x') file->created = true, *flags |= O_EXCL | O_CREAT;
        if (c == 'w') *flags |= O_CREAT | O_TRUNC;
        if (c == 'a') file->appending = true, *flags |= O_APPEND | O_CREAT;
        break;
      case 'b': break;
      case '+':
        if (plus) {
          raise_value_error("Must have exactly one of create/read/write/append mode and at most one plus");
          return false;
        }
        plus = true;
        break;
      default: raise_value_error("invalid mode: %s", mode.c_str()); return false;
    }
  }
  if (!action) {
    raise_value_error("Must have exactly one of create/read/write/append mode and at most one plus");
    return false;
  }
  if (plus) file->readable = file->writable = true;
  *flags |= O_CLOEXEC | (file->readable && file->writable ? O_RDWR : file->readable ? O_RDONLY : O_WRONLY);
  return true;
}

Value file_init(const Value* arguments, uint32_t count, Tuple* names) {
  Value given[4], self = arguments[0];
  if (!parse_arguments("FileIO", "file mode closefd opener", 1, arguments + 1, count - 1, names, given)) return null_value;
  FileIO* file = self_of(self);
  if (file->descriptor >= 0 && file->initialised) {
    if (file->closes_descriptor) close(file->descriptor);
    file->descriptor = -1;
  }
  file->initialised = true;
  file->descriptor = -1;
  file->seekable = -1;
  int flags, descriptor = -1;
  bool closefd;
  if (is_float(given[0])) return raise_type_error("integer argument expected, got float");
  if (Value number = as_exact_int(given[0]); number || lookup_special(given[0], intern("__index__"))) {
    if (!int_argument(given[0], &descriptor)) return null_value;
    if (descriptor < 0) return raise_value_error("negative file descriptor");
  }
  PathArgument path;
  if (descriptor < 0) {
    Value name = fspath(given[0]);
    if (!name || !path_argument("open", name, &path)) return null_value;
  }
  if (!parse_mode(given[1], file, &flags) || !flag_argument(given[2], true, &closefd)) return null_value;
  file->closes_descriptor = closefd;
  bool opened = false;
  if (descriptor < 0) {
    if (!closefd) return raise_value_error("Cannot use closefd=False with file name");
    if (given[3] && !is_none(given[3])) {
      Value result = call_2(given[3], given[0], int_value(flags));
      if (!result) return null_value;
      if (!as_exact_int(result)) return raise_type_error("expected integer from opener");
      if (!int_argument(result, &descriptor)) return null_value;
      if (descriptor < 0) return raise_value_error("opener returned %s", descriptor);
      int old = fcntl(descriptor, F_GETFD);
      if (old >= 0) fcntl(descriptor, F_SETFD, old | FD_CLOEXEC);
    } else {
      descriptor = retry([&] { return open(path.c_str(), flags, 0666); });
      if (descriptor < 0 && errno == EMFILE && !has_error()) {
        // Files nobody refers to any more may hold the descriptors.
        jitwright::Heap::current().collect();
        descriptor = retry([&] { return open(path.c_str(), flags, 0666); });
      }
      if (descriptor < 0) return has_error() ? null_value : raise_os_error(errno, given[0]);
    }
    opened = true;
  }
  struct stat status;
  if (fstat(descriptor, &status) < 0 ? errno == EBADF : S_ISDIR(status.st_mode)) {
    int error = S_ISDIR(status.st_mode) && opened ? EISDIR : errno == EBADF ? EBADF : EISDIR;
    if (opened) close(descriptor);
    return raise_os_error(error, given[0]);
  }
  file->descriptor = descriptor;
  file->name = given[0];
  if (file->appending) lseek(descriptor, 0, SEEK_END);
  return none();
}
Value construct_file(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  FileIO* file = jitwright::make_finalizable<FileIO>(static_cast<jitwright::KindId>(Kind::file_io));
  file->descriptor = -1;
  if (count == 0 && !names) return ref(file);
  List* extended = make_list();
  list_append(extended, ref(file));
  for (uint32_t i = 0; i < count + (names ? names->length : 0); i++) list_append(extended, arguments[i]);
  return file_init(reinterpret_cast<const Value*>(extended->items->items), count + 1, names) ? ref(file) : null_value;
}

Value file_readall(Value self) {
  FileIO* file = self_of(self);
  if (!check_readable(file)) return null_value;
  struct stat status;
  off_t position = lseek(file->descriptor, 0, SEEK_CUR);
  uint64_t expected = 8192;
  if (position >= 0 && fstat(file->descriptor, &status) == 0 && status.st_size > position)
    expected = static_cast<uint64_t>(status.st_size - position) + 1;
  std::string out;
  uint64_t size = 0;
  for (;;) {
    if (size == out.size()) out.resize(size == 0 ? expected : size + (size < 65536 ? size : size / 2));
    ssize_t count = read_descriptor(file->descriptor, out.data() + size, out.size() - size);
    if (count == -1) return null_value;
    if (count == -2 && size == 0) return none();
    if (count <= 0) break;
    size += static_cast<uint64_t>(count);
  }
  return ref(make_bytes(out.data(), size));
}
Value file_read(Value self, Value size_v) {
  FileIO* file = self_of(self);
  int64_t size;
  if (!check_readable(file) || !size_argument(size_v, &size)) return null_value;
  if (size < 0) return file_readall(self);
  std::string out(static_cast<size_t>(size), '\0');
  ssize_t count = read_descriptor(file->descriptor, out.data(), out.size());
  return count == -1 ? null_value : count == -2 ? none() : ref(make_bytes(out.data(), static_cast<uint64_t>(count)));
}
Value file_readinto(Value self, Value target) {
  FileIO* file = self_of(self);
  Buffer memory;
  if (!check_readable(file) || !get_writable_buffer(target, &memory, "readinto")) return null_value;
  ssize_t count = read_descriptor(file->descriptor, reinterpret_cast<char*>(memory.data), memory.length);
  return count == -1 ? null_value : count == -2 ? none() : int_value(count);
}
Value file_write(Value self, Value data) {
  FileIO* file = self_of(self);
  std::string_view view;
  if (!check_writable(file) || !get_bytes(data, &view)) return null_value;
  ssize_t count = write_descriptor(file->descriptor, view.data(), view.size());
  return count == -1 ? null_value : count == -2 ? none() : int_value(count);
}
Value file_seek(Value self, Value offset_v, Value whence_v) {
  FileIO* file = self_of(self);
  int64_t offset;
  int whence = 0;
  if (!check_open(file)) return null_value;
  if (is_float(offset_v)) return raise_type_error("an integer is required");
  if (!long_argument(offset_v, &offset) || (whence_v && !int_argument(whence_v, &whence))) return null_value;
  off_t result = lseek(file->descriptor, offset, whence);
  return result < 0 ? raise_errno() : int_value(result);
}
Value file_tell(Value self) { return file_seek(self, small_int_value(0), small_int_value(1)); }
Value file_truncate(Value self, Value size_v) {
  FileIO* file = self_of(self);
  int64_t size;
  if (!check_writable(file)) return null_value;
  if (!size_v || is_none(size_v)) {
    size_v = file_tell(self);
    if (!size_v) return null_value;
  }
  if (!long_argument(size_v, &size)) return null_value;
  return retry([&] { return ftruncate(file->descriptor, size); }) < 0 ? raise_errno_unless_raised() : size_v;
}
bool is_seekable(FileIO* file) {
  if (file->seekable < 0) file->seekable = lseek(file->descriptor, 0, SEEK_CUR) >= 0;
  return file->seekable;
}
Value file_seekable(Value self) { return check_open(self_of(self)) ? boolean(is_seekable(self_of(self))) : null_value; }
Value file_readable(Value self) { return check_open(self_of(self)) ? boolean(self_of(self)->readable) : null_value; }
Value file_writable(Value self) { return check_open(self_of(self)) ? boolean(self_of(self)->writable) : null_value; }
Value file_fileno(Value self) { return check_open(self_of(self)) ? int_value(self_of(self)->descriptor) : null_value; }
Value file_isatty(Value self) { return check_open(self_of(self)) ? boolean(isatty(self_of(self)->descriptor)) : null_value; }
Value file_close(Value self) {
  FileIO* file = self_of(self);
  if (file->descriptor < 0) return none();
  // A derived class's flush is part of closing.
  if (has_kind(self, Kind::instance) && !call_method(self, vm.names.flush_name, nullptr, 0)) {
    Value error = take_error();
    int descriptor = file->descriptor;
    file->descriptor = -1;
    if (file->closes_descriptor) close(descriptor);
    vm.exception = error;
    return null_value;
  }
  int descriptor = file->descriptor;
  file->descriptor = -1;
  if (file->closes_descriptor && close(descriptor) < 0 && errno != EINTR) return raise_errno();
  return none();
}
Value file_repr(Value self) {
  FileIO* file = self_of(self);
  if (file->descriptor < 0) return ref(text_format("<%s [closed]>", "_io.FileIO"));
  const char* closes = file->closes_descriptor ? "True" : "False";
  if (!file->name.get())
    return ref(text_format("<_io.FileIO fd=%s mode='%s' closefd=%s>", file->descriptor, file_io_mode(file), closes));
  if (!enter_repr(self)) return raise_runtime_error("reentrant call inside %s.__repr__", "_io.FileIO");
  Value name = to_repr(file->name);
  leave_repr(self);
  return name ? ref(text_format("<_io.FileIO name=%S mode='%s' closefd=%s>", name, file_io_mode(file), closes)) : null_value;
}
Value file_getstate(Value self) { return raise_type_error("cannot pickle '%s' object", qualified_type_name(type_of(self))); }

Value get_closed(Value self) { return boolean(self_of(self)->descriptor < 0); }
Value get_closefd(Value self) { return boolean(self_of(self)->closes_descriptor); }
Value get_mode(Value self) { return ref(make_str(file_io_mode(self_of(self)))); }
Value get_name(Value self) {
  Value name = self_of(self)->name;
  return name ? name : raise_attribute_error("'FileIO' object has no attribute 'name'");
}
bool set_name(Value self, Value name) {
  self_of(self)->name = name;
  return true;
}
Value get_block_size(Value self) {
  struct stat status;
  if (self_of(self)->descriptor < 0 || fstat(self_of(self)->descriptor, &status) < 0 || status.st_blksize <= 1)
    return small_int_value(8192);
  return int_value(status.st_blksize);
}

const BuiltinDefinition methods[] = {
    entry("__init__", file_init, 1),
    entry("read", file_read, 1),
    entry("readall", file_readall),
    entry("readinto", file_readinto),
    entry("write", file_write),
    entry("seek", file_seek, 2),
    entry("tell", file_tell),
    entry("truncate", file_truncate, 1),
    entry("close", file_close, 1, nullptr, builtin_raw_self),
    entry("seekable", file_seekable),
    entry("readable", file_readable),
    entry("writable", file_writable),
    entry("fileno", file_fileno),
    entry("isatty", file_isatty),
    entry("__repr__", file_repr),
    entry("__getstate__", file_getstate),
};
const GetSetDefinition attributes[] = {
    {"closed", get_closed},       {"closefd", get_closefd},     {"mode", get_mode},
    {"name", get_name, set_name}, {"_blksize", get_block_size},
};

}  // namespace

const char* file_io_mode(const FileIO* file) {
  if (file->created) return file->readable ? "xb+" : "xb";
  if (file->appending) return file->readable ? "ab+" : "ab";
  if (file->readable) return file->writable ? "rb+" : "rb";
  return "wb";
}

FileIO* make_file_io(int descriptor, bool readable, bool writable, bool closes_descriptor, Value name) {
  FileIO* file = jitwright::make_finalizable<FileIO>(static_cast<jitwright::KindId>(Kind::file_io));
  file->descriptor = descriptor;
  file->readable = readable;
  file->writable = writable;
  file->closes_descriptor = closes_descriptor;
  file->seekable = -1;
  file->initialised = true;
  file->name = name;
  return file;
}

void define_file_io() {
  Type* type = make_io_type("FileIO", Kind::file_io, io_types.raw, type_has_dictionary, construct_file);
  define(type, methods);
  define_attributes(type, attributes);
  finish_builtin_type(type);
}

}  // namespace python
