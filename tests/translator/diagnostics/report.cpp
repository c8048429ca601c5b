// KIND: report
#include <jitwright/jit.h>
static jw::Driver driver{"d"};

// CHECK: "source": "{{.*}}report.cpp"
// CHECK: "name": "run(unsigned char const*)",
// CHECK-NEXT: "status": "portal",
// CHECK-NEXT: "file": "{{.*}}report.cpp",
// CHECK-NEXT: "line": [[@LINE+2]],
// CHECK-NEXT: "units":
int run(const unsigned char* code) {
  int pc = 0;
  for (;;) {
    JW_MERGE_POINT(driver, pc, code);
    if (code[pc] == 1) return pc;
    pc++;
  }
}
// CHECK: "name": "sum(int const*, int)",
// CHECK-NEXT: "status": "refused",
// CHECK: "reason": "it has a loop",
// CHECK-NEXT: "remedy": "mark it JW_UNROLL_SAFE
int sum(const int* p, int n) {
  int r = 0;
  for (int i = 0; i < n; ++i) r += p[i];
  return r;
}
// CHECK: "name": "print(int)",
// CHECK-NEXT: "status": "opaque",
JW_DONT_LOOK_INSIDE void print(int) {}
// CHECK: "name": "twice(int)",
// CHECK-NEXT: "status": "traced",
int twice(int x) { return 2 * x; }
