// Stress mode `guards`: every guard is doubled by one that fails at random, so that each exit is taken although its condition holds.
#include "engine/engine.h"

namespace jitwright::engine {

namespace {
thread_local uint64_t stress_state = 1;

/// 0 about once in 64 calls, else 1. Called by machine code.
int32_t stress_guard_holds() {
  stress_state = stress_state * 6364136223846793005u + 1442695040888963407u;
  return (stress_state >> 58) != 0;
}
}  // namespace

void Engine::add_guard_stress(trace::Trace& trace) {
  if (!stress_call_) {
    layout::CallDescriptor call;
    call.name = "stress_guard_holds";
    call.signature.result = layout::AbiType::i32;
    call.effect = layout::CallEffect::none;
    stress_call_ = library_.add_call(call);
    stress_state = options().seed;
  }
  trace::Trace stressed;
  std::vector<trace::Operand> renamed(trace.size());
  auto rename = [&](trace::Operand operand) {
    if (!operand.valid()) return operand;
    if (operand.is_value()) return renamed[operand.index()];
    const trace::Constant& constant = trace.constant(operand);
    return stressed.add_constant(constant.bits, constant.type);
  };
  for (uint32_t i = 0; i < trace.size(); i++) {
    trace::Operation operation = trace[i];
    std::vector<trace::Operand> operands;
    for (trace::Operand operand : trace.operands(operation)) operands.push_back(rename(operand));
    if (trace::is_guard(operation.opcode)) {
      trace::Operand callee = stressed.add_constant(reinterpret_cast<uint64_t>(&stress_guard_holds), layout::Type::ptr);
      trace::Operand holds = stressed.append(
          {.opcode = trace::Opcode::call, .type = layout::Type::i32, .descriptor = static_cast<uint32_t>(*stress_call_)}, {callee});
      std::vector<trace::Operand> stress_operands{holds};
      stress_operands.insert(stress_operands.end(), operands.begin() + trace::arity(operation.opcode), operands.end());
      stressed.append({.opcode = trace::Opcode::guard_true, .resume = operation.resume}, stress_operands);
    }
    renamed[i] = stressed.append(operation, operands);
  }
  trace = std::move(stressed);
}

}  // namespace jitwright::engine
