// Random optimised loops and bridges for backends.
#pragma once

#include <bit>

#include "../backend/harness.h"
#include "choices.h"

namespace jitwright::backend::test {

using trace::Opcode;
using trace::Operand;
using trace::Trace;
using trace::Type;

inline constexpr Type types[] = {Type::i32, Type::i64, Type::f64, Type::f32};

class Generator {
 public:
  explicit Generator(fuzz::Choices& choices) : choices_(choices) {}

  uint32_t pick(uint32_t below) { return static_cast<uint32_t>(choices_.below(below)); }

  uint64_t bits(Type type) {
    constexpr uint64_t edges[] = {
        0, 1, 2, 5, ~uint64_t{0}, 0x80000000, 0x7fffffff, uint64_t{1} << 63, ~(uint64_t{1} << 63), 0xfffe000000000000};
    constexpr double floats[] = {0, -0.0, 1, -1.5, 2.25, 1e10, -1e-5, 3};
    if (type == Type::f64) return std::bit_cast<uint64_t>(floats[pick(8)]);
    if (type == Type::f32) return std::bit_cast<uint32_t>(static_cast<float>(floats[pick(8)]));
    uint64_t value = pick(2) ? edges[pick(10)] : choices_.word() >> pick(64);
    return type == Type::i32 ? static_cast<uint32_t>(value) : value;
  }

  /// A loop over random operations on `types_in`; the first value is the i64 counter.
  Trace loop(const std::vector<Type>& lives, uint32_t size) {
    start(lives);
    std::vector<Operand> inputs;
    for (uint32_t i = 0; i < lives.size(); ++i) inputs.push_back(Operand::value(i));
    if (pick(2)) operations(pick(10), 0, {});
    std::vector<Operand> entry = inputs;
    for (uint32_t i = 1; i < lives.size(); ++i) entry[i] = any(lives[i]);
    trace_.append({.opcode = Opcode::label, .immediate = 0}, entry);
    reset();
    std::vector<Operand> parameters;
    for (uint32_t i = 0; i < lives.size(); ++i) {
      parameters.push_back(trace_.append({.opcode = Opcode::parameter, .type = lives[i], .immediate = i}, {}));
      add(parameters.back(), lives[i]);
    }
    Operand more = trace_.pure(Opcode::int_sgt, Type::i64, {parameters[0], trace_.add_constant(0, Type::i64)});
    guard(Opcode::guard_true, {more});
    operations(size, 6, {});
    Operand counter = trace_.pure(Opcode::int_sub, Type::i64, {parameters[0], trace_.add_constant(1, Type::i64)});
    jump(lives, counter, parameters, 0xffffffff);
    return std::move(trace_);
  }

  /// A bridge from these fail arguments: computes, then jumps to the loop's label or finishes.
  Trace bridge(const std::vector<Type>& fail_types, const std::vector<Type>& lives, uint32_t size, uint32_t token) {
    start(fail_types);
    operations(size, 8, {});
    if (pick(4) == 0) {
      trace_.append({.opcode = Opcode::finish}, {any(Type::i64), any(Type::f64)});
      return std::move(trace_);
    }
    // The counter must go down: the guard's first fail argument is it.
    Operand counter = trace_.pure(Opcode::int_sub, Type::i64, {Operand::value(0), trace_.add_constant(1, Type::i64)});
    std::vector<Operand> parameters;
    for (uint32_t i = 0; i < lives.size(); ++i) parameters.push_back(any(lives[i]));
    jump(lives, counter, parameters, token);
    return std::move(trace_);
  }

 private:
  void start(const std::vector<Type>& lives) {
    trace_.clear();
    reset();
    for (uint32_t i = 0; i < lives.size(); ++i) {
      add(trace_.append({.opcode = Opcode::input, .type = lives[i], .immediate = i}, {}), lives[i]);
    }
    counter_ = Operand::value(0);
  }

  void reset() {
    for (auto& values : values_) values.clear();
    counter_ = Operand::value(static_cast<uint32_t>(trace_.size()));
  }
  std::vector<Operand>& values(Type type) { return values_[static_cast<int>(type)]; }
  void add(Operand operand, Type type) { values(type).push_back(operand); }

  Operand any(Type type) {
    auto& known = values(type);
    if (known.empty() || pick(6) == 0) return trace_.add_constant(bits(type), type);
    // Half of the time a recent value, else any: short and long lives.
    size_t count = known.size();
    return known[pick(2) && count > 4 ? count - 1 - pick(4) : pick(static_cast<uint32_t>(count))];
  }

  void guard(Opcode opcode, std::initializer_list<Operand> fixed) {
    std::vector<Operand> operands(fixed);
    operands.push_back(counter_);
    uint32_t count = pick(12);
    for (uint32_t i = 0; i < count; ++i) operands.push_back(any(types[pick(4)]));
    trace_.append({.opcode = opcode, .resume = trace::ResumeId{next_resume++}}, operands);
  }

  void jump(const std::vector<Type>& lives, Operand counter, const std::vector<Operand>& parameters, uint32_t token) {
    std::vector<Operand> operands{counter};
    for (uint32_t i = 1; i < lives.size(); ++i) operands.push_back(pick(3) == 0 ? parameters[i] : any(lives[i]));
    trace_.append({.opcode = Opcode::jump, .descriptor = token}, operands);
  }

  Operand constant(uint64_t value, Type type) { return trace_.add_constant(value, type); }

  void operations(uint32_t count, uint32_t guard_share, std::initializer_list<int>) {
    for (uint32_t i = 0; i < count; ++i) operation(guard_share);
  }

  void operation(uint32_t guard_share) {
    Type integer = pick(2) ? Type::i64 : Type::i32, floating = pick(3) ? Type::f64 : Type::f32;
    uint64_t width_mask = integer == Type::i64 ? 63 : 31;
    auto pure = [&](Opcode opcode, Type type, std::initializer_list<Operand> operands, int64_t immediate = 0,
                    uint16_t scale = 0) {
      Operand result = trace_.pure(opcode, type, operands, immediate, scale);
      add(result, trace_.type_of(result) == Type::ptr ? Type::i64 : trace_.type_of(result));
      return result;
    };
    auto plain_comparison = [&] {
      if (pick(3) == 0)
        return trace_.pure(static_cast<Opcode>(static_cast<int>(Opcode::float_eq) + pick(7)), floating,
                           {any(floating), any(floating)});
      return trace_.pure(static_cast<Opcode>(static_cast<int>(Opcode::int_eq) + pick(10)), integer, {any(integer), any(integer)});
    };
    auto comparison = [&] {
      Operand truth = plain_comparison();
      for (uint32_t turns = pick(4) ? 0 : 1 + pick(2); turns > 0; --turns) {
        constexpr Opcode opcodes[] = {Opcode::int_xor, Opcode::int_eq, Opcode::int_ne};
        uint32_t kind = pick(3);
        truth = trace_.pure(opcodes[kind], Type::i32, {truth, constant(kind == 0 ? 1 : 0, Type::i32)});
      }
      return truth;
    };
    Operand memory = constant(reinterpret_cast<uint64_t>(test::test_memory()), Type::ptr);
    auto index = [&] { return pure(Opcode::int_and, Type::i64, {any(Type::i64), constant(127, Type::i64)}); };
    switch (pick(20)) {
      case 0:
      case 1:
      case 2:
      case 3: {
        constexpr Opcode opcodes[] = {Opcode::int_add, Opcode::int_sub, Opcode::int_mul,  Opcode::int_and,
                                      Opcode::int_or,  Opcode::int_xor, Opcode::int_umulh};
        pure(opcodes[pick(7)], integer, {any(integer), any(integer)});
        return;
      }
      case 4: {
        Operand count = trace_.pure(Opcode::int_and, integer, {any(integer), constant(width_mask, integer)});
        pure(static_cast<Opcode>(static_cast<int>(Opcode::int_shl) + pick(3)), integer,
             {any(integer), pick(2) ? count : constant(pick(32), integer)});
        return;
      }
      case 5: {
        Operand divisor =
            trace_.pure(Opcode::int_or, integer,
                        {trace_.pure(Opcode::int_lshr, integer, {any(integer), constant(1, integer)}), constant(1, integer)});
        constexpr Opcode opcodes[] = {Opcode::int_sdiv, Opcode::int_udiv, Opcode::int_srem, Opcode::int_urem};
        pure(opcodes[pick(4)], integer, {any(integer), pick(2) ? divisor : constant(7, integer)});
        return;
      }
      case 6: {
        uint32_t which = pick(4);
        pure(static_cast<Opcode>(static_cast<int>(Opcode::int_popcount) + which), integer, {any(integer)});
        return;
      }
      case 7: {
        constexpr int widths[] = {8, 16, 32};
        pure(Opcode::int_sign_extend, integer, {any(Type::i64)}, widths[pick(3)]);
        pure(Opcode::int_truncate, Type::i32, {any(Type::i64)});
        pure(Opcode::int_zero_extend, Type::i64, {any(Type::i32)});
        return;
      }
      case 8: {
        constexpr Opcode opcodes[] = {Opcode::float_add, Opcode::float_sub, Opcode::float_mul, Opcode::float_div};
        pure(opcodes[pick(4)], floating, {any(floating), any(floating)});
        pure(opcodes[pick(4)], floating, {any(floating), any(floating)});
        return;
      }
      case 9: {
        constexpr Opcode opcodes[] = {Opcode::float_neg, Opcode::float_abs, Opcode::float_floor, Opcode::float_ceil,
                                      Opcode::float_trunc};
        pure(opcodes[pick(5)], floating, {any(floating)});
        return;
      }
      case 10:
        if (pick(2))
          pure(pick(2) ? Opcode::int_to_float : Opcode::uint_to_float, integer, {any(integer)});
        else
          pure(Opcode::float_to_int, integer, {any(Type::f64)});
        if (pick(2))
          pure(Opcode::float_extend, Type::f64, {any(Type::f32)});
        else
          pure(Opcode::float_truncate, Type::f32, {any(Type::f64)});
        return;
      case 11: {
        Operand condition = pick(2) ? comparison() : any(Type::i32);
        Type type = types[pick(4)];
        pure(Opcode::select, type, {condition, any(type), any(type)});
        return;
      }
      case 12: add(comparison(), Type::i32); return;
      case 13: {
        Operand a = any(integer), b = any(integer);
        auto kind = pick(3);
        auto opcode = static_cast<Opcode>(static_cast<int>(Opcode::int_sadd_overflows) + kind + 3 * pick(2));
        Operand check = trace_.pure(opcode, integer, {a, b});
        constexpr Opcode arithmetic[] = {Opcode::int_add, Opcode::int_sub, Opcode::int_mul};
        uint32_t order = pick(3);
        if (order == 0) pure(arithmetic[kind], integer, {a, b});
        if (pick(4))
          guard(Opcode::guard_false, {check});
        else
          add(check, Type::i32);
        if (order == 1) pure(arithmetic[kind], integer, {a, b});
        return;
      }
      case 14: {
        Operand place = index();
        Operand value = any(Type::i64);
        constexpr uint16_t scales[] = {1, 2, 4, 8, 24, 7, 40};
        uint16_t scale = scales[pick(7)];
        trace_.append({.opcode = Opcode::store_item, .memory_type = layout::MemoryType::i64, .scale = scale, .immediate = 64},
                      {memory, place, value});
        Operand loaded = trace_.append({.opcode = Opcode::load_item,
                                        .type = Type::i32,
                                        .memory_type = layout::MemoryType::i16,
                                        .scale = scale,
                                        .immediate = 62},
                                       {memory, index()});
        add(loaded, Type::i32);
        return;
      }
      case 15: {
        Operand base = pick(2) ? memory : pure(Opcode::ptr_add_item, Type::ptr, {memory, index()}, 16, 8);
        Type type = types[pick(4)];
        layout::MemoryType memory_type = type == Type::i32   ? layout::MemoryType::i8
                                         : type == Type::i64 ? layout::MemoryType::i64
                                         : type == Type::f64 ? layout::MemoryType::f64
                                                             : layout::MemoryType::f32;
        trace_.append({.opcode = Opcode::store, .memory_type = memory_type, .immediate = pick(256)}, {base, any(type)});
        // Floats are read only where floats are written: bit patterns of NaNs may differ.
        add(trace_.append(
                {.opcode = Opcode::load, .type = Type::i32, .memory_type = layout::MemoryType::i8, .immediate = 8192 + pick(64)},
                {base}),
            Type::i32);
        return;
      }
      case 16: {
        if (pick(3)) return;
        uint32_t kind = pick(3);
        if (kind == 0) {
          Operand callee = constant(call_targets[0], Type::ptr);
          add(trace_.append({.opcode = Opcode::call, .type = Type::i64, .descriptor = 0},
                            {callee, any(Type::i64), any(Type::i64)}),
              Type::i64);
        } else if (kind == 1) {
          Operand callee = constant(call_targets[1], Type::ptr);
          add(trace_.append({.opcode = Opcode::call, .type = Type::f64, .descriptor = 1}, {callee, any(Type::f64)}), Type::f64);
        } else {
          Operand callee = constant(call_targets[0], Type::ptr);
          trace_.append({.opcode = Opcode::conditional_call, .descriptor = 0},
                        {any(Type::i32), callee, any(Type::i64), any(Type::i64)});
        }
        return;
      }
      default: {
        if (pick(10) >= guard_share) return;
        if (pick(6) == 0) return guard(Opcode::guard_not_invalidated, {});
        if (pick(4) == 0) {
          Operand value = any(integer);
          guard(pick(2) ? Opcode::guard_true : Opcode::guard_false, {value});
        } else if (pick(5) == 0) {
          guard(Opcode::guard_value, {any(integer), constant(bits(integer), integer)});
        } else {
          Operand condition = comparison();
          if (pick(4) == 0) operation(0);
          if (pick(3) == 0) add(condition, Type::i32);
          guard(pick(2) ? Opcode::guard_true : Opcode::guard_false, {condition});
        }
        return;
      }
    }
  }

 public:
  uint32_t next_resume = 0;
  uint64_t call_targets[2] = {};

 private:
  fuzz::Choices& choices_;
  Trace trace_;
  std::vector<Operand> values_[8];
  Operand counter_;
};

}  // namespace jitwright::backend::test
