#include "trace/trace.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace jitwright;
using namespace jitwright::trace;

namespace {

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

Names names_of(const ParseContext& context) {
  Names names{.access_classes = &context.access_classes};
  for (const auto& call : context.calls) names.calls.push_back(call.name);
  for (const auto& family : context.families) names.families.push_back(family.name);
  return names;
}

}  // namespace

TEST_CASE("text to trace to text is the identity") {
  std::string text = read(std::filesystem::path(JW_TEST_DIR) / "every_operation.trace");
  ParseContext context;
  auto trace = parse(text, context);
  INFO(trace.error());
  REQUIRE(trace);
  CHECK(verify(*trace) == "");
  CHECK(print(*trace, names_of(context)) == text);
}

TEST_CASE("each verifier rule rejects its trace") {
  unsigned files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(JW_TEST_DIR) / "verifier")) {
    std::string text = read(entry.path());
    INFO(entry.path().filename());
    std::string expected = text.substr(10, text.find('\n') - 10);
    ParseContext context;
    auto trace = parse(text, context);
    INFO(trace.error());
    REQUIRE(trace);
    CHECK_THAT(verify(*trace), Catch::Contains(expected));
    ++files;
  }
  CHECK(files > 20);
}

TEST_CASE("operands must be earlier operations with a result") {
  Trace trace;
  Operand input = trace.append({.opcode = Opcode::input, .type = Type::i64}, {});
  SECTION("a later operation") { trace.pure(Opcode::int_add, Type::i64, {input, Operand::value(5)}); }
  SECTION("an operation without a result") {
    Operand store = trace.append({.opcode = Opcode::store}, {input, input});
    trace.pure(Opcode::int_add, Type::i64, {input, store});
  }
  SECTION("no operand") { trace.pure(Opcode::int_add, Type::i64, {input, Operand()}); }
  trace.append({.opcode = Opcode::finish}, {});
  CHECK_THAT(verify(trace), Catch::Contains("an operand"));
}

TEST_CASE("mistakes in the text are reported with their line") {
  ParseContext context;
  CHECK(parse("%0 = input i64\n%1 = int_foo i64 %0\n", context).error() == "line 2: no operation is called 'int_foo'");
  CHECK(parse("%0 = int_add i64 %1, 2\n", context).error() == "line 1: %1 is not defined");
  CHECK(parse("%0 = input i64\n%0 = input i64\n", context).error() == "line 2: %0 is defined twice");
}

TEST_CASE("declarations fill in call descriptors") {
  ParseContext context;
  auto trace = parse(
      "declare \"f\" readonly (ptr, s8, f64) -> i64, i64\n%x = call i64 \"f\" 0x10:ptr, 0x0:ptr, 1:i32, 2.0:f64\nfinish %x\n",
      context);
  REQUIRE(trace);
  REQUIRE(context.calls.size() == 1);
  CHECK(context.calls[0].effect == layout::CallEffect::readonly);
  CHECK(context.calls[0].signature.parameters == std::vector{layout::AbiType::ptr, layout::AbiType::s8, layout::AbiType::f64});
  CHECK(context.calls[0].signature.second_result == layout::AbiType::i64);
}

TEST_CASE("equal constants are one") {
  Trace trace;
  CHECK(trace.add_constant(5, Type::i64) == trace.add_constant(5, Type::i64));
  CHECK_FALSE(trace.add_constant(5, Type::i64) == trace.add_constant(5, Type::ptr));
  CHECK(trace.constant(trace.add_constant(~uint64_t{0}, Type::i32)).bits == 0xffffffff);
}

TEST_CASE("operands can be copied within the trace") {
  Trace trace;
  Operand a = trace.append({.opcode = Opcode::input, .type = Type::i64}, {});
  Operand b = trace.append({.opcode = Opcode::input, .type = Type::i64, .immediate = 1}, {});
  uint32_t label = trace.append({.opcode = Opcode::label}, {a, b}).index();
  for (int i = 0; i < 100; ++i) trace.append({.opcode = Opcode::label}, trace.operands(trace[label]));
  CHECK(trace.operands(trace[102])[1] == b);
  trace.set_operands(label, std::array{b});
  CHECK(trace.operands(trace[label]).size() == 1);
  CHECK(trace.operands(trace[label])[0] == b);
}
