#include "modules/os/arguments.h"

#include <fcntl.h>

#include "objects/bytes.h"
#include "objects/exception.h"

namespace python {

std::string encode_path(const Str* s) {
  if (is_ascii(s)) return std::string(ascii_view(s));
  std::string out;
  for (uint64_t i = 0; i < s->length; i++) {
    uint32_t c = char_at(s, i);
    if (c >= 0xDC80 && c <= 0xDCFF)
      out += static_cast<char>(c - 0xDC00);
    else
      out += to_utf8(make_str_of_char(c));
  }
  return out;
}

Value path_value(std::string_view text, bool as_bytes) {
  return as_bytes ? ref(make_bytes(text)) : decode_utf8(text, "surrogateescape");
}

Value fspath(Value v) {
  if (as_str(v) || native_part(v, Kind::bytes)) return v;
  bool found = false;
  Value converted = call_special(v, vm.names.__fspath__, nullptr, 0, &found);
  if (!found) return has_error() ? null_value : raise_type_error("expected str, bytes or os.PathLike object, not %T", v);
  if (!converted) return null_value;
  if (as_str(converted) || native_part(converted, Kind::bytes)) return converted;
  return raise_type_error("expected %T.__fspath__() to return str or bytes, not %T", v, converted);
}

bool path_argument(const char* function, Value v, PathArgument* out, uint32_t form, const char* name) {
  out->value = v;
  if (!v || is_none(v)) {
    if (form & path_or_none) {
      out->value = null_value;
      out->text = ".";
      return true;
    }
    v = none();
  }
  if ((form & path_or_descriptor) && !is_none(v) && !as_str(v) && as_exact_int(v)) return int_argument(v, &out->descriptor);
  Value text = v;
  if (!as_str(v) && !native_part(v, Kind::bytes)) {
    bool found = false;
    text = call_special(v, vm.names.__fspath__, nullptr, 0, &found);
    if (!found) {
      if (has_error()) return false;
      if ((form & path_or_descriptor) && lookup_special(v, intern("__index__"))) return int_argument(v, &out->descriptor);
      const char* allowed = form == path_only                             ? "string, bytes or os.PathLike"
                            : form == path_or_descriptor                  ? "string, bytes, os.PathLike or integer"
                            : form == (path_or_descriptor | path_or_none) ? "string, bytes, os.PathLike, integer or None"
                                                                          : "string, bytes, os.PathLike or None";
      raise_type_error("%s: %s should be %s, not %T", function, name, allowed, v);
      return false;
    }
    if (!text) return false;
    if (!as_str(text) && !native_part(text, Kind::bytes)) {
      raise_type_error("expected %T.__fspath__() to return str or bytes, not %T", v, text);
      return false;
    }
  }
  if (Str* s = as_str(text)) {
    out->text = encode_path(s);
  } else {
    std::string_view view;
    bytes_view(text, &view);
    out->text = view;
    out->is_bytes = true;
  }
  out->value = text;
  if (out->text.find('\0') != std::string::npos) {
    raise_value_error("embedded null byte");
    return false;
  }
  return true;
}

bool long_argument(Value v, int64_t* out) {
  Value number = index_of(v);
  if (!number) return false;
  if (!is_int64(number)) {
    raise_overflow_error("Python int too large to convert to C long");
    return false;
  }
  *out = int64_of(number);
  return true;
}

bool int_argument(Value v, int* out) {
  int64_t wide;
  if (!long_argument(v, &wide)) return false;
  if (wide > INT32_MAX || wide < INT32_MIN) {
    raise_overflow_error(wide > 0 ? "signed integer is greater than maximum" : "signed integer is less than minimum");
    return false;
  }
  *out = static_cast<int>(wide);
  return true;
}

int descriptor_argument(Value v) {
  int descriptor = -1;
  if (!as_exact_int(v)) {
    Value method = find_attr(v, intern("fileno"));
    if (!method) {
      if (!has_error()) raise_type_error("argument must be an int, or have a fileno() method.");
      return -1;
    }
    v = call_0(method);
    if (!v) return -1;
    if (!as_exact_int(v)) {
      raise_type_error("fileno() returned a non-integer");
      return -1;
    }
  }
  if (!int_argument(v, &descriptor)) return -1;
  if (descriptor < 0) raise_value_error("file descriptor cannot be a negative integer (%s)", descriptor);
  return descriptor;
}

bool directory_argument(Value v, int* out) {
  *out = AT_FDCWD;
  if (!v || is_none(v)) return true;
  if (!as_exact_int(v)) {
    raise_type_error("argument should be integer or None, not %T", v);
    return false;
  }
  return int_argument(v, out);
}

bool flag_argument(Value v, bool standard, bool* out) {
  int given = v ? truth(v) : standard;
  *out = given > 0;
  return given >= 0;
}

Value raise_errno(const PathArgument& path) { return raise_os_error(errno, path.value); }
Value raise_errno() { return raise_os_error(errno, null_value); }

Value raise_errno(const PathArgument& from, const PathArgument& to) {
  int number = errno;
  Value values[] = {small_int_value(number), ref(make_str(strerror(number))), from.value, none(), to.value};
  return raise_exception(call(ref(exception_type(os_error_kind(number))), values, 5), null_value);
}

}  // namespace python
