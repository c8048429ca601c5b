#include "objects/documentation.h"

#include <string>

#include "objects/dict.h"
#include "objects/operations.h"

namespace python {

namespace {

constexpr Documentation table[] = {
#define DOC(key, parameters, text) {key, parameters, text},
#define TYPE_DOC DOC
#include "objects/documentation.def"
#undef TYPE_DOC
#undef DOC
};
constexpr Documentation of_types[] = {
#define DOC(key, parameters, text)
#define TYPE_DOC(key, parameters, text) {key, parameters, text},
#include "objects/documentation.def"
#undef TYPE_DOC
#undef DOC
};

/// Types whose methods do the same as those of another under the same name.
constexpr struct {
  std::string_view type, like;
} alike[] = {
    {"bytes", "str"},      {"bytearray", "str"}, {"frozenset", "set"},    {"tuple", "list"},      {"range", "list"},
    {"deque", "list"},     {"array", "list"},    {"memoryview", "bytes"}, {"float", "int"},       {"complex", "int"},
    {"bool", "int"},       {"OrderedDict", "dict"}, {"coroutine", "generator"}, {"mappingproxy", "dict"},
};

const Documentation* find(std::string_view key) {
  for (const Documentation& row : table) {
    if (row.key == key) return &row;
  }
  return nullptr;
}

Value text_or_none(const Documentation* found) { return found ? ref(make_str(found->text)) : none(); }

const Documentation* find_function(BuiltinFunction* function) {
  std::string owner;
  if (Type* type = function->owner) owner = to_utf8(type->name);
  else if (Value module = function->module; module && is_str(module) && !str_equals(as<Str>(module), "builtins")) owner = to_utf8(as<Str>(module));
  return find_documentation(owner, function->name);
}

}  // namespace

const Documentation* find_documentation(std::string_view owner, std::string_view name) {
  if (owner.empty()) return find(name);
  for (std::string_view type = owner; !type.empty();) {
    if (const Documentation* found = find(std::string(type) + "." + std::string(name))) return found;
    std::string_view like;
    for (const auto& row : alike) {
      if (row.type == type) like = row.like;
    }
    type = like;
  }
  return name.starts_with("__") ? find(name) : nullptr;
}

Value documentation_of(BuiltinFunction* function) { return text_or_none(find_function(function)); }
Value documentation_of(GetSet* attribute) { return text_or_none(find_documentation(to_utf8(attribute->owner->name), attribute->name)); }
Value documentation_of(Type* type) { return has_flag(type, type_is_class) ? none() : text_or_none(find_documentation("", to_utf8(type->name))); }

Value text_signature_of(BuiltinFunction* function) {
  const Documentation* found = find_function(function);
  if (!found || found->parameters.empty()) return none();
  bool to_class = (function->flags & builtin_class_method) || std::string_view(function->name) == "__new__";
  std::string_view rest = found->parameters.substr(1);
  std::string text = to_class ? "($type, " : function->owner.get() ? "($self, " : "($module, ";
  bool marked = rest.find(", /") != rest.npos;
  if (!marked) text += rest == ")" ? "/" : "/, ";
  return ref(make_str(text + std::string(rest)));
}
Value text_signature_of(Type* type) {
  const Documentation* found = has_flag(type, type_is_class) ? nullptr : find_documentation("", to_utf8(type->name));
  return found && !found->parameters.empty() ? ref(make_str(found->parameters)) : none();
}

void define_documentation() {
  for (const Documentation& row : of_types) {
    Value type = dict_get_str(vm.builtins, intern(row.key));
    // Some have one for their instances; what derives from object would show its text, too.
    if (type && has_kind(type, Kind::type) && !dict_get_str(as<Type>(type)->dict, vm.names.__doc__)) {
      dict_set_str(as<Type>(type)->dict, vm.names.__doc__, ref(make_str(row.text)));
    }
  }
}

}  // namespace python
