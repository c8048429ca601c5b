// Runs recorded and optimised traces on real memory, for comparing them. Objects come from an arena with known sizes, so that states can be
// compared although addresses differ.
#pragma once

#include <cstring>
#include <map>
#include <set>
#include <vector>

#include "optimizer/optimizer.h"
#include "resume/rebuild.h"
#include "trace/evaluate.h"

namespace jitwright::optimizer::testing {

using layout::MemoryType;
using layout::Type;
using trace::Opcode;
using trace::Operand;
using trace::Operation;

/// Objects of one run. Addresses never repeat.
struct Arena {
  std::map<uint64_t, std::vector<uint64_t>> objects;  ///< by address
  uint64_t allocate(uint64_t size) {
    std::vector<uint64_t> words(size / 8 + 2);
    uint64_t address = (reinterpret_cast<uint64_t>(words.data()) + 15) & ~uint64_t{15};
    objects.emplace(address, std::move(words));
    sizes[address] = size;
    return address;
  }
  std::map<uint64_t, uint64_t> sizes;
  std::set<uint64_t> locals;  ///< those that compiled code has in its native frame
  inline static Arena* current = nullptr;
};

inline uint64_t word_at(uint64_t address) {
  uint64_t word;
  std::memcpy(&word, reinterpret_cast<void*>(address), 8);
  return word;
}

/// Equal up to the addresses of objects.
struct StructuralEquality {
  const Arena &left, &right;
  std::map<uint64_t, uint64_t> paired;
  bool equal(uint64_t a, uint64_t b) {
    auto x = left.sizes.find(a), y = right.sizes.find(b);
    bool is_left = x != left.sizes.end(), is_right = y != right.sizes.end();
    bool native_local = is_left && !is_right && left.locals.count(a);  // the right one is in a native frame
    if (!native_local) {
      if (!is_left || !is_right) return a == b;
      if (x->second != y->second) return false;
    }
    auto [position, added] = paired.emplace(a, b);
    if (!added) return position->second == b;
    for (uint64_t offset = 0; offset < x->second; offset += 8) {
      if (!equal(word_at(a + offset), word_at(b + offset))) return false;
    }
    return true;
  }
};

/// What traces call: as native functions, and by name. One word in, one word out.
struct NativeFunction {
  const char* name;
  uint64_t (*function)(uint64_t argument);
};

inline uint64_t allocate(uint64_t size) { return Arena::current->allocate(size); }
/// any: changes two fields of the object
inline uint64_t touch(uint64_t object) {
  uint64_t x = word_at(object + 8) * 3 + 1;
  std::memcpy(reinterpret_cast<void*>(object + 8), &x, 8);
  uint64_t y = word_at(object + 16) ^ x;
  std::memcpy(reinterpret_cast<void*>(object + 16), &y, 8);
  return x + y;
}
inline uint64_t peek(uint64_t object) { return word_at(object + 8) + 7 * word_at(object + 16); }         // readonly
inline uint64_t peek_frame(uint64_t frame) { return word_at(frame + 64) + 3 * word_at(frame + 72); }     // readonly
inline uint64_t release(uint64_t object) { return 0; }                                                   // deallocator
inline uint64_t hash(uint64_t number) { return number * 0x9e3779b97f4a7c15u >> 40; }                     // elidable

inline constexpr NativeFunction native_functions[] = {{"allocate", &allocate}, {"touch", &touch},     {"peek", &peek},
                                                      {"peek_frame", &peek_frame}, {"release", &release}, {"hash", &hash}};

inline uint64_t (*native_function(const std::string& name))(uint64_t) {
  for (const NativeFunction& each : native_functions) {
    if (name == each.name) return each.function;
  }
  return nullptr;
}

struct Stop {
  enum class Kind { guard, finish, steps } kind = Kind::steps;
  const trace::Trace* trace = nullptr;
  uint32_t operation = 0;
  std::vector<uint64_t> values;  ///< guard: fail arguments (optimised) or the snapshot's values (recorded); finish: results
};

struct Interpreter {
  const trace::ParseContext& context;
  const std::vector<BoxTemplates>& templates;
  std::map<uint32_t, const trace::Trace*> targets;  ///< by target token
  const resume::Snapshots* snapshots = nullptr;
  std::map<const trace::Trace*, const resume::Snapshots*> snapshots_of;
  std::map<std::pair<const trace::Trace*, uint32_t>, const trace::Trace*> bridges;
  int steps = 20000;
  int bridge_entries = 0, peeled_entries = 0;

  uint64_t run_template(const trace::Trace& code, uint64_t argument) {
    std::vector<uint64_t> values(code.size());
    auto of = [&](Operand o) { return o.is_value() ? values[o.index()] : code.constant(o).bits; };
    for (uint32_t i = 0; i < code.size(); i++) {
      const Operation& op = code[i];
      auto operands = code.operands(op);
      if (op.opcode == Opcode::input) values[i] = argument;
      else if (op.opcode == Opcode::finish) return of(operands[0]);
      else values[i] = trace::evaluate(op.opcode, op.type, of(operands[0]), operands.size() > 1 ? of(operands[1]) : 0, operands.size() > 2 ? of(operands[2]) : 0, op.immediate, op.scale);
    }
    return 0;
  }

  static uint64_t read(uint64_t address, MemoryType type) {
    uint64_t word = 0;
    std::memcpy(&word, reinterpret_cast<void*>(address), layout::size_of(type));
    return word;
  }
  static void write(uint64_t address, MemoryType type, uint64_t word) { std::memcpy(reinterpret_cast<void*>(address), &word, layout::size_of(type)); }

  /// One operation without control flow.
  void step(const trace::Trace& code, uint32_t i, std::vector<uint64_t>& values) {
    const Operation& op = code[i];
    auto operands = code.operands(op);
    auto of = [&](size_t k) { return operands[k].is_value() ? values[operands[k].index()] : code.constant(operands[k]).bits; };
    if (trace::is_pure(op.opcode)) {
      values[i] = trace::evaluate(op.opcode, op.type, of(0), operands.size() > 1 ? of(1) : 0, operands.size() > 2 ? of(2) : 0, op.immediate, op.scale);
      return;
    }
    switch (op.opcode) {
      case Opcode::load: values[i] = read(of(0) + static_cast<uint64_t>(op.immediate), op.memory_type); break;
      case Opcode::load_item: values[i] = read(of(0) + of(1) * op.scale + static_cast<uint64_t>(op.immediate), op.memory_type); break;
      case Opcode::store: write(of(0) + static_cast<uint64_t>(op.immediate), op.memory_type, of(1)); break;
      case Opcode::store_item: write(of(0) + of(1) * op.scale + static_cast<uint64_t>(op.immediate), op.memory_type, of(2)); break;
      case Opcode::copy_memory: std::memmove(reinterpret_cast<void*>(of(0)), reinterpret_cast<void*>(of(1)), of(2)); break;
      case Opcode::fill_memory: std::memset(reinterpret_cast<void*>(of(0)), static_cast<int>(of(1)), of(2)); break;
      case Opcode::local:
        values[i] = Arena::current->allocate(static_cast<uint64_t>(op.immediate));
        Arena::current->locals.insert(values[i]);
        break;
      case Opcode::call: {
        values[i] = native_function(context.calls[op.descriptor].name)(of(1));
        break;
      }
      case Opcode::conditional_call: {
        if (of(0) != 0) native_function(context.calls[op.descriptor].name)(of(2));
        break;
      }
      case Opcode::box: values[i] = run_template(templates[op.descriptor].box, of(0)); break;
      case Opcode::unbox: values[i] = run_template(templates[op.descriptor].unbox, of(0)); break;
      case Opcode::is_box: values[i] = run_template(templates[op.descriptor].is_box, of(0)); break;
      default: break;
    }
  }

  Stop run(const trace::Trace* code, std::vector<uint64_t> inputs) {
    std::vector<uint64_t> values(code->size());
    const trace::Trace* self = code;
    for (uint32_t i = 0;; i++) {
      const Operation& op = (*code)[i];
      auto operands = code->operands(op);
      auto of = [&](size_t k) { return operands[k].is_value() ? values[operands[k].index()] : code->constant(operands[k]).bits; };
      if (--steps < 0) return {Stop::Kind::steps, code, i, {}};
      bool fails = op.opcode == Opcode::exit_trace;
      if (op.opcode == Opcode::guard_true) fails = of(0) == 0;
      if (op.opcode == Opcode::guard_false) fails = of(0) != 0;
      if (op.opcode == Opcode::guard_value) fails = of(0) != of(1);
      if (fails) {
        Stop stop{Stop::Kind::guard, code, i, {}};
        if (op.snapshot != trace::SnapshotId::none) {
          const resume::Snapshots& own = *snapshots_of.at(code);
          for (Operand o : own.operands(own[op.snapshot])) stop.values.push_back(o.is_value() ? values[o.index()] : code->constant(o).bits);
        } else {
          size_t fixed = static_cast<size_t>(trace::arity(op.opcode));
          for (size_t k = fixed; k < operands.size(); k++) stop.values.push_back(of(k));
        }
        auto bridge = bridges.find({code, i});
        if (bridge == bridges.end()) return stop;
        bridge_entries++;
        inputs = stop.values;
        code = self = bridge->second;
        values.assign(code->size(), 0);
        i = static_cast<uint32_t>(-1);
        continue;
      }
      switch (op.opcode) {
        case Opcode::input: values[i] = inputs[static_cast<size_t>(op.immediate)]; break;
        case Opcode::label: {
          std::vector<uint64_t> entering;
          for (size_t k = 0; k < operands.size(); k++) entering.push_back(of(k));
          for (size_t k = 0; k < entering.size(); k++) values[i + 1 + k] = entering[k];
          i += static_cast<uint32_t>(entering.size());
          break;
        }
        case Opcode::jump: {
          std::vector<uint64_t> leaving;
          for (size_t k = 0; k < operands.size(); k++) leaving.push_back(of(k));
          if (op.descriptor != 0xffffffff) code = targets.at(op.descriptor);
          if (op.immediate == 1 && op.descriptor != 0xffffffff) peeled_entries++;
          values.resize(std::max(values.size(), code->size()));
          uint32_t label = 0xffffffff;
          for (uint32_t k = 0; k < code->size(); k++) {
            if ((*code)[k].opcode == Opcode::label && (*code)[k].immediate == op.immediate) label = k;
          }
          uint32_t first = label == 0xffffffff ? 0 : label + 1;  // a recorded loop starts with its inputs
          for (size_t k = 0; k < leaving.size(); k++) values[first + k] = leaving[k];
          i = first + static_cast<uint32_t>(leaving.size()) - 1;
          break;
        }
        case Opcode::finish: {
          Stop stop{Stop::Kind::finish, code, i, {}};
          for (size_t k = 0; k < operands.size(); k++) stop.values.push_back(of(k));
          return stop;
        }
        default: step(*code, i, values);
      }
    }
    (void)self;
  }
};

}  // namespace jitwright::optimizer::testing
