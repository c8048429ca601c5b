/// Owns exceptions and tracebacks. An exception is an Instance whose first slots are hidden fields.
#pragma once

#include "objects/function.h"
#include "objects/map.h"
#include "objects/type.h"
#include "objects/vm.h"

namespace python {

/// Hidden slots of every exception.
enum ExceptionSlot : uint32_t {
  exception_args,              // tuple
  exception_traceback,         // Traceback or None
  exception_cause,             // exception or None
  exception_context,           // exception or None
  exception_suppress_context,  // bool
  exception_slot_count,
};

/// An entry: the innermost frame is the last of the chain.
struct Traceback : Object {
  int32_t pc;  // of the instruction in `code`
  int32_t line;
  jitwright::Field<Traceback*> next;  // towards the raise; null at the end
  JW_IMMUTABLE jitwright::Field<Code*> code;
  ValueField frame;  // FrameObject or null
};

inline bool is_exception(Value v) {
  return has_kind(v, Kind::instance) && has_flag(as<Instance>(v)->map->type, type_is_exception);
}
inline bool is_exception_class(Value v) { return has_kind(v, Kind::type) && has_flag(as<Type>(v), type_is_exception); }

inline Value exception_field(Value exception, ExceptionSlot slot) { return as<Instance>(exception)->slots[slot]; }
inline void set_exception_field(Value exception, ExceptionSlot slot, Value value) {
  as<Instance>(exception)->slots[slot] = value;
}

/// A new exception with these args; __init__ does not run. Attributes such as StopIteration.value are set.
Value make_exception(Type* type, Tuple* args);
Value make_exception(ExceptionKind kind, Str* message);
/// Puts an entry in front of the exception's traceback (called for each frame it leaves).
void add_traceback(Value exception, Code* code, int32_t pc, int32_t line, Value frame);
/// Whether `exception` matches a class or tuple of classes: 1, 0, -1 with TypeError.
int exception_matches(Value exception, Value matcher);
/// `raise value` / `raise value from cause` (cause null: no from): makes the instance, sets context from vm.handled and cause,
/// and raises. Always null.
Value raise_exception(Value value, Value cause);
/// StopIteration's value.
Value stop_iteration_value(Value exception);
/// "Type: message" as the last line of a traceback shows it.
Str* exception_line(Value exception);

}  // namespace python
