# A date's numbers, ordinals, weeks and arithmetic; the loop goes through every day of a century once.
from datetime import MAXYEAR, MINYEAR, date, timedelta

day = date(2024, 2, 28)
print(day, repr(day), day.ctime(), day.timetuple()[6:8])
print(day + timedelta(2), day - timedelta(59), day - date(2023, 2, 28), timedelta(1, 86399) + day)
print(day.replace(month=1, day=31), day.weekday(), day.isoweekday(), day.isocalendar())
print(date.fromisocalendar(2020, 53, 7), date.fromordinal(1), date.min, date.max, date.resolution)
print(day < date(2024, 3, 1), day == date(2024, 2, 28), hash(day) == hash(date(2024, 2, 28)), day == 1, day != "x")
print(MINYEAR, MAXYEAR, date.max.toordinal(), f"{day:%d.%m.%y}|{day}|{day:%j %U %a}")

one, current, seen, weeks = timedelta(days=1), date(1950, 1, 1), 0, {}
while current.year < 2050:
    year, week, weekday = current.isocalendar()
    assert date.fromisocalendar(year, week, weekday) == current and date.fromordinal(current.toordinal()) == current
    weeks[week] = weeks.get(week, 0) + 1
    seen += current.day
    current += one
print(seen, len(weeks), weeks[1], weeks[53])
for wrong in (lambda: date(2023, 2, 29), lambda: date(0, 1, 1), lambda: date(1, 13, 1), lambda: date(1, 2), lambda: date(1, 2, 3, 4),
              lambda: date(1, 2, 3.0), lambda: date.max + one, lambda: date.fromordinal(0), lambda: date.fromisocalendar(2021, 53, 1),
              lambda: day + 1, lambda: day < 1, lambda: setattr(day, "year", 1)):
    try:
        print(wrong())
    except Exception as error:
        print(type(error).__name__, error)
# expect: 2024-02-28 datetime.date(2024, 2, 28) Wed Feb 28 00:00:00 2024 (2, 59)
# expect: 2024-03-01 2023-12-31 365 days, 0:00:00 2024-02-29
# expect: 2024-01-31 2 3 datetime.IsoCalendarDate(year=2024, week=9, weekday=3)
# expect: 2021-01-03 0001-01-01 0001-01-01 9999-12-31 1 day, 0:00:00
# expect: True True True False True
# expect: 1 9999 3652059 28.02.24|2024-02-28|059 08 Wed
# expect: 574525 53 700 126
# expect: ValueError day is out of range for month
# expect: ValueError year 0 is out of range
# expect: ValueError month must be in 1..12
# expect: TypeError function missing required argument 'day' (pos 3)
# expect: TypeError function takes at most 3 arguments (4 given)
# expect: TypeError 'float' object cannot be interpreted as an integer
# expect: OverflowError date value out of range
# expect: ValueError ordinal must be >= 1
# expect: ValueError Invalid week: 53
# expect: TypeError unsupported operand type(s) for +: 'datetime.date' and 'int'
# expect: TypeError '<' not supported between instances of 'datetime.date' and 'int'
# expect: AttributeError attribute 'year' of 'datetime.date' objects is not writable
