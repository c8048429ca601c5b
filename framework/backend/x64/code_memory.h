// Memory for machine code, mapped twice: executable at one address, writable at another, never both at the same (W^X).
#pragma once

#include <asmjit/core.h>

#include <cstdint>
#include <memory>

namespace jitwright::backend::x64 {

class CodeMemory {
 public:
  /// Copies `size` bytes into executable memory after `fix_up(writable, executable)` could complete them; null when memory is
  /// exhausted.
  template <class FixUp>
  uint8_t* place(size_t size, FixUp fix_up) {
    void *executable = nullptr, *writable = nullptr;
    if (allocator().alloc(&executable, &writable, size) != asmjit::kErrorOk) return nullptr;
    fix_up(static_cast<uint8_t*>(writable), static_cast<uint8_t*>(executable));
    return static_cast<uint8_t*>(executable);
  }
  void release(uint8_t* executable);
  /// Writes 4 bytes at executable address `at`, which lies in the piece of code that starts at `piece`.
  void patch(uint8_t* piece, uint8_t* at, int32_t value);

 private:
  asmjit::JitAllocator& allocator();
  std::unique_ptr<asmjit::JitAllocator> allocator_;  ///< made on first use: start-up costs nothing
};

}  // namespace jitwright::backend::x64
