/// The format-spec mini-language for int, float and str, and str.format.
#include "objects/format.h"

#include <cmath>

#include "objects/errors.h"
#include "objects/floating.h"
#include "objects/operations.h"

namespace python {

namespace {

/// [[fill]align][sign][z][#][0][width][grouping][.precision][type]
struct Spec {
  uint32_t fill = ' ';
  char align = 0;  // '<', '>', '^', '=' or 0
  char sign = '-';
  bool alternate = false;
  bool zero = false;
  bool negative_zero = true;  // false: option z
  int64_t width = 0;
  char grouping = 0;
  int64_t precision = -1;
  uint32_t type = 0;
};

bool is_align(uint32_t c) { return c == '<' || c == '>' || c == '^' || c == '='; }

bool parse_spec(Str* text, Spec* spec, const char* type_name, char default_align) {
  uint64_t i = 0, n = text->length;
  auto at = [&](uint64_t k) { return k < n ? char_at(text, k) : 0; };
  auto number = [&](int64_t* out) {
    int64_t value = 0;
    uint64_t start = i;
    for (; at(i) >= '0' && at(i) <= '9'; i++) {
      value = value * 10 + (at(i) - '0');
      if (value > INT32_MAX) {
        raise_value_error("Too many decimal digits in format string");
        return false;
      }
    }
    if (i > start) *out = value;
    return true;
  };
  if (n >= 2 && is_align(at(1))) {
    spec->fill = at(0);
    spec->align = static_cast<char>(at(1));
    i = 2;
  } else if (is_align(at(0))) {
    spec->align = static_cast<char>(at(0));
    i = 1;
  }
  if (at(i) == '+' || at(i) == '-' || at(i) == ' ') spec->sign = static_cast<char>(at(i++));
  if (at(i) == 'z') {
    spec->negative_zero = false;
    i++;
  }
  if (at(i) == '#') {
    spec->alternate = true;
    i++;
  }
  if (at(i) == '0') {
    spec->zero = true;
    if (!spec->align) {
      spec->fill = '0';
      spec->align = default_align == '<' ? '<' : '=';
    }
    i++;
  }
  if (!number(&spec->width)) return false;
  if (at(i) == ',' || at(i) == '_') {
    spec->grouping = static_cast<char>(at(i++));
    if (at(i) == ',' || at(i) == '_') {
      if (at(i) == static_cast<uint32_t>(spec->grouping))
        raise_value_error("Cannot specify '%s' with '%s'.", spec->grouping == ',' ? "," : "_", spec->grouping == ',' ? "," : "_");
      else
        raise_value_error("Cannot specify both ',' and '_'.");
      return false;
    }
  }
  if (at(i) == '.') {
    i++;
    int64_t before = -1;
    spec->precision = before;
    if (!number(&spec->precision)) return false;
    if (spec->precision < 0) {
      raise_value_error("Format specifier missing precision");
      return false;
    }
  }
  if (i < n) {
    if (n - i > 1) {
      raise_value_error("Invalid format specifier '%s' for object of type '%s'", text, type_name);
      return false;
    }
    spec->type = at(i);
  }
  if (!spec->align) spec->align = default_align;
  return true;
}

bool raise_unknown_code(uint32_t type, const char* type_name) {
  Str* code = make_str_of_char(type);
  raise_value_error("Unknown format code '%s' for object of type '%s'", code, type_name);
  return false;
}

/// Digits with a separator every `size` from the right, padded with zeros so that there are at least `minimum` characters.
std::string group_digits(std::string_view digits, char separator, int size, int64_t minimum) {
  std::string out;
  int64_t count = 0;
  int64_t remaining = static_cast<int64_t>(digits.size());
  auto length = [&] { return static_cast<int64_t>(out.size()); };
  while (remaining > 0 || length() < minimum) {
    if (separator && count && count % size == 0) {
      out += separator;
      // A separator may not stand first: a zero follows.
    }
    out += remaining > 0 ? digits[static_cast<size_t>(--remaining)] : '0';
    count++;
  }
  std::string reversed(out.rbegin(), out.rend());
  return reversed;
}

/// Sign, prefix and body put into the field.
Value pad_number(const Spec& spec, std::string_view sign, std::string_view prefix, const std::string& body) {
  int64_t used = static_cast<int64_t>(sign.size() + prefix.size() + body.size());
  int64_t padding = spec.width > used ? spec.width - used : 0;
  StrBuilder builder;
  int64_t left = spec.align == '>' ? padding : spec.align == '^' ? padding / 2 : 0;
  int64_t inner = spec.align == '=' ? padding : 0;
  builder.append_repeated(spec.fill, left);
  builder.append_ascii(sign);
  builder.append_ascii(prefix);
  builder.append_repeated(spec.fill, inner);
  builder.append_ascii(body);
  builder.append_repeated(spec.fill, padding - left - inner);
  return ref(builder.finish());
}

/// How many digit positions zero padding has to fill when digits are grouped.
int64_t zero_fill_width(const Spec& spec, size_t other) {
  if (spec.align != '=' || spec.fill != '0' || !spec.grouping) return 0;
  int64_t width = spec.width - static_cast<int64_t>(other);
  return width > 0 ? width : 0;
}

Value format_float_spec(double x, const Spec& spec, const char* type_name) {
  char code = spec.type ? static_cast<char>(spec.type) : 'r';
  bool known = spec.type == 0 || (spec.type < 128 && std::strchr("eEfFgGn%", code));
  if (!known) return raise_unknown_code(spec.type, type_name), null_value;
  int64_t precision = spec.precision;
  if (precision > INT32_MAX - 128) return raise_value_error("precision too big");
  if (code == 'n') code = 'g';
  std::string text;
  if (code == 'r') {
    if (precision < 0) {
      text = float_repr(x);
      // The general form shows a point or an exponent always, as repr does.
    } else {
      text = float_format(x, 'g', precision == 0 ? 1 : static_cast<int>(precision), spec.alternate);
      // At least one digit after the point, and the exponent where repr would have it.
      if (std::isfinite(x)) {
        int exponent = x == 0 ? 0 : static_cast<int>(std::floor(std::log10(std::fabs(x))));
        size_t e = text.find('e');
        if (e == std::string::npos && text.find('.') == std::string::npos) {
          if (exponent >= precision) {
            std::string digits = float_format(x, 'e', static_cast<int>(precision == 0 ? 0 : precision - 1), spec.alternate);
            size_t mark = digits.find('e');
            std::string mantissa = digits.substr(0, mark);
            if (mantissa.find('.') != std::string::npos) {
              while (mantissa.back() == '0') mantissa.pop_back();
              if (mantissa.back() == '.') mantissa.pop_back();
            }
            text = mantissa + digits.substr(mark);
          } else if (static_cast<int64_t>(text.size()) - (text[0] == '-') >= precision && precision > 0) {
            std::string digits = float_format(x, 'e', static_cast<int>(precision - 1), spec.alternate);
            size_t mark = digits.find('e');
            std::string mantissa = digits.substr(0, mark);
            if (mantissa.find('.') != std::string::npos) {
              while (mantissa.back() == '0') mantissa.pop_back();
              if (mantissa.back() == '.') mantissa.pop_back();
            }
            text = mantissa + digits.substr(mark);
          } else {
            text += ".0";
          }
        }
      }
    }
  } else {
    text = float_format(x, code, precision < 0 ? 6 : static_cast<int>(precision), spec.alternate);
  }
  bool negative = !text.empty() && text[0] == '-';
  if (negative) text.erase(0, 1);
  if (negative && !spec.negative_zero && text.find_first_of("123456789") == std::string::npos && std::isfinite(x))
    negative = false;
  const char* sign = negative ? "-" : spec.sign == '+' ? "+" : spec.sign == ' ' ? " " : "";
  if (spec.grouping || (spec.align == '=' && spec.fill == '0')) {
    size_t end = 0;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') end++;
    if (spec.grouping && end) {
      std::string tail = text.substr(end);
      int64_t minimum = zero_fill_width(spec, std::strlen(sign) + tail.size());
      text = group_digits(std::string_view(text).substr(0, end), spec.grouping, 3, minimum) + tail;
    }
  }
  return pad_number(spec, sign, "", text);
}

}  // namespace

Value format_float(double value, Str* text) {
  Spec spec;
  if (!parse_spec(text, &spec, "float", '>')) return null_value;
  return format_float_spec(value, spec, "float");
}

Value format_int(Value value, Str* text) {
  Spec spec;
  if (!parse_spec(text, &spec, "int", '>')) return null_value;
  uint32_t type = spec.type ? spec.type : 'd';
  if (type < 128 && std::strchr("eEfFgG%", static_cast<char>(type))) {
    Value x = int_to_float(value);
    return x ? format_float_spec(float_of(x), spec, "int") : null_value;
  }
  if (!spec.negative_zero) return raise_value_error("Negative zero coercion (z) not allowed in integer format specifier");
  if (spec.precision >= 0) return raise_value_error("Precision not allowed in integer format specifier");
  if (type == 'c') {
    if (spec.sign != '-') return raise_value_error("Sign not allowed with integer format specifier 'c'");
    int64_t c = is_int64(value) ? int64_of(value) : -1;
    if (c < 0 || c > 0x10FFFF) return raise_overflow_error("%%c arg not in range(0x110000)");
    Spec text_spec = spec;
    if (text_spec.align == '=') text_spec.align = '<';
    StrBuilder builder;
    int64_t padding = spec.width > 1 ? spec.width - 1 : 0;
    int64_t left = text_spec.align == '>' ? padding : text_spec.align == '^' ? padding / 2 : 0;
    builder.append_repeated(spec.fill, left);
    builder.append(static_cast<uint32_t>(c));
    builder.append_repeated(spec.fill, padding - left);
    return ref(builder.finish());
  }
  int base;
  const char* prefix = "";
  switch (type) {
    case 'd':
    case 'n': base = 10; break;
    case 'x':
      base = 16;
      prefix = "0x";
      break;
    case 'X':
      base = 16;
      prefix = "0X";
      break;
    case 'o':
      base = 8;
      prefix = "0o";
      break;
    case 'b':
      base = 2;
      prefix = "0b";
      break;
    default: return raise_unknown_code(type, "int"), null_value;
  }
  if (spec.grouping == ',' && base != 10) {
    return raise_value_error("Cannot specify ',' with '%s'.", make_str_of_char(type));
  }
  if (!spec.alternate) prefix = "";
  Str* digits_text = int_to_str(value, base);
  if (!digits_text) return null_value;
  std::string digits(ascii_view(digits_text));
  bool negative = digits[0] == '-';
  if (negative) digits.erase(0, 1);
  if (type == 'X') {
    for (char& c : digits) c = static_cast<char>(c >= 'a' ? c - 32 : c);
  }
  const char* sign = negative ? "-" : spec.sign == '+' ? "+" : spec.sign == ' ' ? " " : "";
  if (spec.grouping) {
    int64_t minimum = zero_fill_width(spec, std::strlen(sign) + std::strlen(prefix));
    digits = group_digits(digits, spec.grouping, base == 10 ? 3 : 4, minimum);
  }
  return pad_number(spec, sign, prefix, digits);
}

Value format_str(Str* value, Str* text) {
  Spec spec;
  if (!parse_spec(text, &spec, "str", '<')) return null_value;
  if (spec.type && spec.type != 's') return raise_unknown_code(spec.type, "str"), null_value;
  if (spec.sign != '-') return raise_value_error("Sign not allowed in string format specifier");
  if (!spec.negative_zero) return raise_value_error("Negative zero coercion (z) not allowed in string format specifier");
  if (spec.alternate) return raise_value_error("Alternate form (#) not allowed in string format specifier");
  if (spec.align == '=') return raise_value_error("'=' alignment not allowed in string format specifier");
  if (spec.grouping)
    return raise_value_error(spec.grouping == ',' ? "Cannot specify ',' with 's'." : "Cannot specify '_' with 's'.");
  uint64_t length = value->length;
  if (spec.precision >= 0 && static_cast<uint64_t>(spec.precision) < length) length = static_cast<uint64_t>(spec.precision);
  int64_t padding = spec.width - static_cast<int64_t>(length);
  if (padding <= 0) return ref(str_slice(value, 0, length));
  StrBuilder builder;
  int64_t left = spec.align == '>' ? padding : spec.align == '^' ? padding / 2 : 0;
  builder.append_repeated(spec.fill, left);
  builder.append(value, 0, length);
  builder.append_repeated(spec.fill, padding - left);
  return ref(builder.finish());
}

// ---- str.format ----

namespace {

class Formatter {
 public:
  Formatter(const Value* arguments, uint32_t count, Tuple* names, Value mapping)
      : arguments_(arguments), count_(count), names_(names), mapping_(mapping) {}

  /// Appends the text of `format` in [i, end) to `out`; `depth` counts nested specs.
  bool render(Str* format, uint64_t i, uint64_t end, StrBuilder& out, int depth) {
    if (depth > 1) return fail("Max string recursion exceeded");
    while (i < end) {
      uint32_t c = char_at(format, i);
      if (c != '{' && c != '}') {
        uint64_t start = i;
        while (i < end && char_at(format, i) != '{' && char_at(format, i) != '}') i++;
        out.append(format, start, i);
        continue;
      }
      if (i + 1 < end && char_at(format, i + 1) == c) {
        out.append(c);
        i += 2;
        continue;
      }
      if (c == '}') return fail("Single '}' encountered in format string");
      if (++i >= end) return fail("Single '{' encountered in format string");
      uint64_t start = i;
      int nesting = 1;
      uint64_t bracket = 0;
      for (; i < end; i++) {
        c = char_at(format, i);
        if (c == '[' && !bracket)
          bracket = 1;
        else if (c == ']')
          bracket = 0;
        if (c == '{') nesting++;
        if (c == '}' && --nesting == 0) break;
      }
      if (nesting) return fail("expected '}' before end of string");
      if (!field(format, start, i, out, depth)) return false;
      i++;
    }
    return true;
  }

 private:
  static bool fail(const char* message) {
    raise_value_error("%s", message);
    return false;
  }

  bool field(Str* format, uint64_t start, uint64_t end, StrBuilder& out, int depth) {
    uint64_t name_end = start;
    bool in_brackets = false;
    while (name_end < end) {
      uint32_t c = char_at(format, name_end);
      if (c == '[') in_brackets = true;
      if (c == ']') in_brackets = false;
      if (!in_brackets && (c == '!' || c == ':')) break;
      if (c == '{') return fail("unexpected '{' in field name");
      name_end++;
    }
    Value value = lookup_field(format, start, name_end);
    if (!value) return false;
    uint64_t i = name_end;
    if (i < end && char_at(format, i) == '!') {
      if (i + 1 >= end) return fail("end of string while looking for conversion specifier");
      uint32_t conversion = char_at(format, i + 1);
      i += 2;
      if (i < end && char_at(format, i) != ':') return fail("expected ':' after conversion specifier");
      if (conversion == 'r')
        value = to_repr(value);
      else if (conversion == 's')
        value = to_str(value);
      else if (conversion == 'a')
        value = to_ascii(value);
      else {
        raise_value_error("Unknown conversion specifier %s", make_str_of_char(conversion));
        return false;
      }
      if (!value) return false;
    }
    Str* spec = vm.empty_str;
    if (i < end) {
      i++;
      StrBuilder nested;
      if (!render(format, i, end, nested, depth + 1)) return false;
      spec = nested.finish();
    }
    Value text = python::format(value, spec);
    if (!text) return false;
    out.append(as_str(text));
    return true;
  }

  Value lookup_field(Str* format, uint64_t start, uint64_t end) {
    uint64_t i = start;
    while (i < end && char_at(format, i) != '.' && char_at(format, i) != '[') i++;
    Str* first = str_slice(format, start, i);
    Value value;
    bool digits = first->length > 0;
    int64_t index = 0;
    for (uint64_t k = 0; k < first->length && digits; k++) {
      uint32_t c = char_at(first, k);
      digits = c >= '0' && c <= '9' && index < INT32_MAX;
      index = index * 10 + (c - '0');
    }
    if (first->length == 0 || digits) {
      if (first->length == 0) {
        if (manual_) return raise_value_error("cannot switch from manual field specification to automatic field numbering");
        automatic_ = true;
        index = next_++;
      } else {
        if (automatic_) return raise_value_error("cannot switch from automatic field numbering to manual field specification");
        manual_ = true;
      }
      if (mapping_) return raise_value_error("Format string contains positional fields");
      if (index >= count_) return raise_index_error("Replacement index %s out of range for positional args tuple", index);
      value = arguments_[index];
    } else {
      value = null_value;
      if (mapping_) {
        value = get_item(mapping_, ref(first));
        if (!value) return value;
      } else {
        for (uint64_t k = 0; names_ && k < names_->length && !value; k++) {
          if (str_equal(as<Str>(names_->items[k]), first)) value = arguments_[count_ + k];
        }
        if (!value) return raise_key_error(ref(first));
      }
    }
    while (i < end) {
      if (char_at(format, i) == '.') {
        uint64_t name_start = ++i;
        while (i < end && char_at(format, i) != '.' && char_at(format, i) != '[') i++;
        if (i == name_start) return raise_value_error("Empty attribute in format string");
        value = get_attr(value, intern(str_slice(format, name_start, i)));
      } else {
        uint64_t key_start = ++i;
        while (i < end && char_at(format, i) != ']') i++;
        if (i >= end) return raise_value_error("Missing ']' in format string");
        Str* key = str_slice(format, key_start, i++);
        if (key->length == 0) return raise_value_error("Empty attribute in format string");
        bool number = true;
        int64_t position = 0;
        for (uint64_t k = 0; k < key->length && number; k++) {
          uint32_t c = char_at(key, k);
          number = c >= '0' && c <= '9' && position < INT32_MAX;
          position = position * 10 + (c - '0');
        }
        value = get_item(value, number ? int_value(position) : ref(key));
        if (value && i < end && char_at(format, i) != '.' && char_at(format, i) != '[') {
          return raise_value_error("Only '.' or '[' may follow ']' in format field specifier");
        }
      }
      if (!value) return value;
    }
    return value;
  }

  const Value* arguments_;
  uint32_t count_;
  Tuple* names_;
  Value mapping_;
  int64_t next_ = 0;
  bool automatic_ = false, manual_ = false;
};

}  // namespace

Value format_method(Str* format, const Value* arguments, uint32_t count, Tuple* names, Value mapping) {
  StrBuilder out;
  Formatter formatter(arguments, count, names, mapping);
  if (!formatter.render(format, 0, format->length, out, 0)) return null_value;
  return ref(out.finish());
}

}  // namespace python
