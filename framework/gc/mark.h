// The marker: a Tracer with a stack of objects still to be traced.
//
// Invariants: an object is pushed when its mark bit is set, and traced once in each collection. Marking is iterative, so that lists
// of any length do no harm.
#pragma once

#include <cstdint>
#include <vector>

#include <jitwright/heap.h>

namespace jitwright {
struct HeapState;
}

namespace jitwright::gc {

class Marker : public Tracer {
 public:
  explicit Marker(HeapState& heap);
  ~Marker();

  /// To be called where allocation has gone on since the marker was made or used.
  void refresh();

  /// Traces everything that was visited, and what that leads to. Marks lines, adds to live_bytes.
  void drain();
  /// The same for some objects, until that time (see now) at the latest. True when nothing is left, ephemerons aside.
  bool drain_until(double time);
  /// Reports the references of an object that was marked before, or those in some of its bytes. `retrace_part` is for kinds that can.
  void retrace(void* object);
  void retrace_part(void* object, size_t begin, size_t end);
  bool has_parts(const void* object) const;
  /// visit_conservatively.
  void visit_word(uint64_t word) {
    if (word - base_ < extent_) visit_heap_word(word);
  }

  uint64_t live_bytes = 0;          ///< of the objects marked by this collection
  bool in_roots = false;             ///< the words visited are of roots, the stack included
  std::vector<void*> at_hand;        ///< objects such words refer to, old ones too

 private:
  friend class jitwright::Tracer;
  struct Ephemeron {
    const void *key, *value;
  };
  struct Part {
    void* object;
    size_t begin, size;  ///< traced up to `begin`
  };
  /// At most `most` objects; true when the stack is empty.
  bool drain_stack(uint64_t most);
  /// The stack, and then a part of a large object. True when nothing is left.
  bool drain_portion(uint64_t most);
  void trace(void* object);
  void visit_heap_word(uint64_t word);

  HeapState& heap_;
  std::vector<Ephemeron> ephemerons_;
  std::vector<Part> parts_;  ///< large objects that are traced in part
};

/// Calls `visit` for each reference of `object`, marking nothing.
void for_each_reference(HeapState& heap, void* object, void (*visit)(void* context, const void* reference), void* context);

}  // namespace jitwright::gc
