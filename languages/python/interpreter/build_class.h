/// Owns making functions from code outside of a def, and class statements.
#pragma once

#include "interpreter/frame.h"
#include "objects/function.h"

namespace python {

/// A function of `code` without defaults and closure: how modules, exec and class bodies run.
Function* make_plain_function(Code* code, Dict* globals);

/// Runs a function without parameters whose names live in `names` (null: its globals).
Value run_body(Function* function, Value names, Frame* caller);

/// builtins.__build_class__(function, name, *bases, metaclass=None, **keywords); needs the caller's frame.
Value build_class(const Value* arguments, uint32_t count, Tuple* names);

}  // namespace python
