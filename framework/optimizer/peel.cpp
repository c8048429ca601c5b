// Loop peeling. The recorded iteration is optimised twice: once from an unknown state (the preamble) and once from what is known at the
// preamble's end (the peeled loop). What the loop computes anew in each iteration although it never changes, the preamble has computed; what
// it boxes and stores into its frame only to load and unbox it again stays in registers.
//
//   label 0 (%f)                       label 1 (%f, %i, %n)         %i, %n: payloads of boxes in fields 8 and 16 of %f
//   %a = load %f #8                    %c = int_slt %i, %n
//   guard is int(%a), %i = unbox %a    guard_true %c
//   %b = load %f #16 …                 %j = int_add %i, 1
//   %j = int_add %i, 1                 jump 1 (%f, %j, %n)
//   store %f, box(%j) #8   (delayed)
//
// The exported state (LabelState) is a graph of nodes: leaves become label parameters; constants, boxes and unbuilt objects are
// described. Fields of the frame (virtualizable memory of the jump's operands) belong to the state with their values and whether memory is behind;
// so do other fields that wait to be stored, if their object is part of the state.
// Everything else the preamble knows, pure results and clean loads, is an import: it becomes a parameter when the peeled loop asks for it, and its
// operation is replayed at the back edge (free where nothing changed) and by bridges that enter here (the short preamble).
//
// At the back edge match.cpp compares the state with the label's. What differs is generalised (a constant becomes a parameter, a box a plain
// value, …) and the loop is optimised again from the preamble's end, a few times at most.
#include <algorithm>
#include <tuple>

#include "optimizer/match.h"
#include "optimizer/walk.h"
#include "support/check.h"

namespace jitwright::optimizer {

namespace {

constexpr int most_attempts = 8;
constexpr uint64_t payload_step = 1, argument_step = 2, slot_step = 3, field_step = 4, input_step = 5, pure_step = 6, load_step = 7, call_step = 8;

uint64_t key_of(uint64_t parent, uint64_t step, uint64_t detail = 0) {
  uint64_t hash = (parent ^ (step * 0x9e3779b97f4a7c15u)) * 0xff51afd7ed558ccdu;
  hash ^= hash >> 32;
  hash = (hash ^ detail) * 0xc4ceb9fe1a85ec53u;
  return hash ^ (hash >> 29);
}

bool holds(const std::vector<uint64_t>& keys, uint64_t key) { return std::find(keys.begin(), keys.end(), key) != keys.end(); }

/// What is worth demanding of everyone who enters: coarse steps, so that the next iteration and bridges fit. A number that counts up
/// is as likely to start at 0 as at 1; that a pointer is not null is worth knowing.
Bounds coarse(const Bounds& known, const Bounds& base, Type type) {
  Bounds result = base;
  if (known.smin >= 0) result.smin = std::max<int64_t>(result.smin, 0);
  constexpr uint64_t largest_count = uint64_t{1} << 48;
  bool counts = type != Type::ptr && known.umax <= largest_count;
  if (known.umin >= 1 && !counts) result.umin = std::max<uint64_t>(result.umin, 1);
  constexpr uint64_t steps[] = {1, 0xff, 0xffff, 0x3fffff, 0x7fffffff, 0xffffffff, (uint64_t{1} << 47) - 1, (uint64_t{1} << 49) - 1};
  for (uint64_t step : steps) {
    if (known.umax > step) continue;
    result.umax = std::min(result.umax, step);
    break;
  }
  result.zeros |= known.zeros & 7;
  result.tighten(type);
  return result;
}

}  // namespace

bool Generalisation::is_plain(uint64_t key) const { return holds(plain, key); }
bool Generalisation::has_no_facts(uint64_t key) const { return holds(no_facts, key); }
bool Generalisation::is_dirty(uint64_t key) const { return holds(dirty, key); }
bool Generalisation::bars_import(uint64_t key) const { return holds(no_import, key); }

// ---- Export ---------------------------------------------------------------------------------------------------------------

/// `payload_of`: the box family whose payload this is. `is_data`: the guest's own data, which happens to be constant here and need not be on other paths.
uint32_t Walk::export_value(LabelState& label, V value, uint64_t key, const Generalisation& generalisation, bool is_data,
                            uint32_t payload_of) {
  value = resolve(value);
  bool generalised = generalisation.is_plain(key);
  // Nothing (a register that was cleared) is not data.
  is_data &= !is_constant(value, 0);
  bool plain = generalised || (is_data && is_constant(value));
  // One node for one value; but constants and values that differ in the next iteration stand for themselves.
  for (auto [known, node] : exported_) {
    if (known != value || is_constant(value)) continue;
    if (generalisation.separate_leaves && label.nodes[node].kind != StateNode::Kind::object) continue;
    return node;
  }
  StateNode node;
  node.key = key;
  node.type = at(value).type;
  auto index = static_cast<uint32_t>(label.nodes.size());
  auto add = [&](StateNode filled) {
    label.nodes.push_back(std::move(filled));
    preamble_nodes_.push_back(value);
    exported_.emplace_back(value, index);
  };
  if (is_constant(value) && !plain) {
    node.kind = StateNode::Kind::constant;
    node.bits = bits_of(value);
    add(std::move(node));
    return index;
  }
  if (is_virtual(value) && !plain) {
    uint32_t object_index = at(value).object;
    node.kind = StateNode::Kind::object;
    node.is_local = state_.objects[object_index].is_local;
    node.call = state_.objects[object_index].call;
    node.size = state_.objects[object_index].size;
    add(std::move(node));
    for (size_t i = 0; i < state_.objects[object_index].arguments.size(); i++) {
      uint32_t child = export_value(label, state_.objects[object_index].arguments[i], key_of(key, argument_step, i), generalisation);
      label.nodes[index].arguments.push_back(child);
    }
    for (size_t i = 0; i < state_.objects[object_index].slots.size(); i++) {
      Slot slot = state_.objects[object_index].slots[i];
      uint32_t child = export_value(label, slot.value, key_of(key, slot_step, slot.offset), generalisation);
      label.nodes[index].slots.push_back({slot.offset, slot.memory_type, slot.access_class, child});
    }
    return index;
  }
  uint32_t family = is_constant(value) ? no_family : at(value).family;
  for (uint32_t each = 0; is_data && payload_of == no_family && is_constant(value) && layout::is_wide_int(node.type) && each < shared_.family_bounds.size(); each++) {
    if (is_constant(is_box(each, value), 1) && is_constant(unbox(each, value))) family = each;
  }
  if (family != no_family && !generalised) {
    node.kind = StateNode::Kind::box;
    node.family = family;
    V payload = unbox(node.family, value);
    add(std::move(node));
    uint32_t child = export_value(label, payload, key_of(key, payload_step), generalisation, is_data, family);
    label.nodes[index].payload = child;
    return index;
  }
  operand(value);
  Bounds base = Bounds::any(node.type);
  // A constant is said to be nothing but what every other value there is.
  if (payload_of != no_family && !layout::is_float(node.type)) base = shared_.payload_bounds[payload_of];
  bool no_facts = generalisation.has_no_facts(key) || layout::is_float(node.type) || (is_data && is_constant(value));
  node.bounds = no_facts ? base : coarse(at(value).bounds, base, node.type);
  node.not_families = generalisation.has_no_facts(key) ? 0 : at(value).not_families;
  node.dereferenced = at(value).dereferenced;
  node.parameter = label.parameter_count++;
  label.parameter_types.push_back(node.type);
  label_values_.push_back(value);
  add(std::move(node));
  return index;
}

/// A field that may be carried, its store delayed, across the back edge: its object is part of the state, and no other carried store can mean the same memory,
/// whatever objects other paths bring along.
bool Walk::may_carry(const HeapEntry& entry, const std::vector<V>& objects, const std::vector<Address>& carried) {
  V base = resolve(entry.at.base);
  if (entry.at.index != V::none || entry.barrier || is_virtual(resolve(entry.value))) return false;
  if (!is_constant(base) && std::find(objects.begin(), objects.end(), base) == objects.end()) return false;
  return std::none_of(carried.begin(), carried.end(), [&](const Address& other) {
    V other_base = resolve(other.base);
    bool comparable = base == other_base || (is_constant(base) && is_constant(other_base));
    return shared_.may_alias(entry.at.access_class, other.access_class) && (!comparable || overlap(entry.at, other) != Overlap::none);
  });
}

void Walk::export_field(LabelState& label, uint32_t id, size_t entry_index, uint64_t key, bool ordinary, const Generalisation& generalisation) {
  HeapEntry entry = state_.heap[id][entry_index];
  StateField field;
  V base = resolve(entry.at.base);
  for (uint32_t node = 0; node < label.nodes.size() && field.base == no_index; node++) {
    if (label.nodes[node].kind == StateNode::Kind::leaf && resolve(preamble_nodes_[node]) == base) field.base = node;
  }
  if (field.base == no_index && is_constant(base)) field.base = export_value(label, base, key_of(bits_of(base), field_step), generalisation);
  if (field.base == no_index || generalisation.bars_import(key)) {
    if (entry.dirty) make_store(id, entry_index);
    return;
  }
  field.offset = entry.at.offset;
  field.memory_type = entry.at.memory_type;
  field.access_class = entry.at.access_class;
  field.key = key;
  field.ordinary = ordinary;
  field.stored = entry.stored;
  field.dirty = entry.dirty || generalisation.is_dirty(key);
  field.node = export_value(label, read_as(entry.value, entry.at.memory_type, entry.at.memory_type, layout::register_type(entry.at.memory_type)), key,
                            generalisation, entry.stored && shared_.access_class(AccessClassId{id}).element);
  label.fields.push_back(field);
}

void Walk::export_state(LabelState& label, const std::vector<V>& jump_values, const Generalisation& generalisation) {
  exported_.clear(), preamble_nodes_.clear(), label_values_.clear(), import_results_.clear();
  auto key = [&](const HeapEntry& entry) {
    return key_of(index_of(resolve(entry.at.base)), field_step, static_cast<uint64_t>(entry.at.offset) << 8 ^ static_cast<uint32_t>(entry.at.access_class));
  };
  // Of the frame everything is carried: memory of the jump's own operands.
  std::vector<V> objects;
  for (V each : jump_values) objects.push_back(resolve(each));
  auto of_frame = [&](const HeapEntry& entry) {
    V base = resolve(entry.at.base);
    return entry.at.index == V::none && (is_constant(base) || std::find(objects.begin(), objects.begin() + static_cast<ptrdiff_t>(jump_values.size()), base) !=
                                                                  objects.begin() + static_cast<ptrdiff_t>(jump_values.size()));
  };
  auto each_class = [&](bool virtualizable, auto action) {
    for (size_t k = 0; k < state_.heap_classes.size(); k++) {
      uint32_t id = state_.heap_classes[k];
      if (shared_.virtualizable(AccessClassId{id}) != virtualizable) continue;
      for (size_t i = 0; i < state_.heap[id].size(); i++) action(id, i);
    }
  };
  each_class(true, [&](uint32_t id, size_t i) {
    if (of_frame(state_.heap[id][i])) objects.push_back(resolve(state_.heap[id][i].value));
  });
  // Frames that the state leads to: a generator's, and that of the generator it delegates to.
  std::vector<Address> carried;
  std::vector<uint64_t> carried_keys;
  auto carry = [&](const HeapEntry& entry) {
    uint64_t own = key(entry);
    if (holds(carried_keys, own)) return true;
    if (generalisation.bars_import(own) || !may_carry(entry, objects, carried)) return false;
    carried.push_back(entry.at);
    carried_keys.push_back(own);
    objects.push_back(resolve(entry.value));
    return true;
  };
  for (size_t before = objects.size() + 1; before != objects.size();) {
    before = objects.size();
    each_class(true, [&](uint32_t id, size_t i) {
      if (!of_frame(state_.heap[id][i])) carry(state_.heap[id][i]);
    });
  }
  // Stores that are not carried are made; they may build objects, so they come first.
  each_class(false, [&](uint32_t id, size_t i) {
    if (state_.heap[id][i].dirty && !carry(state_.heap[id][i])) make_store(id, i);
  });
  each_class(true, [&](uint32_t id, size_t i) {
    const HeapEntry& entry = state_.heap[id][i];
    if (entry.dirty && !of_frame(entry) && !holds(carried_keys, key(entry))) make_store(id, i);
  });
  for (size_t i = 0; i < jump_values.size(); i++) {
    label.inputs.push_back(export_value(label, jump_values[i], key_of(i, input_step), generalisation));
  }
  each_class(true, [&](uint32_t id, size_t i) {
    if (of_frame(state_.heap[id][i])) export_field(label, id, i, key(state_.heap[id][i]), false, generalisation);
  });
  for (bool virtualizable : {true, false}) {
    each_class(virtualizable, [&](uint32_t id, size_t i) {
      uint64_t own = key(state_.heap[id][i]);
      bool is_inner = !virtualizable || !of_frame(state_.heap[id][i]);
      if (is_inner && holds(carried_keys, own)) export_field(label, id, i, own, true, generalisation);
    });
  }
}

// ---- Imports --------------------------------------------------------------------------------------------------------------

void Walk::collect_imports(LabelState& label, const Generalisation& generalisation) {
  struct Candidate {
    uint32_t order;
    enum Kind : uint8_t { pure, load, call } kind;
    uint32_t index, sub_index;
  };
  std::vector<Candidate> candidates;
  for (V value : state_.pure_table) {
    if (value != V::none) candidates.push_back({index_of(value), Candidate::pure, index_of(value), 0});
  }
  for (uint32_t id : state_.heap_classes) {
    if (shared_.virtualizable(AccessClassId{id})) continue;
    for (uint32_t i = 0; i < state_.heap[id].size(); i++) {
      if (!state_.heap[id][i].dirty) candidates.push_back({state_.heap[id][i].since, Candidate::load, id, i});
    }
  }
  for (uint32_t i = 0; i < state_.pure_calls.size(); i++) {
    candidates.push_back({index_of(state_.pure_calls[i].result), Candidate::call, i, 0});
  }
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return std::tie(a.order, a.kind, a.index, a.sub_index) < std::tie(b.order, b.kind, b.index, b.sub_index);
  });

  // Where the preamble's values are found again: node or import, by value.
  std::vector<uint32_t> node_of(state_.values.size(), no_index), import_of(state_.values.size(), no_index);
  for (uint32_t node = 0; node < label.nodes.size(); node++) {
    V value = resolve(preamble_nodes_[node]);
    if (label.nodes[node].kind == StateNode::Kind::leaf && !is_constant(value) && node_of[index_of(value)] == no_index) node_of[index_of(value)] = node;
  }
  auto argument = [&](Import& import, V value) {
    value = resolve(value);
    Import::Argument result;
    result.type = at(value).type;
    if (is_constant(value)) {
      result.bits = bits_of(value);
    } else if (node_of[index_of(value)] != no_index) {
      result.kind = Import::Argument::Kind::node;
      result.index = node_of[index_of(value)];
    } else if (import_of[index_of(value)] != no_index) {
      result.kind = Import::Argument::Kind::import;
      result.index = import_of[index_of(value)];
    } else {
      return false;
    }
    import.arguments.push_back(result);
    return true;
  };
  for (const Candidate& candidate : candidates) {
    Import import;
    V result;
    bool known = true;
    if (candidate.kind == Candidate::pure) {
      result = static_cast<V>(candidate.index);
      const Value& value = at(result);
      // Division may be undefined on the operands of another iteration.
      if (value.opcode >= Opcode::int_sdiv && value.opcode <= Opcode::int_urem) continue;
      import.opcode = value.opcode;
      import.type = value.operation_type;
      import.scale = value.scale;
      import.descriptor = value.descriptor;
      import.immediate = value.immediate;
      std::array<V, 3> operands = value.operands;
      for (V each : operands) {
        if (each != V::none) known = known && argument(import, each);
      }
      import.key = key_of(candidate.index, pure_step);
    } else if (candidate.kind == Candidate::load) {
      const HeapEntry& entry = state_.heap[candidate.index][candidate.sub_index];
      result = entry.value;
      import.opcode = entry.at.index == V::none ? Opcode::load : Opcode::load_item;
      import.type = layout::register_type(entry.at.memory_type);
      import.memory_type = entry.at.memory_type;
      import.scale = entry.at.scale;
      import.descriptor = candidate.index;
      import.immediate = entry.at.offset;
      known = argument(import, entry.at.base) && (entry.at.index == V::none || argument(import, entry.at.index));
      // A narrow store's value may have more bits than memory keeps.
      Bounds fits = loaded_bounds(entry.at.memory_type);
      known = known && (layout::size_of(entry.at.memory_type) >= 4 || fits.covers(at(resolve(result)).bounds));
      import.key = key_of(key_of(index_of(entry.at.base), load_step, static_cast<uint64_t>(entry.at.offset)), load_step, candidate.index << 8 ^ index_of(entry.at.index));
    } else {
      const PureCall& call = state_.pure_calls[candidate.index];
      result = call.result;
      import.opcode = Opcode::call;
      import.type = at(result).type;
      import.descriptor = call.descriptor;
      for (V each : call.arguments) known = known && argument(import, each);
      import.key = key_of(candidate.index, call_step);
    }
    result = resolve(result);
    if (!known || generalisation.bars_import(import.key)) continue;
    if (!at(result).out.valid()) continue;
    // All arguments constant: nothing was computed from the loop's values, but a load from a constant address is worth keeping.
    import.result_type = at(result).type;
    import.is_constant = is_constant(result);
    if (import.is_constant) import.bits = bits_of(result);
    import.bounds = layout::is_float(import.result_type) ? Bounds{} : coarse(at(result).bounds, Bounds::any(import.result_type), import.result_type);
    import.family = at(result).family;
    import.dereferenced = at(result).dereferenced;
    import.not_families = at(result).not_families;
    if (!import.is_constant && import_of[index_of(result)] == no_index && node_of[index_of(result)] == no_index) {
      import_of[index_of(result)] = static_cast<uint32_t>(label.imports.size());
    }
    label.imports.push_back(std::move(import));
    import_results_.push_back(result);
  }
}

// ---- Entering the peeled loop ---------------------------------------------------------------------------------------------

V Walk::import_value(LabelState& label, uint32_t index) {
  if (node_values_[index] != V::none) return node_values_[index];
  const StateNode& node = label.nodes[index];
  V value = V::none;
  switch (node.kind) {
    case StateNode::Kind::constant: value = constant(node.bits, node.type); break;
    case StateNode::Kind::leaf: {
      Operand out = out_.append({.opcode = Opcode::parameter, .type = node.type, .immediate = node.parameter}, {});
      value = emitted(out, node.type);
      if (shared_.enabled(Pass::integers) && !layout::is_float(node.type)) at(value).bounds = node.bounds;
      at(value).not_families = node.not_families;
      at(value).dereferenced = node.dereferenced;
      break;
    }
    case StateNode::Kind::box: {
      V payload = import_value(label, node.payload);
      value = add_value(Type::i64);
      at(value).family = node.family;
      at(value).payload = payload;
      if (shared_.enabled(Pass::integers)) at(value).bounds = shared_.family_bounds[node.family];
      if (!is_constant(payload)) {
        at(payload).boxed = value;
        narrow(payload, shared_.payload_bounds[node.family]);
      }
      break;
    }
    case StateNode::Kind::object: {
      value = add_value(Type::ptr);
      node_values_[index] = value;
      VirtualObject object;
      object.is_local = node.is_local;
      object.call = node.call;
      object.size = node.size;
      auto object_index = static_cast<uint32_t>(state_.objects.size());
      at(value).object = object_index;
      if (shared_.enabled(Pass::integers)) at(value).bounds = Bounds::between(4096, (uint64_t{1} << 47) - 1, Type::ptr);
      state_.objects.push_back(object);
      for (uint32_t each : node.arguments) {
        V child = import_value(label, each);
        state_.objects[object_index].arguments.push_back(child);
      }
      for (const StateSlot& slot : node.slots) {
        V child = import_value(label, slot.node);
        state_.objects[object_index].slots.push_back({slot.offset, slot.memory_type, slot.access_class, child});
      }
      break;
    }
  }
  node_values_[index] = value;
  return value;
}

void Walk::enter_body(LabelState& label, uint32_t label_operation) {
  state_.heap.clear(), state_.heap_classes.clear(), state_.dirty_classes.clear(), state_.pure_calls.clear(), state_.objects.clear();
  state_.pure_table.assign(256, V::none);
  state_.pure_count = 0;
  state_.invalidation_guarded = false;
  state_.apart.clear();
  state_.orders.clear();
  body_guards_.clear();
  label_ = &label;
  label_operation_ = label_operation;
  node_values_.assign(label.nodes.size(), V::none);
  for (uint32_t node = 0; node < label.nodes.size(); node++) import_value(label, node);
  for (const StateField& field : label.fields) {
    add_entry({node_values_[field.base], V::none, 0, field.offset, field.memory_type, field.access_class}, node_values_[field.node], field.dirty);
    state_.heap[static_cast<uint32_t>(field.access_class)].back().stored = field.stored;
  }
  import_values_.clear();
  for (uint32_t i = 0; i < label.imports.size(); i++) {
    const Import& import = label.imports[i];
    std::vector<V> arguments;
    for (const Import::Argument& argument : import.arguments) {
      switch (argument.kind) {
        case Import::Argument::Kind::node: arguments.push_back(resolve(node_values_[argument.index])); break;
        case Import::Argument::Kind::import: arguments.push_back(import_values_[argument.index]); break;
        case Import::Argument::Kind::constant: arguments.push_back(constant(argument.bits, argument.type)); break;
      }
    }
    V value = add_value(import.result_type);
    at(value).import_index = i;
    import_values_.push_back(value);
    if (import.opcode == Opcode::call) {
      state_.pure_calls.push_back({import.descriptor, arguments, value});
    } else if (import.opcode == Opcode::load || import.opcode == Opcode::load_item) {
      V index = arguments.size() > 1 ? arguments[1] : V::none;
      add_entry({arguments[0], index, import.scale, import.immediate, import.memory_type, static_cast<AccessClassId>(import.descriptor)}, value, false);
    } else {
      Value& filled = at(value);
      filled.opcode = import.opcode;
      filled.operation_type = import.type;
      filled.scale = import.scale;
      filled.descriptor = import.descriptor;
      filled.immediate = import.immediate;
      for (size_t k = 0; k < arguments.size(); k++) filled.operands[k] = arguments[k];
      remember_pure(value);
    }
  }
  for (uint32_t i = 0; i < label.inputs.size(); i++) map_[i] = node_values_[label.inputs[i]];
}

/// True if `value` is computed from `source`; `through_load` tells whether memory lies between. Gives up, saying yes, on long chains.
bool Walk::depends_on(V value, V source, bool& through_load, int& budget) {
  value = resolve(value);
  if (value == source) return true;
  if (--budget < 0) return true;
  if (is_constant(value)) return false;
  Value definition = at(value);
  bool is_load = definition.opcode == Opcode::load || definition.opcode == Opcode::load_item;
  std::vector<V> operands;
  for (V each : definition.operands) {
    if (each != V::none) operands.push_back(each);
  }
  if (definition.payload != V::none && !definition.out.valid()) operands.push_back(definition.payload);
  if (definition.import_index != no_index && operands.empty()) {
    is_load = label_->imports[definition.import_index].opcode != Opcode::call;
    for (const Import::Argument& argument : label_->imports[definition.import_index].arguments) {
      if (argument.kind == Import::Argument::Kind::node) operands.push_back(node_values_[argument.index]);
      if (argument.kind == Import::Argument::Kind::import) operands.push_back(import_values_[argument.index]);
    }
  }
  for (V each : operands) {
    bool inner = false;
    if (!depends_on(each, source, inner, budget)) continue;
    through_load |= inner || is_load;
    return true;
  }
  return false;
}

/// A load or call of the preamble that a guard of the peeled loop stands before: whoever enters from elsewhere must not execute it before
/// the guard, because the guard may be what makes it valid. A guard on the order of something loaded from the object (a length) says
/// nothing about the object itself.
bool Walk::depends_on_checks(const Import& import, V value) {
  bool is_load = import.opcode == Opcode::load || import.opcode == Opcode::load_item;
  if (!is_load && import.opcode != Opcode::call) return false;
  for (size_t i = 0; i < import.arguments.size(); i++) {
    const Import::Argument& argument = import.arguments[i];
    V source = V::none;
    if (argument.kind == Import::Argument::Kind::node) source = resolve(node_values_[argument.index]);
    if (argument.kind == Import::Argument::Kind::import) source = resolve(import_values_[argument.index]);
    if (source == V::none) continue;
    bool own_field = import.opcode == Opcode::load && argument.kind == Import::Argument::Kind::node;
    if (is_checked_in_body(source, own_field)) return true;
  }
  return false;
}

/// A guard of the peeled loop asks about `source`; if `own_field` is what is wanted of it, an order of something loaded from it does not count.
bool Walk::is_checked_in_body(V source, bool own_field) {
  source = resolve(source);
  if (is_constant(source)) return false;
  for (const auto& [condition, ordered] : body_guards_) {
    bool through_load = false;
    int budget = 64;
    if (!depends_on(condition, source, through_load, budget)) continue;
    if (budget >= 0 && own_field && ordered && through_load) continue;
    return true;
  }
  return false;
}

/// The peeled loop asks for something the preamble computed: from now on it is a parameter (or the constant it is known to be).
void Walk::activate(V value) {
  uint32_t index = at(value).import_index;
  if (index == no_index || !label_ || at(value).out.valid() || at(value).forward != V::none) return;
  Import& import = label_->imports[index];
  import.used = true;
  import.speculative = depends_on_checks(import, value);
  for (const Import::Argument& argument : import.arguments) {
    if (argument.kind == Import::Argument::Kind::import) activate(import_values_[argument.index]);
  }
  if (import.is_constant) {
    V known = constant(import.bits, import.result_type);
    becomes_something_else(value);
    at(value).forward = known;
    return;
  }
  import.parameter = label_->parameter_count++;
  label_->parameter_types.push_back(import.result_type);
  label_values_.push_back(import_results_[index]);
  becomes_something_else(value);
  at(value).out = out_.append({.opcode = Opcode::parameter, .type = import.result_type, .immediate = import.parameter}, {});
  if (shared_.enabled(Pass::integers) && !layout::is_float(import.result_type)) at(value).bounds = import.bounds;
  at(value).family = import.family;
  at(value).dereferenced = import.dereferenced;
  at(value).not_families = import.not_families;
}

bool Walk::peel(std::string& why_not) {
  const Operation& last = recorded_[static_cast<uint32_t>(recorded_.size() - 1)];
  std::vector<V> jump_values;
  for (Operand each : recorded_.operands(last)) jump_values.push_back(value_of(each));
  ask_ahead(last.snapshot);
  // The fallback and each attempt start from here.
  State preamble_end = state_;
  std::vector<V> preamble_map = map_;
  auto out_end = static_cast<uint32_t>(out_.size());
  resume::ResumeWriter preamble_resume = resume_;
  auto restore = [&] {
    state_ = preamble_end;
    map_ = preamble_map;
    out_.truncate(out_end);
    is_used_.resize(std::min<size_t>(is_used_.size(), out_end));
    resume_ = preamble_resume;
    parents_guard_ = 0;
    label_ = nullptr;
    failed_ = false;
    failure_.clear();
  };
  Generalisation generalisation;
  why_not = "the loop's state does not settle";
  for (int attempt = 0; attempt < most_attempts; attempt++) {
    if (attempt) restore();
    auto label = std::make_unique<LabelState>();
    export_state(*label, jump_values, generalisation);
    collect_imports(*label, generalisation);
    auto label_operation = static_cast<uint32_t>(out_.size());
    out_.append({.opcode = Opcode::label, .immediate = 1}, {});
    enter_body(*label, label_operation);
    run_body();
    if (failed_) {
      // The same trace contradicts itself in its second iteration: it is not a loop that stays here.
      why_not = failure_;
      break;
    }
    std::vector<V> end_values;
    for (Operand each : recorded_.operands(last)) end_values.push_back(value_of(each));
    size_t known = generalisation.plain.size() + generalisation.no_facts.size() + generalisation.dirty.size() + generalisation.no_import.size();
    bool separate = generalisation.separate_leaves;
    Matching matching;
    matching.is_own_loop = true;
    matching.generalisation = &generalisation;
    if (match(*label, end_values, matching) && !failed_) {
      std::vector<V> arguments = matching.arguments;
      arguments.resize(label->parameter_count, V::none);
      emit({.opcode = Opcode::jump, .immediate = 1, .descriptor = last.descriptor}, arguments);
      std::vector<Operand> label_operands;
      for (V each : label_values_) label_operands.push_back(operand(each));
      out_.set_operands(label_operation, label_operands);
      for (StateField& field : label->fields) field.speculative = field.ordinary && is_checked_in_body(node_values_[field.base], true);
      label_ = nullptr;
      labels_.push_back(std::move(label));
      return true;
    }
    size_t now = generalisation.plain.size() + generalisation.no_facts.size() + generalisation.dirty.size() + generalisation.no_import.size();
    if (now == known && separate == generalisation.separate_leaves) break;
  }
  restore();
  return false;
}

}  // namespace jitwright::optimizer
