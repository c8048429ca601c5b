/// date.
#include "interpreter/import.h"
#include "modules/datetime/datetime.h"
#include "modules/module_type.h"
#include "objects/bytes.h"
#include "objects/types.h"

namespace python::datetime {

Value new_date(Type* type, const Day& day) {
  if (type == builtin_type(Kind::date)) return check_date(day.year, day.month, day.day) ? make_date(day) : null_value;
  return call_3(ref(type), int_value(day.year), small_int_value(day.month), small_int_value(day.day));
}

namespace {

Date* self_date(Value self) { return as_date(self); }

bool is_month(uint8_t byte) { return byte >= 1 && byte <= 12; }

JW_DONT_LOOK_INSIDE Value construct(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (count == 1 && !names) {
    std::string bytes;
    StateCheck check = pickled_state(arguments[0], 4, 2, is_month, "date", &bytes);
    if (check == StateCheck::failed) return null_value;
    if (check == StateCheck::state) {
      auto byte = [&](size_t i) { return static_cast<uint8_t>(bytes[i]); };
      return make_date({byte(0) * 256 + byte(1), byte(2), byte(3)});
    }
  }
  Value given[3];
  int parts[3];
  if (!parse_arguments(nullptr, "year month day", 3, arguments, count, names, given)) return null_value;
  if (!int_arguments(given, parts, 3) || !check_date(parts[0], parts[1], parts[2])) return null_value;
  return make_date({parts[0], parts[1], parts[2]});
}

Value date_from_timestamp(Value type, Value timestamp) {
  int64_t seconds;
  Moment moment;
  if (!timestamp_argument(timestamp, true, &seconds, nullptr) || !local_time(seconds, &moment)) return null_value;
  return new_date(as<Type>(type), moment.day);
}
Value today(Value type) {
  Value module = import_module("time");
  Value clock = module ? get_attr(module, intern("time")) : null_value;
  Value now = clock ? call_0(clock) : null_value;
  if (!now) return null_value;
  return call_method(type, intern("fromtimestamp"), &now, 1);
}
Value from_ordinal(Value type, Value ordinal_value) {
  int ordinal = 0;
  if (!int_arguments(&ordinal_value, &ordinal, 1)) return null_value;
  if (ordinal < 1) return raise_value_error("ordinal must be >= 1");
  return new_date(as<Type>(type), day_of_ordinal(ordinal));
}
Value from_iso_format(Value type, Value text) {
  Str* str = as_str(text);
  if (!str) return raise_type_error("fromisoformat: argument must be str");
  std::string bytes = to_utf8(str);
  size_t length = bytes.size();
  IsoText read;
  if ((length != 7 && length != 8 && length != 10) || !parse_iso_date(bytes, &read)) return raise_bad_iso(text);
  return new_date(as<Type>(type), read.moment.day);
}
Value from_iso_calendar(Value type, Value year, Value week, Value weekday) {
  Value given[] = {year, week, weekday};
  int n[3];
  if (!int_arguments(given, n, 3)) {
    return clear_error(ExceptionKind::overflow_error) ? raise_value_error("ISO calendar component out of range") : null_value;
  }
  Day day;
  switch (day_of_iso(n[0], n[1], n[2], &day)) {
    case IsoError::none: return new_date(as<Type>(type), day);
    case IsoError::year: return raise_value_error("Year is out of range: %s", n[0]);
    case IsoError::week: return raise_value_error("Invalid week: %s", n[1]);
    case IsoError::day: return raise_value_error("Invalid day: %s (range is [1, 7])", n[2]);
  }
  return null_value;
}

constexpr const char* month_names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr const char* weekday_names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

Value ctime(Value self) {
  Date* date = self_date(self);
  DateTime* dt = as_datetime(self);
  Clock clock = dt ? clock_of(dt) : Clock{};
  return text_value(print("%s %s %2d %02d:%02d:%02d %04d", weekday_names[weekday_of(ordinal_of(date))],
                          month_names[date->month - 1], date->day, clock.hour, clock.minute, clock.second, date->year));
}

Value strftime(Value self, Value format) {
  Str* text = as_str(format);
  if (!text) return raise_type_error("strftime() argument 1 must be str, not %T", format);
  Value parts = call_method(self, state.timetuple, nullptr, 0);
  if (!parts) return null_value;
  DateTime* dt = as_datetime(self);
  return format_time(text, parts, dt ? dt->tzinfo.get() : none(), self, dt ? dt->microsecond : 0);
}

Value repr(Value self) {
  Date* date = self_date(self);
  return text_value(type_name_of(self) + print("(%d, %d, %d)", date->year, date->month, date->day));
}
Value to_text(Value self) { return call_method(self, state.isoformat, nullptr, 0); }
Value iso_format(Value self) { return text_value(date_text(day_of(self_date(self)))); }

Value iso_weekday(Value self) { return small_int_value(weekday_of(ordinal_of(self_date(self))) + 1); }
Value weekday(Value self) { return small_int_value(weekday_of(ordinal_of(self_date(self)))); }
Value to_ordinal(Value self) { return small_int_value(ordinal_of(self_date(self))); }
Value iso_calendar(Value self) { return make_calendar_date(ordinal_of(self_date(self)), self_date(self)->year); }
Value time_tuple(Value self) { return struct_time({day_of(self_date(self)), {}}, -1); }

Value replace(Value self, Value year, Value month, Value day) {
  Date* date = self_date(self);
  Value given[] = {year, month, day};
  int parts[] = {date->year, date->month, date->day};
  if (!int_arguments(given, parts, 3)) return null_value;
  Type* type = type_of(self);
  if (type == builtin_type(Kind::date)) return new_date(type, {parts[0], parts[1], parts[2]});
  // A derived class makes its instance without its own __new__ and __init__.
  Value arguments[] = {ref(type), int_value(parts[0]), int_value(parts[1]), int_value(parts[2])};
  return builtin_new(arguments, 4, nullptr);
}

Value shifted(Value self, int64_t days) {
  int64_t ordinal = ordinal_of(self_date(self)) + days;
  if (ordinal < 1 || ordinal > maximum_ordinal) return raise_overflow_error("date value out of range");
  return new_date(type_of(self), day_of_ordinal(ordinal));
}
/// datetime's operators are other ones.
bool is_moment(Value v) { return as_datetime(v) != nullptr; }

Value add(Value self, Value other) {
  TimeDelta* delta = as_delta(other);
  return delta && !is_moment(self) ? shifted(self, delta->days) : not_implemented();
}
Value subtract(Value self, Value other) {
  if (is_moment(self) || is_moment(other)) return not_implemented();
  if (Date* date = as_date(other)) return make_delta(ordinal_of(self_date(self)) - ordinal_of(date), 0, 0);
  TimeDelta* delta = as_delta(other);
  return delta ? shifted(self, -int64_t{delta->days}) : not_implemented();
}
Value subtract_from(Value self, Value other) {
  Date* date = is_moment(self) || is_moment(other) ? nullptr : as_date(other);
  return date ? make_delta(ordinal_of(date) - ordinal_of(self_date(self)), 0, 0) : not_implemented();
}

int64_t difference(const Date* a, const Date* b) {
  auto number = [](const Date* date) { return (date->year * 16 + date->month) * 32 + date->day; };
  return number(a) - number(b);
}
template <Comparison op>
Value compare(Value self, Value other) {
  Date* b = as_date(other);
  return b ? ordered(op, difference(self_date(self), b)) : not_implemented();
}
Value hash_method(Value self) {
  Date* date = self_date(self);
  return int_value(finished_hash(mix(mix(mix(2, date->year), date->month), date->day)));
}

Value reduce(Value self) {
  Date* date = self_date(self);
  uint8_t bytes[] = {static_cast<uint8_t>(date->year >> 8), static_cast<uint8_t>(date->year), date->month, date->day};
  return ref(make_pair(ref(type_of(self)), ref(make_tuple_1(ref(make_bytes(bytes, sizeof bytes))))));
}

Value get_year(Value self) { return small_int_value(self_date(self)->year); }
Value get_month(Value self) { return small_int_value(self_date(self)->month); }
Value get_day(Value self) { return small_int_value(self_date(self)->day); }

}  // namespace

void define_date() {
  constexpr uint8_t of_class = builtin_class_method, raw = builtin_raw_self;
  static const BuiltinDefinition methods[] = {entry("today", today, 1, nullptr, of_class),
                                              entry("fromtimestamp", date_from_timestamp, 2, nullptr, of_class),
                                              entry("fromordinal", from_ordinal, 2, nullptr, of_class),
                                              entry("fromisoformat", from_iso_format, 2, nullptr, of_class),
                                              entry("fromisocalendar", from_iso_calendar, 4, "year week day", of_class),
                                              entry("ctime", ctime),
                                              entry("strftime", strftime, 2, "format", raw),
                                              entry("__format__", format_method, 2, nullptr, raw),
                                              entry("__repr__", repr, 1, nullptr, raw),
                                              entry("__str__", to_text, 1, nullptr, raw),
                                              entry("isoformat", iso_format),
                                              entry("isoweekday", iso_weekday),
                                              entry("weekday", weekday),
                                              entry("toordinal", to_ordinal),
                                              entry("isocalendar", iso_calendar),
                                              entry("timetuple", time_tuple),
                                              entry("replace", replace, 1, "year month day", raw),
                                              entry("__add__", add, 2, nullptr, raw),
                                              entry("__radd__", add, 2, nullptr, raw),
                                              entry("__sub__", subtract, 2, nullptr, raw),
                                              entry("__rsub__", subtract_from),
                                              entry("__hash__", hash_method),
                                              entry("__eq__", compare<Comparison::equal>),
                                              entry("__ne__", compare<Comparison::not_equal>),
                                              entry("__lt__", compare<Comparison::less>),
                                              entry("__le__", compare<Comparison::less_equal>),
                                              entry("__gt__", compare<Comparison::greater>),
                                              entry("__ge__", compare<Comparison::greater_equal>),
                                              entry("__reduce__", reduce, 1, nullptr, raw)};
  static const GetSetDefinition attributes[] = {{"year", get_year}, {"month", get_month}, {"day", get_day}};
  Type* type = builtin_type(Kind::date);
  dict_set_str(type->dict, intern("min"), make_date({minimum_year, 1, 1}));
  dict_set_str(type->dict, intern("max"), make_date({maximum_year, 12, 31}));
  dict_set_str(type->dict, intern("resolution"), make_delta(1, 0, 0));
  complete_type(nullptr, type, construct, type_is_base, methods, attributes);
}

}  // namespace python::datetime
