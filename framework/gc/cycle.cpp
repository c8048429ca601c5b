// A full collection in slices, so that pauses stay short where the heap is large.
//
//     begin      marks and cards are cleared; what roots, stack and registers refer to is marked
//     slices     some milliseconds of tracing each, with a megabyte of allocation between them
//     preclean   objects stored into meanwhile are retraced, and what that leads to is traced in slices again
//     finish     the same for the rest, together with roots and stack; then all that a full collection does after marking
//
// Why nothing is lost: a reference that the program stored into an object already traced made that object's card dirty. Where the
// barrier was left out or ran early (see write_barrier) the object was at hand; so each slice, too, makes the cards of what is at
// hand dirty. Objects made during the cycle are unmarked until something leads to them. No minor collection happens in between:
// the marks of old objects are incomplete.
#include "gc/heap_state.h"
#include "gc/lines.h"
#include "gc/mark.h"

namespace jitwright {

using namespace gc;

namespace {

// What is at hand now may be stored into without a further barrier.
void mark_at_hand(HeapState& heap, Marker& marker) {
  mark_from_roots(heap, marker);
  for (void* object : marker.at_hand) write_barrier(object);
  marker.at_hand.clear();
}

void schedule_slice(HeapState& heap) {
  heap.budget = heap.allocated_since + heap.slice_bytes;
  heap.external_budget = heap.external_since + 4 * heap.slice_bytes;
}

}  // namespace

void HeapState::begin_cycle() {
  PauseClock clock(*this);
  retire_holes();
  forget_marks_and_cards(*this);
  cycle = new Marker(*this);
  cycle_is_precleaned = false;
  mark_at_hand(*this, *cycle);
  schedule_slice(*this);
}

void HeapState::advance_cycle() {
  {
    PauseClock clock(*this);
    retire_holes();
    cycle->refresh();
    mark_at_hand(*this, *cycle);
    if (!cycle->drain_for(slice_seconds)) return schedule_slice(*this);
    if (!cycle_is_precleaned) {
      cycle_is_precleaned = true;
      scan_dirty_cards(*this, *cycle, Collection::full);
      mark_at_hand(*this, *cycle);
      return schedule_slice(*this);
    }
  }
  finish_cycle();
}

void HeapState::finish_cycle() {
  PauseClock clock(*this);
  retire_holes();
  Marker& marker = *cycle;
  marker.refresh();
  scan_dirty_cards(*this, marker, Collection::full);
  mark_from_roots(*this, marker);
  marker.drain();
  conclude(marker, Collection::full);
  delete cycle;
  cycle = nullptr;
}

void HeapState::abandon_cycle() {
  for (uint32_t block : blocks) {
    uint8_t* lines = space.lines_of(block);
    for (uint32_t line = 0; line < lines_per_block; ++line) lines[line] &= static_cast<uint8_t>(~line_live);
  }
  delete cycle;
  cycle = nullptr;
}

}  // namespace jitwright
