// What a guard's resume data tells the bridge that may start there, beside how to go on.
#include "optimizer/encoding.h"

namespace jitwright::optimizer {

namespace {

constexpr size_t most_field_facts = 24, most_kind_facts = 8;
constexpr size_t most_values_kept = 8;  ///< for a fact alone
constexpr size_t most_loop_facts = 8;

}  // namespace

// ---- facts for bridges ----------------------------------------------------------------------------------------------

bool Walk::Encoding::is_free(V value) {
  Operand out = walk.at(value).out;
  return is_argument(value) || (out.is_value() && walk.out_[out.index()].opcode == Opcode::parameter);
}

Walk::Encoding::Source Walk::Encoding::kept(V value) {
  const Value& known = walk.at(value);
  if (known.out.is_constant()) return {Source::Kind::constant, known.type, walk.bits_of(value)};
  mention(known.out, value);
  return {Source::Kind::fail_argument, known.type, known.out.index()};
}

void Walk::Encoding::fields() {
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
      if (!needed || entry.dirty || entry.at.index != V::none || entry.at.offset != static_cast<int32_t>(entry.at.offset))
        continue;
      V value = walk.resolve(entry.value);
      Operand out = walk.at(value).out;
      if (!out.valid() || at_exit(value) != value) continue;
      if (out.is_value() && !is_free(value) && ++kept_alone > most_values_kept) continue;
      Source self = kept(base), other = kept(value);
      if (entry.fact == no_index || entry.fact_value != value) {
        entry.fact = walk.resume_.number_of(
            {resume::Fact::Kind::field, self, other, id, static_cast<int32_t>(entry.at.offset), entry.at.memory_type});
        entry.fact_value = value;
      }
      additions.holding.push_back(entry.fact);
      if (additions.holding.size() == most_field_facts) return;
    }
  }
}

void Walk::Encoding::loop_fields() {
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
    const HeapEntry* entry =
        walk.find_entry({base, V::none, 0, import.immediate, import.memory_type, static_cast<AccessClassId>(import.descriptor)});
    if (!entry || entry->dirty || walk.resolve(entry->value) != value) continue;
    if (at_exit(value) != value) continue;
    Source self = kept(base), other = kept(value);
    description.facts.push_back(
        {resume::Fact::Kind::field, self, other, import.descriptor, static_cast<int32_t>(import.immediate), import.memory_type});
    if (++said == most_loop_facts) return;
  }
}

void Walk::Encoding::kind(V value, const Source& self) {
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

void Walk::Encoding::limits(V argument, const Source& self, const Bounds& bounds, const Bounds& any,
                            std::vector<resume::Fact>& facts) {
  const Value& value = walk.at(argument);
  auto limit = [&](resume::Fact::Kind kind, int64_t bound) {
    uint64_t bits = value.type == Type::i32 ? static_cast<uint32_t>(bound) : static_cast<uint64_t>(bound);
    facts.push_back({kind, self, {Source::Kind::constant, value.type, bits}});
  };
  if (bounds.smin > any.smin) limit(resume::Fact::Kind::at_least, bounds.smin);
  if (bounds.smax < any.smax) limit(resume::Fact::Kind::at_most, bounds.smax);
}

void Walk::Encoding::all_known_of(V argument, const Source& self) {
  const Value& value = walk.at(argument);
  kind(argument, self);
  if (value.family != no_family) {
    additions.news.facts.push_back({resume::Fact::Kind::is_box, self, {}, value.family});
    return;
  }
  if (layout::is_float(value.type)) return;
  Bounds any = Bounds::any(value.type);
  // The payload of a box is bounded by its family.
  if (value.boxed != V::none && walk.at(walk.resolve(value.boxed)).family != no_family)
    any = walk.shared_.payload_bounds[walk.at(walk.resolve(value.boxed)).family];
  if (layout::is_wide_int(value.type) && value.bounds.umin > 0 && value.bounds.smin < 0 && !value.dereferenced)
    additions.news.facts.push_back({resume::Fact::Kind::not_null, self, {}});
  limits(argument, self, value.bounds, any, additions.news.facts);
}

void Walk::Encoding::knowledge() {
  for (const auto& [operand, value] : arguments) {
    Value& argument = walk.at(value);
    if (!argument.has_news) continue;
    argument.has_news = false;
    size_t before = additions.news.facts.size();
    Source self{Source::Kind::fail_argument, argument.type, operand.index()};
    all_known_of(value, self);
    if (additions.news.facts.size() != before || walk.resume_.is_known(self.bits))
      additions.news.items.push_back({self, static_cast<uint32_t>(additions.news.facts.size())});
  }
}

void Walk::Encoding::knowledge_at_exit() {
  for (const auto& [value, bounds] : walk.exit_bounds_) {
    const Value& known = walk.at(value);
    if (!is_argument(value) || known.family != no_family || layout::is_float(known.type)) continue;
    limits(value, {Source::Kind::fail_argument, known.type, known.out.index()}, bounds, known.bounds, description.facts);
  }
}

}  // namespace jitwright::optimizer
