// The description of one guard on its way into resume data.
//
// A fail argument's number is that of its operand in the trace, which does not change from guard to guard; the guard's operands
// stand in the same order, which is that of the numbers the resume data's reader gives.
//
// Files: resume_encode.cpp (frames, objects, stores), resume_facts.cpp (what the bridge may want to know).
#pragma once

#include <algorithm>
#include <vector>

#include "optimizer/walk.h"

namespace jitwright::optimizer {

/// The description of one guard. What did not change since the guard before, outer frames and all memory, is used again.
struct Walk::Encoding {
  using Source = resume::Source;
  Walk& walk;
  resume::Description description;
  resume::Additions additions;
  std::vector<std::pair<Operand, V>> arguments;  ///< fail arguments and their values, ordered by number once all is known
  std::vector<uint32_t> stamps;                  ///< by operation: number of the guard that last mentioned it
  uint32_t stamp = 0;

  std::vector<V> objects;  ///< that the guard mentions, in that order; virtual, or computed at the exit
  struct ObjectStamps {
    uint32_t mentioned = 0, made = 0;  ///< by which guard last
  };
  std::vector<ObjectStamps> object_stamps;  ///< by value

  size_t substitutions = 0;  ///< so often a value was what it is at the exit only

  std::vector<SnapshotId> frame_ids;  ///< of the description's frames
  struct Mention {
    V value;
    bool is_object;
  };
  std::vector<std::vector<Mention>> mentions;  ///< by frame: what no frame further out mentions

  std::vector<resume::Recipe> spare_recipes;
  std::vector<resume::FrameDescription> spare_frames;
  std::vector<SnapshotId> chain;  ///< scratch memory

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
      if (value.opcode == Opcode::int_zero_extend && !is_comparison(operand.opcode) && operand.opcode != Opcode::is_box)
        return false;
    }
    return true;
  }

  void order_arguments() {
    std::ranges::sort(arguments, {}, [](const auto& argument) { return argument.first.index(); });
  }

  // ---- objects
  /// The objects mentioned so far and what they lead to.
  void make_objects();
  resume::Recipe new_recipe();
  /// What it is made of comes before it.
  Source part(V value);
  void make(V value);
  void describe(const Value& definition, resume::Recipe& recipe);

  // ---- frames
  /// How many outer frames are those of the guard before: the same calls still wait, and no value they mention became something
  /// else.
  size_t frames_kept();
  void resize_frames(size_t count);
  void frames(SnapshotId top);
  void frame(size_t index);

  // ---- memory
  void delayed_stores();

  // ---- facts for bridges
  /// Whether it costs nothing to keep the value until the exit: the exit needs it anyway, or it is there all through the loop.
  bool is_free(V value);
  /// Makes it a fail argument, unless it is a constant.
  Source kept(V value);
  /// What fields of virtualizable objects hold.
  void fields();
  /// What the peeled loop takes over from the preamble: fields whose values are there all through it. A bridge that goes back to
  /// the loop need not load them again.
  void loop_fields();
  /// What kind of object a value is: constants in its immutable fields.
  void kind(V value, const Source& self);
  void limits(V argument, const Source& self, const Bounds& bounds, const Bounds& any, std::vector<resume::Fact>& facts);
  void all_known_of(V argument, const Source& self);
  /// What was not said yet of the fail arguments.
  void knowledge();
  /// What holds where this guard fails, and only there.
  void knowledge_at_exit();
};

}  // namespace jitwright::optimizer
