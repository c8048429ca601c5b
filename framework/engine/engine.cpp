#include "engine/engine.h"

#include <sys/mman.h>

#include <cstdio>
#include <iterator>

#include <jitwright/heap.h>

#include "engine/read_only_memory.h"

namespace jitwright::engine {

namespace {
constexpr const char* pass_names[] = {
#define PASS(name, ...) #name,
#include "optimizer/passes.def"
#undef PASS
};

/// Passes named in JITWRIGHT=disable:a+b.
uint32_t disabled_passes(const std::string& names) {
  uint32_t bits = 0;
  for (size_t pass = 0; pass < std::size(pass_names); pass++)
    if (("+" + names + "+").find("+" + std::string(pass_names[pass]) + "+") != std::string::npos) bits |= 1u << pass;
  return bits;
}
}  // namespace

__thread Engine* Engine::of_thread_ = nullptr;

Engine& Engine::make_current() {
  static thread_local std::unique_ptr<Engine> owner(new Engine);
  return *(of_thread_ = owner.get());
}

/// Zeroed pages that are there when they are first used: most never are.
Slot* Engine::map_slots() {
  void* memory = mmap(nullptr, jw_counter_count * sizeof(Slot), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(memory != MAP_FAILED, "memory for what is known of the counters");
  return static_cast<Slot*>(memory);
}

void Engine::Unmap::operator()(Slot* slots) const { munmap(slots, jw_counter_count * sizeof(Slot)); }

Engine::Engine() : aborts_by_reason(32) {}

Engine::~Engine() {
  for (const auto& root : roots_)
    if (root) log_.guard_counts(*root);
  of_thread_ = nullptr;
  if (started_) Heap::remove_root_of_thread(this);
  if (options().stats) std::fputs(report().c_str(), stderr);
}

void Engine::start() {
  if (started_) return;
  started_ = true;
  library_.load_registered_images();
  metainterp_ = std::make_unique<metainterp::MetaInterpreter>(library_, *this);
  metainterp_->limits.trace_operations = options().trace_limit;
  optimizer::Context context;
  context.pool = pool_;
  context.library = &library_;
  context.write_barrier = {.function = reinterpret_cast<uint64_t>(&jitwright::write_barrier),
                           .cards = reinterpret_cast<uint64_t>(jw_heap_cards),
                           .shift = detail::card_shift,
                           .mask = detail::card_mask,
                           .heap = detail::heap_range().begin,
                           .heap_end = detail::heap_range().end};
  layout::CallDescriptor field_change;
  field_change.name = "jw_field_changes";
  field_change.signature.parameters = {layout::AbiType::ptr, layout::AbiType::i64};
  field_change.effect = layout::CallEffect::none;
  field_change.look_inside = false;
  context.field_change = {.function = reinterpret_cast<uint64_t>(&jw_field_changes),
                          .filter = reinterpret_cast<uint64_t>(jw_relied_on),
                          .filter_size = jw_filter_size,
                          .descriptor = static_cast<uint32_t>(library_.add_call(field_change))};
  context.is_read_only = is_read_only_memory;
  context.find_shaped_entry = [this](uint32_t token, const optimizer::CallShape& shape) { return shaped_entry(token, shape); };
  for (const layout::BoxFamily& family : library_.families()) {
    optimizer::BoxTemplates templates;
    auto record = [&](const void* address) {
      const jitcode::Function* function = address ? library_.find(address) : nullptr;
      return function ? metainterp_->record_pure_function(*function) : trace::Trace();
    };
    templates.box = record(family.box);
    templates.unbox = record(family.unbox);
    templates.is_box = record(family.is_box);
    context.box_templates.push_back(std::move(templates));
  }
  optimizer::Options optimizer_options;
  optimizer_options.disabled_passes = disabled_passes(options().disable);
  optimizer_options.verify = options().verify;
  optimizer_options.exits_at_will = options().guards;
  optimizer_ = std::make_unique<optimizer::Optimizer>(std::move(context), std::move(optimizer_options));
  backend_ = options().backend == "reference" ? backend::make_reference_backend() : backend::make_x64_backend();
  backend_->exit_handler = &Engine::on_exit;
  backend_->exit_context = this;
  AllocationContext* allocation = allocation_context();
  backend_->inline_allocators.push_back({.function = reinterpret_cast<const void*>(&jitwright::allocate),
                                         .cursor = reinterpret_cast<uint64_t*>(&allocation->cursor),
                                         .limit = reinterpret_cast<uint64_t*>(&allocation->limit),
                                         .size_field = static_cast<int32_t>(offsetof(Header, gc))});
  Heap::add_root_of_thread([](void* engine, Tracer& tracer) { static_cast<Engine*>(engine)->report_roots(tracer); }, this);
  if (!options().log.empty()) log_.open(options().log);
  log_.describe_merge_point = [this](const trace::Trace& trace, const trace::Operation& operation) {
    std::vector<uint64_t> greens;
    for (trace::Operand operand : trace.operands(operation))
      greens.push_back(operand.is_constant() ? trace.constant(operand).bits : 0);
    const jitcode::Function* portal = metainterp_->portal(operation.descriptor);
    return portal ? describe(*portal, greens) : std::string();
  };
}

void Engine::report_roots(Tracer& tracer) {
  auto visit = [](void* context, const uint64_t* words, size_t count) {
    static_cast<Tracer*>(context)->visit_range_conservatively(words, words + count);
  };
  metainterp_->for_each_root(visit, &tracer);
  backend_->for_each_root(visit, &tracer);
  auto report = [&](const std::vector<uint64_t>& words) {
    tracer.visit_range_conservatively(words.data(), words.data() + words.size());
  };
  report(pool_->constants());
  for (const auto& root : roots_) {
    if (!root) continue;
    // What has no code is only counted: its greens may die, and whatever gets their addresses inherits the counts.
    report(root->position->greens);
    report(root->piece.constants);
    for (const auto& bridge : root->bridges) {
      report(bridge->constants);
    }
  }
}

metainterp::TargetToken Engine::find_target(const jitcode::Function& portal, std::span<const uint64_t> greens) {
  Position* position = positions_.find(&portal, greens);
  return position && position->root ? static_cast<metainterp::TargetToken>(position->root->token) : metainterp::TargetToken::none;
}

void Engine::run_portal(const jitcode::Function& portal, uint64_t* buffer) { portal.portal->resume(buffer); }

backend::Code* Engine::code_of(uint32_t target_token) {
  return target_token < roots_.size() && roots_[target_token] ? roots_[target_token]->piece.code.get() : nullptr;
}

std::string Engine::describe(const jitcode::Function& portal, std::span<const uint64_t> greens) const {
  const jw_driver* driver = portal.portal ? portal.portal->driver : nullptr;
  if (driver && driver->describe) {
    char text[512] = "";
    driver->describe(greens.data(), text, sizeof text);
    return text;
  }
  std::string text = driver ? driver->name : portal.name;
  for (uint64_t green : greens) text += " " + std::to_string(green);
  return text;
}

}  // namespace jitwright::engine
