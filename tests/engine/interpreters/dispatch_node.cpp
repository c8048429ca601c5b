// A promotion that sees sixteen values evenly, and then others: each value's bridge hangs on the guard itself.
//
// expect: one kind: 300000
// expect: sixteen kinds: 2550000
// expect: seventeen more: 4950000
// expect: numbers: 2550000
// expect statistics: dispatches +[1-9]
#include <cstdint>
#include <cstdio>

#include <jitwright/jit.h>

struct Kind {
  JW_IMMUTABLE int64_t weight;
};
struct Thing {
  const Kind* kind;
  int8_t number;
};

enum Op : uint8_t { add_weight, add_number, next, loop };
struct Code {
  JW_IMMUTABLE const Op* ops;
};

[[maybe_unused]] static jw::Driver driver{"dispatch_node"};

int64_t run(const Code* code, const Thing* things, uint64_t mask, int64_t count) {
  int64_t sum = 0;
  uint64_t at = 0;
  uint32_t pc = 0;
  for (;;) {
    JW_MERGE_POINT(driver, pc, code);
    switch (code->ops[pc++]) {
      case add_weight: sum += jw::promote(things[at].kind)->weight; break;
      case add_number: sum += jw::promote(things[at].number); break;
      case next: at = (at + 7) & mask; break;
      case loop:
        if (--count == 0) return sum;
        pc = 0;
        JW_CAN_ENTER_JIT(driver, pc, code);
        break;
    }
  }
}

int main() {
  static Kind kinds[40];
  static Thing one[16], sixteen[16], others[32];
  for (int i = 0; i < 40; i++) kinds[i].weight = 3 * i;
  for (int i = 0; i < 16; i++) one[i] = {&kinds[1], 3}, sixteen[i] = {&kinds[i + 1], static_cast<int8_t>(3 * (i + 1))};
  for (int i = 0; i < 32; i++) others[i] = {&kinds[i + 1], 0};
  static const Op weighing[] = {add_weight, next, loop}, counting[] = {add_number, next, loop};
  static const Code weigh{weighing}, number{counting};
  constexpr int64_t count = 100000;
  std::printf("one kind: %lld\n", static_cast<long long>(run(&weigh, one, 15, count)));
  std::printf("sixteen kinds: %lld\n", static_cast<long long>(run(&weigh, sixteen, 15, count)));
  std::printf("seventeen more: %lld\n", static_cast<long long>(run(&weigh, others, 31, count)));
  std::printf("numbers: %lld\n", static_cast<long long>(run(&number, sixteen, 15, count)));
}
