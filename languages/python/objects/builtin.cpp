/// Builtin functions: making them, checking self, binding keyword arguments.
#include "objects/builtin.h"

#include <cstring>

#include "objects/errors.h"
#include "objects/module.h"
#include "objects/operations.h"

namespace python {

Value make_builtin(const BuiltinDefinition& definition, Value module) {
  BuiltinFunction* f = make<BuiltinFunction>(Kind::builtin_function);
  f->form = definition.form;
  f->minimum = definition.minimum;
  f->maximum = definition.maximum;
  if (const char* star = definition.parameters ? std::strchr(definition.parameters, '*') : nullptr) {
    // Keyword-only parameters: fewer may be passed by position than the C++ function takes.
    uint8_t keyword_only = 0;
    for (const char* p = star + 1; *p; p++) keyword_only += *p != ' ' && p[-1] == ' ';
    f->maximum = static_cast<uint8_t>(f->maximum - keyword_only);
  }
  f->flags = definition.flags;
  f->self_kind = Kind::free;
  f->code = definition.code;
  f->name = definition.name;
  f->parameters = definition.parameters;
  f->module.initialise(module);
  return ref(f);
}

void define(Type* type, const BuiltinDefinition* definitions, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const BuiltinDefinition& definition = definitions[i];
    Value function = make_builtin(definition, null_value);
    BuiltinFunction* f = as<BuiltinFunction>(function);
    f->owner = type;
    if (definition.flags & builtin_class_method) {
      ClassMethod* wrapper = make<ClassMethod>(Kind::class_method);
      wrapper->function = function;
      function = ref(wrapper);
    } else if (!(definition.flags & builtin_static)) {
      f->kind = static_cast<uint32_t>(Kind::method_descriptor);
      // The methods of builtin_function_or_method serve plain functions and bound methods alike.
      bool any = type->layout == Kind::instance || type->layout == Kind::builtin_function;
      f->self_kind = any ? Kind::free : type->layout;
    }
    dict_set_str(type->dict, intern(std::string_view(definition.name)), function);
  }
  type->version = ++vm.last_type_version;
}

void define(Dict* dict, Str* module, const BuiltinDefinition* definitions, size_t count) {
  for (size_t i = 0; i < count; i++) {
    Value function = make_builtin(definitions[i], ref(module));
    dict_set_str(dict, intern(std::string_view(definitions[i].name)), function);
  }
}

void define_attributes(Type* type, const GetSetDefinition* definitions, size_t count) {
  for (size_t i = 0; i < count; i++) {
    GetSet* getset = make<GetSet>(Kind::getset);
    getset->name = definitions[i].name;
    getset->getter = definitions[i].getter;
    getset->setter = definitions[i].setter;
    getset->raw_self = definitions[i].raw_self;
    getset->owner = type;
    dict_set_str(type->dict, intern(std::string_view(definitions[i].name)), ref(getset));
  }
  type->version = ++vm.last_type_version;
}

Value adjust_self_slow(BuiltinFunction* f, Value self) {
  Kind wanted = f->self_kind;
  bool raw = f->flags & builtin_raw_self;
  if (wanted == Kind::integer) {
    if (Value exact = as_exact_int(self)) return raw || is_boolean(self) ? self : exact;
  } else if (wanted == Kind::floating) {
    if (is_float(self)) return self;
    if (has_kind(self, Kind::instance) && as<Instance>(self)->map->type->layout == Kind::floating) {
      return raw ? self : as<Instance>(self)->slots[native_slot].get();
    }
  } else if (wanted == Kind::native && !is_instance(self, f->owner)) {
    // The layout says nothing about the type.
  } else if (Value native = native_part(self, wanted)) {
    return raw ? self : native;
  } else if (is_instance(self, f->owner)) {
    return self;  // kinds that share the methods of one type
  }
  return raise_type_error("descriptor '%s' for '%s' objects doesn't apply to a '%T' object", f->name, f->owner.get(), self);
}

namespace {

bool is_method(BuiltinFunction* f) { return kind_of(f) == Kind::method_descriptor || (f->flags & builtin_class_method); }

/// "list.pop" or "len".
std::string shown_name(BuiltinFunction* f) {
  std::string name = f->name;
  if (f->owner.get()) name = to_utf8(f->owner->name) + "." + name;
  return name;
}

}  // namespace

Value raise_argument_count(BuiltinFunction* f, uint32_t count) {
  std::string name = shown_name(f);
  uint32_t self = is_method(f) ? 1 : 0;
  if (self && count == 0) return raise_type_error("unbound method %s() needs an argument", name.c_str());
  uint32_t minimum = f->minimum > self ? f->minimum - self : 0, maximum = f->maximum > self ? f->maximum - self : 0;
  uint32_t given = count - self;
  const char* bare = f->name;
  Value module = f->module;
  if (!self && module && is_str(module) && !str_equals(as<Str>(module), "builtins")) name = to_utf8(as<Str>(module)) + "." + name;
  if (f->parameters) {
    // The wording is parse_arguments': it gets values that only count.
    Value dummies[16], bound[16];
    for (Value& dummy : dummies) dummy = none();
    if (!parse_arguments(bare, f->parameters, minimum, dummies, given, nullptr, bound)) return null_value;
  }
  if (bare[0] == '_' && bare[1] == '_' && f->form != BuiltinForm::keywords) {
    return raise_type_error("expected %s argument%s, got %s", minimum, minimum == 1 ? "" : "s", given);
  }
  if (minimum == maximum) {
    if (maximum == 0) return raise_type_error("%s() takes no arguments (%s given)", name.c_str(), given);
    if (maximum == 1) return raise_type_error("%s() takes exactly one argument (%s given)", name.c_str(), given);
    return raise_type_error("%s expected %s arguments, got %s", bare, maximum, given);
  }
  if (given < minimum) {
    return raise_type_error("%s expected at least %s argument%s, got %s", bare, minimum, minimum == 1 ? "" : "s", given);
  }
  return raise_type_error("%s expected at most %s argument%s, got %s", bare, maximum, maximum == 1 ? "" : "s", given);
}

Value call_builtin_array(BuiltinFunction* f, Value first, const Value* arguments, uint32_t count) {
  if (count > 0 && first != arguments[0]) {
    // Self was reduced to its native part: the caller's array stays as it is.
    List* copy = make_list_of(arguments, count);
    list_set(copy, 0, first);
    arguments = reinterpret_cast<const Value*>(copy->items->items);
    if (f->form == BuiltinForm::variadic) return reinterpret_cast<Variadic>(f->code)(arguments, count);
    return reinterpret_cast<Keywords>(f->code)(arguments, count, nullptr);
  }
  if (f->form == BuiltinForm::variadic) return reinterpret_cast<Variadic>(f->code)(arguments, count);
  return reinterpret_cast<Keywords>(f->code)(arguments, count, nullptr);
}

bool parse_arguments(const char* function_name, const char* parameters, uint32_t minimum, const Value* arguments, uint32_t count,
                     Tuple* names, Value* out) {
  const char* function = function_name ? function_name : "function";
  const char* parentheses = function_name ? "()" : "";
  struct Parameter {
    const char* text;
    size_t length;
    bool positional, keyword;
  };
  Parameter list[16];
  uint32_t total = 0, positional = 0;
  bool keyword_only = false;
  for (const char* p = parameters; *p;) {
    while (*p == ' ') p++;
    const char* start = p;
    while (*p && *p != ' ') p++;
    size_t length = static_cast<size_t>(p - start);
    if (length == 0) break;
    if (length == 1 && *start == '/') {
      for (uint32_t i = 0; i < total; i++) list[i].keyword = false;
    } else if (length == 1 && *start == '*') {
      keyword_only = true;
    } else {
      list[total++] = {start, length, !keyword_only, true};
      positional += !keyword_only;
    }
  }
  if (count > positional) {
    if (positional == 0)
      raise_type_error("%s() takes no positional arguments", function);
    else if (minimum == positional && function_name)
      raise_type_error("%s() takes exactly %s positional argument%s (%s given)", function, positional, positional == 1 ? "" : "s",
                       count);
    else if (uint32_t given = count + (names ? static_cast<uint32_t>(names->length) : 0); given > total || positional == total)
      raise_type_error("%s%s takes at most %s argument%s (%s given)", function, parentheses, total, total == 1 ? "" : "s", given);
    else
      raise_type_error("%s%s takes at most %s positional argument%s (%s given)", function, parentheses, positional,
                       positional == 1 ? "" : "s", count);
    return false;
  }
  for (uint32_t i = 0; i < total; i++) out[i] = i < count ? arguments[i] : null_value;
  for (uint64_t k = 0; names && k < names->length; k++) {
    Str* name = as<Str>(names->items[k]);
    uint32_t i = 0;
    while (i < total && !(list[i].keyword && str_equals(name, std::string_view(list[i].text, list[i].length)))) i++;
    if (i == total) {
      raise_type_error("'%s' is an invalid keyword argument for %s%s", name, function_name ? function : "this function", parentheses);
      return false;
    }
    if (i < count) {
      raise_type_error("argument for %s%s given by name ('%s') and position (%s)", function, parentheses, name, i + 1);
      return false;
    }
    out[i] = arguments[count + k];
  }
  for (uint32_t i = 0; i < minimum; i++) {
    if (!out[i]) {
      std::string name(list[i].text, list[i].length);
      if (list[i].keyword)
        raise_type_error("%s%s missing required argument '%s' (pos %s)", function, parentheses, name.c_str(), i + 1);
      else
        raise_type_error("%s expected at least %s argument%s, got %s", function, minimum, minimum == 1 ? "" : "s", count);
      return false;
    }
  }
  return true;
}

Value call_builtin_keywords(BuiltinFunction* f, const Value* arguments, uint32_t count, Tuple* names) {
  if (!names || names->length == 0) return call_builtin(f, arguments, count);
  bool method = kind_of(f) == Kind::method_descriptor || (f->flags & builtin_class_method);
  if (f->form == BuiltinForm::keywords) {
    if (count < f->minimum) return raise_argument_count(f, count);
    if (f->self_kind != Kind::free && count > 0) {
      Value self = adjust_self(f, arguments[0]);
      if (!self) return null_value;
      if (self != arguments[0]) {
        List* copy = make_list_of(arguments, count + names->length);
        list_set(copy, 0, self);
        return reinterpret_cast<Keywords>(f->code)(reinterpret_cast<const Value*>(copy->items->items), count, names);
      }
    }
    return reinterpret_cast<Keywords>(f->code)(arguments, count, names);
  }
  std::string name = shown_name(f);
  if (!f->parameters) return raise_type_error("%s() takes no keyword arguments", name.c_str());
  Value bound[16];
  uint32_t self = method ? 1 : 0;
  if (method) {
    if (count == 0) return raise_argument_count(f, count);
    bound[0] = arguments[0];
  }
  uint32_t minimum = f->minimum > self ? f->minimum - self : 0;
  if (!parse_arguments(f->name, f->parameters, minimum, arguments + self, count - self, names, bound + self)) return null_value;
  // Missing optional arguments are nulls already: call with the full array.
  BuiltinFunction* target = f;
  Value first = bound[0];
  if (target->self_kind != Kind::free) {
    first = adjust_self(target, first);
    if (!first) return null_value;
  }
  switch (f->form) {
    case BuiltinForm::fixed_1: return reinterpret_cast<Fixed1>(f->code)(first);
    case BuiltinForm::fixed_2: return reinterpret_cast<Fixed2>(f->code)(first, bound[1]);
    case BuiltinForm::fixed_3: return reinterpret_cast<Fixed3>(f->code)(first, bound[1], bound[2]);
    case BuiltinForm::fixed_4: return reinterpret_cast<Fixed4>(f->code)(first, bound[1], bound[2], bound[3]);
    case BuiltinForm::fixed_5: return reinterpret_cast<Fixed5>(f->code)(first, bound[1], bound[2], bound[3], bound[4]);
    default: return raise_type_error("%s() takes no keyword arguments", name.c_str());
  }
}

}  // namespace python
