/// Owns the layouts of the module _io and what its files share.
/// Invariants: objects of these kinds have the types of the module; `dict` holds attributes of their own, null if there are none.
#pragma once

#include <string>

#include "modules/modules.h"
#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/operations.h"

namespace python {

/// What all file objects written in C++ begin with.
struct IoObject : Object {
  jitwright::Field<Dict*> dict;
};

/// Bytes in memory; `storage` is as long as its capacity.
struct BytesIO : IoObject {
  uint64_t length, position;
  uint64_t exports;  // views that forbid resizing
  uint64_t closed;
  jitwright::Field<Bytes*> storage;
};

/// What translating line ends needs to remember, and the kinds it has seen.
struct NewlineDecoder : IoObject {
  uint32_t translate, pending_return;
  uint32_t seen;       // bits: 1 "\n", 2 "\r", 4 "\r\n"
  ValueField decoder;  // None, or an incremental decoder for bytes; null: not initialised
  ValueField errors;
};
enum SeenNewline : uint32_t { seen_lf = 1, seen_cr = 2, seen_crlf = 4 };

/// Text in memory: `width` bytes for each character.
struct StringIO : IoObject {
  uint64_t length, position, capacity;  // in characters
  uint32_t width, closed;
  uint32_t read_universal, read_translate;
  jitwright::Field<StringBuffer*> storage;
  jitwright::Field<Str*> write_newline;  // what "\n" is written as; null: itself
  jitwright::Field<Str*> read_newline;   // null: universal or "\n"
  jitwright::Field<NewlineDecoder*> decoder;
};

struct IoTypes {
  Type *base, *raw, *buffered, *text, *unsupported;
};
extern IoTypes io_types;

/// A type of the module with its own kind, in the table of kinds.
Type* make_io_type(const char* name, Kind kind, Type* base, uint32_t flags, Constructor construct);
void start_io_bases();
void define_bytes_io();
void define_string_io();
void define_newline_decoder();

/// io.UnsupportedOperation.
Value raise_unsupported(const char* message);
Value raise_closed();
/// A size: None, null and negative numbers are -1. False with TypeError.
bool size_argument(Value v, int64_t* out);
/// Whether `v.closed`: 1, 0, -1 with an error pending.
int is_closed(Value file);
inline Value call_method_0(Value object, const char* name) {
  return call_method(object, intern(std::string_view(name)), nullptr, 0);
}
inline Value call_method_1(Value object, const char* name, Value a) {
  return call_method(object, intern(std::string_view(name)), &a, 1);
}

// -- line ends (newline.cpp) --

/// Translates "\r" and "\r\n" to "\n" if the decoder does so, and notes what it has seen.
Str* decode_newlines(NewlineDecoder* decoder, Str* text, bool final);
NewlineDecoder* make_newline_decoder(Value decoder, bool translate, Value errors);
/// The kinds of line end in `seen`: None, a str or a tuple.
Value newlines_value(uint32_t seen);
/// What ends a line when reading: universal: "\n", "\r", "\r\n"; else `newline` (null: "\n").
struct LineEnding {
  bool universal;
  const Str* newline;
};
/// The index behind the first line end in [start, end) of characters of `width`, or -1 if the line is not complete.
int64_t find_line_end(const uint8_t* data, uint32_t width, uint64_t start, uint64_t end, LineEnding ending);
bool is_newline_argument(Value v, const char* function);

// -- traces --
void trace_bytes_io(void* object, jitwright::Tracer& tracer);
void trace_newline_decoder(void* object, jitwright::Tracer& tracer);
void trace_string_io(void* object, jitwright::Tracer& tracer);

}  // namespace python
