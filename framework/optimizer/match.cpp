// A state fits a label when everything the label's code relies on holds. At a loop's own back edge each misfit is noted, so that the next try knows less;
// at the end of a bridge it is repaired by a guard if there is resume data for one, else the bridge goes to the plain label.
#include "optimizer/match.h"

#include <algorithm>

namespace jitwright::optimizer {

/// True if the value is (by now) known to be a box of the family.
bool Walk::has_payload(V value, uint32_t family, Matching& matching) {
  value = resolve(value);
  if (!is_constant(value) && at(value).family != no_family) return at(value).family == family;
  if (is_virtual(value)) return false;
  bool may_guard = !matching.is_own_loop && matching.snapshot != SnapshotId::none;
  if (!is_constant(value) && !may_guard) return false;
  V truth = is_box(family, value);
  if (is_constant(truth)) return bits_of(truth) != 0;
  if (!may_guard) return false;
  guard(Opcode::guard_true, truth, V::none, matching.snapshot);
  return !failed_ && at(resolve(value)).family == family;
}

/// Guards that the value is within bounds that it may have.
V Walk::guard_bounds(V value, const Bounds& bounds, Type wanted, Matching& matching) {
  if (is_virtual(value) || is_constant(value)) return value;
  Type type = layout::is_wide_int(wanted) ? Type::i64 : wanted;
  Bounds possible = at(value).bounds;
  if (!possible.intersect(bounds, type)) return value;
  auto limit = [&](Opcode opcode, uint64_t bits) {
    if (!failed_) guard(Opcode::guard_true, pure(opcode, type, value, constant(bits, type)), V::none, matching.snapshot);
    value = resolve(value);
  };
  auto image = [&](int64_t bound) { return type == Type::i32 ? static_cast<uint32_t>(bound) : static_cast<uint64_t>(bound); };
  if (at(value).bounds.smin < bounds.smin) limit(Opcode::int_sge, image(bounds.smin));
  if (at(value).bounds.smax > bounds.smax) limit(Opcode::int_sle, image(bounds.smax));
  if (at(value).bounds.umin < bounds.umin) limit(Opcode::int_uge, bounds.umin);
  if (at(value).bounds.umax > bounds.umax) limit(Opcode::int_ule, bounds.umax);
  return value;
}

bool Walk::match_node(LabelState& label, uint32_t index, V value, Matching& matching) {
  value = resolve(value);
  const StateNode& node = label.nodes[index];
  bool may_guard = !matching.is_own_loop && matching.snapshot != SnapshotId::none;
  auto misfit = [&](std::vector<uint64_t> Generalisation::*what) {
    matching.ok = false;
    if (matching.generalisation) (matching.generalisation->*what).push_back(node.key);
    return false;
  };
  auto make_plain = [&] {
    misfit(&Generalisation::plain);
    return misfit(&Generalisation::no_facts);
  };
  if (matching.seen[index] != V::none && node.kind != StateNode::Kind::constant) {
    if (resolve(matching.seen[index]) == value) return true;
    if (node.kind == StateNode::Kind::object) return make_plain();
    matching.ok = false;
    if (matching.generalisation) matching.generalisation->separate_leaves = true;
    return false;
  }
  matching.seen[index] = value;
  switch (node.kind) {
    case StateNode::Kind::constant:
      if (is_constant(value) && bits_of(value) == node.bits) return true;
      if (may_guard && !is_constant(value) && !is_virtual(value) && !layout::is_float(node.type) && at(value).bounds.contains(node.bits, at(value).type)) {
        guard(Opcode::guard_value, value, constant(node.bits, node.type), matching.snapshot);
        if (!failed_) return true;
      }
      return make_plain();
    case StateNode::Kind::box: {
      if (!has_payload(value, node.family, matching)) return make_plain();
      return match_node(label, node.payload, unbox(node.family, value), matching);
    }
    case StateNode::Kind::object: {
      if (!is_virtual(value)) return make_plain();
      uint32_t object_index = at(value).object;
      VirtualObject object = state_.objects[object_index];
      bool alike = object.is_local == node.is_local && object.call == node.call && object.size == node.size &&
                   object.arguments.size() == node.arguments.size();
      // Two nodes are two objects.
      for (uint32_t other = 0; other < label.nodes.size(); other++) {
        if (other != index && label.nodes[other].kind == StateNode::Kind::object && matching.seen[other] != V::none && resolve(matching.seen[other]) == value) alike = false;
      }
      if (!alike) return make_plain();
      bool fits = true;
      for (size_t i = 0; i < object.arguments.size(); i++) fits &= match_node(label, node.arguments[i], object.arguments[i], matching);
      size_t found = 0;
      for (const StateSlot& slot : node.slots) {
        V stored = V::none;
        for (const Slot& each : object.slots) {
          if (each.offset == slot.offset && each.memory_type == slot.memory_type) stored = each.value, found++;
          else if (each.offset < slot.offset + layout::size_of(slot.memory_type) && slot.offset < each.end()) return make_plain();
        }
        if (stored == V::none) stored = constant(0, layout::register_type(slot.memory_type));
        fits &= match_node(label, slot.node, stored, matching);
      }
      if (found == object.slots.size()) return fits;
      for (const Slot& each : object.slots) {
        bool described = std::any_of(node.slots.begin(), node.slots.end(), [&](const StateSlot& slot) { return slot.offset == each.offset; });
        if (!described && !is_constant(resolve(each.value), 0)) return make_plain();
      }
      return fits;
    }
    case StateNode::Kind::leaf: break;
  }
  if (!layout::same_class(at(value).type, node.type)) return make_plain();
  if (!layout::is_float(node.type) && shared_.enabled(Pass::integers) && !node.bounds.covers(at(value).bounds)) {
    if (may_guard) value = guard_bounds(value, node.bounds, node.type, matching);
    if (!node.bounds.covers(at(value).bounds)) return misfit(&Generalisation::no_facts);
  }
  for (uint32_t family = 0; family < shared_.family_bounds.size() && family < 32; family++) {
    if (!(node.not_families >> family & 1) || (!is_constant(value) && (at(value).not_families >> family & 1))) continue;
    V truth = is_box(family, value);
    if (is_constant(truth, 0)) continue;
    if (may_guard && !is_constant(truth)) {
      guard(Opcode::guard_false, truth, V::none, matching.snapshot);
      if (!failed_) continue;
    }
    return misfit(&Generalisation::no_facts);
  }
  operand(value);
  matching.set_argument(node.parameter, value);
  return true;
}

/// The label's fields, of the frame or the others. Of the others a loop knows its own at its back edge; who comes from elsewhere may load
/// them when all that the loop relies on is known to hold.
bool Walk::match_fields(LabelState& label, bool ordinary, Matching& matching) {
  for (const StateField& field : label.fields) {
    if (field.ordinary != ordinary) continue;
    if (!matching.is_own_loop && !matching.ok) return false;
    auto misfit = [&](std::vector<uint64_t> Generalisation::*what) {
      matching.ok = false;
      if (matching.generalisation) (matching.generalisation->*what).push_back(field.key);
    };
    if (matching.seen[field.base] == V::none) return matching.ok = false;
    V base = resolve(matching.seen[field.base]);
    Address where{base, V::none, 0, field.offset, field.memory_type, field.access_class};
    if (is_virtual(base) || (ordinary && (matching.is_own_loop || field.speculative) && !find_entry(where))) {
      misfit(&Generalisation::no_import);
      continue;
    }
    V value = load(where, layout::register_type(field.memory_type));
    HeapEntry* entry = find_entry(where);
    if (entry && entry->dirty && !field.dirty) {
      if (matching.is_own_loop) misfit(&Generalisation::dirty);
      else make_store(static_cast<uint32_t>(field.access_class), static_cast<size_t>(entry - state_.heap[static_cast<uint32_t>(field.access_class)].data()));
    }
    match_node(label, field.node, value, matching);
  }
  return matching.ok;
}

/// Replays what the label imports; not `all`: as far as its arguments are known.
bool Walk::match_imports(LabelState& label, bool all, Matching& matching) {
  bool may_guard = !matching.is_own_loop && matching.snapshot != SnapshotId::none;
  matching.imports.resize(label.imports.size(), V::none);
  // Replaying one may make the peeled loop ask for another: until nothing is left.
  for (bool again = true; again && !failed_;) {
    again = false;
    for (uint32_t i = 0; i < label.imports.size(); i++) {
      // What comes next may only be valid because of what did not fit.
      if (!matching.is_own_loop && !matching.ok) return false;
      if (!label.imports[i].used || matching.imports[i] != V::none) continue;
      const Import import = label.imports[i];
      std::vector<V> arguments;
      bool unchanged = matching.is_own_loop, ready = true;
      for (const Import::Argument& argument : import.arguments) {
        V value = V::none;
        switch (argument.kind) {
          case Import::Argument::Kind::node:
            value = matching.seen[argument.index];
            ready &= value != V::none;
            if (value != V::none) value = resolve(value);
            if (matching.is_own_loop && value != V::none) unchanged &= value == resolve(node_values_[argument.index]);
            break;
          case Import::Argument::Kind::import:
            value = matching.imports[argument.index];
            ready &= value != V::none;
            if (value != V::none) value = resolve(value);
            if (matching.is_own_loop && value != V::none) unchanged &= value == resolve(import_values_[argument.index]);
            break;
          case Import::Argument::Kind::constant: value = constant(argument.bits, argument.type); break;
        }
        arguments.push_back(value);
      }
      auto misfit = [&] {
        matching.ok = false;
        matching.imports[i] = matching.is_own_loop ? import_values_[i] : constant(0, import.result_type);
        if (matching.generalisation) matching.generalisation->no_import.push_back(import.key);
      };
      if (!ready && !all) continue;
      again = true;
      if (!ready) {
        misfit();
        continue;
      }
      bool is_load = import.opcode == Opcode::load || import.opcode == Opcode::load_item;
      V value = V::none;
      if (is_load) {
        // Only what the same address gave is safe to load without the checks that stand before it in the loop.
        if (matching.is_own_loop && !unchanged) {
          misfit();
          continue;
        }
        auto access_class = static_cast<AccessClassId>(import.descriptor);
        if (matching.is_own_loop && shared_.immutable(access_class)) {
          value = import_values_[i];
        } else {
          bool misplaced = is_virtual(arguments[0]);
          if (misplaced && !matching.is_own_loop) operand(arguments[0]);
          V index = arguments.size() > 1 ? arguments[1] : V::none;
          if (!matching.is_own_loop && import.speculative && !find_entry(address(arguments[0], index, import.scale, import.immediate, import.memory_type, access_class))) {
            misfit();
            continue;
          }
          value = load(address(arguments[0], index, import.scale, import.immediate, import.memory_type, access_class), import.type);
        }
      } else if (unchanged) {
        value = import_values_[i];
      } else if (import.opcode == Opcode::call) {
        if (matching.is_own_loop || import.speculative) {
          misfit();
          continue;
        }
        Operation operation{.opcode = Opcode::call, .type = import.type, .descriptor = import.descriptor};
        value = call(operation, arguments, false);
      } else if (import.opcode == Opcode::unbox) {
        value = unbox(import.descriptor, arguments[0]);
      } else if (import.opcode == Opcode::is_box) {
        value = is_box(import.descriptor, arguments[0]);
      } else {
        V none = V::none;
        value = pure(import.opcode, import.type, arguments[0], arguments.size() > 1 ? arguments[1] : none, arguments.size() > 2 ? arguments[2] : none,
                     import.immediate, import.scale);
      }
      value = resolve(value);
      bool fits = true;
      if (import.is_constant) {
        fits = is_constant(value) && bits_of(value) == import.bits;
        if (!fits && may_guard && !is_constant(value) && !is_virtual(value) && !layout::is_float(import.result_type) &&
            at(value).bounds.contains(import.bits, at(value).type)) {
          guard(Opcode::guard_value, value, constant(import.bits, import.result_type), matching.snapshot);
          fits = !failed_;
        }
      } else {
        if (import.family != no_family) fits = has_payload(value, import.family, matching);
        value = resolve(value);
        if (fits && !layout::is_float(import.result_type) && shared_.enabled(Pass::integers) && !import.bounds.covers(at(value).bounds)) {
          if (may_guard) value = guard_bounds(value, import.bounds, import.result_type, matching);
          fits = !failed_ && import.bounds.covers(at(value).bounds);
        }
        for (uint32_t family = 0; fits && family < shared_.family_bounds.size() && family < 32; family++) {
          if (import.not_families >> family & 1) fits = is_constant(is_box(family, value), 0);
        }
        if (fits) operand(value);
        matching.set_argument(import.parameter, value);
      }
      matching.imports[i] = value;
      if (!fits) misfit();
    }
  }
  return matching.ok;
}

/// The objects whose fields the label carries, as far as they are known before matching: jump operands, constants, and what fields hold.
std::vector<V> Walk::field_bases(const LabelState& label, const std::vector<V>& jump_values) {
  std::vector<V> bases;
  for (const StateField& field : label.fields) {
    V base = V::none;
    if (label.nodes[field.base].kind == StateNode::Kind::constant) base = constant(label.nodes[field.base].bits, label.nodes[field.base].type);
    for (size_t i = 0; i < jump_values.size(); i++) {
      if (label.inputs[i] == field.base) base = resolve(jump_values[i]);
    }
    for (size_t k = 0; k < bases.size() && base == V::none; k++) {
      const StateField& holder = label.fields[k];
      if (holder.node != field.base || bases[k] == V::none) continue;
      if (HeapEntry* entry = find_entry({bases[k], V::none, 0, holder.offset, holder.memory_type, holder.access_class})) base = resolve(entry->value);
    }
    bases.push_back(base);
  }
  return bases;
}

bool Walk::match(LabelState& label, const std::vector<V>& jump_values, Matching& matching) {
  matching.seen.assign(label.nodes.size(), V::none);
  matching.arguments.assign(label.parameter_count, V::none);
  if (jump_values.size() != label.inputs.size()) return false;
  // Stores that the label does not know of are made first: they may build objects.
  std::vector<V> bases = field_bases(label, jump_values);
  auto is_field = [&](const HeapEntry& entry) {
    if (entry.at.index != V::none) return false;
    V base = resolve(entry.at.base);
    for (size_t k = 0; k < bases.size(); k++) {
      const StateField& field = label.fields[k];
      bool same = field.offset == entry.at.offset && field.access_class == entry.at.access_class && field.memory_type == entry.at.memory_type;
      if (same && bases[k] != V::none && resolve(bases[k]) == base) return true;
    }
    return false;
  };
  for (size_t k = 0; k < state_.heap_classes.size(); k++) {
    uint32_t id = state_.heap_classes[k];
    for (size_t i = 0; i < state_.heap[id].size(); i++) {
      HeapEntry entry = state_.heap[id][i];
      if (!entry.dirty || is_field(entry)) continue;
      make_store(id, i);
    }
  }
  // Constant bases of fields are nodes that no input leads to.
  for (size_t i = 0; i < jump_values.size() && !failed_; i++) match_node(label, label.inputs[i], jump_values[i], matching);
  if (!matching.is_own_loop && !matching.ok) return false;
  for (uint32_t node = 0; node < label.nodes.size(); node++) {
    if (matching.seen[node] == V::none && label.nodes[node].kind == StateNode::Kind::constant) matching.seen[node] = constant(label.nodes[node].bits, label.nodes[node].type);
  }
  if (!failed_) match_fields(label, false, matching);
  if (!failed_ && matching.ok) match_imports(label, false, matching);
  if (!failed_ && (matching.ok || matching.is_own_loop)) match_fields(label, true, matching);
  if (!failed_ && matching.ok) match_imports(label, true, matching);
  if (failed_ || !matching.ok) return false;
  // Building something later may have built what was described as unbuilt.
  for (uint32_t node = 0; node < label.nodes.size(); node++) {
    if (label.nodes[node].kind != StateNode::Kind::object || matching.seen[node] == V::none || is_virtual(resolve(matching.seen[node]))) continue;
    matching.ok = false;
    if (matching.generalisation) {
      matching.generalisation->plain.push_back(label.nodes[node].key);
      matching.generalisation->no_facts.push_back(label.nodes[node].key);
    }
  }
  // What was flushed or loaded on the way is clean by now; a field that is dirty and not the label's would be lost.
  for (uint32_t id : state_.heap_classes) {
    for (const HeapEntry& entry : state_.heap[id]) {
      if (entry.dirty && !is_field(entry)) matching.ok = false;
    }
  }
  return matching.ok;
}

bool Walk::try_enter(LabelState& label, uint32_t number, uint32_t token, const std::vector<V>& jump_values, SnapshotId snapshot) {
  Matching matching;
  matching.snapshot = snapshot;
  if (!match(label, jump_values, matching)) {
    // A guard that cannot hold only means that the label does not fit.
    failed_ = false;
    failure_.clear();
    return false;
  }
  std::vector<V> arguments = matching.arguments;
  arguments.resize(label.parameter_count, V::none);
  for (V& each : arguments) {
    if (each == V::none) return false;
  }
  emit({.opcode = Opcode::jump, .immediate = static_cast<int64_t>(number), .descriptor = token}, arguments);
  return true;
}

void LabelState::shrink_to_fit() {
  for (StateNode& node : nodes) {
    node.arguments.shrink_to_fit();
    node.slots.shrink_to_fit();
  }
  for (Import& import : imports) import.arguments.shrink_to_fit();
  nodes.shrink_to_fit();
  inputs.shrink_to_fit();
  fields.shrink_to_fit();
  imports.shrink_to_fit();
}

size_t LabelState::bytes() const {
  size_t bytes = sizeof(*this) + inputs.capacity() * sizeof(uint32_t) + fields.capacity() * sizeof(StateField) + parameter_types.capacity();
  for (const StateNode& node : nodes) bytes += node.arguments.capacity() * sizeof(uint32_t) + node.slots.capacity() * sizeof(StateSlot);
  for (const Import& import : imports) bytes += import.arguments.capacity() * sizeof(Import::Argument);
  return bytes + nodes.capacity() * sizeof(StateNode) + imports.capacity() * sizeof(Import);
}

}  // namespace jitwright::optimizer
