// Several native stacks on one thread. A guest whose threads take turns on stacks of their own making (see Heap::set_stack_base)
// keeps one StackState for each stack that is not running, so that the runs of the meta-interpreter nest within a stack only.
#pragma once

namespace jitwright {

class StackState {
 public:
  StackState() = default;
  ~StackState();
  StackState(const StackState&) = delete;
  StackState& operator=(const StackState&) = delete;

  /// Before leaving a stack: takes what the meta-interpreter holds for it. The stack itself is the guest's to report as a root.
  void leave();
  /// After coming (back) to the stack. A stack that was never left needs none.
  void enter();

 private:
  void* state_ = nullptr;
};

}  // namespace jitwright
