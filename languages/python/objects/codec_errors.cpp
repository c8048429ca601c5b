/// What codecs do about errors: the handlers every Python has, and those that programs register.
///
/// A handler is a function of a UnicodeError that gives (replacement, position to go on from). The codecs deal with the standard
/// ones by name, without making an exception; the functions of the same meaning are for programs that ask for them.
#include <cstring>

#include "modules/codecs/registry.h"
#include "modules/unicode/database.h"
#include "objects/codec.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/operations.h"
#include "parser/string_literal.h"

namespace python {

void append_escape(std::string& out, uint32_t c) {
  char text[16];
  std::snprintf(text, sizeof text, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
  out += text;
}

namespace {

enum class Mode : uint8_t {
  strict,
  ignore,
  replace,
  backslash_replace,
  xml_replace,
  name_replace,
  surrogate_escape,
  surrogate_pass,
  registered
};

constexpr struct {
  const char* name;
  Mode mode;
} modes[] = {
    {"strict", Mode::strict},
    {"ignore", Mode::ignore},
    {"replace", Mode::replace},
    {"backslashreplace", Mode::backslash_replace},
    {"xmlcharrefreplace", Mode::xml_replace},
    {"namereplace", Mode::name_replace},
    {"surrogateescape", Mode::surrogate_escape},
    {"surrogatepass", Mode::surrogate_pass},
};

Mode mode_of(Str* errors) {
  if (!errors) return Mode::strict;
  for (const auto& row : modes) {
    if (str_equals(errors, row.name)) return row.mode;
  }
  return Mode::registered;
}

bool is_surrogate(uint32_t c) { return c >= 0xD800 && c < 0xE000; }

/// The unit size and byte order of a UTF codec by its name, for surrogatepass; size 0: not one.
struct Units {
  uint32_t size;
  bool big;
};
Units units_of(std::string_view codec) {
  std::string name;
  for (char c : codec) {
    if (c != '-' && c != '_') name += static_cast<char>(c >= 'A' && c <= 'Z' ? c | 32 : c);
  }
  if (name == "utf8" || name == "cp65001") return {1, false};
  if (name.compare(0, 5, "utf16") == 0) return {2, name == "utf16be"};
  if (name.compare(0, 5, "utf32") == 0) return {4, name == "utf32be"};
  return {0, false};
}

void append_name(std::string& out, uint32_t c) {
  std::string name = unicode_name(c);
  if (name.empty()) return append_escape(out, c);
  out += "\\N{" + name + "}";
}

/// The replacement for characters without a code, as text of ASCII; for the modes that make text.
std::string replacement_text(Mode mode, Str* text, uint64_t start, uint64_t end) {
  std::string out;
  for (uint64_t i = start; i < end; i++) {
    uint32_t c = char_at(text, i);
    if (mode == Mode::replace)
      out += '?';
    else if (mode == Mode::backslash_replace)
      append_escape(out, c);
    else if (mode == Mode::name_replace)
      append_name(out, c);
    else if (mode == Mode::xml_replace)
      out += "&#" + std::to_string(c) + ";";
  }
  return out;
}

/// The bytes that stand for surrogates in surrogateescape and surrogatepass; stops at the first character that has none. The
/// number of characters done.
uint64_t surrogate_bytes(Mode mode, std::string_view codec, Str* text, uint64_t start, uint64_t end, std::string* out) {
  Units units = mode == Mode::surrogate_pass ? units_of(codec) : Units{0, false};
  for (uint64_t i = start; i < end; i++) {
    uint32_t c = char_at(text, i);
    if (mode == Mode::surrogate_escape) {
      if (c < 0xDC80 || c > 0xDCFF) return i - start;
      *out += static_cast<char>(c - 0xDC00);
      continue;
    }
    if (units.size == 0 || !is_surrogate(c)) return i - start;
    if (units.size == 1)
      append_utf8(*out, c);
    else
      for (uint32_t k = 0; k < units.size; k++) *out += static_cast<char>(c >> 8 * (units.big ? units.size - 1 - k : k));
  }
  return end - start;
}

/// The surrogate that surrogatepass takes bytes [start, ...) for: its number of bytes, or 0.
uint64_t passed_surrogate(std::string_view codec, std::string_view bytes, uint64_t start, uint32_t* c) {
  Units units = units_of(codec);
  uint64_t size = units.size == 1 ? 3 : units.size;
  if (units.size == 0 || bytes.size() - start < size) return 0;
  const uint8_t* p = reinterpret_cast<const uint8_t*>(bytes.data()) + start;
  *c = 0;
  if (units.size == 1) {
    if ((p[0] & 0xF0) != 0xE0 || (p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80) return 0;
    *c = (p[0] & 15U) << 12 | (p[1] & 63U) << 6 | (p[2] & 63U);
  } else {
    for (uint32_t i = 0; i < units.size; i++) *c |= uint32_t{p[i]} << 8 * (units.big ? units.size - 1 - i : i);
  }
  return is_surrogate(*c) ? size : 0;
}

Value make_encode_error(const Encoding& encoding, uint64_t start, uint64_t end, const char* reason) {
  Value parts[] = {ref(make_str(encoding.codec)), ref(encoding.text), int_value(static_cast<int64_t>(start)),
                   int_value(static_cast<int64_t>(end)), ref(make_str(reason))};
  return make_exception(exception_type(ExceptionKind::unicode_encode_error), make_tuple_of(parts, 5));
}
Value make_decode_error(Decoding& decoding, uint64_t start, uint64_t end, const char* reason) {
  if (!decoding.object) decoding.object = ref(make_bytes(decoding.bytes));
  Value parts[] = {ref(make_str(decoding.codec)), decoding.object, int_value(static_cast<int64_t>(start)),
                   int_value(static_cast<int64_t>(end)), ref(make_str(reason))};
  return make_exception(exception_type(ExceptionKind::unicode_decode_error), make_tuple_of(parts, 5));
}

/// Calls a registered handler; *replacement is a str (or, when encoding, bytes), *resume within [0, length].
bool call_handler(Str* errors, Value exception, uint64_t length, bool encoding, Value* replacement, uint64_t* resume) {
  Value handler = lookup_error_handler(errors);
  if (!handler) return false;
  Value result = call_1(handler, exception);
  if (!result) return false;
  Tuple* pair = as_tuple(result);
  bool good = pair && pair->length == 2 && as_exact_int(pair->items[1]) &&
              (as_str(pair->items[0]) || (encoding && has_kind(pair->items[0], Kind::bytes)));
  if (!good) {
    raise_type_error(encoding ? "encoding error handler must return (str/bytes, int) tuple"
                              : "decoding error handler must return (str, int) tuple");
    return false;
  }
  if (!encoding) {
    // The handler may have put other bytes into the exception.
    Value object = find_attr(exception, intern("object"));
    std::string_view bytes;
    if (!object || !bytes_view(object, &bytes)) {
      raise_type_error("exception attribute object must be bytes");
      return false;
    }
    length = bytes.size();
  }
  int64_t position;
  if (!index_in_range(pair->items[1], &position)) return false;
  if (position < 0) position += static_cast<int64_t>(length);
  if (position < 0 || static_cast<uint64_t>(position) > length) {
    raise_index_error("position %R from error handler out of bounds", pair->items[1].get());
    return false;
  }
  *replacement = pair->items[0];
  *resume = static_cast<uint64_t>(position);
  return true;
}

}  // namespace

bool raise_encoding_error(const Encoding& encoding, uint64_t start, uint64_t end, const char* reason) {
  raise_value(make_encode_error(encoding, start, end, reason));
  return false;
}

bool encoding_error(Encoding& encoding, uint64_t start, uint64_t end, const char* reason, uint64_t* resume) {
  Mode mode = mode_of(encoding.errors);
  *resume = end;
  switch (mode) {
    case Mode::ignore: return true;
    case Mode::strict: return raise_encoding_error(encoding, start, end, reason);
    case Mode::surrogate_escape:
    case Mode::surrogate_pass: {
      uint64_t done = surrogate_bytes(mode, encoding.codec, encoding.text, start, end, &encoding.out);
      if (done == 0 || encoding.out.size() % encoding.unit) return raise_encoding_error(encoding, start, end, reason);
      *resume = start + done;
      return true;
    }
    case Mode::registered: {
      Value replacement;
      if (!call_handler(encoding.errors, make_encode_error(encoding, start, end, reason), encoding.text->length, true,
                        &replacement, resume)) {
        return false;
      }
      std::string_view bytes;
      if (bytes_view(replacement, &bytes)) {
        if (bytes.size() % encoding.unit) return raise_encoding_error(encoding, start, end, reason);
        encoding.out += bytes;
        return true;
      }
      Str* text = as_str(replacement);
      for (uint64_t i = 0; i < text->length; i++) {
        if (!encoding.put(encoding, char_at(text, i))) return !has_error() && raise_encoding_error(encoding, start, end, reason);
      }
      return true;
    }
    default: {
      for (char c : replacement_text(mode, encoding.text, start, end)) {
        if (!encoding.put(encoding, static_cast<uint8_t>(c)))
          return !has_error() && raise_encoding_error(encoding, start, end, reason);
      }
      return true;
    }
  }
}

bool decoding_error(Decoding& decoding, uint64_t start, uint64_t end, const char* reason, uint64_t* resume) {
  Mode mode = mode_of(decoding.errors);
  const uint8_t* data = reinterpret_cast<const uint8_t*>(decoding.bytes.data());
  *resume = end;
  switch (mode) {
    case Mode::ignore: return true;
    case Mode::replace: decoding.out.append(0xFFFD); return true;
    case Mode::backslash_replace: {
      std::string text;
      for (uint64_t i = start; i < end; i++) append_escape(text, data[i]);
      decoding.out.append_ascii(text);
      return true;
    }
    case Mode::surrogate_escape: {
      uint64_t i = start;
      for (; i < end && i < start + 4 && data[i] >= 0x80; i++) decoding.out.append(0xDC00U + data[i]);
      if (i == start) break;
      *resume = i;
      return true;
    }
    case Mode::surrogate_pass: {
      uint32_t c;
      uint64_t size = passed_surrogate(decoding.codec, decoding.bytes, start, &c);
      if (size == 0) break;
      decoding.out.append(c);
      *resume = start + size;
      return true;
    }
    case Mode::registered: {
      Value exception = make_decode_error(decoding, start, end, reason), replacement;
      if (!call_handler(decoding.errors, exception, decoding.bytes.size(), false, &replacement, resume)) return false;
      decoding.out.append(as_str(replacement));
      Value object = find_attr(exception, intern("object"));
      if (object != decoding.object && bytes_view(object, &decoding.bytes)) decoding.object = object;
      return true;
    }
    case Mode::xml_replace:
    case Mode::name_replace: raise_type_error("don't know how to handle UnicodeDecodeError in error callback"); return false;
    case Mode::strict: break;
  }
  raise_value(make_decode_error(decoding, start, end, reason));
  return false;
}

// ---- the standard handlers as functions ----

namespace {

/// The fields of a UnicodeError, with start and end put within the object's bounds.
struct ErrorFields {
  ExceptionKind kind;
  Value object;
  uint64_t start, end;
  std::string codec;
};

bool read_fields(Value exception, ErrorFields* out) {
  bool found = false;
  for (ExceptionKind kind :
       {ExceptionKind::unicode_encode_error, ExceptionKind::unicode_decode_error, ExceptionKind::unicode_translate_error}) {
    if (!is_instance(exception, exception_type(kind))) continue;
    out->kind = kind;
    found = true;
  }
  if (!found) {
    raise_type_error("don't know how to handle %T in error callback", exception);
    return false;
  }
  out->object = get_attr(exception, intern("object"));
  Value start = out->object ? get_attr(exception, intern("start")) : null_value;
  Value end = start ? get_attr(exception, intern("end")) : null_value;
  Value encoding =
      out->kind != ExceptionKind::unicode_translate_error && end ? get_attr(exception, intern("encoding")) : null_value;
  int64_t from, to, length;
  if (!end || !index_in_range(start, &from) || !index_in_range(end, &to)) return false;
  std::string_view bytes;
  if (out->kind == ExceptionKind::unicode_decode_error) {
    if (!bytes_view(out->object, &bytes)) {
      raise_type_error("object attribute must be bytes");
      return false;
    }
    length = static_cast<int64_t>(bytes.size());
  } else {
    if (!as_str(out->object)) {
      raise_type_error("object attribute must be unicode");
      return false;
    }
    length = as_str(out->object)->length;
  }
  if (from < 0) from = 0;
  if (from >= length) from = length > 0 ? length - 1 : 0;
  if (to < 1) to = 1;
  if (to > length) to = length;
  out->start = static_cast<uint64_t>(from);
  out->end = static_cast<uint64_t>(to > from ? to : from);
  if (encoding && as_str(encoding)) out->codec = to_utf8(as_str(encoding));
  return true;
}

Value handled(Value replacement, uint64_t resume) { return ref(make_pair(replacement, int_value(static_cast<int64_t>(resume)))); }

Value strict_handler(Value exception) {
  return is_exception(exception) ? raise_value(exception) : raise_type_error("codec must pass exception instance");
}

template <Mode mode>
Value standard_handler(Value exception) {
  ErrorFields fields;
  if (!read_fields(exception, &fields)) return null_value;
  auto unknown = [&] { return raise_type_error("don't know how to handle %T in error callback", exception); };
  if (mode == Mode::ignore) return handled(ref(vm.empty_str), fields.end);
  if (fields.kind == ExceptionKind::unicode_decode_error) {
    std::string_view bytes;
    bytes_view(fields.object, &bytes);
    StrBuilder out;
    std::string text;
    switch (mode) {
      case Mode::replace: return handled(ref(make_str_of_char(0xFFFD)), fields.end);
      case Mode::backslash_replace:
        for (uint64_t i = fields.start; i < fields.end; i++) append_escape(text, static_cast<uint8_t>(bytes[i]));
        return handled(ref(make_str(text)), fields.end);
      case Mode::surrogate_escape: {
        uint64_t i = fields.start;
        for (; i < fields.end && i < fields.start + 4 && static_cast<uint8_t>(bytes[i]) >= 0x80; i++) {
          out.append(0xDC00U + static_cast<uint8_t>(bytes[i]));
        }
        return i == fields.start ? raise_value(exception) : handled(ref(out.finish()), i);
      }
      case Mode::surrogate_pass: {
        uint32_t c;
        uint64_t size = passed_surrogate(fields.codec, bytes, fields.start, &c);
        return size ? handled(ref(make_str_of_char(c)), fields.start + size) : raise_value(exception);
      }
      default: return unknown();
    }
  }
  Str* text = as_str(fields.object);
  if (mode == Mode::surrogate_escape || mode == Mode::surrogate_pass) {
    if (fields.kind != ExceptionKind::unicode_encode_error) return unknown();
    std::string out;
    if (surrogate_bytes(mode, fields.codec, text, fields.start, fields.end, &out) != fields.end - fields.start) {
      return raise_value(exception);
    }
    return handled(ref(make_bytes(out)), fields.end);
  }
  if (fields.kind == ExceptionKind::unicode_translate_error) {
    if (mode == Mode::replace) {
      StrBuilder out;
      out.append_repeated(0xFFFD, static_cast<int64_t>(fields.end - fields.start));
      return handled(ref(out.finish()), fields.end);
    }
    if (mode != Mode::backslash_replace) return unknown();
  }
  return handled(ref(make_str(replacement_text(mode, text, fields.start, fields.end))), fields.end);
}

constexpr struct {
  const char* name;
  Fixed1 function;
  const char* handler;
} handlers[] = {
    {"strict_errors", strict_handler, "strict"},
    {"ignore_errors", standard_handler<Mode::ignore>, "ignore"},
    {"replace_errors", standard_handler<Mode::replace>, "replace"},
    {"backslashreplace_errors", standard_handler<Mode::backslash_replace>, "backslashreplace"},
    {"xmlcharrefreplace_errors", standard_handler<Mode::xml_replace>, "xmlcharrefreplace"},
    {"namereplace_errors", standard_handler<Mode::name_replace>, "namereplace"},
    {"surrogateescape", standard_handler<Mode::surrogate_escape>, "surrogateescape"},
    {"surrogatepass", standard_handler<Mode::surrogate_pass>, "surrogatepass"},
};

/// The handlers by name, made on first use.
Dict* handler_table() {
  if (!vm.codec_errors) {
    vm.codec_errors = make_dict();
    for (const auto& row : handlers) {
      dict_set_str(vm.codec_errors, intern(row.handler), make_builtin(entry(row.name, row.function)));
    }
  }
  return vm.codec_errors;
}

}  // namespace

Value lookup_error_handler(Str* name) {
  Value handler = dict_get_str(handler_table(), name);
  return handler ? handler : raise_error(ExceptionKind::lookup_error, "unknown error handler name '%s'", name);
}

void register_error_handler(Str* name, Value handler) { dict_set_str(handler_table(), name, handler); }

}  // namespace python
