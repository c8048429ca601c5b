// One driver for each kind of portal: its name, and how to say where the guest program is. C11 and C++20.
#ifndef JITWRIGHT_DRIVER_H
#define JITWRIGHT_DRIVER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Writes a guest position for people ("fib.py:12 in fib, LOAD_GLOBAL") into `text`. `greens` are the merge point's greens in order,
/// each as 64 bits (narrow integers zero-extended). Used in logs and statistics only.
typedef void (*jw_describe_position)(const uint64_t* greens, char* text, size_t size);

struct jw_driver {
  const char* name;
  jw_describe_position describe;
};

#ifdef __cplusplus
}

namespace jitwright {
struct Driver : jw_driver {
  explicit constexpr Driver(const char* name, jw_describe_position describe = nullptr) : jw_driver{name, describe} {}
};
}  // namespace jitwright
#endif

#endif  // JITWRIGHT_DRIVER_H
