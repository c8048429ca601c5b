# fromisoformat takes every form of ISO 8601 that names a moment; isoformat and strftime write.
from datetime import date, datetime, time, timedelta, timezone

for text in ("2011-11-04", "20111104", "2011-W44-5", "2011W445", "2011W44"):
    print(text, date.fromisoformat(text), datetime.fromisoformat(text))
for text in ("2011-11-04T00:05:23", "2011-11-04 00:05:23.283", "2011-11-04T00:05:23Z", "20111104T000523", "2011-W01-2T00:05:23.283",
             "2011-11-04 00:05:23.283999999+00:00", "2011-11-04T00:05:23,5-04:30:15.25", "20111104é0005", "2011-11-04T04+0130", "2011W445040506"):
    print(text, repr(datetime.fromisoformat(text)))
for text in ("04:23:01", "T04:23:01", "T042301", "04:23:01.000384", "04:23:01,000384", "04:23:01+04:00", "04", "0423", "04:23:01Z"):
    print(text, repr(time.fromisoformat(text)))
moment = datetime(2020, 1, 2, 3, 4, 5, 6007, timezone(-timedelta(hours=3, minutes=5, seconds=7, microseconds=9)))
print([moment.isoformat(" ", how) for how in ("auto", "hours", "minutes", "seconds", "milliseconds", "microseconds")])
print(moment.isoformat("é"), moment.time().isoformat("minutes"), str(moment), f"{moment:%Y}", f"{moment.time()}", moment.ctime())
print(moment.strftime("%Y-%m-%dT%H:%M:%S.%f %z %Z %% %"), time(1, 2, 3, 4).strftime("%H.%f %Y"), repr(moment.timetz()), repr(moment.replace(fold=1)))
print(datetime.strptime("2 Jan 2020 03:04 +0130", "%d %b %Y %H:%M %z"), date(2020, 1, 2).isoformat())

same = 0
for i in range(1500):
    moment = datetime(1970 + i % 90, 1 + i % 12, 1 + i % 28, i % 24, i % 60, i % 59, i * 617 % 10**6, timezone(timedelta(minutes=i % 700 - 350)))
    same += datetime.fromisoformat(moment.isoformat()) == moment
print(same)
for text in ("", "2020", "2020-1-1", "2020-01-01T", "2020-13-01", "2020-W54-1", "2020-01-01T25:00", "2020-01-01T10:00:00.", "10:00", "2020-01-01T10:00+25:00",
             "2020-01-01T10-00"):
    for kind in (date, datetime, time):
        try:
            print(kind.__name__, kind.fromisoformat(text))
        except ValueError as error:
            print(kind.__name__, error)
for wrong in (lambda: date.fromisoformat(1), lambda: moment.isoformat("ab"), lambda: moment.isoformat(timespec="x"), lambda: moment.isoformat(timespec=1),
              lambda: moment.strftime(1), lambda: datetime.strptime("x", "%Y"), lambda: format(moment, 1)):
    try:
        print(wrong())
    except Exception as error:
        print(type(error).__name__, error)
# expect: 2011-11-04 2011-11-04 2011-11-04 00:00:00
# expect: 20111104 2011-11-04 2011-11-04 00:00:00
# expect: 2011-W44-5 2011-11-04 2011-11-04 00:00:00
# expect: 2011W445 2011-11-04 2011-11-04 00:00:00
# expect: 2011W44 2011-10-31 2011-10-31 00:00:00
# expect: 2011-11-04T00:05:23 datetime.datetime(2011, 11, 4, 0, 5, 23)
# expect: 2011-11-04 00:05:23.283 datetime.datetime(2011, 11, 4, 0, 5, 23, 283000)
# expect: 2011-11-04T00:05:23Z datetime.datetime(2011, 11, 4, 0, 5, 23, tzinfo=datetime.timezone.utc)
# expect: 20111104T000523 datetime.datetime(2011, 11, 4, 0, 5, 23)
# expect: 2011-W01-2T00:05:23.283 datetime.datetime(2011, 1, 4, 0, 5, 23, 283000)
# expect: 2011-11-04 00:05:23.283999999+00:00 datetime.datetime(2011, 11, 4, 0, 5, 23, 283999, tzinfo=datetime.timezone.utc)
# expect: 2011-11-04T00:05:23,5-04:30:15.25 datetime.datetime(2011, 11, 4, 0, 5, 23, 500000, tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=70184, microseconds=750000)))
# expect: 20111104é0005 datetime.datetime(2011, 11, 4, 0, 5)
# expect: 2011-11-04T04+0130 datetime.datetime(2011, 11, 4, 4, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=5400)))
# expect: 2011W445040506 datetime.datetime(2011, 10, 31, 4, 5, 6)
# expect: 04:23:01 datetime.time(4, 23, 1)
# expect: T04:23:01 datetime.time(4, 23, 1)
# expect: T042301 datetime.time(4, 23, 1)
# expect: 04:23:01.000384 datetime.time(4, 23, 1, 384)
# expect: 04:23:01,000384 datetime.time(4, 23, 1, 384)
# expect: 04:23:01+04:00 datetime.time(4, 23, 1, tzinfo=datetime.timezone(datetime.timedelta(seconds=14400)))
# expect: 04 datetime.time(4, 0)
# expect: 0423 datetime.time(4, 23)
# expect: 04:23:01Z datetime.time(4, 23, 1, tzinfo=datetime.timezone.utc)
# expect: ['2020-01-02 03:04:05.006007-03:05:07.000009', '2020-01-02 03-03:05:07.000009', '2020-01-02 03:04-03:05:07.000009', '2020-01-02 03:04:05-03:05:07.000009', '2020-01-02 03:04:05.006-03:05:07.000009', '2020-01-02 03:04:05.006007-03:05:07.000009']
# expect: 2020-01-02é03:04:05.006007-03:05:07.000009 03:04 2020-01-02 03:04:05.006007-03:05:07.000009 2020 03:04:05.006007 Thu Jan  2 03:04:05 2020
# expect: 2020-01-02T03:04:05.006007 -030507.000009 UTC-03:05:07.000009 % % 01.000004 1900 datetime.time(3, 4, 5, 6007, tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=75292, microseconds=999991))) datetime.datetime(2020, 1, 2, 3, 4, 5, 6007, fold=1, tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=75292, microseconds=999991)))
# expect: 2020-01-02 03:04:00+01:30 2020-01-02
# expect: 1500
# expect: date Invalid isoformat string: ''
# expect: datetime Invalid isoformat string: ''
# expect: time Invalid isoformat string: ''
# expect: date Invalid isoformat string: '2020'
# expect: datetime Invalid isoformat string: '2020'
# expect: time 20:20:00
# expect: date Invalid isoformat string: '2020-1-1'
# expect: datetime Invalid isoformat string: '2020-1-1'
# expect: time Invalid isoformat string: '2020-1-1'
# expect: date Invalid isoformat string: '2020-01-01T'
# expect: datetime Invalid isoformat string: '2020-01-01T'
# expect: time Invalid isoformat string: '2020-01-01T'
# expect: date month must be in 1..12
# expect: datetime month must be in 1..12
# expect: time Invalid isoformat string: '2020-13-01'
# expect: date Invalid isoformat string: '2020-W54-1'
# expect: datetime Invalid isoformat string: '2020-W54-1'
# expect: time Invalid isoformat string: '2020-W54-1'
# expect: date Invalid isoformat string: '2020-01-01T25:00'
# expect: datetime hour must be in 0..23
# expect: time Invalid isoformat string: '2020-01-01T25:00'
# expect: date Invalid isoformat string: '2020-01-01T10:00:00.'
# expect: datetime Invalid isoformat string: '2020-01-01T10:00:00.'
# expect: time Invalid isoformat string: '2020-01-01T10:00:00.'
# expect: date Invalid isoformat string: '10:00'
# expect: datetime Invalid isoformat string: '10:00'
# expect: time 10:00:00
# expect: date Invalid isoformat string: '2020-01-01T10:00+25:00'
# expect: datetime offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not datetime.timedelta(days=1, seconds=3600).
# expect: time Invalid isoformat string: '2020-01-01T10:00+25:00'
# expect: date Invalid isoformat string: '2020-01-01T10-00'
# expect: datetime 2020-01-01 10:00:00+00:00
# expect: time Invalid isoformat string: '2020-01-01T10-00'
# expect: TypeError fromisoformat: argument must be str
# expect: TypeError isoformat() argument 1 must be a unicode character, not str
# expect: ValueError Unknown timespec value
# expect: TypeError isoformat() argument 2 must be str, not int
# expect: TypeError strftime() argument 1 must be str, not int
# expect: ValueError time data 'x' does not match format '%Y'
# expect: TypeError format() argument 2 must be str, not int
