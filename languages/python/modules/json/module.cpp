/// The module _json.
#include "modules/json/json.h"
#include "modules/modules.h"
#include "objects/errors.h"
#include "objects/integer.h"
#include "objects/operations.h"

namespace python {

namespace json {

namespace {

Value scanstring(const Value* arguments, uint32_t count, Tuple* names) {
  Value given[3];
  if (!parse_arguments("scanstring", "string end strict /", 2, arguments, count, names, given)) return null_value;
  int64_t start, end;
  if (!clamped_index(given[1], &start)) return null_value;
  int strict = given[2] ? truth(given[2]) : 1;
  if (strict < 0) return null_value;
  Str* text = as_str(given[0]);
  if (!text) return raise_type_error("first argument must be a string, not %T", given[0]);
  if (start < 0 || start > static_cast<int64_t>(text->length)) return raise_value_error("end is out of bounds");
  Value result = read_string(text, start, strict != 0, &end);
  return result ? ref(make_pair(result, int_value(end))) : null_value;
}

template <class T, auto field>
Value member_of(Value self) {
  Value value = as<T>(self)->*field;
  return none_if_null(value);
}
Value get_parse_float(Value self) {
  Value hook = as<Decoder>(self)->parse_float;
  return hook ? hook : ref(builtin_type(Kind::floating));
}
Value get_parse_int(Value self) {
  Value hook = as<Decoder>(self)->parse_int;
  return hook ? hook : ref(builtin_type(Kind::integer));
}
template <auto field>
Value flag_of(Value self) {
  return boolean(as<Encoder>(self)->*field != 0);
}

}  // namespace

void define_types() {
  static const BuiltinDefinition decoder_methods[] = {entry("__call__", decoder_call, 1)};
  static const GetSetDefinition decoder_attributes[] = {
      {"strict", member_of<Decoder, &Decoder::strict>},
      {"object_hook", member_of<Decoder, &Decoder::object_hook>},
      {"object_pairs_hook", member_of<Decoder, &Decoder::object_pairs_hook>},
      {"parse_float", get_parse_float},
      {"parse_int", get_parse_int},
      {"parse_constant", member_of<Decoder, &Decoder::parse_constant>},
  };
  static const BuiltinDefinition encoder_methods[] = {entry("__call__", encoder_call, 1)};
  static const GetSetDefinition encoder_attributes[] = {
      {"markers", member_of<Encoder, &Encoder::markers>},
      {"default", member_of<Encoder, &Encoder::fallback>},
      {"encoder", member_of<Encoder, &Encoder::encode_string>},
      {"indent", member_of<Encoder, &Encoder::indent>},
      {"key_separator", member_of<Encoder, &Encoder::key_separator>},
      {"item_separator", member_of<Encoder, &Encoder::item_separator>},
      {"sort_keys", flag_of<&Encoder::sorts_keys>},
      {"skipkeys", flag_of<&Encoder::skips_keys>},
  };
  define(builtin_type(Kind::json_decoder), decoder_methods);
  define_attributes(builtin_type(Kind::json_decoder), decoder_attributes);
  define(builtin_type(Kind::json_encoder), encoder_methods);
  define_attributes(builtin_type(Kind::json_encoder), encoder_attributes);
  builtin_type(Kind::json_decoder)->construct = construct_decoder;
  builtin_type(Kind::json_encoder)->construct = construct_encoder;
}

}  // namespace json

void fill_json(Module* module) {
  static const BuiltinDefinition functions[] = {
      entry("scanstring", json::scanstring),
      entry("encode_basestring", json::encode_basestring),
      entry("encode_basestring_ascii", json::encode_basestring_ascii),
  };
  define(module, functions);
  set_member(module, "make_scanner", ref(builtin_type(Kind::json_decoder)));
  set_member(module, "make_encoder", ref(builtin_type(Kind::json_encoder)));
}

}  // namespace python
