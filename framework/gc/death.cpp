// What happens to, and because of, objects found dead: weak references, farewells, finalizers.
//
// In a minor collection only entries made since the last collection matter: an older reference can only refer to, and an older object
// can only be, an old object, and those count as alive.
#include "gc/heap_state.h"
#include "gc/mark.h"

namespace jitwright {

using namespace gc;

// ---- Weak references: a table of the addresses of those that are set; each knows its place.

void HeapState::set_weak(WeakRef& reference, void* object) {
  if (reference.disguised_) {
    // The last entry takes the place; an old one's place goes to the last old entry first.
    size_t place = reference.place_;
    if (place < young_weak) {
      weak[place] = weak[--young_weak];
      weak[place]->place_ = place;
      place = young_weak;
    }
    weak[place] = weak.back();
    weak[place]->place_ = place;
    weak.pop_back();
    reference.disguised_ = 0;
  }
  if (!object) return;
  reference.disguised_ = ~reinterpret_cast<uint64_t>(object);
  reference.place_ = weak.size();
  weak.push_back(&reference);
}

void HeapState::clear_dead_weak_references(Collection kind) {
  size_t kept = kind == Collection::minor ? young_weak : 0;
  for (size_t i = kept; i < weak.size(); ++i) {
    void* target = weak[i]->get();
    if (owns(*this, target) && !space.is_marked(target)) {
      weak[i]->disguised_ = 0;
    } else {
      weak[kept] = weak[i];
      weak[kept]->place_ = kept;
      ++kept;
    }
  }
  weak.resize(kept);
}

void HeapState::drop_weak_references_of_dead_holders(Collection kind) {
  size_t kept = kind == Collection::minor ? young_weak : 0;
  for (size_t i = kept; i < weak.size(); ++i) {
    if (owns(*this, weak[i])) {
      void* holder = find_object(reinterpret_cast<uint64_t>(weak[i]));
      if (!holder || !space.is_marked(holder)) {
        weak[i]->disguised_ = 0;  // its finalizer may run the destructor
        continue;
      }
    }
    weak[kept] = weak[i];
    weak[kept]->place_ = kept;
    ++kept;
  }
  weak.resize(kept);
  young_weak = kept;
}

// ---- Watched objects.

void HeapState::watch(void* object) {
  uint32_t& word = static_cast<Header*>(object)->gc;
  if (word & watched_flag) return;
  word |= watched_flag;
  young_watched.push_back(object);
}

namespace {

// Hands the dead ones of `list` to `bury`, which says whether they leave the list.
template <class Bury>
void for_each_dead(std::vector<void*>& list, Bury bury) {
  size_t kept = 0;
  for (size_t i = 0; i < list.size(); ++i) {
    void* object = list[i];
    if (!space.is_marked(object) && bury(object)) continue;
    list[kept++] = object;
  }
  list.resize(kept);
}

}  // namespace

void HeapState::keep_dying_objects(Marker& marker, Collection kind) {
  size_t before = dying.size();
  auto bury = [&](void* object) {
    if (!kinds[static_cast<Header*>(object)->kind].farewell) return false;
    static_cast<Header*>(object)->gc &= ~watched_flag;
    dying.push_back(object);
    return true;
  };
  for_each_dead(young_watched, bury);
  if (kind == Collection::full) for_each_dead(watched, bury);
  for (size_t i = before; i < dying.size(); ++i) marker.visit(dying[i]);
  marker.drain();
}

void HeapState::finalize_dead_objects(Collection kind) {
  auto bury = [&](void* object) {
    if (auto finalize = kinds[static_cast<Header*>(object)->kind].finalize) finalize(object);
    return true;
  };
  for_each_dead(young_watched, bury);
  if (kind == Collection::full) for_each_dead(watched, bury);
  watched.insert(watched.end(), young_watched.begin(), young_watched.end());
  young_watched.clear();
}

void HeapState::finalize_all() {
  collecting = true;  // nothing may be allocated
  for (auto* list : {&young_watched, &watched})
    for (void* object : *list)
      if (auto finalize = kinds[static_cast<Header*>(object)->kind].finalize) finalize(object);
  watched.clear();
  young_watched.clear();
  collecting = false;
}

void* HeapState::next_dying() {
  if (dying.empty()) return nullptr;
  void* object = dying.back();
  dying.pop_back();
  return object;
}

}  // namespace jitwright
