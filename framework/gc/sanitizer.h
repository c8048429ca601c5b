// What AddressSanitizer is told: free lines and freed large objects may not be touched. Without it, nothing.
#pragma once

#include <cstddef>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define JW_ADDRESS_SANITIZER 1
#include <sanitizer/asan_interface.h>
#endif
#endif

namespace jitwright::gc {

#ifdef JW_ADDRESS_SANITIZER
constexpr bool address_sanitizer = true;
inline void forbid(const void* memory, size_t size) { __asan_poison_memory_region(memory, size); }
inline void permit(const void* memory, size_t size) { __asan_unpoison_memory_region(memory, size); }
#else
constexpr bool address_sanitizer = false;
inline void forbid(const void*, size_t) {}
inline void permit(const void*, size_t) {}
#endif

}  // namespace jitwright::gc
