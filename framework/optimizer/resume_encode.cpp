// From a guard's snapshot to its resume data. What exists is a fail argument; what was not built is a recipe; delayed stores and
// what the bridge may want to know stand behind the frames.
#include "optimizer/encoding.h"
#include "support/check.h"

namespace jitwright::optimizer {

// ---- objects --------------------------------------------------------------------------------------------------------

void Walk::Encoding::make_objects() {
  for (size_t i = 0; i < objects.size(); i++) make(objects[i]);
}

resume::Recipe Walk::Encoding::new_recipe() {
  if (spare_recipes.empty()) return {};
  resume::Recipe recipe = std::move(spare_recipes.back());
  spare_recipes.pop_back();
  auto arguments_memory = std::move(recipe.arguments);
  auto stores_memory = std::move(recipe.stores);
  arguments_memory.clear(), stores_memory.clear();
  return {.arguments = std::move(arguments_memory), .stores = std::move(stores_memory)};
}

Walk::Encoding::Source Walk::Encoding::part(V value) {
  Source result = source(value);
  if (result.kind == Source::Kind::virtual_object) make(static_cast<V>(result.bits));
  return result;
}

void Walk::Encoding::make(V value) {
  if (stamps_of(value).made == stamp) return;
  stamps_of(value).made = stamp;
  resume::Recipe recipe = new_recipe();
  if (walk.is_virtual(value)) {
    const VirtualObject& object = walk.state_.objects[walk.at(value).object];
    recipe.kind = object.is_local ? resume::Recipe::Kind::local : resume::Recipe::Kind::allocation;
    recipe.call = static_cast<layout::CallDescriptorId>(object.call);
    recipe.size = object.size;
    recipe.type = Type::ptr;
    for (V each : object.arguments) recipe.arguments.push_back(part(each));
    for (const Slot& slot : object.slots) {
      Source stored = source(slot.value);
      bool zero = stored.kind == Source::Kind::constant && stored.bits == 0;
      if (!zero || object.is_local) recipe.stores.push_back({slot.offset, slot.memory_type, slot.access_class, stored});
    }
  } else {
    describe(walk.at(value), recipe);
  }
  description.recipes.push_back(std::move(recipe));
  additions.object_names.push_back(index_of(value));
}

void Walk::Encoding::describe(const Value& definition, resume::Recipe& recipe) {
  if (definition.family != no_family && !definition.out.valid()) {
    recipe.kind = resume::Recipe::Kind::box;
    recipe.family = definition.family;
    recipe.type = Type::i64;
    recipe.arguments.push_back(part(definition.payload));
    return;
  }
  CHECK(trace::is_pure(definition.opcode) || definition.opcode == Opcode::is_box,
        "only objects, boxes and pure operations are left to exits");
  recipe.kind = resume::Recipe::Kind::operation;
  recipe.opcode = definition.opcode;
  recipe.type = definition.opcode == Opcode::ptr_add ? Type::ptr : definition.operation_type;
  recipe.immediate = definition.opcode == Opcode::is_box ? static_cast<int64_t>(definition.descriptor) : definition.immediate;
  recipe.scale = definition.scale;
  for (V each : definition.operands) {
    if (each != V::none) recipe.arguments.push_back(part(each));
  }
}

// ---- frames ---------------------------------------------------------------------------------------------------------

size_t Walk::Encoding::frames_kept() {
  bool substituted = std::ranges::any_of(walk.exit_values_,
                                         [&](const auto& each) { return walk.at(each.first).in_parents == walk.parents_guard_; });
  size_t kept = 0;
  if (walk.parents_guard_ != 0 && !substituted) {
    while (kept + 1 < chain.size() && kept + 1 < frame_ids.size() && chain[kept] == frame_ids[kept]) kept++;
  }
  return kept;
}

void Walk::Encoding::resize_frames(size_t count) {
  while (description.frames.size() > count) {
    spare_frames.push_back(std::move(description.frames.back()));
    description.frames.pop_back();
  }
  while (description.frames.size() < count) {
    if (spare_frames.empty()) spare_frames.emplace_back();
    description.frames.push_back(std::move(spare_frames.back()));
    spare_frames.pop_back();
  }
}

void Walk::Encoding::frames(SnapshotId top) {
  chain.clear();
  for (SnapshotId id = top; id != SnapshotId::none; id = walk.snapshots_[id].parent) chain.push_back(id);
  std::ranges::reverse(chain);
  size_t kept = additions.same_frames = static_cast<uint32_t>(frames_kept());
  resize_frames(chain.size());
  if (mentions.size() < chain.size()) mentions.resize(chain.size());
  for (size_t i = 0; i < kept; i++) {
    for (const Mention& each : mentions[i]) {
      if (each.is_object)
        mention_object(each.value);
      else
        mention(walk.at(each.value).out, each.value);
    }
  }
  size_t before = substitutions;
  for (size_t i = kept; i + 1 < chain.size(); i++) frame(i);
  walk.parents_guard_ = substitutions == before ? stamp : 0;  // what holds at this exit only is no good for the next guard
  frame(chain.size() - 1);
  frame_ids = chain;
  for (size_t i = 0; i + 1 < chain.size(); i++) {
    for (const Mention& each : mentions[i]) walk.at(each.value).in_parents = stamp;
  }
}

void Walk::Encoding::frame(size_t index) {
  const resume::SnapshotFrame& frame = walk.snapshots_[chain[index]];
  resume::FrameDescription& result = description.frames[index];
  result.function = frame.function;
  result.pc = frame.pc;
  result.across = frame.across;
  result.values.clear();
  mentions[index].clear();
  for (Operand each : walk.snapshots_.operands(frame)) {
    result.values.push_back(each.valid() ? source(walk.value_of(each), &mentions[index]) : Source{});
  }
}

// ---- memory ---------------------------------------------------------------------------------------------------------

void Walk::Encoding::delayed_stores() {
  for (uint32_t id : walk.state_.dirty_classes) {
    for (const HeapEntry& entry : walk.state_.heap[id]) {
      if (!entry.dirty) continue;
      resume::PendingStore& store = description.pending.emplace_back();
      store.base = source(entry.at.base);
      store.index = entry.at.index == V::none ? Source{Source::Kind::constant, Type::i64, 0} : source(entry.at.index);
      store.scale = entry.at.scale;
      store.offset = entry.at.offset;
      store.memory_type = entry.at.memory_type;
      store.access_class = entry.at.access_class;
      store.value = source(entry.value);
    }
  }
}

ResumeId Walk::encode(SnapshotId snapshot, std::vector<Operand>& operands) {
  CHECK(snapshot != SnapshotId::none, "a guard has a snapshot");
  if (!encoding_) encoding_ = std::make_shared<Encoding>(*this);
  Encoding& encoding = *encoding_;
  encoding.begin();
  encoding.frames(snapshot);
  encoding.delayed_stores();
  encoding.make_objects();
  encoding.fields();
  encoding.loop_fields();
  encoding.knowledge_at_exit();
  encoding.order_arguments();
  encoding.knowledge();
  operands.reserve(operands.size() + encoding.arguments.size());
  for (const auto& [operand, value] : encoding.arguments) operands.push_back(operand);
  return resume_.add(encoding.description, encoding.additions);
}

}  // namespace jitwright::optimizer
