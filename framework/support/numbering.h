// Numbers things in the order of their first occurrence; finds equal ones by hash (open addressing). The things themselves are
// kept by the user, in a vector indexed by number.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace jitwright::support {

inline uint64_t mix_hash(uint64_t a, uint64_t b) {
  uint64_t h = (a ^ (b * 0x9e3779b97f4a7c15u)) * 0xff51afd7ed558ccdu;
  return h ^ (h >> 32);
}

class Numbering {
 public:
  uint32_t count() const { return count_; }

  /// The next number, for a thing that its user finds without a hash.
  uint32_t add() { return count_++; }

  /// The number of the thing with this hash for which `equal(number)` holds, else the next number: then the caller keeps the
  /// thing.
  template <class Equal>
  uint32_t find_or_add(uint64_t hash, Equal equal) {
    if (used_ * 2 >= rows_.size()) grow();
    auto short_hash = static_cast<uint32_t>(hash);
    size_t mask = rows_.size() - 1, at = short_hash & mask;
    for (; rows_[at].number != none; at = (at + 1) & mask) {
      if (rows_[at].hash == short_hash && equal(rows_[at].number)) return rows_[at].number;
    }
    rows_[at] = {short_hash, count_};
    ++used_;
    return count_++;
  }

  void reserve(size_t count) {
    while (count * 2 >= rows_.size()) grow();
  }

  void clear() {
    std::fill(rows_.begin(), rows_.end(), Row());
    count_ = used_ = 0;
  }

 private:
  static constexpr uint32_t none = 0xffffffff;
  struct Row {
    uint32_t hash = 0;
    uint32_t number = none;
  };

  void grow() {
    std::vector<Row> old(std::max<size_t>(32, rows_.size() * 2));
    old.swap(rows_);
    for (const Row& row : old) {
      if (row.number == none) continue;
      size_t at = row.hash & (rows_.size() - 1);
      while (rows_[at].number != none) at = (at + 1) & (rows_.size() - 1);
      rows_[at] = row;
    }
  }

  std::vector<Row> rows_;
  uint32_t count_ = 0, used_ = 0;
};

}  // namespace jitwright::support
