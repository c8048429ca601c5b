# Instances that outgrow the words they were made with, in the order of attributes and against it; dictionaries; changed classes.
import sys
class A: pass
def fill(n, order=1):
    a=A()
    for i in range(n)[::order]: setattr(a,'x%d'%i,i)
    return a
for n in (0,1,2,3,4,5,6,9,17,41,60,127,128,129,140):
    a=fill(n); b=fill(n,-1)
    assert sorted(a.__dict__.items())==sorted(b.__dict__.items())==sorted(vars(fill(n)).items()), n
    c=fill(n)
    for i in range(0,n,2): delattr(c,'x%d'%i)
    assert [k for k in c.__dict__]==['x%d'%i for i in range(1,n,2)]
    c.y=1; c.z=2; assert c.y==1 and c.z==2
    d=fill(n); d.__dict__['q']=3; assert d.q==3; d.r=4; assert d.__dict__['r']==4
    e=fill(n); e.__dict__={'only':1}; assert vars(e)=={'only':1}; e.more=2; assert e.more==2
class S:
    __slots__=('a','b')
s=S(); s.a=1; s.b=2
try: s.c=1
except AttributeError as x: print(x)
class T(S): pass
t=T(); t.a=1; t.b=2
for i in range(10): setattr(t,'y%d'%i,i)
print(t.a,t.b,t.__dict__)
class U(S): __slots__=()
class B(A): pass
a=fill(5); a.__class__=B; print(type(a).__name__, a.__dict__)
a=fill(1); a.__class__=B; a.k=1;a.l=2;a.m=3; print(a.__dict__); a.__class__=A; print(a.__dict__)
e=ValueError('x'); e.a=1; e.b=2; e.c=3; print(e, e.__dict__, e.args)
try: raise e
except ValueError as f: f.d=5; print(f.d, f.__traceback__ is not None)
class E2(Exception):
    def __init__(self,*a):
        super().__init__(*a); self.p=1; self.q=2; self.r=3
x=E2(1,2); print(x.__dict__, x.args)
class L(list):
    pass
l=L([1]); l.a=1; l.b=2; l.c=3; print(l, l.__dict__)
def loop(n):
    t=0
    for i in range(n):
        o=A(); o.a=i; o.b=2; o.c=3; o.d=i; o.e=5
        t+=o.a+o.e+o.d
        o.e=1; t+=o.e
    return t
print(loop(3000))
class C:
    def __init__(s,i): s.a=i; s.b=i
    def more(s): s.c=1; s.d=2; s.e=s.a
def l2(n):
    t=0
    for i in range(n):
        c=C(i)
        if i%3==0: c.more(); t+=c.e+c.d
        t+=c.a
    return t
print(l2(3000))
# expect: 'S' object has no attribute 'c'
# expect: 1 2 {'y0': 0, 'y1': 1, 'y2': 2, 'y3': 3, 'y4': 4, 'y5': 5, 'y6': 6, 'y7': 7, 'y8': 8, 'y9': 9}
# expect: B {'x0': 0, 'x1': 1, 'x2': 2, 'x3': 3, 'x4': 4}
# expect: {'x0': 0, 'k': 1, 'l': 2, 'm': 3}
# expect: {'x0': 0, 'k': 1, 'l': 2, 'm': 3}
# expect: x {'a': 1, 'b': 2, 'c': 3} ('x',)
# expect: 5 True
# expect: {'p': 1, 'q': 2, 'r': 3} (1, 2)
# expect: [1] {'a': 1, 'b': 2, 'c': 3}
# expect: 9015000
# expect: 5999000
