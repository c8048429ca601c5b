// One heap: what the parts of the collector share. The public face is jitwright/heap.h.
//
// Invariants, outside a collection: each object that survived the last one has its mark and its start bit set; younger objects have
// neither and lie without gaps from the begin of a hole to the place where allocation stands; `context` is the thread's context.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <jitwright/heap.h>

#include "gc/lines.h"
#include "gc/sanitizer.h"
#include "gc/space.h"

namespace jitwright {

/// A run of free lines being allocated into: objects below `cursor`, zero memory up to `zeroed`.
struct Hole {
  char *cursor = nullptr, *zeroed = nullptr, *end = nullptr;
};

namespace gc {

class Marker;
struct Cycle;

/// The registers and the stack pointer of the function that makes it: what lies deeper belongs to the collector and is not scanned,
/// for its frames contain what older frames have left there.
class StackMark {
 public:
  [[gnu::always_inline]] explicit StackMark(HeapState& heap);
  ~StackMark();
  StackMark(const StackMark&) = delete;
  StackMark& operator=(const StackMark&) = delete;

  const char* stack_pointer;
  uint64_t registers[6];  ///< that a callee saves

 private:
  HeapState& heap_;
  StackMark* outer_;
};

}  // namespace gc

/// A block being allocated into, hole after hole.
struct HoleSource {
  uint32_t block = gc::no_block;
  uint32_t line = 0;      ///< where to look for the next hole
  gc::FreeLines free{};   ///< its free lines when it was chosen

  explicit HoleSource(uint32_t block = gc::no_block);
  /// The next run of at least `length` free lines; empty when there is none.
  gc::LineRun next(uint32_t length);
};

struct Root {
  void (*trace)(void* context, Tracer&);
  void* context;
};

enum class Collection : uint8_t { minor, full };

/// Of new memory.
enum class Contents : uint8_t { zero, undefined };

struct HeapState {
  HeapState();
  ~HeapState();

  /// The current thread's; made on first use.
  static HeapState& current();
  /// The current thread's, or null.
  static HeapState* existing();

  // allocate.cpp
  void* allocate(size_t size, Contents contents = Contents::zero);         ///< null when the limit is reached
  void* allocate_or_die(size_t size, Contents contents = Contents::zero);  ///< asks the out-of-memory handler
  bool fits(uint64_t bytes) const;     ///< below the limit
  void retire_holes();                 ///< gives the rest of the holes back to their blocks
  bool collection_due(size_t size);
  void request_slow_path();            ///< makes the next allocation come to allocate()

  // find_object.cpp
  /// The object around `address`, or null. Only while collecting: remembers the starts of young objects it walks over.
  void* find_object(uint64_t address);
  /// The same at any time, remembering nothing.
  void* object_at(const void* address) const;
  void for_each(void (*visit)(void* object, size_t size, void* context), void* context) const;
  /// Sets the start bits of all young objects. Only while collecting.
  void walk_all_holes();

  // collect.cpp
  void collect(Collection kind);  ///< in one pause
  void collect_as_needed();
  void conclude(gc::Marker& marker, Collection kind);
  void trim(uint64_t most_bytes);  ///< returns memory to the system, perhaps not all yet
  void adapt_nursery();
  void heed_soft_limit();              ///< in what set_budget has chosen
  void set_budget(Collection kind);
  void set_full_threshold();

  // handle.cpp
  void trace_handles(Tracer& tracer);
  void clear_handles();

  // cycle.cpp
  void begin_cycle(Collection kind);
  /// Works until then at the latest; concludes the collection if nothing is left. Within a pause.
  void advance_cycle(double until);
  void abandon_cycle();

  bool poisons() const { return stress_every || checks || gc::address_sanitizer; }
  bool verifies(Collection kind) const { return checks && (kind == Collection::full || minor_collections % 16 == 0); }

  // death.cpp
  void watch(void* object);
  void set_weak(WeakRef& reference, void* object);
  void* next_dying();
  void clear_dead_weak_references(Collection kind);
  void keep_dying_objects(gc::Marker& marker, Collection kind);
  void drop_weak_references_of_dead_holders(Collection kind);
  void finalize_dead_objects(Collection kind);
  void finalize_all();  ///< whether dead or not

  size_t size_of(const void* object) const {
    uint32_t granules = static_cast<const Header*>(object)->gc & size_mask;
    return granules ? size_t{granules} * gc::granule_size : gc::space.blocks[gc::space.block_of(object)].size;
  }
  /// What survived the last collection and cannot be allocated into, external memory included. More than live_bytes: an object keeps
  /// the whole of its lines.
  uint64_t retained_bytes() const {
    return used_lines * gc::line_size + large_bytes + (external_bytes > 0 ? static_cast<uint64_t>(external_bytes) : 0);
  }
  /// Bytes that count towards the limit.
  uint64_t charged_bytes() const { return footprint() + (external_bytes > 0 ? static_cast<uint64_t>(external_bytes) : 0); }
  /// Bytes of blocks this heap holds.
  uint64_t footprint() const { return uint64_t{owned_blocks} * gc::block_size; }

#ifdef JW_CHECKS
  static constexpr bool checks = true;
#else
  static constexpr bool checks = false;
#endif
  static constexpr uint32_t size_mask = 0xffff;         ///< of Header::gc: size in granules, 0 for large objects
  static constexpr uint32_t watched_flag = 0x80000000;  ///< of Header::gc: passed to watch()

  Heap face{*this};
  uint16_t id;
  AllocationContext* context;

  // Allocation. `hole.cursor` is stale while the context is in use; context->limit is hole.zeroed, or context->cursor where the
  // next allocation is to take the slow path.
  Hole hole, overflow;                 ///< overflow: objects of several lines that did not fit into `hole`
  HoleSource hole_source, overflow_source;
  uint32_t shortest_hole = 8;          ///< lines; runs of fewer wait until their neighbours are free
  std::vector<uint32_t> blocks;        ///< small ones
  std::vector<uint32_t> recyclable;    ///< those with free lines that were not looked at since the last collection
  std::vector<uint32_t> touched;       ///< those allocated into since the last collection
  std::vector<uint32_t> large, young_large;
  uint32_t owned_blocks = 0, most_blocks = 0;
  uint64_t used_lines = 0, large_bytes = 0;  ///< that survived the last collection; of blocks, not objects

  std::vector<Kind> kinds{Kind{"unformed"}};
  std::vector<Root> roots;
  std::shared_ptr<Handle::Table> handles;
  std::vector<WeakRef*> weak;  ///< all that are set; from young_weak on, those set since the last collection
  size_t young_weak = 0;
  std::vector<void*> watched, young_watched;
  std::vector<void*> dying;  ///< kept alive until next_dying() has handed them out

  // When to collect.
  uint64_t allocated_since = 0, external_since = 0;  ///< since the last collection
  uint64_t unused_since = 0;                         ///< of the blocks of large objects made since then: taken, too
  uint64_t budget = 0, external_budget = 0;          ///< of what is taken and external: a collection is due
  uint64_t nursery = uint64_t{512} << 10;            ///< least budget, of a small heap
  double last_collection = 0, pause_total_before = 0;  ///< when the last one began, and pause_total then
  double share_of_time = 0;                          ///< that collections take, averaged over the last few
  uint64_t full_threshold = 0;                       ///< retained bytes at which the next collection is a full one
  uint64_t full_retained = 0;                        ///< retained bytes after the last full collection
  uint64_t died_bytes = 0;                           ///< that an earlier collection had retained and the last full one found dead
  uint64_t retraced_bytes = 0;                       ///< of large objects that the last collection had to look at as a whole again
  uint64_t allocated_bytes = 0;                      ///< up to the last collection
  uint64_t live_bytes = 0;                           ///< at the last collection
  int64_t external_bytes = 0;
  uint64_t limit = 0, grace = 0;                     ///< grace: what may be used beyond the limit
  uint64_t soft_limit = 0, soft_threshold = 0;       ///< threshold: charged bytes that make a full collection worthwhile again
  gc::Cycle* cycle = nullptr;                        ///< the collection under way
  uint64_t incremental_from = uint64_t{16} << 20;    ///< bytes of the heap from which collections go in slices
  uint64_t slice_bytes = uint64_t{1} << 20;          ///< allocated between slices
  double slice_seconds = 0.004;
  uint32_t stress_every = 0, stress_count = 0;
  bool trimming = false;                             ///< there is more memory to return
  bool collecting = false, last_was_full = false;
  uint32_t pauses = 0;                               ///< open Heap::Pause scopes
  void (*out_of_memory)() = nullptr;
  const char* stack_base = nullptr;
  gc::StackMark* stack_mark = nullptr;               ///< where the program called the collector
  uint64_t collections = 0, minor_collections = 0;
  double pause_total = 0, pause_max = 0;
  uint64_t pauses_by_length[96] = {};                ///< by the logarithm of their microseconds, in quarters
};

namespace gc {

// The steps of a collection that live in files of their own.
void scan_stack(HeapState& heap, Marker& marker);
void forget_marks_and_cards(HeapState& heap);
void mark_from_roots(HeapState& heap, Marker& marker);
void sweep(HeapState& heap, Collection kind);
void verify(HeapState& heap);

/// Gives all memory of the heap back.
void release_all(HeapState& heap);

/// Seconds of a clock that only goes forward.
double now();

/// Measures a pause of the program for the statistics.
class PauseClock {
 public:
  explicit PauseClock(HeapState& heap);
  ~PauseClock();

 private:
  HeapState& heap_;
  double start_;
};

inline StackMark::StackMark(HeapState& heap) : heap_(heap), outer_(heap.stack_mark) {
#ifdef __x86_64__
  asm volatile("movq %%rsp, %0" : "=r"(stack_pointer));
  asm volatile(
      "movq %%rbx, 0(%0)\n\tmovq %%rbp, 8(%0)\n\tmovq %%r12, 16(%0)\n\tmovq %%r13, 24(%0)\n\tmovq %%r14, 32(%0)\n\tmovq %%r15, 40(%0)"
      :
      : "r"(registers)
      : "memory");
#else
#error "the registers of this machine are not scanned yet"
#endif
  if (!outer_) heap.stack_mark = this;
}

inline StackMark::~StackMark() { heap_.stack_mark = outer_; }

/// Marks the cards of what may be stored into without a further barrier: all of a small object, the first 8 KB of one that can be
/// traced in part (see write_barrier).
void count_as_written(HeapState& heap, Marker& marker);

/// In the heap's range and in a block of this heap.
bool owns(const HeapState& heap, const void* address);

}  // namespace gc
}  // namespace jitwright
