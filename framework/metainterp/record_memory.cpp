// The recorder's side of the heap cache: which field an access means, and what each event lets it know or forget.
#include "metainterp/recorder.h"

namespace jitwright::metainterp {

FieldAddress Recorder::field_of(Operand base, uint64_t base_word, int64_t offset, MemoryType type,
                                layout::AccessClassId access_class) const {
  if (!base.is_value() || is_known(base)) return {Operand(), base_word + static_cast<uint64_t>(offset), 0, type, access_class};
  while (trace_[base.index()].opcode == TraceOpcode::ptr_add && trace_.operands(trace_[base.index()])[0].is_value()) {
    const trace::Operation& operation = trace_[base.index()];
    offset += operation.immediate;
    base = trace_.operands(operation)[0];
  }
  return {base, 0, offset, type, access_class};
}

FieldAddress Recorder::field_at(uint16_t base, int64_t offset, MemoryType type, uint16_t access_class) const {
  const Frame& frame = stack_.top();
  return field_of(symbol(base), frame.value(base), offset, type, frame.function->module->access_class_id(access_class));
}

/// The value an address was computed from.
Operand Recorder::root_of(Operand address) const {
  for (;;) {
    const trace::Operation& operation = trace_[address.index()];
    bool derived = operation.opcode == TraceOpcode::ptr_add || operation.opcode == TraceOpcode::ptr_add_item;
    if (!derived || !trace_.operands(operation)[0].is_value()) return address;
    address = trace_.operands(operation)[0];
  }
}

bool Recorder::is_private(Operand address) const {
  uint32_t index = root_of(address).index();
  return index < flags_.size() && (flags_[index] & fresh);
}

const HeapCache::Value* Recorder::find_known(const FieldAddress& field, uint64_t word) {
  const HeapCache::Value* known = heap_.find(field);
  if (!known) return nullptr;
  // Memory that changes without the trace's doing breaks a promise of the author; then at least nothing old is used.
  if (known->word != word) {
    heap_.forget_class(field.access_class);
    return nullptr;
  }
  return known;
}

void Recorder::remember_load(const FieldAddress& field, Operand value, uint64_t word) { heap_.add(field, {value, word}); }

void Recorder::remember_store(const FieldAddress& field, Operand value, uint64_t word) {
  heap_.forget(field);
  bool narrow = layout::size_of(field.type) < 4;
  bool constant = !value.is_value() || is_known(value);
  if (narrow && !constant) return;
  if (layout::size_of(field.type) < 8) word &= (uint64_t{1} << 8 * layout::size_of(field.type)) - 1;
  heap_.add(field, {constant ? Operand() : value, word});
}

void Recorder::forget_block(uint16_t address) {
  Operand base = symbol(address);
  if (!base.is_value() || !is_private(base)) return heap_.clear();
  Operand root = root_of(base);
  heap_.forget_inside([&](Operand other) { return root_of(other) == root; });
}

// Virtualizable fields are the trace's own, but not those of a frame that is handed to the callee.
void Recorder::note_call(layout::CallEffect effect, std::span<const Operand> operands) {
  if (effect != layout::CallEffect::any && effect != layout::CallEffect::deallocator) return;
  note_effect();
  guarded_ = false;
  heap_.forget_for_call([&](Operand base) { return is_private(base); });
  for (Operand operand : operands) {
    if (!operand.is_value()) continue;
    Operand root = root_of(operand);
    heap_.forget_inside([&](Operand base) { return root_of(base) == root; });
  }
}

}  // namespace jitwright::metainterp
