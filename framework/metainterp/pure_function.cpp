// Pure functions without loops as templates of operations: box, unbox, is_box.
#include "jitcode/instruction.h"
#include "metainterp/interpreter.h"

namespace jitwright::metainterp {

namespace {

using trace::Operand;
using trace::Trace;

class TemplateRecorder {
 public:
  explicit TemplateRecorder(const jitcode::Function& function) : function_(function), registers_(function.register_count) {}

  /// Empty when an instruction is not pure, or a value is not what its user wants.
  Trace run() {
    const layout::Signature& signature = function_.signature;
    for (uint32_t i = 0; i < signature.parameters.size(); ++i) {
      Type type = layout::register_type(signature.parameters[i]);
      registers_[i] = trace_.append({.opcode = trace::Opcode::input, .type = type, .immediate = i}, {});
    }
    Operand result;
    if (!walk(0, result, 0)) return {};
    trace_.append({.opcode = trace::Opcode::finish}, {result});
    if (!trace::verify(trace_).empty()) return {};
    return std::move(trace_);
  }

 private:
  Operand operand(const jitcode::Part& part, Type type) {
    if (part.value >= function_.register_count) {
      return trace_.add_constant(function_.constant_values[part.value - function_.register_count], type);
    }
    Operand value = registers_[part.value];
    if (!value.is_constant()) return value;
    return trace_.add_constant(trace_.constant(value).bits, type);
  }

  void pure(const jitcode::Parts& parts) {
    trace::Operation operation{.opcode = to_trace(parts.opcode), .type = static_cast<Type>(parts.type)};
    Operand operands[3];
    uint32_t count = 0;
    for (const jitcode::Part& part : parts.parts) {
      if (part.kind == 'a') {
        bool wide =
            parts.opcode == Opcode::int_truncate || (parts.opcode == Opcode::bits_to_float && operation.type == Type::f64);
        bool narrow = parts.opcode == Opcode::int_zero_extend || (parts.opcode == Opcode::select && count == 0);
        operands[count] = operand(part, wide ? Type::i64 : narrow ? Type::i32 : operation.type);
        ++count;
      }
      if (part.kind == 'i') operation.immediate = part.value;
      if (part.kind == 'u') operation.scale = static_cast<uint16_t>(part.value);
    }
    registers_[parts.parts[0].value] = trace_.append(operation, std::span<const Operand>(operands, count));
  }

  /// From `pc` to the return. A branch becomes a select of what both sides return.
  bool walk(uint32_t pc, Operand& result, unsigned branches) {
    Type type = layout::register_type(function_.signature.result);
    jitcode::Parts parts;
    for (uint32_t steps = 0; steps < 1000 && jitcode::read_parts(function_, pc, parts); ++steps) {
      pc += parts.size;
      if (jitcode::is_pure(parts.opcode)) {
        pure(parts);
      } else if (parts.opcode == Opcode::move) {
        registers_[parts.parts[0].value] = operand(parts.parts[1], Type::i64);
      } else if (parts.opcode == Opcode::jump) {
        pc = static_cast<uint32_t>(parts.parts[0].value);
      } else if (parts.opcode == Opcode::branch_false && branches < 4) {
        Operand condition = operand(parts.parts[0], Type::i32), yes, no;
        auto other = static_cast<uint32_t>(parts.parts[1].value);
        std::vector<Operand> registers = registers_;
        if (!walk(pc, yes, branches + 1)) return false;
        registers_ = std::move(registers);
        if (!walk(other, no, branches + 1)) return false;
        result = trace_.pure(trace::Opcode::select, type, {condition, yes, no});
        return true;
      } else if (parts.opcode == Opcode::return_ && parts.parts[0].value == 1) {
        result = operand(parts.parts[1], type);
        return true;
      } else {
        return false;
      }
    }
    return false;
  }

  const jitcode::Function& function_;
  Trace trace_;
  std::vector<Operand> registers_;
};

}  // namespace

trace::Trace MetaInterpreter::record_pure_function(const jitcode::Function& function) { return TemplateRecorder(function).run(); }

}  // namespace jitwright::metainterp
