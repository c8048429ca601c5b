// Loads, stores, and small copies of memory.
#include "backend/x64/compiler.h"

namespace jitwright::backend::x64 {

using namespace asmjit;
using layout::MemoryType;

/// A base that is constant is named by its distance from the code. One that is too far away goes through the scratch register; if
/// an earlier operation left it there, it is used again.
x86::Mem Compiler::address(Operand base, int64_t offset, uint32_t size) {
  if (base.is_constant()) {
    uint64_t target = constant_bits(base) + static_cast<uint64_t>(offset);
    if (in_reach(target)) return x86::ptr_rel(target, size);
    for (RegisterSet rest = constant_registers_; rest; rest &= rest - 1) {
      auto reg = static_cast<Register>(std::countr_zero(rest));
      auto distance = static_cast<int64_t>(target - constant_in_[reg]);
      if (distance != static_cast<int32_t>(distance)) continue;
      lock(reg);
      return x86::ptr(general(reg), static_cast<int32_t>(distance), size);
    }
    if (used_again(base) && !(scratch_constant_known_ && !scratch_taken_) && offset == static_cast<int32_t>(offset)) {
      return x86::ptr(general(use_constant(constant_bits(base), true)), static_cast<int32_t>(offset), size);
    }
    if (!scratch_taken_) {
      scratch_taken_ = true;
      auto distance = static_cast<int64_t>(target - scratch_constant_);
      if (scratch_constant_known_ && distance == static_cast<int32_t>(distance)) {
        return x86::ptr(x86::r11, static_cast<int32_t>(distance), size);
      }
      load_scratch(target);
      return x86::ptr(x86::r11, 0, size);
    }
    Register reg = temporary(false);
    load_constant(reg, target, true);
    return x86::ptr(general(reg), 0, size);
  }
  Register reg = use(base);
  if (offset == static_cast<int32_t>(offset)) return x86::ptr(general(reg), static_cast<int32_t>(offset), size);
  Register far = take_scratch();
  load_constant(far, static_cast<uint64_t>(offset), true);
  return x86::ptr(general(reg), general(far), 0, 0, size);
}

x86::Mem Compiler::item_address(Operand base, Operand index, uint32_t scale, int64_t offset, uint32_t size) {
  if (index.is_constant()) return address(base, offset + static_cast<int64_t>(constant_bits(index)) * scale, size);
  Register index_register = use(index);
  uint32_t shift = scale == 1 ? 0 : scale == 2 ? 1 : scale == 4 ? 2 : 3;
  if (scale != 1u << shift) {
    // 24 = 3 * 8 and the like: one lea, and the rest in the addressing mode.
    Register scaled = take_scratch();
    bool by_lea = false;
    for (uint32_t factor : {3u, 5u, 9u}) {
      for (shift = 0; shift < 4 && !by_lea; ++shift) {
        if (scale != factor << shift) continue;
        a_.lea(general(scaled), x86::ptr(general(index_register), general(index_register),
                                         factor == 3   ? 1
                                         : factor == 5 ? 2
                                                       : 3));
        by_lea = true;
        break;
      }
      if (by_lea) break;
    }
    if (!by_lea) {
      a_.imul(general(scaled), general(index_register), imm(scale));
      shift = 0;
    }
    index_register = scaled;
  }
  if (base.is_constant()) {
    bool fits = offset == static_cast<int32_t>(offset);
    Register base_register = fits ? use(base) : use_constant(constant_bits(base) + static_cast<uint64_t>(offset), false);
    return x86::ptr(general(base_register), general(index_register), shift, fits ? static_cast<int32_t>(offset) : 0, size);
  }
  x86::Mem place = address(base, offset, size);
  if (place.hasIndex()) {
    Register sum = temporary(false);
    a_.lea(general(sum), place);
    place = x86::ptr(general(sum), 0, size);
  }
  place.setIndex(general(index_register), shift);
  return place;
}

x86::Mem Compiler::access_address(const Operation& operation) {
  auto operands = trace_.operands(operation);
  uint32_t size = layout::size_of(operation.memory_type);
  bool item = operation.opcode == Opcode::load_item || operation.opcode == Opcode::store_item;
  if (!item) return address(plan_.resolve(operands[0]), operation.immediate, size);
  return item_address(plan_.resolve(operands[0]), plan_.resolve(operands[1]), operation.scale, operation.immediate, size);
}

void Compiler::emit_load(bool item) {
  MemoryType type = current_->memory_type;
  x86::Mem place = access_address(*current_);
  if (!plan_.used(current_index_)) {  // volatile, for its effect
    a_.cmp(place, 0);
    return;
  }
  RegisterSet reusable = dying_register(operand(0)) | (item ? dying_register(operand(1)) : 0);
  Register to = define(reusable);
  switch (type) {
    case MemoryType::i8:
    case MemoryType::i16: a_.movzx(general(to, false), place); break;
    case MemoryType::i32: a_.mov(general(to, false), place); break;
    case MemoryType::i64:
    case MemoryType::ptr: a_.mov(general(to), place); break;
    case MemoryType::f32: cpu_.avx ? a_.vmovss(vector(to), place) : a_.movss(vector(to), place); break;
    case MemoryType::f64: cpu_.avx ? a_.vmovsd(vector(to), place) : a_.movsd(vector(to), place); break;
  }
}

void Compiler::emit_store(bool item) {
  MemoryType type = current_->memory_type;
  uint32_t size = layout::size_of(type);
  x86::Mem place = access_address(*current_);
  Operand value = operand(item ? 2 : 1);
  if (value.is_constant()) {
    auto bits = static_cast<int64_t>(constant_bits(value));
    if (size < 8 || bits == static_cast<int32_t>(bits)) {
      int64_t immediate = size == 1   ? static_cast<int8_t>(bits)
                          : size == 2 ? static_cast<int16_t>(bits)
                                      : static_cast<int32_t>(bits);
      a_.mov(place, imm(immediate));
      return;
    }
    a_.mov(place, general(use_constant(static_cast<uint64_t>(bits), used_again(value))));
    return;
  }
  Register from = use(value);
  switch (type) {
    case MemoryType::i8: a_.mov(place, x86::Gp(x86::gpb(from))); break;
    case MemoryType::i16: a_.mov(place, x86::Gp(x86::gpw(from))); break;
    case MemoryType::i32: a_.mov(place, general(from, false)); break;
    case MemoryType::i64:
    case MemoryType::ptr: a_.mov(place, general(from)); break;
    case MemoryType::f32: cpu_.avx ? a_.vmovss(place, vector(from)) : a_.movss(place, vector(from)); break;
    case MemoryType::f64: cpu_.avx ? a_.vmovsd(place, vector(from)) : a_.movsd(place, vector(from)); break;
  }
}

/// Up to 32 bytes: everything is loaded before anything is stored, so that the regions may overlap.
void Compiler::emit_copy_memory() {
  auto size = static_cast<uint32_t>(constant_bits(operand(2)));
  if (size == 0) return;
  auto with = [](x86::Mem memory, uint32_t offset, uint32_t bytes) {
    memory.addOffsetLo32(static_cast<int32_t>(offset));
    memory.setSize(bytes);
    return memory;
  };
  Register to_base = use(operand(0)), from_base = use(operand(1));
  x86::Mem to = x86::ptr(general(to_base)), from = x86::ptr(general(from_base));
  if (size >= 16) {
    Register second = temporary(true);
    uint32_t tail = size - 16;
    a_.movups(vector(float_scratch), with(from, 0, 16));
    if (tail) a_.movups(vector(second), with(from, tail, 16));
    a_.movups(with(to, 0, 16), vector(float_scratch));
    if (tail) a_.movups(with(to, tail, 16), vector(second));
    return;
  }
  uint32_t unit = size >= 8 ? 8 : size >= 4 ? 4 : size >= 2 ? 2 : 1;
  uint32_t tail = size - unit;
  Register first = temporary(false), second = temporary(false);
  auto load = [&](Register reg, uint32_t offset) {
    if (unit >= 4)
      a_.mov(general(reg, unit == 8), with(from, offset, unit));
    else
      a_.movzx(general(reg, false), with(from, offset, unit));
  };
  auto store = [&](Register reg, uint32_t offset) {
    x86::Gp source = unit == 8   ? general(reg)
                     : unit == 4 ? general(reg, false)
                     : unit == 2 ? x86::Gp(x86::gpw(reg))
                                 : x86::Gp(x86::gpb(reg));
    a_.mov(with(to, offset, unit), source);
  };
  load(first, 0);
  if (tail) load(second, tail);
  store(first, 0);
  if (tail) store(second, tail);
}

/// Constant byte, 1 to 64 bytes.
void Compiler::emit_fill_memory() {
  auto size = static_cast<uint32_t>(constant_bits(operand(2)));
  if (size == 0) return;
  uint64_t word = (constant_bits(operand(1)) & 0xff) * 0x0101010101010101;
  Register base = use(operand(0));
  if (size >= 16) {
    load_constant(float_scratch, word);
    if (word) a_.movlhps(vector(float_scratch), vector(float_scratch));
    for (uint32_t offset = 0; offset < size; offset += 16) {
      if (offset + 16 > size) offset = size - 16;
      a_.movups(x86::ptr(general(base), static_cast<int32_t>(offset)), vector(float_scratch));
    }
    return;
  }
  Register fill = temporary(false);
  load_constant(fill, word);
  uint32_t unit = size >= 8 ? 8 : size >= 4 ? 4 : size >= 2 ? 2 : 1;
  for (uint32_t offset : {0u, size - unit}) {
    x86::Mem place = x86::ptr(general(base), static_cast<int32_t>(offset), unit);
    if (unit == 8)
      a_.mov(place, general(fill));
    else if (unit == 4)
      a_.mov(place, general(fill, false));
    else if (unit == 2)
      a_.mov(place, x86::Gp(x86::gpw(fill)));
    else
      a_.mov(place, x86::Gp(x86::gpb(fill)));
  }
}

}  // namespace jitwright::backend::x64
