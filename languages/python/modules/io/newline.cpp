/// Line ends: finding them, translating them, IncrementalNewlineDecoder.
#include <cstring>

#include "modules/io/io.h"
#include "objects/types.h"

namespace python {

void trace_newline_decoder(void* object, jitwright::Tracer& tracer) {
  NewlineDecoder* self = static_cast<NewlineDecoder*>(object);
  visit(tracer, self->dict);
  visit(tracer, self->decoder);
  visit(tracer, self->errors);
}

namespace {

uint32_t character(const uint8_t* data, uint32_t width, uint64_t index) {
  if (width == 1) return data[index];
  if (width == 2) return reinterpret_cast<const uint16_t*>(data)[index];
  return reinterpret_cast<const uint32_t*>(data)[index];
}

/// The first `c` in [start, end), or `end`.
uint64_t find_character(const uint8_t* data, uint32_t width, uint64_t start, uint64_t end, uint32_t c) {
  if (width == 1) {
    const void* found = memchr(data + start, static_cast<int>(c), end - start);
    return found ? static_cast<uint64_t>(static_cast<const uint8_t*>(found) - data) : end;
  }
  while (start < end && character(data, width, start) != c) start++;
  return start;
}

}  // namespace

int64_t find_line_end(const uint8_t* data, uint32_t width, uint64_t start, uint64_t end, LineEnding ending) {
  if (ending.universal) {
    uint64_t lf = find_character(data, width, start, end, '\n');
    uint64_t cr = find_character(data, width, start, lf, '\r');
    if (cr < lf) {
      if (cr + 1 < end && character(data, width, cr + 1) == '\n') return static_cast<int64_t>(cr + 2);
      return static_cast<int64_t>(cr + 1);
    }
    return lf < end ? static_cast<int64_t>(lf + 1) : -1;
  }
  if (!ending.newline || ending.newline->length <= 1) {
    uint64_t found =
        find_character(data, width, start, end, ending.newline && ending.newline->length ? char_at(ending.newline, 0) : '\n');
    return found < end ? static_cast<int64_t>(found + 1) : -1;
  }
  for (uint64_t at = start;; at++) {
    at = find_character(data, width, at, end, '\r');
    if (at + 1 >= end) return -1;
    if (character(data, width, at + 1) == '\n') return static_cast<int64_t>(at + 2);
  }
}

Value newlines_value(uint32_t seen) {
  List* list = make_list();
  if (seen & seen_cr) list_append(list, ref(vm.characters['\r']));
  if (seen & seen_lf) list_append(list, ref(vm.characters['\n']));
  if (seen & seen_crlf) list_append(list, ref(make_str("\r\n")));
  return list->length == 0 ? none() : list->length == 1 ? list_get(list, 0) : ref(tuple_from(ref(list)));
}

bool is_newline_argument(Value v, const char* function) {
  if (!v || is_none(v)) return true;
  Str* text = as_str(v);
  if (!text) {
    raise_type_error("%s argument 'newline' must be str or None, not %T", function, v);
    return false;
  }
  for (const char* good : {"", "\n", "\r", "\r\n"}) {
    if (str_equals(text, good)) return true;
  }
  raise_value_error(
      std::string_view(function).starts_with("StringIO") ? "illegal newline value: %R" : "illegal newline value: %S", v);
  return false;
}

Str* decode_newlines(NewlineDecoder* decoder, Str* text, bool final) {
  if (decoder->pending_return && (final || text->length > 0)) {
    text = str_concat(vm.characters['\r'], text);
    decoder->pending_return = 0;
  }
  // A return at the end may be half of "\r\n": it waits.
  if (!final && text->length > 0 && char_at(text, text->length - 1) == '\r') {
    text = str_slice(text, 0, text->length - 1);
    decoder->pending_return = 1;
  }
  if (text->length == 0) return text;
  bool has_return = find_character(text->data(), text->width, 0, text->length, '\r') < text->length;
  if (!has_return) {
    if (!(decoder->seen & seen_lf) && find_character(text->data(), text->width, 0, text->length, '\n') < text->length)
      decoder->seen |= seen_lf;
    return text;
  }
  StrBuilder builder;
  uint64_t start = 0;
  for (uint64_t i = 0; i < text->length; i++) {
    uint32_t c = char_at(text, i);
    if (c == '\n') {
      decoder->seen |= seen_lf;
    } else if (c == '\r') {
      bool both = i + 1 < text->length && char_at(text, i + 1) == '\n';
      decoder->seen |= both ? seen_crlf : seen_cr;
      if (decoder->translate) {
        builder.append(text, start, i);
        builder.append('\n');
        start = i + (both ? 2 : 1);
      }
      i += both;
    }
  }
  if (!decoder->translate) return text;
  builder.append(text, start, text->length);
  return builder.finish();
}

NewlineDecoder* make_newline_decoder(Value decoder, bool translate, Value errors) {
  NewlineDecoder* self = make<NewlineDecoder>(Kind::newline_decoder);
  self->decoder.initialise(decoder);
  self->errors.initialise(errors);
  self->translate = translate;
  return self;
}

namespace {

NewlineDecoder* self_of(Value v) { return as<NewlineDecoder>(v); }

Value decoder_init(const Value* arguments, uint32_t count, Tuple* names) {
  Value given[3];
  if (!parse_arguments("IncrementalNewlineDecoder", "decoder translate errors", 2, arguments + 1, count - 1, names, given))
    return null_value;
  int translate = truth(given[1]);
  if (translate < 0) return null_value;
  NewlineDecoder* self = self_of(arguments[0]);
  self->decoder = given[0];
  self->translate = static_cast<uint32_t>(translate);
  self->errors = given[2] ? given[2] : ref(vm.names.strict_name);
  self->pending_return = self->seen = 0;
  return none();
}
Value construct_decoder(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value self = ref(make<NewlineDecoder>(Kind::newline_decoder));
  if (count == 0 && !names) return self;
  List* extended = make_list();
  list_append(extended, self);
  for (uint32_t i = 0; i < count + (names ? names->length : 0); i++) list_append(extended, arguments[i]);
  return decoder_init(reinterpret_cast<const Value*>(extended->items->items), count + 1, names) ? self : null_value;
}
bool check_initialised(NewlineDecoder* self) {
  if (self->decoder.get()) return true;
  raise_value_error("IncrementalNewlineDecoder.__init__() not called");
  return false;
}
Value decoder_decode(Value self, Value input, Value final_v) {
  int final = final_v ? truth(final_v) : 0;
  if (final < 0 || !check_initialised(self_of(self))) return null_value;
  if (!is_none(self_of(self)->decoder)) {
    Value arguments[] = {input, boolean(final)};
    input = call_method(self_of(self)->decoder, vm.names.decode_name, arguments, 2);
    if (!input) return null_value;
  }
  Str* text = as_str(input);
  if (!text) return raise_type_error("decoder should return a string result, not '%T'", input);
  return ref(decode_newlines(self_of(self), text, final));
}
Value decoder_getstate(Value self) {
  if (!check_initialised(self_of(self))) return null_value;
  Value buffer = ref(make_bytes("")), flags = small_int_value(0);
  if (!is_none(self_of(self)->decoder)) {
    Value state = call_method_0(self_of(self)->decoder, "getstate");
    if (!state) return null_value;
    Tuple* pair = as_tuple(state);
    if (!pair || pair->length != 2) return raise_type_error("illegal decoder state");
    buffer = pair->items[0];
    flags = pair->items[1];
  }
  Value shifted = left_shift(flags, small_int_value(1));
  if (!shifted) return null_value;
  if (self_of(self)->pending_return) shifted = bit_or(shifted, small_int_value(1));
  return shifted ? ref(make_pair(buffer, shifted)) : null_value;
}
Value decoder_setstate(Value self, Value state_v) {
  if (!check_initialised(self_of(self))) return null_value;
  Tuple* state = as_tuple(state_v);
  if (!state) return raise_type_error("state argument must be a tuple");
  if (state->length != 2) return raise_type_error("setstate(): illegal state argument");
  Value low = bit_and(state->items[1], small_int_value(1)),
        high = low ? right_shift(state->items[1], small_int_value(1)) : null_value;
  if (!high) return null_value;
  self_of(self)->pending_return = low == small_int_value(1);
  if (is_none(self_of(self)->decoder)) return none();
  return call_method_1(self_of(self)->decoder, "setstate", ref(make_pair(state->items[0], high))) ? none() : null_value;
}
Value decoder_reset(Value self) {
  if (!check_initialised(self_of(self))) return null_value;
  self_of(self)->pending_return = self_of(self)->seen = 0;
  return is_none(self_of(self)->decoder) ? none() : call_method_0(self_of(self)->decoder, "reset");
}
Value decoder_newlines(Value self) { return check_initialised(self_of(self)) ? newlines_value(self_of(self)->seen) : null_value; }

const BuiltinDefinition methods[] = {
    entry("__init__", decoder_init, 1),  entry("decode", decoder_decode, 2, "input final"),
    entry("getstate", decoder_getstate), entry("setstate", decoder_setstate),
    entry("reset", decoder_reset),
};
const GetSetDefinition attributes[] = {{"newlines", decoder_newlines}};

}  // namespace

void define_newline_decoder() {
  Type* type =
      make_io_type("IncrementalNewlineDecoder", Kind::newline_decoder, vm.object_type, type_has_dictionary, construct_decoder);
  define(type, methods);
  define_attributes(type, attributes);
  finish_builtin_type(type);
}

}  // namespace python
