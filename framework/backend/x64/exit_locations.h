// Where the fail arguments of a piece's exits are, as bytes: each exit's list is told as the difference to the one before, and
// every sixteenth in full.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "backend/x64/location.h"
#include "resume/varint.h"

namespace jitwright::backend::x64 {

class ExitLocations {
 public:
  /// Reads the list of an exit. `locations` is overwritten.
  void read(uint32_t exit, std::vector<Location>& locations) const;
  size_t memory() const { return bytes_.capacity() + group_starts_.capacity() * sizeof(uint32_t); }

 private:
  friend class ExitLocationsWriter;
  static constexpr uint32_t group_size = 16;
  std::vector<uint8_t> bytes_;
  std::vector<uint32_t> group_starts_;
};

class ExitLocationsWriter {
 public:
  /// The list of the next exit.
  void add(const std::vector<Location>& locations);
  ExitLocations finish();

 private:
  ExitLocations result_;
  resume::ByteWriter out_;
  std::vector<Location> last_;
  uint32_t count_ = 0;
};

}  // namespace jitwright::backend::x64
