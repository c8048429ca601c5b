// Several machines in one process, one for each thread: each counts, records, compiles, invalidates and ends for itself.
//
// expect: 0: 500000500000 again 1000001000000, compiled yes
// expect: 1: 1000001000000 again 1500001500000, compiled yes
// expect: 2: 1500001500000 again 2000002000000, compiled yes
// expect: 3: 2000002000000 again 2500002500000, compiled yes
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include <jitwright/jit.h>
#include <jitwright/stats.h>

enum Op : uint8_t { add_scaled, loop };

struct Code {
  JW_IMMUTABLE const Op* ops;
};
struct Machine {
  JW_QUASI_IMMUTABLE int64_t scale;
};

[[maybe_unused]] static jw::Driver driver{"threads"};

int64_t run(const Code* code, Machine* machine, int64_t count) {
  int64_t sum = 0;
  uint32_t pc = 0;
  for (;;) {
    JW_MERGE_POINT(driver, pc, code, machine);
    switch (code->ops[pc++]) {
      case add_scaled: sum += count * machine->scale; break;
      case loop:
        if (--count == 0) return sum;
        pc = 0;
        JW_CAN_ENTER_JIT(driver, pc, code, machine);
        break;
    }
  }
}

int main() {
  static const Op ops[] = {add_scaled, loop};
  static const Code code{ops};
  static Machine machines[4];
  std::vector<std::string> lines(4);
  std::vector<std::thread> threads;
  const char* mode = std::getenv("JITWRIGHT");
  for (int i = 0; i < 4; i++) {
    threads.emplace_back([&, i] {
      machines[i].scale = i + 1;
      int64_t first = run(&code, &machines[i], 1000000);
      machines[i].scale = i + 2;
      int64_t second = run(&code, &machines[i], 1000000);
#ifdef JITWRIGHT_PLUGIN
      bool off = mode && std::strstr(mode, "off");
      bool compiled = off || jw::stats().loops > 0;
#else
      bool compiled = mode != nullptr;
#endif
      lines[static_cast<size_t>(i)] = std::to_string(i) + ": " + std::to_string(first) + " again " + std::to_string(second) + ", compiled " + (compiled ? "yes" : "no");
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& line : lines) std::puts(line.c_str());
}
