// A collection in as many pauses as it takes, so that each stays short where the heap is large.
//
//     begin    a full collection clears marks and cards; a minor one keeps the marks of old objects
//     pause    what was stored into is retraced, what roots, stack and registers refer to is marked, and what that leads to is
//     traced:
//              all of it, or some milliseconds of it; then the program goes on for a while, and the next pause with it
//     last     a pause that got through all of this: nothing has changed meanwhile, so all that is reachable is marked
//
// Why nothing is lost: a reference that the program stored into an object already traced made that object's card dirty. Where the
// barrier was left out or ran early (see write_barrier) the object was at hand; so each pause makes the cards of what is at hand
// dirty. Objects made during the cycle are unmarked until something leads to them. Collections do not overlap: the marks of a
// cycle are incomplete.
//
// Why it ends: the program gets less and less between pauses once the cards have been looked at as a whole, and so dirties fewer;
// and after so many pauses the next has no end.
#include "gc/cycle.h"

#include <algorithm>
#include <limits>

#include "gc/lines.h"

namespace jitwright {

using namespace gc;

void HeapState::begin_cycle(Collection kind) {
  retire_holes();
  if (stress_every) walk_all_holes();
  if (kind == Collection::full) forget_marks_and_cards(*this);
  cycle = new Cycle{Marker(*this), kind};
}

void HeapState::advance_cycle(double until) {
  constexpr uint32_t many_pauses = 64, most_pauses = 1024;
  if (cycle->pauses_after_first_pass > many_pauses) until += slice_seconds / 2;
  if (cycle->pauses_after_first_pass > most_pauses) until = std::numeric_limits<double>::infinity();
  retire_holes();
  Marker& marker = cycle->marker;
  marker.refresh();
  // Start bits are those of old objects as long as nothing has looked for young ones.
  Objects objects = cycle->first_pause && cycle->kind == Collection::minor && !stress_every ? Objects::old : Objects::marked;
  cycle->first_pause = false;
  bool complete = cycle->cards.at_start();
  scan_dirty_cards(*this, marker, cycle->cards, objects, until);
  mark_from_roots(*this, marker);
  for (;;) {
    if (!marker.drain_until(until)) break;
    if (cycle->cards.done()) {
      if (complete && now() < until) {
        marker.drain();
        conclude(marker, cycle->kind);
        delete cycle;
        cycle = nullptr;
        return;
      }
      if (complete) break;
      complete = true;
      cycle->cards = {};
      cycle->pauses_after_first_pass = std::max(cycle->pauses_after_first_pass, 1u);
    }
    if (now() >= until) break;
    scan_dirty_cards(*this, marker, cycle->cards, Objects::marked, until);
  }
  // What is at hand now may be stored into without a further barrier.
  count_as_written(*this, marker);
  uint64_t allocation = slice_bytes;
  if (uint32_t& pauses = cycle->pauses_after_first_pass) allocation >>= std::min(pauses++, 6u);
  budget = allocated_since + unused_since + allocation;
  external_budget = external_since + 4 * slice_bytes;
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
