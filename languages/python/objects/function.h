/// Owns functions, methods, cells and descriptors. Builtin functions have a header of their own (builtin.h).
#pragma once

#include "objects/object.h"

namespace python {

struct Code;  // interpreter/
Value docstring_of(Code* code);  // interpreter/; None if it has none
struct Tuple;
struct Dict;
struct Str;

struct Function : Object {
  jitwright::Field<Code*> code;  // set_function_code() changes it
  JW_IMMUTABLE jitwright::Field<Dict*> globals;
  JW_IMMUTABLE jitwright::Field<Tuple*> closure;  // of cells; null if none
  jitwright::Field<Tuple*> defaults;              // null if none
  jitwright::Field<Dict*> keyword_defaults;       // null if none
  jitwright::Field<Str*> name;
  jitwright::Field<Str*> qualname;
  ValueField doc;                // None if none
  ValueField module;             // null: found in globals
  ValueField annotations;        // dict, or null
  jitwright::Field<Dict*> dict;  // made on demand
};

/// Closure variable.
struct Cell : Object {
  ValueField value;  // null: unbound
};
inline Cell* make_cell(Value value) {
  Cell* cell = make<Cell>(Kind::cell);
  cell->value.initialise(value);
  return cell;
}

/// kind bound_method: `function` is any callable, usually a Function; bound_builtin_method: a BuiltinFunction.
struct BoundMethod : Object {
  JW_IMMUTABLE ValueField function;
  JW_IMMUTABLE ValueField self;
};
Value make_bound_method(Value function, Value self);

struct Property : Object {
  JW_IMMUTABLE ValueField getter, setter, deleter;  // None if none
  ValueField doc;
  jitwright::Field<Str*> name;  // by __set_name__; null if none
};
struct StaticMethod : Object {
  JW_IMMUTABLE ValueField function;
  jitwright::Field<Dict*> dict;
};
struct ClassMethod : Object {
  JW_IMMUTABLE ValueField function;
  jitwright::Field<Dict*> dict;
};
/// A name in __slots__: reads and writes a hidden slot of the instance, which is null while the attribute is not set.
struct Member : Object {
  JW_IMMUTABLE uint32_t index;
  JW_IMMUTABLE jitwright::Field<Str*> name;
  JW_IMMUTABLE jitwright::Field<Type*> owner;
};
/// An attribute of a builtin type. A null setter makes it read-only; the setter gets null for deletion and returns false on
/// error.
struct GetSet : Object {
  JW_IMMUTABLE const char* name;
  JW_IMMUTABLE Value (*getter)(Value self);
  JW_IMMUTABLE bool (*setter)(Value self, Value value);
  JW_IMMUTABLE bool raw_self;
  JW_IMMUTABLE jitwright::Field<Type*> owner;
};

struct Super : Object {
  JW_IMMUTABLE jitwright::Field<Type*> type;         // where the search starts, exclusive
  JW_IMMUTABLE ValueField object;                    // bound to; null if unbound
  JW_IMMUTABLE jitwright::Field<Type*> object_type;  // whose mro is searched
};
/// super(type, object): null with TypeError.
Value make_super(Type* type, Value object);
/// The attribute found after `type` in the mro; null, no error, if there is none. A method is returned unbound and *is_method
/// set.
Value super_lookup(Type* type, Value object, Str* name, bool* is_method);
/// The same in the order of `start`, the class of a proxy.
Value super_lookup_from(Type* start, Type* type, Value object, Str* name, bool* is_method);

// ---- provided by the interpreter for the layouts it owns ----

/// Report the references of a Code, a Generator (also coroutines) and a FrameObject.
void trace_code(void* object, jitwright::Tracer& tracer);
void trace_generator(void* object, jitwright::Tracer& tracer);
void trace_frame(void* object, jitwright::Tracer& tracer);
/// And of what is awaited (interpreter/async_generator.h).
void trace_async_step(void* object, jitwright::Tracer& tracer);
void trace_coroutine_wrapper(void* object, jitwright::Tracer& tracer);
void trace_anext_awaitable(void* object, jitwright::Tracer& tracer);
/// Adds the methods and attributes (co_name, gi_frame, send, throw, close, f_lineno, ...) to the types of these kinds.
void define_code_types();
/// Assignment to a function's __code__. False with ValueError if the code needs other closure cells.
bool set_function_code(Function* function, Code* code);
/// `__code__`'s names for messages and repr.
Str* code_name(const Code* code);

}  // namespace python
