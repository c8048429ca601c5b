/// Owns the inner workings of buffered files: what their methods (buffered_methods.cpp) are made of.
#pragma once

#include <string_view>

#include "modules/io/files.h"

namespace python {

inline constexpr uint64_t standard_buffer_size = 8192;

/// Sets the object up over `raw` with a buffer of `size` bytes.
void open_buffered(Buffered* file, Value raw, bool readable, bool writable, uint64_t size);
/// False with ValueError if it is closed, detached or was never set up.
bool check_usable(Buffered* file, const char* message = nullptr);
/// 1, 0, -1 with an error pending.
int buffered_closed(Buffered* file);

/// The raw file's read, write, seek and tell. Reading: the count, -2 if it would block, -1 with an error pending.
ssize_t raw_read(Buffered* file, char* out, uint64_t size);
ssize_t raw_write(Buffered* file, const char* bytes, uint64_t size);
int64_t raw_seek(Buffered* file, int64_t offset, int whence);

/// Reads into the empty buffer; as raw_read.
ssize_t fill_buffer(Buffered* file);
/// Gives what was read ahead back to the raw file, or writes what waits: the raw position is the file's. False with an error.
bool settle(Buffered* file);
inline uint64_t read_ahead(const Buffered* file) { return file->writing ? 0 : file->end - file->position; }

/// What a file answers to a question.
enum class Ability : uint32_t { seekable, readable, writable };
/// True if the file says so; else null with UnsupportedOperation or its own error.
Value check_ability(Value file, Ability ability);

}  // namespace python
