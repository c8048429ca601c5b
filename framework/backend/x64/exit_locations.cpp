#include "backend/x64/exit_locations.h"

#include "resume/list_delta.h"

namespace jitwright::backend::x64 {

namespace {

/// Kind (2 bits), narrow (1), then the register, the slot or the number of the constant.
uint64_t packed(const Location& location) {
  uint64_t payload = 0;
  switch (location.kind) {
    case Location::Kind::none: break;
    case Location::Kind::in_register: payload = location.reg; break;
    case Location::Kind::in_frame: payload = static_cast<uint64_t>(-location.offset / 8); break;
    case Location::Kind::constant: payload = static_cast<uint64_t>(location.offset); break;
  }
  return static_cast<uint64_t>(location.kind) | static_cast<uint64_t>(location.narrow) << 2 | payload << 3;
}

Location unpacked(uint64_t word) {
  Location location;
  location.kind = static_cast<Location::Kind>(word & 3);
  location.narrow = word >> 2 & 1;
  auto payload = static_cast<int32_t>(word >> 3);
  switch (location.kind) {
    case Location::Kind::none: break;
    case Location::Kind::in_register: location.reg = static_cast<Register>(payload); break;
    case Location::Kind::in_frame: location.offset = -payload * 8; break;
    case Location::Kind::constant: location.offset = payload; break;
  }
  return location;
}

constexpr uint8_t same = 0, changed = 1;

}  // namespace

void ExitLocationsWriter::add(const std::vector<Location>& locations) {
  if (count_++ % ExitLocations::group_size == 0) {
    result_.group_starts_.push_back(static_cast<uint32_t>(out_.bytes().size()));
    last_.clear();
  }
  std::vector<uint8_t>& bytes = out_.bytes();
  size_t kind = bytes.size();
  bytes.push_back(changed);
  bool differs = resume::write_list_delta(out_, last_, locations, [&](const Location& each) { out_.number(packed(each)); });
  if (!differs) bytes[kind] = same;
}

ExitLocations ExitLocationsWriter::finish() {
  result_.bytes_.assign(out_.bytes().begin(), out_.bytes().end());
  result_.group_starts_.shrink_to_fit();
  return std::move(result_);
}

void ExitLocations::read(uint32_t exit, std::vector<Location>& locations) const {
  locations.clear();
  resume::ByteReader in(bytes_.data() + group_starts_[exit / group_size]);
  for (uint32_t i = exit % group_size + 1; i > 0; i--) {
    if (in.byte() == changed) resume::read_list_delta(in, locations, [&] { return unpacked(in.number()); });
  }
}

}  // namespace jitwright::backend::x64
