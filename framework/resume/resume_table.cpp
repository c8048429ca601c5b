// Encoding of resume data. A guard's record is a list of distances back to shared parts: each frame, the recipes eight by eight, all pending stores,
// the facts eight by eight. Neighbouring guards differ in few parts. A source is one number: kind (2 bits), type (3 bits), payload; a constant too large
// for its payload (kind 3) is a number of the constant pool.
#include <algorithm>

#include "resume/resume_data.h"
#include "resume/varint.h"
#include "support/check.h"

namespace jitwright::resume {

namespace {

constexpr uint64_t pooled_kind = 3, inline_constant_limit = uint64_t{1} << 20;
constexpr size_t part_size = 8;

}  // namespace

/// Writes one part with access to the table's pools.
struct ResumeTable::Encoder {
  ResumeTable& table;
  ByteWriter out;

  void source(const Source& source) {
    uint64_t kind = static_cast<uint64_t>(source.kind), payload = source.bits;
    if (source.kind == Source::Kind::constant && payload >= inline_constant_limit) {
      kind = pooled_kind;
      payload = table.pool_constant(source.bits);
    }
    out.number(kind | static_cast<uint64_t>(source.type) << 2 | payload << 5);
  }
  void sources(const std::vector<Source>& list) {
    out.number(list.size());
    for (const Source& item : list) source(item);
  }
  void frame(const FrameDescription& frame) {
    out.number(table.pool_function(frame.function));
    out.number(uint64_t{frame.pc} << 1 | frame.across);
    sources(frame.values);
  }
  void access(MemoryType memory_type, layout::AccessClassId access_class, bool flag = false) {
    out.number(static_cast<uint64_t>(memory_type) | static_cast<uint64_t>(flag) << 3 | static_cast<uint64_t>(access_class) << 4);
  }
  void recipe(const Recipe& recipe) {
    out.number(static_cast<uint64_t>(recipe.kind) | static_cast<uint64_t>(recipe.type) << 2);
    switch (recipe.kind) {
      case Recipe::Kind::allocation:
        out.number(static_cast<uint64_t>(recipe.call));
        out.number(recipe.size);
        break;
      case Recipe::Kind::local: out.number(recipe.size); break;
      case Recipe::Kind::box:
        out.number(recipe.family);
        return source(recipe.arguments[0]);
      case Recipe::Kind::operation:
        out.number(static_cast<uint64_t>(recipe.opcode));
        out.signed_number(recipe.immediate);
        out.number(recipe.scale);
        break;
    }
    sources(recipe.arguments);
    out.number(recipe.stores.size());
    for (const FieldStore& store : recipe.stores) {
      out.number(store.offset);
      access(store.memory_type, store.access_class);
      source(store.value);
    }
  }
  void pending(const PendingStore& store) {
    bool item = store.scale != 0;
    access(store.memory_type, store.access_class, item);
    source(store.base);
    out.signed_number(store.offset);
    if (item) {
      source(store.index);
      out.number(store.scale);
    }
    source(store.value);
  }
  void fact(const Fact& fact) {
    out.number(static_cast<uint64_t>(fact.kind) | static_cast<uint64_t>(fact.memory_type) << 3);
    source(fact.value);
    switch (fact.kind) {
      case Fact::Kind::is_box: out.number(fact.detail); break;
      case Fact::Kind::field:
        out.number(fact.detail);
        out.signed_number(fact.offset);
        source(fact.other);
        break;
      case Fact::Kind::at_least:
      case Fact::Kind::at_most: source(fact.other); break;
      case Fact::Kind::not_null: break;
    }
  }
};

struct ResumeTable::Decoder {
  const ResumeTable& table;
  ByteReader in;

  Source source() {
    uint64_t word = in.number();
    Source source;
    source.type = static_cast<Type>(word >> 2 & 7);
    if ((word & 3) == pooled_kind) {
      source.kind = Source::Kind::constant;
      source.bits = table.constants_[word >> 5];
    } else {
      source.kind = static_cast<Source::Kind>(word & 3);
      source.bits = word >> 5;
    }
    return source;
  }
  std::vector<Source> sources() {
    std::vector<Source> list(in.number());
    for (Source& item : list) item = source();
    return list;
  }
  FrameDescription frame() {
    FrameDescription frame;
    frame.function = table.functions_[in.number()];
    uint64_t position = in.number();
    frame.pc = static_cast<uint32_t>(position >> 1);
    frame.across = position & 1;
    frame.values = sources();
    return frame;
  }
  /// Returns the flag beside memory type and class.
  bool access(MemoryType& memory_type, layout::AccessClassId& access_class) {
    uint64_t word = in.number();
    memory_type = static_cast<MemoryType>(word & 7);
    access_class = static_cast<layout::AccessClassId>(word >> 4);
    return word >> 3 & 1;
  }
  Recipe recipe() {
    Recipe recipe;
    uint64_t head = in.number();
    recipe.kind = static_cast<Recipe::Kind>(head & 3);
    recipe.type = static_cast<Type>(head >> 2);
    switch (recipe.kind) {
      case Recipe::Kind::allocation:
        recipe.call = static_cast<layout::CallDescriptorId>(in.number());
        recipe.size = in.number();
        break;
      case Recipe::Kind::local: recipe.size = in.number(); break;
      case Recipe::Kind::box:
        recipe.family = static_cast<uint32_t>(in.number());
        recipe.arguments.push_back(source());
        return recipe;
      case Recipe::Kind::operation:
        recipe.opcode = static_cast<trace::Opcode>(in.number());
        recipe.immediate = in.signed_number();
        recipe.scale = static_cast<uint16_t>(in.number());
        break;
    }
    recipe.arguments = sources();
    recipe.stores.resize(in.number());
    for (FieldStore& store : recipe.stores) {
      store.offset = static_cast<uint32_t>(in.number());
      access(store.memory_type, store.access_class);
      store.value = source();
    }
    return recipe;
  }
  PendingStore pending() {
    PendingStore store;
    bool item = access(store.memory_type, store.access_class);
    store.base = source();
    store.offset = in.signed_number();
    if (item) {
      store.index = source();
      store.scale = static_cast<uint16_t>(in.number());
    }
    store.value = source();
    return store;
  }
  Fact fact() {
    Fact fact;
    uint64_t head = in.number();
    fact.kind = static_cast<Fact::Kind>(head & 7);
    fact.memory_type = static_cast<MemoryType>(head >> 3);
    fact.value = source();
    switch (fact.kind) {
      case Fact::Kind::is_box: fact.detail = static_cast<uint32_t>(in.number()); break;
      case Fact::Kind::field:
        fact.detail = static_cast<uint32_t>(in.number());
        fact.offset = static_cast<int32_t>(in.signed_number());
        fact.other = source();
        break;
      case Fact::Kind::at_least:
      case Fact::Kind::at_most: fact.other = source(); break;
      case Fact::Kind::not_null: break;
    }
    return fact;
  }
};

uint32_t ResumeTable::pool_constant(uint64_t bits) {
  auto [position, added] = constant_index_.emplace(bits, static_cast<uint32_t>(constants_.size()));
  if (added) constants_.push_back(bits);
  return position->second;
}

uint32_t ResumeTable::pool_function(const jitcode::Function* function) {
  auto position = std::find(functions_.begin(), functions_.end(), function);
  if (position == functions_.end()) position = functions_.insert(position, function);
  return static_cast<uint32_t>(position - functions_.begin());
}

uint32_t ResumeTable::share(const std::string& part) {
  auto [position, added] = shared_.emplace(part, static_cast<uint32_t>(bytes_.size()));
  if (added) bytes_.insert(bytes_.end(), part.begin(), part.end());
  return position->second;
}

template <class T, class Encode>
void ResumeTable::add_parts(const std::vector<T>& items, std::vector<T>& last_items, std::vector<uint32_t>& last_parts, size_t part_size,
                            std::vector<uint32_t>& parts, Encode encode) {
  for (size_t start = 0, number = 0; start < items.size(); start += part_size, number++) {
    size_t end = std::min(items.size(), start + part_size);
    // Equal to the last guard's part: found without encoding it.
    bool same_end = end == start + part_size ? last_items.size() >= end : last_items.size() == end;
    bool same = same_end && std::equal(items.begin() + static_cast<ptrdiff_t>(start), items.begin() + static_cast<ptrdiff_t>(end),
                                       last_items.begin() + static_cast<ptrdiff_t>(start));
    if (same) {
      parts.push_back(last_parts[number]);
      continue;
    }
    Encoder part{*this, {}};
    part.out.number(end - start);
    for (size_t i = start; i < end; i++) encode(part, items[i]);
    parts.push_back(share(part.out.bytes()));
  }
  last_items = items;
  last_parts = parts;
}

trace::ResumeId ResumeTable::add(const Description& description) {
  std::vector<uint32_t> frames, recipes, pending, facts;
  add_parts(description.frames, last_.frames, last_frames_, 1, frames, [](Encoder& part, const FrameDescription& frame) { part.frame(frame); });
  add_parts(description.recipes, last_.recipes, last_recipes_, part_size, recipes, [](Encoder& part, const Recipe& recipe) { part.recipe(recipe); });
  add_parts(description.pending, last_.pending, last_pending_, part_size, pending, [](Encoder& part, const PendingStore& store) { part.pending(store); });
  add_parts(description.facts, last_.facts, last_facts_, part_size, facts, [](Encoder& part, const Fact& fact) { part.fact(fact); });
  auto start = static_cast<uint32_t>(bytes_.size());
  ByteWriter record;
  for (const std::vector<uint32_t>* parts : {&frames, &recipes, &pending, &facts}) {
    record.number(parts->size());
    for (uint32_t offset : *parts) record.number(start - offset);
  }
  bytes_.insert(bytes_.end(), record.bytes().begin(), record.bytes().end());
  starts_.push_back(start);
  return static_cast<trace::ResumeId>(starts_.size() - 1);
}

Description ResumeTable::decode(trace::ResumeId id) const {
  uint32_t index = static_cast<uint32_t>(id);
  CHECK(index < starts_.size(), "a resume id belongs to its trace's table");
  uint32_t start = starts_[index];
  ByteReader record(bytes_.data() + start);
  auto parts = [&](auto take) {
    for (uint64_t count = record.number(); count > 0; count--) {
      Decoder part{*this, ByteReader(bytes_.data() + start - record.number())};
      for (uint64_t items = part.in.number(); items > 0; items--) take(part);
    }
  };
  Description description;
  parts([&](Decoder& part) { description.frames.push_back(part.frame()); });
  parts([&](Decoder& part) { description.recipes.push_back(part.recipe()); });
  parts([&](Decoder& part) { description.pending.push_back(part.pending()); });
  parts([&](Decoder& part) { description.facts.push_back(part.fact()); });
  return description;
}

}  // namespace jitwright::resume
