// KIND: diagnostics
// FAILS
#include <jitwright/jit.h>
static jw::Driver driver{"d"};
int run(const unsigned char* code) {
  int pc = 0;
  for (;;) {
    JW_MERGE_POINT(driver, pc, code);
    if (code[pc] == 1) pc++;
    // CHECK: error: {{.*}}two_merge_points.cpp:[[@LINE+1]]: in function run(unsigned char const*): a second JW_MERGE_POINT
    JW_MERGE_POINT(driver, pc, code);
    if (code[pc] == 2) return pc;
    pc++;
  }
}
