// Branches, merge points and the end of frames.
#include <algorithm>

#include "metainterp/recorder.h"

namespace jitwright::metainterp {

namespace {

/// Switches with more cases than this are specialised on the value in their default case too.
constexpr uint32_t most_excluded_cases = 8;
/// Iterations of a loop in an inlined guest function that are unrolled before the rest of the function becomes a call.
constexpr uint32_t most_unrolled_iterations = 2;
/// Levels of recursion that are inlined although there is compiled code to call: each halves the calls and doubles the trace.
constexpr uint32_t inlined_recursion = 1;

/// True if the operation gives 0 or 1 only.
bool is_truth_value(trace::Opcode opcode) {
  using trace::Opcode;
  return (opcode >= Opcode::int_eq && opcode <= Opcode::int_uge) ||
         (opcode >= Opcode::float_eq && opcode <= Opcode::float_unordered) ||
         (opcode >= Opcode::int_sadd_overflows && opcode <= Opcode::int_umul_overflows) || opcode == Opcode::is_box;
}

}  // namespace

bool Recorder::on_branch(Units u, bool taken) {
  if (is_constant(u[1])) return true;
  Operand condition = symbol(u[1]);
  if (layout::is_float(trace_.type_of(condition))) condition = convert(condition, Type::i64);
  guard(taken ? TraceOpcode::guard_false : TraceOpcode::guard_true, {condition});
  // What the guard says of the condition, and of a value compared with a constant.
  const trace::Operation& operation = trace_[condition.index()];
  if (taken || is_truth_value(operation.opcode)) make_known(condition);
  bool equal = operation.opcode == (taken ? TraceOpcode::int_ne : TraceOpcode::int_eq);
  if (equal && trace_.operands(operation)[1].is_constant()) make_known(trace_.operands(operation)[0]);
  return !stop_if_too_long();
}

bool Recorder::on_switch(Units u, uint32_t count, uint32_t matched) {
  if (is_constant(u[1])) return true;
  if (matched < count || count > most_excluded_cases) {
    promote_register(u[1], u.type());
    return true;
  }
  const Frame& frame = stack_.top();
  Operand value = operand(u[1], u.type());
  for (uint32_t i = 0; i < count; ++i) {
    Operand excluded = trace_.add_constant(frame.value(u[3 + 3 * i]), u.type());
    guard(TraceOpcode::guard_false, {trace_.pure(TraceOpcode::int_eq, u.type(), {value, excluded})});
  }
  return true;
}

void Recorder::jump(uint32_t target) {
  Frame& frame = stack_.top();
  if (target <= frame.pc && stop_if_too_long()) return;
  frame.pc = target;
}

void Recorder::unreachable() { abort(AbortReason::unreachable_reached); }

void Recorder::return_(Units u) {
  Frame& frame = stack_.top();
  const layout::Signature& signature = frame.function->signature;
  CallResults results = returned_values(frame, u);
  uint32_t count = u[1];
  Symbol symbols[2];
  if (stack_.size() > 1) {
    for (uint32_t i = 0; i < count; ++i) symbols[i] = symbol(u[2 + i]);
    return leave_frame(results, symbols[0], symbols[1]);
  }
  if (count > 0) symbols[0] = operand(u[2], layout::register_type(signature.result));
  if (count > 1) symbols[1] = operand(u[3], layout::register_type(signature.second_result));
  trace_.append({.opcode = TraceOpcode::finish}, std::span<const Operand>(symbols, count));
  recording_.result.kind = RunResult::Kind::returned;
  if (count > 0) recording_.result.values.push_back(results.first);
  if (count > 1) recording_.result.values.push_back(results.second);
  end_trace(Recording::End::finished);
}

void Recorder::merge_point(Units u) {
  if (stack_.size() > 1 && stop_if_too_long()) return;
  Frame& frame = stack_.top();
  const jitcode::PortalInfo& portal = *frame.function->portal;
  bool closes_guest_loop = after_can_enter_jit_;
  after_can_enter_jit_ = false;
  greens_.clear();
  for (uint32_t i = 0; i < portal.greens; ++i) {
    promote_register(u[3 + i], portal.live_types[i]);
    greens_.push_back(frame.registers[u[3 + i]]);
  }
  std::vector<Operand>& objects = notes_.back().objects;
  objects.clear();
  for (uint32_t i = portal.greens; i < u[2]; ++i) {
    Symbol red = portal.live_types[i] == Type::ptr ? symbol(u[3 + i]) : Symbol();
    if (red.valid()) objects.push_back(red);
  }
  record_debug_merge_point(u);
  if (stack_.size() == 1)
    outermost_merge_point(u, closes_guest_loop);
  else
    inner_merge_point(u, closes_guest_loop);
}

void Recorder::record_debug_merge_point(Units u) {
  const jitcode::Function& function = *stack_.top().function;
  scratch_.clear();
  for (uint32_t i = 0; i < function.portal->greens; ++i) scratch_.push_back(operand(u[3 + i], function.portal->live_types[i]));
  trace_.append({.opcode = TraceOpcode::debug_merge_point, .descriptor = machine_.portal_number(function)}, scratch_);
}

void Recorder::outermost_merge_point(Units u, bool closes_guest_loop) {
  Frame& frame = stack_.top();
  if (closes_guest_loop) {
    if (start_portal_ == frame.function && greens_ == start_greens_) {
      return end_with_jump(u, Recording::End::closed_loop, TargetToken::none);
    }
    TargetToken target = machine_.environment.find_target(*frame.function, greens_);
    if (target != TargetToken::none) return end_with_jump(u, Recording::End::jump_to_target, target);
    // A loop that gets code of its own one day: what was recorded so far leads there.
    auto known = std::ranges::find(loops_, greens_, &std::pair<std::vector<uint64_t>, uint32_t>::first);
    if (known == loops_.end()) known = loops_.insert(known, {greens_, 0});
    if (++known->second > most_unrolled_iterations) return end_with_exit(u);
  }
  if (is_too_long()) return largest_.function ? void(stop_if_too_long()) : end_with_exit(u);
  frame.pc += 3u + u[2];
}

void Recorder::end_with_exit(Units u) {
  trace_.append({.opcode = TraceOpcode::exit_trace, .snapshot = snapshot_here()}, {});
  recording_.result = {RunResult::Kind::at_merge_point, lives_at(stack_.top(), u)};
  end_trace(Recording::End::left);
}

void Recorder::end_with_jump(Units u, Recording::End end, TargetToken target) {
  const Frame& frame = stack_.top();
  const jitcode::PortalInfo& portal = *frame.function->portal;
  std::vector<Operand> lives;
  for (uint32_t i = 0; i < u[2]; ++i) lives.push_back(operand(u[3 + i], portal.live_types[i]));
  // A bridge that starts right here comes from a guard on the way into the target: more guards of that kind would fail as well.
  bool starts_here = !start_portal_ && recording_.jitcode_instructions == 1;
  SnapshotId snapshot = starts_here ? SnapshotId::none : snapshot_here();
  trace_.append({.opcode = TraceOpcode::jump, .descriptor = static_cast<uint32_t>(target), .snapshot = snapshot}, lives);
  recording_.target = target;
  recording_.end_portal = frame.function;
  recording_.end_greens = greens_;
  recording_.result = {RunResult::Kind::at_merge_point, lives_at(frame, u)};
  end_trace(end);
}

uint32_t Recorder::activations_of(const jitcode::Function& function, const std::vector<uint64_t>& greens) const {
  uint32_t count = 0;
  for (size_t i = 0; i + 1 < stack_.size(); ++i) {
    bool same = notes_[i].greens.empty() || notes_[i].greens == greens;
    if (stack_[i].function == &function && same) ++count;
  }
  return count;
}

void Recorder::inner_merge_point(Units u, bool closes_guest_loop) {
  Frame& frame = stack_.top();
  FrameNotes& notes = notes_.back();
  bool first = notes.merge_points++ == 0;
  // A guest function is inlined although it has code of its own: only then do its arguments and frame stay in registers. Its
  // loops, its recursion below the first level, what made a trace too long and what comes late in a large one are called.
  bool may_inline = machine_.may_inline(frame.function, greens_) && activations_of(*frame.function, greens_) <= inlined_recursion;
  if (closes_guest_loop) {
    TargetToken target = machine_.environment.find_target(*frame.function, greens_);
    bool inlines = first && may_inline && (trace_.size() < machine_.limits.inlining_operations || machine_.environment.is_small(target));
    if (target != TargetToken::none && !inlines) return call_compiled_portal(u, target);
  }
  bool may_leave = frame.function->portal->resume != nullptr;
  if (first) {
    notes.greens = greens_;
    if (activations_of(*frame.function, greens_) >= machine_.limits.portal_recursion) {
      bool own = start_portal_ == frame.function && start_greens_ == greens_;
      if (own) return call_compiled_portal(u, TargetToken::none);
      if (may_leave) return leave_inner_portal(u);
    }
    if (may_leave && !machine_.may_inline(frame.function, greens_)) return leave_inner_portal(u);
  } else if (may_leave && closes_guest_loop && ++notes.loops > most_unrolled_iterations) {
    return call_native_portal(u);
  }
  frame.pc += 3u + u[2];
}

}  // namespace jitwright::metainterp
