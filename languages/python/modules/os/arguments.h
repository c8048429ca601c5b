/// Owns what the operating system's modules share: paths and descriptors as arguments, errors, calls that signals interrupt.
#pragma once

#include <cerrno>
#include <string>

#include "modules/modules.h"
#include "objects/errors.h"
#include "objects/operations.h"

namespace python {

/// A path, or (where allowed) an open descriptor.
struct PathArgument {
  std::string text;
  int descriptor = -1;       // >= 0: given instead of a path
  bool is_bytes = false;     // results are bytes then
  Value value = null_value;  // as passed, for messages
  const char* c_str() const { return text.c_str(); }
};

enum PathForm : uint32_t { path_only = 0, path_or_descriptor = 1, path_or_none = 2 };

/// Converts str, bytes, os.PathLike (and what `form` allows); None and null become ".". False with TypeError or ValueError
/// naming `function`.
bool path_argument(const char* function, Value v, PathArgument* out, uint32_t form = path_only, const char* name = "path");

/// A str by the file system's encoding (UTF-8, surrogateescape) and back.
std::string encode_path(const Str* s);
Value path_value(std::string_view text, bool as_bytes = false);

/// os.fspath.
Value fspath(Value v);

/// An int of C. False with OverflowError or TypeError.
bool int_argument(Value v, int* out);
bool long_argument(Value v, int64_t* out);
/// A descriptor: an int or an object with fileno(); -1 with an error pending.
int descriptor_argument(Value v);
/// `dir_fd=`: AT_FDCWD for None or absent. False with an error pending.
bool directory_argument(Value v, int* out);
/// A keyword that is true unless given.
bool flag_argument(Value v, bool standard, bool* out);

/// The error of the last call, with the path.
Value raise_errno(const PathArgument& path);
Value raise_errno();
Value raise_errno(const PathArgument& from, const PathArgument& to);

/// Runs `call` again when a signal interrupted it and its handler did not raise; has_error() tells.
template <class Call>
auto retry(Call call) {
  for (;;) {
    auto result = call();
    if (result >= 0 || errno != EINTR) return result;
    if (interrupted()) return result;
  }
}
/// What follows a failed retry: the handler's error, or OSError.
inline Value raise_errno_unless_raised() { return has_error() ? null_value : raise_errno(); }

void define_posix_paths(Module* module);
void define_posix_stat(Module* module);
void define_posix_descriptors(Module* module);
void define_posix_process(Module* module);

}  // namespace python
