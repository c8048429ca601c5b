# The matching machine by itself: code lists as re._compiler makes them.
import _sre

cases = [
    ('(a+)(b)?(?P<x>c|d)', 32, [14, 4, 0, 2, 4294967295, 17, 0, 24, 6, 1, 4294967295, 16, 97, 1, 17, 1, 23, 9, 0, 1,
      17, 2, 16, 98, 17, 3, 18, 17, 4, 13, 5, 22, 99, 100, 0, 17, 5, 1], 3, {'x': 3}, (None, None, None, 'x'),
     'xxaaad abc'),
    ('\\w+', 32, [14, 4, 0, 1, 4294967295, 24, 9, 1, 4294967295, 13, 4, 8, 14, 0, 1, 1], 0, {}, (None,),
     'hello, big world_1'),
    ('a*', 32, [14, 4, 0, 0, 4294967295, 24, 6, 0, 4294967295, 16, 97, 1, 1], 0, {}, (None,),
     'baac'),
    ('(?:a|ab)(c)', 32, [14, 8, 1, 2, 3, 1, 1, 97, 0, 16, 97, 7, 3, 15, 7, 5, 16, 98, 15, 2, 0, 17, 0, 16, 99, 17, 1,
      1], 1, {}, (None, None),
     'acabc'),
    ('(a)?(?(1)b|c)', 32, [14, 4, 0, 1, 2, 23, 9, 0, 1, 17, 0, 16, 97, 17, 1, 18, 12, 0, 6, 16, 98, 15, 3, 16, 99, 1],
      1, {}, (None, None),
     'ab c'),
    ('(?>a+)b', 32, [14, 4, 0, 2, 4294967295, 27, 9, 24, 6, 1, 4294967295, 16, 97, 1, 1, 16, 98, 1], 0, {}, (None,),
     'aab'),
    ('(?>a+)ab', 32, [14, 4, 0, 3, 4294967295, 27, 9, 24, 6, 1, 4294967295, 16, 97, 1, 1, 16, 97, 16, 98, 1], 0, {}, (None,),
     'aaab'),
    ('(?:ab)++a', 32, [14, 4, 0, 3, 4294967295, 28, 7, 1, 4294967295, 16, 97, 16, 98, 1, 16, 97, 1], 0, {}, (None,),
     'ababa'),
    ('(.)\\1', 32, [14, 4, 0, 2, 2, 17, 0, 2, 17, 1, 11, 0, 1], 1, {}, (None, None),
     'abccd'),
    ('(?:(a)|b)*', 32, [14, 4, 0, 0, 4294967295, 23, 19, 0, 4294967295, 7, 9, 17, 0, 16, 97, 17, 1, 15, 7, 5, 16, 98,
      15, 2, 0, 18, 1], 1, {}, (None, None),
     'abab'),
    ('(?:a{2,3}?){2}', 32, [14, 4, 0, 4, 6, 23, 10, 2, 2, 26, 6, 2, 3, 16, 97, 1, 18, 1], 0, {}, (None,),
     'aaaaaa'),
    ('\\bfoo\\b', 32, [14, 4, 0, 3, 3, 6, 10, 16, 102, 16, 111, 16, 111, 6, 10, 1], 0, {}, (None,),
     'a foo b'),
    ('(a|b)*?c', 32, [14, 4, 0, 1, 4294967295, 23, 13, 0, 4294967295, 17, 0, 13, 5, 22, 97, 98, 0, 17, 1, 19, 16, 99,
      1], 1, {}, (None, None),
     'ababc'),
    ('(?<=a)b|(?!x)c', 32, [14, 4, 0, 1, 1, 7, 11, 4, 5, 1, 16, 97, 1, 16, 98, 15, 13, 11, 5, 5, 0, 16, 120, 1, 16, 99,
      15, 2, 0, 1], 0, {}, (None,),
     'abcxcb'),
    ('(?i)h[eé]L+o', 34, [14, 4, 0, 4, 4294967295, 40, 104, 39, 6, 16, 101, 16, 233, 0, 24, 6, 1, 4294967295, 40, 108,
      1, 40, 111, 1], 0, {}, (None,),
     'HELLO hÉllo'),
    ('"[^"]*"', 32, [14, 8, 1, 2, 4294967295, 1, 1, 34, 0, 16, 34, 24, 6, 0, 4294967295, 20, 34, 1, 16, 34, 1], 0, {},
      (None,),
     'say "a" and "b"'),
    ('(\\d+)-(\\d+)', 32, [14, 4, 0, 3, 4294967295, 17, 0, 24, 9, 1, 4294967295, 13, 4, 8, 10, 0, 1, 17, 1, 16, 45, 17,
      2, 24, 9, 1, 4294967295, 13, 4, 8, 10, 0, 1, 17, 3, 1], 2, {}, (None, None, None),
     '10-20 3-44'),
    ('(?:foo|fob|bar|baz)+x?', 32, [14, 4, 0, 3, 4294967295, 23, 41, 1, 4294967295, 7, 9, 16, 102, 16, 111, 16, 111,
      15, 29, 9, 16, 102, 16, 111, 16, 98, 15, 20, 9, 16, 98, 16, 97, 16, 114, 15, 11, 9, 16, 98, 16, 97, 16, 122, 15,
      2, 0, 18, 24, 6, 0, 1, 16, 120, 1, 1], 0, {}, (None,),
     'foobarbazx bar'),
    ('(?m)^\\w+$', 40, [14, 4, 0, 1, 4294967295, 6, 1, 24, 9, 1, 4294967295, 13, 4, 8, 14, 0, 1, 6, 6, 1], 0, {}, (None,),
     'one\ntwo x\nthree'),
    ('.*?,', 32, [14, 4, 0, 1, 4294967295, 26, 5, 0, 4294967295, 2, 1, 16, 44, 1], 0, {}, (None,),
     'a,b,c'),
    ('(?s).+', 48, [14, 4, 0, 1, 4294967295, 24, 5, 1, 4294967295, 3, 1, 1], 0, {}, (None,),
     'a\nb'),
    ('(?:x{1,2}c)+', 32, [14, 4, 0, 2, 4294967295, 23, 12, 1, 4294967295, 24, 6, 1, 2, 16, 120, 1, 16, 99, 18, 1], 0,
      {}, (None,),
     'xcxxcxxxc'),
    ('[\\w.]+@[\\w.]+\\.com', 32, [14, 4, 0, 7, 4294967295, 24, 11, 1, 4294967295, 13, 6, 8, 14, 16, 46, 0, 1, 16, 64,
      24, 11, 1, 4294967295, 13, 6, 8, 14, 16, 46, 0, 1, 16, 46, 16, 99, 16, 111, 16, 109, 1], 0, {}, (None,),
     'me@a.b.com, you@com'),
    ('[α-ω]+', 32, [14, 4, 0, 1, 4294967295, 24, 10, 1, 4294967295, 13, 5, 22, 945, 969, 0, 1, 1], 0, {}, (None,),
     'abc αβγ ω'),
    ('😀+', 32, [14, 4, 0, 1, 4294967295, 24, 6, 1, 4294967295, 16, 128512, 1, 1], 0, {}, (None,),
     'x😀😀'),
]
for pattern, flags, code, groups, index, names, text in cases:
    p = _sre.compile(pattern, flags, code, groups, index, names)
    first = p.search(text)
    print(pattern, first, first and first.groups(), first and first.lastindex)
    print([m.span() for m in p.finditer(text)], p.findall(text), p.sub("<>", text), p.split(text, 2), p.fullmatch(text))
# expect: (a+)(b)?(?P<x>c|d) <re.Match object; span=(2, 6), match='aaad'> ('aaa', None, 'd') 3
# expect: [(2, 6), (7, 10)] [('aaa', '', 'd'), ('a', 'b', 'c')] xx<> <> ['xx', 'aaa', None, 'd', ' ', 'a', 'b', 'c', ''] None
# expect: \w+ <re.Match object; span=(0, 5), match='hello'> () None
# expect: [(0, 5), (7, 10), (11, 18)] ['hello', 'big', 'world_1'] <>, <> <> ['', ', ', ' world_1'] None
# expect: a* <re.Match object; span=(0, 0), match=''> () None
# expect: [(0, 0), (1, 3), (3, 3), (4, 4)] ['', 'aa', '', ''] <>b<><>c<> ['', 'b', 'c'] None
# expect: (?:a|ab)(c) <re.Match object; span=(0, 2), match='ac'> ('c',) 1
# expect: [(0, 2), (2, 5)] ['c', 'c'] <><> ['', 'c', '', 'c', ''] None
# expect: (a)?(?(1)b|c) <re.Match object; span=(0, 2), match='ab'> ('a',) 1
# expect: [(0, 2), (3, 4)] ['a', ''] <> <> ['', 'a', ' ', None, ''] None
# expect: (?>a+)b <re.Match object; span=(0, 3), match='aab'> () None
# expect: [(0, 3)] ['aab'] <> ['', ''] <re.Match object; span=(0, 3), match='aab'>
# expect: (?>a+)ab None None None
# expect: [] [] aaab ['aaab'] None
# expect: (?:ab)++a <re.Match object; span=(0, 5), match='ababa'> () None
# expect: [(0, 5)] ['ababa'] <> ['', ''] <re.Match object; span=(0, 5), match='ababa'>
# expect: (.)\1 <re.Match object; span=(2, 4), match='cc'> ('c',) 1
# expect: [(2, 4)] ['c'] ab<>d ['ab', 'c', 'd'] None
# expect: (?:(a)|b)* <re.Match object; span=(0, 4), match='abab'> ('a',) 1
# expect: [(0, 4), (4, 4)] ['a', ''] <><> ['', 'a', '', None, ''] <re.Match object; span=(0, 4), match='abab'>
# expect: (?:a{2,3}?){2} <re.Match object; span=(0, 4), match='aaaa'> () None
# expect: [(0, 4)] ['aaaa'] <>aa ['', 'aa'] <re.Match object; span=(0, 6), match='aaaaaa'>
# expect: \bfoo\b <re.Match object; span=(2, 5), match='foo'> () None
# expect: [(2, 5)] ['foo'] a <> b ['a ', ' b'] None
# expect: (a|b)*?c <re.Match object; span=(0, 5), match='ababc'> ('b',) 1
# expect: [(0, 5)] ['b'] <> ['', 'b', ''] <re.Match object; span=(0, 5), match='ababc'>
# expect: (?<=a)b|(?!x)c <re.Match object; span=(1, 2), match='b'> () None
# expect: [(1, 2), (2, 3), (4, 5)] ['b', 'c', 'c'] a<><>x<>b ['a', '', 'xcb'] None
# expect: (?i)h[eé]L+o <re.Match object; span=(0, 5), match='HELLO'> () None
# expect: [(0, 5), (6, 11)] ['HELLO', 'hÉllo'] <> <> ['', ' ', ''] None
# expect: "[^"]*" <re.Match object; span=(4, 7), match='"a"'> () None
# expect: [(4, 7), (12, 15)] ['"a"', '"b"'] say <> and <> ['say ', ' and ', ''] None
# expect: (\d+)-(\d+) <re.Match object; span=(0, 5), match='10-20'> ('10', '20') 2
# expect: [(0, 5), (6, 10)] [('10', '20'), ('3', '44')] <> <> ['', '10', '20', ' ', '3', '44', ''] None
# expect: (?:foo|fob|bar|baz)+x? <re.Match object; span=(0, 10), match='foobarbazx'> () None
# expect: [(0, 10), (11, 14)] ['foobarbazx', 'bar'] <> <> ['', ' ', ''] None
# expect: (?m)^\w+$ <re.Match object; span=(0, 3), match='one'> () None
# expect: [(0, 3), (10, 15)] ['one', 'three'] <>
# expect: two x
# expect: <> ['', '\ntwo x\n', ''] None
# expect: .*?, <re.Match object; span=(0, 2), match='a,'> () None
# expect: [(0, 2), (2, 4)] ['a,', 'b,'] <><>c ['', '', 'c'] None
# expect: (?s).+ <re.Match object; span=(0, 3), match='a\nb'> () None
# expect: [(0, 3)] ['a\nb'] <> ['', ''] <re.Match object; span=(0, 3), match='a\nb'>
# expect: (?:x{1,2}c)+ <re.Match object; span=(0, 5), match='xcxxc'> () None
# expect: [(0, 5), (6, 9)] ['xcxxc', 'xxc'] <>x<> ['', 'x', ''] None
# expect: [\w.]+@[\w.]+\.com <re.Match object; span=(0, 10), match='me@a.b.com'> () None
# expect: [(0, 10)] ['me@a.b.com'] <>, you@com ['', ', you@com'] None
# expect: [α-ω]+ <re.Match object; span=(4, 7), match='αβγ'> () None
# expect: [(4, 7), (8, 9)] ['αβγ', 'ω'] abc <> <> ['abc ', ' ', ''] None
# expect: 😀+ <re.Match object; span=(1, 3), match='😀😀'> () None
# expect: [(1, 3)] ['😀😀'] x<> ['x', ''] None
