// KIND: diagnostics
// FLAGS: -O2 -gline-tables-only -Rpass-missed=jitwright
#include <jitwright/jit.h>
#include <atomic>

// CHECK: refusals.cpp:[[@LINE+1]]:{{.*}}remark: traces call sum(int const*, int) without looking inside: it has a loop{{.*}}remedy: mark it JW_UNROLL_SAFE
int sum(const int* p, int n) {
  int r = 0;
  for (int i = 0; i < n; ++i) r += p[i];
  return r;
}
// CHECK: remark: traces call count() without looking inside: it uses atomic operations
std::atomic<int> counter;
int count() { return counter++; }
// CHECK: remark: traces call wide(__int128, __int128) without looking inside: it converts vectors, long double or integers wider than 64 bits
__int128 wide(__int128 a, __int128 b) { return a / b; }
// CHECK-NOT: hidden
JW_DONT_LOOK_INSIDE int hidden(const int* p, int n) {
  int r = 0;
  for (int i = 0; i < n; ++i) r ^= p[i];
  return r;
}
