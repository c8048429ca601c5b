/// The module atexit.
#include "modules/os/atexit.h"

#include "modules/modules.h"
#include "objects/death.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/operations.h"

namespace python {

namespace {

/// Of (function, arguments, keyword names) triples in the order of registration; null entries are gone.
List* callbacks;

List* registered() {
  if (!callbacks) {
    callbacks = make_list();
    jitwright::Heap::current().add_root([](void*, jitwright::Tracer& tracer) { tracer.visit(callbacks); }, &callbacks);
  }
  return callbacks;
}

Value atexit_register(const Value* arguments, uint32_t count, Tuple* names) {
  if (!is_callable(arguments[0])) return raise_type_error("the first argument must be callable");
  uint32_t total = count + (names ? static_cast<uint32_t>(names->length) : 0);
  Value values[] = {arguments[0], total > 1 ? ref(make_tuple_of(arguments + 1, total - 1)) : ref(vm.empty_tuple),
                    names ? ref(names) : none()};
  list_append(registered(), ref(make_tuple_of(values, 3)));
  return arguments[0];
}
Value atexit_unregister(Value function) {
  List* list = registered();
  for (uint64_t i = list->length; i-- > 0;) {
    if (i >= list->length) continue;
    int same = equals(as<Tuple>(list_get(list, i))->items[0], function);
    if (same < 0) return null_value;
    if (same && i < list->length) list_remove_at(list, i);
  }
  return none();
}
Value atexit_clear() {
  list_clear(registered());
  return none();
}
Value atexit_count() { return int_value(static_cast<int64_t>(registered()->length)); }
Value atexit_run() {
  run_exit_functions();
  return none();
}

}  // namespace

void run_exit_functions() {
  List* list = registered();
  while (list->length > 0) {
    Tuple* entry = as<Tuple>(list_remove_at(list, list->length - 1));
    Tuple* values = as<Tuple>(entry->items[1]);
    Tuple* names = is_none(entry->items[2]) ? nullptr : as<Tuple>(entry->items[2]);
    uint32_t positional = static_cast<uint32_t>(values->length - (names ? names->length : 0));
    const Value* start = reinterpret_cast<const Value*>(values->items);
    if (call_keywords(entry->items[0], start, positional, names)) continue;
    report_unraisable(entry->items[0], "Exception ignored in atexit callback");
  }
}

void fill_atexit(Module* module) {
  static const BuiltinDefinition functions[] = {
      entry("register", atexit_register, 1), entry("unregister", atexit_unregister), entry("_clear", atexit_clear),
      entry("_ncallbacks", atexit_count),    entry("_run_exitfuncs", atexit_run),
  };
  define(module, functions);
}

}  // namespace python
