/// The module _datetime: its types, and what they share.
#include "modules/datetime/datetime.h"

#include "modules/os/arguments.h"
#include "objects/bytes.h"

namespace python::datetime {

ModuleState state;

bool check_date(int64_t year, int64_t month, int64_t day) {
  if (year < minimum_year || year > maximum_year) return raise_value_error("year %s is out of range", year), false;
  if (month < 1 || month > 12) return raise_value_error("month must be in 1..12"), false;
  if (day < 1 || day > days_in_month(year, static_cast<int>(month))) {
    return raise_value_error("day is out of range for month"), false;
  }
  return true;
}
bool check_fold(int64_t fold) {
  if (fold != 0 && fold != 1) return raise_value_error("fold must be either 0 or 1"), false;
  return true;
}
bool check_time(const Clock& clock, int64_t fold) {
  auto within = [](int number, int limit) { return number >= 0 && number < limit; };
  if (!within(clock.hour, 24)) return raise_value_error("hour must be in 0..23"), false;
  if (!within(clock.minute, 60)) return raise_value_error("minute must be in 0..59"), false;
  if (!within(clock.second, 60)) return raise_value_error("second must be in 0..59"), false;
  if (!within(clock.microsecond, 1000000)) return raise_value_error("microsecond must be in 0..999999"), false;
  return check_fold(fold);
}

Value tzinfo_argument(Value v) {
  if (!v || is_none(v)) return none();
  if (as_timezone(v) || is_instance(v, state.tzinfo_type)) return v;
  return raise_type_error("tzinfo argument must be None or of a tzinfo subclass, not type '%T'", v);
}

bool int_arguments(const Value* values, int* out, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    if (!values[i]) continue;
    if (is_small_int(values[i]) && small_int(values[i]) == static_cast<int>(small_int(values[i])))
      out[i] = static_cast<int>(small_int(values[i]));
    else if (!int_argument(values[i], &out[i]))
      return false;
  }
  return true;
}

StateCheck pickled_state(Value v, size_t length, size_t at, bool (*is_plausible)(uint8_t), const char* what, std::string* out) {
  if (has_kind(v, Kind::bytes)) {
    Bytes* bytes = as<Bytes>(v);
    if (bytes->length != length || !is_plausible(bytes->data[at])) return StateCheck::not_state;
    out->assign(reinterpret_cast<const char*>(bytes->data), length);
    return StateCheck::state;
  }
  if (!is_str(v)) return StateCheck::not_state;
  Str* text = as<Str>(v);
  if (text->length != length || char_at(text, at) > 255 || !is_plausible(static_cast<uint8_t>(char_at(text, at)))) {
    return StateCheck::not_state;
  }
  for (size_t i = 0; i < length; i++) {
    if (char_at(text, i) > 255) {
      raise_value_error(
          "Failed to encode latin1 string when unpickling a %s object. pickle.load(data, encoding='latin1') is assumed.", what);
      return StateCheck::failed;
    }
    out->push_back(static_cast<char>(char_at(text, i)));
  }
  return StateCheck::state;
}

namespace {

void trace_state(void*, jitwright::Tracer& tracer) {
  tracer.visit(state.tzinfo_type);
  tracer.visit(state.calendar_type);
  visit(tracer, state.utc);
  visit(tracer, state.utc_epoch);
}

void make_types() {
  jitwright::Heap::current().add_root(trace_state, &state);
  auto make_type = [](const char* name, Kind layout, Type* base) {
    return vm.types[static_cast<uint32_t>(layout)] = make_builtin_type(name, layout, base, 0, nullptr);
  };
  make_type("datetime.timedelta", Kind::timedelta, vm.object_type);
  Type* date = make_type("datetime.date", Kind::date, vm.object_type);
  make_type("datetime.datetime", Kind::datetime, date);
  make_type("datetime.time", Kind::time, vm.object_type);
  // tzinfo has no layout of its own: instances of derived classes are ordinary ones.
  state.tzinfo_type = make_builtin_type("datetime.tzinfo", Kind::instance, vm.object_type, 0, nullptr);
  state.tzinfo_type->root_map = make_root_map(state.tzinfo_type, 1);
  make_type("datetime.timezone", Kind::timezone, state.tzinfo_type);
  state.utcoffset = intern("utcoffset");
  state.dst = intern("dst");
  state.tzname = intern("tzname");
  state.fromutc = intern("fromutc");
  state.isoformat = intern("isoformat");
  state.strftime = intern("strftime");
  state.timetuple = intern("timetuple");
}

void add_types(Module* module) {
  for (Kind kind : {Kind::timedelta, Kind::date, Kind::datetime, Kind::time, Kind::timezone}) {
    dict_set_str(module->dict, builtin_type(kind)->name, ref(builtin_type(kind)));
  }
  dict_set_str(module->dict, state.tzinfo_type->name, ref(state.tzinfo_type));
}

}  // namespace

}  // namespace python::datetime

namespace python {

void fill_datetime(Module* module) {
  using namespace datetime;
  if (!state.tzinfo_type) {
    make_types();
    define_timedelta();
    define_zones();
    define_date();
    define_time();
    define_datetime();
    state.calendar_type = make_calendar_type();
  }
  add_types(module);
  set_member(module, "MINYEAR", small_int_value(minimum_year));
  set_member(module, "MAXYEAR", small_int_value(maximum_year));
  set_member(module, "UTC", state.utc);
  dict_set_str(module->dict, vm.names.__doc__, ref(make_str("Fast implementation of the datetime type.")));
}

}  // namespace python
