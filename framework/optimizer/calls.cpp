// Calls by their effects, and operations on blocks of memory.
#include "optimizer/walk.h"

namespace jitwright::optimizer {

namespace {

constexpr uint64_t largest_expanded_block = 128;

Bounds result_bounds(const layout::CallDescriptor& descriptor, Type type) {
  switch (descriptor.signature.result) {
    case layout::AbiType::i1: return Bounds::between(0, 1, Type::i32);
    case layout::AbiType::i8:
    case layout::AbiType::s8: return Bounds::between(0, 0xff, Type::i32);
    case layout::AbiType::i16:
    case layout::AbiType::s16: return Bounds::between(0, 0xffff, Type::i32);
    default: return Bounds::any(type);
  }
}

}  // namespace

void Walk::apply_effect(CallEffect effect) {
  switch (effect) {
    case CallEffect::any:
    case CallEffect::readonly: flush_all(); break;
    case CallEffect::loop_invariant:
    case CallEffect::elidable: flush_ordinary(); break;
    default: break;
  }
}

/// Emits the call with everything it may see in place.
V Walk::emit_call(const Operation& operation, CallEffect effect, const std::vector<V>& arguments) {
  // Arguments first: building them stores into memory that the call may read.
  for (V each : arguments) operand(each);
  apply_effect(effect);
  Operand out = emit(operation, arguments);
  if (effect == CallEffect::any) {
    forget(false, V::none);
    state_.invalidation_guarded = false;
  }
  return operation.type == Type::none ? V::none : emitted(out, operation.type);
}

V Walk::call(const Operation& operation, std::vector<V> arguments, bool has_second_result) {
  Operation copy{.opcode = operation.opcode, .type = operation.type, .immediate = operation.immediate, .descriptor = operation.descriptor};
  const layout::CallDescriptor& descriptor = shared_.context.library->call(layout::CallDescriptorId{operation.descriptor});
  CallEffect effect = descriptor.effect;
  if (effect == CallEffect::allocator && arguments.size() > 1) return allocate(copy, std::move(arguments));
  if (effect == CallEffect::deallocator && arguments.size() > 1) {
    V object = resolve(arguments.back());
    if (is_virtual(object)) {
      end_life(object);
      return V::none;
    }
    for (V each : arguments) operand(each);
    forget_base(object);
    emit(copy, arguments);
    return V::none;
  }
  if (is_write_barrier(operation, arguments)) {
    write_barrier(arguments[1]);
    return V::none;
  }
  bool merges = layout::is_repeatable(effect) && !has_second_result && operation.type != Type::none && shared_.enabled(Pass::fold);
  if (merges) {
    for (V& each : arguments) each = resolve(each);
    for (const PureCall& known : state_.pure_calls) {
      if (known.descriptor != operation.descriptor || known.arguments.size() != arguments.size()) continue;
      bool same = true;
      for (size_t i = 0; same && i < arguments.size(); i++) same = resolve(known.arguments[i]) == arguments[i];
      if (!same) continue;
      V result = known.result;
      activate(result);
      return resolve(result);
    }
  }
  V result = emit_call(copy, effect, arguments);
  if (result == V::none) return result;
  if (shared_.enabled(Pass::integers) && !layout::is_float(operation.type)) at(result).bounds = result_bounds(descriptor, operation.type);
  if (merges) state_.pure_calls.push_back({operation.descriptor, arguments, result});
  return result;
}

void Walk::conditional_call(const Operation& operation, std::vector<V> arguments) {
  V condition = resolve(arguments[0]);
  Operation copy{.opcode = operation.opcode, .type = operation.type, .immediate = operation.immediate, .descriptor = operation.descriptor};
  int known = decided(Opcode::guard_true, condition, V::none);
  if (known > 0) return;
  CallEffect effect = shared_.context.library->call(layout::CallDescriptorId{operation.descriptor}).effect;
  if (known < 0) {
    arguments.erase(arguments.begin());
    copy.opcode = Opcode::call;
    copy.type = Type::none;
  }
  for (V each : arguments) operand(each);
  apply_effect(effect == CallEffect::none ? CallEffect::none : effect == CallEffect::readonly ? CallEffect::readonly : CallEffect::any);
  emit(copy, arguments);
  if (effect != CallEffect::none && effect != CallEffect::readonly && !layout::is_repeatable(effect)) {
    forget(false, V::none);
    state_.invalidation_guarded = false;
  }
}

void Walk::copy_memory(const Operation& operation, V destination, V source, V size) {
  auto access_class = static_cast<AccessClassId>(operation.descriptor);
  Address to = address(destination, V::none, 0, 0, MemoryType::i64, access_class);
  Address from = address(source, V::none, 0, 0, MemoryType::i64, access_class);
  size = resolve(size);
  if (is_constant(size) && bits_of(size) == 0) return;
  bool expands = is_constant(size) && bits_of(size) <= largest_expanded_block && shared_.enabled(Pass::virtuals) &&
                 (is_virtual(to.base) || is_virtual(from.base));
  if (expands) {
    // All loads before all stores: the regions may overlap. The pieces are the slots of a virtual source, else the largest units.
    struct Piece {
      int64_t offset;
      MemoryType memory_type;
      V value;
    };
    std::vector<Piece> pieces;
    auto count = static_cast<int64_t>(bits_of(size));
    for (int64_t at_offset = 0; at_offset < count;) {
      MemoryType unit = MemoryType::i64;
      AccessClassId unit_class = access_class;
      while (static_cast<int64_t>(layout::size_of(unit)) > count - at_offset) unit = static_cast<MemoryType>(static_cast<int>(unit) - 1);
      V known_in = is_virtual(from.base) ? from.base : is_virtual(to.base) ? to.base : V::none;
      if (known_in != V::none) {
        int64_t start = (known_in == from.base ? from.offset : to.offset) + at_offset;
        for (const Slot& slot : state_.objects[at(known_in).object].slots) {
          int64_t slot_size = layout::size_of(slot.memory_type);
          bool whole = slot.offset == start && slot_size <= count - at_offset;
          if (whole) unit = slot.memory_type;
          if (whole && known_in == from.base) unit_class = slot.access_class;
          // Stop before a slot that would be cut.
          if (slot.offset > start) {
            while (start + static_cast<int64_t>(layout::size_of(unit)) > slot.offset && unit != MemoryType::i8) {
              unit = static_cast<MemoryType>(static_cast<int>(unit > MemoryType::i64 ? MemoryType::i64 : unit) - 1);
            }
          }
        }
      }
      Address piece = from;
      piece.offset += at_offset;
      piece.memory_type = unit;
      piece.access_class = unit_class;
      pieces.push_back({at_offset, unit, load(piece, layout::register_type(unit))});
      at_offset += layout::size_of(unit);
    }
    for (const Piece& piece : pieces) {
      Address where = to;
      where.offset += piece.offset;
      where.memory_type = piece.memory_type;
      where.access_class = access_class;
      store(where, piece.value);
    }
    return;
  }
  operand(destination), operand(source);
  flush_all();
  Operation copy{.opcode = operation.opcode, .immediate = operation.immediate, .descriptor = operation.descriptor};
  emit(copy, {destination, source, size});
  forget(true, to.base);
}

void Walk::fill_memory(const Operation& operation, V destination, V byte, V size) {
  auto access_class = static_cast<AccessClassId>(operation.descriptor);
  Address to = address(destination, V::none, 0, 0, MemoryType::i64, access_class);
  size = resolve(size), byte = resolve(byte);
  if (is_constant(size) && bits_of(size) == 0) return;
  bool expands = is_constant(size) && is_constant(byte) && is_virtual(to.base) && to.index == V::none && to.offset >= 0 &&
                 static_cast<uint64_t>(to.offset) + bits_of(size) <= state_.objects[at(to.base).object].size &&
                 (bits_of(size) <= largest_expanded_block || (bits_of(byte) & 0xff) == 0);
  if (expands) {
    VirtualObject& object = state_.objects[at(to.base).object];
    auto start = static_cast<uint32_t>(to.offset), end = start + static_cast<uint32_t>(bits_of(size));
    bool cut = false;
    for (const Slot& slot : object.slots) cut |= slot.offset < end && start < slot.end() && (slot.offset < start || slot.end() > end);
    if (!cut) {
      uint64_t pattern = (bits_of(byte) & 0xff) * 0x0101010101010101u;
      std::erase_if(object.slots, [&](const Slot& slot) { return slot.offset >= start && slot.end() <= end; });
      // Zero is what a fresh object holds; frame memory needs its zeros said.
      if (pattern == 0 && !object.is_local) return;
      if (end - start <= largest_expanded_block) {
        for (uint32_t offset = start; offset < end;) {
          MemoryType unit = end - offset >= 8 && offset % 8 == 0 ? MemoryType::i64 : end - offset >= 4 && offset % 4 == 0 ? MemoryType::i32 : MemoryType::i8;
          Type type = layout::register_type(unit);
          uint64_t bits = unit == MemoryType::i64 ? pattern : unit == MemoryType::i32 ? pattern & 0xffffffff : pattern & 0xff;
          Address where = to;
          where.offset = offset;
          where.memory_type = unit;
          store(where, constant(bits, type));
          offset += layout::size_of(unit);
        }
        return;
      }
    }
  }
  operand(destination);
  flush_all();
  Operation copy{.opcode = operation.opcode, .immediate = operation.immediate, .descriptor = operation.descriptor};
  emit(copy, {destination, byte, size});
  forget(true, to.base);
}

}  // namespace jitwright::optimizer
