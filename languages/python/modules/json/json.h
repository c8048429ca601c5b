/// Owns the types _json.Scanner and _json.Encoder: documents to values and back, in one go.
#pragma once

#include "objects/object.h"
#include "objects/str.h"

namespace python::json {

/// What json.decoder.JSONDecoder asks for; a null hook means the plain type.
struct Decoder : Object {
  JW_IMMUTABLE ValueField strict, object_hook, object_pairs_hook, parse_float, parse_int, parse_constant;
  JW_IMMUTABLE uint32_t is_strict;
};

/// The separators and callables of json.encoder.JSONEncoder.
struct Encoder : Object {
  JW_IMMUTABLE ValueField markers, fallback, encode_string, indent, key_separator, item_separator;
  JW_IMMUTABLE uint32_t sorts_keys, skips_keys, allows_nan;
};

/// Reads a string literal from `start`, the position after its quote: null with an error pending, or the str, and the position
/// after the closing quote.
Value read_string(Str* text, int64_t start, bool strict, int64_t* end);
/// Raises json.decoder.JSONDecodeError.
Value raise_decode_error(const char* message, Str* text, int64_t position);
/// Appends the literal for `text`.
void append_string(StrBuilder* out, const Str* text, bool ascii);

Value construct_decoder(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_encoder(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value decoder_call(const Value* arguments, uint32_t count, Tuple* names);
Value encoder_call(const Value* arguments, uint32_t count, Tuple* names);

/// `encode_basestring(text)` and `encode_basestring_ascii(text)`.
Value encode_basestring(Value text);
Value encode_basestring_ascii(Value text);

void define_types();

}  // namespace python::json
