/// datetime: making, parts, text. Operators and comparison are in datetime_arithmetic.cpp, what has to do with the system's clock
/// and zone in datetime_local.cpp.
#include "modules/datetime/datetime.h"

#include "interpreter/import.h"
#include "modules/module_type.h"
#include "objects/bytes.h"
#include "objects/types.h"

namespace python::datetime {

Value make_datetime(const Moment& moment, Value tzinfo, int fold) {
  DateTime* dt = make<DateTime>(Kind::datetime);
  dt->year = moment.day.year;
  dt->month = static_cast<uint8_t>(moment.day.month);
  dt->day = static_cast<uint8_t>(moment.day.day);
  dt->hour = static_cast<uint8_t>(moment.clock.hour);
  dt->minute = static_cast<uint8_t>(moment.clock.minute);
  dt->second = static_cast<uint8_t>(moment.clock.second);
  dt->fold = static_cast<uint8_t>(fold);
  dt->microsecond = moment.clock.microsecond;
  dt->tzinfo.initialise(tzinfo);
  return ref(dt);
}

namespace {

bool check_moment(const Moment& moment, int fold) {
  return check_date(moment.day.year, moment.day.month, moment.day.day) && check_time(moment.clock, fold);
}

/// The class and its eight positional arguments.
struct NewArguments {
  Value values[10];  // and room for fold
};
NewArguments new_arguments(Type* type, const Moment& moment, Value tzinfo) {
  const Day& day = moment.day;
  const Clock& clock = moment.clock;
  return {{ref(type), int_value(day.year), int_value(day.month), int_value(day.day), int_value(clock.hour),
           int_value(clock.minute), int_value(clock.second), int_value(clock.microsecond), tzinfo, null_value}};
}

}  // namespace

Value with_zone(Value made, Value tzinfo) {
  DateTime* dt = as_datetime(made);
  Value native = make_datetime(moment_of(dt), tzinfo, dt->fold);
  if (has_kind(made, Kind::datetime)) return native;
  as<Instance>(made)->slots[native_slot] = native;
  return made;
}

Value new_datetime(Type* type, const Moment& moment, Value tzinfo, int fold) {
  if (type == builtin_type(Kind::datetime)) return check_moment(moment, fold) ? make_datetime(moment, tzinfo, fold) : null_value;
  NewArguments arguments = new_arguments(type, moment, tzinfo);
  return call(arguments.values[0], arguments.values + 1, 8);
}

namespace {

DateTime* self_datetime(Value self) { return as_datetime(self); }

constexpr uint8_t fold_bit = 0x80;  // in the month of a pickled state
constexpr const char* parameters = "year month day hour minute second microsecond tzinfo * fold";

bool is_month(uint8_t byte) { return (byte & ~fold_bit) >= 1 && (byte & ~fold_bit) <= 12; }

Value from_state(const std::string& bytes, Value tzinfo) {
  if (!is_none(tzinfo) && !is_instance(tzinfo, state.tzinfo_type)) return raise_type_error("bad tzinfo state arg");
  auto byte = [&](size_t i) { return static_cast<uint8_t>(bytes[i]); };
  Moment moment{{byte(0) * 256 + byte(1), byte(2) & ~fold_bit, byte(3)},
                {byte(4), byte(5), byte(6), byte(7) << 16 | byte(8) << 8 | byte(9)}};
  return make_datetime(moment, tzinfo, (byte(2) & fold_bit) != 0);
}

/// The numbers year to microsecond and fold, and the time zone, out of arguments; those not given stay. False with an error
/// pending.
bool read_arguments(const Value* given, int* parts, Value* tzinfo) {
  Value numbers[] = {given[0], given[1], given[2], given[3], given[4], given[5], given[6], given[8]};
  if (!int_arguments(numbers, parts, 8)) return false;
  if (given[7]) *tzinfo = tzinfo_argument(given[7]);
  return bool(*tzinfo);
}
Moment moment_from(const int* parts) { return {{parts[0], parts[1], parts[2]}, {parts[3], parts[4], parts[5], parts[6]}}; }

JW_DONT_LOOK_INSIDE Value construct(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (count == 1 || count == 2) {
    std::string bytes;
    StateCheck check = pickled_state(arguments[0], 10, 2, is_month, "datetime", &bytes);
    if (check == StateCheck::failed) return null_value;
    if (check == StateCheck::state) return from_state(bytes, count == 2 ? arguments[1] : none());
  }
  Value given[9], tzinfo = none();
  int parts[8] = {};
  if (!parse_arguments(nullptr, parameters, 3, arguments, count, names, given) || !read_arguments(given, parts, &tzinfo)) {
    return null_value;
  }
  Moment moment = moment_from(parts);
  return check_moment(moment, parts[7]) ? make_datetime(moment, tzinfo, parts[7]) : null_value;
}

Value combine(Value type, Value date_value, Value time_value, Value tzinfo) {
  Date* date = as_date(date_value);
  Time* time = as_time(time_value);
  if (!date) return raise_type_error("combine() argument 1 must be datetime.date, not %T", date_value);
  if (!time) return raise_type_error("combine() argument 2 must be datetime.time, not %T", time_value);
  tzinfo = tzinfo ? tzinfo_argument(tzinfo) : time->tzinfo.get();
  return tzinfo ? new_datetime(as<Type>(type), {day_of(date), clock_of(time)}, tzinfo, time->fold) : null_value;
}

Value from_iso_format(Value type, Value text) {
  Str* str = as_str(text);
  if (!str) return raise_type_error("fromisoformat: argument must be str");
  IsoText read;
  if (!parse_iso_datetime(to_utf8(str), &read)) return raise_bad_iso(text);
  Value tzinfo = zone_of(read);
  return tzinfo ? new_datetime(as<Type>(type), read.moment, tzinfo, 0) : null_value;
}

Value strptime(Value type, Value text, Value format) {
  if (!as_str(text)) return raise_type_error("strptime() argument 1 must be str, not %T", text);
  if (!as_str(format)) return raise_type_error("strptime() argument 2 must be str, not %T", format);
  Value module = import_module("_strptime");
  Value function = module ? get_attr(module, intern("_strptime_datetime")) : null_value;
  return function ? call_3(function, type, text, format) : null_value;
}

Value replace(const Value* arguments, uint32_t count, Tuple* names) {
  DateTime* dt = self_datetime(arguments[0]);
  Value given[9], tzinfo = dt->tzinfo;
  int parts[] = {dt->year, dt->month, dt->day, dt->hour, dt->minute, dt->second, dt->microsecond, dt->fold};
  if (!parse_arguments("replace", parameters, 0, arguments + 1, count - 1, names, given) ||
      !read_arguments(given, parts, &tzinfo)) {
    return null_value;
  }
  if (!check_fold(parts[7])) return null_value;
  Type* type = type_of(arguments[0]);
  if (type == builtin_type(Kind::datetime)) return new_datetime(type, moment_from(parts), tzinfo, parts[7]);
  // A derived class makes its instance without its own __new__ and __init__.
  NewArguments values = new_arguments(type, moment_from(parts), tzinfo);
  values.values[9] = int_value(parts[7]);
  return builtin_new(values.values, 9, make_tuple_1(ref(intern("fold"))));
}

// ---- parts ----

Value date_of(Value self) { return make_date(day_of(self_datetime(self))); }
Value time_of(Value self) { return make_time(clock_of(self_datetime(self)), none(), self_datetime(self)->fold); }
Value time_with_zone(Value self) {
  DateTime* dt = self_datetime(self);
  return make_time(clock_of(dt), dt->tzinfo, dt->fold);
}
Value utcoffset(Value self) { return utc_offset(self_datetime(self)->tzinfo, self); }
Value dst(Value self) { return dst_offset(self_datetime(self)->tzinfo, self); }
Value tzname(Value self) { return zone_name(self_datetime(self)->tzinfo, self); }

Value time_tuple(Value self) {
  DateTime* dt = self_datetime(self);
  Value offset = dst_offset(dt->tzinfo, self);
  if (!offset) return null_value;
  return struct_time(moment_of(dt), is_none(offset) ? -1 : !is_zero(as_delta(offset)));
}
Value utc_time_tuple(Value self) {
  DateTime* dt = self_datetime(self);
  Value offset = utc_offset(dt->tzinfo, self);
  if (!offset) return null_value;
  if (!is_none(offset)) {
    Value plain = add_delta(ref(dt), as_delta(offset), -1);
    if (!plain) return null_value;
    dt = as<DateTime>(plain);
  }
  return struct_time(moment_of(dt), 0);
}

Value get_hour(Value self) { return small_int_value(self_datetime(self)->hour); }
Value get_minute(Value self) { return small_int_value(self_datetime(self)->minute); }
Value get_second(Value self) { return small_int_value(self_datetime(self)->second); }
Value get_microsecond(Value self) { return small_int_value(self_datetime(self)->microsecond); }
Value get_tzinfo(Value self) { return self_datetime(self)->tzinfo; }
Value get_fold(Value self) { return small_int_value(self_datetime(self)->fold); }

// ---- text ----

Value repr(Value self) {
  DateTime* dt = self_datetime(self);
  std::string text = type_name_of(self) + print("(%d, %d, %d, %d, %d", dt->year, dt->month, dt->day, dt->hour, dt->minute);
  if (dt->second || dt->microsecond) text += print(", %d", dt->second);
  if (dt->microsecond) text += print(", %d", dt->microsecond);
  if (dt->fold) text += ", fold=1";
  if (!is_none(dt->tzinfo)) {
    Value zone = to_repr(dt->tzinfo);
    if (!zone) return null_value;
    text += ", tzinfo=" + to_utf8(as_str(zone));
  }
  return text_value(text + ")");
}
Value to_text(Value self) {
  Value separator = ref(vm.characters[' ']);
  return call_method(self, state.isoformat, &separator, 1);
}
Value iso_format(Value self, Value separator, Value timespec) {
  DateTime* dt = self_datetime(self);
  Str* between = separator ? as_str(separator) : vm.characters['T'];
  if (!between || between->length != 1)
    return raise_type_error("isoformat() argument 1 must be a unicode character, not %T", separator);
  std::string text = date_text(day_of(dt)) + to_utf8(between);
  if (!clock_text(clock_of(dt), timespec, 2, &text) || !offset_text(dt->tzinfo, self, ":", &text)) return null_value;
  return text_value(text);
}

Value state_of(Value self, bool with_fold) {
  DateTime* dt = self_datetime(self);
  uint32_t us = static_cast<uint32_t>(dt->microsecond), year = static_cast<uint32_t>(dt->year);
  uint8_t bytes[] = {static_cast<uint8_t>(year >> 8),
                     static_cast<uint8_t>(year),
                     static_cast<uint8_t>(dt->month | (with_fold && dt->fold ? fold_bit : 0)),
                     dt->day,
                     dt->hour,
                     dt->minute,
                     dt->second,
                     static_cast<uint8_t>(us >> 16),
                     static_cast<uint8_t>(us >> 8),
                     static_cast<uint8_t>(us)};
  Value content = ref(make_bytes(bytes, sizeof bytes));
  return ref(make_pair(ref(type_of(self)), ref(is_none(dt->tzinfo) ? make_tuple_1(content) : make_pair(content, dt->tzinfo))));
}
Value reduce(Value self) { return state_of(self, false); }
Value reduce_ex(Value self, Value protocol) {
  int number;
  return int_arguments(&protocol, &number, 1) ? state_of(self, number > 3) : null_value;
}

template <Comparison op>
Value compare(Value self, Value other) {
  return datetime_compare(op, self, other);
}

}  // namespace

void define_datetime() {
  constexpr uint8_t of_class = builtin_class_method, raw = builtin_raw_self;
  static const BuiltinDefinition methods[] = {entry("now", datetime_now, 1, "tz", of_class),
                                              entry("utcnow", datetime_utc_now, 1, nullptr, of_class),
                                              entry("fromtimestamp", datetime_from_timestamp_method, 2, "timestamp tz", of_class),
                                              entry("utcfromtimestamp", datetime_utc_from_timestamp, 2, nullptr, of_class),
                                              entry("strptime", strptime, 3, nullptr, of_class),
                                              entry("combine", combine, 3, "date time tzinfo", of_class),
                                              entry("fromisoformat", from_iso_format, 2, nullptr, of_class),
                                              entry("date", date_of),
                                              entry("time", time_of),
                                              entry("timetz", time_with_zone),
                                              entry("timetuple", time_tuple, 1, nullptr, raw),
                                              entry("utctimetuple", utc_time_tuple, 1, nullptr, raw),
                                              entry("timestamp", datetime_timestamp, 1, nullptr, raw),
                                              entry("isoformat", iso_format, 1, "sep timespec", raw),
                                              entry("utcoffset", utcoffset, 1, nullptr, raw),
                                              entry("tzname", tzname, 1, nullptr, raw),
                                              entry("dst", dst, 1, nullptr, raw),
                                              entry("replace", replace, 1, 255, raw),
                                              entry("astimezone", datetime_as_timezone, 1, "tz", raw),
                                              entry("__repr__", repr, 1, nullptr, raw),
                                              entry("__str__", to_text, 1, nullptr, raw),
                                              entry("__add__", datetime_add, 2, nullptr, raw),
                                              entry("__radd__", datetime_add, 2, nullptr, raw),
                                              entry("__sub__", datetime_subtract, 2, nullptr, raw),
                                              entry("__rsub__", datetime_subtract_from, 2, nullptr, raw),
                                              entry("__hash__", datetime_hash, 1, nullptr, raw),
                                              entry("__eq__", compare<Comparison::equal>, 2, nullptr, raw),
                                              entry("__ne__", compare<Comparison::not_equal>, 2, nullptr, raw),
                                              entry("__lt__", compare<Comparison::less>, 2, nullptr, raw),
                                              entry("__le__", compare<Comparison::less_equal>, 2, nullptr, raw),
                                              entry("__gt__", compare<Comparison::greater>, 2, nullptr, raw),
                                              entry("__ge__", compare<Comparison::greater_equal>, 2, nullptr, raw),
                                              entry("__reduce__", reduce, 1, nullptr, raw),
                                              entry("__reduce_ex__", reduce_ex, 2, nullptr, raw)};
  static const GetSetDefinition attributes[] = {{"hour", get_hour},     {"minute", get_minute},
                                                {"second", get_second}, {"microsecond", get_microsecond},
                                                {"tzinfo", get_tzinfo}, {"fold", get_fold}};
  Type* type = builtin_type(Kind::datetime);
  dict_set_str(type->dict, intern("min"), make_datetime({{minimum_year, 1, 1}, {0, 0, 0, 0}}, none(), 0));
  dict_set_str(type->dict, intern("max"), make_datetime({{maximum_year, 12, 31}, {23, 59, 59, 999999}}, none(), 0));
  dict_set_str(type->dict, intern("resolution"), make_delta(0, 0, 1));
  state.utc_epoch = make_datetime({day_of_ordinal(epoch_ordinal), {0, 0, 0, 0}}, state.utc, 0);
  complete_type(nullptr, type, construct, type_is_base, methods, attributes);
}

}  // namespace python::datetime
