// Adds the time a scope takes to a sum of seconds.
#pragma once

#include <chrono>

namespace jitwright::engine {

class Timer {
 public:
  explicit Timer(double& sum) : sum_(sum), begin_(std::chrono::steady_clock::now()) {}
  ~Timer() { sum_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count(); }
  Timer(const Timer&) = delete;

 private:
  double& sum_;
  std::chrono::steady_clock::time_point begin_;
};

}  // namespace jitwright::engine
