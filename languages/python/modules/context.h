/// Owns context variables: the layouts of Context, ContextVar and Token.
#pragma once

#include "objects/dict.h"
#include "objects/object.h"

namespace python {

struct Context : Object {
  uint32_t entered;                     // it is the current one, or was before one that is
  jitwright::Field<Dict*> values;        // ContextVariable to value
  jitwright::Field<Context*> previous;  // the current one before; null: none
};
struct ContextVariable : Object {
  JW_IMMUTABLE jitwright::Field<Str*> name;
  JW_IMMUTABLE ValueField fallback;  // null: none
};
struct ContextToken : Object {
  uint32_t used;
  JW_IMMUTABLE jitwright::Field<Context*> context;
  JW_IMMUTABLE jitwright::Field<ContextVariable*> variable;
  JW_IMMUTABLE ValueField old_value;  // null: it had none
};

}  // namespace python
