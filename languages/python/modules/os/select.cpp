/// The module select: select, poll and epoll.
#include <sys/epoll.h>
#include <sys/select.h>
#include <unistd.h>
#include <cerrno>
#include <climits>
#include <cmath>

#include "modules/os/arguments.h"
#include "modules/os/polling.h"
#include "modules/thread/threads.h"
#include "objects/floating.h"

namespace python {

int poll_until(std::vector<pollfd>& set, int64_t deadline) {
  struct Waiting {
    std::vector<pollfd>* set;
    int ready;
  } waiting{&set, 0};
  auto ask = [](void* context) {
    Waiting* w = static_cast<Waiting*>(context);
    w->ready = poll(w->set->data(), w->set->size(), 0);
    return w->ready != 0;
  };
  if (other_threads_can_run()) {
    int result = wait_for(ask, &waiting, deadline);
    if (result < 0) return -1;
  } else {
    for (;;) {
      int rest = -1;
      if (deadline >= 0) {
        int64_t left = deadline - monotonic_nanoseconds();
        rest = left <= 0 ? 0 : left > int64_t{INT_MAX} * 1'000'000 ? INT_MAX : static_cast<int>((left + 999'999) / 1'000'000);
      }
      waiting.ready = poll(set.data(), set.size(), rest);
      if (waiting.ready >= 0 || errno != EINTR) break;
      if (interrupted()) return -1;
    }
  }
  if (waiting.ready < 0) raise_errno();
  return waiting.ready;
}

namespace {

/// A timeout in seconds or None to a deadline, -1 for ever; false with an error pending.
bool deadline_argument(Value v, double scale, int64_t* out) {
  *out = -1;
  if (!v || is_none(v)) return true;
  double length;
  if (!is_float(v) && !as_exact_int(v)) {
    raise_type_error("timeout must be an integer or None");
    return false;
  }
  if (!to_double(v, &length)) return false;
  if (length < 0 && scale == 1) {
    raise_value_error("timeout must be non-negative");
    return false;
  }
  if (length * scale > 2147483.647 && scale != 1) {
    raise_overflow_error("timeout is too large");
    return false;
  }
  if (length >= 0) *out = monotonic_nanoseconds() + static_cast<int64_t>(std::ceil(length * scale * 1e9));
  return true;
}

// ---- select ----

/// Descriptors of a sequence with the objects they came from; null with an error pending.
List* selection(Value v, short events, std::vector<pollfd>* set) {
  List* list = list_from(v);
  if (!list) {
    if (clear_error(ExceptionKind::type_error)) raise_type_error("arguments 1-3 must be sequences");
    return nullptr;
  }
  for (uint64_t i = 0; i < list->length; i++) {
    int descriptor = descriptor_argument(list_get(list, i));
    if (has_error()) return nullptr;
    set->push_back({descriptor, events, 0});
  }
  return list;
}

Value select_select(Value read, Value write, Value except, Value timeout) {
  std::vector<pollfd> set;
  int64_t deadline;
  List* lists[3];
  const short events[] = {POLLIN, POLLOUT, POLLPRI};
  const short answers[] = {POLLIN | POLLHUP | POLLERR, POLLOUT | POLLERR, POLLPRI};
  Value given[] = {read, write, except};
  size_t ends[3];
  for (int i = 0; i < 3; i++) {
    lists[i] = selection(given[i], events[i], &set);
    if (!lists[i]) return null_value;
    ends[i] = set.size();
  }
  if (timeout && !is_none(timeout) && !is_float(timeout) && !as_exact_int(timeout))
    return raise_type_error("timeout must be a float or None");
  if (!deadline_argument(timeout, 1, &deadline)) return null_value;
  if (poll_until(set, deadline) < 0) return null_value;
  Value results[3];
  for (int i = 0; i < 3; i++) {
    List* ready = make_list();
    size_t start = i ? ends[i - 1] : 0;
    for (size_t k = start; k < ends[i]; k++) {
      if (set[k].revents & POLLNVAL) return raise_os_error(EBADF, null_value);
      if (set[k].revents & answers[i]) list_append(ready, list_get(lists[i], k - start));
    }
    results[i] = ref(ready);
  }
  return ref(make_tuple_of(results, 3));
}

// ---- poll objects: a dict of masks by descriptor ----

enum PollField : uint32_t { poll_masks, poll_field_count };
Type* poll_type;

Dict* masks_of(Value self) { return as<Dict>(as<NativeObject>(self)->fields[poll_masks]); }
bool mask_argument(Value v, int64_t* out) {
  *out = POLLIN | POLLPRI | POLLOUT;
  if (!v) return true;
  if (!index_in_range(v, out)) return false;
  if (*out >= 0 && *out <= 0xFFFF) return true;
  raise_overflow_error("Python int too large to convert to C unsigned short");
  return false;
}
Value select_poll() {
  NativeObject* object = make_native(poll_type, poll_field_count);
  object->fields[poll_masks] = ref(make_dict());
  return ref(object);
}
Value poll_register(Value self, Value file, Value mask_v) {
  int64_t mask;
  int descriptor = descriptor_argument(file);
  if (has_error() || !mask_argument(mask_v, &mask)) return null_value;
  dict_set(masks_of(self), small_int_value(descriptor), small_int_value(mask));
  return none();
}
Value poll_modify(Value self, Value file, Value mask_v) {
  int64_t mask;
  int descriptor = descriptor_argument(file);
  if (has_error() || !mask_argument(mask_v, &mask)) return null_value;
  if (!dict_get(masks_of(self), small_int_value(descriptor))) return raise_os_error(ENOENT, null_value);
  dict_set(masks_of(self), small_int_value(descriptor), small_int_value(mask));
  return none();
}
Value poll_unregister(Value self, Value file) {
  int descriptor = descriptor_argument(file);
  if (has_error()) return null_value;
  return dict_delete(masks_of(self), small_int_value(descriptor)) ? none() : raise_key_error(small_int_value(descriptor));
}
Value poll_poll(Value self, Value timeout) {
  int64_t deadline;
  if (!deadline_argument(timeout, 1e-3, &deadline)) return null_value;
  std::vector<pollfd> set;
  Dict* masks = masks_of(self);
  for (int64_t i = next_entry(masks, 0); i >= 0; i = next_entry(masks, static_cast<uint64_t>(i) + 1)) {
    const DictEntry& entry = masks->entries->items[i];
    set.push_back({static_cast<int>(small_int(entry.key)), static_cast<short>(small_int(entry.value)), 0});
  }
  if (poll_until(set, deadline) < 0) return null_value;
  List* ready = make_list();
  for (const pollfd& entry : set) {
    if (entry.revents)
      list_append(ready, ref(make_pair(small_int_value(entry.fd), small_int_value(static_cast<unsigned short>(entry.revents)))));
  }
  return ref(ready);
}
const BuiltinDefinition poll_methods[] = {
    entry("register", poll_register, 2),
    entry("modify", poll_modify),
    entry("unregister", poll_unregister),
    entry("poll", poll_poll, 1),
};

// ---- epoll objects: the descriptor, -1 when closed ----

enum EpollField : uint32_t { epoll_descriptor, epoll_field_count };
Type* epoll_type;

/// -1 with ValueError if it is closed.
int epoll_of(Value self) {
  int descriptor = static_cast<int>(small_int(as<NativeObject>(self)->fields[epoll_descriptor]));
  if (descriptor < 0) raise_value_error("I/O operation on closed epoll object");
  return descriptor;
}
Value construct_epoll(Type* type, const Value* arguments, uint32_t count, Tuple* names) {
  Value given[2];
  if (!parse_arguments("epoll", "sizehint flags", 0, arguments, count, names, given)) return null_value;
  int descriptor = epoll_create1(EPOLL_CLOEXEC);
  if (descriptor < 0) return raise_errno();
  NativeObject* object = make_native(type, epoll_field_count);
  object->fields[epoll_descriptor].initialise(small_int_value(descriptor));
  return ref(object);
}
Value epoll_control(Value self, Value file, Value mask_v, int operation) {
  int epoll = epoll_of(self);
  if (epoll < 0) return null_value;
  int64_t mask = EPOLLIN | EPOLLPRI | EPOLLOUT;
  int descriptor = descriptor_argument(file);
  if (has_error() || (mask_v && !index_in_range(mask_v, &mask))) return null_value;
  epoll_event event{};
  event.events = static_cast<uint32_t>(mask);
  event.data.fd = descriptor;
  return epoll_ctl(epoll, operation, descriptor, &event) < 0 ? raise_errno() : none();
}
Value epoll_register(Value self, Value file, Value mask) { return epoll_control(self, file, mask, EPOLL_CTL_ADD); }
Value epoll_modify(Value self, Value file, Value mask) { return epoll_control(self, file, mask, EPOLL_CTL_MOD); }
Value epoll_unregister(Value self, Value file) { return epoll_control(self, file, null_value, EPOLL_CTL_DEL); }
Value epoll_poll(Value self, Value timeout, Value maximum_v) {
  int epoll = epoll_of(self);
  int64_t maximum = -1, deadline;
  if (epoll < 0 || (maximum_v && !index_in_range(maximum_v, &maximum))) return null_value;
  if (timeout && is_float(timeout) && float_of(timeout) < 0) timeout = none();
  if (timeout && is_small_int(timeout) && small_int(timeout) < 0) timeout = none();
  if (!deadline_argument(timeout, 1, &deadline)) return null_value;
  if (maximum < 1) maximum = 1023;
  std::vector<pollfd> self_set{{epoll, POLLIN, 0}};
  int ready = poll_until(self_set, deadline);
  if (ready < 0) return null_value;
  std::vector<epoll_event> events(static_cast<size_t>(maximum));
  int count = ready ? epoll_wait(epoll, events.data(), static_cast<int>(maximum), 0) : 0;
  if (count < 0) return raise_errno();
  List* list = make_list();
  for (int i = 0; i < count; i++)
    list_append(list, ref(make_pair(small_int_value(events[static_cast<size_t>(i)].data.fd),
                                    small_int_value(events[static_cast<size_t>(i)].events))));
  return ref(list);
}
Value epoll_close(Value self) {
  int descriptor = static_cast<int>(small_int(as<NativeObject>(self)->fields[epoll_descriptor]));
  as<NativeObject>(self)->fields[epoll_descriptor] = small_int_value(-1);
  return descriptor >= 0 && close(descriptor) < 0 ? raise_errno() : none();
}
Value epoll_fileno(Value self) {
  int descriptor = epoll_of(self);
  return descriptor < 0 ? null_value : small_int_value(descriptor);
}
Value epoll_enter(Value self) { return epoll_of(self) < 0 ? null_value : self; }
Value epoll_exit(const Value* arguments, uint32_t) { return epoll_close(arguments[0]); }
Value epoll_closed(Value self) { return boolean(small_int(as<NativeObject>(self)->fields[epoll_descriptor]) < 0); }
const BuiltinDefinition epoll_methods[] = {
    entry("register", epoll_register, 2, "fd eventmask"),
    entry("modify", epoll_modify, 3, "fd eventmask"),
    entry("unregister", epoll_unregister, 2, "fd"),
    entry("poll", epoll_poll, 1, "timeout maxevents"),
    entry("close", epoll_close),
    entry("fileno", epoll_fileno),
    entry("__enter__", epoll_enter),
    entry("__exit__", epoll_exit, 1),
};
const GetSetDefinition epoll_attributes[] = {{"closed", epoll_closed}};

}  // namespace

void fill_select(Module* module) {
  poll_type = make_module_type(module, "poll", Kind::native, 0, nullptr);
  define(poll_type, poll_methods);
  epoll_type = make_module_type(module, "epoll", Kind::native, 0, construct_epoll);
  define(epoll_type, epoll_methods);
  define_attributes(epoll_type, epoll_attributes);
  static const NamedNumber constants[] = {
#define CONSTANT(name) {#name, static_cast<int64_t>(name)},
      CONSTANT(POLLIN) CONSTANT(POLLPRI) CONSTANT(POLLOUT) CONSTANT(POLLERR) CONSTANT(POLLHUP) CONSTANT(POLLNVAL)
          CONSTANT(POLLRDNORM) CONSTANT(POLLRDBAND) CONSTANT(POLLWRNORM) CONSTANT(POLLWRBAND) CONSTANT(POLLMSG)
              CONSTANT(POLLRDHUP) CONSTANT(EPOLLIN) CONSTANT(EPOLLPRI) CONSTANT(EPOLLOUT) CONSTANT(EPOLLERR) CONSTANT(EPOLLHUP)
                  CONSTANT(EPOLLRDNORM) CONSTANT(EPOLLRDBAND) CONSTANT(EPOLLWRNORM) CONSTANT(EPOLLWRBAND) CONSTANT(EPOLLMSG)
                      CONSTANT(EPOLLRDHUP) CONSTANT(EPOLLEXCLUSIVE) CONSTANT(EPOLLONESHOT) CONSTANT(EPOLLET)
                          CONSTANT(EPOLL_CLOEXEC) CONSTANT(PIPE_BUF)
#undef CONSTANT
  };
  set_numbers(module, constants);
  set_member(module, "error", ref(exception_type(ExceptionKind::os_error)));
  jitwright::Heap::current().add_root(
      [](void*, jitwright::Tracer& tracer) {
        tracer.visit(poll_type);
        tracer.visit(epoll_type);
      },
      &poll_type);
  static const BuiltinDefinition functions[] = {entry("select", select_select, 3), entry("poll", select_poll)};
  define(module, functions);
}

}  // namespace python
