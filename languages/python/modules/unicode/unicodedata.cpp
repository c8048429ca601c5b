/// The module unicodedata, at Unicode 14.0, and its view of Unicode 3.2.
#include <utf8proc.h>

#include "modules/modules.h"
#include "modules/unicode/database.h"
#include "objects/errors.h"
#include "objects/floating.h"
#include "objects/operations.h"

namespace python {

namespace {

constexpr uint32_t current_version = 1400, old_version = 302;

/// The character of an argument; false with TypeError.
bool character(Value v, const char* function, bool alone, uint32_t* out) {
  Str* s = as_str(v);
  if (!s || s->length != 1) {
    raise_type_error(
        alone ? "%s() argument must be a unicode character, not %T" : "%s() argument 1 must be a unicode character, not %T",
        function, v);
    return false;
  }
  *out = char_at(s, 0);
  return true;
}

/// The entry of a character that the version has; null: not assigned.
template <uint32_t version>
const UnicodeEntry* entry_of(uint32_t c) {
  uint32_t age = unicode_age(c);
  return age == 0 || age > version ? nullptr : unicode_entry(c);
}

Value text(std::string_view s) { return ref(make_str(s)); }

int64_t to_number(std::string_view digits) {
  int64_t x = 0;
  for (char c : digits) x = x * 10 + (c - '0');
  return x;
}

template <uint32_t version>
Value category(Value chr) {
  uint32_t c;
  if (!character(chr, "category", true, &c)) return null_value;
  const UnicodeEntry* entry = entry_of<version>(c);
  return text(entry ? entry->category : "Cn");
}
template <uint32_t version>
Value bidirectional(Value chr) {
  uint32_t c;
  if (!character(chr, "bidirectional", true, &c)) return null_value;
  const UnicodeEntry* entry = entry_of<version>(c);
  return text(entry ? entry->bidirectional : "");
}
template <uint32_t version>
Value combining(Value chr) {
  uint32_t c;
  if (!character(chr, "combining", true, &c)) return null_value;
  const UnicodeEntry* entry = entry_of<version>(c);
  return small_int_value(entry ? to_number(entry->combining) : 0);
}
template <uint32_t version>
Value mirrored(Value chr) {
  uint32_t c;
  if (!character(chr, "mirrored", true, &c)) return null_value;
  const UnicodeEntry* entry = entry_of<version>(c);
  return small_int_value(entry && entry->mirrored == "Y");
}
template <uint32_t version>
Value decomposition(Value chr) {
  uint32_t c;
  if (!character(chr, "decomposition", true, &c)) return null_value;
  const UnicodeEntry* entry = entry_of<version>(c);
  return text(entry ? entry->decomposition : "");
}
template <uint32_t version>
Value east_asian_width(Value chr) {
  uint32_t c;
  if (!character(chr, "east_asian_width", true, &c)) return null_value;
  return text(entry_of<version>(c) ? unicode_width(c) : "F");  // as CPython has it for what is not assigned
}

Value missing(Value by_default, const char* message) { return by_default ? by_default : raise_value_error(message); }

template <uint32_t version>
Value decimal(Value chr, Value by_default) {
  uint32_t c;
  if (!character(chr, "decimal", false, &c)) return null_value;
  const UnicodeEntry* entry = entry_of<version>(c);
  return entry && !entry->decimal.empty() ? small_int_value(to_number(entry->decimal)) : missing(by_default, "not a decimal");
}
template <uint32_t version>
Value digit(Value chr, Value by_default) {
  uint32_t c;
  if (!character(chr, "digit", false, &c)) return null_value;
  const UnicodeEntry* entry = entry_of<version>(c);
  return entry && !entry->digit.empty() ? small_int_value(to_number(entry->digit)) : missing(by_default, "not a digit");
}
template <uint32_t version>
Value numeric(Value chr, Value by_default) {
  uint32_t c;
  if (!character(chr, "numeric", false, &c)) return null_value;
  const UnicodeEntry* entry = entry_of<version>(c);
  if (!entry || entry->numeric.empty()) return missing(by_default, "not a numeric character");
  std::string_view value = entry->numeric;
  bool negative = value[0] == '-';
  if (negative) value.remove_prefix(1);
  size_t slash = value.find('/');
  double x = static_cast<double>(to_number(value.substr(0, slash)));
  if (slash != value.npos) x /= static_cast<double>(to_number(value.substr(slash + 1)));
  return float_value(negative ? -x : x);
}
template <uint32_t version>
Value name(Value chr, Value by_default) {
  uint32_t c;
  if (!character(chr, "name", false, &c)) return null_value;
  uint32_t age = unicode_age(c);
  std::string found = age == 0 || age > version ? "" : unicode_name(c);
  return found.empty() ? missing(by_default, "no such name") : text(found);
}

Value lookup(Value given) {
  Str* s = as_str(given);
  if (!s) return raise_type_error("lookup() argument must be str, not %T", given);
  std::string wanted = to_utf8(s);
  uint32_t c;
  if (unicode_lookup(wanted, &c)) return ref(make_str_of_char(c));
  std::vector<uint32_t> sequence = unicode_sequence(wanted);
  if (!sequence.empty()) return ref(make_str_from_code_points(sequence.data(), sequence.size()));
  return raise_error(ExceptionKind::key_error, "undefined character name '%s'", s);
}

// ---- normal forms ----

struct Form {
  bool compatible, composed;
};
bool read_form(Value v, const char* function, Form* out) {
  Str* s = as_str(v);
  if (!s) {
    raise_type_error("%s() argument 1 must be str, not %T", function, v);
    return false;
  }
  for (bool compatible : {false, true}) {
    for (bool composed : {false, true}) {
      if (!str_equals(s, compatible ? composed ? "NFKC" : "NFKD" : composed ? "NFC" : "NFD")) continue;
      *out = {compatible, composed};
      return true;
    }
  }
  raise_value_error("invalid normalization form");
  return false;
}

int combining_class(int32_t c) { return utf8proc_get_property(c)->combining_class; }

template <uint32_t version>
Str* normalised(Str* s, Form form) {
  if (is_ascii(s)) return s;
  int options =
      UTF8PROC_STABLE | (form.composed ? UTF8PROC_COMPOSE : UTF8PROC_DECOMPOSE) | (form.compatible ? UTF8PROC_COMPAT : 0);
  std::vector<int32_t> out;
  out.reserve(s->length * 2);
  for (uint64_t i = 0; i < s->length; i++) {
    int32_t c = static_cast<int32_t>(char_at(s, i)), parts[32];
    uint32_t age = unicode_age(static_cast<uint32_t>(c));
    if (age == 0 || age > version) {
      out.push_back(c);
      continue;
    }
    int boundary = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char(c, parts, 32, static_cast<utf8proc_option_t>(options), &boundary);
    out.insert(out.end(), parts, parts + (count > 0 && count <= 32 ? count : 0));
  }
  // Canonical order: marks by class, stably.
  for (size_t i = 1; i < out.size(); i++) {
    int mark = combining_class(out[i]);
    if (mark == 0) continue;
    int32_t moved = out[i];
    size_t k = i;
    for (; k > 0 && combining_class(out[k - 1]) > mark; k--) out[k] = out[k - 1];
    out[k] = moved;
  }
  utf8proc_ssize_t length = static_cast<utf8proc_ssize_t>(out.size());
  if (form.composed) length = utf8proc_normalize_utf32(out.data(), length, static_cast<utf8proc_option_t>(options));
  return make_str_from_code_points(reinterpret_cast<const uint32_t*>(out.data()), static_cast<uint64_t>(length));
}
template <uint32_t version>
Value normalize(Value form_name, Value v) {
  Form form;
  if (!read_form(form_name, "normalize", &form)) return null_value;
  Str* s = as_str(v);
  if (!s) return raise_type_error("normalize() argument 2 must be str, not %T", v);
  return ref(normalised<version>(s, form));
}
template <uint32_t version>
Value is_normalized(Value form_name, Value v) {
  Form form;
  if (!read_form(form_name, "is_normalized", &form)) return null_value;
  Str* s = as_str(v);
  if (!s) return raise_type_error("is_normalized() argument 2 must be str, not %T", v);
  return boolean(str_equal(normalised<version>(s, form), s));
}

template <uint32_t version>
void define_functions(Module* module) {
  static const BuiltinDefinition functions[] = {
      entry("category", category<version>),
      entry("bidirectional", bidirectional<version>),
      entry("combining", combining<version>),
      entry("mirrored", mirrored<version>),
      entry("decomposition", decomposition<version>),
      entry("east_asian_width", east_asian_width<version>),
      entry("decimal", decimal<version>, 1),
      entry("digit", digit<version>, 1),
      entry("numeric", numeric<version>, 1),
      entry("name", name<version>, 1),
      entry("lookup", lookup),
      entry("normalize", normalize<version>),
      entry("is_normalized", is_normalized<version>),
  };
  define(module, functions);
}

}  // namespace

void fill_unicodedata(Module* module) {
  define_functions<current_version>(module);
  set_member(module, "unidata_version", text("14.0.0"));
  Module* old_module = make_module("unicodedata.ucd_3_2_0");
  define_functions<old_version>(old_module);
  set_member(old_module, "unidata_version", text("3.2.0"));
  set_member(module, "ucd_3_2_0", ref(old_module));
}

}  // namespace python
