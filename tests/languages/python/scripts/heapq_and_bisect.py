import _heapq as h, _bisect as b
data = [5, 3, 8, 1, 9, 2]
heap = []
for x in data:
    h.heappush(heap, x)
print([h.heappop(heap) for _ in data], heap)
heap = list(data)
h.heapify(heap)
print(heap, h.heappushpop(heap, 0), h.heappushpop(heap, 4), h.heapreplace(heap, 7), sorted(heap))
heap = list(data)
h._heapify_max(heap)
print(h._heappop_max(heap), h._heapreplace_max(heap, 0), sorted(heap))
for bad in (lambda: h.heappop([]), lambda: h.heappush(3, 4), lambda: h.heapify([1, "a"])):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
a = [1, 2, 2, 2, 3]
print(b.bisect_right(a, 2), b.bisect_left(a, 2), b.bisect_right(a, 2, 0, 3), b.bisect_left(a, 9), b.bisect_left(a, -2, key=lambda x: -x))
b.insort_right(a, 2.5)
b.insort_left(a, 0)
print(a)
try:
    b.bisect_right(a, 1, -1)
except ValueError as e:
    print(e)
class S(list):
    def insert(self, i, x):
        print("insert", i, x)
b.insort_right(S([1, 3]), 2)

# expect: [1, 2, 3, 5, 8, 9] []
# expect: [3, 5, 4, 7, 9, 8] 0 1 2 [3, 4, 5, 7, 8, 9]
# expect: 9 8 [0, 1, 2, 3, 5]
# expect: IndexError index out of range
# expect: TypeError heappush() argument 1 must be list, not int
# expect: TypeError '<' not supported between instances of 'int' and 'str'
# expect: 4 1 3 5 0
# expect: [0, 1, 2, 2, 2, 2.5, 3]
# expect: lo must be non-negative
# expect: insert 1 2
