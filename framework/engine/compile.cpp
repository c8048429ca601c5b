// From a recorded trace to installed machine code: optimise, assemble, register.
#include <algorithm>

#include "engine/debuggers.h"
#include "engine/engine.h"
#include "engine/timer.h"

namespace jitwright::engine {

namespace {
uint32_t count_guards(const trace::Trace& trace) {
  uint32_t guards = 0;
  for (uint32_t i = 0; i < trace.size(); i++) guards += trace::is_guard(trace[i].opcode);
  return guards;
}

/// Numbers that no process has memory at need not be shown to the collector.
bool may_be_address(uint64_t bits) { return bits >> 16 != 0 && bits >> 48 == 0; }
}  // namespace

/// The roots that the trace's code jumps to or calls.
std::vector<uint32_t> Engine::targets_of(const trace::Trace& trace) {
  std::vector<uint32_t> targets;
  for (uint32_t i = 0; i < trace.size(); i++) {
    bool names_root = trace[i].opcode == trace::Opcode::jump || trace[i].opcode == trace::Opcode::call_assembler;
    if (names_root && trace[i].descriptor != static_cast<uint32_t>(metainterp::TargetToken::none)) targets.push_back(trace[i].descriptor);
  }
  return targets;
}

/// The labels of the loop that the recording ends in a jump to, or null.
optimizer::TargetLabels* Engine::target_of(const metainterp::Recording& recording) {
  bool jumps = recording.end == metainterp::Recording::End::jump_to_target;
  return jumps ? &roots_[static_cast<uint32_t>(recording.target)]->labels : nullptr;
}

optimizer::Result Engine::optimize(const metainterp::Recording& recording, TraceKind kind) {
  log_.recorded(recording, library_);
  stats.operations_recorded += recording.trace.size();
  stats.guards_recorded += count_guards(recording.trace);
  optimizer::TargetLabels* target = target_of(recording);
  Timer timer(stats.optimizing_seconds);
  optimizer::Result result;
  switch (kind) {
    case TraceKind::loop: result = optimizer_->optimize_loop(recording.trace, recording.snapshots); break;
    case TraceKind::entry: result = optimizer_->optimize_entry(recording.trace, recording.snapshots, target); break;
    case TraceKind::bridge: result = optimizer_->optimize_bridge(recording.trace, recording.snapshots, target); break;
  }
  if (result.ok && options().guards) add_guard_stress(result.trace);
  return result;
}

bool Engine::reject(const std::string& message, metainterp::AbortReason reason) {
  log_.rejected(message);
  stats.aborts++;
  aborts_by_reason[static_cast<size_t>(reason)]++;
  return false;
}

backend::CompileRequest Engine::request(const optimizer::Result& optimized, Piece& piece) {
  return {.trace = &optimized.trace,
          .calls = &library_.calls(),
          .targets = this,
          .owner = &piece,
          .disassemble = log_.enabled()};
}

bool Engine::compile_root(Position& position, const metainterp::Recording& recording) {
  if (!still_holds(recording)) return reject("what the trace relied on changed while it was recorded", metainterp::AbortReason::changed);
  TraceKind kind = recording.end == metainterp::Recording::End::closed_loop ? TraceKind::loop : TraceKind::entry;
  wanted_shapes_.clear();
  optimizer::Result optimized = optimize(recording, kind);
  if (!optimized.ok) return reject(optimized.message);
  auto root = std::make_unique<Root>();
  root->token = static_cast<uint32_t>(roots_.size());
  root->position = &position;
  root->piece.root = root.get();
  root->labels = std::move(optimized.labels);
  std::string message;
  {
    Timer timer(stats.assembling_seconds);
    backend::CompileRequest compile = request(optimized, root->piece);
    compile.self_token = root->token;
    root->piece.code = backend_->compile_root(compile, message);
  }
  if (!root->piece.code) return reject(message);
  kind == TraceKind::loop ? stats.loops++ : stats.entries++;
  position.root = root.get();
  Piece& piece = root->piece;
  roots_.push_back(std::move(root));
  if (kind == TraceKind::entry) position.root->recording = std::make_unique<metainterp::Recording>(recording);
  install(piece, recording, optimized);
  if (kind == TraceKind::entry) call_itself_by_shape(*position.root);
  look_at_use();
  return true;
}

bool Engine::compile_bridge(Piece& from, backend::Guard& guard, uint64_t value, const metainterp::Recording& recording) {
  if (!still_holds(recording) || from.invalid) return reject("what the trace relied on changed while it was recorded", metainterp::AbortReason::changed);
  optimizer::Result optimized = optimize(recording, TraceKind::bridge);
  if (!optimized.ok) return reject(optimized.message);
  auto piece = std::make_unique<Piece>();
  piece->root = from.root;
  std::string message;
  {
    Timer timer(stats.assembling_seconds);
    backend::CompileRequest compile = request(optimized, *piece);
    compile.value = value;
    piece->code = backend_->compile_bridge(compile, guard, *from.root->piece.code, message);
  }
  if (!piece->code) return reject(message);
  stats.bridges++;
  piece->parent = &from;
  piece->guard = &guard;
  bridge_of(guard, *static_cast<GuardState*>(guard.user), value) = piece.get();
  if (guard.code->can_dispatch(guard)) piece->value = value;
  piece->first_question = first_question(optimized.trace);
  descriptions_.erase(&guard);
  Piece& installed = *piece;
  from.root->bridges.push_back(std::move(piece));
  install(installed, recording, optimized);
  return true;
}

void Engine::install(Piece& piece, const metainterp::Recording& recording, const optimizer::Result& optimized) {
  piece.number = pieces_++;
  piece.resume = optimized.resume;
  for (const trace::Trace* trace : {&recording.trace, &optimized.trace})
    for (const trace::Constant& constant : trace->constants())
      if (layout::is_wide_int(constant.type) && may_be_address(constant.bits)) piece.constants.push_back(constant.bits);
  std::ranges::sort(piece.constants);
  piece.constants.erase(std::unique(piece.constants.begin(), piece.constants.end()), piece.constants.end());
  piece.constants.shrink_to_fit();
  piece.targets = targets_of(optimized.trace);
  rely_on(piece, recording.relied);
  piece.recorded_operations = recording.trace.size();
  piece.root->recorded_operations += recording.trace.size();
  piece.operations = optimized.trace.size();
  for (uint32_t i = 0; i < piece.operations; i++)
    if (optimized.trace[i].opcode == trace::Opcode::label) piece.last_label = i;
  stats.operations_compiled += optimized.trace.size();
  stats.guards_compiled += count_guards(optimized.trace);
  stats.code_bytes += piece.code->stats.code_bytes;
  stats.resume_bytes += piece.resume.bytes();
  if (piece.code->machine_code && (options().perf || options().gdb)) {
    const Position& position = *piece.root->position;
    std::string name = (&piece == &piece.root->piece ? "jit: " : "jit bridge: ") + describe(*position.function, position.greens);
    if (options().perf) register_with_perf(piece.code->machine_code, piece.code->stats.code_bytes, name);
    if (options().gdb) register_with_gdb(piece.code->machine_code, piece.code->stats.code_bytes, name);
  }
  log_.compiled(piece, optimized, library_);
  limit_memory(piece);
}

}  // namespace jitwright::engine
