# The scanner and the encoder under the package json.
import _json


class Context:
    strict = True
    object_hook = object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = str


scan = _json.make_scanner(Context)
for text in (
    '{"a": [1, -2.5, 1e3, "x\\u00e9\\ud83d\\ude00\\n"], "b": {"a": null, "c": [true, false]}, "": {}}',
    "[]", "-0", "-0.0", "12345678901234567890", "0.1", "1.7976931348623157e308", "NaN", "-Infinity", '"\u20ac\U0001f600"', "01", "1.", "1e+", "[ ]x",
):
    print(scan(text, 0), scan("  " + text, 2)[1])
for text, at in (("", 0), ("x", 0), ("[1,", 0), ("-", 0), ("nul", 0), ("1", -1)):
    try:
        print(scan(text, at))
    except (StopIteration, ValueError) as error:
        print(type(error).__name__, error)


class Hooks(Context):
    object_pairs_hook = tuple
    parse_float = str
    parse_int = lambda text: "int " + text


print(_json.make_scanner(Hooks)('{"k": [1, 2.50], "l": {}}', 0), _json.scanstring('abc" rest', 0), _json.scanstring("a\nb\"", 0, False))
print(_json.encode_basestring_ascii('"\\\n\t\x01\x7fé€\U0001f600'), _json.encode_basestring('"\\\n\x01\x7fé€\U0001f600'))


class Number(int):
    pass


def encoder(sort=False, skip=False, nan=True, markers=None):
    return _json.make_encoder(markers, lambda o: ["made", repr(o)], _json.encode_basestring_ascii, None, ": ", ", ", sort, skip, nan)


loop = []
loop.append(loop)
for make, value in (
    (encoder(), {"b": [1, 2.5, None, True, (3, "x")], "a": {}, 1: [], None: 1e100, True: -7, 2.5: Number(4)}),
    (encoder(sort=True), {"b": 1, "a": 2}), (encoder(skip=True), {(1,): 2, "k": 3}), (encoder(), {(1,): 2}), (encoder(nan=False), float("nan")),
    (encoder(), [float("inf"), -float("inf")]), (encoder(), {1j}), (encoder(markers={}), loop), (encoder(), 10**30),
):
    try:
        print("".join(make(value, 0)))
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)

# expect: ({'a': [1, -2.5, 1000.0, 'xé😀\n'], 'b': {'a': None, 'c': [True, False]}, '': {}}, 92) 94
# expect: ([], 2) 4
# expect: (0, 2) 4
# expect: (-0.0, 4) 6
# expect: (12345678901234567890, 20) 22
# expect: (0.1, 3) 5
# expect: (1.7976931348623157e+308, 22) 24
# expect: ('NaN', 3) 5
# expect: ('-Infinity', 9) 11
# expect: ('€😀', 4) 6
# expect: (0, 1) 3
# expect: (1, 1) 3
# expect: (1, 1) 3
# expect: ([], 3) 5
# expect: StopIteration 0
# expect: StopIteration 0
# expect: StopIteration 3
# expect: StopIteration 0
# expect: StopIteration 0
# expect: ValueError idx cannot be negative
# expect: ((('k', ['int 1', '2.50']), ('l', ())), 25) ('abc', 4) ('a\nb', 4)
# expect: "\"\\\n\t\u0001\u007f\u00e9\u20ac\ud83d\ude00" "\"\\\n\u0001é€😀"
# expect: {"b": [1, 2.5, null, true, [3, "x"]], "a": {}, "1": -7, "null": 1e+100, "2.5": 4}
# expect: {"a": 2, "b": 1}
# expect: {"k": 3}
# expect: TypeError keys must be str, int, float, bool or None, not tuple
# expect: ValueError Out of range float values are not JSON compliant
# expect: [Infinity, -Infinity]
# expect: ["made", "{1j}"]
# expect: ValueError Circular reference detected
# expect: 1000000000000000000000000000000
