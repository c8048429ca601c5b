/// Owns waiting for descriptors.
#pragma once

#include <poll.h>
#include <cstdint>
#include <vector>

namespace python {

/// poll(2) until something is ready or the time on the monotonic clock in ns (negative: never) has come, other threads running
/// meanwhile: the number of descriptors that are ready; -1 with an error pending.
int poll_until(std::vector<pollfd>& set, int64_t deadline);

}  // namespace python
