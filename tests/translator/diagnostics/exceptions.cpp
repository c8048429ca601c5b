// KIND: diagnostics
// FLAGS: -O2 -gline-tables-only -fexceptions -Rpass-missed=jitwright
// What exceptions do to traces is said: a portal's destructors that do not run, functions that are called for their destructors.
#include <jitwright/jit.h>
static jw::Driver driver{"d"};
struct Guard {
  Guard() noexcept;
  ~Guard();
};
int may_throw(int);
// CHECK-DAG: exceptions.cpp:[[@LINE+1]]:{{.*}}remark: traces call guarded(int) without looking inside: it runs destructors when an exception passes {{.*}}remedy: mark what it calls noexcept
int guarded(int x) {
  Guard guard;
  return may_throw(x);
}
int run(const unsigned char* code) {
  int pc = 0, sum = 0;
  for (;;) {
    JW_MERGE_POINT(driver, pc, code);
    Guard guard;
    // CHECK-DAG: warning: {{.*}}exceptions.cpp:[[@LINE+1]]: in function run(unsigned char const*): destructors of the portal do not run when an exception leaves compiled code; remedy
    sum += may_throw(pc) + guarded(pc);
    if (code[pc++] == 0) return sum;
  }
}
