/// weakref.ref, and the registry of all weak references.
#include "objects/weak_reference.h"

#include <unordered_map>
#include <vector>

#include "objects/builtin.h"
#include "objects/death.h"
#include "objects/errors.h"
#include "objects/operations.h"
#include "objects/types.h"

namespace python {

Value make_generic_alias(Value origin, Value arguments);

namespace {

/// References by the address they refer to. A new object may get the address of a dead one: look at the target, too.
struct Registry {
  std::unordered_multimap<void*, WeakReference*> by_target;
  std::vector<WeakReference*> with_callback;
};
Registry& registry() {
  static Registry* registry = new Registry;  // never destroyed: references die at exit, too
  return *registry;
}

void await_death(WeakReference* reference) {
  deaths_matter();
  registry().with_callback.push_back(reference);
  reference->place = registry().with_callback.size();
}
void stop_waiting(WeakReference* reference) {
  std::vector<WeakReference*>& waiting = registry().with_callback;
  WeakReference* last = waiting.back();
  waiting[reference->place - 1] = last;
  last->place = reference->place;
  waiting.pop_back();
  reference->place = 0;
}

bool takes_weak_references(Value v) {
  if (!is_ref(v)) return false;
  switch (kind_of(object_of(v))) {
    case Kind::instance: {
      Type* type = type_of(v);
      if (type == vm.object_type || has_flag(type, type_no_weak_references)) return false;
      if (!has_flag(type, type_is_class)) return !has_flag(type, type_is_exception);
      return type->layout != Kind::tuple && type->layout != Kind::bytes;
    }
    case Kind::type:
    case Kind::function:
    case Kind::builtin_function:
    case Kind::bound_method:
    case Kind::bound_builtin_method:
    case Kind::set:
    case Kind::frozenset:
    case Kind::module:
    case Kind::generator:
    case Kind::coroutine:
    case Kind::async_generator:
    case Kind::code:
    case Kind::file_io:
    case Kind::buffered_reader:
    case Kind::buffered_writer:
    case Kind::buffered_random:
    case Kind::buffered_pair:
    case Kind::text_io:
    case Kind::bytes_io:
    case Kind::string_io:
    case Kind::socket:
    case Kind::native:
    case Kind::deque:
    case Kind::partial:
    case Kind::lru_cache:
    case Kind::context:
    case Kind::generic_alias:
    case Kind::union_type:
    case Kind::weak_reference: return true;
    default: return false;
  }
}

WeakReference* self_weak(Value self) { return as<WeakReference>(self); }

Value construct_reference(Type* type, const Value* arguments, uint32_t count, Tuple* names) {
  if (names && names->length) return raise_type_error("ref() takes no keyword arguments");
  if (count < 1 || count > 2) {
    return raise_type_error(count ? "__new__ expected at most 2 arguments, got %s" : "__new__ expected at least 1 argument, got %s", count);
  }
  return make_weak_reference(Kind::weak_reference, arguments[0], count > 1 ? arguments[1] : null_value,
                             type != builtin_type(Kind::weak_reference));
}
Value weak_init(const Value*, uint32_t count, Tuple*) {
  if (count < 2) return raise_type_error("__init__ expected at least 1 argument, got 0");
  if (count > 3) return raise_type_error("__init__ expected at most 2 arguments, got %s", count - 1);
  return none();
}
Value weak_call(const Value* arguments, uint32_t count, Tuple* names) {
  if (count != 1 || (names && names->length)) return raise_type_error("weakref() takes no arguments (%s given)", count - 1);
  return weak_target(self_weak(arguments[0]));
}
Value weak_hash(Value self) {
  WeakReference* reference = self_weak(self);
  if (reference->hash == 0) {
    Value target = weak_target(reference);
    if (is_none(target)) return raise_type_error("weak object has gone away");
    int64_t h = hash(target);
    if (h == -1 && has_error()) return null_value;
    reference->hash = h ? h : 1;
  }
  return int_value(reference->hash);
}
template <Comparison op>
Value weak_compare(Value self, Value other) {
  Value b = native_part(other, Kind::weak_reference);
  if (!b) return not_implemented();
  Value x = weak_target(self_weak(self)), y = weak_target(self_weak(b));
  if (is_none(x) || is_none(y)) return boolean((self == b) == (op == Comparison::equal));
  return compare_general(op, x, y);
}
Value weak_repr(Value self) {
  Value target = weak_target(self_weak(self));
  char address[32], of_target[32];
  std::snprintf(address, sizeof address, "0x%llx", static_cast<unsigned long long>(self.bits));
  if (is_none(target)) return ref(text_format("<weakref at %s; dead>", static_cast<const char*>(address)));
  std::snprintf(of_target, sizeof of_target, "0x%llx", static_cast<unsigned long long>(target.bits));
  Value name = find_attr(target, vm.names.__name__);
  take_error();
  if (name && is_str(name)) {
    return ref(text_format("<weakref at %s; to '%T' at %s (%s)>", static_cast<const char*>(address), target,
                           static_cast<const char*>(of_target), as<Str>(name)));
  }
  return ref(text_format("<weakref at %s; to '%T' at %s>", static_cast<const char*>(address), target, static_cast<const char*>(of_target)));
}
Value weak_callback(Value self) {
  WeakReference* reference = self_weak(self);
  return reference->target.get() ? none_if_null(reference->callback) : none();
}
Value class_getitem(Value cls, Value arguments) { return make_generic_alias(cls, arguments); }

}  // namespace

Value make_weak_reference(Kind kind, Value target, Value callback, bool fresh) {
  if (!takes_weak_references(target)) return raise_type_error("cannot create weak reference to '%T' object", target);
  if (callback && is_none(callback)) callback = null_value;
  void* key = object_of(target);
  Registry& all = registry();
  if (!callback && !fresh) {
    auto [begin, end] = all.by_target.equal_range(key);
    for (auto it = begin; it != end; ++it) {
      WeakReference* known = it->second;
      if (kind_of(known) == kind && !known->callback.get() && !known->owner.get() && known->target.get() == key) return ref(known);
    }
  }
  WeakReference* reference = jitwright::make_finalizable<WeakReference>(static_cast<jitwright::KindId>(kind));
  new (&reference->target) jitwright::WeakRef(key);
  reference->callback = callback;
  reference->key = key;
  all.by_target.emplace(key, reference);
  if (callback) await_death(reference);
  return ref(reference);
}

void collect_weak_references(Value target, List* out) {
  if (!is_ref(target)) return;
  void* key = object_of(target);
  jitwright::Heap::Pause pause;  // dying references leave the registry
  auto [begin, end] = registry().by_target.equal_range(key);
  for (bool shared : {true, false}) {  // the shared ones first
    for (auto it = begin; it != end; ++it) {
      WeakReference* known = it->second;
      if (known->target.get() != key || shared != (!known->callback.get() && !known->owner.get())) continue;
      list_append(out, known->owner.get() ? known->owner.get() : ref(known));
    }
  }
}

void finalize_weak_reference(void* object) {
  WeakReference* reference = static_cast<WeakReference*>(object);
  reference->target.~WeakRef();
  Registry& all = registry();
  auto [begin, end] = all.by_target.equal_range(reference->key);
  for (auto it = begin; it != end; ++it) {
    if (it->second != reference) continue;
    all.by_target.erase(it);
    break;
  }
  if (reference->place) stop_waiting(reference);
}

void call_weak_callbacks() {
  std::vector<WeakReference*>& waiting = registry().with_callback;
  // Around until nothing was found since the last callback, which may have changed everything.
  size_t at = 0;
  for (size_t unchanged = 0; unchanged < waiting.size(); unchanged++, at++) {
    if (at >= waiting.size()) at = 0;
    WeakReference* reference = waiting[at];
    if (reference->target.get()) continue;
    stop_waiting(reference);
    Value callback = reference->callback;
    reference->callback = null_value;
    Value shown = reference->owner.get() ? reference->owner.get() : ref(reference);
    if (!call_1(callback, shown)) report_unraisable(callback);
    unchanged = SIZE_MAX;
    at--;
  }
}

Value construct_weak_reference(Type* type, const Value* arguments, uint32_t count, Tuple* names) {
  return construct_reference(type, arguments, count, names);
}

void define_weak_reference_type() {
  static const BuiltinDefinition methods[] = {entry("__init__", weak_init, 1),
                                              entry("__call__", weak_call, 1),
                                              entry("__hash__", weak_hash),
                                              entry("__eq__", weak_compare<Comparison::equal>),
                                              entry("__ne__", weak_compare<Comparison::not_equal>),
                                              entry("__repr__", weak_repr),
                                              entry("__class_getitem__", class_getitem, 2, nullptr, builtin_class_method)};
  static const GetSetDefinition attributes[] = {{"__callback__", weak_callback}};
  define(builtin_type(Kind::weak_reference), methods);
  define_attributes(builtin_type(Kind::weak_reference), attributes);
}

}  // namespace python
