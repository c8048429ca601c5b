// A flag that is set while something goes on, also if an exception of the author's code ends it.
#pragma once

namespace jitwright::support {

class WhileTrue {
 public:
  explicit WhileTrue(bool& flag) : flag_(flag) { flag_ = true; }
  WhileTrue(const WhileTrue&) = delete;
  ~WhileTrue() { flag_ = false; }

 private:
  bool& flag_;
};

}  // namespace jitwright::support
