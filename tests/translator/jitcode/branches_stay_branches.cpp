// KIND: jitcode
// No select where the source has a branch: the tracer wants to know which way the program went.
#include <jitwright/jit.h>

// CHECK-LABEL: function "pick(long, long)"
// CHECK-NOT: select
// CHECK: branch_false
// CHECK: end
long pick(long a, long b) {
  long r = a;
  if (a < b) r = b + 1;
  return r * 2;
}
