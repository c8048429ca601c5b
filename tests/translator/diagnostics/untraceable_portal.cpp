// KIND: diagnostics
// FAILS
#include <jitwright/jit.h>
static jw::Driver driver{"d"};
// CHECK: error: {{.*}}: in function variadic(int, ...): JW_MERGE_POINT in a function with variable arguments
int variadic(int n, ...) {
  for (;;) {
    JW_MERGE_POINT(driver, n);
    if (n == 1) return n;
    n--;
  }
}
// CHECK: error: {{.*}}: in function run({{.*}}): the portal cannot be traced: it contains inline assembly ({{.*}}:[[@LINE+6]]); remedy: move the call into a function of its own marked JW_DONT_LOOK_INSIDE
int run(const unsigned char* code) {
  int pc = 0;
  for (;;) {
    JW_MERGE_POINT(driver, pc, code);
    if (code[pc] == 1) return pc;
    asm volatile("nop" : "+r"(pc));
    pc++;
  }
}
// CHECK: error: {{.*}}: in function catches({{.*}}): the portal cannot be traced: it catches exceptions
void may_throw();
int catches(const unsigned char* code) {
  int pc = 0;
  for (;;) {
    JW_MERGE_POINT(driver, pc, code);
    if (code[pc] == 1) return pc;
    try {
      may_throw();
    } catch (int) {
      pc++;
    }
    pc++;
  }
}
