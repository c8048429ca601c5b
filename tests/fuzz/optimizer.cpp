// Random loops and bridges: recorded, optimised and compiled they must leave by the same guard with the same frames and the same memory.
#include <algorithm>

#include "check.h"
#include "compiled_loop.h"

namespace jitwright::optimizer::testing {

namespace {

void allocate_trampoline(const void*, const uint64_t* arguments, uint64_t* results) { results[0] = Arena::current->allocate(arguments[0]); }

const char* declarations =
    "declare \"allocate\" allocator (i64) -> ptr\n"
    "declare \"touch\" any (ptr) -> i64\n"
    "declare \"peek\" readonly (ptr) -> i64\n"
    "declare \"peek_frame\" readonly (ptr) -> i64\n"
    "declare \"hash\" elidable (i64) -> i64\n"
    "declare \"release\" deallocator (ptr) -> none\nfinish\n";

/// True if both runs ended alike.
bool alike(const Stop& expected, Arena& expected_arena, const Stop& actual, Arena& actual_arena, const resume::ResumeTable* table,
           uint32_t expected_pc, const jitcode::Library& library, const Memory& left, const Memory& right, std::string& why) {
  std::vector<uint64_t> values = actual.values;
  if (expected.kind != actual.kind) return why = "different kinds of ends", false;
  if (expected.kind == Stop::Kind::guard) {
    Arena::current = &actual_arena;
    const Operation& guard = (*actual.trace)[actual.operation];
    std::vector<std::vector<uint64_t>> locals;
    auto local_memory = [&](uint64_t bytes) { return locals.emplace_back((bytes + 15) / 16 * 2).data(); };
    resume::ConcreteFrames frames;
    resume::rebuild(table->decode(guard.resume), actual.values, library, local_memory, frames);
    if (frames.frames.size() != 1) return why = "different frames", false;
    if (frames.frames[0].pc != expected_pc) return why = "guard " + std::to_string(frames.frames[0].pc) + " instead of " + std::to_string(expected_pc), false;
    values = frames.values;
    for (std::vector<uint64_t>& block : locals) {
      uint64_t address = reinterpret_cast<uint64_t>(block.data());
      actual_arena.sizes[address] = block.size() * 8;
      actual_arena.objects.emplace(address, std::move(block));
    }
  }
  return same_state(expected.values, expected_arena, values, actual_arena, left, right, why);
}

constexpr uint32_t start_pc = 20000;  ///< of the loop, for guards at jumps

std::string check(fuzz::Choices& choices, fuzz::Reached& reached) {
  TraceCase test;
  test.options.disabled_passes = choices.below(3) ? 0 : static_cast<uint32_t>(choices.below(256));
  trace::Trace ignored;
  resume::Snapshots no_snapshots;
  test.parse(declarations, ignored, no_snapshots);
  test.context.calls[0].trampoline = allocate_trampoline;
  test.context.families[0].box = reinterpret_cast<const void*>(&native_int_box);
  test.context.families[1].box = reinterpret_cast<const void*>(&native_float_box);

  Interpreter recording{test.context, test.templates};
  Generator loop{choices, test, recording};
  auto& classes = test.context.access_classes;
  using layout::AccessClass;
  auto id = [&](AccessClass c) { return static_cast<uint32_t>(classes.intern(c)); };
  uint32_t class_ids[] = {id({"A.x", "long"}), id({"A.y", "long"}), id({"", "long"}), id({"Items.e[]", "long", true}), id({"A.p", "any pointer"}),
                          id({"Frame.registers[]", "long", true, false, false, true})};
  std::copy(std::begin(class_ids), std::end(class_ids), loop.classes);

  uint64_t memory_seed = choices.word();
  int objects_used = 1 + static_cast<int>(choices.below(3));
  bool same_object = choices.below(4) == 0;
  auto inputs_for = [&](const Memory& memory, uint64_t count) {
    std::vector<uint64_t> inputs = {memory.frame, memory.objects[0], memory.objects[same_object ? 0 : objects_used - 1], count, memory_seed % 64, 0x3ff8000000000000};
    return inputs;
  };
  Memory while_recording;
  while_recording.fill(memory_seed);
  std::vector<uint64_t> inputs = inputs_for(while_recording, 1 + choices.below(6));
  static const Type types[] = {Type::ptr, Type::ptr, Type::ptr, Type::i64, Type::i64, Type::f64};
  for (uint32_t i = 0; i < 6; i++) {
    loop.state.push_back(loop.code.append({.opcode = Opcode::input, .type = types[i], .immediate = i}, {}));
    loop.values.push_back(inputs[i]);
  }
  auto begin = [&](Generator& g) {
    g.frame = g.state[0];
    g.objects = {g.state[1], g.state[2]};
    g.i64s = {g.state[3], g.state[4]};
    g.f64s = {g.state[5]};
  };
  begin(loop);
  Operand go_on = loop.add({.opcode = Opcode::int_ne, .type = Type::i64}, {loop.state[3], loop.code.add_constant(0, Type::i64)});
  uint32_t counter_pc = static_cast<uint32_t>(loop.code.size());
  loop.guard(Opcode::guard_true, {go_on});
  size_t length = 3 + choices.below(40);
  for (size_t k = 0; k < length; k++) loop.random_operation();
  Operand next = loop.add({.opcode = Opcode::int_sub, .type = Type::i64}, {loop.state[3], loop.code.add_constant(1, Type::i64)});
  auto end = [&](Generator& g, Operand counter, uint32_t token) {
    Operation jump{.opcode = Opcode::jump, .descriptor = token};
    g.code.append(jump, {g.state[0], g.below(3) ? g.state[1] : g.pick(g.objects), g.below(3) ? g.state[2] : g.pick(g.objects), counter, g.pick(g.i64s), g.pick(g.f64s)});
  };
  end(loop, next, 0xffffffff);
  auto last_with_snapshot = [&](Generator& g) {
    // Resume data for guards at the jump: the loop's own state, re-entered at its start.
    std::vector<Operand> live;
    for (Operand each : g.code.operands(g.code[static_cast<uint32_t>(g.code.size() - 1)])) live.push_back(each);
    g.code[static_cast<uint32_t>(g.code.size() - 1)].snapshot = g.snapshots.add(&test.function, start_pc, false, trace::SnapshotId::none, live);
  };
  if (choices.below(2)) last_with_snapshot(loop);

  auto optimizer = test.make();
  std::string recorded_text = test.print(loop.code);
  Result result = optimizer->optimize_loop(loop.code, loop.snapshots);
  if (!result.ok) return "";
  if (result.labels.labels.size() > 1) reached.peeled++;
  std::string broken = trace::verify(result.trace);
  if (!broken.empty()) return broken;

  std::string story = "disabled passes " + std::to_string(test.options.disabled_passes) + "\n" + recorded_text + "-- optimised\n" + test.print(result.trace);
  Compiled compiled[] = {Compiled(backend::make_reference_backend()), Compiled(backend::make_x64_backend())};
  for (Compiled& each : compiled) {
    if (std::string why = each.compile(result.trace, test.context.calls); !why.empty()) return why + "\n" + story;
  }
  uint64_t failing_seed = memory_seed, failing_count = 0;
  Stop failing;
  for (int attempt = 0; attempt < 3; attempt++) {
    uint64_t seed = attempt == 0 ? memory_seed : choices.word();
    uint64_t count = 1 + choices.below(6);
    Memory left, right;
    left.fill(seed);
    Interpreter plain{test.context, test.templates};
    plain.snapshots_of[&loop.code] = &loop.snapshots;
    Stop expected = plain.run(&loop.code, inputs_for(left, count));
    right.fill(seed);
    Interpreter quick{test.context, test.templates};
    Stop actual = quick.run(&result.trace, inputs_for(right, count));
    if (expected.kind == Stop::Kind::steps || actual.kind == Stop::Kind::steps) continue;
    for (Compiled& each : compiled) {
      Memory memory;
      memory.fill(seed);
      if (std::string why = each.differs(actual, right, memory, inputs_for(memory, count)); !why.empty()) return why + "\n" + story;
    }
    reached.compiled++;
    // A question asked for the peeled loop hands over at the loop's start.
    if (actual.kind == Stop::Kind::guard && result.resume.decode(result.trace[actual.operation].resume).frames[0].pc == start_pc) continue;
    uint32_t pc = expected.kind == Stop::Kind::guard ? loop.snapshots[loop.code[expected.operation].snapshot].pc : 0;
    std::string why;
    if (!alike(expected, left.arena, actual, right.arena, &result.resume, pc, test.library, left, right, why)) return why + "\n" + story;
    if (pc != counter_pc && failing_count == 0) failing_seed = seed, failing_count = count, failing = actual;
  }
  if (failing.kind != Stop::Kind::guard || failing_count == 0) return "";

  // A bridge from the guard that failed: first as the recorder would start it, then at random, back into the loop.
  const Operation& guard = result.trace[failing.operation];
  resume::Description description = result.resume.decode(guard.resume);
  auto all = result.trace.operands(guard);
  size_t fixed = static_cast<size_t>(trace::arity(guard.opcode));

  Memory at_failure;
  at_failure.fill(failing_seed);
  Interpreter again{test.context, test.templates};
  Stop stopped = again.run(&result.trace, inputs_for(at_failure, failing_count));
  Generator bridge{choices, test, recording};
  std::copy(std::begin(class_ids), std::end(class_ids), bridge.classes);
  bridge.base_pc = 10000;
  std::vector<Operand> arguments;
  for (size_t k = fixed; k < all.size(); k++) {
    arguments.push_back(bridge.code.append({.opcode = Opcode::input, .type = result.trace.type_of(all[k]), .immediate = static_cast<int64_t>(k - fixed)}, {}));
    bridge.values.push_back(stopped.values[k - fixed]);
  }
  std::vector<Operand> recipes;
  auto source = [&](const resume::Source& s) {
    if (s.kind == resume::Source::Kind::constant) return bridge.code.add_constant(s.bits, s.type);
    return s.kind == resume::Source::Kind::fail_argument ? arguments[s.bits] : recipes[s.bits];
  };
  for (const resume::Recipe& recipe : description.recipes) {
    if (recipe.kind == resume::Recipe::Kind::allocation) {
      recipes.push_back(bridge.add({.opcode = Opcode::call, .type = Type::ptr, .descriptor = static_cast<uint32_t>(recipe.call)}, {source(recipe.arguments[0]), source(recipe.arguments[1])}));
    } else if (recipe.kind == resume::Recipe::Kind::box) {
      recipes.push_back(bridge.add({.opcode = Opcode::box, .type = Type::i64, .descriptor = recipe.family}, {source(recipe.arguments[0])}));
    } else if (recipe.kind == resume::Recipe::Kind::local) {
      recipes.push_back(bridge.add({.opcode = Opcode::local, .type = Type::ptr, .immediate = static_cast<int64_t>(recipe.size)}, {}));
    } else {
      return "";
    }
  }
  for (size_t k = 0; k < recipes.size(); k++) {
    for (const resume::FieldStore& store : description.recipes[k].stores) {
      bridge.add(bridge.memory(Opcode::store, Type::none, store.memory_type, store.offset, static_cast<uint32_t>(store.access_class)), {recipes[k], source(store.value)});
    }
  }
  for (const resume::PendingStore& store : description.pending) {
    if (store.scale) {
      Operation op = bridge.memory(Opcode::store_item, Type::none, store.memory_type, store.offset, static_cast<uint32_t>(store.access_class));
      op.scale = store.scale;
      bridge.add(op, {source(store.base), source(store.index), source(store.value)});
    } else {
      bridge.add(bridge.memory(Opcode::store, Type::none, store.memory_type, store.offset, static_cast<uint32_t>(store.access_class)), {source(store.base), source(store.value)});
    }
  }
  for (const resume::Fact& fact : description.facts) {
    Operand value = source(fact.value);
    Type type = bridge.code.type_of(value);
    if (fact.kind == resume::Fact::Kind::is_box) {
      Type payload = fact.detail ? Type::f64 : Type::i64;
      Operand unboxed = bridge.add({.opcode = Opcode::unbox, .type = payload, .descriptor = fact.detail}, {value});
      bridge.code.append({.opcode = Opcode::assume_box, .descriptor = fact.detail}, {value, unboxed});
    } else if (fact.kind == resume::Fact::Kind::field) {
      Operation op{.opcode = Opcode::assume_field, .memory_type = fact.memory_type, .immediate = fact.offset, .descriptor = fact.detail};
      bridge.code.append(op, {value, source(fact.other)});
    } else if (fact.kind == resume::Fact::Kind::not_null) {
      bridge.code.append({.opcode = Opcode::assume_not_null}, {value});
    } else {
      Opcode compare = fact.kind == resume::Fact::Kind::at_least ? Opcode::int_sge : Opcode::int_sle;
      Operand c = bridge.add({.opcode = compare, .type = type == Type::ptr ? Type::i64 : type}, {value, source(fact.other)});
      bridge.code.append({.opcode = Opcode::assume}, {c});
    }
    bridge.values.resize(bridge.code.size());
  }
  std::vector<Operand> frame_values;
  for (const resume::Source& s : description.frames[0].values) frame_values.push_back(source(s));
  bridge.state.assign(frame_values.begin(), frame_values.begin() + 6);
  begin(bridge);
  // Frame memory does not outlive its frame: it is no object that the loop could get.
  Operand recorded_local = loop.snapshots.operands(loop.snapshots[loop.code[description.frames[0].pc].snapshot])[6];
  bool is_local = std::find(loop.locals.begin(), loop.locals.end(), recorded_local) != loop.locals.end();
  (is_local ? bridge.locals : bridge.objects).push_back(frame_values[6]);
  bridge.objects.push_back(frame_values[7]);
  for (size_t k = 8; k < 10; k++) bridge.i64s.push_back(frame_values[k]);
  bridge.boxes.push_back(frame_values[10]);
  if (bridge.value_of(bridge.state[3]) == 0) return "";
  size_t count = choices.below(20);
  for (size_t k = 0; k < count; k++) bridge.random_operation();
  Operand counter = bridge.add({.opcode = Opcode::int_sub, .type = Type::i64}, {bridge.state[3], bridge.code.add_constant(1, Type::i64)});
  end(bridge, counter, loop_token);
  if (choices.below(2)) last_with_snapshot(bridge);
  Result bridged_result = optimizer->optimize_bridge(bridge.code, bridge.snapshots, &result.labels);
  if (!bridged_result.ok) return "";
  broken = trace::verify(bridged_result.trace);
  if (!broken.empty()) return broken;
  story += "-- bridge from guard " + std::to_string(failing.operation) + "\n" + test.print(bridge.code) + "-- optimised bridge\n" + test.print(bridged_result.trace);

  for (Compiled& each : compiled) {
    if (std::string why = each.compile_bridge(bridged_result.trace, failing.operation, test.context.calls); !why.empty()) return why + "\n" + story;
  }
  for (int attempt = 0; attempt < 2; attempt++) {
    uint64_t seed = attempt == 0 ? failing_seed : choices.word(), trips = attempt == 0 ? failing_count : 1 + choices.below(8);
    Memory left;
    left.fill(seed);
    Interpreter quick{test.context, test.templates};
    quick.targets[loop_token] = &result.trace;
    quick.bridges[{&result.trace, failing.operation}] = &bridged_result.trace;
    Stop expected = quick.run(&result.trace, inputs_for(left, trips));
    if (expected.kind == Stop::Kind::steps) continue;
    for (Compiled& each : compiled) {
      Memory memory;
      memory.fill(seed);
      if (std::string why = each.differs(expected, left, memory, inputs_for(memory, trips)); !why.empty()) return "bridge: " + why + "\n" + story;
    }
    if (quick.bridge_entries) reached.compiled_bridges++;
  }

  // Recorded loop without optimisation, leaving by the same guard into the recorded bridge: the optimised loop's exit values are the
  // recorded bridge's inputs, so the reference runs optimised loop, then recorded bridge, then the recorded loop to its end.
  for (int attempt = 0; attempt < 2; attempt++) {
    uint64_t seed = attempt == 0 ? failing_seed : choices.word();
    uint64_t count = attempt == 0 ? failing_count : 1 + choices.below(8);
    Memory left, right;
    left.fill(seed);
    Interpreter plain{test.context, test.templates};
    plain.snapshots_of[&loop.code] = &loop.snapshots;
    plain.snapshots_of[&bridge.code] = &bridge.snapshots;
    plain.targets[loop_token] = &loop.code;
    Stop first = plain.run(&result.trace, inputs_for(left, count));
    if (first.kind != Stop::Kind::guard || first.operation != failing.operation) continue;
    Stop expected = plain.run(&bridge.code, first.values);
    right.fill(seed);
    Interpreter quick{test.context, test.templates};
    quick.targets[loop_token] = &result.trace;
    Stop entered = quick.run(&result.trace, inputs_for(right, count));
    Stop actual = quick.run(&bridged_result.trace, entered.values);
    if (quick.peeled_entries) reached.bridged++;
    if (expected.kind == Stop::Kind::steps || actual.kind == Stop::Kind::steps) continue;
    // A guard added at the jump hands over at the loop's start: go on in the recorded loop from there.
    if (actual.kind == Stop::Kind::guard && actual.trace == &bridged_result.trace) {
      Arena::current = &right.arena;
      if (bridged_result.resume.decode((*actual.trace)[actual.operation].resume).frames[0].pc == start_pc) continue;
    }
    const resume::ResumeTable* table = actual.trace == &bridged_result.trace ? &bridged_result.resume : &result.resume;
    const resume::Snapshots& own = expected.trace == &bridge.code ? bridge.snapshots : loop.snapshots;
    uint32_t pc = expected.kind == Stop::Kind::guard ? own[(*expected.trace)[expected.operation].snapshot].pc : 0;
    std::string why;
    if (!alike(expected, left.arena, actual, right.arena, table, pc, test.library, left, right, why)) return "bridge: " + why + "\n" + story;
  }
  return "";
}

}  // namespace

}  // namespace jitwright::optimizer::testing

namespace jitwright::fuzz {

std::string check_optimizer(Choices& choices, Reached& reached) { return optimizer::testing::check(choices, reached); }

}  // namespace jitwright::fuzz
