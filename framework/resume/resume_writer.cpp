#include "resume/resume_writer.h"

#include <algorithm>

#include "resume/list_delta.h"
#include "support/check.h"

namespace jitwright::resume {

using support::mix_hash;

namespace {

constexpr uint64_t pair(uint32_t high, uint32_t low) { return uint64_t{high} << 32 | low; }
constexpr uint32_t low(uint64_t word) { return static_cast<uint32_t>(word); }
constexpr uint32_t high(uint64_t word) { return static_cast<uint32_t>(word >> 32); }
constexpr uint64_t zigzag(int64_t value) { return (static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63); }

}  // namespace

// ---- numbers ------------------------------------------------------------------------------------------------------------------

uint32_t ResumeWriter::number_of(Source source) {
  if (source.kind == Source::Kind::constant) return number_by_hash(source);
  bool is_object = source.kind == Source::Kind::virtual_object;
  if (is_object) source.bits = object_of_name_[source.bits];
  std::vector<uint32_t>& numbers = is_object ? number_of_object_ : number_of_argument_;
  if (source.bits >= numbers.size()) numbers.resize(source.bits + source.bits / 2 + 16, nothing);
  uint32_t& number = numbers[source.bits];
  if (number == nothing) {
    number = sources_.add();
    now_.sources.push_back(source);
  }
  // The same word may be asked for with another type.
  return now_.sources[number].type == source.type ? number : number_by_hash(source);
}

uint32_t ResumeWriter::number_by_hash(const Source& source) {
  uint64_t hash = mix_hash(source.bits, static_cast<uint64_t>(source.kind) << 8 | static_cast<uint64_t>(source.type));
  uint32_t number = sources_.find_or_add(hash, [&](uint32_t each) { return now_.sources[each] == source; });
  if (number == now_.sources.size()) now_.sources.push_back(source);
  return number;
}

bool ResumeWriter::is_source(const Source& source, uint32_t number) const {
  const Source& known = now_.sources[number];
  if (source.kind != known.kind || source.type != known.type) return false;
  return known.bits == (source.kind == Source::Kind::virtual_object ? object_of_name_[source.bits] : source.bits);
}

/// The number of what stood at `index` in the list of the guard before, if it is the same; else by hash.
uint64_t ResumeWriter::pending_at(size_t index, const PendingStore& store) {
  if (index < now_.pending.size()) {
    uint64_t last = now_.pending[index];
    const Place& place = now_.places[high(last)];
    bool same_place = place.offset == store.offset && place.scale == store.scale && place.memory_type == store.memory_type &&
                      place.access_class == store.access_class && is_source(store.base, place.base) &&
                      (place.index == nothing || is_source(store.index, place.index));
    if (same_place) return is_source(store.value, low(last)) ? last : pair(high(last), number_of(store.value));
  }
  uint32_t place = number_of(store);
  return pair(place, number_of(store.value));
}

/// As pending_at, for the stores of an object.
uint64_t ResumeWriter::store_at(size_t index, const RunningObject& object, const FieldStore& store) {
  if (index < object.stores.size()) {
    uint64_t last = object.stores[index];
    const ObjectSlot& slot = now_.slots[high(last)];
    if (slot.offset == store.offset && slot.memory_type == store.memory_type && slot.access_class == store.access_class)
      return is_source(store.value, low(last)) ? last : pair(high(last), number_of(store.value));
  }
  uint32_t slot = number_of(store);
  return pair(slot, number_of(store.value));
}

uint32_t ResumeWriter::number_of(const PendingStore& store) {
  Place place{number_of(store.base), nothing, store.scale, store.offset, store.memory_type, store.access_class};
  if (store.scale != 0) place.index = number_of(store.index);
  uint64_t hash =
      mix_hash(mix_hash(pair(place.base, place.index), static_cast<uint64_t>(place.offset)),
            pair(place.scale, static_cast<uint32_t>(place.access_class)) ^ static_cast<uint64_t>(place.memory_type) << 16);
  uint32_t number = places_.find_or_add(hash, [&](uint32_t each) { return now_.places[each] == place; });
  if (number == now_.places.size()) now_.places.push_back(place);
  return number;
}

uint32_t ResumeWriter::number_of(const FieldStore& store) {
  ObjectSlot slot{store.offset, store.memory_type, store.access_class};
  uint64_t hash = mix_hash(pair(store.offset, static_cast<uint32_t>(store.access_class)), static_cast<uint64_t>(store.memory_type));
  uint32_t number = slots_.find_or_add(hash, [&](uint32_t each) { return now_.slots[each] == slot; });
  if (number == now_.slots.size()) now_.slots.push_back(slot);
  return number;
}

uint32_t ResumeWriter::number_of(const Fact& fact) {
  uint64_t hash = mix_hash(mix_hash(fact.value.bits, fact.other.bits), mix_hash(fact.head(), static_cast<uint32_t>(fact.offset)));
  uint32_t number = facts_.find_or_add(hash, [&](uint32_t each) { return now_.facts[each] == fact; });
  if (number == now_.facts.size()) now_.facts.push_back(fact);
  return number;
}

uint32_t ResumeWriter::number_of(RecipeHead head) {
  uint64_t hash = mix_hash(pair(static_cast<uint32_t>(head.recipe.call), static_cast<uint32_t>(head.recipe.kind)), head.recipe.size);
  for (uint32_t argument : head.arguments) hash = mix_hash(hash, argument);
  uint32_t number = heads_.find_or_add(hash, [&](uint32_t each) { return now_.heads[each] == head; });
  if (number == now_.heads.size()) now_.heads.push_back(std::move(head));
  return number;
}

bool ResumeWriter::is_head(const Recipe& recipe, const RecipeHead& head) const {
  const Recipe& known = head.recipe;
  bool same = recipe.kind == known.kind && recipe.call == known.call && recipe.size == known.size && recipe.family == known.family &&
              recipe.opcode == known.opcode && recipe.type == known.type && recipe.immediate == known.immediate &&
              recipe.scale == known.scale && recipe.arguments.size() == head.arguments.size();
  for (size_t i = 0; same && i < head.arguments.size(); i++) same = is_source(recipe.arguments[i], head.arguments[i]);
  return same;
}

RecipeHead ResumeWriter::head_of(const Recipe& recipe) {
  RecipeHead head;
  head.recipe.kind = recipe.kind;
  head.recipe.call = recipe.call;
  head.recipe.size = recipe.size;
  head.recipe.family = recipe.family;
  head.recipe.opcode = recipe.opcode;
  head.recipe.type = recipe.type;
  head.recipe.immediate = recipe.immediate;
  head.recipe.scale = recipe.scale;
  for (const Source& argument : recipe.arguments) head.arguments.push_back(number_of(argument));
  return head;
}

// ---- references and definitions
// --------------------------------------------------------------------------------------------------

bool ResumeWriter::reference(Numbering& numbering, uint32_t number) {
  CHECK(number <= numbering.defined, "what is numbered is written in the same order");
  if (number == numbering.defined) {
    numbering.defined++;
    return true;
  }
  out_.number(uint64_t{numbering.defined - 1 - number} << 1);
  return false;
}

void ResumeWriter::write_source(uint32_t number) {
  if (!reference(sources_, number)) return;
  const Source& source = now_.sources[number];
  uint64_t kind = static_cast<uint64_t>(source.kind), payload = source.bits;
  if (source.kind == Source::Kind::constant && payload >= inline_constant_limit) {
    kind = pooled_kind;
    payload = pool_->number_of_constant(source.bits);
  } else if (source.kind == Source::Kind::fail_argument) {
    payload = zigzag(static_cast<int64_t>(source.bits - now_.last_name));
    now_.last_name = source.bits;
  }
  out_.number(1 | kind << 1 | static_cast<uint64_t>(source.type) << 3 | payload << 6);
}

void ResumeWriter::write_access(MemoryType memory_type, layout::AccessClassId access_class, bool flag) {
  out_.number(1 | static_cast<uint64_t>(memory_type) << 1 | static_cast<uint64_t>(flag) << 4 |
              static_cast<uint64_t>(access_class) << 5);
}

void ResumeWriter::write_place(uint32_t number) {
  if (!reference(places_, number)) return;
  const Place& place = now_.places[number];
  write_access(place.memory_type, place.access_class, place.scale != 0);
  write_source(place.base);
  out_.signed_number(place.offset);
  if (place.scale == 0) return;
  write_source(place.index);
  out_.number(place.scale);
}

void ResumeWriter::write_slot(uint32_t number) {
  if (!reference(slots_, number)) return;
  write_access(now_.slots[number].memory_type, now_.slots[number].access_class);
  out_.number(now_.slots[number].offset);
}

void ResumeWriter::write_fact(uint32_t number) {
  if (!reference(facts_, number)) return;
  const Fact& fact = now_.facts[number];
  out_.number(1 | resume::head_of(fact) << 1);
  write_fact_source(fact.value);
  write_rest(fact);
}

/// Facts are few: their sources are not numbered.
void ResumeWriter::write_fact_source(const Source& source) {
  CHECK(source.kind != Source::Kind::virtual_object, "no fact is about an object that was not built");
  uint64_t kind = static_cast<uint64_t>(source.kind), payload = source.bits;
  if (source.kind == Source::Kind::constant && payload >= inline_constant_limit) {
    kind = pooled_kind;
    payload = pool_->number_of_constant(source.bits);
  } else if (source.kind == Source::Kind::fail_argument) {
    payload = zigzag(static_cast<int64_t>(source.bits - now_.last_fact_name));
    now_.last_fact_name = source.bits;
  }
  out_.number(kind | static_cast<uint64_t>(source.type) << 2 | payload << 5);
}

/// What follows a fact's head and value.
void ResumeWriter::write_rest(const Fact& fact) {
  if (has_detail(fact.kind)) out_.number(fact.detail);
  if (has_other(fact.kind)) write_fact_source(fact.other);
  if (fact.kind == Fact::Kind::field) out_.signed_number(fact.offset);
}

void ResumeWriter::write_head(uint32_t number) {
  if (!reference(heads_, number)) return;
  const Recipe& recipe = now_.heads[number].recipe;
  out_.number(1 | static_cast<uint64_t>(recipe.kind) << 1 | static_cast<uint64_t>(recipe.type) << 3 | now_.heads[number].arguments.size() << 6);
  switch (recipe.kind) {
    case Recipe::Kind::allocation: out_.number(static_cast<uint64_t>(recipe.call)); [[fallthrough]];
    case Recipe::Kind::local: out_.number(recipe.size); break;
    case Recipe::Kind::box: out_.number(recipe.family); break;
    case Recipe::Kind::operation:
      out_.number(static_cast<uint64_t>(recipe.opcode));
      out_.signed_number(recipe.immediate);
      out_.number(recipe.scale);
      break;
  }
  for (uint32_t argument : now_.heads[number].arguments) write_source(argument);
}

// ---- parts of a record
// ------------------------------------------------------------------------------------------------------------

bool ResumeWriter::write_made(const Description& description, const std::vector<uint32_t>& object_names) {
  list_.clear();
  for (uint32_t i = 0; i < description.recipes.size(); i++) {
    uint32_t name = object_names.empty() ? i : object_names[i];
    if (name >= object_of_name_.size()) object_of_name_.resize(name + 1, nothing);
    if (object_of_name_[name] == nothing) {
      object_of_name_[name] = static_cast<uint32_t>(now_.objects.size());
      now_.objects.emplace_back();
    }
    list_.push_back(object_of_name_[name]);
  }
  return write_list_delta(out_, now_.made, list_, [&](uint64_t object) {
    bool is_new = object == objects_defined_;
    objects_defined_ += is_new;
    out_.number(is_new ? 0 : objects_defined_ - object);
  });
}

/// The objects that changed: how many stand before each since the one before, plus one, doubled; plus one: the head changed, too, and
/// whether the stores did follows it. 0 ends.
bool ResumeWriter::write_objects(const Description& description) {
  uint64_t distance = 0;
  bool any = false;
  auto write_store = [&](uint64_t store) {
    write_slot(high(store));
    write_source(low(store));
  };
  for (size_t i = 0; i < description.recipes.size(); i++) {
    const Recipe& recipe = description.recipes[i];
    RunningObject& object = now_.objects[now_.made[i]];
    distance++;
    // Numbers are given in the order of writing: first those of a new head, then those of the stores.
    bool same_head = object.head != nothing && is_head(recipe, now_.heads[object.head]);
    if (!same_head) {
      uint32_t head = number_of(head_of(recipe));
      out_.number(distance << 1 | 1);
      write_head(head);
      object.head = head;
    }
    list_.clear();
    for (const FieldStore& store : recipe.stores) list_.push_back(store_at(list_.size(), object, store));
    bool same_stores = list_ == object.stores;
    if (same_head && same_stores) continue;
    any = true;
    out_.number(same_head ? distance << 1 : !same_stores);
    distance = 0;
    write_list_delta(out_, object.stores, list_, write_store);
  }
  if (any) out_.number(0);
  return any;
}

void ResumeWriter::write_news(const News& news) {
  uint32_t first = 0;
  for (const News::Item& item : news.items) {
    if (item.value.bits >= known_names_.size()) known_names_.resize(item.value.bits + item.value.bits / 2 + 16);
    known_names_[item.value.bits] = 1;
    write_fact_source(item.value);
    out_.number(item.end - first);
    for (; first < item.end; first++) {
      out_.number(resume::head_of(news.facts[first]));
      write_rest(news.facts[first]);
    }
  }
}

bool ResumeWriter::write_facts(const std::vector<Fact>& facts, const std::vector<uint32_t>& holding, const News& news) {
  list_.assign(holding.begin(), holding.end());
  for (const Fact& fact : facts) list_.push_back(number_of(fact));
  bool changed = list_ != now_.known;
  if (!changed && news.items.empty()) return false;
  out_.number(news.items.size() << 1 | changed);
  if (changed) write_list_delta(out_, now_.known, list_, [&](uint64_t fact) { write_fact(low(fact)); });
  write_news(news);
  return true;
}

bool ResumeWriter::same_frame(const FrameDescription& frame, const RunningFrame& last) {
  if (frame.function != last.function || frame.pc != last.pc || frame.across != last.across) return false;
  if (frame.values.size() != last.value_count) return false;
  for (uint32_t i = 0; i < frame.values.size(); i++) {
    if (!is_source(frame.values[i], last.source_of(i))) return false;
  }
  return true;
}

/// Frames that are as before are left out from the outermost on, except the top one.
bool ResumeWriter::write_frames(const Description& description, uint32_t same, size_t record) {
  auto depth = static_cast<uint32_t>(description.frames.size()), last_depth = static_cast<uint32_t>(now_.frames.size());
  uint32_t first = same;
  while (first + 1 < std::min(depth, last_depth) && same_frame(description.frames[first], now_.frames[first])) first++;
  bool changed = depth != last_depth || depth == 0 || first + 1 != depth || now_.frames[first].function != description.frames[first].function;
  if (changed) {
    out_.number(first);
    out_.number(depth);
    while (now_.frames.size() > depth) retire_top_frame(now_);
  }
  for (uint32_t i = first; i < depth; i++) {
    if (changed) {
      uint32_t function = pool_->number_of_function(description.frames[i].function);
      out_.number(function);
      use_frame(now_, i, function);
      now_.frames[i].function = description.frames[i].function;
    }
    write_frame(description.frames[i], now_.frames[i], i + 1 == depth ? record : 0);
  }
  return changed;
}

/// `record`: where the record of the top frame's guard starts; 0 for the other frames.
void ResumeWriter::write_frame(const FrameDescription& frame, RunningFrame& last, size_t record) {
  last.live = live_registers(frame.function, frame.pc, frame.across);
  bool regular = last.live.size() == frame.values.size();
  if (!regular) last.live = {};
  int64_t distance = static_cast<int64_t>(frame.pc) - last.pc;
  out_.number(zigzag(distance) << 2 | uint64_t{frame.across} << 1 | !regular);
  if (!regular) out_.number(frame.values.size());
  last.pc = frame.pc;
  last.across = frame.across;
  last.value_count = static_cast<uint32_t>(frame.values.size());
  changes_.clear();
  for (uint32_t i = 0; i < frame.values.size(); i++) {
    uint32_t reg = last.live.empty() ? i : last.live[i];
    if (reg >= last.registers.size()) last.registers.resize(reg + 1, nothing);
    if (last.registers[reg] != nothing && is_source(frame.values[i], last.registers[reg])) continue;
    last.registers[reg] = number_of(frame.values[i]);
    changes_.emplace_back(i, last.registers[reg]);
  }
  if (record)
    out_.bytes()[record - 1] |= static_cast<uint8_t>(std::min<size_t>(changes_.size(), many_changes) << change_count_shift);
  if (!record || changes_.size() >= many_changes) out_.number(changes_.size());
  uint32_t from = 0;
  for (auto [position, number] : changes_) {
    out_.number(position - from);
    from = position + 1;
    write_source(number);
  }
}

trace::ResumeId ResumeWriter::add(const Description& description, const Additions& additions) {
  out_.bytes().push_back(0);
  size_t record = out_.bytes().size();
  uint8_t parts = 0;
  if (write_made(description, additions.object_names)) parts |= made_changed;
  if (write_objects(description)) parts |= objects_changed;
  list_.clear();
  for (const PendingStore& store : description.pending) list_.push_back(pending_at(list_.size(), store));
  auto write_pending = [&](uint64_t store) {
    write_place(high(store));
    write_source(low(store));
  };
  if (write_list_delta(out_, now_.pending, list_, write_pending)) parts |= pending_changed;
  if (write_frames(description, additions.same_frames, record)) parts |= frames_changed;
  if (write_facts(description.facts, additions.holding, additions.news)) parts |= known_changed;
  out_.bytes()[record - 1] |= parts;
  return static_cast<trace::ResumeId>(table_.guard_count_++);
}

ResumeTable ResumeWriter::finish() {
  table_.bytes_.assign(out_.bytes().begin(), out_.bytes().end());
  table_.pool_ = pool_;
  return std::move(table_);
}

}  // namespace jitwright::resume
