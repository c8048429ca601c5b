// The oracle: interprets optimised traces operation by operation, with trace/evaluate for everything pure.
//
// Calls go through the descriptor's trampoline; without one, integer and double arguments are passed by a cast. Every value is
// the 64-bit register image.
#include <bit>
#include <cstring>
#include <unordered_map>

#include "backend/backend.h"
#include "trace/evaluate.h"

namespace jitwright::backend {

namespace {

using trace::Opcode;
using trace::Operand;
using trace::Operation;
using trace::Type;

class ReferenceBackend;
class Activation;

class ReferenceCode final : public Code {
 public:
  ReferenceCode(const ReferenceBackend& backend, const CompileRequest& request, ReferenceCode* root);
  ~ReferenceCode() override;
  ExitAction enter(uint64_t* buffer) override;
  void attach(bool on) override {
    if (!attached_to) return;
    (cases_of ? this->on : attached_to->has_bridge) = on;
  }

  void invalidate() override {
    invalid = true;
    detach();
  }

  bool is_attached() const override { return attached_to && (cases_of ? on : attached_to->has_bridge); }
  bool can_dispatch(const Guard& guard) const override { return trace[guard.operation].opcode == Opcode::guard_value; }
  void dispatch(Guard& guard, std::span<const uint64_t> values) override {
    auto& cases = dispatches[&guard];
    auto* present = static_cast<ReferenceCode*>(guard.backend);
    if (present) present->cases_of = &cases;
    for (uint64_t value : values) {
      if (present) cases[value] = present;
    }
    guard.backend = nullptr;
    guard.dispatches = guard.has_bridge = true;
  }
  /// No guard's failure leads here any more.
  void detach() {
    if (!attached_to) return;
    if (cases_of)
      std::erase_if(*cases_of, [&](const auto& each) { return each.second == this; });
    else
      attached_to->backend = nullptr, attached_to->has_bridge = false;
    attached_to = nullptr;
    cases_of = nullptr;
  }

  using Cases = std::unordered_map<uint64_t, ReferenceCode*>;
  std::unordered_map<Guard*, Cases> dispatches;
  Cases* cases_of = nullptr;  ///< of a bridge of a guard that dispatches
  bool on = true;             ///< of such a bridge: attached
  bool invalid = false;
  const ReferenceBackend& backend;
  trace::Trace trace;
  const std::vector<layout::CallDescriptor>* calls;
  CodeLookup* targets;
  uint32_t self_token;
  ReferenceCode* root;  ///< of a bridge: the code that jumps to label numbers of the loop itself mean
  Guard* attached_to = nullptr;
  std::unordered_map<int64_t, uint32_t> labels;   ///< number → operation
  std::unordered_map<uint32_t, Guard*> guard_at;  ///< operation → guard
};

class ReferenceBackend final : public Backend {
 public:
  const char* name() const override { return "reference"; }
  std::unique_ptr<Code> compile_root(const CompileRequest& request, std::string& message) override {
    message = trace::verify(*request.trace);
    if (!message.empty()) return nullptr;
    return std::make_unique<ReferenceCode>(*this, request, nullptr);
  }
  std::unique_ptr<Code> compile_bridge(const CompileRequest& request, Guard& guard, Code& root, std::string& message) override {
    message = trace::verify(*request.trace);
    if (message.empty() && request.trace->input_count() != guard.fail_argument_count)
      message = "a bridge's inputs are the guard's fail arguments";
    if (!message.empty()) return nullptr;
    auto bridge = std::make_unique<ReferenceCode>(*this, request, static_cast<ReferenceCode*>(&root));
    bridge->attached_to = &guard;
    if (guard.dispatches) {
      auto& owner = *static_cast<ReferenceCode*>(guard.code);
      bridge->cases_of = &owner.dispatches[&guard];
      (*bridge->cases_of)[request.value] = bridge.get();
      return bridge;
    }
    guard.backend = bridge.get();
    guard.has_bridge = true;
    return bridge;
  }
  void for_each_root(void (*visit)(void* context, const uint64_t* words, size_t count), void* context) const override;

  mutable Activation* innermost = nullptr;  ///< the running activations, linked by `outer`
};

ReferenceCode::ReferenceCode(const ReferenceBackend& backend, const CompileRequest& request, ReferenceCode* root)
    : backend(backend),
      trace(*request.trace),
      calls(request.calls),
      targets(request.targets),
      self_token(request.self_token),
      root(root) {
  for (uint32_t index = 0; index < trace.size(); ++index) {
    const Operation& operation = trace[index];
    if (operation.opcode == Opcode::label) labels[operation.immediate] = index;
    if (!is_guard(operation.opcode) && operation.opcode != Opcode::exit_trace) continue;
    Guard& guard = guards.emplace_back();
    guard.resume = operation.resume;
    guard.fail_argument_count = static_cast<uint16_t>(operation.operand_count - static_cast<uint32_t>(arity(operation.opcode)));
    guard.owner = request.owner;
    guard.operation = index;
  }
  for (Guard& guard : guards) {
    guard_at[guard.operation] = &guard;
    guard.code = this;
  }
}

ReferenceCode::~ReferenceCode() {
  detach();
  for (Guard& guard : guards) {
    if (guard.backend) static_cast<ReferenceCode*>(guard.backend)->attached_to = nullptr;
  }
  for (auto& [guard, cases] : dispatches) {
    for (auto& [value, bridge] : cases) bridge->attached_to = nullptr, bridge->cases_of = nullptr;
  }
}

uint64_t load(uint64_t address, layout::MemoryType type) {
  uint64_t bits = 0;
  std::memcpy(&bits, reinterpret_cast<const void*>(address), layout::size_of(type));
  return bits;
}

void store(uint64_t address, layout::MemoryType type, uint64_t bits) {
  std::memcpy(reinterpret_cast<void*>(address), &bits, layout::size_of(type));
}

uint64_t canonical(uint64_t bits, layout::AbiType type) {
  switch (type) {
    case layout::AbiType::i1:
    case layout::AbiType::i8:
    case layout::AbiType::s8: return static_cast<uint8_t>(bits);
    case layout::AbiType::i16:
    case layout::AbiType::s16: return static_cast<uint16_t>(bits);
    case layout::AbiType::i32:
    case layout::AbiType::f32: return static_cast<uint32_t>(bits);
    default: return bits;
  }
}

/// Calls without a trampoline: up to 12 integers and 8 doubles, in registers or on the stack as the ABI has it.
void call_by_cast(const layout::CallDescriptor& call, uint64_t function, std::span<const uint64_t> arguments, uint64_t* results) {
  uint64_t integers[12] = {};
  double floats[8] = {};
  unsigned integer_count = 0, float_count = 0;
  for (size_t i = 0; i < arguments.size(); ++i) {
    layout::AbiType type = i < call.signature.parameters.size() ? call.signature.parameters[i] : layout::AbiType::i64;
    uint64_t bits = arguments[i];
    if (type == layout::AbiType::s8) bits = static_cast<uint32_t>(static_cast<int8_t>(bits));
    if (type == layout::AbiType::s16) bits = static_cast<uint32_t>(static_cast<int16_t>(bits));
    if (layout::is_float(layout::register_type(type))) {
      CHECK(float_count < 8, "a call without trampoline has at most 8 float arguments");
      floats[float_count++] = std::bit_cast<double>(bits);
    } else {
      CHECK(integer_count < 12, "a call without trampoline has at most 12 integer arguments");
      integers[integer_count++] = bits;
    }
  }
  struct Pair {
    uint64_t first, second;
  };
#define ARGUMENTS                                                                                                           \
  integers[0], integers[1], integers[2], integers[3], integers[4], integers[5], floats[0], floats[1], floats[2], floats[3], \
      floats[4], floats[5], floats[6], floats[7], integers[6], integers[7], integers[8], integers[9], integers[10], integers[11]
#define PARAMETERS                                                                                                             \
  (uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, double, double, double, double, double, double, double, double, \
   uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t)
  Type result = layout::register_type(call.signature.result), second = layout::register_type(call.signature.second_result);
  CHECK(!layout::is_float(second) || layout::is_float(result), "mixed results need a trampoline");
  if (layout::is_float(result)) {
    CHECK(second == Type::none, "two float results need a trampoline");
    results[0] = std::bit_cast<uint64_t>(reinterpret_cast<double(*) PARAMETERS>(function)(ARGUMENTS));
  } else {
    Pair pair = reinterpret_cast<Pair(*) PARAMETERS>(function)(ARGUMENTS);
    results[0] = pair.first;
    results[1] = pair.second;
  }
#undef ARGUMENTS
#undef PARAMETERS
}

/// One activation: from label 0 (or a foreign label) until the portal returns or native code takes over.
class Activation {
 public:
  Activation(ReferenceCode& code, uint64_t* buffer, uint64_t* results)
      : backend_(code.backend), outer_(backend_.innermost), code_(&code), buffer_(buffer), results_(results) {
    backend_.innermost = this;
  }
  ~Activation() { backend_.innermost = outer_; }
  Activation(const Activation&) = delete;

  const Activation* outer() const { return outer_; }
  void for_each_root(void (*visit)(void* context, const uint64_t* words, size_t count), void* context) const {
    visit(context, values_.data(), values_.size());
    for (const auto& [operation, words] : locals_) visit(context, words.data(), words.size());
  }

  ExitAction run(std::vector<uint64_t> inputs) {
    enter_at(code_, 0, inputs);
    for (;;) {
      const Operation& operation = code_->trace[index_];
      ExitAction action;
      if (step(operation, action)) return action;
    }
  }

 private:
  uint64_t value(Operand operand) const {
    return operand.is_constant() ? code_->trace.constant(operand).bits : values_[operand.index()];
  }

  /// Goes on in `code` with the operations from `first` on (inputs or parameters) holding `arguments`.
  void enter_at(ReferenceCode* code, uint32_t first, const std::vector<uint64_t>& arguments) {
    code_ = code;
    values_.assign(code->trace.size(), 0);
    for (uint32_t i = 0; i < arguments.size(); ++i) values_[first + i] = arguments[i];
    index_ = first + static_cast<uint32_t>(arguments.size());
  }

  std::vector<uint64_t> read(std::span<const Operand> operands) const {
    std::vector<uint64_t> result;
    for (Operand operand : operands) result.push_back(value(operand));
    return result;
  }

  void call(const layout::CallDescriptor& descriptor, std::span<const Operand> operands, uint64_t* results) {
    std::vector<uint64_t> arguments = read(operands.subspan(1));
    uint64_t function = value(operands[0]);
    if (descriptor.trampoline)
      descriptor.trampoline(reinterpret_cast<const void*>(function), arguments.data(), results);
    else
      call_by_cast(descriptor, function, arguments, results);
    results[0] = canonical(results[0], descriptor.signature.result);
    results[1] = canonical(results[1], descriptor.signature.second_result);
  }

  void jump(const Operation& operation, std::span<const Operand> operands) {
    ReferenceCode* target = code_;
    bool own = operation.descriptor == 0xffffffff || operation.descriptor == code_->self_token;
    if (!own)
      target = static_cast<ReferenceCode*>(code_->targets->code_of(operation.descriptor));
    else if (code_->root && !code_->labels.count(operation.immediate))
      target = code_->root;
    CHECK(target, "the jump's target is compiled");
    auto label = target->labels.find(operation.immediate);
    CHECK(label != target->labels.end() || operation.immediate == 0, "the jump's target has this label");
    enter_at(target, label == target->labels.end() ? 0 : label->second + 1, read(operands));
  }

  /// Leaves by the guard at the current operation, or goes on in its bridge.
  bool fail(const Operation& operation, ExitAction& action) {
    Guard* guard = code_->guard_at.at(index_);
    auto operands = code_->trace.operands(operation);
    std::vector<uint64_t> arguments = read(operands.subspan(static_cast<size_t>(arity(operation.opcode))));
    if (operation.opcode == Opcode::guard_value) guard->failing_value = value(operands[0]);
    if (guard->dispatches) {
      auto& cases = code_->dispatches[guard];
      auto found = cases.find(guard->failing_value);
      if (found != cases.end() && found->second->on) {
        enter_at(found->second, 0, arguments);
        return false;
      }
    } else if (guard->has_bridge) {
      enter_at(static_cast<ReferenceCode*>(guard->backend), 0, arguments);
      return false;
    }
    action = code_->backend.exit_handler(code_->backend.exit_context, guard, arguments.data(), buffer_, results_);
    return true;
  }

  /// True when the activation is over.
  bool step(const Operation& operation, ExitAction& action) {
    auto operands = code_->trace.operands(operation);
    auto a = [&] { return value(operands[0]); };
    auto b = [&] { return value(operands[1]); };
    auto item = [&] { return a() + b() * operation.scale + static_cast<uint64_t>(operation.immediate); };
    uint64_t offset = static_cast<uint64_t>(operation.immediate);
    uint64_t& result = values_[index_];
    if (is_pure(operation.opcode)) {
      uint64_t x[3] = {};
      for (size_t i = 0; i < operands.size(); ++i) x[i] = value(operands[i]);
      result = trace::evaluate(operation.opcode, operation.type, x[0], x[1], x[2], operation.immediate, operation.scale);
      ++index_;
      return false;
    }
    switch (operation.opcode) {
      case Opcode::label: {
        std::vector<uint64_t> arguments = read(operands);
        enter_at(code_, index_ + 1, arguments);
        return false;
      }
      case Opcode::jump: jump(operation, operands); return false;
      case Opcode::finish:
        for (size_t i = 0; i < operands.size(); ++i) results_[i] = value(operands[i]);
        action = ExitAction::portal_returned;
        return true;
      case Opcode::exit_trace: return fail(operation, action);
      case Opcode::load:
      case Opcode::load_volatile: result = load(a() + offset, operation.memory_type); break;
      case Opcode::load_item: result = load(item(), operation.memory_type); break;
      case Opcode::store:
      case Opcode::store_volatile: store(a() + offset, operation.memory_type, b()); break;
      case Opcode::store_item: store(item(), operation.memory_type, value(operands[2])); break;
      case Opcode::copy_memory:
        std::memmove(reinterpret_cast<void*>(a()), reinterpret_cast<void*>(b()), value(operands[2]));
        break;
      case Opcode::fill_memory: std::memset(reinterpret_cast<void*>(a()), static_cast<int>(b()), value(operands[2])); break;
      case Opcode::local: {
        auto& memory = locals_[&operation];
        memory.resize(static_cast<size_t>(operation.immediate + 15) / 8);
        result = reinterpret_cast<uint64_t>(memory.data());
        break;
      }
      case Opcode::call: {
        uint64_t results[2] = {};
        call((*code_->calls)[operation.descriptor], operands, results);
        result = results[0];
        second_result_ = results[1];
        break;
      }
      case Opcode::second_result: result = second_result_; break;
      case Opcode::conditional_call: {
        uint64_t results[2] = {};
        if (a() != 0) call((*code_->calls)[operation.descriptor], operands.subspan(1), results);
        break;
      }
      case Opcode::call_assembler: {
        bool own = operation.descriptor == code_->self_token || operation.descriptor == 0xffffffff;
        ReferenceCode* own_root = code_->root ? code_->root : code_;
        auto* target = own ? own_root : static_cast<ReferenceCode*>(code_->targets->code_of(operation.descriptor));
        CHECK(target, "the callee is compiled");
        uint64_t results[2] = {};
        ExitAction inner = Activation(*target, nullptr, results).run(read(operands));
        CHECK(inner == ExitAction::portal_returned, "an exit without entry buffer finishes the portal");
        result = results[0];
        second_result_ = results[1];
        break;
      }
      case Opcode::guard_true: return a() == 0 ? fail(operation, action) : advance();
      case Opcode::guard_false: return a() != 0 ? fail(operation, action) : advance();
      case Opcode::guard_value: return a() != b() ? fail(operation, action) : advance();
      case Opcode::guard_not_invalidated: return code_->invalid ? fail(operation, action) : advance();
      case Opcode::box:
      case Opcode::unbox:
      case Opcode::is_box: CHECK(false, "boxes are expanded before a backend sees the trace"); break;
      default: break;  // inputs and parameters are set by enter_at; the rest is knowledge
    }
    return advance();
  }

  bool advance() {
    ++index_;
    return false;
  }

  const ReferenceBackend& backend_;
  Activation* outer_;
  ReferenceCode* code_;
  uint64_t* buffer_;
  uint64_t* results_;
  std::vector<uint64_t> values_;
  std::unordered_map<const Operation*, std::vector<uint64_t>> locals_;
  uint64_t second_result_ = 0;
  uint32_t index_ = 0;
};

ExitAction ReferenceCode::enter(uint64_t* buffer) {
  CHECK(!root, "only root code can be entered");
  uint64_t results[2] = {buffer[0], buffer[1]};
  ExitAction action = Activation(*this, buffer, results).run(std::vector<uint64_t>(buffer, buffer + trace.input_count()));
  if (action == ExitAction::portal_returned) {
    buffer[0] = results[0];
    buffer[1] = results[1];
  }
  return action;
}

void ReferenceBackend::for_each_root(void (*visit)(void* context, const uint64_t* words, size_t count), void* context) const {
  for (const Activation* activation = innermost; activation; activation = activation->outer())
    activation->for_each_root(visit, context);
}

}  // namespace

std::unique_ptr<Backend> make_reference_backend() { return std::make_unique<ReferenceBackend>(); }

}  // namespace jitwright::backend
