#include <jitwright/stats.h>

#include <algorithm>
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
  for (auto [name, bytes] : {std::pair{"code", memory_.code},
                             {"exits", memory_.exits},
                             {"resume data", memory_.resume},
                             {"resume pool", pool_->bytes()},
                             {"labels", memory_.labels},
                             {"other", memory_.other}}) {
    std::snprintf(line, sizeof line, "  memory: %-14s %12llu  bytes\n", name, static_cast<unsigned long long>(bytes));
    text += line;
  }
  double guards = static_cast<double>(std::max<uint64_t>(stats.guards_compiled, 1));
  std::snprintf(line, sizeof line, "  %-22s %12.1f\n", "resume bytes a guard", static_cast<double>(stats.resume_bytes + pool_->bytes()) / guards);
  text += line;
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
