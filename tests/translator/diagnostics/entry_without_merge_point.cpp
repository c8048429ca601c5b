// KIND: diagnostics
// FAILS
#include <jitwright/jit.h>
static jw::Driver driver{"d"};
int run(const unsigned char* code) {
  int pc = 0;
  for (;;) {
    JW_MERGE_POINT(driver, pc, code);
    if (code[pc] == 1) break;
    pc++;
  }
  // CHECK: error: {{.*}}:[[@LINE+1]]: in function run({{.*}}): no JW_MERGE_POINT can be reached from this JW_CAN_ENTER_JIT
  JW_CAN_ENTER_JIT(driver, pc, code);
  return pc;
}
// CHECK: error: {{.*}}: in function helper(int): JW_CAN_ENTER_JIT in a function without JW_MERGE_POINT; put it into the portal
void helper(int pc) { JW_CAN_ENTER_JIT(driver, pc); }
