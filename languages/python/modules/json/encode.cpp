/// _json.Encoder: a value to the text of a document.
#include <cmath>

#include "modules/json/json.h"
#include "objects/errors.h"
#include "objects/floating.h"
#include "objects/integer.h"
#include "objects/operations.h"

namespace python::json {

namespace {

void append_unit(StrBuilder* out, uint32_t unit) {
  static const char digits[] = "0123456789abcdef";
  char text[] = {'\\', 'u', digits[unit >> 12 & 15], digits[unit >> 8 & 15], digits[unit >> 4 & 15], digits[unit & 15]};
  out->append_ascii({text, 6});
}

void append_escaped(StrBuilder* out, uint32_t c) {
  switch (c) {
    case '"': return out->append_ascii("\\\"");
    case '\\': return out->append_ascii("\\\\");
    case '\b': return out->append_ascii("\\b");
    case '\f': return out->append_ascii("\\f");
    case '\n': return out->append_ascii("\\n");
    case '\r': return out->append_ascii("\\r");
    case '\t': return out->append_ascii("\\t");
    default: break;
  }
  if (c < 0x10000) return append_unit(out, c);
  append_unit(out, 0xD800 + ((c - 0x10000) >> 10));
  append_unit(out, 0xDC00 + ((c - 0x10000) & 0x3FF));
}

bool is_plain(uint32_t c, bool ascii) { return c >= 0x20 && c != '"' && c != '\\' && (!ascii || c < 0x7F); }

enum class StringForm { ascii, unicode, call };

/// One writing of a document. Lives on the native stack, where its values are safe.
class Writer {
 public:
  explicit Writer(const Encoder* encoder) : encoder_(encoder) {
    Value function = encoder->encode_string;
    form_ = StringForm::call;
    if (has_kind(function, Kind::builtin_function)) {
      void* code = as<BuiltinFunction>(function)->code;
      if (code == reinterpret_cast<void*>(encode_basestring_ascii)) form_ = StringForm::ascii;
      if (code == reinterpret_cast<void*>(encode_basestring)) form_ = StringForm::unicode;
    }
    checks_cycles_ = !is_none(encoder->markers);
  }
  /// False with an error pending.
  bool value(Value v);
  Str* finish() { return out_.finish(); }

 private:
  /// The containers being written, innermost first.
  struct Level {
    Value container;
    const Level* outer;
  };
  bool string(Str* text);
  bool floating(double x);
  bool key(Value v, bool* skip);
  bool dictionary(Value v);
  bool pair(Value name, Value item, bool* first);
  bool sequence(Value v);
  bool other(Value v);
  bool enter(Level* level, Value container);
  void leave(Level* level) {
    innermost_ = level->outer;
    vm.depth--;
  }

  const Encoder* encoder_;
  StringForm form_;
  bool checks_cycles_;
  const Level* innermost_ = nullptr;
  StrBuilder out_;
};

bool Writer::enter(Level* level, Value container) {
  for (const Level* outer = checks_cycles_ ? innermost_ : nullptr; outer; outer = outer->outer) {
    if (outer->container == container) {
      raise_value_error("Circular reference detected");
      return false;
    }
  }
  if (!enter_recursion(" while encoding a JSON object")) return false;
  *level = {container, innermost_};
  innermost_ = level;
  return true;
}

bool Writer::string(Str* text) {
  if (form_ != StringForm::call) {
    append_string(&out_, text, form_ == StringForm::ascii);
    return true;
  }
  Value encoded = call_1(encoder_->encode_string, ref(text));
  if (!encoded) return false;
  Str* literal = as_str(encoded);
  if (!literal) {
    raise_type_error("encoder() must return a string, not %T", encoded);
    return false;
  }
  out_.append(literal);
  return true;
}

bool Writer::floating(double x) {
  if (std::isfinite(x)) {
    out_.append(float_to_str(x));
    return true;
  }
  if (!encoder_->allows_nan) {
    raise_value_error("Out of range float values are not JSON compliant");
    return false;
  }
  out_.append_ascii(std::isnan(x) ? "NaN" : x > 0 ? "Infinity" : "-Infinity");
  return true;
}

bool Writer::key(Value v, bool* skip) {
  if (Str* text = as_str(v)) return string(text);
  if (is_none(v) || is_boolean(v)) {
    out_.append_ascii(is_none(v) ? "\"null\"" : v == true_value() ? "\"true\"" : "\"false\"");
    return true;
  }
  Value number = is_float(v) ? v : native_part(v, Kind::floating);
  if (!number) number = as_exact_int(v);
  if (number) {
    out_.append_ascii("\"");
    bool good = true;
    if (is_float(number))
      good = floating(float_of(number));
    else if (Value digits = to_repr(number))
      out_.append(as<Str>(digits));
    else
      good = false;
    out_.append_ascii("\"");
    return good;
  }
  *skip = encoder_->skips_keys;
  if (!*skip) raise_type_error("keys must be str, int, float, bool or None, not %T", v);
  return *skip;
}

bool Writer::pair(Value name, Value item, bool* first) {
  bool skip = false;
  if (!as_str(name) && encoder_->skips_keys) {
    bool fits = is_none(name) || is_boolean(name) || is_float(name) || native_part(name, Kind::floating) || as_exact_int(name);
    if (!fits) return true;
  }
  if (!*first) out_.append(as<Str>(encoder_->item_separator));
  *first = false;
  if (!key(name, &skip)) return false;
  out_.append(as<Str>(encoder_->key_separator));
  return value(item);
}

bool Writer::dictionary(Value v) {
  Dict* dict = as_dict(v);
  if (dict->count == 0) {
    out_.append_ascii("{}");
    return true;
  }
  Level level;
  if (!enter(&level, v)) return false;
  out_.append_ascii("{");
  bool first = true, good = true;
  if (is_dict(v) && !encoder_->sorts_keys) {
    for (int64_t i = next_entry(dict, 0); good && i >= 0; i = next_entry(dict, static_cast<uint64_t>(i) + 1)) {
      const DictEntry& entry = dict->entries->items[i];
      good = pair(entry.key, entry_value(dict, entry), &first);
    }
  } else {
    Value items = call_method(v, intern("items"), nullptr, 0);
    List* list = items ? list_from(items) : nullptr;
    good = list && (!encoder_->sorts_keys || list_sort(list, null_value, false));
    for (uint64_t i = 0; good && i < list->length; i++) {
      Tuple* item = as_tuple(list_get(list, i));
      if (!item || item->length != 2) {
        raise_value_error("items must return 2-tuples");
        good = false;
      } else {
        good = pair(item->items[0], item->items[1], &first);
      }
    }
  }
  leave(&level);
  out_.append_ascii("}");
  return good;
}

bool Writer::sequence(Value v) {
  List* list = as_list(v);
  Tuple* tuple = list ? nullptr : as_tuple(v);
  if ((list ? list->length : tuple->length) == 0) {
    out_.append_ascii("[]");
    return true;
  }
  Level level;
  if (!enter(&level, v)) return false;
  out_.append_ascii("[");
  bool good = true;
  for (uint64_t i = 0; good && i < (list ? list->length : tuple->length); i++) {
    if (i) out_.append(as<Str>(encoder_->item_separator));
    good = value(list ? list_get(list, i) : tuple->items[i].get());
  }
  leave(&level);
  out_.append_ascii("]");
  return good;
}

bool Writer::other(Value v) {
  Level level;
  if (!enter(&level, v)) return false;
  Value replaced = call_1(encoder_->fallback, v);
  bool good = replaced && value(replaced);
  leave(&level);
  return good;
}

bool Writer::value(Value v) {
  if (is_small_int(v)) {
    char digits[24];
    int64_t number = small_int(v);
    uint64_t rest = number < 0 ? -static_cast<uint64_t>(number) : static_cast<uint64_t>(number);
    char* p = digits + sizeof digits;
    do *--p = static_cast<char>('0' + rest % 10);
    while (rest /= 10);
    if (number < 0) *--p = '-';
    out_.append_ascii({p, static_cast<size_t>(digits + sizeof digits - p)});
    return true;
  }
  if (is_float(v)) return floating(float_of(v));
  if (is_none(v) || is_boolean(v)) {
    out_.append_ascii(is_none(v) ? "null" : v == true_value() ? "true" : "false");
    return true;
  }
  if (Str* text = as_str(v)) return string(text);
  if (as_list(v) || as_tuple(v)) return sequence(v);
  if (as_dict(v)) return dictionary(v);
  if (Value number = native_part(v, Kind::floating)) return floating(float_of(number));
  if (Value number = as_exact_int(v)) {
    Value digits = to_repr(number);
    if (digits) out_.append(as<Str>(digits));
    return bool(digits);
  }
  return other(v);
}

}  // namespace

void append_string(StrBuilder* out, const Str* text, bool ascii) {
  out->append_ascii("\"");
  uint64_t from = 0, length = text->length;
  if (text->width == 1) {
    const uint8_t* data = text->data();
    for (uint64_t i = 0; i < length; i++) {
      if (is_plain(data[i], ascii)) [[likely]]
        continue;
      if (!ascii && data[i] >= 0x20 && data[i] != '"' && data[i] != '\\') continue;
      out->append(text, from, i);
      append_escaped(out, data[i]);
      from = i + 1;
    }
  } else {
    for (uint64_t i = 0; i < length; i++) {
      uint32_t c = char_at(text, i);
      if (is_plain(c, ascii)) continue;
      out->append(text, from, i);
      append_escaped(out, c);
      from = i + 1;
    }
  }
  out->append(text, from, length);
  out->append_ascii("\"");
}

namespace {

Value encoded(Value v, bool ascii) {
  Str* text = as_str(v);
  if (!text) return raise_type_error("first argument must be a string, not %T", v);
  StrBuilder out;
  append_string(&out, text, ascii);
  return ref(out.finish());
}

}  // namespace

Value encode_basestring(Value text) { return encoded(text, false); }
Value encode_basestring_ascii(Value text) { return encoded(text, true); }

Value encoder_call(const Value* arguments, uint32_t count, Tuple* names) {
  Value given[2];
  if (!parse_arguments("_iterencode", "obj _current_indent_level", 2, arguments + 1, count - 1, names, given)) return null_value;
  Writer writer(as<Encoder>(arguments[0]));
  if (!writer.value(given[0])) return null_value;
  return ref(make_tuple_1(ref(writer.finish())));
}

Value construct_encoder(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value v[9];
  if (!parse_arguments("make_encoder", "markers default encoder indent key_separator item_separator sort_keys skipkeys allow_nan",
                       9, arguments, count, names, v)) {
    return null_value;
  }
  for (int i : {4, 5}) {
    if (!as_str(v[i])) return raise_type_error("make_encoder() argument %s must be str, not %T", i + 1, v[i]);
  }
  if (!is_none(v[0]) && !as_dict(v[0])) return raise_type_error("make_encoder() argument 1 must be dict or None, not %T", v[0]);
  int flags[3];
  for (int i = 0; i < 3; i++) {
    flags[i] = truth(v[6 + i]);
    if (flags[i] < 0) return null_value;
  }
  Encoder* encoder = make<Encoder>(Kind::json_encoder);
  encoder->markers.initialise(v[0]);
  encoder->fallback.initialise(v[1]);
  encoder->encode_string.initialise(v[2]);
  encoder->indent.initialise(v[3]);
  encoder->key_separator.initialise(ref(as_str(v[4])));
  encoder->item_separator.initialise(ref(as_str(v[5])));
  encoder->sorts_keys = static_cast<uint32_t>(flags[0]);
  encoder->skips_keys = static_cast<uint32_t>(flags[1]);
  encoder->allows_nan = static_cast<uint32_t>(flags[2]);
  return ref(encoder);
}

}  // namespace python::json
