#include "backend/x64/unwind.h"

#include <cstring>
#include <iterator>

#include "backend/x64/code.h"

extern "C" {
void __register_frame(void* table);
void __deregister_frame(void* table);
}

namespace jitwright::backend::x64 {

namespace {

// Numbers of DWARF's call frame information.
constexpr uint8_t def_cfa = 0x0c, offset_of = 0x80, no_operation = 0;
constexpr uint8_t dwarf_rbp = 6, dwarf_return_address = 16;

/// DWARF counts the first eight registers in an order of its own.
uint8_t dwarf_number(Register reg) { return reg == rbx ? 3 : static_cast<uint8_t>(reg); }

class Table {
 public:
  void byte(uint8_t value) { bytes_.push_back(value); }
  template <class T>
  void word(T value) {
    const auto* from = reinterpret_cast<const uint8_t*>(&value);
    bytes_.insert(bytes_.end(), from, from + sizeof value);
  }
  size_t begin() {
    word(uint32_t{0});  // the length, known at the end
    return bytes_.size();
  }
  void end(size_t begin) {
    while ((bytes_.size() - begin) % 8 != 4) byte(no_operation);
    auto length = static_cast<uint32_t>(bytes_.size() - begin);
    std::memcpy(bytes_.data() + begin - 4, &length, sizeof length);
  }
  size_t size() const { return bytes_.size(); }
  std::vector<uint8_t> take() { return std::move(bytes_); }

 private:
  std::vector<uint8_t> bytes_;
};

}  // namespace

void UnwindTable::describe(const uint8_t* start, size_t size, RegisterSet saved) {
  Table table;
  size_t common = table.begin();
  table.word(uint32_t{0});
  for (uint8_t value : {1, 'z' + 0, 'R' + 0, 0}) table.byte(value);
  table.byte(1);     // code is counted in bytes
  table.byte(0x78);  // the stack in -8
  table.byte(dwarf_return_address);
  table.byte(1);
  table.byte(0);  // addresses are absolute
  // The caller's stack pointer is rbp + 16; below it are the return address and the caller's rbp.
  for (uint8_t value : {def_cfa + 0, dwarf_rbp + 0, 16, offset_of + dwarf_return_address, 1, offset_of + dwarf_rbp, 2})
    table.byte(static_cast<uint8_t>(value));
  table.end(common);
  size_t piece = table.begin();
  table.word(static_cast<uint32_t>(piece));  // how far back the common part starts
  table.word(reinterpret_cast<uint64_t>(start));
  table.word(static_cast<uint64_t>(size));
  table.byte(0);
  for (unsigned i = 0; i < std::size(saved_registers); ++i) {
    if (!(saved & bit(saved_registers[i]))) continue;
    table.byte(static_cast<uint8_t>(offset_of + dwarf_number(saved_registers[i])));
    table.byte(static_cast<uint8_t>((16 - saved_offset(i)) / 8));
  }
  table.end(piece);
  table.word(uint32_t{0});
  table_ = table.take();
  table_.shrink_to_fit();
  __register_frame(table_.data());
}

UnwindTable::~UnwindTable() {
  if (!table_.empty()) __deregister_frame(table_.data());
}

}  // namespace jitwright::backend::x64
