// KIND: jitcode
// Effects of callees, and calls that need another form.
#include <jitwright/jit.h>

#include <math.h>
#include <stdarg.h>

extern "C" {
JW_ELIDABLE int hash_of(const char*);
JW_ALLOCATOR void* allocate(long size);
JW_DEALLOCATOR void release(void*);
JW_READONLY int look_up(int);
JW_NO_HEAP_EFFECT void count(int);
JW_DONT_LOOK_INSIDE void slow(int8_t, uint16_t, bool);
__attribute__((const)) int pure(int);
__attribute__((pure)) int reads(int);
void unknown();
int variadic(int, ...);
}
struct Two { long a; double b; };
Two two(long);

// CHECK-DAG: call "hash_of" (ptr) -> i32 effect elidable
// CHECK-DAG: call "allocate" (i64) -> ptr effect allocator
// CHECK-DAG: call "release" (ptr) effect deallocator
// CHECK-DAG: call "look_up" (i32) -> i32 effect readonly
// CHECK-DAG: call "count" (i32) effect none
// CHECK-DAG: call "slow" (s8, i16, i1) effect any dont_look_inside
// CHECK-DAG: call "pure" (i32) -> i32 effect elidable
// CHECK-DAG: call "reads" (i32) -> i32 effect readonly
// CHECK-DAG: call "unknown" () 
// CHECK-DAG: call "two(long)" (i64) -> i64, f64
// CHECK-DAG: call "variadic" (i32, f64) -> i32 effect any dont_look_inside
// CHECK-DAG: call "llvm.{{.*}}" {{.*}}effect elidable dont_look_inside
// CHECK-LABEL: function "all(int)"
long all(int x) {
  void* p = allocate(32);
  int r = hash_of("text") + look_up(x) + pure(x) + reads(x);
  count(r);
  slow(static_cast<int8_t>(x), static_cast<uint16_t>(x), x > 3);
  unknown();
  Two t = two(x);
  r += variadic(1, x, t.b) + static_cast<int>(rint(t.b));
  release(p);
  return r + t.a;
}

// CHECK-LABEL: function "indirect(int (*)(int), int)"
// CHECK: call k{{[0-9]+}}, r{{[0-9]+}}, r0, r1
int indirect(int (*f)(int), int x) { return f(x) + 1; }

struct Base { virtual int get(int) = 0; };
// CHECK-LABEL: function "virtual_call(Base*, int)"
// CHECK: load ptr r[[V:[0-9]+]], r0, 0, c{{[0-9]+}}
// CHECK: promote ptr r[[V]], r[[V]]
// CHECK: load ptr
// CHECK: call
int virtual_call(Base* b, int x) { return b->get(x) + 1; }

// CHECK-LABEL: function "rare(int)"
// CHECK: conditional_call k{{[0-9]+}}, r{{[0-9]+}}, @count, r0
void rare(int x) { jw::conditional_call(x > 100, count, x); }
