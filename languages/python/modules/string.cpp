/// The module _string: how str.format reads its template, for string.Formatter.
#include "modules/modules.h"
#include "objects/errors.h"
#include "objects/operations.h"

namespace python {

namespace {

/// Fields of both iterators: the text and the position in it.
enum { text_field, position_field, field_count };

Type* formatter_iterator_type;
Type* field_name_iterator_type;

Value make_text_iterator(Type* type, Str* text, uint64_t position) {
  NativeObject* iterator = make_native(type, field_count);
  iterator->fields[text_field] = ref(text);
  iterator->fields[position_field] = small_int_value(static_cast<int64_t>(position));
  return ref(iterator);
}

Value iterator_self(Value self) { return self; }
Value end_of_iteration() { return raise_stop_iteration(null_value); }

// ---- formatter_parser: (literal, field name, format spec, conversion) ----

/// Reads a replacement field whose '{' is before `at`; leaves `at` behind its '}'. Null with ValueError.
Value parse_field(Str* text, uint64_t* at, Str* literal) {
  uint64_t i = *at, length = text->length, start = i;
  uint32_t c = 0;
  bool in_brackets = false;
  for (; i < length; i++) {
    c = char_at(text, i);
    if (c == '{') return raise_value_error("unexpected '{' in field name");
    if (c == '[') in_brackets = true;
    if (c == ']') in_brackets = false;
    if (!in_brackets && (c == '}' || c == ':' || c == '!')) break;
  }
  if (i >= length) return raise_value_error("expected '}' before end of string");
  Str* name = str_slice(text, start, i);
  Str* spec = vm.empty_str;
  Value conversion = none();
  i++;
  if (c == '!') {
    if (i >= length) return raise_value_error("end of string while looking for conversion specifier");
    conversion = ref(make_str_of_char(char_at(text, i++)));
    if (i >= length) return raise_value_error("unmatched '{' in format spec");
    c = char_at(text, i++);
    if (c != ':' && c != '}') return raise_value_error("expected ':' after conversion specifier");
  }
  if (c == ':') {
    uint64_t spec_start = i, depth = 1;
    for (; i < length; i++) {
      c = char_at(text, i);
      if (c == '{') depth++;
      if (c == '}' && --depth == 0) break;
    }
    if (i >= length) return raise_value_error("unmatched '{' in format spec");
    spec = str_slice(text, spec_start, i++);
  }
  *at = i;
  Value parts[] = {ref(literal), ref(name), ref(spec), conversion};
  return ref(make_tuple_of(parts, 4));
}

Value formatter_next(Value self) {
  NativeObject* iterator = as<NativeObject>(self);
  Str* text = as<Str>(iterator->fields[text_field]);
  uint64_t at = static_cast<uint64_t>(small_int(iterator->fields[position_field])), length = text->length;
  if (at >= length) return end_of_iteration();
  uint64_t start = at;
  uint32_t c = 0;
  while (at < length && (c = char_at(text, at)) != '{' && c != '}') at++;
  uint64_t end = at;
  Value result;
  if (at >= length) {
    Value parts[] = {ref(str_slice(text, start, end)), none(), none(), none()};
    result = ref(make_tuple_of(parts, 4));
  } else {
    bool doubled = at + 1 < length && char_at(text, at + 1) == c;
    if (!doubled && c == '}') return raise_value_error("Single '}' encountered in format string");
    if (!doubled && at + 1 >= length) return raise_value_error("Single '{' encountered in format string");
    if (doubled) {
      at += 2;
      Value parts[] = {ref(str_slice(text, start, end + 1)), none(), none(), none()};
      result = ref(make_tuple_of(parts, 4));
    } else {
      at++;
      result = parse_field(text, &at, str_slice(text, start, end));
      if (!result) return result;
    }
  }
  iterator->fields[position_field] = small_int_value(static_cast<int64_t>(at));
  return result;
}

Value formatter_parser(Value text) {
  Str* s = as_str(text);
  if (!s) return raise_type_error("expected str, got %T", text);
  return make_text_iterator(formatter_iterator_type, s, 0);
}

// ---- formatter_field_name_split: the first part, then (is attribute, name or index) ----

/// A part as str.format takes it: an int if it is one.
Value integer_or_text(Str* text, uint64_t start, uint64_t end) {
  int64_t number = 0;
  for (uint64_t i = start; i < end; i++) {
    uint32_t c = char_at(text, i);
    if (c < '0' || c > '9') return ref(str_slice(text, start, end));
    if (number > (INT64_MAX - 9) / 10) return raise_value_error("Too many decimal digits in format string");
    number = number * 10 + (c - '0');
  }
  return start == end ? ref(vm.empty_str) : int_value(number);
}

Value field_name_next(Value self) {
  NativeObject* iterator = as<NativeObject>(self);
  Str* text = as<Str>(iterator->fields[text_field]);
  uint64_t at = static_cast<uint64_t>(small_int(iterator->fields[position_field])), length = text->length;
  if (at >= length) return end_of_iteration();
  bool attribute = char_at(text, at) == '.';
  if (!attribute && char_at(text, at) != '[') {
    return raise_value_error("Only '.' or '[' may follow ']' in format field specifier");
  }
  uint64_t start = ++at;
  Value part;
  if (attribute) {
    while (at < length && char_at(text, at) != '.' && char_at(text, at) != '[') at++;
    part = ref(str_slice(text, start, at));
  } else {
    while (at < length && char_at(text, at) != ']') at++;
    if (at >= length) return raise_value_error("Missing ']' in format string");
    part = integer_or_text(text, start, at);
    if (!part) return part;
  }
  if (at == start) return raise_value_error("Empty attribute in format string");
  if (!attribute) at++;
  iterator->fields[position_field] = small_int_value(static_cast<int64_t>(at));
  return ref(make_pair(boolean(attribute), part));
}

Value formatter_field_name_split(Value name) {
  Str* text = as_str(name);
  if (!text) return raise_type_error("expected str, got %T", name);
  uint64_t at = 0;
  while (at < text->length && char_at(text, at) != '.' && char_at(text, at) != '[') at++;
  Value first = integer_or_text(text, 0, at);
  if (!first) return first;
  return ref(make_pair(first, make_text_iterator(field_name_iterator_type, text, at)));
}

}  // namespace

void fill_string(Module* module) {
  static const BuiltinDefinition functions[] = {entry("formatter_parser", formatter_parser),
                                                entry("formatter_field_name_split", formatter_field_name_split)};
  define(module, functions);
  static const BuiltinDefinition formatter_methods[] = {entry("__iter__", iterator_self), entry("__next__", formatter_next)};
  static const BuiltinDefinition field_name_methods[] = {entry("__iter__", iterator_self), entry("__next__", field_name_next)};
  formatter_iterator_type = make_module_type(module, "formatteriterator", Kind::native, 0, nullptr);
  define(formatter_iterator_type, formatter_methods);
  field_name_iterator_type = make_module_type(module, "fieldnameiterator", Kind::native, 0, nullptr);
  define(field_name_iterator_type, field_name_methods);
}

}  // namespace python
