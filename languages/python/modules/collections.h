/// Owns what _collections shares with the machine: the fields of named tuples, and classes of C++ derived from dict.
#pragma once

#include "objects/module.h"

namespace python {

/// A field of a named tuple: a data descriptor.
struct TupleGetter : Object {
  JW_IMMUTABLE int64_t index;
  ValueField doc;
};

/// A new instance of a class derived from one made by make_dict_type, with an empty dict.
Instance* make_dict_instance(Type* type);
/// A type whose instances are Instances with a dict as native part and `extra` hidden slots of its own after it.
Type* make_dict_type(const char* name, uint32_t extra, Constructor construct);

/// Adds OrderedDict to _collections.
void fill_ordered_dict(Module* module);

}  // namespace python
