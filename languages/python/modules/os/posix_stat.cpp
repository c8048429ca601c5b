/// The part of posix that looks at files and directories: stat and its kin, listdir, scandir and DirEntry.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "modules/os/arguments.h"
#include "objects/bytes.h"
#include "objects/struct_sequence.h"

namespace python {

namespace {

Type* stat_type;
Type* statvfs_type;

Value nanoseconds_value(const timespec& t) {
  return int_add(int_multiply(int_value(t.tv_sec), small_int_value(1'000'000'000)), int_value(t.tv_nsec));
}
Value seconds_value(const timespec& t) {
  return float_value(static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec));
}

Value stat_value(const struct stat& s) {
  Value values[] = {
      int_value(s.st_mode),        int_value_unsigned(s.st_ino), int_value_unsigned(s.st_dev), int_value_unsigned(s.st_nlink),
      int_value(s.st_uid),         int_value(s.st_gid),          int_value(s.st_size),         int_value(s.st_atim.tv_sec),
      int_value(s.st_mtim.tv_sec), int_value(s.st_ctim.tv_sec),  seconds_value(s.st_atim),     seconds_value(s.st_mtim),
      seconds_value(s.st_ctim),    nanoseconds_value(s.st_atim), nanoseconds_value(s.st_mtim), nanoseconds_value(s.st_ctim),
      int_value(s.st_blksize),     int_value(s.st_blocks),       int_value_unsigned(s.st_rdev)};
  return make_struct_sequence(stat_type, values);
}

Value stat_of(const char* function, Value path_v, Value dir_fd, bool follow, uint32_t form = path_or_descriptor) {
  PathArgument path;
  int directory;
  if (!path_argument(function, path_v, &path, form) || !directory_argument(dir_fd, &directory)) return null_value;
  if (path.descriptor >= 0 && directory != AT_FDCWD) return raise_value_error("stat: can't specify dir_fd without matching path");
  struct stat status;
  int result = path.descriptor >= 0 ? fstat(path.descriptor, &status)
                                    : fstatat(directory, path.c_str(), &status, follow ? 0 : AT_SYMLINK_NOFOLLOW);
  return result < 0 ? raise_errno(path) : stat_value(status);
}
Value posix_stat(Value path, Value dir_fd, Value follow) {
  bool follow_symlinks;
  return flag_argument(follow, true, &follow_symlinks) ? stat_of("stat", path, dir_fd, follow_symlinks) : null_value;
}
Value posix_lstat(Value path, Value dir_fd) { return stat_of("lstat", path, dir_fd, false, path_only); }
Value posix_fstat(Value fd) {
  int descriptor;
  if (!int_argument(fd, &descriptor)) return null_value;
  struct stat status;
  return fstat(descriptor, &status) < 0 ? raise_errno() : stat_value(status);
}

Value posix_statvfs(Value path_v) {
  PathArgument path;
  if (!path_argument("statvfs", path_v, &path, path_or_descriptor)) return null_value;
  struct statvfs s;
  if ((path.descriptor >= 0 ? fstatvfs(path.descriptor, &s) : statvfs(path.c_str(), &s)) < 0) return raise_errno(path);
  Value values[] = {int_value_unsigned(s.f_bsize),   int_value_unsigned(s.f_frsize), int_value_unsigned(s.f_blocks),
                    int_value_unsigned(s.f_bfree),   int_value_unsigned(s.f_bavail), int_value_unsigned(s.f_files),
                    int_value_unsigned(s.f_ffree),   int_value_unsigned(s.f_favail), int_value_unsigned(s.f_flag),
                    int_value_unsigned(s.f_namemax), int_value_unsigned(s.f_fsid)};
  return make_struct_sequence(statvfs_type, values);
}

// ---- directories ----

/// The directory of a path or of a duplicate of a descriptor; null with an error pending.
DIR* open_directory(const PathArgument& path) {
  DIR* directory;
  if (path.descriptor >= 0) {
    int copy = fcntl(path.descriptor, F_DUPFD_CLOEXEC, 0);
    directory = copy < 0 ? nullptr : fdopendir(copy);
    if (directory)
      rewinddir(directory);
    else if (copy >= 0)
      close(copy);
  } else {
    directory = opendir(path.c_str());
  }
  if (!directory) raise_errno(path);
  return directory;
}
bool is_dots(const char* name) { return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2])); }

Value posix_listdir(Value path_v) {
  PathArgument path;
  if (!path_argument("listdir", path_v, &path, path_or_descriptor | path_or_none)) return null_value;
  DIR* directory = open_directory(path);
  if (!directory) return null_value;
  List* names = make_list();
  errno = 0;
  while (dirent* entry = readdir(directory)) {
    if (!is_dots(entry->d_name)) list_append(names, path_value(entry->d_name, path.is_bytes));
  }
  int error = errno;
  closedir(directory);
  errno = error;
  return error ? raise_errno(path) : ref(names);
}

// ---- DirEntry: fields of the native object ----

enum EntryField : uint32_t {
  entry_name,
  entry_path,
  entry_type,
  entry_inode,
  entry_directory,
  entry_stat,
  entry_lstat,
  entry_field_count
};

Type* entry_type_object;
Type* iterator_type_object;

NativeObject* self_of(Value v) { return as<NativeObject>(v); }
template <uint32_t index>
Value get_field(Value self) {
  return none_if_null(self_of(self)->fields[index]);
}

Value entry_stat_of(Value self, bool follow) {
  NativeObject* entry = self_of(self);
  ValueField& kept = entry->fields[follow ? entry_stat : entry_lstat];
  if (kept.get()) return kept;
  Value type = entry->fields[entry_type];
  if (follow && small_int(type) != DT_LNK && small_int(type) != DT_UNKNOWN) return entry_stat_of(self, false);
  Value directory = entry->fields[entry_directory];
  Value result = stat_of("stat", is_none(directory) ? entry->fields[entry_path] : entry->fields[entry_name], directory, follow);
  if (result) (follow ? entry->fields[entry_stat] : entry->fields[entry_lstat]) = result;
  return result;
}
Value entry_stat_method(Value self, Value follow) {
  bool follow_symlinks;
  return flag_argument(follow, true, &follow_symlinks) ? entry_stat_of(self, follow_symlinks) : null_value;
}
/// Whether the entry is of that type; one that is gone is not.
Value entry_is(Value self, bool follow, uint8_t type, mode_t mode) {
  int64_t known = small_int(self_of(self)->fields[entry_type]);
  bool must_stat = known == DT_UNKNOWN || (follow && known == DT_LNK);
  if (!must_stat) return boolean(known == type);
  Value status = entry_stat_of(self, follow);
  if (!status) return clear_error(ExceptionKind::file_not_found_error) ? false_value() : null_value;
  int64_t bits = int64_of(as_tuple(status)->items[0]);
  return boolean((static_cast<mode_t>(bits) & S_IFMT) == mode);
}
Value entry_is_dir(Value self, Value follow) {
  bool follow_symlinks;
  return flag_argument(follow, true, &follow_symlinks) ? entry_is(self, follow_symlinks, DT_DIR, S_IFDIR) : null_value;
}
Value entry_is_file(Value self, Value follow) {
  bool follow_symlinks;
  return flag_argument(follow, true, &follow_symlinks) ? entry_is(self, follow_symlinks, DT_REG, S_IFREG) : null_value;
}
Value entry_is_symlink(Value self) { return entry_is(self, false, DT_LNK, S_IFLNK); }
Value entry_inode_method(Value self) { return self_of(self)->fields[entry_inode]; }
Value entry_repr(Value self) { return ref(text_format("<DirEntry %R>", self_of(self)->fields[entry_name].get())); }
Value entry_fspath(Value self) { return self_of(self)->fields[entry_path]; }

const BuiltinDefinition entry_methods[] = {
    entry("stat", entry_stat_method, 1, "* follow_symlinks"),
    entry("is_dir", entry_is_dir, 1, "* follow_symlinks"),
    entry("is_file", entry_is_file, 1, "* follow_symlinks"),
    entry("is_symlink", entry_is_symlink),
    entry("inode", entry_inode_method),
    entry("__repr__", entry_repr),
    entry("__fspath__", entry_fspath),
};
const GetSetDefinition entry_attributes[] = {{"name", get_field<entry_name>}, {"path", get_field<entry_path>}};

// ---- scandir: the entries are read at once, which frees the directory at once ----

enum IteratorField : uint32_t { iterator_entries, iterator_position, iterator_field_count };

Value scandir_next(Value self) {
  NativeObject* iterator = self_of(self);
  int64_t position = small_int(iterator->fields[iterator_position]);
  List* entries = as<List>(iterator->fields[iterator_entries]);
  if (position >= static_cast<int64_t>(entries->length)) return raise_stop_iteration(none());
  iterator->fields[iterator_position] = small_int_value(position + 1);
  return list_get(entries, static_cast<uint64_t>(position));
}
Value scandir_self(Value self) { return self; }
Value scandir_close(Value self) {
  list_clear(as<List>(self_of(self)->fields[iterator_entries]));
  return none();
}
Value scandir_exit(const Value* arguments, uint32_t) { return scandir_close(arguments[0]); }

const BuiltinDefinition iterator_methods[] = {
    entry("__next__", scandir_next),  entry("__iter__", scandir_self),    entry("close", scandir_close),
    entry("__enter__", scandir_self), entry("__exit__", scandir_exit, 1),
};

Value posix_scandir(Value path_v) {
  PathArgument path;
  if (!path_argument("scandir", path_v, &path, path_or_descriptor | path_or_none)) return null_value;
  DIR* directory = open_directory(path);
  if (!directory) return null_value;
  List* entries = make_list();
  std::string base = path.text;
  if (!base.empty() && base.back() != '/') base += '/';
  errno = 0;
  while (dirent* found = readdir(directory)) {
    if (is_dots(found->d_name)) continue;
    NativeObject* object = make_native(entry_type_object, entry_field_count);
    list_append(entries, ref(object));
    Value name = path_value(found->d_name, path.is_bytes);
    object->fields[entry_name] = name;
    object->fields[entry_path] = path.descriptor >= 0 ? name : path_value(base + found->d_name, path.is_bytes);
    object->fields[entry_type] = small_int_value(found->d_type);
    object->fields[entry_inode] = int_value_unsigned(found->d_ino);
    object->fields[entry_directory] = path.descriptor >= 0 ? small_int_value(path.descriptor) : none();
  }
  int error = errno;
  closedir(directory);
  if (error) {
    errno = error;
    return raise_errno(path);
  }
  NativeObject* iterator = make_native(iterator_type_object, iterator_field_count);
  iterator->fields[iterator_entries] = ref(entries);
  iterator->fields[iterator_position] = small_int_value(0);
  return ref(iterator);
}

template <unsigned part>
Value device_part(Value v) {
  int64_t device;
  if (!long_argument(v, &device)) return null_value;
  return int_value(part ? minor(static_cast<dev_t>(device)) : major(static_cast<dev_t>(device)));
}
Value posix_makedev(Value a, Value b) {
  int64_t x, y;
  if (!long_argument(a, &x) || !long_argument(b, &y)) return null_value;
  return int_value_unsigned(makedev(static_cast<unsigned>(x), static_cast<unsigned>(y)));
}

}  // namespace

void define_posix_stat(Module* module) {
  static const char* const stat_fields[] = {
      "st_mode",  "st_ino",   "st_dev",   "st_nlink",    "st_uid",      "st_gid",      "st_size",    "",          "",       "",
      "st_atime", "st_mtime", "st_ctime", "st_atime_ns", "st_mtime_ns", "st_ctime_ns", "st_blksize", "st_blocks", "st_rdev"};
  static const char* const statvfs_fields[] = {"f_bsize", "f_frsize", "f_blocks", "f_bfree",   "f_bavail", "f_files",
                                               "f_ffree", "f_favail", "f_flag",   "f_namemax", "f_fsid"};
  stat_type = make_struct_sequence_type("os", "stat_result", stat_fields, 10);
  statvfs_type = make_struct_sequence_type("os", "statvfs_result", statvfs_fields, 10);
  set_member(module, "stat_result", ref(stat_type));
  set_member(module, "statvfs_result", ref(statvfs_type));
  entry_type_object = make_module_type(module, "DirEntry", Kind::native, 0, nullptr);
  set_member(module, "DirEntry", ref(entry_type_object));
  define(entry_type_object, entry_methods);
  define_attributes(entry_type_object, entry_attributes);
  iterator_type_object = make_module_type(module, "ScandirIterator", Kind::native, 0, nullptr);
  define(iterator_type_object, iterator_methods);
  static const BuiltinDefinition functions[] = {
      entry("stat", posix_stat, 1, "path * dir_fd follow_symlinks"),
      entry("lstat", posix_lstat, 1, "path * dir_fd"),
      entry("fstat", posix_fstat, 1, "fd"),
      entry("statvfs", posix_statvfs, 1, "path"),
      entry("fstatvfs", posix_statvfs, 1, "fd"),
      entry("listdir", posix_listdir, 0, "path"),
      entry("scandir", posix_scandir, 0, "path"),
      entry("major", device_part<0>),
      entry("minor", device_part<1>),
      entry("makedev", posix_makedev),
  };
  define(module, functions);
}

}  // namespace python
