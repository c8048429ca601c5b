// The public face of the heap.
#include "jitwright/heap.h"

#include <sys/mman.h>

#include <vector>

#include "support/check.h"

extern "C" uint8_t jw_heap_cards[jitwright::detail::card_mask + 1];
uint8_t jw_heap_cards[jitwright::detail::card_mask + 1];

namespace jitwright {

namespace detail {
__thread AllocationContext allocation_context __attribute__((tls_model("initial-exec")));
}

struct HeapState {
  Heap heap{*this};
  std::vector<Kind> kinds{Kind{"unformed"}};
  uint64_t allocated_bytes = 0;
  int64_t external_bytes = 0;

  static HeapState& current() {
    static thread_local HeapState state;
    return state;
  }
};

AllocationContext* allocation_context() { return &detail::allocation_context; }

void* allocate_slow(size_t size) {
  size = (size + 15) & ~size_t{15};
  constexpr size_t chunk = size_t{1} << 20;
  AllocationContext& context = detail::allocation_context;
  HeapState::current().allocated_bytes += size > chunk ? size : chunk;
  void* memory = mmap(nullptr, size > chunk ? size : chunk, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(memory != MAP_FAILED, "the system has memory");
  if (size > chunk) return memory;
  context.cursor = static_cast<char*>(memory);
  context.limit = context.cursor + chunk;
  return allocate(size);
}

void* try_allocate(size_t size) { return size < (size_t{1} << 40) ? allocate(size) : nullptr; }
void watch(void* object) {}
void Tracer::visit_conservatively(uint64_t word) {}
void Tracer::visit_range_conservatively(const void* begin, const void* end) {}

Heap& Heap::current() { return HeapState::current().heap; }
KindId Heap::add_kind(const Kind& kind) {
  state_.kinds.push_back(kind);
  return static_cast<KindId>(state_.kinds.size() - 1);
}
const Kind& Heap::kind(KindId id) const { return state_.kinds[id]; }
void Heap::add_root(void (*trace)(void* context, Tracer&), void* context) {}
void Heap::remove_root(void* context) {}
void Heap::collect() {}
void Heap::adjust_external(int64_t bytes) { state_.external_bytes += bytes; }
void Heap::set_limit(size_t bytes) {}
void Heap::set_out_of_memory_handler(void (*handler)()) {}
void Heap::set_stress(uint32_t every) {}
void Heap::set_stack_base(const void* base) {}
HeapStats Heap::stats() const { return {state_.allocated_bytes, state_.allocated_bytes, uint64_t(state_.external_bytes), 0, 0, 0, 0}; }
void* Heap::object_at(const void* address) const { return nullptr; }
void Heap::for_each(void (*visit)(void* object, size_t size, void* context), void* context) const {}
void WeakRef::set(void* object) { disguised_ = object ? ~reinterpret_cast<uint64_t>(object) : 0; }

}  // namespace jitwright
