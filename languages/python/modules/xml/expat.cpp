/// The module pyexpat: the parser of the library expat, whose events call handlers of the program.
#include <expat.h>
#include <algorithm>
#include <string>

#include "modules/module_type.h"
#include "modules/os/arguments.h"
#include "objects/buffer.h"
#include "objects/exception.h"

namespace python {

namespace {

enum Handler : uint32_t {
#define HANDLER(name) name,
#include "modules/xml/handlers.def"
#undef HANDLER
  handler_count
};

/// Fields of a parser object: the Parser, the dict of known strings, the handlers.
enum ParserField : uint32_t { parser_resource, parser_intern, first_handler, parser_field_count = first_handler + handler_count };

/// `object` is alive while the parser runs: then it is on the stack. Text is gathered if the program asked for it.
struct Parser {
  XML_Parser parser;
  NativeObject* object;
  bool buffers_text, orders_attributes, specified_only, failed, running, prefixes;
  size_t buffer_size;
  std::string text;
};

Type *parser_type, *error_type;

Parser* parser_of(Value self) { return static_cast<Parser*>(as<Resource>(as<NativeObject>(self)->fields[parser_resource])->data); }
void release_parser(void* data) {
  Parser* parser = static_cast<Parser*>(data);
  XML_ParserFree(parser->parser);
  delete parser;
}

Value text_of(const XML_Char* text) { return text ? ref(make_str(text)) : none(); }
/// Names come again and again.
Value name_of(Parser* p, const XML_Char* text) {
  if (!text) return none();
  Value name = ref(make_str(text)), dict = p->object->fields[parser_intern];
  if (!is_dict(dict)) return name;
  if (Value known = dict_get(as<Dict>(dict), name)) return known;
  dict_set(as<Dict>(dict), name, name);
  return name;
}

Value handler_of(Parser* p, Handler which) { return p->object->fields[first_handler + static_cast<int>(which)]; }

/// Calls a handler; an error of its ends the parse.
Value notify(Parser* p, Handler which, const Value* arguments, uint32_t count) {
  Value handler = handler_of(p, which);
  if (is_none(handler) || p->failed) return none();
  Value result = call(handler, arguments, count);
  if (!result) {
    p->failed = true;
    XML_StopParser(p->parser, XML_FALSE);
  }
  return result;
}
void flush_text(Parser* p) {
  if (p->text.empty()) return;
  Value text = ref(make_str(p->text));
  p->text.clear();
  notify(p, CharacterDataHandler, &text, 1);
}
/// The event `which` with its arguments, after the text before it.
template <class... Values>
Value event(void* data, Handler which, Values... values) {
  Parser* p = static_cast<Parser*>(data);
  flush_text(p);
  Value arguments[] = {values..., null_value};
  return notify(p, which, arguments, sizeof...(values));
}

void on_start(void* data, const XML_Char* name, const XML_Char** attributes) {
  Parser* p = static_cast<Parser*>(data);
  size_t count = 0;
  while (attributes[count]) count += 2;
  if (p->specified_only) count = static_cast<size_t>(XML_GetSpecifiedAttributeCount(p->parser));
  Value tag = name_of(p, name), container;
  if (p->orders_attributes) {
    List* list = make_list();
    container = ref(list);
    for (size_t i = 0; i < count; i++) list_append(list, i % 2 ? text_of(attributes[i]) : name_of(p, attributes[i]));
  } else {
    Dict* dict = make_dict();
    container = ref(dict);
    for (size_t i = 0; i < count; i += 2) dict_set(dict, name_of(p, attributes[i]), text_of(attributes[i + 1]));
  }
  event(data, StartElementHandler, tag, container);
}
void on_end(void* data, const XML_Char* name) { event(data, EndElementHandler, name_of(static_cast<Parser*>(data), name)); }
void on_instruction(void* data, const XML_Char* target, const XML_Char* text) {
  event(data, ProcessingInstructionHandler, name_of(static_cast<Parser*>(data), target), text_of(text));
}
void on_characters(void* data, const XML_Char* text, int length) {
  Parser* p = static_cast<Parser*>(data);
  std::string_view view(text, static_cast<size_t>(length));
  if (p->buffers_text) {
    if (p->text.size() + view.size() > p->buffer_size) flush_text(p);
    p->text += view;
    if (p->text.size() > p->buffer_size) flush_text(p);
    return;
  }
  Value value = ref(make_str(view));
  notify(p, CharacterDataHandler, &value, 1);
}
void on_unparsed(void* data, const XML_Char* name, const XML_Char* base, const XML_Char* system, const XML_Char* pub, const XML_Char* notation) {
  event(data, UnparsedEntityDeclHandler, text_of(name), text_of(base), text_of(system), text_of(pub), text_of(notation));
}
void on_notation(void* data, const XML_Char* name, const XML_Char* base, const XML_Char* system, const XML_Char* pub) {
  event(data, NotationDeclHandler, text_of(name), text_of(base), text_of(system), text_of(pub));
}
void on_start_namespace(void* data, const XML_Char* prefix, const XML_Char* uri) {
  event(data, StartNamespaceDeclHandler, text_of(prefix), text_of(uri));
}
void on_end_namespace(void* data, const XML_Char* prefix) { event(data, EndNamespaceDeclHandler, text_of(prefix)); }
void on_comment(void* data, const XML_Char* text) { event(data, CommentHandler, text_of(text)); }
void on_start_cdata(void* data) { event(data, StartCdataSectionHandler); }
void on_end_cdata(void* data) { event(data, EndCdataSectionHandler); }
void on_default(void* data, const XML_Char* text, int length) {
  event(data, DefaultHandler, ref(make_str({text, static_cast<size_t>(length)})));
}
void on_default_expand(void* data, const XML_Char* text, int length) {
  event(data, DefaultHandlerExpand, ref(make_str({text, static_cast<size_t>(length)})));
}
/// The parser goes on if the handler's result is not 0.
int says_yes(Value result) {
  int64_t number = 0;
  return result && index_in_range(result, &number) ? number != 0 : 0;
}
int on_not_standalone(void* data) { return says_yes(event(data, NotStandaloneHandler)); }
int on_external(XML_Parser parser, const XML_Char* context, const XML_Char* base, const XML_Char* system, const XML_Char* pub) {
  return says_yes(event(XML_GetUserData(parser), ExternalEntityRefHandler, text_of(context), text_of(base), text_of(system), text_of(pub)));
}
void on_start_doctype(void* data, const XML_Char* name, const XML_Char* system, const XML_Char* pub, int internal) {
  event(data, StartDoctypeDeclHandler, text_of(name), text_of(system), text_of(pub), small_int_value(internal));
}
void on_end_doctype(void* data) { event(data, EndDoctypeDeclHandler); }
void on_entity(void* data, const XML_Char* name, int parameter, const XML_Char* value, int length, const XML_Char* base,
               const XML_Char* system, const XML_Char* pub, const XML_Char* notation) {
  Value text = value ? ref(make_str({value, static_cast<size_t>(length)})) : none();
  event(data, EntityDeclHandler, text_of(name), small_int_value(parameter), text, text_of(base), text_of(system), text_of(pub), text_of(notation));
}
void on_declaration(void* data, const XML_Char* version, const XML_Char* encoding, int standalone) {
  event(data, XmlDeclHandler, text_of(version), text_of(encoding), small_int_value(standalone));
}
/// (type, quantifier, name, children)
Value model_value(const XML_Content& model) {
  List* children = make_list();
  for (unsigned i = 0; i < model.numchildren; i++) list_append(children, model_value(model.children[i]));
  Value parts[] = {small_int_value(model.type), small_int_value(model.quant), text_of(model.name), ref(tuple_from(ref(children)))};
  return ref(make_tuple_of(parts, 4));
}
void on_element(void* data, const XML_Char* name, XML_Content* model) {
  Value description = model_value(*model);
  XML_FreeContentModel(static_cast<Parser*>(data)->parser, model);
  event(data, ElementDeclHandler, text_of(name), description);
}
void on_attributes(void* data, const XML_Char* element, const XML_Char* name, const XML_Char* type, const XML_Char* standard, int required) {
  event(data, AttlistDeclHandler, text_of(element), text_of(name), text_of(type), text_of(standard), small_int_value(required));
}
void on_skipped(void* data, const XML_Char* name, int parameter) {
  event(data, SkippedEntityHandler, text_of(name), small_int_value(parameter));
}

/// Tells expat of a handler, or of its end.
void connect(XML_Parser x, Handler which, bool on) {
  switch (which) {
    case StartElementHandler: XML_SetStartElementHandler(x, on ? on_start : nullptr); break;
    case EndElementHandler: XML_SetEndElementHandler(x, on ? on_end : nullptr); break;
    case ProcessingInstructionHandler: XML_SetProcessingInstructionHandler(x, on ? on_instruction : nullptr); break;
    case CharacterDataHandler: XML_SetCharacterDataHandler(x, on ? on_characters : nullptr); break;
    case UnparsedEntityDeclHandler: XML_SetUnparsedEntityDeclHandler(x, on ? on_unparsed : nullptr); break;
    case NotationDeclHandler: XML_SetNotationDeclHandler(x, on ? on_notation : nullptr); break;
    case StartNamespaceDeclHandler: XML_SetStartNamespaceDeclHandler(x, on ? on_start_namespace : nullptr); break;
    case EndNamespaceDeclHandler: XML_SetEndNamespaceDeclHandler(x, on ? on_end_namespace : nullptr); break;
    case CommentHandler: XML_SetCommentHandler(x, on ? on_comment : nullptr); break;
    case StartCdataSectionHandler: XML_SetStartCdataSectionHandler(x, on ? on_start_cdata : nullptr); break;
    case EndCdataSectionHandler: XML_SetEndCdataSectionHandler(x, on ? on_end_cdata : nullptr); break;
    case DefaultHandler: XML_SetDefaultHandler(x, on ? on_default : nullptr); break;
    case DefaultHandlerExpand: XML_SetDefaultHandlerExpand(x, on ? on_default_expand : nullptr); break;
    case NotStandaloneHandler: XML_SetNotStandaloneHandler(x, on ? on_not_standalone : nullptr); break;
    case ExternalEntityRefHandler: XML_SetExternalEntityRefHandler(x, on ? on_external : nullptr); break;
    case StartDoctypeDeclHandler: XML_SetStartDoctypeDeclHandler(x, on ? on_start_doctype : nullptr); break;
    case EndDoctypeDeclHandler: XML_SetEndDoctypeDeclHandler(x, on ? on_end_doctype : nullptr); break;
    case EntityDeclHandler: XML_SetEntityDeclHandler(x, on ? on_entity : nullptr); break;
    case XmlDeclHandler: XML_SetXmlDeclHandler(x, on ? on_declaration : nullptr); break;
    case ElementDeclHandler: XML_SetElementDeclHandler(x, on ? on_element : nullptr); break;
    case AttlistDeclHandler: XML_SetAttlistDeclHandler(x, on ? on_attributes : nullptr); break;
    case SkippedEntityHandler: XML_SetSkippedEntityHandler(x, on ? on_skipped : nullptr); break;
    case handler_count: break;
  }
}

// ---- parsers ----

/// `x` becomes the parser's own; handlers are None, or those of `from`.
Value make_parser(XML_Parser x, Value intern_dict, NativeObject* from) {
  if (!x) return raise_memory_error();
  Parser* parser = from ? new Parser(*parser_of(ref(from))) : new Parser{};
  parser->parser = x;
  parser->running = parser->failed = false;
  parser->text.clear();
  if (!from) parser->buffer_size = 8192;
  NativeObject* object = make_native(parser_type, parser_field_count);
  parser->object = object;
  object->fields[parser_resource] = make_resource(parser, release_parser);
  object->fields[parser_intern] = intern_dict;
  XML_SetUserData(x, parser);
  for (uint32_t i = 0; i < handler_count; i++) {
    object->fields[first_handler + i] = from ? from->fields[first_handler + i].get() : none();
    if (from) connect(x, static_cast<Handler>(i), !is_none(object->fields[first_handler + i]));
  }
  return ref(object);
}

/// None or text; false with TypeError.
bool optional_text(const char* name, Value v, std::string* text, bool* given) {
  *given = v && !is_none(v);
  if (!*given) return true;
  Str* s = as_str(v);
  if (s) *text = to_utf8(s);
  else raise_type_error("ParserCreate() argument '%s' must be str or None, not %T", name, v);
  return s;
}
Value expat_ParserCreate(Value encoding_v, Value separator_v, Value intern_v) {
  std::string encoding, separator;
  bool has_encoding, has_separator;
  if (!optional_text("encoding", encoding_v, &encoding, &has_encoding) ||
      !optional_text("namespace_separator", separator_v, &separator, &has_separator))
    return null_value;
  if (separator.size() > 1) return raise_value_error("namespace_separator must be at most one character, omitted, or None");
  if (intern_v && !is_none(intern_v) && !as_dict(intern_v)) return raise_type_error("intern must be a dictionary");
  Value known = intern_v ? intern_v : ref(make_dict());
  XML_Parser x = has_separator ? XML_ParserCreateNS(has_encoding ? encoding.c_str() : nullptr, separator.empty() ? '\0' : separator[0])
                               : XML_ParserCreate(has_encoding ? encoding.c_str() : nullptr);
  return make_parser(x, known, nullptr);
}
Value parser_external(Value self, Value context_v, Value encoding_v) {
  std::string context, encoding;
  bool has_context, has_encoding;
  if (!optional_text("context", context_v, &context, &has_context) || !optional_text("encoding", encoding_v, &encoding, &has_encoding))
    return null_value;
  XML_Parser x = XML_ExternalEntityParserCreate(parser_of(self)->parser, has_context ? context.c_str() : nullptr,
                                                has_encoding ? encoding.c_str() : nullptr);
  return make_parser(x, as<NativeObject>(self)->fields[parser_intern], as<NativeObject>(self));
}

Value raise_expat(Parser* p) {
  XML_Error code = XML_GetErrorCode(p->parser);
  int64_t line = static_cast<int64_t>(XML_GetErrorLineNumber(p->parser)), column = static_cast<int64_t>(XML_GetErrorColumnNumber(p->parser));
  Value error = call_1(ref(error_type), ref(text_format("%s: line %s, column %s", XML_ErrorString(code), line, column)));
  if (!error) return null_value;
  set_slot(as<Instance>(error), intern("code"), small_int_value(code));
  set_slot(as<Instance>(error), intern("lineno"), int_value(line));
  set_slot(as<Instance>(error), intern("offset"), int_value(column));
  return raise_exception(error, null_value);
}
/// The result of a step of parsing.
Value finish_step(Parser* p, XML_Status status) {
  if (p->failed) {
    p->failed = false;
    return null_value;
  }
  if (status == XML_STATUS_ERROR) return raise_expat(p);
  flush_text(p);
  if (p->failed) {
    p->failed = false;
    return null_value;
  }
  return small_int_value(status);
}
Value parser_parse(Value self, Value data, Value final_v) {
  Parser* p = parser_of(self);
  bool final;
  if (!flag_argument(final_v, false, &final)) return null_value;
  std::string text;
  std::string_view bytes;
  if (Str* s = as_str(data)) {
    text = to_utf8(s);
    bytes = text;
    XML_SetEncoding(p->parser, "utf-8");
  } else {
    if (!get_bytes(data, &bytes)) return null_value;
    text = bytes;  // a copy: a handler may change what the program holds
    bytes = text;
  }
  constexpr size_t most = 1 << 20;
  XML_Status status = XML_STATUS_OK;
  do {
    size_t part = std::min(bytes.size(), most);
    status = XML_Parse(p->parser, bytes.data(), static_cast<int>(part), final && part == bytes.size());
    bytes.remove_prefix(part);
  } while (!bytes.empty() && status == XML_STATUS_OK && !p->failed);
  return finish_step(p, status);
}
Value parser_parse_file(Value self, Value file) {
  Value read = get_attr(file, intern("read"));
  if (!read) return null_value;
  for (;;) {
    Value data = call_1(read, small_int_value(2048));
    std::string_view bytes;
    if (!data) return null_value;
    if (!as_str(data) && !get_bytes(data, &bytes)) return null_value;
    bool last = as_str(data) ? as_str(data)->length == 0 : bytes.empty();
    Value status = parser_parse(self, data, boolean(last));
    if (!status || last) return status;
  }
}
Value parser_set_base(Value self, Value base_v) {
  Str* base = as_str(base_v);
  if (!base) return raise_type_error("SetBase() argument must be str, not %T", base_v);
  return XML_SetBase(parser_of(self)->parser, to_utf8(base).c_str()) ? none() : raise_memory_error();
}
Value parser_get_base(Value self) { return text_of(XML_GetBase(parser_of(self)->parser)); }
Value parser_set_parameter_entities(Value self, Value flag_v) {
  int flag;
  if (!int_argument(flag_v, &flag)) return null_value;
  return small_int_value(XML_SetParamEntityParsing(parser_of(self)->parser, static_cast<XML_ParamEntityParsing>(flag)));
}
Value parser_use_foreign(Value self, Value flag_v) {
  bool flag;
  if (!flag_argument(flag_v, true, &flag)) return null_value;
  XML_UseForeignDTD(parser_of(self)->parser, flag);
  return none();
}

template <uint32_t which>
Value get_handler(Value self) {
  return as<NativeObject>(self)->fields[first_handler + static_cast<int>(which)];
}
template <uint32_t which>
bool set_handler(Value self, Value handler) {
  Parser* p = parser_of(self);
  if (which == CharacterDataHandler) flush_text(p);  // for the old one
  as<NativeObject>(self)->fields[first_handler + static_cast<int>(which)] = none_if_null(handler);
  connect(p->parser, static_cast<Handler>(which), handler && !is_none(handler));
  return !has_error();
}
template <bool Parser::*flag>
Value get_flag(Value self) {
  return boolean(parser_of(self)->*flag);
}
template <bool Parser::*flag>
bool set_flag(Value self, Value v) {
  Parser* p = parser_of(self);
  flush_text(p);
  if (has_error() || !flag_argument(v, false, &(p->*flag))) return false;
  if (flag == &Parser::prefixes) XML_SetReturnNSTriplet(p->parser, p->prefixes);
  return true;
}
Value get_buffer_size(Value self) { return int_value(static_cast<int64_t>(parser_of(self)->buffer_size)); }
bool set_buffer_size(Value self, Value v) {
  int64_t size;
  if (!v || !long_argument(v, &size)) return false;
  if (size <= 0) {
    raise_value_error("buffer_size must be greater than zero");
    return false;
  }
  flush_text(parser_of(self));
  parser_of(self)->buffer_size = static_cast<size_t>(size);
  return !has_error();
}
Value get_buffer_used(Value self) { return int_value(static_cast<int64_t>(parser_of(self)->text.size())); }
Value get_line(Value self) { return int_value(static_cast<int64_t>(XML_GetCurrentLineNumber(parser_of(self)->parser))); }
Value get_column(Value self) { return int_value(static_cast<int64_t>(XML_GetCurrentColumnNumber(parser_of(self)->parser))); }
Value get_byte_index(Value self) { return int_value(static_cast<int64_t>(XML_GetCurrentByteIndex(parser_of(self)->parser))); }
Value get_error_code(Value self) { return small_int_value(XML_GetErrorCode(parser_of(self)->parser)); }
Value get_intern(Value self) { return as<NativeObject>(self)->fields[parser_intern]; }

const BuiltinDefinition methods[] = {
    entry("Parse", parser_parse, 2),
    entry("ParseFile", parser_parse_file),
    entry("SetBase", parser_set_base),
    entry("GetBase", parser_get_base),
    entry("ExternalEntityParserCreate", parser_external, 2),
    entry("SetParamEntityParsing", parser_set_parameter_entities),
    entry("UseForeignDTD", parser_use_foreign, 1),
};
const GetSetDefinition attributes[] = {
#define HANDLER(name) {#name, get_handler<name>, set_handler<name>},
#include "modules/xml/handlers.def"
#undef HANDLER
    {"buffer_text", get_flag<&Parser::buffers_text>, set_flag<&Parser::buffers_text>},
    {"ordered_attributes", get_flag<&Parser::orders_attributes>, set_flag<&Parser::orders_attributes>},
    {"specified_attributes", get_flag<&Parser::specified_only>, set_flag<&Parser::specified_only>},
    {"namespace_prefixes", get_flag<&Parser::prefixes>, set_flag<&Parser::prefixes>},
    {"buffer_size", get_buffer_size, set_buffer_size},
    {"buffer_used", get_buffer_used},
    {"CurrentLineNumber", get_line},
    {"CurrentColumnNumber", get_column},
    {"CurrentByteIndex", get_byte_index},
    {"ErrorCode", get_error_code},
    {"ErrorLineNumber", get_line},
    {"ErrorColumnNumber", get_column},
    {"ErrorByteIndex", get_byte_index},
    {"intern", get_intern},
};

Value expat_ErrorString(Value code_v) {
  int code;
  return int_argument(code_v, &code) ? text_of(XML_ErrorString(static_cast<XML_Error>(code))) : null_value;
}

}  // namespace

void define_expat_constants(Module* module);

void fill_expat(Module* module) {
  Type* error = module_exception(error_type, "xml.parsers.expat", "ExpatError", ExceptionKind::exception);
  set_member(module, "error", ref(error));
  set_member(module, "ExpatError", ref(error));
  parser_type = make_module_type(module, "xmlparser", Kind::native, 0, nullptr);
  jitwright::Heap::current().add_root([](void*, jitwright::Tracer& tracer) { tracer.visit(parser_type); }, &parser_type);
  define(parser_type, methods);
  define_attributes(parser_type, attributes);
  set_member(module, "XMLParserType", ref(parser_type));
  static const BuiltinDefinition functions[] = {entry("ParserCreate", expat_ParserCreate, 0, "encoding namespace_separator intern"),
                                                entry("ErrorString", expat_ErrorString)};
  define(module, functions);
  define_expat_constants(module);
}

}  // namespace python
