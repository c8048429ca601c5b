# The protocol of tzinfo: offsets, names, fold, conversion from UTC; comparing and hashing across zones and without any.
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo

HOUR = timedelta(hours=1)


class Summer(tzinfo):
    """Two hours from April to October at 01:00 UTC, else one."""

    def utcoffset(self, when):
        return HOUR + self.dst(when)

    def dst(self, when):
        if when is None:
            return timedelta(0)
        begin, end = datetime(when.year, 4, 1, 2), datetime(when.year, 10, 1, 3)
        plain = when.replace(tzinfo=None, fold=0)
        if end - HOUR <= plain < end:
            return timedelta(0) if when.fold else HOUR
        return HOUR if begin <= plain < end else timedelta(0)

    def tzname(self, when):
        return "S%T"


zone, east = Summer(), timezone(timedelta(hours=5, minutes=30), "East")
for moment in (datetime(2020, 4, 1, 0, 59, tzinfo=UTC), datetime(2020, 4, 1, 1, tzinfo=UTC), datetime(2020, 10, 1, 0, 30, tzinfo=UTC)):
    local = moment.astimezone(zone)
    print(local, local.fold, local.dst(), local.astimezone(UTC) == moment, local.astimezone(east), hash(local) == hash(moment))
local = datetime(2020, 10, 1, 2, 30, tzinfo=zone)
print(local.isoformat(), local.replace(fold=1).isoformat(), local == local.replace(fold=1), local == local.astimezone(UTC))
print(local.strftime("%H:%M %z %Z %%z"), local.timetuple()[8], local.utctimetuple()[:5], local.timestamp())
print(local - datetime(2020, 10, 1, tzinfo=east), local < datetime(2020, 10, 1, 1, tzinfo=UTC), local == datetime(2020, 10, 1, 2, 30))
print(time(1, tzinfo=east) < time(1, tzinfo=UTC), time(6, 30, tzinfo=east) == time(1, tzinfo=UTC), time(1) == time(1, tzinfo=UTC))
print(hash(time(6, 30, tzinfo=east)) == hash(time(1, tzinfo=UTC)), time(1, tzinfo=zone).isoformat(), time(1, tzinfo=east).tzname())
print(repr(local.astimezone(east)), str(timezone(-HOUR / 7)), repr(timezone(-HOUR)), timezone(timedelta(0)) is UTC, timezone.min, timezone.max)
print(datetime.fromtimestamp(10**9, east), datetime.utcfromtimestamp(1.0000005), datetime.fromtimestamp(-0.5, UTC), datetime.now(UTC).tzinfo)
print(datetime.combine(local.date(), local.timetz()) == local, datetime.combine(local, time(1), UTC), local.time(), local.timetz())


class Wrong(tzinfo):
    def utcoffset(self, when):
        return self.answer


total, step = timedelta(), timedelta(hours=7, seconds=1)
for i in range(1500):
    local = local.astimezone(east if i % 2 else zone) + step
    total += local - datetime(2020, 1, 1, tzinfo=UTC)
print(local, total)
bad = datetime(2020, 1, 1, tzinfo=Wrong())
for answer in (5, HOUR * 24, None):
    Wrong.answer = answer
    try:
        print(bad.utcoffset(), bad < datetime(2020, 1, 1))
    except Exception as error:
        print(type(error).__name__, error)
for wrong in (lambda: bad.dst(), lambda: UTC.fromutc(bad), lambda: bad - local, lambda: bad < local, lambda: timezone(HOUR * 24), lambda: timezone(1),
              lambda: datetime(1, 1, 1, tzinfo=1), lambda: datetime(1, 1, 1, fold=2), lambda: time() < time(tzinfo=UTC), lambda: UTC.utcoffset(1),
              lambda: bad < bad.date(), lambda: datetime.min.replace(tzinfo=east).astimezone(UTC), lambda: datetime(1, 1, 1, 1, 1, 1, 1, None, 0),
              lambda: type("T", (timezone,), {})):
    try:
        print(wrong())
    except Exception as error:
        print(type(error).__name__, error)
# expect: 2020-04-01 01:59:00+01:00 0 0:00:00 True 2020-04-01 06:29:00+05:30 True
# expect: 2020-04-01 03:00:00+02:00 0 1:00:00 True 2020-04-01 06:30:00+05:30 True
# expect: 2020-10-01 02:30:00+02:00 0 1:00:00 True 2020-10-01 06:00:00+05:30 True
# expect: 2020-10-01T02:30:00+02:00 2020-10-01T02:30:00+01:00 True False
# expect: 02:30 +0200 S%T %z 1 (2020, 10, 1, 0, 30) 1601512200.0
# expect: 6:00:00 True False
# expect: True True False
# expect: True 01:00:00+01:00 East
# expect: datetime.datetime(2020, 10, 1, 6, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=19800), 'East')) UTC-00:08:34.285714 datetime.timezone(datetime.timedelta(days=-1, seconds=82800)) True UTC-23:59 UTC+23:59
# expect: 2001-09-09 07:16:40+05:30 1970-01-01 00:00:01.000001 1969-12-31 23:59:59.500000+00:00 UTC
# expect: True 2020-10-01 01:00:00+00:00 02:30:00 02:30:00+01:00
# expect: 2021-12-12 19:25:00+05:30 739450 days, 12:42:30
# expect: TypeError tzinfo.utcoffset() must return None or timedelta, not 'int'
# expect: ValueError offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24).
# expect: None False
# expect: NotImplementedError a tzinfo subclass must implement dst()
# expect: ValueError fromutc: dt.tzinfo is not self
# expect: TypeError can't subtract offset-naive and offset-aware datetimes
# expect: TypeError can't compare offset-naive and offset-aware datetimes
# expect: ValueError offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not datetime.timedelta(days=1).
# expect: TypeError timezone() argument 1 must be datetime.timedelta, not int
# expect: TypeError tzinfo argument must be None or of a tzinfo subclass, not type 'int'
# expect: ValueError fold must be either 0 or 1
# expect: TypeError can't compare offset-naive and offset-aware times
# expect: TypeError utcoffset(dt) argument must be a datetime instance or None, not int
# expect: TypeError can't compare datetime.datetime to datetime.date
# expect: OverflowError date value out of range
# expect: TypeError function takes at most 8 positional arguments (9 given)
# expect: TypeError type 'datetime.timezone' is not an acceptable base type
