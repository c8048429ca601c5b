// Allocations and frame memory that are not built until something needs their address.
//
//   %3 = call ptr "allocate" …, 16        nothing is emitted; %3 is a virtual object of 16 zero bytes
//   store %3, %1 #8                       its slot 8 becomes %1
//   %4 = load i64 %3 #8                   %4 is %1
//   call "print" …, %3                    the allocation and the store are emitted here
#include <algorithm>

#include "optimizer/walk.h"

namespace jitwright::optimizer {

namespace {

constexpr uint64_t largest_virtual = 4096;

bool is_float_memory(MemoryType type) { return layout::is_float(layout::register_type(type)); }

}  // namespace

V Walk::allocate(const Operation& operation, std::vector<V> arguments) {
  V size = resolve(arguments.back());
  bool becomes_virtual = shared_.enabled(Pass::virtuals) && is_constant(size) && bits_of(size) <= largest_virtual && bits_of(size) > 0;
  V value;
  if (becomes_virtual) {
    value = add_value(Type::ptr);
    VirtualObject object;
    object.call = operation.descriptor;
    object.size = static_cast<uint32_t>(bits_of(size));
    object.arguments = std::move(arguments);
    at(value).object = static_cast<uint32_t>(state_.objects.size());
    state_.objects.push_back(std::move(object));
  } else {
    value = emitted(emit({.opcode = Opcode::call, .type = operation.type, .descriptor = operation.descriptor}, arguments), Type::ptr);
    at(value).fresh_since = static_cast<uint32_t>(state_.values.size());
    at(value).may_be_large = !is_constant(size) || bits_of(size) > largest_virtual;
  }
  if (shared_.enabled(Pass::integers)) {
    at(value).bounds = Bounds::between(4096, (uint64_t{1} << 47) - 1, Type::ptr);
    at(value).bounds.zeros |= 7;
    at(value).bounds.tighten(Type::ptr);
  }
  return value;
}

/// The virtual object is gone. Its address, which somebody may still be about to store, means nothing any more: it is null from now on, for
/// building the object just for that would leave it to nobody.
void Walk::end_life(V object) {
  V nothing = constant(0, Type::ptr);
  for (uint32_t id : state_.dirty_classes) {
    for (HeapEntry& entry : state_.heap[id]) {
      if (!entry.dirty || resolve(entry.value) != object) continue;
      entry.value = nothing;
      entry.barrier = false;
    }
  }
  for (VirtualObject& other : state_.objects) {
    for (Slot& slot : other.slots) {
      if (resolve(slot.value) == object) slot.value = nothing;
    }
  }
}

V Walk::allocate_local(const Operation& operation) {
  V value = add_value(Type::ptr);
  if (shared_.enabled(Pass::integers)) at(value).bounds = Bounds::between(4096, (uint64_t{1} << 47) - 1, Type::ptr);
  VirtualObject object;
  object.is_local = true;
  object.size = static_cast<uint32_t>(operation.immediate);
  at(value).object = static_cast<uint32_t>(state_.objects.size());
  state_.objects.push_back(std::move(object));
  if (!shared_.enabled(Pass::virtuals) || object.size > largest_virtual) build(value);
  return value;
}

void Walk::build(V value) {
  // The object is marked as built before its fields are stored: they may lead back to it.
  VirtualObject object = std::move(state_.objects[at(value).object]);
  becomes_something_else(value);
  if (object.is_local) {
    Operand out = emit({.opcode = Opcode::local, .type = Type::ptr, .immediate = object.size}, {});
    at(value).out = out;
  } else {
    Operand out = emit({.opcode = Opcode::call, .type = Type::ptr, .descriptor = object.call}, object.arguments);
    at(value).out = out;
  }
  at(value).object = no_index;
  at(value).fresh_since = static_cast<uint32_t>(state_.values.size());
  for (const Slot& slot : object.slots) {
    V stored = resolve(slot.value);
    Address where{value, V::none, 0, slot.offset, slot.memory_type, slot.access_class};
    bool zero = is_constant(stored) && bits_of(stored) == 0;
    if (!zero || object.is_local) emit_store(where, stored);
    if (shared_.enabled(Pass::heap)) add_entry(where, stored, false);
  }
}

/// The value a load of `memory_type` finds where `value` was stored as `stored_as`; sizes are equal.
V Walk::read_as(V value, MemoryType stored_as, MemoryType memory_type, Type type) {
  value = resolve(value);
  if (is_float_memory(stored_as) != is_float_memory(memory_type)) {
    if (is_float_memory(stored_as)) {
      V bits = pure(Opcode::float_to_bits, layout::register_type(stored_as), value);
      return type == Type::i32 ? pure(Opcode::int_truncate, Type::i32, bits) : bits;
    }
    return pure(Opcode::bits_to_float, type, value);
  }
  if (memory_type == MemoryType::i8) return pure(Opcode::int_and, Type::i32, value, constant(0xff, Type::i32));
  if (memory_type == MemoryType::i16) return pure(Opcode::int_and, Type::i32, value, constant(0xffff, Type::i32));
  return value;
}

V Walk::load_slot(V value, const Address& where, Type type) {
  VirtualObject& object = state_.objects[at(value).object];
  uint32_t size = layout::size_of(where.memory_type);
  bool inside = where.index == V::none && where.offset >= 0 && static_cast<uint64_t>(where.offset) + size <= object.size;
  if (inside) {
    auto start = static_cast<uint32_t>(where.offset);
    bool overlaps = false;
    for (const Slot& slot : object.slots) {
      if (slot.offset == start && layout::size_of(slot.memory_type) == size) return read_as(slot.value, slot.memory_type, where.memory_type, type);
      overlaps |= slot.offset < start + size && start < slot.end();
    }
    // Untouched memory is zero; of frame memory any contents will do.
    if (!overlaps) return constant(0, type);
  }
  build(value);
  return V::none;
}

bool Walk::store_slot(V value, const Address& where, V stored) {
  VirtualObject& object = state_.objects[at(value).object];
  uint32_t size = layout::size_of(where.memory_type);
  bool inside = where.index == V::none && where.offset >= 0 && static_cast<uint64_t>(where.offset) + size <= object.size;
  if (!inside) {
    build(value);
    return false;
  }
  auto start = static_cast<uint32_t>(where.offset);
  for (const Slot& slot : object.slots) {
    bool overlaps = slot.offset < start + size && start < slot.end();
    bool covered = slot.offset >= start && slot.end() <= start + size;
    if (overlaps && !covered) {
      build(value);
      return false;
    }
  }
  auto& slots = object.slots;
  std::erase_if(slots, [&](const Slot& slot) { return slot.offset >= start && slot.end() <= start + size; });
  auto position = std::find_if(slots.begin(), slots.end(), [&](const Slot& slot) { return slot.offset > start; });
  slots.insert(position, {start, where.memory_type, where.access_class, stored});
  return true;
}

}  // namespace jitwright::optimizer
