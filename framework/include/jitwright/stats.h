// Counts and times of the current thread's engine.
#pragma once

#include <cstdint>
#include <string>

namespace jitwright {

struct Stats {
#define STAT(name, meaning) uint64_t name = 0;
#include <jitwright/stats.def>
#undef STAT
  double recording_seconds = 0, optimizing_seconds = 0, assembling_seconds = 0, executing_seconds = 0;
};

const Stats& stats();
/// The table JITWRIGHT=stats prints.
std::string stats_report();

}  // namespace jitwright
