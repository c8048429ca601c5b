// The one body of jitcode's meaning. A policy adds what its user needs: the recorder computes a symbol for each value beside the
// concrete word, the blackhole nothing. Each instruction is executed for real.
//
// A policy derives from Interpreter<Policy, Symbol>, where Symbol is what goes with a register (an empty struct if nothing), and
// has:
//   set_symbol(register, symbol), has_no_symbol(unit)
//   on_…(units, …)    called before the instruction's effect, while registers still hold its operands; gives the result's symbol
//   call, conditional_call, merge_point, return_, unreachable: control, done by the policy alone; they move pc
#pragma once

#include <cstring>

#include "metainterp/machine.h"
#include "metainterp/native_call.h"
#include "trace/evaluate_inline.h"

namespace jitwright::metainterp {

using jitcode::Opcode;
using layout::MemoryType;
using layout::Type;

/// The units of one instruction.
class Units {
 public:
  explicit Units(const uint16_t* at) : at_(at) {}
  Opcode opcode() const { return static_cast<Opcode>(at_[0] & 0xff); }
  Type type() const { return static_cast<Type>(at_[0] >> 8); }
  MemoryType memory_type() const { return static_cast<MemoryType>(at_[0] >> 8); }
  uint16_t operator[](uint32_t index) const { return at_[index]; }
  int64_t immediate(uint32_t index) const { return static_cast<int32_t>(target(index)); }
  uint32_t target(uint32_t index) const { return at_[index] | static_cast<uint32_t>(at_[index + 1]) << 16; }
  const uint16_t* from(uint32_t index) const { return at_ + index; }

 private:
  const uint16_t* at_;
};

/// The parts of call and call_portal; conditional_call has a condition in place of the result.
struct CallSite {
  explicit CallSite(Units u) : descriptor(u[1]), result(u[2]), callee(u[3]), count(u[4]), arguments(u.from(5)), size(5u + u[4]) {}
  uint16_t descriptor, result, callee, count;
  const uint16_t* arguments;
  uint32_t size;
};

inline uint64_t read_memory(uint64_t address, MemoryType type) {
  uint64_t value = 0;
  const void* memory = reinterpret_cast<const void*>(address);
  switch (layout::size_of(type)) {
    case 1: std::memcpy(&value, memory, 1); break;
    case 2: std::memcpy(&value, memory, 2); break;
    case 4: std::memcpy(&value, memory, 4); break;
    default: std::memcpy(&value, memory, 8); break;
  }
  return value;
}

inline void write_memory(uint64_t address, MemoryType type, uint64_t value) {
  void* memory = reinterpret_cast<void*>(address);
  switch (layout::size_of(type)) {
    case 1: std::memcpy(memory, &value, 1); break;
    case 2: std::memcpy(memory, &value, 2); break;
    case 4: std::memcpy(memory, &value, 4); break;
    default: std::memcpy(memory, &value, 8); break;
  }
}

constexpr trace::Opcode to_trace(Opcode pure) { return static_cast<trace::Opcode>(pure); }
static_assert(jitcode::pure_operation_count == trace::pure_operation_count);

/// False for the operations that may_evaluate() refuses on some operands.
constexpr bool always_evaluates(trace::Opcode opcode) {
  bool division = opcode >= trace::Opcode::int_sdiv && opcode <= trace::Opcode::int_urem;
  bool shift = opcode >= trace::Opcode::int_shl && opcode <= trace::Opcode::int_ashr;
  return !division && !shift && opcode != trace::Opcode::float_to_int;
}

/// A pure instruction with its operands read.
struct PureOperation {
  trace::Opcode opcode;
  Type type;
  uint8_t arity;
  uint16_t scale = 0;
  int64_t immediate = 0;
  uint64_t values[3] = {0, 0, 0};
};

template <class Policy, class Symbol>
class Interpreter {
 public:
  Interpreter(Machine& machine, FrameStack& stack) : machine_(machine), stack_(stack) {}

 protected:
  Machine& machine_;
  FrameStack& stack_;
  bool stop_ = false;

  Policy& policy() { return static_cast<Policy&>(*this); }
  const layout::CallDescriptor& descriptor_of(const Frame& frame, uint16_t index) const {
    return machine_.library.call(frame.function->module->call_id(index));
  }
  const layout::BoxFamily& family_of(const Frame& frame, uint16_t index) const {
    return machine_.library.family(frame.function->module->family_id(index));
  }

  /// Executes the call for real and gives its results; conditional calls have their units in the same places.
  CallResults execute_call(const Frame& frame, const CallSite& site) {
    uint64_t* arguments = stack_.push_words(site.count);
    for (uint32_t i = 0; i < site.count; ++i) arguments[i] = frame.value(site.arguments[i]);
    CallResults results = call_native(descriptor_of(frame, site.descriptor), frame.value(site.callee), arguments);
    stack_.pop_words(arguments);
    return results;
  }

  static bool has_second_result(const layout::Signature& signature) { return signature.second_result != layout::AbiType::none; }

  /// Writes a call's results to its registers and goes on behind it.
  void finish_call(Frame& frame, CallResults results, Symbol first, Symbol second, bool has_second) {
    CallSite site(Units(frame.code + frame.pc));
    if (site.result != 0xffff) {
      set(frame, site.result, results.first, first);
      if (has_second) set(frame, site.result + 1u, results.second, second);
    }
    frame.pc += site.size;
  }

  void set(Frame& frame, uint32_t destination, uint64_t value, Symbol symbol) {
    frame.registers[destination] = value;
    policy().set_symbol(destination, symbol);
  }

  /// Executes one instruction. Part of the policy's loop: calling it costs as much as most instructions.
  [[gnu::always_inline]] void step() {
    Frame& f = stack_.top();
    const Units u(f.code + f.pc);
    switch (u.opcode()) {
      case Opcode::move: result(f, u, 3, f.value(u[2]), policy().on_move(u)); break;
      case Opcode::load: {
        uint64_t value = read_memory(f.value(u[2]) + static_cast<uint64_t>(u.immediate(3)), u.memory_type());
        result(f, u, 6, value, policy().on_load(u, value));
        break;
      }
      case Opcode::load_item: {
        uint64_t value = read_memory(item_address(f, u[2], u[3], u[4], u.immediate(5)), u.memory_type());
        result(f, u, 8, value, policy().on_load_item(u, value));
        break;
      }
      case Opcode::store:
        policy().on_store(u);
        store_field(f, u[5], f.value(u[2]) + static_cast<uint64_t>(u.immediate(3)), u.memory_type(), f.value(u[1]));
        f.pc += 6;
        break;
      case Opcode::store_item:
        policy().on_store_item(u);
        store_field(f, u[7], item_address(f, u[2], u[3], u[4], u.immediate(5)), u.memory_type(), f.value(u[1]));
        f.pc += 8;
        break;
      case Opcode::load_volatile: {
        uint64_t value = read_memory(f.value(u[2]) + static_cast<uint64_t>(u.immediate(3)), u.memory_type());
        result(f, u, 5, value, policy().on_load_volatile(u));
        break;
      }
      case Opcode::store_volatile:
        policy().on_store_volatile(u);
        write_memory(f.value(u[2]) + static_cast<uint64_t>(u.immediate(3)), u.memory_type(), f.value(u[1]));
        f.pc += 5;
        break;
      case Opcode::local: {
        auto address = reinterpret_cast<uint64_t>(stack_.allocate_local(static_cast<uint64_t>(u.immediate(2))));
        result(f, u, 4, address, policy().on_local(u));
        break;
      }
      case Opcode::jump: policy().jump(u.target(1)); break;
      case Opcode::branch_false: {
        bool taken = f.value(u[1]) == 0;
        if (policy().on_branch(u, taken)) f.pc = taken ? u.target(2) : f.pc + 4;
        break;
      }
      case Opcode::switch_: switch_(f, u); break;
      case Opcode::call:
      case Opcode::call_portal: policy().call(); break;
      case Opcode::return_: policy().return_(u); break;
      case Opcode::unreachable: policy().unreachable(); break;
      case Opcode::promote: result(f, u, 3, f.value(u[2]), policy().on_promote(u)); break;
      case Opcode::is_constant: result(f, u, 3, policy().is_constant(u[2]), Symbol()); break;
      case Opcode::is_virtual: result(f, u, 3, policy().is_virtual(u[2]), Symbol()); break;
      case Opcode::in_jit: result(f, u, 2, 1, Symbol()); break;
      case Opcode::observed: result(f, u, 3, policy().observed(f.value(u[2])), Symbol()); break;
      case Opcode::assert_green:
        policy().on_assert_green(u);
        f.pc += 2;
        break;
      case Opcode::assume:
        policy().on_assume(u);
        f.pc += 2;
        break;
      case Opcode::record_exact:
        policy().on_record_exact(u);
        f.pc += 3;
        break;
      case Opcode::assume_idle:
        policy().on_assume_idle(u);
        f.pc += 2;
        break;
      case Opcode::look_inside_iff: policy().look_inside_iff(u); break;
      case Opcode::conditional_call: {
        CallSite site(u);
        policy().on_conditional_call(site);
        if (f.value(site.result) != 0) execute_call(f, site);
        f.pc += site.size;
        break;
      }
      case Opcode::merge_point: policy().merge_point(u); break;
      case Opcode::can_enter_jit:
        policy().on_can_enter_jit();
        f.pc += 1;
        break;
      case Opcode::box: result(f, u, 4, call_box(family_of(f, u[1]), f.value(u[3])), policy().on_box(u), 2); break;
      case Opcode::unbox: result(f, u, 4, call_unbox(family_of(f, u[1]), f.value(u[3])), policy().on_unbox(u), 2); break;
      case Opcode::is_box: result(f, u, 4, call_is_box(family_of(f, u[1]), f.value(u[3])), policy().on_is_box(u), 2); break;
      case Opcode::copy_memory:
        policy().on_copy_memory(u);
        std::memmove(reinterpret_cast<void*>(f.value(u[1])), reinterpret_cast<void*>(f.value(u[2])), f.value(u[3]));
        f.pc += 4;
        break;
      case Opcode::fill_memory:
        policy().on_fill_memory(u);
        std::memset(reinterpret_cast<void*>(f.value(u[1])), static_cast<int>(f.value(u[2]) & 0xff), f.value(u[3]));
        f.pc += 4;
        break;
#define PURE(name, arity, ...) \
  case Opcode::name: pure<Opcode::name, arity>(f, u); break;
#include "layout/pure_operations.def"
#undef PURE
    }
  }

 private:
  template <Opcode opcode, unsigned arity>
  [[gnu::always_inline]] void pure(Frame& f, Units u) {
    PureOperation pure{to_trace(opcode), u.type(), arity};
    uint32_t size = 2 + arity;
    if constexpr (opcode == Opcode::ptr_add_item) pure.scale = u[size++];
    if constexpr (opcode == Opcode::int_sign_extend || opcode == Opcode::ptr_add || opcode == Opcode::ptr_add_item) {
      pure.immediate = u.immediate(size);
      size += 2;
    }
    bool constant = always_evaluates(pure.opcode);
    for (uint32_t i = 0; i < arity; ++i) {
      pure.values[i] = f.value(u[2 + i]);
      constant = constant && policy().has_no_symbol(u[2 + i]);
    }
    uint64_t value = trace::evaluate_inline(pure.opcode, pure.type, pure.values[0], pure.values[1], pure.values[2], pure.immediate,
                                            pure.scale);
    result(f, u, size, value, constant ? Symbol() : policy().on_pure(u, pure));
  }

  static uint64_t item_address(const Frame& f, uint16_t base, uint16_t index, uint16_t scale, int64_t offset) {
    return f.value(base) + f.value(index) * scale + static_cast<uint64_t>(offset);
  }

  void store_field(const Frame& f, uint16_t access_class, uint64_t address, MemoryType type, uint64_t value) {
    bool watched = f.function->module->is_quasi_immutable(access_class);
    uint64_t mask = ~uint64_t{0} >> (64 - 8 * layout::size_of(type));
    if (watched && read_memory(address, type) != (value & mask)) machine_.environment.field_changes(address, layout::size_of(type));
    write_memory(address, type, value);
  }

  /// Sets the destination register and goes on behind the instruction of `size` units.
  void result(Frame& f, Units u, uint32_t size, uint64_t value, Symbol symbol, uint32_t destination_unit = 1) {
    set(f, u[destination_unit], value, symbol);
    f.pc += size;
  }

  void switch_(Frame& f, Units u) {
    uint64_t value = f.value(u[1]);
    uint32_t count = u[2], matched = 0;
    auto case_value = [&](uint64_t number) { return f.value(u[static_cast<uint32_t>(3 + 3 * number)]); };
    // The cases of large switches mostly count up by one.
    uint64_t guess = count == 0 ? 0 : value - case_value(0);
    if (guess < count && case_value(guess) == value) matched = static_cast<uint32_t>(guess);
    while (matched < count && case_value(matched) != value) ++matched;
    if (!policy().on_switch(u, count, matched)) return;
    f.pc = matched < count ? u.target(4 + 3 * matched) : u.target(3 + 3 * count);
  }
};

}  // namespace jitwright::metainterp
