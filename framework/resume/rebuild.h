// Builds concrete frames from resume data: makes the virtual objects, does the pending stores, fills the frames' registers.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "jitcode/library.h"
#include "resume/resume_data.h"

namespace jitwright::resume {

struct ConcreteFrame {
  const jitcode::Function* function = nullptr;
  uint32_t pc = 0;
  bool across = false;
  uint32_t first_value = 0, value_count = 0;
};

struct ConcreteFrames {
  std::vector<ConcreteFrame> frames;  ///< outermost first
  std::vector<uint64_t> values;       ///< of all frames

  void add(const jitcode::Function* function, uint32_t pc, bool across, std::span<const uint64_t> frame_values);
  /// In the order of the liveness list.
  std::span<const uint64_t> values_of(const ConcreteFrame& frame) const { return {values.data() + frame.first_value, frame.value_count}; }
  void clear();
};

/// Gives zeroed memory for a `local` recipe, 16-byte aligned, which must live as long as the frames run.
using LocalMemory = std::function<uint64_t*(uint64_t bytes)>;

/// Overwrites `result`.
void rebuild(const Description& description, std::span<const uint64_t> fail_arguments, const jitcode::Library& library,
             const LocalMemory& local_memory, ConcreteFrames& result);

}  // namespace jitwright::resume
