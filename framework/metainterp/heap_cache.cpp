#include "metainterp/heap_cache.h"

#include <algorithm>

namespace jitwright::metainterp {

std::vector<HeapCache::Entry>& HeapCache::entries_of(layout::AccessClassId access_class) {
  auto id = static_cast<uint32_t>(access_class);
  if (id >= entries_.size()) {
    entries_.resize(id + 1);
    number_.resize(id + 1, 0xffffffff);
  }
  if (number_[id] == 0xffffffff) {
    number_[id] = static_cast<uint32_t>(used_.size());
    used_.push_back(id);
  }
  return entries_[id];
}

const HeapCache::Value* HeapCache::find(const FieldAddress& field) const {
  auto id = static_cast<uint32_t>(field.access_class);
  if (id >= entries_.size()) return nullptr;
  for (const Entry& entry : entries_[id]) {
    if (entry.field.same_place(field)) return &entry.value;
  }
  return nullptr;
}

void HeapCache::add(const FieldAddress& field, Value value) { entries_of(field.access_class).push_back({field, value}); }

void HeapCache::forget(const FieldAddress& field) {
  entries_of(field.access_class);
  auto id = static_cast<uint32_t>(field.access_class);
  for (uint32_t other : used_) {
    if (entries_[other].empty() || !may_alias(id, other)) continue;
    // An immutable field is stored to when its object is new: no other object's field changes.
    bool immutable = classes_[layout::AccessClassId{other}].immutable;
    std::erase_if(entries_[other], [&](const Entry& entry) {
      return !entry.field.apart_from(field) && (!immutable || entry.field.same_base(field));
    });
  }
}

void HeapCache::forget_class(layout::AccessClassId access_class) {
  entries_of(access_class);
  for (uint32_t other : used_) {
    if (!entries_[other].empty() && may_alias(static_cast<uint32_t>(access_class), other)) entries_[other].clear();
  }
}

void HeapCache::clear() {
  for (uint32_t id : used_) entries_[id].clear();
}

bool HeapCache::may_alias(uint32_t a, uint32_t b) {
  if (used_.size() > alias_stride_) {
    alias_stride_ = std::max<size_t>(2 * used_.size(), 64);
    aliases_.assign(alias_stride_ * alias_stride_, -1);
  }
  int8_t& known = aliases_[number_[a] * alias_stride_ + number_[b]];
  if (known < 0) known = classes_.may_alias(layout::AccessClassId{a}, layout::AccessClassId{b});
  return known != 0;
}

}  // namespace jitwright::metainterp
