// From a recorded trace to installed machine code: optimise, assemble, register.
#include <chrono>

#include "engine/debuggers.h"
#include "engine/engine.h"

namespace jitwright::engine {

namespace {
class Timer {
 public:
  explicit Timer(double& sum) : sum_(sum), begin_(std::chrono::steady_clock::now()) {}
  ~Timer() { sum_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count(); }

 private:
  double& sum_;
  std::chrono::steady_clock::time_point begin_;
};

uint32_t count_guards(const trace::Trace& trace) {
  uint32_t guards = 0;
  for (uint32_t i = 0; i < trace.size(); i++) guards += trace::is_guard(trace[i].opcode);
  return guards;
}
}  // namespace

bool Engine::compile_root(Position& position, metainterp::Recording& recording) {
  using End = metainterp::Recording::End;
  log_.recorded(recording, library_);
  stats.operations_recorded += recording.trace.size();
  stats.guards_recorded += count_guards(recording.trace);
  optimizer::TargetLabels* target =
      recording.end == End::jump_to_target ? &roots_[static_cast<uint32_t>(recording.target)]->labels : nullptr;
  optimizer::Result optimized;
  {
    Timer timer(stats.optimizing_seconds);
    optimized = recording.end == End::closed_loop
                    ? optimizer_->optimize_loop(recording.trace, recording.snapshots)
                    : optimizer_->optimize_entry(recording.trace, recording.snapshots, target);
  }
  if (!optimized.ok) {
    log_.rejected(optimized.message);
    stats.aborts++;
    aborts_by_reason[static_cast<size_t>(metainterp::AbortReason::bad_loop)]++;
    return false;
  }
  auto root = std::make_unique<Root>();
  root->token = static_cast<uint32_t>(roots_.size());
  root->position = &position;
  root->piece.root = root.get();
  root->labels = std::move(optimized.labels);
  if (options().guards) add_guard_stress(optimized.trace);
  std::string message;
  {
    Timer timer(stats.assembling_seconds);
    root->piece.code = backend_->compile_root({.trace = &optimized.trace,
                                               .calls = &library_.calls(),
                                               .targets = this,
                                               .self_token = root->token,
                                               .owner = &root->piece,
                                               .disassemble = log_.enabled()},
                                              message);
  }
  if (!root->piece.code) {
    log_.rejected(message);
    stats.aborts++;
    aborts_by_reason[static_cast<size_t>(metainterp::AbortReason::bad_loop)]++;
    return false;
  }
  recording.end == End::closed_loop ? stats.loops++ : stats.entries++;
  install(root->piece, recording.trace, optimized);
  position.root = root.get();
  roots_.push_back(std::move(root));
  return true;
}

bool Engine::compile_bridge(Piece& from, backend::Guard& guard, metainterp::Recording& recording) {
  using End = metainterp::Recording::End;
  log_.recorded(recording, library_);
  stats.operations_recorded += recording.trace.size();
  stats.guards_recorded += count_guards(recording.trace);
  optimizer::TargetLabels* target =
      recording.end == End::jump_to_target ? &roots_[static_cast<uint32_t>(recording.target)]->labels : nullptr;
  optimizer::Result optimized;
  {
    Timer timer(stats.optimizing_seconds);
    optimized = optimizer_->optimize_bridge(recording.trace, recording.snapshots, target);
  }
  if (!optimized.ok) {
    log_.rejected(optimized.message);
    return false;
  }
  if (options().guards) add_guard_stress(optimized.trace);
  auto piece = std::make_unique<Piece>();
  piece->root = from.root;
  std::string message;
  {
    Timer timer(stats.assembling_seconds);
    piece->code = backend_->compile_bridge({.trace = &optimized.trace,
                                            .calls = &library_.calls(),
                                            .targets = this,
                                            .owner = piece.get(),
                                            .disassemble = log_.enabled()},
                                           guard, *from.root->piece.code, message);
  }
  if (!piece->code) {
    log_.rejected(message);
    return false;
  }
  stats.bridges++;
  install(*piece, recording.trace, optimized);
  from.root->bridges.push_back(std::move(piece));
  return true;
}

void Engine::install(Piece& piece, const trace::Trace& recorded, const optimizer::Result& optimized) {
  piece.number = pieces_++;
  piece.resume = optimized.resume;
  for (const trace::Trace* trace : {&recorded, &optimized.trace})
    for (const trace::Constant& constant : trace->constants())
      if (layout::is_wide_int(constant.type)) piece.constants.push_back(constant.bits);
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
}

}  // namespace jitwright::engine
