// The binary interface between code the plugin emits and the runtime. Authors never include it; the plugin writes calls to it.
// C11 and C++20.
#ifndef JITWRIGHT_RUNTIME_H
#define JITWRIGHT_RUNTIME_H

#include <stdint.h>

struct jw_driver;

#ifdef __cplusplus
extern "C" {
#endif

/// One for each portal, emitted as a constant beside it.
struct jw_portal {
  const void* function;              ///< the portal's native address; also the key of its jitcode
  const struct jw_driver* driver;
  const char* name;                  ///< demangled
  void (*resume)(uint64_t* buffer);  ///< enters the native portal at its merge point; results in buffer[0], buffer[1]
  uint32_t greens;                   ///< buffer[0, greens)
  uint32_t lives;                    ///< all of the buffer
};

enum { jw_counter_count = 16384 };

/// Hot-loop counters of the thread, indexed by a hash of the greens: their offsets in bytes fill 16 bits, so that the lower half of a pointer to aligned
/// guest code is one. Native code decrements; below zero it calls jw_enter. They start as zero, so that the
/// first execution of a loop calls jw_enter, which sets the counter for real.
extern __thread int32_t jw_counters[jw_counter_count] __attribute__((tls_model("initial-exec")));

/// The index of the counter that jw_enter's `slot` tells.
#define jw_counter_index(slot) ((slot) / sizeof(int32_t) % jw_counter_count)
/// In jw_enter's `slot`: the portal was just called; its guest position is where a function starts or goes on, not where a loop closes.
#define jw_at_portal_entry (UINT64_C(1) << 32)

/// Called by native code when a counter ran out. `slot` is the counter's offset in bytes and jw_at_portal_entry. Returns 0: go on at the merge point with the lives in buffer;
/// 1: the portal returns buffer[0] (and buffer[1]).
int64_t jw_enter(const struct jw_portal* portal, uint64_t* buffer, uint64_t slot);

enum { jw_filter_size = 4096 };

/// Of the thread: not zero at `address >> 3 % jw_filter_size` where a compiled trace may rely on a quasi-immutable field there.
extern __thread uint8_t jw_relied_on[jw_filter_size] __attribute__((tls_model("initial-exec")));

/// Called before a store to `size` bytes that may be relied on: from now on no trace goes on that relied on them.
void jw_field_changes(const void* field, uint64_t size);

#ifdef __cplusplus
}
#endif

#endif  // JITWRIGHT_RUNTIME_H
