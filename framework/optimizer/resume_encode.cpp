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

constexpr size_t most_field_facts = 24, most_kind_facts = 8;
constexpr size_t most_values_kept = 8;  ///< for a fact alone
constexpr size_t most_loop_facts = 8;

}  // namespace

/// The description of one guard. What did not change since the guard before, outer frames and all memory, is used again.
struct Walk::Encoding {
  using Source = resume::Source;
  Walk& walk;
  resume::Description description;
  resume::Additions additions;
  std::vector<std::pair<Operand, V>> arguments;   ///< fail arguments and their values, ordered by number once all is known
  std::vector<uint32_t> stamps;                   ///< by operation: number of the guard that last mentioned it
  uint32_t stamp = 0;

  std::vector<V> objects;                         ///< that the guard mentions, in that order; virtual, or computed at the exit
  struct ObjectStamps {
    uint32_t mentioned = 0, made = 0;             ///< by which guard last
  };
  std::vector<ObjectStamps> object_stamps;        ///< by value

  size_t substitutions = 0;                       ///< so often a value was what it is at the exit only

  std::vector<SnapshotId> frame_ids;              ///< of the description's frames
  struct Mention {
    V value;
    bool is_object;
  };
  std::vector<std::vector<Mention>> mentions;     ///< by frame: what no frame further out mentions

  std::vector<resume::Recipe> spare_recipes;
  std::vector<resume::FrameDescription> spare_frames;
  std::vector<SnapshotId> chain;                  ///< scratch memory

  explicit Encoding(Walk& walk) : walk(walk) {}

  void begin() {
    stamp++;
    stamps.resize(walk.out_.size() + 1);
    object_stamps.resize(walk.state_.values.size() + 1);
    std::ranges::move(description.recipes, std::back_inserter(spare_recipes));
    description.recipes.clear(), description.pending.clear(), description.facts.clear();
    additions.object_names.clear(), additions.holding.clear(), additions.news.items.clear(), additions.news.facts.clear();
    objects.clear(), arguments.clear();
  }

  /// True the first time.
  bool mention(Operand out, V value) {
    uint32_t& last = stamps[out.index()];
    if (last == stamp) return false;
    last = stamp;
    arguments.emplace_back(out, value);
    return true;
  }

  bool mention_object(V value) {
    uint32_t& last = stamps_of(value).mentioned;
    if (last == stamp) return false;
    last = stamp;
    objects.push_back(value);
    return true;
  }

  ObjectStamps& stamps_of(V value) {
    if (index_of(value) >= object_stamps.size()) object_stamps.resize(index_of(value) + 16);
    return object_stamps[index_of(value)];
  }

  V at_exit(V value) const {
    for (auto [each, at_exit] : walk.exit_values_) {
      if (each == value) return at_exit;
    }
    return value;
  }

  /// In a description objects have the names of their values. `mentions`: where to note what is mentioned for the first time.
  Source source(V value, std::vector<Mention>* mentions = nullptr) {
    value = walk.resolve(value);
    if (V substitute = at_exit(value); substitute != value) {
      value = substitute;
      substitutions++;
    }
    const Value& known = walk.at(value);
    if (known.out.is_constant()) return {Source::Kind::constant, known.type, walk.bits_of(value)};
    bool is_object = !known.out.is_value() || sinks(known);
    bool is_first = is_object ? mention_object(value) : mention(known.out, value);
    if (mentions && is_first) mentions->push_back({value, is_object});
    if (is_object) return {Source::Kind::virtual_object, known.type, index_of(value)};
    return {Source::Kind::fail_argument, known.type, known.out.index()};
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

  // ---- objects

  /// The objects mentioned so far and what they lead to.
  void make_objects() {
    for (size_t i = 0; i < objects.size(); i++) make(objects[i]);
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

  /// What it is made of comes before it.
  Source part(V value) {
    Source result = source(value);
    if (result.kind == Source::Kind::virtual_object) make(static_cast<V>(result.bits));
    return result;
  }

  void make(V value) {
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

  void describe(const Value& definition, resume::Recipe& recipe) {
    if (definition.family != no_family && !definition.out.valid()) {
      recipe.kind = resume::Recipe::Kind::box;
      recipe.family = definition.family;
      recipe.type = Type::i64;
      recipe.arguments.push_back(part(definition.payload));
      return;
    }
    CHECK(trace::is_pure(definition.opcode) || definition.opcode == Opcode::is_box, "only objects, boxes and pure operations are left to exits");
    recipe.kind = resume::Recipe::Kind::operation;
    recipe.opcode = definition.opcode;
    recipe.type = definition.opcode == Opcode::ptr_add ? Type::ptr : definition.operation_type;
    recipe.immediate = definition.opcode == Opcode::is_box ? static_cast<int64_t>(definition.descriptor) : definition.immediate;
    recipe.scale = definition.scale;
    for (V each : definition.operands) {
      if (each != V::none) recipe.arguments.push_back(part(each));
    }
  }

  // ---- frames

  /// How many outer frames are those of the guard before: the same calls still wait, and no value they mention became something else.
  size_t frames_kept() {
    bool substituted = std::ranges::any_of(walk.exit_values_, [&](const auto& each) { return walk.at(each.first).in_parents == walk.parents_guard_; });
    size_t kept = 0;
    if (walk.parents_guard_ != 0 && !substituted) {
      while (kept + 1 < chain.size() && kept + 1 < frame_ids.size() && chain[kept] == frame_ids[kept]) kept++;
    }
    return kept;
  }

  void resize_frames(size_t count) {
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

  void frames(SnapshotId top) {
    chain.clear();
    for (SnapshotId id = top; id != SnapshotId::none; id = walk.snapshots_[id].parent) chain.push_back(id);
    std::ranges::reverse(chain);
    size_t kept = additions.same_frames = static_cast<uint32_t>(frames_kept());
    resize_frames(chain.size());
    if (mentions.size() < chain.size()) mentions.resize(chain.size());
    for (size_t i = 0; i < kept; i++) {
      for (const Mention& each : mentions[i]) {
        if (each.is_object) mention_object(each.value);
        else mention(walk.at(each.value).out, each.value);
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

  void frame(size_t index) {
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

  // ---- memory

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

  // ---- facts for bridges

  /// Whether it costs nothing to keep the value until the exit: the exit needs it anyway, or it is there all through the loop.
  bool is_free(V value) {
    Operand out = walk.at(value).out;
    return is_argument(value) || (out.is_value() && walk.out_[out.index()].opcode == Opcode::parameter);
  }

  /// Makes it a fail argument, unless it is a constant.
  Source kept(V value) {
    const Value& known = walk.at(value);
    if (known.out.is_constant()) return {Source::Kind::constant, known.type, walk.bits_of(value)};
    mention(known.out, value);
    return {Source::Kind::fail_argument, known.type, known.out.index()};
  }

  /// What fields of virtualizable objects hold.
  void fields() {
    size_t kept_alone = 0;
    V base = V::none, known_base = V::none;
    bool needed = false;
    for (uint32_t id : walk.state_.heap_classes) {
      if (!walk.shared_.virtualizable(AccessClassId{id})) continue;
      for (HeapEntry& entry : walk.state_.heap[id]) {
        if (entry.at.base != known_base) {
          known_base = entry.at.base;
          base = walk.resolve(known_base);
          needed = is_free(base);
        }
        if (!needed || entry.dirty || entry.at.index != V::none || entry.at.offset != static_cast<int32_t>(entry.at.offset)) continue;
        V value = walk.resolve(entry.value);
        Operand out = walk.at(value).out;
        if (!out.valid() || at_exit(value) != value) continue;
        if (out.is_value() && !is_free(value) && ++kept_alone > most_values_kept) continue;
        Source self = kept(base), other = kept(value);
        if (entry.fact == no_index || entry.fact_value != value) {
          entry.fact = walk.resume_.number_of({resume::Fact::Kind::field, self, other, id, static_cast<int32_t>(entry.at.offset), entry.at.memory_type});
          entry.fact_value = value;
        }
        additions.holding.push_back(entry.fact);
        if (additions.holding.size() == most_field_facts) return;
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
      if (at_exit(value) != value) continue;
      Source self = kept(base), other = kept(value);
      description.facts.push_back({resume::Fact::Kind::field, self, other, import.descriptor, static_cast<int32_t>(import.immediate), import.memory_type});
      if (++said == most_loop_facts) return;
    }
  }

  /// What kind of object a value is: constants in its immutable fields.
  void kind(V value, const Source& self) {
    size_t said = 0;
    for (uint32_t k = walk.at(value).known_fields; k != no_index && said < most_kind_facts;) {
      const KnownField& field = walk.state_.known_fields[k];
      k = field.next;
      V holds = walk.resolve(field.value);
      if (!walk.is_constant(holds)) continue;
      Source other{Source::Kind::constant, walk.at(holds).type, walk.bits_of(holds)};
      additions.news.facts.push_back({resume::Fact::Kind::field, self, other, field.access_class, field.offset, field.memory_type});
      said++;
    }
  }

  void limits(V argument, const Source& self, const Bounds& bounds, const Bounds& any, std::vector<resume::Fact>& facts) {
    const Value& value = walk.at(argument);
    auto limit = [&](resume::Fact::Kind kind, int64_t bound) {
      uint64_t bits = value.type == Type::i32 ? static_cast<uint32_t>(bound) : static_cast<uint64_t>(bound);
      facts.push_back({kind, self, {Source::Kind::constant, value.type, bits}});
    };
    if (bounds.smin > any.smin) limit(resume::Fact::Kind::at_least, bounds.smin);
    if (bounds.smax < any.smax) limit(resume::Fact::Kind::at_most, bounds.smax);
  }

  void all_known_of(V argument, const Source& self) {
    const Value& value = walk.at(argument);
    kind(argument, self);
    if (value.family != no_family) {
      additions.news.facts.push_back({resume::Fact::Kind::is_box, self, {}, value.family});
      return;
    }
    if (layout::is_float(value.type)) return;
    Bounds any = Bounds::any(value.type);
    // The payload of a box is bounded by its family.
    if (value.boxed != V::none && walk.at(walk.resolve(value.boxed)).family != no_family) any = walk.shared_.payload_bounds[walk.at(walk.resolve(value.boxed)).family];
    if (layout::is_wide_int(value.type) && value.bounds.umin > 0 && value.bounds.smin < 0 && !value.dereferenced)
      additions.news.facts.push_back({resume::Fact::Kind::not_null, self, {}});
    limits(argument, self, value.bounds, any, additions.news.facts);
  }

  /// What was not said yet of the fail arguments.
  void knowledge() {
    for (const auto& [operand, value] : arguments) {
      Value& argument = walk.at(value);
      if (!argument.has_news) continue;
      argument.has_news = false;
      size_t before = additions.news.facts.size();
      Source self{Source::Kind::fail_argument, argument.type, operand.index()};
      all_known_of(value, self);
      if (additions.news.facts.size() != before || walk.resume_.is_known(self.bits)) additions.news.items.push_back({self, static_cast<uint32_t>(additions.news.facts.size())});
    }
  }

  /// What holds where this guard fails, and only there.
  void knowledge_at_exit() {
    for (const auto& [value, bounds] : walk.exit_bounds_) {
      const Value& known = walk.at(value);
      if (!is_argument(value) || known.family != no_family || layout::is_float(known.type)) continue;
      limits(value, {Source::Kind::fail_argument, known.type, known.out.index()}, bounds, known.bounds, description.facts);
    }
  }
};

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
