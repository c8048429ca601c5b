/// tzinfo, its protocol, and timezone.
#include "modules/datetime/datetime.h"
#include "modules/module_type.h"
#include "objects/types.h"

namespace python::datetime {

namespace {

Value raise_bad_offset() {
  return raise_value_error("offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24).");
}
/// Strictly less than a day either way.
bool is_offset(const TimeDelta* delta) {
  return delta->days == 0 || (delta->days == -1 && (delta->seconds | delta->microseconds));
}

Value ask_zone(Value tzinfo, Str* method, Value argument) {
  Value offset = call_method(tzinfo, method, &argument, 1);
  if (!offset || is_none(offset)) return offset;
  TimeDelta* delta = as_delta(offset);
  if (!delta) return raise_type_error("tzinfo.%s() must return None or timedelta, not '%T'", method, offset);
  return is_offset(delta) ? offset : raise_bad_offset();
}

}  // namespace

Value utc_offset(Value tzinfo, Value argument) {
  if (is_none(tzinfo)) return tzinfo;
  if (TimeZone* zone = as_timezone(tzinfo)) return zone->offset;
  return ask_zone(tzinfo, state.utcoffset, argument);
}
Value dst_offset(Value tzinfo, Value argument) {
  if (is_none(tzinfo) || as_timezone(tzinfo)) return none();
  return ask_zone(tzinfo, state.dst, argument);
}

namespace {

Value name_of(const TimeZone* zone) {
  if (Value name = zone->name) return name;
  const TimeDelta* offset = as<TimeDelta>(zone->offset);
  return text_value(is_zero(offset) ? "UTC" : "UTC" + offset_text(offset, ":"));
}

}  // namespace

Value zone_name(Value tzinfo, Value argument) {
  if (is_none(tzinfo)) return tzinfo;
  if (TimeZone* zone = as_timezone(tzinfo)) return name_of(zone);
  Value name = call_method(tzinfo, state.tzname, &argument, 1);
  if (!name || is_none(name) || as_str(name)) return name;
  return raise_type_error("tzinfo.tzname() must return None or a string, not '%T'", name);
}

Value make_timezone(Value offset, Value name) {
  TimeDelta* delta = as_delta(offset);
  if (!name && is_zero(delta) && state.utc) return state.utc;
  if (!is_offset(delta)) {
    return raise_value_error("offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not %R.",
                             offset);
  }
  TimeZone* zone = make<TimeZone>(Kind::timezone);
  zone->offset.initialise(ref(delta));
  zone->name.initialise(name);
  return ref(zone);
}

namespace {

// ---- tzinfo ----

Value construct_tzinfo(Type* type, const Value*, uint32_t, Tuple*) { return ref(make_instance(type->root_map)); }

template <int index>
Value unimplemented(Value, Value) {
  static constexpr const char* names[] = {"tzname", "utcoffset", "dst"};
  return raise_error(ExceptionKind::not_implemented_error, "a tzinfo subclass must implement %s()", names[index]);
}

/// The standard way from UTC to local time, for zones whose standard offset does not change.
Value from_utc(Value self, Value dt_value) {
  DateTime* dt = as_datetime(dt_value);
  if (!dt) return raise_type_error("fromutc: argument must be a datetime");
  if (dt->tzinfo.get() != self) return raise_value_error("fromutc: dt.tzinfo is not self");
  Value offset = utc_offset(self, dt_value);
  if (!offset) return null_value;
  if (is_none(offset)) return raise_value_error("fromutc: non-None utcoffset() result required");
  Value dst = dst_offset(self, dt_value);
  if (!dst) return null_value;
  if (is_none(dst)) return raise_value_error("fromutc: non-None dst() result required");
  Value standard = subtract_deltas(as_delta(offset), as_delta(dst));
  Value result = standard ? add_delta(dt_value, as_delta(standard), 1) : null_value;
  if (!result) return null_value;
  dst = dst_offset(self, result);
  if (!dst) return null_value;
  if (is_none(dst)) return raise_value_error("fromutc: tz.dst() gave inconsistent results; cannot convert");
  return is_zero(as_delta(dst)) ? result : add_delta(result, as_delta(dst), 1);
}

/// (class, __getinitargs__() or (), state).
Value reduce_tzinfo(Value self) {
  Value arguments = ref(vm.empty_tuple);
  Value method = find_attr(self, intern("__getinitargs__"));
  if (!method && has_error()) return null_value;
  if (method) arguments = call_0(method);
  Value kept = arguments ? call_method(self, vm.names.__getstate__, nullptr, 0) : null_value;
  if (!kept) return null_value;
  Value parts[] = {ref(type_of(self)), arguments, kept};
  return ref(make_tuple_of(parts, 3));
}

// ---- timezone ----

TimeZone* self_zone(Value self) { return as<TimeZone>(self); }

JW_DONT_LOOK_INSIDE Value construct_timezone(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value given[2];
  if (!parse_arguments("timezone", "offset name", 1, arguments, count, names, given)) return null_value;
  if (!as_delta(given[0])) return raise_type_error("timezone() argument 1 must be datetime.timedelta, not %T", given[0]);
  if (given[1] && !as_str(given[1])) return raise_type_error("timezone() argument 2 must be str, not %T", given[1]);
  return make_timezone(given[0], given[1]);
}

bool check_argument(const char* method, Value dt) {
  if (is_none(dt) || as_datetime(dt)) return true;
  raise_type_error("%s(dt) argument must be a datetime instance or None, not %T", method, dt);
  return false;
}
Value zone_tzname(Value self, Value dt) { return check_argument("tzname", dt) ? name_of(self_zone(self)) : null_value; }
Value zone_utcoffset(Value self, Value dt) {
  return check_argument("utcoffset", dt) ? self_zone(self)->offset.get() : null_value;
}
Value zone_dst(Value, Value dt) { return check_argument("dst", dt) ? none() : null_value; }
Value zone_from_utc(Value self, Value dt_value) {
  DateTime* dt = as_datetime(dt_value);
  if (!dt) return raise_type_error("fromutc: argument must be a datetime");
  if (dt->tzinfo.get() != self) return raise_value_error("fromutc: dt.tzinfo is not self");
  return add_delta(dt_value, as<TimeDelta>(self_zone(self)->offset), 1);
}

template <bool equal>
Value compare(Value self, Value other) {
  TimeZone* b = as_timezone(other);
  if (!b) return not_implemented();
  bool same = compare_deltas(as<TimeDelta>(self_zone(self)->offset), as<TimeDelta>(b->offset)) == 0;
  return boolean(same == equal);
}
Value hash_method(Value self) { return int_value(hash_delta(as<TimeDelta>(self_zone(self)->offset))); }

Value repr(Value self) {
  if (self == state.utc) return text_value("datetime.timezone.utc");
  Value offset = to_repr(self_zone(self)->offset);
  if (!offset) return null_value;
  Value name = self_zone(self)->name;
  return ref(name ? text_format("%T(%S, %R)", self, offset, name) : text_format("%T(%S)", self, offset));
}
Value to_text(Value self) { return name_of(self_zone(self)); }
Value initial_arguments(Value self) {
  Value offset = self_zone(self)->offset, name = self_zone(self)->name;
  return ref(name ? make_pair(offset, name) : make_tuple_1(offset));
}

}  // namespace

void define_zones() {
  static const BuiltinDefinition methods[] = {entry("tzname", unimplemented<0>), entry("utcoffset", unimplemented<1>),
                                              entry("dst", unimplemented<2>), entry("fromutc", from_utc),
                                              entry("__reduce__", reduce_tzinfo)};
  complete_type(nullptr, state.tzinfo_type, construct_tzinfo, type_is_base, methods);

  static const BuiltinDefinition zone_methods[] = {entry("tzname", zone_tzname),   entry("utcoffset", zone_utcoffset),
                                                   entry("dst", zone_dst),         entry("fromutc", zone_from_utc),
                                                   entry("__eq__", compare<true>), entry("__ne__", compare<false>),
                                                   entry("__hash__", hash_method), entry("__repr__", repr),
                                                   entry("__str__", to_text),      entry("__getinitargs__", initial_arguments)};
  Type* type = builtin_type(Kind::timezone);
  state.utc = make_timezone(make_delta(0, 0, 0), null_value);
  dict_set_str(type->dict, intern("utc"), state.utc);
  constexpr int64_t most = 23 * 3600 + 59 * 60;
  dict_set_str(type->dict, intern("min"), make_timezone(make_delta(0, -most, 0), null_value));
  dict_set_str(type->dict, intern("max"), make_timezone(make_delta(0, most, 0), null_value));
  complete_type(nullptr, type, construct_timezone, 0, zone_methods);
}

}  // namespace python::datetime
