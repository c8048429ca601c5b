// Entries of compiled functions for callers that pass the parts of an object they did not build (optimizer::CallShape): a guest call
// passes its arguments in registers, and nobody makes the callee's frame.
//
// An entry is made of the recording of the function's plain entry when a caller first asks for its shape. A function that calls
// itself asks while it is compiled: its shaped entry is made right afterwards, and it is compiled again to call that.
#include <algorithm>

#include "engine/engine.h"
#include "engine/timer.h"

namespace jitwright::engine {

namespace {
constexpr size_t most_shapes = 3;
}  // namespace

uint32_t Engine::shaped_entry(uint32_t token, const optimizer::CallShape& shape) {
  if (token == no_token) {
    wanted_shapes_.push_back(shape);
    return no_token;
  }
  Root& root = *roots_[token];
  for (const ShapedEntry& entry : root.shaped) {
    if (!(entry.shape == shape)) continue;
    // One that is not ready yet may be called only by itself: it may still fail.
    bool usable = entry.root && (entry.root->piece.code || entry.root->token == shaped_token_);
    return usable ? entry.root->token : no_token;
  }
  return root.recording && root.shaped.size() < most_shapes ? compile_shaped(root, shape) : no_token;
}

uint32_t Engine::compile_shaped(Root& root, const optimizer::CallShape& shape) {
  const metainterp::Recording& recording = *root.recording;
  size_t index = root.shaped.size();
  roots_.push_back(std::make_unique<Root>());
  Root& entry = *roots_.back();
  entry.token = static_cast<uint32_t>(roots_.size() - 1);
  entry.position = root.position;
  entry.is_shaped = true;
  entry.plain = &root;
  entry.piece.root = &entry;
  root.shaped.push_back({shape, &entry});
  optimizer::TargetLabels* target = target_of(recording);
  uint32_t outer = std::exchange(shaped_token_, entry.token);
  optimizer::Result optimized = optimizer_->optimize_shaped_entry(recording.trace, recording.snapshots, target, shape, root.token);
  std::string message = optimized.message;
  if (optimized.ok) {
    if (options().guards) add_guard_stress(optimized.trace);
    entry.labels = std::move(optimized.labels);
    backend::CompileRequest compile = request(optimized, entry.piece);
    compile.self_token = entry.token;
    entry.piece.code = backend_->compile_root(compile, message);
  }
  if (entry.piece.code) {
    stats.entries++;
    install(entry.piece, recording, optimized);
  } else {
    reject(message);
    root.shaped[index].root = nullptr;
    roots_[entry.token].reset();
  }
  shaped_token_ = outer;
  return root.shaped[index].root ? root.shaped[index].root->token : no_token;
}

void Engine::call_itself_by_shape(Root& root) {
  std::vector<optimizer::CallShape> wanted = std::exchange(wanted_shapes_, {});
  if (wanted.empty() || !root.recording) return;
  bool found = false;
  for (const optimizer::CallShape& shape : wanted) found |= shaped_entry(root.token, shape) != no_token;
  if (!found) return;
  const metainterp::Recording& recording = *root.recording;
  optimizer::TargetLabels* target = target_of(recording);
  Timer timer(stats.optimizing_seconds);
  optimizer::Result optimized = optimizer_->optimize_entry(recording.trace, recording.snapshots, target, root.token);
  if (!optimized.ok) return;
  if (options().guards) add_guard_stress(optimized.trace);
  std::string message;
  backend::CompileRequest compile = request(optimized, root.piece);
  compile.self_token = root.token;
  std::unique_ptr<backend::Code> code = backend_->compile_root(compile, message);
  if (!code) return;
  memory_ -= root.piece.memory;
  root.piece.code = std::move(code);
  root.labels = std::move(optimized.labels);
  install(root.piece, recording, optimized);
}

}  // namespace jitwright::engine
