// Builds concrete frames from resume data: makes the virtual objects, does the pending stores, fills the frames' registers.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "jitcode/library.h"
#include "resume/resume_data.h"

namespace jitwright::resume {

struct ConcreteFrame {
  const jitcode::Function* function = nullptr;
  uint32_t pc = 0;
  bool across = false;
  std::vector<uint64_t> values;  ///< in the order of the liveness list
};

struct ConcreteFrames {
  std::vector<ConcreteFrame> frames;                  ///< outermost first
  std::vector<std::vector<uint64_t>> locals;          ///< memory of `local` recipes; must live as long as the frames run
};

ConcreteFrames rebuild(const Description& description, std::span<const uint64_t> fail_arguments, const jitcode::Library& library);

}  // namespace jitwright::resume
