// Memory for machine code: one private mapping, executable or writable, never both (W^X), and where possible so near the program
// that code reaches the program's data and functions by 32-bit distances.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace jitwright::backend::x64 {

class CodeMemory {
 public:
  /// A free place; code is assembled for its address before its size is known.
  struct Room {
    uint8_t* start = nullptr;  ///< null: memory is exhausted
    size_t size = 0;
  };
  CodeMemory() = default;
  CodeMemory(const CodeMemory&) = delete;
  CodeMemory& operator=(const CodeMemory&) = delete;
  ~CodeMemory();

  /// What is written while one lives becomes executable again together, when the outermost one ends. No code runs meanwhile.
  class Change {
   public:
    explicit Change(CodeMemory& memory) : memory_(memory) { memory_.changes_++; }
    ~Change() {
      if (--memory_.changes_ == 0) memory_.make_executable();
    }
    Change(const Change&) = delete;

   private:
    CodeMemory& memory_;
  };

  /// The first free place of at least `size` bytes; it stays free until place().
  Room room(size_t size);
  /// Code anywhere in the memory reaches `address` by a 32-bit distance.
  bool in_reach(uint64_t address) const;
  /// Copies code to the start of a room it fits in.
  void place(const Room& room, const uint8_t* code, size_t size);
  void release(uint8_t* start);
  /// Writes 4 bytes of placed code.
  void patch(uint8_t* at, int32_t value);
  /// Makes the 5 bytes at `at` a jump.
  void patch_jump(uint8_t* at, const uint8_t* target);

 private:
  void map();
  /// Makes the pages of these bytes writable and copies.
  void write(uint8_t* to, const void* from, size_t size);
  void make_executable();

  uint8_t* base_ = nullptr;  ///< mapped on first use: start-up costs nothing
  bool exhausted_ = false;
  std::map<size_t, size_t> free_;    ///< offset to size; no two adjoin
  std::map<size_t, size_t> placed_;  ///< offset to size
  int changes_ = 0;
  struct Pages {
    uintptr_t begin, end;
  };
  std::vector<Pages> writable_;
};

}  // namespace jitwright::backend::x64
