// What this processor offers beyond x86-64's base: decides which instructions the emitter picks.
#pragma once

namespace jitwright::backend::x64 {

struct CpuFeatures {
  bool avx = false;     ///< three-operand float instructions
  bool sse4_1 = false;  ///< roundsd
  bool bmi1 = false;    ///< tzcnt
  bool bmi2 = false;    ///< shlx, shrx, sarx
  bool lzcnt = false;
  bool popcnt = false;
};

const CpuFeatures& cpu_features();

}  // namespace jitwright::backend::x64
