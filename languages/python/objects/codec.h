/// Owns the way between str and bytes.
#pragma once

#include <string_view>

#include "objects/str.h"

namespace python {

/// `s.encode(encoding, errors)`: bytes; null arguments mean utf-8 and strict. Null with an error pending.
Value encode_str(Str* s, Str* encoding, Str* errors);
/// `bytes.decode(encoding, errors)`.
Value decode_bytes(std::string_view bytes, Str* encoding, Str* errors);

}  // namespace python
