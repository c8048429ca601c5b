from _collections import deque, defaultdict, OrderedDict, _count_elements
import itertools as it, _functools as f, _operator as op, _weakref as w, _abc
d=deque([1,2,3],maxlen=5); d.append(4); d.appendleft(0); d.append(9); print(d, len(d), d[0], d[-1], list(reversed(d)))
d.rotate(2); print(d); d.rotate(-1); print(d); d.reverse(); print(d)
dd=defaultdict(list); dd['a'].append(1); dd['a'].append(2); print(dd, dd['x'], dd.default_factory)
o=OrderedDict(a=1,b=2,c=3); o.move_to_end('a'); print(o); o.move_to_end('c',last=False); print(o, o.popitem(last=False), o.popitem(), o)
print(list(it.islice(it.count(3,2),5)), list(it.chain([1],[2,3])), list(it.product('ab',[1,2])), list(it.permutations(range(3),2)))
print(list(it.combinations('abcd',2)), list(it.combinations_with_replacement('ab',2)))
print([(k,list(g)) for k,g in it.groupby('aabbbc')], list(it.accumulate([1,2,3])), list(it.zip_longest('ab','c',fillvalue='-')))
a,b=it.tee(range(4)); print(list(a),list(b)); print(list(it.pairwise('abcd')), list(it.compress('abcd',[1,0,1,0])))
p=f.partial(int,base=2); print(p('101'), p); print(f.reduce(lambda a,b:a+b,[1,2,3],10))
print(sorted([3,1,2],key=f.cmp_to_key(lambda a,b:b-a)))
print(op.itemgetter(1)([1,2]), op.itemgetter(0,1)('ab'), op.attrgetter('real','imag')(3), op.methodcaller('upper')('a'), op.add(1,2))
class A: pass
x=A(); r=w.ref(x); print(r() is x, w.getweakrefcount(x)); 
c={}; _count_elements(c,'hello'); print(c)
print(type(d), deque, it.chain, p.func, OrderedDict)

# expect: deque([1, 2, 3, 4, 9], maxlen=5) 5 1 9 [9, 4, 3, 2, 1]
# expect: deque([4, 9, 1, 2, 3], maxlen=5)
# expect: deque([9, 1, 2, 3, 4], maxlen=5)
# expect: deque([4, 3, 2, 1, 9], maxlen=5)
# expect: defaultdict(<class 'list'>, {'a': [1, 2], 'x': []}) [] <class 'list'>
# expect: OrderedDict([('b', 2), ('c', 3), ('a', 1)])
# expect: OrderedDict([('b', 2)]) ('c', 3) ('a', 1) OrderedDict([('b', 2)])
# expect: [3, 5, 7, 9, 11] [1, 2, 3] [('a', 1), ('a', 2), ('b', 1), ('b', 2)] [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)]
# expect: [('a', 'b'), ('a', 'c'), ('a', 'd'), ('b', 'c'), ('b', 'd'), ('c', 'd')] [('a', 'a'), ('a', 'b'), ('b', 'b')]
# expect: [('a', ['a', 'a']), ('b', ['b', 'b', 'b']), ('c', ['c'])] [1, 3, 6] [('a', 'c'), ('b', '-')]
# expect: [0, 1, 2, 3] [0, 1, 2, 3]
# expect: [('a', 'b'), ('b', 'c'), ('c', 'd')] ['a', 'c']
# expect: 5 functools.partial(<class 'int'>, base=2)
# expect: 16
# expect: [3, 2, 1]
# expect: 2 ('a', 'b') (3, 0) A 3
# expect: True 1
# expect: {'h': 1, 'e': 1, 'l': 2, 'o': 1}
# expect: <class 'collections.deque'> <class 'collections.deque'> <class 'itertools.chain'> <class 'int'> <class 'collections.OrderedDict'>
