#include "metainterp/heap_cache.h"

#include <algorithm>

namespace jitwright::metainterp {

std::vector<HeapCache::Entry>& HeapCache::entries_of(layout::AccessClassId access_class) {
  auto id = static_cast<uint32_t>(access_class);
  if (id >= entries_.size()) {
    size_t size = std::max<size_t>(id + 1, classes_.size());
    entries_.resize(size);
    is_used_.resize(size);
    is_filled_.resize(size);
    aliases_.resize(size);
  }
  if (!is_used_[id]) {
    is_used_[id] = true;
    used_.push_back(id);
  }
  return entries_[id];
}

const std::vector<uint32_t>& HeapCache::aliases_of(layout::AccessClassId access_class) {
  entries_of(access_class);
  Aliases& aliases = aliases_[static_cast<uint32_t>(access_class)];
  for (; aliases.asked < used_.size(); ++aliases.asked) {
    uint32_t other = used_[aliases.asked];
    if (classes_.may_alias(access_class, layout::AccessClassId{other})) aliases.classes.push_back(other);
  }
  return aliases.classes;
}

const HeapCache::Value* HeapCache::find(const FieldAddress& field) const {
  auto id = static_cast<uint32_t>(field.access_class);
  if (id >= entries_.size()) return nullptr;
  for (const Entry& entry : entries_[id]) {
    if (entry.field.same_place(field)) return &entry.value;
  }
  return nullptr;
}

void HeapCache::add(const FieldAddress& field, Value value) {
  auto id = static_cast<uint32_t>(field.access_class);
  entries_of(field.access_class).push_back({field, value});
  if (is_filled_[id]) return;
  is_filled_[id] = true;
  filled_.push_back(id);
}

void HeapCache::forget(const FieldAddress& field) {
  for (uint32_t other : aliases_of(field.access_class)) {
    if (entries_[other].empty()) continue;
    // An immutable field is stored to when its object is new: no other object's field changes.
    bool immutable = classes_[layout::AccessClassId{other}].immutable;
    std::erase_if(entries_[other], [&](const Entry& entry) {
      return !entry.field.apart_from(field) && (!immutable || entry.field.same_base(field));
    });
  }
}

void HeapCache::forget_class(layout::AccessClassId access_class) {
  for (uint32_t other : aliases_of(access_class)) entries_[other].clear();
}

void HeapCache::clear() {
  for (uint32_t id : filled_) {
    entries_[id].clear();
    is_filled_[id] = false;
  }
  filled_.clear();
}

}  // namespace jitwright::metainterp
