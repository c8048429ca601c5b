/// The modules _multiprocessing and _posixshmem: semaphores and memory that processes share, by name.
#include <fcntl.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <cerrno>
#include <climits>
#include <cmath>
#include <ctime>

#include "modules/modules.h"
#include "modules/os/arguments.h"
#include "modules/thread/threads.h"
#include "objects/floating.h"

namespace python {

namespace {

/// `count` says how often the thread `owner` of this process holds it.
enum SemaphoreField : uint32_t {
  semaphore_resource,
  semaphore_kind,
  semaphore_maximum,
  semaphore_name,
  semaphore_count,
  semaphore_owner,
  semaphore_field_count
};
enum : int { recursive_mutex, plain_semaphore };

Type* semaphore_type;

ValueField& field(Value self, SemaphoreField index) { return as<NativeObject>(self)->fields[index]; }
sem_t* handle_of(Value self) { return static_cast<sem_t*>(as<Resource>(field(self, semaphore_resource))->data); }
int64_t count_of(Value self) { return small_int(field(self, semaphore_count)); }
void set_count(Value self, int64_t count) { field(self, semaphore_count) = small_int_value(count); }
bool is_recursive(Value self) { return small_int(field(self, semaphore_kind)) == recursive_mutex; }
bool is_mine(Value self) {
  return count_of(self) > 0 && small_int(field(self, semaphore_owner)) == current_thread_number();
}

Value make_semaphore(sem_t* handle, int kind, int64_t maximum, Value name) {
  NativeObject* object = make_native(semaphore_type, semaphore_field_count);
  object->fields[semaphore_resource] = make_resource(handle, [](void* data) { sem_close(static_cast<sem_t*>(data)); });
  object->fields[semaphore_kind] = small_int_value(kind);
  object->fields[semaphore_maximum] = int_value(maximum);
  object->fields[semaphore_name] = name;
  object->fields[semaphore_count] = small_int_value(0);
  object->fields[semaphore_owner] = small_int_value(0);
  return ref(object);
}

/// SemLock(kind, value, maxvalue, name, unlink)
Value construct_semaphore(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value given[5];
  int kind, value, maximum;
  if (!parse_arguments("SemLock", "kind value maxvalue name unlink", 5, arguments, count, names, given) ||
      !int_argument(given[0], &kind) || !int_argument(given[1], &value) || !int_argument(given[2], &maximum))
    return null_value;
  if (kind != recursive_mutex && kind != plain_semaphore) return raise_value_error("unrecognized kind");
  PathArgument name;
  if (!path_argument("SemLock", given[3], &name)) return null_value;
  sem_t* handle = sem_open(name.c_str(), O_CREAT | O_EXCL, 0600, static_cast<unsigned>(value));
  if (handle == SEM_FAILED) return raise_errno();
  if (truth(given[4]) > 0 && sem_unlink(name.c_str()) < 0) {
    int error = errno;
    sem_close(handle);
    return raise_os_error(error, null_value);
  }
  // One without a name is known to this process and its children only.
  return make_semaphore(handle, kind, maximum, truth(given[4]) > 0 ? none() : given[3]);
}
/// What another process finds by its name; a child of fork has the same handle.
Value semaphore_rebuild(Value, Value, Value kind_v, Value maximum_v, Value name_v) {
  int kind, maximum;
  PathArgument name;
  if (!int_argument(kind_v, &kind) || !int_argument(maximum_v, &maximum) || !path_argument("_rebuild", name_v, &name)) return null_value;
  sem_t* handle = sem_open(name.c_str(), 0);
  return handle == SEM_FAILED ? raise_errno() : make_semaphore(handle, kind, maximum, name_v);
}

/// 1: taken; 0: not before the time; -1 with an error pending.
int take(sem_t* handle, int64_t deadline) {
  if (sem_trywait(handle) == 0) return 1;
  if (deadline == 0) return 0;
  if (other_threads_can_run()) {
    // The scheduler may ask more than once.
    struct Waiting {
      sem_t* handle;
      bool taken;
    } waiting{handle, false};
    auto ready = [](void* context) {
      Waiting* w = static_cast<Waiting*>(context);
      if (!w->taken) w->taken = sem_trywait(w->handle) == 0;
      return w->taken;
    };
    return wait_for(ready, &waiting, deadline);
  }
  for (;;) {
    int result;
    if (deadline < 0) {
      result = sem_wait(handle);
    } else {
      // The semaphore's clock is another one.
      timespec now;
      clock_gettime(CLOCK_REALTIME, &now);
      int64_t until = int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec + deadline - monotonic_nanoseconds();
      timespec limit{until / 1'000'000'000, until % 1'000'000'000};
      result = sem_timedwait(handle, &limit);
    }
    if (result == 0) return 1;
    if (errno == ETIMEDOUT) return 0;
    if (errno != EINTR) {
      raise_errno();
      return -1;
    }
    if (interrupted()) return -1;
  }
}
Value semaphore_acquire(Value self, Value block_v, Value timeout_v) {
  bool block;
  double seconds = 0;
  if (!flag_argument(block_v, true, &block)) return null_value;
  bool limited = timeout_v && !is_none(timeout_v);
  if (limited && !to_double(timeout_v, &seconds)) return null_value;
  if (is_recursive(self) && is_mine(self)) {
    set_count(self, count_of(self) + 1);
    return true_value();
  }
  int64_t deadline = -1;
  if (!block || (limited && seconds <= 0)) deadline = 0;
  else if (limited) deadline = monotonic_nanoseconds() + static_cast<int64_t>(std::ceil(std::fmin(seconds, 9e9) * 1e9));
  int taken = take(handle_of(self), deadline);
  if (taken <= 0) return taken < 0 ? null_value : false_value();
  set_count(self, count_of(self) + 1);
  field(self, semaphore_owner) = small_int_value(current_thread_number());
  return true_value();
}
Value semaphore_release(Value self) {
  if (is_recursive(self)) {
    if (!is_mine(self)) return raise_error(ExceptionKind::assertion_error, "attempt to release recursive lock not owned by thread");
    if (count_of(self) > 1) {
      set_count(self, count_of(self) - 1);
      return none();
    }
  } else {
    int value;
    if (sem_getvalue(handle_of(self), &value) < 0) return raise_errno();
    if (value >= int64_of(field(self, semaphore_maximum))) return raise_value_error("semaphore or lock released too many times");
  }
  if (sem_post(handle_of(self)) < 0) return raise_errno();
  set_count(self, count_of(self) - 1);
  return none();
}
Value semaphore_enter(Value self) { return semaphore_acquire(self, null_value, null_value); }
Value semaphore_exit(const Value* arguments, uint32_t) { return semaphore_release(arguments[0]); }
Value semaphore_get_count(Value self) { return field(self, semaphore_count); }
Value semaphore_is_mine(Value self) { return boolean(is_mine(self)); }
Value semaphore_get_value(Value self) {
  int value;
  return sem_getvalue(handle_of(self), &value) < 0 ? raise_errno() : small_int_value(value < 0 ? 0 : value);
}
Value semaphore_is_zero(Value self) {
  Value value = semaphore_get_value(self);
  return value ? boolean(value == small_int_value(0)) : null_value;
}
Value semaphore_after_fork(Value self) {
  set_count(self, 0);
  return none();
}
Value get_handle(Value self) { return int_value(static_cast<int64_t>(reinterpret_cast<uintptr_t>(handle_of(self)))); }
Value get_kind(Value self) { return field(self, semaphore_kind); }
Value get_maximum(Value self) { return field(self, semaphore_maximum); }
Value get_name(Value self) { return field(self, semaphore_name); }

Value multiprocessing_sem_unlink(Value name_v) {
  PathArgument name;
  if (!path_argument("sem_unlink", name_v, &name)) return null_value;
  return sem_unlink(name.c_str()) < 0 ? raise_errno() : none();
}

Value shared_memory_open(Value path_v, Value flags_v, Value mode_v) {
  PathArgument path;
  int flags, mode = 0777;
  if (!path_argument("shm_open", path_v, &path) || !int_argument(flags_v, &flags) || (mode_v && !int_argument(mode_v, &mode)))
    return null_value;
  int descriptor = retry([&] { return shm_open(path.c_str(), flags | O_CLOEXEC, static_cast<mode_t>(mode)); });
  if (descriptor >= 0) return small_int_value(descriptor);
  return has_error() ? null_value : raise_errno(path);
}
Value shared_memory_unlink(Value path_v) {
  PathArgument path;
  if (!path_argument("shm_unlink", path_v, &path)) return null_value;
  return shm_unlink(path.c_str()) < 0 ? raise_errno(path) : none();
}

const BuiltinDefinition methods[] = {
    entry("acquire", semaphore_acquire, 1, "block timeout"),
    entry("release", semaphore_release),
    entry("__enter__", semaphore_enter),
    entry("__exit__", semaphore_exit, 1),
    entry("_count", semaphore_get_count),
    entry("_is_mine", semaphore_is_mine),
    entry("_get_value", semaphore_get_value),
    entry("_is_zero", semaphore_is_zero),
    entry("_after_fork", semaphore_after_fork),
    entry("_rebuild", semaphore_rebuild, 5, nullptr, builtin_class_method),
};
const GetSetDefinition attributes[] = {{"handle", get_handle}, {"kind", get_kind}, {"maxvalue", get_maximum}, {"name", get_name}};

}  // namespace

void fill_multiprocessing(Module* module) {
  semaphore_type = make_module_type(module, "SemLock", Kind::native, type_is_base, construct_semaphore);
  jitwright::Heap::current().add_root([](void*, jitwright::Tracer& tracer) { tracer.visit(semaphore_type); }, &semaphore_type);
  define(semaphore_type, methods);
  define_attributes(semaphore_type, attributes);
  dict_set_str(semaphore_type->dict, intern("SEM_VALUE_MAX"), int_value(SEM_VALUE_MAX));
  Dict* flags = make_dict();
  for (const char* name : {"HAVE_SEM_OPEN", "HAVE_SEM_TIMEDWAIT", "HAVE_FD_TRANSFER"})
    dict_set_str(flags, intern(std::string_view(name)), small_int_value(1));
  set_member(module, "flags", ref(flags));
  static const BuiltinDefinition functions[] = {entry("sem_unlink", multiprocessing_sem_unlink)};
  define(module, functions);
}

void fill_posix_shared_memory(Module* module) {
  static const BuiltinDefinition functions[] = {entry("shm_open", shared_memory_open, 2, "path flags mode"),
                                                entry("shm_unlink", shared_memory_unlink, 1, "path")};
  define(module, functions);
}

}  // namespace python
