/// bytes and bytearray: ASCII letters, padding, and `%`.
#include "objects/bytes_methods.h"
#include "objects/errors.h"
#include "objects/format.h"
#include "objects/operations.h"

namespace python {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_alpha(char c) { return is_upper(c) || is_lower(c); }
bool is_alnum(char c) { return is_alpha(c) || is_digit(c); }
bool is_space(char c) { return c == ' ' || (c >= 9 && c <= 13); }
char to_upper(char c) { return is_lower(c) ? static_cast<char>(c - 32) : c; }
char to_lower(char c) { return is_upper(c) ? static_cast<char>(c + 32) : c; }
char to_swapped(char c) { return is_upper(c) ? to_lower(c) : to_upper(c); }

template <char (*change)(char)>
Value each(Value self) {
  std::string out(bytes_content(self));
  for (char& c : out) c = change(c);
  return bytes_like(self, out);
}
Value capitalize(Value self) {
  std::string out(bytes_content(self));
  for (size_t i = 0; i < out.size(); i++) out[i] = i ? to_lower(out[i]) : to_upper(out[i]);
  return bytes_like(self, out);
}
Value title(Value self) {
  std::string out(bytes_content(self));
  bool inside = false;
  for (char& c : out) {
    c = inside ? to_lower(c) : to_upper(c);
    inside = is_alpha(c);
  }
  return bytes_like(self, out);
}

template <bool (*test)(char)>
Value all(Value self) {
  for (char c : bytes_content(self)) {
    if (!test(c)) return false_value();
  }
  return boolean(!bytes_content(self).empty());
}
Value isascii(Value self) {
  for (char c : bytes_content(self)) {
    if (c & 0x80) return false_value();
  }
  return true_value();
}
template <bool (*wanted)(char), bool (*other)(char)>
Value one_case(Value self) {
  bool any = false;
  for (char c : bytes_content(self)) {
    if (other(c)) return false_value();
    any |= wanted(c);
  }
  return boolean(any);
}
Value istitle(Value self) {
  bool any = false, inside = false;
  for (char c : bytes_content(self)) {
    if (inside ? is_upper(c) : is_lower(c)) return false_value();
    inside = is_alpha(c);
    any |= inside;
  }
  return boolean(any);
}

/// `left` and `right` bytes of fill around the content.
Value padded(Value self, int64_t left, int64_t right, char fill) {
  std::string_view content = bytes_content(self);
  if (left <= 0 && right <= 0) return is_bytearray(self) ? bytes_like(self, content) : self;
  std::string out(static_cast<size_t>(left), fill);
  out += content;
  out.append(static_cast<size_t>(right), fill);
  return bytes_like(self, out);
}
enum class Side : uint8_t { left, right, both };
template <Side side>
Value justify(Value self, Value width, Value fill) {
  constexpr const char* name = side == Side::left ? "ljust" : side == Side::right ? "rjust" : "center";
  int64_t wanted;
  char byte = ' ';
  if (!index_in_range(width, &wanted)) return null_value;
  if (fill) {
    std::string_view text;
    if (!(native_part(fill, Kind::bytes) || native_part(fill, Kind::bytearray)) || !bytes_view(fill, &text) || text.size() != 1) {
      return raise_type_error("%s() argument 2 must be a byte string of length 1, not %T", name, fill);
    }
    byte = text[0];
  }
  int64_t missing = wanted - static_cast<int64_t>(bytes_content(self).size());
  if (missing <= 0) return padded(self, 0, 0, byte);
  if (side == Side::left) return padded(self, 0, missing, byte);
  if (side == Side::right) return padded(self, missing, 0, byte);
  int64_t left = missing / 2 + (missing & wanted & 1);
  return padded(self, left, missing - left, byte);
}
Value zfill(Value self, Value width) {
  int64_t wanted;
  if (!index_in_range(width, &wanted)) return null_value;
  std::string out(bytes_content(self));
  int64_t missing = wanted - static_cast<int64_t>(out.size());
  if (missing <= 0) return padded(self, 0, 0, '0');
  out.insert(!out.empty() && (out[0] == '+' || out[0] == '-') ? 1 : 0, static_cast<size_t>(missing), '0');
  return bytes_like(self, out);
}
Value expandtabs(Value self, Value size) {
  int64_t tab = 8, column = 0;
  if (size && !index_in_range(size, &tab)) return null_value;
  std::string out;
  for (char c : bytes_content(self)) {
    if (c == '\t') {
      if (tab <= 0) continue;
      int64_t blanks = tab - column % tab;
      out.append(static_cast<size_t>(blanks), ' ');
      column += blanks;
      continue;
    }
    out += c;
    column = c == '\n' || c == '\r' ? 0 : column + 1;
  }
  return bytes_like(self, out);
}

const BuiltinDefinition methods[] = {
    entry("upper", each<to_upper>),
    entry("lower", each<to_lower>),
    entry("swapcase", each<to_swapped>),
    entry("capitalize", capitalize),
    entry("title", title),
    entry("isdigit", all<is_digit>),
    entry("isalpha", all<is_alpha>),
    entry("isalnum", all<is_alnum>),
    entry("isspace", all<is_space>),
    entry("isascii", isascii),
    entry("isupper", one_case<is_upper, is_lower>),
    entry("islower", one_case<is_lower, is_upper>),
    entry("istitle", istitle),
    entry("ljust", justify<Side::left>, 2),
    entry("rjust", justify<Side::right>, 2),
    entry("center", justify<Side::both>, 2),
    entry("zfill", zfill),
    entry("expandtabs", expandtabs, 1, "tabsize"),
};

// ---- percent ----

/// What %b and %s insert; false with TypeError.
bool bytes_insertion(Value v, std::string* out) {
  std::string_view content;
  if (bytes_view(v, &content)) {
    *out = content;
    return true;
  }
  bool found;
  Value made = call_special(v, intern("__bytes__"), nullptr, 0, &found);
  if (found) {
    if (!made) return false;
    if (!native_part(made, Kind::bytes)) {
      raise_type_error("__bytes__ returned non-bytes (type %T)", made);
      return false;
    }
    bytes_view(made, &content);
    *out = content;
    return true;
  }
  raise_type_error("%%b requires a bytes-like object, or an object that implements __bytes__, not '%T'", v);
  return false;
}

/// What %c inserts; false with an error pending.
bool character_insertion(Value v, std::string* out) {
  std::string_view content;
  if ((native_part(v, Kind::bytes) || native_part(v, Kind::bytearray)) && bytes_view(v, &content) && content.size() == 1) {
    *out = content;
    return true;
  }
  if (is_float(v) || (!as_exact_int(v) && !lookup_special(v, vm.names.__index__))) {
    raise_type_error("%%c requires an integer in range(256) or a single byte");
    return false;
  }
  int64_t x;
  if (!clamped_index(v, &x)) return false;
  if (x < 0 || x > 255) {
    raise_overflow_error("%%c arg not in range(256)");
    return false;
  }
  out->assign(1, static_cast<char>(x));
  return true;
}

}  // namespace

void define_bytes_case(Type* type) { define(type, methods); }

Value format_bytes(Value self, Value arguments) {
  std::string format(bytes_content(self)), out;
  Tuple* tuple = as_tuple(arguments);
  bool mapping = !tuple && !native_part(arguments, Kind::bytes) && !native_part(arguments, Kind::bytearray) &&
                 !as_str(arguments) && lookup_special(arguments, vm.names.__getitem__);
  uint64_t used = 0, total = tuple ? tuple->length : 1;
  bool used_mapping = false;
  Value from_mapping = null_value;
  auto take = [&]() -> Value {
    if (from_mapping) {
      Value v = from_mapping;
      from_mapping = null_value;
      return v;
    }
    if (used >= total) return raise_type_error("not enough arguments for format string");
    used++;
    return tuple ? tuple->items[used - 1].get() : arguments;
  };
  for (size_t i = 0; i < format.size();) {
    if (format[i] != '%') {
      out += format[i++];
      continue;
    }
    i++;
    if (i < format.size() && format[i] == '(') {
      if (!mapping) return raise_type_error("format requires a mapping");
      size_t key_start = ++i, depth = 1;
      for (; i < format.size(); i++) {
        if (format[i] == '(') depth++;
        if (format[i] == ')' && --depth == 0) break;
      }
      if (i >= format.size()) return raise_value_error("incomplete format key");
      from_mapping = get_item(arguments, ref(make_bytes(format.substr(key_start, i - key_start))));
      if (!from_mapping) return null_value;
      used_mapping = true;
      i++;
    }
    std::string flags;
    while (i < format.size() && std::string_view("-+ #0").find(format[i]) != std::string_view::npos) flags += format[i++];
    int64_t width = -1, precision = -1;
    auto number = [&](int64_t* out_number) {
      if (i < format.size() && format[i] == '*') {
        i++;
        Value v = take();
        if (!v) return false;
        if (!is_small_int(v)) {
          raise_type_error("* wants int");
          return false;
        }
        *out_number = small_int(v);
        return true;
      }
      for (; i < format.size() && is_digit(format[i]) && *out_number < 1'000'000'000; i++) {
        *out_number = (*out_number < 0 ? 0 : *out_number) * 10 + (format[i] - '0');
      }
      return true;
    };
    if (!number(&width)) return null_value;
    if (width < -1) {
      flags += '-';
      width = -width;
    }
    if (i < format.size() && format[i] == '.') {
      i++;
      precision = 0;
      if (!number(&precision)) return null_value;
      if (precision < 0) precision = 0;
    }
    while (i < format.size() && (format[i] == 'h' || format[i] == 'l' || format[i] == 'L')) i++;
    if (i >= format.size()) return raise_value_error("incomplete format");
    char code = format[i++];
    if (code == '%') {
      out += '%';
      continue;
    }
    Value v = null_value;
    std::string piece;
    switch (code) {
      case 'b':
      case 's':
      case 'c':
        v = take();
        if (!v || !(code == 'c' ? character_insertion(v, &piece) : bytes_insertion(v, &piece))) return null_value;
        if (code != 'c' && precision >= 0 && static_cast<size_t>(precision) < piece.size())
          piece.resize(static_cast<size_t>(precision));
        if (width > static_cast<int64_t>(piece.size())) {
          size_t missing = static_cast<size_t>(width) - piece.size();
          piece.insert(flags.find('-') != flags.npos ? piece.size() : 0, missing, ' ');
        }
        break;
      case 'r':
      case 'a':
      case 'd':
      case 'i':
      case 'u':
      case 'o':
      case 'x':
      case 'X':
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G': {
        v = take();
        if (!v) return null_value;
        std::string spec = "%" + flags;
        if (width >= 0) spec += std::to_string(width);
        if (precision >= 0) spec += "." + std::to_string(precision);
        spec += code == 'r' ? 'a' : code;
        Value text = format_percent(make_str(spec), ref(make_tuple_1(v)));
        if (!text) return null_value;
        piece = to_utf8(as_str(text));
        break;
      }
      default: {
        char shown[8];
        std::snprintf(shown, sizeof shown, "0x%x", static_cast<uint8_t>(code));
        return raise_value_error("unsupported format character '%s' (%s) at index %s",
                                 make_str_of_char(static_cast<uint8_t>(code)), static_cast<const char*>(shown), i - 1);
      }
    }
    out += piece;
  }
  if (!used_mapping && !mapping && used < total) return raise_type_error("not all arguments converted during bytes formatting");
  return bytes_like(self, out);
}

}  // namespace python
