// A list told as its difference to the one before: hunks, each saying how many items to keep (doubled; plus one: this is the last
// hunk), how many follow and how many of the old ones they replace, then the items that follow. What is left of the old list
// stays.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "resume/varint.h"

namespace jitwright::resume {

/// Writes how `next` differs from `last`, which becomes `next`. Nothing, and false, if they are equal.
template <class Item, class Write>
bool write_list_delta(ByteWriter& out, std::vector<Item>& last, const std::vector<Item>& next, Write write) {
  if (last == next) return false;
  constexpr size_t look_ahead = 24;
  size_t i = 0, j = 0;
  for (bool more = true; more;) {
    size_t kept = 0;
    while (i < last.size() && j < next.size() && last[i] == next[j]) i++, j++, kept++;
    // The nearest place where they agree again, else their ends.
    size_t removed = last.size() - i, added = next.size() - j;
    const size_t old_left = removed, new_left = added;
    bool found = old_left == 0 || new_left == 0;
    for (size_t distance = 1; distance <= look_ahead && !found; distance++) {
      size_t skip = distance < new_left ? 0 : distance - new_left + 1;
      for (; skip <= distance && skip < old_left && !found; skip++) {
        if (!(last[i + skip] == next[j + distance - skip])) continue;
        removed = skip, added = distance - skip, found = true;
      }
    }
    size_t a = i + removed, b = j + added;
    auto rest = last.begin() + static_cast<std::ptrdiff_t>(a);
    more = last.size() - a != next.size() - b || !std::equal(rest, last.end(), next.begin() + static_cast<std::ptrdiff_t>(b));
    out.number(kept << 1 | !more);
    out.number(added << 2 | std::min<size_t>(removed, 3));
    if (removed >= 3) out.number(removed - 3);
    for (; j < b; j++) write(next[j]);
    i = a;
  }
  last = next;
  return true;
}

/// The reader's side of write_list_delta. `read` gives one item.
template <class Item, class Read>
void read_list_delta(ByteReader& in, std::vector<Item>& items, Read read) {
  std::vector<Item> next;
  next.reserve(items.size() + 8);
  size_t from = 0;
  for (bool last = false; !last;) {
    uint64_t head = in.number();
    last = head & 1;
    for (uint64_t kept = head >> 1; kept > 0; kept--) next.push_back(items[from++]);
    uint64_t counts = in.number();
    from += (counts & 3) == 3 ? 3 + in.number() : counts & 3;
    for (uint64_t added = counts >> 2; added > 0; added--) next.push_back(read());
  }
  next.insert(next.end(), items.begin() + static_cast<std::ptrdiff_t>(from), items.end());
  items.swap(next);
}

}  // namespace jitwright::resume
