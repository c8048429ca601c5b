// Random optimised loops and bridges, on x64 and on the reference.
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <functional>

#include "backend/x64/cpu.h"
#include "check.h"
#include "optimized_loop.h"

namespace jitwright::backend::test {

namespace {

/// The call after which the running code is invalidated.
std::function<void()> invalidate_code;
unsigned calls_left = 0;

uint64_t add_one_and_one(uint64_t a, uint64_t b) {
  if (calls_left && --calls_left == 0) invalidate_code();
  return a * 3 + b;
}
double clobber_floats(double x) {
  asm volatile("" ::
                   : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12",
                     "xmm13", "xmm14", "xmm15", "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11");
  return x * 0.5;
}

struct Outcome {
  ExitAction action{};
  uint32_t guard = 0;
  std::vector<uint64_t> values;
  std::vector<Type> value_types;
  friend bool operator==(const Outcome& a, const Outcome& b) {
    if (a.action != b.action || a.guard != b.guard || a.values.size() != b.values.size()) return false;
    for (size_t i = 0; i < a.values.size(); ++i) {
      bool nan64 = a.value_types[i] == Type::f64 && std::isnan(std::bit_cast<double>(a.values[i])) &&
                   std::isnan(std::bit_cast<double>(b.values[i]));
      bool nan32 = a.value_types[i] == Type::f32 && std::isnan(std::bit_cast<float>(static_cast<uint32_t>(a.values[i]))) &&
                   std::isnan(std::bit_cast<float>(static_cast<uint32_t>(b.values[i])));
      if (a.values[i] != b.values[i] && !nan64 && !nan32) return false;
    }
    return true;
  }
};

/// One backend with a loop and its bridges, run step by step.
class Subject {
 public:
  explicit Subject(std::unique_ptr<Backend> chosen) : harness(std::move(chosen)) {
    layout::CallDescriptor integer, floating;
    integer.signature = {{layout::AbiType::i64, layout::AbiType::i64}, layout::AbiType::i64};
    floating.signature = {{layout::AbiType::f64}, layout::AbiType::f64};
    calls = {integer, floating};
  }
  ~Subject() {
    harness.bridges.clear();
    harness.roots.clear();
  }

  std::string root(const Trace& trace) {
    std::string message;
    harness.roots[0] = harness.backend->compile_root(
        {.trace = &trace, .calls = &calls, .targets = &harness, .self_token = 0, .disassemble = print}, message);
    remember(trace);
    if (print && harness.roots[0]) std::fprintf(stderr, "%s\n", harness.roots[0]->disassembly.c_str());
    return message;
  }
  std::string bridge(uint32_t resume, const Trace& trace) {
    std::string message;
    Guard* guard = harness.find_guard(resume);
    auto code = harness.backend->compile_bridge(
        {.trace = &trace, .calls = &calls, .targets = &harness, .self_token = 0, .disassemble = print}, *guard, *harness.roots[0],
        message);
    if (code && print) std::fprintf(stderr, "bridge of %u\n%s\n", resume, code->disassembly.c_str());
    if (code) harness.bridges.emplace_back(guard, std::move(code));
    remember(trace);
    return message;
  }
  Outcome run(std::vector<uint64_t> lives) {
    for (size_t i = 0; i < 4096; ++i) test_memory()[i] = static_cast<uint8_t>(i * 7);
    Outcome outcome;
    invalidate_code = [this] { invalidate(); };
    outcome.action = harness.enter(0, lives);
    if (outcome.action == ExitAction::portal_returned) {
      outcome.values = {lives[0], lives[1]};
      outcome.value_types = {Type::i64, Type::f64};
    } else {
      outcome.guard = harness.last_exit.resume;
      outcome.values = harness.last_exit.fail_arguments;
      outcome.value_types = fail_types[outcome.guard];
    }
    return outcome;
  }
  void invalidate() {
    harness.roots[0]->invalidate();
    for (auto& [guard, code] : harness.bridges) code->invalidate();
  }
  void remember(const Trace& trace) {
    for (uint32_t i = 0; i < trace.size(); ++i) {
      if (!is_guard(trace[i].opcode)) continue;
      std::vector<Type> found;
      for (Operand operand : trace.operands(trace[i]).subspan(static_cast<size_t>(arity(trace[i].opcode))))
        found.push_back(trace.type_of(operand));
      fail_types[static_cast<uint32_t>(trace[i].resume)] = found;
    }
  }

  Harness harness;
  std::vector<layout::CallDescriptor> calls;
  std::map<uint32_t, std::vector<Type>> fail_types;
  bool print = std::getenv("JW_PRINT") != nullptr;
};

std::string show(const Outcome& outcome) {
  std::string text = outcome.action == ExitAction::portal_returned ? "returned" : "exit " + std::to_string(outcome.guard);
  char word[32];
  for (uint64_t value : outcome.values) {
    std::snprintf(word, sizeof word, " %llx", static_cast<unsigned long long>(value));
    text += word;
  }
  return text;
}

/// Empty, or what differed.
std::string check(fuzz::Choices& choices) {
  x64::CpuFeatures cpu = choices.below(3) ? x64::cpu_features() : x64::CpuFeatures{.sse4_1 = true, .popcnt = true};
  Generator generator(choices);
  generator.call_targets[0] = reinterpret_cast<uint64_t>(&add_one_and_one);
  generator.call_targets[1] = reinterpret_cast<uint64_t>(&clobber_floats);
  std::vector<Type> lives{Type::i64};
  uint32_t live_count = generator.pick(20);
  for (uint32_t i = 0; i < live_count; ++i) lives.push_back(types[generator.pick(4)]);
  Subject reference(make_reference_backend()), compiled(x64::make_backend(cpu));
  Trace loop = generator.loop(lives, 5 + generator.pick(80));
  std::string log = trace::print(loop, {});
  if (std::string message = trace::verify(loop); !message.empty()) return message + "\n" + log;
  if (compiled.print) std::fprintf(stderr, "%s\n", log.c_str());
  for (Subject* subject : {&reference, &compiled}) {
    if (std::string message = subject->root(loop); !message.empty()) return message + "\n" + log;
  }
  for (int round = 0; round < 12; ++round) {
    std::vector<uint64_t> values{5 + generator.pick(20)};
    for (size_t i = 1; i < lives.size(); ++i) values.push_back(generator.bits(lives[i]));
    unsigned calls = round == 11 ? 1 + generator.pick(20) : 0;  // one of them invalidates the code
    calls_left = calls;
    Outcome expected = reference.run(values);
    calls_left = calls;
    Outcome got = compiled.run(values);
    if (!(expected == got))
      return "round " + std::to_string(round) + ": expected " + show(expected) + ", got " + show(got) + "\n" + log;
    if (round == 11 && !calls_left) {
      reference.invalidate(), compiled.invalidate();
      Outcome again = reference.run(values), again_compiled = compiled.run(values);
      if (!(again == again_compiled)) return "invalidated: expected " + show(again) + ", got " + show(again_compiled) + "\n" + log;
    }
    if (expected.action == ExitAction::portal_returned || round == 11) continue;
    Trace bridge = generator.bridge(expected.value_types, lives, generator.pick(40), 0);
    if (trace::verify(bridge) != "") return trace::verify(bridge) + "\n" + trace::print(bridge, {});
    if (values[0] > 0 && expected.values[0] == 0) continue;  // the counter's guard stays an exit
    log += "bridge of " + std::to_string(expected.guard) + "\n" + trace::print(bridge, {});
    if (compiled.print) std::fprintf(stderr, "bridge of %u\n%s\n", expected.guard, trace::print(bridge, {}).c_str());
    for (Subject* subject : {&reference, &compiled}) {
      if (std::string message = subject->bridge(expected.guard, bridge); !message.empty()) return message + "\n" + log;
    }
  }
  return "";
}

}  // namespace

}  // namespace jitwright::backend::test

namespace jitwright::fuzz {

std::string check_backend(Choices& choices) { return backend::test::check(choices); }

}  // namespace jitwright::fuzz
