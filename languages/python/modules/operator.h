/// Owns the callables of _operator that calls know by kind.
#pragma once

#include "objects/dict.h"
#include "objects/object.h"
#include "objects/tuple.h"

namespace python {

struct ItemGetter : Object {
  JW_IMMUTABLE jitwright::Field<Tuple*> items;
};
struct AttributeGetter : Object {
  JW_IMMUTABLE jitwright::Field<Tuple*> paths;      // of str for a plain name, of tuples of str for a dotted one
  JW_IMMUTABLE jitwright::Field<Tuple*> arguments;  // as they were given
};
struct MethodCaller : Object {
  JW_IMMUTABLE jitwright::Field<Str*> name;
  JW_IMMUTABLE jitwright::Field<Tuple*> arguments;
  JW_IMMUTABLE jitwright::Field<Tuple*> keyword_names;   // null if none
  JW_IMMUTABLE jitwright::Field<Tuple*> keyword_values;  // null if none
};

Value call_item_getter(ItemGetter* getter, const Value* arguments, uint32_t count, Tuple* names);
Value call_attribute_getter(AttributeGetter* getter, const Value* arguments, uint32_t count, Tuple* names);
Value call_method_caller(MethodCaller* caller, const Value* arguments, uint32_t count, Tuple* names);

}  // namespace python
