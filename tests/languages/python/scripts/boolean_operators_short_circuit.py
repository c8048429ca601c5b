def t(n, v):
    print("eval", n)
    return v
print(t(1, 0) or t(2, "x") or t(3, "y"))
print(t(1, 1) and t(2, "") and t(3, "y"))
print(0 or [] or {} or None, 1 and 2 and 3, not [] and not 0)
print("yes" if t(1, True) else "no", "yes" if t(2, 0) else "no")
class B:
    def __bool__(self): print("bool"); return False
class L:
    def __len__(self): return 0
print(bool(B()), bool(L()), not B(), B() or 5)

# expect: eval 1
# expect: eval 2
# expect: x
# expect: eval 1
# expect: eval 2
# expect:
# expect: None 3 True
# expect: eval 1
# expect: eval 2
# expect: yes no
# expect: bool
# expect: bool
# expect: bool
# expect: False False True 5
