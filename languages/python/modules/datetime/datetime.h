/// Owns the layouts of the module _datetime's objects and what its files share. Objects never change once they are visible.
/// Invariants: a TimeDelta is normalised (0 <= seconds < 86400, 0 <= microseconds < 10^6) and its days are within limits;
/// `tzinfo` is None or an instance of tzinfo, never null; a DateTime is a Date to C++ as to the guest. Functions that give a
/// Value give null with an error pending, unless they say otherwise.
#pragma once

#include <string>

#include "modules/datetime/calendar.h"
#include "modules/modules.h"
#include "objects/builtin.h"
#include "objects/operations.h"

namespace python::datetime {

inline constexpr int64_t seconds_per_day = 86400, microseconds_per_second = 1000000, maximum_delta_days = 999999999;

/// kind timedelta
struct TimeDelta : Object {
  JW_IMMUTABLE int32_t days, seconds, microseconds;
};
/// kind date
struct Date : Object {
  JW_IMMUTABLE int32_t year;
  JW_IMMUTABLE uint8_t month, day;
};
/// kind datetime
struct DateTime : Date {
  JW_IMMUTABLE uint8_t hour, minute, second, fold;
  JW_IMMUTABLE int32_t microsecond;
  JW_IMMUTABLE ValueField tzinfo;
  int64_t hash;  // 0: not computed
};
/// kind time
struct Time : Object {
  JW_IMMUTABLE uint8_t hour, minute, second, fold;
  JW_IMMUTABLE int32_t microsecond;
  JW_IMMUTABLE ValueField tzinfo;
  int64_t hash;  // 0: not computed
};
/// kind timezone
struct TimeZone : Object {
  JW_IMMUTABLE ValueField offset;  // a TimeDelta
  JW_IMMUTABLE ValueField name;    // str or null
};

/// The numbers of a time of day, and with a Day before it, of a moment.
struct Clock {
  int hour, minute, second, microsecond;
};
struct Moment {
  Day day;
  Clock clock;
};
inline int seconds_of(const Clock& clock) { return (clock.hour * 60 + clock.minute) * 60 + clock.second; }
inline Day day_of(const Date* date) { return {date->year, date->month, date->day}; }
inline int64_t ordinal_of(const Date* date) { return ordinal_of(date->year, date->month, date->day); }
template <class T>  // DateTime or Time
Clock clock_of(const T* t) {
  return {t->hour, t->minute, t->second, t->microsecond};
}
inline Moment moment_of(const DateTime* dt) { return {day_of(dt), clock_of(dt)}; }

// -- the native part of an object of that class or a derived one; null for any other --

inline TimeDelta* as_delta(Value v) { return as<TimeDelta>(native_part(v, Kind::timedelta)); }
inline DateTime* as_datetime(Value v) { return as<DateTime>(native_part(v, Kind::datetime)); }
inline Date* as_date(Value v) {
  Value native = native_part(v, Kind::date);
  return native ? as<Date>(native) : as_datetime(v);
}
inline Time* as_time(Value v) { return as<Time>(native_part(v, Kind::time)); }
inline TimeZone* as_timezone(Value v) { return has_kind(v, Kind::timezone) ? as<TimeZone>(v) : nullptr; }

// -- making; new_... check their numbers, or make an instance of `type` by calling it if it is a derived class: without fold, as
// CPython --

Value make_delta(int64_t days, int64_t seconds, int64_t microseconds);
inline Value make_date(const Day& day) {
  Date* date = make<Date>(Kind::date);
  date->year = day.year;
  date->month = static_cast<uint8_t>(day.month);
  date->day = static_cast<uint8_t>(day.day);
  return ref(date);
}
Value make_datetime(const Moment& moment, Value tzinfo, int fold);
Value make_time(const Clock& clock, Value tzinfo, int fold);
Value new_date(Type* type, const Day& day);
Value new_datetime(Type* type, const Moment& moment, Value tzinfo, int fold);
Value new_time(Type* type, const Clock& clock, Value tzinfo, int fold);
/// timezone(offset, name): the one UTC for no offset and no name (null).
Value make_timezone(Value offset, Value name);

/// False with ValueError.
bool check_date(int64_t year, int64_t month, int64_t day);
bool check_fold(int64_t fold);
bool check_time(const Clock& clock, int64_t fold);
/// None (for null, too) or an instance of tzinfo; else TypeError and null.
Value tzinfo_argument(Value v);
/// The numbers among arguments: each `present` one of `count` is converted. False with an error pending.
bool int_arguments(const Value* values, int* out, uint32_t count);
/// What a constructor got instead of its first argument when an object is unpickled: `length` bytes, or a str of so many
/// characters if a Python 2 wrote them. `is_plausible` looks at the byte `at`, since a bytes object may also be a wrong argument.
enum class StateCheck : uint32_t { not_state, state, failed };
StateCheck pickled_state(Value v, size_t length, size_t at, bool (*is_plausible)(uint8_t), const char* what, std::string* out);

// -- the protocol of tzinfo --

/// tzinfo.utcoffset(argument) or dst: None or a timedelta within limits.
Value utc_offset(Value tzinfo, Value argument);
Value dst_offset(Value tzinfo, Value argument);
/// tzinfo.tzname(argument): None or a str.
Value zone_name(Value tzinfo, Value argument);

// -- timedelta --

int compare_deltas(const TimeDelta* a, const TimeDelta* b);
bool is_zero(const TimeDelta* delta);
Value subtract_deltas(const TimeDelta* a, const TimeDelta* b);
double total_seconds(const TimeDelta* delta);
int64_t hash_delta(const TimeDelta* delta);
/// An order of numbers as a method's result.
Value ordered(Comparison op, int64_t difference);
/// One number from two, for hashes.
inline uint64_t mix(uint64_t hash, int64_t part) {
  hash = (hash ^ static_cast<uint64_t>(part)) * 0x9E3779B97F4A7C15u;
  return hash ^ hash >> 32;
}
/// As __hash__ gives it and a cache keeps it.
inline int64_t finished_hash(uint64_t hash) {
  int64_t h = static_cast<int64_t>(hash >> 3);
  return h == 0 ? 1 : h;
}

// -- datetime --

/// `sign` 1 or -1; of the class of `dt`, without fold.
Value add_delta(Value dt, const TimeDelta* delta, int sign);
/// The same object with another time zone; `dt` was just made and nobody else knows it.
Value with_zone(Value dt, Value tzinfo);
/// Seconds from the year 1 to a local time; -1 with an error pending.
int64_t local_to_seconds(const Moment& moment, int fold);
/// datetime(1970, 1, 1) in seconds from the year 1.
inline constexpr int64_t epoch_seconds = epoch_ordinal * seconds_per_day;
/// From the start of the year 1.
int64_t seconds_of(const Moment& moment);
/// The system's zone at a moment given in UTC (seconds from 1970).
Value local_zone_at(int64_t timestamp);
/// datetime.now() and its kin; `utc`: not in local time.
Value datetime_from_timestamp(Type* type, int64_t seconds, int microseconds, bool utc, Value tzinfo);
/// Seconds and microseconds of a timestamp argument, rounded half to even; `whole`: seconds only, rounded down. False with an
/// error.
bool timestamp_argument(Value v, bool whole, int64_t* seconds, int* microseconds);
/// Local time; false with OSError.
bool local_time(int64_t timestamp, Moment* out);

// -- text --

/// "+01:30" with `separator`, seconds and microseconds if there are any; empty for None. False with an error pending.
bool offset_text(Value tzinfo, Value argument, const char* separator, std::string* out);
std::string offset_text(const TimeDelta* offset, const char* separator);
/// "HH:MM:SS.ffffff" as `timespec` (null: auto), argument number `position`, says. False with an error pending.
bool clock_text(const Clock& clock, Value timespec, int position, std::string* out);
std::string date_text(const Day& day);
inline Value text_value(const std::string& text) { return ref(make_str(text)); }
[[gnu::format(printf, 1, 2)]] std::string print(const char* format, ...);
/// strftime of any of the classes.
Value format_time(Str* format, Value time_tuple, Value tzinfo, Value tz_argument, int microsecond);
/// format(self, spec): str(self) or self.strftime(spec).
Value format_method(Value self, Value spec);
/// time.struct_time.
Value struct_time(const Moment& moment, int dst);
/// ValueError.
Value raise_bad_iso(Value text);
/// What fromisoformat read; `has_offset`: an offset from UTC in `offset`.
struct IsoText {
  Moment moment{{1, 1, 1}, {0, 0, 0, 0}};
  bool has_offset = false;
  int64_t offset_seconds = 0, offset_microseconds = 0;
};
bool parse_iso_date(std::string_view text, IsoText* out);
bool parse_iso_time(std::string_view text, IsoText* out);
bool parse_iso_datetime(std::string text, IsoText* out);
/// None or a timezone.
Value zone_of(const IsoText& text);

// -- the module --

struct ModuleState {
  Type* tzinfo_type;    // null: nothing is made yet
  Type* calendar_type;  // IsoCalendarDate
  Value utc, utc_epoch;
  Str *utcoffset, *dst, *tzname, *fromutc, *isoformat, *strftime, *timetuple;
};
extern ModuleState state;

void define_timedelta();
void define_date();
void define_time();
void define_datetime();
void define_zones();
/// The class of date.isocalendar()'s results.
Type* make_calendar_type();
Value make_calendar_date(int64_t ordinal, int year);

// Methods of datetime in files of their own.
Value datetime_compare(Comparison op, Value a, Value b);
Value datetime_hash(Value self);
Value datetime_add(Value self, Value other);
Value datetime_subtract(Value self, Value other);
Value datetime_subtract_from(Value self, Value other);
Value datetime_as_timezone(Value self, Value tzinfo);
Value datetime_timestamp(Value self);
Value datetime_now(Value type, Value tzinfo);
Value datetime_utc_now(Value type);
Value datetime_from_timestamp_method(Value type, Value timestamp, Value tzinfo);
Value datetime_utc_from_timestamp(Value type, Value timestamp);

}  // namespace python::datetime
