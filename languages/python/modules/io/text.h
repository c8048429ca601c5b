/// Owns the inner workings of TextIOWrapper: what its methods (text_methods.cpp) are made of.
#pragma once

#include "modules/io/files.h"

namespace python {

inline constexpr int64_t standard_chunk_size = 8192;

/// Chooses the codec of `file->encoding` with `file->errors`; looks another one up. False with LookupError.
bool choose_codec(TextIO* file, bool reads, bool writes);
/// Sets how lines end, by the argument `newline` (null or None: universal).
void choose_newlines(TextIO* file, Str* newline);

/// Reads and decodes one chunk more, behind what is decoded: 1, 0 at the end, -1 with an error pending.
int read_chunk(TextIO* file, int64_t size_hint);
/// Characters decoded and not yet taken.
inline uint64_t decoded_ahead(const TextIO* file) {
  return file->decoded.get() ? file->decoded->length - file->decoded_position : 0;
}
/// At most `count` of them (negative: all).
Str* take_decoded(TextIO* file, int64_t count);
void forget_decoded(TextIO* file);
/// Bytes decoded by `decode(bytes, final)`, line ends translated; null with an error pending.
Str* decode_chunk(TextIO* file, std::string_view bytes, bool final);
/// All the rest of the file.
Str* text_read_all(TextIO* file);

/// The position in the sense of tell(): where bytes begin, and how to get from there to the character. Null with an error
/// pending.
Value text_position(TextIO* file);
Value text_go_to(TextIO* file, Value cookie);

/// False with ValueError if it is closed, detached or was never set up.
bool check_text(TextIO* file, bool open = true);

}  // namespace python
