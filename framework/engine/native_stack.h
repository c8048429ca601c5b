// The words on the native stack, where return addresses tell which machine code runs.
#pragma once

#include <cstdint>
#include <functional>

namespace jitwright::engine {

/// Visits each word from the caller's frame to the stack's base. False, and nothing visited, where the thread runs on another stack
/// than its own.
bool for_each_word_of_native_stack(const std::function<void(uint64_t)>& visit);

}  // namespace jitwright::engine
