// Handles: a list of slots for each heap, guarded by a lock, that outlives the heap as long as a handle does.
#include <memory>
#include <mutex>

#include "gc/heap_state.h"

namespace jitwright {

struct Handle::Slot {
  void* object;
  Slot *next, *previous;
  std::shared_ptr<Table> table;
};

struct Handle::Table {
  std::mutex mutex;
  Slot* first = nullptr;
};

namespace {

template <class Slot, class Table>
Slot* make_slot(void* object, const std::shared_ptr<Table>& table) {
  std::lock_guard lock(table->mutex);
  Slot* slot = new Slot{object, table->first, nullptr, table};
  if (slot->next) slot->next->previous = slot;
  return table->first = slot;
}

}  // namespace

Handle::Handle(void* object) {
  HeapState& heap = HeapState::current();
  if (!heap.handles) heap.handles = std::make_shared<Table>();
  slot_ = make_slot<Slot>(object, heap.handles);
}

Handle::Handle(const Handle& other) {
  if (other.slot_) slot_ = make_slot<Slot>(other.get(), other.slot_->table);
}

Handle::~Handle() {
  if (!slot_) return;
  {
    std::lock_guard lock(slot_->table->mutex);
    if (slot_->next) slot_->next->previous = slot_->previous;
    (slot_->previous ? slot_->previous->next : slot_->table->first) = slot_->next;
  }
  delete slot_;
}

void* Handle::get() const {
  if (!slot_) return nullptr;
  std::lock_guard lock(slot_->table->mutex);
  return slot_->object;
}

void HeapState::trace_handles(Tracer& tracer) {
  if (!handles) return;
  std::lock_guard lock(handles->mutex);
  for (Handle::Slot* slot = handles->first; slot; slot = slot->next) tracer.visit(slot->object);
}

void HeapState::clear_handles() {
  if (!handles) return;
  std::lock_guard lock(handles->mutex);
  for (Handle::Slot* slot = handles->first; slot; slot = slot->next) slot->object = nullptr;
}

}  // namespace jitwright
