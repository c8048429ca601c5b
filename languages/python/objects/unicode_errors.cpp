#include "objects/unicode_errors.h"

#include "objects/buffer.h"
#include "objects/codec.h"
#include "objects/exception.h"
#include "objects/operations.h"

namespace python {

namespace {

enum class Which : uint8_t { none, encode, decode, translate };

Which which(Type* type) {
  if (is_subtype(type, exception_type(ExceptionKind::unicode_encode_error))) return Which::encode;
  if (is_subtype(type, exception_type(ExceptionKind::unicode_decode_error))) return Which::decode;
  if (is_subtype(type, exception_type(ExceptionKind::unicode_translate_error))) return Which::translate;
  return Which::none;
}

constexpr const char* attributes[] = {"encoding", "object", "start", "end", "reason"};

Value attribute(Value self, uint32_t index) { return get_attr(self, intern(attributes[index])); }

Value unicode_error_text(Value self) {
  Which kind = which(type_of(self));
  if (!find_attr(self, intern("object"))) {
    vm.exception = null_value;
    return ref(vm.empty_str);  // __init__ did not run
  }
  Value encoding = kind == Which::translate ? none() : attribute(self, 0), object = encoding ? attribute(self, 1) : null_value;
  Value start = object ? attribute(self, 2) : null_value, end = start ? attribute(self, 3) : null_value;
  Value reason = end ? attribute(self, 4) : null_value;
  int64_t from, to;
  if (!reason || !index_in_range(start, &from) || !index_in_range(end, &to)) return null_value;
  Value reason_text = to_str(reason), encoding_text = reason_text ? to_str(encoding) : null_value;
  if (!encoding_text) return null_value;
  std::string prefix = kind == Which::translate ? "can't translate " : "'" + to_utf8(as_str(encoding_text)) + "' codec can't ";
  if (kind == Which::encode) prefix += "encode ";
  if (kind == Which::decode) prefix += "decode ";
  std::string_view bytes;
  Str* text = kind == Which::decode ? nullptr : as_str(object);
  if (kind == Which::decode) bytes_view(object, &bytes);
  int64_t length = text ? static_cast<int64_t>(text->length) : static_cast<int64_t>(bytes.size());
  if (from >= 0 && from < length && to == from + 1) {
    char shown[16];
    std::string escape;
    if (text) {
      append_escape(escape, char_at(text, static_cast<uint64_t>(from)));
      escape = "character '" + escape + "'";
    } else {
      std::snprintf(shown, sizeof shown, "byte 0x%02x", static_cast<uint8_t>(bytes[static_cast<size_t>(from)]));
      escape = shown;
    }
    return ref(text_format("%s%s in position %s: %S", prefix.c_str(), escape.c_str(), from, reason_text));
  }
  return ref(text_format("%s%s in position %s-%s: %S", prefix.c_str(), text ? "characters" : "bytes", from, to - 1, reason_text));
}

}  // namespace

bool check_unicode_error_arguments(Type* type, Tuple* args) {
  Which kind = which(type);
  if (kind == Which::none) return true;
  uint32_t skipped = kind == Which::translate ? 1 : 0;
  if (args->length != 5 - skipped) {
    raise_type_error("function takes exactly %s arguments (%s given)", 5 - skipped, args->length);
    return false;
  }
  for (uint32_t i = skipped; i < 5; i++) {
    Value v = args->items[i - skipped];
    const char* wanted = nullptr;
    Buffer buffer;
    if (i == 1 && kind == Which::decode) {
      if (!get_buffer(v, &buffer)) {
        raise_type_error("a bytes-like object is required, not '%T'", v);
        return false;
      }
    } else if (i == 2 || i == 3) {
      if (!index_of(v)) return false;
    } else if (!as_str(v)) {
      wanted = "str";
    }
    if (wanted) {
      raise_type_error("argument %s must be %s, not %T", i - skipped + 1, wanted, v);
      return false;
    }
  }
  return true;
}

bool set_unicode_error_attributes(Value exception, Type* type, Tuple* args) {
  Which kind = which(type);
  if (kind == Which::none) return false;
  uint32_t skipped = kind == Which::translate ? 1 : 0;
  for (uint32_t i = skipped; args->length == 5 - skipped && i < 5; i++) {
    Value value = args->items[i - skipped];
    std::string_view bytes;
    if (i == 1 && kind == Which::decode && !has_kind(value, Kind::bytes) && bytes_view(value, &bytes)) value = ref(make_bytes(bytes));
    set_slot(as<Instance>(exception), intern(attributes[i]), value);
  }
  return true;
}

void define_unicode_errors() {
  static const BuiltinDefinition methods[] = {entry("__str__", unicode_error_text)};
  for (ExceptionKind kind :
       {ExceptionKind::unicode_encode_error, ExceptionKind::unicode_decode_error, ExceptionKind::unicode_translate_error}) {
    define(exception_type(kind), methods);
  }
}

}  // namespace python
