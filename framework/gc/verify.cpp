// The verifier: after marking, every reference of a live object leads to a live object. What it finds are missing write barriers,
// missing roots, trace functions that report what is no object, and memory written after it was freed.
#include <cstdio>
#include <cstdlib>

#include "gc/heap_state.h"
#include "gc/mark.h"

namespace jitwright::gc {

namespace {

struct Check {
  HeapState& heap;
  void* holder;
};

[[noreturn]] void report(const HeapState& heap, const void* holder, const void* reference, const char* problem) {
  const auto& kinds = heap.kinds;
  uint32_t kind = static_cast<const Header*>(holder)->kind;
  std::fprintf(stderr, "jitwright: heap verifier: object %p of kind %s: reference %p %s\n", holder,
               kind < kinds.size() ? kinds[kind].name : "(none)", reference, problem);
  std::abort();
}

void check_reference(void* context, const void* reference) {
  auto& [heap, holder] = *static_cast<Check*>(context);
  if (!owns(heap, reference)) return;
  const Block& block = space.blocks[space.block_of(reference)];
  if (space.offset(reference) % granule_size || block.state == BlockState::tail)
    report(heap, holder, reference, "is not the address of an object");
  if (space.is_marked(reference)) {
    if (static_cast<const Header*>(reference)->kind >= heap.kinds.size()) report(heap, holder, reference, "leads to no known kind");
    return;
  }
  report(heap, holder, reference, "leads to a dead object: a store without write barrier, or a reference kept where no root is");
}

}  // namespace

void verify(HeapState& heap) {
  Check check{heap, nullptr};
  auto verify_object = [&](void* object) {
    check.holder = object;
    if (static_cast<Header*>(object)->kind >= heap.kinds.size()) report(heap, object, nullptr, "(none): its own kind is broken");
    for_each_reference(heap, object, check_reference, &check);
  };
  for (uint32_t block : heap.blocks) {
    const uint64_t* marks = space.marks_of(block);
    for (uint32_t word = 0; word < words_per_block; ++word)
      for (uint64_t bits = marks[word]; bits; bits &= bits - 1)
        verify_object(space.address(block) + (word * 64 + static_cast<uint64_t>(__builtin_ctzll(bits))) * granule_size);
  }
  for (const auto* list : {&heap.large, &heap.young_large})
    for (uint32_t block : *list)
      if (space.is_marked(space.address(block))) verify_object(space.address(block));
}

}  // namespace jitwright::gc
