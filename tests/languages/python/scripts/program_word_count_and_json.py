text = "the quick brown fox jumps over the lazy dog the fox " * 20
counts = {}
for w in text.split():
    counts[w] = counts.get(w, 0) + 1
print(sorted(counts.items(), key=lambda kv: (-kv[1], kv[0])))
def parse(s, i=0):
    while s[i] in " \n": i += 1
    c = s[i]
    if c == "{":
        d = {}
        i += 1
        while s[i] != "}":
            k, i = parse(s, i)
            while s[i] in " :": i += 1
            d[k], i = parse(s, i)
            while s[i] in " ,": i += 1
        return d, i + 1
    if c == "[":
        l = []
        i += 1
        while s[i] != "]":
            v, i = parse(s, i)
            l.append(v)
            while s[i] in " ,": i += 1
        return l, i + 1
    if c == '"':
        j = s.index('"', i + 1)
        return s[i + 1:j], j + 1
    for lit, v in (("true", True), ("false", False), ("null", None)):
        if s.startswith(lit, i): return v, i + len(lit)
    j = i
    while j < len(s) and s[j] in "-+.eE0123456789": j += 1
    return (float(s[i:j]) if "." in s[i:j] else int(s[i:j])), j
doc = '{"a": [1, 2.5, -3], "b": {"c": true, "d": null}, "e": "text"}'
for _ in range(30): r, _e = parse(doc)
print(r)

# expect: [('the', 60), ('fox', 40), ('brown', 20), ('dog', 20), ('jumps', 20), ('lazy', 20), ('over', 20), ('quick', 20)]
# expect: {'a': [1, 2.5, -3], 'b': {'c': True, 'd': None}, 'e': 'text'}
