// JW_LOOP_INVARIANT: one call a loop. jw::record_exact: a constant without a guard.
//
// expect: loop invariant: 5000000
// expect: record_exact: 3000000
// expect statistics: loops +2
// expect no trace: load.*Thing|guard_value
#include <cstdint>
#include <cstdio>

#include <jitwright/jit.h>

struct Kind {
  JW_IMMUTABLE int64_t size;
};
struct Thing {
  const Kind* kind;
};

static int calls;
static Kind kind{3};
static Thing thing{&kind};

/// Asks something slow that stays as it is while a loop runs.
JW_LOOP_INVARIANT static int64_t setting() {
  calls++;
  return 5;
}
JW_DONT_LOOK_INSIDE static Thing* find() { return &thing; }

enum Op : uint8_t { add_setting, add_size, loop };
struct Code {
  JW_IMMUTABLE const Op* ops;
};

[[maybe_unused]] static jw::Driver driver{"hints"};

int64_t run(const Code* code, int64_t count) {
  int64_t sum = 0;
  uint32_t pc = 0;
  for (;;) {
    JW_MERGE_POINT(driver, pc, code);
    switch (code->ops[pc++]) {
      case add_setting: sum += setting(); break;
      case add_size: {
        const Thing* found = find();
        jw::record_exact(found, &thing);
        const Kind* its = found->kind;
        jw::record_exact(its, &kind);
        sum += its->size;
        break;
      }
      case loop:
        if (--count == 0) return sum;
        pc = 0;
        JW_CAN_ENTER_JIT(driver, pc, code);
        break;
    }
  }
}

int main() {
  static const Op first[] = {add_setting, loop}, second[] = {add_size, loop};
  static const Code invariant{first}, exact{second};
  std::printf("loop invariant: %lld\n", static_cast<long long>(run(&invariant, 1000000)));
  std::printf("record_exact: %lld\n", static_cast<long long>(run(&exact, 1000000)));
}
