// Runs recorded traces for tests: plain operations, memory, residual calls and guards, with real effects.
#pragma once

#include <optional>

#include "harness.h"
#include "metainterp/interpreter.h"

namespace jitwright::metainterp {

struct Replay {
  std::vector<uint64_t> values;       ///< by operation
  std::optional<uint32_t> failed;     ///< the guard that failed
  std::vector<uint64_t> end_operands; ///< of jump or finish
};

class Replayer {
 public:
  /// `locals` is the memory for the trace's `local` operations.
  Replayer(const jitcode::Library& library, const trace::Trace& trace, std::span<uint64_t> locals)
      : library_(library), trace_(trace), locals_(locals) {}

  Replay run(std::span<const uint64_t> inputs) {
    inputs_ = inputs;
    replay_.values.resize(trace_.size());
    for (uint32_t i = 0; i < trace_.size() && !replay_.failed; ++i) replay_.values[i] = step(i);
    return std::move(replay_);
  }

  static uint64_t word(const trace::Trace& trace, const Replay& replay, trace::Operand operand) {
    return operand.is_constant() ? trace.constant(operand).bits : replay.values[operand.index()];
  }

 private:
  uint64_t step(uint32_t index) {
    const trace::Operation& operation = trace_[index];
    std::vector<uint64_t> a;
    for (trace::Operand operand : trace_.operands(operation)) a.push_back(word(trace_, replay_, operand));
    auto offset = static_cast<uint64_t>(operation.immediate);
    if (trace::is_pure(operation.opcode)) {
      a.resize(3);
      return trace::evaluate(operation.opcode, operation.type, a[0], a[1], a[2], operation.immediate, operation.scale);
    }
    switch (operation.opcode) {
      case trace::Opcode::input: return inputs_[offset];
      case trace::Opcode::load: return read_memory(a[0] + offset, operation.memory_type);
      case trace::Opcode::load_item: return read_memory(a[0] + a[1] * operation.scale + offset, operation.memory_type);
      case trace::Opcode::store: write_memory(a[0] + offset, operation.memory_type, a[1]); return 0;
      case trace::Opcode::store_item:
        write_memory(a[0] + a[1] * operation.scale + offset, operation.memory_type, a[2]);
        return 0;
      case trace::Opcode::call: {
        CallResults results = call_native(library_.call(layout::CallDescriptorId{operation.descriptor}), a[0], a.data() + 1);
        second_ = results.second;
        return results.first;
      }
      case trace::Opcode::local:
        locals_used_ += offset / 8 + 1;
        return reinterpret_cast<uint64_t>(locals_.data() + locals_used_ - offset / 8 - 1);
      case trace::Opcode::fill_memory: std::memset(reinterpret_cast<void*>(a[0]), static_cast<int>(a[1]), a[2]); return 0;
      case trace::Opcode::second_result: return second_;
      case trace::Opcode::conditional_call:
        if (a[0]) call_native(library_.call(layout::CallDescriptorId{operation.descriptor}), a[1], a.data() + 2);
        return 0;
      case trace::Opcode::guard_true: return guard(index, a[0] != 0);
      case trace::Opcode::guard_false: return guard(index, a[0] == 0);
      case trace::Opcode::guard_value: return guard(index, a[0] == a[1]);
      case trace::Opcode::jump:
      case trace::Opcode::finish: replay_.end_operands = a; return 0;
      default: return 0;
    }
  }

  uint64_t guard(uint32_t index, bool holds) {
    if (!holds) replay_.failed = index;
    return 0;
  }

  const jitcode::Library& library_;
  const trace::Trace& trace_;
  std::span<const uint64_t> inputs_;
  Replay replay_;
  uint64_t second_ = 0;
  std::span<uint64_t> locals_;
  size_t locals_used_ = 0;
};

/// Resume data as the plainest optimiser would make it: every value of the snapshot that is no constant is a fail argument.
inline resume::Description describe_snapshot(const Recording& recording, const Replay& replay, trace::SnapshotId id,
                                             std::vector<uint64_t>& fail_arguments) {
  resume::Description description;
  for (; id != trace::SnapshotId::none; id = recording.snapshots[id].parent) {
    const resume::SnapshotFrame& frame = recording.snapshots[id];
    resume::FrameDescription out{frame.function, frame.pc, frame.across, {}};
    for (trace::Operand operand : recording.snapshots.operands(frame)) {
      resume::Source source{.type = recording.trace.type_of(operand)};
      if (operand.is_constant()) {
        source.bits = recording.trace.constant(operand).bits;
      } else {
        source.kind = resume::Source::Kind::fail_argument;
        source.bits = fail_arguments.size();
        fail_arguments.push_back(replay.values[operand.index()]);
      }
      out.values.push_back(source);
    }
    description.frames.insert(description.frames.begin(), std::move(out));
  }
  return description;
}

}  // namespace jitwright::metainterp
