/// Owns UnicodeEncodeError, UnicodeDecodeError and UnicodeTranslateError: their arguments and their text.
#pragma once

#include "objects/object.h"

namespace python {

/// False, with a TypeError, if these are not arguments for one of the three classes; true for all other classes.
bool check_unicode_error_arguments(Type* type, Tuple* args);
/// Gives such an exception its attributes, if the arguments are right; false for all other classes.
bool set_unicode_error_attributes(Value exception, Type* type, Tuple* args);
void define_unicode_errors();

}  // namespace python
