/// _json.Scanner: reads one value from a place in a document.
#include <cmath>
#include <cstdlib>

#include "modules/json/json.h"
#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/floating.h"
#include "objects/integer.h"
#include "objects/operations.h"

namespace python::json {

namespace {

/// One reading of a document. Lives on the native stack, where its values are safe.
template <class Character>
class Reader {
 public:
  Reader(const Decoder* decoder, Str* text)
      : decoder_(decoder), text_(text), data_(reinterpret_cast<const Character*>(text->data())), length_(text->length) {}

  /// The value at `at`, which then is the position after it; null with an error pending.
  Value value(int64_t& at);

 private:
  static constexpr uint32_t key_slots = 128, longest_key = 32;

  int64_t skip_space(int64_t at) const {
    while (at < length_ && (data_[at] == ' ' || data_[at] == '\n' || data_[at] == '\t' || data_[at] == '\r')) at++;
    return at;
  }
  bool is(int64_t at, char c) const { return at < length_ && data_[at] == static_cast<Character>(c); }
  bool has_word(int64_t at, std::string_view word) const {
    if (length_ - at < static_cast<int64_t>(word.size())) return false;
    for (size_t i = 0; i < word.size(); i++) {
      if (data_[at + static_cast<int64_t>(i)] != static_cast<Character>(word[i])) return false;
    }
    return true;
  }
  Value key(int64_t& at);
  Value object(int64_t& at);
  Value array(int64_t& at);
  Value number(int64_t& at);
  Value constant(const char* word, int64_t length, int64_t& at);
  Value fail(const char* message, int64_t at) { return raise_decode_error(message, text_, at); }
  bool enter(const char* what) {
    return enter_recursion(what[0] == 'o' ? " while decoding a JSON object from a unicode string"
                                          : " while decoding a JSON array from a unicode string");
  }

  const Decoder* decoder_;
  Str* text_;
  const Character* data_;
  int64_t length_;
  Str* keys_[key_slots] = {};  // keys met, by their characters
};

Value stop(int64_t at) { return raise_stop_iteration(int_value(at)); }

// Keys come again and again: equal ones are one object, with its hash.
template <class Character>
Value Reader<Character>::key(int64_t& at) {
  if constexpr (sizeof(Character) == 1) {
    int64_t end = at;
    uint32_t mixed = 0, all = 0;
    int64_t limit = at + longest_key < length_ ? at + longest_key : length_;
    while (end < limit && data_[end] != '"' && data_[end] != '\\' && data_[end] >= 0x20) {
      mixed = mixed * 31 + data_[end];
      all |= data_[end];
      end++;
    }
    if (end < limit && data_[end] == '"' && all < 128) {
      size_t length = static_cast<size_t>(end - at);
      Str*& slot = keys_[(mixed ^ mixed >> 7) % key_slots];
      if (!slot || slot->length != length || memcmp(slot->data(), data_ + at, length) != 0) {
        slot = str_slice(text_, static_cast<uint64_t>(at), static_cast<uint64_t>(end));
      }
      at = end + 1;
      return ref(slot);
    }
  }
  return read_string(text_, at, decoder_->is_strict, &at);
}

template <class Character>
Value Reader<Character>::object(int64_t& at) {
  bool pairs = !is_none(decoder_->object_pairs_hook);
  Dict* dict = pairs ? nullptr : make_dict();
  List* list = pairs ? make_list() : nullptr;
  at = skip_space(at);
  if (!is(at, '}')) {
    for (;;) {
      if (!is(at, '"')) return fail("Expecting property name enclosed in double quotes", at);
      at++;
      Value name = key(at);
      if (!name) return name;
      at = skip_space(at);
      if (!is(at, ':')) return fail("Expecting ':' delimiter", at);
      at = skip_space(at + 1);
      Value item = value(at);
      if (!item) return item;
      if (pairs)
        list_append(list, ref(make_pair(name, item)));
      else
        dict_set_str(dict, as<Str>(name), item);
      at = skip_space(at);
      if (is(at, '}')) break;
      if (!is(at, ',')) return fail("Expecting ',' delimiter", at);
      at = skip_space(at + 1);
    }
  }
  at++;
  if (pairs) return call_1(decoder_->object_pairs_hook, ref(list));
  return is_none(decoder_->object_hook) ? ref(dict) : call_1(decoder_->object_hook, ref(dict));
}

template <class Character>
Value Reader<Character>::array(int64_t& at) {
  List* list = make_list();
  at = skip_space(at);
  if (!is(at, ']')) {
    for (;;) {
      Value item = value(at);
      if (!item) return item;
      list_append(list, item);
      at = skip_space(at);
      if (is(at, ']')) break;
      if (!is(at, ',')) return fail("Expecting ',' delimiter", at);
      at = skip_space(at + 1);
    }
  }
  at++;
  return ref(list);
}

template <class Character>
Value Reader<Character>::number(int64_t& at) {
  int64_t start = at, i = at;
  auto digits = [&] {
    while (i < length_ && data_[i] >= '0' && data_[i] <= '9') i++;
  };
  auto digit_at = [&](int64_t k) { return k < length_ && data_[k] >= '0' && data_[k] <= '9'; };
  if (is(i, '-')) i++;
  if (!digit_at(i)) return stop(start);
  if (data_[i] == '0')
    i++;
  else
    digits();
  bool floating = false;
  if (is(i, '.') && digit_at(i + 1)) {
    floating = true;
    i++;
    digits();
  }
  if (i < length_ && (data_[i] == 'e' || data_[i] == 'E')) {
    int64_t before = i++;
    if (i < length_ && (data_[i] == '+' || data_[i] == '-')) i++;
    if (digit_at(i)) {
      floating = true;
      digits();
    } else {
      i = before;
    }
  }
  at = i;
  int64_t length = i - start;
  Value hook = floating ? decoder_->parse_float : decoder_->parse_int;
  if (hook) {
    return call_1(hook, ref(str_slice(text_, static_cast<uint64_t>(start), static_cast<uint64_t>(i))));
  }
  bool negative = data_[start] == '-';
  if (length <= 16 && !floating) {
    int64_t sum = 0;
    for (int64_t k = start + negative; k < i; k++) sum = sum * 10 + static_cast<int64_t>(data_[k] - '0');
    return int_value(negative ? -sum : sum);
  }
  if (floating && length <= 16) {
    // Few digits and a small power of ten: both are exact, and so is one division.
    int64_t sum = 0, point = 0;
    bool plain = true, after = false;
    for (int64_t k = start + negative; k < i && plain; k++) {
      if (data_[k] == '.')
        after = true;
      else if (data_[k] > '9')
        plain = false;
      else {
        sum = sum * 10 + static_cast<int64_t>(data_[k] - '0');
        point += after;
      }
    }
    static constexpr double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    if (plain) {
      double magnitude = static_cast<double>(sum) / powers[point];
      return float_value(negative ? -magnitude : magnitude);
    }
  }
  std::string digits_text;
  digits_text.reserve(static_cast<size_t>(length));
  for (int64_t k = start; k < i; k++) digits_text.push_back(static_cast<char>(data_[k]));
  if (floating) return float_value(strtod(digits_text.c_str(), nullptr));
  return call_1(ref(builtin_type(Kind::integer)), ref(make_str(digits_text)));
}

template <class Character>
Value Reader<Character>::constant(const char* word, int64_t length, int64_t& at) {
  at += length;
  return call_1(decoder_->parse_constant, ref(make_str(word)));
}

template <class Character>
Value Reader<Character>::value(int64_t& at) {
  if (at < 0) return raise_value_error("idx cannot be negative");
  if (at >= length_) return stop(at);
  switch (data_[at]) {
    case '"': at++; return read_string(text_, at, decoder_->is_strict, &at);
    case '{': {
      if (!enter("object")) return null_value;
      at++;
      Value result = object(at);
      vm.depth--;
      return result;
    }
    case '[': {
      if (!enter("array")) return null_value;
      at++;
      Value result = array(at);
      vm.depth--;
      return result;
    }
    case 'n':
      if (!has_word(at, "null")) break;
      at += 4;
      return none();
    case 't':
      if (!has_word(at, "true")) break;
      at += 4;
      return true_value();
    case 'f':
      if (!has_word(at, "false")) break;
      at += 5;
      return false_value();
    case 'N': return has_word(at, "NaN") ? constant("NaN", 3, at) : number(at);
    case 'I': return has_word(at, "Infinity") ? constant("Infinity", 8, at) : number(at);
    case '-':
      if (has_word(at, "-Infinity")) return constant("-Infinity", 9, at);
      break;
    default: break;
  }
  return number(at);
}

template <class Character>
Value read(const Decoder* decoder, Str* text, int64_t at, int64_t* end) {
  Reader<Character> reader(decoder, text);
  Value result = reader.value(at);
  *end = at;
  return result;
}

}  // namespace

Value decoder_call(const Value* arguments, uint32_t count, Tuple* names) {
  Value given[2];
  if (!parse_arguments("scan_once", "string idx", 2, arguments + 1, count - 1, names, given)) return null_value;
  int64_t at, end = 0;
  if (!clamped_index(given[1], &at)) return null_value;
  Str* text = as_str(given[0]);
  if (!text) return raise_type_error("first argument must be a string, not %T", given[0]);
  const Decoder* decoder = as<Decoder>(arguments[0]);
  Value result = text->width == 1   ? read<uint8_t>(decoder, text, at, &end)
                 : text->width == 2 ? read<uint16_t>(decoder, text, at, &end)
                                    : read<uint32_t>(decoder, text, at, &end);
  return result ? ref(make_pair(result, int_value(end))) : null_value;
}

Value construct_decoder(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value context;
  if (!parse_arguments("make_scanner", "context", 1, arguments, count, names, &context)) return null_value;
  Value values[6];
  static const char* const attributes[] = {"strict",      "object_hook", "object_pairs_hook",
                                           "parse_float", "parse_int",   "parse_constant"};
  for (int i = 0; i < 6; i++) {
    values[i] = get_attr(context, intern(attributes[i]));
    if (!values[i]) return null_value;
  }
  int strict = truth(values[0]);
  if (strict < 0) return null_value;
  Decoder* decoder = make<Decoder>(Kind::json_decoder);
  decoder->strict.initialise(boolean(strict != 0));
  decoder->object_hook.initialise(values[1]);
  decoder->object_pairs_hook.initialise(values[2]);
  if (values[3] != ref(builtin_type(Kind::floating))) decoder->parse_float.initialise(values[3]);
  if (values[4] != ref(builtin_type(Kind::integer))) decoder->parse_int.initialise(values[4]);
  decoder->parse_constant.initialise(values[5]);
  decoder->is_strict = static_cast<uint32_t>(strict);
  return ref(decoder);
}

}  // namespace python::json
