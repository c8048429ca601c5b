// An interpreter built outside the project against the installed package: counts down in a guest loop and prints how many traces ran.
#include <cstdint>
#include <cstdio>

#include <jitwright/jit.h>
#include <jitwright/stats.h>

struct Code {
  JW_IMMUTABLE const uint8_t* ops;
};
static jw::Driver driver{"consumer"};

int64_t run(const Code* code, int64_t counter) {
  int64_t sum = 0;
  uint32_t pc = 0;
  for (;;) {
    JW_MERGE_POINT(driver, pc, code);
    switch (code->ops[pc++]) {
      case 'a': sum += counter; break;
      case 'd': counter--; break;
      case 'l':
        if (counter == 0) return sum;
        pc = 0;
        JW_CAN_ENTER_JIT(driver, pc, code);
        break;
    }
  }
}

int main() {
  const uint8_t ops[] = {'a', 'd', 'l'};
  Code code{ops};
  std::printf("sum %lld\n", static_cast<long long>(run(&code, 1000000)));
  std::printf("loops compiled %llu\n", static_cast<unsigned long long>(jw::stats().loops));
}
