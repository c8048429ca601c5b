// The garbage-collected heap. Objects never move; the native stack and registers are scanned conservatively, so the author holds
// plain pointers everywhere. Every object starts with a Header; its kind says how to find the references in it.
//
// Invariants: a reference stored into a heap object goes through Field (or initialise() right after allocation); memory outside
// the heap that holds references (globals, malloc'ed containers, frames of a meta-interpreter) is registered as a root. A heap
// belongs to one thread. Collections happen inside allocate, try_allocate, collect and nowhere else.
#ifndef JITWRIGHT_HEAP_H
#define JITWRIGHT_HEAP_H

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <new>
#include <type_traits>
#include <utility>

#include <jitwright/jit.h>

namespace jitwright {

/// First 8 bytes of every heap object. `kind` is what the author registered (0: not stored yet, no references). `gc` belongs to the
/// collector: allocation stores the size in units of 16 bytes there.
struct Header {
  JW_IMMUTABLE uint32_t kind;
  uint32_t gc;
};

class Heap;
struct HeapState;

/// Passed to a kind's trace function, which reports every reference in the object.
class Tracer {
 public:
  /// Reports a reference: the address of an object, never into one. Null is allowed, and so are addresses outside the heap.
  [[gnu::always_inline]] void visit(const void* object) {
    uint64_t offset = reinterpret_cast<uint64_t>(object) - base_;
    if (offset >= extent_) {
      if (__builtin_expect(visitor_ != nullptr, 0)) visitor_(*this, object);
      return;
    }
    uint64_t& word = marks_[offset >> 10];
    uint64_t bit = uint64_t{1} << (offset >> 4 & 63);
    if (word & bit) return;
    word |= bit;
    if (__builtin_expect(top_ == end_, 0)) grow();
    *top_++ = const_cast<void*>(object);
  }
  /// Reports a word that may or may not be the address of (or into) a heap object.
  void visit_conservatively(uint64_t word);
  /// Reports each aligned word in [begin, end), for example of a suspended native stack.
  void visit_range_conservatively(const void* begin, const void* end);
  /// Reports that `value` is needed as long as `key` is alive: an entry of a weak-keyed map, whose keys are WeakRefs. The map
  /// drops the entries of dead keys when it next comes across them.
  void visit_ephemeron(const void* key, const void* value);

  Tracer(const Tracer&) = delete;
  Tracer& operator=(const Tracer&) = delete;

 protected:
  Tracer() = default;
  ~Tracer() = default;
  void grow();

  // While marking: unmarked objects of the heap are marked and pushed. Otherwise `extent_` is 0 and all goes to `visitor_`.
  uint64_t base_ = 0, extent_ = 0;
  uint64_t* marks_ = nullptr;
  void **bottom_ = nullptr, **top_ = nullptr, **end_ = nullptr;
  void (*visitor_)(Tracer&, const void* object) = nullptr;
};

/// Describes the objects of one kind.
struct Kind {
  const char* name;
  /// Reports the references in `object`; null for objects without references.
  void (*trace)(void* object, Tracer&) = nullptr;
  /// Called once when the object is found dead; may not touch other objects nor allocate. Null: nothing to do.
  /// Only for objects made with make_finalizable (or passed to Heap::watch): others die silently.
  void (*finalize)(void* object) = nullptr;
  /// Guest code wants to run before the object dies (`__del__`): when found dead, a watched object is kept alive, with all it refers
  /// to, until Heap::next_dying has handed it out. From then on it is an object like any other, no longer watched.
  bool farewell = false;
  /// For objects that may be large, in addition to `trace`: reports the references that lie in the bytes [begin, end) of `object`; `end`
  /// may be beyond its size. Objects of more than 8 KB are then traced a part at a time, and only the parts stored into are looked at
  /// again.
  void (*trace_part)(void* object, size_t begin, size_t end, Tracer&) = nullptr;
};

using KindId = uint32_t;

struct HeapStats {
  uint64_t allocated_bytes, live_bytes, external_bytes, collections, minor_collections;
  double pause_seconds_total, pause_seconds_max;
  uint64_t pauses_by_length[96];  ///< number of pauses of at most 2^(i/4) microseconds that no earlier entry counts
  uint64_t footprint_bytes;       ///< memory the heap holds, free parts included
  uint64_t peak_footprint_bytes;  ///< the most it held
  uint64_t limit_bytes;           ///< as set, 0 for none

  uint64_t pauses() const;
  /// The length that this fraction of the pauses does not exceed, to a fifth.
  double pause_percentile(double fraction) const;
};

// ---- Allocation -----------------------------------------------------------------------------------------------------------

/// The free memory the current thread allocates from. Memory between cursor and limit is zero.
struct AllocationContext {
  char* cursor;
  char* limit;
};

namespace detail {
#ifdef __clang__
extern __thread AllocationContext allocation_context __attribute__((tls_model("initial-exec")));
#else
extern __thread AllocationContext allocation_context;
#endif
constexpr int card_shift = 9;
constexpr uint64_t card_mask = (uint64_t{1} << 27) - 1;
struct AddressRange {
  uintptr_t begin = 0, end = 0;
};
/// Where all heaps of the process live.
AddressRange heap_range();
}  // namespace detail

extern "C" {
/// One byte for each 512 bytes of the heap: 1 where a reference may have been stored since the last collection.
extern uint8_t jw_heap_cards[detail::card_mask + 1];
}

/// The current thread's context; its address is fixed for the life of the thread. Code that allocates inline does what allocate
/// does: round the size up to 16, compare with the limit, advance the cursor, store size / 16 in Header::gc.
AllocationContext* allocation_context();

/// What allocate does when the context has no room: finds room, perhaps collects.
void* allocate_slow(size_t size);

/// Raw allocation from the current thread's heap: zeroed, 16-byte aligned memory, but for Header::gc. `size` counts the header.
/// Ends the program with a message when there is no memory beyond the limit, or no out-of-memory handler to ask for it.
JW_ALLOCATOR inline void* allocate(size_t size) {
  AllocationContext& context = detail::allocation_context;
  char* object = context.cursor;
  size = (size + 15) & ~size_t{15};
  if (__builtin_expect(size > static_cast<size_t>(context.limit - object), 0)) return allocate_slow(size);
  context.cursor = object + size;
  reinterpret_cast<Header*>(object)->gc = static_cast<uint32_t>(size >> 4);
  return object;
}

/// As allocate, but only the first 16 bytes are zeroed: for objects without references whose maker writes all the rest at once. Pays from some hundred
/// bytes on.
void* allocate_unzeroed(size_t size);

/// As allocate, but null when the limit is reached; for guest-sized requests such as `[0] * n`.
void* try_allocate(size_t size);

/// A new object of type T (which starts with or derives from Header) and `extra` bytes after it, zeroed except for the header.
/// The kind is stored here, in the open, so that a trace knows it. T is not constructed: fields start as zero bytes.
template <class T>
[[gnu::always_inline]] inline T* make(KindId kind, size_t extra = 0) {
  T* object = static_cast<T*>(allocate(sizeof(T) + extra));
  reinterpret_cast<Header*>(object)->kind = kind;
  return object;
}

/// Has the kind's finalizer called when `object` is found dead.
void watch(void* object);

/// As make, for kinds with a finalizer.
template <class T>
inline T* make_finalizable(KindId kind, size_t extra = 0) {
  T* object = make<T>(kind, extra);
  watch(object);
  return object;
}

// ---- References -----------------------------------------------------------------------------------------------------------

/// Tells the collector that a reference was stored into the heap object around `field`. Addresses outside the heap do no harm.
/// Traces know this function: it is recorded as a call, and becomes inline code, or nothing for objects that the trace made. The
/// heap allows for that, and for stores that are delayed past a collection: objects on the stack, in registers or visited
/// conservatively by a root when a collection happens count as written to, but for what is beyond the first 8 KB of an object whose kind
/// can be traced in part.
JW_DONT_LOOK_INSIDE JW_NO_HEAP_EFFECT inline void write_barrier(const void* field) {
  jw_heap_cards[(reinterpret_cast<uintptr_t>(field) >> detail::card_shift) & detail::card_mask] = 1;
}

/// The same for all fields in [begin, end), after a memcpy or memmove of references.
inline void write_barrier_range(const void* begin, const void* end) {
  if (begin == end) return;
  for (const char* field = static_cast<const char*>(begin); field < end; field += size_t{1} << detail::card_shift) write_barrier(field);
  write_barrier(static_cast<const char*>(end) - 1);
}

/// A reference-holding field of a heap object. Assignment runs the write barrier; reading costs nothing. V is a pointer type or
/// a trivially copyable value that may hold a reference.
template <class V>
class Field {
 public:
  Field() = default;
  Field(const Field& other) = delete;
  operator V() const { return value_; }
  V get() const { return value_; }
  auto operator->() const requires std::is_pointer_v<V> { return value_; }
  Field& operator=(V value) {
    value_ = value;
    write_barrier(this);
    return *this;
  }
  Field& operator=(const Field& other) { return *this = other.value_; }
  /// Store without barrier: only into an object that was allocated with no other allocation since.
  void initialise(V value) { value_ = value; }

 private:
  V value_;
};

// ---- The heap -------------------------------------------------------------------------------------------------------------

/// A heap: one for each thread that runs guest code. It ends with the thread; watched objects alive then are finalized, in no
/// particular order, without a farewell.
class Heap {
 public:
  /// The current thread's heap, made on first use.
  static Heap& current();
  /// The current thread's heap, or null if it has not been used.
  static Heap* existing();

  /// Kinds are numbered from 1 in the order they are added.
  KindId add_kind(const Kind& kind);
  const Kind& kind(KindId id) const;

  /// Memory outside the heap that holds references: `trace` is called at each collection.
  void add_root(void (*trace)(void* context, Tracer&), void* context);
  void remove_root(void* context);
  /// The same for the current thread's heap, or the one it gets later, if any: for parts of a program that work without a heap, too.
  static void add_root_of_thread(void (*trace)(void* context, Tracer&), void* context);
  static void remove_root_of_thread(void* context);

  /// Collects now (a full collection).
  void collect();
  /// Collects now, looking at objects made since the last collection only.
  void collect_young();
  /// No collection happens while one of these exists; the heap grows instead, up to its limit. For code that holds references
  /// where the collector does not look, for a short time.
  class Pause {
   public:
    Pause();
    ~Pause();
    Pause(const Pause&) = delete;
    Pause& operator=(const Pause&) = delete;
  };
  /// The next object whose kind wants a farewell and that was found dead; null if there is none.
  void* next_dying();
  /// Memory held outside the heap on behalf of heap objects; counts towards the next collection. Negative when released.
  void adjust_external(int64_t bytes);
  /// Bytes the heap may take from the system, external memory included; 0 for none. Before anything is set: the machine's memory, or
  /// seven eighths of the 64 GB of addresses that there are for all heaps, or JITWRIGHT=heap_limit:MEGABYTES.
  void set_limit(size_t bytes);
  /// Bytes the heap tries to stay below, counted like those of the limit; 0 for none. A full collection is made where it would grow
  /// beyond, and hardly any free memory is kept. A program that needs more goes on, with a full collection for each eighth that it
  /// grows. Before anything is set: none, or JITWRIGHT=heap_soft_limit:MEGABYTES.
  void set_soft_limit(size_t bytes);
  /// True if an object of so many bytes would fit below the limit, after a full collection if need be. For guest-sized requests that
  /// then go through allocate.
  bool has_room(size_t bytes);
  /// Called when allocate finds no memory. It may note that the guest is to fail and return: the request is then granted beyond the
  /// limit. That goes on in steps, a call of the handler for each, up to a quarter of the limit, until a collection finds room again.
  void set_out_of_memory_handler(void (*handler)());
  /// Collections of a heap of at least `from` bytes are spread over pauses of about this length; 0: as short as can
  /// be, for tests. Before anything is set: 16 MB, 4 milliseconds.
  void set_incremental(size_t from, uint32_t microseconds);
  /// Stress mode: collects at every nth allocation and fills freed memory with 0xdb; 0 switches it off.
  void set_stress(uint32_t every);
  /// The highest address (exclusive) of the native stack this heap's thread runs on. Needed only where the thread has changed
  /// to a stack of its own making; otherwise the thread's own stack is found.
  void set_stack_base(const void* base);
  HeapStats stats() const;

  /// The heap object around `address`, or null. Any interior pointer will do.
  void* object_at(const void* address) const;
  /// Calls `visit` for every object not yet found dead; for debugging, census and the verifier. Collections are paused meanwhile; `visit`
  /// allocates nothing.
  void for_each(void (*visit)(void* object, size_t size, void* context), void* context) const;
  /// The same for objects made by make_finalizable or passed to watch, found without a look at the others. `visit` may
  /// allocate.
  void for_each_watched(void (*visit)(void* object, size_t size, void* context), void* context) const;
  /// Calls `visit` for each kind that has objects, with their number and bytes.
  void census(void (*visit)(const Kind& kind, uint64_t objects, uint64_t bytes, void* context), void* context) const;
  /// Writes a line for each object not yet found dead: address, kind, bytes, `watched` or -, and the references in it.
  void dump(std::FILE* file) const;
  /// Checks every reference of every object alive, after a collection; ends the program where one is broken.
  void verify();

  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

 private:
  friend struct HeapState;
  explicit Heap(HeapState& state) : state_(state) {}
  ~Heap() = default;
  HeapState& state_;
};

/// A weak reference: null once the object is dead. Lives inside a heap object (zero bytes are an empty one) or outside; does not
/// move. One inside a heap object needs no destructor call.
class WeakRef {
 public:
  WeakRef() = default;
  explicit WeakRef(void* object) { set(object); }
  WeakRef(const WeakRef&) = delete;
  WeakRef& operator=(const WeakRef&) = delete;
  ~WeakRef() { set(nullptr); }
  void* get() const { return disguised_ ? reinterpret_cast<void*>(~disguised_) : nullptr; }
  void set(void* object);

 private:
  friend struct HeapState;
  uint64_t disguised_ = 0;
  uint64_t place_ = 0;
};

/// Keeps an object alive from outside the heap: in memory that no root reports, or on another thread, which may hold, copy and drop
/// handles but not touch the object. Null once the object's heap has ended. A root that costs a lock; for fields use references.
class Handle {
 public:
  Handle() = default;
  /// On the thread of the object's heap.
  explicit Handle(void* object);
  Handle(const Handle& other);
  Handle(Handle&& other) noexcept : slot_(std::exchange(other.slot_, nullptr)) {}
  Handle& operator=(Handle other) noexcept {
    std::swap(slot_, other.slot_);
    return *this;
  }
  ~Handle();
  void* get() const;
  template <class T>
  T* as() const {
    return static_cast<T*>(get());
  }

 private:
  friend struct HeapState;
  struct Slot;
  struct Table;
  Slot* slot_ = nullptr;
};

}  // namespace jitwright

#endif  // JITWRIGHT_HEAP_H
