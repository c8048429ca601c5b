// Runs each op_ function of operations.cpp natively and as jitcode in the blackhole, on interesting operands.
#include <cstdio>
#include <cstring>
#include <random>

#include "jitcode/library.h"
#include "metainterp/metainterp.h"

#include <jitwright/runtime.h>

using namespace jitwright;

__thread int32_t jw_counters[jw_counter_count] __attribute__((tls_model("initial-exec")));
extern "C" int64_t jw_enter(const jw_portal*, uint64_t*, uint64_t) { return 0; }

namespace {

class NoCompiledCode : public metainterp::Environment {
 public:
  metainterp::TargetToken find_target(const jitcode::Function&, std::span<const uint64_t>) override {
    return metainterp::TargetToken::none;
  }
  void run_portal(const jitcode::Function&, uint64_t*) override {}
  bool may_rely_on(uint64_t) override { return true; }
  void field_changes(uint64_t, uint64_t) override {}
};

std::vector<uint64_t> interesting_words() {
  std::vector<uint64_t> words = {0,
                                 1,
                                 2,
                                 3,
                                 5,
                                 6,
                                 7,
                                 8,
                                 63,
                                 64,
                                 77,
                                 127,
                                 128,
                                 255,
                                 256,
                                 0x7fff,
                                 0x8000,
                                 0xffff,
                                 0x7fffffff,
                                 0x80000000,
                                 0xffffffff,
                                 0x100000000,
                                 0x7fffffffffffffff,
                                 0x8000000000000000,
                                 ~uint64_t{0},
                                 ~uint64_t{0} - 1,
                                 0xfffffffffffffffb};
  for (double x : {0.0, -0.0, 1.0, -1.5, 3.75, 1e10, -1e300, 1e-300, __builtin_inf(), __builtin_nan("")})
    words.push_back(__builtin_bit_cast(uint64_t, x));
  for (float x : {1.5f, -2.25f, 1e20f, __builtin_nanf("")}) words.push_back(__builtin_bit_cast(uint32_t, x));
  std::mt19937_64 random(1);
  for (int i = 0; i < 16; ++i) words.push_back(random() >> random() % 64);
  return words;
}

}  // namespace

int main() {
  jitcode::Library library;
  library.load_registered_images();
  NoCompiledCode environment;
  metainterp::MetaInterpreter interpreter(library, environment);
  std::vector<uint64_t> words = interesting_words();
  int functions = 0, failures = 0;
  for (const auto& module : library.modules()) {
    for (const auto& function : module->functions) {
      if (function->name.rfind("op_", 0) != 0 || function->name.find(':') != std::string::npos) continue;
      ++functions;
      // The blackhole starts where liveness says which registers hold values: at the first instruction, the parameters.
      static const uint16_t parameters[] = {0, 1};
      std::vector<jitcode::Liveness>& liveness = function->liveness;
      if (!liveness.empty() && liveness.front().pc == 0 && !liveness.front().across) liveness.erase(liveness.begin());
      liveness.insert(liveness.begin(), {0, false, parameters});
      auto native = reinterpret_cast<uint64_t (*)(uint64_t, uint64_t)>(const_cast<void*>(function->address));
      int wrong = 0;
      for (uint64_t a : words) {
        for (uint64_t b : words) {
          uint64_t expected = native(a, b);
          resume::ConcreteFrames frames;
          frames.add(function.get(), 0, false, std::array{a, b});
          metainterp::RunResult result = interpreter.run(frames);
          bool same = result.values.size() == 1 && result.values[0] == expected;
          if (!same && wrong++ == 0) {
            std::printf("%s(0x%lx, 0x%lx): native 0x%lx, jitcode 0x%lx\n", function->name.c_str(), static_cast<unsigned long>(a),
                        static_cast<unsigned long>(b), static_cast<unsigned long>(expected),
                        static_cast<unsigned long>(result.values.empty() ? 0 : result.values[0]));
          }
        }
      }
      failures += wrong > 0;
    }
  }
  std::printf("%d functions, %d differ\n", functions, failures);
  return functions < EXPECTED_FUNCTIONS || failures > 0;
}
