#include "backend/x64/code_memory.h"

#include <cstring>

#include "support/check.h"

namespace jitwright::backend::x64 {

asmjit::JitAllocator& CodeMemory::allocator() {
  if (!allocator_) {
    asmjit::JitAllocator::CreateParams parameters;
    parameters.options = asmjit::JitAllocatorOptions::kUseDualMapping;
    parameters.blockSize = 32 << 20;  // one mapping for nearly all programs: direct jumps between pieces reach
    allocator_ = std::make_unique<asmjit::JitAllocator>(&parameters);
  }
  return *allocator_;
}

void CodeMemory::release(uint8_t* executable) { allocator().release(executable); }

void CodeMemory::patch(uint8_t* piece, uint8_t* at, int32_t value) {
  void *executable = nullptr, *writable = nullptr;
  size_t size = 0;
  asmjit::Error error = allocator().query(piece, &executable, &writable, &size);
  CHECK(error == asmjit::kErrorOk, "the piece of code is ours");
  std::memcpy(static_cast<uint8_t*>(writable) + (at - static_cast<uint8_t*>(executable)), &value, sizeof value);
}

}  // namespace jitwright::backend::x64
