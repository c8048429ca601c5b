// Unwind tables for machine code, so that a C++ exception which a callee throws passes through it.
//
// All pieces address their frame from rbp (code.h), so one rule holds for all of a piece: the caller's registers are where the frame has them. Nothing in
// machine code catches or cleans up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "backend/x64/location.h"

namespace jitwright::backend::x64 {

/// Tells the C++ run time about a range of code, until it is destroyed.
class UnwindTable {
 public:
  UnwindTable() = default;
  UnwindTable(const UnwindTable&) = delete;
  ~UnwindTable();
  /// `saved`: the callee-saved registers whose old values are in the frame.
  void describe(const uint8_t* start, size_t size, RegisterSet saved);
  size_t bytes() const { return table_.size(); }

 private:
  std::vector<uint8_t> table_;  ///< an .eh_frame section
};

}  // namespace jitwright::backend::x64
