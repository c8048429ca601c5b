#include "optimizer/walk.h"

#include "support/check.h"

namespace jitwright::optimizer {

namespace {
/// Recorded operations. Of a longer iteration, what stays the same is a small part.
constexpr uint32_t longest_to_peel = 1500;
}  // namespace

Walk::Walk(Shared& shared, const Trace& recorded, const resume::Snapshots& snapshots)
    : shared_(shared), recorded_(recorded), snapshots_(snapshots), resume_(shared.context.pool), map_(recorded.size(), V::none) {
  state_.values.reserve(recorded.size() * 2);
  state_.pure_table.assign(256, V::none);
}

void Walk::contradiction(const char* why) {
  if (!failed_) failure_ = why;
  failed_ = true;
}

// ---- Values ---------------------------------------------------------------------------------------------------------------

V Walk::add_value(Type type) {
  Value value;
  value.type = type;
  value.bounds = Bounds::any(type);
  state_.values.push_back(value);
  return static_cast<V>(state_.values.size() - 1);
}

V Walk::emitted(Operand out, Type type) {
  V value = add_value(type);
  at(value).out = out;
  return value;
}

/// Constants of type ptr and i64 with the same bits are one value.
V Walk::constant(uint64_t bits, Type type) {
  Operand key = out_.add_constant(bits, type == Type::ptr ? Type::i64 : type);
  if (key.index() >= state_.constants.size()) state_.constants.resize(key.index() + 16, V::none);
  V& known = state_.constants[key.index()];
  if (known == V::none) {
    V value = emitted(out_.add_constant(bits, type), type);
    if (!layout::is_float(type)) at(value).bounds = Bounds::exactly(out_.constant(key).bits, type);
    state_.constants[key.index()] = value;
    return value;
  }
  return known;
}

V Walk::value_of(Operand recorded) {
  if (recorded.is_constant()) {
    if (state_.recorded_constants.empty()) state_.recorded_constants.resize(recorded_.constants().size(), V::none);
    V& known = state_.recorded_constants[recorded.index()];
    if (known == V::none) {
      const trace::Constant& constant_ = recorded_.constant(recorded);
      known = constant(constant_.bits, constant_.type);
    }
    return known;
  }
  V value = map_[recorded.index()];
  CHECK(value != V::none, "operands of recorded operations stand before them");
  return resolve(value);
}

Operand Walk::operand(V value) {
  value = resolve(value);
  if (at(value).out.valid()) return at(value).out;
  if (is_virtual(value)) {
    build(value);
    return at(value).out;
  }
  becomes_something_else(value);
  if (at(value).family != no_family) {
    uint32_t family = at(value).family;
    Operand payload = operand(at(value).payload);
    at(value).out = out_.append({.opcode = Opcode::box, .type = Type::i64, .descriptor = family}, {payload});
    return at(value).out;
  }
  CHECK(at(value).opcode == Opcode::ptr_add, "only objects, boxes and interior addresses are left unemitted");
  Operand base = operand(at(value).operands[0]);
  at(value).out = out_.append({.opcode = Opcode::ptr_add, .type = Type::ptr, .immediate = at(value).immediate}, {base});
  return at(value).out;
}

Operand Walk::emit(const Operation& operation, std::span<const V> operands) {
  // Building one may emit others; then all are built.
  for (V value : operands) operand(value);
  emitted_operands_.clear();
  for (V value : operands) emitted_operands_.push_back(operand(value));
  for (Operand each : emitted_operands_) {
    if (each.is_value()) note_use(each);
  }
  return out_.append(operation, emitted_operands_);
}

// ---- The walk -------------------------------------------------------------------------------------------------------------

void Walk::begin(bool with_label) {
  uint32_t inputs = recorded_.input_count();
  std::vector<Operand> operands;
  for (uint32_t i = 0; i < inputs; i++) {
    operands.push_back(out_.append({.opcode = Opcode::input, .type = recorded_[i].type, .immediate = i}, {}));
  }
  if (with_label) {
    out_.append({.opcode = Opcode::label, .immediate = 0}, operands);
    auto plain = std::make_unique<LabelState>();
    plain->plain = true;
    for (uint32_t i = 0; i < inputs; i++) {
      operands[i] = out_.append({.opcode = Opcode::parameter, .type = recorded_[i].type, .immediate = i}, {});
      plain->parameter_types.push_back(recorded_[i].type);
    }
    plain->parameter_count = inputs;
    labels_.push_back(std::move(plain));
  }
  for (uint32_t i = 0; i < inputs; i++) map_[i] = emitted(operands[i], recorded_[i].type);
  body_start_ = inputs;
}

void Walk::run_body() {
  for (uint32_t i = body_start_; i + 1 < recorded_.size() && !failed_; i++) {
    has_guards_ |= trace::is_guard(recorded_[i].opcode);
    process(i);
  }
}

void Walk::finish_portal(const Operation& operation) {
  std::vector<V> values;
  for (Operand result : recorded_.operands(operation)) values.push_back(value_of(result));
  for (V value : values) operand(value);
  flush_all();
  emit({.opcode = Opcode::finish}, values);
}

void Walk::jump_plain(uint32_t token, std::vector<V> values) {
  for (V value : values) operand(value);
  flush_all();
  emit({.opcode = Opcode::jump, .immediate = 0, .descriptor = token}, values);
}

void Walk::process(uint32_t index) {
  const Operation& operation = recorded_[index];
  auto operands = recorded_.operands(operation);
  auto argument = [&](size_t i) { return value_of(operands[i]); };
  auto all_arguments = [&] {
    std::vector<V> values;
    for (Operand each : operands) values.push_back(value_of(each));
    return values;
  };
  auto class_id = static_cast<AccessClassId>(operation.descriptor);
  if (trace::is_pure(operation.opcode)) {
    V none = V::none;
    map_[index] = pure(operation.opcode, operation.type, argument(0), operands.size() > 1 ? argument(1) : none,
                       operands.size() > 2 ? argument(2) : none, operation.immediate, operation.scale);
    return;
  }
  switch (operation.opcode) {
    case Opcode::debug_merge_point:
      // Greens are constants; anything else would keep values alive for a log line.
      for (Operand each : operands) {
        if (!is_constant(value_of(each))) return;
      }
      emit(Operation{.opcode = operation.opcode, .immediate = operation.immediate, .descriptor = operation.descriptor}, all_arguments());
      return;
    case Opcode::load:
      map_[index] = load(address(argument(0), V::none, 0, operation.immediate, operation.memory_type, class_id), operation.type);
      return;
    case Opcode::load_item:
      map_[index] = load(address(argument(0), argument(1), operation.scale, operation.immediate, operation.memory_type, class_id), operation.type);
      return;
    case Opcode::store:
      store(address(argument(0), V::none, 0, operation.immediate, operation.memory_type, class_id), argument(1));
      return;
    case Opcode::store_item:
      store(address(argument(0), argument(1), operation.scale, operation.immediate, operation.memory_type, class_id), argument(2));
      return;
    case Opcode::load_volatile: {
      // Others may change it, and it may be an ordinary field of ours elsewhere.
      V base = argument(0);
      operand(base);
      flush_overlapping(address(base, V::none, 0, operation.immediate, operation.memory_type, class_id), true);
      Operation copy{.opcode = operation.opcode, .type = operation.type, .memory_type = operation.memory_type, .immediate = operation.immediate,
                     .descriptor = operation.descriptor};
      map_[index] = emitted(emit(copy, {base}), operation.type);
      if (shared_.enabled(Pass::integers)) at(map_[index]).bounds = loaded_bounds(operation.memory_type);
      return;
    }
    case Opcode::store_volatile: {
      V base = argument(0), value = argument(1);
      operand(base), operand(value);
      flush_ordinary();
      Operation copy{.opcode = operation.opcode, .memory_type = operation.memory_type, .immediate = operation.immediate, .descriptor = operation.descriptor};
      emit(copy, {base, value});
      forget(false, V::none);
      return;
    }
    case Opcode::copy_memory: return copy_memory(operation, argument(0), argument(1), argument(2));
    case Opcode::fill_memory: return fill_memory(operation, argument(0), argument(1), argument(2));
    case Opcode::local: map_[index] = allocate_local(operation); return;
    case Opcode::call_assembler: map_[index] = call_compiled(index, all_arguments()); return;
    case Opcode::call: {
      bool has_second = index + 1 < recorded_.size() && recorded_[index + 1].opcode == Opcode::second_result;
      map_[index] = call(operation, all_arguments(), has_second);
      return;
    }
    case Opcode::second_result: {
      Operation copy{.opcode = operation.opcode, .type = operation.type};
      map_[index] = emitted(emit(copy, {argument(0)}), operation.type);
      return;
    }
    case Opcode::conditional_call: return conditional_call(operation, all_arguments());
    case Opcode::box: map_[index] = make_box(operation.descriptor, argument(0)); return;
    case Opcode::unbox: map_[index] = unbox(operation.descriptor, argument(0)); return;
    case Opcode::is_box: map_[index] = is_box(operation.descriptor, argument(0)); return;
    case Opcode::guard_false: strengthen(index); [[fallthrough]];
    case Opcode::guard_true:
      strengthen_inequality(index);
      if (strengthen_limit(index)) return;
      return guard(operation.opcode, argument(0), V::none, operation.snapshot);
    case Opcode::guard_value: return guard(operation.opcode, argument(0), argument(1), operation.snapshot);
    case Opcode::guard_not_invalidated: return guard(operation.opcode, V::none, V::none, operation.snapshot);
    case Opcode::assume: return assume_true(argument(0));
    case Opcode::assume_value: return make_constant(argument(0), argument(1));
    case Opcode::assume_box: {
      V value = argument(0), payload = argument(1);
      if (is_constant(value) || at(value).family != no_family) return;
      become_box(value, operation.descriptor);
      if (at(value).payload == V::none) {
        at(value).payload = payload;
        if (!is_constant(payload)) at(payload).boxed = value;
      }
      return;
    }
    case Opcode::assume_field: {
      Address where = address(argument(0), V::none, 0, operation.immediate, operation.memory_type, class_id);
      if (shared_.enabled(Pass::heap) && !is_virtual(where.base) && !find_entry(where)) add_entry(where, argument(1), false);
      is_not_null(where);
      return;
    }
    case Opcode::assume_apart: {
      V a = address(argument(0), V::none, 0, 0, MemoryType::i64, AccessClassId::unknown).base;
      V b = address(argument(1), V::none, 0, 0, MemoryType::i64, AccessClassId::unknown).base;
      if (!is_virtual(a) && !is_virtual(b)) state_.apart.emplace_back(a, b);
      return;
    }
    case Opcode::assume_not_null: {
      Bounds bounds = Bounds::any(Type::ptr);
      bounds.umin = 1;
      return narrow(argument(0), bounds);
    }
    default: CHECK(false, "the operation may stand inside a recorded trace");
  }
}

// ---- Whole traces ---------------------------------------------------------------------------------------------------------

Result Walk::run_straight(TargetLabels* target, bool is_bridge, uint32_t own_token) {
  own_token_ = own_token;
  begin(!is_bridge);
  run_body();
  if (!failed_) end_straight(target);
  return assemble();
}

Result Walk::run_shaped_entry(TargetLabels* target, const CallShape& shape, uint32_t own_token) {
  own_token_ = own_token;
  begin_shaped(shape);
  run_body();
  if (!failed_) end_straight(target);
  return assemble();
}

void Walk::end_straight(TargetLabels* target) {
  const Operation& last = recorded_[static_cast<uint32_t>(recorded_.size() - 1)];
  if (last.opcode == Opcode::finish) return finish_portal(last);
  if (last.opcode == Opcode::exit_trace) return guard(Opcode::exit_trace, V::none, V::none, last.snapshot);
  std::vector<V> values;
  for (Operand each : recorded_.operands(last)) values.push_back(value_of(each));
  // A guard that entering the loop needed may have failed, and this bridge starts there: asking again would fail again.
  SnapshotId snapshot = has_guards_ ? last.snapshot : SnapshotId::none;
  // The peeled loop first: there boxes stay unboxed and invariants are computed.
  for (uint32_t number = 1; target && number < target->labels.size(); number++) {
    if (try_enter(*target->labels[number], number, last.descriptor, values, snapshot) || failed_) return;
  }
  jump_plain(last.descriptor, values);
}

Result Walk::run_loop() {
  begin(true);
  run_body();
  if (!failed_) {
    const Operation& last = recorded_[static_cast<uint32_t>(recorded_.size() - 1)];
    if (last.opcode == Opcode::finish) {
      finish_portal(last);
    } else if (last.opcode == Opcode::exit_trace) {
      guard(Opcode::exit_trace, V::none, V::none, last.snapshot);
    } else {
      std::string why_not;
      bool is_long = recorded_.size() > longest_to_peel;
      if (is_long) why_not = "the iteration is too long to be worth a second copy";
      if (!shared_.enabled(Pass::peel) || is_long || !peel(why_not)) {
        std::vector<V> values;
        for (Operand each : recorded_.operands(last)) values.push_back(value_of(each));
        jump_plain(last.descriptor, values);
        Result result = assemble();
        if (result.ok) result.message = why_not;
        return result;
      }
    }
  }
  return assemble();
}

}  // namespace jitwright::optimizer
