/// Owns the layouts of files on descriptors: FileIO, the buffered files above it and TextIOWrapper, and how they call each other.
/// Invariants: a Buffered's buffer holds bytes read ahead [position, end) or bytes to be written [0, end), never both; `raw` is
/// an exact FileIO if `fast`, whose descriptor is then used directly. A TextIOWrapper holds characters decoded ahead
/// [decoded_position, decoded->length) and bytes not yet given to the buffer [0, pending_size).
#pragma once

#include <sys/types.h>

#include "modules/io/io.h"

namespace python {

struct FileIO : IoObject {
  int32_t descriptor;  // -1: closed
  bool readable, writable, appending, created, closes_descriptor;
  int8_t seekable;  // -1: not known yet
  bool initialised;
  ValueField name;  // null: no such attribute
};

struct Buffered : IoObject {
  ValueField raw;  // null: detached or not initialised
  bool readable, writable, fast, detached, wrapped;
  bool writing;   // the buffer holds bytes to be written
  uint64_t size;  // of the buffer
  uint64_t position, end;
  char* buffer;  // malloc'ed
};

struct BufferedPair : IoObject {
  ValueField reader, writer;
};

enum class TextCodec : uint8_t { utf8, latin1, ascii, other };

struct TextIO : IoObject {
  ValueField buffer;  // null: detached or not initialised
  jitwright::Field<Str*> encoding, errors;
  TextCodec codec;
  bool line_buffering, write_through, read_universal, read_translate, detached;
  bool seekable, telling, fast;  // fast: the buffer is an exact Buffered
  bool has_read1, at_start;
  jitwright::Field<Str*> read_newline, write_newline;  // null: "\n" or universal; null: "\n" as it is
  jitwright::Field<NewlineDecoder*> newlines;          // null: no translation and no look at line ends
  ValueField encoder, decoder;                         // of other codecs; null: none
  int64_t chunk_size;
  // reading
  jitwright::Field<Str*> decoded;  // null: nothing
  uint64_t decoded_position;
  jitwright::Field<Bytes*> chunk;  // the bytes `decoded` comes from, with those left over from before
  jitwright::Field<Bytes*> rest;   // bytes of an incomplete character at the end; null: none
  ValueField chunk_flags;          // the state of another codec's decoder before the chunk
  bool chunk_pending_return;       // the newline decoder's before the chunk
  // writing
  char* pending;  // malloc'ed
  uint64_t pending_size;
};

struct StandardStreams {
  TextIO *input, *output, *error;
};
extern StandardStreams standard_streams;
/// The stream, None if its descriptor was closed.
inline Value stream_value(TextIO* stream) { return stream ? ref(stream) : none(); }

// -- FileIO --
FileIO* make_file_io(int descriptor, bool readable, bool writable, bool closes_descriptor, Value name);
const char* file_io_mode(const FileIO* file);
/// read(2) and write(2) with signals and other threads let through: the count, -2 if it would block, -1 with an error pending.
ssize_t read_descriptor(int descriptor, char* out, uint64_t size);
ssize_t write_descriptor(int descriptor, const char* bytes, uint64_t size);

// -- Buffered --
Buffered* make_buffered(Kind kind, Value raw, uint64_t size);
/// False with an error pending.
bool buffered_write(Buffered* file, std::string_view bytes);
bool buffered_flush(Buffered* file);
/// Up to `size` bytes, with at most one call of the raw file, none if the buffer holds some; as read_descriptor.
ssize_t buffered_read1(Buffered* file, char* out, uint64_t size);
/// The file behind a BufferedReader, -Writer or -Random, exact or derived; null for anything else.
Buffered* as_buffered(Value v);

// -- TextIOWrapper --
/// Writes a str to an exact TextIOWrapper. False with an error pending.
bool text_write(TextIO* file, Str* text);
bool text_flush(TextIO* file);
/// The next line, empty at the end; at most `limit` characters if that is not negative. Null with an error pending.
Str* text_readline(TextIO* file, int64_t limit);
/// next(file): null without an error at the end.
Value text_iterate(TextIO* file);
TextIO* make_text(Value buffer, const char* encoding, const char* errors, bool line_buffering, bool write_through);

void define_file_io();
void define_buffered();
void define_text_io();
Value io_open(const Value* arguments, uint32_t count, Tuple* names);

/// Makes the types and the standard streams.
void start_files();

/// For messages of the machine itself: errors are ignored.
void flush_standard_output();
void write_standard_error(std::string_view text);
/// Flushes what is open when the program ends; false if standard output cannot take it.
bool flush_everything();
/// The object in sys.<name>, or null.
Value sys_attribute(Str* name);

void trace_file_io(void* object, jitwright::Tracer& tracer);
void finalize_file_io(void* object);
void trace_buffered(void* object, jitwright::Tracer& tracer);
void finalize_buffered(void* object);
void trace_buffered_pair(void* object, jitwright::Tracer& tracer);
void trace_text_io(void* object, jitwright::Tracer& tracer);
void finalize_text_io(void* object);

}  // namespace python
