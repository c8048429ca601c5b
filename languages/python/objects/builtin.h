/// Owns functions written in C++: how they are described, made and called.
/// Invariants: fixed forms take exactly `maximum` Values, a null for each missing optional one; `variadic` takes an array and
/// its length; `keywords` takes also a tuple of names (or null) whose values follow the `count` positional ones. A method's first
/// argument is self, already checked and reduced to its native part (native_part) unless flagged otherwise.
#pragma once

#include "objects/object.h"
#include "objects/type.h"

namespace python {

enum class BuiltinForm : uint8_t { fixed_0, fixed_1, fixed_2, fixed_3, fixed_4, fixed_5, variadic, keywords };

enum BuiltinFlag : uint8_t {
  builtin_static = 1,        // no self: staticmethod, __new__
  builtin_class_method = 2,  // the first argument is the class
  builtin_raw_self = 4,      // self stays an Instance for derived classes
  builtin_needs_frame = 8,   // vm.frame is the caller's frame while it runs
};

using Fixed0 = Value (*)();
using Fixed1 = Value (*)(Value);
using Fixed2 = Value (*)(Value, Value);
using Fixed3 = Value (*)(Value, Value, Value);
using Fixed4 = Value (*)(Value, Value, Value, Value);
using Fixed5 = Value (*)(Value, Value, Value, Value, Value);
using Variadic = Value (*)(const Value* arguments, uint32_t count);
using Keywords = Value (*)(const Value* arguments, uint32_t count, Tuple* names);

/// One line of a table of functions or methods.
struct BuiltinDefinition {
  const char* name;
  void* code;
  BuiltinForm form;
  uint8_t minimum, maximum;  // positional arguments, self included; maximum 255: any number
  uint8_t flags;
  const char* parameters;  // names of the parameters after self, separated by blanks: they may be passed by keyword; a
                           // '/' after names makes those positional-only, a '*' makes the rest keyword-only; null: none
};

/// The table lines: `minimum` counts the required arguments (default: all), self included.
inline BuiltinDefinition entry(const char* name, Fixed0 f) {
  return {name, reinterpret_cast<void*>(f), BuiltinForm::fixed_0, 0, 0, 0, nullptr};
}
inline BuiltinDefinition entry(const char* name, Fixed1 f, int minimum = 1, const char* parameters = nullptr, uint8_t flags = 0) {
  return {name, reinterpret_cast<void*>(f), BuiltinForm::fixed_1, static_cast<uint8_t>(minimum), 1, flags, parameters};
}
inline BuiltinDefinition entry(const char* name, Fixed2 f, int minimum = 2, const char* parameters = nullptr, uint8_t flags = 0) {
  return {name, reinterpret_cast<void*>(f), BuiltinForm::fixed_2, static_cast<uint8_t>(minimum), 2, flags, parameters};
}
inline BuiltinDefinition entry(const char* name, Fixed3 f, int minimum = 3, const char* parameters = nullptr, uint8_t flags = 0) {
  return {name, reinterpret_cast<void*>(f), BuiltinForm::fixed_3, static_cast<uint8_t>(minimum), 3, flags, parameters};
}
inline BuiltinDefinition entry(const char* name, Fixed4 f, int minimum = 4, const char* parameters = nullptr, uint8_t flags = 0) {
  return {name, reinterpret_cast<void*>(f), BuiltinForm::fixed_4, static_cast<uint8_t>(minimum), 4, flags, parameters};
}
inline BuiltinDefinition entry(const char* name, Fixed5 f, int minimum = 5, const char* parameters = nullptr, uint8_t flags = 0) {
  return {name, reinterpret_cast<void*>(f), BuiltinForm::fixed_5, static_cast<uint8_t>(minimum), 5, flags, parameters};
}
inline BuiltinDefinition entry(const char* name, Variadic f, int minimum = 0, int maximum = 255, uint8_t flags = 0) {
  return {name,
          reinterpret_cast<void*>(f),
          BuiltinForm::variadic,
          static_cast<uint8_t>(minimum),
          static_cast<uint8_t>(maximum),
          flags,
          nullptr};
}
inline BuiltinDefinition entry(const char* name, Keywords f, int minimum = 0, int maximum = 255, uint8_t flags = 0) {
  return {name,
          reinterpret_cast<void*>(f),
          BuiltinForm::keywords,
          static_cast<uint8_t>(minimum),
          static_cast<uint8_t>(maximum),
          flags,
          nullptr};
}

/// kind builtin_function (a plain function) or method_descriptor (a method in a builtin type's dict).
struct BuiltinFunction : Object {
  JW_IMMUTABLE BuiltinForm form;
  JW_IMMUTABLE uint8_t minimum, maximum, flags;
  JW_IMMUTABLE Kind self_kind;  // what self must be; Kind::free: anything
  JW_IMMUTABLE void* code;
  JW_IMMUTABLE const char* name;
  JW_IMMUTABLE const char* parameters;
  JW_IMMUTABLE jitwright::Field<Type*> owner;  // of a method; else null
  ValueField module;                           // str or null
  ValueField self;                             // for what is bound at making (class methods, module functions); else null
};

Value make_builtin(const BuiltinDefinition& definition, Value module = null_value);
/// Adds methods to a builtin type's dict.
void define(Type* type, const BuiltinDefinition* definitions, size_t count);
template <size_t n>
void define(Type* type, const BuiltinDefinition (&definitions)[n]) {
  define(type, definitions, n);
}
/// Adds functions to a namespace.
void define(Dict* dict, Str* module, const BuiltinDefinition* definitions, size_t count);

struct GetSetDefinition {
  const char* name;
  Value (*getter)(Value self);
  bool (*setter)(Value self, Value value) = nullptr;
  bool raw_self = false;  // self stays an Instance for derived classes
};
void define_attributes(Type* type, const GetSetDefinition* definitions, size_t count);
template <size_t n>
void define_attributes(Type* type, const GetSetDefinition (&definitions)[n]) {
  define_attributes(type, definitions, n);
}

/// Self as the method wants it: itself if of the right kind, else its native part; null with TypeError.
Value adjust_self_slow(BuiltinFunction* function, Value self);
inline Value adjust_self(BuiltinFunction* function, Value self) {
  Kind wanted = function->self_kind;
  if (wanted == Kind::free) return self;
  // Kind::native is shared by many types: the slow way compares them.
  if (is_ref(self) && kind_of(object_of(self)) == wanted && wanted != Kind::native) return self;
  return adjust_self_slow(function, self);
}

/// TypeError for a wrong number of arguments.
Value raise_argument_count(BuiltinFunction* function, uint32_t count);

/// Calls a builtin function or method descriptor; for a method arguments[0] is self. `arguments` stays untouched.
inline Value call_builtin(BuiltinFunction* f, const Value* arguments, uint32_t count);
/// The same with keyword arguments: `names` (not empty) for the values after the `count` positional ones.
JW_DONT_LOOK_INSIDE Value call_builtin_keywords(BuiltinFunction* f, const Value* arguments, uint32_t count, Tuple* names);

/// Gets keyword arguments out of (arguments, count, names): `parameters` as in BuiltinDefinition; fills `out` (one for each
/// parameter, null if not given). Errors are TypeErrors naming `function` (null: "function", as constructors without a name in C do). For constructors and functions of form keywords.
bool parse_arguments(const char* function, const char* parameters, uint32_t minimum, const Value* arguments, uint32_t count,
                     Tuple* names, Value* out);

inline Value call_builtin(BuiltinFunction* f, const Value* arguments, uint32_t count) {
  f = jw::promote(f);
  if (count < f->minimum || count > f->maximum) return raise_argument_count(f, count);
  Value first = null_value;
  if (count > 0) {
    first = arguments[0];
    if (f->self_kind != Kind::free) {
      first = adjust_self(f, first);
      if (!first) return null_value;
    }
  }
  switch (f->form) {
    case BuiltinForm::fixed_0: return reinterpret_cast<Fixed0>(f->code)();
    case BuiltinForm::fixed_1: return reinterpret_cast<Fixed1>(f->code)(first);
    case BuiltinForm::fixed_2: return reinterpret_cast<Fixed2>(f->code)(first, count > 1 ? arguments[1] : null_value);
    case BuiltinForm::fixed_3:
      return reinterpret_cast<Fixed3>(f->code)(first, count > 1 ? arguments[1] : null_value,
                                               count > 2 ? arguments[2] : null_value);
    case BuiltinForm::fixed_4:
      return reinterpret_cast<Fixed4>(f->code)(first, count > 1 ? arguments[1] : null_value,
                                               count > 2 ? arguments[2] : null_value, count > 3 ? arguments[3] : null_value);
    case BuiltinForm::fixed_5:
      return reinterpret_cast<Fixed5>(f->code)(first, count > 1 ? arguments[1] : null_value,
                                               count > 2 ? arguments[2] : null_value, count > 3 ? arguments[3] : null_value,
                                               count > 4 ? arguments[4] : null_value);
    default: break;
  }
  extern Value call_builtin_array(BuiltinFunction*, Value, const Value*, uint32_t);
  return call_builtin_array(f, first, arguments, count);
}

}  // namespace python
