// Clocks, in seconds.
#pragma once

#include <time.h>

namespace jitwright::support {

inline double seconds_of(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Processor seconds of the current thread: what else the machine does is not counted.
inline double thread_seconds() { return seconds_of(CLOCK_THREAD_CPUTIME_ID); }

/// By a clock that is read without a system call.
inline double clock_seconds() { return seconds_of(CLOCK_MONOTONIC); }

}  // namespace jitwright::support
