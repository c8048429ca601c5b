/// What the module pyexpat says of the library: its version, errors and models.
#include <expat.h>

#include "modules/modules.h"
#include "objects/operations.h"

namespace python {

namespace {

const NamedNumber model_constants[] = {
#define CONSTANT(name) {#name, name},
    CONSTANT(XML_CTYPE_EMPTY) CONSTANT(XML_CTYPE_ANY) CONSTANT(XML_CTYPE_MIXED) CONSTANT(XML_CTYPE_NAME) CONSTANT(XML_CTYPE_CHOICE)
        CONSTANT(XML_CTYPE_SEQ) CONSTANT(XML_CQUANT_NONE) CONSTANT(XML_CQUANT_OPT) CONSTANT(XML_CQUANT_REP)
            CONSTANT(XML_CQUANT_PLUS)};
const NamedNumber parsing_constants[] = {CONSTANT(XML_PARAM_ENTITY_PARSING_NEVER) CONSTANT(
    XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE) CONSTANT(XML_PARAM_ENTITY_PARSING_ALWAYS)};
const NamedNumber errors[] = {
    CONSTANT(XML_ERROR_NO_MEMORY) CONSTANT(XML_ERROR_SYNTAX) CONSTANT(XML_ERROR_NO_ELEMENTS) CONSTANT(XML_ERROR_INVALID_TOKEN)
        CONSTANT(XML_ERROR_UNCLOSED_TOKEN) CONSTANT(XML_ERROR_PARTIAL_CHAR) CONSTANT(XML_ERROR_TAG_MISMATCH)
            CONSTANT(XML_ERROR_DUPLICATE_ATTRIBUTE) CONSTANT(XML_ERROR_JUNK_AFTER_DOC_ELEMENT) CONSTANT(XML_ERROR_PARAM_ENTITY_REF)
                CONSTANT(XML_ERROR_UNDEFINED_ENTITY) CONSTANT(XML_ERROR_RECURSIVE_ENTITY_REF) CONSTANT(XML_ERROR_ASYNC_ENTITY)
                    CONSTANT(XML_ERROR_BAD_CHAR_REF) CONSTANT(XML_ERROR_BINARY_ENTITY_REF)
                        CONSTANT(XML_ERROR_ATTRIBUTE_EXTERNAL_ENTITY_REF) CONSTANT(XML_ERROR_MISPLACED_XML_PI)
                            CONSTANT(XML_ERROR_UNKNOWN_ENCODING) CONSTANT(XML_ERROR_INCORRECT_ENCODING)
                                CONSTANT(XML_ERROR_UNCLOSED_CDATA_SECTION) CONSTANT(XML_ERROR_EXTERNAL_ENTITY_HANDLING)
                                    CONSTANT(XML_ERROR_NOT_STANDALONE) CONSTANT(XML_ERROR_UNEXPECTED_STATE)
                                        CONSTANT(XML_ERROR_ENTITY_DECLARED_IN_PE) CONSTANT(XML_ERROR_FEATURE_REQUIRES_XML_DTD)
                                            CONSTANT(XML_ERROR_CANT_CHANGE_FEATURE_ONCE_PARSING) CONSTANT(XML_ERROR_UNBOUND_PREFIX)
                                                CONSTANT(XML_ERROR_FINISHED) CONSTANT(XML_ERROR_ABORTED)};
#undef CONSTANT

Module* make_part(Module* module, const char* name, const char* whole_name) {
  Module* part = make_module(whole_name);
  set_member(module, name, ref(part));
  return part;
}

}  // namespace

void define_expat_constants(Module* module) {
  Module* model = make_part(module, "model", "pyexpat.model");
  set_numbers(model, model_constants);
  Module* part = make_part(module, "errors", "pyexpat.errors");
  Dict *codes = make_dict(), *messages = make_dict();
  set_member(part, "codes", ref(codes));
  set_member(part, "messages", ref(messages));
  for (const NamedNumber& row : errors) {
    Value text = ref(make_str(XML_ErrorString(static_cast<XML_Error>(row.value))));
    set_member(part, row.name, text);
    dict_set(codes, text, small_int_value(row.value));
    dict_set(messages, small_int_value(row.value), text);
  }
  set_numbers(module, parsing_constants);
  XML_Expat_Version version = XML_ExpatVersionInfo();
  Value numbers[] = {small_int_value(version.major), small_int_value(version.minor), small_int_value(version.micro)};
  set_member(module, "version_info", ref(make_tuple_of(numbers, 3)));
  set_member(module, "EXPAT_VERSION", ref(make_str(XML_ExpatVersion())));
  set_member(module, "native_encoding", ref(intern("UTF-8")));
  List* features = make_list();
  for (const XML_Feature* feature = XML_GetFeatureList(); feature->feature != XML_FEATURE_END; feature++)
    list_append(features, ref(make_pair(ref(make_str(feature->name)), int_value(feature->value))));
  set_member(module, "features", ref(features));
}

}  // namespace python
