/// Owns the way between str and bytes: the codecs written in C++ and what they do about errors.
/// A codec function takes `errors` (null: strict) and, for decoding, `consumed`: null means that all bytes must be decoded, else an
/// incomplete sequence at the end is left alone and *consumed says how many bytes were used. Null with an error pending.
#pragma once

#include <string>
#include <string_view>

#include "objects/bytes.h"
#include "objects/str.h"

namespace python {

/// `s.encode(encoding, errors)`: bytes; null arguments mean utf-8 and strict.
Value encode_str(Str* s, Str* encoding, Str* errors);
/// `bytes.decode(encoding, errors)`.
Value decode_bytes(std::string_view bytes, Str* encoding, Str* errors);

/// The optional arguments `encoding` and `errors` of a function: null if missing. False with TypeError.
bool codec_arguments(const char* function, Value encoding, Value errors, Str** name, Str** mode);

Value encode_utf8(Str* s, Str* errors);
Value encode_latin1(Str* s, Str* errors);
Value encode_ascii(Str* s, Str* errors);
Value decode_utf8(std::string_view bytes, Str* errors, uint64_t* consumed);
Value decode_latin1(std::string_view bytes);
Value decode_ascii(std::string_view bytes, Str* errors);

/// Which end comes first in the units of UTF-16 and UTF-32; `marked`: little, after a mark that says so.
enum class ByteOrder : uint8_t { marked, little, big };
Value encode_utf16(Str* s, Str* errors, ByteOrder order);
Value encode_utf32(Str* s, Str* errors, ByteOrder order);
/// `*order`: marked means "as the mark says, else little", and becomes what was found.
Value decode_utf16(std::string_view bytes, Str* errors, ByteOrder* order, uint64_t* consumed);
Value decode_utf32(std::string_view bytes, Str* errors, ByteOrder* order, uint64_t* consumed);

// ---- errors ----

/// One encoding under way.
struct Encoding {
  const char* codec;  // as messages name it
  Str* text;
  Str* errors;
  /// Appends the code of a character; false if it has none. The replacement text of an error handler goes through it too.
  bool (*put)(Encoding& encoding, uint32_t c);
  std::string out;
  Value mapping = null_value;  // for charmap
  uint32_t unit = 1;           // bytes that error handlers give must be a multiple of this
};
/// Deals with characters [start, end), which have no code: appends what the error handler gives, and sets *resume to where to go on.
/// False with an error pending.
bool encoding_error(Encoding& encoding, uint64_t start, uint64_t end, const char* reason, uint64_t* resume);
/// UnicodeEncodeError.
bool raise_encoding_error(const Encoding& encoding, uint64_t start, uint64_t end, const char* reason);

/// One decoding under way.
struct Decoding {
  const char* codec;
  std::string_view bytes;
  Str* errors;
  StrBuilder out;
  Value object = null_value;  // the bytes as an object, made for the first error handler that wants it
};
/// As encoding_error, for bytes [start, end).
bool decoding_error(Decoding& decoding, uint64_t start, uint64_t end, const char* reason, uint64_t* resume);

/// The function behind the name of an error handler; null with LookupError.
Value lookup_error_handler(Str* name);
void register_error_handler(Str* name, Value handler);

/// "\x41", "\u20ac" or "\U0001f600".
void append_escape(std::string& out, uint32_t c);

}  // namespace python
