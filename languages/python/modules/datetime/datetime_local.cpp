/// datetime and the system: the clock, local time and its zone. Local time is a function of UTC that the C library knows; its
/// inverse has two values where clocks were put back (fold tells which) and none where they were put forward.
#include <cerrno>
#include <cmath>
#include <ctime>

#include "modules/datetime/datetime.h"
#include "modules/os/arguments.h"
#include "objects/floating.h"

namespace python::datetime {

namespace {

constexpr int64_t longest_fold = 24 * 3600;

Moment moment_from(const tm& parts) {
  // A leap second is the second before.
  int second = parts.tm_sec > 59 ? 59 : parts.tm_sec;
  return {{parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday}, {parts.tm_hour, parts.tm_min, second, 0}};
}

bool break_down(int64_t timestamp, bool utc, tm* out) {
  time_t when = timestamp;
  if (utc ? gmtime_r(&when, out) : localtime_r(&when, out)) return true;
  raise_os_error(EOVERFLOW, null_value);
  return false;
}

bool check_year(const Moment& moment) { return check_date(moment.day.year, moment.day.month, moment.day.day); }

/// Local time for UTC, both in seconds from the year 1; -1 with an error pending.
int64_t local(int64_t utc_seconds) {
  Moment moment;
  if (!local_time(utc_seconds - epoch_seconds, &moment) || !check_year(moment)) return -1;
  return seconds_of(moment);
}

}  // namespace

bool local_time(int64_t timestamp, Moment* out) {
  tm parts;
  if (!break_down(timestamp, false, &parts)) return false;
  *out = moment_from(parts);
  return true;
}

int64_t local_to_seconds(const Moment& moment, int fold) {
  int64_t wanted = seconds_of(moment);
  int64_t shown = local(wanted);
  if (shown == -1) return -1;
  // One candidate by the offset that holds at that moment of UTC; the other by the offset a day before it (or after it, for a
  // fold).
  int64_t offset = shown - wanted, first = wanted - offset;
  int64_t first_shown = local(first);
  if (first_shown == -1) return -1;
  int64_t other_offset;
  if (first_shown == wanted) {
    int64_t probe = fold ? first + longest_fold : first - longest_fold;
    shown = local(probe);
    if (shown == -1) return -1;
    other_offset = shown - probe;
    if (other_offset == offset) return first;
  } else {
    other_offset = first_shown - first;
  }
  int64_t second = wanted - other_offset;
  shown = local(second);
  if (shown == -1) return -1;
  if (shown == wanted) return second;
  if (first_shown == wanted) return first;
  // In a gap: as if the clocks had not been put forward yet, or (fold) already before.
  return (first < second) == (fold != 0) ? first : second;
}

Value local_zone_at(int64_t timestamp) {
  tm parts;
  if (!break_down(timestamp, false, &parts)) return null_value;
  Value offset = make_delta(0, parts.tm_gmtoff, 0);
  return make_timezone(offset, parts.tm_zone ? path_value(parts.tm_zone) : null_value);
}

bool timestamp_argument(Value v, bool whole, int64_t* seconds, int* microseconds) {
  double number;
  if (!as_exact_float(v, &number)) {
    Value exact = index_of(v);
    if (!exact) return false;
    if (!is_int64(exact)) return raise_overflow_error("timestamp out of range for platform time_t"), false;
    *seconds = int64_of(exact);
    if (!whole) *microseconds = 0;
    return true;
  }
  if (std::isnan(number)) return raise_value_error("Invalid value NaN (not a number)"), false;
  double integral = std::floor(number), parts = whole ? 0 : std::nearbyint(std::modf(number, &number) * 1e6);
  if (!whole) {
    integral = number;
    if (parts >= 1e6) parts -= 1e6, integral += 1;
    if (parts < 0) parts += 1e6, integral -= 1;
    *microseconds = static_cast<int>(parts);
  }
  if (!(integral >= -0x1p63 && integral < 0x1p63))
    return raise_overflow_error("timestamp out of range for platform time_t"), false;
  *seconds = static_cast<int64_t>(integral);
  return true;
}

Value datetime_from_timestamp(Type* type, int64_t timestamp, int microseconds, bool utc, Value tzinfo) {
  tm parts;
  if (!break_down(timestamp, utc, &parts)) return null_value;
  Moment moment = moment_from(parts);
  moment.clock.microsecond = microseconds;
  int fold = 0;
  if (is_none(tzinfo) && !utc) {
    // Did the clock show this already? Then it was put back less than a day before.
    if (!check_year(moment)) return null_value;
    int64_t now = seconds_of(moment), before = local(epoch_seconds + timestamp - longest_fold);
    if (before == -1) return null_value;
    int64_t change = now - before - longest_fold;
    if (change < 0) {
      int64_t earlier = local(epoch_seconds + timestamp + change);
      if (earlier == -1) return null_value;
      fold = earlier == now;
    }
  }
  return new_datetime(type, moment, tzinfo, fold);
}

namespace {

/// Local time, or for a zone UTC handed to its fromutc().
Value moment_in_zone(Value type, int64_t seconds, int microseconds, Value tzinfo) {
  Value made = datetime_from_timestamp(as<Type>(type), seconds, microseconds, !is_none(tzinfo), tzinfo);
  return made && !is_none(tzinfo) ? call_method(tzinfo, state.fromutc, &made, 1) : made;
}

timespec current_time() {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return now;
}

}  // namespace

Value datetime_now(Value type, Value tzinfo) {
  tzinfo = tzinfo_argument(tzinfo);
  timespec now = current_time();
  return tzinfo ? moment_in_zone(type, now.tv_sec, static_cast<int>(now.tv_nsec / 1000), tzinfo) : null_value;
}
Value datetime_utc_now(Value type) {
  timespec now = current_time();
  return datetime_from_timestamp(as<Type>(type), now.tv_sec, static_cast<int>(now.tv_nsec / 1000), true, none());
}
Value datetime_from_timestamp_method(Value type, Value timestamp, Value tzinfo) {
  int64_t seconds;
  int microseconds;
  tzinfo = tzinfo_argument(tzinfo);
  if (!tzinfo || !timestamp_argument(timestamp, false, &seconds, &microseconds)) return null_value;
  return moment_in_zone(type, seconds, microseconds, tzinfo);
}
Value datetime_utc_from_timestamp(Value type, Value timestamp) {
  int64_t seconds;
  int microseconds;
  if (!timestamp_argument(timestamp, false, &seconds, &microseconds)) return null_value;
  return datetime_from_timestamp(as<Type>(type), seconds, microseconds, true, none());
}

Value datetime_timestamp(Value self) {
  DateTime* dt = as_datetime(self);
  if (!is_none(dt->tzinfo)) {
    Value since = datetime_subtract(self, state.utc_epoch);
    return since ? float_value(total_seconds(as<TimeDelta>(since))) : null_value;
  }
  int64_t seconds = local_to_seconds(moment_of(dt), dt->fold);
  if (seconds == -1) return null_value;
  return float_value(static_cast<double>(seconds - epoch_seconds) + dt->microsecond / 1e6);
}

Value datetime_as_timezone(Value self, Value tzinfo) {
  tzinfo = tzinfo_argument(tzinfo);
  if (!tzinfo) return null_value;
  DateTime* dt = as_datetime(self);
  Value own = dt->tzinfo, offset = none();
  if (own != none()) {
    if (own == tzinfo) return self;
    offset = utc_offset(own, self);
    if (!offset) return null_value;
  }
  if (is_none(offset)) {  // naive: local time
    int64_t seconds = local_to_seconds(moment_of(dt), dt->fold);
    own = seconds == -1 ? null_value : local_zone_at(seconds - epoch_seconds);
    if (!own) return null_value;
    offset = utc_offset(own, self);
  }
  Value result = add_delta(self, as_delta(offset), -1);
  DateTime* moved = result ? as_datetime(result) : nullptr;
  if (!moved) return result;
  if (is_none(tzinfo)) {
    tzinfo = local_zone_at(seconds_of(moment_of(moved)) - epoch_seconds);
    if (!tzinfo) return null_value;
  }
  result = with_zone(result, tzinfo);
  return call_method(tzinfo, state.fromutc, &result, 1);
}

}  // namespace python::datetime
