/// Owns the registry of codecs: search functions, what they found, and conversion through it.
#pragma once

#include <string_view>

#include "objects/str.h"

namespace python {

/// The CodecInfo (a tuple of four) for a name; imports `encodings` first. Null with LookupError.
Value lookup_codec(Str* encoding);
/// str.encode and bytes.decode for encodings that are not built in: text encodings only.
Value encode_by_registry(Str* s, Str* encoding, Str* errors);
Value decode_by_registry(std::string_view bytes, Str* encoding, Str* errors);

/// After a codec raised: says in the message, where the exception is a plain one, which codec it was. Null.
Value explain_codec_failure(const char* operation, Str* encoding);

}  // namespace python
