// The garbage-collected heap. Objects never move; the native stack and registers are scanned conservatively, so the author holds
// plain pointers everywhere. Every object starts with a Header; its kind says how to find the references in it.
//
// Invariants: a reference stored into a heap object goes through Field (or initialise() right after allocation); memory outside
// the heap that holds references is registered as a root.
#ifndef JITWRIGHT_HEAP_H
#define JITWRIGHT_HEAP_H

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <type_traits>
#include <utility>

#include <jitwright/jit.h>

namespace jitwright {

/// First 8 bytes of every heap object. `kind` is what the author registered; `gc` belongs to the collector and starts as zero.
struct Header {
  JW_IMMUTABLE uint32_t kind;
  uint32_t gc;
};

class Heap;

/// Passed to a kind's trace function, which reports every reference in the object.
class Tracer {
 public:
  /// Reports a reference; null is allowed.
  void visit(const void* object) {
    if (object) mark(object);
  }
  /// Reports a word that may or may not be the address of (or into) a heap object.
  void visit_conservatively(uint64_t word);

 protected:
  virtual void mark(const void* object) = 0;
  virtual ~Tracer() = default;
};

/// Describes the objects of one kind.
struct Kind {
  const char* name;
  /// Reports the references in `object`; null for objects without references.
  void (*trace)(void* object, Tracer&) = nullptr;
  /// Bytes the object occupies, header included. Null: the size it was allocated with is kept by the heap.
  /// Called once when the object is found dead; may not touch other objects. Null: nothing to do.
  void (*finalize)(void* object) = nullptr;
};

using KindId = uint32_t;

struct HeapStats {
  uint64_t allocated_bytes, live_bytes, external_bytes, collections, minor_collections;
  double pause_seconds_total, pause_seconds_max;
};

/// Raw allocation from the current thread's heap: zeroed, 16-byte aligned memory whose header is zero. Ends the program with a
/// message when the limit is reached and no handler is set (see Heap::set_out_of_memory_handler).
JW_ALLOCATOR void* allocate(size_t size);
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

/// Tells the collector that a reference was stored into the heap object around `field`. Cheap and inline in traces.
void write_barrier(const void* field);

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

/// A heap: one for each thread that runs guest code.
class Heap {
 public:
  /// The current thread's heap, made on first use.
  static Heap& current();

  KindId add_kind(const Kind& kind);
  const Kind& kind(KindId id) const;

  /// Memory outside the heap that holds references: `trace` is called at each collection.
  void add_root(void (*trace)(void* context, Tracer&), void* context);
  void remove_root(void* context);

  /// Collects now (a full collection).
  void collect();
  /// Memory held outside the heap on behalf of heap objects; counts towards the next collection. Negative when released.
  void adjust_external(int64_t bytes);
  /// Bytes, 0 for none.
  void set_limit(size_t bytes);
  void set_out_of_memory_handler(void (*handler)());
  HeapStats stats() const;

  /// The heap object around `address`, or null. Any interior pointer will do.
  void* object_at(const void* address) const;
  /// Calls `visit` for every live object; for debugging, census and the verifier.
  void for_each(void (*visit)(void* object, size_t size, void* context), void* context) const;
};

/// A weak reference: null once the object is dead. Lives inside a heap object or outside.
class WeakRef {
 public:
  WeakRef() = default;
  explicit WeakRef(void* object);
  WeakRef(const WeakRef&) = delete;
  ~WeakRef();
  void* get() const;

 private:
  uint64_t disguised_ = 0;
};

}  // namespace jitwright

#endif  // JITWRIGHT_HEAP_H
