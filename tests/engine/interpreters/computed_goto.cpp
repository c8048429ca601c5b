// Dispatch by computed goto: the trace tests which label comes next only where the code is not constant.
//
// expect: 333332833333500000
// expect statistics: loops +1
// expect no trace: load
#include <cstdint>
#include <cstdio>

#include <jitwright/jit.h>

struct Code {
  JW_IMMUTABLE const uint8_t* ops;
};

[[maybe_unused]] static jw::Driver driver{"computed_goto"};

int64_t run(const Code* code, int64_t limit) {
  static const void* const labels[] = {&&square, &&add, &&next, &&loop};
  int64_t sum = 0, i = 0, value = 0;
  uint32_t pc = 0;
dispatch:
  JW_MERGE_POINT(driver, pc, code);
  goto* labels[code->ops[pc++]];
square:
  value = i * i;
  goto dispatch;
add:
  sum += value;
  goto dispatch;
next:
  i++;
  goto dispatch;
loop:
  if (i == limit) return sum;
  pc = 0;
  JW_CAN_ENTER_JIT(driver, pc, code);
  goto dispatch;
}

int main() {
  static const uint8_t ops[] = {0, 1, 2, 3};
  static const Code code{ops};
  std::printf("%lld\n", static_cast<long long>(run(&code, 1000000)));
}
