/// The module _warnings as far as the machine needs it: the library's own warnings.py does the work.
#include "interpreter/import.h"
#include "modules/modules.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/operations.h"

namespace python {

namespace {

/// Passes a call on to the function of that name in warnings.py.
Value forward(const char* name, const Value* arguments, uint32_t count, Tuple* names) {
  Value module = import_module("warnings"), function = module ? get_attr(module, intern(name)) : null_value;
  return function ? call_keywords(function, arguments, count, names) : null_value;
}
Value warn(const Value* arguments, uint32_t count, Tuple* names) { return forward("warn", arguments, count, names); }
Value warn_explicit(const Value* arguments, uint32_t count, Tuple* names) {
  return forward("warn_explicit", arguments, count, names);
}

}  // namespace

bool warn(ExceptionKind category, std::string_view message) {
  Value arguments[] = {ref(make_str(message)), ref(exception_type(category))};
  return bool(warn(arguments, 2, nullptr));
}

void fill_warnings(Module* module) {
  static const BuiltinDefinition functions[] = {entry("warn", warn), entry("warn_explicit", warn_explicit)};
  define(module, functions);
}

}  // namespace python
