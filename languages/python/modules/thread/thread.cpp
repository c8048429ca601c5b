/// The module _thread: locks, thread-local data, starting threads.
#include <unistd.h>
#include <cmath>
#include <csignal>

#include "interpreter/traceback.h"
#include "modules/io/files.h"
#include "modules/modules.h"
#include "modules/os/arguments.h"
#include "modules/thread/threads.h"
#include "objects/exception.h"
#include "objects/floating.h"
#include "objects/struct_sequence.h"

namespace python {

void trip_signal(int number);

namespace {

constexpr double longest_timeout = 9223372036.0;

struct ThreadTypes {
  Type *lock, *recursive_lock, *local, *hook_arguments;
} types;

/// Fields of locks; a plain lock's owner is None while free.
enum LockField : uint32_t { lock_owner, lock_count, lock_field_count };

ValueField& field(Value lock, LockField index) { return as<NativeObject>(lock)->fields[index]; }

Value make_lock(Type* type) {
  NativeObject* lock = make_native(type, lock_field_count);
  lock->fields[lock_owner].initialise(none());
  lock->fields[lock_count].initialise(small_int_value(0));
  return ref(lock);
}
Value me() { return small_int_value(current_thread_number()); }
bool is_free(void* lock) { return is_none(static_cast<NativeObject*>(lock)->fields[lock_owner].get()); }

/// The deadline of `acquire(blocking, timeout)`: 0 for not waiting, -1 for ever. False with an error pending.
bool deadline_argument(Value blocking_v, Value timeout_v, int64_t* out) {
  bool blocking;
  double timeout = -1;
  if (!flag_argument(blocking_v, true, &blocking) || (timeout_v && !to_double(timeout_v, &timeout))) return false;
  if (!blocking && timeout != -1) {
    raise_value_error("can't specify a timeout for a non-blocking call");
    return false;
  }
  if (timeout < 0 && timeout != -1) {
    raise_value_error("timeout value must be positive");
    return false;
  }
  if (timeout > longest_timeout) {
    raise_overflow_error("timeout value is too large");
    return false;
  }
  *out = !blocking ? 0 : timeout == -1 ? -1 : monotonic_nanoseconds() + static_cast<int64_t>(std::ceil(timeout * 1e9));
  return true;
}

Value take(Value lock, int64_t deadline) {
  if (!is_free(as<NativeObject>(lock))) {
    int got = deadline == 0 ? 0 : wait_for(is_free, as<NativeObject>(lock), deadline);
    if (got <= 0) return got < 0 ? null_value : false_value();
  }
  field(lock, lock_owner) = me();
  field(lock, lock_count) = small_int_value(1);
  return true_value();
}

// ---- lock ----

Value lock_acquire(Value lock, Value blocking, Value timeout) {
  if (!blocking && !timeout && is_free(as<NativeObject>(lock))) {
    field(lock, lock_owner) = me();
    return true_value();
  }
  int64_t deadline;
  return deadline_argument(blocking, timeout, &deadline) ? take(lock, deadline) : null_value;
}
Value lock_release(Value lock) {
  if (is_none(field(lock, lock_owner))) return raise_runtime_error("release unlocked lock");
  field(lock, lock_owner) = none();
  return none();
}
Value lock_locked(Value lock) { return boolean(!is_none(field(lock, lock_owner))); }
Value lock_exit(const Value* arguments, uint32_t) { return lock_release(arguments[0]); }
Value lock_enter(Value lock) { return lock_acquire(lock, null_value, null_value); }
Value lock_reset(Value lock) {
  field(lock, lock_owner) = none();
  return none();
}
Value lock_repr(Value lock) {
  char address[32];
  snprintf(address, sizeof address, "0x%llx", static_cast<unsigned long long>(lock.bits));
  const char* state = is_none(field(lock, lock_owner)) ? "unlocked" : "locked";
  return ref(text_format("<%s _thread.lock object at %s>", state, static_cast<const char*>(address)));
}
const BuiltinDefinition lock_methods[] = {
    entry("acquire", lock_acquire, 1, "blocking timeout"),
    entry("release", lock_release),
    entry("locked", lock_locked),
    entry("acquire_lock", lock_acquire, 1, "blocking timeout"),
    entry("release_lock", lock_release),
    entry("locked_lock", lock_locked),
    entry("__enter__", lock_enter),
    entry("__exit__", lock_exit, 1),
    entry("_at_fork_reinit", lock_reset),
    entry("__repr__", lock_repr),
};

// ---- RLock ----

Value rlock_acquire(Value lock, Value blocking, Value timeout) {
  if (field(lock, lock_owner).get() == me()) {
    field(lock, lock_count) = small_int_value(small_int(field(lock, lock_count)) + 1);
    return true_value();
  }
  int64_t deadline;
  return deadline_argument(blocking, timeout, &deadline) ? take(lock, deadline) : null_value;
}
Value rlock_release(Value lock) {
  if (field(lock, lock_owner).get() != me()) return raise_runtime_error("cannot release un-acquired lock");
  int64_t left = small_int(field(lock, lock_count)) - 1;
  field(lock, lock_count) = small_int_value(left);
  if (left == 0) field(lock, lock_owner) = none();
  return none();
}
Value rlock_exit(const Value* arguments, uint32_t) { return rlock_release(arguments[0]); }
Value rlock_enter(Value lock) { return rlock_acquire(lock, null_value, null_value); }
Value rlock_is_owned(Value lock) { return boolean(field(lock, lock_owner).get() == me()); }
Value rlock_reset(Value lock) {
  field(lock, lock_owner) = none();
  field(lock, lock_count) = small_int_value(0);
  return none();
}
/// For conditions: gives the lock up whatever its count.
Value rlock_release_save(Value lock) {
  if (is_none(field(lock, lock_owner))) return raise_runtime_error("cannot release un-acquired lock");
  Value state = ref(make_pair(field(lock, lock_count), field(lock, lock_owner)));
  rlock_reset(lock);
  return state;
}
Value rlock_acquire_restore(Value lock, Value state) {
  Tuple* saved = as_tuple(state);
  if (!saved || saved->length != 2) return raise_type_error("_acquire_restore() argument 1 must be tuple, not %T", state);
  if (!take(lock, -1)) return null_value;
  field(lock, lock_count) = saved->items[0].get();
  field(lock, lock_owner) = saved->items[1].get();
  return none();
}
Value rlock_repr(Value lock) {
  char address[32];
  snprintf(address, sizeof address, "0x%llx", static_cast<unsigned long long>(lock.bits));
  Value owner = field(lock, lock_owner);
  return ref(text_format("<%s _thread.RLock object owner=%S count=%S at %s>", is_none(owner) ? "unlocked" : "locked",
                         is_none(owner) ? small_int_value(0) : owner, field(lock, lock_count).get(),
                         static_cast<const char*>(address)));
}
const BuiltinDefinition rlock_methods[] = {
    entry("acquire", rlock_acquire, 1, "blocking timeout"),
    entry("release", rlock_release),
    entry("__enter__", rlock_enter),
    entry("__exit__", rlock_exit, 1),
    entry("_is_owned", rlock_is_owned),
    entry("_at_fork_reinit", rlock_reset),
    entry("_release_save", rlock_release_save),
    entry("_acquire_restore", rlock_acquire_restore),
    entry("__repr__", rlock_repr),
};

Value construct_lock(Type* type, const Value*, uint32_t, Tuple*) { return make_lock(type); }

Value thread_allocate_lock() { return make_lock(types.lock); }

// ---- thread-local data: a dict for each thread, by its number ----

enum LocalField : uint32_t { local_dicts, local_arguments, local_names, local_class, local_field_count };

Value construct_local(Type* type, const Value* arguments, uint32_t count, Tuple* names) {
  NativeObject* local = make_native(type, local_field_count);
  uint32_t total = count + (names ? static_cast<uint32_t>(names->length) : 0);
  local->fields[local_dicts] = ref(make_dict());
  local->fields[local_arguments] = total ? ref(make_tuple_of(arguments, total)) : ref(vm.empty_tuple);
  local->fields[local_names] = names ? ref(names) : none();
  return ref(local);
}

/// This thread's attributes; __init__ of a derived class runs when a thread first comes by. Null with an error pending.
Dict* local_dict(Value self) {
  Value native = native_part(self, Kind::native);
  NativeObject* local = as<NativeObject>(native);
  Dict* dicts = as<Dict>(local->fields[local_dicts]);
  if (Value known = dict_get(dicts, me())) return as<Dict>(known);
  Dict* dict = make_dict();
  bool first = dicts->count == 0;
  dict_set(dicts, me(), ref(dict));
  // The thread that made the object runs __init__ by making it.
  if (!first && has_flag(type_of(self), type_custom_init)) {
    Value init = get_attr(self, vm.names.__init__);
    Tuple* arguments = as<Tuple>(local->fields[local_arguments]);
    Tuple* names = is_none(local->fields[local_names]) ? nullptr : as<Tuple>(local->fields[local_names]);
    uint32_t positional = static_cast<uint32_t>(arguments->length - (names ? names->length : 0));
    if (!init || !call_keywords(init, reinterpret_cast<const Value*>(arguments->items), positional, names)) return nullptr;
  }
  return dict;
}
Value local_get(Value self, Value name) {
  Dict* dict = local_dict(self);
  if (!dict) return null_value;
  if (str_equals(as<Str>(name), "__dict__")) return ref(dict);
  Value found = lookup(type_of(self), interned(as<Str>(name)));
  if (found && is_data_descriptor(found)) return descriptor_get(found, self, type_of(self));
  if (Value value = dict_get(dict, name)) return value;
  if (found) return descriptor_get(found, self, type_of(self));
  return raise_no_attribute(self, interned(as<Str>(name)));
}
Value local_set(Value self, Value name, Value value) {
  Dict* dict = local_dict(self);
  if (!dict) return null_value;
  if (str_equals(as<Str>(name), "__dict__")) return raise_attribute_error("'%T' object attribute '__dict__' is read-only", self);
  Value found = lookup(type_of(self), interned(as<Str>(name)));
  if (found && is_data_descriptor(found)) return generic_set_attr(self, interned(as<Str>(name)), value) ? none() : null_value;
  dict_set(dict, name, value);
  return none();
}
Value local_delete(Value self, Value name) {
  Dict* dict = local_dict(self);
  if (!dict) return null_value;
  int deleted = dict_delete(dict, name);
  if (deleted < 0) return null_value;
  return deleted ? none() : raise_no_attribute(self, interned(as<Str>(name)));
}
const BuiltinDefinition local_methods[] = {
    entry("__getattribute__", local_get, 2, nullptr, builtin_raw_self),
    entry("__setattr__", local_set, 3, nullptr, builtin_raw_self),
    entry("__delattr__", local_delete, 2, nullptr, builtin_raw_self),
};

// ---- threads ----

Value thread_start(Value function, Value arguments_v, Value keywords_v) {
  Tuple* arguments = as_tuple(arguments_v);
  Dict* keywords = keywords_v ? as_dict(keywords_v) : nullptr;
  if (!is_callable(function)) return raise_type_error("first arg must be callable");
  if (!arguments) return raise_type_error("2nd arg must be a tuple");
  if (keywords_v && !keywords) return raise_type_error("optional 3rd arg must be a dictionary");
  List* values = list_from(ref(arguments));
  List* names = make_list();
  for (int64_t i = keywords ? next_entry(keywords, 0) : -1; i >= 0; i = next_entry(keywords, static_cast<uint64_t>(i) + 1)) {
    list_append(names, keywords->entries->items[i].key);
    list_append(values, entry_value(keywords, keywords->entries->items[i]));
  }
  return start_thread(function, tuple_from(ref(values)), names->length ? tuple_from(ref(names)) : nullptr);
}
Value thread_exit() { return raise_exception(call_0(ref(exception_type(ExceptionKind::system_exit))), null_value); }
Value thread_get_ident() { return int_value(current_thread_number()); }
Value thread_get_native_id() { return int_value(gettid()); }
Value thread_count() { return int_value(started_thread_count()); }
Value thread_stack_size(Value v) {
  static int64_t size = 0;
  int64_t old = size, wanted = 0;
  if (v && !long_argument(v, &wanted)) return null_value;
  if (wanted < 0) return raise_value_error("size must be 0 or a positive value");
  if (v) size = wanted;
  return int_value(old);
}
Value thread_interrupt_main(Value number_v) {
  int number = SIGINT;
  if (number_v && !int_argument(number_v, &number)) return null_value;
  if (number < 1 || number > 64) return raise_value_error("signal number out of range");
  trip_signal(number);
  return none();
}
Value thread_set_sentinel() {
  Value lock = make_lock(types.lock);
  set_thread_sentinel(lock);
  return lock;
}

/// `_excepthook(args)`: what threading prints of a thread's error.
Value thread_excepthook(Value report) {
  Value exception = get_attr(report, intern("exc_value")), thread = exception ? get_attr(report, intern("thread")) : null_value;
  if (!thread) return null_value;
  if (!is_none(exception) && is_instance(exception, exception_type(ExceptionKind::system_exit))) return none();
  Value name = is_none(thread) ? int_value(current_thread_number()) : get_attr(thread, intern("name"));
  if (!name) return null_value;
  Value text = to_str(name);
  if (!text) return null_value;
  write_standard_error("Exception in thread " + to_utf8(as_str(text)) + ":\n" +
                       (is_none(exception) ? "" : format_exception(exception)));
  return none();
}

}  // namespace

void release_lock(Value lock) { field(lock, lock_owner) = none(); }

void fill_thread(Module* module) {
  types.lock = make_module_type(module, "lock", Kind::native, 0, nullptr);
  types.recursive_lock = make_module_type(module, "RLock", Kind::native, type_is_base, construct_lock);
  types.local = make_module_type(module, "_local", Kind::native, type_is_base, construct_local);
  set_member(module, "LockType", ref(types.lock));
  define(types.lock, lock_methods);
  define(types.recursive_lock, rlock_methods);
  define(types.local, local_methods);
  types.local->flags |= type_custom_getattribute | type_custom_setattr | type_custom_delattr;
  static const char* const hook_fields[] = {"exc_type", "exc_value", "exc_traceback", "thread"};
  types.hook_arguments = make_struct_sequence_type("_thread", "_ExceptHookArgs", hook_fields);
  set_member(module, "_ExceptHookArgs", ref(types.hook_arguments));
  set_member(module, "TIMEOUT_MAX", float_value(longest_timeout));
  set_member(module, "error", ref(exception_type(ExceptionKind::runtime_error)));
  jitwright::Heap::current().add_root(
      [](void*, jitwright::Tracer& tracer) {
        for (Type* type : {types.lock, types.recursive_lock, types.local, types.hook_arguments}) tracer.visit(type);
      },
      &types);
  static const BuiltinDefinition functions[] = {
      entry("allocate_lock", thread_allocate_lock),
      entry("allocate", thread_allocate_lock),
      entry("start_new_thread", thread_start, 2),
      entry("start_new", thread_start, 2),
      entry("exit", thread_exit),
      entry("exit_thread", thread_exit),
      entry("get_ident", thread_get_ident),
      entry("get_native_id", thread_get_native_id),
      entry("_count", thread_count),
      entry("stack_size", thread_stack_size, 0),
      entry("interrupt_main", thread_interrupt_main, 0),
      entry("_set_sentinel", thread_set_sentinel),
      entry("_excepthook", thread_excepthook),
  };
  define(module, functions);
}

}  // namespace python
