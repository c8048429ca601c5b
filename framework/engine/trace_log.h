// The trace log (JITWRIGHT=log:FILE): every compiled trace with guest positions, C++ lines, operations before and after, machine code;
// aborts; at exit the failure counts of guards.
#pragma once

#include <cstdio>
#include <functional>
#include <string>

#include "engine/compiled.h"
#include "jitcode/library.h"
#include "metainterp/metainterp.h"
#include "optimizer/optimizer.h"

namespace jitwright::engine {

class TraceLog {
 public:
  ~TraceLog();
  void open(const std::string& path);
  bool enabled() const { return file_ != nullptr; }

  void recording_started(const std::string& what);
  void recorded(const metainterp::Recording& recording, const jitcode::Library& library);
  void aborted(const metainterp::Recording& recording);
  void rejected(const std::string& message);
  void invalidated(const Piece& piece);
  void compiled(const Piece& piece, const optimizer::Result& result, const jitcode::Library& library);
  void guard_counts(const Root& root);
  /// Guest position for a debug_merge_point operation.
  std::function<std::string(const trace::Trace&, const trace::Operation&)> describe_merge_point;

 private:
  void print_trace(const trace::Trace& trace, const jitcode::Library& library);
  std::FILE* file_ = nullptr;
};

}  // namespace jitwright::engine
