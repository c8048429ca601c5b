/// Owns what builtin objects say of themselves: __doc__ and __text_signature__. Everything is in documentation.def.
#pragma once

#include <string_view>

#include "objects/builtin.h"
#include "objects/function.h"

namespace python {

struct Documentation {
  std::string_view key, parameters, text;
};

/// Of a type or a function of builtins (`owner` empty), or of a member of a type or module; null if there is none.
const Documentation* find_documentation(std::string_view owner, std::string_view name);

/// str or None.
Value documentation_of(BuiltinFunction* function);
Value documentation_of(GetSet* attribute);
Value documentation_of(Type* type);
/// As inspect wants it: "($self, key, /)"; None if it is not known.
Value text_signature_of(BuiltinFunction* function);
Value text_signature_of(Type* type);

/// Gives the types in builtins their __doc__, where their instances find it, too.
void define_documentation();

}  // namespace python
