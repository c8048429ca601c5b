#include "metainterp/metainterp.h"

#include <algorithm>

#include "jitcode/instruction.h"
#include "metainterp/recorder.h"

namespace jitwright::metainterp {

const char* name(AbortReason reason) {
  static constexpr const char* names[] = {
#define ABORT(name, ...) #name,
#include "metainterp/abort_reasons.def"
#undef ABORT
  };
  return names[static_cast<unsigned>(reason)];
}

struct MetaInterpreter::Impl {
  Impl(jitcode::Library& library, Environment& environment, const Limits& limits) : machine(library, environment, limits) {}

  Machine machine;
};

uint32_t Machine::merge_point_of(const jitcode::Function& portal) {
  auto [position, added] = merge_points_.emplace(&portal, 0);
  if (!added) return position->second;
  jitcode::Parts parts;
  uint32_t pc = 0;
  while (jitcode::read_parts(portal, pc, parts) && parts.opcode != jitcode::Opcode::merge_point) pc += parts.size;
  CHECK(parts.opcode == jitcode::Opcode::merge_point, "a portal has a merge point");
  return position->second = pc;
}

MetaInterpreter::MetaInterpreter(jitcode::Library& library, Environment& environment)
    : impl_(std::make_unique<Impl>(library, environment, limits)) {}

MetaInterpreter::~MetaInterpreter() = default;

Recording MetaInterpreter::record_from_merge_point(const jitcode::Function& portal, std::span<const uint64_t> lives) {
  if (!portal.portal) {
    Recording recording;
    recording.reason = AbortReason::no_jitcode_for_portal;
    recording.detail = portal.name;
    recording.result = {RunResult::Kind::at_merge_point, {lives.begin(), lives.end()}};
    return recording;
  }
  Run run(impl_->machine);
  return Recorder(impl_->machine, run.stack).record_from_merge_point(portal, impl_->machine.merge_point_of(portal), lives);
}

Recording MetaInterpreter::record_from_guard(const resume::Description& description, std::span<const uint64_t> fail_arguments) {
  Run run(impl_->machine);
  return Recorder(impl_->machine, run.stack).record_from_guard(description, fail_arguments);
}

namespace {

void push_frames(Machine& machine, FrameStack& stack, const resume::ConcreteFrames& frames) {
  for (const resume::ConcreteFrame& frame : frames.frames) {
    Frame& pushed = stack.push(*frame.function);
    pushed.pc = frame.pc;
    std::span<const uint16_t> live = machine.liveness(*frame.function, frame.pc, frame.across).registers;
    std::span<const uint64_t> values = frames.values_of(frame);
    CHECK(live.size() == values.size(), "a frame has a value for each live register");
    uint64_t* registers = pushed.registers;
    for (size_t i = 0; i < live.size(); ++i) registers[live[i]] = values[i];
  }
}

}  // namespace

RunResult MetaInterpreter::run(const resume::ConcreteFrames& frames) {
  Run run(impl_->machine);
  push_frames(impl_->machine, run.stack, frames);
  return Blackhole(impl_->machine, run.stack).run();
}

RunResult MetaInterpreter::finish(const resume::Description& description, std::span<const uint64_t> fail_arguments) {
  Machine& machine = impl_->machine;
  Run run(machine);
  // Making objects may run other code, and that may come here: the memory is taken, not shared.
  resume::ConcreteFrames frames = std::move(machine.rebuilt);
  resume::rebuild(description, fail_arguments, machine.library, [&](uint64_t bytes) { return run.stack.allocate_local(bytes); }, frames);
  push_frames(machine, run.stack, frames);
  machine.rebuilt = std::move(frames);
  return Blackhole(machine, run.stack).run();
}

bool MetaInterpreter::has_suspended_stacks() const {
  return std::ranges::any_of(impl_->machine.suspended, [](const auto& state) { return state->is_left; });
}

size_t MetaInterpreter::recordings_here() const { return impl_->machine.recordings.size(); }

void MetaInterpreter::interrupt_recordings() { impl_->machine.interrupts++; }

const jitcode::Function* MetaInterpreter::portal(uint32_t number) const {
  return number < impl_->machine.portals.size() ? impl_->machine.portals[number] : nullptr;
}

void MetaInterpreter::for_each_root(void (*visit)(void* context, const uint64_t* words, size_t count), void* context) const {
  const Machine& machine = impl_->machine;
  auto visit_stack = [&](const WordStack& registers, const WordStack& locals) {
    for (const WordStack* words : {&registers, &locals}) {
      visit(context, words->begin(), static_cast<size_t>(words->top() - words->begin()));
    }
  };
  visit_stack(machine.registers, machine.locals);
  for (const auto& state : machine.suspended) visit_stack(state->registers, state->locals);
  auto visit_recordings = [&](const std::vector<const trace::Trace*>& recordings) {
    for (const trace::Trace* recording : recordings)
      for (const trace::Constant& constant : recording->constants()) visit(context, &constant.bits, 1);
  };
  visit_recordings(machine.recordings);
  for (const auto& state : machine.suspended) visit_recordings(state->recordings);
}

MetaInterpreter::Suspended* MetaInterpreter::suspended() {
  impl_->machine.suspended.push_back(std::make_unique<Suspended>());
  return impl_->machine.suspended.back().get();
}

void MetaInterpreter::drop(Suspended* state) {
  CHECK(!state->innermost, "a stack's runs end before it does");
  std::erase_if(impl_->machine.suspended, [&](const auto& known) { return known.get() == state; });
}

void MetaInterpreter::exchange(Suspended* state) {
  Machine& machine = impl_->machine;
  machine.registers.exchange(state->registers);
  machine.locals.exchange(state->locals);
  state->is_left = !state->is_left;
  std::swap(machine.innermost, state->innermost);
  std::swap(machine.recordings, state->recordings);
}

}  // namespace jitwright::metainterp
