/// Owns the part of the module time that is about dates: struct_time, formatting, time zones.
#pragma once

#include "modules/modules.h"

namespace python {

void define_calendar(Module* module);

}  // namespace python
