/// Owns exception groups: their construction and methods, and what `except*` does with the error it caught.
#pragma once

#include "objects/exception.h"

namespace python {

inline bool is_exception_group(Value v) {
  return is_exception(v) && is_subtype(as<Instance>(v)->map->type, exception_type(ExceptionKind::base_exception_group));
}
/// The exceptions directly in a group.
Tuple* grouped_exceptions(Value group);

/// `BaseExceptionGroup(message, exceptions)` and derived classes: ExceptionGroup where that will do.
Value construct_exception_group(Type* type, const Value* arguments, uint32_t count, Tuple* names);

/// The class ExceptionGroup, whose two bases the table of classes cannot say.
void define_exception_groups();

/// One clause of `except*`: what of `rest` (an exception or None) `matcher` catches is returned as a group (None: nothing) and
/// *rest becomes what is left (None: nothing). Null with TypeError.
Value match_exception_group(Value* rest, Value matcher);

/// The end of `except*`: what goes on when `original` was caught, and `pending` holds what clauses raised and what no clause
/// caught (None among them counts for nothing). None if that is nothing; null with an error pending.
Value combine_exception_groups(Value original, List* pending);

}  // namespace python
