// Compiled code and what belongs to it: roots (loops and function entries) with their bridges.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "backend/backend.h"
#include "engine/position.h"
#include "optimizer/optimizer.h"
#include "resume/resume_data.h"

namespace jitwright::engine {

/// One compiled trace: a root's own or one of its bridges. `owner` of the backend's guards.
struct Piece {
  Root* root = nullptr;
  uint32_t number = 0;                  ///< in order of compilation, for logs
  resume::ResumeTable resume;
  std::unique_ptr<backend::Code> code;
  std::vector<uint64_t> constants;      ///< of the trace before and after optimisation: roots for the collector
};

struct Root {
  uint32_t token = 0;
  Position* position = nullptr;
  optimizer::TargetLabels labels;
  Piece piece;
  std::vector<std::unique_ptr<Piece>> bridges;
};

/// Per guard, behind backend::Guard::user: only for guards that failed.
struct GuardState {
  resume::Description description;   ///< decoded once
  uint32_t bridge_aborts = 0;
  uint32_t next_attempt = 0;         ///< number of failures at which a bridge is tried (again)
};

}  // namespace jitwright::engine
