# The Mersenne Twister gives CPython's numbers.
import _random

r = _random.Random(42)
print(r.random(), r.getrandbits(7), r.getrandbits(200), r.getrandbits(33), r.getrandbits(0))
state = r.getstate()
first = r.random()
r.setstate(state)
print(first == r.random(), len(state), state[-1])
for seed in (10**50, -3, 1.5, True, 0, 2**64):
    r.seed(seed)
    print(r.random(), r.getrandbits(64))
total = 0.0
bits = 0
for i in range(5000):
    total += r.random()
    bits ^= r.getrandbits(30)
print(total, bits)


class Mine(_random.Random):
    def random(self):
        return super().random() + 1


m = Mine(7)
print(m.random(), m.getrandbits(8))
for bad in (lambda: r.getrandbits(-1), lambda: r.setstate(3), lambda: r.setstate((1,)), lambda: _random.Random.random(3), lambda: r.seed([])):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
# expect: 0.6394267984578837 3 167827549865108908378343132178323012105578955533993450553595 7201369453 0
# expect: True 625 12
# expect: 0.8266205292084633 14005263003908411263
# expect: 0.23796462709189137 2405875930906139466
# expect: 0.551763726942059 2683050553194271000
# expect: 0.13436424411240122 14799178230035213023
# expect: 0.8444218515250481 16422101724900707500
# expect: 0.9776462743838505 1697045561401744043
# expect: 2503.93241279676 35179308
# expect: 1.3238327648331625 38
# expect: ValueError number of bits must be non-negative
# expect: TypeError state vector must be a tuple
# expect: ValueError state vector is the wrong size
# expect: TypeError descriptor 'random' for '_random.Random' objects doesn't apply to a 'int' object
# expect: TypeError unhashable type: 'list'
