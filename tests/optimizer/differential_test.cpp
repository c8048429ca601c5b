// Random loops and bridges, optimised and not, must leave by the same guard with the same frames and the same memory.
#include <random>

#include "interpreter.h"
#include "resume/resume_data.h"
#include "trace_case.h"

#undef CHECK
#include <catch2/catch.hpp>

namespace jitwright::optimizer::testing {

Arena* Arena::current = nullptr;

namespace {

constexpr uint64_t int_tag = 0xfffe000000000000;
constexpr uint32_t loop_token = 3;

void allocate_trampoline(const void*, const uint64_t* arguments, uint64_t* results) { results[0] = Arena::current->allocate(arguments[0]); }

// Native functions for boxes that were not built.
uint64_t native_int_box(uint64_t x) { return int_tag | (x & ((uint64_t{1} << 49) - 1)); }
uint64_t native_float_box(double x) {
  uint64_t bits;
  std::memcpy(&bits, &x, 8);
  return (x == x ? bits : 0x7ff8000000000000) + (uint64_t{1} << 49);
}

struct Typed {
  Operand operand;
  Type type;
};

/// Builds a random trace and executes it at the same time, so that its guards hold the first time.
struct Generator {
  std::mt19937_64 random;
  TraceCase& test;
  Interpreter& interpreter;
  trace::Trace code;
  resume::Snapshots snapshots;
  std::vector<uint64_t> values;
  std::vector<Operand> i64s, i32s, f64s, objects, boxes, locals;
  Operand frame;
  std::vector<std::pair<Operand, int>> known_boxes;
  uint32_t classes[8];

  uint64_t below(uint64_t limit) { return random() % limit; }
  Operand pick(const std::vector<Operand>& from) { return from[below(from.size())]; }
  uint64_t value_of(Operand o) { return o.is_value() ? values[o.index()] : code.constant(o).bits; }

  Operand add(const Operation& op, std::initializer_list<Operand> operands) {
    Operand result = code.append(op, operands);
    values.resize(code.size());
    interpreter.step(code, result.index(), values);
    return result;
  }
  Operand i64_constant() {
    static const uint64_t interesting[] = {0, 1, 2, 8, 15, 63, 255, ~uint64_t{0}, int_tag, uint64_t{1} << 49, 0xffffffff, uint64_t{1} << 48};
    return code.add_constant(below(2) ? interesting[below(std::size(interesting))] : below(100) - 50, Type::i64);
  }
  Operand any_i64() { return below(4) == 0 ? i64_constant() : pick(i64s); }
  Operand any_i32() { return below(4) == 0 || i32s.empty() ? code.add_constant(below(300), Type::i32) : pick(i32s); }

  void guard(Opcode opcode, std::initializer_list<Operand> fixed) {
    std::vector<Operand> live = live_values();
    trace::SnapshotId id = snapshots.add(&test.function, static_cast<uint32_t>(code.size()) + base_pc, false, trace::SnapshotId::none, live);
    Operation op{.opcode = opcode};
    op.snapshot = id;
    add(op, fixed);
  }
  uint32_t base_pc = 0;
  std::vector<Operand> state;  ///< what the loop carries; always live

  std::vector<Operand> live_values() {
    std::vector<Operand> live = state;
    for (int k = 0; k < 2; k++) live.push_back(pick(objects));
    for (int k = 0; k < 2; k++) live.push_back(pick(i64s));
    if (!locals.empty() && below(2)) live[6] = pick(locals);
    live.push_back(boxes.empty() ? code.add_constant(int_tag, Type::i64) : pick(boxes));
    return live;
  }

  Operation memory(Opcode opcode, Type type, MemoryType memory_type, int64_t offset, uint32_t access_class) {
    Operation op{.opcode = opcode, .type = opcode == Opcode::store || opcode == Opcode::store_item ? Type::none : type, .memory_type = memory_type};
    op.immediate = offset;
    op.descriptor = access_class;
    return op;
  }

  void random_operation() {
    auto call_id = [&](const char* name) {
      for (uint32_t i = 0; i < test.context.calls.size(); i++) {
        if (test.context.calls[i].name == name) return i;
      }
      return 0u;
    };
    auto callee = [&] { return code.add_constant(0x1000, Type::ptr); };
    switch (below(41)) {
      case 0:
      case 1:
      case 2: {
        static const Opcode binary[] = {Opcode::int_add, Opcode::int_sub, Opcode::int_mul, Opcode::int_and, Opcode::int_or, Opcode::int_xor};
        i64s.push_back(add({.opcode = binary[below(6)], .type = Type::i64}, {any_i64(), any_i64()}));
        break;
      }
      case 3: {
        static const Opcode shifts[] = {Opcode::int_shl, Opcode::int_lshr, Opcode::int_ashr};
        i64s.push_back(add({.opcode = shifts[below(3)], .type = Type::i64}, {any_i64(), code.add_constant(below(3) ? 15 : below(64), Type::i64)}));
        break;
      }
      case 4:
      case 5: {
        auto opcode = static_cast<Opcode>(static_cast<int>(Opcode::int_eq) + static_cast<int>(below(10)));
        i32s.push_back(add({.opcode = opcode, .type = Type::i64}, {any_i64(), any_i64()}));
        break;
      }
      case 6: {
        static const Opcode binary[] = {Opcode::int_add, Opcode::int_sub, Opcode::int_mul, Opcode::int_and, Opcode::int_or, Opcode::int_xor,
                                        Opcode::int_ult, Opcode::int_slt, Opcode::int_eq};
        i32s.push_back(add({.opcode = binary[below(9)], .type = Type::i32}, {any_i32(), any_i32()}));
        break;
      }
      case 7: i32s.push_back(add({.opcode = Opcode::int_truncate, .type = Type::i64}, {any_i64()})); break;
      case 8: i64s.push_back(add({.opcode = Opcode::int_zero_extend, .type = Type::i32}, {any_i32()})); break;
      case 9: {
        static const int64_t widths[] = {8, 16, 32};
        bool wide = below(2);
        Operand result = add({.opcode = Opcode::int_sign_extend, .type = wide ? Type::i64 : Type::i32, .immediate = widths[below(3)]}, {below(2) ? any_i64() : any_i32()});
        (wide ? i64s : i32s).push_back(result);
        break;
      }
      case 10: {
        static const Opcode binary[] = {Opcode::float_add, Opcode::float_sub, Opcode::float_mul};
        f64s.push_back(add({.opcode = binary[below(3)], .type = Type::f64}, {pick(f64s), pick(f64s)}));
        break;
      }
      case 11: f64s.push_back(add({.opcode = Opcode::int_to_float, .type = Type::i64}, {any_i64()})); break;
      case 12: i64s.push_back(add({.opcode = Opcode::select, .type = Type::i64}, {any_i32(), any_i64(), any_i64()})); break;
      case 13: {
        static const Opcode overflow[] = {Opcode::int_sadd_overflows, Opcode::int_ssub_overflows, Opcode::int_smul_overflows, Opcode::int_uadd_overflows};
        i32s.push_back(add({.opcode = overflow[below(4)], .type = Type::i64}, {any_i64(), any_i64()}));
        break;
      }
      // fields: x at 8 (class 0), y at 16 (class 1), both also by scalar type alone (class 2)
      case 14:
      case 15: {
        bool x = below(2);
        i64s.push_back(add(memory(Opcode::load, Type::i64, MemoryType::i64, x ? 8 : 16, classes[below(4) == 0 ? 2 : x ? 0 : 1]), {pick(objects)}));
        if (below(2)) code.note_seen(i64s.back(), below(64));
        break;
      }
      case 16:
      case 17: {
        bool x = below(2);
        add(memory(Opcode::store, Type::i64, MemoryType::i64, x ? 8 : 16, classes[below(4) == 0 ? 2 : x ? 0 : 1]), {pick(objects), any_i64()});
        break;
      }
      case 18: {  // parts of a field: partial overlaps
        i32s.push_back(add(memory(Opcode::load, Type::i32, below(2) ? MemoryType::i32 : MemoryType::i8, 16 + static_cast<int64_t>(below(2)) * 4, classes[1]), {pick(objects)}));
        break;
      }
      case 19: add(memory(Opcode::store, Type::i32, below(2) ? MemoryType::i16 : MemoryType::i32, 16 + static_cast<int64_t>(below(2)) * 4, classes[1]), {pick(objects), any_i32()}); break;
      // elements: 8 words from 64 on
      case 20:
      case 21: {
        Operand index = below(3) == 0 ? code.add_constant(below(8), Type::i64) : add({.opcode = Opcode::int_and, .type = Type::i64}, {pick(i64s), code.add_constant(7, Type::i64)});
        if (below(2)) {
          Operation op = memory(Opcode::load_item, Type::i64, MemoryType::i64, 64, classes[3]);
          op.scale = 8;
          i64s.push_back(add(op, {pick(objects), index}));
        } else {
          Operation op = memory(Opcode::store_item, Type::i64, MemoryType::i64, 64, classes[3]);
          op.scale = 8;
          add(op, {pick(objects), index, any_i64()});
        }
        break;
      }
      // pointer field at 32 (class 4): an object
      case 22: objects.push_back(add(memory(Opcode::load, Type::ptr, MemoryType::ptr, 32, classes[4]), {pick(objects)})); break;
      case 23: add(memory(Opcode::store, Type::ptr, MemoryType::ptr, 32, classes[4]), {pick(objects), pick(objects)}); break;
      case 24:
      case 25: {
        Operation op{.opcode = Opcode::call, .type = Type::ptr, .descriptor = call_id("allocate")};
        Operand object = add(op, {callee(), code.add_constant(128, Type::i64)});
        add(memory(Opcode::store, Type::ptr, MemoryType::ptr, 32, classes[4]), {object, pick(objects)});
        objects.push_back(object);
        break;
      }
      case 26: {
        static const char* names[] = {"touch", "peek"};
        i64s.push_back(add({.opcode = Opcode::call, .type = Type::i64, .descriptor = call_id(names[below(2)])}, {callee(), pick(objects)}));
        break;
      }
      case 27:
        if (below(2)) i64s.push_back(add({.opcode = Opcode::call, .type = Type::i64, .descriptor = call_id("hash")}, {callee(), any_i64()}));
        else i64s.push_back(add({.opcode = Opcode::call, .type = Type::i64, .descriptor = call_id("peek_frame")}, {callee(), frame}));
        break;
      // the frame's registers: boxes, virtualizable (class 5)
      case 28: {
        Operand box = add(memory(Opcode::load, Type::i64, MemoryType::i64, 64 + static_cast<int64_t>(below(4)) * 8, classes[5]), {frame});
        if (below(2)) code.note_seen(box, value_of(box));
        boxes.push_back(box);
        break;
      }
      case 29: {
        if (boxes.empty()) break;
        add(memory(Opcode::store, Type::i64, MemoryType::i64, 64 + static_cast<int64_t>(below(4)) * 8, classes[5]), {frame, pick(boxes)});
        break;
      }
      case 30: {
        if (boxes.empty()) break;
        Operand box = pick(boxes);
        uint32_t family = value_of(box) >= int_tag ? 0 : 1;
        Operand check = add({.opcode = Opcode::is_box, .type = Type::i32, .descriptor = family}, {box});
        guard(Opcode::guard_true, {check});
        if (family == 0) i64s.push_back(add({.opcode = Opcode::unbox, .type = Type::i64, .descriptor = 0}, {box}));
        else f64s.push_back(add({.opcode = Opcode::unbox, .type = Type::f64, .descriptor = 1}, {box}));
        break;
      }
      case 31: {
        Operand payload = any_i64();
        Operand shifted = add({.opcode = Opcode::int_shl, .type = Type::i64}, {payload, code.add_constant(15, Type::i64)});
        payload = add({.opcode = Opcode::int_ashr, .type = Type::i64}, {shifted, code.add_constant(15, Type::i64)});
        boxes.push_back(add({.opcode = Opcode::box, .type = Type::i64, .descriptor = 0}, {payload}));
        break;
      }
      case 32: boxes.push_back(add({.opcode = Opcode::box, .type = Type::i64, .descriptor = 1}, {pick(f64s)})); break;
      case 33: {  // frame memory: written before it is read
        Operand memory_block = add({.opcode = Opcode::local, .type = Type::ptr, .immediate = 128}, {});
        add({.opcode = Opcode::fill_memory}, {memory_block, code.add_constant(below(2) ? 0 : 0x41, Type::i32), code.add_constant(128, Type::i64)});
        add(memory(Opcode::store, Type::ptr, MemoryType::ptr, 32, classes[4]), {memory_block, pick(objects)});
        locals.push_back(memory_block);
        break;
      }
      case 34: {
        if (locals.empty()) break;
        Operand block = pick(locals);
        if (below(2)) add(memory(Opcode::store, Type::i64, MemoryType::i64, below(2) ? 8 : 16, classes[2]), {block, any_i64()});
        else i64s.push_back(add(memory(Opcode::load, Type::i64, MemoryType::i64, below(2) ? 8 : 16, classes[2]), {block}));
        break;
      }
      case 35: {  // interior addresses
        bool x = below(2);
        Operand object = !locals.empty() && below(3) == 0 ? pick(locals) : pick(objects);
        Operand inside = add({.opcode = Opcode::ptr_add, .type = Type::ptr, .immediate = x ? 8 : 16}, {object});
        if (below(2)) add(memory(Opcode::store, Type::i64, MemoryType::i64, 0, classes[2]), {inside, any_i64()});
        else i64s.push_back(add(memory(Opcode::load, Type::i64, MemoryType::i64, 0, classes[2]), {inside}));
        break;
      }
      case 36: {
        Operand to = pick(objects), from = pick(objects);
        Operand a = add({.opcode = Opcode::ptr_add, .type = Type::ptr, .immediate = 8}, {to});
        Operand b = add({.opcode = Opcode::ptr_add, .type = Type::ptr, .immediate = 8}, {from});
        static const uint64_t sizes[] = {16, 8, 12, 3, 0};
        add({.opcode = Opcode::copy_memory}, {a, b, code.add_constant(sizes[below(5)], Type::i64)});
        break;
      }
      case 37: {
        Operand to = add({.opcode = Opcode::ptr_add, .type = Type::ptr, .immediate = 8 + static_cast<int64_t>(below(3)) * 2}, {pick(objects)});
        add({.opcode = Opcode::fill_memory}, {to, code.add_constant(below(256), Type::i32), code.add_constant(below(11), Type::i64)});
        break;
      }
      case 38: {  // an object that is made and released
        Operand object = add({.opcode = Opcode::call, .type = Type::ptr, .descriptor = call_id("allocate")}, {callee(), code.add_constant(64, Type::i64)});
        add(memory(Opcode::store, Type::i64, MemoryType::i64, 8, classes[0]), {object, any_i64()});
        add(memory(Opcode::store, Type::ptr, MemoryType::ptr, 32, classes[4]), {object, pick(objects)});
        if (below(3) == 0) i64s.push_back(add({.opcode = Opcode::call, .type = Type::i64, .descriptor = call_id("peek")}, {callee(), object}));
        i64s.push_back(add(memory(Opcode::load, Type::i64, MemoryType::i64, 8, classes[0]), {object}));
        objects.push_back(add(memory(Opcode::load, Type::ptr, MemoryType::ptr, 32, classes[4]), {object}));
        add({.opcode = Opcode::call, .descriptor = call_id("release")}, {callee(), object});
        break;
      }
      case 39: add({.opcode = Opcode::conditional_call, .descriptor = call_id("touch")}, {any_i32(), callee(), pick(objects)}); break;
      default: {
        if (i32s.empty()) break;
        Operand condition = pick(i32s);
        switch (below(3)) {
          case 0: guard(value_of(condition) ? Opcode::guard_true : Opcode::guard_false, {condition}); break;
          case 1: guard(Opcode::guard_value, {condition, code.add_constant(value_of(condition), Type::i32)}); break;
          default: {
            Operand x = pick(i64s), y = any_i64();
            Operand c = add({.opcode = static_cast<Opcode>(static_cast<int>(Opcode::int_slt) + static_cast<int>(below(8))), .type = Type::i64}, {x, y});
            guard(value_of(c) ? Opcode::guard_true : Opcode::guard_false, {c});
          }
        }
      }
    }
  }
};

struct Memory {
  Arena arena;
  uint64_t frame = 0, objects[3] = {};
  void fill(uint64_t seed) {
    Arena::current = &arena;
    std::mt19937_64 random(seed);
    frame = arena.allocate(128);
    for (uint64_t& object : objects) object = arena.allocate(128);
    auto put = [](uint64_t address, uint64_t word) { std::memcpy(reinterpret_cast<void*>(address), &word, 8); };
    for (uint64_t k = 64; k < 128; k += 8) put(frame + k, random() % 4 ? native_int_box(random() % 100) : native_float_box(static_cast<double>(random() % 100) / 4));
    for (uint64_t object : objects) {
      for (uint64_t k = 8; k < 128; k += 8) put(object + k, random() % 3 ? random() % 20 : random());
      put(object + 32, objects[random() % 3]);
    }
  }
};

const char* declarations =
    "declare \"allocate\" allocator (i64) -> ptr\n"
    "declare \"touch\" any (ptr) -> i64\n"
    "declare \"peek\" readonly (ptr) -> i64\n"
    "declare \"peek_frame\" readonly (ptr) -> i64\n"
    "declare \"hash\" elidable (i64) -> i64\n"
    "declare \"release\" deallocator (ptr) -> none\nfinish\n";

/// True if both runs ended alike.
bool alike(const Stop& expected, Arena& expected_arena, const Stop& actual, Arena& actual_arena, const resume::ResumeTable* table,
           const std::vector<const resume::SnapshotFrame*>&, uint32_t expected_pc, const jitcode::Library& library, const Memory& left, const Memory& right, std::string& why) {
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
  if (values.size() != expected.values.size()) return why = "different number of values", false;
  StructuralEquality equality{expected_arena, actual_arena, {}};
  equality.paired.emplace(left.frame, right.frame);
  for (int k = 0; k < 3; k++) equality.paired.emplace(left.objects[k], right.objects[k]);
  for (size_t k = 0; k < values.size(); k++) {
    if (!equality.equal(expected.values[k], values[k])) return why = "value " + std::to_string(k) + " differs", false;
  }
  std::vector<std::pair<uint64_t, uint64_t>> roots = {{left.frame, right.frame}};
  for (int k = 0; k < 3; k++) roots.emplace_back(left.objects[k], right.objects[k]);
  for (auto [a, b] : roots) {
    for (uint64_t offset = 0; offset < 128; offset += 8) {
      if (!equality.equal(word_at(a + offset), word_at(b + offset))) return why = "memory differs at " + std::to_string(offset), false;
    }
  }
  return true;
}

constexpr uint32_t start_pc = 20000;  ///< of the loop, for guards at jumps

struct Case {
  uint64_t seed;
  uint32_t disabled;
};

/// Returns what went wrong, or an empty string. Counts what the test reached.
std::string check(const Case& which, int& peeled, int& bridged) {
  std::mt19937_64 random(which.seed);
  TraceCase test;
  test.options.disabled_passes = which.disabled;
  trace::Trace ignored;
  resume::Snapshots no_snapshots;
  test.parse(declarations, ignored, no_snapshots);
  test.context.calls[0].trampoline = allocate_trampoline;
  test.context.families[0].box = reinterpret_cast<const void*>(&native_int_box);
  test.context.families[1].box = reinterpret_cast<const void*>(&native_float_box);

  Interpreter recording{test.context, test.templates};
  Generator loop{random, test, recording};
  auto& classes = test.context.access_classes;
  using layout::AccessClass;
  auto id = [&](AccessClass c) { return static_cast<uint32_t>(classes.intern(c)); };
  uint32_t class_ids[] = {id({"A.x", "long"}), id({"A.y", "long"}), id({"", "long"}), id({"Items.e[]", "long", true}), id({"A.p", "any pointer"}),
                          id({"Frame.registers[]", "long", true, false, false, true})};
  std::copy(std::begin(class_ids), std::end(class_ids), loop.classes);

  uint64_t memory_seed = random();
  int objects_used = 1 + static_cast<int>(random() % 3);
  bool same_object = random() % 4 == 0;
  auto inputs_for = [&](const Memory& memory, uint64_t count) {
    std::vector<uint64_t> inputs = {memory.frame, memory.objects[0], memory.objects[same_object ? 0 : objects_used - 1], count, memory_seed % 64, 0x3ff8000000000000};
    return inputs;
  };
  Memory while_recording;
  while_recording.fill(memory_seed);
  std::vector<uint64_t> inputs = inputs_for(while_recording, 1 + random() % 6);
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
  loop.guard(Opcode::guard_true, {go_on});
  size_t length = 3 + random() % 40;
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
  if (random() % 2) last_with_snapshot(loop);

  auto optimizer = test.make();
  std::string recorded_text = test.print(loop.code);
  Result result = optimizer->optimize_loop(loop.code, loop.snapshots);
  if (!result.ok) return "";
  if (result.labels.labels.size() > 1) peeled++;
  std::string broken = trace::verify(result.trace);
  if (!broken.empty()) return broken;

  std::string story = "seed " + std::to_string(which.seed) + "\n" + recorded_text + "-- optimised\n" + test.print(result.trace);
  uint64_t failing_seed = memory_seed, failing_count = 0;
  Stop failing;
  for (int attempt = 0; attempt < 3; attempt++) {
    uint64_t seed = attempt == 0 ? memory_seed : random();
    uint64_t count = 1 + random() % 6;
    Memory left, right;
    left.fill(seed);
    Interpreter plain{test.context, test.templates};
    plain.snapshots_of[&loop.code] = &loop.snapshots;
    Stop expected = plain.run(&loop.code, inputs_for(left, count));
    right.fill(seed);
    Interpreter quick{test.context, test.templates};
    Stop actual = quick.run(&result.trace, inputs_for(right, count));
    if (expected.kind == Stop::Kind::steps) continue;
    // A question asked for the peeled loop hands over at the loop's start.
    if (actual.kind == Stop::Kind::guard && result.resume.decode(result.trace[actual.operation].resume).frames[0].pc == start_pc) continue;
    uint32_t pc = expected.kind == Stop::Kind::guard ? loop.snapshots[loop.code[expected.operation].snapshot].pc : 0;
    std::string why;
    if (!alike(expected, left.arena, actual, right.arena, &result.resume, {}, pc, test.library, left, right, why)) return why + "\n" + story;
    if (attempt == 0) failing_seed = seed, failing_count = count, failing = actual;
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
  Generator bridge{random, test, recording};
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
  // The reference bridge starts from the frame's values.
  Generator reference{random, test, recording};
  (void)reference;
  std::vector<Operand> frame_values;
  for (const resume::Source& s : description.frames[0].values) frame_values.push_back(source(s));
  bridge.state.assign(frame_values.begin(), frame_values.begin() + 6);
  begin(bridge);
  for (size_t k = 6; k < 8; k++) bridge.objects.push_back(frame_values[k]);
  for (size_t k = 8; k < 10; k++) bridge.i64s.push_back(frame_values[k]);
  bridge.boxes.push_back(frame_values[10]);
  if (bridge.value_of(bridge.state[3]) == 0) return "";
  uint64_t body_seed = random();
  auto body = [&](Generator& g) {
    g.random.seed(body_seed);
    size_t count = g.below(20);
    for (size_t k = 0; k < count; k++) g.random_operation();
    Operand counter = g.add({.opcode = Opcode::int_sub, .type = Type::i64}, {g.state[3], g.code.add_constant(1, Type::i64)});
    end(g, counter, loop_token);
    if (g.random() % 2) last_with_snapshot(g);
  };
  std::vector<uint64_t> at_guard = {};
  uint32_t prologue = static_cast<uint32_t>(bridge.code.size());
  body(bridge);
  Result bridged_result = optimizer->optimize_bridge(bridge.code, bridge.snapshots, &result.labels);
  if (!bridged_result.ok) return "";
  broken = trace::verify(bridged_result.trace);
  if (!broken.empty()) return broken;
  (void)prologue;
  story += "-- bridge from guard " + std::to_string(failing.operation) + "\n" + test.print(bridge.code) + "-- optimised bridge\n" + test.print(bridged_result.trace);

  // Recorded loop without optimisation, leaving by the same guard into the recorded bridge: the optimised loop's exit values are the
  // recorded bridge's inputs, so the reference runs optimised loop, then recorded bridge, then the recorded loop to its end.
  for (int attempt = 0; attempt < 2; attempt++) {
    uint64_t seed = attempt == 0 ? failing_seed : random();
    uint64_t count = attempt == 0 ? failing_count : 1 + random() % 8;
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
    if (quick.peeled_entries) bridged++;
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
    if (!alike(expected, left.arena, actual, right.arena, table, {}, pc, test.library, left, right, why)) return "bridge: " + why + "\n" + story;
  }
  return "";
}

}  // namespace

TEST_CASE("random loops and bridges leave as the recorded ones do") {
  uint64_t first = 1, count = 1500;
  if (const char* text = std::getenv("JW_FUZZ_SEED")) first = std::strtoull(text, nullptr, 10), count = 1;
  if (const char* text = std::getenv("JW_FUZZ_COUNT")) count = std::strtoull(text, nullptr, 10);
  int peeled = 0, bridged = 0, failures = 0;
  for (uint64_t seed = first; seed < first + count; seed++) {
    uint32_t disabled = seed % 3 ? 0 : static_cast<uint32_t>(seed / 3 % 256);
    std::string wrong = check({seed, disabled}, peeled, bridged);
    if (wrong.empty()) continue;
    failures++;
    UNSCOPED_INFO("seed " << seed << ", disabled " << disabled << ": " << wrong);
    if (failures == 1 && !std::getenv("JW_FUZZ_ALL")) break;
  }
  INFO("peeled " << peeled << ", bridges into peeled loops " << bridged);
  CHECK(failures == 0);
  if (count >= 1000) {
    CHECK(peeled > static_cast<int>(count) / 4);
    CHECK(bridged > 0);
  }
}

}  // namespace jitwright::optimizer::testing
