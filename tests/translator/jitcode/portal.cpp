// KIND: jitcode
// A portal: greens first, then every live local; locals of one iteration are made where their lifetime starts.
#include <jitwright/jit.h>

struct Code { JW_IMMUTABLE uint8_t ops[8]; };
static jw::Driver driver{"portal"};
__attribute__((noinline)) void touch(int64_t* x);

// CHECK: symbol "_Z3runPK4Codell"
// CHECK: call "touch(long*)" (ptr)
// CHECK-LABEL: function "run(Code const*, long, long)" @_Z3runPK4Codell (ptr, i64, i64) -> i64
// CHECK: portal greens 2 driver @_ZL6driver resume @_Z3runPK4Codell.jw_resume lives i32 "pc", ptr "code", i64
// CHECK: merge_point 2,
// CHECK-NOT: local
// CHECK: switch_ i32
// CHECK: local ptr r[[L:[0-9]+]], 16
// CHECK: call k0, none, @_Z5touchPl, r[[L]]
// CHECK: can_enter_jit
// FLAGS: -O2 -g
int64_t run(const Code* code, int64_t total, int64_t unused) {
  uint32_t pc = 0;
  for (;;) {
    JW_MERGE_POINT(driver, pc, code);
    switch (code->ops[pc]) {
      case 0: pc++; total += 2; break;
      case 1: pc = 0; JW_CAN_ENTER_JIT(driver, pc, code); break;
      case 2: {
        int64_t x = total;
        touch(&x);
        total = x;
        pc++;
        break;
      }
      default: return total;
    }
  }
}
