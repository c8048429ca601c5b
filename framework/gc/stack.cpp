// Roots nobody declares: the registers and the native stack of the heap's thread.
#include <pthread.h>

#include "gc/heap_state.h"
#include "gc/mark.h"
#include "gc/sanitizer.h"
#include "support/check.h"

namespace jitwright::gc {

namespace {

const char* base_of_thread_stack() {
  pthread_attr_t attributes;
  void* lowest = nullptr;
  size_t size = 0;
  CHECK(pthread_getattr_np(pthread_self(), &attributes) == 0, "the thread library knows the thread's stack");
  pthread_attr_getstack(&attributes, &lowest, &size);
  pthread_attr_destroy(&attributes);
  const char* here = static_cast<const char*>(__builtin_frame_address(0));
  CHECK(here >= lowest && here < static_cast<char*>(lowest) + size,
        "the thread runs on its own stack, or Heap::set_stack_base was called");
  return static_cast<char*>(lowest) + size;
}

[[gnu::no_sanitize_address]] void scan(Marker& marker, const char* from, const char* to) {
  for (const char* word = from; word + sizeof(uint64_t) <= to; word += sizeof(uint64_t)) {
    uint64_t value = *reinterpret_cast<const uint64_t*>(word);
#ifdef JW_ADDRESS_SANITIZER
    // Locals may live in a fake frame that the real one refers to.
    void *begin = nullptr, *end = nullptr;
    if (__asan_addr_is_in_fake_stack(__asan_get_current_fake_stack(), reinterpret_cast<void*>(value), &begin, &end))
      for (auto* inner = static_cast<uint64_t*>(begin); inner + 1 <= end; ++inner) marker.visit_word(*inner);
#endif
    marker.visit_word(value);
  }
}

}  // namespace

void scan_stack(HeapState& heap, Marker& marker) {
  if (!heap.stack_base) heap.stack_base = base_of_thread_stack();
  StackMark here(heap);
  const StackMark& mark = *heap.stack_mark;
  for (uint64_t word : mark.registers) marker.visit_word(word);
  CHECK(mark.stack_pointer < heap.stack_base, "the thread runs on the stack that was given to Heap::set_stack_base");
  scan(marker, mark.stack_pointer, heap.stack_base);
}

}  // namespace jitwright::gc
