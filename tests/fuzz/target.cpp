// libFuzzer's entry, compiled once for each check.
#include <cstdio>
#include <cstdlib>

#include "check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0) return 0;
  jitwright::fuzz::Choices choices(bytes, size);
#ifdef JW_FUZZ_OPTIMIZER
  jitwright::fuzz::Reached reached;
  std::string wrong = check_optimizer(choices, reached);
#else
  std::string wrong = check_backend(choices);
#endif
  if (wrong.empty()) return 0;
  std::fprintf(stderr, "%s\n", wrong.c_str());
  std::abort();
}
