// The memory a random loop works on, and an optimised loop compiled by a backend and run on it.
#pragma once

#include <bit>
#include <cmath>
#include <functional>
#include <random>

#include "backend/backend.h"
#include "recorded_loop.h"

namespace jitwright::optimizer::testing {

constexpr uint32_t loop_token = 3;

// Native functions for boxes that were not built.
inline uint64_t native_int_box(uint64_t x) { return int_tag | (x & ((uint64_t{1} << 49) - 1)); }
inline uint64_t native_float_box(double x) {
  uint64_t bits;
  std::memcpy(&bits, &x, 8);
  return (x == x ? bits : 0x7ff8000000000000) + (uint64_t{1} << 49);
}

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

/// True if these values and the memory that started as `left` and `right` are the same.
inline bool same_state(const std::vector<uint64_t>& expected, Arena& expected_arena, const std::vector<uint64_t>& values, Arena& actual_arena, const Memory& left,
                const Memory& right, std::string& why) {
  if (values.size() != expected.size()) return why = "different number of values", false;
  StructuralEquality equality{expected_arena, actual_arena, {}};
  equality.paired.emplace(left.frame, right.frame);
  for (int k = 0; k < 3; k++) equality.paired.emplace(left.objects[k], right.objects[k]);
  for (size_t k = 0; k < values.size(); k++) {
    if (!equality.equal(expected[k], values[k])) return why = "value " + std::to_string(k) + " differs", false;
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

/// An optimised loop, and a bridge from one of its guards, compiled by one backend.
class Compiled final : public backend::CodeLookup {
 public:
  explicit Compiled(std::unique_ptr<backend::Backend> chosen) : backend_(std::move(chosen)) {
    backend_->exit_handler = [](void* self, backend::Guard* guard, const uint64_t* values, uint64_t*, uint64_t*) {
      static_cast<Compiled*>(self)->at_exit_(*guard, values);
      return backend::ExitAction::continue_native;
    };
    backend_->exit_context = this;
  }
  ~Compiled() override { bridge_.reset(); }

  backend::Code* code_of(uint32_t) override { return loop_.get(); }

  std::string compile(const trace::Trace& loop, const std::vector<layout::CallDescriptor>& calls) {
    std::string message;
    loop_ = backend_->compile_root(request(loop, calls), message);
    return loop_ ? "" : "loop not compiled: " + message;
  }
  std::string compile_bridge(const trace::Trace& bridge, uint32_t guard, const std::vector<layout::CallDescriptor>& calls) {
    std::string message;
    for (backend::Guard& each : loop_->guards) {
      if (each.operation == guard) bridge_ = backend_->compile_bridge(request(bridge, calls), each, *loop_, message);
    }
    return bridge_ ? "" : "bridge not compiled: " + message;
  }

  /// Starts the loop. What is wrong with how it ends; `expected` was interpreted from the same traces.
  std::string differs(const Stop& expected, Memory& left, Memory& right, std::vector<uint64_t> lives) {
    std::string why = "no exit";
    at_exit_ = [&](backend::Guard& guard, const uint64_t* values) {
      why.clear();
      if (guard.owner != expected.trace || guard.operation != expected.operation) {
        why = "left by guard " + std::to_string(guard.operation) + " instead of " + std::to_string(expected.operation);
        return;
      }
      std::vector<uint64_t> actual(values, values + guard.fail_argument_count), wanted = expected.values;
      auto arguments = expected.trace->operands((*expected.trace)[expected.operation]).last(guard.fail_argument_count);
      for (size_t k = 0; k < actual.size() && k < wanted.size(); k++) {  // any NaN is as good as another
        if (expected.trace->type_of(arguments[k]) == Type::f64 && std::isnan(std::bit_cast<double>(actual[k])) && std::isnan(std::bit_cast<double>(wanted[k])))
          actual[k] = wanted[k];
      }
      same_state(wanted, left.arena, actual, right.arena, left, right, why);
    };
    Arena::current = &right.arena;
    loop_->enter(lives.data());
    return why.empty() ? "" : std::string(backend_->name()) + ": " + why;
  }

 private:
  backend::CompileRequest request(const trace::Trace& trace, const std::vector<layout::CallDescriptor>& calls) {
    return {.trace = &trace, .calls = &calls, .targets = this, .self_token = loop_token, .owner = const_cast<trace::Trace*>(&trace)};
  }

  std::unique_ptr<backend::Backend> backend_;
  std::unique_ptr<backend::Code> loop_, bridge_;
  std::function<void(backend::Guard&, const uint64_t*)> at_exit_;
};

}  // namespace jitwright::optimizer::testing
