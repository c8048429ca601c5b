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
constexpr size_t most_values_kept = 8;  ///< for a fact alone
constexpr size_t most_loop_facts = 8;

}  // namespace

/// The description of one guard. Its memory is used again for the next one.
struct Walk::Encoding {
  using Source = resume::Source;
  Walk& walk;
  resume::Description description;
  std::vector<resume::Recipe> spare_recipes;
  std::vector<resume::FrameDescription> spare_frames;
  std::vector<std::pair<V, uint32_t>> made;
  std::vector<uint32_t> names;                    ///< value of each recipe
  std::vector<std::pair<Operand, V>> arguments;   ///< and their values, ordered by number once the frames are known
  std::vector<uint32_t> stamps;                   ///< by operation: number of the guard that last mentioned it
  uint32_t stamp = 0;

  explicit Encoding(Walk& walk) : walk(walk) {}

  void begin() {
    stamp++;
    stamps.resize(walk.out_.size() + 1);
    std::ranges::move(description.recipes, std::back_inserter(spare_recipes));
    std::ranges::move(description.frames, std::back_inserter(spare_frames));
    description.recipes.clear(), description.frames.clear(), description.pending.clear(), description.facts.clear();
    made.clear(), names.clear(), arguments.clear();
  }

  Source source(V value) {
    value = walk.resolve(value);
    for (auto [each, at_exit] : walk.exit_values_) {
      if (each == value) value = at_exit;
    }
    const Value& known = walk.at(value);
    if (known.out.is_constant()) return {Source::Kind::constant, known.type, walk.bits_of(value)};
    if (known.out.is_value() && !sinks(known)) {
      uint32_t& last = stamps[known.out.index()];
      if (last != stamp) arguments.emplace_back(known.out, value);
      last = stamp;
      return {Source::Kind::fail_argument, known.type, known.out.index()};
    }
    Type type = known.type;
    for (auto [each, recipe] : made) {
      if (each == value) return {Source::Kind::virtual_object, type, recipe};
    }
    return {Source::Kind::virtual_object, type, recipe(value)};
  }

  bool is_argument(V value) { return walk.at(value).out.is_value() && stamps[walk.at(value).out.index()] == stamp; }

  /// A truth value is computed again where a guard fails: keeping what it compares costs less than making it a value.
  bool sinks(const Value& value) {
    bool is_truth = is_comparison(value.opcode) || value.opcode == Opcode::is_box || value.opcode == Opcode::int_zero_extend;
    return is_truth && can_sink(value);
  }

  bool can_sink(const Value& value) {
    if (value.import_index != no_index || !walk.shared_.enabled(Pass::dead_code)) return false;
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

  resume::Recipe new_recipe() {
    if (spare_recipes.empty()) return {};
    resume::Recipe recipe = std::move(spare_recipes.back());
    spare_recipes.pop_back();
    auto arguments_memory = std::move(recipe.arguments);
    auto stores_memory = std::move(recipe.stores);
    arguments_memory.clear(), stores_memory.clear();
    return {.arguments = std::move(arguments_memory), .stores = std::move(stores_memory)};
  }

  uint32_t recipe(V value) {
    resume::Recipe recipe = new_recipe();
    if (walk.is_virtual(value)) {
      const VirtualObject& object = walk.state_.objects[walk.at(value).object];
      recipe.kind = object.is_local ? resume::Recipe::Kind::local : resume::Recipe::Kind::allocation;
      recipe.call = static_cast<layout::CallDescriptorId>(object.call);
      recipe.size = object.size;
      recipe.type = Type::ptr;
      for (V each : object.arguments) recipe.arguments.push_back(source(each));
      std::vector<resume::FieldStore> stores = std::move(recipe.stores);
      uint32_t index = add(value, std::move(recipe));
      for (const Slot& slot : object.slots) {
        Source stored = source(slot.value);
        bool zero = stored.kind == Source::Kind::constant && stored.bits == 0;
        if (!zero || object.is_local) stores.push_back({slot.offset, slot.memory_type, slot.access_class, stored});
      }
      description.recipes[index].stores = std::move(stores);
      return index;
    }
    const Value& definition = walk.at(value);
    if (definition.family != no_family) {
      recipe.kind = resume::Recipe::Kind::box;
      recipe.family = definition.family;
      recipe.type = Type::i64;
      recipe.arguments.push_back(source(definition.payload));
      return add(value, std::move(recipe));
    }
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

  resume::FrameDescription& new_frame() {
    if (spare_frames.empty()) return description.frames.emplace_back();
    description.frames.push_back(std::move(spare_frames.back()));
    spare_frames.pop_back();
    description.frames.back().values.clear();
    return description.frames.back();
  }

  void frames(SnapshotId id) {
    const resume::SnapshotFrame& frame = walk.snapshots_[id];
    if (frame.parent != SnapshotId::none) frames(frame.parent);
    resume::FrameDescription& result = new_frame();
    result.function = frame.function;
    result.pc = frame.pc;
    result.across = frame.across;
    for (Operand each : walk.snapshots_.operands(frame)) result.values.push_back(each.valid() ? source(walk.value_of(each)) : Source{});
  }

  void delayed_stores() {
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

  /// Whether it costs nothing to keep the value until the exit: the exit needs it anyway, or it is there all through the loop.
  bool is_free(V value) {
    Operand out = walk.at(value).out;
    return is_argument(value) || (out.is_value() && walk.out_[out.index()].opcode == Opcode::parameter);
  }

  /// What fields of virtualizable objects hold.
  void fields() {
    size_t said = 0, kept = 0;
    V base = V::none, known_base = V::none;
    bool needed = false;
    for (uint32_t id : walk.state_.heap_classes) {
      if (!walk.shared_.virtualizable(AccessClassId{id})) continue;
      for (const HeapEntry& entry : walk.state_.heap[id]) {
        if (entry.at.base != known_base) {
          known_base = entry.at.base;
          base = walk.resolve(known_base);
          needed = is_free(base);
        }
        if (!needed || entry.dirty || entry.at.index != V::none || entry.at.offset != static_cast<int32_t>(entry.at.offset)) continue;
        V value = walk.resolve(entry.value);
        if (!walk.at(value).out.valid()) continue;
        if (!walk.is_constant(value) && !is_free(value) && ++kept > most_values_kept) continue;
        description.facts.push_back({resume::Fact::Kind::field, source(base), source(value), id, static_cast<int32_t>(entry.at.offset), entry.at.memory_type});
        if (++said == most_field_facts) return;
      }
    }
  }

  /// What the peeled loop takes over from the preamble: fields whose values are there all through it. A bridge that goes back to the loop need not
  /// load them again.
  void loop_fields() {
    if (!walk.label_) return;
    size_t said = 0;
    for (size_t i = 0; i < walk.label_->imports.size() && i < walk.import_values_.size(); i++) {
      const Import& import = walk.label_->imports[i];
      if (import.opcode != Opcode::load || !import.used || import.immediate != static_cast<int32_t>(import.immediate)) continue;
      V value = walk.resolve(walk.import_values_[i]);
      const Import::Argument& of = import.arguments[0];
      if (of.kind == Import::Argument::Kind::constant) continue;
      V base = walk.resolve(of.kind == Import::Argument::Kind::node ? walk.node_values_[of.index] : walk.import_values_[of.index]);
      bool is_there = import.is_constant ? walk.is_constant(value) : is_free(value) && walk.is_used(walk.at(value).out);
      if (!is_free(base) || !is_there) continue;
      const HeapEntry* entry = walk.find_entry({base, V::none, 0, import.immediate, import.memory_type, static_cast<AccessClassId>(import.descriptor)});
      if (!entry || entry->dirty || walk.resolve(entry->value) != value) continue;
      description.facts.push_back({resume::Fact::Kind::field, source(base), source(value), import.descriptor, static_cast<int32_t>(import.immediate),
                                   import.memory_type});
      if (++said == most_loop_facts) return;
    }
  }

  /// What kind of object a fail argument is: constants in its immutable fields.
  void kinds() {
    size_t said = 0;
    for (size_t i = 0; i < arguments.size(); i++) {
      for (uint32_t k = walk.at(arguments[i].second).known_fields; k != no_index;) {
        const KnownField& field = walk.state_.known_fields[k];
        k = field.next;
        V value = walk.resolve(field.value);
        if (!walk.is_constant(value)) continue;
        description.facts.push_back({resume::Fact::Kind::field, source(arguments[i].second), source(value), field.access_class, field.offset, field.memory_type});
        if (++said == most_kind_facts) return;
      }
    }
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
  CHECK(snapshot != SnapshotId::none, "a guard has a snapshot");
  if (!encoding_) encoding_ = std::make_shared<Encoding>(*this);
  Encoding& encoding = *encoding_;
  encoding.begin();
  encoding.delayed_stores();
  encoding.frames(snapshot);
  encoding.fields();
  encoding.loop_fields();
  encoding.order_arguments();
  encoding.kinds();
  encoding.knowledge();
  for (const auto& [operand, value] : encoding.arguments) operands.push_back(operand);
  return resume_.add(encoding.description, encoding.names);
}

}  // namespace jitwright::optimizer
