#include "backend/x64/dispatch.h"

#include <asmjit/x86.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "backend/x64/code.h"

namespace jitwright::backend::x64 {

namespace {
uint64_t slot_of(uint64_t value, uint64_t multiplier, unsigned bits) { return value * multiplier >> (64 - bits); }
constexpr unsigned least_bits = 2, most_bits = 20, multipliers_tried = 64;
}  // namespace

uint64_t ComparedValue::read(const uint64_t* registers, const uint8_t* frame) const {
  uint64_t word = 0;
  switch (kind) {
    case Kind::lost: return 0;
    case Kind::in_register: word = registers[reg]; break;
    case Kind::in_frame: std::memcpy(&word, frame + offset, size); break;
    case Kind::in_memory: {
      uint64_t address = (reg == rbp ? reinterpret_cast<uint64_t>(frame) : registers[reg]) + static_cast<uint64_t>(int64_t{offset});
      if (index != no_register) address += registers[index] << shift;
      std::memcpy(&word, reinterpret_cast<const void*>(address), size);
      break;
    }
  }
  return size < 8 ? word & ((uint64_t{1} << 8 * size) - 1) : word;
}

DispatchNode::~DispatchNode() {
  if (start_) memory_.release(start_);
}

/// No bridge shares its slot with another case. Fills the table if so.
bool DispatchNode::distinct(uint64_t multiplier, unsigned bits) {
  table_.assign(size_t{1} << bits, nullptr);
  auto slot = [&](const Case& each) -> const uint8_t*& { return table_[slot_of(each.value, multiplier, bits)]; };
  for (const Case& each : cases) {
    if (!each.bridge) continue;
    if (slot(each)) return false;
    slot(each) = each.on ? each.bridge->start : stub;
  }
  for (const Case& each : cases) {
    if (!each.bridge && slot(each)) return false;
  }
  std::ranges::replace(table_, nullptr, stub);
  return true;
}

bool DispatchNode::update() {
  if (start_ && distinct(multiplier_, bits_)) return true;
  if (start_) memory_.release(start_);
  start_ = nullptr;
  uint64_t random = 0x9e3779b97f4a7c15;
  unsigned least = std::max(least_bits, static_cast<unsigned>(std::bit_width(cases.size())) + 1);
  for (unsigned bits = least; bits <= most_bits; ++bits) {
    for (unsigned i = 0; i < multipliers_tried; ++i) {
      random = random * 6364136223846793005u + 1442695040888963407u;
      if (distinct(random | 1, bits)) return emit(random | 1, bits);
    }
  }
  return false;
}

void DispatchNode::add(uint64_t value, X64Code* bridge, bool on) {
  auto found = std::ranges::find(cases, value, &Case::value);
  if (found == cases.end()) found = cases.insert(cases.end(), {value, nullptr, true});
  if (bridge) found->bridge = bridge, found->on = on;
}

/// Only r11 is free.
bool DispatchNode::emit(uint64_t multiplier, unsigned bits) {
  using namespace asmjit;
  CodeHolder holder;
  holder.init(Environment::host());
  x86::Assembler a(&holder);
  x86::Mem place;
  if (value_.kind == ComparedValue::Kind::in_frame)
    place = x86::ptr(x86::rbp, value_.offset);
  else if (value_.kind == ComparedValue::Kind::in_memory)
    place = value_.index == no_register ? x86::ptr(x86::gpq(value_.reg), value_.offset)
                                        : x86::ptr(x86::gpq(value_.reg), x86::gpq(value_.index), value_.shift, value_.offset);
  place.setSize(value_.size);
  bool in_register = value_.kind == ComparedValue::Kind::in_register;
  if (value_.size < 4)
    in_register ? (value_.size == 1 ? a.movzx(x86::r11d, x86::gpb(value_.reg)) : a.movzx(x86::r11d, x86::gpw(value_.reg))) : a.movzx(x86::r11d, place);
  else if (value_.size == 4)
    in_register ? a.mov(x86::r11d, x86::gpd(value_.reg)) : a.mov(x86::r11d, place);
  else
    in_register ? a.mov(x86::r11, x86::gpq(value_.reg)) : a.mov(x86::r11, place);
  Label multiplier_word = a.newLabel(), table_word = a.newLabel();
  a.imul(x86::r11, x86::qword_ptr(multiplier_word));
  a.shr(x86::r11, 64 - bits);
  a.shl(x86::r11, 3);
  a.add(x86::r11, x86::qword_ptr(table_word));
  a.jmp(x86::qword_ptr(x86::r11));
  a.align(AlignMode::kData, 8);
  a.bind(multiplier_word);
  a.embedUInt64(multiplier);
  a.bind(table_word);
  a.embedUInt64(reinterpret_cast<uint64_t>(table_.data()));
  holder.flatten();
  CodeMemory::Room room = memory_.room(holder.codeSize());
  if (!room.start) return false;
  memory_.place(room, holder.sectionById(0)->buffer().data(), holder.codeSize());
  start_ = room.start;
  multiplier_ = multiplier;
  bits_ = bits;
  return true;
}

}  // namespace jitwright::backend::x64
