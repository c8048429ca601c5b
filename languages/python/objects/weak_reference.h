/// Owns weak references and proxies, and what is known of them: which refer to an object, and which wait for a death.
/// Invariants: the registry holds addresses only, never keeps anything alive, and knows no dead reference.
#pragma once

#include "objects/object.h"

namespace python {

/// kinds weak_reference, weak_proxy, weak_callable_proxy.
struct WeakReference : Object {
  jitwright::WeakRef target;
  ValueField callback;  // null if none, or called already
  ValueField owner;     // the instance of a subclass of weakref.ref whose native part this is; else null
  int64_t hash;         // 0: not computed
  void* key;            // the address of what it refers to, dead or not
  uint64_t place;       // position among the references with a callback, from 1; 0: not there
};

/// What it refers to, or None.
inline Value weak_target(const WeakReference* reference) {
  void* target = reference->target.get();
  return target ? ref(target) : none();
}

/// A reference of one of the three kinds; one without callback is shared unless `fresh`. Null with TypeError if there
/// are none to such objects.
Value make_weak_reference(Kind kind, Value target, Value callback, bool fresh = false);
/// Appends all references and proxies to `target`, as the program knows them.
struct List;
void collect_weak_references(Value target, List* out);
/// Calls the callbacks of references whose target has died since the last time.
void call_weak_callbacks();
/// For the collector, when a reference dies.
void finalize_weak_reference(void* object);

}  // namespace python
