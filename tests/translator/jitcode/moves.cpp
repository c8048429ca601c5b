// KIND: jitcode
// Parallel moves at phis, merged where lifetimes allow: a loop-carried counter needs no move at all.
#include <jitwright/jit.h>

// CHECK-LABEL: function "gcd(unsigned long, unsigned long)"
// CHECK: registers {{[2345]}}
// CHECK: int_urem i64
// CHECK: return_
JW_UNROLL_SAFE uint64_t gcd(uint64_t a, uint64_t b) {
  while (b != 0) {
    uint64_t t = a % b;
    a = b;
    b = t;
  }
  return a;
}
