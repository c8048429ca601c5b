/// The module _codecs: the registry and every codec of ours as a function.
#include "modules/codecs/escapes.h"
#include "modules/codecs/registry.h"
#include "modules/modules.h"
#include "objects/buffer.h"
#include "objects/errors.h"
#include "objects/operations.h"

namespace python {

namespace {

// ---- arguments ----

/// A str or None as the name of an error handler; false with TypeError.
bool error_argument(Value v, Str** out, const char* function) {
  *out = nullptr;
  if (!v || is_none(v)) return true;
  *out = as_str(v);
  if (*out) return true;
  raise_type_error("%s() argument 2 must be str or None, not %T", function, v);
  return false;
}
bool text_argument(Value v, Str** out, const char* function, const char* place = " 1") {
  *out = as_str(v);
  if (*out) return true;
  raise_type_error("%s() argument%s must be str, not %T", function, place, v);
  return false;
}
/// Bytes-like, or (for the escape codecs) a str, taken as UTF-8.
bool bytes_or_text(Value v, std::string_view* out) {
  if (Str* s = as_str(v)) {
    Value bytes = encode_utf8(s, nullptr);
    return bytes && bytes_view(bytes, out);
  }
  return get_bytes(v, out);
}

Value with_length(Value result, int64_t length) { return result ? ref(make_pair(result, int_value(length))) : null_value; }
Value with_consumed(Value result, uint64_t consumed) { return with_length(result, static_cast<int64_t>(consumed)); }

// ---- codecs as functions ----

template <Value (*codec)(Str*, Str*)>
Value encoder(Value text, Value errors) {
  Str *s, *mode;
  if (!text_argument(text, &s, "encode") || !error_argument(errors, &mode, "encode")) return null_value;
  return with_length(codec(s, mode), s->length);
}
Value utf7(Str* s, Str*) { return encode_utf7(s); }
Value unicode_escape(Str* s, Str*) { return encode_unicode_escape(s); }
Value raw_unicode_escape(Str* s, Str*) { return encode_raw_unicode_escape(s); }
template <Value (*codec)(Str*, Str*, ByteOrder), ByteOrder order>
Value wide(Str* s, Str* errors) {
  return codec(s, errors, order);
}

/// The optional byte order argument: negative little, 0 marked, positive big.
bool order_argument(Value v, ByteOrder* out) {
  int64_t x = 0;
  if (v && !index_in_range(v, &x)) return false;
  *out = x < 0 ? ByteOrder::little : x > 0 ? ByteOrder::big : ByteOrder::marked;
  return true;
}
template <Value (*codec)(Str*, Str*, ByteOrder)>
Value ordered_encoder(Value text, Value errors, Value order_value) {
  Str *s, *mode;
  ByteOrder order;
  if (!text_argument(text, &s, "encode") || !error_argument(errors, &mode, "encode") || !order_argument(order_value, &order)) {
    return null_value;
  }
  return with_length(codec(s, mode, order), s->length);
}

/// Decoders that may stop before an incomplete sequence: unless `final`, they do.
using PartialDecoder = Value (*)(std::string_view, Str*, uint64_t*);
Value decode_partially(PartialDecoder codec, std::string_view bytes, Value errors, Value final, bool final_by_default) {
  Str* mode;
  if (!error_argument(errors, &mode, "decode")) return null_value;
  int all = final ? truth(final) : final_by_default;
  if (all < 0) return null_value;
  uint64_t consumed = bytes.size();
  Value result = codec(bytes, mode, all ? nullptr : &consumed);
  return with_consumed(result, consumed);
}
template <PartialDecoder codec>
Value decoder(Value data, Value errors, Value final) {
  std::string_view bytes;
  return get_bytes(data, &bytes) ? decode_partially(codec, bytes, errors, final, false) : null_value;
}
template <PartialDecoder codec>
Value escape_decoder(Value data, Value errors, Value final) {
  std::string_view bytes;
  return bytes_or_text(data, &bytes) ? decode_partially(codec, bytes, errors, final, true) : null_value;
}
template <Value (*codec)(std::string_view, Str*, ByteOrder*, uint64_t*), ByteOrder fixed>
Value wide_decoder(std::string_view bytes, Str* errors, uint64_t* consumed) {
  ByteOrder order = fixed;
  return codec(bytes, errors, &order, consumed);
}
/// utf_16_ex_decode: also takes and gives the byte order.
template <Value (*codec)(std::string_view, Str*, ByteOrder*, uint64_t*)>
Value extended_decoder(Value data, Value errors, Value order_value, Value final) {
  std::string_view bytes;
  Str* mode;
  ByteOrder order;
  if (!get_bytes(data, &bytes) || !error_argument(errors, &mode, "decode") || !order_argument(order_value, &order))
    return null_value;
  int all = final ? truth(final) : 0;
  if (all < 0) return null_value;
  uint64_t consumed = bytes.size();
  Value result = codec(bytes, mode, &order, all ? nullptr : &consumed);
  if (!result) return null_value;
  int64_t found = order == ByteOrder::marked ? 0 : order == ByteOrder::little ? -1 : 1;
  Value parts[] = {result, int_value(static_cast<int64_t>(consumed)), int_value(found)};
  return ref(make_tuple_of(parts, 3));
}

Value latin1_decoder(Value data, Value) {
  std::string_view bytes;
  return get_bytes(data, &bytes) ? with_consumed(decode_latin1(bytes), bytes.size()) : null_value;
}
Value ascii_decoder(Value data, Value errors) {
  std::string_view bytes;
  Str* mode;
  if (!get_bytes(data, &bytes) || !error_argument(errors, &mode, "decode")) return null_value;
  return with_consumed(decode_ascii(bytes, mode), bytes.size());
}
Value escape_encoder(Value data, Value) {
  if (!has_kind(data, Kind::bytes)) return raise_type_error("escape_encode() argument 1 must be bytes, not %T", data);
  std::string_view bytes;
  bytes_view(data, &bytes);
  return with_consumed(encode_escape(bytes), bytes.size());
}
Value bytes_escape_decoder(Value data, Value errors) {
  std::string_view bytes;
  Str* mode;
  if (!bytes_or_text(data, &bytes) || !error_argument(errors, &mode, "escape_decode")) return null_value;
  return with_consumed(decode_escape(bytes, mode), bytes.size());
}
Value mapping_argument(Value v) { return v && !is_none(v) ? v : null_value; }
Value charmap_decoder(Value data, Value errors, Value mapping) {
  std::string_view bytes;
  Str* mode;
  if (!get_bytes(data, &bytes) || !error_argument(errors, &mode, "charmap_decode")) return null_value;
  return with_consumed(decode_charmap(bytes, mode, mapping_argument(mapping)), bytes.size());
}
Value charmap_encoder(Value text, Value errors, Value mapping) {
  Str *s, *mode;
  if (!text_argument(text, &s, "charmap_encode") || !error_argument(errors, &mode, "charmap_encode")) return null_value;
  return with_length(encode_charmap(s, mode, mapping_argument(mapping)), s->length);
}
Value charmap_builder(Value table) {
  Str* s;
  return text_argument(table, &s, "charmap_build", "") ? build_charmap(s) : null_value;
}
Value read_buffer(Value data, Value) {
  std::string_view bytes;
  return bytes_or_text(data, &bytes) ? with_consumed(ref(make_bytes(bytes)), bytes.size()) : null_value;
}

// ---- the registry ----

Value register_search(Value function) {
  if (!is_callable(function)) return raise_type_error("argument must be callable");
  if (!vm.codec_search) vm.codec_search = ref(make_list());
  list_append(as<List>(vm.codec_search), function);
  return none();
}
Value unregister_search(Value function) {
  List* search = vm.codec_search ? as<List>(vm.codec_search) : nullptr;
  for (uint64_t i = 0; search && i < search->length; i++) {
    if (list_get(search, i) != function) continue;
    list_remove_at(search, i);
    if (vm.codec_cache) table_clear(vm.codec_cache);
    break;
  }
  return none();
}
Value lookup_function(Value name) {
  Str* encoding;
  return text_argument(name, &encoding, "lookup", "") ? lookup_codec(encoding) : null_value;
}
Value forget_codec(Value name) {
  Str* encoding;
  if (!text_argument(name, &encoding, "_forget_codec", "")) return null_value;
  if (vm.codec_cache) dict_delete_str(vm.codec_cache, encoding);
  return none();
}

/// codecs.encode and codecs.decode: any object, any codec.
Value convert(Value object, Value encoding, Value errors, uint32_t index) {
  const char* function = index == 0 ? "encode" : "decode";
  Str* name = encoding ? as_str(encoding) : intern("utf-8");
  if (!name) return raise_type_error("%s() argument 'encoding' must be str, not %T", function, encoding);
  if (errors && !as_str(errors)) return raise_type_error("%s() argument 'errors' must be str, not %T", function, errors);
  Value codec = lookup_codec(name);
  if (!codec) return null_value;
  Value arguments[] = {object, errors};
  Value result = call(as_tuple(codec)->items[index], arguments, errors ? 2 : 1);
  if (!result) return explain_codec_failure(index == 0 ? "encoding" : "decoding", name);
  Tuple* pair = as_tuple(result);
  if (!pair || pair->length != 2) {
    return raise_type_error(index == 0 ? "encoder must return a tuple (object, integer)"
                                       : "decoder must return a tuple (object,integer)");
  }
  return pair->items[0];
}
Value encode_function(Value object, Value encoding, Value errors) { return convert(object, encoding, errors, 0); }
Value decode_function(Value object, Value encoding, Value errors) { return convert(object, encoding, errors, 1); }

Value register_error_function(Value name, Value handler) {
  Str* s;
  if (!text_argument(name, &s, "register_error")) return null_value;
  if (!is_callable(handler)) return raise_type_error("handler must be callable");
  register_error_handler(s, handler);
  return none();
}
Value lookup_error_function(Value name) {
  Str* s;
  return text_argument(name, &s, "lookup_error", "") ? lookup_error_handler(s) : null_value;
}

}  // namespace

void fill_codecs(Module* module) {
  static const BuiltinDefinition functions[] = {
      entry("register", register_search),
      entry("unregister", unregister_search),
      entry("lookup", lookup_function),
      entry("_forget_codec", forget_codec),
      entry("encode", encode_function, 1, "obj encoding errors"),
      entry("decode", decode_function, 1, "obj encoding errors"),
      entry("register_error", register_error_function),
      entry("lookup_error", lookup_error_function),
      entry("utf_8_encode", encoder<encode_utf8>, 1),
      entry("utf_8_decode", decoder<static_cast<PartialDecoder>(decode_utf8)>, 1),
      entry("utf_7_encode", encoder<utf7>, 1),
      entry("utf_7_decode", decoder<decode_utf7>, 1),
      entry("utf_16_encode", ordered_encoder<encode_utf16>, 1),
      entry("utf_16_le_encode", encoder<wide<encode_utf16, ByteOrder::little>>, 1),
      entry("utf_16_be_encode", encoder<wide<encode_utf16, ByteOrder::big>>, 1),
      entry("utf_16_decode", decoder<wide_decoder<decode_utf16, ByteOrder::marked>>, 1),
      entry("utf_16_le_decode", decoder<wide_decoder<decode_utf16, ByteOrder::little>>, 1),
      entry("utf_16_be_decode", decoder<wide_decoder<decode_utf16, ByteOrder::big>>, 1),
      entry("utf_16_ex_decode", extended_decoder<decode_utf16>, 1),
      entry("utf_32_encode", ordered_encoder<encode_utf32>, 1),
      entry("utf_32_le_encode", encoder<wide<encode_utf32, ByteOrder::little>>, 1),
      entry("utf_32_be_encode", encoder<wide<encode_utf32, ByteOrder::big>>, 1),
      entry("utf_32_decode", decoder<wide_decoder<decode_utf32, ByteOrder::marked>>, 1),
      entry("utf_32_le_decode", decoder<wide_decoder<decode_utf32, ByteOrder::little>>, 1),
      entry("utf_32_be_decode", decoder<wide_decoder<decode_utf32, ByteOrder::big>>, 1),
      entry("utf_32_ex_decode", extended_decoder<decode_utf32>, 1),
      entry("unicode_escape_encode", encoder<unicode_escape>, 1),
      entry("unicode_escape_decode", escape_decoder<decode_unicode_escape>, 1),
      entry("raw_unicode_escape_encode", encoder<raw_unicode_escape>, 1),
      entry("raw_unicode_escape_decode", escape_decoder<decode_raw_unicode_escape>, 1),
      entry("escape_encode", escape_encoder, 1),
      entry("escape_decode", bytes_escape_decoder, 1),
      entry("latin_1_encode", encoder<encode_latin1>, 1),
      entry("latin_1_decode", latin1_decoder, 1),
      entry("ascii_encode", encoder<encode_ascii>, 1),
      entry("ascii_decode", ascii_decoder, 1),
      entry("charmap_encode", charmap_encoder, 1),
      entry("charmap_decode", charmap_decoder, 1),
      entry("charmap_build", charmap_builder),
      entry("readbuffer_encode", read_buffer, 1),
  };
  define(module, functions);
}

}  // namespace python
