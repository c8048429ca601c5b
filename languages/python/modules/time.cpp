/// The module time.
#include <cerrno>
#include <cmath>
#include <ctime>

#include "modules/modules.h"
#include "objects/errors.h"
#include "objects/floating.h"
#include "objects/integer.h"
#include "objects/operations.h"

namespace python {

namespace {

int64_t nanoseconds(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}
Value seconds(clockid_t clock) { return float_value(static_cast<double>(nanoseconds(clock)) * 1e-9); }

Value time_time() { return seconds(CLOCK_REALTIME); }
Value time_perf_counter() { return seconds(CLOCK_MONOTONIC); }
Value time_process_time() { return seconds(CLOCK_PROCESS_CPUTIME_ID); }
Value time_thread_time() { return seconds(CLOCK_THREAD_CPUTIME_ID); }
Value time_time_ns() { return int_value(nanoseconds(CLOCK_REALTIME)); }
Value time_perf_counter_ns() { return int_value(nanoseconds(CLOCK_MONOTONIC)); }
Value time_process_time_ns() { return int_value(nanoseconds(CLOCK_PROCESS_CPUTIME_ID)); }

Value time_sleep(Value duration) {
  double length;
  if (!to_double(duration, &length)) return null_value;
  if (std::isnan(length)) return raise_value_error("Invalid value NaN (not a number)");
  if (length < 0) return raise_value_error("sleep length must be non-negative");
  timespec rest{static_cast<time_t>(length), static_cast<long>((length - floor(length)) * 1e9)};
  while (nanosleep(&rest, &rest) < 0 && errno == EINTR) {
    if (interrupted()) return null_value;
  }
  return none();
}

Value broken_down(Value when, bool local) {
  time_t moment = time(nullptr);
  if (when && !is_none(when)) {
    double x;
    if (!to_double(when, &x)) return null_value;
    moment = static_cast<time_t>(floor(x));
  }
  tm parts;
  if (local) localtime_r(&moment, &parts);
  else gmtime_r(&moment, &parts);
  Tuple* tuple = make_tuple(9);
  const int fields[] = {parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                        (parts.tm_wday + 6) % 7, parts.tm_yday + 1, parts.tm_isdst};
  for (int i = 0; i < 9; i++) tuple->items[i].initialise(small_int_value(fields[i]));
  return ref(tuple);
}
Value time_localtime(Value when) { return broken_down(when, true); }
Value time_gmtime(Value when) { return broken_down(when, false); }
Value time_strftime(Value format, Value when) {
  Str* text = as_str(format);
  if (!text) return raise_type_error("strftime() argument 1 must be str, not %T", format);
  Value parts_value = when ? when : broken_down(null_value, true);
  Tuple* parts = as_tuple(parts_value);
  if (!parts || parts->length < 9) return raise_type_error("Tuple or struct_time argument required");
  int fields[9];
  for (int i = 0; i < 9; i++) {
    int64_t field;
    if (!clamped_index(parts->items[i], &field)) return null_value;
    fields[i] = static_cast<int>(field);
  }
  tm broken{};
  broken.tm_year = fields[0] - 1900;
  broken.tm_mon = fields[1] - 1;
  broken.tm_mday = fields[2];
  broken.tm_hour = fields[3];
  broken.tm_min = fields[4];
  broken.tm_sec = fields[5];
  broken.tm_wday = (fields[6] + 1) % 7;
  broken.tm_yday = fields[7] - 1;
  broken.tm_isdst = fields[8];
  char buffer[512];
  size_t length = strftime(buffer, sizeof buffer, to_utf8(text).c_str(), &broken);
  return ref(make_str({buffer, length}));
}

}  // namespace

void fill_time(Module* module) {
  static const BuiltinDefinition functions[] = {
      entry("time", time_time), entry("perf_counter", time_perf_counter), entry("monotonic", time_perf_counter),
      entry("process_time", time_process_time), entry("thread_time", time_thread_time), entry("time_ns", time_time_ns),
      entry("perf_counter_ns", time_perf_counter_ns), entry("monotonic_ns", time_perf_counter_ns),
      entry("process_time_ns", time_process_time_ns), entry("sleep", time_sleep), entry("localtime", time_localtime, 0),
      entry("gmtime", time_gmtime, 0), entry("strftime", time_strftime, 1),
  };
  define(module, functions);
}

}  // namespace python
