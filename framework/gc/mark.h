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
  /// The same for some objects, until `seconds` have passed at the latest. True when nothing is left, ephemerons aside.
  bool drain_for(double seconds);
  /// Reports the references of an object that was marked before this collection.
  void retrace(void* object);
  /// visit_conservatively.
  void visit_word(uint64_t word);

  uint64_t live_bytes = 0;          ///< of the objects marked by this collection
  bool in_roots = false;             ///< the words visited are of roots, the stack included
  std::vector<void*> at_hand;        ///< objects such words refer to, old ones too

 private:
  friend class jitwright::Tracer;
  struct Ephemeron {
    const void *key, *value;
  };
  /// At most `most` objects; true when the stack is empty.
  bool drain_stack(uint64_t most);
  void trace(void* object);

  HeapState& heap_;
  std::vector<Ephemeron> ephemerons_;
};

/// Calls `visit` for each reference of `object`, marking nothing.
void for_each_reference(HeapState& heap, void* object, void (*visit)(void* context, const void* reference), void* context);

}  // namespace jitwright::gc
