// An exception leaves compiled code as it leaves any other: thrown by a function that a trace calls, through compiled guest calls, while recording, and after
// a guard's failure; whoever called the portal catches it, and goes on with loops that are compiled or not.
//
// expect: 1000000 sums to 500000500000
// expect: caught 7 at 5
// expect: caught 7 at 250000
// expect: caught 7 at 1
// expect: nested: 2001 caught, sum 2003001
// expect: destructors: 3000
// expect statistics: loops +[1-9]
#include <cstdint>
#include <cstdio>
#include <stdexcept>

#include <jitwright/jit.h>

enum Op : uint8_t { add, check, call_inner, call_guarded, loop };
struct Code {
  JW_IMMUTABLE const Op* ops;
  JW_IMMUTABLE const Code* inner;
};

struct Machine {
  int64_t fails_at = -1, at = 0, caught = 0, destroyed = 0;
};
static Machine machine;

JW_DONT_LOOK_INSIDE static void may_throw(int64_t count) {
  machine.at = count;
  if (count == machine.fails_at) throw std::runtime_error("7");
}

struct Guard {
  ~Guard() { machine.destroyed++; }
};
/// Destructors run when the exception passes, so a trace calls it.
static void guarded(int64_t count) {
  Guard guard;
  may_throw(count);
}

int64_t run(const Code* code, int64_t count);

/// Catches what compiled code throws: the portal is entered from here again and again.
JW_DONT_LOOK_INSIDE static int64_t catching(const Code* code, int64_t count) {
  try {
    return run(code, count);
  } catch (const std::runtime_error& error) {
    machine.caught++;
    return error.what()[0] - '7';
  }
}

[[maybe_unused]] static jw::Driver driver{"exceptions"};

int64_t run(const Code* code, int64_t count) {
  int64_t sum = 0;
  uint32_t pc = 0;
  for (;;) {
    JW_MERGE_POINT(driver, pc, code);
    switch (code->ops[pc++]) {
      case add: sum += count; break;
      case check: may_throw(count); break;
      case call_inner: sum += catching(code->inner, 3); break;
      case call_guarded: guarded(count); break;
      case loop:
        if (--count == 0) return sum;
        pc = 0;
        JW_CAN_ENTER_JIT(driver, pc, code);
        break;
    }
  }
}

int main() {
  static const Op summing[] = {add, check, loop}, calling[] = {add, call_inner, loop}, guarding[] = {call_guarded, loop};
  static const Code plain{summing}, outer{calling, &plain}, with_guard{guarding};
  std::printf("1000000 sums to %lld\n", static_cast<long long>(run(&plain, 1000000)));
  for (int64_t place : {5, 250000, 1}) {
    machine.fails_at = place;
    try {
      run(&plain, 1000000);
    } catch (const std::runtime_error& error) {
      std::printf("caught %s at %lld\n", error.what(), static_cast<long long>(machine.at));
    }
  }
  machine.fails_at = 2;
  machine.caught = 0;
  int64_t sum = run(&outer, 2001);
  std::printf("nested: %lld caught, sum %lld\n", static_cast<long long>(machine.caught), static_cast<long long>(sum));
  machine.fails_at = 1000;
  machine.destroyed = 0;
  for (int i = 0; i < 3; i++) {
    try {
      run(&with_guard, 1999);
    } catch (const std::runtime_error&) {
    }
  }
  std::printf("destructors: %lld\n", static_cast<long long>(machine.destroyed));
}
