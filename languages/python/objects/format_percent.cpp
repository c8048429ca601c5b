/// `format % arguments`.
#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/floating.h"
#include "objects/format.h"
#include "objects/operations.h"

namespace python {

namespace {

struct Directive {
  bool left = false, plus = false, blank = false, alternate = false, zero = false;
  int64_t width = 0, precision = -1;
  uint32_t type = 0;
};

/// Hands out the arguments in order, or by name from a mapping.
class Arguments {
 public:
  explicit Arguments(Value arguments) : all_(arguments), tuple_(as_tuple(arguments)) {
    mapping_ = is_ref(arguments) && !tuple_ && !as_str(arguments) && lookup_special(arguments, vm.names.__getitem__);
  }
  Value next() {
    if (tuple_) {
      if (used_ < tuple_->length) return tuple_->items[used_++];
    } else if (used_ == 0) {
      used_++;
      return all_;
    }
    return raise_type_error("not enough arguments for format string");
  }
  Value named(Str* name) {
    if (!mapping_) return raise_type_error("format requires a mapping");
    named_ = true;
    return get_item(all_, ref(name));
  }
  bool finish() {
    bool left_over = tuple_ ? used_ < tuple_->length : used_ == 0 && !mapping_;
    if (left_over && !named_) {
      raise_type_error("not all arguments converted during string formatting");
      return false;
    }
    return true;
  }

 private:
  Value all_;
  Tuple* tuple_;
  uint64_t used_ = 0;
  bool mapping_, named_ = false;
};

void pad(StrBuilder& out, const Directive& d, std::string_view sign, std::string_view prefix, std::string_view body,
         bool numeric) {
  int64_t used = static_cast<int64_t>(sign.size() + prefix.size() + body.size());
  int64_t padding = d.width > used ? d.width - used : 0;
  bool zeros = d.zero && numeric && !d.left;
  if (!d.left && !zeros) out.append_repeated(' ', padding);
  out.append_ascii(sign);
  out.append_ascii(prefix);
  if (zeros) out.append_repeated('0', padding);
  out.append_ascii(body);
  if (d.left) out.append_repeated(' ', padding);
}

void pad_text(StrBuilder& out, const Directive& d, Str* text) {
  uint64_t length = text->length;
  if (d.precision >= 0 && static_cast<uint64_t>(d.precision) < length) length = static_cast<uint64_t>(d.precision);
  int64_t padding = d.width > static_cast<int64_t>(length) ? d.width - static_cast<int64_t>(length) : 0;
  if (!d.left) out.append_repeated(' ', padding);
  out.append(text, 0, length);
  if (d.left) out.append_repeated(' ', padding);
}

const char* sign_of(const Directive& d, bool negative) { return negative ? "-" : d.plus ? "+" : d.blank ? " " : ""; }

bool convert_integer(StrBuilder& out, const Directive& d, Value value) {
  Value integer = as_exact_int(value);
  const char* code = d.type == 'x' || d.type == 'X' ? "x" : d.type == 'o' ? "o" : "d";
  if (!integer) {
    if (code[0] == 'd') {
      double x;
      if (as_exact_float(value, &x)) {
        integer = call_1(ref(builtin_type(Kind::integer)), value);
        if (!integer) return false;
      } else if (lookup_special(value, vm.names.__index__)) {
        integer = index_of(value);
        if (!integer) return false;
      } else if (lookup_special(value, vm.names.__int__)) {
        integer = call_1(ref(builtin_type(Kind::integer)), value);
        if (!integer) return false;
      }
    } else if (lookup_special(value, vm.names.__index__)) {
      integer = index_of(value);
      if (!integer) return false;
    }
    if (!integer) {
      Str* shown = make_str_of_char(d.type);
      if (code[0] == 'd')
        raise_type_error("%%%s format: a real number is required, not %T", shown, value);
      else
        raise_type_error("%%%s format: an integer is required, not %T", shown, value);
      return false;
    }
  }
  int base = code[0] == 'x' ? 16 : code[0] == 'o' ? 8 : 10;
  Str* text = int_to_str(integer, base);
  if (!text) return false;
  std::string digits(ascii_view(text));
  bool negative = digits[0] == '-';
  if (negative) digits.erase(0, 1);
  if (d.type == 'X') {
    for (char& c : digits) c = static_cast<char>(c >= 'a' ? c - 32 : c);
  }
  if (d.precision >= 0 && static_cast<int64_t>(digits.size()) < d.precision) {
    digits.insert(0, static_cast<size_t>(d.precision) - digits.size(), '0');
  }
  const char* prefix = !d.alternate ? "" : d.type == 'x' ? "0x" : d.type == 'X' ? "0X" : d.type == 'o' ? "0o" : "";
  pad(out, d, sign_of(d, negative), prefix, digits, true);
  return true;
}

bool convert(StrBuilder& out, const Directive& d, Value value) {
  switch (d.type) {
    case 's':
    case 'r':
    case 'a': {
      Value text = d.type == 's' ? to_str(value) : d.type == 'r' ? to_repr(value) : to_ascii(value);
      if (!text) return false;
      pad_text(out, d, as_str(text));
      return true;
    }
    case 'd':
    case 'i':
    case 'u':
    case 'x':
    case 'X':
    case 'o': return convert_integer(out, d, value);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G': {
      double x;
      if (!to_double(value, &x)) {
        if (clear_error(ExceptionKind::type_error)) raise_type_error("must be real number, not %T", value);
        return false;
      }
      std::string text =
          float_format(x, static_cast<char>(d.type), d.precision < 0 ? 6 : static_cast<int>(d.precision), d.alternate);
      bool negative = text[0] == '-';
      if (negative) text.erase(0, 1);
      pad(out, d, sign_of(d, negative), "", text, text[0] >= '0' && text[0] <= '9');
      return true;
    }
    case 'c': {
      if (Str* text = as_str(value)) {
        if (text->length != 1) {
          raise_type_error("%%c requires int or char");
          return false;
        }
        Directive plain = d;
        plain.precision = -1;
        pad_text(out, plain, text);
        return true;
      }
      Value integer = as_exact_int(value);
      if (!integer) {
        raise_type_error("%%c requires int or char");
        return false;
      }
      if (!is_int64(integer) || int64_of(integer) < 0 || int64_of(integer) > 0x10FFFF) {
        raise_overflow_error("%%c arg not in range(0x110000)");
        return false;
      }
      Directive plain = d;
      plain.precision = -1;
      pad_text(out, plain, make_str_of_char(static_cast<uint32_t>(int64_of(integer))));
      return true;
    }
    default: return false;
  }
}

/// A number or '*'. False with an error pending.
bool read_number(Str* format, uint64_t& i, Arguments& arguments, int64_t* out) {
  if (i < format->length && char_at(format, i) == '*') {
    i++;
    Value value = arguments.next();
    if (!value) return false;
    Value number = as_exact_int(value);
    if (!number) {
      raise_type_error("* wants int");
      return false;
    }
    if (!is_int64(number) || int64_of(number) > INT32_MAX || int64_of(number) < -INT32_MAX) {
      raise_overflow_error("Python int too large to convert to C int");
      return false;
    }
    *out = int64_of(number);
    return true;
  }
  int64_t number = 0;
  while (i < format->length && char_at(format, i) >= '0' && char_at(format, i) <= '9') {
    number = number * 10 + (char_at(format, i++) - '0');
    if (number > INT32_MAX) {
      raise_value_error("width too big");
      return false;
    }
  }
  *out = number;
  return true;
}

}  // namespace

Value format_percent(Str* format, Value values) {
  StrBuilder out;
  Arguments arguments(values);
  uint64_t i = 0, n = format->length;
  while (i < n) {
    if (char_at(format, i) != '%') {
      uint64_t start = i;
      while (i < n && char_at(format, i) != '%') i++;
      out.append(format, start, i);
      continue;
    }
    i++;
    // The most frequent directives: a string or a number, as it is.
    if (i < n && (char_at(format, i) == 's' || char_at(format, i) == 'd')) {
      bool text = char_at(format, i++) == 's';
      Value value = arguments.next();
      if (!value) return value;
      if (is_small_int(value)) {
        out.append_decimal(small_int(value));
      } else if (text && is_str(value)) {
        out.append(as<Str>(value));
      } else {
        Directive plain;
        plain.type = text ? 's' : 'd';
        if (!convert(out, plain, value)) return null_value;
      }
      continue;
    }
    Directive d;
    Value value = null_value;
    bool named = false;
    if (i < n && char_at(format, i) == '(') {
      uint64_t start = ++i;
      int depth = 1;
      for (; i < n; i++) {
        uint32_t c = char_at(format, i);
        if (c == '(') depth++;
        if (c == ')' && --depth == 0) break;
      }
      if (i >= n) return raise_value_error("incomplete format key");
      value = arguments.named(str_slice(format, start, i));
      if (!value) return value;
      named = true;
      i++;
    }
    for (bool more = true; more && i < n;) {
      switch (char_at(format, i)) {
        case '-': d.left = true; break;
        case '+': d.plus = true; break;
        case ' ': d.blank = true; break;
        case '#': d.alternate = true; break;
        case '0': d.zero = true; break;
        default: more = false; continue;
      }
      i++;
    }
    if (!read_number(format, i, arguments, &d.width)) return null_value;
    if (d.width < 0) {
      d.left = true;
      d.width = -d.width;
    }
    if (i < n && char_at(format, i) == '.') {
      i++;
      if (!read_number(format, i, arguments, &d.precision)) return null_value;
      if (d.precision < 0) d.precision = 0;
    }
    // What is padded is written in one piece.
    uint64_t size = static_cast<uint64_t>(d.width) + static_cast<uint64_t>(d.precision < 0 ? 0 : d.precision);
    if (size > 1 << 16 && !has_room_for(size)) return null_value;
    while (i < n && (char_at(format, i) == 'l' || char_at(format, i) == 'h' || char_at(format, i) == 'L')) i++;
    if (i >= n) return raise_value_error("incomplete format");
    d.type = char_at(format, i++);
    if (d.type == '%') {
      out.append('%');
      continue;
    }
    if (d.type >= 128 || !std::strchr("srdiuxXoeEfFgGca", static_cast<char>(d.type))) {
      char code[16];
      std::snprintf(code, sizeof code, "0x%x", d.type);
      return raise_value_error("unsupported format character '%s' (%s) at index %s", make_str_of_char(d.type),
                               static_cast<const char*>(code), i - 1);
    }
    if (!named) {
      value = arguments.next();
      if (!value) return value;
    }
    if (!convert(out, d, value)) return null_value;
  }
  if (!arguments.finish()) return null_value;
  return ref(out.finish());
}

}  // namespace python
