// Instructions without control: what each leaves in the trace.
#include "metainterp/recorder.h"

namespace jitwright::metainterp {

namespace {

/// The type of operand number `index` of a pure operation.
Type operand_type(const PureOperation& pure, uint32_t index) {
  switch (pure.opcode) {
    case trace::Opcode::int_truncate: return Type::i64;
    case trace::Opcode::int_zero_extend: return Type::i32;
    case trace::Opcode::float_extend: return Type::f32;
    case trace::Opcode::float_truncate:
    case trace::Opcode::float_to_int: return Type::f64;
    case trace::Opcode::bits_to_float: return pure.type == Type::f32 ? Type::i32 : Type::i64;
    case trace::Opcode::select: return index == 0 ? Type::i32 : pure.type;
    case trace::Opcode::ptr_add_item: return index == 0 ? Type::ptr : Type::i64;
    default: return pure.type;
  }
}

/// True where the result may lead back to the address that operand number `index` is. Addresses are below 2^47.
bool may_keep_address(const PureOperation& pure, uint32_t index, bool second_is_constant) {
  using trace::Opcode;
  switch (pure.opcode) {
    case Opcode::ptr_add: return false;  // the recorder follows it
    case Opcode::ptr_add_item: return index != 0;
    case Opcode::int_lshr: return !second_is_constant || pure.values[1] < 47;
    case Opcode::int_and: return !second_is_constant || pure.values[1] > 15;
    default: return pure.opcode < Opcode::int_eq || pure.opcode > Opcode::int_uge;
  }
}

}  // namespace

Operand Recorder::on_pure(Units u, const PureOperation& pure) {
  bool constant = true;
  for (uint32_t i = 0; i < pure.arity; ++i) constant &= is_constant(u[2 + i]);
  if (constant && trace::may_evaluate(pure.opcode, pure.type, pure.values[0], pure.values[1])) return Operand();
  if (pure.opcode == TraceOpcode::select && is_constant(u[2])) return symbol(pure.values[0] != 0 ? u[3] : u[4]);
  Operand operands[3];
  for (uint32_t i = 0; i < pure.arity; ++i) {
    // A sign extension takes an integer of either width as it comes.
    bool any_integer = pure.opcode == TraceOpcode::int_sign_extend && !layout::is_float(trace_.type_of(symbol(u[2])));
    operands[i] = any_integer ? any_operand(u[2 + i], pure.type) : operand(u[2 + i], operand_type(pure, i));
    if (may_keep_address(pure, i, pure.arity > 1 && is_constant(u[3]))) escape(operands[i]);
  }
  return trace_.append({.opcode = pure.opcode, .type = pure.type, .scale = pure.scale, .immediate = pure.immediate},
                       std::span<const Operand>(operands, pure.arity));
}

uint32_t Recorder::access_class(uint16_t index) const {
  return static_cast<uint32_t>(stack_.top().function->module->access_class_id(index));
}

bool Recorder::is_immutable(uint16_t index) const { return stack_.top().function->module->is_immutable(index); }

/// The field at a constant address is quasi-immutable: from here on it is what it is now, or the trace is left.
bool Recorder::rely_on(uint16_t access_class, const FieldAddress& field, uint64_t word) {
  if (!stack_.top().function->module->is_quasi_immutable(access_class)) return false;
  uint64_t address = field.address + static_cast<uint64_t>(field.offset);
  if (!machine_.environment.may_rely_on(address)) return false;
  if (!guarded_) guard(TraceOpcode::guard_not_invalidated, {});
  guarded_ = true;
  recording_.relied.push_back({address, field.type, word});
  return true;
}

/// Before a store to a field that this or other traces may rely on.
void Recorder::note_field_change(uint16_t access_class) {
  if (stack_.top().function->module->is_quasi_immutable(access_class)) guarded_ = false;
}

Operand Recorder::on_load(Units u, uint64_t word) {
  if (is_immutable(u[5]) && is_constant(u[2])) return Operand();
  FieldAddress field = field_at(u[2], u.immediate(3), u.memory_type(), u[5]);
  if (const HeapCache::Value* known = find_known(field, word)) return known->symbol;
  if (is_constant(u[2]) && rely_on(u[5], field, word)) return Operand();
  Operand value = trace_.append({.opcode = TraceOpcode::load,
                                 .type = layout::register_type(u.memory_type()),
                                 .memory_type = u.memory_type(),
                                 .immediate = u.immediate(3),
                                 .descriptor = access_class(u[5])},
                                {operand(u[2], Type::ptr)});
  if (u.memory_type() == MemoryType::i64) trace_.note_seen(value, word);
  remember_load(field, value, word);
  return value;
}

Operand Recorder::on_load_item(Units u, uint64_t word) {
  bool constant_index = is_constant(u[3]);
  if (is_immutable(u[7]) && is_constant(u[2]) && constant_index) return Operand();
  FieldAddress field;
  if (constant_index) {
    auto offset = static_cast<int64_t>(stack_.top().value(u[3]) * u[4]) + u.immediate(5);
    field = field_at(u[2], offset, u.memory_type(), u[7]);
    if (const HeapCache::Value* known = find_known(field, word)) return known->symbol;
    if (is_constant(u[2]) && rely_on(u[7], field, word)) return Operand();
  }
  Operand base = operand(u[2], Type::ptr), index = operand(u[3], Type::i64);
  Operand value = trace_.append({.opcode = TraceOpcode::load_item,
                                 .type = layout::register_type(u.memory_type()),
                                 .memory_type = u.memory_type(),
                                 .scale = u[4],
                                 .immediate = u.immediate(5),
                                 .descriptor = access_class(u[7])},
                                {base, index});
  if (constant_index) {
    if (u.memory_type() == MemoryType::i64) trace_.note_seen(value, word);
    remember_load(field, value, word);
  }
  return value;
}

Operand Recorder::on_load_volatile(Units u) {
  return trace_.append({.opcode = TraceOpcode::load_volatile,
                        .type = layout::register_type(u.memory_type()),
                        .memory_type = u.memory_type(),
                        .immediate = u.immediate(3)},
                       {operand(u[2], Type::ptr)});
}

void Recorder::on_store(Units u) {
  note_effect();
  Operand base = operand(u[2], Type::ptr), value = operand(u[1], layout::register_type(u.memory_type()));
  escape(value);
  trace_.append({.opcode = TraceOpcode::store,
                 .memory_type = u.memory_type(),
                 .immediate = u.immediate(3),
                 .descriptor = access_class(u[5])},
                {base, value});
  note_field_change(u[5]);
  remember_store(field_at(u[2], u.immediate(3), u.memory_type(), u[5]), value, stack_.top().value(u[1]));
}

void Recorder::on_store_item(Units u) {
  note_effect();
  Operand base = operand(u[2], Type::ptr), index = operand(u[3], Type::i64);
  Operand value = operand(u[1], layout::register_type(u.memory_type()));
  escape(value);
  trace_.append({.opcode = TraceOpcode::store_item,
                 .memory_type = u.memory_type(),
                 .scale = u[4],
                 .immediate = u.immediate(5),
                 .descriptor = access_class(u[7])},
                {base, index, value});
  note_field_change(u[7]);
  if (is_constant(u[3])) {
    auto offset = static_cast<int64_t>(stack_.top().value(u[3]) * u[4]) + u.immediate(5);
    remember_store(field_at(u[2], offset, u.memory_type(), u[7]), value, stack_.top().value(u[1]));
  } else {
    heap_.forget_class(layout::AccessClassId{access_class(u[7])});
  }
}

void Recorder::on_store_volatile(Units u) {
  note_effect();
  Operand base = operand(u[2], Type::ptr), value = operand(u[1], layout::register_type(u.memory_type()));
  escape(value);
  trace_.append({.opcode = TraceOpcode::store_volatile, .memory_type = u.memory_type(), .immediate = u.immediate(3)},
                {base, value});
  heap_.clear();
}

Operand Recorder::on_local(Units u) {
  Operand address = trace_.append({.opcode = TraceOpcode::local, .type = Type::ptr, .immediate = u.immediate(2)}, {});
  make_fresh(address);
  return address;
}

void Recorder::on_copy_memory(Units u) {
  note_effect();
  Operand destination = operand(u[1], Type::ptr), source = operand(u[2], Type::ptr), size = operand(u[3], Type::i64);
  trace_.append({.opcode = TraceOpcode::copy_memory}, {destination, source, size});
  forget_block(u[1]);
}

void Recorder::on_fill_memory(Units u) {
  note_effect();
  Operand destination = operand(u[1], Type::ptr), byte = operand(u[2], Type::i32), size = operand(u[3], Type::i64);
  trace_.append({.opcode = TraceOpcode::fill_memory}, {destination, byte, size});
  forget_block(u[1]);
}

Operand Recorder::record_box_operation(TraceOpcode opcode, Units u, Type type, Type operand_type) {
  if (is_constant(u[3])) return Operand();
  auto family = static_cast<uint32_t>(stack_.top().function->module->family_id(u[1]));
  Operand value = operand(u[3], operand_type);
  if (opcode == TraceOpcode::box) escape(value);
  return trace_.append({.opcode = opcode, .type = type, .descriptor = family}, {value});
}

Operand Recorder::on_box(Units u) {
  return record_box_operation(TraceOpcode::box, u, Type::i64, family_of(stack_.top(), u[1]).payload);
}

/// The box operation that made the unit's value, or null.
const trace::Operation* Recorder::box_of(uint16_t unit) const {
  Operand value = symbol(unit);
  if (!value.is_value() || trace_[value.index()].opcode != TraceOpcode::box) return nullptr;
  return &trace_[value.index()];
}

Operand Recorder::on_unbox(Units u) {
  auto family = static_cast<uint32_t>(stack_.top().function->module->family_id(u[1]));
  const trace::Operation* box = box_of(u[3]);
  if (box && box->descriptor == family) {
    Operand payload = trace_.operands(*box)[0];
    return payload.is_value() ? payload : Operand();
  }
  return record_box_operation(TraceOpcode::unbox, u, family_of(stack_.top(), u[1]).payload, Type::i64);
}

Operand Recorder::on_is_box(Units u) {
  if (box_of(u[3])) return Operand();  // a value belongs to one family at most
  return record_box_operation(TraceOpcode::is_box, u, Type::i32, Type::i64);
}

Operand Recorder::on_promote(Units u) {
  promote_register(u[2], Type::none);
  return Operand();
}

void Recorder::on_assert_green(Units u) {
  if (!is_constant(u[1])) abort(AbortReason::not_green);
}

void Recorder::on_record_exact(Units u) {
  if (is_constant(u[1]) || !is_constant(u[2])) return;
  Operand value = convert(symbol(u[1]), Type::i64);
  Operand exact = trace_.add_constant(stack_.top().value(u[2]), Type::i64);
  trace_.append({.opcode = TraceOpcode::assume}, {trace_.pure(TraceOpcode::int_eq, Type::i64, {value, exact})});
  make_known(symbol(u[1]));
  // The hint takes 64 bits: what was widened for it is known as well.
  const trace::Operation& operation = trace_[value.index()];
  if (operation.opcode == TraceOpcode::int_sign_extend || operation.opcode == TraceOpcode::int_zero_extend) make_known(trace_.operands(operation)[0]);
}

/// Says so for each of the activations in progress.
void Recorder::on_assume_idle(Units u) {
  if (is_constant(u[1])) return;
  Operand object = any_operand(u[1], Type::ptr);
  for (const FrameNotes& notes : notes_) {
    for (Operand each : notes.objects) {
      if (each != object) trace_.append({.opcode = TraceOpcode::assume_apart}, {object, each});
    }
  }
}

void Recorder::on_assume(Units u) {
  if (!is_constant(u[1])) trace_.append({.opcode = TraceOpcode::assume}, {any_operand(u[1], Type::i32)});
}

}  // namespace jitwright::metainterp
