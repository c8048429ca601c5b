// Adds the processor time a scope takes to a sum of seconds.
#pragma once

#include "support/clock.h"

namespace jitwright::engine {

using support::clock_seconds;
using support::thread_seconds;

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
