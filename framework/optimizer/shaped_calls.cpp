// Calls of compiled code that pass the parts of an object instead of the object, and the entries that take them.
//
//   %f = call ptr "allocate_frame" …, 64       the callee's frame, not built
//   store %f, %n #48
//   %r = call_assembler %pc, %f          →     %r = call_assembler %n        of the entry where frames have that shape
//
// Only for an object that nobody but the callee can see: nothing recorded after the call uses it, and nothing that the trace knows
// leads to it. In the callee the object was not built either: it is when somebody there needs its address.
#include <algorithm>

#include "optimizer/walk.h"

namespace jitwright::optimizer {

namespace {

constexpr size_t most_parts = 24;

}  // namespace

/// Of each recorded value the last operation that uses it, by itself, through addresses in it, or in a snapshot.
void Walk::find_last_uses() {
  auto size = static_cast<uint32_t>(recorded_.size());
  last_uses_.assign(size, 0);
  std::vector<bool> seen(snapshots_.size(), false);
  auto use = [&](Operand operand, uint32_t at_operation) {
    if (operand.valid() && operand.is_value()) last_uses_[operand.index()] = std::max(last_uses_[operand.index()], at_operation);
  };
  for (uint32_t i = size; i-- > 0;) {
    const Operation& operation = recorded_[i];
    bool derives = operation.opcode == Opcode::ptr_add || operation.opcode == Opcode::ptr_add_item || operation.opcode == Opcode::int_add;
    uint32_t until = derives ? std::max(i, last_uses_[i]) : i;
    for (Operand each : recorded_.operands(operation)) use(each, until);
    for (SnapshotId id = operation.snapshot; id != SnapshotId::none && !seen[static_cast<uint32_t>(id)]; id = snapshots_[id].parent) {
      seen[static_cast<uint32_t>(id)] = true;
      for (Operand each : snapshots_.operands(snapshots_[id])) use(each, i);
    }
  }
}

/// The unbuilt object is the callee's alone.
bool Walk::only_passed(V object, uint32_t call_index) {
  if (last_uses_.empty()) find_last_uses();
  auto leads_there = [&](V value) {
    if (value == V::none) return false;
    value = resolve(value);
    while (!at(value).out.valid() && at(value).opcode == Opcode::ptr_add) value = resolve(at(value).operands[0]);
    return value == object;
  };
  for (uint32_t i = 0; i < map_.size(); i++) {
    if (map_[i] != V::none && last_uses_[i] > call_index && leads_there(map_[i])) return false;
  }
  for (const VirtualObject& each : state_.objects) {
    if (std::any_of(each.slots.begin(), each.slots.end(), [&](const Slot& slot) { return leads_there(slot.value); })) return false;
    if (std::any_of(each.arguments.begin(), each.arguments.end(), leads_there)) return false;
  }
  for (uint32_t id : state_.heap_classes) {
    for (const HeapEntry& entry : state_.heap[id]) {
      if (leads_there(entry.value) || leads_there(entry.at.base)) return false;
    }
  }
  return true;
}

/// The shape of the call's lives, one of which is an object that was not built, and what is passed for it.
bool Walk::shape_of(const std::vector<V>& lives, CallShape& shape, std::vector<V>& passed) {
  uint32_t objects = 0;
  for (uint32_t i = 0; i < lives.size(); i++) {
    V live = resolve(lives[i]);
    bool known = is_constant(live);
    shape.lives.push_back({known, known ? bits_of(live) : 0});
    if (is_virtual(live)) {
      shape.object = i;
      objects++;
    } else if (!known) {
      passed.push_back(live);
    }
  }
  if (objects != 1) return false;
  // Copies: building what is passed may move objects.
  VirtualObject object = state_.objects[at(resolve(lives[shape.object])).object];
  if (object.is_local || object.slots.size() > most_parts) return false;
  shape.allocation = object.call;
  for (V each : object.arguments) {
    each = resolve(each);
    if (!is_constant(each)) return false;
    shape.arguments.emplace_back(bits_of(each), at(each).type);
  }
  for (const Slot& slot : object.slots) {
    V value = resolve(slot.value);
    CallShape::Part part{slot.offset, slot.memory_type, slot.access_class, no_family, {}};
    // An array's element is data: what is constant here need not be elsewhere.
    bool is_data = shared_.access_class(slot.access_class).element;
    if (is_constant(value) && (!is_data || bits_of(value) == 0)) {
      part.constant = {true, bits_of(value)};
    } else {
      for (uint32_t family = 0; is_constant(value) && part.family == no_family && family < shared_.family_bounds.size(); family++) {
        if (layout::is_wide_int(at(value).type) && is_constant(is_box(family, value), 1) && is_constant(unbox(family, value))) part.family = family;
      }
      if (!is_constant(value) && layout::is_wide_int(at(value).type)) part.family = at(value).family;
      passed.push_back(part.family == no_family ? value : unbox(part.family, value));
    }
    shape.parts.push_back(part);
  }
  return true;
}

V Walk::call_compiled(uint32_t index, std::vector<V> arguments) {
  const Operation& recorded = recorded_[index];
  Operation operation{.opcode = recorded.opcode, .type = recorded.type, .immediate = recorded.immediate, .descriptor = recorded.descriptor};
  V object = V::none;
  for (V each : arguments) {
    if (is_virtual(resolve(each))) object = resolve(each);
  }
  CallShape shape;
  std::vector<V> passed;
  bool shaped = object != V::none && shared_.context.find_shaped_entry && only_passed(object, index) && shape_of(arguments, shape, passed);
  if (operation.descriptor == no_index) operation.descriptor = own_token_;
  if (shaped) {
    uint32_t entry = shared_.context.find_shaped_entry(operation.descriptor, shape);
    if (entry != no_index) {
      operation.descriptor = entry;
      return emit_call(operation, CallEffect::any, passed);
    }
  }
  V result = emit_call(operation, CallEffect::any, arguments);
  // The frame may be there again later (a generator's): the callee left other values in it.
  for (V each : arguments) {
    forget_base(address(each, V::none, 0, 0, MemoryType::i64, AccessClassId{}).base);
  }
  return result;
}

/// The inputs are what callers pass; the object is not built.
void Walk::begin_shaped(const CallShape& shape) {
  uint32_t next = 0;
  auto input = [&](Type type) {
    return emitted(out_.append({.opcode = Opcode::input, .type = type, .immediate = next++}, {}), type);
  };
  for (uint32_t i = 0; i < shape.lives.size(); i++) {
    Type type = recorded_[i].type;
    if (shape.lives[i].known) map_[i] = constant(shape.lives[i].bits, type);
    else if (i != shape.object) map_[i] = input(type);
  }
  V value = add_value(Type::ptr);
  VirtualObject object;
  object.call = shape.allocation;
  for (auto [bits, type] : shape.arguments) object.arguments.push_back(constant(bits, type));
  object.size = static_cast<uint32_t>(shape.arguments.back().first);
  for (const CallShape::Part& part : shape.parts) {
    Type type = layout::register_type(part.memory_type);
    V held;
    if (part.constant.known) {
      held = constant(part.constant.bits, type);
    } else if (part.family == no_family) {
      held = input(type);
    } else {
      V payload = input(shared_.context.library->families()[part.family].payload);
      held = make_box(part.family, payload);
    }
    object.slots.push_back({part.offset, part.memory_type, part.access_class, held});
  }
  at(value).object = static_cast<uint32_t>(state_.objects.size());
  state_.objects.push_back(std::move(object));
  if (shared_.enabled(Pass::integers)) at(value).bounds = Bounds::between(4096, (uint64_t{1} << 47) - 1, Type::ptr);
  map_[shape.object] = value;
  body_start_ = static_cast<uint32_t>(shape.lives.size());
}

}  // namespace jitwright::optimizer
