// A collection, step by step, and when the next one is due.
#include <time.h>

#include <algorithm>
#include <cmath>

#include <iterator>
#include <limits>

#include "gc/cycle.h"
#include "support/check.h"

namespace jitwright {

using namespace gc;

namespace {
constexpr double no_deadline = std::numeric_limits<double>::infinity();
}

double gc::now() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

gc::PauseClock::PauseClock(HeapState& heap) : heap_(heap), start_(now()) {
  CHECK(!heap.collecting, "a collection is not started inside another");
  heap.collecting = true;
}

gc::PauseClock::~PauseClock() {
  double pause = now() - start_;
  heap_.collecting = false;
  heap_.pause_total += pause;
  heap_.pause_max = std::max(heap_.pause_max, pause);
  double length = pause > 1e-6 ? std::ceil(std::log2(pause * 1e6) * 4) : 0;
  ++heap_.pauses_by_length[std::min(static_cast<size_t>(length), std::size(heap_.pauses_by_length) - 1)];
}

void gc::mark_from_roots(HeapState& heap, Marker& marker) {
  marker.in_roots = true;
  for (const Root& root : heap.roots) root.trace(root.context, marker);
  heap.trace_handles(marker);
  for (void* object : heap.dying) marker.visit(object);
  scan_stack(heap, marker);
  marker.in_roots = false;
}

void HeapState::collect(Collection kind) {
  CHECK(!pauses, "no collection is asked for while collections are paused");
  PauseClock clock(*this);
  if (cycle && kind == Collection::full) abandon_cycle();
  if (!cycle) begin_cycle(kind);
  advance_cycle(no_deadline);
}

// Everything after marking.
void HeapState::conclude(Marker& marker, Collection kind) {
  // Weak references go before the objects that want to know of their death, whoever would keep them alive then.
  clear_dead_weak_references(kind);
  keep_dying_objects(marker, kind);
  drop_weak_references_of_dead_holders(kind);
  finalize_dead_objects(kind);
  live_bytes = marker.live_bytes + (kind == Collection::full ? 0 : live_bytes);
  if (verifies(kind)) verify(*this);
  sweep(*this, kind);

  // A store to an object at hand may be made after the collection though its barrier was before, or was left out: such objects
  // count as written to.
  count_as_written(*this, marker);
  if (trimming || kind == Collection::full) trim(uint64_t{8} << 20);
  if (kind == Collection::full) {
    if (grace && charged_bytes() < limit) grace = 0;
  }
  set_budget(kind);
  ++(kind == Collection::full ? collections : minor_collections);
}

void HeapState::trim(uint64_t most_bytes) {
  // Most of what may be allocated before the next full collection would only be asked for again.
  uint64_t keep = (retained_bytes() / 2 + (8 << 20)) / block_size, most = std::min<uint64_t>(most_bytes / block_size, UINT32_MAX);
  if (soft_limit) keep = std::min(keep, (soft_limit - std::min(soft_limit, charged_bytes())) / block_size);
  trimming = !trim_free_blocks(static_cast<uint32_t>(keep), static_cast<uint32_t>(most));
}

void HeapState::collect_as_needed() {
  PauseClock clock(*this);
  bool in_slices = !stress_every && retained_bytes() + allocated_since >= incremental_from;
  double until = in_slices ? now() + slice_seconds : no_deadline;
  if (cycle) return advance_cycle(until);
  adapt_nursery();
  bool over = soft_limit && charged_bytes() >= std::max(soft_limit - std::min(soft_limit, 2 * nursery), soft_threshold);
  bool full = over || retained_bytes() >= full_threshold || (stress_every && minor_collections % 64 == 63 && !last_was_full);
  last_was_full = full;
  begin_cycle(full ? Collection::full : Collection::minor);
  advance_cycle(until);
}

// Programs that allocate little get by with little memory. One that spends a twentieth of its time in collections gets more, up
// to what the processor's caches hold.
void HeapState::adapt_nursery() {
  constexpr uint64_t largest = uint64_t{2} << 20;
  // One long pause says nothing: the first looks at all that the program's start has left, and others may have had the processor.
  constexpr double too_much = 0.05, most_believed = 0.2, weight = 0.25;
  double time = now();
  double share = std::min((pause_total - pause_total_before) / (time - last_collection), most_believed);
  share_of_time += (share - share_of_time) * weight;
  if (nursery < largest && share_of_time > too_much) {
    nursery *= 2;
    share_of_time = 0;
  }
  last_collection = time;
  pause_total_before = pause_total;
}

void HeapState::set_budget(Collection kind) {
  constexpr uint64_t megabyte = 1 << 20;
  uint64_t external = static_cast<uint64_t>(std::max<int64_t>(external_bytes, 0));
  allocated_bytes += allocated_since;
  allocated_since = unused_since = external_since = 0;
  // A large array that is written to all the time is traced as a whole by each collection: then let there be fewer.
  budget = std::clamp(std::max(live_bytes / 4, 2 * retraced_bytes), nursery, 16 * megabyte);
  external_budget = std::max(external / 4, 16 * megabyte);
  if (kind == Collection::full) {
    soft_threshold = charged_bytes() / 8 * 9 + nursery;
    set_full_threshold();
  }
  heed_soft_limit();
}

// Garbage of three quarters of what is alive is waited for. How much of what is retained turns out to be garbage the last full collection
// has shown: where most of what was retained since the one before is alive still (a document being read, a cache being filled), marking
// it again and again frees nothing, and the heap may grow to nearly three times what is alive before the next look.
void HeapState::set_full_threshold() {
  constexpr double garbage = 0.75, most_growth = 2, most_more = 128 << 20;
  double retained = static_cast<double>(retained_bytes()), died = static_cast<double>(died_bytes);
  double grown = retained + died - static_cast<double>(full_retained);
  double dying = grown > 0 ? std::clamp(died / grown, garbage / most_growth, 1.0) : 1;
  double growth = std::min(retained * garbage / dying, retained * garbage + most_more);
  full_retained = retained_bytes();
  full_threshold = full_retained + static_cast<uint64_t>(growth) + (uint64_t{1} << 20);
}

void HeapState::heed_soft_limit() {
  if (!soft_limit) return;
  uint64_t charged = charged_bytes(), room = soft_limit - std::min(soft_limit, charged);
  budget = std::min(budget, allocated_since + std::max(room / 2, nursery));
}

}  // namespace jitwright
