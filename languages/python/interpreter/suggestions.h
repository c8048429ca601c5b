/// Owns what the report of an AttributeError or NameError adds to its message.
#pragma once

#include <string>

#include "objects/object.h"

namespace python {

/// ". Did you mean: 'NAME'?", or nothing.
std::string suggestion_for(Value exception);

}  // namespace python
