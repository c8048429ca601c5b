/// Owns the cache of compiled modules on disk: `__pycache__/NAME.jwpython-311.pyc` beside the source, or below
/// $XDG_CACHE_HOME/jwpython (or ~/.cache/jwpython) where that folder cannot be written. What the build compiled of the standard library lies
/// beside the program, in ../lib/jwpython, and is only read. An entry holds 16 bytes as CPython's
/// (magic number, flags, time and size of the source) and then marshalled code, so importlib reads and writes the same files.
#pragma once

#include <sys/stat.h>
#include <cstdint>
#include <memory>
#include <string>

#include "bytecode/code.h"

namespace python {

/// The four bytes at the head of every entry; they differ between most builds.
uint32_t cache_magic();

/// Where the cached code of `source` lies, as importlib.util.cache_from_source says.
std::string cache_path(const std::string& source);

/// The code compiled from the file at `path`, when it had that time and size, to run under the name `shown_path`; null if there is none.
std::shared_ptr<const CodeSpec> read_cached_code(const std::string& path, const std::string& shown_path, const struct stat& status);
/// Keeps the code; failing to is no error.
void write_cached_code(const std::string& path, const struct stat& status, const CodeSpec& code);

}  // namespace python
