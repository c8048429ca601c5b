#include "support/check.h"

#include <cstdio>
#include <cstdlib>

namespace jitwright::support {
void check_failed(const char* condition, const char* message, const char* file, int line) {
  std::fflush(stdout);
  std::fprintf(stderr, "jitwright: internal error: %s (%s)\n  at %s:%d\n", message, condition, file, line);
  std::abort();
}
}  // namespace jitwright::support
