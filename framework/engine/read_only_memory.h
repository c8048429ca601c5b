// Which memory never changes because the loader mapped it read-only: constants, vtables, jump tables.
#pragma once

#include <cstdint>

namespace jitwright::engine {

/// True if [address, address + size) lies in a segment of a loaded file that is mapped without write permission (relocated
/// read-only data included).
bool is_read_only_memory(uint64_t address, uint32_t size);

}  // namespace jitwright::engine
