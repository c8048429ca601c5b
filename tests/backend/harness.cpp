#include "harness.h"

#include <bit>
#include <cstring>
#include <sstream>

namespace jitwright::backend::test {

namespace {

alignas(16) uint8_t memory[65536];

struct Pair {
  uint64_t first, second;
};
struct Mixed {
  double first;
  uint64_t second;
};

// Native functions the traces call.
extern "C" {
uint64_t add2(uint64_t a, uint64_t b) { return a + b; }
uint64_t sum10(uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f, uint64_t g, uint64_t h, uint64_t i,
               uint64_t j) {
  return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j;
}
double mix(uint64_t a, double x, uint64_t b, double y) { return static_cast<double>(a) * x + static_cast<double>(b) * y; }
Pair two(uint64_t a) { return {a + 1, a * 2}; }
uint8_t byte_of(uint64_t a) { return static_cast<uint8_t>(a); }
bool is_odd(uint64_t a) { return a & 1; }
int32_t negate32(int32_t a) { return -a; }
int64_t signed_bytes(int8_t a, int16_t b) { return a * 1000 + b; }
int64_t signed_on_stack(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, int8_t a, int16_t b) { return a * 1000 + b; }
void store_at(uint64_t* place, uint64_t value) { *place = value; }
double clobber(double x) {
  asm volatile("" ::
                   : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12",
                     "xmm13", "xmm14", "xmm15", "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11");
  return x + 1;
}
uint64_t bump_cursor = 0, bump_limit = 0, slow_allocations = 0;
void* slow_allocate(uint64_t size) {
  uint8_t* object = memory + 32768 + 1024 * slow_allocations++;
  std::memset(object, 0, size);
  clobber(1);
  return object;
}
double nine(double a, double b, double c, double d, double e, double f, double g, double h, double i) {
  return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i;
}
}

template <class R, class... A>
void trampoline(const void* function, const uint64_t* arguments, uint64_t* results) {
  size_t next = 0;
  auto take = [&]<class T>(T*) {
    uint64_t bits = arguments[next++];
    T value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
  };
  std::tuple<A...> values{take(static_cast<A*>(nullptr))...};
  auto call = [&](A... a) { return reinterpret_cast<R (*)(A...)>(reinterpret_cast<uintptr_t>(function))(a...); };
  R result = std::apply(call, values);
  std::memcpy(results, &result, sizeof result);
}

struct NamedAddress {
  const char* name;
  const void* address;
};

const NamedAddress addresses[] = {
    {"memory", memory},
    {"add2", reinterpret_cast<void*>(&add2)},
    {"sum10", reinterpret_cast<void*>(&sum10)},
    {"mix", reinterpret_cast<void*>(&mix)},
    {"two", reinterpret_cast<void*>(&two)},
    {"byte_of", reinterpret_cast<void*>(&byte_of)},
    {"is_odd", reinterpret_cast<void*>(&is_odd)},
    {"negate32", reinterpret_cast<void*>(&negate32)},
    {"signed_bytes", reinterpret_cast<void*>(&signed_bytes)},
    {"signed_on_stack", reinterpret_cast<void*>(&signed_on_stack)},
    {"store_at", reinterpret_cast<void*>(&store_at)},
    {"clobber", reinterpret_cast<void*>(&clobber)},
    {"slow_allocate", reinterpret_cast<void*>(&slow_allocate)},
    {"slow_allocations", &slow_allocations},
    {"bump_cursor", &bump_cursor},
    {"bump_limit", &bump_limit},
    {"nine", reinterpret_cast<void*>(&nine)},
};

}  // namespace

uint8_t* test_memory() { return memory; }

uint64_t parse_value(const std::string& text) {
  std::string number = text.substr(0, text.find(':'));
  std::string type = text.find(':') == std::string::npos ? "" : text.substr(text.find(':') + 1);
  bool hexadecimal = number.starts_with("0x");
  if (type == "f32" && !hexadecimal) return std::bit_cast<uint32_t>(std::stof(number));
  bool is_float = type == "f64" || number == "nan" || number == "-nan" || number.find("inf") != std::string::npos ||
                  number.find('.') != std::string::npos || (!hexadecimal && number.find('e') != std::string::npos);
  if (is_float && !hexadecimal) {
    if (number == "nan") return 0x7ff8000000000000;
    return std::bit_cast<uint64_t>(std::stod(number));
  }
  uint64_t bits =
      number.starts_with("-") ? 0 - std::stoull(number.substr(1)) : std::stoull(number, nullptr, hexadecimal ? 16 : 10);
  return type == "i32" ? static_cast<uint32_t>(bits) : bits;
}

std::string resolve_names(const std::string& text) {
  std::string result;
  for (size_t i = 0; i < text.size();) {
    if (text[i] != '@') {
      result += text[i++];
      continue;
    }
    size_t end = i + 1;
    while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_')) ++end;
    std::string name = text.substr(i + 1, end - i - 1);
    const void* address = nullptr;
    for (const NamedAddress& row : addresses) {
      if (name == row.name) address = row.address;
    }
    JW_CHECK(address, "the name after @ is known");
    std::stringstream number;
    number << "0x" << std::hex << reinterpret_cast<uint64_t>(address) << ":ptr";
    result += number.str();
    i = end;
  }
  return result;
}

Harness::Harness(std::unique_ptr<Backend> chosen) : backend(std::move(chosen)) {
  backend->exit_handler = &on_exit;
  backend->exit_context = this;
  backend->inline_allocators.push_back(
      {.function = reinterpret_cast<void*>(&slow_allocate), .cursor = &bump_cursor, .limit = &bump_limit, .size_field = 4});
  auto add = [&](const char* name, auto pointer) {
    layout::CallDescriptor descriptor;
    descriptor.name = name;
    descriptor.trampoline = pointer;
    context_.calls.push_back(descriptor);
  };
  add("mix", &trampoline<double, uint64_t, double, uint64_t, double>);
  add("two", &trampoline<Pair, uint64_t>);
  add("nine", &trampoline<double, double, double, double, double, double, double, double, double, double>);
}

Harness::~Harness() {
  bridges.clear();
  roots.clear();
}

ExitAction Harness::on_exit(void* context, Guard* guard, const uint64_t* fail_arguments, uint64_t* buffer, uint64_t* results) {
  auto& harness = *static_cast<Harness*>(context);
  harness.last_exit.exited = true;
  harness.last_exit.resume = static_cast<uint32_t>(guard->resume);
  harness.last_exit.fail_arguments.assign(fail_arguments, fail_arguments + guard->fail_argument_count);
  ++guard->failures;
  if (buffer) return ExitAction::continue_native;
  results[0] = 0;
  for (uint32_t i = 0; i < guard->fail_argument_count; ++i) results[0] += fail_arguments[i];
  return ExitAction::portal_returned;
}

Code* Harness::code_of(uint32_t token) {
  auto found = roots.find(token);
  return found == roots.end() ? nullptr : found->second.get();
}

std::string Harness::parse(const std::string& text, trace::Trace& result) {
  auto parsed = trace::parse(resolve_names(text), context_);
  if (!parsed) return parsed.error();
  result = std::move(parsed.value());
  return trace::verify(result);
}

std::string Harness::compile_root(uint32_t token, const std::string& text) {
  trace::Trace trace;
  std::string message = parse(text, trace);
  if (!message.empty()) return message;
  auto code = backend->compile_root(
      {.trace = &trace, .calls = &context_.calls, .targets = this, .self_token = token, .disassemble = disassemble}, message);
  if (!code) return "not compiled: " + message;
  roots[token] = std::move(code);
  return "";
}

Guard* Harness::find_guard(uint32_t resume) {
  auto in = [&](Code& code) -> Guard* {
    for (auto& guard : code.guards) {
      if (guard.resume == trace::ResumeId{resume}) return &guard;
    }
    return nullptr;
  };
  for (auto& [token, code] : roots) {
    if (Guard* found = in(*code)) return found;
  }
  for (auto& [guard, code] : bridges) {
    if (Guard* found = in(*code)) return found;
  }
  return nullptr;
}

std::string Harness::compile_bridge(uint32_t resume, uint32_t token, const std::string& text, uint64_t value) {
  trace::Trace trace;
  std::string message = parse(text, trace);
  if (!message.empty()) return message;
  Guard* guard = find_guard(resume);
  if (!guard) return "no guard has this resume id";
  auto code = backend->compile_bridge(
      {.trace = &trace, .calls = &context_.calls, .targets = this, .self_token = token, .value = value, .disassemble = disassemble}, *guard,
      *roots.at(token), message);
  if (!code) return "not compiled: " + message;
  bridges.emplace_back(guard, std::move(code));
  return "";
}

ExitAction Harness::enter(uint32_t token, std::vector<uint64_t>& buffer) {
  last_exit = {};
  if (buffer.size() < 2) buffer.resize(2);
  return roots.at(token)->enter(buffer.data());
}

namespace {

std::vector<uint64_t> parse_values(const std::string& text) {
  std::vector<uint64_t> values;
  std::stringstream stream(text);
  std::string item;
  while (std::getline(stream, item, ',')) {
    size_t first = item.find_first_not_of(' ');
    if (first == std::string::npos) continue;
    item = item.substr(first, item.find_last_not_of(" \r") - first + 1);
    values.push_back(parse_value(item));
  }
  return values;
}

std::string show(const std::vector<uint64_t>& values) {
  std::stringstream text;
  for (uint64_t value : values) text << " 0x" << std::hex << value;
  return text.str();
}

}  // namespace

std::string Harness::run_file(const std::string& text) {
  bump_cursor = reinterpret_cast<uint64_t>(memory + 4096);
  bump_limit = bump_cursor + 256;
  slow_allocations = 0;
  std::memset(memory, 0, sizeof memory);
  std::stringstream stream(text);
  std::string line, step, body;
  std::vector<uint64_t> buffer;
  ExitAction action{};
  unsigned number = 0;
  auto finish_step = [&]() -> std::string {
    if (step.empty()) return "";
    std::string head = step.substr(0, step.find(':'));
    std::string values_text = step.find(':') == std::string::npos ? "" : step.substr(step.find(':') + 1);
    uint32_t first = 0, second = 0;
    if (std::sscanf(head.c_str(), "root %u", &first) == 1) return compile_root(first, body);
    if (std::sscanf(head.c_str(), "bridge of %u in %u", &first, &second) == 2) return compile_bridge(first, second, body);
    if (std::sscanf(head.c_str(), "drop bridge of %u", &first) == 1) {
      for (auto bridge = bridges.begin(); bridge != bridges.end(); ++bridge) {
        if (bridge->first->resume != trace::ResumeId{first}) continue;
        bridges.erase(bridge);
        return "";
      }
      return "no such bridge";
    }
    char value[32];
    if (std::sscanf(head.c_str(), "case %31s of %u in %u", value, &first, &second) == 3) return compile_bridge(first, second, body, parse_value(value));
    if (std::sscanf(head.c_str(), "dispatch %u", &first) == 1) {
      Guard* guard = find_guard(first);
      if (!guard || !guard->code->can_dispatch(*guard)) return "it cannot dispatch";
      guard->code->dispatch(*guard, parse_values(values_text));
      return "";
    }
    if (std::sscanf(head.c_str(), "invalidate bridge of %u", &first) == 1) {
      for (auto& [guard, code] : bridges) {
        if (guard->resume == trace::ResumeId{first}) code->invalidate();
      }
      return "";
    }
    if (std::sscanf(head.c_str(), "invalidate %u", &first) == 1) {
      roots.at(first)->invalidate();
      return "";
    }
    if (std::sscanf(head.c_str(), "run %u", &first) == 1) {
      buffer = parse_values(values_text);
      if (!roots.count(first)) return "no such root";
      action = enter(first, buffer);
      return "";
    }
    std::vector<uint64_t> expected = parse_values(values_text);
    if (head == "finish") {
      if (action != ExitAction::portal_returned)
        return "left by guard " + std::to_string(last_exit.resume) + " with" + show(last_exit.fail_arguments);
      buffer.resize(expected.size());
      return buffer == expected ? "" : "returned" + show(buffer) + ", expected" + show(expected);
    }
    if (std::sscanf(head.c_str(), "exit %u", &first) == 1) {
      if (action != ExitAction::continue_native) return "returned" + show(buffer);
      if (last_exit.resume != first)
        return "left by guard " + std::to_string(last_exit.resume) + " with" + show(last_exit.fail_arguments);
      return last_exit.fail_arguments == expected ? ""
                                                  : "left with" + show(last_exit.fail_arguments) + ", expected" + show(expected);
    }
    return "unknown step";
  };
  std::string message;
  unsigned step_line = 0;
  while (message.empty() && std::getline(stream, line)) {
    ++number;
    if (line.starts_with("== ")) {
      message = finish_step();
      if (!message.empty()) break;
      step = line.substr(3);
      step_line = number;
      body.clear();
    } else {
      body += line + "\n";
    }
  }
  if (message.empty()) message = finish_step();
  return message.empty() ? "" : "step at line " + std::to_string(step_line) + " (" + step + "): " + message;
}

}  // namespace jitwright::backend::test
