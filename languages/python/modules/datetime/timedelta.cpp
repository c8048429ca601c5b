/// timedelta: making, comparing, text. The arithmetic of its operators is in timedelta_arithmetic.cpp.
#include <cmath>

#include "modules/datetime/timedelta.h"
#include "modules/module_type.h"
#include "objects/floating.h"

namespace python::datetime {

Value make_delta(int64_t days, int64_t seconds, int64_t microseconds) {
  seconds += floor_quotient(microseconds, microseconds_per_second);
  microseconds = floor_rest(microseconds, microseconds_per_second);
  days += floor_quotient(seconds, seconds_per_day);
  seconds = floor_rest(seconds, seconds_per_day);
  if (days > maximum_delta_days || days < -maximum_delta_days) {
    if (days != static_cast<int32_t>(days)) return raise_overflow_error("Python int too large to convert to C int");
    return raise_overflow_error("days=%s; must have magnitude <= %s", days, maximum_delta_days);
  }
  TimeDelta* delta = make<TimeDelta>(Kind::timedelta);
  delta->days = static_cast<int32_t>(days);
  delta->seconds = static_cast<int32_t>(seconds);
  delta->microseconds = static_cast<int32_t>(microseconds);
  return ref(delta);
}

int compare_deltas(const TimeDelta* a, const TimeDelta* b) {
  if (a->days != b->days) return a->days < b->days ? -1 : 1;
  if (a->seconds != b->seconds) return a->seconds < b->seconds ? -1 : 1;
  return a->microseconds < b->microseconds ? -1 : a->microseconds > b->microseconds;
}
bool is_zero(const TimeDelta* delta) { return (delta->days | delta->seconds | delta->microseconds) == 0; }

Value subtract_deltas(const TimeDelta* a, const TimeDelta* b) {
  return make_delta(int64_t{a->days} - b->days, a->seconds - b->seconds, a->microseconds - b->microseconds);
}

int64_t hash_delta(const TimeDelta* delta) {
  return finished_hash(mix(mix(mix(1, delta->days), delta->seconds), delta->microseconds));
}

Value ordered(Comparison op, int64_t difference) {
  switch (op) {
    case Comparison::less: return boolean(difference < 0);
    case Comparison::less_equal: return boolean(difference <= 0);
    case Comparison::equal: return boolean(difference == 0);
    case Comparison::not_equal: return boolean(difference != 0);
    case Comparison::greater: return boolean(difference > 0);
    default: return boolean(difference >= 0);
  }
}

namespace {

constexpr const char* parameters = "days seconds microseconds milliseconds minutes hours weeks";
constexpr uint32_t parameter_count = 7;
struct Component {
  uint32_t parameter;
  const char* name;
  int64_t factor;  // microseconds
};
/// In the order in which fractions of a microsecond are added up.
constexpr Component components[parameter_count] = {
    {2, "microseconds", 1},   {3, "milliseconds", 1000}, {1, "seconds", 1000000},    {4, "minutes", 60000000},
    {5, "hours", 3600000000}, {0, "days", 86400000000},  {6, "weeks", 604800000000},
};

/// `*sum += number * factor`; false with OverflowError.
bool accumulate(Wide number, int64_t factor, Wide* sum) {
  Wide product;
  if (!__builtin_mul_overflow(number, Wide{factor}, &product) && !__builtin_add_overflow(*sum, product, sum)) return true;
  raise_overflow_error("Python int too large to convert to C int");
  return false;
}

/// A float's whole part exactly, its fraction into `*rest`. False with an error pending.
bool accumulate_float(double number, int64_t factor, Wide* sum, double* rest) {
  if (!std::isfinite(number)) {
    if (std::isnan(number))
      raise_value_error("cannot convert float NaN to integer");
    else
      raise_overflow_error("cannot convert float infinity to integer");
    return false;
  }
  double whole, fraction = std::modf(number, &whole);
  if (std::fabs(whole) > 1e30) {
    raise_overflow_error("Python int too large to convert to C int");
    return false;
  }
  if (!accumulate(static_cast<Wide>(whole), factor, sum)) return false;
  if (fraction != 0) {
    double whole_microseconds;
    *rest += std::modf(static_cast<double>(factor) * fraction, &whole_microseconds);
    *sum += static_cast<Wide>(whole_microseconds);
  }
  return true;
}

/// Half to even for the sum, not for the rest alone.
int64_t rounded_rest(double rest, bool sum_is_odd) {
  double whole = std::round(rest);
  if (std::fabs(whole - rest) == 0.5) whole = 2.0 * std::round((rest + sum_is_odd) * 0.5) - sum_is_odd;
  return static_cast<int64_t>(whole);
}

JW_DONT_LOOK_INSIDE Value construct_of_numbers(const Value* given) {
  Wide sum = 0;
  double rest = 0;
  for (const Component& component : components) {
    Value v = given[component.parameter];
    if (!v) continue;
    double number;
    if (Value exact = as_exact_int(v)) {
      Wide wide;
      if (!to_wide(exact, &wide)) return raise_overflow_error("Python int too large to convert to C int");
      if (!accumulate(wide, component.factor, &sum)) return null_value;
    } else if (as_exact_float(v, &number)) {
      if (!accumulate_float(number, component.factor, &sum, &rest)) return null_value;
    } else {
      return raise_type_error("unsupported type for timedelta %s component: %T", component.name, v);
    }
  }
  if (rest != 0) sum += rounded_rest(rest, (sum & 1) != 0);
  return delta_of_microseconds(sum);
}

/// Small ints need nothing wider than an int64.
bool in_words(const Value* given, int64_t* words) {
  for (uint32_t i = 0; i < parameter_count; i++) {
    if (given[i] && !is_small_int(given[i])) return false;
    words[i] = given[i] ? small_int(given[i]) : 0;
    if (words[i] > 1000000000000 || words[i] < -1000000000000) return false;
  }
  return true;
}

JW_DONT_LOOK_INSIDE Value construct(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value given[parameter_count];
  if (!parse_arguments("__new__", parameters, 0, arguments, count, names, given)) return null_value;
  int64_t w[parameter_count];
  if (!in_words(given, w)) return construct_of_numbers(given);
  return make_delta(w[0] + w[6] * 7, w[1] + w[4] * 60 + w[5] * 3600, w[2] + w[3] * 1000);
}

template <Comparison op>
Value compare(Value self, Value other) {
  TimeDelta* b = as_delta(other);
  return b ? ordered(op, compare_deltas(as<TimeDelta>(self), b)) : not_implemented();
}
Value hash_method(Value self) { return int_value(hash_delta(as<TimeDelta>(self))); }
Value is_true(Value self) { return boolean(!is_zero(as<TimeDelta>(self))); }

Value repr(Value self) {
  TimeDelta* delta = as_delta(self);
  std::string text;
  auto show = [&](const char* name, int value) {
    if (value) text += print("%s%s=%d", text.empty() ? "" : ", ", name, value);
  };
  show("days", delta->days);
  show("seconds", delta->seconds);
  show("microseconds", delta->microseconds);
  return text_value(type_name_of(self) + ("(" + (text.empty() ? "0" : text) + ")"));
}
Value to_text(Value self) {
  TimeDelta* delta = as<TimeDelta>(self);
  std::string text;
  int seconds = delta->seconds;
  if (delta->days) text = print("%d day%s, ", delta->days, delta->days == 1 || delta->days == -1 ? "" : "s");
  text += print("%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (delta->microseconds) text += print(".%06d", delta->microseconds);
  return text_value(text);
}

Value reduce(Value self) {
  TimeDelta* delta = as_delta(self);
  Value parts[] = {small_int_value(delta->days), small_int_value(delta->seconds), small_int_value(delta->microseconds)};
  return ref(make_pair(ref(type_of(self)), ref(make_tuple_of(parts, 3))));
}

Value get_days(Value self) { return small_int_value(as<TimeDelta>(self)->days); }
Value get_seconds(Value self) { return small_int_value(as<TimeDelta>(self)->seconds); }
Value get_microseconds(Value self) { return small_int_value(as<TimeDelta>(self)->microseconds); }

}  // namespace

void define_timedelta() {
  static const BuiltinDefinition methods[] = {entry("__eq__", compare<Comparison::equal>),
                                              entry("__ne__", compare<Comparison::not_equal>),
                                              entry("__lt__", compare<Comparison::less>),
                                              entry("__le__", compare<Comparison::less_equal>),
                                              entry("__gt__", compare<Comparison::greater>),
                                              entry("__ge__", compare<Comparison::greater_equal>),
                                              entry("__hash__", hash_method),
                                              entry("__bool__", is_true),
                                              entry("__repr__", repr, 1, nullptr, builtin_raw_self),
                                              entry("__str__", to_text),
                                              entry("__reduce__", reduce, 1, nullptr, builtin_raw_self)};
  static const GetSetDefinition attributes[] = {{"days", get_days}, {"seconds", get_seconds}, {"microseconds", get_microseconds}};
  Type* type = builtin_type(Kind::timedelta);
  define_delta_arithmetic(type);
  dict_set_str(type->dict, intern("min"), make_delta(-maximum_delta_days, 0, 0));
  dict_set_str(type->dict, intern("max"), make_delta(maximum_delta_days, seconds_per_day - 1, microseconds_per_second - 1));
  dict_set_str(type->dict, intern("resolution"), make_delta(0, 0, 1));
  complete_type(nullptr, type, construct, type_is_base, methods, attributes);
}

}  // namespace python::datetime
