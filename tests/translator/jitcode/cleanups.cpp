// KIND: jitcode
// FLAGS: -O2 -gline-tables-only -fexceptions
// A landing pad that only runs destructors does not keep a function from being traced; noexcept neither.
#include <jitwright/jit.h>

struct Guard {
  Guard();
  ~Guard();
};
int may_throw(int);

// CHECK-LABEL: function "guarded(int)"
// CHECK: call k{{[0-9]+}}, none, @_ZN5GuardC1Ev
// CHECK: call k{{[0-9]+}}, r{{[0-9]+}}, @_Z9may_throwi
// CHECK: call k{{[0-9]+}}, none, @_ZN5GuardD1Ev
// CHECK: return_
int guarded(int x) {
  Guard guard;
  return may_throw(x) + 1;
}
// CHECK-LABEL: function "never_throws(int)"
// CHECK: call k{{[0-9]+}}, r{{[0-9]+}}, @_Z9may_throwi
int never_throws(int x) noexcept { return may_throw(x) + 1; }
