// Calls: folded, inlined, or left as calls.
#include <algorithm>

#include "metainterp/recorder.h"

namespace jitwright::metainterp {

using layout::CallDescriptor;
using layout::CallEffect;

void Recorder::call() {
  if (stop_if_too_long()) return;
  Frame& frame = stack_.top();
  const CallSite site(Units(frame.code + frame.pc));
  const CallDescriptor& descriptor = descriptor_of(frame, site.descriptor);
  if (descriptor.effect == CallEffect::elidable && all_constant(site)) {
    bool two = has_second_result(descriptor.signature);
    return finish_call(frame, away([&] { return execute_call(frame, site); }), Operand(), Operand(), two);
  }
  bool opaque = descriptor.effect == CallEffect::elidable || descriptor.effect == CallEffect::loop_invariant || descriptor.effect == CallEffect::allocator ||
                descriptor.effect == CallEffect::deallocator || !descriptor.look_inside;
  const jitcode::Function* callee =
      opaque ? nullptr : machine_.library.find(reinterpret_cast<const void*>(frame.value(site.callee)));
  if (!may_inline(callee, site)) return residual_call();
  promote_register(site.callee, Type::ptr);
  inline_call(*callee, site);
}

bool Recorder::all_constant(const CallSite& site) const {
  bool constant = is_constant(site.callee);
  for (uint32_t i = 0; i < site.count; ++i) constant &= is_constant(site.arguments[i]);
  return constant;
}

bool Recorder::may_inline(const jitcode::Function* callee, const CallSite& site) const {
  if (!callee || callee->signature.parameters.size() != site.count || stack_.size() >= machine_.limits.inlined_frames)
    return false;
  if (!callee->portal && !machine_.may_inline(callee, {})) return false;
  for (const layout::BoxFamily& family : machine_.library.families()) {
    if (callee->address == family.box || callee->address == family.unbox || callee->address == family.is_box) return false;
  }
  return true;
}

void Recorder::inline_call(const jitcode::Function& function, const CallSite& site) {
  size_t caller = stack_.size() - 1;
  push_frame(function);
  const Frame& from = stack_[caller];
  Frame& frame = stack_.top();
  for (uint32_t i = 0; i < site.count; ++i) {
    uint16_t unit = site.arguments[i];
    frame.registers[i] = from.value(unit);
    Operand value = unit < from.register_count ? symbols_[notes_[caller].symbols + unit] : Operand();
    set_symbol(i, is_known(value) ? Operand() : value);
  }
}

std::vector<Operand> Recorder::call_operands(const CallSite& site, const CallDescriptor& descriptor) {
  // A callee such as a write barrier, which touches nothing and returns nothing, does not pass its arguments on.
  bool may_leak = descriptor.effect != CallEffect::none || descriptor.signature.result != layout::AbiType::none;
  std::vector<Operand> operands;
  operands.push_back(operand(site.callee, Type::ptr));
  for (uint32_t i = 0; i < site.count; ++i) {
    operands.push_back(operand(site.arguments[i], layout::register_type(descriptor.signature.parameters[i])));
    if (may_leak) escape(operands.back());
  }
  return operands;
}

void Recorder::residual_call() {
  Frame& frame = stack_.top();
  const CallSite site(Units(frame.code + frame.pc));
  layout::CallDescriptorId id = frame.function->module->call_id(site.descriptor);
  const CallDescriptor& descriptor = machine_.library.call(id);
  std::vector<Operand> operands = call_operands(site, descriptor);
  Operand first = trace_.append({.opcode = TraceOpcode::call,
                                 .type = layout::register_type(descriptor.signature.result),
                                 .descriptor = static_cast<uint32_t>(id)},
                                operands);
  Operand second = record_second_result(first, descriptor.signature.second_result);
  if (descriptor.effect == CallEffect::allocator) make_fresh(first);
  note_call(descriptor.effect, operands);
  bool two = has_second_result(descriptor.signature);
  CallResults results = away([&] { return execute_call(frame, site); });
  finish_call(stack_.top(), results, first, second, two);
}

Operand Recorder::record_second_result(Operand call, layout::AbiType type) {
  if (type == layout::AbiType::none) return Operand();
  return trace_.append({.opcode = TraceOpcode::second_result, .type = layout::register_type(type)}, {call});
}

void Recorder::on_conditional_call(const CallSite& site) {
  Frame& frame = stack_.top();
  bool called = frame.value(site.result) != 0;
  bool constant = is_constant(site.result);
  if (constant && !called) return;
  layout::CallDescriptorId id = frame.function->module->call_id(site.descriptor);
  const CallDescriptor& descriptor = machine_.library.call(id);
  std::vector<Operand> operands = call_operands(site, descriptor);
  note_call(descriptor.effect, operands);
  if (constant) {
    trace_.append({.opcode = TraceOpcode::call,
                   .type = layout::register_type(descriptor.signature.result),
                   .descriptor = static_cast<uint32_t>(id)},
                  operands);
    return;
  }
  operands.insert(operands.begin(), operand(site.result, Type::i32));
  trace_.append({.opcode = TraceOpcode::conditional_call, .descriptor = static_cast<uint32_t>(id)}, operands);
}

void Recorder::look_inside_iff(Units u) {
  Frame& frame = stack_.top();
  bool look = frame.value(u[1]) != 0;
  if (!look && stack_.size() > 1 && undo_frame()) return residual_call();
  stack_.top().pc += 2;
}

void Recorder::call_compiled_portal(Units u, TargetToken target) {
  const Frame& frame = stack_.top();
  const jitcode::Function& function = *frame.function;
  uint32_t lives = u[2];
  uint64_t* buffer = stack_.push_words(std::max(lives, 2u));
  std::vector<Operand> operands;
  for (uint32_t i = 0; i < lives; ++i) {
    buffer[i] = frame.registers[u[3 + i]];
    operands.push_back(operand(u[3 + i], function.portal->live_types[i]));
    escape(operands.back());
  }
  Operand first = trace_.append({.opcode = TraceOpcode::call_assembler,
                                 .type = layout::register_type(function.signature.result),
                                 .descriptor = static_cast<uint32_t>(target)},
                                operands);
  Operand second = record_second_result(first, function.signature.second_result);
  note_call(CallEffect::any, operands);
  leave_frame(run_portal(function, buffer), first, second);
}

// Without compiled code the rest of the activation is a call of the portal's `resume` with the lives in frame memory.
void Recorder::call_native_portal(Units u) {
  const Frame& frame = stack_.top();
  const jitcode::Function& function = *frame.function;
  CallDescriptor descriptor;
  descriptor.name = "resume of " + function.name;
  descriptor.signature.parameters = {layout::AbiType::ptr};
  descriptor.look_inside = false;
  auto id = static_cast<uint32_t>(machine_.library.add_call(descriptor));

  uint32_t lives = u[2];
  uint64_t* buffer = stack_.push_words(std::max(lives, 2u));
  std::vector<Operand> operands;
  Operand memory = trace_.append({.opcode = TraceOpcode::local, .type = Type::ptr, .immediate = std::max(lives, 2u) * 8}, {});
  for (uint32_t i = 0; i < lives; ++i) {
    buffer[i] = frame.registers[u[3 + i]];
    Operand value = operand(u[3 + i], Type::i64);
    escape(value);
    operands.push_back(value);
    trace_.append({.opcode = TraceOpcode::store, .memory_type = MemoryType::i64, .immediate = i * 8}, {memory, value});
  }
  Operand resume = trace_.add_constant(reinterpret_cast<uint64_t>(function.portal->resume), Type::ptr);
  trace_.append({.opcode = TraceOpcode::call, .descriptor = id}, {resume, memory});
  note_call(CallEffect::any, operands);
  Operand results[2];
  const layout::AbiType types[2] = {function.signature.result, function.signature.second_result};
  for (int i = 0; i < 2; ++i) {
    if (types[i] == layout::AbiType::none) continue;
    results[i] = trace_.append(
        {.opcode = TraceOpcode::load, .type = Type::i64, .memory_type = MemoryType::i64, .immediate = i * 8}, {memory});
  }
  leave_frame(run_portal(function, buffer), results[0], results[1]);
}

void Recorder::leave_inner_portal(Units u) {
  if (undo_frame())
    residual_call();
  else
    call_native_portal(u);
}

}  // namespace jitwright::metainterp
