#include "metainterp/recorder.h"

namespace jitwright::metainterp {

Recorder::Recorder(Machine& machine, FrameStack& stack) : Interpreter(machine, stack), interrupts_(machine.interrupts) {
  machine.recordings.push_back(&trace_);
  trace_.reserve(512);
}

Recorder::~Recorder() {
  machine_.recordings.pop_back();
  heap_.clear();
  machine_.spare_heap_caches.push_back(std::move(heap_memory_));
}

// ---- start and end ----

Recording Recorder::record_from_merge_point(const jitcode::Function& portal, uint32_t merge_point_pc,
                                            std::span<const uint64_t> lives) {
  push_frame(portal);
  Frame& frame = stack_.top();
  frame.pc = merge_point_pc;
  Units u(frame.code + merge_point_pc);
  const jitcode::PortalInfo& info = *portal.portal;
  CHECK(lives.size() == info.live_types.size(), "a word for each live value of the portal");
  for (uint32_t i = 0; i < lives.size(); ++i) {
    Operand input = trace_.append({.opcode = TraceOpcode::input, .type = info.live_types[i], .immediate = i}, {});
    set(frame, u[3 + i], lives[i], i < info.greens ? Operand() : input);
    if (i >= info.greens && info.live_types[i] == Type::ptr) notes_.back().objects.push_back(input);
  }
  start_portal_ = &portal;
  start_greens_.assign(lives.begin(), lives.begin() + info.greens);
  notes_.back().merge_points = 1;
  notes_.back().greens = start_greens_;
  record_debug_merge_point(u);
  frame.pc += 3u + u[2];
  return run();
}

Recording Recorder::run() {
  while (!stop_) {
    ++recording_.jitcode_instructions;
    step();
  }
  if (aborted_) recording_.result = Blackhole(machine_, stack_).run();
  if (machine_.interrupts != interrupts_) {
    recording_.end = Recording::End::aborted;
    recording_.reason = AbortReason::interrupted;
  }
  return std::move(recording_);
}

void Recorder::abort(AbortReason reason) {
  recording_.end = Recording::End::aborted;
  recording_.reason = reason;
  recording_.detail = describe_location(stack_.top());
  aborted_ = stop_ = true;
}

void Recorder::end_trace(Recording::End end) {
  recording_.end = end;
  stop_ = true;
}

bool Recorder::stop_as_too_long() {
  abort(AbortReason::too_long);
  for (size_t i = 1; i < stack_.size(); ++i) note_inlined_size(i);
  // Guest functions get compiled code of their own, so calling them costs little. Of others only what is really large is worth a
  // call.
  if (largest_.function && (largest_.function->portal || largest_size_ > machine_.limits.trace_operations / 2)) {
    recording_.detail += "; not inlined again: " + largest_.function->name;
    machine_.not_inlined.push_back(largest_);
  }
  return true;
}

void Recorder::note_inlined_size(size_t index) {
  const FrameNotes& notes = notes_[index];
  const jitcode::Function* function = stack_[index].function;
  if (function->portal && notes.greens.empty()) return;
  size_t size = trace_.size() - notes.trace_start;
  bool better_kind = function->portal && largest_.function && !largest_.function->portal;
  bool worse_kind = !function->portal && largest_.function && largest_.function->portal;
  if (worse_kind || (!better_kind && size <= largest_size_)) return;
  largest_ = {function, notes.greens};
  largest_size_ = size;
}

// ---- frames ----

void Recorder::push_frame(const jitcode::Function& function) {
  stack_.push(function);
  FrameNotes& notes = notes_.emplace_back();
  notes.symbols = static_cast<uint32_t>(symbols_.size());
  notes.trace_start = static_cast<uint32_t>(trace_.size());
  notes.effects_start = effects_;
  symbols_.resize(symbols_.size() + function.register_count);
  top_symbols_ = symbols_.data() + notes.symbols;
  top_register_count_ = function.register_count;
}

void Recorder::pop_frame() {
  note_inlined_size(stack_.size() - 1);
  stack_.pop();
  symbols_.resize(notes_.back().symbols);
  notes_.pop_back();
  top_symbols_ = symbols_.data() + (notes_.empty() ? 0 : notes_.back().symbols);
  top_register_count_ = notes_.empty() ? 0 : stack_.top().register_count;
}

bool Recorder::undo_frame() {
  if (top_had_effects()) return false;
  uint32_t start = notes_.back().trace_start;
  pop_frame();
  truncate(start);
  return true;
}

void Recorder::truncate(uint32_t operations) {
  trace_.truncate(operations);
  while (!known_log_.empty() && known_log_.back().first > operations) {
    uint32_t value = known_log_.back().second;
    flags_[value] = static_cast<uint8_t>(flags_[value] & ~known);
    known_log_.pop_back();
  }
  if (flags_.size() > operations) flags_.resize(operations);
  heap_.clear();
  guarded_ = false;
  here_instruction_ = 0xffffffff;
}

void Recorder::leave_frame(CallResults results, Symbol first, Symbol second) {
  bool two = has_second_result(stack_.top().function->signature);
  pop_frame();
  finish_call(stack_.top(), results, first, second, two);
}

// ---- values ----

bool Recorder::is_virtual(uint16_t unit) const {
  Operand value = symbol(unit);
  return value.is_value() && value.index() < flags_.size() && (flags_[value.index()] & fresh);
}

uint8_t& Recorder::flag(Operand value) {
  if (flags_.size() <= value.index()) flags_.resize(trace_.size() + 256);
  return flags_[value.index()];
}

void Recorder::make_known(Operand value) {
  if (!value.is_value() || is_known(value)) return;
  flag(value) |= known;
  known_log_.push_back({static_cast<uint32_t>(trace_.size()), value.index()});
}

void Recorder::make_fresh(Operand value) {
  flag(value) |= fresh;
}

void Recorder::escape(Operand value) {
  if (!value.is_value()) return;
  uint32_t index = root_of(value).index();
  if (index < flags_.size()) flags_[index] = static_cast<uint8_t>(flags_[index] & ~fresh);
}

Operand Recorder::constant(uint64_t word, Type type) {
  RecentConstant& recent = recent_constants_[((word * 0x9e3779b97f4a7c15) >> 56 ^ static_cast<size_t>(type)) % recent_constants_.size()];
  if (!recent.operand.valid() || recent.word != word || recent.type != type) recent = {word, type, trace_.add_constant(word, type)};
  return recent.operand;
}

Operand Recorder::operand(uint16_t unit, Type type) {
  Operand value = symbol(unit);
  if (!value.is_value() || is_known(value)) return constant(stack_.top().value(unit), type);
  return convert(value, type);
}

Operand Recorder::any_operand(uint16_t unit, Type constant_type) {
  Operand value = symbol(unit);
  if (!value.is_value() || is_known(value)) return constant(stack_.top().value(unit), constant_type);
  return value;
}

Operand Recorder::convert(Operand value, Type wanted) {
  Type type = trace_.type_of(value);
  if (layout::same_class(type, wanted)) return value;
  if (wanted == Type::f64) return trace_.pure(TraceOpcode::bits_to_float, Type::f64, {convert(value, Type::i64)});
  if (wanted == Type::f32) return trace_.pure(TraceOpcode::bits_to_float, Type::f32, {convert(value, Type::i32)});
  if (layout::is_float(type)) return convert(trace_.pure(TraceOpcode::float_to_bits, type, {value}), wanted);
  if (wanted == Type::i32) return trace_.pure(TraceOpcode::int_truncate, Type::i64, {value});
  return trace_.pure(TraceOpcode::int_zero_extend, Type::i64, {value});
}

}  // namespace jitwright::metainterp
