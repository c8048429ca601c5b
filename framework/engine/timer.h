// Adds the processor time a scope takes to a sum of seconds.
#pragma once

#include <time.h>

namespace jitwright::engine {

/// Processor seconds of the current thread: what else the machine does is not counted.
inline double thread_seconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Seconds by a clock that is read without a system call.
inline double clock_seconds() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

class Timer {
 public:
  explicit Timer(double& sum) : sum_(sum), begin_(thread_seconds()) {}
  ~Timer() { sum_ += thread_seconds() - begin_; }
  Timer(const Timer&) = delete;

 private:
  double& sum_;
  double begin_;
};

}  // namespace jitwright::engine
