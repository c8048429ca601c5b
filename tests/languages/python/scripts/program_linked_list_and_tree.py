class Node:
    def __init__(self, v, next=None): self.v, self.next = v, next
def build(n):
    head = None
    for i in range(n): head = Node(i, head)
    return head
def total(n):
    s = 0
    while n is not None:
        s += n.v
        n = n.next
    return s
print(total(build(3000)))
class Tree:
    def __init__(self, l=None, r=None): self.l, self.r = l, r
    def check(self): return 1 + (self.l.check() + self.r.check() if self.l else 0)
def make(d): return Tree(make(d - 1), make(d - 1)) if d else Tree()
print([make(d).check() for d in range(8)])
class BST:
    def __init__(self): self.root = None
    def add(self, k):
        if self.root is None: self.root = [k, None, None]; return
        n = self.root
        while True:
            i = 1 if k < n[0] else 2
            if n[i] is None: n[i] = [k, None, None]; return
            n = n[i]
    def walk(self, n):
        if n:
            yield from self.walk(n[1])
            yield n[0]
            yield from self.walk(n[2])
t = BST()
x = 12345
for _ in range(200):
    x = (x * 1103515245 + 12345) % 2 ** 31
    t.add(x % 1000)
l = list(t.walk(t.root))
print(len(l), l == sorted(l), l[:5])

# expect: 4498500
# expect: [1, 3, 7, 15, 31, 63, 127, 255]
# expect: 200 True [0, 1, 2, 4, 4]
