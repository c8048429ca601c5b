// KIND: jitcode
// A small function with a loop is not pulled into its callers: they stay traceable.
#include <jitwright/jit.h>

JW_UNROLL_SAFE static inline long sum(const long* p, int n) {
  long r = 0;
  for (int i = 0; i < n; ++i) r += p[i];
  return r;
}
[[gnu::always_inline]] static inline int length(const char* s) {
  int n = 0;
  while (s[n]) ++n;
  return n;
}
// CHECK-LABEL: function "caller(long const*, char const*)"
// CHECK: call k{{[0-9]+}}, r{{[0-9]+}}, @_ZL3sumPKli
// CHECK: call k{{[0-9]+}}, r{{[0-9]+}}, @_ZL6lengthPKc
// CHECK: return_
long caller(const long* p, const char* s) { return sum(p, 3) + length(s); }
// CHECK-LABEL: function "sum(long const*, int)"
// CHECK: loop
// CHECK: load_item
