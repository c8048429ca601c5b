#include "modules/time/calendar.h"

#include <cerrno>
#include <cmath>
#include <ctime>

#include "interpreter/import.h"
#include "modules/os/arguments.h"
#include "objects/floating.h"
#include "objects/struct_sequence.h"

namespace python {

namespace {

Type* time_type;

Value struct_time_of(const tm& parts) {
  Value values[] = {int_value(int64_t{parts.tm_year} + 1900),
                    small_int_value(parts.tm_mon + 1),
                    small_int_value(parts.tm_mday),
                    small_int_value(parts.tm_hour),
                    small_int_value(parts.tm_min),
                    small_int_value(parts.tm_sec),
                    small_int_value((parts.tm_wday + 6) % 7),
                    small_int_value(parts.tm_yday + 1),
                    small_int_value(parts.tm_isdst),
                    parts.tm_zone ? path_value(parts.tm_zone) : none(),
                    int_value(parts.tm_gmtoff)};
  return make_struct_sequence(time_type, values);
}

/// Seconds since the epoch, now for None and null; false with an error pending.
bool moment_argument(Value v, time_t* out) {
  if (!v || is_none(v)) {
    *out = time(nullptr);
    return true;
  }
  if (is_float(v)) {
    double x = std::floor(float_of(v));
    if (std::isnan(x)) {
      raise_value_error("Invalid value NaN (not a number)");
      return false;
    }
    if (!(x > -9.2e18 && x < 9.2e18)) {
      raise_overflow_error("timestamp out of range for platform time_t");
      return false;
    }
    *out = static_cast<time_t>(x);
    return true;
  }
  Value number = index_of(v);
  if (!number) return false;
  if (!is_int64(number)) {
    raise_overflow_error("timestamp out of range for platform time_t");
    return false;
  }
  *out = int64_of(number);
  return true;
}

template <tm* (*convert)(const time_t*, tm*)>
Value broken_down(Value v) {
  time_t moment;
  tm parts{};
  if (!moment_argument(v, &moment)) return null_value;
  if (!convert(&moment, &parts)) return raise_os_error(EOVERFLOW, null_value);
  if (convert == gmtime_r) parts.tm_zone = "UTC", parts.tm_gmtoff = 0;
  return struct_time_of(parts);
}

/// The parts of a struct_time or tuple, within bounds; false with an error pending.
bool parts_argument(Value v, tm* out, bool check) {
  *out = {};
  if (!v) {
    time_t now = time(nullptr);
    localtime_r(&now, out);
    return true;
  }
  Tuple* tuple = as_tuple(v);
  if (!tuple) {
    raise_type_error("Tuple or struct_time argument required");
    return false;
  }
  if (tuple->length != 9) {
    raise_type_error("%s: illegal time tuple argument", check ? "strftime()" : "mktime()");
    return false;
  }
  int fields[9];
  for (int i = 0; i < 9; i++) {
    if (!int_argument(tuple->items[i], &fields[i])) return false;
  }
  if (fields[0] < INT32_MIN + 1900) {
    raise_overflow_error("year out of range");
    return false;
  }
  *out = tm{};
  out->tm_year = fields[0] - 1900;
  out->tm_mon = fields[1] - 1;
  out->tm_mday = fields[2];
  out->tm_hour = fields[3];
  out->tm_min = fields[4];
  out->tm_sec = fields[5];
  out->tm_wday = (fields[6] + 1) % 7;
  out->tm_yday = fields[7] - 1;
  out->tm_isdst = fields[8];
  if (is_instance(v, time_type)) {
    Value zone = get_attr(v, intern("tm_zone")), offset = get_attr(v, intern("tm_gmtoff"));
    static std::string kept_zone;
    if (zone && is_str(zone)) {
      kept_zone = encode_path(as<Str>(zone));
      out->tm_zone = kept_zone.c_str();
    }
    if (offset && is_int64(offset)) out->tm_gmtoff = int64_of(offset);
  }
  if (!check) return true;
  // Zeros stand for the first of what counts from one.
  if (out->tm_mon == -1) out->tm_mon = 0;
  if (out->tm_mday == 0) out->tm_mday = 1;
  if (out->tm_yday == -1) out->tm_yday = 0;
  const struct {
    bool bad;
    const char* message;
  } checks[] = {
      {out->tm_mon < 0 || out->tm_mon > 11, "month out of range"},
      {out->tm_mday < 0 || out->tm_mday > 31, "day of month out of range"},
      {out->tm_hour < 0 || out->tm_hour > 23, "hour out of range"},
      {out->tm_min < 0 || out->tm_min > 59, "minute out of range"},
      {out->tm_sec < 0 || out->tm_sec > 61, "seconds out of range"},
      {out->tm_wday < 0, "day of week out of range"},
      {out->tm_yday < 0 || out->tm_yday > 365, "day of year out of range"},
  };
  for (const auto& row : checks) {
    if (!row.bad) continue;
    raise_value_error("%s", row.message);
    return false;
  }
  out->tm_isdst = out->tm_isdst < -1 ? -1 : out->tm_isdst > 1 ? 1 : out->tm_isdst;
  return true;
}

Value time_strftime(Value format_v, Value when) {
  Str* format = as_str(format_v);
  tm parts;
  if (!format) return raise_type_error("strftime() argument 1 must be str, not %T", format_v);
  if (!parts_argument(when, &parts, true)) return null_value;
  std::string text = encode_path(format), out(256 + text.size() * 4, '\0');
  if (text.empty()) return ref(vm.empty_str);
  for (;;) {
    size_t length = strftime(out.data(), out.size(), text.c_str(), &parts);
    // Nothing may be the right answer: of %p or %Z, say.
    if (length > 0 || out.size() >= 256 * text.size() + 1024) return path_value({out.data(), length});
    out.resize(out.size() * 2);
  }
}
Value ascii_time(const tm& parts) {
  static const char* const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static const char* const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  char text[80];
  snprintf(text, sizeof text, "%s %s%3d %.2d:%.2d:%.2d %lld", days[parts.tm_wday], months[parts.tm_mon], parts.tm_mday,
           parts.tm_hour, parts.tm_min, parts.tm_sec, 1900LL + parts.tm_year);
  return ref(make_str(text));
}
Value time_asctime(Value when) {
  tm parts;
  return parts_argument(when, &parts, true) ? ascii_time(parts) : null_value;
}
Value time_ctime(Value when) {
  time_t moment;
  tm parts;
  if (!moment_argument(when, &moment)) return null_value;
  return localtime_r(&moment, &parts) ? ascii_time(parts) : raise_os_error(EOVERFLOW, null_value);
}
Value time_mktime(Value when) {
  tm parts;
  if (!parts_argument(when, &parts, false)) return null_value;
  parts.tm_wday = -1;
  time_t moment = mktime(&parts);
  if (moment == -1 && parts.tm_wday == -1) return raise_overflow_error("mktime argument out of range");
  return float_value(static_cast<double>(moment));
}
Value time_strptime(const Value* arguments, uint32_t count) {
  Value module = import_module("_strptime");
  Value function = module ? get_attr(module, intern("_strptime_time")) : null_value;
  return function ? call(function, arguments, count) : null_value;
}

void set_zone(Module* module) {
  tzset();
  // The names and offsets of this year, as in January and July.
  time_t now = time(nullptr);
  tm parts;
  localtime_r(&now, &parts);
  int year = parts.tm_year;
  long offsets[2];
  std::string zones[2];
  for (int i = 0; i < 2; i++) {
    tm half{};
    half.tm_year = year;
    half.tm_mon = i * 6;
    half.tm_mday = 1;
    half.tm_isdst = -1;
    time_t moment = mktime(&half);
    localtime_r(&moment, &half);
    offsets[i] = half.tm_gmtoff;
    zones[i] = half.tm_zone;
  }
  // Summer is where clocks are ahead.
  int winter = offsets[0] <= offsets[1] ? 0 : 1;
  set_member(module, "timezone", int_value(-offsets[winter]));
  set_member(module, "altzone", int_value(-offsets[1 - winter]));
  set_member(module, "daylight", small_int_value(offsets[0] != offsets[1]));
  set_member(module, "tzname", ref(make_pair(path_value(zones[winter]), path_value(zones[1 - winter]))));
}
Value time_tzset() {
  Value module = loaded_module(intern("time"));
  if (module && has_kind(module, Kind::module)) set_zone(as<Module>(module));
  return none();
}

}  // namespace

void define_calendar(Module* module) {
  static const char* const fields[] = {"tm_year", "tm_mon",  "tm_mday",  "tm_hour", "tm_min",   "tm_sec",
                                       "tm_wday", "tm_yday", "tm_isdst", "tm_zone", "tm_gmtoff"};
  time_type = make_struct_sequence_type("time", "struct_time", fields, 9);
  set_member(module, "struct_time", ref(time_type));
  set_member(module, "_STRUCT_TM_ITEMS", small_int_value(std::size(fields)));
  static const BuiltinDefinition functions[] = {
      entry("localtime", broken_down<localtime_r>, 0),
      entry("gmtime", broken_down<gmtime_r>, 0),
      entry("strftime", time_strftime, 1),
      entry("asctime", time_asctime, 0),
      entry("ctime", time_ctime, 0),
      entry("mktime", time_mktime),
      entry("strptime", time_strptime, 1, 2),
      entry("tzset", time_tzset),
  };
  define(module, functions);
  set_zone(module);
}

}  // namespace python
