// Optimiser tests as text. A recorded trace names its guards' live values where an optimised trace has fail arguments:
//
//   # loop                          (or bridge, entry; `# target` is followed by the loop that a bridge jumps to)
//   %f = input ptr
//   guard_true %c [%f, %x]          one snapshot: a frame with these values, its pc is the guard's index
//   jump %f
//   # expect
//   …the optimised trace…
//   # resume 0                      optional: resume data of that guard
//
// Box families: "int" (49 bits under the tag 0xfffe) and "float" (bits + 2^49). `# disable NAME` switches a pass off.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "jitcode/library.h"
#include "optimizer/optimizer.h"

namespace jitwright::optimizer::testing {

struct TraceCase {
  jitcode::Library library;
  jitcode::Function function;
  trace::ParseContext context;
  Options options;
  std::vector<BoxTemplates> templates;

  TraceCase();
  /// Parses and gives each guard a snapshot. Message if the text is wrong.
  std::string parse(const std::string& text, trace::Trace& recorded, resume::Snapshots& snapshots);
  /// To be called after the last parse(): the library gets what the texts declared.
  std::unique_ptr<Optimizer> make();
  std::string print(const trace::Trace& trace);
};

}  // namespace jitwright::optimizer::testing
