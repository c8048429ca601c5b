// KIND: jitcode
// A function with a loop that decides call by call whether traces look inside.
#include <jitwright/jit.h>

// CHECK-LABEL: function "sum(long const*, int)"
// CHECK: is_constant
// CHECK: look_inside_iff r{{[0-9]+}}
// CHECK: branch_false
long sum(const long* p, int n) {
  JW_LOOK_INSIDE_IFF(jw::is_constant(n) && n < 8);
  long r = 0;
  for (int i = 0; i < n; ++i) r += p[i];
  return r;
}
