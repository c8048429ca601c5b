/// Owns what the program sees of dying objects: __del__, generators that are closed, the callbacks of weak references, errors in them.
/// The collector finds the dead; their code runs at the next guest call after that, or in gc.collect().
#pragma once

#include "objects/type.h"

namespace python {

/// Says that there is something whose death the program wants to hear of; before that collections go unnoticed.
void deaths_matter();
/// Has a new instance watched if its class has __del__; gives it back.
inline Value watch_instance(const Type* type, Instance* instance) {
  if (has_flag(type, type_has_finalizer)) [[unlikely]] {
    deaths_matter();
    jitwright::watch(instance);
  }
  return ref(instance);
}

/// For the collector, when a collection begins or ends: has run_deaths called soon.
void expect_deaths();
/// True from expect_deaths to run_deaths.
bool deaths_expected();
/// Runs what dying objects left to run; how many objects there were.
uint64_t run_deaths();
/// At the end of the program: the same for the objects still alive.
void run_last_deaths();

/// Hands the error on its way, which nobody else can handle, to sys.unraisablehook. `where`: the callable that raised it.
void report_unraisable(Value where, const char* message = nullptr);

}  // namespace python
