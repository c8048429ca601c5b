// The heap as text, for debugging.
#include "gc/heap_state.h"
#include "gc/mark.h"

namespace jitwright {

void Heap::dump(std::FILE* file) const {
  struct Target {
    HeapState& heap;
    std::FILE* file;
  } target{state_, file};
  auto write = [](void* object, size_t size, void* context) {
    auto& [heap, file] = *static_cast<Target*>(context);
    const Header* header = static_cast<Header*>(object);
    const char* watched = header->gc & HeapState::watched_flag ? "watched" : "-";
    std::fprintf(file, "%p %s %zu %s", object, heap.kinds[header->kind].name, size, watched);
    auto reference = [](void* to, const void* from) { std::fprintf(static_cast<std::FILE*>(to), " %p", from); };
    gc::for_each_reference(heap, object, reference, file);
    std::fputc('\n', file);
  };
  for_each(write, &target);
}

}  // namespace jitwright
