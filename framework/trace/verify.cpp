// The invariants of traces, in the order in which trace.h names them.
#include "trace/trace.h"

namespace jitwright::trace {

namespace {

using layout::is_float;
using layout::is_wide_int;
using layout::same_class;

class Verifier {
 public:
  explicit Verifier(const Trace& trace) : trace_(trace) {}

  std::string run() {
    if (trace_.size() == 0) return "the trace is empty";
    for (index_ = 0; index_ < trace_.size() && message_.empty(); ++index_) check(trace_[index_]);
    return message_;
  }

 private:
  void require(bool condition, const char* rule) {
    if (condition || !message_.empty()) return;
    message_ = "operation " + std::to_string(index_) + " (" + name(trace_[index_].opcode) + "): " + rule;
  }

  static bool ends_trace(Opcode opcode) {
    return opcode == Opcode::jump || opcode == Opcode::finish || opcode == Opcode::exit_trace;
  }

  void check(const Operation& operation) {
    auto operands = trace_.operands(operation);
    for (Operand operand : operands) {
      bool known = operand.valid() && (operand.is_constant() || operand.index() < index_);
      require(known, "an operand is not an earlier operation");
      if (known) require(trace_.type_of(operand) != Type::none, "an operand has no result");
      bool crosses = known && operand.is_value() && !labels_.empty() && operand.index() < labels_.back();
      require(!crosses, "a value passes a label only as its operand");
    }
    require(ends_trace(operation.opcode) == (index_ + 1 == trace_.size()),
            "jump, finish or exit_trace ends the trace, and only they do");
    bool exits = is_guard(operation.opcode) || operation.opcode == Opcode::exit_trace;
    int fixed = arity(operation.opcode);
    if (fixed >= 0) {
      bool right = exits ? operands.size() >= static_cast<size_t>(fixed) : operands.size() == static_cast<size_t>(fixed);
      require(right, "wrong number of operands");
    }
    // A jump may have a snapshot, for guards that entering its target needs.
    bool resumes =
        operation.resume != ResumeId::none || (operation.snapshot != SnapshotId::none && operation.opcode != Opcode::jump);
    require(exits == resumes, exits ? "a guard needs a snapshot or resume data" : "only guards have a snapshot or resume data");
    if (!message_.empty()) return;
    if (is_pure(operation.opcode))
      check_pure(operation, operands);
    else
      check_other(operation, operands);
  }

  void require_type(Operand operand, Type type) {
    require(same_class(trace_.type_of(operand), type), "an operand has the wrong type");
  }
  void require_integer(Operand operand) { require(!is_float(trace_.type_of(operand)), "an operand has the wrong type"); }

  void check_pure(const Operation& operation, std::span<const Operand> operands) {
    Opcode opcode = operation.opcode;
    Type type = operation.type;
    bool float_operation = opcode >= Opcode::float_add && opcode <= Opcode::float_unordered;
    bool type_is_integer = type == Type::i32 || is_wide_int(type);
    switch (opcode) {
      case Opcode::int_sign_extend:
        require(type_is_integer, "wrong type of operation");
        require(operation.immediate == 8 || operation.immediate == 16 || operation.immediate == 32,
                "sign extension from 8, 16 or 32 bits");
        require_integer(operands[0]);
        return;
      case Opcode::int_truncate: return require_type(operands[0], Type::i64);
      case Opcode::int_zero_extend: return require_type(operands[0], Type::i32);
      case Opcode::float_extend: return require_type(operands[0], Type::f32);
      case Opcode::float_truncate: return require_type(operands[0], Type::f64);
      case Opcode::float_to_bits: require(is_float(type), "wrong type of operation"); return require_type(operands[0], type);
      case Opcode::bits_to_float: require(is_float(type), "wrong type of operation"); return require_integer(operands[0]);
      case Opcode::float_to_int: require(type_is_integer, "wrong type of operation"); return require_type(operands[0], Type::f64);
      case Opcode::select:
        require(type != Type::none, "wrong type of operation");
        require_type(operands[0], Type::i32);
        require_type(operands[1], type);
        return require_type(operands[2], type);
      default: break;
    }
    require(float_operation ? is_float(type) : type_is_integer, "wrong type of operation");
    for (Operand operand : operands) require_type(operand, type);
  }

  void check_other(const Operation& operation, std::span<const Operand> operands) {
    switch (operation.opcode) {
      case Opcode::input:
        require(index_ == 0 || trace_[index_ - 1].opcode == Opcode::input, "inputs stand first");
        require(operation.immediate == index_, "inputs are numbered in order");
        return require(operation.type != Type::none, "wrong type of operation");
      case Opcode::label: return check_label(operation, operands);
      case Opcode::parameter: return check_parameter(operation);
      case Opcode::jump: return check_jump(operation, operands);
      case Opcode::finish: return require(operands.size() <= 2, "a portal returns at most two values");
      case Opcode::load:
      case Opcode::load_volatile: return check_load(operation, operands);
      case Opcode::load_item: require_type(operands[1], Type::i64); return check_load(operation, operands);
      case Opcode::store:
      case Opcode::store_volatile:
        require_type(operands[0], Type::ptr);
        return require_type(operands[1], layout::register_type(operation.memory_type));
      case Opcode::store_item:
        require_type(operands[0], Type::ptr);
        require_type(operands[1], Type::i64);
        return require_type(operands[2], layout::register_type(operation.memory_type));
      case Opcode::copy_memory:
        for (Operand operand : operands) require_type(operand, Type::i64);
        return;
      case Opcode::fill_memory:
        require_type(operands[0], Type::ptr);
        require_integer(operands[1]);
        return require_type(operands[2], Type::i64);
      case Opcode::local: return require(operation.immediate > 0, "frame memory has a size");
      case Opcode::call:
        require(!operands.empty(), "wrong number of operands");
        if (!operands.empty()) require_type(operands[0], Type::ptr);
        return;
      case Opcode::conditional_call:
        require(operands.size() >= 2, "wrong number of operands");
        if (operands.size() < 2) return;
        require_type(operands[0], Type::i32);
        return require_type(operands[1], Type::ptr);
      case Opcode::second_result: {
        bool call_before = operands[0].is_value() && operands[0].index() + 1 == index_;
        Opcode before = call_before ? trace_[operands[0].index()].opcode : Opcode::input;
        return require(before == Opcode::call || before == Opcode::call_assembler, "the call stands just before");
      }
      case Opcode::guard_true:
      case Opcode::guard_false:
      case Opcode::assume: return require_integer(operands[0]);
      case Opcode::guard_value:
      case Opcode::assume_value:
        require(operands[1].is_constant(), "the second operand is a constant");
        return require_type(operands[0], trace_.type_of(operands[1]));
      default: return;
    }
  }

  void check_load(const Operation& operation, std::span<const Operand> operands) {
    require_type(operands[0], Type::ptr);
    require(same_class(operation.type, layout::register_type(operation.memory_type)), "the type does not fit the memory type");
  }

  void check_label(const Operation& operation, std::span<const Operand> operands) {
    for (uint32_t earlier : labels_) require(trace_[earlier].immediate != operation.immediate, "labels have different numbers");
    labels_.push_back(index_);
    require(index_ + operands.size() < trace_.size(), "a label has a parameter for each operand");
    for (uint32_t i = 1; message_.empty() && i <= operands.size(); ++i) {
      require(trace_[index_ + i].opcode == Opcode::parameter, "a label has a parameter for each operand");
      if (message_.empty()) require_type(operands[i - 1], trace_[index_ + i].type);
    }
  }

  void check_parameter(const Operation& operation) {
    bool in_label = !labels_.empty() && operation.immediate == index_ - labels_.back() - 1 &&
                    operation.immediate < trace_[labels_.back()].operand_count;
    require(in_label, "a label's parameters stand right after it, in order");
    require(operation.type != Type::none, "wrong type of operation");
  }

  void check_jump(const Operation& operation, std::span<const Operand> operands) {
    if (operation.descriptor != 0xffffffff) return;
    for (uint32_t label : labels_) {
      if (trace_[label].immediate == operation.immediate)
        return check_arguments(label + 1, trace_[label].operand_count, operands);
    }
    // Without a label of its own, target 0 is the trace's start.
    require(operation.immediate == 0, "no label has the jump's number");
    if (message_.empty()) check_arguments(0, trace_.input_count(), operands);
  }

  void check_arguments(uint32_t first, uint32_t count, std::span<const Operand> operands) {
    require(operands.size() == count, "a jump has as many operands as its target has parameters");
    for (uint32_t i = 0; message_.empty() && i < count; ++i) require_type(operands[i], trace_[first + i].type);
  }

  const Trace& trace_;
  std::vector<uint32_t> labels_;
  uint32_t index_ = 0;
  std::string message_;
};

}  // namespace

std::string verify(const Trace& trace) { return Verifier(trace).run(); }

}  // namespace jitwright::trace
