# What makes instances of a derived class and what does not; attributes, copies and pickles of all the classes.
import copy
import pickle
from datetime import date, datetime, time, timedelta, timezone, tzinfo


class Moment(datetime):
    def __new__(cls, *arguments, **keywords):
        made.append(arguments)
        return super().__new__(cls, *arguments, **keywords)

    def __init__(self, *arguments, **keywords):
        self.note = "noted"

    @property
    def half(self):
        return self.month // 7 + 1


class Day(date):
    __slots__ = ()


class Clock(time):
    pass


class Span(timedelta):
    def __str__(self):
        return "span"


class Zone(tzinfo):
    def __init__(self, hours=0):
        self.hours = hours

    def __getinitargs__(self):
        return (self.hours,)

    def utcoffset(self, when):
        return timedelta(hours=self.hours)


made = []
moment = Moment(2020, 7, 2, 3, tzinfo=timezone.utc)
print(repr(moment), moment.half, moment.note, isinstance(moment, date), len(made))
made.clear()
for other in (moment + timedelta(1), moment - timedelta(1), moment.replace(day=3), moment.astimezone(timezone(timedelta(hours=1))), Moment.fromordinal(9),
              Moment.fromisoformat("2020-01-01T01"), Moment.combine(moment, time(4, fold=1)), Moment.fromtimestamp(0, timezone.utc), Moment.strptime("7", "%m")):
    print(type(other).__name__, other, other.fold, getattr(other, "note", "-"), len(made))
    made.clear()
print(type(moment - moment).__name__, type(moment.date()).__name__, type(moment.time()).__name__, moment == datetime(2020, 7, 2, 3, tzinfo=timezone.utc))
print(type(Day.today()).__name__, type(Day(2020, 1, 1) + timedelta(1)).__name__, repr(Day(2020, 1, 1).replace(year=1)), Day(2020, 1, 1) == date(2020, 1, 1))
print(repr(Clock(1, 2).replace(second=5)), repr(Clock.fromisoformat("05:06")), type(Span(1) + Span(2)).__name__, repr(Span(1, 2)), Span(1), hash(Span(1)) == hash(timedelta(1)))

moment.extra = [1]
day_with_fold = datetime(2020, 1, 1, 2, 30, fold=1)
for thing in (moment, Day(1, 2, 3), Clock(1, tzinfo=Zone(3)), Span(4, 5, 6), Zone(2), timezone.utc, timezone(timedelta(hours=2), "two"), day_with_fold, date.max,
              time(1, fold=1), timedelta.min, date.max.isocalendar()):
    for protocol in (0, 2, 4):
        again = pickle.loads(pickle.dumps(thing, protocol))
        if not isinstance(thing, Zone):
            assert again == thing and hash(again) == hash(thing), thing
    print(type(again).__name__, again.__dict__ if hasattr(again, "__dict__") else "-", getattr(again, "fold", "-"), copy.deepcopy(thing) == thing or "other")
print(pickle.loads(pickle.dumps(timezone.utc)) is timezone.utc, copy.copy(timezone.utc) is timezone.utc, day_with_fold.__reduce_ex__(2), day_with_fold.__reduce_ex__(4))
print(datetime.__module__, date.__name__, datetime.__mro__, Zone(1).__reduce__())

class Stamp(datetime):
    def next(self):
        return self + timedelta(hours=self.hour + 1)

stamp = Stamp(2000, 1, 1)
for i in range(2000):
    stamp = stamp.next()
    assert type(stamp) is Stamp and stamp.minute == 0
print(stamp)
# expect: Moment(2020, 7, 2, 3, 0, tzinfo=datetime.timezone.utc) 2 noted True 1
# expect: Moment 2020-07-03 03:00:00+00:00 0 noted 10
# expect: Moment 2020-07-01 03:00:00+00:00 0 noted 0
# expect: Moment 2020-07-03 03:00:00+00:00 0 - 0
# expect: Moment 2020-07-02 04:00:00+01:00 0 noted 0
# expect: Moment 0001-01-09 00:00:00 0 noted 0
# expect: Moment 2020-01-01 01:00:00 0 noted 0
# expect: Moment 2020-07-02 04:00:00 0 noted 0
# expect: Moment 1970-01-01 00:00:00+00:00 0 noted 0
# expect: Moment 1900-07-01 00:00:00 0 noted 0
# expect: timedelta date time True
# expect: Day Day Day(1, 1, 1) True
# expect: Clock(1, 2, 5) Clock(5, 6) timedelta Span(days=1, seconds=2) span True
# expect: Moment {'note': 'noted'} 0 True
# expect: Day - - True
# expect: Clock {} 0 True
# expect: Span {} - True
# expect: Zone {'hours': 2} - other
# expect: timezone - - True
# expect: timezone - - True
# expect: datetime - 1 True
# expect: date - - True
# expect: time - 1 True
# expect: timedelta - - True
# expect: tuple - - True
# expect: True True (<class 'datetime.datetime'>, (b'\x07\xe4\x01\x01\x02\x1e\x00\x00\x00\x00',)) (<class 'datetime.datetime'>, (b'\x07\xe4\x81\x01\x02\x1e\x00\x00\x00\x00',))
# expect: datetime date (<class 'datetime.datetime'>, <class 'datetime.date'>, <class 'object'>) (<class '__main__.Zone'>, (1,), {'hours': 1})
# expect: 2002-09-25 15:00:00
