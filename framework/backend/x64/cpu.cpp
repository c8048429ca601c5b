#include "backend/x64/cpu.h"

namespace jitwright::backend::x64 {

CpuFeatures cpu_features() {
  __builtin_cpu_init();
  CpuFeatures found;
  found.avx = __builtin_cpu_supports("avx");
  found.sse4_1 = __builtin_cpu_supports("sse4.1");
  found.bmi1 = __builtin_cpu_supports("bmi");
  found.bmi2 = __builtin_cpu_supports("bmi2");
  found.lzcnt = __builtin_cpu_supports("lzcnt");
  found.popcnt = __builtin_cpu_supports("popcnt");
  return found;
}

}  // namespace jitwright::backend::x64
