// The heap's write barrier, made inline, or left out.
//
// What is at hand when a collection happens (on the stack, in a register, a constant of a trace) the heap looks at again in the next
// one, as if it had been written to. So an object that the trace made needs no barrier: it is young, or was at hand when it became old.
// One barrier for an object is enough, for all its fields: a collection in between finds the object at hand. For the same reason
// the store itself may move across an allocation.
//
// A value that is no reference (a box, a constant that does not lie in the heap) needs none at all.
//
// The heap looks again only at the first kilobytes of a large array. So for a field further away, or at an index, an object is not enough:
// each store has its own barrier, behind it, where it is made in the end.
#include "optimizer/walk.h"

namespace jitwright::optimizer {

/// Whether the collector may have to know of this value in an old object.
bool Walk::may_be_reference(V value) {
  value = resolve(value);
  if (at(value).family != no_family) return false;  // boxes hold integers and floats
  if (!is_constant(value)) return true;
  uint64_t bits = bits_of(value);
  return bits >= shared_.context.write_barrier.heap && bits < shared_.context.write_barrier.heap_end;
}

bool Walk::is_write_barrier(const Operation& operation, const std::vector<V>& arguments) {
  uint64_t function = shared_.context.write_barrier.function;
  return function != 0 && operation.opcode == Opcode::call && arguments.size() == 2 && is_constant(resolve(arguments[0]), function);
}

void Walk::write_barrier(V field) {
  field = resolve(field);
  V object = field;  // or an address in it, or just behind it
  while (at(object).opcode == Opcode::ptr_add || at(object).opcode == Opcode::ptr_add_item) object = resolve(at(object).operands[0]);
  if (is_virtual(object) || (at(object).fresh_since != no_index && !at(object).may_be_large)) return;
  Address where = address(field, V::none, 0, 0, MemoryType::i64, AccessClassId::unknown);
  HeapEntry* stored = find_same(where);
  if (stored && stored->stored && !may_be_reference(stored->value)) return;
  constexpr int64_t always_looked_at = 8192;
  if (where.index != V::none || where.offset < 0 || where.offset >= always_looked_at) {
    if (stored && stored->dirty) stored->barrier = true;
    else emit_write_barrier(field);
    return;
  }
  if (at(object).barrier_done) return;
  at(object).barrier_done = true;
  emit_write_barrier(field);
}

V Walk::address_of(const Address& where) {
  if (where.index == V::none) return pure(Opcode::ptr_add, Type::ptr, resolve(where.base), V::none, V::none, where.offset);
  return pure(Opcode::ptr_add_item, Type::ptr, resolve(where.base), resolve(where.index), V::none, where.offset, where.scale);
}

void Walk::emit_write_barrier(V field) {
  const WriteBarrier& barrier = shared_.context.write_barrier;
  V card = pure(Opcode::int_lshr, Type::i64, field, constant(barrier.shift, Type::i64));
  card = pure(Opcode::int_and, Type::i64, card, constant(barrier.mask, Type::i64));
  Operation store{.opcode = Opcode::store_item, .memory_type = MemoryType::i8, .scale = 1};
  store.descriptor = static_cast<uint32_t>(AccessClassId::unknown);
  emit(store, {constant(barrier.cards, Type::ptr), card, constant(1, Type::i32)});
}

}  // namespace jitwright::optimizer
