// Which functions become jitcode, and the report of what did not.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diagnostics.h"
#include "emit_jitcode.h"

namespace llvm {
class Function;
}

namespace jitwright::translator {

class Hints;

/// Why a function of the clone is not even tried, or nothing. Hinted functions are left out silently: `silent` is set.
struct Exclusion {
  Refusal refusal;
  bool silent = false;
};
std::optional<Exclusion> exclusion(const llvm::Function& clone, const Hints& hints, bool is_portal);

/// The traceability report of one source file: one line for each function, as JSON and as remarks.
class Report {
 public:
  void add_traced(const llvm::Function& original, bool portal, size_t units);
  void add_refused(const llvm::Function& original, const Refusal& refusal);
  void add_opaque(const llvm::Function& original);
  /// Writes DIRECTORY/<source>.json if the environment variable JITWRIGHT_REPORT names a directory.
  void write(const std::string& source) const;

 private:
  struct Row {
    std::string name, status, reason, remedy;
    SourcePosition position;
    size_t units = 0;
  };
  std::vector<Row> rows_;
};

}  // namespace jitwright::translator
