#include <jitwright/stats.h>

#include <cstdio>

#include "engine/engine.h"

namespace jitwright {

const Stats& stats() { return engine::Engine::current().stats; }
std::string stats_report() { return engine::Engine::current().report(); }

namespace engine {

std::string Engine::report() const {
  std::string text = "jitwright statistics\n";
  char line[160];
#define STAT(name, meaning)                                                                                   \
  std::snprintf(line, sizeof line, "  %-22s %12llu  %s\n", #name, static_cast<unsigned long long>(stats.name), meaning); \
  text += line;
#include <jitwright/stats.def>
#undef STAT
  for (auto [name, seconds] : {std::pair{"recording", stats.recording_seconds},
                               {"optimizing", stats.optimizing_seconds},
                               {"assembling", stats.assembling_seconds}}) {
    std::snprintf(line, sizeof line, "  %-22s %12.3f  ms\n", name, seconds * 1e3);
    text += line;
  }
  for (size_t reason = 0; reason < aborts_by_reason.size(); reason++)
    if (aborts_by_reason[reason]) {
      std::snprintf(line, sizeof line, "  aborts: %-14s %12llu\n", metainterp::name(static_cast<metainterp::AbortReason>(reason)),
                    static_cast<unsigned long long>(aborts_by_reason[reason]));
      text += line;
    }
  return text;
}

}  // namespace engine
}  // namespace jitwright
