// A dispatch node: where a guard_value sees many values, its failure leads to the value's bridge by one indirect jump, not through a chain of bridges
// that each ask for one value.
//
// The node guesses: it hashes the value and does not compare it. Every bridge of a guard starts with what is known at the guard only, and asks for
// its value itself, so a wrong guess is an exit of the bridge, never wrong code.
#pragma once

#include <cstdint>
#include <vector>

#include "backend/x64/code_memory.h"
#include "backend/x64/location.h"

namespace jitwright::backend::x64 {

class X64Code;

/// Where the value that a guard compared still is when it fails.
struct ComparedValue {
  enum class Kind : uint8_t { lost, in_register, in_frame, in_memory } kind = Kind::lost;
  uint8_t size = 8;  ///< bytes; narrower ones are zero-extended
  Register reg = no_register, index = no_register;  ///< memory: base and index
  uint8_t shift = 0;                                ///< of the index
  int32_t offset = 0;                               ///< memory, or frame

  uint64_t read(const uint64_t* registers, const uint8_t* frame) const;
};

class DispatchNode {
 public:
  struct Case {
    uint64_t value = 0;
    X64Code* bridge = nullptr;  ///< null: none
    bool on = true;
  };
  std::vector<Case> cases;
  const uint8_t* stub = nullptr;  ///< where all other values go

  DispatchNode(CodeMemory& memory, const ComparedValue& value) : memory_(memory), value_(value) {}
  DispatchNode(const DispatchNode&) = delete;
  ~DispatchNode();

  /// Without a bridge: the value goes to the stub whatever other values' slots are.
  void add(uint64_t value, X64Code* bridge, bool on = true);
  /// After a change of the cases. False if there is no room for its code; then all values should go to the stub.
  bool update();
  const uint8_t* start() const { return start_; }
  size_t bytes() const { return sizeof *this + cases.capacity() * sizeof(Case) + table_.capacity() * sizeof(void*); }

 private:
  bool distinct(uint64_t multiplier, unsigned bits);
  bool emit(uint64_t multiplier, unsigned bits);

  CodeMemory& memory_;
  ComparedValue value_;
  std::vector<const uint8_t*> table_;
  uint8_t* start_ = nullptr;
  uint64_t multiplier_ = 0;
  unsigned bits_ = 0;
};

}  // namespace jitwright::backend::x64
