// The frames of one run of jitcode, and the memory they use.
//
// Registers and frame memory (`local`) come from two regions that all runs of a meta-interpreter share as stacks: runs nest,
// since native code called from jitcode may start another run. Both regions hold references that nobody else may hold:
// Machine::for_each_root.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "jitcode/function.h"
#include "support/check.h"

namespace jitwright::metainterp {

/// Zeroed words at a fixed address, given out as a stack. Memory is committed when first touched.
class WordStack {
 public:
  WordStack();
  ~WordStack();
  WordStack(const WordStack&) = delete;

  /// `count` zeros.
  uint64_t* push(size_t count) {
    CHECK(count <= capacity - static_cast<size_t>(top_ - begin_), "registers of nested runs fit their region");
    uint64_t* words = top_;
    top_ += count;
    for (uint64_t* word = words; word < top_; ++word) *word = 0;
    return words;
  }
  void exchange(WordStack& other) {
    std::swap(begin_, other.begin_);
    std::swap(top_, other.top_);
  }
  void pop_to(const uint64_t* position) { top_ = const_cast<uint64_t*>(position); }
  uint64_t* top() const { return top_; }
  const uint64_t* begin() const { return begin_; }

 private:
  static constexpr size_t capacity = size_t{1} << 25;
  uint64_t* begin_;
  uint64_t* top_;
};

/// One activation. While a callee runs, pc stays at the call instruction.
struct Frame {
  const jitcode::Function* function = nullptr;
  const uint16_t* code = nullptr;
  uint64_t* registers = nullptr;
  const uint64_t* constants = nullptr;  ///< of the function, less register_count: operands number them behind its registers
  uint32_t register_count = 0;
  uint32_t pc = 0;
  const uint64_t* locals = nullptr;  ///< where the frame's own memory starts

  uint64_t value(uint16_t unit) const { return (unit < register_count ? registers : constants)[unit]; }
};

class FrameStack {
 public:
  /// `frames`: empty; its memory is used.
  FrameStack(WordStack& registers, WordStack& locals, std::vector<Frame> frames);
  ~FrameStack();
  /// The memory for the next stack. This one is at its end.
  std::vector<Frame> take_memory();
  FrameStack(const FrameStack&) = delete;

  /// A frame at the function's start with all registers zero.
  Frame& push(const jitcode::Function& function) {
    uint64_t* registers = registers_.push(function.register_count);
    const uint64_t* constants = function.constant_values.data() - function.register_count;
    return frames_.emplace_back(Frame{&function, function.code.data(), registers, constants, function.register_count, 0, locals_.top()});
  }
  void pop() {
    registers_.pop_to(frames_.back().registers);
    locals_.pop_to(frames_.back().locals);
    frames_.pop_back();
  }
  Frame& top() { return frames_.back(); }
  Frame& operator[](size_t index) { return frames_[index]; }
  const Frame& operator[](size_t index) const { return frames_[index]; }
  size_t size() const { return frames_.size(); }

  /// Zeroed memory of the top frame: 16-byte aligned, gone with the frame. Before there is a frame: gone with the stack.
  uint64_t* allocate_local(uint64_t bytes);
  /// Words for a call of native code, seen by for_each_root until the top frame is popped or pop_words is called.
  uint64_t* push_words(size_t count) { return registers_.push(count); }
  void pop_words(const uint64_t* words) { registers_.pop_to(words); }
  /// Where this stack's registers begin; a frame's position is `registers - base()`.
  const uint64_t* base() const { return base_; }

  FrameStack* outer = nullptr;  ///< the run that this one nests in

 private:
  WordStack& registers_;
  WordStack& locals_;
  const uint64_t* base_;
  const uint64_t* locals_base_;
  std::vector<Frame> frames_;
};

}  // namespace jitwright::metainterp
