// A runtime without compiled code: whenever a counter runs out, one guest loop is recorded (which executes it as jitcode), and
// native code goes on where recording stopped. Portals must behave as without it.
#include <algorithm>
#include <memory>

#include "jitcode/library.h"
#include "metainterp/metainterp.h"

#include <jitwright/runtime.h>

using namespace jitwright;

__thread int32_t jw_counters[jw_counter_count] __attribute__((tls_model("initial-exec")));

namespace {

class NativePortals : public metainterp::Environment {
 public:
  metainterp::TargetToken find_target(const jitcode::Function&, std::span<const uint64_t>) override {
    return metainterp::TargetToken::none;
  }
  void run_portal(const jitcode::Function& portal, uint64_t* buffer) override { portal.portal->resume(buffer); }
  bool may_rely_on(uint64_t) override { return true; }
  void field_changes(uint64_t, uint64_t) override {}
};

struct Runtime {
  jitcode::Library library;
  NativePortals environment;
  metainterp::MetaInterpreter interpreter{library, environment};
  Runtime() { library.load_registered_images(); }
};

}  // namespace

extern "C" int64_t jw_enter(const jw_portal* portal, uint64_t* buffer, uint64_t slot) {
  slot = jw_counter_index(slot);
  static Runtime runtime;
  static unsigned calls;
  jw_counters[slot] = static_cast<int32_t>(++calls % 3);
  const jitcode::Function* function = runtime.library.find(portal->function);
  if (!function) return 0;
  runtime.interpreter.limits.trace_operations = calls % 5 == 0 ? 40 : 2000;
  metainterp::Recording recording = runtime.interpreter.record_from_merge_point(*function, {buffer, portal->lives});
  std::copy(recording.result.values.begin(), recording.result.values.end(), buffer);
  return recording.result.kind == metainterp::RunResult::Kind::returned;
}
