// Known memory. A load finds what was loaded or stored before; a store waits (is dirty) until somebody could see that it did not happen:
// an access that may alias, a call that reads, a guard (unless the resume data can do it), the end.
//
// A field stays dirty across guards: the exit makes the store, and a field that gets its old value back is never stored. Array elements
// do so only if they are virtualizable or hold an object not built yet. Bases are roots: constant offsets are folded into the access, so that two accesses of one object have one base.
#include <algorithm>
#include <cstring>

#include "optimizer/walk.h"
#include "support/check.h"

namespace jitwright::optimizer {

namespace {

constexpr uint32_t most_stores_left_to_exits = 8;

}  // namespace

bool Shared::look_up_alias(AccessClassId a, AccessClassId b) {
  const layout::AccessClasses& classes = context.library->access_classes();
  uint32_t x = static_cast<uint32_t>(a), y = static_cast<uint32_t>(b);
  constexpr uint32_t largest_table = 2048;
  if (x >= alias_size || y >= alias_size) {
    if (classes.size() > largest_table) return classes.may_alias(a, b);
    alias_size = static_cast<uint32_t>(classes.size()) + 32;
    alias.assign(size_t{alias_size} * alias_size, -1);
  }
  return alias[size_t{x} * alias_size + y] = classes.may_alias(a, b);
}

const layout::AccessClass& Shared::access_class(AccessClassId id) const { return context.library->access_classes()[id]; }

void Shared::look_at_classes() {
  const layout::AccessClasses& classes = context.library->access_classes();
  for (auto i = static_cast<uint32_t>(class_flags.size()); i < classes.size(); i++) {
    const layout::AccessClass& each = classes[AccessClassId{i}];
    class_flags.push_back(static_cast<uint8_t>((each.immutable ? is_immutable : 0) | (each.virtualizable ? is_virtualizable : 0)));
  }
}

Address Walk::address(V base, V index, uint16_t scale, int64_t offset, MemoryType memory_type, AccessClassId access_class) {
  Address where{resolve(base), index == V::none ? index : resolve(index), scale, offset, memory_type, access_class};
  for (;;) {
    const Value& root = at(where.base);
    if (root.opcode == Opcode::ptr_add) {
      where.offset += root.immediate;
      where.base = resolve(root.operands[0]);
    } else if (root.opcode == Opcode::int_add && root.type != Type::i32 && is_constant(resolve(root.operands[1]))) {
      where.offset += static_cast<int64_t>(bits_of(resolve(root.operands[1])));
      where.base = resolve(root.operands[0]);
    } else if (root.opcode == Opcode::ptr_add_item && where.index == V::none) {
      where.offset += root.immediate;
      where.scale = root.scale;
      where.index = resolve(root.operands[1]);
      where.base = resolve(root.operands[0]);
    } else {
      break;
    }
  }
  while (where.index != V::none) {
    const Value& item = at(where.index);
    if (is_constant(where.index)) {
      where.offset += static_cast<int64_t>(bits_of(where.index) * where.scale);
      where.index = V::none;
      where.scale = 0;
    } else if (item.opcode == Opcode::int_add && item.type != Type::i32 && is_constant(resolve(item.operands[1]))) {
      where.offset += static_cast<int64_t>(bits_of(resolve(item.operands[1])) * where.scale);
      where.index = resolve(item.operands[0]);
    } else {
      break;
    }
  }
  return where;
}

/// Two values that cannot be the same address, nor point into the same object.
bool Walk::distinct(V a, V b) {
  auto made_after = [&](const Value& fresh, V other) {
    if (fresh.fresh_since == no_index) return false;
    // What existed before the object was made, and what was made otherwise, is something else.
    return index_of(other) < fresh.fresh_since || at(other).fresh_since != no_index;
  };
  auto said_to_be = [&](const std::pair<V, V>& pair) {
    V first = resolve(pair.first), second = resolve(pair.second);
    return (first == a && second == b) || (first == b && second == a);
  };
  return made_after(at(a), b) || made_after(at(b), a) || std::any_of(state_.apart.begin(), state_.apart.end(), said_to_be);
}

Walk::Overlap Walk::overlap(const Address& a, const Address& b) {
  int64_t a_size = layout::size_of(a.memory_type), b_size = layout::size_of(b.memory_type);
  V a_base = resolve(a.base), b_base = resolve(b.base);
  V a_index = a.index == V::none ? a.index : resolve(a.index), b_index = b.index == V::none ? b.index : resolve(b.index);
  auto compare = [&](int64_t from, int64_t to) {
    if (from == to && a_size == b_size) return Overlap::same;
    return from < to + b_size && to < from + a_size ? Overlap::may : Overlap::none;
  };
  if (a_base == b_base) {
    if (a_index == b_index && a.scale == b.scale) return compare(a.offset, b.offset);
    // An index that is not negative lies behind everything that ends before the array begins.
    auto begins = [&](const Address& at_address, V index) { return index == V::none || at(index).bounds.smin >= 0 ? at_address.offset : INT64_MIN; };
    if (a_index == V::none && a.offset + a_size <= begins(b, b_index)) return Overlap::none;
    if (b_index == V::none && b.offset + b_size <= begins(a, a_index)) return Overlap::none;
    return Overlap::may;
  }
  if (is_constant(a_base) && is_constant(b_base) && a_index == V::none && b_index == V::none) {
    return compare(static_cast<int64_t>(bits_of(a_base)) + a.offset, static_cast<int64_t>(bits_of(b_base)) + b.offset);
  }
  // A frame's field is reached through the frame; an access without a field at a constant address is some other memory. One at another
  // address need not be: in a bridge an address into the frame may be an input.
  auto elsewhere = [&](const Address& field, const Address& other) {
    return !is_constant(resolve(field.base)) && is_constant(resolve(other.base)) && shared_.virtualizable(field.access_class) &&
           shared_.access_class(other.access_class).field.empty();
  };
  if (elsewhere(a, b) || elsewhere(b, a)) return Overlap::none;
  return distinct(a_base, b_base) ? Overlap::none : Overlap::may;
}

HeapEntry* Walk::find_entry(const Address& where) {
  auto id = static_cast<uint32_t>(where.access_class);
  if (id >= state_.heap.size()) return nullptr;
  for (HeapEntry& entry : state_.heap[id]) {
    if (entry.at.offset == where.offset && entry.at.scale == where.scale && resolve(entry.at.base) == where.base &&
        (entry.at.index == V::none ? entry.at.index : resolve(entry.at.index)) == where.index &&
        layout::size_of(entry.at.memory_type) == layout::size_of(where.memory_type)) {
      return &entry;
    }
  }
  return nullptr;
}

/// The entry of the same location, whatever class it was accessed by: one access may know its field, another only its scalar type.
HeapEntry* Walk::find_same(const Address& where) {
  if (HeapEntry* entry = find_entry(where)) return entry;
  for (uint32_t id : state_.heap_classes) {
    if (state_.heap[id].empty() || !shared_.may_alias(where.access_class, AccessClassId{id})) continue;
    Address other = where;
    other.access_class = AccessClassId{id};
    if (HeapEntry* entry = find_entry(other)) return entry;
  }
  return nullptr;
}

void Walk::add_entry(const Address& where, V value, bool dirty) {
  auto id = static_cast<uint32_t>(where.access_class);
  if (id >= state_.heap.size()) state_.heap.resize(id + 16);
  if (state_.heap[id].empty() && std::find(state_.heap_classes.begin(), state_.heap_classes.end(), id) == state_.heap_classes.end()) {
    state_.heap_classes.push_back(id);
  }
  if (dirty && std::find(state_.dirty_classes.begin(), state_.dirty_classes.end(), id) == state_.dirty_classes.end()) state_.dirty_classes.push_back(id);
  if (!dirty && where.index == V::none && shared_.immutable(where.access_class) && where.offset == static_cast<int32_t>(where.offset)) {
    V object = resolve(where.base);
    state_.known_fields.push_back({id, static_cast<int32_t>(where.offset), where.memory_type, value, at(object).known_fields});
    at(object).known_fields = static_cast<uint32_t>(state_.known_fields.size() - 1);
    at(object).has_news = true;
    at(resolve(value)).field_of = object;
  }
  // What is computed from a value that was just loaded comes after it.
  state_.heap[id].push_back({where, value, dirty, V::none, static_cast<uint32_t>(state_.values.size() - 1)});
}

/// Memory below the first page is never mapped: what is read or written there is no null pointer.
void Walk::is_not_null(const Address& where) {
  constexpr int64_t first_page = 4096;
  V base = resolve(where.base);
  if (where.index != V::none || where.offset < 0 || where.offset >= first_page || is_constant(base)) return;
  if (at(base).bounds.umin != 0 || !at(base).out.valid()) return;
  narrow(base, Bounds::between(1, ~uint64_t{0}, at(base).type));
  at(base).dereferenced = true;
}

void Walk::emit_store(const Address& where, V value) {
  auto descriptor = static_cast<uint32_t>(where.access_class);
  if (where.index == V::none) {
    Operation operation{.opcode = Opcode::store, .memory_type = where.memory_type, .immediate = where.offset, .descriptor = descriptor};
    emit(operation, {where.base, value});
    is_not_null(where);
  } else {
    Operation operation{.opcode = Opcode::store_item, .memory_type = where.memory_type, .scale = where.scale, .immediate = where.offset, .descriptor = descriptor};
    emit(operation, {where.base, where.index, value});
  }
}

/// Before a store to a quasi-immutable field: who relied on it is told, unless the object is new. The store itself may be delayed: a guard in
/// between makes it at its exit.
void Walk::announce_store(const Address& where) {
  state_.invalidation_guarded = false;
  V object = resolve(where.base);
  while (at(object).opcode == Opcode::ptr_add || at(object).opcode == Opcode::ptr_add_item) object = resolve(at(object).operands[0]);
  if (at(object).fresh_since != no_index) return;
  const FieldChange& change = shared_.context.field_change;
  V field = address_of(where);
  V slot = pure(Opcode::int_lshr, Type::i64, field, constant(3, Type::i64));
  slot = pure(Opcode::int_and, Type::i64, slot, constant(change.filter_size - 1, Type::i64));
  Address filter{constant(change.filter, Type::ptr), slot, 1, 0, MemoryType::i8, AccessClassId::unknown};
  if (is_constant(slot)) filter = {filter.base, V::none, 0, static_cast<int64_t>(bits_of(slot)), MemoryType::i8, AccessClassId::unknown};
  V relied_on = emit_load(filter, Type::i32);
  V size = constant(layout::size_of(where.memory_type), Type::i64);
  emit({.opcode = Opcode::conditional_call, .descriptor = change.descriptor}, {relied_on, constant(change.function, Type::ptr), field, size});
}

V Walk::emit_load(const Address& where, Type type) {
  auto descriptor = static_cast<uint32_t>(where.access_class);
  Operation operation{.opcode = Opcode::load, .type = type, .memory_type = where.memory_type, .immediate = where.offset, .descriptor = descriptor};
  Operand out;
  if (where.index == V::none) {
    out = emit(operation, {where.base});
    is_not_null(where);
  } else {
    operation.opcode = Opcode::load_item;
    operation.scale = where.scale;
    out = emit(operation, {where.base, where.index});
  }
  V value = emitted(out, type);
  at(value).opcode = operation.opcode;
  at(value).operands = {where.base, where.index, V::none};
  if (shared_.enabled(Pass::integers)) at(value).bounds = loaded_bounds(where.memory_type);
  return value;
}

/// Makes the store of a dirty entry.
void Walk::make_store(uint32_t access_class, size_t entry_index) {
  HeapEntry& entry = state_.heap[access_class][entry_index];
  bool barrier = entry.barrier;
  entry.dirty = entry.barrier = false;
  entry.memory = V::none;
  entry.since = static_cast<uint32_t>(state_.values.size() - 1);
  // Building the value may emit stores and add entries: be clean before, and hold no reference.
  Address where = entry.at;
  V value = entry.value;
  emit_store(where, value);
  if (barrier) emit_write_barrier(address_of(where));
}

/// Makes the delayed stores that are `wanted`. Building their values may add entries, though no dirty ones.
template <class Wanted>
void Walk::flush(Wanted wanted) {
  std::erase_if(state_.dirty_classes, [&](uint32_t id) {
    bool clean = true;
    for (size_t i = 0; i < state_.heap[id].size(); i++) {
      if (!state_.heap[id][i].dirty) continue;
      if (wanted(id, HeapEntry(state_.heap[id][i]))) make_store(id, i);
      else clean = false;
    }
    return clean;
  });
}

void Walk::flush_all() {
  flush([](uint32_t, const HeapEntry&) { return true; });
}

void Walk::flush_ordinary() {
  flush([&](uint32_t id, const HeapEntry&) { return !shared_.virtualizable(AccessClassId{id}); });
}

/// Exits make the delayed stores of fields, but not many of them, none of array elements whose value exists, and none that need a
/// barrier behind them.
void Walk::flush_for_guard() {
  uint32_t left_to_exit = 0;
  flush([&](uint32_t id, const HeapEntry& entry) {
    if (shared_.virtualizable(AccessClassId{id}) || !(entry.barrier || at(resolve(entry.value)).out.valid())) return false;
    return entry.at.index != V::none || entry.barrier || ++left_to_exit > most_stores_left_to_exits;
  });
}

/// Drops what others may have changed; everything dropped is clean. Immutable fields stay, but those of `except_base`.
void Walk::forget(bool also_virtualizable, V except_base) {
  for (uint32_t id : state_.heap_classes) {
    AccessClassId access_class{id};
    if (shared_.immutable(access_class)) {
      if (except_base != V::none) {
        std::erase_if(state_.heap[id], [&](const HeapEntry& entry) { return resolve(entry.at.base) == except_base; });
        forget_known_fields(except_base);
      }
      continue;
    }
    if (shared_.virtualizable(access_class) && !also_virtualizable) continue;
    state_.heap[id].clear();
  }
}

void Walk::forget_known_fields(V base) {
  at(base).known_fields = no_index;
  at(base).has_news = true;
}

/// The object's life has ended: nobody will ask for its memory.
void Walk::forget_base(V base) {
  base = resolve(base);
  forget_known_fields(base);
  for (uint32_t id : state_.heap_classes) {
    std::erase_if(state_.heap[id], [&](const HeapEntry& entry) { return resolve(entry.at.base) == base; });
  }
}

/// Memory that never changes is read now.
bool Walk::constant_load(const Address& where, Type type, V& result) {
  if (!shared_.enabled(Pass::fold) || where.index != V::none || !is_constant(where.base)) return false;
  uint64_t position = bits_of(where.base) + static_cast<uint64_t>(where.offset);
  uint32_t size = layout::size_of(where.memory_type);
  if (position < 4096) return false;
  bool stable = shared_.immutable(where.access_class) || (shared_.context.is_read_only && shared_.context.is_read_only(position, size));
  if (!stable) return false;
  uint64_t bits = 0;
  std::memcpy(&bits, reinterpret_cast<const void*>(position), size);
  result = constant(bits, type);
  return true;
}

/// Makes the delayed stores that an access to `where` could see. What is volatile is always accessed so: an ordinary field of some
/// other object is not meant, and the order of the two is nobody's business.
void Walk::flush_overlapping(const Address& where, bool is_volatile) {
  auto is_other_field = [&](const HeapEntry& entry) {
    return is_volatile && !shared_.access_class(entry.at.access_class).field.empty() && resolve(entry.at.base) != where.base;
  };
  flush([&](uint32_t id, const HeapEntry& entry) {
    return shared_.may_alias(where.access_class, AccessClassId{id}) && overlap(entry.at, where) != Overlap::none && !is_other_field(entry);
  });
}

V Walk::load(const Address& where, Type type) {
  if (is_virtual(where.base)) {
    if (V value = load_slot(where.base, where, type); value != V::none) return resolve(value);
  }
  V result;
  if (!shared_.enabled(Pass::heap)) return constant_load(where, type, result) ? result : emit_load(where, type);
  if (HeapEntry* entry = find_same(where)) {
    V known = entry->value;
    MemoryType stored_as = entry->at.memory_type;
    activate(known);
    return read_as(known, stored_as, where.memory_type, type);
  }
  if (constant_load(where, type, result)) return result;
  flush_overlapping(where);
  V value = emit_load(where, type);
  add_entry(where, value, false);
  return value;
}

void Walk::store(const Address& at_address, V value) {
  Address where = at_address;
  value = resolve(value);
  if (is_virtual(where.base) && store_slot(where.base, where, value)) return;
  bool announced = shared_.access_class(where.access_class).quasi_immutable;
  if (!shared_.enabled(Pass::heap)) {
    if (announced) announce_store(where);
    return emit_store(where, value);
  }
  V memory = V::none;  // what memory holds until the store is made
  uint32_t since = 0;
  if (HeapEntry* entry = find_same(where)) {
    // Storing what is there already changes nothing.
    bool same_type = entry->at.memory_type == where.memory_type;
    if (resolve(entry->value) == value && same_type) return;
    if (shared_.access_class(where.access_class).field.empty()) where.access_class = entry->at.access_class;
    if (same_type) memory = entry->dirty ? entry->memory : entry->value, since = entry->since;
  }
  if (announced) announce_store(where);
  for (size_t k = 0; k < state_.heap_classes.size(); k++) {
    uint32_t id = state_.heap_classes[k];
    if (state_.heap[id].empty() || !shared_.may_alias(where.access_class, AccessClassId{id})) continue;
    for (size_t i = 0; i < state_.heap[id].size();) {
      HeapEntry entry = state_.heap[id][i];
      Overlap how = overlap(entry.at, where);
      if (how == Overlap::none) {
        i++;
        continue;
      }
      if (how == Overlap::may && shared_.immutable(AccessClassId{id}) && resolve(entry.at.base) != where.base) {
        // An object that is known already does not change any more: this store initialises another one.
        if (entry.dirty) make_store(id, i);
        i++;
        continue;
      }
      // A store that this one hides is dead; one that it may hide in part, or may not, comes first.
      state_.heap[id].erase(state_.heap[id].begin() + static_cast<ptrdiff_t>(i));
      if (!entry.dirty || how != Overlap::may) continue;
      emit_store(entry.at, entry.value);
      if (entry.barrier) emit_write_barrier(address_of(entry.at));
    }
  }
  if (shared_.immutable(where.access_class)) forget_known_fields(where.base);
  bool restored = memory != V::none && resolve(memory) == value;
  add_entry(where, value, !restored);
  HeapEntry& entry = state_.heap[static_cast<uint32_t>(where.access_class)].back();
  entry.stored = true;
  entry.memory = memory;
  if (memory != V::none) entry.since = since;
}

}  // namespace jitwright::optimizer
