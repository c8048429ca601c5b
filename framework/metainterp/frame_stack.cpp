#include "metainterp/frame_stack.h"

#include <sys/mman.h>

namespace jitwright::metainterp {

WordStack::WordStack() {
  void* memory = mmap(nullptr, capacity * 8, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  CHECK(memory != MAP_FAILED, "address space for registers");
  begin_ = top_ = static_cast<uint64_t*>(memory);
}

WordStack::~WordStack() { munmap(begin_, capacity * 8); }

FrameStack::FrameStack(WordStack& registers, WordStack& locals, std::vector<Frame> frames)
    : registers_(registers), locals_(locals), base_(registers.top()), locals_base_(locals.top()), frames_(std::move(frames)) {
  frames_.reserve(16);
}

FrameStack::~FrameStack() {
  registers_.pop_to(base_);
  locals_.pop_to(locals_base_);
}

std::vector<Frame> FrameStack::take_memory() {
  frames_.clear();
  return std::move(frames_);
}

uint64_t* FrameStack::allocate_local(uint64_t bytes) { return locals_.push((bytes + 15) / 16 * 2); }

}  // namespace jitwright::metainterp
