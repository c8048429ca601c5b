/// Owns the state of the one virtual machine in the process, at a constant address so that code and traces reach it directly.
/// Invariants: `exception` is set exactly while an error is on its way (a null Value or negative result was returned and nobody
/// handled it yet). Everything here is a root of the collector; fields need no write barrier. What is marked immutable is
/// written by start() only.
#pragma once

#include "objects/object.h"

namespace python {

struct Str;
struct Tuple;
struct Dict;
struct BuiltinFunction;

/// The builtin exception classes; index of VirtualMachine::exceptions.
enum class ExceptionKind : uint32_t {
#define EXCEPTION(name, text, base) name,
#include "objects/exceptions.def"
#undef EXCEPTION
};
inline constexpr uint32_t exception_kind_count = 0
#define EXCEPTION(name, text, base) +1
#include "objects/exceptions.def"
#undef EXCEPTION
    ;

struct Names {
#define NAME(member, text) JW_IMMUTABLE Str* member;
#include "objects/names.def"
#undef NAME
};

/// Bits of VirtualMachine::interrupted.
enum InterruptReason : uint32_t { interrupted_by_signal = 1, interrupted_by_heap_limit = 2, interrupted_by_thread = 4, interrupted_by_tracing = 8 };

struct VirtualMachine {
  Value exception;                // the error on its way; null if none
  Value handled;                  // the exception being handled (sys.exc_info); null if none
  int64_t depth, depth_limit;     // guest calls, maintained by the interpreter; a negative limit asks for attention
  volatile uint32_t interrupted;  // reasons for an error at the next occasion: request_interrupt()
  void* frame;                    // the running frame, the interpreter's
  uint64_t last_type_version;
  JW_QUASI_IMMUTABLE uint64_t global_version;  // changes whenever a global name changes that a trace took for constant
  int64_t int_digits_limit;  // decimal digits in conversions between int and str; 0: no limit

  Dict* codec_errors;  // error handlers by name; null: not made yet
  Dict* codec_cache;   // what codec look-ups found, by normalised name; null: no look-up yet
  Value codec_search;  // list of search functions

  JW_IMMUTABLE Type* types[kind_count];  // those of C++ modules are set before the first object of their kind is made
  JW_IMMUTABLE Type* exceptions[exception_kind_count];
  JW_IMMUTABLE Names names;
  JW_IMMUTABLE Str* characters[256];
  JW_IMMUTABLE Str* empty_str;
  JW_IMMUTABLE Tuple* empty_tuple;
  JW_IMMUTABLE Dict* builtins;  // the namespace of the module builtins
  JW_IMMUTABLE Dict* modules;   // sys.modules
  JW_IMMUTABLE Type* object_type;
  JW_IMMUTABLE Type* type_type;
  JW_IMMUTABLE Value object_new, object_init, object_getattribute, object_setattr, object_delattr, object_repr, object_str,
      object_format, object_eq, object_hash, object_init_subclass, type_call;
  JW_IMMUTABLE Value original_import;  // builtins.__import__ as the machine made it
};
extern VirtualMachine vm;


inline Type* builtin_type(Kind kind) { return vm.types[static_cast<uint32_t>(kind)]; }
inline Type* exception_type(ExceptionKind kind) { return vm.exceptions[static_cast<uint32_t>(kind)]; }

/// Registers the kinds, makes the builtin types and exceptions and the interned names; fills vm.builtins with the types. Call
/// once, before anything else.
void start_objects();

}  // namespace python
