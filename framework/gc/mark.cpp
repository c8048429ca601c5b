#include "gc/mark.h"

#include <cstdlib>

#include "gc/heap_state.h"
#include "gc/lines.h"
#include "support/check.h"

namespace jitwright {

// Only the marker has marks; any other tracer sends what it is given to its visitor.

void Tracer::visit_conservatively(uint64_t word) {
  if (!extent_) {
    if (void* object = HeapState::existing()->object_at(reinterpret_cast<void*>(word))) visit(object);
    return;
  }
  static_cast<gc::Marker&>(*this).visit_word(word);
}

[[gnu::no_sanitize_address]] void Tracer::visit_range_conservatively(const void* begin, const void* end) {
  const uint64_t* word = reinterpret_cast<const uint64_t*>((reinterpret_cast<uint64_t>(begin) + 7) & ~uint64_t{7});
  for (; word + 1 <= end; ++word) visit_conservatively(*word);
}

void Tracer::visit_ephemeron(const void* key, const void* value) {
  if (!extent_) return visit(value);
  gc::Marker& marker = static_cast<gc::Marker&>(*this);
  if (reinterpret_cast<uint64_t>(key) - base_ >= extent_ || gc::space.is_marked(key)) return visit(value);
  marker.ephemerons_.push_back({key, value});
}

void Tracer::grow() {
  size_t used = static_cast<size_t>(top_ - bottom_), room = used ? used * 2 : 4096;
  bottom_ = static_cast<void**>(std::realloc(static_cast<void*>(bottom_), room * sizeof(void*)));
  CHECK(bottom_, "the system has memory for the mark stack");
  top_ = bottom_ + used;
  end_ = bottom_ + room;
}

namespace gc {

namespace {
constexpr uint64_t everything = ~uint64_t{0};
}

Marker::Marker(HeapState& heap) : heap_(heap) {
  base_ = reinterpret_cast<uint64_t>(space.base);
  marks_ = space.marks;
  refresh();
}

void Marker::refresh() { extent_ = uint64_t{space.frontier} * block_size; }

Marker::~Marker() { std::free(static_cast<void*>(bottom_)); }

void Marker::visit_heap_word(uint64_t word) {
  void* object = heap_.find_object(word);
  if (!object) return;
  visit(object);
  if (in_roots && (at_hand.empty() || at_hand.back() != object)) at_hand.push_back(object);
}

[[gnu::always_inline]] inline void Marker::trace(void* object) {
  uint32_t kind = static_cast<Header*>(object)->kind;
  CHECK(kind < heap_.kinds.size(), "a heap object has a kind; was it freed too early, or overwritten?");
  if (auto trace = heap_.kinds[kind].trace) trace(object, *this);
}

void Marker::retrace(void* object) { trace(object); }

bool Marker::has_parts(const void* object) const {
  uint32_t kind = static_cast<const Header*>(object)->kind;
  return kind < heap_.kinds.size() && heap_.kinds[kind].trace_part;
}

void Marker::retrace_part(void* object, size_t begin, size_t end) {
  heap_.kinds[static_cast<Header*>(object)->kind].trace_part(object, begin, end, *this);
}

namespace {

/// Up to eight lines at once, unless the word would reach into another block, which may be another heap's.
void mark_lines(uint64_t first, uint64_t last) {
  constexpr uint64_t all_live = 0x0101010101010101 * line_live;
  uint64_t count = last - first + 1;
  if (count <= 8 && first % lines_per_block <= lines_per_block - 8) {
    uint64_t states;
    std::memcpy(&states, &space.lines[first], 8);
    states |= all_live >> (64 - 8 * count);
    std::memcpy(&space.lines[first], &states, 8);
    return;
  }
  for (uint64_t line = first; line <= last; ++line) space.lines[line] |= line_live;
}

}  // namespace

// A short queue between stack and tracing gives the prefetched beginnings of objects time to arrive.
bool Marker::drain_stack(uint64_t most) {
  constexpr uint32_t length = 16;
  void* queue[length];
  uint32_t head = 0, queued = 0;
  for (;; --most) {
    while (queued < length && top_ != bottom_) {
      void* object = *--top_;
      for (int line = 0; line < 3; ++line) __builtin_prefetch(static_cast<char*>(object) + line * 64);
      queue[(head + queued++) % length] = object;
    }
    if (!queued) return true;
    if (most == 0) break;
    void* object = queue[head];
    head = (head + 1) % length;
    --queued;
    uint64_t offset = space.offset(object), size = (static_cast<Header*>(object)->gc & HeapState::size_mask) * granule_size;
    if (size) {
      mark_lines(offset / line_size, (offset + size - 1) / line_size);
      live_bytes += size;
      trace(object);
    } else {
      size = space.blocks[offset / block_size].size;
      live_bytes += size;
      if (has_parts(object)) parts_.push_back({object, 0, size});
      else trace(object);
    }
  }
  for (; queued; --queued, head = (head + 1) % length) {
    if (top_ == end_) grow();
    *top_++ = queue[head];
  }
  return false;
}

bool Marker::drain_portion(uint64_t most) {
  if (!drain_stack(most)) return false;
  if (parts_.empty()) return true;
  constexpr size_t part_size = 16384;
  Part& part = parts_.back();
  void* object = part.object;
  size_t begin = part.begin;
  part.begin += part_size;
  if (part.begin >= part.size) parts_.pop_back();
  retrace_part(object, begin, begin + part_size);
  return false;
}

bool Marker::drain_until(double time) {
  constexpr uint64_t portion = 512;
  while (!drain_portion(portion))
    if (now() >= time) return false;
  return true;
}

void Marker::drain() {
  auto drain_all = [&] { while (!drain_portion(everything)) {} };
  drain_all();
  for (bool progress = !ephemerons_.empty(); progress;) {
    progress = false;
    std::vector<Ephemeron> waiting;
    waiting.swap(ephemerons_);
    for (const Ephemeron& entry : waiting) {
      if (space.is_marked(entry.key)) {
        visit(entry.value);
        progress = true;
      } else {
        ephemerons_.push_back(entry);
      }
    }
    drain_all();
  }
}

namespace {

class ReferenceVisitor : public Tracer {
 public:
  ReferenceVisitor(void (*visit)(void* context, const void* reference), void* context) : visit_(visit), context_(context) {
    visitor_ = [](Tracer& tracer, const void* reference) {
      auto& self = static_cast<ReferenceVisitor&>(tracer);
      if (reference) self.visit_(self.context_, reference);
    };
  }

 private:
  void (*visit_)(void* context, const void* reference);
  void* context_;
};

}  // namespace

void for_each_reference(HeapState& heap, void* object, void (*visit)(void* context, const void* reference), void* context) {
  ReferenceVisitor visitor(visit, context);
  if (auto trace = heap.kinds[static_cast<Header*>(object)->kind].trace) trace(object, visitor);
}

}  // namespace gc
}  // namespace jitwright
