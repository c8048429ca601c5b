// Random recorded loops and bridges for the optimiser.
#pragma once

#include "../optimizer/interpreter.h"
#include "../optimizer/trace_case.h"
#include "choices.h"
#include "resume/resume_data.h"

namespace jitwright::optimizer::testing {

constexpr uint64_t int_tag = 0xfffe000000000000;

/// Builds a random trace and executes it at the same time, so that its guards hold the first time.
struct Generator {
  fuzz::Choices& choices;
  TraceCase& test;
  Interpreter& interpreter;
  trace::Trace code;
  resume::Snapshots snapshots;
  std::vector<uint64_t> values;
  std::vector<Operand> i64s, i32s, f64s, objects, boxes, locals;
  Operand frame;
  std::vector<std::pair<Operand, int>> known_boxes;
  uint32_t classes[8];

  uint64_t below(uint64_t limit) { return choices.below(limit); }
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

  uint32_t call_id(const std::string& name) {
    for (uint32_t i = 0; i < test.context.calls.size(); i++) {
      if (test.context.calls[i].name == name) return i;
    }
    return 0;
  }
  Operand callee(const char* name) { return code.add_constant(reinterpret_cast<uint64_t>(native_function(name)), Type::ptr); }

  void random_operation() {
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
        Operand object = add(op, {callee("allocate"), code.add_constant(128, Type::i64)});
        add(memory(Opcode::store, Type::ptr, MemoryType::ptr, 32, classes[4]), {object, pick(objects)});
        objects.push_back(object);
        break;
      }
      case 26: {
        const char* name = below(2) ? "peek" : "touch";
        i64s.push_back(add({.opcode = Opcode::call, .type = Type::i64, .descriptor = call_id(name)}, {callee(name), pick(objects)}));
        break;
      }
      case 27:
        if (below(2)) i64s.push_back(add({.opcode = Opcode::call, .type = Type::i64, .descriptor = call_id("hash")}, {callee("hash"), any_i64()}));
        else i64s.push_back(add({.opcode = Opcode::call, .type = Type::i64, .descriptor = call_id("peek_frame")}, {callee("peek_frame"), frame}));
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
        Operand object = add({.opcode = Opcode::call, .type = Type::ptr, .descriptor = call_id("allocate")}, {callee("allocate"), code.add_constant(64, Type::i64)});
        add(memory(Opcode::store, Type::i64, MemoryType::i64, 8, classes[0]), {object, any_i64()});
        add(memory(Opcode::store, Type::ptr, MemoryType::ptr, 32, classes[4]), {object, pick(objects)});
        if (below(3) == 0) i64s.push_back(add({.opcode = Opcode::call, .type = Type::i64, .descriptor = call_id("peek")}, {callee("peek"), object}));
        i64s.push_back(add(memory(Opcode::load, Type::i64, MemoryType::i64, 8, classes[0]), {object}));
        objects.push_back(add(memory(Opcode::load, Type::ptr, MemoryType::ptr, 32, classes[4]), {object}));
        add({.opcode = Opcode::call, .descriptor = call_id("release")}, {callee("release"), object});
        break;
      }
      case 39: add({.opcode = Opcode::conditional_call, .descriptor = call_id("touch")}, {any_i32(), callee("touch"), pick(objects)}); break;
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

}  // namespace jitwright::optimizer::testing
