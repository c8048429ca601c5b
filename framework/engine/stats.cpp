#include <jitwright/stats.h>

#include <algorithm>
#include <cstdio>

#include "engine/engine.h"

namespace jitwright {

const Stats& stats() { return engine::Engine::current().stats; }
std::string stats_report() { return engine::Engine::current().report(); }

namespace engine {

namespace {

std::string heap_report(const HeapStats& heap) {
  constexpr double megabyte = 1 << 20;
  std::string text;
  auto add = [&](const char* format, auto... values) {
    char line[160];
    std::snprintf(line, sizeof line, format, values...);
    text += line;
  };
  add("  %-22s %12.1f  MB, %.1f alive after the last collection, %.1f held, %.1f at most\n", "heap: allocated",
      static_cast<double>(heap.allocated_bytes) / megabyte, static_cast<double>(heap.live_bytes) / megabyte,
      static_cast<double>(heap.footprint_bytes) / megabyte, static_cast<double>(heap.peak_footprint_bytes) / megabyte);
  add("  %-22s %12llu  minor, %llu full\n", "heap: collections", static_cast<unsigned long long>(heap.minor_collections),
      static_cast<unsigned long long>(heap.collections));
  add("  %-22s %12llu  %.1f ms in all; half up to %.3f, 99 %% up to %.3f, 99.9 %% up to %.3f, longest %.3f\n", "heap: pauses",
      static_cast<unsigned long long>(heap.pauses()), heap.pause_seconds_total * 1e3, heap.pause_percentile(0.5) * 1e3,
      heap.pause_percentile(0.99) * 1e3, heap.pause_percentile(0.999) * 1e3, heap.pause_seconds_max * 1e3);
  return text;
}

}  // namespace

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
                               {"assembling", stats.assembling_seconds},
                               {"executing", executing_seconds()}}) {
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
  if (Heap* heap = Heap::existing()) text += heap_report(heap->stats());
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
