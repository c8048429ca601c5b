/// Dates and times as text: isoformat, strftime, offsets.
#include <cstdarg>
#include <cstdio>

#include "interpreter/import.h"
#include "modules/datetime/datetime.h"
#include "objects/codec.h"

namespace python::datetime {

std::string print(const char* format, ...) {
  char buffer[128];
  va_list arguments;
  va_start(arguments, format);
  int length = std::vsnprintf(buffer, sizeof buffer, format, arguments);
  va_end(arguments);
  return {buffer, static_cast<size_t>(length)};
}

std::string date_text(const Day& day) { return print("%04d-%02d-%02d", day.year, day.month, day.day); }

bool clock_text(const Clock& clock, Value timespec, int position, std::string* out) {
  Str* how = nullptr;
  if (timespec) {
    how = as_str(timespec);
    if (!how) {
      raise_type_error("isoformat() argument %s must be str, not %T", position, timespec);
      return false;
    }
    if (str_equals(how, "auto")) how = nullptr;
  }
  auto is = [&](const char* name) { return how && str_equals(how, name); };
  if (how ? is("microseconds") : clock.microsecond != 0) {
    *out += print("%02d:%02d:%02d.%06d", clock.hour, clock.minute, clock.second, clock.microsecond);
  } else if (!how || is("seconds")) {
    *out += print("%02d:%02d:%02d", clock.hour, clock.minute, clock.second);
  } else if (is("milliseconds")) {
    *out += print("%02d:%02d:%02d.%03d", clock.hour, clock.minute, clock.second, clock.microsecond / 1000);
  } else if (is("minutes")) {
    *out += print("%02d:%02d", clock.hour, clock.minute);
  } else if (is("hours")) {
    *out += print("%02d", clock.hour);
  } else {
    raise_value_error("Unknown timespec value");
    return false;
  }
  return true;
}

std::string offset_text(const TimeDelta* offset, const char* separator) {
  char sign = '+';
  int seconds = offset->seconds, microseconds = offset->microseconds;
  if (offset->days < 0) {  // shown as a magnitude
    sign = '-';
    seconds = static_cast<int>(-(offset->days * seconds_per_day + seconds)) - (microseconds > 0);
    microseconds = microseconds ? static_cast<int>(microseconds_per_second) - microseconds : 0;
  }
  std::string text = print("%c%02d%s%02d", sign, seconds / 3600, separator, seconds / 60 % 60);
  if (seconds % 60 || microseconds) text += print("%s%02d", separator, seconds % 60);
  if (microseconds) text += print(".%06d", microseconds);
  return text;
}

bool offset_text(Value tzinfo, Value argument, const char* separator, std::string* out) {
  Value offset = utc_offset(tzinfo, argument);
  if (!offset) return false;
  if (!is_none(offset)) *out += offset_text(as_delta(offset), separator);
  return true;
}

namespace {

/// What %Z stands for, ready to be part of a format.
Str* shown_zone(Value tzinfo, Value argument) {
  if (is_none(tzinfo)) return vm.empty_str;
  Value name = zone_name(tzinfo, argument);
  if (!name) return nullptr;
  if (is_none(name)) return vm.empty_str;
  Value arguments[] = {ref(vm.characters['%']), ref(intern("%%"))};
  Value shown = call_method(name, intern("replace"), arguments, 2);
  Str* text = shown ? as_str(shown) : nullptr;
  if (shown && !text) raise_type_error("tzname.replace() did not return a string");
  return text && encode_utf8(text, nullptr) ? text : nullptr;  // surrogates are refused
}

/// The format with %z, %Z and %f replaced, which the C library knows nothing of; null with an error pending.
JW_DONT_LOOK_INSIDE Str* expand_format(Str* format, Value tzinfo, Value argument, int microsecond) {
  StrBuilder builder;
  for (uint64_t i = 0; i < format->length; i++) {
    uint32_t c = char_at(format, i);
    uint32_t code = c == '%' && i + 1 < format->length ? char_at(format, i + 1) : 0;
    if (code == 'z') {
      std::string text;
      if (!offset_text(tzinfo, argument, "", &text)) return nullptr;
      builder.append_ascii(text);
    } else if (code == 'Z') {
      Str* zone = shown_zone(tzinfo, argument);
      if (!zone) return nullptr;
      builder.append(zone);
    } else if (code == 'f') {
      builder.append_ascii(print("%06d", microsecond));
    } else {
      builder.append(c);
      if (code) builder.append(code);
    }
    if (code) i++;
  }
  return builder.finish();
}

}  // namespace

Value format_time(Str* format, Value time_tuple, Value tzinfo, Value tz_argument, int microsecond) {
  Str* expanded = expand_format(format, tzinfo, tz_argument, microsecond);
  if (!expanded) return null_value;
  Value module = import_module("time");
  Value function = module ? get_attr(module, state.strftime) : null_value;
  return function ? call_2(function, ref(expanded), time_tuple) : null_value;
}

Value format_method(Value self, Value spec) {
  Str* text = as_str(spec);
  if (!text) return raise_type_error("__format__() argument 1 must be str, not %T", spec);
  return text->length ? call_method(self, state.strftime, &spec, 1) : to_str(self);
}

Value struct_time(const Moment& moment, int dst) {
  Value module = import_module("time");
  Value type = module ? get_attr(module, intern("struct_time")) : null_value;
  if (!type) return null_value;
  const Day& day = moment.day;
  const Clock& clock = moment.clock;
  int64_t ordinal = ordinal_of(day.year, day.month, day.day);
  int parts[] = {day.year,
                 day.month,
                 day.day,
                 clock.hour,
                 clock.minute,
                 clock.second,
                 weekday_of(ordinal),
                 days_before_month(day.year, day.month) + day.day,
                 dst};
  Value values[9];
  for (int i = 0; i < 9; i++) values[i] = small_int_value(parts[i]);
  return call_1(type, ref(make_tuple_of(values, 9)));
}

}  // namespace python::datetime
