#include "eligibility.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/JSON.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include "hints.h"

namespace jitwright::translator {

using namespace llvm;

std::optional<Exclusion> exclusion(const Function& clone, const Hints& hints, bool is_portal) {
  const FunctionHints& hint = hints[&clone];
  if (is_portal) return std::nullopt;
  // These are always calls for the tracer; only boxes have jitcode, as templates.
  if (hint.stays_call() && hint.role == BoxRole::none) return Exclusion{{}, true};
  if (clone.getSection().contains(".text.startup") || clone.getName().starts_with("_GLOBAL__sub_I_") ||
      clone.getName().starts_with("__cxx_global_var_init"))
    return Exclusion{{}, true};
  if (clone.isVarArg())
    return Exclusion{
        {nullptr, "it takes variable arguments", "pass an array, or mark it JW_DONT_LOOK_INSIDE to silence this remark"}, false};
  if (clone.hasFnAttribute(Attribute::Naked) || clone.isPresplitCoroutine())
    return Exclusion{{nullptr, "it is naked or a coroutine", "mark it JW_DONT_LOOK_INSIDE"}, false};
  // Where the author decides call by call, a loop is no obstacle.
  if (!hint.unroll_safe && has_loop(clone) && !calls_marker(clone, Marker::look_inside_iff)) {
    return Exclusion{{nullptr, "it has a loop",
                      "mark it JW_UNROLL_SAFE if the trip count is small and steady, JW_LOOK_INSIDE_IFF for known cases, or "
                      "JW_DONT_LOOK_INSIDE"},
                     false};
  }
  return std::nullopt;
}

void Report::add_traced(const Function& original, bool portal, size_t units) {
  rows_.push_back({readable_name(original), portal ? "portal" : "traced", "", "", position_of(original), units});
  report_passed(original, "traces look inside (" + std::to_string(units) + " units of jitcode)");
}

void Report::add_refused(const Function& original, const Refusal& refusal) {
  SourcePosition position = refusal.at ? position_of(*refusal.at) : SourcePosition{};
  if (position.line == 0) position = position_of(original);
  rows_.push_back({readable_name(original), "refused", refusal.reason, refusal.remedy, position, 0});
  report_missed(original, refusal.at && refusal.at->getFunction() == &original ? refusal.at : nullptr,
                "traces call " + readable_name(original) + " without looking inside: " + refusal.reason +
                    (position.line > 0 ? " (" + position.file + ":" + std::to_string(position.line) + ")" : "") +
                    "; remedy: " + refusal.remedy);
}

void Report::add_opaque(const Function& original) {
  rows_.push_back({readable_name(original), "opaque", "hinted", "", position_of(original), 0});
}

void Report::write(const std::string& source) const {
  const char* directory = std::getenv("JITWRIGHT_REPORT");
  if (!directory || rows_.empty()) return;
  std::string name = source;
  std::replace(name.begin(), name.end(), '/', '_');
  SmallString<128> path(directory);
  sys::fs::create_directories(path);
  sys::path::append(path, name + ".json");
  std::error_code error;
  raw_fd_ostream file(path, error);
  if (error) return;
  json::OStream out(file, 2);
  out.object([&] {
    out.attribute("source", source);
    out.attributeArray("functions", [&] {
      for (const Row& row : rows_) {
        out.object([&] {
          out.attribute("name", row.name);
          out.attribute("status", row.status);
          if (row.position.line > 0) {
            out.attribute("file", row.position.file);
            out.attribute("line", row.position.line);
          }
          if (!row.reason.empty()) out.attribute("reason", row.reason);
          if (!row.remedy.empty()) out.attribute("remedy", row.remedy);
          if (row.units > 0) out.attribute("units", static_cast<int64_t>(row.units));
        });
      }
    });
  });
  file << "\n";
}

}  // namespace jitwright::translator
