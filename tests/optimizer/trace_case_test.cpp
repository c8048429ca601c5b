#include "trace_case.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#undef CHECK
#include <catch2/catch.hpp>

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

namespace {

struct Sections {
  std::string comment, kind, recorded, target, expected, resume;
  int resume_guard = -1;
  std::vector<std::string> disabled;
};

Sections split(std::istream& in) {
  Sections sections;
  std::string* part = &sections.comment;
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("# ", 0) == 0) {
      std::istringstream words(line.substr(2));
      std::string word;
      words >> word;
      if (word == "loop" || word == "bridge" || word == "entry") sections.kind = word, part = &sections.recorded;
      else if (word == "target") part = &sections.target;
      else if (word == "expect") part = &sections.expected;
      else if (word == "disable") words >> word, sections.disabled.push_back(word);
      else if (word == "resume") words >> sections.resume_guard, part = &sections.resume;
      else if (part == &sections.comment) sections.comment += line + "\n";
      continue;
    }
    if (!line.empty()) *part += line + "\n";
  }
  return sections;
}

void run(const std::filesystem::path& path) {
  std::ifstream file(path);
  Sections sections = split(file);
  file.close();
  TraceCase test;
  for (unsigned pass = 0; pass <= static_cast<unsigned>(Pass::dead_code); pass++) {
    for (const std::string& name : sections.disabled) {
      if (name == optimizer::name(static_cast<Pass>(pass))) test.options.disabled_passes |= 1u << pass;
    }
  }
  trace::Trace recorded, target_trace;
  resume::Snapshots snapshots, target_snapshots;
  REQUIRE(test.parse(sections.recorded, recorded, snapshots) == "");
  if (!sections.target.empty()) REQUIRE(test.parse(sections.target, target_trace, target_snapshots) == "");
  auto optimizer = test.make();
  Result target;
  if (!sections.target.empty()) target = optimizer->optimize_loop(target_trace, target_snapshots);
  Result result = sections.kind == "loop"    ? optimizer->optimize_loop(recorded, snapshots)
                  : sections.kind == "entry" ? optimizer->optimize_entry(recorded, snapshots, sections.target.empty() ? nullptr : &target.labels)
                                             : optimizer->optimize_bridge(recorded, snapshots, sections.target.empty() ? nullptr : &target.labels);
  std::string text = result.ok ? test.print(result.trace) : "refused: " + result.message + "\n";
  std::string resume_text;
  if (sections.resume_guard >= 0 && result.ok) resume_text = resume::print(result.resume.decode(static_cast<trace::ResumeId>(sections.resume_guard)));
  if (std::getenv("JW_UPDATE")) {
    std::ifstream old(path);
    std::string kept, line;
    while (std::getline(old, line) && line != "# expect") kept += line + "\n";
    old.close();
    std::ofstream updated(path);
    updated << kept << "# expect\n" << text;
    if (sections.resume_guard >= 0) updated << "# resume " << sections.resume_guard << "\n" << resume_text;
    return;
  }
  CHECK(text == sections.expected);
  if (sections.resume_guard >= 0) CHECK(resume_text == sections.resume);
}

}  // namespace

TEST_CASE("optimised traces are as expected") {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(JW_TEST_DIR)) {
    if (entry.path().extension() == ".trace") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const auto& path : files) {
    DYNAMIC_SECTION(path.lexically_relative(JW_TEST_DIR).string()) { run(path); }
  }
}

}  // namespace jitwright::optimizer::testing
