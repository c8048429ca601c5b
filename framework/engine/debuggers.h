// Tells perf and gdb the names of machine code.
#pragma once

#include <cstddef>
#include <string>

namespace jitwright::engine {

/// Appends to /tmp/perf-PID.map.
void register_with_perf(const void* code, size_t size, const std::string& name);
/// gdb's JIT interface: registers an in-memory object file with one symbol. The code must live as long as the process.
void register_with_gdb(const void* code, size_t size, const std::string& name);

}  // namespace jitwright::engine
