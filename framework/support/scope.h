// A flag that is set while something goes on, also if an exception of the author's code ends it. Then it is what it was before.
#pragma once

namespace jitwright::support {

class WhileTrue {
 public:
  explicit WhileTrue(bool& flag) : flag_(flag), before_(flag) { flag_ = true; }
  WhileTrue(const WhileTrue&) = delete;
  ~WhileTrue() { flag_ = before_; }

 private:
  bool& flag_;
  const bool before_;
};

}  // namespace jitwright::support
