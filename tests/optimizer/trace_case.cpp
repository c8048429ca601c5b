#include "trace_case.h"

namespace jitwright::optimizer::testing {

namespace {

const char* int_box = "%x = input i64\n%l = int_and i64 %x, 562949953421311\n%r = int_or i64 %l, -562949953421312\nfinish %r\n";
const char* int_unbox = "%x = input i64\n%l = int_shl i64 %x, 15\n%r = int_ashr i64 %l, 15\nfinish %r\n";
const char* int_is = "%x = input i64\n%r = int_uge i64 %x, -562949953421312\nfinish %r\n";
const char* float_box =
    "%x = input f64\n%b = float_to_bits f64 %x\n%c = float_eq f64 %x, %x\n%s = select i64 %c, %b, 9221120237041090560\n"
    "%r = int_add i64 %s, 562949953421312\nfinish %r\n";
const char* float_unbox = "%x = input i64\n%l = int_sub i64 %x, 562949953421312\n%r = bits_to_float f64 %l\nfinish %r\n";
const char* float_is = "%x = input i64\n%l = int_sub i64 %x, 562949953421312\n%r = int_ult i64 %l, -1125899906842624\nfinish %r\n";

}  // namespace

TraceCase::TraceCase() {
  layout::BoxFamily family;
  family.name = "int";
  family.payload = layout::Type::i64;
  context.families.push_back(family);
  family.name = "float";
  family.payload = layout::Type::f64;
  context.families.push_back(family);
  auto code = [&](const char* text) {
    trace::ParseContext ignored;
    return std::move(trace::parse(text, ignored).value());
  };
  templates.push_back({code(int_box), code(int_unbox), code(int_is)});
  templates.push_back({code(float_box), code(float_unbox), code(float_is)});
  function.name = "f";
  options.verify = true;
}

std::string TraceCase::parse(const std::string& text, trace::Trace& recorded, resume::Snapshots& snapshots) {
  auto parsed = trace::parse(text, context);
  if (!parsed) return parsed.error();
  recorded = std::move(*parsed);
  for (uint32_t i = 0; i < recorded.size(); i++) {
    trace::Operation& operation = recorded[i];
    bool guard = trace::is_guard(operation.opcode) || operation.opcode == trace::Opcode::exit_trace;
    bool jump = operation.opcode == trace::Opcode::jump && operation.snapshot != trace::SnapshotId::none;
    if (!guard && !jump) continue;
    auto all = recorded.operands(operation);
    std::vector<trace::Operand> operands(all.begin(), all.end());
    size_t fixed = guard ? static_cast<size_t>(trace::arity(operation.opcode)) : 0;
    std::vector<trace::Operand> live(operands.begin() + static_cast<ptrdiff_t>(fixed), operands.end());
    operation.snapshot = snapshots.add(&function, i, false, trace::SnapshotId::none, live);
    if (guard) {
      operands.resize(fixed);
      recorded.set_operands(i, operands);
    }
  }
  return trace::verify(recorded);
}

std::unique_ptr<Optimizer> TraceCase::make() {
  library.access_classes() = context.access_classes;
  for (const layout::CallDescriptor& call : context.calls) library.add_call(call);
  for (const layout::BoxFamily& family : context.families) library.add_family(family);
  Context optimizer_context;
  optimizer_context.library = &library;
  optimizer_context.box_templates = templates;
  optimizer_context.write_barrier = {.function = 0xb000, .cards = 0xc000, .shift = 9, .mask = 0xffff, .heap = 0x700000, .heap_end = 0x800000};
  return std::make_unique<Optimizer>(optimizer_context, options);
}

std::string TraceCase::print(const trace::Trace& trace) {
  trace::Names names;
  names.access_classes = &context.access_classes;
  for (const layout::CallDescriptor& call : context.calls) names.calls.push_back(call.name);
  for (const layout::BoxFamily& family : context.families) names.families.push_back(family.name);
  return trace::print(trace, names);
}

}  // namespace jitwright::optimizer::testing
