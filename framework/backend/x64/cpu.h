// What this processor offers beyond x86-64's base: decides which instructions the emitter picks.
#pragma once

#include <memory>

namespace jitwright::backend {
class Backend;
}

namespace jitwright::backend::x64 {

struct CpuFeatures {
  bool avx = false;     ///< three-operand float instructions
  bool sse4_1 = false;  ///< roundsd
  bool bmi1 = false;    ///< tzcnt
  bool bmi2 = false;    ///< shlx, shrx, sarx
  bool lzcnt = false;
  bool popcnt = false;
};

CpuFeatures cpu_features();

/// A backend that uses no more than `cpu` has: tests run the code for older processors.
std::unique_ptr<Backend> make_backend(const CpuFeatures& cpu);

}  // namespace jitwright::backend::x64
