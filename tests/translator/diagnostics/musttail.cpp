// KIND: diagnostics
// FAILS
// A portal that is threaded by musttail has no loop to compile.
#include <jitwright/jit.h>
static jw::Driver driver{"d"};
int finish(const unsigned char* code, int pc, int sum);
int step(const unsigned char* code, int pc, int sum) {
  JW_MERGE_POINT(driver, pc, code);
  if (code[pc] == 0) return sum;
  // CHECK: error: {{.*}}musttail.cpp:[[@LINE+1]]: in function step(unsigned char const*, int, int): a musttail call in a function with JW_MERGE_POINT: {{.*}}; remedy: dispatch by a switch or a computed goto in one function
  [[clang::musttail]] return step(code, pc + 1, sum + code[pc]);
}
