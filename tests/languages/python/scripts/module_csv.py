# _csv: readers and writers in several dialects, errors.
import _csv


class Output:
    def __init__(self):
        self.lines = []

    def write(self, text):
        self.lines.append(text)
        return len(text)


def attempt(f):
    try:
        print(ascii(f()))
    except Exception as error:
        print(type(error).__name__, error)


def write(rows, **settings):
    output = Output()
    writer = _csv.writer(output, **settings)
    for row in rows:
        writer.writerow(row)
    return output.lines


inputs = [["a,b,c"], ['a,"b,c",d\r\n'], ['"a ""q"" b",c'], ['"multi\n', 'line",x\n'], ["", " ", "a"], ["a\rb"], ['"a"b,c'], ['"a'], ['a"b,c'], ["a,,"], ["\n", ",\n"]]
inputs += [['\\"a,b'], ["a\\\n", "b"], [b"a"], [3], ["1,2.5,-3"], ["\u20ac,\U0001f600x"]]
settings = [{}, {"strict": True}, {"escapechar": "\\"}, {"skipinitialspace": True}, {"quoting": 3}, {"quoting": 2}, {"doublequote": False}, {"delimiter": ";", "quotechar": "'"}]
for lines in inputs:
    for setting in settings:
        attempt(lambda: list(_csv.reader(lines, **setting)))
settings += [{"quoting": 1}, {"quoting": 3, "escapechar": "\\"}, {"escapechar": "\\", "doublequote": False}, {"lineterminator": "!"}]
for row in [1, 2.5, None, "x"], ["a,b", 'c"d', "e\nf", "", " g"], [], [""], [None], ["\\x", "it's"], (1,), "abc", 3, ["\u20ac"]:
    for setting in settings:
        attempt(lambda: write([row], **setting))
for setting in [{"delimiter": "ab"}, {"delimiter": 3}, {"quotechar": ""}, {"quotechar": None}, {"escapechar": 3}, {"lineterminator": None}, {"quoting": 9}, {"bogus": 1}]:
    attempt(lambda: [getattr(_csv.Dialect(**setting), name) for name in ("delimiter", "quotechar", "quoting")])
attempt(lambda: _csv.register_dialect("bars", delimiter="|"))
attempt(lambda: (_csv.list_dialects(), _csv.get_dialect("bars").delimiter, list(_csv.reader(["a|b"], "bars"))))
attempt(lambda: _csv.unregister_dialect("bars"))
attempt(lambda: _csv.get_dialect("bars"))
attempt(lambda: (_csv.field_size_limit(5), list(_csv.reader(["abcdefg,h"]))))
attempt(lambda: _csv.field_size_limit(131072))
reader = _csv.reader(["a", '"b\n', 'c"'])
print(next(reader), reader.line_num, next(reader), reader.line_num, reader.dialect.delimiter)
# expect: [['a', 'b', 'c']]
# expect: [['a', 'b', 'c']]
# expect: [['a', 'b', 'c']]
# expect: [['a', 'b', 'c']]
# expect: [['a', 'b', 'c']]
# expect: ValueError could not convert string to float: 'a'
# expect: [['a', 'b', 'c']]
# expect: [['a,b,c']]
# expect: [['a', 'b,c', 'd']]
# expect: [['a', 'b,c', 'd']]
# expect: [['a', 'b,c', 'd']]
# expect: [['a', 'b,c', 'd']]
# expect: [['a', '"b', 'c"', 'd']]
# expect: ValueError could not convert string to float: 'a'
# expect: [['a', 'b,c', 'd']]
# expect: [['a,"b,c",d']]
# expect: [['a "q" b', 'c']]
# expect: [['a "q" b', 'c']]
# expect: [['a "q" b', 'c']]
# expect: [['a "q" b', 'c']]
# expect: [['"a ""q"" b"', 'c']]
# expect: ValueError could not convert string to float: 'c'
# expect: [['a "q"" b"', 'c']]
# expect: [['"a ""q"" b",c']]
# expect: [['multi\nline', 'x']]
# expect: [['multi\nline', 'x']]
# expect: [['multi\nline', 'x']]
# expect: [['multi\nline', 'x']]
# expect: [['"multi'], ['line"', 'x']]
# expect: ValueError could not convert string to float: 'x'
# expect: [['multi\nline', 'x']]
# expect: [['"multi'], ['line",x']]
# expect: [[], [' '], ['a']]
# expect: [[], [' '], ['a']]
# expect: [[], [' '], ['a']]
# expect: [[], [''], ['a']]
# expect: [[], [' '], ['a']]
# expect: ValueError could not convert string to float: ' '
# expect: [[], [' '], ['a']]
# expect: [[], [' '], ['a']]
# expect: Error new-line character seen in unquoted field - do you need to open the file in universal-newline mode?
# expect: Error new-line character seen in unquoted field - do you need to open the file in universal-newline mode?
# expect: Error new-line character seen in unquoted field - do you need to open the file in universal-newline mode?
# expect: Error new-line character seen in unquoted field - do you need to open the file in universal-newline mode?
# expect: Error new-line character seen in unquoted field - do you need to open the file in universal-newline mode?
# expect: ValueError could not convert string to float: 'a'
# expect: Error new-line character seen in unquoted field - do you need to open the file in universal-newline mode?
# expect: Error new-line character seen in unquoted field - do you need to open the file in universal-newline mode?
# expect: [['ab', 'c']]
# expect: Error ',' expected after '"'
# expect: [['ab', 'c']]
# expect: [['ab', 'c']]
# expect: [['"a"b', 'c']]
# expect: ValueError could not convert string to float: 'c'
# expect: [['ab', 'c']]
# expect: [['"a"b,c']]
# expect: [['a']]
# expect: Error unexpected end of data
# expect: [['a']]
# expect: [['a']]
# expect: [['"a']]
# expect: [['a']]
# expect: [['a']]
# expect: [['"a']]
# expect: [['a"b', 'c']]
# expect: [['a"b', 'c']]
# expect: [['a"b', 'c']]
# expect: [['a"b', 'c']]
# expect: [['a"b', 'c']]
# expect: ValueError could not convert string to float: 'a"b'
# expect: [['a"b', 'c']]
# expect: [['a"b,c']]
# expect: [['a', '', '']]
# expect: [['a', '', '']]
# expect: [['a', '', '']]
# expect: [['a', '', '']]
# expect: [['a', '', '']]
# expect: ValueError could not convert string to float: 'a'
# expect: [['a', '', '']]
# expect: [['a,,']]
# expect: [[], ['', '']]
# expect: [[], ['', '']]
# expect: [[], ['', '']]
# expect: [[], ['', '']]
# expect: [[], ['', '']]
# expect: [[], ['', '']]
# expect: [[], ['', '']]
# expect: [[], [',']]
# expect: [['\\"a', 'b']]
# expect: [['\\"a', 'b']]
# expect: [['"a', 'b']]
# expect: [['\\"a', 'b']]
# expect: [['\\"a', 'b']]
# expect: ValueError could not convert string to float: '\\"a'
# expect: [['\\"a', 'b']]
# expect: [['\\"a,b']]
# expect: [['a\\'], ['b']]
# expect: [['a\\'], ['b']]
# expect: [['a\nb']]
# expect: [['a\\'], ['b']]
# expect: [['a\\'], ['b']]
# expect: ValueError could not convert string to float: 'a\\'
# expect: [['a\\'], ['b']]
# expect: [['a\\'], ['b']]
# expect: Error iterator should return strings, not bytes (the file should be opened in text mode)
# expect: Error iterator should return strings, not bytes (the file should be opened in text mode)
# expect: Error iterator should return strings, not bytes (the file should be opened in text mode)
# expect: Error iterator should return strings, not bytes (the file should be opened in text mode)
# expect: Error iterator should return strings, not bytes (the file should be opened in text mode)
# expect: Error iterator should return strings, not bytes (the file should be opened in text mode)
# expect: Error iterator should return strings, not bytes (the file should be opened in text mode)
# expect: Error iterator should return strings, not bytes (the file should be opened in text mode)
# expect: Error iterator should return strings, not int (the file should be opened in text mode)
# expect: Error iterator should return strings, not int (the file should be opened in text mode)
# expect: Error iterator should return strings, not int (the file should be opened in text mode)
# expect: Error iterator should return strings, not int (the file should be opened in text mode)
# expect: Error iterator should return strings, not int (the file should be opened in text mode)
# expect: Error iterator should return strings, not int (the file should be opened in text mode)
# expect: Error iterator should return strings, not int (the file should be opened in text mode)
# expect: Error iterator should return strings, not int (the file should be opened in text mode)
# expect: [['1', '2.5', '-3']]
# expect: [['1', '2.5', '-3']]
# expect: [['1', '2.5', '-3']]
# expect: [['1', '2.5', '-3']]
# expect: [['1', '2.5', '-3']]
# expect: [[1.0, 2.5, -3.0]]
# expect: [['1', '2.5', '-3']]
# expect: [['1,2.5,-3']]
# expect: [['\u20ac', '\U0001f600x']]
# expect: [['\u20ac', '\U0001f600x']]
# expect: [['\u20ac', '\U0001f600x']]
# expect: [['\u20ac', '\U0001f600x']]
# expect: [['\u20ac', '\U0001f600x']]
# expect: ValueError could not convert string to float: '€'
# expect: [['\u20ac', '\U0001f600x']]
# expect: [['\u20ac,\U0001f600x']]
# expect: ['1,2.5,,x\r\n']
# expect: ['1,2.5,,x\r\n']
# expect: ['1,2.5,,x\r\n']
# expect: ['1,2.5,,x\r\n']
# expect: ['1,2.5,,x\r\n']
# expect: ['1,2.5,"","x"\r\n']
# expect: ['1,2.5,,x\r\n']
# expect: ['1;2.5;;x\r\n']
# expect: ['"1","2.5","","x"\r\n']
# expect: ['1,2.5,,x\r\n']
# expect: ['1,2.5,,x\r\n']
# expect: ['1,2.5,,x!']
# expect: ['"a,b","c""d","e\nf",, g\r\n']
# expect: ['"a,b","c""d","e\nf",, g\r\n']
# expect: ['"a,b","c""d","e\nf",, g\r\n']
# expect: ['"a,b","c""d","e\nf",, g\r\n']
# expect: Error need to escape, but no escapechar set
# expect: ['"a,b","c""d","e\nf",""," g"\r\n']
# expect: Error need to escape, but no escapechar set
# expect: ['a,b;c"d;\'e\nf\';; g\r\n']
# expect: ['"a,b","c""d","e\nf",""," g"\r\n']
# expect: ['a\\,b,c\\"d,e\\\nf,, g\r\n']
# expect: ['"a,b",c\\"d,"e\nf",, g\r\n']
# expect: ['"a,b","c""d",e\nf,, g!']
# expect: ['\r\n']
# expect: ['\r\n']
# expect: ['\r\n']
# expect: ['\r\n']
# expect: ['\r\n']
# expect: ['\r\n']
# expect: ['\r\n']
# expect: ['\r\n']
# expect: ['\r\n']
# expect: ['\r\n']
# expect: ['\r\n']
# expect: ['!']
# expect: ['""\r\n']
# expect: ['""\r\n']
# expect: ['""\r\n']
# expect: ['""\r\n']
# expect: Error single empty field record must be quoted
# expect: ['""\r\n']
# expect: ['""\r\n']
# expect: ["''\r\n"]
# expect: ['""\r\n']
# expect: Error single empty field record must be quoted
# expect: ['""\r\n']
# expect: ['""!']
# expect: ['""\r\n']
# expect: ['""\r\n']
# expect: ['""\r\n']
# expect: ['""\r\n']
# expect: Error single empty field record must be quoted
# expect: ['""\r\n']
# expect: ['""\r\n']
# expect: ["''\r\n"]
# expect: ['""\r\n']
# expect: Error single empty field record must be quoted
# expect: ['""\r\n']
# expect: ['""!']
# expect: ["\\x,it's\r\n"]
# expect: ["\\x,it's\r\n"]
# expect: ["\\\\x,it's\r\n"]
# expect: ["\\x,it's\r\n"]
# expect: ["\\x,it's\r\n"]
# expect: ['"\\x","it\'s"\r\n']
# expect: ["\\x,it's\r\n"]
# expect: ["\\x;'it''s'\r\n"]
# expect: ['"\\x","it\'s"\r\n']
# expect: ["\\\\x,it's\r\n"]
# expect: ["\\\\x,it's\r\n"]
# expect: ["\\x,it's!"]
# expect: ['1\r\n']
# expect: ['1\r\n']
# expect: ['1\r\n']
# expect: ['1\r\n']
# expect: ['1\r\n']
# expect: ['1\r\n']
# expect: ['1\r\n']
# expect: ['1\r\n']
# expect: ['"1"\r\n']
# expect: ['1\r\n']
# expect: ['1\r\n']
# expect: ['1!']
# expect: ['a,b,c\r\n']
# expect: ['a,b,c\r\n']
# expect: ['a,b,c\r\n']
# expect: ['a,b,c\r\n']
# expect: ['a,b,c\r\n']
# expect: ['"a","b","c"\r\n']
# expect: ['a,b,c\r\n']
# expect: ['a;b;c\r\n']
# expect: ['"a","b","c"\r\n']
# expect: ['a,b,c\r\n']
# expect: ['a,b,c\r\n']
# expect: ['a,b,c!']
# expect: Error iterable expected, not int
# expect: Error iterable expected, not int
# expect: Error iterable expected, not int
# expect: Error iterable expected, not int
# expect: Error iterable expected, not int
# expect: Error iterable expected, not int
# expect: Error iterable expected, not int
# expect: Error iterable expected, not int
# expect: Error iterable expected, not int
# expect: Error iterable expected, not int
# expect: Error iterable expected, not int
# expect: Error iterable expected, not int
# expect: ['\u20ac\r\n']
# expect: ['\u20ac\r\n']
# expect: ['\u20ac\r\n']
# expect: ['\u20ac\r\n']
# expect: ['\u20ac\r\n']
# expect: ['"\u20ac"\r\n']
# expect: ['\u20ac\r\n']
# expect: ['\u20ac\r\n']
# expect: ['"\u20ac"\r\n']
# expect: ['\u20ac\r\n']
# expect: ['\u20ac\r\n']
# expect: ['\u20ac!']
# expect: TypeError "delimiter" must be a 1-character string
# expect: TypeError "delimiter" must be string, not int
# expect: TypeError "quotechar" must be a 1-character string
# expect: [',', None, 3]
# expect: TypeError "escapechar" must be string or None, not int
# expect: TypeError lineterminator must be set
# expect: TypeError bad "quoting" value
# expect: TypeError 'bogus' is an invalid keyword argument for this function
# expect: None
# expect: (['bars'], '|', [['a', 'b']])
# expect: None
# expect: Error unknown dialect
# expect: Error field larger than field limit (5)
# expect: 5
# expect: ['a'] 1 ['b\nc'] 3 ,
