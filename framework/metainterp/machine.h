// What the recorder and the blackhole share: the library, the environment, the memory of frames and the list of runs.
#pragma once

#include <array>
#include <memory>
#include <unordered_map>

#include "metainterp/frame_stack.h"
#include "metainterp/heap_cache.h"
#include "metainterp/metainterp.h"

namespace jitwright::metainterp {

/// Something that a trace may inline: a function, or a guest function (a portal and the greens of its first merge point).
struct InlinedUnit {
  const jitcode::Function* function = nullptr;
  std::vector<uint64_t> greens;
  friend bool operator==(const InlinedUnit&, const InlinedUnit&) = default;
};

struct MetaInterpreter::Suspended {
  WordStack registers, locals;
  FrameStack* innermost = nullptr;
  bool is_left = false;  ///< the stack does not run
  std::vector<const trace::Trace*> recordings;
};

struct Machine {
  Machine(jitcode::Library& library, Environment& environment, const Limits& limits)
      : library(library), environment(environment), limits(limits) {}

  jitcode::Library& library;
  Environment& environment;
  const Limits& limits;
  WordStack registers, locals;
  std::vector<const jitcode::Function*> portals;  ///< in the order of their numbers
  FrameStack* innermost = nullptr;                ///< the running stacks, linked by `outer`
  std::vector<std::unique_ptr<MetaInterpreter::Suspended>> suspended;  ///< of the stacks that do not run
  std::vector<const trace::Trace*> recordings;    ///< in progress on the running stack: each waits in native code for the next
  uint32_t interrupts = 0;                        ///< so often all recordings in progress were told to stop
  std::vector<std::vector<Frame>> spare_frames;   ///< memory of stacks that ended
  std::vector<std::unique_ptr<HeapCache>> spare_heap_caches;  ///< empty, of recordings that ended: they know which classes alias
  resume::ConcreteFrames rebuilt;                 ///< memory for the frames of the next exit
  std::vector<InlinedUnit> not_inlined;           ///< they made a trace too long; called from now on

  bool may_inline(const jitcode::Function* function, const std::vector<uint64_t>& greens) const {
    for (const InlinedUnit& unit : not_inlined) {
      if (unit.function == function && unit.greens == greens) return false;
    }
    return true;
  }

  /// Where the portal's merge point is.
  uint32_t merge_point_of(const jitcode::Function& portal);

  /// The function's liveness at a place, which guards ask for again and again.
  const jitcode::Liveness& liveness(const jitcode::Function& function, uint32_t pc, bool across) {
    auto hash = (reinterpret_cast<uintptr_t>(&function) >> 6) + 2 * pc + across;
    KnownLiveness& known = liveness_[hash % liveness_.size()];
    if (known.function != &function || known.pc != pc || known.across != across) {
      known = {&function, pc, across, function.find_liveness(pc, across)};
      CHECK(known.liveness, "an instruction that records a guard has liveness");
    }
    return *known.liveness;
  }

  std::unique_ptr<HeapCache> empty_heap_cache() {
    if (spare_heap_caches.empty()) return std::make_unique<HeapCache>(library.access_classes());
    std::unique_ptr<HeapCache> cache = std::move(spare_heap_caches.back());
    spare_heap_caches.pop_back();
    return cache;
  }

  std::vector<Frame> memory_for_frames() {
    if (spare_frames.empty()) return {};
    std::vector<Frame> memory = std::move(spare_frames.back());
    spare_frames.pop_back();
    return memory;
  }

  uint32_t portal_number(const jitcode::Function& portal) {
    for (uint32_t i = 0; i < portals.size(); ++i) {
      if (portals[i] == &portal) return i;
    }
    portals.push_back(&portal);
    return static_cast<uint32_t>(portals.size() - 1);
  }

 private:
  struct KnownLiveness {
    const jitcode::Function* function = nullptr;
    uint32_t pc = 0;
    bool across = false;
    const jitcode::Liveness* liveness = nullptr;
  };

  std::unordered_map<const jitcode::Function*, uint32_t> merge_points_;
  std::array<KnownLiveness, 512> liveness_;  ///< the latest of those with the same hash
};

/// A frame stack that the machine knows of while it runs.
class Run {
 public:
  explicit Run(Machine& machine) : machine_(machine), stack(machine.registers, machine.locals, machine.memory_for_frames()) {
    stack.outer = machine.innermost;
    machine.innermost = &stack;
  }
  ~Run() {
    machine_.innermost = stack.outer;
    machine_.spare_frames.push_back(stack.take_memory());
  }

 private:
  Machine& machine_;

 public:
  FrameStack stack;
};

}  // namespace jitwright::metainterp
