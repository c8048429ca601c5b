# Sums, products and quotients of timedeltas are those of whole microseconds, rounded half to even.
from datetime import timedelta

delta = timedelta(days=1, hours=-30, milliseconds=0.5)
print(delta, repr(delta), delta.days, delta.seconds, delta.microseconds, delta.total_seconds())
print(timedelta(weeks=1.5), timedelta(microseconds=0.5), timedelta(microseconds=1.5), timedelta(microseconds=2.5), timedelta(0))
print(delta * 3, 2 * delta, delta * 0.1, delta / 7, delta / 0.7, delta // 7, delta % timedelta(minutes=7), divmod(delta, timedelta(hours=-1)))
print(delta / timedelta(seconds=7), delta // timedelta(seconds=7), -delta, +delta, abs(delta), delta - delta == timedelta())
print(timedelta.max, timedelta.min, timedelta.resolution, timedelta.max / timedelta(microseconds=3), timedelta.max // timedelta.resolution)
print(timedelta(microseconds=1) * 2**66, timedelta(3) * 1e-300, timedelta(2) / 1e300, timedelta(microseconds=-5) / 2**70)
print(delta < timedelta(), delta == timedelta(hours=-6, milliseconds=0.5), hash(delta) == hash(timedelta(hours=-6, microseconds=500)), bool(timedelta()))
print(timedelta.max.total_seconds(), timedelta(days=2**20, microseconds=1).total_seconds(), timedelta(True, False))

total = timedelta()
for i in range(3000):
    total += timedelta(seconds=i % 90, microseconds=i * i) * (i % 3 - 1) - timedelta(hours=i) / 3
print(total, sum((timedelta(i) for i in range(10)), timedelta()))
for wrong in (lambda: timedelta("1"), lambda: timedelta(10**9), lambda: timedelta(10**30), lambda: timedelta(float("nan")),
              lambda: timedelta(float("inf")), lambda: timedelta.max + timedelta.resolution, lambda: delta / 0, lambda: delta / 0.0,
              lambda: delta % timedelta(), lambda: delta * float("inf"), lambda: delta // 1.0, lambda: delta + 1, lambda: delta < 1,
              lambda: timedelta(1, 2, 3, 4, 5, 6, 7, 8), lambda: timedelta(month=1), lambda: timedelta.max * 1e200):
    try:
        print(wrong())
    except Exception as error:
        print(type(error).__name__, error)
# expect: -1 day, 18:00:00.000500 datetime.timedelta(days=-1, seconds=64800, microseconds=500) -1 64800 500 -21599.9995
# expect: 10 days, 12:00:00 0:00:00 0:00:00.000002 0:00:00.000002 0:00:00
# expect: -1 day, 6:00:00.001500 -1 day, 12:00:00.001000 -1 day, 23:24:00.000050 -1 day, 23:08:34.285786 -1 day, 15:25:42.857857 -1 day, 23:08:34.285785 0:04:00.000500 (5, datetime.timedelta(days=-1, seconds=82800, microseconds=500))
# expect: -3085.714214285714 -3086 5:59:59.999500 -1 day, 18:00:00.000500 5:59:59.999500 True
# expect: 999999999 days, 23:59:59.999999 -999999999 days, 0:00:00 0:00:00.000001 2.88e+19 86399999999999999999
# expect: 854015929 days, 8:07:18.206464 0:00:00 0:00:00 0:00:00
# expect: True True True False
# expect: 86400000000000.0 90596966400.0 1 day, 0:00:00
# expect: -62480 days, 20:33:25.998000 45 days, 0:00:00
# expect: TypeError unsupported type for timedelta days component: str
# expect: OverflowError days=1000000000; must have magnitude <= 999999999
# expect: OverflowError Python int too large to convert to C int
# expect: ValueError cannot convert float NaN to integer
# expect: OverflowError cannot convert float infinity to integer
# expect: OverflowError days=1000000000; must have magnitude <= 999999999
# expect: ZeroDivisionError integer division or modulo by zero
# expect: ZeroDivisionError integer division or modulo by zero
# expect: ZeroDivisionError integer modulo by zero
# expect: OverflowError cannot convert Infinity to integer ratio
# expect: TypeError unsupported operand type(s) for //: 'datetime.timedelta' and 'float'
# expect: TypeError unsupported operand type(s) for +: 'datetime.timedelta' and 'int'
# expect: TypeError '<' not supported between instances of 'datetime.timedelta' and 'int'
# expect: TypeError __new__() takes at most 7 arguments (8 given)
# expect: TypeError 'month' is an invalid keyword argument for __new__()
# expect: OverflowError Python int too large to convert to C int
