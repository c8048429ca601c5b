/// datetime's operators, comparison and hash: of moments in one zone by their numbers, in different ones by their offsets from
/// UTC.
#include "modules/datetime/datetime.h"

namespace python::datetime {

int64_t seconds_of(const Moment& moment) {
  return ordinal_of(moment.day.year, moment.day.month, moment.day.day) * seconds_per_day + seconds_of(moment.clock);
}

Value add_delta(Value dt_value, const TimeDelta* delta, int sign) {
  DateTime* dt = as_datetime(dt_value);
  Clock clock = clock_of(dt);
  int64_t microseconds = clock.microsecond + sign * delta->microseconds;
  int64_t seconds = seconds_of(clock) + sign * delta->seconds + floor_quotient(microseconds, microseconds_per_second);
  int64_t ordinal = ordinal_of(dt) + sign * int64_t{delta->days} + floor_quotient(seconds, seconds_per_day);
  if (ordinal < 1 || ordinal > maximum_ordinal) return raise_overflow_error("date value out of range");
  int rest = static_cast<int>(floor_rest(seconds, seconds_per_day));
  Clock moved{rest / 3600, rest / 60 % 60, rest % 60, static_cast<int>(floor_rest(microseconds, microseconds_per_second))};
  return new_datetime(type_of(dt_value), {day_of_ordinal(ordinal), moved}, dt->tzinfo, 0);
}

namespace {

/// Both offsets; false with an error pending.
bool offsets_of(Value a, Value b, Value* x, Value* y) {
  *x = utc_offset(as_datetime(a)->tzinfo, a);
  *y = *x ? utc_offset(as_datetime(b)->tzinfo, b) : null_value;
  return bool(*y);
}

bool same_offset(Value x, Value y) {
  if (is_none(x) || is_none(y)) return x == y;
  return compare_deltas(as_delta(x), as_delta(y)) == 0;
}

/// The difference as a timedelta, offsets (None or a timedelta) taken into account.
Value difference(const DateTime* a, const DateTime* b, Value x, Value y) {
  int64_t days = ordinal_of(a) - ordinal_of(b);
  int64_t seconds = seconds_of(clock_of(a)) - seconds_of(clock_of(b)), microseconds = a->microsecond - b->microsecond;
  if (!is_none(x) && !is_none(y)) {
    TimeDelta *p = as_delta(x), *q = as_delta(y);
    days -= p->days - q->days;
    seconds -= p->seconds - q->seconds;
    microseconds -= p->microseconds - q->microseconds;
  }
  return make_delta(days, seconds, microseconds);
}

/// Whether the offset depends on the fold, so that the time is equal to none in another zone (PEP 495): 1, 0, -1 with an error.
int is_ambiguous(Value dt_value, Value offset) {
  DateTime* dt = as_datetime(dt_value);
  if (as_timezone(dt->tzinfo)) return 0;
  Value other = make_datetime(moment_of(dt), dt->tzinfo, !dt->fold);
  Value flipped = utc_offset(dt->tzinfo, other);
  return flipped ? !same_offset(offset, flipped) : -1;
}

int64_t number_of(const DateTime* dt) {
  int64_t day = (dt->year * 16 + dt->month) * 32 + dt->day;
  return (day * seconds_per_day + seconds_of(clock_of(dt))) * microseconds_per_second + dt->microsecond;
}

JW_DONT_LOOK_INSIDE Value compare_in_zones(Comparison op, Value a, Value b) {
  Value x, y;
  if (!offsets_of(a, b, &x, &y)) return null_value;
  bool equality = op == Comparison::equal || op == Comparison::not_equal;
  if (is_none(x) != is_none(y)) {
    if (equality) return boolean(op == Comparison::not_equal);
    return raise_type_error("can't compare offset-naive and offset-aware datetimes");
  }
  int64_t order;
  if (same_offset(x, y)) {
    order = number_of(as_datetime(a)) - number_of(as_datetime(b));
  } else {
    TimeDelta* delta = as<TimeDelta>(difference(as_datetime(a), as_datetime(b), x, y));
    order = delta->days ? delta->days : delta->seconds | delta->microseconds;
  }
  if (equality && order == 0) {
    int ambiguous = is_ambiguous(a, x);
    if (ambiguous == 0) ambiguous = is_ambiguous(b, y);
    if (ambiguous < 0) return null_value;
    order = ambiguous;
  }
  return ordered(op, order);
}

}  // namespace

Value datetime_compare(Comparison op, Value self, Value other) {
  DateTime *a = as_datetime(self), *b = as_datetime(other);
  if (b) return a->tzinfo.get() == b->tzinfo.get() ? ordered(op, number_of(a) - number_of(b)) : compare_in_zones(op, self, other);
  if (!as_date(other)) return not_implemented();
  // A date is neither equal to a moment nor before or after it.
  if (op == Comparison::equal || op == Comparison::not_equal) return boolean(op == Comparison::not_equal);
  return raise_type_error("can't compare %T to %T", self, other);
}

Value datetime_hash(Value self) {
  DateTime* dt = as_datetime(self);
  if (dt->hash) return int_value(dt->hash);
  // Equal moments have equal hashes whatever their fold.
  Value asked = dt->fold ? make_datetime(moment_of(dt), dt->tzinfo, 0) : self;
  Value offset = utc_offset(dt->tzinfo, asked);
  if (!offset) return null_value;
  int64_t days = ordinal_of(dt), seconds = seconds_of(clock_of(dt)), microseconds = dt->microsecond;
  if (!is_none(offset)) {
    TimeDelta* delta = as_delta(offset);
    days -= delta->days;
    seconds -= delta->seconds;
    microseconds -= delta->microseconds;
  }
  Value since = make_delta(days, seconds, microseconds);
  int64_t hash = hash_delta(as<TimeDelta>(since));
  dt->hash = hash;
  return int_value(hash);
}

Value datetime_add(Value self, Value other) {
  TimeDelta* delta = as_delta(other);
  return delta ? add_delta(self, delta, 1) : not_implemented();
}

Value datetime_subtract(Value self, Value other) {
  DateTime *a = as_datetime(self), *b = as_datetime(other);
  if (!b) {
    TimeDelta* delta = as_delta(other);
    return delta ? add_delta(self, delta, -1) : not_implemented();
  }
  Value x = none(), y = none();
  if (a->tzinfo.get() != b->tzinfo.get()) {
    if (!offsets_of(self, other, &x, &y)) return null_value;
    if (is_none(x) != is_none(y)) return raise_type_error("can't subtract offset-naive and offset-aware datetimes");
  }
  return difference(a, b, x, y);
}
Value datetime_subtract_from(Value self, Value other) {
  return as_datetime(other) ? datetime_subtract(other, self) : not_implemented();
}

}  // namespace python::datetime
