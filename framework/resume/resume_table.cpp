// Reading resume data: the records up to the guard that is asked for, then its description.
#include <algorithm>

#include "resume/list_delta.h"
#include "resume/resume_data.h"
#include "resume/running_description.h"
#include "resume/varint.h"
#include "support/check.h"

namespace jitwright::resume {

namespace {

constexpr uint64_t pair(uint32_t high, uint32_t low) { return uint64_t{high} << 32 | low; }
constexpr uint32_t low(uint64_t word) { return static_cast<uint32_t>(word); }
constexpr uint32_t high(uint64_t word) { return static_cast<uint32_t>(word >> 32); }
constexpr int64_t unzigzag(uint64_t value) { return static_cast<int64_t>((value >> 1) ^ (~(value & 1) + 1)); }

struct Reader {
  ByteReader in;
  const Pool& pool;
  RunningDescription now;
  std::vector<bool>* needed_constants = nullptr;

  uint32_t number() { return static_cast<uint32_t>(in.number()); }

  uint32_t source() {
    uint64_t word = in.number();
    if (!(word & 1)) return static_cast<uint32_t>(now.sources.size() - 1 - (word >> 1));
    Source source;
    source.type = static_cast<Type>(word >> 3 & 7);
    source.bits = word >> 6;
    unsigned kind = word >> 1 & 3;
    if (kind == pooled_kind) {
      if (needed_constants) (*needed_constants)[source.bits] = true;
      source.bits = pool.constant(static_cast<uint32_t>(source.bits));
    } else {
      source.kind = static_cast<Source::Kind>(kind);
      if (source.kind == Source::Kind::fail_argument) {
        source.bits = now.last_name += static_cast<uint64_t>(unzigzag(source.bits));
      }
    }
    now.sources.push_back(source);
    return static_cast<uint32_t>(now.sources.size() - 1);
  }

  uint32_t place() {
    uint64_t word = in.number();
    if (!(word & 1)) return static_cast<uint32_t>(now.places.size() - 1 - (word >> 1));
    Place place;
    place.memory_type = static_cast<MemoryType>(word >> 1 & 7);
    place.access_class = static_cast<layout::AccessClassId>(word >> 5);
    place.base = source();
    place.offset = in.signed_number();
    place.index = nothing;
    if (word >> 4 & 1) {
      place.index = source();
      place.scale = static_cast<uint16_t>(in.number());
    }
    now.places.push_back(place);
    return static_cast<uint32_t>(now.places.size() - 1);
  }

  uint32_t slot() {
    uint64_t word = in.number();
    if (!(word & 1)) return static_cast<uint32_t>(now.slots.size() - 1 - (word >> 1));
    ObjectSlot slot;
    slot.memory_type = static_cast<MemoryType>(word >> 1 & 7);
    slot.access_class = static_cast<layout::AccessClassId>(word >> 5);
    slot.offset = number();
    now.slots.push_back(slot);
    return static_cast<uint32_t>(now.slots.size() - 1);
  }

  Source fact_source() {
    uint64_t word = in.number();
    Source source{Source::Kind::constant, static_cast<Type>(word >> 2 & 7), word >> 5};
    unsigned kind = word & 3;
    if (kind == pooled_kind) {
      if (needed_constants) (*needed_constants)[source.bits] = true;
      source.bits = pool.constant(static_cast<uint32_t>(source.bits));
    } else if ((source.kind = static_cast<Source::Kind>(kind)) == Source::Kind::fail_argument) {
      source.bits = now.last_fact_name += static_cast<uint64_t>(unzigzag(source.bits));
    }
    return source;
  }

  uint32_t fact() {
    uint64_t word = in.number();
    if (!(word & 1)) return static_cast<uint32_t>(now.facts.size() - 1 - (word >> 1));
    Source value = fact_source();
    now.facts.push_back(rest_of_fact(word >> 1, value));
    return static_cast<uint32_t>(now.facts.size() - 1);
  }

  Fact rest_of_fact(uint64_t head, const Source& value) {
    Fact fact{static_cast<Fact::Kind>(head & 7), value};
    fact.memory_type = static_cast<MemoryType>(head >> 3);
    if (has_detail(fact.kind)) fact.detail = number();
    if (has_other(fact.kind)) fact.other = fact_source();
    if (fact.kind == Fact::Kind::field) fact.offset = static_cast<int32_t>(in.signed_number());
    return fact;
  }

  void change_facts() {
    uint64_t word = in.number();
    if (word & 1) read_list_delta(in, now.known, [&] { return uint64_t{fact()}; });
    for (uint64_t items = word >> 1; items > 0; items--) {
      Source value = fact_source();
      std::erase_if(now.of_values, [&](const Fact& fact) { return fact.value == value; });
      for (uint64_t facts = in.number(); facts > 0; facts--) {
        uint64_t head = in.number();
        now.of_values.push_back(rest_of_fact(head, value));
      }
    }
  }

  uint32_t head() {
    uint64_t word = in.number();
    if (!(word & 1)) return static_cast<uint32_t>(now.heads.size() - 1 - (word >> 1));
    RecipeHead head;
    head.recipe.kind = static_cast<Recipe::Kind>(word >> 1 & 3);
    head.recipe.type = static_cast<Type>(word >> 3 & 7);
    switch (head.recipe.kind) {
      case Recipe::Kind::allocation: head.recipe.call = static_cast<layout::CallDescriptorId>(in.number()); [[fallthrough]];
      case Recipe::Kind::local: head.recipe.size = in.number(); break;
      case Recipe::Kind::box: head.recipe.family = number(); break;
      case Recipe::Kind::operation:
        head.recipe.opcode = static_cast<trace::Opcode>(in.number());
        head.recipe.immediate = in.signed_number();
        head.recipe.scale = static_cast<uint16_t>(in.number());
        break;
    }
    head.arguments.resize(word >> 6);
    for (uint32_t& argument : head.arguments) argument = source();
    now.heads.push_back(std::move(head));
    return static_cast<uint32_t>(now.heads.size() - 1);
  }

  uint64_t object() {
    uint64_t distance = in.number();
    if (distance) return now.objects.size() - distance;
    now.objects.emplace_back();
    return now.objects.size() - 1;
  }

  void change_stores(RunningObject& object) {
    read_list_delta(in, object.stores, [&] {
      uint32_t at = slot();
      return pair(at, source());
    });
  }

  void change_objects() {
    size_t next = 0;
    while (uint64_t word = in.number()) {
      next += word >> 1;
      RunningObject& object = now.objects[now.made[next - 1]];
      if (word & 1) object.head = head();
      if (!(word & 1) || in.number()) change_stores(object);
    }
  }

  void change_frame(RunningFrame& frame, unsigned changes) {
    uint64_t word = in.number();
    frame.pc = static_cast<uint32_t>(frame.pc + unzigzag(word >> 2));
    frame.across = word >> 1 & 1;
    if (word & 1) {
      frame.value_count = number();
      frame.live = {};
    } else {
      frame.live = live_registers(frame.function, frame.pc, frame.across);
      frame.value_count = static_cast<uint32_t>(frame.live.size());
    }
    uint64_t count = changes < many_changes ? changes : in.number();
    for (uint64_t position = 0; count > 0; count--, position++) {
      position += in.number();
      uint32_t reg = frame.live.empty() ? static_cast<uint32_t>(position) : frame.live[position];
      if (reg >= frame.registers.size()) frame.registers.resize(reg + 1, nothing);
      frame.registers[reg] = source();
    }
  }

  void change_frames(bool all, unsigned changes) {
    auto depth = static_cast<uint32_t>(now.frames.size()), first = depth - 1;
    if (all) {
      first = number();
      depth = number();
      while (now.frames.size() > depth) retire_top_frame(now);
    }
    for (uint32_t i = first; i < depth; i++) {
      if (all) {
        uint32_t function = number();
        use_frame(now, i, function);
        now.frames[i].function = pool.function(function);
      }
      change_frame(now.frames[i], i + 1 == depth ? changes : many_changes);
    }
  }

  void record() {
    uint8_t parts = in.byte();
    if (parts & made_changed) read_list_delta(in, now.made, [&] { return object(); });
    if (parts & objects_changed) change_objects();
    if (parts & pending_changed) {
      read_list_delta(in, now.pending, [&] {
        uint32_t at = place();
        return pair(at, source());
      });
    }
    change_frames(parts & frames_changed, parts >> change_count_shift);
    if (parts & known_changed) change_facts();
  }
};

/// The running description as it stands: fail arguments numbered by name, objects by position.
struct Describer {
  const RunningDescription& now;
  std::vector<uint64_t> names = {};  ///< of the fail arguments, ascending
  std::vector<uint32_t> recipe_of_object = {};
  Description description = {};

  Source source(uint32_t number) {
    Source source = now.sources[number];
    if (source.kind == Source::Kind::virtual_object) source.bits = recipe_of_object[source.bits];
    if (source.kind == Source::Kind::fail_argument) names.push_back(source.bits);
    return source;
  }

  std::vector<Source> sources(const std::vector<uint32_t>& numbers) {
    std::vector<Source> result;
    result.reserve(numbers.size());
    for (uint32_t number : numbers) result.push_back(source(number));
    return result;
  }

  void recipes() {
    recipe_of_object.assign(now.objects.size(), nothing);
    for (uint32_t i = 0; i < now.made.size(); i++) recipe_of_object[now.made[i]] = i;
    for (uint64_t number : now.made) {
      const RunningObject& object = now.objects[number];
      const RecipeHead& head = now.heads[object.head];
      Recipe& recipe = description.recipes.emplace_back(head.recipe);
      recipe.arguments = sources(head.arguments);
      for (uint64_t store : object.stores) {
        const ObjectSlot& slot = now.slots[high(store)];
        recipe.stores.push_back({slot.offset, slot.memory_type, slot.access_class, source(low(store))});
      }
    }
  }

  void memory() {
    for (uint64_t each : now.pending) {
      const Place& place = now.places[high(each)];
      PendingStore& store = description.pending.emplace_back();
      store.base = source(place.base);
      if (place.index != nothing) store.index = source(place.index);
      store.scale = place.scale;
      store.offset = place.offset;
      store.memory_type = place.memory_type;
      store.access_class = place.access_class;
      store.value = source(low(each));
    }
    for (uint64_t number : now.known) {
      const Fact& fact = description.facts.emplace_back(now.facts[number]);
      for (const Source& each : {fact.value, fact.other}) {
        if (each.kind == Source::Kind::fail_argument) names.push_back(each.bits);
      }
    }
  }

  /// Once all fail arguments are there.
  void facts_of_values() {
    for (const Fact& fact : now.of_values) {
      if (std::ranges::binary_search(names, fact.value.bits)) description.facts.push_back(fact);
    }
  }

  void frames() {
    for (const RunningFrame& frame : now.frames) {
      FrameDescription& result = description.frames.emplace_back();
      result.function = frame.function;
      result.pc = frame.pc;
      result.across = frame.across;
      for (uint32_t i = 0; i < frame.value_count; i++) result.values.push_back(source(frame.source_of(i)));
    }
  }

  void number(Source& source) {
    if (source.kind != Source::Kind::fail_argument) return;
    source.bits = static_cast<uint64_t>(std::ranges::lower_bound(names, source.bits) - names.begin());
  }

  void order_names() {
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
  }

  void number_fail_arguments() {
    for (FrameDescription& frame : description.frames)
      for (Source& value : frame.values) number(value);
    for (Recipe& recipe : description.recipes) {
      for (Source& argument : recipe.arguments) number(argument);
      for (FieldStore& store : recipe.stores) number(store.value);
    }
    for (PendingStore& store : description.pending) {
      number(store.base);
      number(store.index);
      number(store.value);
    }
    for (Fact& fact : description.facts) {
      number(fact.value);
      number(fact.other);
    }
  }
};

}  // namespace

Description ResumeTable::decode(trace::ResumeId id) const {
  CHECK(static_cast<uint32_t>(id) < guard_count_, "a resume id belongs to its trace's table");
  Reader reader{.in = ByteReader(bytes_.data()), .pool = *pool_, .now = {}};
  for (uint32_t i = 0; i <= static_cast<uint32_t>(id); i++) reader.record();
  Describer describer{.now = reader.now};
  describer.recipes();
  describer.memory();
  describer.frames();
  describer.order_names();
  describer.facts_of_values();
  describer.number_fail_arguments();
  return std::move(describer.description);
}

void ResumeTable::mark_constants(std::vector<bool>& needed) const {
  if (!pool_) return;
  Reader reader{.in = ByteReader(bytes_.data()), .pool = *pool_, .now = {}, .needed_constants = &needed};
  for (uint32_t i = 0; i < guard_count_; i++) reader.record();
}

}  // namespace jitwright::resume
