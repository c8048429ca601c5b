import time
a = time.perf_counter()
b = time.time()
time.sleep(0.001)
print(time.perf_counter() > a, time.time() >= b, time.monotonic() > 0, time.process_time() >= 0, time.time_ns() > 10 ** 18, time.perf_counter_ns() > 0)
print(time.gmtime(0)[:6], len(time.localtime()), time.strftime("%Y", time.gmtime(0)))

# expect: True True True True True True
# expect: (1970, 1, 1, 0, 0, 0) 9 1970
