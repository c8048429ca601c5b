/// Owns files: text (UTF-8, universal newlines) and binary ones, and the three standard streams.
/// Invariants: a buffer holds either bytes read ahead [position, size) or bytes not yet written [0, size), never both; the standard
/// streams are never freed. Text is buffered as UTF-8 bytes.
#pragma once

#include <string>
#include <string_view>

#include "objects/object.h"
#include "objects/str.h"

namespace python {

enum FileFlag : uint32_t {
  file_readable = 1,
  file_writable = 2,
  file_binary = 4,
  file_closed = 8,
  file_line_buffered = 16,
  file_keeps_descriptor = 32,
  file_writing = 64,        // the buffer holds bytes not yet written
  file_raw_newlines = 128,  // newline='' or '\n': no translation on reading
};

struct File : Object {
  int32_t descriptor;
  uint32_t flags;
  char* buffer;             // malloc'ed
  uint64_t position, size;
  ValueField name, mode;
};
inline constexpr uint64_t file_buffer_size = 64 * 1024;

struct StandardStreams {
  File* input;
  File* output;
  File* error;
};
extern StandardStreams standard_streams;

/// Makes the standard streams and the methods of files; they are the roots.
void start_files();

/// open(); null with an OSError or ValueError. `descriptor` >= 0: that one instead of a path.
Value open_file(Value path, std::string_view mode, int descriptor, bool raw_newlines);

/// Appends bytes. False with an OSError.
bool file_write(File* file, std::string_view bytes);
/// A str written as UTF-8, or bytes.
bool file_write_value(File* file, Value v);
bool file_flush(File* file);
/// Up to and with the next newline; empty at the end. False with an OSError.
bool file_read_line(File* file, std::string* line);

/// For messages of the machine itself: errors are ignored.
void flush_standard_output();
void write_standard_error(std::string_view text);
/// The object in sys.<name>, or null.
Value sys_attribute(Str* name);

void finalize_file(void* object);

}  // namespace python
