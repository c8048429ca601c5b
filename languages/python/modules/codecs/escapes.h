/// Owns the codecs that only the module _codecs offers: escapes, character maps, UTF-7. Conventions as in objects/codec.h.
#pragma once

#include "objects/codec.h"

namespace python {

Value encode_unicode_escape(Str* s);
Value decode_unicode_escape(std::string_view bytes, Str* errors, uint64_t* consumed);
Value encode_raw_unicode_escape(Str* s);
Value decode_raw_unicode_escape(std::string_view bytes, Str* errors, uint64_t* consumed);
/// The escapes of bytes literals.
Value encode_escape(std::string_view bytes);
Value decode_escape(std::string_view bytes, Str* errors);

/// `mapping`: a str indexed by byte, or any mapping; null: Latin-1.
Value decode_charmap(std::string_view bytes, Str* errors, Value mapping);
Value encode_charmap(Str* s, Str* errors, Value mapping);
/// The reverse of a str indexed by byte.
Value build_charmap(Str* table);

Value encode_utf7(Str* s);
Value decode_utf7(std::string_view bytes, Str* errors, uint64_t* consumed);

}  // namespace python
