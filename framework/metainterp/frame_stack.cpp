#include "metainterp/frame_stack.h"

#include <sys/mman.h>

#include <algorithm>

namespace jitwright::metainterp {

WordStack::WordStack() {
  void* memory = mmap(nullptr, capacity * 8, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  CHECK(memory != MAP_FAILED, "address space for registers");
  begin_ = top_ = static_cast<uint64_t*>(memory);
}

WordStack::~WordStack() { munmap(begin_, capacity * 8); }

uint64_t* WordStack::push(size_t count) {
  CHECK(count <= capacity - static_cast<size_t>(top_ - begin_), "registers of nested runs fit their region");
  uint64_t* words = top_;
  std::fill_n(words, count, 0);
  top_ += count;
  return words;
}

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

Frame& FrameStack::push(const jitcode::Function& function) {
  Frame& frame = frames_.emplace_back();
  frame.function = &function;
  frame.code = function.code.data();
  frame.registers = registers_.push(function.register_count);
  frame.constants = function.constant_values.data();
  frame.register_count = function.register_count;
  frame.locals = locals_.top();
  return frame;
}

void FrameStack::pop() {
  registers_.pop_to(frames_.back().registers);
  locals_.pop_to(frames_.back().locals);
  frames_.pop_back();
}

uint64_t* FrameStack::allocate_local(uint64_t bytes) { return locals_.push((bytes + 15) / 16 * 2); }

}  // namespace jitwright::metainterp
