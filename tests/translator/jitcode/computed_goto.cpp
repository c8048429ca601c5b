// KIND: jitcode
// A computed goto becomes a switch over the labels' addresses in native code.
#include <jitwright/jit.h>
static jw::Driver driver{"d"};

// CHECK-LABEL: function "run(unsigned char const*, long)"
// CHECK: merge_point 2
// CHECK: switch_ i64 r{{[0-9]+}}, @{{.*}}label{{[0-9]+}}, ->{{[0-9]+}}, @{{.*}}label{{[0-9]+}}
// CHECK: can_enter_jit
long run(const unsigned char* code, long x) {
  static const void* const labels[] = {&&add, &&twice, &&back, &&done};
  unsigned pc = 0;
dispatch:
  JW_MERGE_POINT(driver, pc, code);
  goto* labels[code[pc++]];
add:
  x += 1;
  goto dispatch;
twice:
  x *= 2;
  goto dispatch;
back:
  if (x > 1000) goto dispatch;
  pc = 0;
  JW_CAN_ENTER_JIT(driver, pc, code);
  goto dispatch;
done:
  return x;
}
