/// The module _stat.
#include <sys/stat.h>

#include "modules/os/arguments.h"

namespace python {

namespace {

bool mode_argument(Value v, mode_t* out) {
  int64_t wide;
  if (!long_argument(v, &wide)) return false;
  if (wide < 0 || wide > UINT32_MAX) {
    raise_overflow_error("mode out of range");
    return false;
  }
  *out = static_cast<mode_t>(wide);
  return true;
}

template <mode_t type>
Value is_type(Value v) {
  mode_t mode;
  return mode_argument(v, &mode) ? boolean(type && (mode & S_IFMT) == type) : null_value;
}
Value stat_imode(Value v) {
  mode_t mode;
  return mode_argument(v, &mode) ? int_value(mode & 07777) : null_value;
}
Value stat_ifmt(Value v) {
  mode_t mode;
  return mode_argument(v, &mode) ? int_value(mode & S_IFMT) : null_value;
}
Value stat_filemode(Value v) {
  mode_t mode;
  if (!mode_argument(v, &mode)) return null_value;
  char text[11] = "?rwxrwxrwx";
  static const struct {
    mode_t type;
    char letter;
  } types[] = {{S_IFREG, '-'}, {S_IFDIR, 'd'}, {S_IFLNK, 'l'}, {S_IFBLK, 'b'}, {S_IFCHR, 'c'}, {S_IFIFO, 'p'}, {S_IFSOCK, 's'}};
  for (const auto& row : types) {
    if ((mode & S_IFMT) == row.type) text[0] = row.letter;
  }
  for (int i = 0; i < 9; i++) {
    if (!(mode & (0400u >> i))) text[i + 1] = '-';
  }
  if (mode & S_ISUID) text[3] = mode & S_IXUSR ? 's' : 'S';
  if (mode & S_ISGID) text[6] = mode & S_IXGRP ? 's' : 'S';
  if (mode & S_ISVTX) text[9] = mode & S_IXOTH ? 't' : 'T';
  return ref(make_str(text));
}

}  // namespace

void fill_stat(Module* module) {
  static const NamedNumber constants[] = {
      {"S_IFDIR", S_IFDIR},
      {"S_IFCHR", S_IFCHR},
      {"S_IFBLK", S_IFBLK},
      {"S_IFREG", S_IFREG},
      {"S_IFIFO", S_IFIFO},
      {"S_IFLNK", S_IFLNK},
      {"S_IFSOCK", S_IFSOCK},
      {"S_IFDOOR", 0},
      {"S_IFPORT", 0},
      {"S_IFWHT", 0},
      {"S_ISUID", S_ISUID},
      {"S_ISGID", S_ISGID},
      {"S_ISVTX", S_ISVTX},
      {"S_ENFMT", S_ISGID},
      {"S_IREAD", S_IRUSR},
      {"S_IWRITE", S_IWUSR},
      {"S_IEXEC", S_IXUSR},
      {"S_IRWXU", S_IRWXU},
      {"S_IRUSR", S_IRUSR},
      {"S_IWUSR", S_IWUSR},
      {"S_IXUSR", S_IXUSR},
      {"S_IRWXG", S_IRWXG},
      {"S_IRGRP", S_IRGRP},
      {"S_IWGRP", S_IWGRP},
      {"S_IXGRP", S_IXGRP},
      {"S_IRWXO", S_IRWXO},
      {"S_IROTH", S_IROTH},
      {"S_IWOTH", S_IWOTH},
      {"S_IXOTH", S_IXOTH},
      {"ST_MODE", 0},
      {"ST_INO", 1},
      {"ST_DEV", 2},
      {"ST_NLINK", 3},
      {"ST_UID", 4},
      {"ST_GID", 5},
      {"ST_SIZE", 6},
      {"ST_ATIME", 7},
      {"ST_MTIME", 8},
      {"ST_CTIME", 9},
      {"UF_NODUMP", 1},
      {"UF_IMMUTABLE", 2},
      {"UF_APPEND", 4},
      {"UF_OPAQUE", 8},
      {"UF_NOUNLINK", 16},
      {"UF_COMPRESSED", 32},
      {"UF_HIDDEN", 0x8000},
      {"SF_ARCHIVED", 0x10000},
      {"SF_IMMUTABLE", 0x20000},
      {"SF_APPEND", 0x40000},
      {"SF_NOUNLINK", 0x100000},
      {"SF_SNAPSHOT", 0x200000},
  };
  set_numbers(module, constants);
  static const BuiltinDefinition functions[] = {
      entry("S_ISDIR", is_type<S_IFDIR>),   entry("S_ISCHR", is_type<S_IFCHR>),  entry("S_ISBLK", is_type<S_IFBLK>),
      entry("S_ISREG", is_type<S_IFREG>),   entry("S_ISFIFO", is_type<S_IFIFO>), entry("S_ISLNK", is_type<S_IFLNK>),
      entry("S_ISSOCK", is_type<S_IFSOCK>), entry("S_ISDOOR", is_type<0>),       entry("S_ISPORT", is_type<0>),
      entry("S_ISWHT", is_type<0>),         entry("S_IMODE", stat_imode),        entry("S_IFMT", stat_ifmt),
      entry("filemode", stat_filemode),
  };
  define(module, functions);
}

}  // namespace python
