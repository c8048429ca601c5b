/// The module _contextvars.
#include "modules/context.h"

#include "modules/module_type.h"
#include "modules/modules.h"
#include "objects/errors.h"
#include "objects/operations.h"

namespace python {

namespace {

Context* current;  // null until it is needed
Value missing;     // Token.MISSING

Context* make_context(Dict* values) {
  Context* context = make<Context>(Kind::context);
  context->values.initialise(values);
  return context;
}
Context* current_context() {
  if (!current) current = make_context(make_dict());
  return current;
}
Context* context_of(Value v) { return as<Context>(v); }
ContextVariable* variable_of(Value v) { return as<ContextVariable>(v); }

Value construct_context(Type*, const Value*, uint32_t count, Tuple* names) {
  if (count || (names && names->length)) return raise_type_error("Context() does not accept any arguments");
  return ref(make_context(make_dict()));
}
Value context_run(const Value* arguments, uint32_t count, Tuple* names) {
  Context* context = context_of(arguments[0]);
  if (count < 2) return raise_type_error("run() missing 1 required positional argument");
  if (context->entered) return raise_runtime_error("cannot enter context: %R is already entered", arguments[0]);
  context->previous = current_context();
  context->entered = 1;
  current = context;
  Value result = call_keywords(arguments[1], arguments + 2, count - 2, names);
  current = context->previous;
  context->previous = nullptr;
  context->entered = 0;
  return result;
}
Value context_copy(Value self) { return ref(make_context(dict_copy(context_of(self)->values))); }
bool check_variable(Value v) {
  if (has_kind(v, Kind::context_variable)) return true;
  raise_type_error("a ContextVar key was expected, got %R", v);
  return false;
}
Value context_get_item(Value self, Value key) {
  if (!check_variable(key)) return null_value;
  Value value = dict_get(context_of(self)->values, key);
  return value ? value : raise_key_error(key);
}
Value context_contains(Value self, Value key) {
  if (!check_variable(key)) return null_value;
  return boolean(bool(dict_get(context_of(self)->values, key)));
}
Value context_get(Value self, Value key, Value fallback) {
  if (!check_variable(key)) return null_value;
  Value value = dict_get(context_of(self)->values, key);
  return value ? value : none_if_null(fallback);
}
Value context_length(Value self) { return small_int_value(context_of(self)->values->count); }
Value context_iterate(Value self) { return make_dict_iterator(Kind::dict_key_iterator, dict_copy(context_of(self)->values)); }
template <Kind kind>
Value context_view(Value self) {
  return make_dict_view(kind, dict_copy(context_of(self)->values));
}
Value context_equal(Value self, Value other) {
  if (!has_kind(other, Kind::context)) return not_implemented();
  return compare_general(Comparison::equal, ref(context_of(self)->values.get()), ref(context_of(other)->values.get()));
}

Value construct_variable(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value given[2];
  if (!parse_arguments("ContextVar", "name / * default", 1, arguments, count, names, given)) return null_value;
  if (!is_str(given[0])) return raise_type_error("context variable name must be a str");
  ContextVariable* variable = make<ContextVariable>(Kind::context_variable);
  variable->name.initialise(as<Str>(given[0]));
  variable->fallback.initialise(given[1]);
  return ref(variable);
}
Value variable_get(Value self, Value fallback) {
  if (current) {
    Value value = dict_get(current->values, self);
    if (value || has_error()) return value;
  }
  if (fallback) return fallback;
  Value standard = variable_of(self)->fallback;
  if (standard) return standard;
  return raise_error(ExceptionKind::lookup_error, "%R", self);
}
Value variable_set(Value self, Value value) {
  Context* context = current_context();
  Value old = dict_get(context->values, self);
  if (!dict_set(context->values, self, value)) return null_value;
  ContextToken* token = make<ContextToken>(Kind::context_token);
  token->context.initialise(context);
  token->variable.initialise(variable_of(self));
  token->old_value.initialise(old);
  return ref(token);
}
Value variable_reset(Value self, Value token_value) {
  if (!has_kind(token_value, Kind::context_token)) {
    return raise_type_error("expected an instance of Token, got %R", token_value);
  }
  ContextToken* token = as<ContextToken>(token_value);
  if (token->used) return raise_runtime_error("%R has already been used once", token_value);
  if (ref(token->variable.get()) != self) return raise_value_error("%R was created by a different ContextVar", token_value);
  if (token->context.get() != current_context()) return raise_value_error("%R was created in a different Context", token_value);
  token->used = 1;
  Dict* values = current_context()->values;
  Value old = token->old_value;
  bool good = old ? dict_set(values, self, old) : dict_delete(values, self) >= 0;
  return good ? none() : null_value;
}
std::string address_of(Value v) {
  char text[32];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(v.bits));
  return text;
}
Value variable_repr(Value self) {
  ContextVariable* variable = variable_of(self);
  std::string address = address_of(self);
  if (Value fallback = variable->fallback) {
    return ref(text_format("<ContextVar name=%R default=%R at %s>", ref(variable->name.get()), fallback, address.c_str()));
  }
  return ref(text_format("<ContextVar name=%R at %s>", ref(variable->name.get()), address.c_str()));
}
Value variable_name(Value self) { return ref(variable_of(self)->name.get()); }

Value token_repr(Value self) {
  ContextToken* token = as<ContextToken>(self);
  return ref(text_format("<Token%s var=%R at %s>", token->used ? " used" : "", ref(token->variable.get()), address_of(self).c_str()));
}
Value token_variable(Value self) { return ref(as<ContextToken>(self)->variable.get()); }
Value token_old_value(Value self) {
  Value old = as<ContextToken>(self)->old_value;
  return old ? old : missing;
}

Value missing_repr(Value) { return ref(intern("<Token.MISSING>")); }

Value copy_current() { return ref(make_context(dict_copy(current_context()->values))); }

void trace_contexts(void*, jitwright::Tracer& tracer) {
  tracer.visit(current);
  visit(tracer, missing);
}

}  // namespace

void fill_contextvars(Module* module) {
  jitwright::Heap::current().add_root(trace_contexts, &current);
  static const BuiltinDefinition context_methods[] = {
      entry("run", context_run, 1), entry("copy", context_copy), entry("__getitem__", context_get_item),
      entry("__contains__", context_contains), entry("get", context_get, 2), entry("__len__", context_length),
      entry("__iter__", context_iterate), entry("keys", context_view<Kind::dict_keys>),
      entry("values", context_view<Kind::dict_values>), entry("items", context_view<Kind::dict_items>),
      entry("__eq__", context_equal)};
  static const BuiltinDefinition variable_methods[] = {
      entry("get", variable_get, 1), entry("set", variable_set), entry("reset", variable_reset), entry("__repr__", variable_repr),
      entry("__class_getitem__", generic_class_getitem, 2, nullptr, builtin_class_method)};
  static const BuiltinDefinition token_methods[] = {
      entry("__repr__", token_repr), entry("__class_getitem__", generic_class_getitem, 2, nullptr, builtin_class_method)};
  static const GetSetDefinition variable_attributes[] = {{"name", variable_name}};
  static const GetSetDefinition token_attributes[] = {{"var", token_variable}, {"old_value", token_old_value}};
  dict_set_str(builtin_type(Kind::context)->dict, vm.names.__hash__, none());
  complete_type(module, Kind::context, construct_context, 0, context_methods);
  complete_type(module, Kind::context_variable, construct_variable, 0, variable_methods, variable_attributes);
  complete_type(module, Kind::context_token, nullptr, 0, token_methods, token_attributes);
  static const BuiltinDefinition missing_methods[] = {entry("__repr__", missing_repr)};
  Type* missing_type = make_builtin_type("Token.MISSING", Kind::native, vm.object_type, 0, nullptr);
  complete_type(nullptr, missing_type, nullptr, 0, missing_methods);
  missing = ref(make_native(missing_type, 0));
  set_type_attribute(builtin_type(Kind::context_token), intern("MISSING"), missing);
  static const BuiltinDefinition functions[] = {entry("copy_context", copy_current)};
  define(module, functions);
}

}  // namespace python
