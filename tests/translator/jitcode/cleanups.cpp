// KIND: jitcode
// FLAGS: -O2 -gline-tables-only -fexceptions
// A function that runs destructors when an exception passes is a call; noexcept, and callees that do not throw, do not keep a function
// from being traced.
#include <jitwright/jit.h>

struct Guard {
  Guard() noexcept;
  ~Guard();
};
int may_throw(int);
int does_not_throw(int) noexcept;
__attribute__((noinline)) static int looks_as_if(int x) { return does_not_throw(x) + 2; }

// CHECK-NOT: function "guarded(int)"
// CHECK-LABEL: function "guarded_without_need(int)"
// CHECK: call k{{[0-9]+}}, none, @_ZN5GuardC1Ev
// CHECK: call k{{[0-9]+}}, r{{[0-9]+}}, @_Z14does_not_throwi
// CHECK: call k{{[0-9]+}}, r{{[0-9]+}}, @_ZL11looks_as_ifi
// CHECK: call k{{[0-9]+}}, none, @_ZN5GuardD1Ev
// CHECK: return_
int guarded_without_need(int x) {
  Guard guard;
  return does_not_throw(x) + looks_as_if(x);
}
// CHECK-LABEL: function "never_throws(int)"
// CHECK: call k{{[0-9]+}}, r{{[0-9]+}}, @_Z9may_throwi
int never_throws(int x) noexcept { return may_throw(x) + 1; }
// CHECK-NOT: function "guarded(int)"
int guarded(int x) {
  Guard guard;
  return may_throw(x) + 1;
}
