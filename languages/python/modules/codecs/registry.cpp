#include "modules/codecs/registry.h"

#include "interpreter/import.h"
#include "objects/codec.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/operations.h"

namespace python {

namespace {

/// Lower case, with runs of anything but letters, digits and '.' as one '_'.
std::string normalised(Str* encoding) {
  std::string out;
  bool gap = false;
  for (char c : to_utf8(encoding)) {
    bool plain = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '.';
    if (!plain) {
      gap = true;
      continue;
    }
    if (gap && !out.empty()) out += '_';
    gap = false;
    out += static_cast<char>(c >= 'A' && c <= 'Z' ? c | 32 : c);
  }
  return out;
}

/// The codec, if it is one for text; `function` is what to use for others.
Value lookup_text_codec(Str* encoding, const char* function) {
  Value codec = lookup_codec(encoding);
  if (!codec || has_kind(codec, Kind::tuple)) return codec;
  Value is_text = find_attr(codec, intern("_is_text_encoding"));
  if (!is_text) return has_error() ? null_value : codec;
  int yes = truth(is_text);
  if (yes < 0) return null_value;
  if (yes) return codec;
  return raise_error(ExceptionKind::lookup_error, "'%s' is not a text encoding; use %s to handle arbitrary codecs", encoding,
                     function);
}

}  // namespace

Value lookup_codec(Str* encoding) {
  if (is_ascii(encoding) && ascii_view(encoding).find('\0') != std::string_view::npos) {
    return raise_value_error("embedded null character");
  }
  if (!vm.codec_cache) {
    vm.codec_cache = make_dict();
    if (!vm.codec_search) vm.codec_search = ref(make_list());
    if (!import_module("encodings")) {
      vm.codec_cache = nullptr;
      return null_value;
    }
  }
  Str* name = intern(normalised(encoding));
  if (Value known = dict_get_str(vm.codec_cache, name)) return known;
  List* search = as<List>(vm.codec_search);
  for (uint64_t i = 0; i < search->length; i++) {
    Value found = call_1(list_get(search, i), ref(name));
    if (!found) return null_value;
    if (is_none(found)) continue;
    Tuple* tuple = as_tuple(found);
    if (!tuple || tuple->length != 4) return raise_type_error("codec search functions must return 4-tuples");
    dict_set_str(vm.codec_cache, name, found);
    return found;
  }
  return raise_error(ExceptionKind::lookup_error, "unknown encoding: %s", encoding);
}

Value explain_codec_failure(const char* operation, Str* encoding) {
  Value error = vm.exception;
  Type* type = type_of(error);
  Value args = exception_field(error, exception_args);
  // Only classes whose exceptions are nothing but a message.
  static const ExceptionKind special[] = {ExceptionKind::unicode_encode_error,
                                          ExceptionKind::unicode_decode_error,
                                          ExceptionKind::unicode_translate_error,
                                          ExceptionKind::os_error,
                                          ExceptionKind::import_error,
                                          ExceptionKind::syntax_error,
                                          ExceptionKind::stop_iteration,
                                          ExceptionKind::system_exit,
                                          ExceptionKind::attribute_error,
                                          ExceptionKind::name_error};
  bool plain = is_tuple(args) && as<Tuple>(args)->length <= 1 &&
               (as<Tuple>(args)->length == 0 || is_str(as<Tuple>(args)->items[0])) &&
               lookup(type, vm.names.__init__) == lookup(exception_type(ExceptionKind::base_exception), vm.names.__init__) &&
               lookup(type, vm.names.__new__) == lookup(exception_type(ExceptionKind::base_exception), vm.names.__new__);
  for (ExceptionKind kind : special) plain &= !is_subtype(type, exception_type(kind));
  if (!plain) return null_value;
  vm.exception = null_value;
  Value text = to_str(error);
  if (!text) return null_value;
  Str* message = text_format("%s with '%s' codec failed (%s: %S)", operation, encoding, type, text);
  Value wrapped = make_exception(type, make_tuple_1(ref(message)));
  set_exception_field(wrapped, exception_cause, error);
  set_exception_field(wrapped, exception_context, error);
  set_exception_field(wrapped, exception_suppress_context, true_value());
  return raise_value(wrapped);
}

Value encode_by_registry(Str* s, Str* encoding, Str* errors) {
  Value codec = lookup_text_codec(encoding, "codecs.encode()");
  if (!codec) return null_value;
  Value result = call_2(as_tuple(codec)->items[0], ref(s), errors ? ref(errors) : ref(intern("strict")));
  if (!result) return explain_codec_failure("encoding", encoding);
  Tuple* pair = as_tuple(result);
  if (!pair || pair->length != 2) return raise_type_error("encoder must return a tuple (object, integer)");
  Value bytes = pair->items[0];
  if (native_part(bytes, Kind::bytes)) return bytes;
  if (Value array = native_part(bytes, Kind::bytearray)) {
    std::string_view content;
    bytes_view(array, &content);
    return ref(make_bytes(content));
  }
  return raise_type_error("'%s' encoder returned '%T' instead of 'bytes'; use codecs.encode() to encode to arbitrary types",
                          encoding, bytes);
}

Value decode_by_registry(std::string_view bytes, Str* encoding, Str* errors) {
  Value codec = lookup_text_codec(encoding, "codecs.decode()");
  if (!codec) return null_value;
  Value result = call_2(as_tuple(codec)->items[1], ref(make_bytes(bytes)), errors ? ref(errors) : ref(intern("strict")));
  if (!result) return explain_codec_failure("decoding", encoding);
  Tuple* pair = as_tuple(result);
  if (!pair || pair->length != 2) return raise_type_error("decoder must return a tuple (object,integer)");
  Value text = pair->items[0];
  if (as_str(text)) return text;
  return raise_type_error("'%s' decoder returned '%T' instead of 'str'; use codecs.decode() to decode to arbitrary types",
                          encoding, text);
}

}  // namespace python
