/// The module resource: what the process used and may use.
#include <sys/resource.h>
#include <unistd.h>
#include <cerrno>

#include "modules/os/arguments.h"
#include "objects/floating.h"
#include "objects/struct_sequence.h"

namespace python {

namespace {

Type* usage_type;

Value seconds(const timeval& time) {
  return float_value(static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6);
}
Value resource_getrusage(Value who_v) {
  int who;
  rusage usage;
  if (!int_argument(who_v, &who)) return null_value;
  if (getrusage(static_cast<__rusage_who>(who), &usage) < 0)
    return errno == EINVAL ? raise_value_error("invalid who parameter") : raise_errno();
  Value values[16] = {seconds(usage.ru_utime), seconds(usage.ru_stime)};
  const long counts[] = {usage.ru_maxrss, usage.ru_ixrss, usage.ru_idrss,  usage.ru_isrss,  usage.ru_minflt,   usage.ru_majflt, usage.ru_nswap,
                         usage.ru_inblock, usage.ru_oublock, usage.ru_msgsnd, usage.ru_msgrcv, usage.ru_nsignals, usage.ru_nvcsw,  usage.ru_nivcsw};
  for (size_t i = 0; i < std::size(counts); i++) values[2 + i] = int_value(counts[i]);
  return make_struct_sequence(usage_type, values);
}

Value limits_value(const rlimit& limits) {
  auto number = [](rlim_t limit) { return limit == RLIM_INFINITY ? small_int_value(-1) : int_value_unsigned(limit); };
  return ref(make_pair(number(limits.rlim_cur), number(limits.rlim_max)));
}
bool resource_argument(Value v, int* out) {
  if (!int_argument(v, out)) return false;
  if (*out >= 0 && *out < static_cast<int>(RLIM_NLIMITS)) return true;
  raise_value_error("invalid resource specified");
  return false;
}
Value resource_getrlimit(Value resource_v) {
  int resource;
  rlimit limits;
  if (!resource_argument(resource_v, &resource)) return null_value;
  return getrlimit(static_cast<__rlimit_resource>(resource), &limits) < 0 ? raise_errno() : limits_value(limits);
}
Value resource_setrlimit(Value resource_v, Value limits_v) {
  int resource;
  if (!resource_argument(resource_v, &resource)) return null_value;
  Tuple* pair = tuple_from(limits_v);
  if (!pair) return null_value;
  if (pair->length != 2) return raise_value_error("expected a tuple of 2 integers");
  int64_t soft, hard;
  if (!long_argument(pair->items[0], &soft) || !long_argument(pair->items[1], &hard)) return null_value;
  rlimit limits{static_cast<rlim_t>(soft), static_cast<rlim_t>(hard)};
  if (setrlimit(static_cast<__rlimit_resource>(resource), &limits) == 0) return none();
  if (errno == EINVAL) return raise_value_error("current limit exceeds maximum limit");
  return errno == EPERM ? raise_value_error("not allowed to raise maximum limit") : raise_errno();
}
Value resource_getpagesize() { return int_value(sysconf(_SC_PAGESIZE)); }

}  // namespace

void fill_resource(Module* module) {
  static const char* const fields[] = {"ru_utime",  "ru_stime",  "ru_maxrss",  "ru_ixrss",   "ru_idrss",  "ru_isrss",  "ru_minflt",   "ru_majflt",
                                       "ru_nswap",  "ru_inblock", "ru_oublock", "ru_msgsnd", "ru_msgrcv", "ru_nsignals", "ru_nvcsw", "ru_nivcsw"};
  usage_type = make_struct_sequence_type("resource", "struct_rusage", fields);
  jitwright::Heap::current().add_root([](void*, jitwright::Tracer& tracer) { tracer.visit(usage_type); }, &usage_type);
  set_member(module, "struct_rusage", ref(usage_type));
  set_member(module, "error", ref(exception_type(ExceptionKind::os_error)));
  set_member(module, "RLIM_INFINITY", small_int_value(-1));
  static const NamedNumber constants[] = {
#define CONSTANT(name) {#name, name},
      CONSTANT(RLIMIT_CPU) CONSTANT(RLIMIT_FSIZE) CONSTANT(RLIMIT_DATA) CONSTANT(RLIMIT_STACK) CONSTANT(RLIMIT_CORE)
          CONSTANT(RLIMIT_RSS) CONSTANT(RLIMIT_NPROC) CONSTANT(RLIMIT_NOFILE) CONSTANT(RLIMIT_MEMLOCK) CONSTANT(RLIMIT_AS)
              CONSTANT(RLIMIT_SIGPENDING) CONSTANT(RLIMIT_MSGQUEUE) CONSTANT(RLIMIT_NICE) CONSTANT(RLIMIT_RTPRIO)
                  CONSTANT(RUSAGE_SELF) CONSTANT(RUSAGE_CHILDREN) CONSTANT(RUSAGE_THREAD)
#undef CONSTANT
  };
  set_numbers(module, constants);
  static const BuiltinDefinition functions[] = {
      entry("getrusage", resource_getrusage),
      entry("getrlimit", resource_getrlimit),
      entry("setrlimit", resource_setrlimit),
      entry("getpagesize", resource_getpagesize),
  };
  define(module, functions);
}

}  // namespace python
