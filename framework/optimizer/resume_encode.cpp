// From a guard's snapshot to its resume data. What exists is a fail argument; what was not built is a recipe; delayed stores and
// what the bridge may want to know stand behind the frames.
//
// A fail argument's number is that of its operand in the trace, which does not change from guard to guard; the guard's operands stand
// in the same order, which is that of the numbers the resume data's reader gives.
#include <algorithm>

#include "optimizer/walk.h"
#include "support/check.h"

namespace jitwright::optimizer {

namespace {

constexpr size_t most_field_facts = 24, most_bound_facts = 12, most_kind_facts = 8;

}  // namespace

struct Walk::Encoding {
  using Source = resume::Source;
  Walk& walk;
  resume::Description description;
  std::vector<std::pair<V, uint32_t>> made;
  std::vector<uint32_t> names;              ///< value of each recipe
  std::vector<std::pair<Operand, V>>& arguments;  ///< and their values, ordered by number once the frames are known
  size_t kinds_said = 0;

  Source source(V value) {
    value = walk.resolve(value);
    for (auto [each, at_exit] : walk.exit_values_) {
      if (each == value) value = at_exit;
    }
    const Value& known = walk.at(value);
    Type type = known.type;
    if (walk.is_constant(value)) return {Source::Kind::constant, type, walk.bits_of(value)};
    if (known.out.valid() && !sinks(known)) {
      uint32_t& stamp = walk.argument_stamps_[known.out.index()];
      if (stamp != walk.guard_stamp_) arguments.emplace_back(known.out, value);
      stamp = walk.guard_stamp_;
      return {Source::Kind::fail_argument, type, known.out.index()};
    }
    for (auto [each, recipe] : made) {
      if (each == value) return {Source::Kind::virtual_object, type, recipe};
    }
    return {Source::Kind::virtual_object, type, recipe(value)};
  }

  /// A truth value is computed again where a guard fails: keeping what it compares costs less than making it a value.
  bool sinks(const Value& value) {
    bool is_truth = is_comparison(value.opcode) || value.opcode == Opcode::is_box || value.opcode == Opcode::int_zero_extend;
    if (!is_truth || value.import_index != no_index || !walk.shared_.enabled(Pass::dead_code)) return false;
    for (V each : value.operands) {
      if (each == V::none) continue;
      const Value& operand = walk.at(walk.resolve(each));
      if (!operand.out.valid()) return false;
      if (value.opcode == Opcode::int_zero_extend && !is_comparison(operand.opcode) && operand.opcode != Opcode::is_box) return false;
    }
    return true;
  }

  void order_arguments() {
    std::ranges::sort(arguments, {}, [](const auto& argument) { return argument.first.index(); });
  }

  uint32_t recipe(V value) {
    resume::Recipe recipe;
    if (walk.is_virtual(value)) {
      // Copies: encoding never changes objects, but keeps references short.
      const VirtualObject& object = walk.state_.objects[walk.at(value).object];
      recipe.kind = object.is_local ? resume::Recipe::Kind::local : resume::Recipe::Kind::allocation;
      recipe.call = static_cast<layout::CallDescriptorId>(object.call);
      recipe.size = object.size;
      recipe.type = Type::ptr;
      for (V each : object.arguments) recipe.arguments.push_back(source(each));
      uint32_t index = add(value, std::move(recipe));
      std::vector<resume::FieldStore> stores;
      for (const Slot& slot : object.slots) {
        Source stored = source(slot.value);
        bool zero = stored.kind == Source::Kind::constant && stored.bits == 0;
        if (!zero || object.is_local) stores.push_back({slot.offset, slot.memory_type, slot.access_class, stored});
      }
      description.recipes[index].stores = std::move(stores);
      return index;
    }
    if (walk.at(value).family != no_family) {
      recipe.kind = resume::Recipe::Kind::box;
      recipe.family = walk.at(value).family;
      recipe.type = Type::i64;
      recipe.arguments.push_back(source(walk.at(value).payload));
      return add(value, std::move(recipe));
    }
    const Value definition = walk.at(value);
    CHECK(trace::is_pure(definition.opcode) || definition.opcode == Opcode::is_box, "only objects, boxes and pure operations are left to exits");
    recipe.kind = resume::Recipe::Kind::operation;
    recipe.opcode = definition.opcode;
    recipe.type = definition.opcode == Opcode::ptr_add ? Type::ptr : definition.operation_type;
    recipe.immediate = definition.opcode == Opcode::is_box ? static_cast<int64_t>(definition.descriptor) : definition.immediate;
    recipe.scale = definition.scale;
    for (V each : definition.operands) {
      if (each != V::none) recipe.arguments.push_back(source(each));
    }
    return add(value, std::move(recipe));
  }

  uint32_t add(V value, resume::Recipe recipe) {
    auto index = static_cast<uint32_t>(description.recipes.size());
    description.recipes.push_back(std::move(recipe));
    made.emplace_back(value, index);
    names.push_back(index_of(value));
    return index;
  }

  void frames(SnapshotId id, size_t inner = 0) {
    const resume::SnapshotFrame& frame = walk.snapshots_[id];
    if (frame.parent != SnapshotId::none)
      frames(frame.parent, inner + 1);
    else
      description.frames.reserve(inner + 1);
    resume::FrameDescription& result = description.frames.emplace_back(frame.function, frame.pc, frame.across);
    auto live = walk.snapshots_.operands(frame);
    result.values.reserve(live.size());
    for (Operand each : live) result.values.push_back(each.valid() ? source(walk.value_of(each)) : Source{});
  }

  /// Delayed stores are pending; what virtualizable fields are known to hold is a fact.
  void memory() {
    size_t facts = 0;
    for (uint32_t id : walk.state_.heap_classes) {
      if (walk.state_.heap[id].empty()) continue;
      bool virtualizable = walk.shared_.virtualizable(AccessClassId{id});
      for (const HeapEntry& entry : walk.state_.heap[id]) {
        if (entry.dirty) {
          resume::PendingStore store;
          store.base = source(entry.at.base);
          store.index = entry.at.index == V::none ? Source{Source::Kind::constant, Type::i64, 0} : source(entry.at.index);
          store.scale = entry.at.scale;
          store.offset = entry.at.offset;
          store.memory_type = entry.at.memory_type;
          store.access_class = entry.at.access_class;
          store.value = source(entry.value);
          description.pending.push_back(store);
        } else if (virtualizable && entry.at.index == V::none && facts < most_field_facts && entry.at.offset == static_cast<int32_t>(entry.at.offset)) {
          V value = walk.resolve(entry.value);
          bool imported = !walk.at(value).out.valid() && walk.at(value).import_index != no_index;
          if (imported) continue;
          resume::Fact fact;
          fact.kind = resume::Fact::Kind::field;
          fact.value = source(entry.at.base);
          fact.other = source(value);
          fact.detail = id;
          fact.offset = static_cast<int32_t>(entry.at.offset);
          fact.memory_type = entry.at.memory_type;
          description.facts.push_back(fact);
          facts++;
        }
      }
    }
  }

  void kinds() {
    for (uint32_t id : walk.state_.heap_classes) {
      if (kinds_said == most_kind_facts) return;
      if (!walk.shared_.immutable(AccessClassId{id})) continue;
      for (const HeapEntry& entry : walk.state_.heap[id]) {
        if (!entry.dirty) remember_kind(id, entry);
      }
    }
  }

  /// What kind of object a fail argument is: constants in its immutable fields.
  void remember_kind(uint32_t id, const HeapEntry& entry) {
    V base = walk.resolve(entry.at.base);
    Operand out = walk.at(base).out;
    bool is_argument = out.is_value() && walk.argument_stamps_[out.index()] == walk.guard_stamp_;
    if (!is_argument || kinds_said == most_kind_facts || entry.at.index != V::none) return;
    V value = walk.resolve(entry.value);
    if (!walk.is_constant(value) || entry.at.offset != static_cast<int32_t>(entry.at.offset)) return;
    description.facts.push_back({resume::Fact::Kind::field, source(base), source(value), id, static_cast<int32_t>(entry.at.offset), entry.at.memory_type});
    kinds_said++;
  }

  void knowledge() {
    size_t bounds_said = 0;
    for (size_t i = 0; i < arguments.size(); i++) {
      V argument = walk.resolve(arguments[i].second);
      const Value& value = walk.at(argument);
      Source self{Source::Kind::fail_argument, value.type, arguments[i].first.index()};
      if (value.family != no_family) {
        description.facts.push_back({resume::Fact::Kind::is_box, self, {}, value.family});
        continue;
      }
      Bounds bounds = value.bounds;
      for (const auto& [each, at_exit] : walk.exit_bounds_) {
        if (each == argument) bounds = at_exit;
      }
      if (layout::is_float(value.type) || bounds_said >= most_bound_facts) continue;
      Bounds any = Bounds::any(value.type);
      // The payload of a box is bounded by its family.
      if (value.boxed != V::none && walk.at(walk.resolve(value.boxed)).family != no_family) any = walk.shared_.payload_bounds[walk.at(walk.resolve(value.boxed)).family];
      if (layout::is_wide_int(value.type) && bounds.umin > 0 && bounds.smin < 0 && !value.dereferenced) {
        description.facts.push_back({resume::Fact::Kind::not_null, self, {}});
        bounds_said++;
      }
      auto limit = [&](resume::Fact::Kind kind, int64_t bound) {
        uint64_t bits = value.type == Type::i32 ? static_cast<uint32_t>(bound) : static_cast<uint64_t>(bound);
        description.facts.push_back({kind, self, {Source::Kind::constant, value.type, bits}});
        bounds_said++;
      };
      if (bounds.smin > any.smin) limit(resume::Fact::Kind::at_least, bounds.smin);
      if (bounds.smax < any.smax) limit(resume::Fact::Kind::at_most, bounds.smax);
    }
  }
};

ResumeId Walk::encode(SnapshotId snapshot, std::vector<Operand>& operands) {
  guard_stamp_++;
  argument_stamps_.resize(out_.size() + 1);
  arguments_.clear();
  Encoding encoding{*this, {}, {}, {}, arguments_, 0};
  CHECK(snapshot != SnapshotId::none, "a guard has a snapshot");
  encoding.memory();
  encoding.frames(snapshot);
  encoding.order_arguments();
  encoding.kinds();
  encoding.knowledge();
  for (const auto& [operand, value] : encoding.arguments) operands.push_back(operand);
  // There are thousands of these until the trace is assembled.
  encoding.description.facts.shrink_to_fit();
  encoding.description.recipes.shrink_to_fit();
  descriptions_.push_back({std::move(encoding.description), std::move(encoding.names)});
  return static_cast<ResumeId>(descriptions_.size() - 1);
}

}  // namespace jitwright::optimizer
