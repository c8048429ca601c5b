// The text form of resume data: one line for each frame, recipe, pending store and fact.
#include <cinttypes>
#include <cstdio>

#include "resume/resume_data.h"

namespace jitwright::resume {

namespace {

std::string number(int64_t value) { return std::to_string(value); }

std::string print(const Source& source) {
  char text[40];
  switch (source.kind) {
    case Source::Kind::constant: std::snprintf(text, sizeof text, "0x%" PRIx64, source.bits); break;
    case Source::Kind::fail_argument: std::snprintf(text, sizeof text, "$%" PRIu64, source.bits); break;
    case Source::Kind::virtual_object: std::snprintf(text, sizeof text, "v%" PRIu64, source.bits); break;
  }
  return std::string(layout::name(source.type)) + " " + text;
}

std::string print(const std::vector<Source>& sources) {
  std::string text;
  for (const Source& source : sources) text += (text.empty() ? "" : ", ") + print(source);
  return text;
}

std::string class_text(layout::AccessClassId access_class) { return "class " + number(static_cast<uint32_t>(access_class)); }

std::string print(const Recipe& recipe) {
  std::string text;
  switch (recipe.kind) {
    case Recipe::Kind::allocation:
      text = "allocation call " + number(static_cast<uint32_t>(recipe.call)) + " size " + number(static_cast<int64_t>(recipe.size));
      break;
    case Recipe::Kind::local: text = "local size " + number(static_cast<int64_t>(recipe.size)); break;
    case Recipe::Kind::box: text = "box family " + number(recipe.family); break;
    case Recipe::Kind::operation:
      text = std::string(trace::name(recipe.opcode)) + " " + std::string(layout::name(recipe.type)) + " immediate " +
             number(recipe.immediate) + " scale " + number(recipe.scale);
      break;
  }
  text += " (" + print(recipe.arguments) + ")";
  for (const FieldStore& store : recipe.stores) {
    text += "\n    [" + number(store.offset) + "] " + std::string(layout::name(store.memory_type)) + " " + class_text(store.access_class) +
            " = " + print(store.value);
  }
  return text;
}

const char* name(Fact::Kind kind) {
  switch (kind) {
    case Fact::Kind::is_box: return "is_box";
    case Fact::Kind::field: return "field";
    case Fact::Kind::at_least: return "at_least";
    case Fact::Kind::at_most: return "at_most";
    case Fact::Kind::not_null: return "not_null";
  }
  return "";
}

}  // namespace

std::string print(const Description& description) {
  std::string text;
  for (const FrameDescription& frame : description.frames) {
    text += "frame " + (frame.function ? frame.function->name : std::string("?")) + " @" + number(frame.pc) +
            (frame.across ? " across" : "") + " (" + print(frame.values) + ")\n";
  }
  for (size_t i = 0; i < description.recipes.size(); i++) text += "v" + number(static_cast<int64_t>(i)) + " = " + print(description.recipes[i]) + "\n";
  for (const PendingStore& store : description.pending) {
    text += "pending [" + print(store.base);
    if (store.scale) text += " + " + print(store.index) + " * " + number(store.scale);
    text += " + " + number(store.offset) + "] " + std::string(layout::name(store.memory_type)) + " " + class_text(store.access_class) + " = " +
            print(store.value) + "\n";
  }
  for (const Fact& fact : description.facts) {
    text += std::string("fact ") + name(fact.kind) + " " + print(fact.value);
    if (fact.kind == Fact::Kind::is_box) text += " family " + number(fact.detail);
    if (fact.kind == Fact::Kind::field) text += " + " + number(fact.offset) + " " + std::string(layout::name(fact.memory_type));
    if (fact.kind != Fact::Kind::is_box && fact.kind != Fact::Kind::not_null) text += " = " + print(fact.other);
    text += "\n";
  }
  return text;
}

}  // namespace jitwright::resume
