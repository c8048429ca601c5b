/// The part of posix that names files: making, removing, renaming, linking, modes and times.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "modules/os/arguments.h"
#include "objects/bytes.h"

namespace python {

namespace {

Value done(int result, const PathArgument& path) { return result < 0 ? raise_errno(path) : none(); }

Value posix_access(Value path_v, Value mode_v, Value dir_fd, Value effective, Value follow) {
  PathArgument path;
  int mode, directory;
  bool effective_ids, follow_symlinks;
  if (!path_argument("access", path_v, &path, path_or_descriptor) || !int_argument(mode_v, &mode) ||
      !directory_argument(dir_fd, &directory) || !flag_argument(effective, false, &effective_ids) ||
      !flag_argument(follow, true, &follow_symlinks))
    return null_value;
  int flags = (effective_ids ? AT_EACCESS : 0) | (follow_symlinks ? 0 : AT_SYMLINK_NOFOLLOW);
  return boolean(faccessat(directory, path.c_str(), mode, flags) == 0);
}

Value posix_chdir(Value path_v) {
  PathArgument path;
  if (!path_argument("chdir", path_v, &path, path_or_descriptor)) return null_value;
  return done(path.descriptor >= 0 ? fchdir(path.descriptor) : chdir(path.c_str()), path);
}
Value posix_fchdir(Value fd) {
  int descriptor = descriptor_argument(fd);
  if (has_error()) return null_value;
  return fchdir(descriptor) < 0 ? raise_errno() : none();
}
Value posix_chroot(Value path_v) {
  PathArgument path;
  if (!path_argument("chroot", path_v, &path)) return null_value;
  return done(chroot(path.c_str()), path);
}

Value posix_chmod(Value path_v, Value mode_v, Value dir_fd, Value follow) {
  PathArgument path;
  int mode, directory;
  bool follow_symlinks;
  if (!path_argument("chmod", path_v, &path, path_or_descriptor) || !int_argument(mode_v, &mode) ||
      !directory_argument(dir_fd, &directory) || !flag_argument(follow, true, &follow_symlinks))
    return null_value;
  mode_t bits = static_cast<mode_t>(mode);
  if (path.descriptor >= 0) return done(fchmod(path.descriptor, bits), path);
  return done(fchmodat(directory, path.c_str(), bits, follow_symlinks ? 0 : AT_SYMLINK_NOFOLLOW), path);
}
Value posix_fchmod(Value fd, Value mode_v) {
  int mode, descriptor;
  if (!int_argument(fd, &descriptor) || !int_argument(mode_v, &mode)) return null_value;
  return fchmod(descriptor, static_cast<mode_t>(mode)) < 0 ? raise_errno() : none();
}

bool id_argument(Value v, uint32_t* out) {
  int64_t wide;
  if (!long_argument(v, &wide)) return false;
  if (wide < -1 || wide > UINT32_MAX) {
    raise_overflow_error(wide < 0 ? "uid is less than minimum" : "uid is greater than maximum");
    return false;
  }
  *out = static_cast<uint32_t>(wide);
  return true;
}

Value posix_chown(Value path_v, Value uid, Value gid, Value dir_fd, Value follow) {
  PathArgument path;
  uint32_t user, group;
  int directory;
  bool follow_symlinks;
  if (!path_argument("chown", path_v, &path, path_or_descriptor) || !id_argument(uid, &user) || !id_argument(gid, &group) ||
      !directory_argument(dir_fd, &directory) || !flag_argument(follow, true, &follow_symlinks))
    return null_value;
  if (path.descriptor >= 0) return done(fchown(path.descriptor, user, group), path);
  return done(fchownat(directory, path.c_str(), user, group, follow_symlinks ? 0 : AT_SYMLINK_NOFOLLOW), path);
}
Value posix_lchown(Value path_v, Value uid, Value gid) { return posix_chown(path_v, uid, gid, null_value, false_value()); }
Value posix_fchown(Value fd, Value uid, Value gid) { return posix_chown(fd, uid, gid, null_value, null_value); }

Value posix_getcwd() {
  char buffer[4096];
  return getcwd(buffer, sizeof buffer) ? path_value(buffer) : raise_errno();
}
Value posix_getcwdb() {
  char buffer[4096];
  return getcwd(buffer, sizeof buffer) ? path_value(buffer, true) : raise_errno();
}

Value posix_mkdir(Value path_v, Value mode_v, Value dir_fd) {
  PathArgument path;
  int mode = 0777, directory;
  if (!path_argument("mkdir", path_v, &path) || (mode_v && !int_argument(mode_v, &mode)) ||
      !directory_argument(dir_fd, &directory))
    return null_value;
  return done(mkdirat(directory, path.c_str(), static_cast<mode_t>(mode)), path);
}
Value posix_rmdir(Value path_v, Value dir_fd) {
  PathArgument path;
  int directory;
  if (!path_argument("rmdir", path_v, &path) || !directory_argument(dir_fd, &directory)) return null_value;
  return done(unlinkat(directory, path.c_str(), AT_REMOVEDIR), path);
}
Value remove_file(const char* name, Value path_v, Value dir_fd) {
  PathArgument path;
  int directory;
  if (!path_argument(name, path_v, &path) || !directory_argument(dir_fd, &directory)) return null_value;
  return done(unlinkat(directory, path.c_str(), 0), path);
}
Value posix_unlink(Value path, Value dir_fd) { return remove_file("unlink", path, dir_fd); }
Value posix_remove(Value path, Value dir_fd) { return remove_file("remove", path, dir_fd); }

Value rename_file(const char* name, Value from_v, Value to_v, Value from_dir, Value to_dir) {
  PathArgument from, to;
  int from_directory, to_directory;
  if (!path_argument(name, from_v, &from, path_only, "src") || !path_argument(name, to_v, &to, path_only, "dst") ||
      !directory_argument(from_dir, &from_directory) || !directory_argument(to_dir, &to_directory))
    return null_value;
  return renameat(from_directory, from.c_str(), to_directory, to.c_str()) < 0 ? raise_errno(from, to) : none();
}
Value posix_rename(Value from, Value to, Value from_dir, Value to_dir) {
  return rename_file("rename", from, to, from_dir, to_dir);
}
Value posix_replace(Value from, Value to, Value from_dir, Value to_dir) {
  return rename_file("replace", from, to, from_dir, to_dir);
}

Value posix_link(Value from_v, Value to_v, Value from_dir, Value to_dir, Value follow) {
  PathArgument from, to;
  int from_directory, to_directory;
  bool follow_symlinks;
  if (!path_argument("link", from_v, &from, path_only, "src") || !path_argument("link", to_v, &to, path_only, "dst") ||
      !directory_argument(from_dir, &from_directory) || !directory_argument(to_dir, &to_directory) ||
      !flag_argument(follow, true, &follow_symlinks))
    return null_value;
  int flags = follow && follow_symlinks ? AT_SYMLINK_FOLLOW : 0;
  return linkat(from_directory, from.c_str(), to_directory, to.c_str(), flags) < 0 ? raise_errno(from, to) : none();
}
Value posix_symlink(Value from_v, Value to_v, Value, Value dir_fd) {
  PathArgument from, to;
  int directory;
  if (!path_argument("symlink", from_v, &from, path_only, "src") || !path_argument("symlink", to_v, &to, path_only, "dst") ||
      !directory_argument(dir_fd, &directory))
    return null_value;
  return symlinkat(from.c_str(), directory, to.c_str()) < 0 ? raise_errno(from, to) : none();
}
Value posix_readlink(Value path_v, Value dir_fd) {
  PathArgument path;
  int directory;
  if (!path_argument("readlink", path_v, &path) || !directory_argument(dir_fd, &directory)) return null_value;
  char buffer[4097];
  ssize_t length = readlinkat(directory, path.c_str(), buffer, sizeof buffer);
  return length < 0 ? raise_errno(path) : path_value({buffer, static_cast<size_t>(length)}, path.is_bytes);
}

Value posix_mkfifo(Value path_v, Value mode_v, Value dir_fd) {
  PathArgument path;
  int mode = 0666, directory;
  if (!path_argument("mkfifo", path_v, &path) || (mode_v && !int_argument(mode_v, &mode)) ||
      !directory_argument(dir_fd, &directory))
    return null_value;
  return done(mkfifoat(directory, path.c_str(), static_cast<mode_t>(mode)), path);
}

Value posix_truncate(Value path_v, Value length_v) {
  PathArgument path;
  int64_t length;
  if (!path_argument("truncate", path_v, &path, path_or_descriptor) || !long_argument(length_v, &length)) return null_value;
  return done(path.descriptor >= 0 ? ftruncate(path.descriptor, length) : truncate(path.c_str(), length), path);
}

/// Seconds as int or float.
bool seconds_argument(Value v, timespec* out) {
  if (is_float(v)) {
    double x = float_of(v), whole = __builtin_floor(x);
    if (!(x > -9.2e18 && x < 9.2e18)) {
      raise_overflow_error("timestamp out of range for platform time_t");
      return false;
    }
    out->tv_sec = static_cast<time_t>(whole);
    out->tv_nsec = static_cast<long>((x - whole) * 1e9);
    return true;
  }
  int64_t seconds;
  if (!long_argument(v, &seconds)) return false;
  *out = {seconds, 0};
  return true;
}
bool nanoseconds_argument(Value v, timespec* out) {
  Value number = index_of(v);
  if (!number) return false;
  Value parts = int_divmod(number, small_int_value(1'000'000'000));
  if (!parts) return false;
  int64_t seconds;
  if (!long_argument(as<Tuple>(parts)->items[0], &seconds)) return false;
  *out = {seconds, static_cast<long>(int64_of(as<Tuple>(parts)->items[1]))};
  return true;
}

Value posix_utime(Value path_v, Value times, Value ns, Value dir_fd, Value follow) {
  PathArgument path;
  int directory;
  bool follow_symlinks;
  if (!path_argument("utime", path_v, &path, path_or_descriptor) || !directory_argument(dir_fd, &directory) ||
      !flag_argument(follow, true, &follow_symlinks))
    return null_value;
  bool has_times = times && !is_none(times), has_ns = bool(ns);
  if (has_times && has_ns) return raise_value_error("utime: you may specify either 'times' or 'ns' but not both");
  timespec stamps[2] = {{0, UTIME_NOW}, {0, UTIME_NOW}};
  if (has_times || has_ns) {
    Tuple* pair = has_times ? as_tuple(times) : as_tuple(ns);
    if (!pair || pair->length != 2) {
      return raise_type_error(has_times ? "utime: 'times' must be either a tuple of two ints or None"
                                        : "utime: 'ns' must be a tuple of two ints");
    }
    for (int i = 0; i < 2; i++) {
      if (!(has_times ? seconds_argument(pair->items[i], &stamps[i]) : nanoseconds_argument(pair->items[i], &stamps[i])))
        return null_value;
    }
  }
  if (path.descriptor >= 0) return done(futimens(path.descriptor, stamps), path);
  return done(utimensat(directory, path.c_str(), stamps, follow_symlinks ? 0 : AT_SYMLINK_NOFOLLOW), path);
}

Value posix_path_normpath(Value v) {
  Str* s = as_str(v);
  if (!s) return raise_type_error("_path_normpath() argument 'path' must be str, not %T", v);
  std::string text = encode_path(s), out;
  size_t leading = text.find_first_not_of('/');
  if (leading == std::string::npos) leading = text.size();
  std::string root = leading == 0 ? "" : leading == 2 ? "//" : "/";
  size_t depth = 0;
  for (size_t i = leading; i < text.size();) {
    size_t end = text.find('/', i);
    if (end == std::string::npos) end = text.size();
    std::string_view part = std::string_view(text).substr(i, end - i);
    i = end + 1;
    if (part.empty() || part == ".") continue;
    if (part == ".." && depth > 0) {
      size_t slash = out.rfind('/');
      out.resize(slash == std::string::npos ? 0 : slash);
      depth--;
      continue;
    }
    if (part == "..") {
      if (!root.empty()) continue;
    } else {
      depth++;
    }
    if (!out.empty()) out += '/';
    out += part;
  }
  out = root + out;
  return path_value(out.empty() ? "." : out);
}

Value posix_fspath(Value v) { return fspath(v); }

template <long (*query)(const char*, int), bool is_file>
Value posix_pathconf(Value path_v, Value name) {
  PathArgument path;
  int which;
  if (!path_argument("pathconf", path_v, &path, path_or_descriptor) || !int_argument(name, &which)) return null_value;
  errno = 0;
  long result = path.descriptor >= 0 ? fpathconf(path.descriptor, which) : query(path.c_str(), which);
  return result < 0 && errno ? raise_errno(path) : int_value(result);
}

}  // namespace

void define_posix_paths(Module* module) {
  static const BuiltinDefinition functions[] = {
      entry("access", posix_access, 2, "path mode * dir_fd effective_ids follow_symlinks"),
      entry("chdir", posix_chdir, 1, "path"),
      entry("fchdir", posix_fchdir, 1, "fd"),
      entry("chroot", posix_chroot, 1, "path"),
      entry("chmod", posix_chmod, 2, "path mode * dir_fd follow_symlinks"),
      entry("fchmod", posix_fchmod, 2, "fd mode"),
      entry("chown", posix_chown, 3, "path uid gid * dir_fd follow_symlinks"),
      entry("lchown", posix_lchown, 3, "path uid gid"),
      entry("fchown", posix_fchown, 3, "fd uid gid"),
      entry("getcwd", posix_getcwd),
      entry("getcwdb", posix_getcwdb),
      entry("mkdir", posix_mkdir, 1, "path mode * dir_fd"),
      entry("rmdir", posix_rmdir, 1, "path * dir_fd"),
      entry("unlink", posix_unlink, 1, "path * dir_fd"),
      entry("remove", posix_remove, 1, "path * dir_fd"),
      entry("rename", posix_rename, 2, "src dst * src_dir_fd dst_dir_fd"),
      entry("replace", posix_replace, 2, "src dst * src_dir_fd dst_dir_fd"),
      entry("link", posix_link, 2, "src dst * src_dir_fd dst_dir_fd follow_symlinks"),
      entry("symlink", posix_symlink, 2, "src dst target_is_directory * dir_fd"),
      entry("readlink", posix_readlink, 1, "path * dir_fd"),
      entry("mkfifo", posix_mkfifo, 1, "path mode * dir_fd"),
      entry("truncate", posix_truncate, 2, "path length"),
      entry("utime", posix_utime, 1, "path times * ns dir_fd follow_symlinks"),
      entry("fspath", posix_fspath, 1, "path"),
      entry("_path_normpath", posix_path_normpath, 1, "path"),
      entry("pathconf", posix_pathconf<pathconf, true>, 2, "path name"),
      entry("fpathconf", posix_pathconf<pathconf, false>, 2, "fd name"),
  };
  define(module, functions);
}

}  // namespace python
