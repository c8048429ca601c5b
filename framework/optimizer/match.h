// Comparing a state with that of a label, at a loop's back edge and at the end of bridges.
#pragma once

#include "optimizer/walk.h"

namespace jitwright::optimizer {

struct Walk::Matching {
  bool is_own_loop = false;
  Generalisation* generalisation = nullptr;  ///< own loop: what to forget before the next try
  SnapshotId snapshot = SnapshotId::none;    ///< others: resume data for guards that may be added; none: no guards
  bool ok = true;
  std::vector<V> seen;                       ///< by node
  std::vector<V> arguments;                  ///< by parameter
  std::vector<V> imports;                    ///< by import

  void set_argument(uint32_t parameter, V value) {
    if (parameter == no_index) return;
    if (parameter >= arguments.size()) arguments.resize(parameter + 1, V::none);
    arguments[parameter] = value;
  }
};

}  // namespace jitwright::optimizer
