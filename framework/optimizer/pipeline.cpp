// The steps of an optimisation, in order:
//
//   1. walk the recorded trace once with an abstract state (walk.h): integers, fold, guards, virtuals and heap work together, operation by
//      operation, because each feeds the others
//   2. peel: a loop's iteration is walked again from what is known at its end
//   3. dead code; what is left is copied, and boxes are expanded: only now, so that every rule above sees boxes as boxes
//
// Resume data is written guard by guard in step 1 and 2: no later step changes which guards there are, or their order.
#include "optimizer/optimizer.h"
#include "optimizer/walk.h"
#include "support/check.h"

namespace jitwright::optimizer {

namespace {

constexpr const char* pass_names[] = {
#define PASS(name, ...) #name,
#include "optimizer/passes.def"
#undef PASS
};

}  // namespace

const char* name(Pass pass) { return pass_names[static_cast<int>(pass)]; }

TargetLabels::TargetLabels() = default;
TargetLabels::~TargetLabels() = default;
TargetLabels::TargetLabels(TargetLabels&&) noexcept = default;
TargetLabels& TargetLabels::operator=(TargetLabels&&) noexcept = default;

size_t TargetLabels::bytes() const {
  size_t bytes = labels.capacity() * sizeof(labels[0]);
  for (const auto& label : labels) bytes += label->bytes();
  return bytes;
}

Result Walk::assemble() {
  Result result;
  if (failed_) {
    result.ok = false;
    result.message = failure_;
    return result;
  }
  auto step = [&](const char* pass, const Trace& trace) {
    if (shared_.options.dump) shared_.options.dump(pass, trace);
  };
  step("walk", out_);
  std::vector<uint32_t> kept;
  result.trace = remove_dead_code(out_, shared_.context, shared_.enabled(Pass::dead_code), kept);
  step("dead_code", result.trace);
  if (labels_.size() > 1) {
    LabelState& label = *labels_[1];
    auto renumber = [&](uint32_t& parameter) {
      if (parameter != no_index) parameter = kept[parameter];
    };
    for (StateNode& node : label.nodes) renumber(node.parameter);
    std::vector<uint32_t> import_number(label.imports.size(), no_index);
    std::vector<Import> used;
    for (uint32_t i = 0; i < label.imports.size(); i++) {
      Import& import = label.imports[i];
      if (!import.used) continue;
      renumber(import.parameter);
      for (Import::Argument& argument : import.arguments) {
        if (argument.kind == Import::Argument::Kind::import) argument.index = import_number[argument.index];
      }
      import_number[i] = static_cast<uint32_t>(used.size());
      used.push_back(std::move(import));
    }
    label.imports = std::move(used);
    std::vector<Type> types;
    for (size_t i = 0; i < kept.size(); i++) {
      if (kept[i] != no_index) types.push_back(label.parameter_types[i]);
    }
    label.parameter_types = std::move(types);
    label.parameter_count = static_cast<uint32_t>(label.parameter_types.size());
  }
  result.resume = resume_.finish();
  result.guards = static_cast<uint32_t>(result.resume.guard_count());
  result.operations = static_cast<uint32_t>(result.trace.size());
  for (auto& label : labels_) label->shrink_to_fit();
  result.labels.labels = std::move(labels_);
  if (shared_.options.verify) {
    std::string broken = trace::verify(result.trace);
    CHECK(broken.empty(), broken.c_str());
  }
  return result;
}

struct Optimizer::Impl {
  Shared shared;
};

Optimizer::Optimizer(Context context, Options options) : impl_(std::make_unique<Impl>()) {
  impl_->shared.context = std::move(context);
  impl_->shared.options = std::move(options);
  CHECK(impl_->shared.context.library, "the optimiser needs the library's descriptors");
  impl_->shared.prepare();
}
Optimizer::~Optimizer() = default;

Result Optimizer::optimize_loop(const trace::Trace& recorded, const resume::Snapshots& snapshots) {
  return Walk(impl_->shared, recorded, snapshots).run_loop();
}

Result Optimizer::optimize_entry(const trace::Trace& recorded, const resume::Snapshots& snapshots, TargetLabels* target, uint32_t own_token) {
  return Walk(impl_->shared, recorded, snapshots).run_straight(target, false, own_token);
}

Result Optimizer::optimize_shaped_entry(const trace::Trace& recorded, const resume::Snapshots& snapshots, TargetLabels* target,
                                        const CallShape& shape, uint32_t own_token) {
  return Walk(impl_->shared, recorded, snapshots).run_shaped_entry(target, shape, own_token);
}

Result Optimizer::optimize_bridge(const trace::Trace& recorded, const resume::Snapshots& snapshots, TargetLabels* target) {
  return Walk(impl_->shared, recorded, snapshots).run_straight(target, true);
}

}  // namespace jitwright::optimizer
