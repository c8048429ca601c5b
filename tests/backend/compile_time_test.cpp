// Run by name: `backend_test "[timing]"`.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdio>

#include "../fuzz/optimized_loop.h"

namespace jitwright::backend::test {

TEST_CASE("time to compile a trace of 500 operations", "[.][timing]") {
  fuzz::Choices choices(42);
  Generator generator(choices);
  generator.call_targets[0] = generator.call_targets[1] = reinterpret_cast<uint64_t>(&std::puts);  // never called
  std::vector<Type> lives{Type::i64, Type::i64, Type::i64, Type::f64, Type::i32, Type::i64};
  Trace loop;
  do loop = generator.loop(lives, 10 + generator.pick(600));
  while (loop.size() < 490 || loop.size() > 510);
  unsigned guards = 0;
  for (uint32_t i = 0; i < loop.size(); ++i) guards += is_guard(loop[i].opcode);
  Harness harness(make_x64_backend());
  layout::CallDescriptor integer, floating;
  integer.signature = {{layout::AbiType::i64, layout::AbiType::i64}, layout::AbiType::i64};
  floating.signature = {{layout::AbiType::f64}, layout::AbiType::f64};
  std::vector<layout::CallDescriptor> calls{integer, floating};
  std::vector<double> times;
  for (int i = 0; i < 200; ++i) {
    auto begin = std::chrono::steady_clock::now();
    std::string message;
    harness.roots[0] = harness.backend->compile_root({.trace = &loop, .calls = &calls, .targets = &harness, .self_token = 0}, message);
    times.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count());
  }
  std::sort(times.begin(), times.end());
  std::printf("%zu operations, %u guards: first quartile %.0f us, median %.0f us, %zu bytes of code\n", loop.size(), guards,
              times[50], times[100], harness.roots[0]->stats.code_bytes);
}

}  // namespace jitwright::backend::test
