#include "engine/native_stack.h"

#include <pthread.h>

#include "support/check.h"

namespace jitwright::engine {

[[gnu::no_sanitize_address]] bool for_each_word_of_native_stack(const std::function<void(uint64_t)>& visit) {
  pthread_attr_t attributes;
  void* lowest = nullptr;
  size_t size = 0;
  CHECK(pthread_getattr_np(pthread_self(), &attributes) == 0, "the thread library knows the thread's stack");
  pthread_attr_getstack(&attributes, &lowest, &size);
  pthread_attr_destroy(&attributes);
  auto* word = static_cast<const uint64_t*>(__builtin_frame_address(0));
  auto* base = reinterpret_cast<const uint64_t*>(static_cast<char*>(lowest) + size);
  if (word < lowest || word >= base) return false;
  for (; word < base; word++) visit(*word);
  return true;
}

}  // namespace jitwright::engine
