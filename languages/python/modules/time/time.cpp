/// The module time: clocks and sleeping. The calendar's part is in calendar.cpp.
#include <cerrno>
#include <cmath>
#include <ctime>

#include "modules/os/arguments.h"
#include "modules/thread/threads.h"
#include "modules/time/calendar.h"
#include "objects/errors.h"
#include "objects/floating.h"
#include "objects/integer.h"
#include "objects/module.h"
#include "objects/operations.h"

namespace python {

namespace {

int64_t nanoseconds(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

template <clockid_t clock>
Value seconds() {
  return float_value(static_cast<double>(nanoseconds(clock)) * 1e-9);
}
template <clockid_t clock>
Value whole_nanoseconds() {
  return int_value(nanoseconds(clock));
}

bool clock_argument(Value v, clockid_t* out) {
  int number;
  if (!int_argument(v, &number)) return false;
  *out = static_cast<clockid_t>(number);
  return true;
}
Value time_clock_gettime(Value v) {
  clockid_t clock;
  timespec now;
  if (!clock_argument(v, &clock)) return null_value;
  if (clock_gettime(clock, &now) < 0) return raise_errno();
  return float_value(static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec));
}
Value time_clock_gettime_ns(Value v) {
  clockid_t clock;
  timespec now;
  if (!clock_argument(v, &clock)) return null_value;
  return clock_gettime(clock, &now) < 0 ? raise_errno() : int_value(nanoseconds(clock));
}
Value time_clock_getres(Value v) {
  clockid_t clock;
  timespec step;
  if (!clock_argument(v, &clock)) return null_value;
  if (clock_getres(clock, &step) < 0) return raise_errno();
  return float_value(static_cast<double>(step.tv_sec) + 1e-9 * static_cast<double>(step.tv_nsec));
}

Value time_get_clock_info(Value name_v) {
  static const struct {
    const char *name, *implementation;
    clockid_t clock;
    bool monotonic, adjustable;
  } clocks[] = {
      {"time", "clock_gettime(CLOCK_REALTIME)", CLOCK_REALTIME, false, true},
      {"monotonic", "clock_gettime(CLOCK_MONOTONIC)", CLOCK_MONOTONIC, true, false},
      {"perf_counter", "clock_gettime(CLOCK_MONOTONIC)", CLOCK_MONOTONIC, true, false},
      {"process_time", "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)", CLOCK_PROCESS_CPUTIME_ID, true, false},
      {"thread_time", "clock_gettime(CLOCK_THREAD_CPUTIME_ID)", CLOCK_THREAD_CPUTIME_ID, true, false},
  };
  Str* name = as_str(name_v);
  if (!name) return raise_type_error("get_clock_info() argument 1 must be str, not %T", name_v);
  for (const auto& row : clocks) {
    if (!str_equals(name, row.name)) continue;
    Value info = make_simple_namespace();
    Dict* dict = as<NamespaceObject>(info)->dict;
    dict_set_str(dict, intern("implementation"), ref(make_str(row.implementation)));
    dict_set_str(dict, intern("monotonic"), boolean(row.monotonic));
    dict_set_str(dict, intern("adjustable"), boolean(row.adjustable));
    dict_set_str(dict, intern("resolution"), float_value(1e-9));
    return info;
  }
  return raise_value_error("unknown clock");
}

Value time_sleep(Value duration) {
  double length;
  if (is_float(duration)) {
    length = float_of(duration);
  } else {
    Value whole = index_of(duration);
    if (!whole || !to_double(whole, &length)) return null_value;
  }
  if (std::isnan(length)) return raise_value_error("Invalid value NaN (not a number)");
  if (length < 0) return raise_value_error("sleep length must be non-negative");
  if (length > 9.2e9) return raise_overflow_error("timestamp too large to convert to C _PyTime_t");
  auto never = [](void*) { return false; };
  return wait_for(never, nullptr, monotonic_nanoseconds() + static_cast<int64_t>(std::ceil(length * 1e9))) < 0 ? null_value
                                                                                                               : none();
}

}  // namespace

void fill_time(Module* module) {
  static const BuiltinDefinition functions[] = {
      entry("time", seconds<CLOCK_REALTIME>),
      entry("time_ns", whole_nanoseconds<CLOCK_REALTIME>),
      entry("monotonic", seconds<CLOCK_MONOTONIC>),
      entry("monotonic_ns", whole_nanoseconds<CLOCK_MONOTONIC>),
      entry("perf_counter", seconds<CLOCK_MONOTONIC>),
      entry("perf_counter_ns", whole_nanoseconds<CLOCK_MONOTONIC>),
      entry("process_time", seconds<CLOCK_PROCESS_CPUTIME_ID>),
      entry("process_time_ns", whole_nanoseconds<CLOCK_PROCESS_CPUTIME_ID>),
      entry("thread_time", seconds<CLOCK_THREAD_CPUTIME_ID>),
      entry("thread_time_ns", whole_nanoseconds<CLOCK_THREAD_CPUTIME_ID>),
      entry("clock_gettime", time_clock_gettime),
      entry("clock_gettime_ns", time_clock_gettime_ns),
      entry("clock_getres", time_clock_getres),
      entry("get_clock_info", time_get_clock_info),
      entry("sleep", time_sleep),
  };
  define(module, functions);
  static const struct {
    const char* name;
    clockid_t clock;
  } clocks[] = {
#define CLOCK(name) {#name, name},
      CLOCK(CLOCK_REALTIME) CLOCK(CLOCK_MONOTONIC) CLOCK(CLOCK_MONOTONIC_RAW) CLOCK(CLOCK_PROCESS_CPUTIME_ID)
          CLOCK(CLOCK_THREAD_CPUTIME_ID) CLOCK(CLOCK_BOOTTIME) CLOCK(CLOCK_TAI)
#undef CLOCK
  };
  for (const auto& row : clocks) set_member(module, row.name, small_int_value(row.clock));
  define_calendar(module);
}

}  // namespace python
