/// time.
#include "modules/datetime/datetime.h"
#include "modules/module_type.h"
#include "objects/bytes.h"
#include "objects/types.h"

namespace python::datetime {

Value make_time(const Clock& clock, Value tzinfo, int fold) {
  Time* time = make<Time>(Kind::time);
  time->hour = static_cast<uint8_t>(clock.hour);
  time->minute = static_cast<uint8_t>(clock.minute);
  time->second = static_cast<uint8_t>(clock.second);
  time->fold = static_cast<uint8_t>(fold);
  time->microsecond = clock.microsecond;
  time->tzinfo.initialise(tzinfo);
  return ref(time);
}

Value new_time(Type* type, const Clock& clock, Value tzinfo, int fold) {
  if (type == builtin_type(Kind::time)) return check_time(clock, fold) ? make_time(clock, tzinfo, fold) : null_value;
  Value arguments[] = {ref(type),
                       small_int_value(clock.hour),
                       small_int_value(clock.minute),
                       small_int_value(clock.second),
                       small_int_value(clock.microsecond),
                       tzinfo};
  return call(arguments[0], arguments + 1, 5);
}

namespace {

Time* self_time(Value self) { return as_time(self); }

constexpr uint8_t fold_bit = 0x80;  // in the hour of a pickled state

bool is_hour(uint8_t byte) { return (byte & ~fold_bit) < 24; }

Value from_state(const std::string& bytes, Value tzinfo) {
  if (!is_none(tzinfo) && !is_instance(tzinfo, state.tzinfo_type)) return raise_type_error("bad tzinfo state arg");
  auto byte = [&](size_t i) { return static_cast<uint8_t>(bytes[i]); };
  Clock clock{byte(0) & ~fold_bit, byte(1), byte(2), byte(3) << 16 | byte(4) << 8 | byte(5)};
  return make_time(clock, tzinfo, (byte(0) & fold_bit) != 0);
}

JW_DONT_LOOK_INSIDE Value construct(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (count == 1 || count == 2) {
    std::string bytes;
    StateCheck check = pickled_state(arguments[0], 6, 0, is_hour, "time", &bytes);
    if (check == StateCheck::failed) return null_value;
    if (check == StateCheck::state) return from_state(bytes, count == 2 ? arguments[1] : none());
  }
  Value given[6];
  if (!parse_arguments(nullptr, "hour minute second microsecond tzinfo * fold", 0, arguments, count, names, given))
    return null_value;
  Value numbers[] = {given[0], given[1], given[2], given[3], given[5]};
  int parts[5] = {};
  if (!int_arguments(numbers, parts, 5)) return null_value;
  Value tzinfo = tzinfo_argument(given[4]);
  Clock clock{parts[0], parts[1], parts[2], parts[3]};
  return tzinfo && check_time(clock, parts[4]) ? make_time(clock, tzinfo, parts[4]) : null_value;
}

Value from_iso_format(Value type, Value text) {
  Str* str = as_str(text);
  if (!str) return raise_type_error("fromisoformat: argument must be str");
  std::string bytes = to_utf8(str);
  IsoText read;
  if (!parse_iso_time(std::string_view(bytes).substr(!bytes.empty() && bytes[0] == 'T'), &read)) return raise_bad_iso(text);
  Value tzinfo = zone_of(read);
  return tzinfo ? new_time(as<Type>(type), read.moment.clock, tzinfo, 0) : null_value;
}

Value utcoffset(Value self) { return utc_offset(self_time(self)->tzinfo, none()); }
Value dst(Value self) { return dst_offset(self_time(self)->tzinfo, none()); }
Value tzname(Value self) { return zone_name(self_time(self)->tzinfo, none()); }

Value repr(Value self) {
  Time* time = self_time(self);
  std::string text = type_name_of(self) + print("(%d, %d", time->hour, time->minute);
  if (time->second || time->microsecond) text += print(", %d", time->second);
  if (time->microsecond) text += print(", %d", time->microsecond);
  if (!is_none(time->tzinfo)) {
    Value zone = to_repr(time->tzinfo);
    if (!zone) return null_value;
    text += ", tzinfo=" + to_utf8(as_str(zone));
  }
  return text_value(text + (time->fold ? ", fold=1)" : ")"));
}
Value to_text(Value self) { return call_method(self, state.isoformat, nullptr, 0); }
Value iso_format(Value self, Value timespec) {
  Time* time = self_time(self);
  std::string text;
  if (!clock_text(clock_of(time), timespec, 1, &text) || !offset_text(time->tzinfo, none(), ":", &text)) return null_value;
  return text_value(text);
}
Value strftime(Value self, Value format) {
  Str* text = as_str(format);
  if (!text) return raise_type_error("strftime() argument 1 must be str, not %T", format);
  Time* time = self_time(self);
  const int parts[] = {1900, 1, 1, time->hour, time->minute, time->second, 0, 1, -1};
  Value values[9];
  for (int i = 0; i < 9; i++) values[i] = small_int_value(parts[i]);
  return format_time(text, ref(make_tuple_of(values, 9)), time->tzinfo, none(), time->microsecond);
}

Value replace(const Value* arguments, uint32_t count, Tuple* names) {
  Time* time = self_time(arguments[0]);
  Value given[6];
  if (!parse_arguments("replace", "hour minute second microsecond tzinfo * fold", 0, arguments + 1, count - 1, names, given)) {
    return null_value;
  }
  Value numbers[] = {given[0], given[1], given[2], given[3], given[5]};
  int parts[] = {time->hour, time->minute, time->second, time->microsecond, time->fold};
  if (!int_arguments(numbers, parts, 5)) return null_value;
  Value tzinfo = given[4] ? tzinfo_argument(given[4]) : time->tzinfo.get();
  if (!tzinfo) return null_value;
  if (!check_fold(parts[4])) return null_value;
  Type* type = type_of(arguments[0]);
  if (type == builtin_type(Kind::time)) return new_time(type, {parts[0], parts[1], parts[2], parts[3]}, tzinfo, parts[4]);
  // A derived class makes its instance without its own __new__ and __init__.
  Value values[] = {ref(type), int_value(parts[0]), int_value(parts[1]), int_value(parts[2]), int_value(parts[3]),
                    tzinfo,    int_value(parts[4])};
  return builtin_new(values, 6, make_tuple_1(ref(intern("fold"))));
}

template <Comparison op>
Value compare(Value self, Value other) {
  Time *a = self_time(self), *b = as_time(other);
  if (!b) return not_implemented();
  int64_t seconds = seconds_of(clock_of(a)) - seconds_of(clock_of(b)), microseconds = a->microsecond - b->microsecond;
  if (a->tzinfo.get() != b->tzinfo.get()) {
    Value x = utc_offset(a->tzinfo, none()), y = x ? utc_offset(b->tzinfo, none()) : null_value;
    if (!y) return null_value;
    if (is_none(x) != is_none(y)) {
      if (op == Comparison::equal || op == Comparison::not_equal) return boolean(op == Comparison::not_equal);
      return raise_type_error("can't compare offset-naive and offset-aware times");
    }
    if (!is_none(x)) {
      TimeDelta *p = as_delta(x), *q = as_delta(y);
      seconds -= (p->days - q->days) * seconds_per_day + p->seconds - q->seconds;
      microseconds -= p->microseconds - q->microseconds;
    }
  }
  return ordered(op, seconds * microseconds_per_second + microseconds);
}

Value hash_method(Value self) {
  Time* time = self_time(self);
  if (time->hash) return int_value(time->hash);
  // Equal times have equal hashes whatever their fold.
  Value offset = none();
  if (!is_none(time->tzinfo)) offset = utc_offset(time->tzinfo, none());
  if (!offset) return null_value;
  int64_t hash;
  if (is_none(offset)) {
    hash = finished_hash(mix(mix(3, seconds_of(clock_of(time))), time->microsecond));
  } else {
    TimeDelta* delta = as_delta(offset);
    Value in_utc =
        make_delta(-int64_t{delta->days}, seconds_of(clock_of(time)) - delta->seconds, time->microsecond - delta->microseconds);
    hash = hash_delta(as<TimeDelta>(in_utc));
  }
  time->hash = hash;
  return int_value(hash);
}

Value state_of(Value self, bool with_fold) {
  Time* time = self_time(self);
  uint32_t us = static_cast<uint32_t>(time->microsecond);
  uint8_t bytes[] = {static_cast<uint8_t>(time->hour | (with_fold && time->fold ? fold_bit : 0)),
                     time->minute,
                     time->second,
                     static_cast<uint8_t>(us >> 16),
                     static_cast<uint8_t>(us >> 8),
                     static_cast<uint8_t>(us)};
  Value content = ref(make_bytes(bytes, sizeof bytes));
  return ref(
      make_pair(ref(type_of(self)), ref(is_none(time->tzinfo) ? make_tuple_1(content) : make_pair(content, time->tzinfo))));
}
Value reduce(Value self) { return state_of(self, false); }
Value reduce_ex(Value self, Value protocol) {
  int number;
  return int_arguments(&protocol, &number, 1) ? state_of(self, number > 3) : null_value;
}

Value get_hour(Value self) { return small_int_value(self_time(self)->hour); }
Value get_minute(Value self) { return small_int_value(self_time(self)->minute); }
Value get_second(Value self) { return small_int_value(self_time(self)->second); }
Value get_microsecond(Value self) { return small_int_value(self_time(self)->microsecond); }
Value get_tzinfo(Value self) { return self_time(self)->tzinfo; }
Value get_fold(Value self) { return small_int_value(self_time(self)->fold); }

}  // namespace

void define_time() {
  constexpr uint8_t raw = builtin_raw_self;
  static const BuiltinDefinition methods[] = {entry("fromisoformat", from_iso_format, 2, nullptr, builtin_class_method),
                                              entry("utcoffset", utcoffset),
                                              entry("dst", dst),
                                              entry("tzname", tzname),
                                              entry("__repr__", repr, 1, nullptr, raw),
                                              entry("__str__", to_text, 1, nullptr, raw),
                                              entry("isoformat", iso_format, 1, "timespec"),
                                              entry("strftime", strftime, 2, "format"),
                                              entry("__format__", format_method, 2, nullptr, raw),
                                              entry("replace", replace, 1, 255, raw),
                                              entry("__hash__", hash_method),
                                              entry("__eq__", compare<Comparison::equal>),
                                              entry("__ne__", compare<Comparison::not_equal>),
                                              entry("__lt__", compare<Comparison::less>),
                                              entry("__le__", compare<Comparison::less_equal>),
                                              entry("__gt__", compare<Comparison::greater>),
                                              entry("__ge__", compare<Comparison::greater_equal>),
                                              entry("__reduce__", reduce, 1, nullptr, raw),
                                              entry("__reduce_ex__", reduce_ex, 2, nullptr, raw)};
  static const GetSetDefinition attributes[] = {{"hour", get_hour},     {"minute", get_minute},
                                                {"second", get_second}, {"microsecond", get_microsecond},
                                                {"tzinfo", get_tzinfo}, {"fold", get_fold}};
  Type* type = builtin_type(Kind::time);
  dict_set_str(type->dict, intern("min"), make_time({0, 0, 0, 0}, none(), 0));
  dict_set_str(type->dict, intern("max"), make_time({23, 59, 59, 999999}, none(), 0));
  dict_set_str(type->dict, intern("resolution"), make_delta(0, 0, 1));
  complete_type(nullptr, type, construct, type_is_base, methods, attributes);
}

}  // namespace python::datetime
