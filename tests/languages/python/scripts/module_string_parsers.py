# _string takes format templates apart.
import _string

print(list(_string.formatter_parser("a{b!r:{x}}c{{}}{}")))
print(list(_string.formatter_parser("a{0[}]:>3}")))
first, rest = _string.formatter_field_name_split("a.b[3].c[x]")
print(first, list(rest))
first, rest = _string.formatter_field_name_split("12[y]")
print(first, list(rest))
for bad in ["{", "}", "{a", "{a!", "{a!r", "{a!rx}", "{a:{b}", "{a{b}}"]:
    try:
        print(list(_string.formatter_parser(bad)))
    except ValueError as error:
        print(bad, error)
for bad in ["a[", "a.", "a[]", "a[1]x"]:
    try:
        print(list(_string.formatter_field_name_split(bad)[1]))
    except ValueError as error:
        print(bad, error)
# expect: [('a', 'b', '{x}', 'r'), ('c{', None, None, None), ('}', None, None, None), ('', '', '', None)]
# expect: [('a', '0[}]', '>3', None)]
# expect: a [(True, 'b'), (False, 3), (True, 'c'), (False, 'x')]
# expect: 12 [(False, 'y')]
# expect: { Single '{' encountered in format string
# expect: } Single '}' encountered in format string
# expect: {a expected '}' before end of string
# expect: {a! end of string while looking for conversion specifier
# expect: {a!r unmatched '{' in format spec
# expect: {a!rx} expected ':' after conversion specifier
# expect: {a:{b} unmatched '{' in format spec
# expect: {a{b}} unexpected '{' in field name
# expect: a[ Missing ']' in format string
# expect: a. Empty attribute in format string
# expect: a[] Empty attribute in format string
# expect: a[1]x Only '.' or '[' may follow ']' in format field specifier
