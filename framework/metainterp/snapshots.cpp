// Guards and the snapshots they carry. A snapshot costs its top frame's live registers only: the frames below are written down
// once for each time they wait in a call, and constants are interned once for each register.
#include "metainterp/recorder.h"

namespace jitwright::metainterp {

SnapshotId Recorder::snapshot_of(size_t index, uint32_t pc, bool across, SnapshotId parents) {
  const Frame& frame = stack_[index];
  const jitcode::Liveness& liveness = machine_.liveness(*frame.function, pc, across);
  Operand* symbols = symbols_.data() + notes_[index].symbols;
  SnapshotId snapshot = recording_.snapshots.add(frame.function, pc, across, parents, liveness.registers.size());
  Operand* operand = recording_.snapshots.operands(snapshot).data();
  for (uint16_t r : liveness.registers) {
    if (!symbols[r].valid()) symbols[r] = constant(frame.registers[r], Type::i64);
    *operand++ = symbols[r];
  }
  return snapshot;
}

SnapshotId Recorder::snapshot_of_parents(size_t index) {
  if (index == 0) return SnapshotId::none;
  FrameNotes& notes = notes_[index];
  if (notes.has_parents) return notes.parents;
  const Frame& parent = stack_[index - 1];
  SnapshotId grandparents = snapshot_of_parents(index - 1);
  notes.parents = snapshot_of(index - 1, parent.pc, true, grandparents);
  notes.has_parents = true;
  return notes.parents;
}

SnapshotId Recorder::snapshot_here() {
  if (here_instruction_ == recording_.jitcode_instructions) return here_;
  size_t top = stack_.size() - 1;
  SnapshotId parents = snapshot_of_parents(top);
  here_ = snapshot_of(top, stack_[top].pc, false, parents);
  here_instruction_ = recording_.jitcode_instructions;
  return here_;
}

void Recorder::guard(TraceOpcode opcode, std::initializer_list<Operand> operands) {
  SnapshotId snapshot = snapshot_here();
  trace_.append({.opcode = opcode, .snapshot = snapshot}, operands);
}

void Recorder::promote_register(uint16_t unit, Type type) {
  if (is_constant(unit)) return;
  Operand value = symbol(unit);
  if (type == Type::none) type = trace_.type_of(value);
  // Floats are compared by their bits: 0.0 is not -0.0, and a NaN is itself.
  Operand compared = convert(value, layout::is_float(type) ? Type::i64 : type);
  guard(TraceOpcode::guard_value, {compared, trace_.add_constant(stack_.top().value(unit), trace_.type_of(compared))});
  make_known(value);
  make_known(compared);
}

}  // namespace jitwright::metainterp
