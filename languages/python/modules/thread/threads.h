/// Owns threads. They take turns on one native thread, each on a native stack of its own, so that heap and compiled code know no
/// concurrency: a switch happens where a thread waits, and every few milliseconds where the interpreter looks for interrupts.
#pragma once

#include <sys/types.h>
#include <cstdint>

#include "objects/value.h"

namespace python {

/// Whether this is the thread that runs the main module.
bool on_main_thread();
int64_t current_thread_number();
/// Whether there is any thread but the current one.
bool other_threads_can_run();

/// Starts a thread that calls `function`; its number, or null with an error pending. `names`: of the last arguments, or null.
Value start_thread(Value function, Tuple* arguments, Tuple* names);
/// Threads running, the main one not counted.
int64_t started_thread_count();
/// A lock that is released when the current thread ends.
void set_thread_sentinel(Value lock);
void release_lock(Value lock);
/// In a child made by fork only the current thread goes on.
void forget_other_threads();

/// Called before a system call that may wait for a descriptor to become readable or writable.
void wait_until_ready(int descriptor, bool reading);
/// Lets the other threads run for a moment.
void yield_to_other_threads();
/// Lets the main thread run, which handles signals.
void switch_to_main_thread();
/// waitpid.
pid_t waitpid_letting_others_run(pid_t process, int* status, int options);
/// Waits until `ready(context)` is true: 1; until the time on the monotonic clock in ns (negative: for ever) has come: 0; -1 with
/// an error pending from a signal's handler.
int wait_for(bool (*ready)(void* context), void* context, int64_t deadline);
int64_t monotonic_nanoseconds();

}  // namespace python
