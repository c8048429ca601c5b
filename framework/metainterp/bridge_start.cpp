// The start of a bridge: resume data becomes frames with symbols. What the guard's trace had left unbuilt is built for real and
// recorded by the same steps, so that the optimiser can take it apart again and the words in the frames are those of the recorded
// operations.
#include <algorithm>

#include "metainterp/recorder.h"

namespace jitwright::metainterp {

using resume::Description;
using resume::Fact;
using resume::PendingStore;
using resume::Recipe;
using resume::Source;

class Recorder::BridgeStart {
 public:
  BridgeStart(Recorder& recorder, const Description& description, std::span<const uint64_t> fail_arguments)
      : recorder_(recorder), description_(description), fail_arguments_(fail_arguments) {}

  void run() {
    record_inputs();
    // The objects' words are kept where the collector sees them until they are in the frames.
    objects_ = recorder_.stack_.push_words(description_.recipes.size() + 1);
    for (size_t i = 0; i < description_.recipes.size(); ++i) make(i);
    for (size_t i = 0; i < description_.recipes.size(); ++i) {
      for (const resume::FieldStore& field : description_.recipes[i].stores) {
        Source object{Source::Kind::virtual_object, Type::ptr, i};
        store({object, {}, 0, field.offset, field.memory_type, field.access_class, field.value});
      }
    }
    for (const PendingStore& pending : description_.pending) store(pending);
    for (const Fact& fact : description_.facts) assume(fact);
    for (const resume::FrameDescription& frame : description_.frames) push(frame);
  }

 private:
  using Opcode = trace::Opcode;

  void record_inputs() {
    std::vector<Type> types(fail_arguments_.size(), Type::none);
    auto look = [&](const Source& source) {
      if (source.kind == Source::Kind::fail_argument && types[source.bits] == Type::none) types[source.bits] = source.type;
    };
    for (const resume::FrameDescription& frame : description_.frames) std::ranges::for_each(frame.values, look);
    for (const Recipe& recipe : description_.recipes) {
      std::ranges::for_each(recipe.arguments, look);
      for (const resume::FieldStore& field : recipe.stores) look(field.value);
    }
    for (const PendingStore& pending : description_.pending) {
      look(pending.base);
      look(pending.index);
      look(pending.value);
    }
    for (const Fact& fact : description_.facts) {
      look(fact.value);
      look(fact.other);
    }
    for (uint32_t i = 0; i < types.size(); ++i) {
      Type type = types[i] == Type::none ? Type::i64 : types[i];
      inputs_.push_back(recorder_.trace_.append({.opcode = Opcode::input, .type = type, .immediate = i}, {}));
    }
  }

  uint64_t word(const Source& source) const {
    switch (source.kind) {
      case Source::Kind::constant: return source.bits;
      case Source::Kind::fail_argument: return fail_arguments_[source.bits];
      case Source::Kind::virtual_object: return objects_[source.bits];
    }
    return 0;
  }

  /// The source's symbol: nothing for constants.
  Operand symbol(const Source& source) const {
    switch (source.kind) {
      case Source::Kind::constant: return Operand();
      case Source::Kind::fail_argument: return inputs_[source.bits];
      case Source::Kind::virtual_object: return symbols_[source.bits];
    }
    return Operand();
  }

  Operand operand(const Source& source, Type type) {
    Operand value = symbol(source);
    return value.valid() ? recorder_.convert(value, type) : recorder_.trace_.add_constant(word(source), type);
  }

  void make(size_t index) {
    const Recipe& recipe = description_.recipes[index];
    switch (recipe.kind) {
      case Recipe::Kind::allocation: return allocate(index, recipe);
      case Recipe::Kind::local: {
        objects_[index] = reinterpret_cast<uint64_t>(recorder_.stack_.allocate_local(recipe.size));
        auto size = static_cast<int64_t>(recipe.size);
        symbols_.push_back(recorder_.trace_.append({.opcode = Opcode::local, .type = Type::ptr, .immediate = size}, {}));
        return;
      }
      case Recipe::Kind::box: {
        const layout::BoxFamily& family = recorder_.machine_.library.family(layout::BoxFamilyId{recipe.family});
        Operand payload = operand(recipe.arguments[0], family.payload);
        objects_[index] = call_box(family, word(recipe.arguments[0]));
        symbols_.push_back(
            recorder_.trace_.append({.opcode = Opcode::box, .type = Type::i64, .descriptor = recipe.family}, {payload}));
        return;
      }
      case Recipe::Kind::operation: return compute(index, recipe);
    }
  }

  void allocate(size_t index, const Recipe& recipe) {
    const layout::CallDescriptor& descriptor = recorder_.machine_.library.call(recipe.call);
    size_t count = recipe.arguments.size() - 1;
    CHECK(count == descriptor.signature.parameters.size(), "an allocation recipe has the callee and its arguments");
    uint64_t* arguments = recorder_.stack_.push_words(count);
    std::vector<Operand> operands = {operand(recipe.arguments[0], Type::ptr)};
    for (size_t i = 0; i < count; ++i) {
      arguments[i] = word(recipe.arguments[i + 1]);
      operands.push_back(operand(recipe.arguments[i + 1], layout::register_type(descriptor.signature.parameters[i])));
    }
    objects_[index] = call_native(descriptor, word(recipe.arguments[0]), arguments).first;
    recorder_.stack_.pop_words(arguments);
    symbols_.push_back(recorder_.trace_.append({.opcode = Opcode::call,
                                                .type = layout::register_type(descriptor.signature.result),
                                                .descriptor = static_cast<uint32_t>(recipe.call)},
                                               operands));
  }

  void compute(size_t index, const Recipe& recipe) {
    if (recipe.opcode == Opcode::is_box) {
      auto family = static_cast<uint32_t>(recipe.immediate);
      objects_[index] = call_is_box(recorder_.machine_.library.family(layout::BoxFamilyId{family}), word(recipe.arguments[0]));
      Operand value = operand(recipe.arguments[0], Type::i64);
      symbols_.push_back(recorder_.trace_.append({.opcode = Opcode::is_box, .type = Type::i32, .descriptor = family}, {value}));
      return;
    }
    uint64_t words[3] = {};
    std::vector<Operand> operands;
    for (size_t i = 0; i < recipe.arguments.size(); ++i) {
      words[i] = word(recipe.arguments[i]);
      operands.push_back(operand(recipe.arguments[i], recipe.arguments[i].type));
    }
    objects_[index] = trace::evaluate(recipe.opcode, recipe.type, words[0], words[1], words[2], recipe.immediate, recipe.scale);
    symbols_.push_back(recorder_.trace_.append(
        {.opcode = recipe.opcode, .type = recipe.type, .scale = recipe.scale, .immediate = recipe.immediate}, operands));
  }

  void store(const PendingStore& pending) {
    Type type = layout::register_type(pending.memory_type);
    auto access = static_cast<uint32_t>(pending.access_class);
    uint64_t address = word(pending.base) + static_cast<uint64_t>(pending.offset);
    Operand base = operand(pending.base, Type::ptr);
    if (pending.scale != 0) {
      address += word(pending.index) * pending.scale;
      Operand index = operand(pending.index, Type::i64), value = operand(pending.value, type);
      recorder_.trace_.append({.opcode = Opcode::store_item,
                               .memory_type = pending.memory_type,
                               .scale = pending.scale,
                               .immediate = pending.offset,
                               .descriptor = access},
                              {base, index, value});
    } else {
      Operand value = operand(pending.value, type);
      recorder_.trace_.append(
          {.opcode = Opcode::store, .memory_type = pending.memory_type, .immediate = pending.offset, .descriptor = access},
          {base, value});
    }
    write_memory(address, pending.memory_type, word(pending.value));
    if (pending.scale != 0 && symbol(pending.index).is_value()) return recorder_.heap_.forget_class(pending.access_class);
    recorder_.remember_store(
        field(pending.base, static_cast<int64_t>(address - word(pending.base)), pending.memory_type, pending.access_class),
        operand(pending.value, type), word(pending.value));
  }

  FieldAddress field(const Source& base, int64_t offset, MemoryType type, layout::AccessClassId access_class) const {
    return recorder_.field_of(symbol(base), word(base), offset, type, access_class);
  }

  void assume(const Fact& fact) {
    trace::Trace& trace = recorder_.trace_;
    if (!symbol(fact.value).valid()) return;
    switch (fact.kind) {
      case Fact::Kind::is_box: {
        const layout::BoxFamily& family = recorder_.machine_.library.family(layout::BoxFamilyId{fact.detail});
        Operand box = operand(fact.value, Type::i64);
        Operand payload = trace.append({.opcode = Opcode::unbox, .type = family.payload, .descriptor = fact.detail}, {box});
        trace.append({.opcode = Opcode::assume_box, .descriptor = fact.detail}, {box, payload});
        return;
      }
      case Fact::Kind::field: {
        Operand base = operand(fact.value, Type::ptr), value = operand(fact.other, layout::register_type(fact.memory_type));
        trace.append({.opcode = Opcode::assume_field,
                      .memory_type = fact.memory_type,
                      .immediate = fact.offset,
                      .descriptor = fact.detail},
                     {base, value});
        FieldAddress known = field(fact.value, fact.offset, fact.memory_type, layout::AccessClassId{fact.detail});
        if (!recorder_.heap_.find(known)) recorder_.remember_load(known, symbol(fact.other), word(fact.other));
        return;
      }
      case Fact::Kind::at_least: return assume_compare(Opcode::int_sge, fact);
      case Fact::Kind::at_most: return assume_compare(Opcode::int_sle, fact);
      case Fact::Kind::not_null: trace.append({.opcode = Opcode::assume_not_null}, {operand(fact.value, Type::ptr)}); return;
    }
  }

  void assume_compare(Opcode opcode, const Fact& fact) {
    Type type = recorder_.trace_.type_of(symbol(fact.value));
    if (layout::is_float(type)) return;
    Operand holds = recorder_.trace_.pure(opcode, type, {operand(fact.value, type), operand(fact.other, type)});
    recorder_.trace_.append({.opcode = Opcode::assume}, {holds});
  }

  void push(const resume::FrameDescription& description) {
    recorder_.push_frame(*description.function);
    Frame& frame = recorder_.stack_.top();
    frame.pc = description.pc;
    const jitcode::Liveness* liveness = description.function->find_liveness(description.pc, description.across);
    CHECK(liveness && liveness->registers.size() == description.values.size(), "resume data has a value for each live register");
    for (size_t i = 0; i < description.values.size(); ++i) {
      recorder_.set(frame, liveness->registers[i], word(description.values[i]), symbol(description.values[i]));
    }
    FrameNotes& notes = recorder_.notes_.back();
    notes.effects_start = unknown_effects;
    // Whether the frame is still in its prologue only steers what is inlined; going by the order of the code is good enough.
    bool prologue = description.function->portal && description.pc <= recorder_.machine_.merge_point_of(*description.function);
    notes.merge_points = prologue ? 0 : 1;
  }

  Recorder& recorder_;
  const Description& description_;
  std::span<const uint64_t> fail_arguments_;
  std::vector<Operand> inputs_, symbols_;
  uint64_t* objects_ = nullptr;
};

Recording Recorder::record_from_guard(const Description& description, std::span<const uint64_t> fail_arguments) {
  BridgeStart(*this, description, fail_arguments).run();
  // The guard may stand between can_enter_jit and the merge point, or be one on a green at the merge point itself: if the first
  // merge point has compiled code, the bridge goes there.
  after_can_enter_jit_ = stack_.size() == 1;
  return run();
}

}  // namespace jitwright::metainterp
